"""Near-duplicates: the same story told again with another headline, lead, cut or page around it is one voice.

Texts are compared by their shingles (every three words in a row; Broder, "On the resemblance and containment of
documents", 1997: general knowledge, unverified). No sketch is drawn: an index of shingles finds, exactly, every text
that shares enough with a group's longest one. Each member is held against that one alone, so a chain of small changes
never glues two stories together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contingent.core.nouns import Document, SegmentKind

WIDTH = 3  # words in a shingle
CONTAINED = 0.6  # least share of the shorter text's shingles that the longer one has
SHORTEST_PART = 0.2  # a text shorter than this share of the other quotes it, or is quoted in it: no copy of it
NUMBERS_AGREE = 0.5  # least share of the shorter text's numbers that the longer one has
_FEW_NUMBERS = 3  # fewer cannot tell a new bulletin from a corrected one
_FEW_SHINGLES = 24  # shorter texts are duplicates only where word for word the same

_APART: frozenset[SegmentKind] = frozenset({"title", "heading", "author_bio", "reader_comment", "pingback", "related"})
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Told:
    """A text as it is compared: its shingles and its numbers."""

    shingles: frozenset[int]
    numbers: frozenset[str]
    words: tuple[int, ...]


def groups(documents: Sequence[Document]) -> tuple[tuple[int, ...], ...]:
    """The places of the documents, each in exactly one group of near-duplicates; of a group the earliest comes first.

    Groups stand in the order of their first places' days, undated ones last; so do a group's members. The order in
    which documents are given changes nothing but the numbers by which they are called.

    Two texts are of one group where the shorter one's shingles are mostly the longer one's, it is no mere quote, and
    most of their numbers agree: yesterday's bulletin with today's figures is another text, a corrected figure is not.
    Titles, headings, comments, biographies and links are not compared.
    """
    vocabulary: dict[str, int] = {}
    told = [_told(document, vocabulary) for document in documents]
    rank = {place: number for number, place in enumerate(_by_day(documents))}
    found: list[list[int]] = []
    holders: dict[int, list[int]] = {}
    exact: dict[tuple[int, ...], int] = {}
    for place in sorted(rank, key=lambda p: (-len(told[p].shingles), rank[p])):
        one = told[place]
        group = exact.get(one.words)
        if group is None and len(one.shingles) >= _FEW_SHINGLES:
            group = _nearest(one, holders, [told[members[0]] for members in found])
        if group is None:
            group = len(found)
            found.append([place])
            for shingle in one.shingles if len(one.shingles) >= _FEW_SHINGLES else ():
                holders.setdefault(shingle, []).append(group)
        else:
            found[group].append(place)
        if one.words:
            exact.setdefault(one.words, group)
    ordered = [tuple(sorted(members, key=rank.__getitem__)) for members in found]
    return tuple(sorted(ordered, key=lambda members: rank[members[0]]))


def _nearest(one: _Told, holders: dict[int, list[int]], references: Sequence[_Told]) -> int | None:
    """The group whose longest text has most of this one's shingles, if that is enough; the earlier group of equals."""
    shared: Counter[int] = Counter()
    for shingle in one.shingles:
        shared.update(holders.get(shingle, ()))
    close = [
        group for group, count in shared.items()
        if count >= CONTAINED * len(one.shingles) and _same_story(one, references[group])
    ]  # fmt: skip
    return min(close, key=lambda group: (-shared[group], group), default=None)


def _same_story(shorter: _Told, longer: _Told) -> bool:
    if len(shorter.shingles) < SHORTEST_PART * len(longer.shingles):
        return False
    numbers = shorter.numbers
    return len(numbers) < _FEW_NUMBERS or len(numbers & longer.numbers) >= NUMBERS_AGREE * len(numbers)


def _by_day(documents: Sequence[Document]) -> list[int]:
    """The places from the earliest document on: by day, the undated last, then by what does not depend on the order."""

    def key(place: int) -> tuple[bool, date, str, str, int]:
        document = documents[place]
        day = document.published or document.not_before
        return day is None, day or date.max, document.id, document.origin, place

    return sorted(range(len(documents)), key=key)


def _told(document: Document, vocabulary: dict[str, int]) -> _Told:
    words: list[str] = []
    for start, end in _own_parts(document):
        words += (match.group().casefold() for match in _WORD.finditer(document.text, start, end))
    numbers = tuple(vocabulary.setdefault(word, len(vocabulary)) for word in words)
    return _Told(
        shingles=frozenset(_shingles(numbers)),
        numbers=frozenset(word for word in words if word[0].isdigit()),
        words=numbers,
    )


def _shingles(words: tuple[int, ...]) -> Iterable[int]:
    """Every three words in a row as one number: exact for vocabularies of up to two million words."""
    return (a << 42 | b << 21 | c for a, b, c in zip(words, words[1:], words[2:], strict=False))


def _own_parts(document: Document) -> Iterable[tuple[int, int]]:
    """Bounds of the stretches of the body in no part that is not the article's own text."""
    apart = sorted((s.start, s.end) for s in document.segments if s.kind in _APART)
    for body in (s for s in document.segments if s.kind == "body"):
        start = body.start
        for cut, end in apart:
            if cut >= body.end:
                break
            if cut > start:
                yield start, cut
            start = max(start, end)
        if start < body.end:
            yield start, body.end
