"""What may be done to a baseline: small typed objects, each with the sentence or source it came from.

Amounts are priors, so every number may be a value, a range or a distribution. Strategic level only: totals,
shares, supply and dates; no places, no targets.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobilisation:
    """`side` raises its recruits per month by `persons_per_month` from `start_day` on, up to `ceiling` in all."""

    side: Side
    persons_per_month: Prior
    start_day: int = 30
    ceiling: Prior | None = None
    provenance: str = ""
    kind: Literal["mobilisation"] = "mobilisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """The monthly hazard of a cease-fire is multiplied by `factor` from `start_day` on, for `days` or to the end."""

    factor: Prior
    start_day: int = 30
    days: int | None = None
    provenance: str = ""
    kind: Literal["talks"] = "talks"


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
