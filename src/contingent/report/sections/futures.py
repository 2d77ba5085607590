"""The futures of each branch: fans over time side by side, and how often things happen."""

from __future__ import annotations

from collections.abc import Mapping

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import Fan
from contingent.report.charts import Voice, fan_extent, fan_panel
from contingent.report.leads import (
    branch_labels,
    events_at_the_end,
    fan_value,
    fans_by_measure,
    in_sentence,
    reader_branches,
    telling_events,
)
from contingent.report.markup import Child, Html, tag
from contingent.report.numbers import estimate, horizon, percent, settled, spread, unit_words, with_unit
from contingent.report.sections.parts import more, number, table
from contingent.report.svg import draw
from contingent.report.whatif.results import event_words

MOST_COLUMNS = 5
SHARES_OF_TIME = (0.25, 0.5, 1.0)  # of the horizon, at which a table tells a measure


def fans(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """Where each branch could lead: a row of panels for the measure that leads; the others as tables, to be opened.

    A drawing costs about 0.02 s and there may be sixty: what is folded away is told in numbers.
    """
    found = fans_by_measure(scenario, outcomes)
    if not found:
        return []
    compared = {contrast.measure for contrast in outcomes.contrasts}
    first = next((measure for measure in found if measure in compared), next(iter(found)))
    rest = [_fan_table(own, scenario) for measure, own in found.items() if measure != first]
    reference = branch_labels(scenario)[scenario.reference]
    told = (
        f"Line: the median future. Dark band: half of all futures; pale band: 90 %. Dashed: the median of "
        f"“{reference}”. Under each name: the median at the end, with its 90 % range."
    )
    return [
        tag("h3", "Where each branch could lead"),
        tag("p", told, class_="note"),
        _fan_figure(found[first], scenario),
        *([more(f"Also simulated ({len(rest)} further measures)", *rest)] if rest else []),
    ]


def _fan_table(own: Mapping[str, Fan], scenario: Scenario) -> Html:
    """One measure over time: a row a branch, the median and the 90 % range a column a day."""
    fan, labels = next(iter(own.values())), branch_labels(scenario)
    last = len(fan.days) - 1
    days = sorted({fan.days[round(last * share)] for share in SHARES_OF_TIME} - {0})
    unit = unit_words(fan.unit)
    caption = (
        f"{_capital(in_sentence(fan.label, scenario))}{f', {unit}' if unit else ''}: the median, and the 90 % range"
    )
    rows: list[list[Child]] = [
        [labels.get(branch, branch), *(_fan_cell(one, day) for day in days)] for branch, one in own.items()
    ]
    return table(("Branch", *(f"After {horizon(day)}" for day in days)), rows, caption=caption, class_="short")


def _fan_cell(fan: Fan, day: int) -> Child:
    low, middle, high = (fan_value(fan, level, day) for level in (0.05, 0.5, 0.95))
    shown = estimate(settled((low, middle, high), fan.unit)[1])
    return [tag("b", number(shown, middle)), " ", tag("span", spread(low, high, unit=fan.unit), class_="range")]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fan_figure(fans: Mapping[str, Fan], scenario: Scenario) -> Html:
    fan = next(iter(fans.values()))
    extent = fan_extent(fans.values())
    panels = [
        _panel(f"fan-{order}", branch, fans, extent=extent, scenario=scenario)
        for order, branch in enumerate(fans, start=1)
    ]
    unit = unit_words(fan.unit)
    caption = tag("figcaption", tag("b", fan.label), f", {unit}" if unit else None)
    return tag(
        "figure",
        caption,
        tag("div", *panels, class_="panels", style=f"--columns:{_columns(len(panels))}"),
        class_="fans",
    )


def _columns(panels: int) -> int:
    """How many panels stand side by side on a wide page: all of a few, else rows of equal length."""
    rows = -(-panels // MOST_COLUMNS)
    return -(-panels // rows)


def _panel(
    ident: str, branch: str, fans: Mapping[str, Fan], *, extent: tuple[float, float], scenario: Scenario
) -> Html:
    fan, label = fans[branch], branch_labels(scenario).get(branch, branch)
    reference = None if branch == scenario.reference else fans.get(scenario.reference)
    low, middle, high = (fan_value(fan, level, fan.days[-1]) for level in (0.05, 0.5, 0.95))
    drawing = draw(
        fan_panel(fan, reference, extent=extent, voice=_voice(branch, scenario)),
        ident=ident,
        title=f"{fan.label}: {label}",
        description=f"After {horizon(fan.days[-1])} the median is {with_unit(estimate(middle), fan.unit)}; 90 % of all "
        f"futures lie from {spread(low, high, unit=fan.unit)}.",
    )
    name = tag(
        "p",
        tag("b", label, dir="auto"),
        tag("span", number(estimate(settled((low, middle, high), fan.unit)[1]), middle)),
        tag("span", spread(low, high, unit=fan.unit)),
        class_="panel-name",
    )
    return tag("div", name, drawing, class_="panel")


def _voice(branch: str, scenario: Scenario) -> Voice:
    if branch == scenario.reference:
        return "reference"
    return "reader" if branch in reader_branches(scenario) else "author"


def chances(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """The probability of each event by its last day, one column a branch."""
    events = events_at_the_end(outcomes)
    if not events:
        return []
    labels = branch_labels(scenario)
    order = [branch.id for branch in scenario.branches if any(branch.id in own for own in events.values())]
    last = max(item.day for own in events.values() for item in own.values())
    rows: list[list[Child]] = []
    told_first = telling_events(scenario, outcomes)
    telling: set[int] = set()
    for event, own in events.items():
        any_item = next(iter(own.values()))
        cells: list[Child] = [number(percent(own[b].p), own[b].p) if b in own else "not simulated" for b in order]
        label = event_words(any_item.label)
        told = label if any_item.day == last else f"{label} (within {horizon(any_item.day)})"
        rows.append([told, *cells])
        if event in told_first:
            telling.add(len(rows) - 1)
    error = max(item.mc_error for own in events.values() for item in own.values())
    caption = (
        "Share of all futures in which it has happened by then. Chance in the simulation itself moves these by at most "
        f"{estimate(100 * error, 1)} percentage points (one standard error)."
    )
    columns = [f"Within {horizon(last)}", *(labels[branch] for branch in order)]
    rest = [row for place, row in enumerate(rows) if place not in telling]
    further = table(columns, rest, caption="The same, for further thresholds.", class_="shares")
    return [
        tag("h3", "How often it happens"),
        table(columns, [rows[place] for place in sorted(telling)], caption=caption, class_="shares"),
        *([more(f"Further thresholds ({len(rest)})", further)] if rest else []),
    ]
