"""The front: one step of troops, munitions, losses, advance and regimes, for all branches and paths at once.

Arrays are `[branch, path]`; what no branch can change (tempo, underlying rate of advance) is `[path]`. Rates are per
month of 30 days. The equations, with F the effective force, m the sufficiency of munitions, x the change of log
(F_a m_a^.3)/(F_d m_d^.3) since the start, v the rate of advance, and Δ the step in months. The start is that of the
reference, those already present among its force: the rates that were measured then were theirs too.

    losses  L_a = λ_a e^(ℓ+ε_a) (own/own₀)^a₁ (F_d m_d/F_d₀)^a₂ Δ, and the defender's likewise
    advance A += v·gear(z)·e^(β·sign(v)·x) Δ
    hazards stall: h_s e^(-γ_s·sign(v)·x + winter), breakthrough: h_b e^(γ_b·sign(v)·x), cease-fire: h_c·talks·e^(η x)
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from contingent.core.interventions import Side
from contingent.simulating.intervene import Flow, Program
from contingent.simulating.state import SIDES, Body, Branches, Constants, Noise, Parameters, Paths, Regimes, State

GRIND, STALL, BREAKTHROUGH, CEASEFIRE = range(4)
#: losses in each regime relative to a grind; a judgement (general knowledge, unverified); a cease-fire is violated
INTENSITY = (1.0, 0.85, 1.15, 0.02)
#: the log tempo stays within a factor of e^1.5 of today's: beyond, shocks with heavy tails have no finite mean
TEMPO_BOUND = 1.5
#: share of the sufficiency of munitions that counts as force in an advance (a judgement, unverified)
FIRE_IN_ADVANCE = 0.3
#: share of a side made up by one contingent at which friction is full
FULL_FRICTION_SHARE = 0.15
#: months in which a gap to the ceiling would close at its first pace, recruits permitting; and a stock be fired
FILL_MONTHS = 1.0
STOCK_MONTHS = 1.0
#: days of fighting that the spread of losses from step to step belongs to; longer steps even it out
NOISE_DAYS = 10.0
#: bound of |β x| and of its like in hazards: no change of force moves the front more than e² times as fast
ELASTIC_BOUND = 2.0
#: a side never falls below one person in a logarithm
ONE = 1.0
#: mean of a Weibull hazard of shape 2: h(age) = (π/2)·age/mean²
AGEING = np.pi / 2


def start(program: Program, p: Parameters) -> State:
    """The state on day 0: forces, contingents present, wounded as a steady war has them, nobody on the way."""
    branches, paths = len(program.branches), p["force_attacker"].size
    shape = (branches, paths)
    loss = _monthly_losses(p)
    native = {side: _body(shape, p[f"force_{side}"], loss[side] * p["return_share"] * p["return_months"])
              for side in SIDES}  # fmt: skip
    contingents = [_body(shape, c.present[:, None], 0.0) for c in program.contingents]
    state = State(
        native=native,
        contingents=contingents,
        stock={side: np.zeros(shape) for side in SIDES},
        tempo=np.zeros(paths),
        # the underlying rate of a front that stands still is not what it does now
        rate=p["advance_mean" if program.stalled else "advance_recent"].copy(),
        area=np.zeros(shape),
        regime=np.full(shape, STALL if program.stalled else GRIND, dtype=np.int8),
        age=np.zeros(shape),
        change=np.zeros(shape),
        effective={},
    )
    state.effective = {side: effective_force(state, side, program, p) for side in SIDES}
    return state


def constants(program: Program, p: Parameters) -> Constants:
    """The constants of a chunk of paths."""
    dt = program.step_months
    origin = start(program, p)
    total = {side: total_force(origin, side, program)[program.reference] for side in SIDES}
    return Constants(
        tempo_decay=p["tempo_persistence"] ** dt,
        tempo_shock=p["tempo_sd"] * shock_share(p["tempo_persistence"], dt),
        rate_decay=p["advance_persistence"] ** dt,
        rate_shock=p["advance_sd"] * shock_share(p["advance_persistence"], dt),
        lag_share=1.0 - np.exp(-dt / p["arrival_lag"]),
        return_step=1.0 - np.exp(-dt / p["return_months"]),
        losses={side: loss * dt for side, loss in _monthly_losses(p).items()},
        log_total={side: np.log(np.maximum(total[side], ONE)) for side in SIDES},
        log_effective={side: np.log(np.maximum(origin.effective[side][program.reference], ONE)) for side in SIDES},
        noise=p["loss_noise"] * np.sqrt(NOISE_DAYS / program.step_days),
    )


def shock_share(persistence: Paths, dt: float) -> Paths:
    """What a step's shock is of a month's, so that steps of any length add up to the same month: √Δ where none fades.

    With a share φ kept over a month, Σ φ^(2Δj) of the steps' variances is the month's where each is
    (1 - φ^(2Δ))/(1 - φ²) of it.

    >>> shock_share(np.array([0.0, 1.0]), 0.25).tolist()
    [1.0, 0.5]
    """
    square = np.asarray(persistence**2)
    fades = square < 1.0 - 1e-9
    return np.sqrt(np.where(fades, (1.0 - square**dt) / np.where(fades, 1.0 - square, 1.0), dt))


def step(state: State, number: int, program: Program, p: Parameters, c: Constants, noise: Noise) -> None:
    """`state` has moved on by step `number` (from 0); persons are neither made nor lost but by the flows named."""
    dt = program.step_months
    _arrive(state, number, program, p, c)
    for side in SIDES:
        state.effective[side] = effective_force(state, side, program, p) * _aid(number, side, program, p)
    state.tempo = np.clip(c.tempo_decay * state.tempo + c.tempo_shock * noise.tempo, -TEMPO_BOUND, TEMPO_BOUND)
    log_m = {side: _munitions(state, number, side, program, p) for side in SIDES}
    log_f = {side: np.log(np.maximum(state.effective[side], ONE)) - c.log_effective[side] for side in SIDES}
    state.change = (log_f["attacker"] + FIRE_IN_ADVANCE * log_m["attacker"]) - (
        log_f["defender"] + FIRE_IN_ADVANCE * log_m["defender"]
    )
    _switch(state, number, program, p, noise)
    _fight(state, program, p, c, noise, {side: log_f[side] + log_m[side] for side in SIDES})
    state.rate = p["advance_mean"] + c.rate_decay * (state.rate - p["advance_mean"]) + c.rate_shock * noise.advance
    moved = state.rate * _lean(p["force_elasticity"], np.sign(state.rate) * state.change)
    state.area += _gear(state, p) * moved * dt
    _replenish(state, number, program, p, c)


def effective_force(state: State, side: Side, program: Program, p: Parameters) -> Branches:
    """Persons of `side` weighed by quality: natives count one, newcomers by what they have learnt, less friction."""
    force = state.native[side].present.copy()
    newcomers = [b for b, k in zip(state.contingents, program.contingents, strict=True) if k.side == side]
    total = total_force(state, side, program)
    for body in newcomers:
        learnt = 1.0 - np.exp(-body.months / p["learning_months"])
        quality = p["initial_quality"] + (p["final_quality"] - p["initial_quality"]) * learnt
        share = np.minimum(1.0, body.present / (np.maximum(total, ONE) * FULL_FRICTION_SHARE))
        force += quality * body.present * (1.0 - p["friction"] * share)
    return force


def total_force(state: State, side: Side, program: Program) -> Branches:
    """Persons of `side` at the front, natives and newcomers."""
    total = state.native[side].present
    for body, contingent in zip(state.contingents, program.contingents, strict=True):
        if contingent.side == side:
            total = total + body.present
    return total


def side_losses(state: State, side: Side, program: Program) -> Branches:
    """Casualties of `side` since the start, natives and newcomers, those lost on the way among them."""
    total = state.native[side].casualties
    for body, contingent in zip(state.contingents, program.contingents, strict=True):
        if contingent.side == side:
            total = total + body.casualties + body.lost
    return total


def _monthly_losses(p: Parameters) -> dict[Side, Paths]:
    attacker = p["loss_rate_attacker"] * p["claim_bias"]
    return {"attacker": attacker, "defender": attacker / p["loss_exchange"]}


def _body(shape: tuple[int, int], present: np.ndarray, wounded: np.ndarray | float) -> Body:
    def filled(value: np.ndarray | float) -> Branches:
        return np.array(np.broadcast_to(value, shape), dtype=float)

    return Body(
        present=filled(present), waiting=filled(0.0), wounded=filled(wounded), months=filled(0.0),
        dead=filled(0.0), casualties=filled(0.0), lost=filled(0.0), levied=filled(0.0),
    )  # fmt: skip


def _amount(flows: tuple[Flow, ...], number: int, p: Parameters, side: Side | None = None) -> Branches | float:
    """The sum of the flows of `side` in this step; 0.0 where none flows."""
    total: Branches | float = 0.0
    for flow in flows:
        weights = flow.weights[:, number]
        if flow.side == side and weights.any():
            total = total + weights[:, None] * p[flow.parameter]
    return total


def _arrive(state: State, number: int, program: Program, p: Parameters, c: Constants) -> None:
    dt = program.step_months
    for flow in program.arrivals:
        weights = flow.weights[:, number]
        if weights.any():
            assert flow.contingent is not None  # an arrival always names its contingent
            body = state.contingents[flow.contingent]
            inflow = weights[:, None] * np.maximum(p[flow.parameter], 0.0)
            lost = p["transit_loss"] * inflow
            body.lost += lost
            body.waiting += inflow - lost
    for body in state.contingents:
        moved = np.minimum(body.waiting * c.lag_share, p["integration_cap"] * dt)
        body.waiting -= moved
        after = body.present + moved
        # newcomers bring no experience: the mean is diluted, then everybody gains a step of it
        body.months *= body.present / np.maximum(after, ONE)
        body.months += dt
        body.present = after


def _aid(number: int, side: Side, program: Program, p: Parameters) -> Branches | float:
    return np.maximum(1.0 + _amount(program.aids, number, p, side), 0.0)


def _munitions(state: State, number: int, side: Side, program: Program, p: Parameters) -> Branches:
    """Log sufficiency of munitions: what is fired over what would be without an intervention, to the κ.

    Supply keeps up with the tempo as it did when the rate of losses was measured, so that what a war's losses have
    shown of the tempo is not damped once more; more than today's use is wanted by a share. 0 where nothing is done.
    """
    dt = program.step_months
    tempo = np.exp(state.tempo)
    supply = np.maximum(tempo + _amount(program.supplies, number, p, side), 0.0)
    fired = np.minimum((1.0 + p["unmet_need"]) * tempo, supply + state.stock[side] / STOCK_MONTHS)
    state.stock[side] = np.maximum(state.stock[side] + (supply - fired) * dt, 0.0)
    return np.asarray(p["munition_return"] * np.log(np.maximum(fired / tempo, 1e-6)))


def _switch(state: State, number: int, program: Program, p: Parameters, noise: Noise) -> None:
    """Regimes after this step's chances; a cease-fire, once begun, holds to the horizon.

    Force on the side that advances makes a breakthrough likelier and a stall less so, whichever side that is.
    """
    dt = program.step_months
    ahead = np.sign(state.rate) * state.change
    talks: Branches | float = 1.0
    for flow in program.talks:
        weights = flow.weights[:, number]
        if weights.any():
            talks = talks * np.maximum(p[flow.parameter], 0.0) ** weights[:, None]
    h_ceasefire = p["ceasefire_hazard"] * talks * _lean(p["ceasefire_force_effect"], state.change)
    winter = p["season_effect"] * program.season[number]
    h_stall = p["stall_hazard"] * np.exp(winter) * _lean(-p["stall_force_effect"], ahead)
    h_breakthrough = p["breakthrough_hazard"] * _lean(p["breakthrough_force_effect"], ahead)
    state.age += dt
    grinding, stalled = state.regime == GRIND, state.regime == STALL
    broken = state.regime == BREAKTHROUGH
    middle = state.age - 0.5 * dt
    restarts = stalled & (noise.regime < AGEING * middle / p["stall_months"] ** 2 * dt)
    halts = broken & (noise.regime < AGEING * middle / p["breakthrough_months"] ** 2 * dt)
    stalls = grinding & (noise.regime < h_stall * dt)
    breaks = grinding & ~stalls & (noise.breakthrough < h_breakthrough * dt)
    ceases = (state.regime != CEASEFIRE) & (noise.ceasefire < h_ceasefire * dt)
    state.regime[restarts | halts] = GRIND
    state.regime[stalls] = STALL
    state.regime[breaks] = BREAKTHROUGH
    state.regime[ceases] = CEASEFIRE
    state.age[restarts | halts | stalls | breaks | ceases] = 0.0


def _lean(effect: Paths, change: Branches) -> Branches:
    """How many times as fast or as likely a change of force makes something; bounded, also where a side is gone."""
    return np.asarray(np.exp(np.clip(effect * change, -ELASTIC_BOUND, ELASTIC_BOUND)))


def _by_regime(regime: Regimes, stall: Paths | float, breakthrough: Paths | float, ceasefire: float) -> Branches:
    moving = np.where(regime == STALL, stall, np.where(regime == BREAKTHROUGH, breakthrough, 1.0))
    return np.where(regime == CEASEFIRE, ceasefire, moving)


def _gear(state: State, p: Parameters) -> Branches:
    return _by_regime(state.regime, p["stall_gear"], p["breakthrough_gear"], 0.0)


def _fight(
    state: State, program: Program, p: Parameters, c: Constants, noise: Noise, fire: dict[Side, Branches]
) -> None:
    """Losses of this step, split over a side's natives and newcomers by numbers times casualty multiplier."""
    intensity = _by_regime(state.regime, INTENSITY[STALL], INTENSITY[BREAKTHROUGH], INTENSITY[CEASEFIRE])
    enemy: dict[Side, Side] = {"attacker": "defender", "defender": "attacker"}
    shocks: dict[Side, Paths] = {"attacker": noise.attacker, "defender": noise.defender}
    for side in SIDES:
        own = np.log(np.maximum(total_force(state, side, program), ONE)) - c.log_total[side]
        exponent = (state.tempo + c.noise * shocks[side] - 0.5 * c.noise**2) + (
            p[f"own_exponent_{side}"] * own + p[f"enemy_exponent_{side}"] * fire[enemy[side]]
        )
        losses = c.losses[side] * intensity * np.exp(exponent)
        bodies: list[tuple[Body, Literal[1] | Paths]] = [(state.native[side], 1)]
        bodies += [
            (body, p["casualty_multiplier"])
            for body, contingent in zip(state.contingents, program.contingents, strict=True)
            if contingent.side == side
        ]
        weights = [body.present * multiplier for body, multiplier in bodies]
        whole = np.maximum(sum(weights[1:], start=weights[0]), ONE)
        per_weight = losses / whole
        for (body, _), weight in zip(bodies, weights, strict=True):
            lost = np.minimum(per_weight * weight, body.present)
            wounded = p["return_share"] * lost
            body.present -= lost
            body.casualties += lost
            body.wounded += wounded
            body.dead += lost - wounded


def _replenish(state: State, number: int, program: Program, p: Parameters, c: Constants) -> None:
    """The wounded who recover are back; recruits fill the gap to the ceiling as far as they suffice."""
    dt = program.step_months
    for body in (*state.native.values(), *state.contingents):
        back = body.wounded * c.return_step
        body.wounded -= back
        body.present += back
    for side in SIDES:
        body = state.native[side]
        # the levied come on top: they must not merely take the place of recruits who would have come
        gap = p[f"ceiling_{side}"] * p[f"force_{side}"] + body.levied - body.present
        body.present += np.clip(gap * min(1.0, dt / FILL_MONTHS), 0.0, p[f"recruits_{side}"] * dt)
        flow = _amount(program.mobilisations, number, p, side)
        body.waiting += np.maximum(flow, 0.0) * dt
        moved = body.waiting * c.lag_share
        body.waiting -= moved
        body.present += moved
        body.levied += moved
