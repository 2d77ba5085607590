"""A what-if on a terminal: the difference first, then what it hangs on, what separates branches, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contingent.core.nouns import Contrast, Outcomes, Scenario
from contingent.core.outcomes import TimeToThreshold
from contingent.core.whatif import WhatIf
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.leads import (
    bare,
    branch_labels,
    events_at_the_end,
    fan_value,
    fans_by_measure,
    headline,
    in_sentence,
    reader_branches,
    telling_events,
)
from contingent.report.numbers import (
    NBSP,
    difference_words,
    estimate,
    exact,
    horizon,
    percent,
    settled,
    signed,
    unit_words,
)
from contingent.report.whatif.results import (
    break_even_words,
    discovery_words,
    event_words,
    no_break_even_words,
    precision_words,
    price_words,
    time_words,
)
from contingent.report.words import intervention_words

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 100  # columns from which an earlier horizon fits beside the last
INPUTS_TOLD = 8
EVENT, CELL = 32, 8  # columns that an event's name needs, and a share beside it
RATIOS = ("ratio", "1")  # a step towards what is counted, and too fine for a narrow table
FURTHER_TOLD = 3  # measures beside the leading one


def render_whatif(made: WhatIf, console: Console) -> None:
    """The answer is on the console: the difference and what it rests on first, then what else was found."""
    scenario, outcomes, findings = made.scenario, made.outcomes, made.findings
    say(console, findings.question, style="bold")
    console.print()
    say(console, findings.difference or "No branch is compared with another: only where each may lead is told.")
    if told := tuple(filter(None, (findings.dominated_by, *findings.caveats, *made.warnings))):
        heading(console, "Before you quote this")
        bullets(console, told)
    heading(console, "The branches")
    bullets(console, (_branch(place, scenario) for place in range(len(scenario.branches))), numbered=True)
    _futures(scenario, outcomes, console)
    _chances(scenario, outcomes, console)
    differences(scenario, outcomes, console, errors=True)
    _further(scenario, outcomes, console)
    _inputs(scenario, outcomes, console)
    _regions(scenario, outcomes, console)
    _break_evens(scenario, outcomes, console)
    _times(scenario, outcomes, console)
    _prices(scenario, outcomes, console)
    if outcomes.refinement is not None:
        heading(console, "How precise is this?")
        say(console, precision_words(outcomes.refinement, scenario, outcomes))
    if findings.change_our_mind:
        heading(console, "What would change our mind")
        bullets(console, findings.change_our_mind)
    _made_with(made, console)


def render_files(files: Sequence[str], console: Console) -> None:
    """Where the answer was written is on the console, a line a file."""
    heading(console, "Written")
    for file in files:
        console.print(plain(file), soft_wrap=True, markup=False, highlight=False)


def _branch(place: int, scenario: Scenario) -> str:
    branch = scenario.branches[place]
    reference = branch.id == scenario.reference
    done = filter(None, (intervention_words(one, scenario, present=reference) for one in branch.interventions))
    role = " (the reference)" if reference else ""
    return f"{branch.label}{role}: {'; '.join(done) or 'nothing is added to the baseline'}."


def _futures(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """Where each branch leads in the leading measure, by its last day."""
    fans = fans_by_measure(scenario, outcomes)
    head = headline(scenario, outcomes)
    measure = head.measure if head else next(iter(fans), None)
    if measure is None:
        return
    own, labels = fans[measure], branch_labels(scenario)
    any_fan = next(iter(own.values()))
    last = any_fan.days[-1]
    heading(console, "Where does each lead?")
    unit = unit_words(any_fan.unit)
    say(console, f"{any_fan.label}{f' ({unit})' if unit else ''} after {horizon(last)}: quantiles over all paths.")
    table = columns(("Branch", "left"), ("5 %", "right"), ("25 %", "right"), ("Median", "right"), ("75 %", "right"),
                    ("95 %", "right"))  # fmt: skip
    for branch, fan in own.items():
        values = settled([fan_value(fan, level, last) for level in (0.05, 0.25, 0.5, 0.75, 0.95)], fan.unit)
        table.add_row(plain(labels.get(branch, branch)), *map(estimate, values))
    console.print(table)


def differences(scenario: Scenario, outcomes: Outcomes, console: Console, *, errors: bool = False) -> None:
    """The table of branches: what each would change in the leading measure by its last day, and before if it fits.

    `errors`: beside it the mean with its Monte Carlo error.
    """
    head = headline(scenario, outcomes)
    if head is None:
        return
    heading(console, "What difference would it make?")
    _measure(scenario, outcomes, head.contrasts, console, errors=errors)


def _further(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """The same for further measures, their error beside them."""
    head = headline(scenario, outcomes)
    if head is None:
        return
    counted = dict.fromkeys(item.measure for item in outcomes.contrasts if item.unit not in RATIOS)
    measures = [measure for measure in counted if measure != head.measure]
    for measure in measures[:FURTHER_TOLD]:
        own = [item for item in outcomes.contrasts if item.measure == measure and item.day == head.day]
        order = {item.branch: place for place, item in enumerate(head.contrasts)}
        console.print()
        own.sort(key=lambda item: order.get(item.branch, len(order)))
        _measure(scenario, outcomes, own, console, errors=True, explained=False)


def _measure(
    scenario: Scenario,
    outcomes: Outcomes,
    contrasts: Sequence[Contrast],
    console: Console,
    *,
    errors: bool,
    explained: bool = True,
) -> None:
    labels, leading = branch_labels(scenario), contrasts[0]
    readers = reader_branches(scenario)
    unit = unit_words(leading.unit)
    measure = in_sentence(leading.label, scenario)
    forced = any(contrast.sign_forced_by for contrast in contrasts)
    told = f"{measure[:1].upper()}{measure[1:]}{f' ({unit})' if unit else ''}"
    if explained:
        told += (
            f", minus that of “{labels[scenario.reference]}”: median and 90{NBSP}% range"
            f"{'; mean ± its Monte Carlo error' if errors else ''}. More: the share of paths in which it is more"
            f"{'; “assumed” where priors alone decide the direction' if forced else ''}."
        )
    say(console, told if explained else f"{told}, in the same way:")
    own = {(item.branch, item.day): item for item in outcomes.contrasts if item.measure == leading.measure}
    before = sorted({day for _, day in own if day < leading.day})[-1:] if console.width >= WIDE else []
    days = [*before, leading.day]
    ends = (("Mean", "right"), ("More", "right")) if errors else (("More", "right"),)
    table = columns(("Branch", "left"), *((f"After {horizon(day)}", "right") for day in days), *ends)
    for contrast in contrasts:
        name = branch_words(labels.get(contrast.branch, contrast.branch), contrast.branch in readers)
        cells = [_difference_words(own.get((contrast.branch, day))) for day in days]
        table.add_row(plain(name), *cells, *([_mean(contrast)] if errors else []), _above(contrast))
    console.print(table)


def _inputs(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """What the leading difference hangs on: shares of its variance, alone and in concert."""
    head = headline(scenario, outcomes)
    if head is None or not head.sensitivity:
        return
    shown = head.sensitivity[:INPUTS_TOLD]
    label = branch_labels(scenario).get(head.leading.branch, head.leading.branch)
    totals = any(item.total is not None for item in shown)
    heading(console, "What does it hang on?")
    told = f"“{label}”: the mean difference where an input lies in its outer tenths. Alone: its share "
    if totals and shown[0].replicates:
        told += (
            "of the variance that inputs cause, by itself; in concert: with all that it does together with others. "
            f"Chance is averaged out over {shown[0].replicates} paths a point."
        )
    else:
        told += "of all variance, chance included."
    say(console, told)
    table = columns(("Input", "left"), ("If low", "right"), ("If high", "right"), ("Alone", "right"),
                    *([("In concert", "right")] if totals else []))  # fmt: skip
    for item in shown:
        low, high = (_at(mean, given) for mean, given in
                     ((item.mean_at_low, item.low_input), (item.mean_at_high, item.high_input)))  # fmt: skip
        concert = [] if not totals else ["" if item.total is None else percent(max(0.0, min(1.0, item.total)))]
        table.add_row(plain(bare(item.label)), low, high, percent(item.share), *concert)
    console.print(table)


def _at(mean: float, given: float) -> str:
    return f"{difference_words(mean, mean, mean)[0]} at {estimate(given)}"


def _regions(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """What separates the leading branch from the reference; the page tells the others too."""
    head = headline(scenario, outcomes)
    if head is None or not outcomes.discoveries:
        return
    own = [item for item in outcomes.discoveries if (item.branch, item.measure) == (head.leading.branch, head.measure)]
    heading(console, "What separates the branches?")
    for found in own:
        told, boxes = discovery_words(found, scenario)
        say(console, told + (":" if boxes else ""))
        if boxes:
            bullets(console, boxes)
    if len(outcomes.discoveries) > len(own):
        say(console, f"{len(outcomes.discoveries) - len(own)} more, for other branches and measures, in the page.")


def _break_evens(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    if not outcomes.break_evens:
        return
    heading(console, "Where do branches break even?")
    if found := [break_even_words(item, scenario) for item in outcomes.break_evens if item.value is not None]:
        bullets(console, found)
    if none := [item for item in outcomes.break_evens if item.value is None]:
        say(console, no_break_even_words(none, outcomes.break_evens))


def _prices(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """Area for casualties, a row a branch, in the casualties that the first efficiency counts."""
    if all(item.ratio is None for item in outcomes.efficiencies):
        return
    labels, first = branch_labels(scenario), outcomes.efficiencies[0]
    counted = next((item.label for item in outcomes.contrasts if item.measure == first.measure), first.label)
    heading(console, "What does the area cost?")
    say(
        console,
        f"Mean differences after {horizon(first.day)}, and km² for 1,000 in {in_sentence(counted, scenario)} with its "
        f"90{NBSP}% Monte Carlo interval.",
    )
    table = columns(("Branch", "left"), ("km²", "right"), ("Persons", "right"), ("km² per 1,000", "right"))
    for item in outcomes.efficiencies:
        if item.measure == first.measure:
            amounts = (signed(item.area), signed(settled((item.casualties,), "persons")[0]))
            price = "none can be told" if item.ratio is None else plain(price_words(item))
            table.add_row(plain(labels.get(item.branch, item.branch)), *amounts, price)
    console.print(table)


def _chances(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """How often things happen by the last day: of each kind of event the one that tells branches apart best."""
    telling, labels = telling_events(scenario, outcomes), branch_labels(scenario)
    events = {event: own for event, own in events_at_the_end(outcomes).items() if event in telling}
    if not events:
        return
    last = max(item.day for own in events.values() for item in own.values())
    heading(console, f"How often does it happen within {horizon(last)}?")
    say(console, "Share of all paths, by the number of the branch above.")
    numbers = [(str(place), branch) for place, branch in enumerate(labels, start=1)]
    at_once = max((console.width - EVENT) // CELL, 1)
    for first in range(0, len(numbers), at_once):
        shown = numbers[first : first + at_once]
        table = columns(("Branch", "left"), *((number, "right") for number, _ in shown))
        for own in events.values():
            cells = [percent(own[branch].p) if branch in own else "" for _, branch in shown]
            table.add_row(plain(event_words(next(iter(own.values())).label)), *cells)
        console.print(table)


def _times(scenario: Scenario, outcomes: Outcomes, console: Console) -> None:
    """When thresholds are crossed, branch by branch."""
    groups: dict[tuple[str, float], list[TimeToThreshold]] = {}
    for item in outcomes.times:
        groups.setdefault((item.measure, item.threshold), []).append(item)
    if not groups:
        return
    heading(console, "When is a threshold crossed?")
    labels = branch_labels(scenario)
    for (_, threshold), own in groups.items():
        unit = unit_words(own[0].unit)
        say(
            console,
            f"{own[0].label} above {exact(threshold)}{NBSP}{unit}: days until a tenth, half and nine tenths of the "
            f"paths have crossed it, looked at every {own[0].step} days.",
        )
        table = columns(("Branch", "left"), ("10 %", "right"), ("50 %", "right"), ("90 %", "right"), ("Never", "right"))
        for item in own:
            days = (time_words(item, level).partition(NBSP)[0] for level in (0.1, 0.5, 0.9))
            never = f"{percent(item.never)} ± {estimate(100 * item.mc_error, 1)}"
            table.add_row(plain(labels.get(item.branch, item.branch)), *days, never)
        console.print(table)


def _made_with(made: WhatIf, console: Console) -> None:
    p = made.provenance
    heading(console, "Made with")
    fitted = f"{p.baseline}, fitted as of {p.baseline_fitted_as_of}"
    baseline = fitted if p.baseline_fitted_as_of else "the scenario’s own numbers"
    say(
        console,
        f"contingent {p.contingent}; seed {p.seed}; {exact(p.draws)} paths a branch; engine {p.engine}; starts from "
        f"{baseline}; {p.scenario_file}, sha256 {p.scenario_sha256[:16]}…",
    )


def _difference_words(contrast: Contrast | None) -> str:
    if contrast is None:
        return ""
    middle, interval = difference_words(contrast.q05, contrast.q50, contrast.q95, contrast.unit)
    return f"{middle} ({interval})" if interval else middle


def _mean(contrast: Contrast) -> str:
    if contrast.q05 == contrast.q95 == contrast.mean == 0:
        return ""
    mean = difference_words(contrast.mean, contrast.mean, contrast.mean)[0]
    return f"{mean} ± {estimate(contrast.mc_error, 1)}"


def _above(contrast: Contrast) -> str:
    if contrast.q05 == contrast.q95 == contrast.mean == 0:
        return ""
    return "assumed" if contrast.sign_forced_by else percent(contrast.p_positive)


def branch_words(label: str, reader: bool) -> str:
    """What to call a branch: with whose it is, where a reader thought of it."""
    return f"{label} (by a reader)" if reader else label
