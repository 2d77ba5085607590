"""Small wars to test on: a scenario of two branches, a baseline of a made-up war, and its parameters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contingent.core.belief import Prior
from contingent.core.interventions import Arrival, Branch, Intervention
from contingent.core.nouns import Scenario
from contingent.simulating.baseline import Baseline, article_baseline

GIVEN = (
    ("force_attacker", 200_000.0, "q-1"),
    ("force_defender", 150_000.0, "q-2"),
    ("losses_attacker_per_month", 9_000.0, "q-3"),
    ("area_rate_km2_per_month", 60.0, "q-4"),
)


def prior(name: str, family: str, *parameters: float, unit: str = "1") -> Prior:
    return Prior(name=name, family=family, parameters=parameters, unit=unit, source="a test")


def point(name: str, value: float) -> Prior:
    return prior(name, "point", value)


def arrival(size: float, *, tranches: int = 1, first_day: int = 30, present: float = 0.0, side="attacker") -> Arrival:
    return Arrival(
        contingent="Elbonia", side=side, size=prior("group", "point", size, unit="persons"), tranches=tranches,
        first_day=first_day, present=present,
    )  # fmt: skip


def scenario(*branches: tuple[Intervention, ...], horizon: int = 180, step: int = 10, **fields) -> Scenario:
    made = tuple(
        Branch(id=f"b{i}", label=f"branch {i}", interventions=interventions) for i, interventions in enumerate(branches)
    )
    base = Scenario(
        id="s", title="t", as_of=date(2030, 3, 1), attacker="Aland", defender="Beland", theatre="Strait",
        baseline="article", reference="b0", branches=made, horizon_days=horizon, step_days=step, given=GIVEN,
    )  # fmt: skip
    return replace(base, **fields)


def baseline(case: Scenario | None = None) -> Baseline:
    return article_baseline(case or scenario(()))


#: regimes switched off, so that only the equations of force speak
NO_REGIMES = tuple(point(name, 0.0) for name in ("stall_hazard", "breakthrough_hazard", "ceasefire_hazard"))
