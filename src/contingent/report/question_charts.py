"""The chart of a question: one step line a forecaster, the leading one in blue with its 90 % band, named at its end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from contingent.core.errors import ValueRangeError
from contingent.core.times import add_months
from contingent.report.charts import SCHEMA, Spec
from contingent.report.markup import clean
from contingent.report.numbers import MONTHS, day_words, estimate, percent, percent_range, spread, with_unit
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, PURPLE, QUIET, RULE

Role = Literal["headline", "member", "reader", "words"]
#: what the lines of forecasters are called where there is little room
SHORT = {
    "ensemble": "Ensemble", "base_rate": "Base rate", "hazard": "Hazard", "structural": "Simulation",
    "bargaining": "Bargaining",
    "stated": "Text’s words", "judge": "Judge", "contingent": "Contingent",
}  # fmt: skip
COLOURS: dict[Role, str] = {"headline": BLUE, "member": QUIET, "reader": PURPLE, "words": ORANGE}
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 3), (8, 3, 2, 3), (3, 2))
PLOT_HEIGHT = 250
LEFT, TOP, FOOT = 40, 34, 26
LETTER, BOLD_LETTER = 6.6, 7.6  # pixels a letter of 12 px type takes, on average
NAME_LINE = 15  # what two names at the right edge must lie apart
NEAR = 10  # pixels from the end of a line to its name
MOST_LINES = 9
LONGEST_NAME = 18
#: at which a scale of probabilities may end
CEILINGS = (0.1, 0.2, 0.3, 0.5, 1.0)
MOST_TICKS = 5
#: months between two ticks; the last for whatever is longer
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 2400, 6000, 12_000, 36_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was believed from a day on: the middle and its 90 % range."""

    day: date
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The forecasts of one forecaster, oldest first, under the name that the chart gives it."""

    name: str
    role: Role
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days a chart spans: from when the question opens to its deadline; `until` is the last day a forecast stands.

    `settled` is the day it was resolved, if it was, and `outcome` what then came out, on the scale of the chart.
    """

    opens: date
    deadline: date
    until: date
    settled: date | None = None
    outcome: float | None = None


def forecast_chart(
    lines: Sequence[Line], days: Days, *, width: int, unit: str | None = None, threshold: float | None = None
) -> Spec:
    """Each forecaster's forecasts as steps, for each stands until the next; a single one is a dot with its range.

    `unit` None: probabilities. The deadline and the resolution are upright strokes; a threshold lies across.

    Raises:
        ValueRangeError: no line, or a line without a point.
    """
    if not lines or not all(line.points for line in lines):
        raise ValueRangeError(f"{len(lines)} lines to draw; wanted at least one, each with a forecast")
    drawn = _chosen(lines)
    first = min(days.opens, *(point.day for line in drawn for point in line.points))
    last = max(days.deadline, days.settled or days.deadline, *(point.day for line in drawn for point in line.points))
    names = _names(drawn, unit)
    last = max(last, first + timedelta(1))
    until = max(days.until, *(line.points[-1].day for line in drawn))
    right, at = _room(names, (until - first) / (last - first), width)
    x = _time_axis(first, last, width, right)
    y = _value_axis(drawn, days, unit, threshold)
    layers: list[Spec] = []
    layers += _marks(days, x, narrow=width < 500)
    if threshold is not None and unit is not None:
        layers.append(_across(threshold, x, y))
    lead = next((line for line in drawn if line.role == "headline"), None)
    if lead is not None:
        layers += _band(lead, until, x, y)
    dashes = iter(DASHES * 2)
    for line in sorted(drawn, key=lambda line: line.role == "headline"):
        dash = (1, 0) if line.role == "headline" else next(dashes)
        layers += _line(line, until, x, y, dash)
    layers += _labels(_placed(names, y), at)
    if days.outcome is not None and days.settled is not None:
        layers.append(_came(days.settled, days.outcome, x, y))
    return {
        "$schema": SCHEMA, "data": {"values": [{}]}, "width": width, "height": PLOT_HEIGHT, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": TOP, "bottom": FOOT},
    }  # fmt: skip


def chart_words(lines: Sequence[Line], days: Days, unit: str | None = None) -> str:
    """What the chart shows, in words, for those who do not see it."""
    said = []
    for line in _chosen(lines):
        told = [f"{_value(p.middle, unit)} ({_range(p, unit)}) from {day_words(p.day)}" for p in line.points[-4:]]
        earlier = f"{len(line.points) - 4} earlier, then " if len(line.points) > 4 else ""
        said.append(f"{line.name}: {earlier}{', '.join(told)}")
    ends = f"Deadline {day_words(days.deadline)}."
    if days.settled is not None:
        came = "" if days.outcome is None else f" at {_value(days.outcome, unit)}"
        ends += f" Settled{came} on {day_words(days.settled)}."
    more = len(lines) - len(said)
    left = f" {more} more in the table." if more else ""
    return f"{'; '.join(said)}.{left} {ends}"


