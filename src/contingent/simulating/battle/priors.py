"""What a battle is uncertain about: twelve priors for teaching and for benchmarks, none of them evidence on any war."""

from __future__ import annotations

import numpy as np

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.simulating.drawing.parameters import HALF_CELL, Parameter, inverse_cdf

UNREAD = "a teaching and benchmark model (general knowledge, unverified)"
IDENTIFIED = "not at all: chosen for teaching and benchmarks, no data speak to it"


def _prior(name: str, label: str, unit: str, family: str, *values: float) -> Parameter:
    prior = Prior(name=name, family=family, parameters=values, unit=unit, source=UNREAD, verified=False)
    return Parameter(prior=prior, label=label, identified=IDENTIFIED)


#: in the order in which the compiled kernel reads them
PRIORS = (
    _prior("lethality_attacker", "losses of {defender} a day per soldier of {attacker} who fires", "1/day",
           "lognormal", 0.0013, 0.25),
    _prior("lethality_defender", "losses of {attacker} a day per soldier of {defender} who fires", "1/day",
           "lognormal", 0.0014, 0.25),
    _prior("loss_noise", "spread of losses from day to day", "1", "lognormal", 0.4, 0.2),
    _prior("advance_gain", "advance a day per log of the lead in fire", "km²/day", "lognormal", 60.0, 0.4),
    _prior("advance_noise", "spread of the advance from day to day", "km²", "lognormal", 6.0, 0.3),
    _prior("recruits_attacker", "recruits of {attacker} a day", "persons/day", "lognormal", 650.0, 0.15),
    _prior("recruits_defender", "recruits of {defender} a day", "persons/day", "lognormal", 560.0, 0.15),
    _prior("munitions_attacker", "munitions made by {attacker} a day", "rounds/day", "lognormal", 22e3, 0.2),
    _prior("munitions_defender", "munitions made by {defender} a day", "rounds/day", "lognormal", 20e3, 0.2),
    _prior("passage_loss", "greatest share of arrivals lost on the way", "1", "beta", 2.0, 10.0),
    _prior("end_hazard", "chance that the war ends on a day", "1/day", "lognormal", 1.0 / 1500.0, 0.5),
    _prior("advance_saturation", "how soon a lead in fire stops paying", "1", "lognormal", 1.0, 0.3),
)  # fmt: skip
ORDER = tuple(parameter.name for parameter in PRIORS)
#: shares of a whole; every other parameter is a number from 0 on
SHARES = ("passage_loss", "end_hazard")


def check_domain(prior: Prior) -> None:
    """Nothing, if no draw of `prior` can leave what its name can be: a number from 0 on, a share at most 1.

    Raises:
        ScenarioError: some can.
    """
    lowest, highest = inverse_cdf(prior, np.array([HALF_CELL, 1.0 - HALF_CELL]))
    greatest = 1.0 if prior.name in SHARES else np.inf
    if lowest < 0.0 or highest > greatest:
        raise ScenarioError(
            f"the prior for {prior.name!r}, {prior.family}{prior.parameters}, reaches from {lowest:.4g} to "
            f"{highest:.4g}; wanted values {'from 0 to 1' if greatest == 1.0 else 'of at least 0'}"
        )
