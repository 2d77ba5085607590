"""The front for a stretch of paths, compiled: the order of things of `front`, in lanes instead of arrays.

Why: in NumPy every line of `front` is a pass over memory; here a whole step of a block of paths stays in registers and
the first cache. The price is that names and objects are gone: what `front` keeps in dataclasses lies in two matrices
of rows, and a row is what `LANES` paths have of one thing (see `lanes`).

How to read it: `get(t, ROW)` is a parameter or constant of each path, by the row numbers of `front_tables.ROWS`;
`get(s, base + ROW)` is a part of the state of the branch that starts at `base`: each side's own, the branch's, then
its contingents, then its answers; what all branches of a path share stands before the first. `g` is the `Plan`: small
tables of what flows when, as pointers. Functions here have the names and the order of those of `front` and `flows`;
every formula is called from `equations` or `bookkeeping`, under which names `numba_engine` puts their compiled twins.
To change the model, change an equation, and an order of things in `front`, here and in `front_scan`: the tests hold
the three together. Nothing is checked here.
"""

from __future__ import annotations

from typing import Any

from contingent.simulating.engines import bookkeeping as sums
from contingent.simulating.engines.front_tables import DIALS, FIELDS, KINDS, NONE, ROWS
from contingent.simulating.engines.lanes import draw, filled, get, opposed, put, unit
from contingent.simulating.front import equations as eq
from contingent.simulating.front.flows import UNBOUNDED
from contingent.simulating.front.state import PAIRS

ARRIVALS, SUPPLIES, AIDS, MOBILISATIONS, TALKS, TRUCES, RESPONSES = range(len(KINDS))
ROW, SIDE, CONTINGENT, CEILING, STOP = range(FIELDS)
INITIAL, FINAL, UNLEARNT, MULTIPLIER, JOINING, CAP, TRANSIT, FRICTION = range(len(DIALS))
ATTACKER, DEFENDER = range(2)

# rows of what every branch of a path shares
TEMPO, RATE, PACE, TOWARDS, BEGINS, SWITCHES, BREAKS_OUT, ENDS, STALL, HEAT = range(10)
SHARED = HEAT + 2
# rows of a side's own, two after each other; then of a branch; then of each contingent
PRESENT, WAITING, WOUNDED, CASUALTIES, LEVIED, STOCK = range(6)
NATIVE = STOCK + 1
REGIME, AGE, BEGUN, AREA, EFFECTIVE = range(2 * NATIVE, 2 * NATIVE + 5)
FIXED = EFFECTIVE + 2
C_PRESENT, C_GREEN, C_WAITING, C_WOUNDED, C_ARRIVED, C_LOST, C_CASUALTIES = range(7)
NEWCOMER = C_CASUALTIES + 1

# rows of a path's table
RATE_0, ADVANCE_MEAN, RATE_DECAY, RATE_SHOCK = map(ROWS.index, ("rate", "advance_mean", "rate_decay", "rate_shock"))
TEMPO_DECAY, TEMPO_SHOCK, LOSS_SPREAD = map(ROWS.index, ("tempo_decay", "tempo_shock", "loss_spread"))
STALL_HAZARD, BREAKTHROUGH_HAZARD = map(ROWS.index, ("stall", "breakthrough"))
CEASEFIRE_HAZARD, BREAK_HAZARD = map(ROWS.index, ("ceasefire", "break"))
SEASON_EFFECT, STALL_EFFECT = map(ROWS.index, ("season_effect", "stall_effect"))
BREAKTHROUGH_EFFECT, CEASEFIRE_EFFECT = map(ROWS.index, ("breakthrough_effect", "ceasefire_effect"))
STALL_WEAR, BREAKTHROUGH_WEAR = map(ROWS.index, ("stall_wear", "breakthrough_wear"))
STALL_GEAR, BREAKTHROUGH_GEAR = map(ROWS.index, ("stall_gear", "breakthrough_gear"))
ELASTICITY, MUNITION_RETURN, WANTED = map(ROWS.index, ("force_elasticity", "munition_return", "wanted"))
RETURN_SHARE, RETURN_STEP, LAG_SHARE = map(ROWS.index, ("return_share", "return_step", "lag_share"))
# of these the attacker's; the defender's come after
LOSSES, KEPT_UP, RECRUITS = map(ROWS.index, ("losses_attacker", "ceiling_attacker", "recruits_attacker"))
OWN_EXPONENT, ENEMY_EXPONENT = map(ROWS.index, ("own_exponent_attacker", "enemy_exponent_attacker"))
NATIVES_0, WOUNDED_0 = map(ROWS.index, ("native_attacker", "wounded_attacker"))
FORCE_0, EXPOSED_0, EFFECTIVE_0 = map(ROWS.index, ("force_attacker", "exposed_attacker", "effective_attacker"))

