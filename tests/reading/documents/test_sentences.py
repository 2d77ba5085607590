"""Sentences: spans slice to the text, never cut a number or an abbreviation, and stay in one segment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.nouns import Document, Segment
from contingent.reading.documents.segments import lay_out
from contingent.reading.documents.sentences import sentences


def body(text: str) -> Document:
    return Document(id="doc", text=text, origin="-", segments=(Segment(id="s1", kind="body", start=0, end=len(text)),))


def cut(text: str) -> list[str]:
    return [s.span.text for s in sentences(body(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Army sent Lt. Gen. John F. Kelly to St. Louis on Nov. 18 with 1.5 million shells.",
        "Gen. A. B. Smith of the U.K. forces met Mr. Lee and Sen. J. D. Vance at 5 p.m. Monday.",
        "Article No. 5 of the treaty, adopted in approx. 3.5 hours, costs $2.75 a page.",
        "“Will they come?” he asked, and nobody knew.",
        "The range is approx. 190 miles vs. 80 miles for the older model.",
        "He has 10,000 troops (e.g. Marines) and 2.0 versions of them.",
    ],
)
def test_one_sentence_is_left_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It went on in the U.S. The war did not.", ["It went on in the U.S.", "The war did not."]),
        ("Will it end?! Nobody knows.", ["Will it end?!", "Nobody knows."]),
        ("He said: “We will go.” Then he left.", ["He said: “We will go.”", "Then he left."]),
        ("No. It did not.", ["No.", "It did not."]),
        ("So what. 100,000 ? That is small.", ["So what.", "100,000 ?", "That is small."]),
        ("They came back… Now they rest.", ["They came back…", "Now they rest."]),
        ("He lost in 2022. In 2023 he won.", ["He lost in 2022.", "In 2023 he won."]),
        ("A line.\r\nAnother line\r\n\r\nA third", ["A line.", "Another line", "A third"]),
    ],
)
def test_sentences_end_where_they_end(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_wrapped_line_is_joined_and_a_short_line_is_not() -> None:
    wrapped = "The long line of this paragraph was wrapped by an editor at\nseventy columns and goes on here."
    assert cut(wrapped) == [wrapped]
    assert cut("A short line\nAnother one") == ["A short line", "Another one"]


def test_title_and_headings_are_one_sentence_each_and_the_innermost_segment_wins() -> None:
    text = "Who wins? Nobody.\nThe war goes on. It hurts.\nWhat Next? Talks.\nThey met."
    layout = (
        Segment(id="s1", kind="title", start=0, end=17),
        Segment(id="s2", kind="body", start=18, end=len(text)),
        Segment(id="s3", kind="heading", start=text.index("What"), end=text.index("\nThey")),
    )
    found = sentences(Document(id="doc", text=text, segments=layout, origin="-"))
    assert [(s.segment.kind, s.span.text) for s in found] == [
        ("title", "Who wins? Nobody."),
        ("body", "The war goes on."),
        ("body", "It hurts."),
        ("heading", "What Next? Talks."),
        ("body", "They met."),
    ]
    assert [s.index for s in found] == list(range(5))


def test_the_name_and_time_over_a_comment_are_no_sentences() -> None:
    text = "Reader 7\nMarch 13, 2019 at 9:05 am\nWhy not rockets?"
    comment = Segment(id="s1", kind="reader_comment", start=0, end=len(text), author="Reader 7")
    found = sentences(Document(id="doc", text=text, segments=(comment,), origin="-"))
    assert [s.span.text for s in found] == ["Why not rockets?"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab AB.?!1,0\n\r“”’:;>#-…"), max_size=200) | st.text(max_size=200))
def test_spans_slice_to_the_text_in_order_and_lose_no_letter(text: str) -> None:
    document = Document(id="doc", text=text, segments=lay_out(text).segments, origin="-")
    found = sentences(document)
    last = 0
    for sentence in found:
        assert document.text[sentence.span.start : sentence.span.end] == sentence.span.text
        assert sentence.segment.start <= sentence.span.start and sentence.span.end <= sentence.segment.end
        assert sentence.span.start >= last and sentence.span.text == sentence.span.text.strip()
        last = sentence.span.end


@settings(max_examples=100, deadline=None)
@given(st.floats(min_value=0.1, max_value=9_999_999, allow_nan=False), st.sampled_from(["percent", "million", "km"]))
def test_no_cut_inside_a_number(x: float, unit: str) -> None:
    text = f"The army has {x:,.2f} {unit} of it. The rest is gone."
    assert cut(text) == [f"The army has {x:,.2f} {unit} of it.", "The rest is gone."]
