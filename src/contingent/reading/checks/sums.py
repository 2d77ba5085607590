"""Parts and totals: lists that should add up, what is left over, what comes on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, figure, fits, is_increment, make, quantity, quote, value
from contingent.reading.checks.pool import after, alike, amounts, before, between, figures_shown, sentences_with

_TOTAL = re.compile(
    r"\b(?:in all|in total|altogether|for a total of|a total of|total(?:l?ing)?|combined|all told|sum of|together|"
    r"which makes|making)\b",
    re.I,
)
_LIST = re.compile(r"^[^.;:]{0,60}:\s|,\sthat is,?\s|\(|^[^.;:]{0,40}\s[—–-]\s")
_REST = re.compile(r"\b(?:remaining|rest|remainder|others?|balance)\b", re.IGNORECASE)
_REST_AHEAD = re.compile(r"\b(?:remaining|(?:the|its|their) (?:rest|remainder|others?|balance),?)\s$", re.IGNORECASE)
_RISE = re.compile(
    r"\b(?:a|the|this|that)\s(?:[\w-]+\s){0,2}?(?:rise|increase|growth|jump|addition|gain|drop|fall|decline|decrease|"
    r"reduction|difference|shortfall|gap)\sof\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_ON_TOP = re.compile(r"\b(?:on top of|in addition to|over and above|besides)\s(?:the\s|its\s|their\s)?$", re.IGNORECASE)
_IN_ALL = re.compile(r"^\W{0,2}(?:in all|in total|altogether|all told)\b", re.IGNORECASE)
_TO_REACH = re.compile(r"\b(?:total|number|figure|strength|force|workforce|size)\b[^.;]{0,40}?\b(?:reach|rise to|"
                       r"grow to|be|come to|stand at|hit)\s(?:\w+\s)?$", re.IGNORECASE)  # fmt: skip
_MOST_PARTS = 6
_NEARBY = 3  # sentences
_EXACT = 5e-4


def sum_checks(facts: Facts) -> Iterator[Check]:
    """Every list of parts with its total, every remainder and every addition that the text's numbers allow.

    A sum is taken for one where the text says so, or where numbers with three figures or more add up exactly; a list
    that the text itself calls a total and that does not add up is a mismatch.
    """
    for place, inside in sentences_with(facts):
        made = _stated(facts, place) or _list(facts, place)
        if made is not None:
            yield made
        for claim in inside:
            yield from _left_over(facts, place, claim)
            yield from _on_top(facts, place, claim)


# --------------------------------------------------------------------- lists


def _stated(facts: Facts, place: int) -> Check | None:
    """Parts before the number that the sentence calls their total."""
    inside = [c for c in facts.inside(place) if quantity(c).value is not None]
    for total in inside[2:]:
        parts = [c for c in inside if c.span.end <= total.span.start]
        cue = between(facts, parts[-1], total) + total.span.text + after(facts, total, 12)
        if ";" in cue or not all(_addable(total, part) for part in parts) or not _TOTAL.search(cue):
            continue
        if not _unread(facts, parts[0].span.start, total.span.start, inside):
            return _sum(facts, total, parts)
    return None


def _list(facts: Facts, place: int) -> Check | None:
    """A total and the run of numbers right behind or before it that adds up to it, or is said to."""
    here = amounts(facts, place)
    reach = amounts(facts, place, ahead=1)
    for number, total in enumerate(here):
        behind = [c for c in reach[number + 1 :] if alike(total, c) and c.coref_of != total.id][:_MOST_PARTS]
        ahead = [c for c in amounts(facts, place, back=1) if c.span.end <= total.span.start and alike(total, c)]
        for run in (*_runs(behind), *(tuple(reversed(r)) for r in _runs(list(reversed(ahead))[:_MOST_PARTS]))):
            if _adds_up(facts, total, run):
                return _sum(facts, total, run)
        whole = tuple(c for c in behind if c.sentence.start == total.sentence.start)
        if (
            len(whole) >= 2
            and ":" in between(facts, total, whole[0])
            and not _unread(facts, total.span.end, total.sentence.end, facts.inside(place))
        ):
            return _sum(facts, total, whole) if _near(total, whole) else None
    return None


def _runs(numbers: Sequence[Claim]) -> Iterator[tuple[Claim, ...]]:
    """The first two, three … numbers; then those from the second on, so that one aside does not hide a sum."""
    for start in (0, 1):
        for end in range(start + 2, len(numbers) + 1):
            yield tuple(numbers[start:end])


def _adds_up(facts: Facts, total: Claim, parts: Sequence[Claim]) -> bool:
    if any(value(part) >= value(total) for part in parts):
        return False
    result, stated = sum(map(value, parts)), value(total)
    exact = abs(result - stated) <= _EXACT * stated
    first, last = min(parts, key=lambda c: c.span.start), max(parts, key=lambda c: c.span.start)
    lead = between(facts, total, first if first.span.start > total.span.start else last)
    said = _LIST.search(lead) or _TOTAL.search(lead) or _TOTAL.search(after(facts, total, 12))
    shown = max(figures_shown(value(c)) for c in (total, *parts))
    return exact and (shown >= 3 or bool(said and shown >= 2))


def _near(total: Claim, parts: Sequence[Claim]) -> bool:
    """Whether a list behind a colon is meant to be the whole: within a quarter of the total."""
    return abs(sum(map(value, parts)) - value(total)) <= 0.25 * value(total)


def _sum(facts: Facts, total: Claim, parts: Sequence[Claim]) -> Check:
    result = sum(map(value, parts))
    agrees = fits(total, result) or abs(result - value(total)) <= _EXACT * value(total)
    formula = " + ".join(figure(value(c)) for c in parts) + f" = {figure(result)}"
    return make(
        facts, "sum_of_parts", [*parts, total], statement=quote(total.sentence.text), stated=total.span.text,
        readings=[CheckReading(label="sum of the parts", formula=formula, value=result,
                               unit=quantity(total).unit or "", fits=agrees)],
        tolerance="half a unit of the last digit", verdict="consistent" if agrees else "mismatch",
        explanation="The parts add up to the total." if agrees
        else f"The parts add up to {figure(result)}, not to {quote(total.span.text)}.",
    )  # fmt: skip


def _unread(facts: Facts, start: int, end: int, read: Sequence[Claim]) -> bool:
    """Whether digits stand in text[start:end] that no claim covers: a part the reader missed would break the sum."""
    return any(
        not any(c.span.start <= start + m.start() < c.span.end for c in read)
        for m in re.finditer(r"\b(?!(?:19|20)\d\d\b(?![,.]\d))\d[\d,.]*", facts.document.text[start:end])
    )


def _addable(total: Claim, part: Claim) -> bool:
    """Whether a part may be summed into the total: things of one family, and no share or time."""
    roles = {quantity(c).role for c in (total, part)}
    return alike(total, part) and not roles & {"share", "percent_change", "rate", "duration", "range"}


# ------------------------------------------------- what is left, what is added


def _left_over(facts: Facts, place: int, claim: Claim) -> Iterator[Check]:
    """ "The remaining 38,000", "the rise of 13,000": a difference of two numbers told near by."""
    lead = before(facts, claim)
    rest = _REST.search(claim.span.text) or _REST_AHEAD.search(lead)
    rise = None if rest else _RISE.search(lead)
    if not (rest or rise) or not is_plain(claim):
        return
    near = [c for c in amounts(facts, place, back=_NEARBY, ahead=1) if c.id != claim.id and alike(claim, c)]
    pairs = [
        (big, small) for big in near for small in near
        if value(big) > value(small) and abs(value(big) - value(small) - value(claim)) <= 0.005 * value(claim)
        and {value(big), value(small)} != {value(claim)}
    ]  # fmt: skip
    if not pairs:
        return
    big, small = min(pairs, key=lambda pair: sum(abs(c.span.start - claim.span.start) for c in pair))
    result = value(big) - value(small)
    formula = f"{figure(value(big))} - {figure(value(small))} = {figure(result)}"
    yield make(
        facts, "sum_of_parts", [claim, big, small], statement=quote(claim.sentence.text), stated=claim.span.text,
        readings=[CheckReading(label="what is left" if rest else "the change", formula=formula, value=result,
                               unit=quantity(claim).unit or quantity(big).unit or "", fits=True)],
        tolerance="half a percent", verdict="consistent",
        explanation="The difference of two numbers near by is the number stated.",
    )  # fmt: skip


def is_plain(claim: Claim) -> bool:
    """Whether the claim is one number that is no share and no time."""
    return quantity(claim).value is not None and quantity(claim).role not in ("share", "percent_change", "duration")


def _on_top(facts: Facts, place: int, claim: Claim) -> Iterator[Check]:
    """What comes on top of what is there, beside the total that the text gives: counted in, or once more?"""
    lead, tail = before(facts, claim), after(facts, claim, 20)
    total = _IN_ALL.search(tail) or _TO_REACH.search(lead)
    if total is None or not is_plain(claim) or is_increment(claim):
        return
    near = [c for c in amounts(facts, place, back=_NEARBY) if c.span.end <= claim.span.start and alike(claim, c)]
    there = next((c for c in reversed(near) if _ON_TOP.search(before(facts, c, 30))), None)
    added = [c for c in near if c is not there and (is_increment(c) or there is not None)]
    if there is None and added:
        exact = [c for c in near if not is_increment(c) and value(c) + value(added[-1]) == value(claim)]
        there = exact[-1] if exact else None
    if there is None or not added or value(there) >= value(claim):
        return
    more = added[-1]
    both, left = value(there) + value(more), value(claim) - value(there)
    unit = quantity(claim).unit or quantity(more).unit or ""
    asked = claim.sentence.text.rstrip('"”’) ').endswith("?")
    readings = [
        CheckReading(label="on top of what is there", value=both, unit=unit, fits=both == value(claim),
                     formula=f"{figure(value(there))} + {figure(value(more))} = {figure(both)}"),
        CheckReading(label="what the total takes beyond what is there", value=left, unit=unit, fits=left == value(more),
                     formula=f"{figure(value(claim))} - {figure(value(there))} = {figure(left)}"),
    ]  # fmt: skip
    yield make(
        facts, "total_vs_increment", [there, more, claim],
        statement=f"{quote(more.span.text)} on {quote(there.span.text)} beside {quote(claim.span.text)}",
        readings=readings, stated=claim.span.text,
        verdict="ambiguous" if asked else "consistent" if readings[0].fits else "caution",
        explanation="The text asks whether the addition is counted in." if asked
        else "What is there and what is added make the total." if readings[0].fits
        else f"What is there and what is added make {figure(both)}; the total named is {figure(value(claim))}.",
    )  # fmt: skip
