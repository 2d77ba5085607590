"""Weights of a log-odds pool learned from what has resolved, with how far to push it from one half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.forecasting.calibrate import effective_cases
from contingent.forecasting.ensemble import pooled_probability

#: standard deviation of a weight about its equal share before any case is seen; judgement, not fitted
WEIGHT_SPREAD = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A share for each member, adding to 1, how much to extremise, and the effective cases behind them."""

    members: tuple[str, ...]
    shares: tuple[float, ...]
    extremise: float = 1.0
    cases: float = 0.0

    def pool(self, said: Float[np.ndarray, "case member"]) -> Float[np.ndarray, " case"]:
        """The pooled probability of each case over the members that spoke; NaN where none with a share did."""
        return np.array([self._one(row) for row in said.tolist()], dtype=float)

    def _one(self, row: Sequence[float]) -> float:
        spoke = [(p, share) for p, share in zip(row, self.shares, strict=True) if p == p and share > 0]
        if not spoke:
            return float("nan")
        return pooled_probability([p for p, _ in spoke], [share for _, share in spoke], extremise=self.extremise)


def equal_weights(members: Sequence[str]) -> Weights:
    """The same share for every member, nothing extremised.

    Raises:
        ValueRangeError: no member.
    """
    if not members:
        raise ValueRangeError("a pool of no member was asked for; wanted at least one")
    return Weights(members=tuple(members), shares=(1.0 / len(members),) * len(members))


def learn_weights(
    said: Float[np.ndarray, "case member"],
    happened: Bool[np.ndarray, " case"],
    cluster: Int[np.ndarray, " case"],
    *,
    members: Sequence[str],
) -> Weights:
    """Non-negative weights of least log loss, shrunk towards equal ones; cases with a silent member are left out.

    The log-odds of the pool are Σ c_m · logit p_m with c_m ≥ 0 about 1 / members; their sum is the extremising, their
    shares the weights. Source (general knowledge, unverified): Satopää et al. (2014) on extremised log-odds pools.

    Raises:
        ValueRangeError: a probability that is not strictly between 0 and 1, or other numbers of members.
    """
    start = equal_weights(members)
    if said.ndim != 2 or said.shape[1] != len(members) or said.shape[0] != happened.size:
        raise ValueRangeError(f"{said.shape} probabilities for {happened.size} cases and {len(members)} members")
    whole = np.isfinite(said).all(1)
    told, came, held = said[whole], happened[whole].astype(float), cluster[whole]
    if not came.size:
        return start
    if not ((told > 0) & (told < 1)).all():
        raise ValueRangeError(f"probabilities run from {told.min()} to {told.max()}; wanted all strictly in (0, 1)")
    found, cases = _least(np.log(told) - np.log1p(-told), came, effective_cases(held))
    total = float(found.sum())
    if total <= 0:
        return start
    return Weights(
        members=tuple(members), shares=tuple(float(c) / total for c in found), extremise=total, cases=cases
    )  # fmt: skip


def _least(
    logits: Float[np.ndarray, "case member"], came: Float[np.ndarray, " case"], cases: float
) -> tuple[Float[np.ndarray, " member"], float]:
    from scipy.optimize import minimize

    equal = np.full(logits.shape[1], 1.0 / logits.shape[1])

    def loss(at: Float[np.ndarray, " member"]) -> tuple[float, Float[np.ndarray, " member"]]:
        logit = logits @ at
        off = 1.0 / (1.0 + np.exp(-np.clip(logit, -700, 700))) - came
        far = (at - equal) / WEIGHT_SPREAD
        value = cases * float(np.mean(np.logaddexp(0.0, logit) - came * logit)) + 0.5 * float(far @ far)
        return value, cases * (off @ logits) / came.size + far / WEIGHT_SPREAD

    return minimize(loss, equal, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * equal.size).x, cases
