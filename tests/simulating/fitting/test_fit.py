"""Laws of a fit: it cannot see past `as_of`, it gives back what made the data, and its file says where it came from."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import tomli_w

import contingent
from contingent.core.errors import DataError, LeakError
from contingent.simulating.baseline import Baseline
from contingent.simulating.fitting.fit import War, fit_baseline
from contingent.simulating.fitting.series import known
from contingent.simulating.fitting.smc import Settings

DATA = Path(contingent.__file__).parent / "data"
START, AS_OF = date(2030, 1, 1), date(2033, 1, 1)
DAYS = tuple(START + timedelta(days=i) for i in range(1500))


@dataclass(frozen=True)
class Made:
    label: str
    source: str
    licence: str
    days: tuple[date, ...]
    values: tuple[float, ...]


def losses(sigma: float = 0.15, seed: int = 1) -> Made:
    walk = np.cumsum(np.random.default_rng(seed).standard_normal(len(DAYS)) * sigma / math.sqrt(30))
    return Made("losses", "a general staff", "MIT", DAYS, tuple(np.cumsum(500 * np.exp(walk)).tolist()))


def area(monthly: list[float]) -> Made:
    """An area that changes by `monthly` in the 30-day months that end at AS_OF, newest last; flat before."""
    end = (AS_OF - START).days
    rates = np.zeros(len(DAYS))
    for i, change in enumerate(reversed(monthly)):
        rates[end - 30 * (i + 1) + 1 : end - 30 * i + 1] = change / 30
    return Made("area", "a map", "CC0", DAYS, tuple((5000 + np.cumsum(rates)).tolist()))


#: enough for laws that hold at any size
FEW = Settings(particles=48, moves=2, last_moves=4)
MONTHS = [100.0, 120, 5, 4, 90, 110, 3, 100, 130, 80, 6, 100] * 2
WAR = War(
    name="test", theatre="Strait", attacker="Aland", defender="Beland", series={},
    inputs=tuple(
        {"name": name, "family": "lognormal", "parameters": [1e5, 0.2], "unit": "persons", "label": name,
         "source": "a test", "verified": True, "identified": "given", "dated": date(2032, 12, 1)}
        for name in ("force_attacker", "force_defender", "recruits_attacker", "recruits_defender")
    ),
)  # fmt: skip


@cache
def usual():
    return fit(losses())


def fit(loss: Made | None = None, ground: Made | None = None, **roles: Made):
    series = {"losses_attacker": loss or losses(), "area": ground or area(MONTHS), **roles}
    return fit_baseline(series, war=WAR, as_of=AS_OF, command="fit", settings=FEW)


def row(table, name: str):
    return next(item for item in table["parameter"] if item["name"] == name)


def test_later_rows_change_no_byte() -> None:
    def spoiled(made: Made) -> Made:
        return replace(
            made, values=tuple(v if d <= AS_OF else -1e9 for d, v in zip(made.days, made.values, strict=True))
        )

    honest = tomli_w.dumps(fit(area_check=area(MONTHS)))
    assert honest == tomli_w.dumps(fit(spoiled(losses()), spoiled(area(MONTHS)), area_check=spoiled(area(MONTHS))))
    cut = replace(losses(), days=DAYS[:1097], values=losses().values[:1097])
    assert cut.days[-1] == AS_OF and tomli_w.dumps(fit(cut, area_check=area(MONTHS))) == honest


def test_an_earlier_row_does_change_it() -> None:
    moved = losses()
    values = list(moved.values)
    values[500] += 1.0
    assert tomli_w.dumps(fit(replace(moved, values=tuple(values)))) != tomli_w.dumps(usual())


def test_the_table_says_what_was_used_to_which_day() -> None:
    table = usual()
    assert table["data_through"] == AS_OF and table["fitted_as_of"] == AS_OF and table["command"] == "fit"
    for source in table["sources"]:
        assert source["last_day"] == AS_OF and source["n"] == 1097 and len(source["sha256_of_rows_used"]) == 64
        assert source["title"] and source["licence"]


def test_an_input_dated_after_as_of_is_a_leak() -> None:
    with pytest.raises(LeakError, match="force_attacker"):
        fit_baseline({"losses_attacker": losses(), "area": area(MONTHS)}, war=WAR, as_of=date(2032, 11, 30), command="")


def test_missing_and_short_series_are_refused_by_name() -> None:
    with pytest.raises(DataError, match="'area'"):
        fit_baseline({"losses_attacker": losses()}, war=WAR, as_of=AS_OF, command="")
    short = replace(area(MONTHS), days=DAYS[1000:], values=area(MONTHS).values[1000:])
    with pytest.raises(DataError, match="12"):
        fit(ground=short)
    with pytest.raises(DataError, match="no day on or before"):
        known(losses(), date(2029, 12, 31))
    young = replace(losses(), days=DAYS[950:], values=losses().values[950:])
    with pytest.raises(DataError, match="spans of ten days"):
        fit(young)


def test_the_loss_rate_is_that_of_the_last_spans() -> None:
    made = losses()
    end = (AS_OF - START).days
    assert row(usual(), "loss_rate_attacker")["parameters"][0] == pytest.approx(
        made.values[end] - made.values[end - 30], rel=0.15
    )


def test_wilder_losses_have_wider_shocks_and_a_wilder_front_too() -> None:
    calm, wild = (row(fit(losses(sigma)), "tempo_sd")["parameters"][0] for sigma in (0.05, 0.4))
    assert wild > 3 * calm
    monthly = np.random.default_rng(1).standard_normal(24)
    calm, wild = (row(fit(ground=area((100 + k * monthly).tolist())), "advance_sd")["parameters"][0] for k in (5, 50))
    assert wild > 3 * calm


def test_a_war_of_movement_long_ago_does_not_make_a_quiet_front_restless() -> None:
    still = [100.0, 105, 95, 102, 98, 101, 99, 100, 103, 97, 100, 102]
    leaps = [-9000.0, 4000, 300, -5000, 200, -2500] * 2
    quiet = row(fit(ground=area(leaps + still)), "advance_sd")["parameters"][0]
    moving = row(fit(ground=area(still + leaps)), "advance_sd")["parameters"][0]
    assert quiet < 0.4 * moving


def test_a_front_that_does_not_move_is_stalled_and_never_breaks_the_fit() -> None:
    assert fit(ground=area([100.0] * 20 + [0.0] * 4))["stalled"] is True
    assert usual()["stalled"] is False
    frozen = fit(ground=area([0.0]))
    assert all(p > 0 for p in row(frozen, "advance_sd")["parameters"])


def test_another_mapping_group_moves_the_recent_rate_towards_its_own() -> None:
    steady = [100.0, 104, 96, 101] * 6
    alone = row(fit(ground=area(steady)), "advance_recent")["parameters"][0]
    both = fit(ground=area(steady), area_check=area([1.6 * rate for rate in steady]))
    assert 100 < alone * 1.05 < row(both, "advance_recent")["parameters"][0] < 160
    (ratio,) = both["posterior"]["ratio"]
    assert ratio["median_and_log_sd"][0] == pytest.approx(1.6, rel=0.15)
    assert ratio["median_and_log_sd"][1] < 0.15


def test_no_elasticity_is_fitted_and_the_file_says_what_the_series_do_not_teach() -> None:
    table = usual()
    names = {item["name"] for item in table["parameter"]}
    assert not names & {"claim_bias", "loss_exchange", "force_elasticity", "tempo_persistence", "stall_hazard"}
    assert any("elasticities" in note for note in table["notes"])
    nuisances = {item["name"] for item in table["posterior"]["nuisance"]}
    assert nuisances == {"tempo_unrest", "advance_drift", "advance_unrest"} and not nuisances & names


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert tomli_w.dumps(usual()) == tomli_w.dumps(fit())


def test_the_newest_row_of_an_input_by_the_day_counts_and_an_undated_one_until_then() -> None:
    def told(value: float, dated: date | None) -> dict:
        row = {key: item for key, item in WAR.inputs[0].items() if key != "dated"}
        return {**row, "parameters": [value, 0.2]} | ({} if dated is None else {"dated": dated})

    rows = (told(3.0, date(2032, 6, 1)), told(1.0, None), told(4.0, date(2033, 6, 1)), told(2.0, date(2032, 1, 1)))
    for order in (rows, rows[::-1]):
        war = replace(WAR, inputs=order)
        for day, value in ((date(2031, 1, 1), 1.0), (date(2032, 1, 1), 2.0), (AS_OF, 3.0), (date(2034, 1, 1), 4.0)):
            (found,) = war.known_inputs(day)
            assert found["parameters"][0] == value and "dated" not in found


def test_what_is_written_is_a_baseline() -> None:
    made = Baseline.from_table(tomllib.loads(tomli_w.dumps(usual())))
    assert (made.attacker, made.fitted_as_of) == ("Aland", AS_OF)
    assert made.correlation is not None and "loss_rate_attacker" in made.correlation.names
    assert set(made.correlation.names) <= {parameter.name for parameter in made.parameters}
    assert [observer.key for observer in made.observers] == ["losses_attacker@losses_attacker", "area_km2@area"]


@pytest.mark.parametrize("role", ["losses_attacker", "area", "area_check"])
def test_a_series_that_ended_weeks_ago_is_refused_and_no_stall(role: str) -> None:
    series = {"losses_attacker": losses(), "area": area(MONTHS), "area_check": area(MONTHS)}
    kept = (AS_OF - START).days - 20
    series[role] = replace(series[role], days=DAYS[:kept], values=series[role].values[:kept])
    with pytest.raises(DataError, match="21 days before"):
        fit_baseline(series, war=WAR, as_of=AS_OF, command="fit", settings=FEW)


def test_what_a_later_vintage_may_hide_is_said() -> None:
    assert any("vintage" in note for note in Baseline.from_table(usual()).notes)
