"""Numbers in words and digits: what a stretch of text says as a value, or as a vague order of magnitude."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from contingent.reading.quantities.nouns import is_plural
from contingent.reading.quantities.powers import power_of_ten
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, tokenize
from contingent.reading.quantities.units import UNITS
from contingent.reading.quantities.words import GROUPS, PARTS, SCALES, SMALL, TENS, and_a_half, scaled_by, spelled

Form = Literal["digits", "words", "fraction", "vague", "multiple"]
Tokens = tuple[Token, ...]

_PLURALS: dict[str, tuple[float, float]] = {
    "tens": (2e1, 1e2), "dozens": (2.4e1, 1e2), "scores": (4e1, 1e2), "hundreds": (2e2, 1e3),
    "thousands": (2e3, 1e4), "lakhs": (2e5, 1e6), "millions": (2e6, 1e7), "crores": (2e7, 1e8),
    "billions": (2e9, 1e10), "trillions": (2e12, 1e13),
}  # fmt: skip
#: vague multipliers of a scale word, as (least, most): "several hundred" is 200 to 1,000. A convention of this house.
_VAGUE_MULTIPLIERS: dict[str, tuple[float, float]] = {
    "several": (2.0, 10.0), "few": (2.0, 6.0), "many": (2.0, 10.0), "couple": (2.0, 3.0),
}  # fmt: skip
_GLYPHS: dict[str, float] = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_FRACTION_MARKS = frozenset("/⁄∕")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`, tokens `first` to `last` (exclusive): a value, or bounds where it is vague."""

    start: int
    end: int
    first: int
    last: int
    value: float | None
    low: float | None
    high: float | None
    form: Form
    scaled: bool = False  # a scale word or suffix belongs to it ("1.3 million")


def parse_number(text: str) -> float | None:
    """The value that all of `text` spells, or None where it is no single exact number.

    >>> [parse_number(t) for t in ("one hundred and five thousand", "1.3 million", "half a million")]
    [105000.0, 1300000.0, 500000.0]
    """
    found = find_numbers(text)
    if len(found) == 1 and text[found[0].start : found[0].end] == text.strip():
        return found[0].value
    return None


def find_numbers(text: str) -> tuple[Number, ...]:
    """Every number of `text`, left to right, without overlap; dates, names and ordinals are not sorted out here.

    >>> [(n.value, n.low, n.high) for n in find_numbers("two-thirds of 12 or tens of thousands")]
    [(0.6666666666666666, None, None), (12.0, None, None), (None, 20000.0, 100000.0)]
    """
    return numbers_in(tokenize(text))


def numbers_in(tokens: Tokens) -> tuple[Number, ...]:
    """Every number among `tokens`, as `find_numbers`."""
    found: list[Number] = []
    index = 0
    while index < len(tokens):
        number = _multiple(tokens, index) or _vague(tokens, index) or _fraction(tokens, index) or _exact(tokens, index)
        if number is None:
            index += 1
        else:
            found.append(number)
            index = number.last
    return tuple(found)


def _number(tokens: Tokens, first: int, last: int, value: float, form: Form, *, scaled: bool = False) -> Number | None:
    if not math.isfinite(value):
        return None
    return Number(tokens[first].start, tokens[last - 1].end, first, last, value, None, None, form, scaled)


def _exact(tokens: Tokens, first: int) -> Number | None:
    """Digits or words, with their scale words and a trailing half."""
    token = tokens[first]
    form: Form = "digits"
    if token.kind == "number":
        value: float = float("".join(c for c in token.text if c in "0123456789."))
        index = first + 1
        nested = _glyph(tokens, index) or _slashed(tokens, index)
        if nested:
            value, index = value + nested[0], nested[1]
        power = power_of_ten(tokens, index, value)
        if power:
            return _number(tokens, first, power[1], power[0], form, scaled=True)
    elif token.text in _GLYPHS:
        value, index = _GLYPHS[token.text], first + 1
    else:
        said = spelled(tokens, first)
        if said is None:
            return None
        value, index = said
        form = "words"
    half = and_a_half(tokens, index)
    if half:
        value, index = value + half[0], half[1]
    end = index
    if form == "digits" or half:  # words have taken their own scale words
        value, end = scaled_by(tokens, index, value, digits=form == "digits")
    scaled = end > index or (form == "words" and value >= 100)
    return _number(tokens, first, end, value, form, scaled=scaled)