HALF_TURN, ALL_BITS = 0x80000000, 0xFFFFFFFF


def base_of(g: Any, branch: int) -> Any:
    """The first row of a branch."""
    return SHARED + branch * (FIXED + NEWCOMER * g.contingents + g.spans[RESPONSES + 1] - g.spans[RESPONSES])


def newcomers_of(base: int, contingent: int) -> Any:
    """The first row of a contingent in the branch at `base`."""
    return base + FIXED + NEWCOMER * contingent


def dial(t: Any, g: Any, contingent: int, branch: int, what: int) -> Any:
    """One of the dials of a contingent in a branch."""
    return get(t, g.dials[(contingent * g.branches + branch) * len(DIALS) + what])


def weight_in(g: Any, f: int, branch: int, number: int) -> Any:
    """How much of a flow there is in a branch in a step."""
    return g.weights[(f * g.branches + branch) * g.steps + number]


def present_of(g: Any, contingent: int, branch: int) -> Any:
    """Persons of a contingent who are there on day 0."""
    return g.present[contingent * g.branches + branch]


def start(t: Any, s: Any, g: Any) -> None:
    """The state on day 0."""
    zero = filled(0.0)
    put(s, TEMPO, zero)
    put(s, RATE, get(t, RATE_0))
    for branch in range(g.branches):
        base = base_of(g, branch)
        for row in range(base, base_of(g, branch + 1)):
            put(s, row, zero)
        put(s, base + REGIME, filled(g.regime))
        for side in range(2):
            put(s, base + NATIVE * side + PRESENT, get(t, NATIVES_0 + side))
            put(s, base + NATIVE * side + WOUNDED, get(t, WOUNDED_0 + side))
        for contingent in range(g.contingents):
            there, here = filled(present_of(g, contingent, branch)), newcomers_of(base, contingent)
            put(s, here + C_PRESENT, there)
            put(s, here + C_GREEN, there)
            put(s, here + C_ARRIVED, there)
        for side in range(2):
            put(s, base + EFFECTIVE + side, effective_force(t, s, g, branch, side))


def chance(t: Any, s: Any, g: Any, number: int, first: int, key: Any) -> None:
    """The noise of a step has been drawn, and what every branch shares has moved on with it."""
    low, high, shift = key
    turn, whole = HALF_TURN * shift, ALL_BITS * shift
    a, b = draw(low, high, first, shift, PAIRS * number)
    tempo = eq.tempo_chance(unit(a), unit(opposed(b, first, turn)))
    a, b = draw(low, high, first, shift, PAIRS * number + 1)
    advance = eq.advance_chance(unit(a), unit(opposed(b, first, turn)))
    a, b = draw(low, high, first, shift, PAIRS * number + 2)
    attacker, defender = eq.loss_chances(unit(a), unit(opposed(b, first, turn)))
    a, b = draw(low, high, first, shift, PAIRS * number + 3)
    put(s, BEGINS, eq.wait(unit(opposed(a, first, whole))))
    put(s, SWITCHES, eq.wait(unit(opposed(b, first, whole))))
    a, b = draw(low, high, first, shift, PAIRS * number + 4)
    put(s, BREAKS_OUT, eq.wait(unit(opposed(a, first, whole))))
    put(s, ENDS, eq.wait(unit(opposed(b, first, whole))))
    tempo = eq.next_tempo(get(s, TEMPO), get(t, TEMPO_DECAY), get(t, TEMPO_SHOCK), tempo)
    rate = eq.next_rate(get(s, RATE), get(t, ADVANCE_MEAN), get(t, RATE_DECAY), get(t, RATE_SHOCK), advance)
    put(s, TEMPO, tempo)
    put(s, RATE, rate)
    put(s, PACE, sums.exponential(tempo))
    put(s, TOWARDS, eq.direction(rate))
    put(s, STALL, sums.winter(get(t, STALL_HAZARD), get(t, SEASON_EFFECT), g.season[number]))
    put(s, HEAT, sums.times(get(t, LOSSES), eq.heat(tempo, get(t, LOSS_SPREAD), attacker)))
    put(s, HEAT + 1, sums.times(get(t, LOSSES + 1), eq.heat(tempo, get(t, LOSS_SPREAD), defender)))


