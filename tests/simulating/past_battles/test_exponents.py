"""The shipped exponents are what the battles give, and the model could have made the battles."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from battle_rows import made_battles
from contingent.core.errors import DataError, ValueRangeError
from contingent.journeys.fit import fit_battles_table
from contingent.simulating.front.priors import CITED
from contingent.simulating.past_battles.checks import predictive_checks, replicate
from contingent.simulating.past_battles.exponents import EXPONENTS, battles_table, copula
from contingent.simulating.past_battles.loss_forecasts import forecast_losses, student_log_density
from contingent.simulating.past_battles.losses import loss_data, sample_losses
from contingent.sources.battles import read_battles

DAY = date(2024, 11, 18)
ORIGIN = {"file": "f", "sha256": "0" * 64, "title": "t", "licence": "l"}


@pytest.mark.shared
def test_the_shipped_exponents_are_what_the_battles_give(shared: Path) -> None:
    shipped = tomllib.loads((files("contingent") / "data" / "battles.toml").read_text(encoding="utf-8"))
    found = read_battles(shared / "data" / "war", as_of=DAY)
    assert shipped["sources"][0]["sha256"] == found.checksum
    assert shipped["sources"][0]["with_losses_of_both_sides"] == 652
    # another machine's arithmetic makes another chain: what is compared is the posterior, by a shorter one
    again = battles_table(found.rows, as_of=DAY, provenance=found.provenance, command="", sweeps=900)
    for one, other in zip(shipped["exponent"], again["exponent"], strict=True):
        assert one["mean"] == pytest.approx(other["mean"], abs=0.05)
        assert one["sd"] == pytest.approx(other["sd"], rel=0.3)


@pytest.mark.shared
def test_an_earlier_day_knows_fewer_battles(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contingent.simulating.past_battles.exponents.BURN", 10)
    early = fit_battles_table(shared / "data" / "war", as_of=date(1913, 1, 1), sweeps=40)
    assert early.values["data_through"] < date(1914, 1, 1)
    assert "contingent fit battles --data DIR --as-of 1913-01-01" in early.toml


def test_a_battle_after_as_of_is_refused() -> None:
    with pytest.raises(DataError, match="later than 1700"):
        battles_table(made_battles(10, 5, seed=1), as_of=date(1700, 1, 1), provenance=ORIGIN, command="", sweeps=1)


def test_the_table_names_the_front_s_parameters() -> None:
    table = battles_table(made_battles(10, 8, seed=1), as_of=DAY, provenance=ORIGIN, command="c", sweeps=80)
    assert [row["name"] for row in table["exponent"]] == list(EXPONENTS) == table["correlation"]["names"]
    assert all(row["q05"] < row["mean"] < row["q95"] for row in table["exponent"])
    matrix = np.array(table["correlation"]["matrix"])
    assert (matrix == matrix.T).all() and (np.linalg.eigvalsh(matrix) > 0).all()


def test_the_copula_of_normals_is_their_correlation() -> None:
    wanted = np.array([[1.0, -0.6], [-0.6, 1.0]])
    draws = np.random.default_rng(1).multivariate_normal([0, 5], wanted, size=20_000)
    assert np.abs(copula(np.exp(draws / 5)) - wanted).max() < 0.02


def test_battles_that_the_model_made_pass_its_checks_and_others_do_not() -> None:
    data = loss_data(made_battles(20, 12, seed=3))
    posterior = sample_losses(data, sweeps=200, burn=100, seed=1)
    own = replace(data, log_losses=replicate(data, posterior, seed=5)[-1])
    inside = [check for check in predictive_checks(own, posterior, seed=1) if 0.005 <= check.p <= 0.995]
    assert len(inside) >= 9  # of eleven, two-sided 1 % each
    torn = data.log_losses.copy()
    torn[::40] -= 8.0
    skewness = {(c.name, c.side): c for c in predictive_checks(replace(data, log_losses=torn), posterior, seed=1)}
    assert skewness["skewness", "attacker"].p < 0.01


def test_regressions_and_ours_agree_where_wars_do_not_differ() -> None:
    made = made_battles(11, 12, seed=2)
    war = made[0].war
    seen, unseen = [b for b in made if b.war != war], [b for b in made if b.war == war]
    ours, theirs = (forecast_losses(name, seen, unseen, seed=1).draws for name in ("contingent", "pooled_days_free"))
    assert np.abs(np.median(ours, 0) - np.median(theirs, 0)).max() < 0.5
    with pytest.raises(ValueRangeError, match="hold it out"):
        forecast_losses("contingent", made, unseen, seed=1)
    with pytest.raises(ValueRangeError, match="wanted one of constant_rate"):
        forecast_losses("oracle", seen, unseen, seed=1)


def test_the_density_is_student_s() -> None:
    assert float(student_log_density(np.array(0.0), np.array(2.0), 1.0)) == pytest.approx(-math.log(2 * math.pi))
    grid = np.linspace(-60, 60, 24_001)
    mass = np.exp(student_log_density(grid, np.array(1.5), 7.0)).sum() * (grid[1] - grid[0])
    assert mass == pytest.approx(1.0, abs=1e-4)


def test_the_priors_of_the_world_are_the_shipped_posterior() -> None:
    shipped = tomllib.loads((files("contingent") / "data" / "battles.toml").read_text(encoding="utf-8"))
    cited = {parameter.name: parameter.prior.parameters for parameter in CITED}
    for row in shipped["exponent"]:
        assert cited[row["name"]] == pytest.approx((row["mean"], row["sd"]), abs=0.0051)
