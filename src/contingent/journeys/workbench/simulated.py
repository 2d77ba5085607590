"""A scenario's outcomes for a dial, as quick as they can be had where the compiled engine is warm."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.util import find_spec

from contingent.core.errors import ScenarioError
from contingent.core.nouns import Outcomes, Scenario
from contingent.core.sockets import Engine
from contingent.journeys.brief import simulate
from contingent.journeys.whatif import ready_scenario
from contingent.simulating.engines import engine
from contingent.sources.scenarios import ScenarioText

#: simulated once, so that the first dial finds everything loaded and compiled: a kind of intervention each
_WARM = """
title = "Warming up"
as_of = 2024-11-18
baseline = "russia_ukraine"
source = "nobody: no number of it is shown"
[[thresholds]]
measure = "area_km2"
value = 5000
[[branch]]
label = "As it stands"
id = "as_it_stands"
[[branch]]
label = "More soldiers"
id = "more"
[[branch.arrival]]
contingent = "North Korea"
side = "attacker"
size = 10_000
first_day = 30
"""


def outcomes_of(scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
    """The outcomes of the scenario on its baseline: same arguments, same outcomes.

    `draws` are paths a branch. The compiled engine steps them, where there is one: it draws the numbers that the
    readable one draws. Warnings, such as of an old baseline, end the outcomes' notes.

    Raises:
        ScenarioError: the scenario does not fit its baseline, or cannot be simulated.
        LeakError: the baseline was fitted on days after the scenario's `as_of`.
    """
    outcomes, warnings = simulate(scenario, as_of=scenario.as_of, draws=draws, seed=seed, engine=_quickest())
    if outcomes is None:
        raise ScenarioError(" ".join(warnings) or f"the scenario {scenario.id!r} gave no outcomes")
    return replace(outcomes, notes=(*outcomes.notes, *warnings))


def warm_up() -> None:
    """What a first simulation loads and compiles is loaded and compiled."""
    ready = ready_scenario(ScenarioText(_WARM, "warming up", ""))
    outcomes_of(ready.scenario, draws=256, seed=1)


@cache
def _quickest() -> Engine:
    return engine("numba" if find_spec("numba") else "auto", work=0)