# ------------------------------------------------------------------ parts of the chart


def _chosen(lines: Sequence[Line]) -> list[Line]:
    """The lines that fit: those that lead or were pooled first; the table beside the chart has all."""
    return list(lines)[:MOST_LINES]


def _names(lines: Sequence[Line], unit: str | None) -> list[dict[str, Any]]:
    named = []
    for line in lines:
        name = clean(line.name)
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
        last = line.points[-1].middle
        text = f"{short} {_value(last, unit, short=True)}"
        named.append({"value": last, "text": text, "colour": COLOURS[line.role], "bold": line.role == "headline"})
    return named


def _value(value: float, unit: str | None, *, short: bool = False) -> str:
    if unit is None:
        return percent(value)
    return estimate(value) if short else with_unit(estimate(value), unit, value)


def _range(point: Point, unit: str | None) -> str:
    return percent_range(point.low, point.high) if unit is None else spread(point.low, point.high, unit=unit)


def _room(names: list[dict[str, Any]], share: float, width: int) -> tuple[int, float]:
    """Where the plot ends, and where the names of the lines begin: beside their ends, where there is room for them.

    `share` is how far along the days the lines reach.
    """
    needed = max(len(one["text"]) * (BOLD_LETTER if one["bold"] else LETTER) for one in names) + NEAR + 2
    whole = width - 8
    ends = LEFT + 6 + share * (whole - LEFT - 6)
    if ends + needed <= whole:
        return whole, ends + NEAR
    return int(width - needed), width - needed + NEAR


def _time_axis(first: date, last: date, width: int, right: int) -> Spec:
    ticks = dict(_ticks(first, last, 3 if width < 500 else MOST_TICKS))
    named = json.dumps({str(place): label for place, label in ticks.items()})
    return {
        "type": "quantitative",
        "scale": {"domain": [first.toordinal(), last.toordinal()], "range": [LEFT + 6, right], "nice": False},
        "axis": {"orient": "bottom", "values": list(ticks), "grid": False, "ticks": True, "tickColor": QUIET,
                 "domain": True, "domainColor": RULE, "labelExpr": f"({named})[toString(datum.value)]",
                 "labelBound": False, "labelOverlap": False},
    }  # fmt: skip


