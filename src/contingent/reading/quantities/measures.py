"""Units and currencies around a number, and what is known of the words behind it."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.reading.quantities.nouns import FieldNoun, singular
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at
from contingent.reading.quantities.units import CURRENCIES, CURRENCY_NOUNS, DOLLAR_OWNERS, SYMBOLS, UNITS, Unit

Tokens = tuple[Token, ...]
#: the state of those of whom some are dead and some wounded
BOTH = "dead and wounded"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands behind a number: `end` is the index behind its last token.

    `noun_first`/`noun_last` bound the noun phrase (equal where there is none). `status` is a state such as "wounded";
    `per` the denominator of a rate; `each` a distributive; `adding` says "more"; `unit` a unit of measure.
    """

    end: int
    noun_first: int
    noun_last: int
    unit: Unit | None = None
    noun: FieldNoun | None = None
    words: tuple[str, ...] = ()
    status: str | None = None
    per: str | None = None
    each: bool = False
    adding: bool = False
    of_whole: bool = False
    where: str | None = None
    them: bool = False  # "of them": the noun of the quantity before
    people: bool = False  # a people named by its demonym: "300 Sudanese"
    acronym: bool = False
    compound: bool = False  # hyphenated in front of another noun: "a 600-strong battalion"

    @property
    def term(self) -> str | None:
        """The singular term that is counted, None where nothing is named."""
        if self.unit is not None:
            return self.unit.term
        if self.noun is not None:
            return self.noun.term
        if not self.words:
            return None
        return self.words[-1] if self.acronym else singular(self.words[-1])


def currency_before(tokens: Tokens, first: int) -> tuple[str, int] | None:
    """The currency written before the token `first`, as ISO code and index of its first token: "US$", "USD", "A$"."""
    at = first - 1
    if at < 0:
        return None
    if lower_at(tokens, at) in "-−" and tokens[at].glued:
        at -= 1
    if lower_at(tokens, at) == "=" and at >= 1:
        at -= 1
    token = tokens[at] if at >= 0 else None
    if token is None:
        return None
    if token.text == "$" or (token.kind == "word" and at >= 1 and tokens[at - 1].text == "$" and token.glued):
        sign = at if token.text == "$" else at - 1
        if token.text != "$":
            owner = DOLLAR_OWNERS.get(token.text)
            return (owner, sign) if owner else None
        before = tokens[sign - 1] if sign else None
        if before is not None and before.text in DOLLAR_OWNERS and (token.glued or len(before.text) > 1):
            return DOLLAR_OWNERS[before.text], sign - 1
        return "USD", sign
    if token.text in CURRENCIES and token.text != "$":
        return CURRENCIES[token.text], at
    if token.text == "Y" and tokens[first - 1].text == "=":
        return "JPY", at
    return None


def unit_behind(tokens: Tokens, at: int, number: Number) -> Head | None:
    """A unit of measure right behind the number, also hyphenated ("a 190-mile range")."""
    start = at + 1 if is_dash(tokens, at) and tokens[at].glued and at + 1 < len(tokens) else at
    hyphen = start > at
    if start >= len(tokens) or (hyphen and not tokens[start].glued):
        return None
    money = _currency_behind(tokens, start, number)
    if money:
        return Head(end=money[1], noun_first=start, noun_last=money[1], unit=Unit(money[0], "money"), compound=hyphen)
    for length in (4, 3, 2, 1):
        window = tokens[start : start + length]
        if len(window) < length:
            continue
        surface = _joined(window)
        unit = SYMBOLS.get(surface) if length == 1 and (tokens[start].glued or surface in "″") else None
        unit = unit or UNITS.get(surface.lower())
        if unit is None or (len(surface) <= 2 and surface.isalpha() and not _is_symbol(tokens[start], number)):
            continue
        if surface.lower() in ("feet", "foot") and lower_at(tokens, start + 1) == "soldiers":
            continue
        end = start + length
        if unit.dimension == "time" and is_dash(tokens, end) and lower_at(tokens, end + 1) in ("old", "olds"):
            unit, end = Unit(f"{unit.term}_of_age", "age"), end + 2
        elif unit.dimension == "time" and lower_at(tokens, end) in ("old", "olds"):
            unit, end = Unit(f"{unit.term}_of_age", "age"), end + 1
        return Head(end=end, noun_first=start, noun_last=end, unit=unit, compound=hyphen)
    return None


def _joined(window: Tokens) -> str:
    """The tokens as written, one space where there was any; dashes between words read as spaces."""
    parts: list[str] = []
    for i, token in enumerate(window):
        if token.text in "-‑" and 0 < i < len(window) - 1:
            parts.append(" ")
            continue
        if i and not token.glued:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)


def _is_symbol(token: Token, number: Number) -> bool:
    """Whether a two-letter form is written as a unit: glued to the digits, or not an everyday word."""
    return token.glued or (number.form == "digits" and token.lower not in ("ha", "ps", "db", "pc", "pp", "bp", "tb"))


def _currency_behind(tokens: Tokens, start: int, number: Number) -> tuple[str, int] | None:
    token = tokens[start]
    if token.text in CURRENCIES and (token.kind == "mark" or len(token.text) == 3):
        return CURRENCIES[token.text], start + 1
    words = [lower_at(tokens, start + i) for i in range(3)]
    for length in (3, 2, 1):
        phrase = " ".join([*words[: length - 1], singular(words[length - 1])])
        code = CURRENCY_NOUNS.get(phrase)
        if code is None or (length == 1 and phrase == "won"):  # "six won" is the verb
            continue
        if phrase == "pound" and not number.scaled:
            return None  # a weight ("a 500-pound bomb"), unless millions or a sterling sign say money
        return code, start + length
    return None
