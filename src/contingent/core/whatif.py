"""The published shape of `whatif.json`, version 1: a scenario, what follows from it, and all that went in."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.core.belief import Prior
from contingent.core.brief import DataUsed, Run
from contingent.core.nouns import Outcomes, Scenario

SCHEMA_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One uncertain input of the world: its prior with median and 90 % range, and how well evidence fixes it.

    `from_scenario`: the scenario states it; else the baseline or the world's own cited prior does.
    """

    name: str
    label: str
    prior: Prior
    low: float
    middle: float
    high: float
    identified: str
    from_scenario: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the scenario asks and what comes out: the difference in words, then what that rests on.

    `difference` is None where no branch is compared. `change_our_mind` lists, in order, what evidence would change it.
    """

    question: str
    difference: str | None
    dominated_by: str | None
    caveats: tuple[str, ...]
    change_our_mind: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfProvenance:
    """What the answer was made with: enough to make it again, byte for byte."""

    contingent: str
    schema: str
    seed: int
    draws: int
    engine: str
    as_of: str
    scenario_file: str
    scenario_sha256: str
    baseline: str
    baseline_fitted_as_of: str | None
    data: tuple[DataUsed, ...]
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A scenario and what follows from it; `run` is all that two equal runs differ in."""

    schema_version: str
    findings: Findings
    scenario: Scenario
    inputs: tuple[Input, ...]
    outcomes: Outcomes
    provenance: WhatIfProvenance
    warnings: tuple[str, ...]
    run: Run | None
