"""Clauses: they join up to the sentence; verb groups carry tense and negation."""

from __future__ import annotations

import pytest
from hypothesis import given
from small_texts import ANY_TEXT

from contingent.reading.voices.clauses import clause_at, clauses, governing_group, verb_groups


@given(ANY_TEXT)
def test_clauses_join_up_to_the_text(text: str) -> None:
    cut = clauses(text)
    assert "".join(text[c.start : c.end] for c in cut) == text
    for position in (0, len(text) // 2, len(text) - 1):
        held = cut[clause_at(text, position)]
        assert held.start <= position < held.end


@pytest.mark.parametrize(
    ("text", "openers"),
    [
        ("If he talks, he could win", ["if", ""]),
        ("He could win if he talks", ["", "if"]),
        ("Even if he talks, he loses", ["even if", ""]),
        ("It claims that Kim sent men", ["", "that"]),
        ("He lost men and has few left", ["", "and"]),
        ("Russia gained 1,200 square miles", [""]),
        ("It might move before 2027", [""]),
    ],
)
def test_where_clauses_begin(text: str, openers: list[str]) -> None:
    assert [clause.opener for clause in clauses(text)] == openers


@pytest.mark.parametrize(
    ("text", "tense", "negated", "passive"),
    [
        ("Kim has already sent them", "past", False, False),
        ("Kim will send them", "future", False, False),
        ("China may be selling them", "present", False, False),
        ("They are outnumbered", "present", False, True),
        ("They were not attacked", "past", True, True),
        ("Kim won’t go", "future", True, False),
        ("Dozens fell", "past", False, False),
    ],
)
def test_verb_groups(text: str, tense: str, negated: bool, passive: bool) -> None:
    group = verb_groups(text)[0]
    assert (group.tense, group.negated, group.passive) == (tense, negated, passive)


def test_hundred_and_israeli_hold_no_verbs() -> None:
    assert verb_groups("One hundred Israeli tanks in Dodoma") == ()


def test_the_group_before_governs_then_the_one_after() -> None:
    text = "Ukraine lost 80,000 men"
    group = governing_group(text, text.index("80"), len(text))
    assert group is not None and text[group.start : group.end] == "lost"
    assert governing_group(text, 0, 7) == group
