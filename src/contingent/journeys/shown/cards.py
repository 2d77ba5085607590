"""What the inbox tells of a brief, worked out once and kept on the desk: no page of it opens an old brief again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contingent.core.belief import Probability
from contingent.core.errors import ContingentError, LedgerError
from contingent.core.plain import plain
from contingent.ledger import desk as desks
from contingent.report.leads import branch_labels, headline, headline_forecast, ordered_questions
from contingent.report.numbers import belief_summary, belief_words, difference_words, horizon, with_unit
from contingent.report.words import NOT_THE_ARTICLE

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from contingent.core.brief import Brief
    from contingent.ledger.chain import Row
    from contingent.ledger.desk import Desk
    from contingent.ledger.store import Ledger

#: raised whenever a card tells more or something else than before: cards of another shape are made anew
SHAPE = 1
KEY_PREFIX = "sha256:"
LAST_DAY = date.max
AT_ONCE = 20  # briefs read at a time, half a megabyte each
MOST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """A question of a brief with the forecast that the brief prints for it; None where nobody had evidence.

    `middle` and `interval` (90 %) are in print; `p`, `low` and `high` only where the belief is a probability.
    """

    id: str
    text: str
    deadline: date
    middle: str | None = None
    interval: str | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the leading branch of a what-if adds to the measure that leads, all in print.

    `middle` is the median and `interval` its 90 % range ("" where nothing changes), at the end of `after`; `assumed`
    is whether its direction follows from the priors alone.
    """

    measure: str
    middle: str
    interval: str
    after: str
    branch: str
    assumed: bool

    @property
    def words(self) -> str:
        """All of it in one clause."""
        spread = f" ({self.interval})" if self.interval else ""
        return f"{self.measure}: {self.middle}{spread} {self.where}"

    @property
    def where(self) -> str:
        """When and in which branch, and whether the direction was found or assumed."""
        assumed = "; its direction is assumed, not found" if self.assumed else ""
        return f"after {self.after} in “{self.branch}”{assumed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A brief as the inbox shows it.

    `brief` is the name of its page; `odds` are its questions, the leading one first; `difference` is what its what-if
    comes to (None: it asks none); `parties` counts the claims of parties to the fighting. `fault` says why a
    brief that an older or newer release wrote cannot be told here (None: it can).
    """

    shape: int
    brief: str
    hash: str
    seq: int
    as_of: date
    recorded_at: datetime
    headline: str
    title: str | None = None
    origin: str = ""
    address: str | None = None
    author: str | None = None
    published: date | None = None
    odds: tuple[Odds, ...] = ()
    difference: Difference | None = None
    branches: int = 0
    claims: int = 0
    parties: int = 0
    apart: int = 0
    checks: int = 0
    mismatches: int = 0
    warnings: int = 0
    fault: str | None = None


@cache
def brief_adapter() -> TypeAdapter[Brief]:
    """What makes a brief of JSON; 0.05 s to make, once."""
    from pydantic import TypeAdapter

    from contingent.core.brief import Brief

    return TypeAdapter(Brief)


@cache
def _card_adapter() -> TypeAdapter[Card]:
    from pydantic import TypeAdapter

    return TypeAdapter(Card)


def brief_of(row: Row) -> Brief:
    """The brief that a row of the ledger holds.

    Raises:
        LedgerError: it is none that this release can read.
    """
    try:
        return brief_adapter().validate_json(row.body_json)
    except (ValueError, ContingentError) as error:
        said = " ".join(str(error).split())[:200]
        raise LedgerError(
            f"row {row.seq} of the ledger is no brief that this release can read: {said}. "
            "Its JSON can still be taken from the ledger: `contingent ledger export`."
        ) from error


def name_of(row: Row) -> str:
    """The name of a brief's page: the hexadecimal part of its key."""
    return row.key.removeprefix(KEY_PREFIX)


