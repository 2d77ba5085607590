"""Segments: each part of a page keeps its own voice, nested properly, in any text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.reading.documents.segments import Layout, lay_out

PAGE = """# Could the Fleet Return?

*By Dr. Ann Lee*
Published: 12 March 2019

The fleet left in 2017 and has not been seen since, though many expect it back within a year.

> “We will return,” the admiral said.

## What it would take

The navy has 40 ships and would need ten more to hold the strait against its neighbours.

Read more: Five ships that never sailed

About the Author: Dr. Ann Lee
Ann Lee writes about the sea.

Related
The other strait
Another war

2 Comments
Reader 7
March 13, 2019 at 9:05 am
Why not drones?
Reply
**Bob** — 14 March 2019, 10:15
No.

Pingback: Some other site
"""


def kinds(layout: Layout, text: str) -> list[tuple[str, str | None, str]]:
    return [(s.kind, s.author, text[s.start : s.end]) for s in layout.segments]


def parts(layout: Layout, text: str, kind: str) -> list[str]:
    return [text[s.start : s.end] for s in layout.segments if s.kind == kind]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_voice_of_a_page_is_told_apart_whatever_ends_its_lines(newline: str) -> None:
    text = PAGE.replace("\n", newline)
    layout = lay_out(text)
    assert (layout.title, layout.author, layout.published) == ("Could the Fleet Return?", "Ann Lee", date(2019, 3, 12))
    assert parts(layout, text, "title") == ["Could the Fleet Return?"]
    assert parts(layout, text, "heading") == ["What it would take"]
    (body,) = parts(layout, text, "body")
    assert body.startswith("The fleet left") and body.endswith("Read more: Five ships that never sailed")
    assert parts(layout, text, "author_bio") == [f"About the Author: Dr. Ann Lee{newline}Ann Lee writes about the sea."]
    assert parts(layout, text, "related")[0] == "Read more: Five ships that never sailed"
    assert parts(layout, text, "pingback") == ["Pingback: Some other site"]
    comments = [s for s in layout.segments if s.kind == "reader_comment"]
    assert [(s.author, s.posted) for s in comments] == [("Reader 7", date(2019, 3, 13)), ("Bob", date(2019, 3, 14))]
    assert not any("Why not drones" in text[s.start : s.end] for s in layout.segments if s.kind == "body")


@pytest.mark.shared
def test_the_seed_is_cut_as_the_gold_annotation_says(shared: Path) -> None:
    text = (shared / "seed" / "article.txt").read_bytes().decode()
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    layout = lay_out(text)
    assert {(s.kind, s.start, s.end) for s in layout.segments} == {
        (s["kind"], s["start"], s["end"]) for s in gold["segments"]
    }
    comment = next(s for s in layout.segments if s.kind == "reader_comment")
    assert (comment.author, comment.posted) == ("Commentar", date(2024, 11, 18))
    assert layout.author == gold["doc"]["author"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "title", "published"),
    [
        ("gum_news_korea", "North Korea puts military in ' quasi-state of war '", date(2015, 8, 21)),
        (
            "gum_speech_nixon",
            "Address to the Nation Announcing Decision To Resign the Office of President of the United States",
            date(1974, 8, 8),
        ),
        ("gum_interview_peres", "The future of the peace process in Israel", None),
        ("gum_speech_albania", None, None),
        ("gum_speech_humanitarian", None, None),
    ],
)
def test_texts_without_markup_have_a_body_and_no_invented_parts(
    shared: Path, name: str, title: str | None, published: date | None
) -> None:
    text = (shared / "data" / "articles" / f"{name}.txt").read_text(encoding="utf-8")
    layout = lay_out(text)
    assert (layout.title, layout.published) == (title, published)
    assert {s.kind for s in layout.segments} <= {"title", "body"}


def test_front_matter_gives_title_author_and_day() -> None:
    text = '---\ntitle: "War: what next"\nauthor: Jane Roe\ndate: 2023-05-04\n---\nThe war goes on and on.\n'
    layout = lay_out(text)
    assert (layout.title, layout.author, layout.published) == ("War: what next", "Jane Roe", date(2023, 5, 4))
    assert parts(layout, text, "body") == ["The war goes on and on."]


def test_a_title_glued_to_the_lead_ends_before_the_colon() -> None:
    text = "Can the Army Hold the Northern Line?: You may have heard that the army is short of men, and it is.\nIt is."
    layout = lay_out(text)
    assert layout.title == "Can the Army Hold the Northern Line?"
    assert parts(layout, text, "body")[0].startswith("You may have heard")


def test_a_question_in_the_running_text_is_no_heading() -> None:
    text = (
        "A Title Here\nThe army left the town at dawn and nobody saw it go.\nWhat happens next?\n"
        "The town is waiting for an answer from the capital."
    )
    assert parts(lay_out(text), text, "heading") == []


def test_a_biography_is_known_by_the_authors_name_or_by_italics() -> None:
    signed = "The Long War\nBy Ann Lee\nThe war goes on for years.\nAnn Lee is a fellow at the Institute."
    assert parts(lay_out(signed), signed, "author_bio") == ["Ann Lee is a fellow at the Institute."]
    italic = "The Long War\nThe war goes on for years.\n*John Doe is a reporter in Doha.*"
    assert parts(lay_out(italic), italic, "author_bio") == ["*John Doe is a reporter in Doha.*"]


def test_one_line_alone_is_the_statement_and_no_title() -> None:
    assert [s.kind for s in lay_out("Iran may send 500 drones to Russia").segments] == ["body"]


LINES = st.sampled_from(
    [*PAGE.splitlines(), "---", "title: X", "=====", "**Bold Line**", "Leave a reply", "By Bob Roe", "3 hours ago",
     "Trackback: y", "See also", "", "  ", "Short", "A Longer Heading Here", "x" * 170 + "."]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join) | st.text(max_size=120))
def test_segments_are_nested_properly_and_hold_something(text: str) -> None:
    segments = lay_out(text).segments
    assert len({s.id for s in segments}) == len(segments)
    assert sum(s.kind == "body" for s in segments) <= 1 and sum(s.kind == "title" for s in segments) <= 1
    for one in segments:
        assert 0 <= one.start < one.end <= len(text) and text[one.start : one.end].strip()
        for other in segments:
            apart = one.end <= other.start or other.end <= one.start
            inside = (one.start <= other.start and other.end <= one.end) or (
                other.start <= one.start and one.end <= other.end
            )
            assert apart or inside


@pytest.mark.parametrize("line", ["Geneva, 3 May 2025", "By our correspondent | 3 May 2025"])
def test_a_place_or_a_nameless_writer_over_a_date_dates_the_text_and_signs_nothing(line: str) -> None:
    layout = lay_out(f"# The border is quiet\n\n{line}\n\nNobody has crossed it since the spring of that year.\n")
    assert layout.author is None and layout.published == date(2025, 5, 3)
