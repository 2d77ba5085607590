"""The front: one step of troops, munitions, losses, advance and regimes, for all branches and paths at once.

The equations stand in `equations`; here they are led through sides and contingents with NumPy. Arrays are
`[branch, path]`; what no branch can change (tempo, underlying rate of advance) is `[path]`. Rates are per month of 30
days. The start is that of the reference, those already present among its force: the rates that were measured then were
theirs too.

A law: more arrivals never lower own effective force, on any path and day, as long as the same cease-fires hold in both
branches (force moves their hazard a little, and hardly anybody is lost in one). Newcomers dilute the losses of the
others where own exponents are at most 1, weaken the enemy where its exponents are at least 0 (as in all but a few draws
of the cited priors), and friction is at most a half. Two things lie outside it: an enemy's answer and a stop rule,
which make later force depend on what came before; and a remainder, for a side that is spared casualties calls up fewer
recruits and gets fewer wounded back. Newcomers of the cited priors outweigh it many times over; troops of no worth at
all might not. Tests hold both.

The integration cap is of each contingent: two contingents come in side by side, as if through two depots.
"""

from __future__ import annotations

import numpy as np

from contingent.core.interventions import DIALS, Side
from contingent.simulating.front import equations as eq
from contingent.simulating.front import flows
from contingent.simulating.front.intervene import Program
from contingent.simulating.front.schedule import Contingent
from contingent.simulating.front.state import (
    ENEMY,
    SIDES,
    Branches,
    Constants,
    Dial,
    Dials,
    Natives,
    Newcomers,
    Noise,
    Parameters,
    Paths,
    State,
)


def start(program: Program, p: Parameters) -> State:
    """The state on day 0: forces, contingents present, wounded as a steady war has them, nobody on the way."""
    shape = (len(program.branches), p["force_attacker"].size)
    loss = monthly_losses(p)
    state = State(
        native={
            side: _natives(shape, p[f"force_{side}"], loss[side] * p["return_share"] * p["return_months"])
            for side in SIDES
        },
        contingents=[_newcomers(shape, contingent) for contingent in program.contingents],
        stock={side: np.zeros(shape) for side in SIDES},
        answers=[np.zeros(shape) for _ in program.responses],
        tempo=np.zeros(shape[1]),
        # the underlying rate of a front that stands still is not what it does now
        rate=p["advance_mean" if program.stalled else "advance_recent"],
        area=np.zeros(shape),
        regime=np.full(shape, eq.STALL if program.stalled else eq.GRIND),
        age=np.zeros(shape),
        begun=np.zeros(shape),
        change=np.zeros(shape),
        effective={},
    )
    dials = [dials_of(contingent, p, program.step_months) for contingent in program.contingents]
    state.effective = {side: effective_force(state, side, program, dials) for side in SIDES}
    return state


def constants(program: Program, p: Parameters) -> Constants:
    """The constants of a chunk of paths."""
    dt = program.step_months
    origin, reference = start(program, p), program.reference
    dials = tuple(dials_of(contingent, p, dt) for contingent in program.contingents)
    return Constants(
        dials=dials,
        tempo_decay=eq.kept(p["tempo_persistence"], dt),
        tempo_shock=p["tempo_sd"] * eq.shock_share(p["tempo_persistence"], dt),
        rate_decay=eq.kept(p["advance_persistence"], dt),
        rate_shock=p["advance_sd"] * eq.shock_share(p["advance_persistence"], dt),
        lag_share=eq.share_within(0.5 * dt, p["arrival_lag"]),
        return_step=eq.share_within(dt, p["return_months"]),
        loss_spread=eq.loss_spread(p["loss_noise"], dt),
        stall_wear=eq.wear(p["stall_months"], dt),
        breakthrough_wear=eq.wear(p["breakthrough_months"], dt),
        wanted=1.0 + p["unmet_need"],
        losses={side: loss * dt for side, loss in monthly_losses(p).items()},
        ceiling={side: p[f"ceiling_{side}"] * p[f"force_{side}"] for side in SIDES},
        recruits={side: p[f"recruits_{side}"] * dt for side in SIDES},
        force={side: np.maximum(total_force(origin, side, program)[reference], 1.0) for side in SIDES},
        exposed={side: np.maximum(_exposed(origin, side, program, dials)[reference], 1.0) for side in SIDES},
        effective={side: np.maximum(origin.effective[side][reference], 1.0) for side in SIDES},
    )


def dials_of(contingent: Contingent, p: Parameters, months: float) -> Dials:
    """What is particular to a contingent; an array a branch where a branch turns a dial, else one for all."""
    known = {dial: dial_of(dial, _dial(contingent.dial(dial), p), months) for dial in DIALS}
    return Dials(
        initial=known["initial_quality"],
        final=known["final_quality"],
        unlearnt=known["learning_months"],
        multiplier=known["casualty_multiplier"],
        lag_share=known["arrival_lag"],
        cap=known["integration_cap"],
        transit_loss=known["transit_loss"],
        friction=known["friction"],
    )


