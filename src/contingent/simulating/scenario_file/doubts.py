"""What a scenario may hold but hardly means: another unit, a day after the end, one contingent on two sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from contingent.core.belief import Prior
from contingent.core.interventions import Arrival, Branch, Dials, Intervention
from contingent.core.nouns import Scenario
from contingent.simulating.drawing.parameters import Parameter, inverse_cdf
from contingent.simulating.front.priors import CITED

#: a middle so many times beyond all that the world's own prior holds possible is taken for another unit
BEYOND = 3.0
_ENDS = np.array([0.001, 0.999])
#: armies of which one is so many times the other do not hold a front against each other
LOPSIDED = 20.0


def doubts(scenario: Scenario, parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """A warning, in a sentence, for each thing in the scenario that is allowed and looks like a slip.

    `parameters` are those of its baseline, with which overridden ones are compared.
    """
    usual = {parameter.name: parameter.prior for parameter in (*CITED, *parameters)}
    found = [
        *_strange_values(scenario, usual),
        *_lopsided(scenario, usual),
        *_after_the_end(scenario),
        *_on_two_sides(scenario),
        *_the_same(scenario),
    ]
    whole = scenario.horizon_days // scenario.step_days * scenario.step_days
    if whole != scenario.horizon_days:
        found.append(
            f"horizon_days, {scenario.horizon_days}, is no whole number of steps of {scenario.step_days} days: the "
            f"futures end after {whole}."
        )
    return tuple(dict.fromkeys(found))


def _strange_values(scenario: Scenario, usual: Mapping[str, Prior]) -> Iterator[str]:
    stated: list[tuple[str, Prior]] = [("", prior) for prior in scenario.priors]
    for branch, done in _each(scenario):
        if isinstance(done, Dials):
            stated += [(f" of {done.contingent} in “{branch.label}”", value) for value in done.values]
    for where, prior in stated:
        own = usual.get(prior.name)
        if own is None or own.family == "point" or own == prior:
            continue
        low, high = (float(end) for end in inverse_cdf(own, _ENDS))
        middle = _middle(prior)
        if abs(middle) > BEYOND * max(abs(low), abs(high)) or (low > 0.0 and 0.0 < middle < low / BEYOND):
            unit = "" if own.unit == "1" else f" {own.unit}"
            yield (
                f"{prior.name}{where} is about {middle:,.4g}; the world's own prior lies from {low:,.3g} to "
                f"{high:,.3g}{unit}. Is it in the right unit?"
            )


def _lopsided(scenario: Scenario, usual: Mapping[str, Prior]) -> Iterator[str]:
    given = {prior.name: prior for prior in scenario.priors}
    forces = [(given.get(name) or usual.get(name)) for name in ("force_attacker", "force_defender")]
    attacker, defender = (0.0 if prior is None else _middle(prior) for prior in forces)
    if min(attacker, defender) > 0.0 and max(attacker, defender) > LOPSIDED * min(attacker, defender):
        yield (
            f"{scenario.attacker} has about {attacker:,.0f} troops and {scenario.defender} {defender:,.0f}: one army "
            f"is more than {LOPSIDED:g} times the other. Are both in persons?"
        )


def _after_the_end(scenario: Scenario) -> Iterator[str]:
    for branch, done in _each(scenario):
        day = done.first_day if isinstance(done, Arrival) else getattr(done, "start_day", 0)
        nobody = isinstance(done, Arrival) and done.tranches == 0
        if day >= scenario.horizon_days and not nobody:
            yield (
                f"In “{branch.label}” {done.kind} begins on day {day}, and the futures end on day "
                f"{scenario.horizon_days}: it does nothing. A longer horizon_days would show it."
            )


def _on_two_sides(scenario: Scenario) -> Iterator[str]:
    for branch in scenario.branches:
        sides: dict[str, set[str]] = {}
        for done in branch.interventions:
            if isinstance(done, Arrival):
                sides.setdefault(done.contingent, set()).add(done.side)
        for name, joined in sides.items():
            if len(joined) > 1:
                yield f"In “{branch.label}” {name} fights on both sides. Is one of its arrivals on the wrong one?"


def _the_same(scenario: Scenario) -> Iterator[str]:
    first: dict[tuple[Intervention, ...], str] = {}
    for branch in scenario.branches:
        twin = first.setdefault(branch.interventions, branch.label)
        if twin != branch.label:
            yield f"“{twin}” and “{branch.label}” do the same: no difference between them can be found."


def _each(scenario: Scenario) -> Iterator[tuple[Branch, Intervention]]:
    return ((branch, done) for branch in scenario.branches for done in branch.interventions)


def _middle(prior: Prior) -> float:
    return float(inverse_cdf(prior, np.array([0.5]))[0])
