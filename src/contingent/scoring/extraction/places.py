"""Where a quote stands in a text, whatever its white space, quotation marks and dashes; and where in another text."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from contingent.core.documents import Span

#: so many characters on either side tell two places of one quote apart
CONTEXT = 120
_SAME = {
    **dict.fromkeys("’‘‛ʼ′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
}
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
#: elements of a page whose text nobody sees, and those that stand on lines of their own
_UNSEEN = frozenset({"head", "script", "style", "template", "noscript"})
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with white space as single spaces, straight quotes and plain hyphens; `at` says where each stood."""

    raw: str
    text: str
    at: tuple[int, ...]

    def spans(self, quote: str) -> list[tuple[int, int]]:
        """Every place [start, end) of the quote in the folded text, in order; none for an empty quote."""
        wanted = fold(quote).text.strip()
        found: list[tuple[int, int]] = []
        start = self.text.find(wanted) if wanted else -1
        while start >= 0:
            found.append((start, start + len(wanted)))
            start = self.text.find(wanted, start + 1)
        return found

    def span(self, start: int, end: int) -> Span:
        """The verbatim span of the raw text behind [start, end) of the folded one."""
        first, last = self.at[start], self.at[end - 1] + 1
        return Span(start=first, end=last, text=self.raw[first:last])

    def inside(self, span: Span) -> tuple[int, int]:
        """The place in the folded text of a span of the raw one."""
        from bisect import bisect_left

        return bisect_left(self.at, span.start), bisect_left(self.at, span.end)


def fold(raw: str) -> Folded:
    """The text folded for comparison.

    >>> fold("the  “10,000”\\n men – all").text
    'the "10,000" men - all'
    """
    text: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(raw):
        if letter in _NOTHING:
            continue
        same = " " if letter.isspace() else _SAME.get(letter, letter)
        if same == " " and (not text or text[-1] == " "):
            continue
        text.append(same)
        at.append(place)
    return Folded(raw, "".join(text), tuple(at))


def moved(span: Span, home: Folded, other: Folded) -> Span | None:
    """The place in `other` of the words at `span` in `home`; of several, the one in the likest surroundings.

    None where `other` lacks the words.
    """
    start, end = home.inside(span)
    before, after = home.text[max(0, start - CONTEXT) : start], home.text[end : end + CONTEXT]

    def likeness(place: tuple[int, int]) -> int:
        there = other.text[max(0, place[0] - CONTEXT) : place[0]]
        return _shared(before[::-1], there[::-1]) + _shared(after, other.text[place[1] : place[1] + CONTEXT])

    places = other.spans(home.text[start:end])
    return other.span(*max(places, key=likeness)) if places else None


def _shared(one: str, other: str) -> int:
    """How many letters two texts share from their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def visible_text(page: str) -> str:
    """The text of an HTML page that a reader sees, blocks on lines of their own; head, scripts and styles left out.

    >>> visible_text("<head><title>x</title></head><h1>Why?</h1><p>So <b>it</b> is.</p>").split("\\n")
    ['Why?', 'So it is.']
    """
    seen = _Seen()
    seen.feed(page)
    seen.close()
    lines = (" ".join(line.split()) for line in "".join(seen.parts).split("\0"))
    return "\n".join(line for line in lines if line)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data.replace("\0", " "))

    def _block(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append("\0")
