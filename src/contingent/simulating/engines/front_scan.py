"""The front as a scan over steps in JAX: the order of things of `front`, with branches and paths as arrays.

Every equation is that of `equations`, whose operations are JAX's here. Arrays are `[branch, path]` or `[path]`; what a
program is made of (sides, contingents, flows) is known while this is traced, what it does in which step is data.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from contingent.simulating.engines import bookkeeping
from contingent.simulating.engines.front_tables import DIALS, FIELDS, KINDS, NONE, ROWS, Plan
from contingent.simulating.engines.rebinding import rebound
from contingent.simulating.engines.threefry import HALF_TURN, PARITY, ROTATIONS, ROUNDS
from contingent.simulating.front import equations
from contingent.simulating.front.flows import UNBOUNDED
from contingent.simulating.front.state import PAIRS

ARRIVALS, SUPPLIES, AIDS, MOBILISATIONS, TALKS, TRUCES, RESPONSES = range(len(KINDS))
_OPERATIONS = {name: getattr(jnp, name) for name in ("exp", "log", "sqrt", "sin", "cos", "where", "minimum", "maximum")}


class _Names:
    """A namespace with the functions of a module as JAX runs them."""

    def __init__(self, module: Any) -> None:
        self.__dict__.update(rebound(module, _OPERATIONS))


eq: Any = _Names(equations)
sums: Any = _Names(bookkeeping)


class Flow(NamedTuple):
    """A flow while tracing: its row, side, contingent, row of its ceiling, row of its stop share, and its own place."""

    row: int
    side: int
    contingent: int
    ceiling: int
    stop: int
    place: int


class Shape(NamedTuple):
    """What of a plan decides which code is made of it; all of it can be hashed."""

    branches: int
    days: int
    months: float
    fill: float
    regime: float
    sides: tuple[int, ...]
    names: tuple[int, ...]
    present: tuple[tuple[float, ...], ...]
    dials: tuple[tuple[tuple[int, ...], ...], ...]
    flows: tuple[tuple[Flow, ...], ...]
    within: tuple[float, ...]
    measures: tuple[tuple[int, int], ...]
    first: int

    @classmethod
    def of(cls, plan: Plan) -> Shape:
        """The shape of `plan`."""
        fields = plan.flows.reshape(-1, FIELDS).tolist()
        flows = [Flow._make((*found, place)) for place, found in enumerate(fields)]
        spans = plan.spans.tolist()
        return cls(
            branches=plan.branches, days=int(plan.places.max()) + 1, months=float(plan.months), fill=float(plan.fill),
            regime=float(plan.regime), sides=tuple(plan.sides.tolist()), names=tuple(plan.names.tolist()),
            present=tuple(map(tuple, plan.present.tolist())),
            dials=tuple(tuple(map(tuple, contingent)) for contingent in plan.dials.tolist()),
            flows=tuple(tuple(flows[a:b]) for a, b in pairwise(spans)),
            within=tuple(plan.within.tolist()), measures=tuple(map(tuple, plan.measures.tolist())),
            first=int(plan.places[0]),
        )  # fmt: skip

    def of_side(self, side: int) -> list[int]:
        """The places of a side's contingents."""
        return [place for place, found in enumerate(self.sides) if found == side]


def simulate(shape: Shape, rows: Any, paths: Any, key: Any, *, antithetic: bool, schedule: Any) -> Any:
    """What is told of every path: float32 `[day, branch, measure, path]`."""
    state = _start(shape, rows)
    told = jnp.zeros((shape.days + 1, shape.branches, len(shape.measures), paths.size), jnp.float32)
    told = told.at[shape.first].set(_measured(shape, state))

    def step(carry: Any, now: Any) -> Any:
        state, told = carry
        state = _step(shape, rows, state, now, _chance(key, paths, now["number"], antithetic))
        # a day that is not told of goes where the last place is thrown away
        place = jnp.where(now["place"] == NONE, shape.days, now["place"])
        return (state, told.at[place].set(_measured(shape, state))), None

    (_, told), _ = jax.lax.scan(step, (state, told), schedule)
    return told[: shape.days]


def _words(key: Any, first: Any, second: Any) -> tuple[Any, Any]:
    schedule = (key[0], key[1], key[0] ^ key[1] ^ jnp.uint32(PARITY))
    x, y = first + schedule[0], second + schedule[1]
    for number in range(ROUNDS):
        turn = ROTATIONS[number % 8]
        x = x + y
        y = ((y << jnp.uint32(turn)) | (y >> jnp.uint32(32 - turn))) ^ x
        if number % 4 == 3:
            injection = number // 4 + 1
            x = x + schedule[injection % 3]
            y = y + schedule[(injection + 1) % 3] + jnp.uint32(injection)
    return x, y


