"""The equations of the front, written once: plain arithmetic that holds for a number, an array, any precision.

Every engine runs these very functions: NumPy on arrays, Numba and JAX after rebinding the names of this module that
they use (the operations below to their own, the constants to their own precision). So a function here takes numbers
and returns a number or a tuple of them; it has no keyword, string, None, container, method, literal or branch, only
bare names and `where`. Nothing here needs more than single precision.

State of one path, shared by its branches:
    tempo                 ℓ, log of the tempo of fighting relative to the start's
    rate                  v, underlying rate of advance, km² a month; below 0 it is the defender who gains
and of each branch, for each side
    present, waiting, wounded   persons of the side's own at the front, mobilised and on their way, in recovery
    casualties                  killed, wounded and missing of its own since the start
    levied                      mobilised persons who have reached the front: they raise what the side keeps up
    stock                       munitions kept back, in months of use
for each contingent
    present, green        persons at the front, and those of them who have not yet learnt (green ≤ present)
    waiting, wounded      on their way, in recovery
    arrived, lost         all who have come (those present at the start among them), those lost on the way
    casualties            killed, wounded and missing since the start, without those lost on the way
and of the branch
    regime, age           GRIND … CEASEFIRE, months in it
    begun                 1 once a cease-fire has begun
    area                  A, km² gained by the attacker since the start
    answer                one for each response: the enemy's newcomers per head, as backers have come to answer them

A step of Δ months, in this order: groups set out, those on their way join for half a step, effective forces, tempo and
rate, munitions, change, regimes, losses and the wounded who return, area, recruits and the mobilised, the other half of
the joining. So forces fight as they are in the middle of a step, and a change of regime comes in the middle of it;
tempo and rate are those of its end. Steps of a day and of ten days then give means that differ by a hundredth or two.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

#: a number, or an array of them: what is true of one path is true of many
Value: TypeAlias = Any

# the operations that an engine may rebind
exp, log, sqrt, sin, cos = np.exp, np.log, np.sqrt, np.sin, np.cos
where, minimum, maximum = np.where, np.minimum, np.maximum

# numbers; an engine may rebind them to its own precision
ZERO, HALF, ONE, TWO, SIX = 0.0, 0.5, 1.0, 2.0, 6.0
TURN = 2.0 * math.pi

# regimes of the front
GRIND, STALL, BREAKTHROUGH, CEASEFIRE = 0.0, 1.0, 2.0, 3.0
#: fighting that goes on in a cease-fire, which is violated (a judgement, unverified). In a stall losses go on as they
#: were: in 39 spans of 28 days of one war the slowest third had 8 % fewer than the trend, within a spread of 21 %
#: (docs/decisions/0013-losses-in-stall-and-breakthrough.md)
VIOLATIONS = 0.02
#: the log tempo stays within a factor of e^1.5 of today's: beyond, shocks with heavy tails have no finite mean
TEMPO_BOUND = 1.5
#: share of the sufficiency of munitions that counts as force in an advance (a judgement, unverified)
FIRE_IN_ADVANCE = 0.3
#: share of a side's weight made up by one contingent at which friction is full
FULL_FRICTION_SHARE = 0.15
#: mean months for which a gap to the ceiling stays open, recruits permitting
FILL_MONTHS = 1.0
#: months in which a stock would be fired at its first pace; in a step that is longer, all of it
STOCK_MONTHS = 1.0
#: months of fighting that the spread of losses from step to step belongs to; longer steps even it out
NOISE_MONTHS = 1.0 / 3.0
#: bound of |β x| and of its like in hazards: no change of force moves the front more than e² times as fast
ELASTIC_BOUND = 2.0
#: munitions below which the logarithm is not followed: a millionth of what is needed
LEAST_FIRE = 1e-6
#: a need of munitions so small that it can only be met: a fight that is suspended
LEAST_NEED = 1e-3
#: mean of a Weibull hazard of shape 2: h(age) = (π/2)·age/mean²
AGEING = math.pi / 2.0
#: degrees of freedom of the shocks: ν - 2 and 2/ν for the tempo (5) and the advance (4)
TEMPO_SCALE, TEMPO_POWER = 3.0, 0.4
ADVANCE_SCALE = 2.0
#: below this the difference 1 - e^-x is better taken from its series in single precision
SERIES = 0.02


# ------------------------------------------------------------ chance


def tempo_chance(u: Value, v: Value) -> Value:
    """A shock with Student's t of 5 degrees of freedom, scaled to variance 1; |shock| < 49, since u ≥ 2^-24.

    Source: Bailey (1994), Polar generation of random variates with the t-distribution: T = √(ν(U^(-2/ν) - 1)) cos 2πV.
    """
    return sqrt(TEMPO_SCALE * maximum(exp(-TEMPO_POWER * log(u)) - ONE, ZERO)) * cos(TURN * v)


def advance_chance(u: Value, v: Value) -> Value:
    """A shock with Student's t of 4 degrees of freedom, scaled to variance 1; |shock| < 91, since u ≥ 2^-24."""
    return sqrt(ADVANCE_SCALE * maximum(ONE / sqrt(u) - ONE, ZERO)) * cos(TURN * v)