def dial_of(name: str, drawn: Dial, months: float) -> Dial:
    """One of `DIALS` as a step of so many `months` takes it: learning, lag and cap are those of half a step."""
    match name:
        case "learning_months":
            return np.asarray(eq.left(0.5 * months, drawn))
        case "arrival_lag":
            return np.asarray(eq.share_within(0.5 * months, drawn))
        case "integration_cap":
            return drawn * 0.5 * months
        case _:
            return drawn


def monthly_losses(p: Parameters) -> dict[Side, Paths]:
    """Losses of each side a month at the start, as they are, not as they are claimed."""
    attacker = p["loss_rate_attacker"] * p["claim_bias"]
    return {"attacker": attacker, "defender": attacker / p["loss_exchange"]}


def step(state: State, number: int, program: Program, p: Parameters, c: Constants, noise: Noise) -> None:
    """`state` has moved on by step `number` (from 0); persons are neither made nor lost but by the flows named."""
    dt = program.step_months
    flows.arrive(state, number, program, p, c)
    flows.join(state, c)
    helped = {
        side: flows.aid(number, side, program, p) * flows.response(state, number, side, program, p, c) for side in SIDES
    }
    state.effective = {side: effective_force(state, side, program, c.dials) * helped[side] for side in SIDES}
    state.tempo = eq.next_tempo(state.tempo, c.tempo_decay, c.tempo_shock, noise.tempo)
    state.rate = eq.next_rate(state.rate, p["advance_mean"], c.rate_decay, c.rate_shock, noise.advance)
    truce = flows.truce(number, program, p)
    fire = _munitions(state, number, truce, program, p, c)
    force = {side: eq.log_ratio(state.effective[side], c.effective[side]) for side in SIDES}
    state.change = eq.change(force["attacker"], fire["attacker"], force["defender"], fire["defender"])
    towards = eq.direction(state.rate)
    before = state.regime
    _switch(state, _hazards(state, number, truce, towards, program, p), dt, p, c, noise)
    active = eq.midway(eq.activity(before, truce), eq.activity(state.regime, truce))
    for side, chance in zip(SIDES, (noise.attacker, noise.defender), strict=True):
        enemy = ENEMY[side]
        heat = c.losses[side] * eq.heat(state.tempo, c.loss_spread, chance)
        exposed = _exposed(state, side, program, c.dials)
        own, theirs = eq.log_ratio(exposed, c.exposed[side]), force[enemy] + fire[enemy]
        per = eq.per_exposed(heat, active, own, exposed, p[f"own_exponent_{side}"], theirs, p[f"enemy_exponent_{side}"])
        _lose(state, side, per, program, p, c)
    gear = eq.midway(*(eq.gear(regime, p["stall_gear"], p["breakthrough_gear"]) for regime in (before, state.regime)))
    moved = eq.moved(state.rate, gear, truce, p["force_elasticity"], towards, state.change, dt)
    state.area = state.area + moved
    for side in SIDES:
        _replenish(state, number, side, program, p, c)
    flows.join(state, c)


def effective_force(state: State, side: Side, program: Program, dials: tuple[Dials, ...] | list[Dials]) -> Branches:
    """Persons of `side` weighed by quality: natives count one, newcomers by what they have learnt, less friction."""
    mine = [place for place, contingent in enumerate(program.contingents) if contingent.side == side]
    own = state.native[side].present
    weights = []
    for place in mine:
        body, dial = state.contingents[place], dials[place]
        weights.append(eq.weight(body.present, body.green, dial.initial, dial.final))
    whole = sum(weights, start=own)
    force = own
    for place, weight in zip(mine, weights, strict=True):
        force = force + eq.after_friction(weight, whole, dials[place].friction)
    return force


def total_force(state: State, side: Side, program: Program) -> Branches:
    """Persons of `side` at the front, natives and newcomers."""
    return sum((body.present for body in _bodies(state, side, program)), start=state.native[side].present)


def side_losses(state: State, side: Side, program: Program) -> Branches:
    """Casualties of `side` since the start, natives and newcomers, those lost on the way among them."""
    newcomers = (body.casualties + body.lost for body in _bodies(state, side, program))
    return sum(newcomers, start=state.native[side].casualties)


def _bodies(state: State, side: Side, program: Program) -> list[Newcomers]:
    both = zip(state.contingents, program.contingents, strict=True)
    return [body for body, contingent in both if contingent.side == side]


def _exposed(state: State, side: Side, program: Program, dials: tuple[Dials, ...]) -> Branches:
    """Persons of `side` at the front, each newcomer counted by the casualty multiplier."""
    exposed = state.native[side].present
    for body, dial, contingent in zip(state.contingents, dials, program.contingents, strict=True):
        if contingent.side == side:
            exposed = exposed + dial.multiplier * body.present
    return exposed


