"""The futures of each branch: fans over time side by side, and how often things happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from contingent.report.numbers import estimate, horizon, percent, settled, spread, typeset, unit_words, with_unit
from contingent.report.sections.parts import more, number, table
from contingent.report.svg import draw

FANS_OPEN = 1  # measures shown at once; the others can be opened
MOST_COLUMNS = 5
MOST_FOLDS = 6


def fans(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """Where each branch could lead: a row of panels for each measure; those not compared come last, to be opened."""
    found = fans_by_measure(scenario, outcomes)
    if not found:
        return []
    compared = {contrast.measure for contrast in outcomes.contrasts}
    figures = {
        measure: _fan_figure(place, fans, scenario) for place, (measure, fans) in enumerate(found.items(), start=1)
    }
    first = [measure for measure in figures if measure in compared or not compared][:FANS_OPEN]
    rest = [measure for measure in figures if measure not in first]
    reference = branch_labels(scenario)[scenario.reference]
    told = (
        f"Line: the median future. Dark band: half of all futures; pale band: 90 %. Dashed: the median of "
        f"“{reference}”. Under each name: the median at the end, with its 90 % range."
    )
    return [
        tag("h3", "Where each branch could lead"),
        tag("p", told, class_="note"),
        *(figures[measure] for measure in first),
        *_further(
            [(in_sentence(_any(found[measure]).label, scenario), figures[measure]) for measure in rest],
        ),
    ]


def _further(rest: Sequence[tuple[str, Html]]) -> list[Html]:
    """What else was simulated, to be opened; a long list opens first."""
    if len(rest) <= MOST_FOLDS:
        return [more(f"Also simulated: {name}", drawing) for name, drawing in rest]
    return [
        more(f"Also simulated ({len(rest)} further measures)", *(more(_capital(n), drawing) for n, drawing in rest))
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _any(fans: Mapping[str, Fan]) -> Fan:
    return next(iter(fans.values()))


def _fan_figure(place: int, fans: Mapping[str, Fan], scenario: Scenario) -> Html:
    fan = _any(fans)
    extent = fan_extent(fans.values())
    panels = [
        _panel(f"fan-{place}-{order}", branch, fans, extent=extent, scenario=scenario)
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
        label = typeset(any_item.label)
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
