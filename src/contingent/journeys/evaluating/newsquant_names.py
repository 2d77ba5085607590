"""Our quantities in NewsQuant's terms: one name for a unit, two numbers for a vague plural, one range for a change.

The benchmark names a unit of measure by its British name in the singular ("kilometre per hour", "pound-mass"), a
currency by country and noun ("japanese yen"; "dollar" and "euro" alone), a counted thing by its noun phrase with the
head in the singular, a share by "% " and the whole it is of, and what has no unit "-".

Source: the naming of units in satya77/CQE_Evaluation (`tagger.py`, where other systems' names are turned into it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.reading.quantities.currencies import BARE_NAMES, currency_name
from contingent.reading.quantities.find import Found
from contingent.reading.quantities.metric import metric_name
from contingent.reading.quantities.nouns import singular
from contingent.reading.quantities.tokens import wordset
from contingent.scoring.extraction.newsquant import Amount

NO_UNIT = "-"

#: our field term → the name the benchmark gives it, where neither its own name nor the metric system tells
_NAMES = {
    "percent": "percentage", "percentage_point": "percentage point", "basis_point": "basis point", "US cent": "cent",
    "km2": "square kilometre", "m2": "square metre", "square_mile": "square mile", "square_foot": "square foot",
    "tonne": "metric ton", "pound_mass": "pound-mass", "cubic_foot": "cubic foot", "cubic_metre": "cubic metre",
    "km/h": "kilometre per hour", "mph": "mile per hour", "mpg": "mile per gallon", "rpm": "revolutions per minute",
    "ppb": "parts-per-billion", "ppm": "parts-per-million", "time": "count", "pound_foot": "pound-foot",
    "foot_pound": "foot pound-force", "psi": "pound-force per square inch", "m/s": "metre per second",
    "mAh": "milliampere-hour", "Nm": "newton metre", "kcal": "kilocalorie",
    "mmbtu": "mega british thermal unit", "btu": "british thermal unit", "celsius": "celsius",
}  # fmt: skip
_ARTICLE = re.compile(r"^(?:an?|the|his|her|its|their|our|your|my|this|that|these|those|more)\s+", re.IGNORECASE)
_SUPERLATIVES = {
    "best": "good", "better": "good", "worst": "bad", "worse": "bad", "most": "", "largest": "large",
    "latest": "late", "closest": "close", "finest": "fine", "safest": "safe", "widest": "wide", "rarest": "rare",
    "simplest": "simple", "noblest": "noble", "bravest": "brave", "fiercest": "fierce", "purest": "pure",
}  # fmt: skip
_NO_SUPERLATIVES = wordset("honest modest earnest harvest forest interest protest request conquest priest")


def amounts(text: str, found: Sequence[Found]) -> list[Amount]:
    """What the grammar found in one sentence, as the benchmark would write it: one name of a unit each.

    A vague plural runs from its scale word to ten times that ("millions": 1,000,000 to 10,000,000). Two levels of a
    change ("rose from 20 to 30 tanks"), two quantities to us, are one range.
    """
    told: list[Amount] = []
    skip: set[int] = set()
    for at, one in enumerate(found):
        if at in skip or one.quantity.measure == "ratio":  # "twice as loud" is no quantity to the benchmark
            continue
        value, name = _values(one), unit_name(text, one)
        partner = _later_level(found, at)
        if partner is not None and len(value) == 1 and len(_values(found[partner])) == 1:
            skip.add(partner)
            value = (*value, *_values(found[partner]))
            other = unit_name(text, found[partner])
            name = other if one.head_start == one.head_end else name
        told.append(Amount(values=value, units=(name,)))
    return told


def _later_level(found: Sequence[Found], at: int) -> int | None:
    """The index of the quantity that the one at `at` changes to."""
    to = found[at].changes_to
    if to is None:
        return None
    return next((j for j in range(at + 1, len(found)) if found[j].start <= to < found[j].end), None)


def _values(found: Found) -> tuple[float, ...]:
    quantity = found.quantity
    if quantity.value is not None:
        return (quantity.value,)
    low, high = quantity.low or 0.0, quantity.high
    if found.vague:
        return (low / 2, low * 5)  # our lower bound is twice the scale word
    return (low,) if high is None else (low, high)


def unit_name(text: str, found: Found) -> str:
    """The benchmark's one name for the unit of `found`, "-" where it has none."""
    unit = found.quantity.unit
    phrase = text[found.head_start : found.head_end]
    if unit is None:
        return NO_UNIT
    if unit == "fraction":
        return f"% {_phrase(phrase)}" if phrase else NO_UNIT
    if unit in _NAMES:
        return _NAMES[unit]
    if unit == "penny" and phrase.lower() == "p":
        return "point"  # the benchmark's name for it, be it pence or not
    base, _, per = unit.partition("/")
    if base == "barrel" and re.match(r"\s+of oil\b", text[found.head_end :]):
        base = "barrel of oil"
    name = _measure(base) or (_phrase(phrase) if phrase and not found.measured else base.replace("_", " "))
    return " per ".join([name, *(_measure(one) or one.replace("_", " ") for one in per.split("/") if one)])


def _measure(term: str) -> str | None:
    if term in _NAMES:
        return _NAMES[term]
    return BARE_NAMES.get(term) or currency_name(term) or metric_name(term)


def _phrase(words: str) -> str:
    """A noun phrase as the benchmark normalises it: no article, superlatives plain, the head in the singular."""
    plain = re.sub(r"\s+", " ", words).strip().lower()
    while _ARTICLE.match(plain):
        plain = _ARTICLE.sub("", plain)
    parts = [_SUPERLATIVES.get(part, part) for part in plain.split(" ")]
    parts = [part for part in parts if part not in ("", "and")]
    if not parts:
        return plain or NO_UNIT
    return " ".join([*(_positive(part) for part in parts[:-1]), singular(parts[-1])])


def _positive(adjective: str) -> str:
    """An adjective without the ending of a superlative.

    >>> [_positive(word) for word in ("proudest", "biggest", "heaviest", "honest", "west")]
    ['proud', 'big', 'heavy', 'honest', 'west']
    """
    if len(adjective) < 6 or not adjective.endswith("est") or adjective in _NO_SUPERLATIVES:
        return adjective
    stem = adjective[:-3]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    return stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
