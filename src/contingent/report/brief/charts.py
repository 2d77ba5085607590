"""The charts of a brief, each a specification that may be taken along: odds, fans, differences, what matters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Outcomes, Scenario
from contingent.core.outcomes import Fan
from contingent.report.bargaining.strip import strip_chart, strip_words
from contingent.report.bargaining.two_ways import two_ways
from contingent.report.charts import (
    SCHEMA,
    Voice,
    difference_chart,
    fan_extent,
    fan_panel,
    probability_chart,
    tornado_chart,
)
from contingent.report.leads import (
    READER_VOICES,
    branch_labels,
    fan_value,
    fans_by_measure,
    headline,
    headline_forecast,
    in_sentence,
    ordered_questions,
    reader_branches,
)
from contingent.report.markup import clean
from contingent.report.numbers import (
    belief_summary,
    difference_words,
    estimate,
    horizon,
    percent,
    percent_range,
    signed,
    spread,
    unit_words,
    with_unit,
)

WIDTH = 690
DIFFERENCE_WIDTH, TORNADO_ROWS = 420, 10
COLUMNS = 4
NAME_CHARACTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefChart:
    """A chart by a name that fits an address, with its title, what it shows in words, and how it is to be read."""

    name: str
    title: str
    description: str
    spec: dict[str, Any]
    note: str


def brief_charts(brief: Brief) -> tuple[BriefChart, ...]:
    """Every chart that the brief can be drawn as, those of the answer first; none is drawn here."""
    charts = [*_odds(brief), *_positions(brief)]
    if brief.scenario is not None and brief.outcomes is not None:
        charts += [*_fans(brief.scenario, brief.outcomes), *_differences(brief.scenario, brief.outcomes)]
        charts += _matters(brief.scenario, brief.outcomes)
    return tuple(charts)


def _odds(brief: Brief) -> Iterator[BriefChart]:
    items = []
    for question in ordered_questions(brief):
        forecast = headline_forecast(question.id, brief.forecasts)
        if forecast and isinstance(forecast.belief, Probability):
            items.append((question.text, *belief_summary(forecast.belief), question.voice in READER_VOICES))
    if items:
        yield BriefChart(
            name="odds",
            title=f"Probability of yes to {len(items)} question{'' if len(items) == 1 else 's'}",
            description="; ".join(f"{text} {percent(p)} ({percent_range(a, b)})" for text, p, a, b, _ in items),
            spec=probability_chart(items, width=WIDTH),
            note="Dot: the probability of yes; line: the 90 % range of what it might be, given the evidence at hand.",
        )


def _positions(brief: Brief) -> Iterator[BriefChart]:
    """Who stands where on each decision that is bargained over, each scale once, the leading one first."""
    shown: set[str] = set()
    for two in two_ways(ordered_questions(brief), brief.forecasts, brief.bargain):
        if two.issue.id not in shown:
            shown.add(two.issue.id)
            yield BriefChart(
                name=f"positions-{len(shown)}",
                title=f"Who stands where on “{two.issue.title}”, and where it settles",
                description=strip_words(two.issue, two.outcome),
                spec=strip_chart(two.issue, two.outcome, threshold=two.threshold, width=WIDTH),
                note="Dot: where an actor stands, larger with more weight; line: 90 % of where it may; hollow: judged. "
                "Below, where each model sees it settle. Right of the dashed line it is a yes.",
            )


def _fans(scenario: Scenario, outcomes: Outcomes) -> Iterator[BriefChart]:
    for place, own in enumerate(fans_by_measure(scenario, outcomes).values(), start=1):
        fan = next(iter(own.values()))
        unit, labels = unit_words(fan.unit), branch_labels(scenario)
        yield BriefChart(
            name=f"fan-{place}",
            title=f"{fan.label}{f', {unit}' if unit else ''}: where each branch could lead",
            description="; ".join(_fan_words(one, labels.get(name, name)) for name, one in own.items()),
            spec=_panels(own, scenario),
            note=f"Line: the median future; dark band: half of all futures; pale band: 90 %. Dashed: the median of "
            f"“{labels[scenario.reference]}”.",
        )


def _fan_words(fan: Fan, label: str) -> str:
    low, middle, high = (fan_value(fan, level, fan.days[-1]) for level in (0.05, 0.5, 0.95))
    ends = spread(low, high, unit=fan.unit)
    return f"{label}: after {horizon(fan.days[-1])} the median is {with_unit(estimate(middle), fan.unit)}, 90 % {ends}"


def _panels(fans: Mapping[str, Fan], scenario: Scenario) -> dict[str, Any]:
    """One panel a branch on one scale, in rows."""
    extent, readers, labels = fan_extent(fans.values()), reader_branches(scenario), branch_labels(scenario)
    panels = []
    for branch, fan in fans.items():
        own = branch == scenario.reference
        voice: Voice = "reference" if own else "reader" if branch in readers else "author"
        panel = fan_panel(fan, None if own else fans.get(scenario.reference), extent=extent, voice=voice)
        name = textwrap.wrap(clean(labels.get(branch, branch)), NAME_CHARACTERS)
        title = {"text": name, "anchor": "start", "fontSize": 12, "offset": 10, "frame": "group"}
        panels.append({key: panel[key] for key in ("data", "width", "height", "layer")} | {"title": title})
    spacing = {"row": 30, "column": 24}
    return {"$schema": SCHEMA, "concat": panels, "columns": min(COLUMNS, len(panels)), "spacing": spacing}


def _differences(scenario: Scenario, outcomes: Outcomes) -> Iterator[BriefChart]:
    head = headline(scenario, outcomes)
    measures = dict.fromkeys((*((head.measure,) if head else ()), *(item.measure for item in outcomes.contrasts)))
    labels = branch_labels(scenario)
    for place, measure in enumerate(measures, start=1):
        every = [item for item in outcomes.contrasts if item.measure == measure]
        last = max(item.day for item in every)
        own = [item for item in every if item.day == last]
        said = (
            f"{labels.get(one.branch, one.branch)}: {' '.join(difference_words(one.q05, one.q50, one.q95, one.unit))}"
            for one in own
        )
        yield BriefChart(
            name=f"difference-{place}",
            title=f"Difference in {in_sentence(own[0].label, scenario)} after {horizon(last)}",
            description="; ".join(said),
            spec=difference_chart(own, labels, readers=reader_branches(scenario), width=DIFFERENCE_WIDTH),
            note=f"Each branch minus “{labels[scenario.reference]}”, path by path. Dot: the median difference; line: "
            "90 % of all differences. A hollow dot: its side of zero is assumed, not found.",
        )


def _matters(scenario: Scenario, outcomes: Outcomes) -> Iterator[BriefChart]:
    head = headline(scenario, outcomes)
    if head is None or not head.sensitivity:
        return
    shown, leading = head.sensitivity[:TORNADO_ROWS], head.leading
    label = branch_labels(scenario).get(leading.branch, leading.branch)
    said = (
        f"{one.label}: {signed(one.mean_at_low)} at {estimate(one.low_input)}, {signed(one.mean_at_high)} at "
        f"{estimate(one.high_input)}"
        for one in shown
    )
    measure = in_sentence(leading.label, scenario)
    yield BriefChart(
        name="tornado",
        title=f"What the difference in {measure} hangs on: “{label}” after {horizon(leading.day)}",
        description="; ".join(said),
        spec=tornado_chart(shown, mean=leading.mean, unit=leading.unit, width=DIFFERENCE_WIDTH),
        note="How far the mean difference moves when one input lies in the lowest (orange) or highest (blue) tenth of "
        "what we hold possible; its own share of the variance stands behind its name.",
    )