def loss_chances(u: Value, v: Value) -> tuple[Value, Value]:
    """Two independent standard normals by Box and Muller: the attacker's shock and the defender's."""
    radius = sqrt(-TWO * log(u))
    return radius * cos(TURN * v), radius * sin(TURN * v)


def wait(u: Value) -> Value:
    """A unit exponential: a chance of hazard h in Δ months comes where it is below hΔ."""
    return -log(u)


# ------------------------------------------- constants of a path, once


def kept(persistence: Value, months: Value) -> Value:
    """The share kept over `months` of what `persistence` is kept of over one."""
    return persistence**months


def shock_share(persistence: Value, months: Value) -> Value:
    """What a step's shock is of a month's, so that steps of any length add up to the same month: √Δ where none fades.

    With a share φ kept over a month, Σ φ^(2Δj) of the steps' variances is the month's where each is
    (1 - φ^(2Δ))/(1 - φ²) of it.

    >>> shock_share(np.array([0.0, 1.0]), 0.25).tolist()
    [1.0, 0.5]
    """
    fades = persistence > ZERO
    rate = -TWO * log(where(fades, persistence, ONE))
    return where(fades, sqrt(months * _slope(rate * months) / _slope(rate)), ONE)


def _slope(x: Value) -> Value:
    """(1 - e^-x)/x, which is 1 at 0."""
    small = x < SERIES
    away = where(small, ONE, x)
    return where(small, ONE - HALF * x + x * x / SIX, (ONE - exp(-away)) / away)


def share_within(months: Value, mean: Value) -> Value:
    """The share that has passed after `months` where each waits `mean` months on average."""
    return (months / mean) * _slope(months / mean)


def left(months: Value, mean: Value) -> Value:
    """The share that is left after `months` of what goes in `mean` months on average."""
    return exp(-months / mean)


def loss_spread(spread: Value, months: Value) -> Value:
    """The log-spread of a step's losses, given that of a third of a month."""
    return spread * sqrt(NOISE_MONTHS / months)


def wear(mean: Value, months: Value) -> Value:
    """What a regime of `mean` months loses of its hold in a step, per month of its age."""
    return AGEING * months / (mean * mean)


# ------------------------------------------------- one step of a path


def next_tempo(tempo: Value, decay: Value, shock: Value, chance: Value) -> Value:
    """ℓ' = ρ^Δ ℓ + σ·chance, within its bound."""
    return minimum(maximum(decay * tempo + shock * chance, -TEMPO_BOUND), TEMPO_BOUND)


def next_rate(rate: Value, mean: Value, decay: Value, shock: Value, chance: Value) -> Value:
    """v' = v̄ + φ^Δ (v - v̄) + σ·chance, km² a month."""
    return mean + decay * (rate - mean) + shock * chance


def direction(rate: Value) -> Value:
    """1 where the attacker gains, -1 where the defender does, 0 where nobody."""
    return where(rate > ZERO, ONE, where(rate < ZERO, -ONE, ZERO))


def heat(tempo: Value, spread: Value, chance: Value) -> Value:
    """e^(ℓ + ε), ε normal with spread σ and e^ε of mean 1: how far losses are above what forces alone say."""
    return exp(tempo + spread * (chance - HALF * spread))


