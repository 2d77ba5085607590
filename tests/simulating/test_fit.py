"""Laws of a fit: it cannot see past `as_of`, it gives back what made the data, and its file says where it came from."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import tomli_w

import contingent
from contingent.core.errors import DataError, LeakError
from contingent.simulating.baseline import Baseline
from contingent.simulating.fit import War, fit_baseline, tempo_shock
from contingent.simulating.series import KnownSeries, known

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


MONTHS = [100.0, 120, 5, 4, 90, 110, 3, 100, 130, 80, 6, 100] * 2
WAR = War(
    name="test", theatre="Strait", attacker="Aland", defender="Beland", series={},
    inputs=tuple(
        {"name": name, "family": "lognormal", "parameters": [1e5, 0.2], "unit": "persons", "label": name,
         "source": "a test", "verified": True, "identified": "given", "dated": date(2032, 12, 1)}
        for name in ("force_attacker", "force_defender", "recruits_attacker", "recruits_defender")
    ),
)  # fmt: skip


def fit(loss: Made | None = None, ground: Made | None = None, **roles: Made):
    series = {"losses_attacker": loss or losses(), "area": ground or area(MONTHS), **roles}
    return fit_baseline(series, war=WAR, as_of=AS_OF, command="fit")


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
    assert tomli_w.dumps(fit(replace(moved, values=tuple(values)))) != tomli_w.dumps(fit())


def test_the_table_says_what_was_used_to_which_day() -> None:
    table = fit()
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
    with pytest.raises(DataError, match="outcomes"):
        fit(young)


def test_the_loss_rate_is_that_of_the_last_ninety_days() -> None:
    made = losses()
    end = (AS_OF - START).days
    assert row(fit(), "loss_rate_attacker")["parameters"][0] == pytest.approx(
        (made.values[end] - made.values[end - 90]) / 3, rel=1e-3
    )


def test_the_shock_of_a_wandering_rate_comes_back() -> None:
    found = []
    for seed in range(30):
        made = losses(0.2, seed)
        cut = KnownSeries(**{name: getattr(made, name) for name in ("label", "source", "licence", "days", "values")})
        found.append(tempo_shock(known(cut, AS_OF), AS_OF, spread=0.08)[0] ** 2)
    # persistence also errs by what the rate wandered within its own 90 days; only `spread` of that is taken off
    assert 0.15 < math.sqrt(np.mean(found)) < 0.30


def test_stalls_are_counted_and_left_out_of_the_mean() -> None:
    table = fit()
    moving = [rate for rate in MONTHS[-12:] if rate > 50]
    assert min(moving) < row(table, "advance_mean")["parameters"][0] < max(moving)
    assert row(table, "stall_hazard")["identified"].startswith("by 6 stalls")
    assert row(table, "stall_months")["parameters"][0] == pytest.approx(8 / 6, rel=1e-3)
    assert row(table, "breakthrough_hazard")["identified"].startswith("prior only")
    assert table["stalled"] is False


def test_a_front_that_does_not_move_is_stalled_and_never_breaks_the_fit() -> None:
    still = fit(ground=area([100.0] * 20 + [0.0] * 4))
    assert still["stalled"] is True
    frozen = fit(ground=area([0.0]))
    assert all(p > 0 for p in row(frozen, "advance_sd")["parameters"])


def test_a_breakthrough_is_counted() -> None:
    table = fit(ground=area([50.0] * 20 + [900.0] + [50.0] * 3))
    assert row(table, "breakthrough_hazard")["identified"] == "by 1 breakthroughs begun in 24 months"


def test_another_mapping_group_moves_the_recent_rate_halfway_and_widens_it() -> None:
    alone, both = row(fit(), "advance_recent"), row(fit(area_check=area([200.0] * 24)), "advance_recent")
    assert both["parameters"][0] == pytest.approx((alone["parameters"][0] + 200) / 2, rel=1e-3)
    assert both["parameters"][1] > alone["parameters"][1]


def test_what_is_written_is_a_baseline() -> None:
    made = Baseline.from_table(tomllib.loads(tomli_w.dumps(fit())))
    assert (made.attacker, made.fitted_as_of) == ("Aland", AS_OF)


@pytest.mark.parametrize("role", ["losses_attacker", "area", "area_check"])
def test_a_series_that_ended_weeks_ago_is_refused_and_no_stall(role: str) -> None:
    series = {"losses_attacker": losses(), "area": area(MONTHS), "area_check": area(MONTHS)}
    kept = (AS_OF - START).days - 20
    series[role] = replace(series[role], days=DAYS[:kept], values=series[role].values[:kept])
    with pytest.raises(DataError, match="21 days before"):
        fit_baseline(series, war=WAR, as_of=AS_OF, command="fit")


def test_what_a_later_vintage_may_hide_is_said() -> None:
    assert any("vintage" in note for note in Baseline.from_table(fit()).notes)