def _glyph(tokens: Tokens, index: int) -> tuple[float, int] | None:
    if index < len(tokens) and tokens[index].text in _GLYPHS:
        return _GLYPHS[tokens[index].text], index + 1
    return None


def _slashed(tokens: Tokens, index: int) -> tuple[float, int] | None:
    """The fraction "1/2" that stands behind a whole number ("2 1/2")."""
    if index + 2 >= len(tokens) or tokens[index].glued:
        return None
    top, slash, bottom = tokens[index : index + 3]
    if top.kind == bottom.kind == "number" and slash.text in _FRACTION_MARKS and slash.glued and bottom.glued:
        parts = _plain_integers(top.text, bottom.text)
        if parts and parts[0] < parts[1] <= 100:
            return parts[0] / parts[1], index + 3
    return None


def _plain_integers(top: str, bottom: str) -> tuple[int, int] | None:
    if top.isdecimal() and bottom.isdecimal() and len(top) <= 4 and len(bottom) <= 4:
        return int(top), int(bottom)
    return None


def _fraction(tokens: Tokens, first: int) -> Number | None:
    """ "two-thirds", "three quarters", "a third of", "half of", "1/16"."""
    token = tokens[first]
    if token.kind == "number":
        if first + 2 < len(tokens) and tokens[first + 1].glued and tokens[first + 2].glued:
            parts = _plain_integers(token.text, tokens[first + 2].text)
            follows = first + 3 < len(tokens) and tokens[first + 3].text in _FRACTION_MARKS and tokens[first + 3].glued
            slash = tokens[first + 1].text in _FRACTION_MARKS
            if slash and tokens[first + 2].kind == "number" and parts and 0 < parts[0] < parts[1] and not follows:
                return _number(tokens, first, first + 3, parts[0] / parts[1], "fraction")
        return None
    if token.lower == "half" and (before_unit := _half_a_unit(tokens, first + 1)) is not None:
        return _number(tokens, first, before_unit, 0.5, "fraction")
    if token.lower == "half" and lower_at(tokens, first + 1) in ("of", "the", "its", "their", "his", "her", "all"):
        return _number(tokens, first, first + 1, 0.5, "fraction")
    top = 1 if token.lower in ("a", "one") else SMALL.get(token.lower)
    if not top:
        return None
    ratio = _one_in(tokens, first, top)
    if ratio is not None:
        return ratio
    at = first + 2 if is_dash(tokens, first + 1) and tokens[first + 1].glued else first + 1
    word = lower_at(tokens, at)
    part = PARTS.get(word) or (PARTS.get(word[:-1]) if word.endswith("s") else None)
    if part is None and word == "halves":
        part = 2
    if part is None or top > part:
        return None
    plural = word.endswith("s")
    if top == 1 and (plural or (lower_at(tokens, at + 1) != "of" and at == first + 1)):
        return None
    if top > 1 and not plural:
        return None
    if lower_at(tokens, at + 1) == "of" and lower_at(tokens, at + 2) == "a" and lower_at(tokens, at + 3) in SCALES:
        return None  # "a quarter of a million" is a number of its own
    return _number(tokens, first, at + 1, top / part, "fraction")


