"""What interventions bring in one step: arrivals, aid and its answers, munitions, truces, talks, the mobilised."""

from __future__ import annotations

import numpy as np

from contingent.core.interventions import Side
from contingent.simulating.front import equations as eq
from contingent.simulating.front.intervene import Program
from contingent.simulating.front.schedule import Flow
from contingent.simulating.front.state import ENEMY, Branches, Constants, Parameters, State

#: what bounds a flow that has no ceiling: more persons than any state has
UNBOUNDED = 1e12


def amount(flows: tuple[Flow, ...], number: int, p: Parameters, side: Side | None = None) -> Branches | float:
    """The sum of the flows of `side` in this step; 0.0 where none flows."""
    total: Branches | float = 0.0
    for flow in flows:
        weights = flow.weights[:, number]
        if flow.side == side and weights.any():
            total = total + weights[:, None] * p[flow.parameter]
    return total


def arrive(state: State, number: int, program: Program, p: Parameters, c: Constants) -> None:
    """Groups have set out, less those lost on the way."""
    for flow in program.arrivals:
        weights = flow.weights[:, number]
        if weights.any():
            assert flow.contingent is not None  # an arrival always names its contingent
            body = state.contingents[flow.contingent]
            inflow = weights[:, None] * np.maximum(p[flow.parameter], 0.0)
            if flow.stop_share is not None:
                inflow = inflow * eq.departs(body.casualties, body.lost, body.arrived, p[flow.stop_share])
            lost = c.dials[flow.contingent].transit_loss * inflow
            body.arrived = body.arrived + inflow
            body.lost = body.lost + lost
            body.waiting = body.waiting + (inflow - lost)


def join(state: State, c: Constants) -> None:
    """Of those on their way, the mobilised and newcomers, some have joined: those of half a step."""
    for natives in state.native.values():
        moved = natives.waiting * c.lag_share
        natives.waiting = natives.waiting - moved
        natives.present = natives.present + moved
        natives.levied = natives.levied + moved
    for body, dial in zip(state.contingents, c.dials, strict=True):
        body.waiting, body.present, body.green = eq.joined(
            body.waiting, body.present, body.green, dial.lag_share, dial.cap, dial.unlearnt
        )


def aid(number: int, side: Side, program: Program, p: Parameters) -> Branches | float:
    """How many times as strong third parties make `side`."""
    return np.maximum(1.0 + amount(program.aids, number, p, side), 0.0)


def response(state: State, number: int, side: Side, program: Program, p: Parameters, c: Constants) -> Branches | float:
    """How many times as strong its backers' answers to its enemy's reinforcements make `side`.

    Reinforcements are what came to the enemy since the start: contingents, and persons mobilised.
    """
    total: Branches | float = 0.0
    for place, flow in enumerate(program.responses):
        if flow.side != side:
            continue
        enemy = ENEMY[side]
        natives = state.native[enemy]
        came = natives.levied + natives.waiting
        for body, contingent in zip(state.contingents, program.contingents, strict=True):
            if contingent.side == enemy:
                came = came + (body.arrived - contingent.present[:, None])
        within = come_within(flow, program.step_days)
        state.answers[place] = eq.answered(state.answers[place], came / c.force[enemy], within)
        total = total + flow.weights[:, number, None] * p[flow.parameter] * state.answers[place]
    return np.maximum(1.0 + total, 0.0)


def come_within(flow: Flow, step_days: int) -> float:
    """The share of what is missing of a response that comes in a step."""
    return 1.0 - 0.5 ** (step_days / flow.lag_days) if flow.lag_days else 1.0


def truce(number: int, program: Program, p: Parameters) -> Branches | float:
    """What truces leave of the fighting in this step."""
    left: Branches | float = 1.0
    for flow in program.truces:
        weights = flow.weights[:, number]
        if weights.any():
            left = left * (1.0 - weights[:, None] * np.clip(p[flow.parameter], 0.0, 1.0))
    return left


def talks(number: int, program: Program, p: Parameters) -> Branches | float:
    """How many times as likely talks make a cease-fire."""
    factor: Branches | float = 1.0
    for flow in program.talks:
        weights = flow.weights[:, number]
        if weights.any():
            factor = factor * np.maximum(p[flow.parameter], 0.0) ** weights[:, None]
    return factor


def mobilised(number: int, side: Side, program: Program, p: Parameters) -> Branches | float:
    """Persons whom `side` calls up in this step."""
    called: Branches | float = 0.0
    for flow in program.mobilisations:
        before = flow.weights[:, :number].sum(axis=1)[:, None] * program.step_months
        after = before + flow.weights[:, number][:, None] * program.step_months
        if flow.side == side and np.any(after > before):
            ceiling = UNBOUNDED if flow.ceiling is None else np.maximum(p[flow.ceiling], 0.0)
            called = called + eq.called_up(np.maximum(p[flow.parameter], 0.0), before, after, ceiling)
    return called