def step(t: Any, s: Any, g: Any, number: int, branch: int) -> None:
    """One branch has moved on by step `number`; `chance` has been called for it."""
    base = base_of(g, branch)
    arrive(t, s, g, number, branch)
    join(t, s, g, branch)
    for side in range(2):
        helped = sums.strengthened(amount(t, g, number, branch, AIDS, side), answer(t, s, g, number, branch, side))
        put(s, base + EFFECTIVE + side, sums.times(effective_force(t, s, g, branch, side), helped))
    truce = truce_left(t, g, number, branch)
    before = get(s, base + REGIME)
    fighting = eq.activity(before, truce)
    fire = munitions(t, s, g, number, branch, ATTACKER, fighting)
    fire_d = munitions(t, s, g, number, branch, DEFENDER, fighting)
    force = eq.log_ratio(get(s, base + EFFECTIVE), get(t, EFFECTIVE_0))
    force_d = eq.log_ratio(get(s, base + EFFECTIVE + 1), get(t, EFFECTIVE_0 + 1))
    change = eq.change(force, fire, force_d, fire_d)
    switch(t, s, g, number, branch, truce, change)
    after = get(s, base + REGIME)
    active = eq.midway(fighting, eq.activity(after, truce))
    lose(t, s, g, branch, ATTACKER, active, sums.plus(force_d, fire_d))
    lose(t, s, g, branch, DEFENDER, active, sums.plus(force, fire))
    gear = eq.midway(
        eq.gear(before, get(t, STALL_GEAR), get(t, BREAKTHROUGH_GEAR)),
        eq.gear(after, get(t, STALL_GEAR), get(t, BREAKTHROUGH_GEAR)),
    )
    moved = eq.moved(get(s, RATE), gear, truce, get(t, ELASTICITY), get(s, TOWARDS), change, g.months)
    put(s, base + AREA, sums.plus(get(s, base + AREA), moved))
    for side in range(2):
        replenish(t, s, g, number, branch, side)
    join(t, s, g, branch)


def arrive(t: Any, s: Any, g: Any, number: int, branch: int) -> None:
    """Groups have set out, less those lost on the way."""
    base = base_of(g, branch)
    for f in range(g.spans[ARRIVALS], g.spans[ARRIVALS + 1]):
        weight = weight_in(g, f, branch, number)
        if weight != 0.0:
            contingent = g.flows[FIELDS * f + CONTINGENT]
            here = newcomers_of(base, contingent)
            inflow = sums.times(get(t, g.flows[FIELDS * f + ROW]), weight)
            if g.flows[FIELDS * f + STOP] != NONE:
                leaves = eq.departs(
                    get(s, here + C_CASUALTIES), get(s, here + C_LOST), get(s, here + C_ARRIVED),
                    get(t, g.flows[FIELDS * f + STOP]),
                )  # fmt: skip
                inflow = sums.times(inflow, leaves)
            lost = sums.times(dial(t, g, contingent, branch, TRANSIT), inflow)
            put(s, here + C_ARRIVED, sums.plus(get(s, here + C_ARRIVED), inflow))
            put(s, here + C_LOST, sums.plus(get(s, here + C_LOST), lost))
            put(s, here + C_WAITING, sums.plus(get(s, here + C_WAITING), sums.minus(inflow, lost)))


def join(t: Any, s: Any, g: Any, branch: int) -> None:
    """Of those on their way, the mobilised and newcomers, some have joined: those of half a step."""
    base = base_of(g, branch)
    # where nobody is ever mobilised nobody is on the way
    for side in range(2 if g.spans[MOBILISATIONS + 1] > g.spans[MOBILISATIONS] else 0):
        here = base + NATIVE * side
        waiting = get(s, here + WAITING)
        moved = sums.times(waiting, get(t, LAG_SHARE))
        put(s, here + WAITING, sums.minus(waiting, moved))
        put(s, here + PRESENT, sums.plus(get(s, here + PRESENT), moved))
        put(s, here + LEVIED, sums.plus(get(s, here + LEVIED), moved))
    for contingent in range(g.contingents):
        here = newcomers_of(base, contingent)
        waiting, present, green = eq.joined(
            get(s, here + C_WAITING), get(s, here + C_PRESENT), get(s, here + C_GREEN),
            dial(t, g, contingent, branch, JOINING),
            dial(t, g, contingent, branch, CAP), dial(t, g, contingent, branch, UNLEARNT),
        )  # fmt: skip
        put(s, here + C_WAITING, waiting)
        put(s, here + C_PRESENT, present)
        put(s, here + C_GREEN, green)


