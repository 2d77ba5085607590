"""The article itself, every claim marked where it stands; a text from outside, so nothing of it becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contingent.core.nouns import Claim, Document, Segment
from contingent.report.markup import Html, join, tag
from contingent.report.sections.parts import ClaimNumbers, more, section
from contingent.report.words import NOT_THE_ARTICLE, voice_words

WORD = re.compile(r"\w")


def article_section(
    document: Document, claims: Sequence[Claim], numbers: ClaimNumbers, *, beside: bool = False
) -> Html:
    """The whole text in paragraphs, each in the voice it stands in, with a link from each claim to its entry.

    With `beside` the claims stand next to it: the text is not folded, and each sentence of a claim is an element of its
    own that can be lit up.
    """
    ordered = sorted(claims, key=lambda claim: numbers.numbers[claim.id])
    blocks: list[Html] = []
    said: Segment | None = None
    for start, end in _paragraphs(document):
        home = _innermost(document.segments, start, end)
        if home is not said and home is not None and home.kind in NOT_THE_ARTICLE:
            blocks.append(tag("p", f"{voice_words(home)}: {NOT_THE_ARTICLE[home.kind]}.", class_="reader", dir="auto"))
        said = home
        kind = home.kind if home else "body"
        classes = f"text {'apart' if kind in NOT_THE_ARTICLE else kind}"
        line = (_sentences if beside else _marked)(document.text, start, end, ordered, numbers)
        blocks.append(tag("p", *line, class_=classes, dir="auto"))
    where = "" if beside else " above"
    text = tag("div", *blocks, class_="article")
    return section(
        "article",
        "The article",
        text if beside else more("The whole text", text),
        lead=f"As it was read. Underlined words are claims; each leads to its entry{where}."
        if claims
        else "As it was read.",
    )


def _paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    """The lines of the text, cut where one voice ends inside a line and another begins, as after a title run in.

    What is left between two voices without a word in it, such as a colon, is no paragraph.
    """
    edges = {edge for segment in document.segments for edge in (segment.start, segment.end)}
    at = 0
    for line in document.text.split("\n"):
        cuts = sorted({at, at + len(line), *(edge for edge in edges if at < edge < at + len(line))})
        at += len(line) + 1
        for start, end in pairwise(cuts):
            piece = document.text[start:end]
            if piece.strip() and (len(cuts) == 2 or WORD.search(piece)):
                yield start, end


def _innermost(segments: Sequence[Segment], start: int, end: int) -> Segment | None:
    """The smallest segment that a line lies in or overlaps."""
    touching = [segment for segment in segments if segment.start < end and start < segment.end]
    return min(touching, key=lambda segment: (segment.end - segment.start, segment.start), default=None)


def _marked(text: str, start: int, end: int, claims: Sequence[Claim], numbers: ClaimNumbers) -> list[Html]:
    """The line cut where claims begin and end; each piece leads to the shortest claim that covers it."""
    own = [claim for claim in claims if claim.span.start < end and start < claim.span.end]
    cuts = sorted({start, end, *(cut for c in own for cut in (c.span.start, c.span.end) if start < cut < end)})
    pieces: list[Html] = []
    for left, right in pairwise(cuts):
        beginning = [numbers.numbers[c.id] for c in own if max(c.span.start, start) == left and c.span.start >= start]
        pieces += [tag("span", id=f"said-{number}") for number in beginning]
        covering = [claim for claim in own if claim.span.start <= left and right <= claim.span.end]
        if covering:
            shortest = min(covering, key=lambda claim: (claim.span.end - claim.span.start, claim.span.start, claim.id))
            number = numbers.numbers[shortest.id]
            words = tag("a", text[left:right], href=f"#claim-{number}", title=f"claim {number}: {shortest.kind}")
            pieces.append(tag("mark", words))
        else:
            pieces.append(join(text[left:right]))
    return pieces


def _sentences(text: str, start: int, end: int, claims: Sequence[Claim], numbers: ClaimNumbers) -> list[Html]:
    """The line as `_marked`, each sentence that holds a claim in an element of its own."""
    held: list[tuple[int, int]] = []
    for left, right in sorted({(max(start, c.sentence.start), min(end, c.sentence.end)) for c in claims}):
        if left >= right:
            continue  # it stands in another line
        if held and left < held[-1][1]:
            held[-1] = (held[-1][0], max(right, held[-1][1]))
        else:
            held.append((left, right))
    pieces: list[Html] = []
    at = start
    for left, right in held:
        pieces += _marked(text, at, left, claims, numbers) if at < left else []
        pieces.append(tag("span", *_marked(text, left, right, claims, numbers), class_="saying"))
        at = right
    return [*pieces, *(_marked(text, at, end, claims, numbers) if at < end else [])]
