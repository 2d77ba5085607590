"""A claim in few words: when, through whom, how surely, by which reader; and its cues marked where they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from sample import CLAIMS, DOCUMENT, HOSTILE

from contingent.core.claims import Comparator
from contingent.core.nouns import Claim, Cue, Quantity
from contingent.report.brief.claim_words import (
    any_sure,
    cited_words,
    found_words,
    reading_words,
    sure_words,
    when_words,
)
from contingent.report.numbers import NBSP, unit_words
from contingent.report.sections.claims import claims_section
from contingent.report.sections.parts import ClaimNumbers
from contingent.report.words import quantity_words

SAID = CLAIMS[7]  # "91,000 Varians", as Ostmark says
TIMED = CLAIMS[1]


def _section(*claims: Claim) -> lxml_html.HtmlElement:
    made = claims_section(claims, DOCUMENT.segments, ClaimNumbers.of(claims))
    assert made is not None
    return lxml_html.fromstring(made.text)


def _cue(kind: str, words: str) -> Cue:
    start = DOCUMENT.text.index(words)
    return Cue(kind=kind, span=DOCUMENT.span(start, start + len(words)))  # type: ignore[arg-type]


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_confidence_is_never_told_as_less_and_none_is_told_as_certain(one: float, other: float) -> None:
    def share(p: float) -> float:
        right, _, of = sure_words(p).replace(NBSP, " ").removeprefix("right in ").removeprefix("fewer than ").split()
        return int(right) / int(of) - (0.05 if "fewer" in sure_words(p) else 0.0)

    low, high = sorted((one, other))
    assert 0.0 < share(low) <= share(high) < 1.0
    assert abs(share(low) - low) <= 0.051


def test_days_are_told_only_where_the_text_gives_them() -> None:
    assert TIMED.time is not None
    assert when_words(TIMED.time) == "“since January”, 1 January 2031 to 3 March 2031"
    assert when_words(replace(TIMED.time, basis="inferred", words=None, span=None)) == when_words(None) == ""


@pytest.mark.parametrize(
    ("chain", "cited", "told"),
    [
        ((), None, ""),
        (("author",), None, ""),
        ((), "Ostmark", "citing Ostmark"),
        (("author", "Ostmark"), "Ostmark", "citing Ostmark"),
        (("author", "the envoy", "Ostmark"), "Ostmark", "via the envoy, citing Ostmark"),
        (("author", "a paper", "unnamed"), "unnamed", "via a paper, citing an unnamed source"),
        (("author", "unnamed", "Ostmark"), "Ostmark", "citing Ostmark"),
    ],
)
def test_a_chain_is_told_from_the_teller_to_the_one_who_knows(
    chain: tuple[str, ...], cited: str | None, told: str
) -> None:
    assert cited_words(replace(SAID, chain=chain, attributed_to=cited)) == told


def test_the_reader_is_named_where_it_is_not_the_rules_alone() -> None:
    assert found_words(SAID) == ""
    assert found_words(replace(SAID, found_by=("rules", "a model"))) == "found by the rules and by a model"
    assert found_words(replace(SAID, found_by=("a model",))) == "found by a model alone"


def test_no_share_is_told_of_events_of_which_few_were_ever_annotated() -> None:
    event = replace(CLAIMS[2], confidence=0.945)
    assert event.kind == "event" and reading_words(event) == () and not any_sure((event, SAID))
    assert reading_words(replace(SAID, confidence=0.41)) and any_sure((event, replace(SAID, confidence=0.41)))


def test_cues_are_marked_once_where_they_stand_and_the_words_stay_as_they_are() -> None:
    cues = (_cue("trigger", "killed"), _cue("hedge", "killed"), _cue("role", "has killed"), _cue("time", "January"))
    for few in (SAID, replace(SAID, span=DOCUMENT.span(SAID.sentence.start, SAID.sentence.end))):
        tree, bare = _section(replace(few, cues=cues)), _section(few)
        assert tree.find(".//q").text_content() == bare.find(".//q").text_content()
        assert [cue.text for cue in tree.iter() if cue.get("class") == "cue"] == ["has killed"]
    alone = _section(replace(SAID, cues=cues[:2]))
    assert [(cue.text, cue.get("title")) for cue in alone.iter() if cue.get("class") == "cue"] == [
        ("killed", "names what happens, says how sure")
    ]


def test_what_the_share_means_is_told_where_one_is_and_evidence_stands_behind_the_days() -> None:
    with_share = _section(replace(TIMED, confidence=0.958)).text_content().replace(NBSP, " ")
    assert "Right in 19 of 20." in with_share and "not whether a claim is so" in with_share
    assert "ight in" not in _section(TIMED).text_content()
    assert TIMED.time is not None
    days = _section(TIMED).xpath('.//span[contains(., "when: ")]')
    assert [span.get("title") for span in days] == [TIMED.time.evidence]


def test_hostile_names_stay_words() -> None:
    evil = replace(SAID, chain=("author", HOSTILE, HOSTILE + "!"), attributed_to=HOSTILE + "!", found_by=(HOSTILE,))
    tree = _section(evil)
    assert tree.find(".//script") is None and tree.text_content().count(HOSTILE) == 3


@pytest.mark.parametrize(
    ("comparator", "low", "high", "told"),
    [
        (">=", 2e6, 1e7, "2,000,000 to 10,000,000 soldiers"),
        (">=", 3e3, None, "3,000 or more soldiers"),
        ("=", 2e3, 8e3, "2,000 to 8,000 soldiers"),
        ("~", 2e3, 8e3, "about 2,000 to 8,000 soldiers"),
    ],
)
def test_a_range_says_its_bounds_once(comparator: Comparator, low: float, high: float | None, told: str) -> None:
    found = Quantity(value=None, low=low, high=high, comparator=comparator, unit="soldier")
    assert quantity_words(found).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        ("person", "person", "people"),
        ("child", "child", "children"),
        ("aircraft", "aircraft", "aircraft"),
        ("GBP", "GBP", "GBP"),
        ("USD/barrel", "USD per barrel", "USD per barrel"),
        ("m2", "m²", "m²"),
        ("km/h", "km/h", "km/h"),
        ("square_mile", "square mile", "square miles"),
        ("square_foot", "square foot", "square feet"),
        ("soldier/tranche", "soldier per tranche", "soldiers per tranche"),
    ],
)
def test_units_are_told_as_people_write_them(unit: str, one: str, many: str) -> None:
    assert (unit_words(unit, 1.0), unit_words(unit, 15.0), unit_words(unit)) == (one, many, many)
