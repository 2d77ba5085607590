"""Sums between the equations: what flows add up to, in the plain arithmetic of `equations` and for the same engines.

The readable engine writes these in line; whoever compiles the front takes them from here.
"""

from __future__ import annotations

from contingent.simulating.front.equations import CEASEFIRE, HALF, ONE, ZERO, Value, exp, log, maximum, where


def added(total: Value, weight: Value, amount: Value) -> Value:
    """A sum and a weighted amount more."""
    return total + weight * amount


def plus(x: Value, y: Value) -> Value:
    """x + y."""
    return x + y


def minus(x: Value, y: Value) -> Value:
    """x - y."""
    return x - y


def times(x: Value, y: Value) -> Value:
    """x · y."""
    return x * y


def ratio(x: Value, y: Value) -> Value:
    """x over y, which counts as one at least."""
    return x / maximum(y, ONE)


def strengthened(aid: Value, answer: Value) -> Value:
    """How many times as strong aid and answers, each a share, make a side."""
    return maximum(ONE + aid, ZERO) * maximum(ONE + answer, ZERO)


def suspended(left: Value, weight: Value, observed: Value) -> Value:
    """What one more truce leaves of the fighting."""
    return left * (ONE - weight * observed)


def raised(product: Value, weight: Value, factor: Value) -> Value:
    """A product with one more factor, of which a part of the step has `weight`."""
    return product * exp(weight * log(factor))


def winter(hazard: Value, effect: Value, season: Value) -> Value:
    """A hazard in its season."""
    return hazard * exp(effect * season)


def exponential(x: Value) -> Value:
    """e^x."""
    return exp(x)


def holds(regime: Value) -> Value:
    """1 in a cease-fire, else 0."""
    return where(regime == CEASEFIRE, ONE, ZERO)


def ever(begun: Value, regime: Value) -> Value:
    """1 once there has been a cease-fire."""
    return where(regime == CEASEFIRE, ONE, begun)


def half(x: Value) -> Value:
    """x / 2."""
    return HALF * x
