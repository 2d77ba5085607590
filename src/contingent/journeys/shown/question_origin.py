"""Where a question came from: the briefs that ask it, the sentence it rests on, and the claims beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contingent.core.errors import LedgerError
from contingent.core.nouns import Question
from contingent.journeys.shown.cards import name_of
from contingent.ledger.chain import Row
from contingent.ledger.standings import briefs_holding
from contingent.ledger.store import Ledger

AROUND = 240  # characters of the article at each side of the quote
SURE = {
    "asserted": "said outright", "estimated": "an estimate", "possible": "said to be possible",
    "probable": "said to be probable", "improbable": "said to be improbable", "expected": "said to be expected",
    "certain_future": "said to be certain", "conditional": "only under a condition", "question": "asked, not said",
    "suggestion": "suggested", "concessive": "granted",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSaid:
    """A claim that the question rests on: its words, who says them, how sure, and its number in its brief.

    `party` says that its source is a party to the fighting; `suggests` is the range of probability that its words
    alone suggest (None: none).
    """

    number: int
    quote: str
    said_by: str
    sure: str
    party: bool
    denied: bool
    suggests: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A brief that asks the question: its name, article, the words before, in and after the quote, and its claims."""

    brief: str
    title: str
    source: str
    as_of: date
    recorded_at: datetime
    before: str
    quote: str
    after: str
    quote_claim: int | None
    claims: tuple[ClaimSaid, ...]


def origins_of(ledger: Ledger, question: Question, asked: Row, *, as_of: date) -> tuple[Origin, ...]:
    """The briefs known at `as_of` that ask the question, oldest first; a brief that cannot be read is an error.

    Raises:
        LedgerError: the ledger cannot be read, or a brief in it.
    """
    day = date.fromisoformat(asked.as_of)
    if day > as_of:
        return ()
    return tuple(_origin(question, row) for row in briefs_holding(ledger, question.id, on=day))


def _origin(question: Question, row: Row) -> Origin:
    try:
        return _read(question, row)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise LedgerError(f"row {row.seq} of the ledger is no brief that can be read: {error!r}") from error


def _read(question: Question, row: Row) -> Origin:
    brief = row.body
    claims: list[Mapping[str, Any]] = brief["claims"]
    ordered = sorted(claims, key=lambda claim: (claim["span"]["start"], -claim["span"]["end"], claim["id"]))
    numbers = {claim["id"]: place for place, claim in enumerate(ordered, start=1)}
    text: str = brief["document"]["text"]
    before = quote = after = ""
    quoted = None
    span = question.quote
    if span is not None and text[span.start : span.end] == span.text:
        quote = span.text
        before, after = _before(text, span.start), _after(text, span.end)
        holding = [
            claim for claim in ordered
            if claim["id"] in question.claims
            and claim["span"]["start"] < span.end and span.start < claim["span"]["end"]
        ]  # fmt: skip
        quoted = numbers[holding[0]["id"]] if holding else None
    elif span is not None:
        quote = span.text
    return Origin(
        brief=name_of(row),
        title=brief["document"].get("title") or brief["answer"]["question"],
        source=brief["document"]["origin"],
        as_of=date.fromisoformat(row.as_of),
        recorded_at=datetime.fromisoformat(row.recorded_at),
        before=before,
        quote=quote,
        after=after,
        quote_claim=quoted,
        claims=tuple(_claim(claim, numbers[claim["id"]]) for claim in ordered if claim["id"] in question.claims),
    )


def _claim(claim: Mapping[str, Any], number: int) -> ClaimSaid:
    detail = claim["detail"]
    suggests = detail.get("probability") if detail.get("kind") == "assertion" else None
    kind, _, name = str(claim["speaker"]).partition(":")
    speaker = f"the {kind}{f' {name}' if name else ''}"
    cited = claim.get("attributed_to")
    return ClaimSaid(
        number=number,
        quote=claim["sentence"]["text"],
        said_by=f"{speaker}, citing {cited}" if cited else speaker,
        sure=SURE.get(claim["modality"], claim["modality"]),
        party=bool(claim["belligerent_claim"]),
        denied=bool(claim["negated"]),
        suggests=(float(suggests[0]), float(suggests[1])) if suggests else None,
    )


def _before(text: str, start: int) -> str:
    """The words before a quote, back to the line's beginning or to a word not too far away."""
    line = text.rfind("\n", 0, start) + 1
    if start - line <= AROUND:
        return text[line:start]
    cut = text.find(" ", start - AROUND, start)
    return f"… {text[cut + 1 if cut >= 0 else start : start]}"


def _after(text: str, end: int) -> str:
    line = text.find("\n", end)
    last = len(text) if line < 0 else line
    if last - end <= AROUND:
        return text[end:last]
    cut = text.rfind(" ", end, end + AROUND)
    return f"{text[end : cut if cut >= 0 else end]} …"
