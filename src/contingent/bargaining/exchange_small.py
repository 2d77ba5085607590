"""The trade of votes of `exchange_trades`, all draws at once in NumPy: where it is small, nothing need be compiled.

Names and shapes are those of `exchange_trades`, and so are the results, bit by bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

#: a gain, or a move of an outcome, that is not worth an exchange, both in shares of the scale
LEAST = 1e-12
#: how far luck lifts a gain, as a share of it: it decides between equals only
NUDGE = 1e-9
#: what is told of an exchange: who gives on what, to whom, for what; where both come to stand; the gain of each
TOLD = 7
#: draws times the square of the exchanges that may be: below it, this takes less time than loading the compiled form
MOST_WORK = 2**26


class _Offers(NamedTuple):
    """The exchanges that may be, [draw, exchange]: `a` gives way on `q` to `b`, who gives way on `p` to `a`."""

    a: Any
    q: Any
    b: Any
    p: Any
    open: Any
    price: Any
    gain: Any
    lifted: Any


def is_small(draws: int, actors: int, issues: int) -> bool:
    """Whether all draws at once are traded sooner than compiled code is loaded."""
    return draws * _most(actors, issues) ** 2 <= MOST_WORK


def trade_at_once(x: Any, s: Any, share: Any, side: Any, room: Any, luck: Any, log: Any) -> Any:
    """Where every actor's vote ends on every issue, and how many exchanges there were in each draw.

    `room` and `log` are written as `exchange_trades.trade` writes them.
    """
    draws, actors, issues = x.shape
    y, count = x.copy(), np.zeros(draws, np.int64)
    if _most(actors, issues) == 0:
        return y, count
    offers = _offers(s, share, side, luck)
    row = np.arange(draws)[:, None]

    def of(array: Any, who: Any, what: Any) -> Any:
        return array.reshape(-1).take((row * actors + who) * issues + what)

    a, q, b, p = offers[:4]
    there_q, there_p = of(x, b, q), of(x, a, p)
    way_q, way_p = of(side, a, q), of(side, b, p)
    part_q, part_p = of(share, a, q), of(share, b, p)
    waiting = offers.open
    while True:
        most_q = np.minimum((of(y, a, q) - there_q) * way_q * part_q, of(room, b, q))
        most_p = np.minimum((of(y, b, p) - there_p) * way_p * part_p, of(room, a, p))
        on_p = np.maximum(np.minimum(most_p, most_q / offers.price), 0.0)
        worth = np.where(waiting, on_p * offers.lifted, 0.0)
        best = worth.argmax(axis=1)
        trading = np.flatnonzero(worth[row[:, 0], best] > LEAST)
        if trading.size == 0:
            return y, count
        deal = trading, best[trading]
        i, on, j, by, moved = a[0, deal[1]], q[deal], b[0, deal[1]], p[deal], on_p[deal]
        paid = moved * offers.price[deal]
        y[trading, i, on] -= side[trading, i, on] * paid / share[trading, i, on]
        y[trading, j, by] -= side[trading, j, by] * moved / share[trading, j, by]
        room[trading, j, on] -= paid
        room[trading, i, by] -= moved
        told = count[trading] < log.shape[1]
        log[trading[told], count[trading[told]]] = np.stack(
            [i, on, j, by, y[trading, i, on], y[trading, j, by], moved * offers.gain[deal]], axis=1
        )[told]
        count[trading] += 1
        waiting[deal] = False


def _most(actors: int, issues: int) -> int:
    return actors * (actors - 1) // 2 * (issues * (issues - 1) // 2)


def _offers(s: Any, share: Any, side: Any, luck: Any) -> _Offers:
    """Every pair of actors on every pair of issues, in the order of the loops; `open` where an exchange may be."""
    draws, actors, issues = s.shape
    pairs, topics = np.triu_indices(actors, 1), np.triu_indices(issues, 1)
    a, b = (np.repeat(one, topics[0].size)[None] for one in pairs)
    r, t = (np.tile(one, pairs[0].size)[None] for one in topics)
    row = np.arange(draws)[:, None]
    keener = s[row, a, r] * s[row, b, t] - s[row, b, r] * s[row, a, t]
    q, p = np.where(keener > 0.0, t, r), np.where(keener > 0.0, r, t)
    across = (side[row, a, r] * side[row, b, r] == -1) & (side[row, a, t] * side[row, b, t] == -1)
    may = across & (np.abs(keener) > LEAST) & (share[row, a, q] > 0.0) & (share[row, b, p] > 0.0)
    paid, gained = s[row, a, q] + s[row, b, q], s[row, a, p] + s[row, b, p]
    price = np.divide(gained, paid, out=np.ones_like(paid), where=may)
    chance = luck[row, a] + luck[row, b] + luck[row, actors + p] + luck[row, actors + q]
    gain = s[row, a, p] - price * s[row, a, q]
    return _Offers(a, q, b, p, may, price, gain, gain * (1.0 + NUDGE * (chance % 1.0)))
