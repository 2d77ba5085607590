"""What happened in each branch of a scenario, the paired contrasts between branches, and what they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contingent.core.errors import ValueRangeError

#: a lower and an upper bound, 90 % between them unless said otherwise
Interval = tuple[float, float]
#: how the uncertain inputs are sampled
Sampling = Literal["sobol", "antithetic", "random"]


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

    `share` is the first-order share of the variance of the paired difference owed to this prior (0 to 1); `total` is
    its share with all its interactions. From the draws already made (`replicates` 0), `share` is a share of all
    variance, chance included, and `total` is None. From a design of their own, both are shares of the variance of the
    difference's mean over `replicates` paths of chance. Where the prior is correlated with others, `share` is what
    would go if it alone were known, and what it has in common with them is counted to each. `identified` says in words
    how well evidence fixes the prior.
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
    share_interval: Interval | None = None
    total: float | None = None
    total_interval: Interval | None = None
    replicates: int = 0
    correlated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinement:
    """How many paths were run, and why no more: the Monte Carlo error beside what was allowed.

    `rule` says in words what error is small enough. `worst` is the greatest error of a contrast over what the rule
    allows it, at `worst_contrast` (branch, measure, day); `unmet` of `contrasts` exceed 1. `stopped` is "precise" where
    none does, "budget" where paths or time ran out, "fixed" where the number was asked for. The answer is the same
    again for `paths` paths, whatever stopped it.
    """

    sampling: Sampling
    paths: int
    rounds: tuple[int, ...]
    stopped: Literal["precise", "budget", "fixed"]
    budget_paths: int | None
    rule: str
    contrasts: int
    unmet: int
    worst: float | None
    worst_contrast: tuple[str, str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One prior's part in a box: between `low` and `high` (None: no limit on that side).

    `mass_below_low` and `mass_below_high` are the same limits as shares of the prior's own mass (0 and 1: no limit).
    """

    prior: str
    label: str
    unit: str
    low: float | None
    high: float | None
    mass_below_low: float
    mass_below_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A region of the priors in which an outcome is common: draws that keep all `limits` lie in it.

    `mass` is the share of all draws in it, `coverage` the share of the draws with the outcome that lie in it,
    `density` the share of its draws that have the outcome; all three on draws that the search has not seen.
    `density_interval` is that share's 95 % interval; `found_density` is what the search itself saw, as a rule too
    good. An empty `limits` never occurs.
    """

    limits: tuple[Limit, ...]
    mass: float
    coverage: float
    density: float
    density_interval: Interval
    found_density: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Where among the priors a difference is large (`above`) or small: what separates two branches.

    `outcome` says in words what is sought: the difference of `measure` at `day` lies above (or not above) `threshold`.
    `base_rate` is its share of all `draws`. `boxes` come in the order in which they were found, each among the draws
    that those before it left over; none where no region holds up on draws kept back, and then `reason` says so.
    """

    branch: str
    reference: str
    measure: str
    label: str
    unit: str
    day: int
    outcome: str
    threshold: float
    above: bool
    draws: int
    base_rate: float
    boxes: tuple[Box, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The value of one input at which a branch equals another in the mean of one measure.

    `against` is the other branch (the reference: the branch then adds nothing). The input takes the value in the
    branches `varied` and keeps its prior in the rest. `value` is None where no such value
    lies in `searched`, and `reason` says why; `interval` is what the Monte Carlo error leaves open (90 %). `curve`
    holds what was run: (input, mean difference branch minus `against`, its Monte Carlo error), inputs rising.
    """

    branch: str
    against: str
    measure: str
    label: str
    unit: str
    day: int
    prior: str
    prior_label: str
    prior_unit: str
    searched: Interval
    value: float | None
    interval: Interval | None
    reason: str | None
    curve: tuple[tuple[float, float, float], ...]
    varied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToThreshold:
    """When a measure of one branch first exceeds a threshold: days from the start, over all paths.

    `days[i]` is the day by which a share `levels[i]` of the paths has crossed (None: fewer than that ever do within
    `horizon_days`). `never` is the share of paths that do not cross, `mc_error` its Monte Carlo standard error. `step`
    is the distance of the days that were looked at: a crossing between two of them is dated to the later.
    """

    branch: str
    measure: str
    label: str
    unit: str
    threshold: float
    levels: tuple[float, ...]
    days: tuple[int | None, ...]
    never: float
    mc_error: float
    horizon_days: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """What a branch gains in area for what it costs beyond the reference: km² per 1,000 casualties, a ratio of means.

    `area` and `casualties` are the mean differences at `day`, casualties those of `measure`. `ratio` is 1,000 · `area`
    / `casualties` and `interval` its 90 % Monte Carlo interval (Fieller's): what more area costs, or, where both fall,
    what is forgone for each 1,000 spared. Both are None where the casualties hardly differ, or where one rises and the
    other falls, and `reason` says so: a ratio over nothing is no number, and a gain at no cost has no price. `low` and
    `high` are the 5 % and 95 % quantiles of the ratio path by path where every path has more casualties than the
    reference, else None.
    """

    branch: str
    reference: str
    measure: str
    label: str
    day: int
    area: float
    casualties: float
    ratio: float | None
    interval: Interval | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What happened in each branch, the contrasts with the reference, and what matters most.

    `refinement` is None only where nothing records how many paths would do; what was not asked for is empty.
    """

    scenario: str
    draws: int
    seed: int
    engine: str
    branches: tuple[BranchOutcome, ...]
    contrasts: tuple[Contrast, ...]
    sensitivity: tuple[Sensitivity, ...]
    notes: tuple[str, ...] = ()
    refinement: Refinement | None = None
    discoveries: tuple[Discovery, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()
    times: tuple[TimeToThreshold, ...] = ()
    efficiencies: tuple[Efficiency, ...] = ()
