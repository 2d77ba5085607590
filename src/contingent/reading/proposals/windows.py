"""An article cut into what a prompt holds: the author's voice and the readers' apart, each part verbatim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from contingent.core.nouns import Document, SegmentKind
from contingent.reading.documents.sentences import Sentence, sentences

Voice = Literal["article", "comment"]

#: what is ever shown; a biography, a pingback or a list of links is not
SHOWN: dict[Voice, frozenset[SegmentKind]] = {
    "article": frozenset(("title", "heading", "body")),
    "comment": frozenset(("reader_comment",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of one segment, `document.text[start:end]`, within one paragraph."""

    kind: SegmentKind
    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What one prompt holds: parts of one voice, in the order of the text."""

    voice: Voice
    parts: tuple[Part, ...]


def windows(document: Document, *, characters: int, overlap: int) -> tuple[Window, ...]:
    """Windows over all that may be shown, at most `characters` each; a later one repeats about `overlap` of the last.

    The article's come first. A reader's comment never shares a window with the article.
    """
    found: list[Window] = []
    whole = sentences(document)
    for voice, kinds in SHOWN.items():
        units = list(_units(document, [s for s in whole if s.segment.kind in kinds], characters))
        first = 0
        while first < len(units):
            last = _filled(units, first, characters)
            found.append(Window(voice=voice, parts=_merged(document, units[first:last])))
            first = last if last >= len(units) else max(first + 1, _back(units, last, overlap))
    return tuple(found)


def _units(document: Document, shown: Sequence[Sentence], characters: int) -> Iterator[Part]:
    """The sentences in order; one too long for a window in pieces, cut where it has blanks."""
    for sentence in shown:
        start, end = sentence.span.start, sentence.span.end
        while end - start > characters:
            cut = document.text.rfind(" ", start + characters // 2, start + characters)
            cut = cut if cut > start else start + characters
            yield Part(kind=sentence.segment.kind, segment=sentence.segment.id, start=start, end=cut)
            start = cut
        yield Part(kind=sentence.segment.kind, segment=sentence.segment.id, start=start, end=end)


def _filled(units: Sequence[Part], first: int, characters: int) -> int:
    """The place behind the last unit that fits together with the first; always one more at least."""
    held, last = 0, first
    while last < len(units) and (last == first or held + units[last].end - units[last].start <= characters):
        held += units[last].end - units[last].start
        last += 1
    return last


def _back(units: Sequence[Part], last: int, overlap: int) -> int:
    """The first of the units before `last` that are repeated."""
    held, first = 0, last
    while first > 0 and held + units[first - 1].end - units[first - 1].start <= overlap:
        first -= 1
        held += units[first].end - units[first].start
    return first


def _merged(document: Document, units: Sequence[Part]) -> tuple[Part, ...]:
    """Neighbours of one paragraph as one part."""
    parts: list[Part] = []
    for unit in units:
        before = parts[-1] if parts else None
        gap = document.text[before.end : unit.start] if before else "\n"
        if before is not None and before.segment == unit.segment and before.end <= unit.start and "\n" not in gap:
            parts[-1] = Part(kind=unit.kind, segment=unit.segment, start=before.start, end=unit.end)
        else:
            parts.append(unit)
    return tuple(parts)
