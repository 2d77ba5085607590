"""The equations of a battle, written once: plain arithmetic that holds for a number, an array, any precision.

Two sides, attacker and defender, fight for days. N are troops, W those on their way, S the stock of munitions, A the
net area gained by the attacker, E the troops that have enough to fire, all of one side unless an index says otherwise:

    fire      E = f·min(N, S/(c·b))            f is 1 while the war lasts, c rounds a head a day, b days in hand
    losses    L = min(N, k_enemy·E_enemy·e^(σε - σ²/2))          Lanchester's square law with a lognormal shock
    advance   A += f·(g·x/(1 + h|x|) + s·ζ),   x = log((E_a + 1)/(E_d + 1)), A within its bounds
    supply    S = max(0, S + made - c·E)
    troops    N += recruits + W/τ - L,   W += came·(1 - q·u) - W/τ
    end       f becomes 0 on a day with chance H, in every branch alike

So S/(c·b) is the sufficiency of munitions, min(1, stock over use in b days), times troops. Every engine runs these very
functions: NumPy on arrays, Numba and JAX after rebinding the operations below to their own. A function here takes
numbers and returns one; it has no literal, container, method or branch.

Source: Lanchester (1916), Aircraft in Warfare, for the square law (general knowledge, unread); the rest is a teaching
model.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

#: a number, or an array of them: what is true of one path is true of many
Value: TypeAlias = Any

# the operations that an engine may rebind
exp, log, where, minimum, maximum = np.exp, np.log, np.where, np.minimum, np.maximum

ZERO, HALF, ONE = 0.0, 0.5, 1.0

#: rounds that a soldier fires on a day of full supply, in units of the stock
ROUNDS_A_DAY = 0.05
#: days of full use that the stock must hold before anybody fires less
DAYS_IN_HAND = 10.0
#: troops that one unit of the stock keeps firing
TROOPS_A_ROUND = ONE / (ROUNDS_A_DAY * DAYS_IN_HAND)
#: share of those on their way who arrive on a day: two weeks on average
JOINING = ONE / 14.0
#: km² that the attacker can lose and gain at most
MOST_LOST, MOST_GAINED = -20_000.0, 40_000.0


def fire(troops: Value, stock: Value, fighting: Value) -> Value:
    """Troops that have munitions to fire."""
    return fighting * minimum(troops, stock * TROOPS_A_ROUND)


def leaning(noise: Value) -> Value:
    """What is taken from the log of a lognormal factor so that its mean is 1."""
    return HALF * noise * noise


def surprise(noise: Value, lean: Value, chance: Value) -> Value:
    """A lognormal factor: `noise` is its standard deviation in logarithms, `chance` a standard normal."""
    return exp(noise * chance - lean)


def losses(troops: Value, enemy_fire: Value, lethality: Value, factor: Value) -> Value:
    """Casualties of a day: what the enemy's fire causes times the day's surprise, no more than there are."""
    return minimum(troops, lethality * enemy_fire * factor)


def pace(fire_attacker: Value, fire_defender: Value, gain: Value, saturation: Value) -> Value:
    """km² that the attacker's lead in fire is worth in a day; below 0 where the defender leads."""
    lead = log((fire_attacker + ONE) / (fire_defender + ONE))
    return gain * lead / (ONE + saturation * maximum(lead, -lead))


def moved(area: Value, drift: Value, noise: Value, chance: Value, fighting: Value) -> Value:
    """The area after a day's advance, within its bounds."""
    return minimum(MOST_GAINED, maximum(MOST_LOST, area + fighting * (drift + noise * chance)))


def joining(waiting: Value) -> Value:
    """Those on their way who reach the front today."""
    return waiting * JOINING


def replenished(troops: Value, recruits: Value, joined: Value, lost: Value) -> Value:
    """Troops at the end of the day."""
    return troops + recruits + joined - lost


def stocked(stock: Value, made: Value, firing: Value) -> Value:
    """Munitions at the end of the day."""
    return maximum(ZERO, stock + made - ROUNDS_A_DAY * firing)


def got_through(came: Value, passage_loss: Value, chance: Value) -> Value:
    """Of those who set out today, the ones who will arrive: chance, within (0, 1), takes up to `passage_loss`."""
    return came * (ONE - passage_loss * chance)


def fighting_on(fighting: Value, end_hazard: Value, chance: Value) -> Value:
    """1 while the war lasts, 0 from the day on which chance, within (0, 1), falls below the hazard of its end."""
    return where(chance < end_hazard, ZERO, fighting)
