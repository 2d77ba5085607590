"""Bargaining in a brief: both answers on the seed, a reader's file in the right direction, silence without actors."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contingent.core.belief import Prior, Probability
from contingent.core.brief import Brief
from contingent.core.errors import InputError, LeakError, ScenarioError
from contingent.core.nouns import Forecast, Question
from contingent.forecasting.bargained import BOUND
from contingent.journeys import decisions
from contingent.journeys.brief import Given, make_brief
from contingent.journeys.decisions import joined, proposed
from contingent.journeys.read import read_article_text
from contingent.journeys.shown.cards import brief_adapter
from contingent.report.brief.page import render_html
from contingent.report.encode import brief_json
from contingent.report.leads import lead_question
from contingent.sources.articles import Article, read_article
from contingent.sources.negotiation_toml import negotiation_toml

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
DRAWS = 256


@pytest.fixture(scope="module")
def article() -> Article:
    return read_article(str(EXAMPLE), io.BytesIO())


@pytest.fixture(scope="module")
def brief(article: Article) -> Brief:
    return make_brief(article, as_of=None, draws=DRAWS)


@pytest.fixture
def write(article: Article, tmp_path: Path) -> Callable[[Callable[[str], str]], Path]:
    """What is proposed for the example, written to a file and edited as text."""
    negotiation = proposed(read_article_text(article, as_of=None).reading)
    assert negotiation is not None

    def edited(change: Callable[[str], str]) -> Path:
        file = tmp_path / "who.toml"
        file.write_text(change(negotiation_toml(negotiation)), encoding="utf-8")
        return file

    return edited


def lead(brief: Brief) -> Question:
    found = lead_question(brief.document, brief.claims, brief.questions)
    assert found is not None
    return found


def said(brief: Brief, forecaster: str, question: str | None = None) -> Forecast:
    wanted = question or lead(brief).id
    return next(f for f in brief.forecasts if f.question == wanted and f.forecaster == forecaster)


def p(forecast: Forecast) -> float:
    assert isinstance(forecast.belief, Probability)
    return forecast.belief.p


@pytest.mark.shared
def test_the_seed_is_answered_by_cases_and_by_bargaining_side_by_side(shared: Path) -> None:
    seed = read_article(str(shared / "seed" / "article.txt"), io.BytesIO())
    made = make_brief(seed, as_of=date(2024, 11, 18), draws=DRAWS)
    counted, settled, pooled = (said(made, name) for name in ("base_rate", "bargaining", "ensemble"))
    weights = {name: weight for name, _, weight in pooled.members}
    assert 0.0 < weights["bargaining"] < weights["base_rate"]
    assert min(p(counted), p(settled)) - 0.02 <= p(pooled) <= max(p(counted), p(settled)) + 0.02
    told = (made.answer.two_ways or "").replace("\xa0", " ")
    for value in (p(counted), p(settled), weights["bargaining"]):
        assert f"{100 * value:.0f} %" in told
    assert "differ by" in told and "who wants it" in told and "without them" in told
    assert made.bargain is not None and made.bargain.answering(lead(made).id) is not None
    issue = made.bargain.negotiation.issues[0]
    assert {"North Korea", "Russia"} <= {stance.actor for stance in issue.stances}
    assert all(stance.quote is None or stance.quote in made.document.text for stance in issue.stances)
    page = render_html(made)
    assert "Will they?" in page and all(one.actor in page for one in issue.stances)


def test_the_difference_to_be_expected_is_the_branches_weighed(brief: Brief) -> None:
    first = brief.weighted[0]
    assert brief.outcomes is not None and first.measure == "area_km2" and 0.0 < first.bargaining < 1.0
    last = {
        one.branch: one.mean
        for one in brief.outcomes.contrasts
        if one.measure == first.measure and one.day == first.day
    }
    wanted = sum(weight * last[branch] for branch, weight in first.branches)
    assert first.mean == pytest.approx(wanted, rel=1e-3)
    assert first.mean_at_low <= first.mean <= first.mean_at_high
    assert first.p_none >= 1.0 - sum(weight for _, weight in first.branches) - 1e-9
    assert "difference to be expected" in (brief.answer.expected or "")
    assert "Weighed by how likely" in render_html(brief)


def test_an_edited_file_moves_the_answer_the_way_it_was_edited(
    article: Article, brief: Brief, write: Callable[[Callable[[str], str]], Path]
) -> None:
    def all_want(low: float, high: float) -> Callable[[str], str]:
        return lambda text: re.sub(
            r"position = \{[^}]*\}", f'position = {{ low = {low}, high = {high}, source = "mine" }}', text
        )

    made = {
        name: make_brief(article, as_of=None, draws=DRAWS, given=Given(actors=write(all_want(*ends))))
        for name, ends in (("no", (0.0, 5.0)), ("yes", (95.0, 100.0)))
    }
    assert p(said(made["no"], "bargaining")) < 0.01 < 0.99 < p(said(made["yes"], "bargaining"))
    assert p(said(made["no"], "ensemble")) < p(said(brief, "ensemble")) < p(said(made["yes"], "ensemble"))
    assert p(said(made["no"], "base_rate")) == p(said(brief, "base_rate")) == p(said(made["yes"], "base_rate"))
    assert made["no"].weighted[0].mean < brief.weighted[0].mean < made["yes"].weighted[0].mean
    taken = {name: p for name, p, _ in said(made["no"], "ensemble").members}["bargaining"]
    assert taken == pytest.approx(BOUND)


def test_a_file_as_it_was_written_gives_the_same_numbers(
    article: Article, brief: Brief, write: Callable[[Callable[[str], str]], Path]
) -> None:
    again = make_brief(article, as_of=None, draws=DRAWS, given=Given(actors=write(str)))
    assert p(said(again, "bargaining")) == pytest.approx(p(said(brief, "bargaining")), abs=0.02)


def test_an_issue_finds_its_question_by_id_by_topic_or_by_the_proposal(article: Article) -> None:
    reading = read_article_text(article, as_of=None).reading
    own = proposed(reading)
    assert own is not None
    first = own.issues[0]

    def tied(question: str | None, issue: str = first.id) -> str | None:
        changed = replace(own, issues=(replace(first, id=issue, question=question, also=()),))
        return joined(changed, reading.questions, own, origin="who.toml")[0].issues[0].question

    by_topic = next(q.id for q in reading.questions if q.topic == "further_tranche")
    assert tied(reading.questions[-1].id) == reading.questions[-1].id
    assert tied("further_tranche") == by_topic
    assert tied(None) == first.question
    with pytest.raises(InputError, match=r"no issue of who\.toml answers .* topic"):
        tied(None, issue="something else")


def test_an_issue_that_answers_nothing_is_told_and_moves_nothing(article: Article) -> None:
    reading = read_article_text(article, as_of=None).reading
    own = proposed(reading)
    assert own is not None
    idle = replace(own.issues[0], id="idle", title="The price of tea", question=None, also=())
    _, warnings = joined(replace(own, issues=(own.issues[0], idle)), reading.questions, own, origin="who.toml")
    assert len(warnings) == 1 and "The price of tea" in warnings[0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda text: "nothing of the kind", ScenarioError),
        (lambda text: text.replace("as_of = 2024-11-18", "as_of = 2024-11-19"), LeakError),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(
    article: Article, write: Callable[[Callable[[str], str]], Path], change: Callable[[str], str], error: type
) -> None:
    with pytest.raises(error, match=r"."):
        make_brief(article, as_of=None, draws=DRAWS, given=Given(actors=write(change)))


def test_a_file_that_is_not_there_is_named(article: Article, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read from"):
        make_brief(article, as_of=None, draws=DRAWS, given=Given(actors=tmp_path / "none.toml"))


def test_without_a_negotiation_a_brief_is_as_before(
    article: Article, brief: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "proposed", lambda reading: None)
    made = make_brief(article, as_of=None, draws=DRAWS)
    assert made.bargain is None and made.answer.two_ways is None
    assert not any(f.forecaster == "bargaining" for f in made.forecasts)
    assert not any(name == "bargaining" for f in made.forecasts for name, _, _ in f.members)
    assert "Will they?" not in render_html(made)
    assert all(one.bargaining == 0.0 and one.mean_without is None for one in made.weighted)
    assert "bargaining" not in {used.name for used in made.provenance.data}
    assert "bargaining" in {used.name for used in brief.provenance.data}


@pytest.mark.shared
def test_a_cease_fire_that_is_bargained_over_moves_its_hazard_a_little_and_says_so(shared: Path) -> None:
    seed = read_article(str(shared / "seed" / "article.txt"), io.BytesIO())
    made = make_brief(seed, as_of=date(2024, 11, 18), draws=DRAWS)
    assert made.scenario is not None and made.outcomes is not None
    (prior,) = [one for one in made.scenario.priors if one.name == "ceasefire_hazard"]
    assert isinstance(prior, Prior) and "models of bargaining" in prior.source and "judgement" in prior.source
    told = [note for note in made.outcomes.notes if "hazard of a cease-fire is multiplied" in note]
    assert len(told) == 1
    factor = float(re.findall(r"multiplied by ([\d.]+)", told[0])[0])
    assert 0.5 <= factor <= 2.0


def test_a_brief_kept_by_an_older_release_is_still_read(brief: Brief) -> None:
    old = json.loads(brief_json(brief))
    for name in ("bargain", "weighted", "touched"):
        del old[name]
    for name in ("two_ways", "expected"):
        del old["answer"][name]
    old["schema_version"] = "3"
    read = brief_adapter().validate_json(json.dumps(old))
    assert (read.bargain, read.weighted, read.touched, read.answer.two_ways) == (None, (), None, None)
    assert "Will they?" not in render_html(read)


def test_the_same_article_and_seed_give_the_same_bargain(article: Article, brief: Brief) -> None:
    again = make_brief(article, as_of=None, draws=DRAWS)
    assert brief_json(replace(again, run=None)) == brief_json(replace(brief, run=None))
