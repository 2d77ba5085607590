"""Ratios and products: "four to one", "twice the 33", so much a day for so many days, one currency in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, figure, make, quantity, quote, value
from contingent.reading.checks.pool import alike, amounts, around, between, figures_shown, is_amount, sentences_with

_ONES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100,
}  # fmt: skip
_WORDS = "|".join(_ONES)
_BENT = (
    r"(?:(?P<bent>about|around|roughly|some|nearly|almost|just under|more than|over|at least|less than|fewer than|"
    r"well over)\s)?"
)
_TO_ONE = re.compile(
    rf"\b{_BENT}(?P<n>{_WORDS}|\d+(?:\.\d+)?)[\s-](?:to[\s-]one|to[\s-]1|for\s(?:every|each)(?:\sone)?)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b{_BENT}(?:(?P<fixed>twice|double|triple|half)|(?P<n>{_WORDS}|\d+(?:\.\d+)?)\stimes)\s"
    r"(?:as\s(?:many|much|large|big)\s(?:\w+\s){0,2}?as\s)?(?:the\s(?:size|number)\sof\s)?(?P<tail>the\s|its\s|that\s|these\s)?",
    re.IGNORECASE,
)
_THAT = re.compile(r"that\s(?:number|figure|amount|many|sum|total)\b", re.IGNORECASE)
_PLAIN = re.compile(r"(\d[\d,]*(?:\.\d+)?)\b(?!\s?(?:percent|per cent|%))")
_FIXED = {"twice": 2.0, "double": 2.0, "triple": 3.0, "half": 0.5}
_LOOSE, _ABOUT = 0.05, 0.1  # how far a bare ratio may be off, and one that the words bend
_OUTNUMBER = re.compile(r"\boutnumber|\b(?:superiority|advantage|odds|ratio)\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:apiece|each|a piece|per \w+)\b", re.IGNORECASE)
_MONEY = re.compile(r"[A-Z]{3}|krona|krone|rupee|yuan|rouble|ruble")
_BACK = 5  # sentences in which two sides of a ratio were counted
_EXACT = 0.01


def multiple_checks(facts: Facts) -> Iterator[Check]:
    """Every ratio, product and sum in two currencies that the text states beside the numbers it is made of."""
    for place, inside in sentences_with(facts):
        yield from _times(facts, place)
        for total in inside:
            if is_amount(total):
                yield from _product(facts, place, total)
        yield from _currencies(facts, inside)
    for place in range(len(facts.sentences)):
        yield from _to_one(facts, place)


# -------------------------------------------------------------------- ratios


def _to_one(facts: Facts, place: int) -> Iterator[Check]:
    """ "More than ten to one", against the pair of numbers told before that comes nearest to it."""
    sentence = facts.sentences[place]
    for mark in list(_TO_ONE.finditer(sentence.span.text))[:2]:
        stated = _number(mark)
        inside = [c for c in amounts(facts, place) if not _within(c, sentence.span.start, mark)]
        told = inside if len(inside) >= 2 else amounts(facts, place, back=_BACK + (3 if inside else 0))
        told = [c for c in told if not _within(c, sentence.span.start, mark)]
        pairs = [(a, b) for a in told for b in told if value(a) > value(b) and alike(a, b)]
        if len(inside) < 2:
            pairs = [(a, b) for a, b in pairs if quantity(a).role not in ("money", "rate")]
        good = [p for p in pairs if _agrees(mark["bent"], stated, value(p[0]) / value(p[1]))]
        if not good or stated <= 1:
            continue
        here = {c.id for c in inside}
        big, small = max(good, key=lambda p: (sum(c.id in here for c in p), *sorted(c.span.start for c in p)))
        yield _ratio(facts, big, small, mark.group(), fit=True)
        if _OUTNUMBER.search(sentence.span.text):
            yield _ratio(facts, big, small, mark.group(), fit=True, kind="order_relation")


def _within(claim: Claim, offset: int, mark: re.Match[str]) -> bool:
    return claim.span.start < offset + mark.end() and offset + mark.start() < claim.span.end


def _number(mark: re.Match[str]) -> float:
    if mark.groupdict().get("fixed"):
        return _FIXED[mark["fixed"].lower()]
    words = mark["n"].lower()
    return float(_ONES[words]) if words in _ONES else float(words)


def _agrees(bent: str | None, stated: float, computed: float) -> bool:
    word = bent.lower() if bent else None
    if word in ("more than", "over", "at least", "well over"):
        return stated * 0.999 <= computed <= stated * 1.5
    if word in ("nearly", "almost", "just under", "less than", "fewer than"):
        return stated * 0.8 <= computed <= stated
    return abs(computed - stated) <= (_ABOUT if word else _LOOSE) * stated


def _times(facts: Facts, place: int) -> Iterator[Check]:
    """ "64, nearly twice the 33": the number before against the number named; "twice that number" worked out."""
    sentence = facts.sentences[place]
    for mark in _TIMES.finditer(sentence.span.text):
        start, tail = sentence.span.start + mark.start(), len(mark["tail"] or "")
        told = [c for c in amounts(facts, place) if not _within(c, sentence.span.start, mark) or c.span.start > start]
        behind = [c for c in told if c.span.end <= start + 1]
        if not behind:
            continue
        if _THAT.match(sentence.span.text, mark.end() - tail):
            yield _worked_out(facts, place, behind[-1], mark)
            continue
        end = sentence.span.start + mark.end()
        named = next((c for c in told if end - tail - 1 <= c.span.start <= end + 20 and alike(behind[-1], c)), None)
        plain = _PLAIN.match(sentence.span.text, mark.end()) if tail else None
        bottom = value(named) if named else float(plain[1].replace(",", "")) if plain else 0.0
        stated = _number(mark)
        if bottom <= 0 or stated <= 1 or not 0.5 * stated <= value(behind[-1]) / bottom <= 2 * stated:
            continue
        fit = _agrees(mark["bent"], stated, value(behind[-1]) / bottom)
        yield _ratio(facts, behind[-1], named or bottom, mark.group().strip(), fit=fit)


def _worked_out(facts: Facts, place: int, one: Claim, mark: re.Match[str]) -> Check:
    sentence, times = facts.sentences[place], _number(mark)
    made = times * value(one)
    at = [c for c in facts.inside(place) if _within(c, sentence.span.start, mark)]
    formula = f"{figure(times)} x {figure(value(one))} = {figure(made)}"
    return make(
        facts, "ratio", [one, *at], statement=quote(sentence.span.text), stated=mark.group().strip(),
        readings=[CheckReading(label="worked out", formula=formula, value=made, fits=None,
                               unit=quantity(one).unit or "")],
        verdict="consistent", explanation=f"The text leaves the number to the reader: {figure(made)}.",
    )  # fmt: skip


def _ratio(facts: Facts, big: Claim, small: Claim | float, stated: str, *, fit: bool, kind: str = "ratio") -> Check:
    bottom = small if isinstance(small, float) else value(small)
    words = figure(small) if isinstance(small, float) else small.span.text
    result = value(big) / bottom
    return make(
        facts, kind, [big] if isinstance(small, float) else [big, small],
        statement=f"{quote(big.span.text)} to {quote(words)}: {quote(stated)}",
        readings=[CheckReading(label="one over the other", value=round(result, 6), unit="ratio", fits=fit,
                               formula=f"{figure(value(big))} / {figure(bottom)} = {result:.2f}")],
        stated=stated, tolerance="5 %, a tenth where the words say about, a fifth where they say nearly",
        verdict="consistent" if fit else "mismatch",
        explanation=f"The two numbers stand as {result:.2f} to one"
        + (", as the words say." if fit else f", which is not {quote(stated)}."),
    )  # fmt: skip


# ------------------------------------------------------------------ products


def _product(facts: Facts, place: int, total: Claim) -> Iterator[Check]:
    """So much for each, times so many, is the total: units that cancel, and numbers that come out."""
    near = [c for c in around(facts, place, back=3) if c.id != total.id]
    rates = [c for c in near if _per(c) is not None and c.span.start != total.span.start]
    for rate in rates:
        above = _above(rate)
        if quantity(total).unit is not None and _above(total) != above:
            continue
        per = _per(rate)
        counts = [c for c in (*near, *_told(facts, rate, per)) if c.id not in (rate.id, total.id) and _counts(c, per)]
        for count in counts:
            made = next((x for x in _ends(rate) if _close(x * value(count), value(total))), None)
            if made is None or figures_shown(value(total)) + figures_shown(value(count)) + figures_shown(made) < 4:
                continue
            formula = f"{figure(made)} x {figure(value(count))} = {figure(made * value(count))}"
            yield make(
                facts, "ratio", [rate, count, total], statement=quote(total.sentence.text), stated=total.span.text,
                readings=[CheckReading(label="rate times number", formula=formula, value=made * value(count),
                                       unit=above or "", fits=True)],
                tolerance="one percent", verdict="consistent",
                explanation="The rate times the number gives the total stated.",
            )  # fmt: skip
            return


def _per(claim: Claim) -> str | None:
    """What a rate is for each of ("" for any, where it says "apiece"); None where the claim is no rate."""
    unit = quantity(claim).unit or ""
    if "/" in unit:
        return unit.split("/")[1]
    return "" if _EACH.search(claim.span.text) else None


def _above(claim: Claim) -> str | None:
    unit = quantity(claim).unit
    return unit.partition("/")[0] if unit else None


def _told(facts: Facts, rate: Claim, per: str | None) -> list[Claim]:
    """Earlier counts of what the rate is for: the last told first."""
    if not per:
        return []
    units = {"soldier", "person"} if per in ("soldier", "person") else {per}
    return [c for c in reversed(facts.numbers) if c.span.start < rate.span.start and quantity(c).unit in units][:6]


def _counts(claim: Claim, per: str | None) -> bool:
    q = quantity(claim)
    if q.value is None or q.value <= 1 or "/" in (q.unit or "") or q.unit in ("percent", "fraction", "times"):
        return False
    people = {"soldier", "person"}
    same = q.unit == per or q.unit is None or {q.unit, per} <= people
    return same if per else not _MONEY.match(q.unit or "")


def _ends(claim: Claim) -> Sequence[float]:
    q = quantity(claim)
    return [x for x in (q.value, q.low if q.value is None else None, q.high if q.value is None else None) if x]


def _close(made: float, stated: float) -> bool:
    return abs(made - stated) <= _EXACT * stated


# ---------------------------------------------------------------- currencies


def _currencies(facts: Facts, inside: Sequence[Claim]) -> Iterator[Check]:
    """One sum told in two currencies: the rate that the text implies."""
    for one, other in pairwise(inside):
        first, second = quantity(one), quantity(other)
        apart = between(facts, one, other)
        if first.measure != "money" or second.measure != "money" or first.unit == second.unit:
            continue
        if "/" in f"{first.unit}{second.unit}" or not re.fullmatch(r"\s?[(,—–-]\s?(?:or\s|that is,?\s)?", apart):
            continue
        if first.value and second.value:
            rate = first.value / second.value
            formula = f"{figure(first.value)} {first.unit} / {figure(second.value)} {second.unit} = {rate:.4g}"
            yield make(
                facts, "unit_conversion", [one, other], stated=other.span.text, verdict="caution",
                statement=f"{quote(one.span.text)} as {quote(other.span.text)}",
                readings=[CheckReading(label="implied rate", formula=formula, value=rate, fits=None,
                                       unit=f"{first.unit}/{second.unit}")],
                explanation=f"The text implies {rate:.4g} {first.unit} for one {second.unit}: compare it with the rate "
                "of that day.",
            )  # fmt: skip
