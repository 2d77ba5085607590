"""The two ways to answer: both numbers, where they differ and why, in words and on the page; silent without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from rich.console import Console
from sample import AS_OF, FORECASTS, HOSTILE, QUESTIONS, sample_brief

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Forecast
from contingent.report.bargaining.two_ways import (
    TwoWays,
    differ,
    same,
    two_ways,
    two_ways_sentence,
    two_ways_whole,
    without_bargaining,
    yes_weight,
)
from contingent.report.brief.markdown import brief_markdown
from contingent.report.brief.page import render_html
from contingent.report.brief.terminal import render_terminal
from made_bargain import made_bargain

LEAD = QUESTIONS[1]


def bargained(p: float) -> Forecast:
    return Forecast(
        id="forecast-2-bargaining", question=LEAD.id, forecaster="bargaining", as_of=AS_OF,
        belief=Probability(p=p, low=p / 2, high=(1 + p) / 2), reasoning="Models of bargaining.",
    )  # fmt: skip


def pooled(counted: float, own: float) -> Forecast:
    found = next(f for f in FORECASTS if f.question == LEAD.id and f.members)
    return replace(found, members=(("bargaining", own, 0.25), ("base_rate", counted, 0.75)))


def a_brief(p: float = 0.25, **changes: object) -> Brief:
    """The sample in which the leading question is bargained over as well."""
    others = tuple(f for f in FORECASTS if f.id != "forecast-2")
    brief = replace(sample_brief(), forecasts=(pooled(0.1, p), bargained(p), *others), bargain=made_bargain(LEAD.id))
    return replace(brief, answer=replace(brief.answer, two_ways=two_ways_sentence(sides(brief))), **changes)


def sides(brief: Brief) -> TwoWays:
    (found,) = two_ways(brief.questions, brief.forecasts, brief.bargain)
    return found


def shown(brief: Brief, width: int = 80) -> str:
    stream = StringIO()
    render_terminal(brief, Console(file=stream, width=width, color_system=None, legacy_windows=False))
    return " ".join(stream.getvalue().replace("\xa0", " ").split())


def test_both_numbers_their_difference_its_reason_and_the_shares_are_told() -> None:
    said = two_ways_sentence(sides(a_brief())).replace("\xa0", " ")
    for words in (
        "past cases say 10 %", "models of bargaining 25 % (2 of them, from 10 to 40 %)", "a factor of 2.5",
        "Norland foremost", "gives them 25 %", "the cases 75 %", "without them it would be 10 %", "Nobody has scored",
    ):  # fmt: skip
        assert words in said, words
    assert len(said.split()) < 90
    whole = " ".join(two_ways_whole(sides(a_brief()))).replace("\xa0", " ")
    for words in (
        "the reference class says 10 % (90 % range 5 to 31 %)", "the models of bargaining say 25 %",
        "2 of them, from 10 to 40 %", "a factor of 2.5", "within the 90 % range of the cases", "Norland foremost",
        "bargaining 25 % of the weight", "the cases 75 %", "without bargaining 10 %",
    ):  # fmt: skip
        assert words in whole, words


def test_without_bargaining_there_is_nothing_where_only_words_are_left() -> None:
    words_left = replace(pooled(0.1, 0.25), members=(("bargaining", 0.25, 0.8), ("stated", 0.3, 0.2)))
    assert without_bargaining(words_left) is None
    kept = without_bargaining(replace(words_left, members=(*words_left.members, ("base_rate", 0.1, 0.5))))
    assert kept is not None and 0.1 < kept < 0.3  # beside evidence the words count a little


def test_of_a_ceasefire_it_is_told_that_the_simulation_has_a_part_of_bargaining_too() -> None:
    two = sides(a_brief())
    assert two.pooled is not None
    members = (*two.pooled.members, ("structural", 0.2, 0.25))
    both_in = replace(two, pooled=replace(two.pooled, members=members))
    told = [" ".join((two_ways_sentence(one), *two_ways_whole(one))) for one in (
        both_in, replace(both_in, question=replace(two.question, topic="ceasefire")),
    )]  # fmt: skip
    assert ["part in the simulation" in one for one in told] == [False, True]


def test_the_weight_at_a_yes_is_that_of_those_who_stand_there() -> None:
    found, foremost = yes_weight(sides(a_brief()))
    assert found == pytest.approx(0.6) and foremost == "Norland"


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_how_far_they_differ_is_told_in_every_case_and_not_where_they_do_not(one: float, other: float) -> None:
    two = sides(a_brief())
    assert two.counted is not None
    counted = replace(two.counted, belief=Probability(p=one, low=one, high=one))
    said = differ(replace(two, counted=counted, settled=bargained(other)))
    assert ("They say the same" in said) == same(one, other)
    assert ("factor" in said or "percentage points" in said) != same(one, other)


def test_where_nothing_was_counted_only_the_models_speak() -> None:
    two = replace(sides(a_brief()), counted=None, counted_weight=0.0)
    said = two_ways_sentence(two)
    assert said.startswith("Nothing like it was counted here") and "differ by" not in said


def test_the_page_shows_every_actor_his_words_the_models_and_the_weights() -> None:
    tree = lxml_html.document_fromstring(render_html(a_brief()))
    (part,) = tree.xpath("//section[@aria-labelledby='bargaining']")
    text = " ".join(part.text_content().replace("\xa0", " ").split())
    assert "Will they?" in text and LEAD.text in text
    for actor, words in (("Norland", "wants to send them all"), ("Varia", "half of them"), ("Ostmark", "judgement")):
        row = next(row for row in part.iter("tr") if row.xpath("string(th)") == actor)
        assert words in row.text_content()
    assert "Model0 10 %; Model1 40 %" in text and "Ostmark by +20" in text and "Varia at the high end: +30" in text
    assert tree.xpath("//nav//a[@href='#bargaining']")
    charts = [svg.xpath("string(*[local-name()='desc'])") for svg in part.iter("{*}svg")]
    assert sum("Norland at 80" in told for told in charts) == 2  # for a wide page and for a phone


def test_without_a_negotiation_page_terminal_and_markdown_are_silent() -> None:
    brief = sample_brief()
    assert "Will they?" not in render_html(brief) + shown(brief) + brief_markdown(brief)
    no_forecast = replace(a_brief(), forecasts=FORECASTS)
    assert "Will they?" not in render_html(no_forecast) + shown(no_forecast)


def test_the_terminal_and_the_markdown_tell_it_too() -> None:
    told, written = shown(a_brief()), brief_markdown(a_brief()).replace("\xa0", " ")
    assert "Two ways to answer" in told and "Norland 80 (71 to 89) 60 %" in told and "Model0 10 %" in told
    assert "## Will they?" in written and "“Norland wants to send them all.”" in written
    assert written.count("Two ways to answer") == 2


def test_hostile_words_of_actors_and_notes_stay_words() -> None:
    bargain = made_bargain(LEAD.id)
    (issue,) = bargain.negotiation.issues
    stances = (replace(issue.stances[0], actor=HOSTILE, quote=HOSTILE, provenance=HOSTILE), *issue.stances[1:])
    nasty = replace(issue, stances=stances, title=HOSTILE, low_label=HOSTILE, high_label=HOSTILE)
    negotiation = replace(bargain.negotiation, issues=(nasty,), title=HOSTILE, notes=(HOSTILE,), source=HOSTILE)
    page = render_html(a_brief(bargain=replace(bargain, negotiation=negotiation)))
    assert "<script" not in page
    assert brief_markdown(a_brief(bargain=replace(bargain, negotiation=negotiation))).count(
        "<script"
    ) == brief_markdown(a_brief(bargain=replace(bargain, negotiation=negotiation))).count("\\<script")


def test_a_bound_in_the_pool_is_said() -> None:
    two = sides(a_brief())
    assert two.pooled is not None
    told = replace(two.pooled, members=(("bargaining", 0.05, 0.25), ("base_rate", 0.1, 0.75)))
    sure = replace(two, pooled=told, settled=bargained(0.001))
    for said in (two_ways_sentence(sure), " ".join(two_ways_whole(sure))):
        assert "taken as 5 %" in said.replace("\xa0", " ")


def test_what_rests_on_bargaining_alone_is_said_to() -> None:
    alone = replace(pooled(0.1, 0.25), members=(("bargaining", 0.25, 0.8), ("stated", 0.3, 0.2)), reference_classes=())
    brief = a_brief(forecasts=(alone, bargained(0.25)))
    two = replace(sides(brief), question=LEAD)
    assert "rests on them alone" in two_ways_sentence(two) and "rests on bargaining alone" in two_ways_whole(two)[-1]
    assert "without" not in two_ways_sentence(two)
    pages = (render_html(brief), shown(brief), brief_markdown(brief))
    assert all("bargaining alone" in page and "scored" in page for page in pages)
    assert not any("bargaining alone" in page for page in (render_html(a_brief()), shown(a_brief())))


def test_the_day_of_the_negotiation_is_told() -> None:
    own = made_bargain(LEAD.id, as_of=date(2031, 3, 1))
    assert "as of 1 March 2031" in render_html(a_brief(bargain=own))
