"""One reading against one annotation: every metric as a count that adds, what was missed in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from contingent.core.documents import Document, Span
from contingent.core.nouns import Reading
from contingent.scoring.extraction.alike import Alike
from contingent.scoring.extraction.gold import Gold
from contingent.scoring.extraction.match import one_to_one, shared
from contingent.scoring.extraction.numbers import score_quantities
from contingent.scoring.extraction.places import fold
from contingent.scoring.extraction.scored import Scored, Sheet
from contingent.scoring.extraction.statements import (
    score_assertions,
    score_attributions,
    score_checks,
    score_conditionals,
    score_events,
)

#: two segments are one where nine tenths of all their words are common to both
LEAST_WORDS = 0.9
#: a line with a name, a day and an hour more or less is still the same comment, biography or body
BYLINE_WORDS = 12
_WORDS = re.compile(r"\w+")


def score_reading(
    reading: Reading, gold: Gold, *, alike: Alike | None = None, actors: Sequence[tuple[Span, str]] = ()
) -> Scored:
    """The scores of one reading; `actors` are the names found in its text, each with whose it is.

    The annotation's places are moved to the text as read, so that a page and its text can share one annotation; words
    that the reading's text lacks count as missed.
    """
    alike = alike or Alike()
    voices = gold
    gold = gold.moved_to(fold(reading.document.text))
    sheet = Sheet(gold.name.removesuffix(".gold.json").removesuffix(".json"))
    answers = score_quantities(gold, reading.claims, sheet, alike)
    answers |= score_conditionals(gold, reading.claims, sheet)
    answers |= score_assertions(gold, reading.claims, sheet)
    answers |= score_events(gold, reading.claims, sheet, alike)
    score_attributions(gold, reading.claims, answers, sheet, alike)
    score_checks(gold, reading.checks, answers, sheet)
    _voices(voices, reading.document, sheet)
    _actors(gold, actors, sheet)
    for span in _spans(reading):
        here = reading.document.text[span.start : span.end] == span.text
        sheet.note("spans verbatim", here, f"“{span.text}” does not stand at {span.start}")
    return sheet.scored()


def _spans(reading: Reading) -> Iterator[Span]:
    for claim in reading.claims:
        detail = claim.detail
        parts = (getattr(detail, name, None) for name in ("trigger", "antecedent", "consequent"))
        rest = (claim.attribution_cue, claim.hedge, *(cue.span for cue in claim.cues), *parts)
        yield from (span for span in (claim.span, claim.sentence, *rest) if isinstance(span, Span))


def _voices(gold: Gold, document: Document, sheet: Sheet) -> None:
    """A kind of voice is right where as many segments of it were found, each with the words of its own."""
    for kind in dict.fromkeys(segment.kind for segment in gold.segments):
        wanted = [_bag(s.span.text) for s in gold.segments if s.kind == kind and s.span is not None]
        given = [_bag(document.text[s.start : s.end]) for s in document.segments if s.kind == kind]
        pairs = one_to_one(wanted, given, _alike if kind in ("title", "heading") else _alike_but_for_a_byline)
        right = len(pairs) == len(wanted) == len(given)
        found = [" ".join(document.text[s.start : s.end].split()) for s in document.segments if s.kind == kind]
        told = "; ".join(f"“{text[:40]} … {text[-40:]}”" for text in found) or "none"
        sheet.note("voices", right, f"{kind}: {len(pairs)} of {len(wanted)} right, found {len(given)}: {told}")


def _alike(one: Counter[str], other: Counter[str]) -> float:
    either = (one | other).total()
    common = (one & other).total() / either if either else 0.0
    return common if common >= LEAST_WORDS else 0.0


def _alike_but_for_a_byline(one: Counter[str], other: Counter[str]) -> float:
    common, more = (one & other).total(), (other - one).total()
    fits = more <= BYLINE_WORDS and common >= LEAST_WORDS * one.total() > 0
    return max(common / (one | other).total(), LEAST_WORDS) if fits else _alike(one, other)


def _bag(text: str) -> Counter[str]:
    return Counter(_WORDS.findall(text.lower()))


def _actors(gold: Gold, found: Sequence[tuple[Span, str]], sheet: Sheet) -> None:
    for wanted in gold.actors:
        names = [name for span, name in found if wanted.span is not None and shared(span, wanted.span)]
        told = f"“{wanted.span.text if wanted.span else ''}”: {', '.join(names) or 'nobody'} for {wanted.name}"
        sheet.note("actors", wanted.name in names, told, given=bool(names))
