"""The exchange model: pairs of actors trade votes across issues, and each issue settles at the mean of the votes.

Assumptions, those of Stokman and Van Oosten (1994) as the Decide software runs them:

- an issue settles at the mean of the votes, weighted by salience × capability; every actor knows all of them;
- two actors who stand on opposite sides of that mean on two issues may trade: each gives way on the issue that he
  cares for less, compared with the other, and both gain the same (utility: less salience × distance to the outcome);
- one of them goes all the way to the other's position, the other as far as the price wants, unless somebody would buy
  more than brings the outcome to his own position; what others buy on the same issue nobody reckons with;
- the exchange of the highest gain comes first, then the next, until none has a gain; a vote moves one way only;
- what third parties lose or win by it (the external effects) stops no exchange.

Nobody gives up a position: `final` are votes. One round, without the change of preferences that the software makes
between repetitions. One issue alone, or actors who are all on one side: nothing to trade, and it is the weighted mean.

Chosen here, so that names, halves and the direction of scales change nothing: actors of equal positions and saliences
on all issues act as one; who stands exactly at the mean trades nothing there; between exchanges of equal gain chance
decides, by draw. Read: equations and the published run on the Paris conference of github.com/foarsitter/
decide-exchange-model, whose 128 exchanges this model repeats one by one; not the chapter of 1994 itself (decision
record 32).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from contingent.bargaining.exchange_small import LEAST, TOLD, is_small, trade_at_once
from contingent.bargaining.model import ByActor, Settled, Table
from contingent.bargaining.weighted_mean import weighted_mean
from contingent.bargaining.weighted_power import hull, weighted_power
from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key

Numbers = Float[np.ndarray, "draw name issue"]
Luck = Float[np.ndarray, "draw thing"]

#: positions and saliences that differ by no more are the same
SAME = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One exchange that was made: `actor` votes `vote` on `gives`, `partner` votes `partner_vote` on `takes`.

    `gain` is the utility that each of the two expects to win. `external` is what all others at either table win or
    lose together by the moves of the two outcomes, each in salience × share of the scale.
    """

    actor: str
    gives: str
    vote: float
    partner: str
    takes: str
    partner_vote: float
    gain: float
    external: float


class _Numbers(NamedTuple):
    """All tables as one array each, actors and issues sorted by name; who is absent has weight 0 and position 0."""

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    x: Numbers
    s: Numbers
    share: Numbers
    side: Int[np.ndarray, "draw name issue"]
    stands_for: Int[np.ndarray, "draw name"]


class Exchange:
    """Settles all issues together by trades of votes, then by the weighted mean of the votes."""

    name = "exchange"
    label = "Exchange (votes traded across issues, then the weighted mean)"
    joint = True

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """One outcome a table, in their order, and everybody's last vote; the seed decides between equal gains only.

        Raises:
            ValueRangeError: tables of different numbers of draws, an issue twice, or what `weighted_power` says.
        """
        numbers = _numbers(tables)
        votes, _, _ = _traded(numbers, seed, logged=0)
        return tuple(_settled(table, _votes(numbers, table, votes)) for table in tables)


def trades(tables: Sequence[Table], *, seed: int, draw: int = 0) -> tuple[Trade, ...]:
    """The exchanges of one draw in the order in which they were made.

    Raises:
        ValueRangeError: as `Exchange.settle`, or a draw that is not there.
    """
    numbers = _numbers(tables)
    if not 0 <= draw < len(numbers.x):
        raise ValueRangeError(f"draw {draw} was asked for; wanted one from 0 to {len(numbers.x) - 1}")
    luck = _luck(numbers, seed)[draw : draw + 1]
    one = _Numbers(numbers.actors, numbers.issues, *(part[draw : draw + 1] for part in numbers[2:]))
    most = len(one.actors) ** 2 * len(one.issues) ** 2
    _, count, log = _traded(one, seed, logged=most, luck=luck)
    found, x, s, share = [], one.x[0], one.s[0], one.share[0]
    means = np.sum(share * x, axis=0)
    votes = x.copy()
    for a, q, b, p, vote_a, vote_b, gain in log[0, : count[0]]:
        i, j, on_q, on_p = int(a), int(b), int(q), int(p)
        before = means[[on_q, on_p]]
        for actor, issue, vote in ((i, on_q, vote_a), (j, on_p, vote_b)):
            means[issue] += _together(one, actor, issue) * (vote - votes[actor, issue])
            votes[actor, issue] = vote
        others = ~np.isin(one.stands_for[0], (i, j))[:, None]
        pair = [on_q, on_p]
        won = s[:, pair] * (np.abs(x[:, pair] - before) - np.abs(x[:, pair] - means[pair]))
        external = float(np.sum(won * others * (share[:, pair] > 0.0)))
        found.append(
            Trade(
                actor=one.actors[i],
                gives=one.issues[on_q],
                vote=float(vote_a),
                partner=one.actors[j],
                takes=one.issues[on_p],
                partner_vote=float(vote_b),
                gain=float(gain),
                external=external,
            )
        )
    return tuple(found)


