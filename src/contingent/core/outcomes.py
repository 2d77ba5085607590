"""What happened in each branch of a scenario, and the paired contrast between branches."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.core.errors import ValueRangeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """Quantiles of one measure over time: `values[i]` are the values of `levels[i]` at each of `days`."""

    measure: str
    label: str
    unit: str
    days: tuple[int, ...]
    levels: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.levels) or any(len(row) != len(self.days) for row in self.values):
            raise ValueRangeError(
                f"fan {self.measure!r} has {len(self.values)} rows for {len(self.levels)} levels and "
                f"{len(self.days)} days; wanted one row a level, one value a day"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProbability:
    """The share of draws in which something has happened by a day, with its Monte Carlo standard error."""

    event: str
    label: str
    day: int
    p: float
    mc_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchOutcome:
    """The futures of one branch: fans over time and probabilities of events by a day."""

    branch: str
    fans: tuple[Fan, ...]
    probabilities: tuple[EventProbability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Branch minus reference, path by path, at one day.

    `mc_error` is the standard error of `mean`. `effect_to_noise` is the median difference over the half-width of
    the reference's own 90 % range. `sign_forced_by` names the priors that exclude one sign of the difference: where
    it is not empty, `p_positive` restates an assumption and is no evidence.
    """

    branch: str
    reference: str
    measure: str
    label: str
    unit: str
    day: int
    mean: float
    mc_error: float
    q05: float
    q50: float
    q95: float
    p_positive: float
    effect_to_noise: float | None
    sign_forced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How one prior moves one contrast: mean difference in its lowest and highest tenth, and share of variance.

    `share` is the first-order share of the variance of the paired difference owed to this prior (0 to 1), estimated
    from the draws. `identified` says in words how well evidence fixes the prior.
    """

    branch: str
    measure: str
    day: int
    prior: str
    label: str
    low_input: float
    high_input: float
    mean_at_low: float
    mean_at_high: float
    share: float
    identified: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What happened in each branch, the contrasts with the reference, and what matters most."""

    scenario: str
    draws: int
    seed: int
    engine: str
    branches: tuple[BranchOutcome, ...]
    contrasts: tuple[Contrast, ...]
    sensitivity: tuple[Sensitivity, ...]
    notes: tuple[str, ...] = ()