_MULTIPLES = {"twice": 2.0, "thrice": 3.0, "double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0}
_COMPARED = frozenset(("as", "the", "their", "its", "his", "her", "our", "what", "that", "those"))


def _multiple(tokens: Tokens, first: int) -> Number | None:
    """ "twice as many", "double their number", "tenfold": how many times something else."""
    word = tokens[first].lower
    value = _MULTIPLES.get(word) if lower_at(tokens, first + 1) in _COMPARED else None
    if value is None and word.endswith("fold"):
        value = float(SMALL.get(word[:-4]) or TENS.get(word[:-4]) or 0) or None
    return None if value is None else _number(tokens, first, first + 1, value, "multiple")


def _half_a_unit(tokens: Tokens, at: int) -> int | None:
    """Where the unit, or its hyphen, stands of which there is half: "half a mile", "half an hour", "a half-mile"."""
    unit = at + 1 if lower_at(tokens, at) in ("a", "an") or (is_dash(tokens, at) and tokens[at].glued) else at
    if lower_at(tokens, unit) not in UNITS or lower_at(tokens, unit) == "%":
        return None
    return at if is_dash(tokens, at) else unit


#: words before "three in four voters" that leave no verb to make it three things in four places
_OPENING_A_SHARE = frozenset(
    (".", ",", ";", ":", "that", "about", "nearly", "almost", "roughly", "over", "than", "least", "some", "around")
)


def _one_in(tokens: Tokens, first: int, top: int) -> Number | None:
    """ "one in three", "two out of every five", "three in four", "one chance in four": a share."""
    at, surely = first + 1, True
    if lower_at(tokens, at) == "out" and lower_at(tokens, at + 1) == "of":
        at += 2
    elif lower_at(tokens, at) == "in":
        opens = first == 0 or lower_at(tokens, first - 1) in _OPENING_A_SHARE
        surely = top == 1 or opens or lower_at(tokens, at + 1) in ("five", "ten", "every")
        at += 1
    elif top == 1 and lower_at(tokens, at + 1) == "in" and tokens[at].kind == "word":
        surely, at = False, at + 2
    else:
        return None
    if lower_at(tokens, at) == "every":
        at += 1
    bottom = SMALL.get(lower_at(tokens, at), 0)
    if bottom <= max(top, 2) or tokens[first].lower == "a":
        return None
    counted = at + 1 < len(tokens) and tokens[at + 1].kind == "word" and is_plural(tokens[at + 1].bare)
    if counted and not surely:
        return None  # "three in four attacks", "one soldier in five trenches"
    return _number(tokens, first, at + 1, top / bottom, "fraction")


def _vague(tokens: Tokens, first: int) -> Number | None:
    """ "millions", "tens of thousands", "several hundred", "a few dozen"."""
    word = tokens[first].lower
    if word in _PLURALS:
        low, high = _PLURALS[word]
        last = first + 1
        nested = _PLURALS.get(lower_at(tokens, first + 2))
        if lower_at(tokens, first + 1) == "of" and nested and nested[0] >= 2e3 and low <= 2e2:
            ten = {"tens": 10.0, "hundreds": 100.0}.get(word, 10.0)
            low, high, last = nested[0] * ten, nested[0] / 2 * ten * 10, first + 3
        elif word in ("tens", "scores") and lower_at(tokens, first + 1) != "of":
            return None
        return _bounds(tokens, first, last, low, high)
    start, index = first, first
    if word == "a" and lower_at(tokens, first + 1) in ("few", "couple"):
        index = first + 1
    multiplier = _VAGUE_MULTIPLIERS.get(lower_at(tokens, index))
    if multiplier is None:
        return None
    at = index + 1
    if lower_at(tokens, at) == "of" and lower_at(tokens, index) == "couple":
        at += 1
    word = lower_at(tokens, at)
    scale = SCALES.get(word) or GROUPS.get(word)
    if scale is None:
        return None
    last = at + 1
    while lower_at(tokens, last) in SCALES:
        scale *= SCALES[tokens[last].lower]
        last += 1
    return _bounds(tokens, start, last, multiplier[0] * scale, multiplier[1] * scale)


def _bounds(tokens: Tokens, first: int, last: int, low: float, high: float) -> Number:
    return Number(tokens[first].start, tokens[last - 1].end, first, last, None, low, high, "vague", scaled=True)
