"""The charts of a track record as Vega-Lite specifications: reliability, events told apart, scores side by side.

Drawn for a column of a phone's width, with the words at what they name; `track_record/drawings.py` fills them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contingent.report.charts import SCHEMA, Spec
from contingent.report.markup import clean
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, QUIET, RULE
from contingent.report.track_record.record import Bin

WIDTH = 340
#: room for the words of a vertical axis
GUTTER = 46
PLOT_HEIGHT = 330
#: of the height that a probability of one takes, what the bars of counts take below it, and what parts the two
BARS, GAP = 0.24, 0.19
ROW = 42
#: the pixels that a letter takes, on average
LETTER = 6.3
MIRROR_HEIGHT = 230
PERCENT = "replace(datum.label, '%', '\u00a0%')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row of a chart of scores: its name, its score with its interval, the words at its end, and one beside it."""

    name: str
    value: float
    text: str
    interval: tuple[float, float] | None = None
    beside: float | None = None
    own: bool = True


def reliability_chart(bands: Sequence[Bin]) -> Spec:
    """What was said against how often it happened, each bin with its interval; below, how many forecasts it has.

    On the dashed line said and happened agree. The bars share the horizontal axis; each bears its number.
    """
    most = max((band.n for band in bands), default=1)
    rows: list[dict[str, Any]] = [
        {"said": band.said, "happened": band.happened, "low": band.interval[0], "high": band.interval[1],
         "from": band.low, "to": band.high, "n": band.n, "bar": -GAP - BARS + BARS * band.n / most}
        for band in bands
    ]  # fmt: skip
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
        "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": "~%", "labelBound": True, "labelExpr": PERCENT,
                 "grid": False},
    }  # fmt: skip
    y: Spec = {
        "type": "quantitative", "scale": {"domain": [-GAP - BARS, 1], "nice": False},
        "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": "~%", "labelExpr": PERCENT, "grid": True,
                 "gridColor": {"condition": {"test": "datum.value == 0", "value": QUIET}, "value": RULE}},
    }  # fmt: skip
    foot = -GAP - BARS
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeDash": [3, 3], "color": QUIET},
         "encoding": {"x": {**x, "datum": 0}, "x2": {"datum": 1}, "y": {**y, "datum": 0}, "y2": {"datum": 1}}},
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.4, "color": BLUE, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "said"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "opacity": 1, "size": 75, "color": BLUE, "stroke": PAPER},
         "encoding": {"x": {**x, "field": "said"}, "y": {**y, "field": "happened"}}},
        {"mark": {"type": "rect", "color": QUIET, "opacity": 0.45, "stroke": PAPER, "strokeWidth": 1},
         "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": {**y, "field": "bar"},
                      "y2": {"datum": foot}}},
        {"transform": [{"calculate": "(datum.from + datum.to) / 2", "as": "middle"}],
         "mark": {"type": "text", "fontSize": 11, "color": QUIET, "baseline": "bottom", "dy": -2},
         "encoding": {"x": {**x, "field": "middle"}, "y": {**y, "field": "bar"},
                      "text": {"field": "n", "format": ",d"}}},
        *(
            _said(words, {**x, "datum": across}, {**y, "datum": up}, align=align)
            for words, across, up, align in (
                ("happened more often than said", 0.015, 0.945, "left"),
                ("less often than said", 0.985, 0.035, "right"),
                ("forecasts in each bin", 0.0, -0.07, "left"),
            )
        ),
    ]  # fmt: skip
    return _frame(rows, PLOT_HEIGHT, layers, left=GUTTER, top=8)


def separation_chart(bands: Sequence[Bin]) -> Spec:
    """What had been said of what happened (upward) and of what did not (downward), each as shares of its own number.

    Nothing is drawn on a side without a case.
    """
    events, n = sum(band.events for band in bands), sum(band.n for band in bands)
    others = n - events
    rows: list[dict[str, Any]] = []
    for band in bands:
        for side, count, total in ((1, band.events, events), (-1, band.n - band.events, others)):
            if count:
                rows.append({"from": band.low, "to": band.high, "share": side * count / total, "n": count,
                             "side": "happened" if side > 0 else "did not"})  # fmt: skip
    top = max((row["share"] for row in rows), default=0.0)
    foot = min((row["share"] for row in rows), default=0.0)
    edge = max(top, -foot, 0.01) * 1.18
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
        "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": "~%", "labelBound": True, "labelExpr": PERCENT,
                 "grid": False},
    }  # fmt: skip
    y: Spec = {"type": "quantitative", "scale": {"domain": [-edge, edge], "nice": False}, "axis": None}
    colour: Spec = {"field": "side", "type": "nominal", "legend": None,
                    "scale": {"domain": ["happened", "did not"], "range": [BLUE, ORANGE]}}  # fmt: skip
    counts: list[Spec] = [
        {"transform": [{"filter": f"datum.side == '{side}'"},
                       {"calculate": "(datum.from + datum.to) / 2", "as": "middle"}],
         "mark": {"type": "text", "fontSize": 11, "color": QUIET, "baseline": baseline, "dy": dy},
         "encoding": {"x": {**x, "field": "middle"}, "y": {**y, "field": "share"},
                      "text": {"field": "n", "format": ",d"}}}
        for side, baseline, dy in (("happened", "bottom", -2), ("did not", "top", 3))
    ]  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "rect", "opacity": 0.75, "stroke": PAPER, "strokeWidth": 1},
         "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": {**y, "field": "share"},
                      "y2": {"datum": 0}, "color": colour}},
        {"mark": {"type": "rule", "color": INK},
         "encoding": {"x": {**x, "datum": 0}, "x2": {"datum": 1}, "y": {**y, "datum": 0}}},
        *counts,
        _said(f"happened: {events:,}", {**x, "datum": 0.0}, {**y, "datum": 0.94 * edge}, colour=BLUE),
        _said(f"did not happen: {others:,}", {**x, "datum": 1.0}, {**y, "datum": -0.94 * edge}, colour=ORANGE,
              align="right"),
    ]  # fmt: skip
    return _frame(rows, MIRROR_HEIGHT, layers, left=6, top=4)