def amount(t: Any, g: Any, number: int, branch: int, kind: int, side: int) -> Any:
    """The sum of the flows of a kind to `side` in this step."""
    total = filled(0.0)
    for f in range(g.spans[kind], g.spans[kind + 1]):
        weight = weight_in(g, f, branch, number)
        if weight != 0.0 and g.flows[FIELDS * f + SIDE] == side:
            total = sums.added(total, weight, get(t, g.flows[FIELDS * f + ROW]))
    return total


def answer(t: Any, s: Any, g: Any, number: int, branch: int, side: int) -> Any:
    """The share by which its backers' answers to the enemy's newcomers strengthen `side`; they have moved on."""
    total, base, enemy = filled(0.0), base_of(g, branch), 1 - side
    for f in range(g.spans[RESPONSES], g.spans[RESPONSES + 1]):
        if g.flows[FIELDS * f + SIDE] == side:
            natives = base + NATIVE * enemy
            came = sums.plus(get(s, natives + LEVIED), get(s, natives + WAITING))
            for contingent in range(g.contingents):
                if g.sides[contingent] == enemy:
                    arrived = get(s, newcomers_of(base, contingent) + C_ARRIVED)
                    came = sums.plus(came, sums.minus(arrived, present_of(g, contingent, branch)))
            place = newcomers_of(base, g.contingents) + f - g.spans[RESPONSES]
            come = eq.answered(get(s, place), sums.ratio(came, get(t, FORCE_0 + enemy)), g.within[f])
            put(s, place, come)
            total = sums.added(
                total,
                weight_in(g, f, branch, number),
                sums.times(get(t, g.flows[FIELDS * f + ROW]), come),
            )
    return total


def effective_force(t: Any, s: Any, g: Any, branch: int, side: int) -> Any:
    """Persons of `side` weighed by quality, less friction."""
    base = base_of(g, branch)
    own = get(s, base + NATIVE * side + PRESENT)
    whole = own
    for contingent in range(g.contingents):
        if g.sides[contingent] == side:
            whole = sums.plus(whole, weight_of(t, s, g, branch, contingent))
    force = own
    for contingent in range(g.contingents):
        if g.sides[contingent] == side:
            weight = weight_of(t, s, g, branch, contingent)
            force = sums.plus(force, eq.after_friction(weight, whole, dial(t, g, contingent, branch, FRICTION)))
    return force


def weight_of(t: Any, s: Any, g: Any, branch: int, contingent: int) -> Any:
    """A contingent counted by quality."""
    here = newcomers_of(base_of(g, branch), contingent)
    return eq.weight(
        get(s, here + C_PRESENT),
        get(s, here + C_GREEN),
        dial(t, g, contingent, branch, INITIAL),
        dial(t, g, contingent, branch, FINAL),
    )


def truce_left(t: Any, g: Any, number: int, branch: int) -> Any:
    """What truces leave of the fighting."""
    left = filled(1.0)
    for f in range(g.spans[TRUCES], g.spans[TRUCES + 1]):
        weight = weight_in(g, f, branch, number)
        if weight != 0.0:
            left = sums.suspended(left, weight, get(t, g.flows[FIELDS * f + ROW]))
    return left


def munitions(t: Any, s: Any, g: Any, number: int, branch: int, side: int, active: Any) -> Any:
    """Log fire of a side; its stock has moved on."""
    place = base_of(g, branch) + NATIVE * side + STOCK
    enough, stock = eq.fired(
        get(s, PACE), amount(t, g, number, branch, SUPPLIES, side), get(s, place), active, get(t, WANTED), g.months
    )
    put(s, place, stock)
    return eq.log_fire(enough, get(t, MUNITION_RETURN))


