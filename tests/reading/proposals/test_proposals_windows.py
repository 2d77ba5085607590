"""What a prompt holds: verbatim parts of one voice, every sentence that may be shown, none that may not."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.documents import Document, Segment
from contingent.reading.documents.clean import clean
from contingent.reading.documents.sentences import sentences
from contingent.reading.proposals.prompts import ReaderPrompts
from contingent.reading.proposals.windows import SHOWN, windows

TEXT = """# A truce along the river

By A. Writer | May 2, 1999

The garrison holds 4,000 men. It may be relieved in June.

Both sides accuse each other. "Nobody has fired," the mayor said.

About the Author: A. Writer has written 11 books and 300 articles about rivers and wars.

2 Comments

Pat Reader
May 3, 1999 at 9:15 am
I counted 900 men at most.

Pingback: Ten truces that broke
"""
PROMPTS = ReaderPrompts.of(
    tomllib.loads(
        (Path(__file__).resolve().parents[3] / "src/contingent/data/reader_prompt.toml").read_text(encoding="utf-8")
    )
)


def document() -> Document:
    return clean(TEXT.encode(), origin="t.md")


def test_only_title_headings_and_body_are_article_and_comments_have_their_own() -> None:
    read = document()
    shown = {w.voice: " ".join(read.text[p.start : p.end] for p in w.parts)
             for w in windows(read, characters=6000, overlap=0)}  # fmt: skip
    assert "4,000 men" in shown["article"] and "truce along" in shown["article"]
    assert "900 men" in shown["comment"] and "900" not in shown["article"]
    for never in ("11 books", "Ten truces", "A. Writer |"):
        assert all(never not in text for text in shown.values())


@pytest.mark.parametrize("kind", ["author_bio", "pingback", "related"])
def test_what_is_no_statement_is_never_shown(kind: str) -> None:
    text = "The army has 40,000 men in the field today."
    only = Document(
        id="d",
        text=text,
        origin="-",
        segments=(Segment(id="s", kind=kind, start=0, end=len(text)),),  # type: ignore[arg-type]
    )
    assert windows(only, characters=6000, overlap=0) == ()


PARAGRAPHS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=300), max_size=12)


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS, st.integers(20, 400), st.integers(0, 200))
def test_every_sentence_is_in_a_window_and_none_is_too_long(texts: list[str], characters: int, overlap: int) -> None:
    text = "Men came.\n\n" + "\n\n".join(texts)
    half = len(text) // 2
    parts = (Segment(id="a", kind="body", start=0, end=half), Segment(id="b", kind="reader_comment", start=half,
                                                                      end=len(text), author="Z"))  # fmt: skip
    read = Document(id="d", text=text, segments=parts, origin="-")
    cut = windows(read, characters=characters, overlap=overlap)
    covered = set()
    for window in cut:
        assert window.parts and all(part.kind in SHOWN[window.voice] for part in window.parts)
        assert [p.start for p in window.parts] == sorted(p.start for p in window.parts)
        longest = max(part.end - part.start for part in window.parts)
        assert longest <= max(characters, 1) + sum(1 for c in text if c.isspace())
        for part in window.parts:
            covered |= set(range(part.start, part.end))
        PROMPTS.filled(read, window)
    for sentence in sentences(read):
        missed = [n for n in range(sentence.span.start, sentence.span.end) if n not in covered]
        assert all(text[n].isspace() for n in missed)


def test_a_later_window_repeats_the_end_of_the_last() -> None:
    body = " ".join(f"Sentence number {n} tells of something." for n in range(40))
    read = clean(f"# A title of this\n\n{body}\n".encode(), origin="t.md")
    cut = windows(read, characters=400, overlap=90)
    assert len(cut) > 3
    for before, after in pairwise(cut):
        assert after.parts[0].start < before.parts[-1].end < after.parts[-1].end
