"""Which offers an actor meets in a round of the challenge model, and where the one it takes leads."""

from __future__ import annotations

from typing import Literal

import numpy as np
from jaxtyping import Bool

from contingent.bargaining.challenge_support import Actors, Pairs
from contingent.bargaining.challenge_utility import SAME

#: what an offer of a later kind costs on top of its move, which is at most 1: no move makes good for the kind
_KIND = 4.0
_NOT_OFFERED = 4.0 * _KIND


def next_positions(
    position: Actors,
    *,
    own: Pairs,
    others: Pairs,
    heard: Bool[np.ndarray, "actor draw"],
    compromise: Literal["least move", "lowest"],
) -> Actors:
    """Where every actor goes, all at once, from what it sees for itself (`own`) and for the other (`others`).

    With a what i gains by challenging j and b what j gains by challenging i: both above 0 and b > a is a conflict that
    i expects to lose, it goes to j; a < 0 < b is a compromise where b ≥ |a|, i goes the share |a|/b of the way, and
    giving in where b < |a|, i goes all the way. A conflict is settled before a compromise, and that before giving in;
    among offers of one kind the least move is made. Two that ask for the same move in opposite directions hold i in
    place. Only those `heard` (who have power) can make others move.

    Source: Scholz, Calbert and Smith (2011), section 6 and figure 6, equations 35 and 36.
    """
    gap = position[None] - position[:, None]
    offered = (others > SAME) & (np.abs(gap) > SAME) & heard[None]
    conflict = offered & (own > SAME) & (others > own + SAME)
    behind = offered & (own < -SAME)
    part = -own / np.maximum(others, SAME)
    giving_in = part > 1.0 + SAME
    part = np.maximum(np.minimum(part, 1.0), conflict)  # all the way in a conflict
    cost = np.abs(gap) * part
    if compromise == "lowest":
        meeting = np.abs(own) + np.abs(others)
        met = np.abs(own) * position[:, None] + np.abs(others) * position[None]
        cost = np.where(behind & ~giving_in, met / np.maximum(meeting, SAME), cost)
    cost += _KIND * ~conflict
    cost += _KIND * giving_in
    cost += _NOT_OFFERED * ~(conflict | behind)
    if compromise == "lowest":
        taken = cost.argmin(axis=1)[:, None]
        move = np.take_along_axis(gap * part, taken, axis=1)[:, 0]
        return np.asarray(position + np.where(cost.min(axis=1) < _NOT_OFFERED, move, 0.0))
    least = cost.min(axis=1)
    taken = cost <= least[:, None] + SAME
    up, down = (taken & (gap > 0.0)).any(axis=1), (taken & (gap < 0.0)).any(axis=1)
    goes = (up ^ down) & (least < _NOT_OFFERED)
    move = (least - _KIND * np.floor(least / _KIND)) * goes
    return np.asarray(position + np.where(up, move, -move))
