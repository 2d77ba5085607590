"""What values each parameter of the front may take: a prior that reaches beyond them is refused, not clipped."""

from __future__ import annotations

import math

import numpy as np

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.simulating.drawing.parameters import HALF_CELL, inverse_cdf

_ABOVE_ZERO = math.ulp(0.0)  # the least number above zero: what is divided by, or is an army, cannot be nothing

#: name → least and greatest value; what is not named may be any number
DOMAINS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        ("force_attacker", "force_defender", "claim_bias", "loss_exchange", "return_months", "learning_months",
         "arrival_lag", "stall_months", "breakthrough_months"),
        (_ABOVE_ZERO, math.inf),
    ),
    **dict.fromkeys(
        ("recruits_attacker", "recruits_defender", "loss_rate_attacker", "loss_noise", "tempo_sd", "advance_sd",
         "ceiling_attacker", "ceiling_defender", "initial_quality", "final_quality", "casualty_multiplier",
         "integration_cap", "unmet_need", "stall_hazard", "breakthrough_hazard", "ceasefire_hazard",
         "ceasefire_break_hazard", "stall_gear", "breakthrough_gear"),
        (0.0, math.inf),
    ),
    # history's exponents lie within 0 and 1; far outside, a side that is gone makes numbers without meaning
    **dict.fromkeys(
        ("own_exponent_attacker", "own_exponent_defender", "enemy_exponent_attacker", "enemy_exponent_defender",
         "munition_return", "season_effect"),
        (-3.0, 3.0),
    ),
    **dict.fromkeys(("return_share", "transit_loss", "tempo_persistence", "advance_persistence"), (0.0, 1.0)),
    # beyond, a larger contingent could be worth less than a smaller one (see equations.after_friction)
    "friction": (0.0, 0.5),
}  # fmt: skip


def check_domain(prior: Prior) -> None:
    """Nothing, if no draw of `prior` can leave the domain of its name.

    Raises:
        ScenarioError: some can; the message says which values the world knows.
    """
    least, greatest = DOMAINS.get(prior.name, (-math.inf, math.inf))
    lowest, highest = inverse_cdf(prior, np.array([HALF_CELL, 1.0 - HALF_CELL]))
    if lowest < least or highest > greatest:
        bounded = f"from {least:g} to {greatest:g}"
        wanted = bounded if greatest < math.inf else "above 0" if least > 0 else "of at least 0"
        raise ScenarioError(
            f"the prior for {prior.name!r}, {prior.family}{prior.parameters}, reaches from {lowest:.4g} to "
            f"{highest:.4g}; wanted values {wanted}. Take a family that stays there."
        )
