"""The charts of a backtest as Vega-Lite specifications: forecasts beside what happened, scores, evenness, reliability.

All are drawn for a column of a phone's width; a page sets two or three side by side where it is wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.errors import ValueRangeError
from contingent.report.charts import SCHEMA, Spec
from contingent.report.numbers import MONTHS, day_words, estimate
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, QUIET, RULE

WIDTH = 340
PLOT_HEIGHT = 190
#: room for the words of a vertical axis, lest they lie under what is drawn
GUTTER = 56
#: what a line of small letters takes
LETTER = 13
SMALL_HEIGHT = 120
ROW = 36
#: origins over more days than this are marked by half-years
LONG_SPAN_DAYS = 300
#: a score so many times the best is cut at the edge, lest the others shrink to dots
CUT = 3.0
AMOUNT_LABEL = "replace(datum.label, '-', '−')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One origin of a hindcast: the quantiles .05, .25, .5, .75 and .95 that were forecast, and what happened."""

    origin: date
    quantiles: tuple[float, ...]
    outcome: float
    beside: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A row of a chart of scores; `own` marks our own forecaster."""

    name: str
    value: float
    interval: tuple[float, float] | None = None
    own: bool = False


def hindcast_chart(outlooks: Sequence[Outlook]) -> Spec:
    """Over the origins: half and 90 % of what was expected, its median, what happened (dots), others' word."""
    names = ("low", "lower", "middle", "upper", "high")
    rows: list[dict[str, Any]] = [
        {"day": item.origin.toordinal(), **dict(zip(names, item.quantiles, strict=True)), "outcome": item.outcome,
         "beside": item.beside}
        for item in outlooks
    ]  # fmt: skip
    first, last = outlooks[0].origin.toordinal(), outlooks[-1].origin.toordinal()
    ticks = _marks(outlooks[0].origin, outlooks[-1].origin)
    x: Spec = {
        "field": "day", "type": "quantitative",
        "scale": {"domain": [first, max(last, first + 1)], "range": [GUTTER, WIDTH - 5], "nice": False},
        "axis": {"values": list(ticks), "grid": False, "ticks": True, "tickColor": QUIET, "labelFlush": 16,
                 "labelExpr": _named(ticks)},
    }  # fmt: skip
    held = [value for row in rows for name in (*names, "outcome") if (value := row[name]) is not None]
    y: Spec = {
        "type": "quantitative", "scale": {"domain": [min(0.0, *held), max(0.0, *held)], "nice": False, "clamp": True},
        "axis": {"tickCount": 4, "format": ",~f", "labelAlign": "left", "labelBaseline": "bottom", "labelOffset": -2,
                 "labelPadding": 0, "labelExpr": AMOUNT_LABEL,
                 "gridColor": {"condition": {"test": "datum.value == 0", "value": QUIET}, "value": RULE}},
    }  # fmt: skip
    layers: list[Spec] = [
        *(
            {"mark": {"type": "area", "opacity": opacity, "color": BLUE},
             "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}}
            for low, high, opacity in (("low", "high", 0.17), ("lower", "upper", 0.28))
        ),
        {"mark": {"type": "line", "strokeWidth": 2, "color": BLUE},
         "encoding": {"x": x, "y": {**y, "field": "middle"}}},
        {"mark": {"type": "point", "filled": True, "size": 42, "color": ORANGE, "opacity": 1, "stroke": PAPER,
                  "strokeWidth": 1}, "encoding": {"x": x, "y": {**y, "field": "outcome"}}},
    ]  # fmt: skip
    if any(row["beside"] is not None for row in rows):
        dashes = {"type": "line", "strokeDash": [3, 3], "strokeWidth": 1.2, "color": INK, "clip": True}
        layers.insert(2, {"mark": dashes, "encoding": {"x": x, "y": {**y, "field": "beside"}}})
    return _frame(rows, PLOT_HEIGHT, layers, top=16)


def score_chart(scores: Sequence[Score]) -> Spec:
    """Forecasters in the order given: a dot at the score and a line over its interval, our own in blue."""
    best = min(item.value for item in scores)
    edge = CUT * best if best > 0 else max(item.value for item in scores)
    edge = min(edge, max(item.interval[1] if item.interval else item.value for item in scores))
    rows: list[dict[str, Any]] = []
    for place, item in enumerate(scores):
        low, high = item.interval or (item.value, item.value)
        off = item.value > edge
        rows.append({
            "name": item.name, "text": f"{estimate(item.value, 3)}{' →' if off else ''}", "y": place * ROW + 10,
            "at": place * ROW + 26, "value": min(item.value, edge), "low": min(low, edge), "high": min(high, edge),
            "who": "own" if item.own else "other", "off": off,
        })  # fmt: skip
    height = ROW * len(rows)
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [0, edge], "range": [6, WIDTH - 8], "nice": False},
        "axis": {"orient": "bottom", "tickCount": 4, "format": ",~f", "grid": False, "ticks": True, "tickColor": QUIET,
                 "domain": True, "domainColor": RULE, "labelBound": 24},
    }  # fmt: skip
    colour: Spec = {"field": "who", "type": "nominal", "legend": None,
                    "scale": {"domain": ["own", "other"], "range": [BLUE, QUIET]}}  # fmt: skip
    at, above = _pixels("at", height), _pixels("y", height)
    inside = [{"filter": "!datum.off"}]
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.45, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": at, "color": colour}},
        {"transform": inside, "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
         "encoding": {"x": {**x, "field": "value"}, "y": at, "color": colour}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12},
         "encoding": {"x": {"value": 0}, "y": above, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "right", "baseline": "middle", "fontSize": 12, "fontWeight": "bold"},
         "encoding": {"x": {"value": WIDTH - 2}, "y": above, "text": {"field": "text"}}},
    ]  # fmt: skip
    return _frame(rows, height, layers)


