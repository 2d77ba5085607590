"""The dials of a what-if: each uncertain input by its low, middle and high value, and what turning one means.

Low, middle and high are the values below which 5, 50 and 95 of 100 draws lie. Turned middle: the prior moves and keeps
its shape. Turned low or high: it becomes the distribution of its family with that 90 % range, and the middle follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.report.words import prior_quantiles
from contingent.simulating.drawing.parameters import Parameter, inverse_cdf
from contingent.simulating.front.domains import DOMAINS
from contingent.simulating.scenario_file.quantile_pairs import beta_with, lognormal_with, normal_with

#: where a turned prior says that it comes from
TURNED = "turned in the workbench"
LOW, HIGH = 0.05, 0.95
_OUTSIDE = LOW / (HIGH - LOW)  # of a uniform's 90 % range, what lies beyond each end
#: a slider reaches from this to the mirrored quantile of the prior it starts from
_SLIDER = 0.01
_ROUNDS = 80

#: heading → the world's inputs below it, in the order of the page
GROUPS: dict[str, tuple[str, ...]] = {
    "Quality and learning of newcomers": ("initial_quality", "final_quality", "learning_months"),
    "Arrival and integration": ("arrival_lag", "integration_cap", "friction"),
    "Losses of newcomers": ("transit_loss", "casualty_multiplier"),
    "Munitions": ("unmet_need", "munition_return"),
    "What force is worth": (
        "force_elasticity", "own_exponent_attacker", "enemy_exponent_attacker", "own_exponent_defender",
        "enemy_exponent_defender",
    ),
    "Talks and cease-fire": ("ceasefire_hazard", "ceasefire_break_hazard", "ceasefire_force_effect"),
    "The front as it stands": (
        "advance_recent", "advance_mean", "advance_persistence", "advance_sd", "stall_hazard", "stall_months",
        "stall_gear", "stall_force_effect", "breakthrough_hazard", "breakthrough_months", "breakthrough_gear",
        "breakthrough_force_effect", "season_effect",
    ),
    "Troops as they stand": (
        "force_attacker", "force_defender", "recruits_attacker", "recruits_defender", "ceiling_attacker",
        "ceiling_defender",
    ),
    "Losses as they stand": (
        "loss_rate_attacker", "claim_bias", "loss_exchange", "loss_noise", "tempo_persistence", "tempo_sd",
        "return_share", "return_months",
    ),
}  # fmt: skip
OTHERS = "Other inputs of this baseline"
#: groups that move nothing where nobody arrives
OF_NEWCOMERS = tuple(GROUPS)[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One uncertain input of the world, and where it stands.

    `identified` says how well evidence fixes it; of a turned one, where it started. `slider` is the least and the
    greatest middle that a slider offers; `logarithmic` where equal steps of it are equal factors. `was` is the low,
    middle and high that it started from where it has been turned (None: it has not). `share` is its share of the
    variance of the leading difference (None: small, or not worked out).
    """

    name: str
    label: str
    group: str
    unit: str
    family: str
    low: float
    middle: float
    high: float
    slider: tuple[float, float]
    logarithmic: bool
    identified: str
    source: str
    verified: bool
    from_scenario: bool
    was: tuple[float, float, float] | None = None
    share: float | None = None


def group_of(name: str) -> str:
    """The heading below which an input of the world stands."""
    return next((group for group, names in GROUPS.items() if name in names), OTHERS)


def dial_of(now: Parameter, start: Parameter, *, stated: bool, share: float | None) -> Dial:
    """The dial of a parameter as it stands now, and as it stood at the start; `stated`: the scenario gives it."""
    prior, begun = now.prior, start.prior
    low, middle, high = prior_quantiles(prior)
    turned = (prior.family, prior.parameters) != (begun.family, begun.parameters)
    return Dial(
        name=now.name, label=now.label, group=group_of(now.name), unit=prior.unit, family=prior.family, low=low,
        middle=middle, high=high, slider=_slider(begun), logarithmic=begun.family == "lognormal",
        identified=start.identified if turned else now.identified, source=prior.source, verified=prior.verified,
        from_scenario=stated,
        was=prior_quantiles(begun) if turned else None, share=share,
    )  # fmt: skip


def domain_of(name: str) -> tuple[float, float]:
    """The least and the greatest value that an input of the world may take."""
    return DOMAINS.get(name, (-math.inf, math.inf))


