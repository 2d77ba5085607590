"""Cues of reporting: the source's words, the stretch they cover, and nouns that only look like verbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from small_texts import ANY_TEXT

from contingent.reading.voices.citing import find_cues, without_citation


@given(ANY_TEXT)
def test_cues_and_their_scopes_lie_in_the_text(text: str) -> None:
    for cue in find_cues(text):
        assert 0 <= cue.start < cue.end <= len(text)
        assert 0 <= cue.low < cue.high <= len(text)
        assert cue.source is None or 0 <= cue.source[0] < cue.source[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "source", "covered"),
    [
        ("Kyiv says that it lost 80 men", "Kyiv", " it lost 80 men"),
        ("He also signals the people that victory is near", "He", " victory is near"),
        ("Rwanda lost 9 men, according to the army.", "the army", "Rwanda lost 9 men, according to the army."),
        ("The broadcasts began in May and Seoul says that they go on", "Seoul", " they go on"),
        ("In a statement, the ministry said that 9 died", "the ministry", " 9 died"),
    ],
)
def test_source_and_scope(text: str, source: str, covered: str) -> None:
    (cue,) = find_cues(text)
    assert cue.source is not None
    assert (text[slice(*cue.source)], text[cue.low : cue.high]) == (source, covered)


@pytest.mark.parametrize(
    "text", ["The United States left", "its claims to land", "the reports of war", "I think that he left"]
)
def test_nouns_and_the_writer_himself_cite_nobody(text: str) -> None:
    assert find_cues(text) == ()


def test_a_claim_without_a_claimant_is_unnamed() -> None:
    (cue,) = find_cues("Reports that Goma fell spread")
    assert cue.source is None


def test_a_citation_at_the_end_is_no_part_of_what_is_said() -> None:
    text = "Israel would withdraw, according to Egypt"
    assert text[: without_citation(text, 0, len(text))] == "Israel would withdraw"
    assert without_citation("Israel would withdraw", 0, 21) == 21
