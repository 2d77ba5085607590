"""A program and its parameters as tables of numbers: what a compiled engine reads instead of names.

A row is what one path is known by: a parameter, a constant worked out of parameters by the equations themselves in
double precision, an amount that flows, a dial of a contingent. Everything else about a program is small and whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Float32

from contingent.simulating.front import equations as eq
from contingent.simulating.front import step as front
from contingent.simulating.front.flows import come_within
from contingent.simulating.front.intervene import CONTINGENT_MEASURES, FRONT_MEASURES, Program
from contingent.simulating.front.schedule import Contingent, Flow
from contingent.simulating.front.state import SIDES

#: rows that every program has, in order; those that end in attacker and defender stand side by side
ROWS = (
    "rate", "advance_mean", "rate_decay", "rate_shock", "tempo_decay", "tempo_shock", "loss_spread", "losses_attacker",
    "losses_defender", "season_effect", "stall", "breakthrough", "ceasefire", "break", "stall_effect",
    "breakthrough_effect", "ceasefire_effect", "stall_wear", "breakthrough_wear", "stall_gear", "breakthrough_gear",
    "force_elasticity", "munition_return", "wanted", "own_exponent_attacker", "own_exponent_defender",
    "enemy_exponent_attacker", "enemy_exponent_defender", "return_share", "return_step", "lag_share",
    "ceiling_attacker", "ceiling_defender", "recruits_attacker", "recruits_defender", "native_attacker",
    "native_defender", "wounded_attacker", "wounded_defender", "force_attacker", "force_defender", "exposed_attacker",
    "exposed_defender", "effective_attacker", "effective_defender",
)  # fmt: skip
KINDS = ("arrivals", "supplies", "aids", "mobilisations", "talks", "truces", "responses")
#: what is particular to a contingent, in the order of the columns of `Plan.dials`
DIALS = ("initial", "final", "unlearnt", "multiplier", "lag_share", "cap", "transit_loss", "friction")
#: what is known of a flow: its row, side, contingent, row of its ceiling, row of its stop share
FIELDS = 5
NONE = -1


class Plan(NamedTuple):
    """A program without its names. Integers are places; `NONE` where there is none.

    `sides[contingent]`, `names[contingent]` (which of the names it has), `present[contingent, branch]`,
    `dials[contingent, branch, dial]` rows; `spans[kind]` to `spans[kind + 1]` the flows of a kind, `flows[flow]` its
    row, side, contingent, row of its ceiling and row of its stop share; `weights[flow, branch, step]` and
    `before[flow, branch, step]`, their sum before a step; `within[flow]` the share of a response that comes in a step;
    `places[step]` where the state after so many steps is recorded; `measures[measure]` what and of which name.
    """

    branches: int
    steps: int
    contingents: int
    told: int
    days: int
    months: float
    fill: float
    regime: float
    sides: Any
    names: Any
    present: Any
    dials: Any
    spans: Any
    flows: Any
    weights: Any
    before: Any
    within: Any
    season: Any
    places: Any
    measures: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A plan, and the order and meaning of the rows that it speaks of."""

    plan: Plan
    rows: tuple[str, ...]
    program: Program

    def values(self, parameters: Mapping[str, Float[np.ndarray, " path"]]) -> Float32[np.ndarray, "row path"]:
        """The rows for these draws, each worked out in double precision and then rounded."""
        known = _constants(self.program, parameters)
        table = np.empty((len(self.rows), next(iter(parameters.values())).size), dtype=np.float32)
        for place, name in enumerate(self.rows):
            table[place] = known[name] if name in known else _row(name, parameters, self.program.step_months)
        return table


def tables(program: Program) -> Tables:
    """The tables of `program`."""
    rows = list(ROWS)

    def place(name: str) -> int:
        if name not in rows:
            rows.append(name)
        return rows.index(name)

    flows = [(kind, flow) for kind in KINDS for flow in getattr(program, kind)]
    contingents, branches = program.contingents, range(len(program.branches))
    names = list(dict.fromkeys(contingent.name for contingent in contingents))
    weights = _matrix([flow.weights for _, flow in flows], (len(branches), program.steps))
    before = np.concatenate([np.zeros((*weights.shape[:2], 1)), np.cumsum(weights, axis=2)], axis=2)
    places = np.full(program.steps + 1, NONE)
    places[list(program.recorded)] = np.arange(len(program.recorded))
    known = {name: (code, NONE) for code, name in enumerate(FRONT_MEASURES)}
    for code, measure in enumerate(CONTINGENT_MEASURES, start=len(FRONT_MEASURES)):
        known |= {f"{measure}:{name}": (code, number) for number, name in enumerate(names)}
    plan = Plan(
        branches=len(branches),
        steps=program.steps,
        contingents=len(contingents),
        told=len(program.measures),
        days=len(program.recorded),
        months=program.step_months,
        fill=float(eq.share_within(program.step_months, eq.FILL_MONTHS)),
        regime=eq.STALL if program.stalled else eq.GRIND,
        sides=np.array([SIDES.index(contingent.side) for contingent in contingents], dtype=np.int64),
        names=np.array([names.index(contingent.name) for contingent in contingents], dtype=np.int64),
        present=_matrix([contingent.present for contingent in contingents], (len(branches),)).astype(np.float32),
        dials=np.array(
            [[[place(_dial_row(c, dial, b)) for dial in DIALS] for b in branches] for c in contingents], dtype=np.int64
        ).reshape(len(contingents), len(branches), len(DIALS)),
        spans=np.cumsum([0, *(len(getattr(program, kind)) for kind in KINDS)]),
        flows=np.array([_flow(kind, flow, place) for kind, flow in flows], dtype=np.int64).reshape(len(flows), FIELDS),
        weights=weights.astype(np.float32),
        before=(before * program.step_months).astype(np.float32),
        within=np.array([come_within(flow, program.step_days) for _, flow in flows], dtype=np.float32),
        season=program.season.astype(np.float32),
        places=places,
        measures=np.array([known[measure] for measure in program.measures], dtype=np.int64),
    )
    return Tables(plan=plan, rows=tuple(rows), program=program)