def _traded(
    numbers: _Numbers, seed: int, *, logged: int, luck: Luck | None = None
) -> tuple[Numbers, Int[np.ndarray, " draw"], Float[np.ndarray, "draw logged told"]]:
    """Everybody's last vote, twins with those who stand for them; how many exchanges; the first of them."""
    draws, actors, _ = numbers.x.shape
    log = np.zeros((draws, logged, TOLD))
    alone = numbers.stands_for == np.arange(actors)
    together = np.zeros_like(numbers.share)
    for actor in range(actors):
        np.add.at(together, (np.arange(draws), numbers.stands_for[:, actor]), numbers.share[:, actor])
    side = np.where(alone[:, :, None], numbers.side, 0)
    means = np.sum(numbers.share * numbers.x, axis=1, keepdims=True)
    room = np.abs(numbers.x - means)
    chance = _luck(numbers, seed) if luck is None else luck
    if is_small(*numbers.x.shape):
        trade = trade_at_once
    else:
        from contingent.bargaining.exchange_trades import compiled_trade as trade  # late: Numba
    votes, count = trade(numbers.x, numbers.s, together, side, room, chance, log)
    return np.take_along_axis(votes, numbers.stands_for[:, :, None], axis=1), count, log


def _numbers(tables: Sequence[Table]) -> _Numbers:
    issues = tuple(sorted(table.issue for table in tables))
    draws = {len(table.position) for table in tables}
    if len(set(issues)) < len(issues) or len(draws) != 1:
        raise ValueRangeError(
            f"the tables are of {', '.join(issues) or 'no issue'} with {sorted(draws)} draws; "
            "wanted each issue once and as many draws of all, at least one table"
        )
    actors = tuple(sorted({actor for table in tables for actor in table.actors}))
    shape = (draws.pop(), len(actors), len(issues))
    x, s, share, side = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    here = np.zeros(shape[1:], dtype=bool)
    for table in tables:
        at, rows = issues.index(table.issue), [actors.index(actor) for actor in table.actors]
        power = weighted_power(table)
        away = table.position - np.sum(power * table.position, axis=1, keepdims=True)
        here[rows, at] = True
        for part, values in ((x, table.position), (s, table.salience), (share, power)):
            part[:, rows, at] = values
        side[:, rows, at] = np.where(np.abs(away) <= LEAST, 0.0, np.sign(away))
    return _Numbers(actors, issues, x, s, share, side, _first_alike(x, s, here))


def _first_alike(x: Numbers, s: Numbers, here: np.ndarray) -> Int[np.ndarray, "draw name"]:
    """For each actor the first by name with the same positions and saliences on the same issues, in each draw."""
    found = np.repeat(np.arange(x.shape[1])[None], len(x), axis=0)
    for later in range(x.shape[1]):
        for earlier in range(later):
            if not np.array_equal(here[later], here[earlier]):
                continue
            apart = [np.max(np.abs(part[:, later] - part[:, earlier]), axis=1) for part in (x, s)]
            same = (np.maximum(*apart) <= SAME) & (found[:, later] == later)
            found[:, later] = np.where(same, found[:, earlier], found[:, later])
    return found


def _together(numbers: _Numbers, actor: int, issue: int) -> float:
    """The share of all for whom that actor stands, in the first draw."""
    return float(np.sum(numbers.share[0, numbers.stands_for[0] == actor, issue]))


def _luck(numbers: _Numbers, seed: int) -> Luck:
    """A number by draw for each actor and each issue, from streams of their names."""
    names = [("actor", name) for name in numbers.actors] + [("issue", name) for name in numbers.issues]
    streams = (np.random.Generator(np.random.Philox(key=stream_key("exchange", *name, seed))) for name in names)
    return np.stack([stream.random(len(numbers.x)) for stream in streams], axis=1)


def _votes(numbers: _Numbers, table: Table, votes: Numbers) -> ByActor:
    rows = [numbers.actors.index(actor) for actor in table.actors]
    # a vote that goes all the way to another's position may miss it by the last bit
    return np.asarray(np.clip(votes[:, rows, numbers.issues.index(table.issue)], 0.0, 1.0))


def _settled(table: Table, final: ByActor) -> Settled:
    power = weighted_power(table)
    outcome = np.clip(weighted_mean(final, power), *hull(table.position, power))
    return Settled(issue=table.issue, outcome=outcome, final=final)
