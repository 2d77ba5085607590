"""How large a scenario from outside may be, and what its numbers may be: the bounds of a scenario file, once more."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.interventions import Branch, Dials, Intervention, reach
from contingent.core.nouns import Scenario
from contingent.simulating.front.domains import check_domain
from contingent.simulating.scenario_file.amounts import FARTHEST, LARGEST, out_of_bounds
from contingent.simulating.scenario_file.branches import MOST_BRANCHES, MOST_INTERVENTIONS
from contingent.simulating.scenario_file.fields import INTERVENTIONS, SCENARIO, Field, dial

#: rows of each list of a scenario: generous for people, small for a machine
MOST_ROWS = {"given": 50, "priors": 120, "open": 100, "thresholds": 40}
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
#: branches x steps x paths that one answer may take: about ten seconds on one core
MOST_WORK = 2**25


def check_limits(scenario: Scenario) -> None:
    """Nothing, if every number lies where a scenario file could put it and no list is longer than anybody needs.

    Raises:
        ScenarioError: the first that does not; the message names it, what was found and what was wanted.
    """
    for what, found, most in _sizes(scenario):
        if found > most:
            raise ScenarioError(f"the scenario has {found:,} {what}; wanted at most {most:,}")
    known = {field.name: field for field in SCENARIO}
    for name in ("horizon_days", "step_days"):
        _bounded(getattr(scenario, name), known[name], name)
    for name, value in (*((name, value) for name, value, _ in scenario.given), *scenario.thresholds):
        if not abs(value) <= LARGEST:  # also true for nan
            raise ScenarioError(f"{name[:60]} is {value!r}; wanted a finite number below {LARGEST:g} in size")
    if len({prior.name for prior in scenario.priors}) != len(scenario.priors):
        raise ScenarioError("a prior is given twice; wanted each name once")
    for prior in scenario.priors:
        _reaching(prior, prior.name)
        check_domain(prior)
    for branch in scenario.branches:
        for done in branch.interventions:
            check_intervention(done, branch)


def check_intervention(done: Intervention, branch: Branch) -> None:
    """Nothing, if each number of an intervention lies where a scenario file could put it; else ScenarioError."""
    fields = {field.name: field for field in INTERVENTIONS[done.kind]}
    where = f"“{branch.label[:60]}”, {done.kind}"
    if isinstance(done, Dials):
        for prior in done.values:
            _amount(prior, dial(prior.name), f"{where}: {prior.name}")
    for name, value in _numbers(done):
        if isinstance(value, Prior):
            _amount(value, fields[name], f"{where}: {name}")
        else:
            _bounded(value, fields[name], f"{where}: {name}")


def check_work(scenario: Scenario, paths: int) -> None:
    """Nothing, if that many paths of the scenario can be answered while somebody waits; else ScenarioError."""
    steps = scenario.horizon_days // scenario.step_days
    work = len(scenario.branches) * steps * paths
    if work > MOST_WORK:
        raise ScenarioError(
            f"{len(scenario.branches)} branches of {steps} steps and {paths:,} paths are {work:,} steps to simulate; "
            f"wanted at most {MOST_WORK:,} here. Take fewer paths or branches, or a nearer horizon; `contingent "
            "whatif` takes as many as you like."
        )


def _sizes(scenario: Scenario) -> Iterator[tuple[str, int, int]]:
    yield "branches", len(scenario.branches), MOST_BRANCHES
    yield "interventions", sum(len(branch.interventions) for branch in scenario.branches), MOST_INTERVENTIONS
    for name, most in MOST_ROWS.items():
        yield f"rows of {name}", len(getattr(scenario, name)), most
    names = (scenario.id, scenario.attacker, scenario.defender, scenario.theatre, scenario.baseline)
    yield "characters in a name", max(map(len, names)), LONGEST_NAME
    yield "characters in an id", max(len(branch.id) for branch in scenario.branches), LONGEST_NAME
    texts = (scenario.title, *scenario.open, *(text for branch in scenario.branches for text in (
        branch.label, branch.note, branch.quote or "")))  # fmt: skip
    yield "characters in a text", max(map(len, texts)), LONGEST_TEXT


def _numbers(done: Intervention) -> Iterator[tuple[str, int | float | Prior]]:
    for field in dataclasses.fields(done):
        value = getattr(done, field.name)
        if isinstance(value, int | float | Prior):
            yield field.name, value


def _bounded(value: int | float | Prior, field: Field, what: str) -> None:
    if isinstance(value, Prior) or not field.least <= value <= field.greatest:
        raise ScenarioError(f"{what} is {value!r}; wanted a number from {field.least:g} to {field.greatest:g}")


def _amount(prior: Prior, field: Field, what: str) -> None:
    _reaching(prior, what)
    if message := out_of_bounds(prior, field):
        raise ScenarioError(f"{what}: {message}")


def _reaching(prior: Prior, what: str) -> None:
    """Nothing, if the prior stays where a power of its draws is still a number."""
    lowest, highest = reach(prior)
    if not (math.isfinite(lowest) and math.isfinite(highest) and max(-lowest, highest) <= FARTHEST):
        raise ScenarioError(f"{what[:120]} reaches from {lowest:g} to {highest:g}; wanted a narrower distribution")
