"""A scenario and its world in words, nothing simulated: what is asked and assumed, and where each number is from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from contingent.core.interventions import Intervention
from contingent.core.nouns import Scenario
from contingent.core.whatif import Input
from contingent.report.console import bullets, heading, say
from contingent.report.numbers import NBSP, day_words, estimate, exact, horizon, spread, typeset, unit_words, with_unit
from contingent.report.whatif.model import ASSUMPTIONS, LEFT_OUT, parts_with_inputs
from contingent.report.words import intervention_words, sides_words
from contingent.simulating.front.amounts import ASKED

if TYPE_CHECKING:
    from rich.console import Console

FAMILIES = {
    "point": "taken as certain",
    "uniform": "uniform",
    "normal": "normal",
    "halfnormal": "half-normal",
    "lognormal": "lognormal",
    "beta": "beta",
}
UNREAD = "not verified"
#: source and evidence of what rests on nobody's data: told in one sentence
JUDGED = ("general knowledge, unverified", "a judgement: no data here speak to it")
#: what a threshold may be of, and its unit
CROSSED = {
    "area_km2": ("net area gained by {attacker}", "km²"),
    "losses_attacker": ("losses of {attacker}", "persons"),
    "losses_defender": ("losses of {defender}", "persons"),
    "force_attacker": ("troops of {attacker}", "persons"),
    "force_defender": ("troops of {defender}", "persons"),
    "contingent_casualties": ("casualties of the {contingent} contingent", "persons"),
}


def render_explanation(
    scenario: Scenario,
    inputs: Sequence[Input],
    console: Console,
    *,
    fitted_as_of: date | None,
    warnings: Sequence[str] = (),
) -> None:  # fmt: skip
    """The model in words is on the console; `fitted_as_of` is the day of the baseline's fit, None where it has none."""
    say(console, scenario.title, style="bold")
    console.print()
    say(
        console,
        f"{sides_words(scenario)}, from {day_words(scenario.as_of)} on for "
        f"{horizon(scenario.horizon_days)}, in steps of {horizon(scenario.step_days)}. {starts_from(fitted_as_of)}",
    )
    if warnings:
        heading(console, "Warnings")
        bullets(console, warnings)
    heading(console, "What is asked")
    shared = _in_every_branch(scenario)
    if shared:
        say(console, "In every branch")
        bullets(console, filter(None, (intervention_words(one, scenario) for one in shared)))
    for branch in scenario.branches:
        is_reference = branch.id == scenario.reference
        say(console, f"{branch.label}{' (the reference: others are compared with it)' if is_reference else ''}")
        done = [intervention_words(one, scenario) for one in branch.interventions if one not in shared]
        nothing = "Nothing more is done." if shared else "Nothing is done."
        bullets(console, [*filter(None, done), *([branch.note] if branch.note else [])] or [nothing])
    if scenario.thresholds:
        asked = ", ".join(_threshold_words(measure, value, scenario) for measure, value in scenario.thresholds)
        say(console, f"When, and how likely, is a threshold crossed: {asked}?")
    if scenario.open:
        heading(console, "Left open")
        bullets(console, scenario.open)
    heading(console, "What the world assumes")
    bullets(console, ASSUMPTIONS)
    by_name = {item.name: item for item in inputs}
    for part, names in parts_with_inputs(tuple(by_name)):
        heading(console, part.title)
        if part.formula:
            say(console, part.formula, style="italic")
        say(console, part.words)
        bullets(console, (input_words(by_name[name]) for name in names))
    heading(console, "What it leaves out")
    bullets(console, LEFT_OUT)
    unread = sum(not item.prior.verified for item in inputs)
    console.print()
    say(
        console,
        f"{unread} of {len(inputs)} inputs rest on no source that was read; they are marked “unverified” or "
        f"“{UNREAD}”.",
    )


def _in_every_branch(scenario: Scenario) -> tuple[Intervention, ...]:
    """What is done in all of several branches, in the order of the first."""
    first, *others = scenario.branches
    return tuple(one for one in first.interventions if others and all(one in other.interventions for other in others))


def _threshold_words(measure: str, value: float, scenario: Scenario) -> str:
    """A measure and the value it may cross, by the names of the sides."""
    kind, _, whose = measure.partition(":")
    label, unit = CROSSED.get(kind, (measure.replace("_", " "), ""))
    named = label.format(attacker=scenario.attacker, defender=scenario.defender, contingent=whose)
    return f"{named} above {with_unit(exact(value), unit, value)}"


def starts_from(fitted_as_of: date | None) -> str:
    """What the war starts from, in a sentence."""
    if fitted_as_of is None:
        return "The war starts from the scenario’s own numbers and wide priors; no series of it was fitted."
    return f"The war starts from parameters fitted on what was known on {day_words(fitted_as_of)}."


def input_words(item: Input) -> str:
    """An input in a few sentences: its value with its range, family, source, and how well evidence fixes it."""
    source = typeset(item.prior.source.rstrip("."))
    if (source, item.identified) == JUDGED:
        return f"{item.label}: {amount_words(item)}. Our judgement, unverified: no data here speak to it."
    mark = "" if item.prior.verified or "unverified" in source else f" [{UNREAD}]"
    known = "" if item.identified == ASKED else f" Evidence: {typeset(item.identified.rstrip('.'))}."
    return f"{item.label}: {amount_words(item)}. Source: {source}{mark}.{known}"


def amount_words(item: Input) -> str:
    """Its median with the 90 % range and the family; a single value where it is taken as certain."""
    if item.prior.family == "point":
        amount = with_unit(exact(item.prior.parameters[0]), item.prior.unit, item.prior.parameters[0])
        return f"{amount}, {FAMILIES['point']}"
    unit = unit_words(item.prior.unit).strip()
    middle = estimate(item.middle)
    told = f"{middle} (90{NBSP}% range {spread(item.low, item.high)}){f' {unit}' if unit else ''}"
    return f"{told}, {FAMILIES[item.prior.family]}"
