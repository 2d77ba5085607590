"""What a what-if found beyond its differences: regions, break-evens, times to thresholds, prices, precision."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import BreakEven, Discovery, Efficiency, TimeToThreshold
from contingent.report.leads import bare, branch_labels, clause, headline, in_sentence
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import NBSP, estimate, exact, horizon, percent, settled, signed, unit_words
from contingent.report.sections.parts import more, number, table
from contingent.report.whatif.results import (
    break_even_words,
    discovery_words,
    no_break_even_words,
    precision_words,
    price_words,
    time_words,
)

LEVELS = (0.1, 0.5, 0.9)


def regions(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """Where among the inputs an outcome is common: what separates branches, the leading difference first."""
    if not outcomes.discoveries:
        return []
    head = headline(scenario, outcomes)
    leads = None if head is None else (head.leading.branch, head.measure)
    first = [item for item in outcomes.discoveries if (item.branch, item.measure) == leads]
    rest = [item for item in outcomes.discoveries if item not in first]
    folded = more(f"For other branches and measures ({len(rest)})", *(_region(item, scenario) for item in rest))
    return [
        tag("h3", "What separates the branches"),
        *(_region(item, scenario) for item in first),
        *([folded] if rest else []),
    ]


def _region(found: Discovery, scenario: Scenario) -> Html:
    head, boxes = discovery_words(found, scenario)
    told = tag("p", head, ":" if boxes else None)
    return join(told, tag("ul", *(tag("li", box, ".") for box in boxes)) if boxes else None)


def break_evens(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """The value of an input at which a branch equals another; what was run for it, and where there is none, folded."""
    asked = outcomes.break_evens
    if not asked:
        return []
    found = [break_even_words(item, scenario) for item in asked if item.value is not None]
    none = [item for item in asked if item.value is None]
    curves = [_curve(item, scenario) for item in asked if item.curve]
    return [
        tag("h3", "Where branches break even"),
        *([tag("ul", *(tag("li", words) for words in found))] if found else []),
        *([tag("p", no_break_even_words(none, asked))] if none else []),
        *([more(f"What was run for it ({len(curves)})", *curves)] if curves else []),
    ]


def _curve(item: BreakEven, scenario: Scenario) -> Html:
    unit = unit_words(item.prior_unit)
    label = branch_labels(scenario).get(item.branch, item.branch)
    named = f"{bare(clause(item.prior_label))}{f', {unit}' if unit else ''}"
    rows: list[list[Child]] = [
        [number(estimate(given), given),
         join(number(signed(mean), mean), f"{NBSP}±{NBSP}", number(estimate(error, 1), error))]
        for given, mean, error in item.curve
    ]  # fmt: skip
    against = branch_labels(scenario).get(item.against, item.against)
    varied = " and ".join(f"“{branch_labels(scenario).get(branch, branch)}”" for branch in item.varied)
    where = f" in {varied}" if varied else ""
    caption = f"“{label}” minus “{against}”: mean difference in {in_sentence(item.label, scenario)}, by {named}{where}"
    return table((named, "Mean difference ± its error"), rows, caption=caption, class_="numbers")


def times(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """When thresholds are crossed, a table for each threshold and a row a branch."""
    groups: dict[tuple[str, float], list[TimeToThreshold]] = {}
    for item in outcomes.times:
        groups.setdefault((item.measure, item.threshold), []).append(item)
    if not groups:
        return []
    return [
        tag("h3", "When is it crossed?"),
        *(_times_table(own, scenario) for own in groups.values()),
    ]


def _times_table(own: Sequence[TimeToThreshold], scenario: Scenario) -> Html:
    labels, first = branch_labels(scenario), own[0]
    unit = unit_words(first.unit)
    rows: list[list[Child]] = [
        [
            labels.get(item.branch, item.branch),
            *(time_words(item, level) for level in LEVELS),
            join(number(percent(item.never), item.never), f" ± {estimate(100 * item.mc_error, 1)}"),
        ]
        for item in own
    ]
    caption = (
        f"{first.label} above {exact(first.threshold)}{f'{NBSP}{unit}' if unit else ''}: when a tenth, half and nine "
        f"tenths of the paths have crossed it, looked at every {first.step} days; and how many never do."
    )
    columns = ("Branch", *(f"{percent(level)} have" for level in LEVELS), f"Not within {horizon(first.horizon_days)}")
    return table(columns, rows, caption=caption, class_="short")


def efficiencies(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """What a branch gains in area for its casualties, a table for each way to count them."""
    found: dict[str, list[Efficiency]] = {}
    for item in outcomes.efficiencies:
        found.setdefault(item.measure, []).append(item)
    if not found:
        return []
    first, *rest = (_prices(own, scenario, outcomes) for own in found.values())
    return [
        tag("h3", "What the area costs"),
        first,
        *([more(f"In other casualties ({len(rest)})", *rest)] if rest else []),
    ]


def _prices(own: Sequence[Efficiency], scenario: Scenario, outcomes: Outcomes) -> Html:
    labels = branch_labels(scenario)
    counted = next((item.label for item in outcomes.contrasts if item.measure == own[0].measure), own[0].label)
    rows: list[list[Child]] = [
        [
            labels.get(item.branch, item.branch),
            number(signed(item.area), item.area),
            number(signed(settled((item.casualties,), "persons")[0]), item.casualties),
            price_words(item),
        ]
        for item in own
    ]
    caption = (
        f"Mean differences after {horizon(own[0].day)}; the price with its 90 % Monte Carlo interval, in "
        f"{in_sentence(counted, scenario)}."
    )
    return table(("Branch", "Area, km²", "Persons", "km² per 1,000 persons"), rows, caption=caption, class_="short")


def precision(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """How large the Monte Carlo error is, and whether more paths would help."""
    if outcomes.refinement is None:
        return []
    return [tag("h3", "How precise is this?"), tag("p", precision_words(outcomes.refinement, scenario, outcomes))]