def marks_chart(
    marks: Sequence[Mark], *, extent: tuple[float, float], line: tuple[float, str] | None = None, share: bool = False
) -> Spec:
    """Scores in the order given: a dot with its interval, a hollow one for what stands beside it, the words above.

    `extent` are the ends of the axis; an interval that leaves it is cut there. `line` is a value marked in every
    row, with its words. `share` writes the axis in percent.
    """
    first = 20 if line else 4
    rows = [_placed(mark, first + place * ROW, extent) for place, mark in enumerate(marks)]
    height = first + ROW * len(rows)
    x: Spec = {
        "type": "quantitative", "scale": {"domain": list(extent), "range": [6, WIDTH - 8], "nice": False},
        "axis": {"orient": "bottom", "tickCount": 4, "format": "~%" if share else "~f", "grid": False, "ticks": True,
                 "tickColor": QUIET, "domain": True, "domainColor": RULE, "labelBound": 24,
                 "labelExpr": PERCENT if share else "replace(datum.label, '-', '\u2212')"},
    }  # fmt: skip
    colour: Spec = {"field": "who", "type": "nominal", "legend": None,
                    "scale": {"domain": ["own", "other"], "range": [BLUE, QUIET]}}  # fmt: skip
    at, above = _pixels("at", height), _pixels("y", height)
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.45, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": at, "color": colour}},
        {"mark": {"type": "point", "filled": True, "size": 85, "opacity": 1, "stroke": PAPER, "strokeWidth": 1},
         "encoding": {"x": {**x, "field": "value"}, "y": at, "fill": colour}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 13},
         "encoding": {"x": {"value": 0}, "y": above, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "right", "baseline": "middle", "fontSize": 12, "color": QUIET},
         "encoding": {"x": {"value": WIDTH - 2}, "y": above, "text": {"field": "text"}}},
    ]  # fmt: skip
    if any(mark.beside is not None for mark in marks):
        layers.insert(1, {
            "transform": [{"filter": "datum.beside != null"}],
            "mark": {"type": "point", "size": 70, "strokeWidth": 2, "fill": PAPER, "stroke": QUIET, "opacity": 1},
            "encoding": {"x": {**x, "field": "beside"}, "y": at},
        })  # fmt: skip
    if line is not None:
        layers = [*_line(line, x, height, extent), *layers]
    return _frame(rows, height, layers)


def _placed(mark: Mark, top: int, extent: tuple[float, float]) -> dict[str, Any]:
    """A row as it is drawn: what leaves the axis is cut at its ends."""

    def within(value: float) -> float:
        return min(max(value, extent[0]), extent[1])

    low, high = mark.interval or (mark.value, mark.value)
    return {
        "name": _shortened(clean(mark.name), len(mark.text)), "text": mark.text, "y": top + 8, "at": top + 27,
        "value": within(mark.value),
        "low": within(low), "high": within(high), "beside": None if mark.beside is None else within(mark.beside),
        "who": "own" if mark.own else "other",
    }  # fmt: skip


def _shortened(name: str, beside: int) -> str:
    """The name as far as it has room before `beside` letters; what is cut stands in the table and the description."""
    room = max(8, int(WIDTH / LETTER) - beside)
    return name if len(name) <= room else f"{name[: room - 1].rstrip()}…"


def _line(line: tuple[float, str], x: Spec, height: int, extent: tuple[float, float]) -> list[Spec]:
    """A short upright stroke across each row at one value, clear of the words, and above all what it stands for."""
    value, told = line
    right = value > sum(extent) / 2
    return [
        {"transform": [{"calculate": "datum.at - 9", "as": "top"}, {"calculate": "datum.at + 9", "as": "foot"}],
         "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
         "encoding": {"x": {**x, "datum": value}, "y": _pixels("top", height), "y2": {"field": "foot"}}},
        {"data": {"values": [{}]},
         "mark": {"type": "text", "align": "right" if right else "left", "baseline": "top", "fontSize": 11,
                  "color": QUIET, "dx": 6 if right else -6},
         "encoding": {"x": {**x, "datum": value}, "y": {"value": 0}, "text": {"value": f"{told} ↓"}}},
    ]  # fmt: skip


def _said(words: str, x: Spec, y: Spec, *, align: str = "left", colour: str = QUIET) -> Spec:
    """Words at a place of the plot, once."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": 11, "color": colour},
        "encoding": {"x": x, "y": y, "text": {"value": words}},
    }


def _pixels(field: str, height: int) -> Mapping[str, Any]:
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _frame(rows: list[dict[str, Any]], height: int, layers: list[Spec], *, left: int = 0, top: int = 0) -> Spec:
    """A chart whose layout hangs on no font: sizes and padding are all given."""
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": WIDTH - left, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": left, "right": 0, "top": top, "bottom": 24},
    }  # fmt: skip
