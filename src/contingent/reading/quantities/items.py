"""Numbers of a sentence with what stands on both sides of them, and which of them count or measure anything."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from contingent.reading.quantities.heads import head_behind
from contingent.reading.quantities.measures import Head, currency_before
from contingent.reading.quantities.modifiers import Behind, Modifiers, modifiers_before, modifiers_behind
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
from contingent.reading.quantities.tokens import Token, is_dash, lower_at
from contingent.reading.quantities.units import Unit
from contingent.reading.quantities.words import LOOSE_SUFFIXES

Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A number with what stands on both sides of it, before its sentence is weighed.

    Tokens `first` to `last` (exclusive) belong to it; `behind` is the sense of a cue behind it ("or more");
    `range_high` the upper number of a range.
    """

    number: Number
    modifiers: Modifiers
    head: Head
    first: int
    last: int
    behind: Behind | None
    range_high: Number | None = None


def items_in(tokens: Tokens, text: str) -> list[Item]:
    """Every number of the sentence that counts or measures something, left to right, none overlapping."""
    refused = not_counts(text)
    starts = [start for start, _ in refused]
    items: list[Item] = []
    done = 0
    numbers = numbers_in(tokens)
    position = 0
    while position < len(numbers):
        number = numbers[position]
        position += 1
        nearest = bisect_left(starts, number.end) - 1  # the last refused stretch that opens before the number's end
        if number.first < done or (nearest >= 0 and number.start < refused[nearest][1]):
            continue
        if is_name(tokens, number) or is_ordinal(tokens, number):
            continue
        joined = None
        if position < len(numbers):
            joined = join_range(tokens, number, numbers[position])
        item = _item(tokens, text, number, joined)
        if item is None or item.first < done:
            continue
        if joined is not None:
            position += 1
        items.append(item)
        done = item.last
    return items


def _item(tokens: Tokens, text: str, number: Number, joined: Number | None) -> Item | None:
    """The item at `number`, or None where it counts nothing."""
    counted = joined or number
    if joined is not None:
        number = with_scale(tokens, number, joined)
    money = currency_before(tokens, number.first)
    first = money[1] if money else number.first
    number = _loose_suffix(tokens, number, money is not None)
    counted = _loose_suffix(tokens, counted, money is not None)
    behind = modifiers_behind(tokens, counted.last)
    if behind is not None:
        counted = replace(counted, last=behind.last)  # "300+ soldiers", "10,000 or more troops"
    head = head_behind(tokens, counted)
    if money and head.unit is None:
        owner = head if head.per else replace(head, end=counted.last, noun_first=counted.last, noun_last=counted.last)
        head = replace(owner, unit=Unit(money[0], "money"), noun=None, words=())
    sign = _sign_before(tokens, first, number)
    if sign is not None and joined is None and number.value is not None and not head.words:
        first, number = min(first, sign), replace(number, value=-number.value)
    value = number.value if joined is None else None
    if joined is not None and lower_at(tokens, first - 1) in ("between", "from"):
        first -= 1
    modifiers = modifiers_before(
        tokens, first, value if value is not None else number.low, text=text, vague=number.form == "vague"
    )
    behind = behind or modifiers_behind(tokens, head.end)
    last = max(head.end, behind.last) if behind else head.end
    item = Item(number, modifiers, head, modifiers.first, last, behind, joined)
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
    if is_named(tokens, number) and head.unit is None:
        return False
    if item.range_high is not None:
        if looks_like_year(tokens, number) and looks_like_year(tokens, item.range_high):
            return named and not reads_as_year(tokens, number, counted=named, modified=False)
        return named or bool(head.words) or _large(number)
    if reads_as_year(tokens, number, counted=named, modified=item.modifiers.modified):
        return False
    at = number.last
    glued = at < len(tokens) and tokens[at].kind in ("word", "number") and tokens[at].glued
    if glued and not (head.unit is not None and head.noun_first == at):
        return False  # "2A6", "5G", "3D"
    if number.form == "fraction":
        return head.of_whole or "/" not in "".join(t.text for t in tokens[number.first : number.last])
    if number.form == "vague":
        return True
    if number.value == 1 and number.form == "words":
        return _one_counts(tokens, item)
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


def _bare_counts(tokens: Tokens, item: Item) -> bool:
    """Whether a number with nothing named behind it counts: a large or modified one, or one behind a verb of change."""
    number = item.number
    if follows_a_name(tokens, number):
        return False
    if number.form == "words" and not number.scaled:
        return item.head.adding or (item.modifiers.modified and (number.value or 0) >= 3)
    before = lower_at(tokens, item.first - 1)
    if _large(number) or item.modifiers.modified or item.head.adding:
        return True
    aged = before == "," and lower_at(tokens, number.last) in (",", ".", ")")
    if aged or is_dash(tokens, number.last) or before in ("(", "."):
        return False
    verbs = (
        "kill",
        "killed",
        "killing",
        "wounded",
        "wounding",
        "injured",
        "injuring",
        "to",
        "at",
        "by",
        "was",
        "is",
        "were",
    )
    return before in verbs


def _large(number: Number) -> bool:
    value = number.value if number.value is not None else number.low
    return value is not None and (abs(value) >= 1000 or number.scaled)