def _ticks(first: date, last: date, most: int) -> Iterator[tuple[int, str]]:
    """Round days to name: firsts of months in steps that divide a year or whole years, or days where it is short."""
    span = (last - first).days
    if span < 62:
        step = max(1, -(-span // most))
        for offset in range(0, span + 1, step):
            day = first + timedelta(offset)
            yield day.toordinal(), f"{day.day} {MONTHS[day.month - 1][:3]}"
        return
    months = span / 30.44
    step = next((step for step in STEPS if months / step <= most), STEPS[-1])
    day = date(first.year, 1, 1)
    told_year = None
    while day <= last:
        if day >= first:
            year = f" {day.year}" if day.year != told_year else ""
            told_year = day.year
            yield day.toordinal(), str(day.year) if step >= 12 else f"{MONTHS[day.month - 1][:3]}{year}"
        if day.year + step // 12 >= date.max.year:
            return
        day = add_months(day, step)


def _value_axis(lines: Sequence[Line], days: Days, unit: str | None, threshold: float | None) -> Spec:
    lead = [line for line in lines if line.role == "headline"]
    held = [point.middle for line in lines for point in line.points]
    held += [value for line in lead for point in line.points for value in (point.low, point.high)]
    if days.outcome is not None:
        held.append(days.outcome)
    axis: Spec = {"orient": "left", "grid": True, "labelAlign": "right", "tickCount": 4}
    if unit is None:
        top = next(top for top in CEILINGS if max(held) <= top)
        steps = {0.1: 0.05, 0.2: 0.1, 0.3: 0.1, 0.5: 0.25, 1.0: 0.25}[top]
        values = [round(steps * place, 2) for place in range(round(top / steps) + 1)]
        axis |= {"values": values, "format": ".0%", "labelExpr": "replace(datum.label, '%', '\u00a0%')"}
        domain = [0.0, top]
    else:
        held += [0.0, *([threshold] if threshold is not None else [])]
        low, high = min(held), max(held)
        domain = [low, high if high > low else low + 1.0]
        axis |= {"format": "~s" if high >= 10_000 else ",~f", "labelExpr": "replace(datum.label, '-', '−')"}
    return {
        "type": "quantitative", "axis": {**axis, "offset": -LEFT},
        "scale": {"domain": domain, "range": [PLOT_HEIGHT, 0], "nice": False, "clamp": True},
    }  # fmt: skip


def _marks(days: Days, x: Spec, *, narrow: bool) -> list[Spec]:
    """Upright strokes at the deadline and at the resolution, named above the plot."""
    told = [(days.deadline, "Deadline" if narrow else f"Deadline {day_words(days.deadline)}", QUIET)]
    if days.settled is not None:
        told.append((days.settled, "Settled" if narrow else f"Settled {day_words(days.settled)}", INK))
    layers: list[Spec] = []
    for place, (day, text, colour) in enumerate(told):
        at = {**x, "datum": day.toordinal()}
        layers.append({"mark": {"type": "rule", "color": colour, "strokeDash": [2, 2] if place == 0 else [1, 0]},
                       "encoding": {"x": at, "y": {"value": -4}, "y2": {"value": PLOT_HEIGHT}}})  # fmt: skip
        layers.append({"mark": {"type": "text", "align": "right", "baseline": "bottom", "fontSize": 12, "dx": 4,
                                "color": colour, "text": text},
                       "encoding": {"x": at, "y": {"value": -6 if place == 0 else -20}}})  # fmt: skip
    return layers


def _steps(line: Line, until: date) -> list[dict[str, Any]]:
    """The points of a line, the last one again on the last day that it stands."""
    rows = [
        {"day": p.day.toordinal(), "middle": p.middle, "low": p.low, "high": p.high, "end": False} for p in line.points
    ]
    last = line.points[-1]
    if until > last.day:
        rows.append({**rows[-1], "day": until.toordinal(), "end": True})
    return rows


def _band(line: Line, until: date, x: Spec, y: Spec) -> list[Spec]:
    rows = _steps(line, until)
    encoded = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    if len(rows) == 1:
        return [{"data": {"values": rows}, "mark": {"type": "rule", "strokeWidth": 6, "color": BLUE, "opacity": 0.3,
                                                    "strokeCap": "round"},
                 "encoding": {"x": {**x, "field": "day"}, **encoded}}]  # fmt: skip
    return [{"data": {"values": rows}, "mark": {"type": "area", "interpolate": "step-after", "color": BLUE,
                                                "opacity": 0.16},
             "encoding": {"x": {**x, "field": "day"}, **encoded}}]  # fmt: skip


def _line(line: Line, until: date, x: Spec, y: Spec, dash: tuple[int, ...]) -> list[Spec]:
    rows, leads = _steps(line, until), line.role == "headline"
    at = {"x": {**x, "field": "day"}, "y": {**y, "field": "middle"}}
    layers: list[Spec] = []
    if len(rows) > 1:
        layers.append(
            {"data": {"values": rows}, "encoding": at,
             "mark": {"type": "line", "interpolate": "step-after", "color": COLOURS[line.role],
                      "strokeWidth": 3 if leads else 1.5, "strokeDash": list(dash)}}
        )  # fmt: skip
    layers.append(
        {"data": {"values": [row for row in rows if not row["end"]]}, "encoding": at,
         "mark": {"type": "point", "filled": True, "size": 70 if leads else 26, "opacity": 1,
                  "color": COLOURS[line.role], "stroke": PAPER, "strokeWidth": 1}}
    )  # fmt: skip
    return layers


def _across(threshold: float, x: Spec, y: Spec) -> Spec:
    first, last = x["scale"]["domain"]
    return {"mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]},
            "encoding": {"x": {**x, "datum": first}, "x2": {"datum": last}, "y": {**y, "datum": threshold}},
            }  # fmt: skip


def _came(day: date, outcome: float, x: Spec, y: Spec) -> Spec:
    """What came out, as a hollow mark on the day it was known."""
    return {"mark": {"type": "point", "shape": "diamond", "size": 130, "fill": PAPER, "stroke": INK, "strokeWidth": 2,
                     "opacity": 1},
            "encoding": {"x": {**x, "datum": day.toordinal()}, "y": {**y, "datum": outcome}}}  # fmt: skip


def _placed(names: list[dict[str, Any]], y: Spec) -> list[dict[str, Any]]:
    """The names at the height of their lines, moved apart where they would touch, and kept inside the plot."""
    low, high = y["scale"]["domain"]
    for one in names:
        one["at"] = PLOT_HEIGHT * (1.0 - (min(max(one["value"], low), high) - low) / (high - low))
    ordered = sorted(names, key=lambda one: (one["at"], one["text"]))
    at = 6.0 - NAME_LINE
    for one in ordered:
        at = one["at"] = max(one["at"], at + NAME_LINE)
    floor = PLOT_HEIGHT - 4.0
    for one in reversed(ordered):
        one["at"] = min(one["at"], floor)
        floor = one["at"] - NAME_LINE
    return ordered


def _labels(names: list[dict[str, Any]], at: float) -> list[Spec]:
    return [
        {"data": {"values": [one]},
         "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, "color": one["colour"],
                  "fontWeight": "bold" if one["bold"] else "normal", "text": one["text"]},
         "encoding": {"x": {"value": at}, "y": {"value": one["at"]}}}
        for one in names
    ]  # fmt: skip
