"""Who stands by whom: an actor's chance to prevail over another, from the votes of everybody for either's position."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

# within the challenge model draws come last: sums over actors then run along whole rows of draws, several times faster
Actors = Float[np.ndarray, "actor draw"]
Pairs = Float[np.ndarray, "actor actor draw"]

#: votes that come to less than this share of what all could cast are none: the last bits of a sum are of that size
FEW = 1e-9


def prevails(position: Actors, power: Actors) -> Pairs:
    """The chance that i prevails over j: the votes for i's position, as a share of those cast between the two.

    Actor k votes power_k (|x_k − x_j| − |x_k − x_i|) for x_i, against it where negative. With the hinge
    H(t) = Σ_k power_k max(0, t − x_k) and the midpoint m of x_i < x_j, the votes for i come to 2 (H(m) − H(x_i)), and
    those for j to the same of the scale turned round. P_ij + P_ji = 1, ½ each where nobody votes; it is 0 between
    actors of one place, who have nothing to contest.

    Source: Scholz, Calbert and Smith (2011), equations 28, 30 and 31.
    """
    first, second = np.triu_indices(len(position), k=1)
    one, other = position[first], position[second]
    middle = 0.5 * (one + other)
    total, centre = power.sum(axis=0), (power * position).sum(axis=0)
    below, below_middle = _hinge(position, position, power), _hinge(middle, position, power)
    above, above_middle = below - (total * position - centre), below_middle - (total * middle - centre)
    rising = one <= other
    for_one = np.maximum(np.where(rising, below_middle - below[first], above_middle - above[first]), 0.0)
    for_other = np.maximum(np.where(rising, above_middle - above[second], below_middle - below[second]), 0.0)
    cast = for_one + for_other
    none = cast <= FEW * total * np.abs(one - other)
    one_prevails = (for_one + none) / (cast + 2.0 * none)
    apart = one != other
    chance = np.zeros((len(position), *position.shape))
    chance[first, second] = one_prevails * apart
    chance[second, first] = (1.0 - one_prevails) * apart
    return chance


def prevails_among_all(distance: Pairs, power: Actors, risk: Actors) -> Pairs:
    """The same votes, by distances raised to each voter's risk exponent, as a share of those over all ordered pairs.

    It is what the table of 2011 was computed by (see `challenge_rules.AS_COMPUTED_2011`), for comparison only: the
    shares depend on how many actors there are, so they are small, and P_ij + P_ji is far below 1.
    """
    felt = distance ** risk[:, None]  # voter, position, draw
    weighed = power[:, None, None] * (felt[:, None, :] - felt[:, :, None])  # voter, i, j, draw
    cast = np.abs(weighed).sum(axis=(0, 1, 2))
    won = np.maximum(weighed, 0.0).sum(axis=0)
    return np.asarray(np.divide(won, cast, out=np.zeros_like(won), where=(cast > 0.0) & (distance > 0.0)))


def _hinge(at: Float[np.ndarray, "point draw"], position: Actors, power: Actors) -> Float[np.ndarray, "point draw"]:
    """Σ_k power_k max(0, t − x_k) at each point t."""
    found, part = np.zeros_like(at), np.empty_like(at)
    for place, weight in zip(position, power, strict=True):
        np.subtract(at, place, out=part)
        np.maximum(part, 0.0, out=part)
        part *= weight
        found += part
    return found
