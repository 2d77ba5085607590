"""The words of numbers: units, tens, scale words and halves, and the value that a run of them spells."""

from __future__ import annotations

import math
import re

from contingent.reading.quantities.tokens import Token, is_dash, lower_at

Tokens = tuple[Token, ...]

SMALL = {
    word: value
    for value, word in enumerate(
        re.findall(
            r"\w+",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen",
        )
    )
}

TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}

SCALES: dict[str, float] = {
    "thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip

GROUPS: dict[str, float] = {"hundred": 1e2, "dozen": 12.0}

#: letters behind digits that are a scale
SUFFIXES: dict[str, float] = {
    "k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12,
}  # fmt: skip

#: suffixes that mean a scale only beside a currency ("$5m") or a count of people ("5m people")
LOOSE_SUFFIXES: dict[str, float] = {"m": 1e6, "b": 1e9}

PARTS: dict[str, int] = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "hundredth": 100,
}  # fmt: skip


def and_a_half(tokens: Tokens, index: int) -> tuple[float, int] | None:
    """ "and a half", "and a quarter", also with hyphens."""
    words = [i for i in range(index, min(index + 7, len(tokens))) if not is_dash(tokens, i)][:3]
    if len(words) == 3 and [tokens[i].lower for i in words[:2]] == ["and", "a"]:
        part = tokens[words[2]].lower
        if part in ("half", "quarter"):
            return 1 / PARTS[part], words[2] + 1
    return None


def scaled_by(tokens: Tokens, index: int, value: float, *, digits: bool) -> tuple[float, int]:
    """The value times the scale words or suffix at `index`, and where they end."""
    if digits and index < len(tokens) and tokens[index].lower in SUFFIXES:
        suffix = tokens[index]
        # a spaced "k" is a letter; a 5k run is a distance
        run = suffix.lower == "k" and (not suffix.glued or lower_at(tokens, index + 1) in ("run", "race"))
        if not run:
            return value * SUFFIXES[suffix.lower], index + 1
    while index < len(tokens):
        at = index + 1 if is_dash(tokens, index) and tokens[index].glued else index
        word = lower_at(tokens, at)
        factor = SCALES.get(word) or GROUPS.get(word)
        if factor is None:
            break
        value, index = value * factor, at + 1
    return value, index


def spelled(tokens: Tokens, first: int) -> tuple[float, int] | None:
    """The value of the number words from `first` on, and the index behind them."""
    halved = _halved_scale(tokens, first)
    if halved:
        return halved
    word = tokens[first].lower
    if word == "zero":
        return 0.0, first + 1
    # `room`: the next addend must stay below it; 1 lets only "hundred" or a scale word follow
    total, group, room, ceiling, index = 0.0, 0.0, 1e3, math.inf, first
    if word in ("a", "an"):
        if lower_at(tokens, first + 1) not in SCALES and lower_at(tokens, first + 1) not in GROUPS:
            return None
        group, room, index = 1.0, 1.0, first + 1
    elif word not in SMALL and word not in TENS:
        return None
    last = first
    while index < len(tokens):
        at = _next_word(tokens, index, inside=index > first, after_hundred=group >= 100 or (total > 0 and group == 0))
        word = lower_at(tokens, at)
        if 0 < SMALL.get(word, 0) < room:
            group, room = group + SMALL[word], 1.0
        elif word in TENS and TENS[word] < room:
            group, room = group + TENS[word], 10.0
        elif word == "hundred" and 0 < group < 100:
            group, room = group * 100, 100.0
        elif word == "dozen" and 0 < group < 1000:
            return total + group * 12, at + 1
        elif word in SCALES and group > 0 and SCALES[word] < ceiling:
            ceiling = SCALES[word]
            group *= SCALES[word]
            while lower_at(tokens, at + 1) in SCALES:  # "a hundred thousand million"
                at += 1
                group *= SCALES[tokens[at].lower]
            total, group, room = total + group, 0.0, 1e3
        else:
            break
        last = index = at + 1
    return (total + group, last) if last > first else None


def _next_word(tokens: Tokens, index: int, *, inside: bool, after_hundred: bool) -> int:
    """Where the next number word may stand: past a glued hyphen, or past "and" after a hundred or a scale."""
    if not inside:
        return index
    if is_dash(tokens, index) and tokens[index].glued:
        following = index + 1
        if following < len(tokens) and tokens[following].glued:
            return following
    if after_hundred and lower_at(tokens, index) == "and":
        word = lower_at(tokens, index + 1)
        if word in SMALL or word in TENS:
            return index + 1
    return index


def _halved_scale(tokens: Tokens, first: int) -> tuple[float, int] | None:
    """ "half a million", "a half million", "a quarter of a million", "half a dozen"."""
    words = [lower_at(tokens, first + i) for i in range(5)]
    big = {**SCALES, **GROUPS}
    for pattern, part, scale in (
        (("half", "a"), "half", 2),
        (("a", "half"), "half", 2),
        (("half",), "half", 1),
        (("a", "quarter", "of", "a"), "quarter", 4),
        (("quarter", "of", "a"), "quarter", 3),
        (("three", "quarters", "of", "a"), "three quarters", 4),
    ):
        if tuple(words[: len(pattern)]) == pattern and words[scale] in big:
            share = 0.75 if part == "three quarters" else 1 / PARTS[part]
            return share * big[words[scale]], first + scale + 1
    return None