def pit_chart(counts: Sequence[int]) -> Spec:
    """How many outcomes fell into each equal part of their forecast, and how many would on average (dashes)."""
    parts, total = len(counts), sum(counts)
    rows = [{"low": i / parts, "high": (i + 1) / parts, "count": count} for i, count in enumerate(counts)]
    top = max([*counts, total / parts, 1])
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
        "axis": {"values": [0, 0.5, 1], "grid": False, "labelBound": True,
                 "labelExpr": "datum.value == 0 ? '0 (too high)' : datum.value == 1 ? '1 (too low)' : '.5'"},
    }  # fmt: skip
    y: Spec = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False},
               "axis": {"tickCount": min(4, top), "tickMinStep": 1, "format": "d"}}  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": BLUE, "opacity": 0.6, "stroke": PAPER, "strokeWidth": 1},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": {**y, "field": "count"},
                      "y2": {"datum": 0}}},
        {"mark": {"type": "rule", "strokeDash": [3, 3], "color": INK},
         "encoding": {"x": {**x, "datum": 0}, "x2": {"datum": 1}, "y": {**y, "datum": total / parts}}},
    ]  # fmt: skip
    return _frame(rows, SMALL_HEIGHT, layers, left=max(24, 10 * len(str(int(top)))), top=6)


def reliability_chart(bins: Sequence[tuple[float, float, float, float, int]]) -> Spec:
    """What was said against what came true, each bin with its interval and a dot as large as its cases, and evenness.

    Each bin: mean probability said, share that came true, low and high of that share, number of cases, which is written
    at the top.
    """
    rows = [{"said": said, "came": came, "low": low, "high": high, "n": n} for said, came, low, high, n in bins]
    axis: Spec = {"values": [0.0, 0.25, 0.5, 0.75, 1.0], "format": "~%", "labelBound": True,
                  "labelExpr": "replace(datum.label, '%', '\u00a0%')"}  # fmt: skip
    x: Spec = {"type": "quantitative", "scale": {"domain": [0, 1.0], "nice": False}, "axis": {**axis, "grid": False}}
    y: Spec = {"type": "quantitative", "scale": {"domain": [0, 1.0], "nice": False}, "axis": axis}
    size: Spec = {"field": "n", "type": "quantitative", "legend": None, "scale": {"range": [30, 220], "zero": False}}
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeDash": [3, 3], "color": QUIET},
         "encoding": {"x": {**x, "datum": 0}, "x2": {"datum": 1.0}, "y": {**y, "datum": 0}, "y2": {"datum": 1.0}}},
        {"mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "color": BLUE, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "said"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "opacity": 1, "color": BLUE, "stroke": PAPER},
         "encoding": {"x": {**x, "field": "said"}, "y": {**y, "field": "came"}, "size": size}},
        # under the axis of nought, where neither dot nor interval lies
        {"mark": {"type": "text", "fontSize": 9, "color": QUIET, "baseline": "bottom"},
         "encoding": {"x": {**x, "field": "said"}, "y": {"value": -2}, "text": {"field": "n", "format": ",d"}}},
    ]  # fmt: skip
    return _frame(rows, PLOT_HEIGHT, layers, left=44, top=16)


