"""The battle for a stretch of paths, compiled: the order of things of `days`, in lanes instead of arrays.

A value is that of `LANES` paths (see `engines.lanes`). `p` is where the rows of a block's parameters and amounts
begin, `s` its state, nine rows a branch, both matrices as wide as a value. Every equation is that of `equations`; here
stands only what is done in which order. Nothing is checked here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from contingent.simulating.battle import equations as eq
from contingent.simulating.battle.chance import MIRROR, PAIRS
from contingent.simulating.battle.primitives import across, along, minus, plus, radius, spare, surprise, times
from contingent.simulating.battle.priors import ORDER
from contingent.simulating.engines.lanes import LANES, draw, filled, get, opposed, pointer, put

LETHALITY_A, LETHALITY_D, NOISE = (ORDER.index(n) for n in ("lethality_attacker", "lethality_defender", "loss_noise"))
GAIN, SATURATION, SPREAD = (ORDER.index(f"advance_{name}") for name in ("gain", "saturation", "noise"))
RECRUITS_A, RECRUITS_D = (ORDER.index(f"recruits_{side}") for side in ("attacker", "defender"))
MADE_A, MADE_D = (ORDER.index(f"munitions_{side}") for side in ("attacker", "defender"))
PASSAGE, HAZARD = ORDER.index("passage_loss"), ORDER.index("end_hazard")
AMOUNTS = len(ORDER)

# rows of a branch's state, in the order of the measures as far as those go
AREA, LOST_A, LOST_D, TROOPS_A, TROOPS_D, WAITING_A, WAITING_D, STOCK_A, STOCK_D = range(9)
STATE = STOCK_D + 1
RECORDED = TROOPS_D + 1
MEASURES = RECORDED + 1

MIRROR_0, MIRROR_1, MIRROR_2, MIRROR_3 = MIRROR
#: paths of a stretch whose records are gathered before they are written out in long rows: written block by block
#: weekly ones cost 40 % of the run (measured)
STRETCH = 1024
BLOCKS = STRETCH // LANES
#: numbers in a line of the cache
LINE = 16


def block(p: Any, s: Any, plan: Any, first: Any, key: Any, records: Any, place: int) -> None:
    """`LANES` paths from number `first` on have been led from day 0 to the end; `records` has their block `place`."""
    fighting, lean = filled(np.float32(1.0)), eq.leaning(get(p, NOISE))
    for day in range(plan.slots.size):
        if plan.slots[day] >= 0:
            record(s, plan, fighting, records, plan.slots[day], place)
        if day == plan.slots.size - 1:
            break
        a, b = pair(first, key, PAIRS * day, MIRROR_0, MIRROR_1)
        tomorrow = eq.fighting_on(fighting, get(p, HAZARD), spare(a, b))
        length = radius(a)
        factor_a = surprise(get(p, NOISE), lean, times(length, along(b)))
        factor_d = surprise(get(p, NOISE), lean, times(length, across(b)))
        a, b = pair(first, key, PAIRS * day + 1, MIRROR_2, MIRROR_3)
        push = times(radius(a), along(b))
        for branch in range(plan.start.shape[0]):
            base = STATE * branch
            fire_a = eq.fire(get(s, base + TROOPS_A), get(s, base + STOCK_A), fighting)
            fire_d = eq.fire(get(s, base + TROOPS_D), get(s, base + STOCK_D), fighting)
            drift = eq.pace(fire_a, fire_d, get(p, GAIN), get(p, SATURATION))
            put(s, base + AREA, eq.moved(get(s, base + AREA), drift, get(p, SPREAD), push, fighting))
            lost_a = eq.losses(get(s, base + TROOPS_A), fire_d, get(p, LETHALITY_D), factor_a)
            lost_d = eq.losses(get(s, base + TROOPS_D), fire_a, get(p, LETHALITY_A), factor_d)
            join_a, join_d = eq.joining(get(s, base + WAITING_A)), eq.joining(get(s, base + WAITING_D))
            put(s, base + WAITING_A, minus(get(s, base + WAITING_A), join_a))
            put(s, base + WAITING_D, minus(get(s, base + WAITING_D), join_d))
            put(s, base + TROOPS_A, eq.replenished(get(s, base + TROOPS_A), get(p, RECRUITS_A), join_a, lost_a))
            put(s, base + TROOPS_D, eq.replenished(get(s, base + TROOPS_D), get(p, RECRUITS_D), join_d, lost_d))
            put(s, base + STOCK_A, eq.stocked(get(s, base + STOCK_A), get(p, MADE_A), fire_a))
            put(s, base + STOCK_D, eq.stocked(get(s, base + STOCK_D), get(p, MADE_D), fire_d))
            put(s, base + LOST_A, plus(get(s, base + LOST_A), lost_a))
            put(s, base + LOST_D, plus(get(s, base + LOST_D), lost_d))
        if plan.busy[day]:
            set_out(p, s, plan, first, key, day)
        fighting = tomorrow


def pair(first: Any, key: Any, count: int, mirror_a: int, mirror_b: int) -> Any:
    """Two words of each path, those of mirrored paths turned over."""
    low, high, shift = key
    a, b = draw(low, high, first, shift, np.uint32(count))
    if shift:
        a, b = opposed(a, first, np.uint32(mirror_a)), opposed(b, first, np.uint32(mirror_b))
    return a, b


def set_out(p: Any, s: Any, plan: Any, first: Any, key: Any, day: int) -> None:
    """Whoever sets out on the day is on the way; its words are drawn again, for days on which anybody does are few."""
    a, b = pair(first, key, PAIRS * day + 1, MIRROR_2, MIRROR_3)
    for flow in range(plan.weights.shape[0]):
        weight = plan.weights[flow, day]
        if weight != 0.0:
            row = plan.flows[flow, 0]
            came = times(get(p, plan.flows[flow, 1]), filled(weight))
            put(s, row, plus(get(s, row), eq.got_through(came, get(p, PASSAGE), spare(a, b))))


def record(s: Any, plan: Any, fighting: Any, records: Any, slot: int, place: int) -> None:
    """`records` holds what the block has come to on the recorded day number `slot`."""
    for branch in range(plan.start.shape[0]):
        for measure in range(RECORDED):
            row = ((branch * MEASURES + measure) * plan.recorded + slot) * BLOCKS + place
            put(records, row, get(s, STATE * branch + measure))
        row = ((branch * MEASURES + RECORDED) * plan.recorded + slot) * BLOCKS + place
        put(records, row, minus(filled(np.float32(1.0)), fighting))


def lined_up(rows: int) -> Any:
    """An empty matrix as wide as a value whose rows begin where lines of the cache do."""
    room = np.empty(rows * LANES + LINE, np.float32)
    skip = (LINE - room.ctypes.data // 4 % LINE) % LINE
    return room[skip : skip + rows * LANES].reshape(rows, LANES)


def run(rows: Any, plan: Any, first: Any, key: Any, stretches: Any, values: Any) -> None:
    """`values[branch, measure, day, path]` holds the results of the paths of some stretches, number by number.

    `rows` are parameters and amounts by path; path 0 has the number `first`. Lanes beyond the last path repeat it.
    """
    paths = values.shape[3]
    branches, days = plan.start.shape[0], values.shape[2]
    p, s = lined_up(rows.shape[0]), lined_up(STATE * branches)
    records = np.empty((branches * MEASURES * days * BLOCKS, LANES), np.float32)
    at_p, at_s, at_records = pointer(p, 0), pointer(s, 0), pointer(records, 0)
    for stretch in range(stretches[0], stretches[1]):
        begin = stretch * STRETCH
        end = min(paths, begin + STRETCH)
        for here in range(begin, end, LANES):
            for row in range(rows.shape[0]):
                for lane in range(LANES):
                    p[row, lane] = rows[row, min(here + lane, paths - 1)]
            for branch in range(branches):
                for row in range(STATE):
                    s[STATE * branch + row] = plan.start[branch, row]
            block(at_p, at_s, plan, np.uint32(first + here), key, at_records, (here - begin) // LANES)
        for branch in range(branches):
            for measure in range(MEASURES):
                for day in range(days):
                    place = ((branch * MEASURES + measure) * days + day) * BLOCKS
                    long = records[place : place + BLOCKS].ravel()
                    values[branch, measure, day, begin:end] = long[: end - begin]
