"""What the front is made of: persons, munitions, tempo and regimes of all branches and paths; chance; constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.interventions import Side

SIDES: tuple[Side, Side] = ("attacker", "defender")
ENEMY: dict[Side, Side] = {"attacker": "defender", "defender": "attacker"}
Paths = Float[np.ndarray, " path"]
Branches = Float[np.ndarray, "branch path"]
#: one for all branches, or one for each
Dial = Float[np.ndarray, "... path"]
Parameters = Mapping[str, Paths]
#: pairs of words of noise behind the chances of a path in a step
PAIRS = 5


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
    breaking: Paths


@dataclass(slots=True, kw_only=True)
class Natives:
    """A side's own: at the front, mobilised and on their way, wounded who will return; casualties since the start.

    `levied` have been mobilised on top of the recruits, and raise what the side keeps up. `entered` are all who ever
    belonged to it: present or wounded at the start, recruited, mobilised.
    """

    present: Branches
    waiting: Branches
    wounded: Branches
    casualties: Branches
    levied: Branches
    entered: Branches


@dataclass(slots=True, kw_only=True)
class Newcomers:
    """A contingent: at the front, how many of them are still green, on their way, wounded; and what became of the rest.

    `arrived` are all who have come, those present at the start and those `lost` on the way among them.
    """

    present: Branches
    green: Branches
    waiting: Branches
    wounded: Branches
    arrived: Branches
    lost: Branches
    casualties: Branches


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the next step needs, and the sums that are recorded; see `equations` for what each means."""

    native: dict[Side, Natives]
    contingents: list[Newcomers]
    stock: dict[Side, Branches]
    answers: list[Branches]
    tempo: Paths
    rate: Paths
    area: Branches
    regime: Branches
    age: Branches
    begun: Branches
    change: Branches
    effective: dict[Side, Branches]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """What is particular to one contingent; `unlearnt`, `lag_share` and `cap` are those of half a step."""

    initial: Dial
    final: Dial
    unlearnt: Dial
    multiplier: Dial
    lag_share: Dial
    cap: Dial
    transit_loss: Dial
    friction: Dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """What depends on the parameters alone, worked out once a chunk; losses, recruits and wear are those of a step,
    `lag_share` that of half a step.

    `exposed`, `effective` and `force` are the reference's at the start: of persons counted by their exposure, of
    effective force, and of persons.
    """

    dials: tuple[Dials, ...]
    tempo_decay: Paths
    tempo_shock: Paths
    rate_decay: Paths
    rate_shock: Paths
    lag_share: Paths
    return_step: Paths
    loss_spread: Paths
    stall_wear: Paths
    breakthrough_wear: Paths
    wanted: Paths
    losses: dict[Side, Paths]
    ceiling: dict[Side, Paths]
    recruits: dict[Side, Paths]
    force: dict[Side, Paths]
    exposed: dict[Side, Paths]
    effective: dict[Side, Paths]
