"""All steps of all branches for blocks of paths, and what is told of them: the outer loops of the compiled front."""

from __future__ import annotations

from typing import Any

from contingent.simulating.engines import bookkeeping as sums
from contingent.simulating.engines.front_kernel import (
    AREA,
    BEGUN,
    C_ARRIVED,
    C_CASUALTIES,
    C_LOST,
    C_PRESENT,
    CASUALTIES,
    EFFECTIVE,
    NATIVE,
    PRESENT,
    REGIME,
    base_of,
    chance,
    newcomers_of,
    start,
    step,
)
from contingent.simulating.engines.front_tables import NONE, Plan
from contingent.simulating.engines.lanes import LANES, filled, get, pointer, put

# the measures of `Plan.measures`, in the order of FRONT_MEASURES and CONTINGENT_MEASURES
(AREA_KM2, LOSSES_ATTACKER, LOSSES_DEFENDER, FORCE_RATIO, FORCE_ATTACKER, FORCE_DEFENDER, BEGAN, HOLDS, ARRIVED,
 LOST_OF) = range(10)  # fmt: skip


def run(table: Any, states: Any, plan: Any, first_path: int, key: Any, share: Any, into: Any) -> None:
    """`into` holds the paths of blocks `share[0]` to `share[1]`, exclusive.

    `into` is `[branch, measure, day, path]` laid out flat, with `share[2]` paths in all; block 0 begins at path
    `share[3]` of them, and no path from `share[4]` on is written. `table[block]` are the rows of a block of `LANES`
    paths, and `first_path` is the number of the first path of block 0; `states` is room for the states of a group of
    blocks, each with a row to spare; `key` the two words of the noise and 1 where paths are antithetic, else 0. The
    blocks of a group go through time together, so that what is told of a day is written in long stretches.
    """
    g = bare(plan)
    for first in range(share[0], share[1], states.shape[0]):
        last = min(first + states.shape[0], share[1])
        for block in range(first, last):
            start(pointer(table, block), pointer(states, block - first), g)
        if g.places[0] != NONE:
            record(states, g, (first, last), g.places[0], share, into)
        for number in range(g.steps):
            for block in range(first, last):
                t, s = pointer(table, block), pointer(states, block - first)
                chance(t, s, g, number, first_path + block * LANES, key)
                for branch in range(g.branches):
                    step(t, s, g, number, branch)
            if g.places[number + 1] != NONE:
                record(states, g, (first, last), g.places[number + 1], share, into)


def bare(plan: Any) -> Any:
    """The plan with pointers for arrays: an array is counted in and out of every function that it is given to."""
    return Plan(
        plan.branches, plan.steps, plan.contingents, plan.told, plan.days, plan.months, plan.fill, plan.regime,
        pointer(plan.sides, 0), pointer(plan.names, 0), pointer(plan.present, 0), pointer(plan.dials, 0),
        pointer(plan.spans, 0), pointer(plan.flows, 0), pointer(plan.weights, 0), pointer(plan.before, 0),
        pointer(plan.within, 0), pointer(plan.season, 0), pointer(plan.places, 0), pointer(plan.measures, 0),
    )  # fmt: skip


def record(states: Any, g: Any, group: Any, day: int, share: Any, into: Any) -> None:
    """The measures of every branch have been written for the blocks of a group."""
    spare = states.shape[1] - 1
    for branch in range(g.branches):
        for place in range(g.told):
            row = ((branch * g.told + place) * g.days + day) * share[2]
            for block in range(group[0], group[1]):
                s, path = pointer(states, block - group[0]), share[3] + block * LANES
                value = measured(s, g, branch, g.measures[2 * place], g.measures[2 * place + 1])
                if path + LANES <= share[4]:
                    put(pointer(into, row + path), 0, value)
                else:
                    put(s, spare, value)
                    for lane in range(share[4] - path):
                        into[row + path + lane] = states[block - group[0], spare, lane]


def measured(s: Any, g: Any, branch: int, what: int, name: int) -> Any:
    """One measure of one branch."""
    base = base_of(g, branch)
    value = filled(0.0)
    if what == AREA_KM2:
        value = get(s, base + AREA)
    elif what in (LOSSES_ATTACKER, LOSSES_DEFENDER):
        value = of_side(s, g, branch, what - LOSSES_ATTACKER, CASUALTIES, LOST_OF)
    elif what == FORCE_RATIO:
        value = sums.ratio(get(s, base + EFFECTIVE), get(s, base + EFFECTIVE + 1))
    elif what in (FORCE_ATTACKER, FORCE_DEFENDER):
        value = of_side(s, g, branch, what - FORCE_ATTACKER, PRESENT, PRESENT)
    elif what == BEGAN:
        value = get(s, base + BEGUN)
    elif what == HOLDS:
        value = sums.holds(get(s, base + REGIME))
    else:
        for contingent in range(g.contingents):
            if g.names[contingent] == name:
                value = sums.plus(value, of_newcomers(s, newcomers_of(base, contingent), what))
    return value


def of_side(s: Any, g: Any, branch: int, side: int, own: int, what: int) -> Any:
    """A sum over a side's own and its contingents."""
    base = base_of(g, branch)
    value = get(s, base + NATIVE * side + own)
    for contingent in range(g.contingents):
        if g.sides[contingent] == side:
            value = sums.plus(value, of_newcomers(s, newcomers_of(base, contingent), what))
    return value


def of_newcomers(s: Any, here: int, what: int) -> Any:
    """Those of a contingent at the front, all who have come, or its casualties and those lost on the way."""
    if what == PRESENT:
        return get(s, here + C_PRESENT)
    if what == ARRIVED:
        return get(s, here + C_ARRIVED)
    return sums.plus(get(s, here + C_CASUALTIES), get(s, here + C_LOST))
