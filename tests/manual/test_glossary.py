"""The glossary: every term is used by some page, stands once, and what pages link to is there."""

from __future__ import annotations

import re

import pytest

from manual.blocks import PAGES, text_of

GLOSSARY = "docs/glossary.md"
TERMS = re.findall(r"^### (.+)$", text_of(GLOSSARY), re.MULTILINE)
ELSEWHERE = "\n".join(text_of(page) for page in PAGES if page != GLOSSARY).lower().replace("’", "'")
#: a term that pages say in another form
FORMS = {
    "Ignorance score": ("IGN",),
    "Interval score": ("MIS",),
    "Log-odds pooling": ("log-odds",),
    "Paired difference": ("paired differences", "branch minus reference"),
    "Event study": ("past events", "after events"),
    "Brier score": ("Brier",),
    "Sobol' index": ("in concert", "Sobol"),
    "Sobol' points": ("Sobol",),
    "Challenge model": ("challenges", "challenge model"),
    "Change point": ("change point",),
    "Break-even": ("break even", "break-even"),
}


def anchor(term: str) -> str:
    """The anchor that a heading gets on the forge."""
    return re.sub(r"[^\w\- ]", "", term.lower()).strip().replace(" ", "-")


def test_a_term_stands_once() -> None:
    assert len({anchor(term) for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_used_by_some_page(term: str) -> None:
    assert any(re.search(rf"\b{re.escape(form.lower())}", ELSEWHERE) for form in FORMS.get(term, (term,)))


def test_what_pages_link_to_in_the_glossary_is_there() -> None:
    known = {anchor(term) for term in TERMS}
    linked = {found for page in PAGES for found in re.findall(r"glossary\.md#([\w-]+)", text_of(page))}
    assert linked - known == set()
    assert len(linked) >= 25


@pytest.mark.parametrize("page", PAGES)
def test_a_term_that_is_marked_as_one_exists(page: str) -> None:
    found = re.findall(r"\{term\}`([^`<]+)`", text_of(page))
    assert [one for one in found if one.lower() not in {term.lower() for term in TERMS}] == []