def moved(prior: Prior, middle: float, *, least: float = -math.inf, called: str = "") -> Prior:
    """The prior with another middle and its own shape; `least` is the least value that its draws may have, `called`
    what a message calls it.

    A normal is shifted; a log-normal and a half-normal are stretched; a beta keeps its concentration; a range is
    stretched where it cannot be negative, and shifted elsewhere.

    Raises:
        ScenarioError: no such prior has that middle.
    """
    first, *rest = prior.parameters
    _, old, _ = prior_quantiles(prior)
    ratio = middle / old if old else math.nan
    shape: tuple[float, ...] | None
    match prior.family:
        case "point":
            shape = (middle,)
        case "normal":
            shape = (middle, rest[0])
        case "uniform" if least >= 0.0:
            shape = (first * ratio, rest[0] * ratio) if ratio > 0 else None
        case "uniform":
            shape = (first + middle - old, rest[0] + middle - old)
        case "lognormal":
            shape = (middle, rest[0]) if middle > 0 else None
        case "halfnormal":
            shape = (first * ratio, rest[0] * ratio) if ratio > 0 else None
        case _:
            shape = _beta_about(middle, first + rest[0]) if 0.0 < middle < 1.0 else None
    if shape is None or not all(map(math.isfinite, shape)):
        bound = "between 0 and 1" if prior.family == "beta" else "above 0"
        raise ScenarioError(f"the middle of “{called or prior.name}” is {middle:g}; wanted a number {bound}")
    return _turned(prior, prior.family, shape)


def between(prior: Prior, low: float, high: float, *, bounds: tuple[float, float], called: str = "") -> Prior:
    """The prior of which 90 % lie from `low` to `high`; equal ends are one certain number.

    `bounds` are the least and the greatest value that its draws may have, `called` what a message calls it.

    It keeps its family, but that a certain number becomes a beta, log-normal or normal, as its bounds ask for, and a
    half-normal, which has no two free ends, a log-normal.

    Raises:
        ScenarioError: no prior of that family has such ends.
    """
    if low == high:
        return _turned(prior, "point", (low,))
    family = {"point": _family(*bounds), "halfnormal": "lognormal"}.get(prior.family, prior.family)
    floor, roof = {"lognormal": (0.0, math.inf), "beta": (0.0, 1.0)}.get(family, (-math.inf, math.inf))
    if not (math.isfinite(low) and math.isfinite(high) and floor < low < high < roof):
        bound = {"lognormal": ", both above 0", "beta": ", both between 0 and 1"}.get(family, "")
        raise ScenarioError(
            f"“{called or prior.name}” goes from {low:g} to {high:g}; wanted the low below the high{bound}"
        )
    ends = (LOW, low), (HIGH, high)
    match family:
        case "uniform":
            beyond = _OUTSIDE * (high - low)
            return _turned(prior, family, (low - beyond, high + beyond))
        case "normal":
            return _turned(prior, family, normal_with(*ends))
        case "lognormal":
            return _turned(prior, family, lognormal_with(*ends))
    shape = beta_with(*ends)
    if shape is None:
        raise ScenarioError(
            f"no beta distribution has 90 % of its mass from {low:g} to {high:g}, as “{called or prior.name}” should; "
            "wanted a wider or a less lopsided range"
        )
    return _turned(prior, family, shape)


def _turned(prior: Prior, family: str, shape: tuple[float, ...]) -> Prior:
    return replace(prior, family=family, parameters=shape, source=TURNED, verified=False)


def _family(least: float, greatest: float) -> str:
    """The family that bounds ask for, as in a scenario file."""
    if least >= 0.0 and greatest == 1.0:
        return "beta"
    return "lognormal" if least >= 0.0 else "normal"


def _beta_about(middle: float, concentration: float) -> tuple[float, float]:
    """The beta of that concentration whose median is `middle`."""

    def miss(mean: float) -> float:
        return 0.5 - float(special.betainc(mean * concentration, (1.0 - mean) * concentration, middle))

    mean = _root(miss, 1e-9, 1.0 - 1e-9)
    return mean * concentration, (1.0 - mean) * concentration


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rising(middle) < 0.0 else (low, middle)
    return 0.5 * (low + high)


def _slider(prior: Prior) -> tuple[float, float]:
    """The least and greatest middle that a slider offers: what the prior it starts from holds possible."""
    if prior.family == "point":
        (value,) = prior.parameters
        return (0.0, 2.0 * value) if value > 0 else (2.0 * value, 0.0) if value < 0 else (0.0, 1.0)
    low, high = inverse_cdf(prior, np.array([_SLIDER, 1.0 - _SLIDER]))
    return float(low), float(high)