def switch(t: Any, s: Any, g: Any, number: int, branch: int, truce: Any, change: Any) -> None:
    """Regimes after this step's chances."""
    base = base_of(g, branch)
    talks = filled(1.0)
    for f in range(g.spans[TALKS], g.spans[TALKS + 1]):
        weight = weight_in(g, f, branch, number)
        if weight == 1.0:
            talks = sums.times(talks, get(t, g.flows[FIELDS * f + ROW]))
        elif weight != 0.0:
            talks = sums.raised(talks, weight, get(t, g.flows[FIELDS * f + ROW]))
    ahead = sums.times(get(s, TOWARDS), change)
    stall = sums.times(sums.times(get(s, STALL), truce), eq.leaning(get(t, STALL_EFFECT), ahead))
    breakthrough = sums.times(
        sums.times(get(t, BREAKTHROUGH_HAZARD), truce), eq.leaning(get(t, BREAKTHROUGH_EFFECT), ahead)
    )
    ceasefire = sums.times(sums.times(get(t, CEASEFIRE_HAZARD), talks), eq.leaning(get(t, CEASEFIRE_EFFECT), change))
    before, age = get(s, base + REGIME), get(s, base + AGE)
    grind = eq.from_grind(get(s, SWITCHES), get(s, BREAKS_OUT), stall, breakthrough)
    moving = eq.from_moving(
        before, age, sums.half(g.months), get(s, SWITCHES), get(t, STALL_WEAR), get(t, BREAKTHROUGH_WEAR)
    )
    after = eq.next_regime(before, grind, moving, get(s, BEGINS), ceasefire, get(s, ENDS), get(t, BREAK_HAZARD))
    put(s, base + REGIME, after)
    put(s, base + AGE, eq.next_age(age, before, after, g.months))
    put(s, base + BEGUN, sums.ever(get(s, base + BEGUN), after))


def lose(t: Any, s: Any, g: Any, branch: int, side: int, active: Any, fire: Any) -> None:
    """Losses of this step, split over natives and newcomers by numbers times casualty multiplier."""
    base = base_of(g, branch)
    natives = base + NATIVE * side
    exposed = get(s, natives + PRESENT)
    for contingent in range(g.contingents):
        if g.sides[contingent] == side:
            multiplier = dial(t, g, contingent, branch, MULTIPLIER)
            exposed = sums.added(exposed, multiplier, get(s, newcomers_of(base, contingent) + C_PRESENT))
    per = eq.per_exposed(
        get(s, HEAT + side), active, eq.log_ratio(exposed, get(t, EXPOSED_0 + side)), exposed,
        get(t, OWN_EXPONENT + side), fire, get(t, ENEMY_EXPONENT + side),
    )  # fmt: skip
    returning, back = get(t, RETURN_SHARE), get(t, RETURN_STEP)
    present, wounded, lost = eq.after_losses(
        get(s, natives + PRESENT), get(s, natives + WOUNDED), eq.hit(per, 1.0), returning, back
    )
    put(s, natives + PRESENT, present)
    put(s, natives + WOUNDED, wounded)
    put(s, natives + CASUALTIES, sums.plus(get(s, natives + CASUALTIES), lost))
    for contingent in range(g.contingents):
        if g.sides[contingent] == side:
            here = newcomers_of(base, contingent)
            share = eq.hit(per, dial(t, g, contingent, branch, MULTIPLIER))
            present, wounded, lost = eq.after_losses(
                get(s, here + C_PRESENT), get(s, here + C_WOUNDED), share, returning, back
            )
            put(s, here + C_PRESENT, present)
            put(s, here + C_WOUNDED, wounded)
            put(s, here + C_GREEN, eq.still_green(get(s, here + C_GREEN), share))
            put(s, here + C_CASUALTIES, sums.plus(get(s, here + C_CASUALTIES), lost))


def replenish(t: Any, s: Any, g: Any, number: int, branch: int, side: int) -> None:
    """Recruits have filled the gap as far as they suffice; the mobilised have set out."""
    here = base_of(g, branch) + NATIVE * side
    recruits = eq.recruits(
        get(s, here + PRESENT), get(s, here + LEVIED), get(t, KEPT_UP + side), g.fill, get(t, RECRUITS + side)
    )
    waiting = get(s, here + WAITING)
    for f in range(g.spans[MOBILISATIONS], g.spans[MOBILISATIONS + 1]):
        so_far = (f * g.branches + branch) * (g.steps + 1) + number
        before, after = g.before[so_far], g.before[so_far + 1]
        if after > before and g.flows[FIELDS * f + SIDE] == side:
            ceiling = filled(UNBOUNDED)
            if g.flows[FIELDS * f + CEILING] != NONE:
                ceiling = get(t, g.flows[FIELDS * f + CEILING])
            waiting = sums.plus(waiting, eq.called_up(get(t, g.flows[FIELDS * f + ROW]), before, after, ceiling))
    put(s, here + WAITING, waiting)
    put(s, here + PRESENT, sums.plus(get(s, here + PRESENT), recruits))
