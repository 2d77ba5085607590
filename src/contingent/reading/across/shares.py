"""A percentage of one text held against a base that another text gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from contingent.core.claims_ledger import Entry
from contingent.core.keys import content_id
from contingent.core.nouns import Check, Quantity, Reading
from contingent.reading.across.check_parts import MOST_DAYS_APART, Counted, count_days, middle_of
from contingent.reading.across.days import certain, document_days
from contingent.reading.across.keys import name_key
from contingent.reading.checks.facts import LOSSES, Facts, counts_people, fits, quantity, quote, ratio, value


def share_checks(readings: Sequence[Reading], counted: Sequence[Counted], voices: Mapping[str, str]) -> list[Check]:
    """Every percentage beside one number of people in its sentence, over the strength that other texts give.

    An increase ("nearly 20 percent" beside "100,000 more") is of the force that grows, a share of the force that the
    part belongs to. The base is the strength told nearest in time, at most a month off, and the check says how far.
    """
    bases = [c for c in counted if c.key.role == "stock" and c.key.measure not in LOSSES and not c.key.scope]
    found = (check for reading in readings for check in _of_reading(reading, bases, voices))
    return sorted(found, key=lambda c: c.id)


def _of_reading(reading: Reading, bases: Sequence[Counted], voices: Mapping[str, str]) -> Iterator[Check]:
    facts = Facts(document=reading.document, claims=reading.claims)
    for claim in facts.numbers:
        q = quantity(claim)
        if q.unit != "percent" or q.value is None or q.role not in ("share", "percent_change") or claim.negated:
            continue
        parts = [c for c in facts.in_sentence(claim) if counts_people(c) and value(c) > 0 and c.subject is not None]
        if len(parts) != 1:
            continue
        part = parts[0]
        owner = (claim.subject or part.counterparty) if q.role == "percent_change" else part.subject
        if q.role == "percent_change" and owner == part.subject:
            owner = part.counterparty
        for base in bases:
            told = [e for e in base.reported if e.voice != voices[reading.document.id]]
            if name_key(owner) != base.key.subject or not told or not _alike(base, quantity(part)):
                continue
            days = document_days(reading.document)
            off, _, nearest = min((_days_off(days.last, e), e.claim, e) for e in told)
            whole = middle_of(nearest)
            if off > MOST_DAYS_APART or whole <= 0:
                continue
            computed = ratio("with the base of the other text", value(part), whole, unit="percent")
            agrees = fits(claim, computed.value or 0.0)
            known = days.basis == "document" and certain(nearest)
            ids = (claim.id, part.id, nearest.claim)
            yield Check(
                id=content_id("x", "arithmetic_percent", list(ids)), kind="arithmetic_percent", claims=ids,
                statement=f"{quote(part.span.text)} on {quote(nearest.quote.text)} of another text is "
                f"{quote(claim.span.text)}",
                readings=(replace(computed, fits=agrees),),
                stated=claim.span.text, tolerance="what the words allow",
                verdict="consistent" if agrees else "mismatch" if off == 0 and known else "caution",
                explanation=f"The base comes from another text ({_apart_words(off, known=known)}) and gives "
                f"{computed.value:.2f} %.",
            )  # fmt: skip


def _alike(base: Counted, part: Quantity) -> bool:
    return (part.unit or base.thread.unit) == base.thread.unit


def _days_off(day: date | None, entry: Entry) -> int:
    last = entry.about.last
    return abs((last - day).days) if day is not None and last is not None else 10**6


def _apart_words(off: int, *, known: bool) -> str:
    if not known:
        return "a day is known within limits only"
    return "of the same day" if off == 0 else f"{count_days(off)} apart"
