"""Numbers of a sentence with what stands on both sides of them, and which of them count or measure anything."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from contingent.reading.quantities.heads import head_behind
from contingent.reading.quantities.measures import Head, currency_before, owner_behind
from contingent.reading.quantities.modifiers import bounded_by, modifiers_before, modifiers_behind, spanning
from contingent.reading.quantities.neighbours import Item, part_of, sharing_nouns, suspends, with_changes
from contingent.reading.quantities.nouns import is_plural
from contingent.reading.quantities.numbers import Number, numbers_in
from contingent.reading.quantities.ranges import join_range, with_scale
from contingent.reading.quantities.refusals import (
    follows_a_name,
    is_name,
    is_named,
    is_ordinal,
    looks_like_year,
    not_counts,
    reads_as_year,
)
from contingent.reading.quantities.senses import AMBIGUOUS, sense_in
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset
from contingent.reading.quantities.units import Unit
from contingent.reading.quantities.words import LOOSE_SUFFIXES

Tokens = tuple[Token, ...]


def items_in(tokens: Tokens, text: str, *, ones: bool = False) -> list[Item]:
    """Every number of the sentence that counts or measures something, left to right, none overlapping."""
    refused = not_counts(text)
    starts = [start for start, _ in refused]
    items: list[Item] = []
    done = 0
    numbers = [_loose_suffix(tokens, n, currency_before(tokens, n.first) is not None) for n in numbers_in(tokens)]
    position = 0
    while position < len(numbers):
        number = numbers[position]
        position += 1
        if number.first < done or _within(number, refused, starts):
            continue
        if is_name(tokens, number) or is_ordinal(tokens, number):
            continue
        joined = None
        if position < len(numbers):
            joined = join_range(tokens, number, numbers[position])
            if joined is not None and _within(joined, refused, starts):
                continue  # "between 2 and 3:50 pm"
        item = _item(tokens, text, number, joined, ones=ones)
        if item is None:
            position += joined is not None and is_named(tokens, number)  # "paragraphs 3 to 6"
            continue
        if item.first < done:  # its modifier is the last word of the phrase before
            item = replace(item, first=number.first)
        if joined is not None:
            position += 1
        items.append(item)
        done = item.last
    return sharing_nouns(tokens, with_changes(tokens, items))


def _within(number: Number, refused: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether the number touches a refused stretch: the last one that opens before the number's end decides."""
    nearest = bisect_left(starts, number.end) - 1
    return nearest >= 0 and number.start < refused[nearest][1]


def _item(tokens: Tokens, text: str, number: Number, joined: Number | None, *, ones: bool) -> Item | None:
    """The item at `number`, or None where it counts nothing."""
    counted = joined or number
    money = currency_before(tokens, number.first)
    first = money[1] if money else number.first
    counted = _loose_suffix(tokens, counted, money is not None)
    if joined is not None:
        number, joined = with_scale(tokens, number, counted), counted  # "£3-4m"
    behind = modifiers_behind(tokens, counted.last)
    if behind is not None:
        counted = replace(counted, last=behind.last)  # "300+ soldiers", "10,000 or more troops"
    elif money:
        counted = replace(counted, last=owner_behind(tokens, counted.last))
    head = head_behind(tokens, counted)
    if lower_at(tokens, counted.last - 1) == "crore" and not (head.unit or head.words or head.status or head.them):
        head = replace(head, unit=Unit("INR", "money"))  # Indian news counts rupees in crore without saying so
    if money and (head.unit is None or head.unit.dimension != "money"):
        owner = head if head.per else replace(head, end=counted.last, noun_first=counted.last, noun_last=counted.last)
        head = replace(owner, unit=Unit(money[0], "money"), noun=None, words=())
    if head.unit is not None and (head.unit.term in AMBIGUOUS or money):
        written = tokens[money[1]].text if money else tokens[head.noun_last - 1].text
        if not (head.compound and head.unit.term == "pound_mass"):  # "a 500-pound bomb" is weighed
            head = replace(head, unit=sense_in(text, written, head.unit))
    sign = _sign_before(tokens, first, number)
    if sign is not None and joined is None and number.value is not None and not head.words:
        first, number = min(first, sign), replace(number, value=-number.value)
    value = number.value if joined is None else None
    if joined is not None and lower_at(tokens, first - 1) in ("between", "from"):
        first -= 1
    modifiers = modifiers_before(
        tokens, first, value if value is not None else number.low, text=text, vague=number.form == "vague"
    )
    if (
        head.unit is not None
        and head.unit.dimension == "time"
        and (modifiers.cue or "").lower().split(" ")[0] == "over"
    ):
        modifiers = spanning(tokens, modifiers)
    if head.unit is not None and head.unit.dimension in ("time", "length") and joined is None:
        modifiers = bounded_by(tokens, modifiers)
    behind = behind or modifiers_behind(tokens, head.end)
    last = max(head.end, behind.last) if behind else head.end
    item = Item(number, modifiers, head, modifiers.first, last, behind, joined)
    if ones and number.value == 1 and number.form == "words" and joined is None:
        named = head.words and head.words[0] not in ("another", "other")
        return item if named or head.unit or head.status else None
    return item if _counts(tokens, item, money=money is not None) else None


