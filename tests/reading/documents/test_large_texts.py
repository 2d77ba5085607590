"""Texts that are none: tables of thousands of figures are refused, runs of one mark are looked at once."""

from __future__ import annotations

import time

import pytest

from contingent.core.errors import ArticleError
from contingent.reading.documents.clean import clean
from contingent.reading.documents.cues import bare
from contingent.reading.documents.sentences import LONGEST, sentences

WAR = "Northland attacked Southland with 10,000 soldiers on Monday, officials said. "


@pytest.mark.parametrize("run", ["10,000 ", "5% ", "twenty-", "10 soldiers, ", "They lost 10 soldiers. "])
def test_a_table_of_thousands_of_figures_is_no_article(run: str) -> None:
    with pytest.raises(ArticleError, match="one article in running prose"):
        clean((WAR + run * 4_000).encode(), origin="table")


def test_a_page_of_a_hundred_thousand_tags_is_refused_before_it_is_taken_apart() -> None:
    with pytest.raises(ArticleError, match="tags"):
        clean(("<html><body>" + "<div>" * 100_000 + WAR).encode(), origin="page")


@pytest.mark.parametrize("run", [" ", "\t", ".", "#", "*", "# ", "-", '"'])
def test_a_run_of_one_mark_is_tried_from_its_start_alone(run: str) -> None:
    def spent(length: int) -> float:
        text = (WAR + run * length + "x " + WAR).encode()
        begun = time.process_time()
        sentences(clean(text, origin="run"))
        return time.process_time() - begun

    spent(100)
    assert spent(40_000) < 2.0, "it took minutes once"


def test_a_sentence_without_an_end_is_cut_between_words_and_every_stretch_slices_to_the_text() -> None:
    document = clean((WAR + "and the men of the north " * 500).encode(), origin="long")
    found = sentences(document)
    assert len(found) > 4
    for sentence in found:
        assert len(sentence.span.text) <= LONGEST
        assert document.text[sentence.span.start : sentence.span.end] == sentence.span.text
        assert not sentence.span.text.startswith(" ") and not sentence.span.text.endswith(" ")


def test_a_line_without_its_marks() -> None:
    assert bare("**By Ann Lee**") == "By Ann Lee"
    assert bare("> - 1. _So it is_ #") == "So it is"
    assert bare("***") == "" and bare("") == ""
