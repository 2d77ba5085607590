"""The trade of votes itself, draw by draw: the exchange of the highest gain first, until none has anything to gain.

Here stand loops over numbers, made fast by compiling them; what they mean is said in `exchange`. `x` are positions, `s`
saliences, `share` each actor's part of an issue's weight (0: absent), `side` −1, 0 or 1 (below, at, above the mean of
the positions, 0 also who is absent), all by draw, actor and issue; `luck` a number from 0 to 1 by draw for each actor
and then for each issue. A row of `who` is one possible exchange: the actor `a` gives way on `q` to `b`, who gives way
on `p` to `a`.
"""

from __future__ import annotations

from inspect import unwrap
from typing import Any

import numba
import numpy as np

from contingent.bargaining.exchange_small import LEAST, NUDGE

_JIT: Any = numba.njit
# nothing calls these from C: without the ways in they compile in half the time
_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def possible(s: Any, share: Any, side: Any, luck: Any, who: Any, terms: Any) -> int:
    """How many exchanges one draw allows; fills their rows of `who` and `terms`.

    Of `terms`: what moves on q for 1 on p, each partner's gain from that, and the gain with luck.
    """
    found = 0
    actors, issues = s.shape
    for i in range(actors):
        for j in range(i + 1, actors):
            for r in range(issues):
                if side[i, r] * side[j, r] != -1:
                    continue
                for t in range(r + 1, issues):
                    if side[i, t] * side[j, t] != -1:
                        continue
                    keener = s[i, r] * s[j, t] - s[j, r] * s[i, t]
                    if keener > LEAST:
                        a, q, b, p = i, t, j, r
                    elif keener < -LEAST:
                        a, q, b, p = i, r, j, t
                    else:
                        continue
                    if share[a, q] <= 0.0 or share[b, p] <= 0.0:
                        continue
                    price = (s[a, p] + s[b, p]) / (s[a, q] + s[b, q])
                    chance = luck[a] + luck[b] + luck[actors + p] + luck[actors + q]
                    row = who[found]
                    row[0], row[1], row[2], row[3] = a, q, b, p
                    terms[found, 0] = price
                    terms[found, 1] = s[a, p] - price * s[a, q]
                    terms[found, 2] = terms[found, 1] * (1.0 + NUDGE * (chance % 1.0))
                    found += 1
    return found


def size(deal: Any, price: float, x: Any, y: Any, share: Any, side: Any, room: Any) -> float:
    """How far the outcome on p may still move in this exchange, as a share of the scale; what moves on q is its price.

    Neither moves past the other's position, nor buys more than brings the outcome to his own.
    """
    a, q, b, p = deal
    most_q = min((y[a, q] - x[b, q]) * side[a, q] * share[a, q], room[b, q])
    most_p = min((y[b, p] - x[a, p]) * side[b, p] * share[b, p], room[a, p])
    return float(max(min(most_p, most_q / price), 0.0))


def sink(heap: Any, length: int, gain: Any, at: int) -> None:
    """Afterwards the heap below `at` has its highest gain on top, if both its branches had."""
    moved = heap[at]
    while 2 * at + 1 < length:
        child = 2 * at + 1
        if child + 1 < length and gain[heap[child + 1]] > gain[heap[child]]:
            child += 1
        if gain[heap[child]] <= gain[moved]:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = moved


# nothing calls these three from Python either
_possible, _size, _sink = (
    _JIT(no_cpython_wrapper=True, **_OPTIONS)(unwrap(function)) for function in (possible, size, sink)
)


def trade(x: Any, s: Any, share: Any, side: Any, room: Any, luck: Any, log: Any) -> Any:
    """Where every actor's vote ends on every issue, and how many exchanges there were in each draw.

    `room` is used up: how far each actor may still buy the outcome towards his own position. The first exchanges of a
    draw are written into its rows of `log`, as many as it has. Gains only ever shrink as others are used up, so one
    that is still what it was when it came to the top is the highest.
    """
    draws, actors, issues = x.shape
    y = x.copy()
    count = np.zeros(draws, np.int64)
    most = actors * (actors - 1) // 2 * (issues * (issues - 1) // 2)
    who, terms = np.zeros((most, 4), np.int64), np.zeros((most, 3))
    gain, heap = np.zeros(most), np.zeros(most, np.int64)
    for d in range(draws):
        length = 0
        for c in range(_possible(s[d], share[d], side[d], luck[d], who, terms)):
            gain[c] = terms[c, 2] * _size(who[c], terms[c, 0], x[d], y[d], share[d], side[d], room[d])
            if gain[c] > LEAST:
                heap[length] = c
                length += 1
        for at in range(length // 2 - 1, -1, -1):
            _sink(heap, length, gain, at)
        while length > 0:
            c = heap[0]
            a, q, b, p = who[c]
            on_p = _size(who[c], terms[c, 0], x[d], y[d], share[d], side[d], room[d])
            on_q = on_p * terms[c, 0]
            if on_p * terms[c, 2] < gain[c]:
                gain[c] = on_p * terms[c, 2]
                if gain[c] > LEAST:
                    _sink(heap, length, gain, 0)
                    continue
            else:
                y[d, a, q] -= side[d, a, q] * on_q / share[d, a, q]
                y[d, b, p] -= side[d, b, p] * on_p / share[d, b, p]
                room[d, b, q] -= on_q
                room[d, a, p] -= on_p
                if count[d] < log.shape[1]:
                    told = log[d, count[d]]
                    told[0], told[1], told[2], told[3] = a, q, b, p
                    told[4], told[5], told[6] = y[d, a, q], y[d, b, p], on_p * terms[c, 1]
                count[d] += 1
            length -= 1
            heap[0] = heap[length]
            _sink(heap, length, gain, 0)
    return y, count


def _kept(function: Any) -> Any:
    try:
        return _JIT(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder that compiled code may be kept in: once a process then
        return _JIT(**_OPTIONS)(function)


#: `trade`, compiled
compiled_trade = _kept(unwrap(trade))
