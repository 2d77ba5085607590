"""How figures are worded and sourced: bounds that get lost, thin sources, units, sums, figures that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, comparable, figure, fits, make, quantity, quote, value
from contingent.reading.forces.troops import is_open

#: length and area units → (factor to the partner, partner, name, partner's name)
_PARTNERS = {
    "mile": (1.609344, "km", "mi", "km"), "km": (1 / 1.609344, "mile", "km", "mi"),
    "kilometre": (1 / 1.609344, "mile", "km", "mi"), "kilometer": (1 / 1.609344, "mile", "km", "mi"),
    "nautical_mile": (1.852, "km", "nmi", "km"), "square_mile": (2.589988, "km2", "sq mi", "km²"),
    "km2": (1 / 2.589988, "square_mile", "km²", "sq mi"),
}  # fmt: skip
_BOUNDS = {">=": "lower", ">": "lower", ">~": "lower", "<=": "upper", "<": "upper"}
_THIN = re.compile(
    r"\b(?:(?P<one>one|a|an|another|some|several|recent|unconfirmed|unnamed|anonymous)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:reports?|assessments?|estimates?|sources?|officials?|study|studies|analysts?|experts?|observers?|account)"
    r"(?:\s+(?:from|by|of|in)\s+[^,;:.]{3,60}?)?"
    r"|(?:people|sources?|officials?)\s+(?:familiar|close|briefed|who)\b[^,;:.]{0,60}?|media reports"
    r"|(?<!\w )(?:reports|sources|officials|analysts|experts|observers))"
    r"\s+(?:\w+ly\s+)?(?P<verb>claim|say|suggest|indicate|allege|warn|report|estimate|assert|maintain|put|state)(?:s|ed|d)?\b"
    r"|\b(?:reportedly|allegedly|is rumou?red|are rumou?red|according to (?:one|some|unnamed|anonymous|media) \w+)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:report|assessment|estimate|source|official|diplomat|analyst|expert|observer|account|stud(?:y|ie)|people|media|"
    r"recent)s?\b",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(r"\b(?:group|nations|states|countries|members|allies|bloc)\b")  # not "United Nations"
_TOTAL = re.compile(
    r"\b(?:in all|in total|altogether|for a total of|a total of|total(?:l?ing)?|combined|all told|sum of)\b", re.I
)
_QUALIFIERS = re.compile(
    r"\b(?:active|reserves?|front(?:line)?|deployed|stationed|elite|special|ground|air|navy|naval|regular|paramilitary|"
    r"foreign|border|north\w*|south\w*|east\w*|west\w*)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\b(?:of (?:them|whom|which)|including|among)\b", re.IGNORECASE)


def wording_checks(facts: Facts) -> Iterator[Check]:
    """Every check of this kind that the numbers of the document allow."""
    yield from _bound_drops(facts)
    yield from _sources(facts)
    yield from _conversions(facts)
    yield from _sums(facts)
    yield from _contradictions(facts)


def _bound_drops(facts: Facts) -> Iterator[Check]:
    """A bound that the text later repeats as a plain number."""
    done: set[str] = set()
    for bound in facts.numbers:
        q = quantity(bound)
        if q.comparator not in _BOUNDS or bound.id in done or value(bound) <= 0:
            continue
        again = [
            c for c in facts.numbers
            if c.span.start > bound.span.end and quantity(c).comparator == "=" and value(c) == value(bound)
            and quantity(c).unit == q.unit and quantity(c).role != "tranche" and _same_thing(bound, c)
        ]  # fmt: skip
        done.update(c.id for c in facts.numbers if value(c) == value(bound) and quantity(c).comparator == q.comparator)
        if again:
            yield make(
                facts, "bound_drop", [bound, *again],
                statement=f"{quote(bound.span.text)} becomes "
                + ", ".join(dict.fromkeys(quote(c.span.text) for c in again)),
                stated=bound.span.text, verdict="caution",
                explanation=f"A {_BOUNDS[q.comparator]} bound is repeated as if it were the number itself.",
            )  # fmt: skip


def _same_thing(bound: Claim, later: Claim) -> bool:
    """Whether a later number refers to an earlier one: linked by the reader, or definite and of the same subject."""
    if later.coref_of == bound.id:
        return True
    definite = re.match(r"(?:the|these|those)\b", later.span.text, re.IGNORECASE) is not None
    return definite and (later.subject is None or bound.subject is None or later.subject == bound.subject)


def _sources(facts: Facts) -> Iterator[Check]:
    """Figures that rest on one unnamed or collective source."""
    done: set[int] = set()
    for claim in facts.numbers:
        lead = facts.document.text[claim.sentence.start : claim.span.start]
        cue = _THIN.search(lead)
        source = claim.attributed_to or ""
        thin = _is_thin(source)
        words = (claim.attribution_cue.text if claim.attribution_cue and thin else "") or (cue.group() if cue else "")
        if not (thin or cue) or claim.sentence.start in done:
            continue
        done.add(claim.sentence.start)
        inside = [claim, *(c for c in facts.in_sentence(claim) if c.span.start > claim.span.start)]
        yield make(
            facts, "attribution_quality", inside,
            statement=f"{quote(claim.span.text)} rests on {quote(words or source)}", stated=claim.span.text,
            verdict="needs_source",
            explanation="The text gives no author, title or date of this source and names no other for the figure: "
            "find the original before it is repeated as a fact.",
        )  # fmt: skip


def _is_thin(source: str) -> bool:
    """Whether a source is nobody in particular: no name in it, or a document of "a group" of states."""
    named = re.search(r"\b[A-Z]", source) is not None
    return _SOURCE.search(source) is not None and (not named or _COLLECTIVE.search(source) is not None)


def _conversions(facts: Facts) -> Iterator[Check]:
    """Distances and areas in the other system, and whether a rounder number there lies close by."""
    done: set[tuple[str, float]] = set()
    for claim in facts.numbers:
        q = quantity(claim)
        if q.unit not in _PARTNERS or q.value is None or q.value < 1 or (q.unit, q.value) in done:
            continue
        done.add((q.unit, q.value))
        factor, partner, short, other = _PARTNERS[q.unit]
        exact = q.value * factor
        readings = [
            CheckReading(label=f"in {other}", value=round(exact, 6), unit=partner, fits=None,
                         formula=f"{figure(q.value)} {short} = {exact:,.1f} {other}")
        ]  # fmt: skip
        near = _rounder(exact)
        close = near is not None and _zeros(near) > _zeros(q.value) and abs(near - exact) <= 0.025 * exact
        if near is not None and close:
            back = near / factor
            readings.append(
                CheckReading(label=f"the nearest round number in {other}", value=round(back, 6), unit=q.unit, fits=None,
                             formula=f"{figure(near)} {other} = {back:,.1f} {short}")
            )  # fmt: skip
        yield make(
            facts, "unit_conversion", [claim], statement=quote(claim.span.text), readings=readings,
            stated=claim.span.text, tolerance="2.5 % for the round number" if close else None,
            verdict="caution" if close else "consistent",
            explanation=f"It lies close to a round {figure(near)} {other}, so it may have been converted and rounded."
            if near is not None and close else "Shown in the other system; no rounder number there lies close by.",
        )  # fmt: skip


def _zeros(x: float) -> int:
    """How round a whole number is: trailing zeros; -1 for a fraction."""
    if not float(x).is_integer():
        return -1
    digits = str(int(x))
    return len(digits) - len(digits.rstrip("0"))


def _rounder(x: float) -> float | None:
    """The nearest number with one figure that is not zero; None below 10."""
    if x < 10:
        return None
    scale = 10.0 ** (len(str(int(x))) - 1)
    return round(x / scale) * scale


def _sums(facts: Facts) -> Iterator[Check]:
    """Parts and a total in one sentence."""
    for place, sentence in enumerate(facts.sentences):
        inside = [c for c in facts.inside(place) if quantity(c).value is not None]
        for total in inside[2:]:
            parts = [c for c in inside if c.span.end <= total.span.start]
            between = facts.document.text[parts[-1].span.end : min(total.span.end + 12, sentence.span.end)]
            alike = all(_addable(total, part) for part in parts)
            if not alike or not _TOTAL.search(between) or _unread(facts, parts[0].span.start, total.span.start, inside):
                continue
            result = sum(map(value, parts))
            agrees = fits(total, result)
            formula = " + ".join(figure(value(c)) for c in parts) + f" = {figure(result)}"
            yield make(
                facts, "sum", [*parts, total], statement=quote(sentence.span.text), stated=total.span.text,
                readings=[CheckReading(label="sum of the parts", formula=formula, value=result,
                                       unit=quantity(total).unit or "", fits=agrees)],
                tolerance="half a unit of the last digit", verdict="consistent" if agrees else "mismatch",
                explanation="The parts add up to the total." if agrees
                else f"The parts add up to {figure(result)}, not to {quote(total.span.text)}.",
            )  # fmt: skip
            break


def _unread(facts: Facts, start: int, end: int, read: list[Claim]) -> bool:
    """Whether digits stand in text[start:end] that no claim covers: a part the reader missed would break the sum."""
    return any(
        not any(c.span.start <= start + m.start() < c.span.end for c in read)
        for m in re.finditer(r"\b(?!(?:19|20)\d\d\b(?![,.]\d))\d[\d,.]*", facts.document.text[start:end])
    )


def _addable(total: Claim, part: Claim) -> bool:
    """Whether a part may be summed into the total: the same unit, or losses of any kind into casualties."""
    return comparable(total, part) or (
        quantity(total).unit in ("soldier", "person", None) and quantity(part).unit in ("soldier", "person")
    )


def _contradictions(facts: Facts) -> Iterator[Check]:
    """Different numbers for one thing: the same subject, measure, part and place."""
    groups: dict[tuple[str | None, ...], list[Claim]] = {}
    for claim in facts.numbers:
        q = quantity(claim)
        if q.role not in ("stock", "cumulative") or not (claim.subject and q.unit and q.measure) or q.value is None:
            continue
        if is_open(claim) or claim.coref_of or claim.negated or _PART_OF.search(claim.sentence.text):
            continue
        qualifiers = " ".join(sorted(w.lower() for w in _QUALIFIERS.findall(claim.span.text)))
        when = claim.time.words if claim.time else None
        groups.setdefault((claim.subject, q.measure, q.unit, q.role, claim.place, when, qualifiers), []).append(claim)
    for group in groups.values():
        distinct = list({value(c): c for c in reversed(group)}.values())
        distinct.sort(key=lambda c: c.span.start)
        apart = [(a, b) for a, b in pairwise(distinct) if not (fits(a, value(b)) or fits(b, value(a)))]
        apart = [(a, b) for a, b in apart if a.sentence.start != b.sentence.start]
        if not apart:
            continue
        sources = {c.attributed_to for c in distinct}
        yield make(
            facts, "contradictory_figures", distinct,
            statement=" and ".join(quote(c.span.text) for c in distinct) + f" for {distinct[0].subject}",
            readings=[CheckReading(label=c.attributed_to or c.speaker, formula=figure(value(c)), value=value(c),
                                   unit=quantity(c).unit or "", fits=None) for c in distinct],
            verdict="ambiguous" if len(sources) > 1 else "caution",
            explanation="The text gives different numbers for what reads as one thing"
            + (", from different sources." if len(sources) > 1 else "; they may differ in date or in what they count."),
        )  # fmt: skip
