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


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`tranches` groups of `size` persons each join `side`, the first after `first_day` days, then every `every_days`.

    `contingent` names them ("North Korea"); persons of one name share a quality, a learning curve and a share of
    the losses. `present` persons are in the theatre at day 0, before any tranche: they neither train nor wait.
    """

    contingent: str
    side: Side
    size: Prior
    tranches: int = 1
    first_day: int = 30
    every_days: int = 30
    present: float = 0.0
    provenance: str = ""
    kind: Literal["arrival"] = "arrival"

    def __post_init__(self) -> None:
        if self.tranches < 0 or self.first_day < 0 or self.every_days <= 0 or self.present < 0:
            raise ValueRangeError(
                f"arrival of {self.contingent!r}: tranches {self.tranches}, first_day {self.first_day}, every_days "
                f"{self.every_days}, present {self.present}; wanted counts and days of at least 0, every_days above 0"
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
    """`side` raises its recruits per month by `persons_per_month` from `start_day` on."""

    side: Side
    persons_per_month: Prior
    start_day: int = 30
    provenance: str = ""
    kind: Literal["mobilisation"] = "mobilisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """The monthly hazard of a cease-fire is multiplied by `factor` from `start_day` on."""

    factor: Prior
    start_day: int = 30
    provenance: str = ""
    kind: Literal["talks"] = "talks"


Intervention = Arrival | Supply | Aid | Mobilisation | Talks


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