# ---------------------------------------------------------- contingents


def departs(casualties: Value, lost: Value, arrived: Value, stop_share: Value) -> Value:
    """1 where a further tranche leaves, 0 where casualties exceed the share at which it does not."""
    return where(casualties + lost > stop_share * arrived, ZERO, ONE)


def joined(
    waiting: Value, present: Value, green: Value, lag_share: Value, cap: Value, unlearnt: Value
) -> tuple[Value, Value, Value]:
    """Waiting, present and green after some have joined, `cap` at most; all have learnt for as long.

    The share, the cap and what is `unlearnt` are those of the same time: half a step. Who joined at one time is green
    as e^(-t/τ): a mean over persons, each with an experience of their own.
    """
    moved = minimum(waiting * lag_share, cap)
    return waiting - moved, present + moved, (green + moved) * unlearnt


def weight(present: Value, green: Value, initial: Value, final: Value) -> Value:
    """Persons of a contingent counted by quality, before friction: `initial` while green, then `final`."""
    return final * present + (initial - final) * green


def after_friction(weight: Value, whole: Value, friction: Value) -> Value:
    """What a contingent of `weight` adds to a side of weight `whole`, itself included.

    Up to a friction of .54 more weight always adds: d/dw [w(1 - δ w/(.15 (n+w)))] is least, 1 - 1.85 δ, where the
    contingent makes up .15.
    """
    return weight * (ONE - friction * minimum(weight / (FULL_FRICTION_SHARE * maximum(whole, ONE)), ONE))


def answered(answer: Value, newcomers: Value, lag_share: Value) -> Value:
    """What backers have come to answer, a step on: it nears `newcomers` per head of the enemy's force at the start."""
    return answer + lag_share * (newcomers - answer)


def called_up(monthly: Value, before: Value, after: Value, ceiling: Value) -> Value:
    """Persons mobilised in a step at `monthly`, `before` and `after` months of it, up to `ceiling` in all."""
    return minimum(monthly * after, ceiling) - minimum(monthly * before, ceiling)


# ------------------------------------------------- forces and munitions


def log_ratio(force: Value, start: Value) -> Value:
    """Log of a force relative to that at the start; a force below one person counts as one."""
    return log(maximum(force, ONE) / start)


def activity(regime: Value, truce: Value) -> Value:
    """The share of the fighting that goes on: `truce` is what a truce leaves of it, 1 where there is none."""
    return truce * where(regime == CEASEFIRE, VIOLATIONS, ONE)


def fired(pace: Value, added: Value, stock: Value, active: Value, wanted: Value, months: Value) -> tuple[Value, Value]:
    """How far munitions suffice, relative to the start, and the stock after the step.

    M is stock + production + imports, use is what the fighting needs. Both are measured in the use of the start, and
    production and imports keep up with the tempo as they did when the rate of losses was measured, so that what a
    war's losses have shown of the tempo is not damped once more: `pace` is e^ℓ, `added` what interventions give or
    take. m = min(1, M/use) is then told relative to today's, 1/`wanted`, so it may rise to `wanted` = 1 + unmet need.
    1 exactly where nothing is done; what a truce or a cease-fire saves is stocked and fired when it ends.
    """
    supply = maximum(pace + added, ZERO)
    need = pace * active
    enough = minimum((supply + stock / maximum(months, STOCK_MONTHS)) / maximum(need, LEAST_NEED), wanted)
    return enough, maximum(stock + (supply - enough * need) * months, ZERO)


def log_fire(enough: Value, munition_return: Value) -> Value:
    """κ log m."""
    return munition_return * log(maximum(enough, LEAST_FIRE))


def change(attacker: Value, attacker_fire: Value, defender: Value, defender_fire: Value) -> Value:
    """x, the change of log (F_a m_a^.3)/(F_d m_d^.3) since the start, from the logs of the forces and of their fire."""
    return (attacker + FIRE_IN_ADVANCE * attacker_fire) - (defender + FIRE_IN_ADVANCE * defender_fire)


def leaning(effect: Value, changed: Value) -> Value:
    """How many times as fast or as likely a change of force makes something; bounded, also where a side is gone."""
    return exp(minimum(maximum(effect * changed, -ELASTIC_BOUND), ELASTIC_BOUND))


