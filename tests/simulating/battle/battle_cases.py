"""Small battles to test on: scenarios of a few branches, and the interventions in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contingent.core.belief import Prior
from contingent.core.interventions import Arrival, Branch, Intervention
from contingent.core.nouns import Scenario


def prior(name: str, family: str, *parameters: float) -> Prior:
    return Prior(name=name, family=family, parameters=parameters, unit="1", source="a test")


def point(name: str, value: float) -> Prior:
    return prior(name, "point", value)


def arrival(size: float, *, tranches: int = 1, first_day: int = 30, present: float = 0.0, side="attacker") -> Arrival:
    return Arrival(
        contingent="Elbonia", side=side, size=point("group", size), tranches=tranches, first_day=first_day,
        present=present,
    )  # fmt: skip


def scenario(*branches: tuple[Intervention, ...], horizon: int = 90, step: int = 1, **fields) -> Scenario:
    made = tuple(
        Branch(id=f"b{i}", label=f"branch {i}", interventions=interventions) for i, interventions in enumerate(branches)
    )
    base = Scenario(
        id="s", title="t", as_of=date(2030, 3, 1), attacker="Aland", defender="Beland", theatre="Strait",
        baseline="battle", reference="b0", branches=made, horizon_days=horizon, step_days=step,
    )  # fmt: skip
    return replace(base, **fields)
