"""What follows an article on its page: biography, comments, pingbacks and links, each from its cue to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from contingent.core.nouns import SegmentKind
from contingent.reading.documents import cues as cues

_BIOGRAPHY_LENGTH = 2500  # characters: what follows a biography cue for longer is the article going on
_CLOCK = re.compile(r"\d[:.]\d\d|\bago\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its bounds without surrounding white space."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the tail: its lines, who speaks in it and on what day."""

    kind: SegmentKind
    lines: list[Line]
    author: str | None = None
    posted: date | None = None


def tail_start(lines: list[Line], author: str | None) -> int:
    """The number of the first line that is no longer the article's; `len(lines)` where all are."""
    for number in range(1, len(lines)):
        text = lines[number].text
        if (
            cues.pingback(text)
            or cues.comments_header(text)
            or _sure_comment(lines, number)
            or (cues.related(text) == "block" and _is_link_list(lines, number, author))
            or (cues.biography(text, author)[0] and _is_biography(lines, number))
        ):
            return number
    return len(lines)


def tail_parts(lines: list[Line], author: str | None) -> list[Part]:
    """The parts of the tail in order; buttons and headers of the comment form belong to none."""
    parts: list[Part] = []
    current: Part | None = None
    commented = False
    number = 0
    while number < len(lines):
        line = lines[number]
        width = 1
        head = cues.comment_head(line.text, _following(lines, number))
        biography, whose = cues.biography(line.text, author)
        if cues.pingback(line.text):
            current = Part(kind="pingback", lines=[line])
            parts.append(current)
        elif head:
            width = head[2]
            current = Part(kind="reader_comment", lines=lines[number : number + width], author=head[0], posted=head[1])
            parts.append(current)
            commented = True
        elif cues.comments_header(line.text):
            current = None if cues.chrome(line.text) else Part(kind="reader_comment", lines=[])
            parts.extend([current] if current else [])
            commented = True
        elif cues.related(line.text):
            current = Part(kind="related", lines=[line])
            parts.append(current)
        elif biography and not commented and (current is None or current.kind != "author_bio"):
            current = Part(kind="author_bio", lines=[line], author=whose or author)
            parts.append(current)
        elif current is not None and not cues.chrome(line.text):
            current.lines.append(line)
        number += width
    return [part for part in parts if part.lines]


def _following(lines: list[Line], number: int) -> str | None:
    return lines[number + 1].text if number + 1 < len(lines) else None


def _sure_comment(lines: list[Line], number: int) -> bool:
    """Whether a comment begins here though no header announced comments: a name, and a time of day under it."""
    head = cues.comment_head(lines[number].text, _following(lines, number))
    if head is None:
        return False
    stamp = lines[number + 1].text if head[2] == 2 else lines[number].text
    said = head[2] == 2 or re.search(r"\b(?:says|said|wrote|commented)\b|^Comment (?:by|from)\b", stamp) is not None
    return said and _CLOCK.search(stamp) is not None


def _is_link_list(lines: list[Line], number: int, author: str | None) -> bool:
    """Whether what follows a "Related" header is short lines, up to the end or the next part of the page."""
    for position in range(number + 1, len(lines)):
        text = lines[position].text
        if cues.biography(text, author)[0] or cues.comments_header(text) or cues.pingback(text):
            return True
        if _sure_comment(lines, position):
            return True
        if len(text) > 160 or (len(text) > 100 and text.endswith(".")):
            return False
    return True


def _is_biography(lines: list[Line], number: int) -> bool:
    """Whether the text from the cue to the next part of the page is short enough for a biography."""
    length = 0
    for position in range(number, len(lines)):
        text = lines[position].text
        if cues.pingback(text) or cues.comments_header(text) or cues.related(text) or _sure_comment(lines, position):
            break
        length += len(text)
        if length > _BIOGRAPHY_LENGTH:
            return False
    return True