def lead_chart(curves: Mapping[str, Sequence[tuple[float, float]]], *, own: str, x_label: str) -> Spec:
    """A score against how far ahead it was, a line a forecaster with its name at its end; `own` in blue.

    `curves` are (ahead, score) by forecaster, each rising in the first; `x_label` names the unit of the first.

    Raises:
        ValueRangeError: no curve, or one without a point.
    """
    if not curves or not all(curves.values()):
        raise ValueRangeError(
            f"curves are { ({name: len(points) for name, points in curves.items()}) }; wanted points in each"
        )
    rows: list[dict[str, Any]] = [
        {"name": name, "ahead": ahead, "score": score, "who": "own" if name == own else "other"}
        for name, points in curves.items()
        for ahead, score in points
    ]
    aheads = sorted({ahead for points in curves.values() for ahead, _ in points})
    top = max(score for points in curves.values() for _, score in points)
    x: Spec = {
        "field": "ahead", "type": "quantitative", "scale": {"domain": [aheads[0], aheads[-1]], "nice": False},
        "axis": {"values": aheads if len(aheads) <= 6 else aheads[:: -(-len(aheads) // 6)], "grid": False,
                 "format": "d", "title": x_label, "titleFontWeight": "normal", "labelBound": True},
    }  # fmt: skip
    y: Spec = {"field": "score", "type": "quantitative", "scale": {"domain": [0, top], "nice": True},
               "axis": {"tickCount": 4, "format": ",~f"}}  # fmt: skip
    colour: Spec = {"field": "who", "type": "nominal", "legend": None,
                    "scale": {"domain": ["own", "other"], "range": [BLUE, QUIET]}}  # fmt: skip
    ends = _apart({name: points[-1][1] for name, points in curves.items()}, least=top * LETTER / PLOT_HEIGHT)
    named = [{"name": name, "label": at, "who": "own" if name == own else "other"} for name, at in ends.items()]
    layers: list[Spec] = [
        {"mark": {"type": "line", "strokeWidth": 2},
         "encoding": {"x": x, "y": y, "color": colour, "detail": {"field": "name"}}},
        {"data": {"values": named}, "mark": {"type": "text", "align": "right", "dx": -4, "dy": -7, "fontSize": 11},
         "encoding": {"x": {"value": WIDTH - 50}, "y": {**y, "field": "label"}, "color": colour,
                      "text": {"field": "name"}}},
    ]  # fmt: skip
    drawn = _frame(rows, PLOT_HEIGHT, layers, left=44, top=16)
    return {**drawn, "padding": {**drawn["padding"], "bottom": 40, "right": 6}, "width": WIDTH - 50}


def _apart(heights: Mapping[str, float], *, least: float) -> dict[str, float]:
    """The heights moved up, where they must, to stand at least so far apart."""
    moved: dict[str, float] = {}
    for name in sorted(heights, key=heights.__getitem__):
        below = max(moved.values(), default=-math.inf)
        moved[name] = max(heights[name], below + least)
    return moved


def _frame(rows: list[dict[str, Any]], height: int, layers: list[Spec], *, top: int = 0, left: int = 0) -> Spec:
    """A chart whose layout hangs on no font: sizes and padding are all given."""
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": WIDTH - left, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": left, "right": 0, "top": top, "bottom": 24},
    }  # fmt: skip


def _pixels(field: str, height: int) -> Spec:
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _marks(first: date, last: date) -> dict[int, str]:
    """The first days of half-years (of quarters, within a year) from `first` to `last`, with the words under them."""
    starts = (1, 7) if (last - first).days > LONG_SPAN_DAYS else (1, 4, 7, 10)
    found = {
        day.toordinal(): str(day.year) if day.month == 1 else f"{MONTHS[day.month - 1]} {day.year}"
        for year in range(first.year, last.year + 1)
        for day in (date(year, month, 1) for month in starts)
        if first <= day <= last
    }
    return found or {first.toordinal(): day_words(first)}


def _named(ticks: Mapping[int, str]) -> str:
    """An expression that writes each tick's own words."""
    written = "''"
    for value, words in ticks.items():
        written = f"datum.value == {value} ? '{words}' : {written}"
    return written
