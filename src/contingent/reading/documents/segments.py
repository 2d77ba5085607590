"""Text into segments, each with one voice: title, headings, body, biography, comments, pingbacks, related links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from contingent.core.nouns import Segment, SegmentKind
from contingent.reading.documents import cues as cues
from contingent.reading.documents.tail import Line, tail_parts, tail_start

_TITLE_LENGTH = 200  # characters: longer first lines are a lead, not a title
_HEADING_LENGTH = 90
_HEADING_WORDS = 14
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_ATX = re.compile(r"#{1,6}\s+(?P<text>.*?)(?:(?<!\s)\s+#*|(?<!#)#+)?$")  # each run is tried from its start only
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_BOLD_LINE = re.compile(r"^(?:\*\*|__)(?P<text>[^*_]{2,90}?)(?:\*\*|__)$")
_FRONT = re.compile(r"^(?P<key>[A-Za-z_ -]{2,30}):\s*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)$")
_GLUE = re.compile(r": (?=[\"“‘'(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The segments of a text and what its header said of title, author and day (with the words that say it)."""

    segments: tuple[Segment, ...]
    title: str | None
    author: str | None
    published: date | None
    date_evidence: str | None


@dataclass(slots=True)
class _Found:
    """What has been found so far, as bounds; turned into a Layout at the end."""

    parts: list[tuple[SegmentKind, int, int, str | None, date | None]] = field(default_factory=list)
    title: tuple[int, int] | None = None
    author: str | None = None
    published: date | None = None
    evidence: str | None = None

    def add(self, kind: SegmentKind, lines: list[Line], author: str | None = None, posted: date | None = None) -> None:
        if lines:
            self.parts.append((kind, lines[0].start, lines[-1].end, author, posted))

    def note(self, author: str | None, day: date | None, evidence: str) -> None:
        self.author = self.author or author
        if day and not self.published:
            self.published, self.evidence = day, evidence


def lay_out(
    text: str,
    *,
    headings: frozenset[int] | None = None,
    title: str | None = None,
    author: str | None = None,
    tail: bool = True,
) -> Layout:
    """The segments of `text`, in order of start, nested properly; one `body` from after the title to the tail.

    Args:
        text: the article; offsets are code points in it and it is never changed.
        headings: starts of the lines known to be headings (from HTML); None: found by their looks.
        title: the first line of `text`, where the page's metadata say so; None: found by its looks.
        author: the writer, where the page's metadata say so.
        tail: whether comments, biography and links may follow the article in `text`; False where it is known to end
            with it, as in a live blog, whose posts have a name and a time above them like comments.
    """
    lines = list(_lines(text))
    found = _Found(author=author)
    rest = _header(lines, found, title)
    cut = tail_start(rest, found.author) if tail else len(rest)
    body, after = rest[:cut], rest[cut:]
    if not body and found.title is not None:
        # one line is all there is: what looked like a title is the statement itself
        body, found.title = [line for line in lines if line.start <= found.title[0] < line.end], None
    for part in tail_parts(after, found.author):
        found.add(part.kind, part.lines, part.author, part.posted)
        if part.kind == "author_bio":
            found.author = found.author or part.author
    if found.title:
        found.parts.append(("title", *found.title, found.author, None))
    found.add("body", body, found.author)
    for line in body:
        if cues.related(line.text) == "line":
            found.add("related", [line])
    plain = [line for line in body if not cues.related(line.text)]
    for start, end in _headings(plain, text, headings):
        found.parts.append(("heading", start, end, found.author, None))
    ordered = sorted(set(found.parts), key=lambda part: (part[1], -part[2], part[0]))
    segments = tuple(
        Segment(id=f"s{number}", kind=kind, start=start, end=end, author=who, posted=posted)
        for number, (kind, start, end, who, posted) in enumerate(ordered, 1)
    )
    return Layout(
        segments=segments,
        title=text[slice(*found.title)] if found.title else None,
        author=found.author,
        published=found.published,
        date_evidence=found.evidence,
    )


def _lines(text: str) -> Iterator[Line]:
    """The lines that are not blank, without the white space around them."""
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            yield Line(start, start + len(stripped), stripped)


# ----------------------------------------------------------------- header


def _header(lines: list[Line], found: _Found, title: str | None) -> list[Line]:
    """Takes front matter, title and bylines off the top; the lines that remain."""
    if title and lines and lines[0].text == title:
        found.title, rest = (lines[0].start, lines[0].end), lines[1:]
    else:
        rest = _front_matter(lines, found)
    if found.title is None and rest:
        rest = _title(rest, found)
    for _ in range(8):
        if not rest:
            break
        said = cues.byline(rest[0].text) or cues.place_and_day(rest[0].text)
        following = rest[1].text if len(rest) > 1 else None
        head = None if said else cues.comment_head(rest[0].text, following)
        if said:
            found.note(*said, rest[0].text)
            rest = rest[1:]
        elif head and found.title and not found.author and re.fullmatch(cues.NAME, head[0]):
            found.note(head[0], head[1], following or "")
            rest = rest[head[2] :]
        else:
            break
    return rest


