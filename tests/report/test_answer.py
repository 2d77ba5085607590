"""The answer: what it must name, and what it must never say."""

from __future__ import annotations

from dataclasses import replace

from sample import CHECKS, CLAIMS, DOCUMENT, FORECASTS, OUTCOMES, QUESTIONS, SCENARIO

from contingent.core.brief import Answer
from contingent.core.outcomes import Outcomes
from contingent.report.brief.answer import compose_answer
from contingent.report.leads import headline, headline_forecast, in_sentence, lead_question, nearest_class
from contingent.report.numbers import NBSP, percent, signed


def _answer(**changes: object) -> Answer:
    given = {"document": DOCUMENT, "claims": CLAIMS, "checks": CHECKS, "questions": QUESTIONS, "forecasts": FORECASTS,
             "scenario": SCENARIO, "outcomes": OUTCOMES, **changes}  # fmt: skip
    return compose_answer(**given)  # type: ignore[arg-type]


def test_the_question_of_the_title_leads_whatever_the_order() -> None:
    for questions in (QUESTIONS, QUESTIONS[::-1]):
        lead = lead_question(DOCUMENT, CLAIMS, questions)
        assert lead is not None and lead.id == "question-2"


def test_a_readers_question_leads_only_where_it_is_alone() -> None:
    readers = QUESTIONS[7]
    lead = lead_question(DOCUMENT, CLAIMS, (readers, QUESTIONS[3]))
    assert lead is QUESTIONS[3]
    assert lead_question(DOCUMENT, CLAIMS, (readers,)) is readers
    assert lead_question(DOCUMENT, CLAIMS, ()) is None


def test_likely_names_probability_interval_and_reference_class() -> None:
    likely = _answer().likely
    for words in ("60,000 soldiers in total", f"11{NBSP}%", f"3 to 27{NBSP}%", "3 of 21", "not all of whose sources"):
        assert words in likely


def test_the_pooled_forecast_is_the_one_printed() -> None:
    forecast = headline_forecast("question-2", FORECASTS[::-1])
    assert forecast is not None and forecast.forecaster == "ensemble"


def test_a_class_given_for_comparison_is_not_where_a_forecast_starts() -> None:
    forecast = FORECASTS[4]
    first, second = forecast.reference_classes
    changed = replace(forecast, reference_classes=(replace(first, name="for comparison: wars"), second))
    assert nearest_class(changed) is second


def test_difference_names_the_effect_its_range_and_the_input_that_dominates_it() -> None:
    answer = _answer()
    assert answer.difference is not None and answer.dominated_by is not None
    for words in (
        f"+230{NBSP}km²",
        "21 to 910",
        "“60,000 at once”",
        "“The 6,000 already there”",
        "12 months",
        "34,000",
    ):
        assert words in answer.difference
    for said in (answer.difference, answer.dominated_by):
        assert "lasticity of advance to force" in said and "poorly identified" in said
    assert f"61{NBSP}%" in answer.dominated_by and "dominates" in answer.dominated_by


def test_the_dominating_input_is_read_off_the_sensitivities() -> None:
    renamed = tuple(
        replace(item, share=0.9, identified="by the daily series of this war") if item.prior == "cap" else item
        for item in OUTCOMES.sensitivity
    )
    answer = _answer(outcomes=replace(OUTCOMES, sensitivity=renamed))
    assert answer.dominated_by is not None and answer.dominated_by.startswith("Newcomers a month the front can take in")
    assert "is identified (by the daily series" in answer.dominated_by
    assert answer.difference is not None and "lasticity" not in answer.difference


def test_a_readers_branch_does_not_lead() -> None:
    louder = tuple(
        replace(item, q50=9000.0, q95=9900.0) if item.branch == "rockets" else item for item in OUTCOMES.contrasts
    )
    head = headline(SCENARIO, replace(OUTCOMES, contrasts=louder))
    assert head is not None and head.leading.branch == "once"


def test_a_forced_sign_is_called_an_assumption_and_no_share_of_draws_is_told() -> None:
    answer = _answer()
    assert any("assumption, not a finding" in caveat and "elasticity of advance" in caveat for caveat in answer.caveats)
    everything = " ".join((answer.likely, answer.difference or "", *answer.caveats, *answer.change_our_mind))
    assert f"100{NBSP}%" not in everything
    free = tuple(replace(item, sign_forced_by=()) for item in OUTCOMES.contrasts)
    assert not any("assumption" in caveat for caveat in _answer(outcomes=replace(OUTCOMES, contrasts=free)).caveats)


def test_what_would_change_our_mind_starts_with_the_largest_input_and_holds_the_open_checks() -> None:
    reasons = _answer().change_our_mind
    assert signed(702.0) in reasons[0] and signed(24.0) in reasons[0] and "near 2.1" in reasons[0]
    assert len(reasons) <= 5
    assert any("do not fit together" in reason for reason in reasons)
    assert any(percent(4 / 22) in reason for reason in reasons)


def test_without_a_what_if_there_is_no_difference_and_no_claim_to_one() -> None:
    for scenario, outcomes in ((None, None), (SCENARIO, None)):
        answer = _answer(scenario=scenario, outcomes=outcomes)
        assert answer.difference is None and answer.dominated_by is None
        assert "difference" not in answer.question
    bare = Outcomes(scenario="s", draws=1, seed=1, engine="numpy", branches=(), contrasts=(), sensitivity=())
    assert _answer(outcomes=bare).difference is None


def test_without_questions_or_forecasts_it_says_so() -> None:
    assert "no probability" in _answer(questions=()).likely
    assert "no probability" in _answer(forecasts=()).likely


def test_labels_keep_the_names_of_the_sides() -> None:
    assert in_sentence("Varian losses.", SCENARIO) == "Varian losses"
    assert in_sentence("Losses of Varia", SCENARIO) == "losses of Varia"
    assert in_sentence("KM of road", SCENARIO) == "KM of road"
