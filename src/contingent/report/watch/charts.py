"""A series that left its range as a drawing: its line, where it was expected, and when it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.watching import ChangePoint, Watched
from contingent.report.charts import SCHEMA, Spec
from contingent.report.numbers import day_words, percent, unit_words
from contingent.report.svg import BLUE, INK, ORANGE, QUIET, RULE
from contingent.report.watch.digest import Line, WatchReport, those_that_left
from contingent.report.watch.words import amount, change_words, told_words

WIDTH, HEIGHT, GUTTER = 340, 150, 44
LONG = 1e5  # values from here on are labelled in thousands and millions
TOP, BOTTOM = 16, 24
#: what the colours mean, said once above the drawings
KEY = (
    "Blue is the watched period, grey the time before it. The grey band is where 90 % of series that had not changed "
    "would be."
)
CHANGE_KEY = "Orange is the likeliest day of a change, and the days that hold 90 % of its chance."


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing before it is drawn; `name` is its place in an address, `note` what it is told with on its own."""

    name: str
    title: str
    description: str
    note: str
    spec: Spec


def drawings_of(report: WatchReport) -> dict[str, Drawing]:
    """A drawing for each series that left its range and has a line, by the series' name, in the order of the digest."""
    made: dict[str, Drawing] = {}
    for place, one in enumerate(those_that_left(report.digest), start=1):
        line = report.line(one.series)
        if line is not None and line.days:
            made[one.series] = Drawing(
                name=f"left-{place}",
                title=one.label,
                description=described(one),
                note=_note(one),
                spec=chart(one, line),
            )
    return made


def _note(one: Watched) -> str:
    """The unit, and what the colours mean."""
    unit = unit_words(one.unit) if one.kind != "probability" else ""
    told = [f"{unit[:1].upper()}{unit[1:]}." if unit else "", KEY, CHANGE_KEY if one.changes else ""]
    return " ".join(part for part in told if part)


def described(one: Watched) -> str:
    """What the drawing of a series shows, in words."""
    said = [f"{one.label}, {amount(one.last_value, one, 4)} on {day_words(one.last)}."]
    if one.expected:
        day, low, high = one.expected[-1]
        said.append(f"On {day_words(day)} {amount(low, one)} to {amount(high, one)} were expected.")
    return " ".join([*said, *told_words(one), *(change_words(change, one) for change in one.changes[:2])])


def chart(one: Watched, line: Line) -> Spec:
    """The series from before the period to its end, and where it was expected in the period."""
    rows = [{"day": day.isoformat(), "value": value} for day, value in zip(line.days, line.values, strict=True)]
    inside = [place for place, day in enumerate(line.days) if day >= one.first]
    first = max(inside[0] - 1, 0) if inside else len(rows) - 1
    band = [{"day": day.isoformat(), "low": low, "high": high} for day, low, high in one.expected]
    changes = [change for change in one.changes if change.what == "level"][:1] or list(one.changes[:1])
    values = [*line.values, *(end for _, low, high in one.expected for end in (low, high))]
    x, y = _days(line.days), _values(values, one)
    layers: list[Spec] = [
        *_changed(changes, x, line.days[0], line.days[-1]),
        *([] if not band else [{
            "data": {"values": band}, "mark": {"type": "area", "color": QUIET, "opacity": 0.22},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        }]),
        _stroke(rows[: first + 1], x, y, QUIET, 1.25),
        _stroke(rows[first:], x, y, BLUE, 2.25),
        {"data": {"values": rows[-1:]}, "mark": {"type": "point", "filled": True, "size": 36, "color": BLUE},
         "encoding": {"x": x, "y": {**y, "field": "value"}}},
    ]  # fmt: skip
    return {
        "$schema": SCHEMA, "width": WIDTH, "height": HEIGHT, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 6, "top": TOP, "bottom": BOTTOM},
    }  # fmt: skip


def _changed(changes: Sequence[ChangePoint], x: Spec, first: date, last: date) -> list[Spec]:
    """The likeliest day of a change and the days around it, as far as they are in the drawing."""
    rows = [
        {
            "day": max(change.day, first).isoformat(),
            "low": max(change.earliest, first).isoformat(),
            "high": min(change.latest, last).isoformat(),
            "chance": percent(change.probability),
        }
        for change in changes
        if change.latest >= first and change.earliest <= last
    ]
    if not rows:
        return []
    full: dict[str, Any] = {"y": {"value": 0}, "y2": {"value": HEIGHT}}
    data = {"data": {"values": rows}}
    return [
        {**data, "mark": {"type": "rect", "color": ORANGE, "opacity": 0.22},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, **full}},
        {**data, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 1.5},
         "encoding": {"x": {**x, "field": "day"}, **full}},
    ]  # fmt: skip


def _stroke(rows: list[Spec], x: Spec, y: Spec, colour: str, width: float) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round"},
        "encoding": {"x": x, "y": {**y, "field": "value"}},
    }


def _days(days: Sequence[date]) -> Spec:
    """The scale of days, in UTC: the same drawing wherever it is made. Years alone where there are many."""
    span = (days[-1] - days[0]).days
    form = "%Y" if span > 1200 else "%b %Y" if span > 120 else "%-d %b"
    return {
        "field": "day", "type": "temporal",
        "scale": {"type": "utc", "domain": [days[0].isoformat(), days[-1].isoformat()], "nice": False,
                  "range": [GUTTER, WIDTH]},
        "axis": {"format": form, "tickCount": 4, "grid": False, "ticks": True, "tickColor": QUIET, "domain": True,
                 "domainColor": RULE, "labelFlush": 20, "labelSeparation": 12, "labelOverlap": "greedy"},
    }  # fmt: skip


def _values(values: Sequence[float], one: Watched) -> Spec:
    """The scale of values, zero only where the series lives there; its labels lie within the drawing."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or abs(high) * 0.05 or 1.0
    bottom = 0.0 if one.kind == "count" or (low >= 0 and low < 0.35 * high) else low - room
    form = ".0%" if one.kind == "probability" else ",~r" if high < LONG else "~s"
    return {
        "field": "value", "type": "quantitative",
        "scale": {"domain": [bottom, high + room], "nice": False, "zero": False},
        "axis": {"tickCount": 3, "format": form, "labelAlign": "left", "labelBaseline": "bottom", "labelOffset": -2,
                 "labelPadding": 0, "labelColor": INK, "gridColor": RULE,
                 "labelExpr": "replace(datum.label, '-', '−')"},
    }  # fmt: skip
