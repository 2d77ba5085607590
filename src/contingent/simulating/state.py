"""What the front is made of: persons, munitions, tempo and regimes of all branches and paths; chance; constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int8

from contingent.core.interventions import Side

SIDES: tuple[Side, Side] = ("attacker", "defender")
Paths = Float[np.ndarray, " path"]
Branches = Float[np.ndarray, "branch path"]
Regimes = Int8[np.ndarray, "branch path"]
Parameters = Mapping[str, Paths]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What chance does in one step: unit-variance shocks and unit exponentials, shared by all branches."""

    tempo: Paths
    advance: Paths
    attacker: Paths
    defender: Paths
    ceasefire: Paths
    regime: Paths
    breakthrough: Paths


@dataclass(slots=True, kw_only=True)
class Body:
    """Persons of one origin: fighting, on their way, wounded; months of experience; and what became of the rest.

    `levied` have been mobilised on top of the recruits, and raise what the side keeps up.
    """

    present: Branches
    waiting: Branches
    wounded: Branches
    months: Branches
    dead: Branches
    casualties: Branches
    lost: Branches
    levied: Branches


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the next step needs, and the sums that are recorded."""

    native: dict[Side, Body]
    contingents: list[Body]
    stock: dict[Side, Branches]
    tempo: Paths
    rate: Paths
    area: Branches
    regime: Regimes
    age: Branches
    change: Branches
    effective: dict[Side, Branches]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """What depends on the parameters alone, worked out once a chunk."""

    tempo_decay: Paths
    tempo_shock: Paths
    rate_decay: Paths
    rate_shock: Paths
    lag_share: Paths
    return_step: Paths
    losses: dict[Side, Paths]
    log_total: dict[Side, Paths]
    log_effective: dict[Side, Paths]
    noise: Paths
