"""What a decision changes where nobody knows how it falls: its branches weighed by how likely each is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """What a decision changes, its branches mixed as likely as each is: the answer where nobody knows which will be.

    `branches` are those that the decision leads to, each with its probability; the reference has the rest. The mixture
    is exact: its distribution is that of the paired differences, path by path, of whichever branch comes. `mean` is the
    difference expected, `mean_at_low` and `mean_at_high` the same at the ends of the probability's 90 % range; `q05` to
    `q95` are quantiles of the mixture, `p_none` its mass at no difference at all. `bargaining` is the weight that
    models of bargaining have in the probability, `mean_without` what would be expected without them (None: they have
    no part in it, or all of it). `note` says how the probability was divided among several branches.
    """

    question: str
    reference: str
    branches: tuple[tuple[str, float], ...]
    measure: str
    label: str
    unit: str
    day: int
    mean: float
    mean_at_low: float
    mean_at_high: float
    q05: float
    q50: float
    q95: float
    p_none: float
    bargaining: float
    mean_without: float | None
    note: str
