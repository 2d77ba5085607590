"""What an actor expects of challenging another, and how much risk it takes, in the challenge model."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool

from contingent.bargaining.challenge_support import Actors, Pairs

#: gains this small are none: floats in another order differ by less, and a rule must not turn on them
SAME = 1e-9


def expected_gains(distance: Pairs, chance: Pairs, salience: Actors, risk: Actors) -> tuple[Pairs, Pairs]:
    """What i sees for itself in challenging j, and what i sees in it for j to challenge i, both with i's own risk.

    With d the distance as a share of the range and r the exponent, success is worth 2 − 4 (½ − ½ d)^r, failure
    2 − 4 (½ + ½ d)^r and the status quo 2 − 4 (½)^r. Whoever is challenged resists with the probability of its
    salience; one that does not resist gives way. Without a challenge nothing changes (Q = 1), as Scholz and others
    chose for their table, so the terms of a change for better or worse (U_b, U_w, T) drop out.

    Source: Scholz, Calbert and Smith (2011), equations 5 to 7, 15, 16 and 24, and page 27 for Q.
    """
    exponent = risk[:, None]
    won = 4.0 * (0.5 - 0.5 * distance) ** exponent
    success = 4.0 * 0.5**exponent - won
    loss = 4.0 * (0.5 + 0.5 * distance) ** exponent - won
    lost = salience[None] * (1.0 - chance)  # by i, where j resists and prevails
    lost_by_other = salience[:, None] * (1.0 - chance.transpose(1, 0, 2))
    return success - lost * loss, success - lost_by_other * loss


def plain_gains(distance: Pairs, chance: Pairs, salience: Actors) -> Pairs:
    """What i sees in challenging j where nobody minds risk (r = 1): 2 d, less 4 d where j resists and prevails."""
    return 2.0 * distance * (1.0 - 2.0 * salience[None] * (1.0 - chance))


def risk_exponent(gains: Pairs, heads: Actors, counted: Bool[np.ndarray, "actor draw"]) -> Actors:
    """Each actor's exponent from ½ (whom others gain most by challenging) to 2 (whom they gain least by).

    What others see in challenging actor i, weighted by `heads`, is placed between the least and the most of all those
    `counted`: R from −1 to 1, and r = (1 − R/3) / (1 + R/3). Where all are alike R is 0 and r is 1.

    Source: Scholz, Calbert and Smith (2011), equations 32 to 34, of expected gains with r = 1.
    """
    sought = (heads[:, None] * gains).sum(axis=0)
    most = np.where(counted, sought, -np.inf).max(axis=0)
    least = np.where(counted, sought, np.inf).min(axis=0)
    spread = most - least
    alike = spread <= SAME * heads.sum(axis=0)
    basis = np.where(alike, 0.0, (2.0 * sought - most - least) / np.where(alike, 1.0, spread))
    third = np.clip(basis, -1.0, 1.0) / 3.0
    return np.asarray((1.0 - third) / (1.0 + third))
