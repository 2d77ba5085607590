"""What a number counts: the unit, noun phrase, state ("wounded") and rate ("a day") behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from contingent.reading.quantities.measures import Head, unit_behind
from contingent.reading.quantities.nouns import STATUSES, STOPS, field_noun, is_plural
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tails import STRENGTH, with_tail
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset
from contingent.reading.quantities.units import UNITS, Unit
from contingent.reading.quantities.words import SMALL, TENS

Tokens = tuple[Token, ...]
_LONGEST_PHRASE = 7  # words of a noun phrase behind a number

_THEM = wordset("them these those whom which ours theirs yours")
_QUOTES = frozenset("\"”’'»")
_POSSESSIVES = wordset("his her its their our my your the these those")
_PLURAL_MODIFIERS = wordset(
    "operations sports arms systems forces weapons services communications sales states nations"
)
#: endings of adjectives: two of them may be joined before one noun ("digital and physical sales")
_ADJECTIVE = re.compile(r"\w(?:al|ic|ive|ous|ary|ful|ern|ian|ean|ese|able|ible)$")
_ADJECTIVED = frozenset(("time", "length", "area", "volume"))
_MASS = wordset("infantry cavalry personnel aircraft police")
_ACRONYMS = frozenset(("US", "IT", "WHO"))  # small, they are words that end a phrase
_PEOPLES = re.compile(
    r"[A-Z]\w*(?:ans|ians|is|ese|[kr]ds|arks|rbs|urks|abs|ews|oles|inns|wedes|ians|roats|utsis|utus)$"
)


def head_behind(tokens: Tokens, number: Number) -> Head:
    """The unit or noun phrase that `number` counts, with what hangs on it."""
    at = number.last
    ratio = lower_at(tokens, at) == "to" and lower_at(tokens, at + 1) in ("one", "1") and number.form != "fraction"
    if (
        ratio
        and lower_at(tokens, number.first - 1) != "from"
        and lower_at(tokens, at + 2) not in ("million", "hundred")
    ):
        return Head(end=at + 2, noun_first=at, noun_last=at, unit=Unit("time", "ratio"))  # "four to one"
    if number.form == "multiple":
        return Head(end=at, noun_first=at, noun_last=at, unit=Unit("time", "ratio"))
    head = unit_behind(tokens, at, number) or _phrase(tokens, at, number)
    return with_tail(tokens, head)


def _phrase(tokens: Tokens, at: int, number: Number) -> Head:
    """The noun phrase behind the number: up to the first plural, or the last word before the phrase ends."""
    start, adding, of_whole = at, False, False
    while lower_at(tokens, start) in ("more", "additional", "further", "extra"):
        adding, start = True, start + 1
    if lower_at(tokens, start) in _QUOTES and lower_at(tokens, start + 1) == "of":
        start += 1
    if lower_at(tokens, start) == "of" and lower_at(tokens, start + 1) in _THEM:
        plain = lower_at(tokens, start + 1) not in ("these", "those") or start + 2 >= len(tokens)
        if plain or tokens[start + 2].kind != "word":
            return Head(end=start + 2, noun_first=at, noun_last=at, adding=adding, of_whole=True, them=True)
    if lower_at(tokens, start) == "of":
        start += 1
        of_whole = True
        if lower_at(tokens, start) in ("a", "an") and number.form == "fraction":
            start += 1
        if lower_at(tokens, start) == "all":
            start += 1
        while lower_at(tokens, start) in _POSSESSIVES or (
            start < len(tokens) and tokens[start].possessive and is_capital(tokens[start])
        ):
            start += 1
        amount = start < len(tokens) and tokens[start].kind == "number" and number.form != "fraction"
        if amount or lower_at(tokens, start) in SMALL or lower_at(tokens, start) in TENS:
            return Head(end=at, noun_first=at, noun_last=at)  # "three of the five brigades"
    hyphen = is_dash(tokens, start) and start == number.last and tokens[start].glued
    if hyphen:
        start += 1
    words, plural = _run(tokens, start, number)
    if not words:
        return Head(end=at if not adding else start, noun_first=at, noun_last=at, adding=adding, of_whole=False)
    if of_whole and number.form == "fraction" and (part := unit_behind(tokens, start, number)) is not None:
        return replace(part, adding=adding, of_whole=True)  # "a quarter of a mile"
    if hyphen:  # "a six-cylinder engine", "five-storey blocks": what the hyphen joins is counted
        words, plural = _compound(tokens, words)
    last = plural if plural is not None else words[-1]
    exact = number.value is not None and abs(number.value) == 1
    if exact and not of_whole and not hyphen and plural is not None and plural > words[0]:
        words = [index for index in words if index < plural]  # "one proposal asks": the verb looks like a plural
        last, plural = words[-1], None
    known = _known(tokens, words, exact=exact or hyphen)
    if plural is None and not (exact or hyphen or of_whole) and known is None:
        # "10 die", "300 left": no noun is counted
        return Head(end=at if not adding else start, noun_first=at, noun_last=at, adding=adding)
    if plural is None:
        last = known if known is not None else (words[0] if hyphen else words[-1])
    texts = tuple(tokens[i].bare for i in words if i <= last and not is_dash(tokens, i))
    measure = _measured(tokens, last, texts)
    if measure is not None:
        return Head(end=last + 1, noun_first=start, noun_last=last + 1, unit=measure, adding=adding, of_whole=of_whole)
    if texts[-1] == "others":
        return Head(end=last + 1, noun_first=start, noun_last=start, adding=adding, of_whole=of_whole)
    return Head(
        end=last + 1, noun_first=start, noun_last=last + 1, noun=field_noun(list(texts)), words=texts, adding=adding,
        of_whole=of_whole, acronym=tokens[last].text.isupper(), compound=hyphen, people=_is_people(tokens, last, texts),
    )  # fmt: skip


def _measured(tokens: Tokens, last: int, words: tuple[str, ...]) -> Unit | None:
    """The unit of a measure with an adjective before it: "forty long days", "50 previous years"."""
    unit = UNITS.get(words[-1]) if 2 <= len(words) <= 3 and tokens[last].text.islower() else None
    return unit if unit is not None and unit.dimension in _ADJECTIVED and is_plural(words[-1]) else None


def _compound(tokens: Tokens, words: list[int]) -> tuple[list[int], int | None]:
    """The words that hyphens join to the number, and the plural among them that ends them."""
    kept = words[:1]
    for index in words[1:]:
        if not tokens[index].glued:
            break
        kept.append(index)
    kept = [index for index in kept if not is_dash(tokens, index)] or words[:1]
    return kept, kept[-1] if is_plural(tokens[kept[-1]].bare) else None


def _is_people(tokens: Tokens, last: int, words: tuple[str, ...]) -> bool:
    return field_noun(list(words)) is None and _PEOPLES.match(tokens[last].text) is not None


def is_capital(token: Token | None) -> bool:
    """Whether there is a token and it opens with a capital letter."""
    return token is not None and token.text[:1].isupper()


def _run(tokens: Tokens, start: int, number: Number) -> tuple[list[int], int | None]:
    """The indices of the noun phrase from `start`, and that of its plural head where it has one."""
    words: list[int] = []
    plural: int | None = None
    index = start
    while index < len(tokens) and len(words) < _LONGEST_PHRASE:
        token = tokens[index]
        if token.kind == "word":
            stop = token.lower in STOPS and token.text not in _ACRONYMS
            stop = stop or token.lower in STATUSES or token.lower in STRENGTH
            stop = stop or (token.lower in ("last", "next") and bool(words))
            if plural is None and _coordinated(tokens, index, words):
                index += 1
                continue
            if stop and not (token.lower in STATUSES and not words and _precedes_noun(tokens, index + 1)):
                break
            if plural is not None and not _goes_on(tokens, plural, index):
                break
            words.append(index)
            joined = is_dash(tokens, index + 1) and tokens[index + 1].glued
            if (
                (is_plural(token.bare) or _PEOPLES.match(token.text))
                and not joined
                and not (token.bare in _MASS and _plural_ahead(tokens, index + 1))
            ):
                plural = index
            if token.possessive and is_plural(token.bare):
                break
        elif plural is None and _coordinated(tokens, index, words):
            pass
        elif token.text in "-‑" and token.glued and index + 1 < len(tokens) and tokens[index + 1].glued and words:
            if lower_at(tokens, index + 1) in STATUSES:
                break
        elif not _designation_part(tokens, index, number):
            break
        index += 1
    return words, plural


def _goes_on(tokens: Tokens, plural: int, index: int) -> bool:
    """Whether a phrase that has a plural goes on with a noun of the field: "special operations troops"."""
    word = tokens[index].bare
    if not is_plural(word):
        return False
    return field_noun([word]) is not None or tokens[plural].bare in _PLURAL_MODIFIERS


def _coordinated(tokens: Tokens, index: int, words: list[int]) -> bool:
    """Whether "and" or a comma at `index` joins two modifiers of one noun: "Russian and North Korean soldiers"."""
    if not words or lower_at(tokens, index) not in ("and", "or", ","):
        return False
    capital = is_capital(tokens[words[-1]]) or (
        _ADJECTIVE.search(tokens[words[-1]].lower) is not None
        and _ADJECTIVE.search(lower_at(tokens, index + 1)) is not None
    )
    for at in range(index + 1, min(index + 5, len(tokens))):
        token = tokens[at]
        if token.kind != "word" or token.lower in STOPS or token.lower in STATUSES:
            return False
        if is_plural(token.bare):
            return capital or (lower_at(tokens, index) == "," and at > index + 1)
        if capital and at == index + 1 and not is_capital(token) and is_capital(tokens[words[-1]]):
            return False
    return False


def _plural_ahead(tokens: Tokens, index: int) -> bool:
    """Whether a plural follows within two words ("infantry fighting vehicles")."""
    for token in tokens[index : index + 2]:
        if token.kind != "word" or token.lower in STOPS or token.lower in STATUSES:
            return False
        if is_plural(token.bare):
            return True
    return False


def _precedes_noun(tokens: Tokens, index: int) -> bool:
    """Whether a counted noun follows ("three wounded soldiers")."""
    token = tokens[index] if index < len(tokens) else None
    return (
        token is not None and token.kind == "word" and (is_plural(token.bare) or field_noun([token.bare]) is not None)
    )


def _designation_part(tokens: Tokens, index: int, number: Number) -> bool:
    """A number inside a noun phrase: "10 F-16 jets", "20,000 155mm shells"."""
    token = tokens[index]
    if token.kind != "number":
        return False
    if token.glued and index > number.last:
        return True
    if is_capital(tokens[index - 1]) and len(token.text) <= 3 and _plural_ahead(tokens, index + 1):
        return True  # "18 Leopard 2 tanks"
    if (
        index > number.last
        and is_capital(tokens[index + 1] if index + 1 < len(tokens) else None)
        and _plural_ahead(tokens, index + 1)
    ):
        return tokens[index - 1].text.islower() and len(token.text) <= 3  # "two new 737 Max jets"
    calibre = lower_at(tokens, index + 1) in ("mm", "cm") and tokens[index + 1].glued
    calibre = calibre or (
        is_dash(tokens, index + 1) and lower_at(tokens, index + 2) in ("mm", "millimetre", "millimeter")
    )
    return calibre


def _known(tokens: Tokens, words: list[int], *, exact: bool) -> int | None:
    """The first word of a phrase that is a noun of the field; a singular only where `exact` (one, or a compound)."""
    for index in words:
        word = tokens[index].bare
        if field_noun([word]) is not None and (exact or is_plural(word) or word in _MASS):
            return index
    return None
