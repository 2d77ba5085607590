"""Laws of a baseline: the file joins the cited priors, what a scenario states stands, what is missing is named."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from front_cases import GIVEN, point, prior, scenario

import contingent
from contingent.core.errors import DataError, LeakError, ScenarioError
from contingent.simulating.baseline import Baseline, article_baseline
from contingent.simulating.front.domains import DOMAINS, check_domain
from contingent.simulating.front.priors import CITED, REQUIRED

SHIPPED = Path(contingent.__file__).parent / "data" / "baselines" / "russia_ukraine.toml"


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture
def fitted(table: dict[str, Any]) -> Baseline:
    return Baseline.from_table(table)


def of_this_war(**fields) -> Any:
    war = {"attacker": "Russia", "defender": "Ukraine", "theatre": "Ukraine", "as_of": date(2024, 11, 18), "given": ()}
    return scenario((), **{**war, **fields})


def value(baseline: Baseline, name: str) -> tuple[float, ...]:
    return next(p.prior.parameters for p in baseline.parameters if p.name == name)


def test_the_shipped_file_gives_a_whole_world(fitted: Baseline) -> None:
    names = [p.name for p in fitted.parameters]
    assert len(set(names)) == len(names)
    published = {name for observer in fitted.observers for name in (observer.bias, observer.walk) if name}
    assert set(names) == {p.name for p in CITED} | set(REQUIRED) | published
    assert fitted.correlation is not None and set(fitted.correlation.names) <= set(names)
    assert (fitted.attacker, fitted.defender, fitted.fitted_as_of) == ("Russia", "Ukraine", date(2024, 11, 18))
    assert all(p.label and p.identified and p.prior.source for p in fitted.parameters)


def test_a_file_without_a_required_parameter_is_refused_by_name(table: dict[str, Any]) -> None:
    short = {**table, "parameter": [row for row in table["parameter"] if row["name"] != "advance_mean"]}
    with pytest.raises(DataError, match="advance_mean"):
        Baseline.from_table(short)
    with pytest.raises(DataError, match="attacker"):
        Baseline.from_table({name: item for name, item in table.items() if name != "attacker"})


def test_what_is_stated_is_no_longer_correlated_with_what_was_fitted(fitted: Baseline) -> None:
    stated = fitted.for_scenario(of_this_war(given=(("area_rate_km2_per_month", 200.0, "q-4"),)))
    assert fitted.correlation is not None and stated.correlation is not None
    assert set(fitted.correlation.names) - set(stated.correlation.names) == {"advance_recent"}
    assert fitted.for_scenario(of_this_war()).correlation == fitted.correlation


def test_given_values_stand_in_place_of_fitted_ones_with_their_claim(fitted: Baseline) -> None:
    case = of_this_war(
        given=(
            ("force_attacker", 470_000.0, "q-1"), ("losses_attacker_per_month", 30_000.0, "q-2"),
            ("losses_defender_per_month", 9_000.0, "q-3"), ("area_rate_km2_per_month", 200.0, "q-4"),
            ("force_attacker", 1.0, "q-9"),
        )
    )  # fmt: skip
    changed = fitted.for_scenario(case)
    assert value(changed, "force_attacker")[0] == 470_000.0
    assert value(changed, "loss_rate_attacker")[0] == 30_000.0
    assert value(changed, "loss_exchange")[0] == pytest.approx(3.0)
    assert value(changed, "advance_recent")[0] == 200.0
    assert value(changed, "force_defender") == value(fitted, "force_defender")
    source = next(p.prior.source for p in changed.parameters if p.name == "force_attacker")
    assert "q-1" in source
    assert sum("as the article states" in note for note in changed.notes) == 4


def test_a_scenario_s_own_prior_wins_over_all(fitted: Baseline) -> None:
    own = prior("force_elasticity", "normal", 0.0, 1.0)
    changed = fitted.for_scenario(of_this_war(priors=(own,)))
    assert next(p.prior for p in changed.parameters if p.name == "force_elasticity") == own


def test_an_unknown_prior_is_refused_with_the_nearest_name(fitted: Baseline) -> None:
    with pytest.raises(ScenarioError, match="did you mean 'force_elasticity'"):
        fitted.for_scenario(of_this_war(priors=(point("force_elasticty", 1.0),)))


def test_another_war_s_sides_are_refused(fitted: Baseline) -> None:
    with pytest.raises(ScenarioError, match="Ukraine attacking Russia"):
        fitted.for_scenario(of_this_war(attacker="Ukraine", defender="Russia"))


def test_a_fit_that_has_seen_the_future_is_a_leak(fitted: Baseline) -> None:
    with pytest.raises(LeakError):
        fitted.for_scenario(of_this_war(as_of=date(2024, 11, 17)))


def test_an_article_s_numbers_make_a_baseline_marked_so() -> None:
    made = article_baseline(scenario(()))
    assert value(made, "force_attacker")[0] == 200_000.0
    assert value(made, "loss_rate_attacker")[0] == 9_000.0
    assert value(made, "advance_recent")[0] == 60.0
    assert made.fitted_as_of is None and "article" in made.notes[0]
    assert {p.name for p in made.parameters} == {p.name for p in CITED} | set(REQUIRED)


@pytest.mark.parametrize("missing", ["force_attacker", "force_defender"])
def test_a_side_without_troops_is_named_with_what_to_do(missing: str) -> None:
    case = scenario(())
    case = replace(case, given=tuple(row for row in case.given if row[0] != missing))
    name = {"force_attacker": "Aland", "force_defender": "Beland"}[missing]
    with pytest.raises(ScenarioError, match=rf"{name} \({missing}\).*State how many"):
        article_baseline(case)


def test_totals_over_the_length_of_a_war_give_rates_and_their_ratio() -> None:
    totals = (
        *GIVEN[:2], ("killed_attacker", 20_000.0, "k"), ("wounded_attacker", 40_000.0, "w"),
        ("killed_defender", 10_000.0, "d"), ("wounded_defender", 20_000.0, "e"), ("war_days", 300.0, "t"),
    )  # fmt: skip
    made = article_baseline(scenario((), given=totals))
    assert value(made, "loss_rate_attacker")[0] == pytest.approx(6_000.0)
    assert value(made, "loss_exchange") == pytest.approx((2.0, 0.35))


def test_the_dead_alone_are_not_all_losses() -> None:
    dead = (*GIVEN[:2], ("killed_attacker", 15_000.0, "k"), ("war_days", 300.0, "t"))
    whole = (*dead, ("wounded_attacker", 45_000.0, "w"))
    part = article_baseline(scenario((), given=dead))
    assert (
        value(part, "loss_rate_attacker")[0]
        == value(article_baseline(scenario((), given=whole)), "loss_rate_attacker")[0]
    )
    assert value(part, "loss_rate_attacker")[1] > 0.4 and any("supposed" in note for note in part.notes)
    wounded = article_baseline(scenario((), given=(*dead[:2], ("wounded_attacker", 45_000.0, "w"), dead[-1])))
    assert value(wounded, "loss_rate_attacker") == value(part, "loss_rate_attacker")


@pytest.mark.parametrize(("scale", "cap"), [(0.02, 12_000.0), (1.0, 12_000.0), (20.0, 100_000.0)])
def test_a_huge_front_takes_in_more_newcomers_and_a_small_one_no_fewer(scale: float, cap: float) -> None:
    sizes = tuple((name, value * scale, claim) for name, value, claim in GIVEN[:2])
    assert value(article_baseline(scenario((), given=sizes)), "integration_cap")[0] == pytest.approx(cap)


def test_shocks_to_a_stated_advance_are_of_its_size() -> None:
    slow, fast = (
        article_baseline(scenario((), given=(*GIVEN[:2], ("area_rate_km2_per_month", rate, "a"))))
        for rate in (10, 5000)
    )
    assert value(slow, "advance_sd")[0] < 50 and value(fast, "advance_sd")[0] > 1000


def test_a_cease_fire_of_a_war_of_unknown_kind_lies_between_the_kinds(fitted: Baseline) -> None:
    made = article_baseline(scenario(()))
    prior_ = next(p.prior for p in made.parameters if p.name == "ceasefire_hazard")
    assert 0.0075 < prior_.parameters[0] < value(fitted, "ceasefire_hazard")[0] and not prior_.verified


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        (point("arrival_lag", 0.0), "above 0"), (point("force_attacker", -5.0), "above 0"),
        (prior("transit_loss", "uniform", 0.0, 1.5), "from 0 to 1"), (point("tempo_persistence", -0.1), "from 0 to 1"),
        (prior("stall_hazard", "normal", 0.2, 0.1), "at least 0"),
        (prior("friction", "lognormal", 0.1, 1.0), "from 0 to 0.5"),
        (point("own_exponent_attacker", 9.0), "from -3 to 3"),
    ],
)  # fmt: skip
def test_a_prior_that_reaches_where_its_quantity_cannot_be_is_refused(fitted: Baseline, own: Any, wanted: str) -> None:
    with pytest.raises(ScenarioError, match=wanted):
        fitted.for_scenario(of_this_war(priors=(own,)))


def test_every_default_stays_in_its_domain_and_every_domain_has_a_parameter(fitted: Baseline) -> None:
    for parameter in (*fitted.parameters, *article_baseline(scenario(())).parameters):
        check_domain(parameter.prior)
    assert set(DOMAINS) <= {parameter.name for parameter in fitted.parameters}


def test_a_front_that_the_article_says_moves_is_not_stalled(fitted: Baseline) -> None:
    still = replace(fitted, stalled=True)
    assert still.for_scenario(of_this_war()).stalled
    assert not still.for_scenario(of_this_war(given=(("area_rate_km2_per_month", 200.0, "a"),))).stalled


def test_without_any_rate_the_prior_is_wide_unverified_and_takes_no_side() -> None:
    made = article_baseline(scenario((), given=GIVEN[:2]))
    by_name = {p.name: p.prior for p in made.parameters}
    assert by_name["advance_mean"].parameters[0] == 0.0
    assert by_name["loss_exchange"].parameters[0] == 1.0
    assert not by_name["loss_rate_attacker"].verified and not by_name["advance_mean"].verified


def test_an_army_of_nobody_is_refused() -> None:
    with pytest.raises(ScenarioError, match="above 0"):
        article_baseline(scenario((), given=(("force_attacker", 0.0, "q"), *GIVEN[1:])))