def _matrix(parts: list[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    return np.array(parts, dtype=np.float64).reshape(len(parts), *shape)


#: the parameter of the world behind each of `DIALS`
_DRAWN = {
    "initial": "initial_quality", "final": "final_quality", "unlearnt": "learning_months",
    "multiplier": "casualty_multiplier", "lag_share": "arrival_lag", "cap": "integration_cap",
    "transit_loss": "transit_loss", "friction": "friction",
}  # fmt: skip


def _dial_row(contingent: Contingent, dial: str, branch: int) -> str:
    return f"{dial}|{contingent.dial(_DRAWN[dial])[branch]}"


def _flow(kind: str, flow: Flow, place: Any) -> list[int]:
    bounded = {"arrivals": "above 0", "mobilisations": "above 0", "talks": "above 0", "truces": "share"}
    return [
        place(f"{bounded.get(kind, 'amount')}|{flow.parameter}"),
        NONE if flow.side is None else SIDES.index(flow.side),
        NONE if flow.contingent is None else flow.contingent,
        NONE if flow.ceiling is None else place(f"above 0|{flow.ceiling}"),
        NONE if flow.stop_share is None else place(f"amount|{flow.stop_share}"),
    ]


def _row(name: str, p: Mapping[str, np.ndarray], months: float) -> Float[np.ndarray, " path"]:
    """A row that is named after what is done to a parameter: a dial, or a bound."""
    how, _, parameter = name.partition("|")
    drawn = p[parameter]
    match how:
        case "above 0":
            return np.asarray(np.maximum(drawn, 0.0))
        case "share":
            return np.asarray(np.clip(drawn, 0.0, 1.0))
        case _:
            return np.asarray(front.dial_of(_DRAWN[how], drawn, months) if how in _DRAWN else drawn)


def _constants(program: Program, p: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The rows that every program has, out of the constants of the readable engine; the start is the reference's."""
    reference, months = program.reference, program.step_months
    alone = replace(
        program,
        branches=program.branches[reference : reference + 1],
        reference=0,
        contingents=tuple(
            replace(
                contingent,
                present=contingent.present[reference : reference + 1],
                dials=tuple(names[reference : reference + 1] for names in contingent.dials),
            )
            for contingent in program.contingents
        ),
        responses=(),
    )
    c = front.constants(alone, p)
    monthly = front.monthly_losses(p)
    by_side = {
        "losses": c.losses, "ceiling": c.ceiling, "recruits": c.recruits, "force": c.force, "exposed": c.exposed,
        "effective": c.effective, "native": {side: p[f"force_{side}"] for side in SIDES},
        "wounded": {side: monthly[side] * p["return_share"] * p["return_months"] for side in SIDES},
        "own_exponent": {side: p[f"own_exponent_{side}"] for side in SIDES},
        "enemy_exponent": {side: p[f"enemy_exponent_{side}"] for side in SIDES},
    }  # fmt: skip
    return {
        "rate": p["advance_mean" if program.stalled else "advance_recent"],
        **{name: p[name] for name in ROWS if name in p and name not in _SHADOWED},
        "stall": p["stall_hazard"] * months,
        "breakthrough": p["breakthrough_hazard"] * months,
        "ceasefire": p["ceasefire_hazard"] * months,
        "break": p["ceasefire_break_hazard"] * months,
        "stall_effect": -p["stall_force_effect"],
        "breakthrough_effect": p["breakthrough_force_effect"],
        "ceasefire_effect": p["ceasefire_force_effect"],
        **{name: getattr(c, name) for name in _OF_CONSTANTS},
        **{f"{name}_{side}": values[side] for name, values in by_side.items() for side in SIDES},
    }


_OF_CONSTANTS = (
    "tempo_decay", "tempo_shock", "rate_decay", "rate_shock", "lag_share", "return_step", "loss_spread", "stall_wear",
    "breakthrough_wear", "wanted",
)  # fmt: skip
#: parameters whose name a row has for something that is worked out of them
_SHADOWED = ("force_attacker", "force_defender", "ceiling_attacker", "ceiling_defender", "recruits_attacker",
             "recruits_defender")  # fmt: skip
