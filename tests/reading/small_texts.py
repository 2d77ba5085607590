"""Small documents of one segment, the shipped gazetteer, and texts that no grammar expects."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from hypothesis import strategies as st

from contingent.core.nouns import Claim, Document, Segment, SegmentKind
from contingent.reading.documents.sentences import Sentence, sentences
from contingent.reading.voices.actors import Gazetteer

AS_OF = date(2024, 11, 18)

_PIECES = (
    "Kim ", "Putin’s ", "North Korea ", "the United States ", "Ukraine ", "said that ", "claims ",
    "according to ", "if ",
    "even if ", "unless ", "whether ", "would ", "could ", "might ", "may ", "May ", "will likely ", "not ",
    "is not likely to ",
    "send ", "sent ", "attacked ", "was attacked by ", "10,000 ", "troops ", "to Russia ", "the longer ",
    "the greater ", "he ",
    "it ", "means ", "promised to ", "fears that ", ", ", "; ", ". ", "? ", "\n", "“", "”", "’",
    "an estimated ", "which ",
    "A flood of ", "How could ", "What if ", "G20 ", "and ", "but ", "\u00a0", "\u2028", "é", "🙂", "-", "—",
)  # fmt: skip
#: Arbitrary text, and text made of the words the reader looks for, in any order.
ANY_TEXT = st.one_of(
    st.text(min_size=1, max_size=120), st.lists(st.sampled_from(_PIECES), min_size=1, max_size=40).map("".join)
)


@cache
def gazetteer() -> Gazetteer:
    table = resources.files("contingent") / "data" / "gazetteer.toml"
    return Gazetteer.from_table(tomllib.loads(table.read_text(encoding="utf-8")))


def document(text: str, kind: SegmentKind = "body", author: str | None = None) -> Document:
    segment = Segment(id="s1", kind=kind, start=0, end=len(text), author=author)
    return Document(id="doc", text=text, segments=(segment,), origin="-")


def parts(text: str, kind: SegmentKind = "body", author: str | None = None) -> tuple[Document, tuple[Sentence, ...]]:
    whole = document(text, kind, author)
    return whole, sentences(whole)


def quotes_hold(whole: Document, claims: tuple[Claim, ...]) -> bool:
    """Whether every span of every claim slices to its quote, and every id stands once."""
    spans = [span for c in claims for span in (c.span, c.sentence, c.attribution_cue, c.hedge) if span is not None]
    for claim in claims:
        spans += [getattr(claim.detail, name) for name in ("trigger", "antecedent", "consequent")
                  if getattr(claim.detail, name, None) is not None]  # fmt: skip
    sliced = all(whole.text[span.start : span.end] == span.text for span in spans)
    return sliced and len({claim.id for claim in claims}) == len(claims)