def _natives(shape: tuple[int, int], present: Paths, wounded: Paths) -> Natives:
    return Natives(
        present=np.tile(present, (shape[0], 1)), waiting=np.zeros(shape), wounded=np.tile(wounded, (shape[0], 1)),
        casualties=np.zeros(shape), levied=np.zeros(shape), entered=np.tile(present + wounded, (shape[0], 1)),
    )  # fmt: skip


def _newcomers(shape: tuple[int, int], contingent: Contingent) -> Newcomers:
    present = np.repeat(contingent.present[:, None], shape[1], axis=1)
    zero = np.zeros(shape)
    # nobody has learnt anything on the first day; steps make new arrays, so these may be shared
    return Newcomers(
        present=present, green=present, waiting=zero, wounded=zero, arrived=present, lost=zero, casualties=zero
    )


def _dial(names: tuple[str, ...], p: Parameters) -> Dial:
    return p[names[0]] if len(set(names)) == 1 else np.stack([p[name] for name in names])


def _munitions(
    state: State, number: int, truce: Branches | float, program: Program, p: Parameters, c: Constants
) -> dict[Side, Branches]:
    """Log fire of each side; the stocks have moved on."""
    pace, active = np.exp(state.tempo), eq.activity(state.regime, truce)
    found = {}
    for side in SIDES:
        added = flows.amount(program.supplies, number, p, side)
        enough, state.stock[side] = eq.fired(pace, added, state.stock[side], active, c.wanted, program.step_months)
        found[side] = eq.log_fire(enough, p["munition_return"])
    return found


def _hazards(
    state: State, number: int, truce: Branches | float, towards: Paths, program: Program, p: Parameters
) -> tuple[Branches, Branches, Branches]:
    """The hazards of a stall, a breakthrough and a cease-fire, times the length of the step.

    Force on the side that advances makes a breakthrough likelier and a stall less so, whichever side that is; a truce
    suspends both. Talks make a cease-fire likelier or less so.
    """
    dt = program.step_months
    ahead = towards * state.change
    winter = np.exp(p["season_effect"] * program.season[number])
    stall = p["stall_hazard"] * winter * dt * truce * eq.leaning(-p["stall_force_effect"], ahead)
    breakthrough = p["breakthrough_hazard"] * dt * truce * eq.leaning(p["breakthrough_force_effect"], ahead)
    talks = flows.talks(number, program, p)
    ceasefire = p["ceasefire_hazard"] * dt * talks * eq.leaning(p["ceasefire_force_effect"], state.change)
    return stall, breakthrough, ceasefire


def _switch(
    state: State, hazards: tuple[Branches, Branches, Branches], dt: float, p: Parameters, c: Constants, noise: Noise
) -> None:
    """Regimes after this step's chances."""
    stall, breakthrough, ceasefire = hazards
    before = state.regime
    grind = eq.from_grind(noise.regime, noise.breakthrough, stall, breakthrough)
    moving = eq.from_moving(before, state.age, 0.5 * dt, noise.regime, c.stall_wear, c.breakthrough_wear)
    state.regime = eq.next_regime(
        before, grind, moving, noise.ceasefire, ceasefire, noise.breaking, p["ceasefire_break_hazard"] * dt
    )
    state.age = eq.next_age(state.age, before, state.regime, dt)
    state.begun = np.where(state.regime == eq.CEASEFIRE, 1.0, state.begun)


def _lose(state: State, side: Side, per: Branches, program: Program, p: Parameters, c: Constants) -> None:
    """A side's natives and newcomers have lost `per` exposed person; some of the wounded are back."""
    natives = state.native[side]
    natives.present, natives.wounded, lost = eq.after_losses(
        natives.present, natives.wounded, eq.hit(per, 1.0), p["return_share"], c.return_step
    )
    natives.casualties = natives.casualties + lost
    for body, dial, contingent in zip(state.contingents, c.dials, program.contingents, strict=True):
        if contingent.side == side:
            share = eq.hit(per, dial.multiplier)
            body.present, body.wounded, lost = eq.after_losses(
                body.present, body.wounded, share, p["return_share"], c.return_step
            )
            body.green = eq.still_green(body.green, share)
            body.casualties = body.casualties + lost


def _replenish(state: State, number: int, side: Side, program: Program, p: Parameters, c: Constants) -> None:
    """Recruits fill the gap to the ceiling as far as they suffice; the mobilised set out."""
    natives = state.native[side]
    fill = eq.share_within(program.step_months, eq.FILL_MONTHS)
    recruits = eq.recruits(natives.present, natives.levied, c.ceiling[side], fill, c.recruits[side])
    called = flows.mobilised(number, side, program, p)
    natives.waiting = natives.waiting + called
    natives.present = natives.present + recruits
    natives.entered = natives.entered + recruits + called