def _chance(key: Any, paths: Any, number: Any, antithetic: bool) -> Any:
    """The chances of a step: tempo, advance, losses of both sides, and four waits."""
    counter = paths >> jnp.uint32(1) if antithetic else paths
    count = number * jnp.uint32(PAIRS) + jnp.arange(PAIRS, dtype=jnp.uint32)
    first, second = _words(key, counter[None, :], count[:, None])
    if antithetic:
        odd = -(paths & jnp.uint32(1))
        second = second.at[:3].set(second[:3] ^ (odd & jnp.uint32(HALF_TURN)))
        second = second.at[3:].set(second[3:] ^ odd)
        first = first.at[3:].set(first[3:] ^ odd)
    u, v = (((word >> jnp.uint32(9)).astype(jnp.float32) + 0.5) * jnp.float32(2.0**-23) for word in (first, second))
    attacker, defender = eq.loss_chances(u[2], v[2])
    waits = [eq.wait(word) for word in (u[3], v[3], u[4], v[4])]
    return eq.tempo_chance(u[0], v[0]), eq.advance_chance(u[1], v[1]), attacker, defender, *waits


def _start(shape: Shape, rows: Any) -> dict[str, Any]:
    def everywhere(value: Any) -> Any:
        return jnp.broadcast_to(jnp.asarray(value, jnp.float32), (shape.branches, rows.shape[1]))

    state: dict[str, Any] = {name: everywhere(0.0) for name in ("age", "begun", "area")}
    state |= {"regime": everywhere(shape.regime), "tempo": jnp.zeros_like(rows[0]), "rate": _row(rows, "rate")}
    for side, called in enumerate(("attacker", "defender")):
        state |= {f"{name}{side}": everywhere(0.0) for name in ("waiting", "casualties", "levied", "stock")}
        state[f"present{side}"] = everywhere(_row(rows, f"native_{called}"))
        state[f"wounded{side}"] = everywhere(_row(rows, f"wounded_{called}"))
    for c in range(len(shape.sides)):
        state |= {f"c_{name}{c}": everywhere(0.0) for name in ("waiting", "wounded", "lost", "casualties")}
        there = everywhere(jnp.asarray(shape.present[c])[:, None])
        state |= {f"c_{name}{c}": there for name in ("present", "green", "arrived")}
    state |= {f"answer{flow.place}": everywhere(0.0) for flow in shape.flows[RESPONSES]}
    state |= {f"effective{side}": _effective(shape, rows, state, side) for side in range(2)}
    return state


def _row(rows: Any, name: str, side: int = 0) -> Any:
    return rows[ROWS.index(name) + side]


def _dial(shape: Shape, rows: Any, contingent: int, name: str) -> Any:
    places = [branch[DIALS.index(name)] for branch in shape.dials[contingent]]
    return rows[places[0]] if len(set(places)) == 1 else rows[jnp.asarray(places)]


def _step(shape: Shape, rows: Any, s: dict[str, Any], now: Any, chance: Any) -> dict[str, Any]:
    s = dict(s)
    tempo_chance, advance_chance, attacker, defender, begins, switches, breaks_out, ends = chance
    _arrive(shape, rows, s, now)
    _join(shape, rows, s)
    for side in range(2):
        helped = sums.strengthened(_amount(shape, rows, now, AIDS, side), _answer(shape, rows, s, now, side))
        s[f"effective{side}"] = _effective(shape, rows, s, side) * helped
    s["tempo"] = eq.next_tempo(s["tempo"], _row(rows, "tempo_decay"), _row(rows, "tempo_shock"), tempo_chance)
    s["rate"] = eq.next_rate(
        s["rate"], _row(rows, "advance_mean"), _row(rows, "rate_decay"), _row(rows, "rate_shock"), advance_chance
    )
    truce: Any = 1.0
    for flow in shape.flows[TRUCES]:
        truce = sums.suspended(truce, _weight(now, flow), rows[flow.row])
    before = s["regime"]
    fighting = eq.activity(before, truce)
    fire = [_fire(shape, rows, s, now, side, fighting) for side in range(2)]
    force = [eq.log_ratio(s[f"effective{k}"], _row(rows, "effective_attacker", k)) for k in range(2)]
    change = eq.change(force[0], fire[0], force[1], fire[1])
    towards = eq.direction(s["rate"])
    _switch(shape, rows, s, now, (truce, towards, change), (begins, switches, breaks_out, ends))
    active = eq.midway(fighting, eq.activity(s["regime"], truce))
    for side, shock in enumerate((attacker, defender)):
        heat = _row(rows, "losses_attacker", side) * eq.heat(s["tempo"], _row(rows, "loss_spread"), shock)
        _lose(shape, rows, s, side, heat, active, force[1 - side] + fire[1 - side])
    gears = _row(rows, "stall_gear"), _row(rows, "breakthrough_gear")
    gear = eq.midway(eq.gear(before, *gears), eq.gear(s["regime"], *gears))
    s["area"] = s["area"] + eq.moved(
        s["rate"], gear, truce, _row(rows, "force_elasticity"), towards, change, shape.months
    )
    for side in range(2):
        _replenish(shape, rows, s, now, side)
    _join(shape, rows, s)
    return s