def _sign_before(tokens: Tokens, first: int, number: Number) -> int | None:
    """The index of the minus that belongs to the number: "minus 5", "-5" after a space, "$-5"."""
    at = number.first - 1
    if is_dash(tokens, at) and lower_at(tokens, at - 1) == "minus":
        return at - 1
    if lower_at(tokens, at) == "minus":
        return at
    opens = is_dash(tokens, at) and tokens[number.first].glued and (not tokens[at].glued or at >= first)
    return at if opens and at > 0 else None


def _loose_suffix(tokens: Tokens, number: Number, money: bool) -> Number:
    """The number with a glued "m" or "b" read as million or billion, beside money or before a count of things."""
    at = number.last
    suffix = LOOSE_SUFFIXES.get(lower_at(tokens, at))
    capital = suffix is not None and tokens[at].text.isupper()  # "4.3M" is millions, "4.3m" metres
    if suffix is None or not tokens[at].glued or number.value is None or number.form != "digits" or number.scaled:
        return number
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    people = following is not None and following.kind == "word" and is_plural(following.bare)
    if money or capital or (people and tokens[at].text != "b"):
        return replace(number, value=number.value * suffix, last=at + 1, end=tokens[at].end, scaled=True)
    return number


def _counts(tokens: Tokens, item: Item, *, money: bool) -> bool:
    """Whether the number counts or measures something, rather than naming or dating it."""
    number, head = item.number, item.head
    named = head.unit is not None or head.noun is not None
    if money:
        return True
    letter = head.unit is not None and head.noun_last - head.noun_first == 1 and len(tokens[number.last].text) == 1
    if is_named(tokens, number) and (head.unit is None or letter):  # "Article 5c"
        return False
    if item.range_high is not None:
        if looks_like_year(tokens, number) and looks_like_year(tokens, item.range_high):
            return named and not reads_as_year(tokens, number, counted=named, modified=False)
        opened = lower_at(tokens, item.first) == "between" and number.form == "digits"
        return named or bool(head.words) or _large(number) or opened
    if reads_as_year(tokens, number, counted=named, modified=item.modifiers.modified):
        return False
    at = number.last
    glued = at < len(tokens) and tokens[at].kind in ("word", "number") and tokens[at].glued
    if glued and not (head.unit is not None and head.noun_first == at):
        return False  # "2A6", "5G", "3D"
    if number.form == "fraction":
        return head.of_whole or "/" not in "".join(t.text for t in tokens[number.first : number.last])
    if number.form in ("vague", "multiple"):
        return True
    if number.value == 1 and number.form == "words":
        return _one_counts(tokens, item)
    if follows_a_name(tokens, number) and "." in tokens[number.first].text and not named:
        return False  # "Cold War 2.0 looms"
    if named or head.words or head.status or head.them:
        return not (follows_a_name(tokens, number) and not named and not _plural_head(head))
    return _bare_counts(tokens, item)


def _plural_head(head: Head) -> bool:
    return bool(head.words) and is_plural(head.words[-1])


def _one_counts(tokens: Tokens, item: Item) -> bool:
    """Whether "one" is a number: before a unit, a soldier, a tank, a state ("one dead"); not "one report", "one of"."""
    head = item.head
    if lower_at(tokens, item.number.last) == "of":
        return head.noun is not None and head.noun.group in ("soldier", "person", "weapon")
    if head.unit is not None:
        return head.unit.dimension != "time" or item.modifiers.modified or head.compound
    if head.status:
        return True
    return head.noun is not None and head.noun.group != "event" and head.noun.term != "company"


#: words before a bare number that make it one ("killed 40", "rose to 40")
_LEADING = wordset("kill killed killing wounded wounding injured injuring to at by was is were")
_LEADING_DECIMALS = wordset("and or from than ( ,")


def _bare_counts(tokens: Tokens, item: Item) -> bool:
    """Whether a number with nothing named behind it counts: a large or modified one, or one behind a verb of change."""
    number, head = item.number, item.head
    if follows_a_name(tokens, number):
        return False
    before, after = lower_at(tokens, item.first - 1), lower_at(tokens, number.last)
    spoken_of = item.modifiers.definite and after in ("who", "that", "were", "are", "had", "have") and before != "of"
    if spoken_of and number.form == "digits":
        return True  # "the 500 that crossed"
    part = after == "of" and part_of(tokens, number.last) is not None
    if part or head.per is not None or suspends(tokens, number.last):
        return True
    if number.form == "words" and not number.scaled:
        return head.adding or (item.modifiers.modified and (number.value or 0) >= 3)
    if _large(number) or item.modifiers.modified or head.adding or (before == "from" and after == "to"):
        return True
    aged = before == "," and after in (",", ".", ")")
    if aged or is_dash(tokens, number.last):
        return False
    broken = number.value is not None and not number.value.is_integer()
    return before in _LEADING or (broken and before in _LEADING_DECIMALS)


def _large(number: Number) -> bool:
    value = number.value if number.value is not None else number.low
    return value is not None and (abs(value) >= 1000 or number.scaled)
