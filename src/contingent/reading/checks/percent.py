"""Percentages against the numbers they stand beside: increases over every base, and parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from contingent.core.nouns import Check, Claim
from contingent.reading.checks.facts import (
    Facts,
    comparable,
    counts_people,
    figure,
    fits,
    is_increment,
    make,
    quantity,
    quote,
    ratio,
    value,
)
from contingent.reading.forces.troops import is_open
from contingent.reading.voices.clauses import clause_at, clauses

#: what follows a percentage of something else than the two numbers before it
_OF_MORE = re.compile(r"\s(?:of|more|less|fewer|higher|lower|above|below|up|down)\b", re.IGNORECASE)
_APPOSED = re.compile(
    r"(?:\bor|\bthat is|\bwhich is|\bi\.e\.|\(|\bequals?|\bamount(?:s|ing)? to|\brepresent(?:s|ing)|\bmak(?:es|ing) up)"
    r"\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)


def percent_checks(facts: Facts) -> Iterator[Check]:
    """Every percentage that the text puts beside the numbers it is made of."""
    for claim in facts.numbers:
        if quantity(claim).unit == "percent" and quantity(claim).value is not None:
            yield from _percent(facts, claim)


#: What a percentage may be of beside an army: then the numbers of soldiers near it say nothing about it.
_OF_OTHER_THINGS = re.compile(
    r"\b(?:econom\w+|GDP|gross domestic product|output|growth|prices?|inflation|spending|budgets?|revenues?|trade|"
    r"imports?|exports?|traffic|taxes|tariffs?|currency|energy|oil|gas|electricity|food|aid|voters?|votes?|polls?|approval|"
    r"population|homes?|buildings?|territory|land|chances?|probability|odds|casualties|losses)\b",
    re.IGNORECASE,
)


def _percent(facts: Facts, claim: Claim) -> Iterator[Check]:
    """A percentage against the numbers it stands beside: as an increase, else as a share."""
    here = facts.in_sentence(claim)
    more = _increment(facts, claim, here) if quantity(claim).role == "percent_change" else None
    base = _base(facts, claim, more) if more else None
    elsewhere = _OF_OTHER_THINGS.search(_around(facts, claim)) is not None
    if more and base and not elsewhere:
        yield _increase(facts, claim, more, base)
    else:
        yield from _share(facts, claim, here)


def _around(facts: Facts, claim: Claim) -> str:
    """The words of the percentage's own clause."""
    start, text = claim.sentence.start, claim.sentence.text
    clause = clauses(text)[clause_at(text, claim.span.start - start)]
    return text[clause.start : clause.end]


def _increment(facts: Facts, claim: Claim, here: tuple[Claim, ...]) -> Claim | None:
    """What the increase consists of: a number added in the sentence or beside it, else one sent in the sentence."""
    added = [c for c in (*here, *facts.near(claim)) if is_increment(c) and value(c) > 0]
    sent = [c for c in here if counts_people(c) and is_open(c) and c.counterparty and value(c) > 0]
    return next(iter([*added, *sent]), None)


def _base(facts: Facts, claim: Claim, more: Claim) -> Claim | None:
    """What the increase is measured against: the strength of the force that grows, beside it or last told of."""
    beside = [
        c for c in (*facts.in_sentence(claim), *facts.near(claim))
        if c.id != more.id and comparable(more, c) and quantity(c).role in ("stock", "count") and not is_increment(c)
        and c.coref_of is None and value(c) > 0
    ]  # fmt: skip
    owners = {claim.subject, more.counterparty} - {None, more.subject}
    owned = [c for c in beside if c.subject in owners]
    earlier = [c for c in reversed(facts.forces) if c.subject in owners and c.span.start < claim.span.start]
    # the strength of somebody else is no base for an increase whose owner the sentence names
    others = [c for c in beside if c.subject is None or (not owners and c.subject != more.subject)]
    return next(iter([*owned, *earlier, *others, *([] if owners else beside)]), None)


def _increase(facts: Facts, claim: Claim, more: Claim, base: Claim) -> Check:
    """Increment over base, read in every way that the text leaves open."""
    add, stock = value(more), value(base)
    sent = next((r for r in facts.reinforcements if r.already and any(c.id == more.id for c in r.claims)), None)
    sent = sent or next((r for r in facts.reinforcements if r.already and more.subject == r.sender), None)
    already = sent.already if sent and sent.already and sent.already < add else None
    options = [("the increment over the force as stated", add, stock)]
    if already:
        options.append(
            (f"{figure(add)} as a total, of which {figure(already)} are there already", add - already, stock)
        )
    options.append(("share of the enlarged force", add, stock + add))
    if already:
        options.append((f"the force counted with the {figure(already)} already there", add, stock + already))
    readings = [
        ratio(label, top, bottom, unit="percent", fit=fits(claim, 100 * top / bottom)) for label, top, bottom in options
    ]
    plain, others = readings[0], [r for r in readings[1:] if r.fits]
    stated = claim.span.text
    if plain.fits:
        said = f"The plain reading gives {plain.value:.2f} %, as the words say."
    else:
        side = "above" if (plain.value or 0) > value(claim) else "not above"
        said = f"The plain reading gives {plain.value:.2f} %, {side} {figure(value(claim))}: not {quote(stated)}."
        if others:
            said += " It would hold on another reading: " + "; ".join(r.label for r in others) + "."
    return make(
        facts, "arithmetic_percent", [claim, more, base, *(sent.already_claims[:1] if sent and already else ())],
        statement=f"{quote(more.span.text)} on {quote(base.span.text)} is {quote(stated)}",
        readings=readings, stated=stated, tolerance=_tolerance(claim), explanation=said,
        verdict="consistent" if plain.fits else "mismatch",
    )  # fmt: skip


def _tolerance(claim: Claim) -> str:
    words = {
        "~": "a tenth to either side", "<~": "at most the stated number, and within a tenth of it",
        ">~": "at least the stated number, and within a tenth of it", ">=": "at least the stated number",
        ">": "above the stated number", "<=": "at most the stated number", "<": "below the stated number",
    }  # fmt: skip
    return words.get(quantity(claim).comparator, "half a unit of the last digit")


def _share(facts: Facts, claim: Claim, here: tuple[Claim, ...]) -> Iterator[Check]:
    """Part over whole, where the sentence puts the percentage beside both ("4,000 of its 20,000 troops, or 20 %")."""
    before = facts.document.text[claim.sentence.start : claim.span.start]
    beside = [c for c in here if c.span.end <= claim.span.start and quantity(c).value is not None]
    if len(beside) < 2 or not _APPOSED.search(before):
        return
    part, whole = sorted(beside[-2:], key=value)
    if comparable(part, whole) and value(whole) > 0:
        reading = ratio("part over whole", value(part), value(whole), unit="percent")
        agrees = fits(claim, reading.value or 0.0)
        if not agrees and _OF_MORE.match(facts.document.text, claim.span.end):
            return
        yield make(
            facts, "arithmetic_percent", [claim, part, whole],
            statement=f"{quote(part.span.text)} of {quote(whole.span.text)} is {quote(claim.span.text)}",
            readings=[replace(reading, fits=agrees)], stated=claim.span.text, tolerance=_tolerance(claim),
            verdict="consistent" if agrees else "mismatch",
            explanation=f"The two numbers give {reading.value:.2f} %."
            + ("" if agrees else f" The text says {quote(claim.span.text)}."),
        )  # fmt: skip