# ---------------------------------------------------------------- regimes


def from_grind(stall_chance: Value, breakthrough_chance: Value, stall: Value, breakthrough: Value) -> Value:
    """The regime after a step of a grind: hazards times Δ against unit exponentials; a stall comes before."""
    return where(stall_chance < stall, STALL, where(breakthrough_chance < breakthrough, BREAKTHROUGH, GRIND))


def from_moving(regime: Value, age: Value, half_step: Value, chance: Value, stall: Value, breakthrough: Value) -> Value:
    """The regime after a step of a stall or a breakthrough: it ends by its age, Weibull of shape 2; `wear` of each."""
    worn = (age + half_step) * where(regime == STALL, stall, breakthrough)
    return where(chance < worn, GRIND, regime)


def next_regime(
    regime: Value, grind: Value, moving: Value, begins: Value, ceasefire: Value, breaks: Value, ending: Value
) -> Value:
    """The regime after this step's chances; a cease-fire that breaks leaves a grind.

    `grind` and `moving` are what the fighting would come to; `begins` and `breaks` unit exponentials against the
    hazards times Δ of a cease-fire and of its end.
    """
    fighting = where(begins < ceasefire, CEASEFIRE, where(regime == GRIND, grind, moving))
    return where(regime == CEASEFIRE, where(breaks < ending, GRIND, CEASEFIRE), fighting)


def next_age(age: Value, before: Value, after: Value, months: Value) -> Value:
    """Months in the regime after a step: half a step where it is new, for it came in the middle."""
    return where(before == after, age + months, HALF * months)


def midway(before: Value, after: Value) -> Value:
    """The mean over a step of what a change of regime has changed in the middle of it."""
    return HALF * (before + after)


def gear(regime: Value, stall: Value, breakthrough: Value) -> Value:
    """Pace of the front in a regime, relative to a grind; nobody moves in a cease-fire."""
    moving = where(regime == STALL, stall, where(regime == BREAKTHROUGH, breakthrough, ONE))
    return where(regime == CEASEFIRE, ZERO, moving)


# ------------------------------------------------ losses and replacement


def per_exposed(
    losses: Value, active: Value, own: Value, exposed: Value, own_exponent: Value, fire: Value, enemy_exponent: Value
) -> Value:
    """Losses of a step per exposed person: λe^(ℓ+ε)Δ · activity · (own/own₀)^a₁ · (enemy·m/enemy₀)^a₂ / own.

    `own` is the log ratio of exposed persons, each newcomer counted by the casualty multiplier, `fire` the enemy's
    log ratio of force plus its log fire. Counted so, newcomers bring their own losses with them, and with a₁ ≤ 1 they
    never add to those of the others.
    """
    return losses * active * exp(own_exponent * own + enemy_exponent * fire) / maximum(exposed, ONE)


def hit(per_exposed: Value, multiplier: Value) -> Value:
    """The share of a body of persons who become casualties in a step: all at most."""
    return minimum(per_exposed * multiplier, ONE)


def after_losses(
    present: Value, wounded: Value, share: Value, returning: Value, back: Value
) -> tuple[Value, Value, Value]:
    """Present, wounded, and the casualties of the step, once those who recovered in it are back."""
    casualties = share * present
    recovering = wounded + returning * casualties
    recovered = back * recovering
    return present - casualties + recovered, recovering - recovered, casualties


def still_green(green: Value, share: Value) -> Value:
    """The green who are left after losses took their share; who comes back from a wound has seen enough to be none."""
    return green * (ONE - share)


def recruits(present: Value, levied: Value, ceiling: Value, fill: Value, most: Value) -> Value:
    """Persons who fill the gap to what a side keeps up; the levied come on top and take nobody's place."""
    return minimum(maximum((ceiling + levied - present) * fill, ZERO), most)


# ---------------------------------------------------------------- advance


def moved(
    rate: Value, geared: Value, active: Value, elasticity: Value, towards: Value, changed: Value, months: Value
) -> Value:
    """ΔA = v · gear(z) · e^(β·sign(v)·x) · Δ, km²; `active` is what a truce leaves of the movement."""
    return rate * geared * active * leaning(elasticity, towards * changed) * months
