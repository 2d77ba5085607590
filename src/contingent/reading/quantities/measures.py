"""Units and currencies around a number, and what is known of the words behind it."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.reading.quantities.currencies import CURRENCIES, CURRENCY_NOUNS, DOLLAR_OWNERS, GLUED_SIGNS
from contingent.reading.quantities.nouns import FieldNoun, singular
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at
from contingent.reading.quantities.units import LOOSE_SYMBOLS, SYMBOLS, UNITS, Unit
from contingent.reading.quantities.words import SCALES

Tokens = tuple[Token, ...]
#: what a verb "won" wins: behind it the word is no currency
_OBJECTS = frozenset(("the", "a", "an", "their", "his", "her", "its", "by", "back", "over", "more", "no"))
#: lines of a picture, written with a p: "1080p"
_PICTURE_LINES = frozenset((240, 360, 480, 540, 720, 1080, 1440, 2160))
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
    if token.text in GLUED_SIGNS and _is_amount(tokens, first):
        return GLUED_SIGNS[token.text], at
    return None


def _is_amount(tokens: Tokens, first: int) -> bool:
    """Whether the digits at `first`, glued to letters that may be a currency, are money: "R500 million", "PS21,700"."""
    digits = tokens[first].text if first < len(tokens) and tokens[first].kind == "number" else ""
    if not digits or not tokens[first].glued:
        return False
    after = lower_at(tokens, first + 1)
    scaled = after in SCALES or (after in ("m", "bn", "mn", "b", "tn", "k") and tokens[first + 1].glued)
    return "," in digits or scaled or tokens[first - 1].text == "="


def owner_behind(tokens: Tokens, at: int) -> int:
    """Where the words end that say whose dollars an amount is in: "$75 U.S. per barrel", "$5 US"; `at` without any."""
    for width in (4, 1):
        written = "".join(token.text for token in tokens[at : at + width])
        if written in ("U.S.", "US", "Cdn", "CDN") and not (width == 1 and at + 1 < len(tokens) and tokens[at].glued):
            following = lower_at(tokens, at + width)
            if not following.isalpha() or following in ("a", "per", "an", "and", "to", "in", "for", "from", "or", "at"):
                return at + width
    return at


def unit_behind(tokens: Tokens, at: int, number: Number) -> Head | None:
    """A unit of measure right behind the number, also hyphenated ("a 190-mile range")."""
    start = at + 1 if is_dash(tokens, at) and tokens[at].glued and at + 1 < len(tokens) else at
    hyphen = start > at
    if start >= len(tokens) or (hyphen and not tokens[start].glued):
        return None
    money = _currency_behind(tokens, start, number)
    if money:
        return Head(end=money[1], noun_first=start, noun_last=money[1], unit=Unit(money[0], "money"), compound=hyphen)
    if tokens[start].text in ("US", "UK", "imperial", "metric") and _unit_at(tokens, start + 1):
        start += 1  # "two US gallons"
    for length in (4, 3, 2, 1):
        window = tokens[start : start + length]
        if len(window) < length:
            continue
        surface = _joined(window)
        unit = _symbol(tokens, start, surface, number) if length <= 2 else None
        if unit is None:
            unit = UNITS.get(surface.lower())
            short = len(surface) <= 2 and surface.isalpha()
            if unit is None or (short and not _is_symbol(tokens[start], number)):
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


def _unit_at(tokens: Tokens, at: int) -> bool:
    words = [lower_at(tokens, at), lower_at(tokens, at + 1)]
    return words[0] in UNITS or " ".join(words) in UNITS


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


def _symbol(tokens: Tokens, start: int, surface: str, number: Number) -> Unit | None:
    """The unit of a symbol as written: glued to the digits, or a space behind them where no name goes on from it."""
    unit = SYMBOLS.get(surface)
    picture = surface == "p" and number.value in _PICTURE_LINES  # the lines of a screen: "1080p"
    if unit is None or number.form != "digits" or picture:
        return None
    after = tokens[start + 1] if start + 1 < len(tokens) else None
    if tokens[start].glued:
        return None if after is not None and after.glued and after.kind == "number" else unit  # "5M1"
    if surface not in LOOSE_SYMBOLS or _names_a_type(tokens, start + 1):
        return None
    dotted = after is not None and after.text == "." and start + 2 < len(tokens)
    titled = after is not None and after.text[:1].isupper() and surface != "W"
    return None if len(surface) == 1 and (dotted or titled) else unit  # "5 C. Smiths", "9 F Company men"


def _names_a_type(tokens: Tokens, at: int) -> bool:
    """Whether digits are glued on at token `at`, with or without a hyphen: "10 F-16 jets", "3 V22s"."""
    at += is_dash(tokens, at) and tokens[at].glued
    return at < len(tokens) and tokens[at].glued and tokens[at].kind == "number"


def _is_symbol(token: Token, number: Number) -> bool:
    """Whether a two-letter form is written as a unit: glued to the digits, or not an everyday word."""
    return token.glued or (number.form == "digits" and token.lower not in ("ha", "ps", "db", "pc", "pp", "bp", "tb"))


def _currency_behind(tokens: Tokens, start: int, number: Number) -> tuple[str, int] | None:
    token = tokens[start]
    if token.text in CURRENCIES and (token.kind == "mark" or len(token.text) == 3):
        return CURRENCIES[token.text], start + 1
    if (
        "".join(t.text for t in tokens[start : start + 4]).upper() == "U.S."
        and singular(lower_at(tokens, start + 4)) == "dollar"
    ):
        return "USD", start + 5
    words = [lower_at(tokens, start + i) for i in range(4)]
    for length in (4, 3, 2, 1):
        phrase = " ".join([*words[: length - 1], singular(words[length - 1])])
        code = CURRENCY_NOUNS.get(phrase) or CURRENCY_NOUNS.get(" ".join(words[:length]))
        verb = phrase == "won" and not (number.scaled and lower_at(tokens, start + 1) not in _OBJECTS)
        if code is None or verb:  # "six won" is the verb
            continue
        if phrase == "pound" and not number.scaled:
            return None  # a weight ("a 500-pound bomb"), unless millions or a sterling sign say money
        return code, start + length
    return None