def _weight(now: Any, flow: Flow) -> Any:
    return now["weights"][flow.place][:, None]


def _amount(shape: Shape, rows: Any, now: Any, kind: int, side: int) -> Any:
    total: Any = 0.0
    for flow in shape.flows[kind]:
        if flow.side == side:
            total = sums.added(total, _weight(now, flow), rows[flow.row])
    return total


def _arrive(shape: Shape, rows: Any, s: dict[str, Any], now: Any) -> None:
    for flow in shape.flows[ARRIVALS]:
        c = flow.contingent
        inflow = _weight(now, flow) * rows[flow.row]
        if flow.stop != NONE:
            inflow = inflow * eq.departs(s[f"c_casualties{c}"], s[f"c_lost{c}"], s[f"c_arrived{c}"], rows[flow.stop])
        lost = _dial(shape, rows, c, "transit_loss") * inflow
        s[f"c_arrived{c}"] = s[f"c_arrived{c}"] + inflow
        s[f"c_lost{c}"] = s[f"c_lost{c}"] + lost
        s[f"c_waiting{c}"] = s[f"c_waiting{c}"] + (inflow - lost)


def _join(shape: Shape, rows: Any, s: dict[str, Any]) -> None:
    for side in range(2):
        moved = s[f"waiting{side}"] * _row(rows, "lag_share")
        s[f"waiting{side}"] = s[f"waiting{side}"] - moved
        s[f"present{side}"] = s[f"present{side}"] + moved
        s[f"levied{side}"] = s[f"levied{side}"] + moved
    for c in range(len(shape.sides)):
        joining, cap, unlearnt = (_dial(shape, rows, c, name) for name in ("lag_share", "cap", "unlearnt"))
        s[f"c_waiting{c}"], s[f"c_present{c}"], s[f"c_green{c}"] = eq.joined(
            s[f"c_waiting{c}"], s[f"c_present{c}"], s[f"c_green{c}"], joining, cap, unlearnt
        )


def _answer(shape: Shape, rows: Any, s: dict[str, Any], now: Any, side: int) -> Any:
    total: Any = 0.0
    enemy = 1 - side
    for flow in shape.flows[RESPONSES]:
        if flow.side == side:
            came = s[f"levied{enemy}"] + s[f"waiting{enemy}"]
            for c in shape.of_side(enemy):
                came = came + (s[f"c_arrived{c}"] - jnp.asarray(shape.present[c])[:, None])
            newcomers = sums.ratio(came, _row(rows, "force_attacker", enemy))
            name = f"answer{flow.place}"
            s[name] = eq.answered(s[name], newcomers, shape.within[flow.place])
            total = sums.added(total, _weight(now, flow), rows[flow.row] * s[name])
    return total


def _effective(shape: Shape, rows: Any, s: dict[str, Any], side: int) -> Any:
    own = s[f"present{side}"]
    weights = [
        eq.weight(
            s[f"c_present{c}"], s[f"c_green{c}"], _dial(shape, rows, c, "initial"), _dial(shape, rows, c, "final")
        )
        for c in shape.of_side(side)
    ]
    whole = sum(weights, start=own)
    force = own
    for c, weight in zip(shape.of_side(side), weights, strict=True):
        force = force + eq.after_friction(weight, whole, _dial(shape, rows, c, "friction"))
    return force


def _fire(shape: Shape, rows: Any, s: dict[str, Any], now: Any, side: int, fighting: Any) -> Any:
    added = _amount(shape, rows, now, SUPPLIES, side)
    enough, s[f"stock{side}"] = eq.fired(
        jnp.exp(s["tempo"]), added, s[f"stock{side}"], fighting, _row(rows, "wanted"), shape.months
    )
    return eq.log_fire(enough, _row(rows, "munition_return"))


