"""Which found stretch answers which wanted one: one to one, so that all overlaps together are as large as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from contingent.core.documents import Span

#: what a weight may not exceed: far above any overlap and bonus
_MOST = 1e6

W = TypeVar("W")
G = TypeVar("G")


def shared(one: Span, other: Span) -> int:
    """How many characters two spans share.

    >>> shared(Span(start=0, end=4, text="nine"), Span(start=3, end=5, text="e "))
    1
    """
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def overlap(one: Span, other: Span) -> float:
    """Characters shared over characters in either, from 0 (apart) to 1 (the same)."""
    return shared(one, other) / (max(one.end, other.end) - min(one.start, other.start))


def covered(one: Span, other: Span) -> float:
    """Characters shared over those of the shorter: 1 where one lies within the other."""
    return shared(one, other) / min(one.end - one.start, other.end - other.start)


def one_to_one(wanted: Sequence[W], given: Sequence[G], weigh: Callable[[W, G], float]) -> list[tuple[int, int]]:
    """Pairs (place in `wanted`, place in `given`), none used twice, of the greatest total weight; sorted.

    A weight of 0 or less is no pair. Where several matchings weigh the same, the one that keeps both in order is
    taken as far as order decides.
    """
    if not wanted or not given:
        return []
    weights = np.array([[min(max(weigh(w, g), 0.0), _MOST) for g in given] for w in wanted])
    if not weights.any():
        return []
    from scipy.optimize import linear_sum_assignment

    # ties: a hair for keeping order, far below any difference that an overlap can make
    rows, columns = np.indices(weights.shape)
    apart = np.abs((rows + 0.5) / weights.shape[0] - (columns + 0.5) / weights.shape[1])
    picked = linear_sum_assignment(np.where(weights > 0.0, weights + 1e-9 * (1.0 - apart), 0.0), maximize=True)
    pairs = zip(picked[0].tolist(), picked[1].tolist(), strict=True)
    return [(w, g) for w, g in pairs if weights[w, g] > 0.0]
