"""Counts that are nearly always zero: what is to be expected where a reference holds few events, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from scipy.special import betaln

from contingent.watching.tails import LEAST_CHANCE

#: a count is rare where fewer of its reference's values than this are above zero, or less than this share of them
LEAST_ABOVE, LEAST_SHARE = 10, 0.1
#: half of first bursts are above this: of 26 months with deaths after five years without, 1995 to 2005 (UCDP's events),
#: 46 % were of 10 or more, 31 % of 25, 12 % of 100; 1 / (1 + (size - 1) / 10) gives 53, 29 and 9 %
BURST = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rare:
    """Paths of the next days of a rare count, each with a value above zero, and the chance that there is any."""

    chance: float
    paths: Float[np.ndarray, "draw day"]

    def unconditional(self, rng: np.random.Generator) -> Float[np.ndarray, "draw day"]:
        """The same paths, but with no event at all in as many as the chance says."""
        return np.asarray(self.paths * (rng.random(len(self.paths)) < self.chance)[:, None])

    def p(self, total: float) -> float:
        """The chance of a sum as high as `total` or higher: 1 of zero, which is the least there is."""
        if total <= 0:
            return 1.0
        counted = 1 + int((self.paths.sum(axis=1) >= total * (1 - 1e-12)).sum())
        return max(self.chance * counted / (len(self.paths) + 1), LEAST_CHANCE)


def is_rare(kind: str, reference: Float[np.ndarray, " day"]) -> bool:
    """Whether it is a count with too few values above zero for the form of its days to be known; none is few."""
    above = int((reference > 0).sum())
    few = above < max(LEAST_ABOVE, LEAST_SHARE * reference.size)
    return kind == "count" and reference.size > 1 and few and float(reference.min()) >= 0


def draw_rare(reference: Float[np.ndarray, " day"], days: int, *, draws: int, rng: np.random.Generator) -> Rare:
    """What the next `days` days may be had nothing changed.

    Quiet days wake and awake days stay awake with chances that are drawn from what the reference leaves open of them
    (beta distributions, Jeffreys' prior), so that zero of n days still allows of events. Sizes are those of the
    reference and, as one more, a burst never seen: above s with chance 1 / (1 + s / BURST), which has no mean.
    Where the last day before was quiet the first waking is drawn as given, so that rare paths are not wasted.
    """
    above = reference > 0
    woke, quiet = _turns(above, awake=False)
    stayed, awake = _turns(above, awake=True)
    stay = rng.beta(stayed + 0.5, awake - stayed + 0.5, draws)
    if above[-1]:
        first, chance = np.zeros(draws, dtype=int), 1.0
        wake = rng.beta(woke + 0.5, quiet - woke + 0.5, draws)
    else:
        # the chance that the first t days are all quiet, over what is not known of waking
        asleep = np.exp(
            betaln(woke + 0.5, quiet - woke + 0.5 + np.arange(days + 1)) - betaln(woke + 0.5, quiet - woke + 0.5)
        )
        chance = float(1 - asleep[-1])
        first = np.searchsorted(np.cumsum(-np.diff(asleep))[:-1] / chance, rng.random(draws), side="right")
        wake = rng.beta(woke + 1.5, quiet - woke + 0.5 + first)
    now = np.full(draws, bool(above[-1]))
    paths = np.zeros((draws, days))
    for day in range(days):
        now = rng.random(draws) < np.where(now, stay, wake)
        if not above[-1]:
            now = np.where(day < first, False, now | (day == first))
        paths[now, day] = _sizes(reference[above], int(now.sum()), rng)
    return Rare(chance=chance, paths=paths)


def _turns(above: Bool[np.ndarray, " day"], *, awake: bool) -> tuple[int, int]:
    """Of the days that followed an awake (or quiet) one: how many were awake, and how many there are."""
    after = above[1:][above[:-1] == awake]
    return int(after.sum()), after.size


def _sizes(seen: Float[np.ndarray, " event"], number: int, rng: np.random.Generator) -> Float[np.ndarray, " draw"]:
    unseen = np.ceil(BURST * (1 / (1 - rng.random(number)) - 1))
    place = rng.integers(0, seen.size + 1, number)
    return np.where(place < seen.size, np.append(seen, 0.0)[place], np.maximum(unseen, 1.0))