def _switch(shape: Shape, rows: Any, s: dict[str, Any], now: Any, pushes: Any, waits: Any) -> None:
    (truce, towards, change), (begins, switches, breaks_out, ends) = pushes, waits
    talks: Any = 1.0
    for flow in shape.flows[TALKS]:
        # where nothing is said a factor of 0 must not be seen: 0 to the power of 0 has no logarithm
        weight = _weight(now, flow)
        talks = talks * jnp.where(weight == 0.0, 1.0, rows[flow.row] ** weight)
    ahead = towards * change
    stall = sums.winter(_row(rows, "stall"), _row(rows, "season_effect"), now["season"]) * truce
    stall = stall * eq.leaning(_row(rows, "stall_effect"), ahead)
    breakthrough = _row(rows, "breakthrough") * truce * eq.leaning(_row(rows, "breakthrough_effect"), ahead)
    ceasefire = _row(rows, "ceasefire") * talks * eq.leaning(_row(rows, "ceasefire_effect"), change)
    before = s["regime"]
    grind = eq.from_grind(switches, breaks_out, stall, breakthrough)
    moving = eq.from_moving(
        before, s["age"], 0.5 * shape.months, switches, _row(rows, "stall_wear"), _row(rows, "breakthrough_wear")
    )
    s["regime"] = eq.next_regime(before, grind, moving, begins, ceasefire, ends, _row(rows, "break"))
    s["age"] = eq.next_age(s["age"], before, s["regime"], shape.months)
    s["begun"] = sums.ever(s["begun"], s["regime"])


def _lose(shape: Shape, rows: Any, s: dict[str, Any], side: int, heat: Any, active: Any, fire: Any) -> None:
    exposed = s[f"present{side}"]
    for c in shape.of_side(side):
        exposed = exposed + _dial(shape, rows, c, "multiplier") * s[f"c_present{c}"]
    per = eq.per_exposed(
        heat, active, eq.log_ratio(exposed, _row(rows, "exposed_attacker", side)), exposed,
        _row(rows, "own_exponent_attacker", side), fire, _row(rows, "enemy_exponent_attacker", side),
    )  # fmt: skip
    bodies = [("", side, eq.hit(per, 1.0))]
    bodies += [("c_", c, eq.hit(per, _dial(shape, rows, c, "multiplier"))) for c in shape.of_side(side)]
    for kind, place, share in bodies:
        present, wounded, lost = eq.after_losses(
            s[f"{kind}present{place}"], s[f"{kind}wounded{place}"], share, _row(rows, "return_share"),
            _row(rows, "return_step"),
        )  # fmt: skip
        s |= {f"{kind}present{place}": present, f"{kind}wounded{place}": wounded}
        s[f"{kind}casualties{place}"] = s[f"{kind}casualties{place}"] + lost
        if kind:
            s[f"c_green{place}"] = eq.still_green(s[f"c_green{place}"], share)


def _replenish(shape: Shape, rows: Any, s: dict[str, Any], now: Any, side: int) -> None:
    recruits = eq.recruits(
        s[f"present{side}"], s[f"levied{side}"], _row(rows, "ceiling_attacker", side), shape.fill,
        _row(rows, "recruits_attacker", side),
    )  # fmt: skip
    waiting = s[f"waiting{side}"]
    for flow in shape.flows[MOBILISATIONS]:
        if flow.side == side:
            before, after = (now[name][flow.place][:, None] for name in ("before", "after"))
            ceiling = UNBOUNDED if flow.ceiling == NONE else rows[flow.ceiling]
            waiting = waiting + eq.called_up(rows[flow.row], before, after, ceiling)
    s[f"waiting{side}"] = waiting
    s[f"present{side}"] = s[f"present{side}"] + recruits


def _measured(shape: Shape, s: dict[str, Any]) -> Any:
    """The measures of `Plan.measures`: `[branch, measure, path]`."""

    def of_side(side: int, own: str, *parts: str) -> Any:
        found = [s[f"c_{part}{c}"] for c in shape.of_side(side) for part in parts]
        return sum(found, start=s[f"{own}{side}"])

    def of_name(name: int, *parts: str) -> Any:
        return sum(s[f"c_{part}{c}"] for c, found in enumerate(shape.names) if found == name for part in parts)

    front = (
        s["area"], of_side(0, "casualties", "casualties", "lost"), of_side(1, "casualties", "casualties", "lost"),
        sums.ratio(s["effective0"], s["effective1"]), of_side(0, "present", "present"),
        of_side(1, "present", "present"), s["begun"], sums.holds(s["regime"]),
    )  # fmt: skip
    parts = {len(front): ("arrived",), len(front) + 1: ("casualties", "lost")}
    told = [front[what] if name == NONE else of_name(name, *parts[what]) for what, name in shape.measures]
    return jnp.stack(told, axis=1)
