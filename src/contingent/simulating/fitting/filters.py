"""One filter for what a war hides: a level that wanders, a deviation that fades, and shocks whose size comes and goes.

It serves the tempo of losses (a level alone, seen as the log of claimed losses) and the rate of advance (level and
deviation, seen by one map or more). One step a function, in plain array arithmetic over the namespace `xp` (numpy, or
jax.numpy under a scan), every array ending in the axis of particles.

    hidden    v = m + u;  m' = m + a σ ε;  u' = φ u + b σ ε
    shocks    log σ goes up or down a rung of a ladder, so that a quiet front may follow a war of movement
    a series  bias · v + noise; in few spans an outlier that says nothing of v

Each rung keeps one normal: an interacting multiple model, so that the likelihood is a close approximation; with one
rung and no outliers it is the Kalman filter itself (Blom and Bar-Shalom 1988, doi:10.1109/9.1299, general knowledge,
unverified).
"""

from __future__ import annotations

import math
from typing import Any

LOG_TWO_PI = math.log(2 * math.pi)
#: a share that nothing is divided by less than; it has a place in single precision too
LEAST_SHARE = 1e-30
MOMENTS = ("m", "u", "mm", "mu", "uu")

Array = Any
#: by name: `share[rung, particle]`, the moments of m and u on each rung, and `total[particle]`, the log likelihood
State = dict[str, Array]
#: by name, all but `ladder[rung, 1]` ending in the particles: `level` a, `fade` φ, `deviation` b, `turn` the chance of
#: leaving a rung; `start_log`, `start_spread` of σ; `start_level`, `start_sd` of m; `bias`, `noise`, `shift` [series,
#: particle]; `mode_share`, `mode_variance` [mode, particle] of usual spans and outliers
Inputs = dict[str, Array]


def start(p: Inputs, xp: Any) -> State:
    """The state before any span: shares of the rungs, the level as uncertain as told, the deviation as it long is."""
    log_share = -0.5 * ((xp.log(p["ladder"]) - p["start_log"]) / p["start_spread"]) ** 2
    share = xp.exp(log_share - log_share.max(axis=0))
    one = xp.ones_like(share)
    return {
        "share": share / share.sum(axis=0), "m": one * p["start_level"], "u": 0.0 * one,
        "mm": one * p["start_sd"] ** 2, "mu": 0.0 * one,
        "uu": (p["deviation"] * p["ladder"]) ** 2 / (1.0 - p["fade"] ** 2), "total": xp.zeros_like(share[0]),
    }  # fmt: skip


def step(state: State, seen: tuple[Array, Array], p: Inputs, xp: Any) -> State:
    """The state one span on, given a value of each series and, for each, 1 where there is one and 0 where not."""
    values, known = seen
    mixed = _turned(state, p["turn"], xp)
    squared = p["ladder"] ** 2
    # axes [rung, mode, particle]
    shape = xp.zeros_like(p["mode_variance"]) + xp.zeros_like(mixed["m"])[:, None]
    m, u = mixed["m"][:, None] + shape, (p["fade"] * mixed["u"])[:, None] + shape
    mm = (mixed["mm"] + p["level"] ** 2 * squared)[:, None] + shape
    mu = (p["fade"] * mixed["mu"])[:, None] + shape
    uu = (p["fade"] ** 2 * mixed["uu"] + p["deviation"] ** 2 * squared)[:, None] + shape
    log = xp.log(p["mode_share"]) + shape
    for series in range(len(p["bias"])):
        scale = p["bias"][series]
        m_v, u_v = mm + mu, mu + uu  # covariances with v = m + u
        whole = scale * scale * (m_v + u_v) + p["noise"][series] ** 2 + p["mode_variance"]
        error = values[series] + p["shift"][series] - scale * (m + u)
        log = log - 0.5 * known[series] * (LOG_TWO_PI + xp.log(whole) + error * error / whole)
        gain = known[series] * scale / whole
        m, u = m + gain * m_v * error, u + gain * u_v * error
        gain = gain * scale
        mm, mu, uu = mm - gain * m_v * m_v, mu - gain * m_v * u_v, uu - gain * u_v * u_v
    top = log.max(axis=(0, 1))
    likely = mixed["share"][:, None] * xp.exp(log - top)
    share = likely.sum(axis=1)
    everything = share.sum(axis=0)
    weights = likely / xp.maximum(share, LEAST_SHARE)[:, None]
    return {
        **_collapsed(weights, m, u, mm, mu, uu), "share": share / everything,
        "total": state["total"] + top + xp.log(everything),
    }  # fmt: skip


def _turned(state: State, turn: Array, xp: Any) -> State:
    """Shares and moments after each rung has been left for the one above or below, with chance `turn`."""
    share, half = state["share"], 0.5 * turn
    if len(share) == 1:
        return state
    # at either end of the ladder, what would step off it stays
    stays = xp.concatenate([(1.0 - half) * share[:1], (1.0 - turn) * share[1:-1], (1.0 - half) * share[-1:]])
    joint = xp.stack([stays, half * _above(share, xp), half * _below(share, xp)], axis=1)
    whole = joint.sum(axis=1)
    weights = joint / xp.maximum(whole, LEAST_SHARE)[:, None]
    moved = (xp.stack([state[name], _above(state[name], xp), _below(state[name], xp)], axis=1) for name in MOMENTS)
    return {**_collapsed(weights, *moved), "share": whole}


def _above(rows: Array, xp: Any) -> Array:
    """Each row holds what the next higher one held; nothing comes from beyond the ladder."""
    return xp.concatenate([rows[1:], xp.zeros_like(rows[:1])])


def _below(rows: Array, xp: Any) -> Array:
    """Each row holds what the next lower one held."""
    return xp.concatenate([xp.zeros_like(rows[:1]), rows[:-1]])


def _collapsed(weights: Array, m: Array, u: Array, mm: Array, mu: Array, uu: Array) -> dict[str, Array]:
    """Mean and covariance of a mixture over the second axis."""
    mean_m, mean_u = (weights * m).sum(axis=1), (weights * u).sum(axis=1)
    off_m, off_u = m - mean_m[:, None], u - mean_u[:, None]
    return {
        "m": mean_m,
        "u": mean_u,
        "mm": (weights * (mm + off_m * off_m)).sum(axis=1),
        "mu": (weights * (mu + off_m * off_u)).sum(axis=1),
        "uu": (weights * (uu + off_u * off_u)).sum(axis=1),
    }