def card_of(row: Row) -> Card:
    """The card of a brief's row; one that cannot be read has a card that says so."""
    kept: dict[str, Any] = {
        "shape": SHAPE,
        "brief": name_of(row),
        "hash": row.hash,
        "seq": row.seq,
        "as_of": date.fromisoformat(row.as_of),
        "recorded_at": datetime.fromisoformat(row.recorded_at),
    }
    try:
        brief = brief_of(row)
    except LedgerError as error:
        return Card(**kept, headline="A brief that cannot be shown", fault=str(error))
    document, address = brief.document, web_address(brief.document.origin)
    return Card(
        **kept,
        headline=brief.answer.question,
        title=document.title,
        origin=host_of(address) if address else document.origin,
        address=address,
        author=document.author,
        published=document.published,
        odds=tuple(_odds(brief)),
        difference=_difference(brief),
        branches=len(brief.scenario.branches) if brief.scenario else 0,
        claims=len(brief.claims),
        parties=sum(claim.belligerent_claim for claim in brief.claims),
        apart=sum(claim.voice in NOT_THE_ARTICLE for claim in brief.claims),
        checks=len(brief.checks),
        mismatches=sum(check.verdict == "mismatch" for check in brief.checks),
        warnings=len(brief.warnings),
    )


def cards_known(ledger: Ledger, desk: Desk, *, as_of: date) -> tuple[Card, ...]:
    """The card of every brief known at `as_of`, the last appended first; those that are missing are made and kept.

    A brief kept again for an earlier day is told once, where it was first written. Making a card reads its brief,
    some 10 ms; all others cost 0.03 ms each.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    if ledger.read(as_of=LAST_DAY, kind="brief", after=desk.cards.last_seq(), most=1):
        with ledger.one_at_a_time("cards"):
            _make_missing(ledger, desk)
    found: dict[str, Card] = {}
    for kept_card in desk.cards.newest(as_of=as_of.isoformat(), most=MOST):
        card = _parsed(kept_card.hash, kept_card.card_json) or _made_anew(ledger, kept_card)
        found.pop(card.brief, None)  # the first writing counts
        found[card.brief] = card
    return tuple(sorted(found.values(), key=lambda card: -card.seq))


def _make_missing(ledger: Ledger, desk: Desk) -> None:
    """The briefs appended since the last card have cards."""
    after = desk.cards.last_seq()
    while rows := ledger.read(as_of=LAST_DAY, kind="brief", after=after, most=AT_ONCE):
        for row in rows:
            kept = json.dumps(plain(card_of(row)), ensure_ascii=True)
            desk.cards.put(desks.Card(hash=row.hash, seq=row.seq, as_of=row.as_of, card_json=kept))
        after = rows[-1].seq


def _made_anew(ledger: Ledger, kept: desks.Card) -> Card:
    """The card of a brief whose kept one is of an older shape."""
    (row,) = ledger.read(as_of=LAST_DAY, kind="brief", after=kept.seq - 1, most=1)
    return card_of(row)


@lru_cache(maxsize=20_000)
def _parsed(_hash: str, text: str) -> Card | None:
    """The card that the desk kept as JSON; None where it has another shape."""
    try:
        card = _card_adapter().validate_json(text)
    except ValueError:
        return None
    return card if card.shape == SHAPE else None


def web_address(origin: str) -> str | None:
    """The origin where it is an address of the web that may be linked to, else None.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("a.md")
    ('https://example.org/a', None, None)
    """
    try:
        parts = urlsplit(origin.strip())
    except ValueError:
        return None
    return origin.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def host_of(address: str) -> str:
    """The host of an address, without the www that says nothing.

    >>> host_of("https://www.example.org/a/b")
    'example.org'
    """
    return (urlsplit(address).hostname or address).removeprefix("www.")


def _odds(brief: Brief) -> Iterator[Odds]:
    for question in ordered_questions(brief):
        asked: dict[str, Any] = {"id": question.id, "text": question.text, "deadline": question.deadline}
        forecast = headline_forecast(question.id, brief.forecasts)
        if forecast is None:
            yield Odds(**asked)
            continue
        middle, interval = belief_words(forecast.belief)
        said: dict[str, Any] = {"middle": middle, "interval": interval}
        if isinstance(forecast.belief, Probability):
            p, low, high = belief_summary(forecast.belief)
            yield Odds(**asked, **said, p=p, low=low, high=high)
        else:
            yield Odds(**asked, **said)


def _difference(brief: Brief) -> Difference | None:
    if brief.scenario is None or brief.outcomes is None:
        return None
    head = headline(brief.scenario, brief.outcomes)
    if head is None:
        return None
    leading = head.leading
    middle, interval = difference_words(leading.q05, leading.q50, leading.q95, leading.unit)
    return Difference(
        measure=leading.label,
        middle=with_unit(middle, leading.unit, leading.q50) if interval else middle,
        interval=interval,
        after=horizon(leading.day),
        branch=branch_labels(brief.scenario).get(leading.branch, leading.branch),
        assumed=bool(leading.sign_forced_by),
    )
