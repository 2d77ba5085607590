"""The noun Document and its parts: the immutable text, the segments with one voice each, and verbatim spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.errors import ValueRangeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A verbatim stretch of a document: `document.text[start:end] == text` (code points)."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueRangeError(
                f"span [{self.start}, {self.end}) holds {len(self.text)} characters; "
                "wanted 0 <= start < end and a quote as long as the span"
            )


SegmentKind = Literal["title", "heading", "body", "author_bio", "reader_comment", "pingback", "related"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a document with one voice. One `body` spans the article's text; headings lie inside it.

    `author` is who speaks (the writer's name, the commenter's name), None where the text does not say.
    """

    id: str
    kind: SegmentKind
    start: int
    end: int
    author: str | None = None
    posted: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article: the immutable text, its segments, and what is known of its origin.

    `text` is what every span counts in. `published` is None where neither the page nor the text gives a day;
    then `not_before`/`not_after` may bound it, and `date_evidence` says by what.
    """

    id: str
    text: str
    segments: tuple[Segment, ...]
    origin: str
    title: str | None = None
    author: str | None = None
    published: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    date_evidence: str | None = None

    def span(self, start: int, end: int) -> Span:
        """The verbatim span [start, end) of this document."""
        return Span(start=start, end=end, text=self.text[start:end])
