"""What may be done to a baseline: small typed objects, each with the sentence or source it came from.

Amounts are priors, so every number may be a value, a range or a distribution. Strategic level only: totals,
shares, supply and dates; no places, no targets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError

Side = Literal["attacker", "defender"]

#: what may be said of one contingent in one branch, by the name of the world's parameter it replaces
DIALS = (
    "initial_quality",
    "final_quality",
    "learning_months",
    "casualty_multiplier",
    "arrival_lag",
    "integration_cap",
    "transit_loss",
    "friction",
)


#: standard deviations from its middle that a draw can lie: draws come from points 2⁻³³ from the edges, 6.34 of a
#: normal's and 6.44 of one folded at zero
_FARTHEST = 6.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`tranches` groups of `size` persons each join `side`, the first after `first_day` days, then every `every_days`.

    `contingent` names them ("North Korea"); persons of one name share a quality, a learning curve and a share of
    the losses. `present` persons are in the theatre at day 0, before any tranche: they neither train nor wait.
    `stop_at_loss_share` is a stop rule: once the contingent's casualties exceed this share of all who have come, no
    further tranche leaves.
    """

    contingent: str
    side: Side
    size: Prior
    tranches: int = 1
    first_day: int = 30
    every_days: int = 30
    present: float = 0.0
    stop_at_loss_share: Prior | None = None
    provenance: str = ""
    kind: Literal["arrival"] = "arrival"

    def __post_init__(self) -> None:
        if self.tranches < 0 or self.first_day < 0 or self.every_days <= 0 or self.present < 0:
            raise ValueRangeError(
                f"arrival of {self.contingent!r}: tranches {self.tranches}, first_day {self.first_day}, every_days "
                f"{self.every_days}, present {self.present}; wanted counts and days of at least 0, every_days above 0"
            )
        _within(self.size, 0.0, math.inf, f"arrival of {self.contingent!r}: size")
        if self.stop_at_loss_share is not None:
            _within(self.stop_at_loss_share, 0.0, 1.0, f"arrival of {self.contingent!r}: stop_at_loss_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """In this branch the contingent `contingent` has other qualities than the world's priors say.

    Each of `values` is named after one of the world's dials of a contingent (`DIALS`): initial and final quality,
    months of learning, lag, integration cap, share lost on the way, friction, losses per head.
    """

    contingent: str
    values: tuple[Prior, ...]
    provenance: str = ""
    kind: Literal["dials"] = "dials"

    def __post_init__(self) -> None:
        names = [value.name for value in self.values]
        unknown = sorted(set(names) - set(DIALS))
        if unknown or len(set(names)) != len(names):
            raise ValueRangeError(
                f"dials of {self.contingent!r} are {', '.join(names)}; wanted each once, out of {', '.join(DIALS)}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """`side` receives munitions from `start_day` for `days`: `fraction` of its use per month (0.1 = a tenth more)."""

    side: Side
    fraction: Prior
    start_day: int = 30
    days: int = 180
    what: str = "munitions"
    provenance: str = ""
    kind: Literal["supply"] = "supply"

    def __post_init__(self) -> None:
        _within(self.fraction, -1.0, math.inf, f"supply of {self.what!r}: fraction")
        _from_day(self.start_day, f"supply of {self.what!r}")
        _lasting(self.days, f"supply of {self.what!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """Third-party aid multiplies `side`'s effective force by 1 + `fraction`, `lag_days` after `start_day`."""

    side: Side
    fraction: Prior
    giver: str
    start_day: int = 0
    lag_days: int = 180
    provenance: str = ""
    kind: Literal["aid"] = "aid"

    def __post_init__(self) -> None:
        _within(self.fraction, -1.0, math.inf, f"aid of {self.giver!r}: fraction")
        _from_day(self.start_day, f"aid of {self.giver!r}")
        _from_day(self.lag_days, f"aid of {self.giver!r}", name="lag_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobilisation:
    """`side` raises its recruits per month by `persons_per_month` from `start_day` on, up to `ceiling` in all."""

    side: Side
    persons_per_month: Prior
    start_day: int = 30
    ceiling: Prior | None = None
    provenance: str = ""
    kind: Literal["mobilisation"] = "mobilisation"

    def __post_init__(self) -> None:
        _within(self.persons_per_month, 0.0, math.inf, "mobilisation: persons_per_month")
        if self.ceiling is not None:
            _within(self.ceiling, 0.0, math.inf, "mobilisation: ceiling")
        _from_day(self.start_day, "mobilisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """The monthly hazard of a cease-fire is multiplied by `factor` from `start_day` on, for `days` or to the end."""

    factor: Prior
    start_day: int = 30
    days: int | None = None
    provenance: str = ""
    kind: Literal["talks"] = "talks"

    def __post_init__(self) -> None:
        _within(self.factor, 0.0, math.inf, "talks: factor")
        _from_day(self.start_day, "talks")
        if self.days is not None:
            _lasting(self.days, "talks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truce:
    """A window in which the fighting is suspended: `observed` of the losses and the movement fall away in `days`.

    Forces recruit, recover and arrive meanwhile; the fighting goes on afterwards. `observed` is a share, 0 to 1.
    """

    observed: Prior
    start_day: int = 30
    days: int = 30
    provenance: str = ""
    kind: Literal["truce"] = "truce"

    def __post_init__(self) -> None:
        _within(self.observed, 0.0, 1.0, "truce: observed")
        _from_day(self.start_day, "truce")
        _lasting(self.days, "truce")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`side`'s backers answer reinforcements of its enemy: counter-aid in proportion to them, `lag_days` later.

    Where the enemy's newcomers make up x of its force at the start, `side`'s effective force is multiplied by
    1 + `ratio` · x once the answer has come; half of it has after about `lag_days`.
    """

    side: Side
    ratio: Prior
    lag_days: int = 180
    provenance: str = ""
    kind: Literal["response"] = "response"

    def __post_init__(self) -> None:
        _within(self.ratio, 0.0, math.inf, "response: ratio")
        _from_day(self.lag_days, "response", name="lag_days")


Intervention = Arrival | Dials | Supply | Aid | Mobilisation | Talks | Truce | Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One future: a label a reader understands, and what is done in it. `voice` is "author" or "reader:NAME"."""

    id: str
    label: str
    interventions: tuple[Intervention, ...]
    voice: str = "author"
    quote: str | None = None
    claims: tuple[str, ...] = ()
    note: str = ""


def reach(prior: Prior) -> tuple[float, float]:
    """The least and the greatest value that a draw of `prior` can take.

    >>> reach(Prior(name="a", family="beta", parameters=(2.0, 3.0), unit="share", source=""))
    (0.0, 1.0)
    """
    first, *rest = prior.parameters
    match prior.family:
        case "point":
            return first, first
        case "uniform":
            return first, rest[0]
        case "normal":
            return first - _FARTHEST * rest[0], first + _FARTHEST * rest[0]
        case "halfnormal":
            return 0.0, abs(first) + _FARTHEST * rest[0]
        case "lognormal":
            factor = math.exp(min(_FARTHEST * rest[0], 700.0))  # beyond it a number overflows
            return first / factor, first * factor
        case _:
            return 0.0, 1.0


def _within(prior: Prior, least: float, greatest: float, what: str) -> None:
    lowest, highest = reach(prior)
    if lowest < least or highest > greatest:
        wanted = f"from {least:g} to {greatest:g}" if math.isfinite(greatest) else f"of at least {least:g}"
        shape = ", ".join(f"{value:g}" for value in prior.parameters)
        raise ValueRangeError(
            f"{what}, {prior.family}({shape}), reaches from {lowest:.4g} to {highest:.4g}; wanted values {wanted}"
        )


def _from_day(day: int, what: str, *, name: str = "start_day") -> None:
    if day < 0:
        raise ValueRangeError(f"{what}: {name} is {day}; wanted days from as_of, at least 0")


def _lasting(days: int, what: str) -> None:
    if days <= 0:
        raise ValueRangeError(f"{what}: days is {days}; wanted at least 1 day")
