"""The front as the benchmarks run it: an example's scenario on its baseline, and two branches to compare."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from contingent.core.nouns import Scenario
from contingent.journeys.whatif import Ready, ready_scenario
from contingent.sources.scenarios import read_scenario_text

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "scenarios" / "reinforcements.toml"
#: the branch of the example that is compared with the reference
AT_ONCE = "at_once"


def example(path: Path = EXAMPLE) -> Ready:
    """The scenario of a file on its baseline."""
    return ready_scenario(read_scenario_text(str(path), io.BytesIO()))


def pair(scenario: Scenario) -> Scenario:
    """The scenario's reference and the branch with everybody at once."""
    chosen = [branch for branch in scenario.branches if branch.id in (scenario.reference, AT_ONCE)]
    return replace(scenario, branches=tuple(chosen), thresholds=())
