"""What a what-if found beyond its differences, in sentences: precision, regions, break-evens, times, prices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import Box, BreakEven, Discovery, Efficiency, Limit, Refinement, TimeToThreshold
from contingent.report.leads import bare, branch_labels, clause, in_sentence
from contingent.report.numbers import (
    NBSP,
    estimate,
    exact,
    horizon,
    percent,
    percent_range,
    spread,
    typeset,
    with_unit,
)

SAMPLED = {
    "sobol": "scrambled Sobol’ points",
    "antithetic": "antithetic pairs",
    "random": "independent draws",
}
STOPPED = {
    "precise": "it stopped there because the error was small enough",
    "budget": "the budget ended there",
    "fixed": "that number was asked for",
}


BELOW_NOTHING = re.compile(r"(?P<who>.+) gains more than [-\N{MINUS SIGN}](?P<much>\S+ km²\b.*)")


def precision_words(found: Refinement, scenario: Scenario, outcomes: Outcomes) -> str:
    """How many paths were run, why no more, and how large the Monte Carlo error is beside what is allowed."""
    rounds = f" in {len(found.rounds)} rounds" if len(found.rounds) > 1 else ""
    told = (
        f"{exact(found.paths)} paths a branch{rounds} from {SAMPLED[found.sampling]}; {STOPPED[found.stopped]}. "
        f"Small enough means: {clause(found.rule)}."
    )
    if found.unmet == 0:
        return f"{told} All {found.contrasts} differences meet it."
    worst = ""
    if found.worst_contrast is not None and found.worst is not None:
        branch, measure, day = found.worst_contrast
        label = next((item.label for item in outcomes.contrasts if item.measure == measure), measure)
        worst = (
            f"; the farthest is {in_sentence(label, scenario)} in “{branch_labels(scenario).get(branch, branch)}” "
            f"after {horizon(day)}, at {estimate(found.worst)} times what is allowed"
        )
    unmet = f"{found.unmet} of {found.contrasts} differences do not meet it{worst}"
    return f"{told} {unmet}: ask for more with --paths or --budget."


def event_words(label: str) -> str:
    """What happens, as people say it: a gain of more than a negative area is a small loss, or any gain.

    >>> event_words("Varia gains more than -400 km² net"), event_words("A cease-fire holds")
    ('Varia gains, or loses less than 400 km² net', 'A cease-fire holds')
    """
    said = BELOW_NOTHING.fullmatch(label)
    return typeset(f"{said['who']} gains, or loses less than {said['much']}" if said else label)


def _sought(found: Discovery) -> str:
    """The difference that was sought, in words."""
    size = with_unit(exact(abs(found.threshold)), found.unit, found.threshold)
    if found.threshold >= 0 or not found.above:
        return clause(typeset(found.outcome))
    return f"a rise, or a fall of less than {size}"


def discovery_words(found: Discovery, scenario: Scenario) -> tuple[str, list[str]]:
    """What was sought, then each region in which it is common; or why there is none."""
    labels = branch_labels(scenario)
    who, whom = labels.get(found.branch, found.branch), labels.get(found.reference, found.reference)
    head = (
        f"“{who}” minus “{whom}”, {in_sentence(found.label, scenario)} after {horizon(found.day)}: "
        f"{_sought(found)}. That is so in {percent(found.base_rate)} of {exact(found.draws)} draws"
    )
    if not found.boxes:
        return f"{head}; {clause(found.reason) if found.reason else 'no region of the inputs separates it'}.", []
    return f"{head}; it is more common where", [_box_words(box) for box in found.boxes]


def _box_words(box: Box) -> str:
    limits = " and ".join(limit_words(limit) for limit in box.limits)
    interval = percent_range(*box.density_interval)
    return (
        f"{limits}: then in {percent(box.density)} of draws (95{NBSP}% interval {interval}, on draws that the search "
        f"did not see). {percent(box.mass)} of all draws lie there, and {percent(box.coverage)} of those sought"
    )


def limit_words(limit: Limit) -> str:
    """One limit of a region: the input and the values it may take there."""
    label = bare(clause(limit.label))
    low = None if limit.low is None else with_unit(estimate(limit.low), limit.unit)
    high = None if limit.high is None else with_unit(estimate(limit.high), limit.unit)
    if low is not None and high is not None and limit.low is not None and limit.high is not None:
        return f"{label} is {with_unit(spread(limit.low, limit.high), limit.unit)}"
    return f"{label} is above {low}" if low is not None else f"{label} is below {high}"


def break_even_words(found: BreakEven, scenario: Scenario) -> str:
    """At which value of an input a branch equals another; or that there is none, and why."""
    labels = branch_labels(scenario)
    who, whom = labels.get(found.branch, found.branch), labels.get(found.against, found.against)
    what = f"“{who}” equals “{whom}” in {in_sentence(found.label, scenario)} after {horizon(found.day)}"
    name = bare(clause(found.prior_label))
    if found.varied:
        name += " in " + " and ".join(f"“{labels.get(branch, branch)}”" for branch in found.varied)
    if found.value is None:
        return f"{what} at no value: {clause(found.reason) if found.reason else 'none was found'}."
    at = with_unit(estimate(found.value), found.prior_unit)
    if found.interval is None:
        return f"{what} where {name} is {at}."
    return f"{what} where {name} is {at} (90{NBSP}% Monte Carlo interval {spread(*found.interval)})."


def no_break_even_words(none: Sequence[BreakEven], asked: Sequence[BreakEven]) -> str:
    """How many comparisons of branches have no break-even, in one sentence for all of them."""
    searched = f"{bare(clause(none[0].prior_label))} from {spread(*none[0].searched)}"
    many = f"{len(asked)} comparison{'' if len(asked) == 1 else 's'} of branches"
    if len(none) == len(asked):
        return f"None of {many} comes out even at any {searched}."
    return f"{len(none)} of {many} come out even at no {searched}."


def time_words(found: TimeToThreshold, level: float) -> str:
    """The day by which a share of the paths has crossed, or that fewer ever do within the horizon."""
    place = min(range(len(found.levels)), key=lambda index: abs(found.levels[index] - level))
    day = found.days[place]
    return "never" if day is None else f"{day}{NBSP}days"


def price_words(found: Efficiency) -> str:
    """Area for casualties: km² per 1,000 with the Monte Carlo interval, or in words why no price can be told.

    Where both fall, it is what is forgone for each 1,000 spared.
    """
    if found.ratio is None:
        return clause(found.reason) if found.reason else "none can be told"
    told = estimate(found.ratio)
    if found.interval is not None and any(estimate(end) != told for end in found.interval):
        told += f" ({spread(*found.interval, sign=True)})"
    return f"{told}, forgone for those spared" if found.casualties < 0 else told
