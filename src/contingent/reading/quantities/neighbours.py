"""A number with what stands on both sides of it, and what neighbours lend each other: a noun left out, a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from contingent.reading.quantities.measures import Head
from contingent.reading.quantities.modifiers import Behind, Modifiers
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.ranges import with_scale
from contingent.reading.quantities.tokens import Token, is_dash, lower_at
from contingent.reading.quantities.words import SMALL, TENS

Tokens = tuple[Token, ...]
_LINKS = ([","], ["and"], ["or"], ["to"], [",", "and"])


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
    changes_to: int | None = None


def with_changes(tokens: Tokens, items: list[Item]) -> list[Item]:
    """The items, each level of a change knowing the later one: "rose from 20 to more than 30 tanks".

    A change is two quantities, no range: its levels hold at different times. What one of them leaves out, noun or
    scale word ("from 3 to 5 million"), the other one gives.
    """
    told = list(items)
    for at, (early, late) in enumerate(pairwise(items)):
        between = tokens[early.last : late.first]
        opened = early.first > 0 and tokens[early.first - 1].lower == "from"
        plain = 0 < len(between) <= 7 and all(token.kind != "mark" or _within_time(token) for token in between)
        if not opened or not plain or between[-1].lower != "to" or early.range_high or late.range_high:
            continue
        if early.number.value is None or late.number.value is None:
            continue
        number = with_scale(tokens, early.number, late.number) if not early.head.words else early.number
        told[at] = replace(told[at], number=number, head=_sharing(early.head, late.head), changes_to=late.number.first)
        told[at + 1] = replace(told[at + 1], head=_sharing(late.head, early.head))
    return told


def _within_time(token: Token) -> bool:
    """Whether a mark may stand between the levels of a change: in "from 20 at 10:45 to 30"."""
    return token.text == ":" and token.glued


def _sharing(head: Head, other: Head) -> Head:
    """The head, or where it names nothing what the other one names."""
    if head.unit is not None and head.unit == other.unit and head.per is None:
        return replace(head, per=other.per)  # "from $75 a barrel to $60"
    if head.unit or head.noun or head.words or head.status:
        return head
    return replace(head, unit=other.unit, noun=other.noun, words=other.words, per=head.per or other.per)


def part_of(tokens: Tokens, at: int) -> int | None:
    """Where the number stands that "of the" at token `at` leads to: "3 of the 5 brigades"."""
    for index in range(at + 1, min(at + 4, len(tokens))):
        if tokens[index].kind == "number" or tokens[index].lower in SMALL or tokens[index].lower in TENS:
            return index
        if tokens[index].lower not in ("the", "its", "his", "her", "their", "our", "these", "those", "all"):
            return None
    return None


def sharing_nouns(tokens: Tokens, items: list[Item]) -> list[Item]:
    """The items, each that leaves its noun to the next one with that: "four-, five- and six-storey", "3 of the 5"."""
    told = list(items)
    for at in range(len(told) - 2, -1, -1):
        item, after = told[at], told[at + 1]
        between = [token.lower for token in tokens[item.number.last : after.first]]
        part = between == ["of"] and part_of(tokens, item.number.last) == after.number.first
        waiting = is_dash(tokens, item.number.last) and between[1:] in _LINKS
        if part or waiting:
            told[at] = replace(item, head=_sharing(item.head, after.head))
    return told


def suspends(tokens: Tokens, at: int) -> bool:
    """Whether a hyphen that waits for a noun stands at token `at`, another number behind it: "four-, five- and"."""
    if not is_dash(tokens, at) or not tokens[at].glued:
        return False
    following = at + 1
    while lower_at(tokens, following) in (",", "and", "or", "to") and following < at + 3:
        following += 1
    if following == at + 1 or following >= len(tokens):
        return False
    token = tokens[following]
    number = token.kind == "number" or token.lower in SMALL or token.lower in TENS
    return number and is_dash(tokens, following + 1) and tokens[following + 1].glued
