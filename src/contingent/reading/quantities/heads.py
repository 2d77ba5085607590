"""What a number counts: the unit, noun phrase, state ("wounded") and rate ("a day") behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from contingent.reading.quantities.measures import BOTH, Head, unit_behind
from contingent.reading.quantities.nouns import STATUSES, field_noun, is_plural
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset
from contingent.reading.quantities.units import RATE_DENOMINATORS, UNITS

Tokens = tuple[Token, ...]
_LONGEST_PHRASE = 7  # words of a noun phrase behind a number

#: words that end a noun phrase
_STOPS = wordset(
    "a an the of in on at to for with by from and or but nor so as than that which who whom whose what when where "
    "why how while if because although though since until unless after before during within without among between "
    "against amid across along around about above below under over into onto out off up down through toward towards "
    "per via despite like near inside outside beyond upon is are was were be been being am has have had do does did "
    "will would can could may might must shall should not no it its he she they them we you i him her his their our "
    "my your me us this these those there here then now also still yet already just only even both either neither "
    "each every any all too very ago later earlier away apart said says say told tells according came come comes "
    "went go goes gone left made make makes gave give gives got get gets took take takes saw see sees began begin "
    "begins became become remain remained remains died dies die fled flee flees fell fall rose rise won win lost "
    "lose alone today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday once twice him "
    "herself himself themselves per versus vs plus minus respectively instead annually daily weekly monthly yearly "
    "if whether lives live marched attacked crossed arrived entered joined surrendered fought deployed"
)
_QUOTES = frozenset("\"”’'»")
_POSSESSIVES = wordset("his her its their our my your the these those")
_COMPARED_TIMES = wordset("ago earlier before later after prior from since previously")
_WHERE = wordset("reserve reserves front frontline frontlines arms duty uniform field theatre theater ranks")
_RATE_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year",
}  # fmt: skip
_PLURAL_MODIFIERS = wordset(
    "operations sports arms systems forces weapons services communications sales states nations"
)
_STRENGTH = frozenset(("strong",))
_MASS = wordset("infantry cavalry personnel aircraft police")
_ACRONYMS = frozenset(("US", "IT", "WHO"))  # small, they are words that end a phrase
_PEOPLES = re.compile(
    r"[A-Z]\w*(?:ans|ians|is|ese|[kr]ds|arks|rbs|urks|abs|ews|oles|inns|wedes|ians|roats|utsis|utus)$"
)


def head_behind(tokens: Tokens, number: Number) -> Head:
    """The unit or noun phrase that `number` counts, with what hangs on it."""
    at = number.last
    head = unit_behind(tokens, at, number) or _phrase(tokens, at, number)
    return _tail(tokens, _statuses(tokens, head))


def _phrase(tokens: Tokens, at: int, number: Number) -> Head:
    """The noun phrase behind the number: up to the first plural, or the last word before the phrase ends."""
    start, adding, of_whole = at, False, False
    while lower_at(tokens, start) in ("more", "additional", "further", "extra"):
        adding, start = True, start + 1
    if lower_at(tokens, start) in _QUOTES and lower_at(tokens, start + 1) == "of":
        start += 1
    if lower_at(tokens, start) == "of" and lower_at(tokens, start + 1) in ("them", "these", "those", "whom", "which"):
        plain = lower_at(tokens, start + 1) in ("them", "whom", "which") or start + 2 >= len(tokens)
        if plain or tokens[start + 2].kind != "word":
            return Head(end=start + 2, noun_first=at, noun_last=at, adding=adding, of_whole=True, them=True)
    if lower_at(tokens, start) == "of":
        start += 1
        of_whole = True
        if lower_at(tokens, start) == "all":
            start += 1
        while lower_at(tokens, start) in _POSSESSIVES or (
            start < len(tokens) and tokens[start].possessive and is_capital(tokens[start])
        ):
            start += 1
    hyphen = is_dash(tokens, start) and start == number.last and tokens[start].glued
    if hyphen:
        start += 1
    words, plural = _run(tokens, start, number)
    if not words:
        return Head(end=at if not adding else start, noun_first=at, noun_last=at, adding=adding, of_whole=False)
    last = plural if plural is not None else words[-1]
    exact = number.value is not None and abs(number.value) == 1
    known = _known(tokens, words, exact=exact or hyphen)
    if plural is None and not (exact or hyphen or of_whole) and known is None:
        # "10 die", "300 left": no noun is counted
        return Head(end=at if not adding else start, noun_first=at, noun_last=at, adding=adding)
    if plural is None:
        last = known if known is not None else (words[0] if hyphen else words[-1])
    texts = tuple(tokens[i].bare for i in words if i <= last and not is_dash(tokens, i))
    if texts[-1] == "others":
        return Head(end=last + 1, noun_first=start, noun_last=start, adding=adding, of_whole=of_whole)
    return Head(
        end=last + 1, noun_first=start, noun_last=last + 1, noun=field_noun(list(texts)), words=texts, adding=adding,
        of_whole=of_whole, acronym=tokens[last].text.isupper(), compound=hyphen, people=_is_people(tokens, last, texts),
    )  # fmt: skip


def _is_people(tokens: Tokens, last: int, words: tuple[str, ...]) -> bool:
    return field_noun(list(words)) is None and _PEOPLES.match(tokens[last].text) is not None


def is_capital(token: Token) -> bool:
    """Whether the token opens with a capital letter."""
    return token.text[:1].isupper()


def _run(tokens: Tokens, start: int, number: Number) -> tuple[list[int], int | None]:
    """The indices of the noun phrase from `start`, and that of its plural head where it has one."""
    words: list[int] = []
    plural: int | None = None
    index = start
    while index < len(tokens) and len(words) < _LONGEST_PHRASE:
        token = tokens[index]
        if token.kind == "word":
            stop = token.lower in _STOPS and token.text not in _ACRONYMS
            stop = stop or token.lower in STATUSES or token.lower in _STRENGTH
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
    capital = is_capital(tokens[words[-1]])
    for at in range(index + 1, min(index + 5, len(tokens))):
        token = tokens[at]
        if token.kind != "word" or token.lower in _STOPS or token.lower in STATUSES:
            return False
        if is_plural(token.bare):
            return capital or (lower_at(tokens, index) == "," and at > index + 1)
        if capital and at == index + 1 and not is_capital(token):
            return False
    return False


def _plural_ahead(tokens: Tokens, index: int) -> bool:
    """Whether a plural follows within two words ("infantry fighting vehicles")."""
    for token in tokens[index : index + 2]:
        if token.kind != "word" or token.lower in _STOPS or token.lower in STATUSES:
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


def _statuses(tokens: Tokens, head: Head) -> Head:
    """The head with a state behind it: "dead", "wounded", "were killed", "in reserve", "at the front", "strong"."""
    at, status = head.end, None
    hyphen = is_dash(tokens, at) and tokens[at].glued
    word = lower_at(tokens, at + 1 if hyphen else at)
    if word in ("taken", "held", "reported", "feared") and lower_at(tokens, at + 1) in STATUSES:
        at, word = at + 1, lower_at(tokens, at + 1)
    if word in ("hostage", "prisoner", "captive") and at == head.end:
        return head
    if word in STATUSES or word in _STRENGTH:
        status, at = word, at + (2 if hyphen else 1)
        if word in STATUSES and lower_at(tokens, at) in ("and", "or") and lower_at(tokens, at + 1) in STATUSES:
            status, at = BOTH, at + 2  # "480,000 dead and wounded"
    where = None
    if lower_at(tokens, at) in ("in", "at", "on", "under"):
        skip = 2 if lower_at(tokens, at + 1) in ("the", "active") else 1
        place = lower_at(tokens, at + skip)
        if place in _WHERE:
            where, at = place, at + skip + 1
            if place == "front" and lower_at(tokens, at) in ("line", "lines"):
                at += 1
    return replace(head, end=at, status=status, where=where) if at > head.end else head


def _tail(tokens: Tokens, head: Head) -> Head:
    """The head with a rate ("a day", "per month", "/year", "daily") or a distributive ("each") behind it."""
    at = head.end
    word = lower_at(tokens, at)
    if word in ("each", "apiece") and lower_at(tokens, at + 1) not in RATE_DENOMINATORS:
        return replace(head, each=True, end=at + 1)
    if word in _RATE_ADVERBS:
        return replace(head, per=_RATE_ADVERBS[word], end=at + 1)
    joined = at + 1 < len(tokens) and tokens[at + 1].glued
    if word in ("per", "a", "an", "each", "every") or (word == "/" and joined) or (is_dash(tokens, at) and joined):
        skip = 1
        if is_dash(tokens, at):
            if lower_at(tokens, at + 1) not in ("a", "per") or not is_dash(tokens, at + 2):
                return head
            skip = 3
        unit = lower_at(tokens, at + skip)
        if word in ("a", "an") and lower_at(tokens, at + skip + 1) in _COMPARED_TIMES:
            return head  # "a year ago" dates the number
        plain = UNITS[unit].term if unit in UNITS else unit
        square = f"{unit} {lower_at(tokens, at + skip + 1)}"
        if square in UNITS:
            return replace(head, per=UNITS[square].term, end=at + skip + 2)
        if unit in RATE_DENOMINATORS or (word in ("per", "/") and unit.isalpha() and unit not in _STOPS):
            return replace(head, per=plain, end=at + skip + 1)
    return head
