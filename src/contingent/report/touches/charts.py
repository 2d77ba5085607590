"""Charts of what events touch: means with their ranges about nought, and what chance makes of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from contingent.report.backtests.charts import ROW, SMALL_HEIGHT, WIDTH
from contingent.report.charts import SCHEMA, Spec
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, QUIET, RULE

BINS = 31
#: letters of a percentage on an axis, with a real minus sign
AXIS_LABEL = "replace(datum.label, '-', '−')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row about nought: a value with its interval, `own` where it is to be seen first."""

    name: str
    value: float
    low: float
    high: float
    own: bool


def forest_chart(moves: Sequence[Move]) -> Spec:
    """The rows in the order given, each a dot and a line over its interval on one axis with nought marked."""
    ends = [abs(end) for move in moves for end in (move.low, move.high, move.value)]
    edge = max(ends, default=1.0) or 1.0
    rows: list[dict[str, Any]] = [
        {"name": move.name, "text": hundredths(move.value), "y": place * ROW + 10, "at": place * ROW + 26,
         "from": place * ROW + 19, "to": place * ROW + 33,
         "value": move.value, "low": move.low, "high": move.high,
         "who": "own" if move.own else "other"}
        for place, move in enumerate(moves)
    ]  # fmt: skip
    height = ROW * len(rows)
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [-edge, edge], "range": [6, WIDTH - 8], "nice": False},
        "axis": {"orient": "bottom", "tickCount": 5, "format": "~f", "grid": False, "ticks": True, "tickColor": QUIET,
                 "domain": True, "domainColor": RULE, "labelBound": 24, "labelExpr": AXIS_LABEL},
    }  # fmt: skip
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    at: Spec = {"field": "at", "type": "quantitative", "scale": scale, "axis": None}
    colour: Spec = {"field": "who", "type": "nominal", "legend": None,
                    "scale": {"domain": ["own", "other"], "range": [BLUE, QUIET]}}  # fmt: skip
    layers: list[Spec] = [
        # nought is marked beside each dot and not through the words between them
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1, "opacity": 0.7},
         "encoding": {"x": {**x, "datum": 0}, "y": {**at, "field": "from"}, "y2": {"field": "to"}}},
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.45, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": at, "color": colour}},
        {"mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
         "encoding": {"x": {**x, "field": "value"}, "y": at, "color": colour}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12},
         "encoding": {"x": {"value": 0}, "y": {**at, "field": "y"}, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "right", "baseline": "middle", "fontSize": 12, "fontWeight": "bold"},
         "encoding": {"x": {"value": WIDTH - 2}, "y": {**at, "field": "y"}, "text": {"field": "text"}}},
    ]  # fmt: skip
    return _frame(rows, height, layers)


def placebo_chart(placebo: np.ndarray, mean: float) -> Spec:
    """How often chance makes which mean (bars), and the mean that was found (a line and its words)."""
    reach = 1.1 * max(abs(mean), float(np.abs(placebo).max()))
    counts, edges = np.histogram(placebo, bins=BINS, range=(-reach, reach))
    rows = [
        {"from": float(low), "to": float(high), "share": float(count) / placebo.size}
        for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
    top = max(row["share"] for row in rows)
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [-reach, reach], "range": [6, WIDTH - 8], "nice": False},
        "axis": {"tickCount": 5, "format": "~f", "grid": False, "labelBound": True, "labelExpr": AXIS_LABEL,
                 "ticks": True, "tickColor": QUIET, "domain": True, "domainColor": RULE},
    }  # fmt: skip
    y: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [0, top * 1.25], "nice": False}}
    found = {"data": {"values": [{"mean": mean, "text": hundredths(mean)}]}}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": QUIET, "opacity": 0.45, "stroke": PAPER, "strokeWidth": 1},
         "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": {**y, "field": "share"},
                      "y2": {"datum": 0}}},
        {**found, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 2.5},
         "encoding": {"x": {**x, "field": "mean"}, "y": {"value": 14}, "y2": {"value": SMALL_HEIGHT}}},
        {**found, "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold", "baseline": "middle", "color": ORANGE},
         "encoding": {"x": {**x, "field": "mean"}, "y": {"value": 5}, "text": {"field": "text"}}},
    ]  # fmt: skip
    return _frame(rows, SMALL_HEIGHT, layers, top=6)


def hundredths(value: float) -> str:
    """A percentage beside others like it: two decimals, always with its sign, a real minus.

    >>> hundredths(0.6423), hundredths(-0.0109), hundredths(0.001)
    ('+0.64', '−0.01', '0.00')
    """
    text = f"{abs(value):.2f}"
    return text if float(text) == 0.0 else f"{'+' if value > 0 else '−'}{text}"


def _frame(rows: list[dict[str, Any]], height: int, layers: list[Spec], *, top: int = 0) -> Spec:
    """A chart whose layout hangs on no font: sizes and padding are all given."""
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": WIDTH, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": top, "bottom": 24},
    }  # fmt: skip