def _front_matter(lines: list[Line], found: _Found) -> list[Line]:
    """Reads a block of `key: value` lines between two `---` lines at the very top."""
    if not lines or lines[0].text != "---":
        return lines
    close = next((i for i, line in enumerate(lines[1:60], 1) if line.text in ("---", "...")), None)
    if close is None:
        return lines
    for line in lines[1:close]:
        match = _FRONT.match(line.text)
        if match is None or not match["value"]:
            continue
        key = match["key"].strip().lower()
        if key in ("title", "headline"):
            found.title = (line.start + match.start("value"), line.start + match.end("value"))
        elif key in ("author", "authors", "by", "byline"):
            found.note(cues.plain_name(match["value"]), None, line.text)
        elif key in ("date", "published", "publication date", "pubdate", "published_at"):
            found.note(None, cues.dated(match["value"]), line.text)
    rest = lines[close + 1 :]
    heading = _ATX.match(rest[0].text) if rest else None
    if heading and (found.title is None or heading["text"] == _stated(lines, found.title)):
        return _title(rest, found)
    return rest


def _stated(lines: list[Line], bounds: tuple[int, int]) -> str:
    """The words at `bounds`, which lie within one of the lines."""
    line = next(line for line in lines if line.start <= bounds[0] < line.end)
    return line.text[bounds[0] - line.start : bounds[1] - line.start]


def _title(lines: list[Line], found: _Found) -> list[Line]:
    """Finds the title in the first line: marked, labelled, a headline of its own, or glued to the lead by ': '."""
    first, text = lines[0], lines[0].text
    marked = _ATX.match(text) or re.match(r"^(?:Title|Headline):\s+(?P<text>.+)$", text) or _BOLD_LINE.match(text)
    if marked:
        found.title = (first.start + marked.start("text"), first.start + marked.end("text"))
        return lines[1:]
    if len(lines) > 1 and _UNDERLINE.match(lines[1].text):
        found.title = (first.start, first.end)
        return lines[2:]
    if cues.byline(text):
        return lines
    if len(text) <= _TITLE_LENGTH and not re.search(r"[.,;:…][\"”’']?$", text) and len(lines) > 1:
        found.title = (first.start, first.end)
        return lines[1:]
    glued = [
        m.start() for m in _GLUE.finditer(text, 0, _TITLE_LENGTH)
        if cues.title_case(text[: m.start()]) and not re.search(r"[.!?] ", text[: m.start()])
        and len(text) - m.end() >= 40 and not cues.title_case(text[m.end() : m.end() + 200])
    ]  # fmt: skip
    if glued:
        cut = glued[-1]
        found.title = (first.start, first.start + cut)
        return [Line(first.start + cut + 2, first.end, text[cut + 2 :]), *lines[1:]]
    return lines


# ---------------------------------------------------------------- headings


def _headings(body: list[Line], text: str, known: frozenset[int] | None) -> Iterator[tuple[int, int]]:
    """Bounds of the headings among the lines of the body."""
    for number, line in enumerate(body):
        if known is not None:
            if line.start in known:
                yield line.start, line.end
            continue
        marked = _ATX.match(line.text) or _BOLD_LINE.match(line.text)
        following = body[number + 1] if number + 1 < len(body) else None
        if marked:
            yield line.start + marked.start("text"), line.start + marked.end("text")
        elif following is None:
            continue
        elif _UNDERLINE.match(following.text) or _looks_like_heading(body, number, text):
            yield line.start, line.end


def _looks_like_heading(body: list[Line], number: int, text: str) -> bool:
    """A short line without a full stop, set off from longer paragraphs before and after it."""
    line, following = body[number], body[number + 1]
    short = len(line.text) <= _HEADING_LENGTH and len(line.text.split()) <= _HEADING_WORDS
    if not short or not line.text[0].isupper() or re.search(r"[.,;:…\"”)]$", line.text):
        return False
    before = body[number - 1] if number else None
    ended = before is None or re.search(r"[.!?…:][\"”’')\]]*$", before.text) is not None or blank(text, before, line)
    longer = len(following.text) >= 1.5 * len(line.text) and len(following.text) >= 60
    apart = blank(text, line, following) and (before is None or blank(text, before, line))
    named = cues.title_case(line.text) and len(line.text.split()) >= 2
    return ended and (longer or apart) and (named or (apart and longer and not line.text.endswith("?")))


def blank(text: str, line: Line, following: Line) -> bool:
    """Whether an empty line stands between two lines."""
    return len(re.findall(r"\r\n|[\r\n]", text[line.end : following.start])) >= 2
