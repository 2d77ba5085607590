"""Two numbers that are one quantity: "10,000 to 12,000", "between A and B", "three or four"."""

from __future__ import annotations

import re
from dataclasses import replace

from contingent.reading.quantities.currencies import CURRENCIES
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at
from contingent.reading.quantities.units import UNITS
from contingent.reading.quantities.words import LOOSE_SUFFIXES, SCALES, SUFFIXES

Tokens = tuple[Token, ...]

_CHANGE_FROM = re.compile(
    r"(?:ris|rose|fall|fell|grow|grew|increas|decreas|declin|drop|jump|climb|shr[aiu]nk|cut|reduc|expand|rais|boost|"
    r"slow|mov|went|go|gone|surg|plung|slid|swell|swollen|up$|down$)"
)


def join_range(tokens: Tokens, low: Number, high: Number) -> Number | None:
    """The upper number of the range that `low` and `high` make, or None where they are two quantities.

    A scale word that only the upper number has holds for both ("10 to 12 million"): then the caller's lower number
    is read with it through `with_scale`.
    """
    if low.value is None or high.value is None or low.form == "fraction" or high.form == "fraction":
        return None
    linked = _link(tokens, low, high)
    if linked is None:
        return None
    link, own_unit = linked
    bottom = low.value * shared_scale(tokens, low, high)
    if not bottom < high.value:
        return None
    if link == "and" and not _opened_by(tokens, low, "between"):
        return None
    if link == "or" and high.value > 2 * bottom:
        return None
    if link == "to" and own_unit and _opened_by(tokens, low, "by"):
        return None  # "rose by 5 % to 12 %"
    if link == "to" and _opened_by(tokens, low, "from") and _changes(tokens, low):
        return None
    return high


def shared_scale(tokens: Tokens, low: Number, high: Number) -> float:
    """The factor of the upper number's scale word, where the lower number has none and stays below it."""
    scale = 1.0
    for token in tokens[high.first : high.last]:
        scale *= SCALES.get(token.lower) or SUFFIXES.get(token.lower) or LOOSE_SUFFIXES.get(token.lower, 1.0)
    if low.scaled or scale == 1.0 or low.value is None or high.value is None:
        return 1.0
    if low.value * scale >= high.value * (1 if high.scaled else scale):
        return 1.0  # "$200 to $4 million"
    return scale


def with_scale(tokens: Tokens, low: Number, high: Number) -> Number:
    """The lower number of a range, times the scale word it shares with the upper one."""
    if low.value is None:
        return low
    return replace(low, value=low.value * shared_scale(tokens, low, high))


def _link(tokens: Tokens, low: Number, high: Number) -> tuple[str, bool] | None:
    """What joins two numbers (a dash, "to", "and" or "or"), and whether the lower one has a unit of its own.

    A unit or currency between them must be that of the upper number too: "5 per cent to 20 per cent" is a range,
    "up 9 per cent to $84" is not.
    """
    between = tokens[low.last : high.first]
    money = [token.text for token in between if token.text in CURRENCIES]
    if money and (low.first == 0 or tokens[low.first - 1].text != money[0]):
        return None
    rest = [token for token in between if token.text not in CURRENCIES]
    unit, width = _unit_of(tuple(rest), 0)
    if unit is not None and unit != _unit_of(tokens, high.last)[0]:
        return None
    rest = rest[width:]
    words = [token.lower for token in rest]
    own = unit is not None or bool(money)
    if words in (["to"], ["and"], ["or"]):
        return words[0], own
    if len(rest) == 1 and is_dash(tuple(rest), 0):
        return "dash", own
    if len(rest) == 2 and words[0] == "to" and is_dash(tuple(rest), 1):
        return "to", own
    return None


def _unit_of(tokens: Tokens, at: int) -> tuple[str | None, int]:
    """The unit that starts at token `at`, with its width in tokens; one or two words."""
    for width in (2, 1):
        unit = UNITS.get(" ".join(token.lower for token in tokens[at : at + width]))
        if unit is not None and len(tokens) >= at + width:
            return unit.term, width
    return None, 0


def _opened_by(tokens: Tokens, number: Number, word: str) -> bool:
    """Whether `word` stands before the number, with at most a modifier or a currency between."""
    return word in (lower_at(tokens, number.first - back) for back in (1, 2, 3))


def _changes(tokens: Tokens, number: Number) -> bool:
    """Whether a verb of change stands before: then "from A to B" tells two levels, not a range."""
    return any(_CHANGE_FROM.match(token.lower) for token in tokens[max(0, number.first - 12) : number.first])
