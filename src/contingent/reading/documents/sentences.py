"""A document cut into sentences: rules for news, spans that slice to the text, never a cut inside a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contingent.core.nouns import Document, Segment, Span
from contingent.reading.dates.mentions import first_full_date, is_stamp


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Abbreviations that a name or number follows: a full stop after one never ends a sentence.
_TITLES = _words(
    "mr mrs ms mx dr prof gen lt col maj capt cpt cmdr adm brig sgt cpl pvt sen rep gov pres sec amb rev hon fr st "
    "mt ft vs messrs pfc rear vice supt det insp"
)
#: Abbreviations that end a sentence only where the next word is one that opens sentences.
_OTHERS = _words(
    "inc corp co ltd llc plc bros jr sr etc al est approx dept univ assn ave blvd rd sq mil govt intl natl "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun km mi kg lb lbs hrs "
    "bn mn tn fig figs art ch vol ed eds pp cf"
)
#: Abbreviations only before a number ("No. 5", "pp. 4"); elsewhere the word ends its sentence ("No. It did not").
_NUMBERED = _words("no nos p pg sec ch vol fig art")
_OPENERS = _words(
    "the a an this that these those he she it they we you i his her its their our your my there here in on at by from "
    "for with but and or so yet if when while as since because although though after before however meanwhile "
    "moreover what who where why how which one some many most all no not even still now then today also once to "
    "instead thus hence according despite until unless both each every another several few under over during"
)
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)")  # each run of them is tried once
_WORD_BEFORE = re.compile(r"[\w.&’'-]*\w$")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,3}\.)+[A-Za-z]{1,3}$")
_NEXT_WORD = re.compile(r"[\s\"'“‘«(\[¿¡—–-]*([\w][\w’']*)")
_LIST_MARK = re.compile(r"(?:[-*+•]|\d{1,2}[.)]|>)\s+|#{1,6}\s+")
_LEADING_MARKS = re.compile(r"(?:\s+|(?:[-*+•>]|#{1,6})(?=\s))+")
_NUMBERED_ITEM = re.compile(r"\(?\d{1,2}[.)]\s+(?=[A-Z\"“])")
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_BREAK = re.compile(r"(?:\r\n|[\r\n\u2028\u2029])[ \t]*")
_HEAD_REST = re.compile(r"\s*(?:says|said|wrote)?\s*:?|.{0,30}\bago")  # what stands beside a commenter's name
LONGEST = 2000  # characters of a sentence read at once: what is longer is a table or a list
_WRAPPED_LINE = 45  # characters: a line shorter than this was ended by its writer, not by a wrapping editor


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: its verbatim span, the innermost segment it stands in, its place among all sentences."""

    span: Span
    segment: Segment
    index: int


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Every sentence of the document in order, each within one innermost segment; spans slice to `document.text`.

    A title or a heading is one sentence whatever its punctuation; one of more than 2,000 characters (a table, a list)
    is cut into stretches of whole words. Text outside every segment (bylines, front
    matter), the name and time over a reader's comment, and lines without a letter or digit give none.
    """
    found: list[Sentence] = []
    for start, end, segment in _pieces(document):
        if segment.kind == "reader_comment":
            start = _after_head(document.text, start, end, segment.author)
        for low, high in _cut(document.text, start, end, whole=segment.kind in ("title", "heading")):
            found.append(Sentence(span=document.span(low, high), segment=segment, index=len(found)))
    return tuple(found)


def _after_head(text: str, start: int, end: int, author: str | None) -> int:
    """The place behind the name and timestamp lines that open a comment."""
    place = start
    for match in re.compile(r"[^\r\n]+").finditer(text, start, end):
        line = match.group().replace("*", "").strip("_# \t:>-")
        named = author is not None and line.startswith(author) and _HEAD_REST.fullmatch(line, len(author)) is not None
        dated = author is not None and line.startswith(author) and first_full_date(line) is not None and len(line) < 100
        if not (named or dated or is_stamp(line)):
            break
        place = match.end()
    return place


def _pieces(document: Document) -> Iterator[tuple[int, int, Segment]]:
    """Stretches of text with the innermost segment over each, in order."""
    stack: list[Segment] = []
    position = 0
    for segment in sorted(document.segments, key=lambda s: (s.start, -s.end)):
        while stack and stack[-1].end <= segment.start:
            closed = stack.pop()
            if position < closed.end:
                yield position, closed.end, closed
                position = closed.end
        if stack and position < segment.start:
            yield position, segment.start, stack[-1]
        position = max(position, segment.start)
        stack.append(segment)
    while stack:
        closed = stack.pop()
        if position < closed.end:
            yield position, closed.end, closed
            position = closed.end


def _cut(text: str, start: int, end: int, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Trimmed bounds of the sentences in text[start:end]."""
    for low, high in [(start, end)] if whole else _paragraphs(text, start, end):
        cuts = [] if whole else [m.end() for m in _END.finditer(text, low, high) if _ends(text, low, high, m)]
        for left, right in zip([low, *cuts], [*cuts, high], strict=True):
            mark = _LEADING_MARKS.match(text, left, right)
            left = mark.end() if mark else left
            numbered = _NUMBERED_ITEM.match(text, left, right) if left <= low + 4 and not whole else None
            left = numbered.end() if numbered else left
            while right > left and text[right - 1].isspace():
                right -= 1
            yield from (piece for piece in _stretches(text, left, right) if any(map(str.isalnum, text[slice(*piece)])))


