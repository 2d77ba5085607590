"""A brief as it was kept, and how its questions stand today: what was said of them since, and how they came out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from contingent.core.brief import Brief
from contingent.core.errors import MissingError
from contingent.core.nouns import Forecast, Question, Resolution
from contingent.core.plain import plain
from contingent.journeys.recorded import noun_of
from contingent.journeys.shown.cards import KEY_PREFIX, brief_of
from contingent.journeys.shown.question_standing import leading
from contingent.report.leads import READER, headline_forecast, ordered_claims, ordered_questions
from contingent.report.numbers import belief_words

if TYPE_CHECKING:
    from contingent.ledger.chain import Row
    from contingent.ledger.store import Ledger

NAME = re.compile("[0-9a-f]{64}")
#: briefs held in memory, some five megabytes each
HELD = 16

State = Literal["open", "due", "settled"]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A question of a brief today. `then` is the brief's own forecast in print, `now` the newest one of `now_as_of`.

    Both are None where nobody had evidence; `moved` is whether they differ. `outcome` is that of the resolution that
    holds, told by `source` on `resolved_on`.
    """

    id: str
    text: str
    deadline: date
    state: State
    then: str | None
    now: str | None
    now_range: str | None
    now_as_of: date | None
    moved: bool
    outcome: bool | float | None = None
    resolved_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBrief:
    """A brief, where it is kept, and how its questions stand on `as_of`, the leading one first."""

    name: str
    hash: str
    recorded_at: str
    as_of: date
    brief: Brief
    standings: tuple[Standing, ...]


def kept_brief(ledger: Ledger, name: str, *, as_of: date) -> KeptBrief:
    """The brief of that name (the hexadecimal part of its key) as it was known on `as_of`.

    Raises:
        MissingError: there is none of that name.
        LedgerError: the ledger cannot be read, or the row is no brief that this release can read.
    """
    row = brief_row(ledger, name, as_of=as_of)
    brief = held_brief(Keyed(row.hash, row))
    standings = tuple(_standing(ledger, question, brief, as_of) for question in ordered_questions(brief))
    return KeptBrief(
        name=name, hash=row.hash, recorded_at=row.recorded_at, as_of=as_of, brief=brief, standings=standings
    )


def brief_row(ledger: Ledger, name: str, *, as_of: date) -> Row:
    """The row of the brief of that name; errors as `kept_brief`."""
    rows = ledger.read(as_of=as_of, kind="brief", key=f"{KEY_PREFIX}{name}") if NAME.fullmatch(name) else ()
    if not rows:
        raise MissingError(
            f"there is no brief {name[:20]!r}{'…' if len(name) > 20 else ''} in this ledger; wanted the 64 "
            "hexadecimal digits of one. The inbox lists them all."
        )
    return rows[0]


@dataclass(frozen=True, slots=True)
class Keyed(Generic[Value]):
    """A value by a key that says all of it, so that what is made of it may be kept under the key alone."""

    key: str
    value: Value = field(compare=False)


@lru_cache(maxsize=HELD)
def held_brief(row: Keyed[Row]) -> Brief:
    """The brief of a row, by the row's hash, read once; errors as `journeys.shown.cards.brief_of`."""
    return brief_of(row.value)


def _standing(ledger: Ledger, question: Question, brief: Brief, as_of: date) -> Standing:
    rows = ledger.read(as_of=as_of, subject=question.id)
    told = [noun_of(Resolution, row) for row in rows if row.kind == "resolution"]
    settled = told[-1] if told else None
    said = [noun_of(Forecast, row) for row in rows if row.kind == "forecast"]
    own, newest = headline_forecast(question.id, brief.forecasts), newest_forecast(question.id, said)
    newest = newest or own
    then = belief_words(own.belief) if own else None
    now = belief_words(newest.belief) if newest else None
    state: State = "settled" if settled else "due" if question.deadline < as_of else "open"
    return Standing(
        id=question.id,
        text=question.text,
        deadline=question.deadline,
        state=state,
        then=then[0] if then else None,
        now=now[0] if now else None,
        now_range=now[1] if now else None,
        now_as_of=newest.as_of if newest else None,
        moved=then != now,
        outcome=settled.outcome if settled else None,
        resolved_on=settled.resolved_on if settled else None,
        source=settled.source if settled else None,
    )


def newest_forecast(question: str, said: Sequence[Forecast]) -> Forecast | None:
    """Of all forecasts, in the order written, the last of the forecaster that the question's own page leads with.

    None where nothing but an article's own words, or a reader's guess, speaks to it.
    """
    own = [one for one in said if one.question == question and not one.forecaster.startswith(READER)]
    lead = leading(list(dict.fromkeys(one.forecaster for one in own)), {one.forecaster for one in own if one.members})
    return max((one for one in reversed(own) if one.forecaster == lead), key=lambda one: one.as_of, default=None)


def claim_rows(brief: Brief) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The claims as a table: the names of its columns, and a row a claim in the order of the article."""
    from contingent.report.words import detail_words

    columns = (
        "number", "id", "kind", "voice", "speaker", "attributed_to", "party_to_the_fighting", "states", "words",
        "sentence", "start", "end", "modality", "denied", "place", "first_day", "last_day", "confidence", "found_by",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            place, claim.id, claim.kind, claim.voice, claim.speaker, claim.attributed_to, claim.belligerent_claim,
            detail_words(claim), claim.span.text, claim.sentence.text, claim.span.start, claim.span.end,
            claim.modality, claim.negated, claim.place, claim.time.first if claim.time else None,
            claim.time.last if claim.time else None, claim.confidence, ", ".join(claim.found_by),
        )
        for place, claim in enumerate(ordered_claims(brief.claims), start=1)
    ]  # fmt: skip
    return columns, rows


def published(brief: Brief) -> Any:
    """The brief as published JSON: what `brief.json` holds, but for the run, which the ledger does not keep."""
    return plain(brief)
