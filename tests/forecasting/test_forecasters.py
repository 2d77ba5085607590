"""Conformance of every forecaster, and laws of each: bounds, monotony, as_of, and silence where nothing is known."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Probability
from contingent.core.errors import LeakError
from contingent.core.nouns import Branch, BranchOutcome, Outcomes, Question, Scenario
from contingent.core.outcomes import EventProbability, Fan
from contingent.core.sockets import Evidence, Forecaster
from contingent.forecasting import BaseRate, Ensemble, Hazard, Stated, Structural, default_forecasters, forecast_all
from contingent.forecasting.base_rate import contingents, growth, waiting

AS_OF = date(2024, 11, 18)
TROOPS = {"threshold": 50_000.0, "already": 8_000.0, "unit": "soldier", "actor": "Ruritania", "recipient": "Graustark"}
WAR = {"actor": "Russia", "recipient": "Ukraine"}


def simulated() -> tuple[Scenario, Outcomes]:
    scenario = Scenario(
        id="s", title="t", as_of=AS_OF, attacker="Russia", defender="Ukraine", theatre="x", baseline="article",
        reference="base", branches=(Branch(id="base", label="as it is", interventions=()),),
    )  # fmt: skip
    levels, days = (0.05, 0.5, 0.95), (90, 180, 360)
    fans = (
        Fan(measure="area_km2", label="", unit="km2", days=days, levels=levels,
            values=((0.0, 0.0, 0.0), (300.0, 600.0, 1200.0), (900.0, 1800.0, 4000.0))),
        Fan(measure="losses_attacker", label="", unit="person", days=days, levels=levels,
            values=((5e4, 1e5, 2e5), (8e4, 1.6e5, 3.2e5), (1.2e5, 2.4e5, 5e5))),
    )  # fmt: skip
    events = tuple(
        EventProbability(event="ceasefire", label="", day=day, p=p, mc_error=0.004)
        for day, p in ((90, 0.05), (180, 0.1), (360, 0.25))
    )
    outcome = BranchOutcome(branch="base", fans=fans, probabilities=events)
    return scenario, Outcomes(
        scenario="s", draws=4096, seed=1, engine="numpy", branches=(outcome,), contrasts=(), sensitivity=()
    )


@pytest.fixture(scope="module")
def evidence(shipped: dict[str, Any]) -> Evidence:
    scenario, outcomes = simulated()
    return Evidence(as_of=AS_OF, scenario=scenario, outcomes=outcomes, tables=shipped)


FORECASTERS = default_forecasters()
TOPICS = (
    "troops_sent", "further_tranche", "ceasefire", "war_end", "talks", "casualties", "territory", "military_aid",
    "technology_transfer", "strike", "sanctions", "mobilisation", "other",
)  # fmt: skip


@pytest.mark.parametrize("forecaster", FORECASTERS, ids=lambda f: f.name)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_forecaster_conforms(
    forecaster: Forecaster, topic: str, ask: Callable[..., Question], evidence: Evidence
) -> None:
    assert isinstance(forecaster, Forecaster)
    question = ask(topic, **(TROOPS if topic in ("troops_sent", "further_tranche") else WAR | {"unit": "km2"}))
    made = forecaster.forecast(question, as_of=AS_OF, evidence=evidence)
    assert forecaster.forecast(question, as_of=AS_OF, evidence=Evidence(as_of=AS_OF)) is None
    if made is None:
        return
    assert (made.question, made.forecaster, made.as_of) == (question.id, forecaster.name, AS_OF)
    assert isinstance(made.belief, Probability) and 0.0 < made.belief.p < 1.0
    assert made.reasoning.endswith(".") and made.id == forecaster.forecast(question, as_of=AS_OF, evidence=evidence).id
    assert all(c.source and c.rate_low <= c.rate_high for c in made.reference_classes)
    assert all(c.data_through is None or c.data_through <= AS_OF for c in made.reference_classes)


@pytest.mark.parametrize(
    ("topic", "speakers"),
    [
        ("troops_sent", {"base_rate", "ensemble"}),
        ("further_tranche", {"base_rate", "ensemble"}),
        ("ceasefire", {"base_rate", "hazard", "structural", "ensemble"}),
        ("war_end", {"hazard", "ensemble"}),
        ("talks", set()),
        ("sanctions", set()),
        ("strike", set()),
    ],
)
def test_who_speaks_of_what(topic: str, speakers: set[str], ask: Callable[..., Question], evidence: Evidence) -> None:
    question = ask(topic, "2025-06-30", **(TROOPS if topic in ("troops_sent", "further_tranche") else WAR))
    made, warnings = forecast_all([question], FORECASTERS, AS_OF, evidence)
    assert {f.forecaster for f in made} == speakers and warnings == ()


@given(
    days=st.integers(10, 1500), more=st.integers(0, 1500), factor=st.floats(0.5, 40), extra=st.floats(0, 40),
    already=st.floats(50, 300_000),
)  # fmt: skip
def test_growth_is_monotone_in_time_and_in_size(
    days: int, more: int, factor: float, extra: float, already: float, shipped: dict[str, Any]
) -> None:
    rows = contingents(shipped["reference_facts"], as_of=AS_OF)

    def p(months: float, times: float) -> float:
        found = growth(rows, already=already, threshold=times * already, months=months)
        assert found is not None and found[1].effective_n <= found[1].cases
        return found[0].p

    assert p(days / 30, factor) <= p((days + more) / 30, factor) + 1e-12
    assert p(days / 30, factor) >= p(days / 30, factor + extra) - 1e-12


@pytest.mark.parametrize("topic", ["ceasefire", "war_end"])
@pytest.mark.parametrize("forecaster", [BaseRate(), Hazard(), Structural()], ids=lambda f: f.name)
def test_a_later_deadline_never_lowers_a_by_date_probability(
    topic: str, forecaster: Forecaster, ask: Callable[..., Question], evidence: Evidence
) -> None:
    deadlines = ("2024-11-30", "2025-01-31", "2025-06-30", "2025-11-10")
    made = [forecaster.forecast(ask(topic, day, **WAR), as_of=AS_OF, evidence=evidence) for day in deadlines]
    ps = [f.belief.p for f in made if f is not None and isinstance(f.belief, Probability)]
    assert ps == sorted(ps)


def later_rows(shipped: dict[str, Any]) -> dict[str, Any]:
    tables = copy.deepcopy(shipped)
    row = tables["reference_facts"]["contingents"][0] | {"known_by": "2024-11-19", "strength": [[0, 1], [1, 1e6]]}
    wait = tables["reference_facts"]["waits"][0] | {"known_by": "2024-11-19", "happened": "1947-10-23"}
    tables["reference_facts"]["contingents"].append(row)
    tables["reference_facts"]["waits"].append(wait)
    return tables


def test_a_row_dated_after_as_of_never_changes_a_forecast(
    ask: Callable[..., Question], shipped: dict[str, Any]
) -> None:
    for question in (ask("troops_sent", **TROOPS), ask("ceasefire", **WAR)):
        before, after = (
            BaseRate().forecast(question, as_of=AS_OF, evidence=Evidence(as_of=AS_OF, tables=tables))
            for tables in (shipped, later_rows(shipped))
        )
        assert before == after is not None


def test_a_table_fitted_later_is_left_out_with_a_warning(ask: Callable[..., Question], shipped: dict[str, Any]) -> None:
    early, question = date(2024, 6, 30), ask("war_end", **WAR)
    evidence = Evidence(as_of=early, tables=shipped)
    with pytest.raises(LeakError):
        Hazard().forecast(question, as_of=early, evidence=evidence)
    made, warnings = forecast_all([question, question], FORECASTERS, early, evidence)
    assert made == () and len(warnings) == 1 and "hazard" in warnings[0] and "2024-07-01" in warnings[0]


def test_a_row_nobody_read_weighs_less(shipped: dict[str, Any]) -> None:
    tables = copy.deepcopy(shipped["reference_facts"])
    for row in (*tables["contingents"], *tables["waits"]):
        row["verified"] = True
    read = growth(contingents(tables, as_of=AS_OF), already=8e3, threshold=5e4, months=12)
    mixed = growth(contingents(shipped["reference_facts"], as_of=AS_OF), already=8e3, threshold=5e4, months=12)
    assert read is not None and mixed is not None and mixed[1].effective_n < read[1].effective_n
    waits = [
        waiting(table, "ceasefire", as_of=AS_OF, age=33.0, months=6) for table in (shipped["reference_facts"], tables)
    ]
    assert waits[0] is not None and waits[1] is not None and waits[0][1].effective_n < waits[1][1].effective_n


def test_an_unknown_war_counts_all_ages_and_says_so(ask: Callable[..., Question], shipped: dict[str, Any]) -> None:
    evidence = Evidence(as_of=AS_OF, tables=shipped)
    unknown = Hazard().forecast(
        ask("war_end", actor="Ruritania", recipient="Graustark"), as_of=AS_OF, evidence=evidence
    )
    known = Hazard().forecast(ask("war_end", **WAR), as_of=AS_OF, evidence=evidence)
    assert unknown is not None and "not known" in unknown.reasoning
    assert known is not None and "interstate" in known.reference_classes[0].name and "33 months" in known.reasoning


def test_the_age_an_article_gives_goes_first(ask: Callable[..., Question], shipped: dict[str, Any]) -> None:
    scenario, _ = simulated()
    given_age = Scenario(
        **{f: getattr(scenario, f) for f in scenario.__slots__} | {"given": (("war_days", 100.0, "c"),)}
    )
    evidence = Evidence(as_of=AS_OF, scenario=given_age, tables=shipped)
    made = Hazard().forecast(ask("war_end", **WAR), as_of=AS_OF, evidence=evidence)
    assert made is not None and "100 days" in made.reasoning


def test_shells_are_no_soldiers(ask: Callable[..., Question], evidence: Evidence) -> None:
    shells = ask("troops_sent", **(TROOPS | {"unit": "artillery_shell"}))
    without_start = ask("troops_sent", **(TROOPS | {"already": None}))
    for question in (shells, without_start):
        assert BaseRate().forecast(question, as_of=AS_OF, evidence=evidence) is None


def test_the_words_of_the_article_are_no_evidence(ask: Callable[..., Question], evidence: Evidence) -> None:
    made = Stated().forecast(ask("talks", stated_probability=(0.6, 0.9)), as_of=AS_OF, evidence=evidence)
    assert made is not None and made.belief == Probability(p=0.75, low=0.6, high=0.9)
    assert "not evidence" in made.reasoning and made.reference_classes == ()


# --------------------------------------------------------------- structural


def p_of(made: Any) -> float:
    assert made is not None and isinstance(made.belief, Probability)
    return made.belief.p


def test_the_simulation_is_read_at_its_own_days_and_between(ask: Callable[..., Question], evidence: Evidence) -> None:
    structural = Structural()
    at = {day: structural.forecast(ask("ceasefire", day, **WAR), as_of=AS_OF, evidence=evidence)
          for day in ("2025-02-16", "2025-04-02", "2025-05-17", "2026-11-18")}  # fmt: skip
    assert p_of(at["2025-02-16"]) == pytest.approx(0.05, abs=2e-4)
    assert p_of(at["2025-04-02"]) == pytest.approx(0.075, abs=2e-4)
    assert p_of(at["2025-05-17"]) == pytest.approx(0.10, abs=2e-4)
    assert at["2026-11-18"] is None  # beyond the last simulated day nothing is extrapolated


@pytest.mark.parametrize(
    ("topic", "thresholds"), [("territory", (100, 600, 1000, 9000)), ("casualties", (6e4, 2e5, 9e5))]
)
def test_a_higher_threshold_is_never_likelier(
    topic: str, thresholds: tuple[float, ...], ask: Callable[..., Question], evidence: Evidence
) -> None:
    unit = "km2" if topic == "territory" else "person"
    asked = [ask(topic, "2025-05-17", threshold=x, unit=unit, already=0.0, **WAR) for x in thresholds]
    made = [Structural().forecast(question, as_of=AS_OF, evidence=evidence) for question in asked]
    ps = [p_of(f) for f in made]
    assert ps == sorted(ps, reverse=True)


def test_a_sum_from_another_day_or_from_an_unknown_level_is_not_the_simulation_s_to_tell(
    ask: Callable[..., Question], evidence: Evidence
) -> None:
    since_the_war_began = ask("casualties", threshold=2e5, unit="soldier", **WAR)
    later = ask("territory", threshold=600.0, unit="km2", opens=date(2024, 12, 18), **WAR)
    for question in (since_the_war_began, later):
        assert Structural().forecast(question, as_of=AS_OF, evidence=evidence) is None


def test_a_cease_fire_in_no_future_is_neither_impossible_nor_known_exactly(ask: Callable[..., Question]) -> None:
    scenario, outcomes = simulated()
    never = tuple(replace(event, p=0.0, mc_error=0.0) for event in outcomes.branches[0].probabilities)
    silent = replace(outcomes, branches=(replace(outcomes.branches[0], probabilities=never),))
    made = Structural().forecast(
        ask("ceasefire", "2025-05-17", **WAR),
        as_of=AS_OF,
        evidence=Evidence(as_of=AS_OF, scenario=scenario, outcomes=silent),
    )
    assert made is not None and isinstance(made.belief, Probability)
    assert 0.0 < made.belief.p < 1 / 4096 < made.belief.high


def test_the_median_is_exceeded_half_the_time(ask: Callable[..., Question], evidence: Evidence) -> None:
    question = ask("territory", "2025-05-17", threshold=600.0, unit="km2", **WAR)
    assert p_of(Structural().forecast(question, as_of=AS_OF, evidence=evidence)) == pytest.approx(0.5)


def test_the_simulation_never_forecasts_what_it_takes_as_given(
    ask: Callable[..., Question], evidence: Evidence
) -> None:
    for topic in ("troops_sent", "further_tranche", "military_aid"):
        assert Structural().forecast(ask(topic, **TROOPS), as_of=AS_OF, evidence=evidence) is None


def test_an_ensemble_of_one_says_so(ask: Callable[..., Question], evidence: Evidence) -> None:
    made = Ensemble((BaseRate(), Hazard())).forecast(ask("war_end", **WAR), as_of=AS_OF, evidence=evidence)
    assert made is not None and made.members[0][0] == "hazard" and "one member alone" in made.reasoning