def _stretches(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    """The sentence, or one that is longer than any sentence in stretches, so that time grows with its length."""
    while right - left > LONGEST:
        cut = text.rfind(" ", left + LONGEST // 2, left + LONGEST)
        cut = cut if cut > left else left + LONGEST
        yield left, cut
        left = cut + (text[cut] == " ")
    if left < right:
        yield left, right


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Bounds of the stretches that a line break ends for good; a wrapped line is joined to the next."""
    low = line_start = start
    for line_break in _BREAK.finditer(text, start, end):
        here, after = line_break.span()
        line = text[line_start:here].strip()
        line_start = after
        rest = text[after : min(end, after + 12)]
        wrapped = (
            (len(line) >= _WRAPPED_LINE or rest[:1].islower())
            and rest[:1] not in ("", "\n", "\r")
            and not _TERMINAL.search(line)
            and not _LIST_MARK.match(rest)
        )
        if line and wrapped:
            continue
        if here > low:
            yield low, here
        low = here
    if end > low:
        yield low, end


def _ends(text: str, low: int, high: int, mark: re.Match[str]) -> bool:
    """Whether the punctuation at `mark` ends a sentence of text[low:high]."""
    following = _NEXT_WORD.match(text, mark.end(), high)
    if following is None:
        return True
    word = following.group(1)
    if word[0].islower():
        return False
    if not mark.group().startswith(".") or mark.group().startswith(".."):
        return True
    window = text[max(low, mark.start() - 60) : mark.start()]
    before = _WORD_BEFORE.search(window)
    if before is None:
        return True
    token = before.group().lstrip("'’-").rstrip("'’")
    earlier = window[: before.start()].split()
    opens = word.lower() in _OPENERS
    closed = mark.group() != "."
    if token.lower() in _NUMBERED and word[0].isdecimal():
        return False
    if token.lower() in _TITLES:
        return closed
    if token.lower() in _OTHERS:
        return closed or (opens and not word[0].isdecimal())
    if _DOTTED.match(token):
        return closed or opens
    if len(token) == 1 and token.isalpha() and token.isupper():
        return closed or (bool(earlier) and earlier[-1].isalpha() and earlier[-1].islower())
    # a number that opens the paragraph is its list mark ("1. Talks")
    return not (token.isdecimal() and not earlier)
