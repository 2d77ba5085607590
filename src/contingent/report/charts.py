"""The charts as Vega-Lite specifications: plain values that a page draws and a notebook or the web may offer again."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from contingent.core.outcomes import Contrast, Fan, Sensitivity
from contingent.report.leads import fan_value
from contingent.report.markup import clean
from contingent.report.numbers import (
    DAYS_PER_MONTH,
    difference_words,
    estimate,
    horizon,
    percent,
    percent_range,
    signed,
    unit_words,
)
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, PURPLE, QUIET, RULE

Spec = dict[str, Any]
Voice = Literal["reference", "author", "reader"]
COLOURS: dict[Voice, str] = {"reference": QUIET, "author": BLUE, "reader": PURPLE}
VOICES: Spec = {
    "field": "voice", "type": "nominal", "legend": None,
    "scale": {"domain": ["author", "reader"], "range": [COLOURS["author"], COLOURS["reader"]]},
}  # fmt: skip
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
CHARACTER = 6.9  # pixels a character of 13 px type takes, on average; wraps titles without measuring fonts
BOLD_CHARACTER = 8.0
LINE = 17
PANEL_WIDTH, PANEL_HEIGHT = 168, 120
BANDS = {"low": 0.05, "lower": 0.25, "middle": 0.5, "upper": 0.75, "high": 0.95}
EDGE = 72  # room at both sides of a tornado for the inputs that label its ends
FIGURES = 150  # the column of figures left of the probability bars
DWARFS = 3.0  # times as wide as the next branch: the scale is then that of the next
AMOUNT = ",~f"


def fan_panel(fan: Fan, reference: Fan | None, *, extent: tuple[float, float], voice: Voice) -> Spec:
    """One branch of a fan chart: median, half and 90 % of all futures; the reference's median dashed.

    A row of panels shares `extent`, the lowest and highest value of all; each is drawn small enough for two to stand
    side by side on a phone.
    """
    per, word = _time_unit(fan.days)
    rows = [
        {
            "time": day / per,
            **{name: fan_value(fan, level, day) for name, level in BANDS.items()},
            "reference": fan_value(reference, 0.5, day) if reference and day in reference.days else None,
        }
        for day in fan.days
    ]
    last = fan.days[-1] / per
    ticks = _ticks(last)
    x: Spec = {
        "field": "time", "type": "quantitative", "scale": {"domain": [0, last], "nice": False},
        "axis": {"values": ticks, "grid": False, "labelFlush": True, "labelExpr":
                 f"datum.value == {ticks[-1]} ? datum.label + ' {word}' : datum.label"},
    }  # fmt: skip
    y: Spec = {
        "type": "quantitative", "scale": {"domain": list(extent), "nice": False},
        "axis": {"tickCount": 3, "format": AMOUNT, "labelAlign": "left", "labelExpr":
                 "datum.value == 0 ? '' : replace(datum.label, '-', '−')",
                 "gridColor": {"condition": {"test": "datum.value == 0", "value": QUIET}, "value": RULE},
                 "labelBaseline": "bottom", "labelOffset": -2, "labelPadding": 0},
    }  # fmt: skip
    layers: list[Spec] = [
        *(
            {"mark": {"type": "area", "opacity": opacity, "color": COLOURS[voice]},
             "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}}
            for low, high, opacity in (("low", "high", 0.17), ("lower", "upper", 0.28))
        ),
        {"mark": {"type": "line", "color": INK, "strokeDash": [3, 3], "strokeWidth": 1},
         "encoding": {"x": x, "y": {**y, "field": "reference"}}},
        {"mark": {"type": "line", "strokeWidth": 2.5, "color": COLOURS[voice]},
         "encoding": {"x": x, "y": {**y, "field": "middle"}}},
    ]  # fmt: skip
    return _frame(rows, PANEL_WIDTH, PANEL_HEIGHT, layers if reference else [*layers[:2], layers[3]], top=14)


def fan_extent(fans: Iterable[Fan]) -> tuple[float, float]:
    """The lowest and highest value that panels side by side must hold, zero among them."""
    values = [value for fan in fans for row in fan.values for value in row]
    return min(0.0, *values), max(0.0, *values)


def difference_chart(
    contrasts: Sequence[Contrast], labels: Mapping[str, str], *, readers: frozenset[str], width: int
) -> Spec:
    """Branch minus reference for one measure: a dot at the median, a line over 90 % of the draws, by branch and day.

    The day is told where there is more than one. A hollow dot: priors alone decide on which side of zero it lies.
    A branch that dwarfs all others is cut at the edge, and says so, lest theirs shrink to dots.
    """
    edge = _edge(contrasts)
    days = {contrast.day for contrast in contrasts}
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    at = 4
    for branch in dict.fromkeys(contrast.branch for contrast in contrasts):
        title = textwrap.wrap(clean(labels.get(branch, branch)), int(width / BOLD_CHARACTER))
        at += 10
        heads.append({"title": title, "y": at})
        at += LINE * len(title) + 4
        for contrast in (item for item in contrasts if item.branch == branch):
            middle, interval = difference_words(contrast.q05, contrast.q50, contrast.q95, contrast.unit)
            drawn = {
                name: max(-edge, min(edge, value))
                for name, value in (("low", contrast.q05), ("middle", contrast.q50), ("high", contrast.q95))
            }
            cut = ", off the scale" if max(-contrast.q05, contrast.q95) > edge else ""
            rows.append({
                **drawn, "y": at + 24,
                "text": f"{f'{horizon(contrast.day)}: ' if len(days) > 1 else ''}{middle}"
                        f"{f' ({interval}{cut})' if interval else ''}",
                "texty": at + 9, "voice": "reader" if branch in readers else "author",
                "hollow": bool(contrast.sign_forced_by),
            })  # fmt: skip
            at += 36
    height = at + 6
    x = _amount_axis([0.0, *(row["low"] for row in rows), *(row["high"] for row in rows)], width, contrasts[0].unit)
    hollows = sorted({row["hollow"] for row in rows})
    layers = [
        _stroke(x, height, start={"datum": 0}, up=8, down=8),
        *_interval(x, height, hollows),
        _text("text", height, y="texty", quiet=True),
        _heading(heads, height, bold=True),
    ]
    return _frame(rows, width, height, layers)


def _edge(contrasts: Sequence[Contrast]) -> float:
    """The largest difference to draw: that of the widest branch, or a little beyond the second where it dwarfs it."""
    widths: dict[str, float] = {}
    for item in contrasts:
        widths[item.branch] = max(widths.get(item.branch, 0.0), abs(item.q05), abs(item.q95))
    first, second, *_ = (*sorted(widths.values(), reverse=True), 0.0)
    return 1.2 * second if first > DWARFS * second > 0 else first


def tornado_chart(sensitivity: Sequence[Sensitivity], *, mean: float, unit: str, width: int) -> Spec:
    """What matters: the mean difference where each input lies in its lowest and in its highest tenth, widest first."""
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    at = 22
    for item in sensitivity:
        title = textwrap.wrap(clean(f"{item.label} ({percent(item.share)})"), int(width / CHARACTER))
        heads.append({"title": title, "y": at})
        at += LINE * len(title)
        low_is_left = item.mean_at_low <= item.mean_at_high
        ends = (("low", item.mean_at_low, item.low_input), ("high", item.mean_at_high, item.high_input))
        for end, value, given in ends:
            said = f"{end} {estimate(given)}" if item is sensitivity[0] else estimate(given)
            side = "right" if (end == "low") == low_is_left else "left"
            beside = min(value, mean) if side == "right" else max(value, mean)  # both ends may lie on one side of it
            rows.append({"end": end, "value": value, "mean": mean, "y": at + 12, "text": said, "align": side,
                         "beside": beside})  # fmt: skip
        at += 32
    height = at
    x = _amount_axis([mean, 0.0, *(row["value"] for row in rows)], width, unit, inset=EDGE)
    colour = {"field": "end", "legend": None, "type": "nominal",
              "scale": {"domain": ["low", "high"], "range": [ORANGE, BLUE]}}  # fmt: skip
    y = _pixels("y", height)
    named_ends = [
        {"transform": [{"filter": f"datum.align == '{align}'"}],
         "mark": {"type": "text", "align": align, "baseline": "middle", "dx": shift, "fontSize": 12},
         "encoding": {"x": {**x, "field": "beside"}, "y": y, "text": {"field": "text"}, "color": colour}}
        for align, shift in (("right", -6), ("left", 6))
    ]  # fmt: skip
    named_mean = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "baseline": "top", "fontSize": 12, "text": f"mean {signed(mean)}", "color": INK},
        "encoding": {"x": {**x, "datum": mean}, "y": {"value": 0}},
    }
    bars = {"mark": {"type": "rule", "strokeWidth": 12},
            "encoding": {"x": {**x, "field": "mean"}, "x2": {"field": "value"}, "y": y, "color": colour}}  # fmt: skip
    layers = [bars, _stroke(x, height, start={"field": "mean"}, up=9, down=9), *named_ends, named_mean]
    return _frame(rows, width, height, [*layers, _heading(heads, height)])


def probability_chart(items: Sequence[tuple[str, float, float, float, bool]], *, width: int) -> Spec:
    """Questions on one scale from 0 to 100 %: a dot at each probability, a line over its 90 % range.

    Each item: the question, its probability, low and high, and whether only a reader asks it.
    """
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    at = 4
    for text, p, low, high, reader in items:
        title = textwrap.wrap(clean(text), int(width / CHARACTER))
        heads.append({"title": title, "y": at})
        at += LINE * len(title) + 12
        rows.append({"low": low, "middle": p, "high": high, "y": at, "voice": "reader" if reader else "author",
                     "text": f"{percent(p)} ({percent_range(low, high)})"})  # fmt: skip
        at += 24
    height = at - 4
    x = {
        "type": "quantitative", "scale": {"domain": [0, 1], "range": [FIGURES, width - 8]},
        "axis": {"orient": "bottom", "values": [0, 0.5, 1], "format": ".0%", "labelExpr":
                 "replace(datum.label, '%', '\u00a0%')", "labelBound": True},
    }  # fmt: skip
    track = {"mark": {"type": "rule", "color": RULE},
             "encoding": {"x": {**x, "datum": 0}, "x2": {"datum": 1}, "y": _pixels("y", height)}}  # fmt: skip
    layers = [track, *_interval(x, height), _text("text", height, y="y"), _heading(heads, height)]
    return _frame(rows, width, height, layers)


# ------------------------------------------------------------------ parts of a chart


def _frame(rows: list[dict[str, Any]], width: int, height: int, layers: list[Spec], *, top: int = 0) -> Spec:
    """A chart whose layout hangs on no font: sizes and padding are all given."""
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": width, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": top, "bottom": 24},
    }  # fmt: skip


def _amount_axis(values: Sequence[float], width: int, unit: str, *, inset: int = 6) -> Spec:
    """A scale that holds all values, its unit written at zero; `inset` pixels stay free at both ends."""
    low, high = min(values), max(values)
    written = json.dumps(f" {unit_words(unit)}")  # a string of Vega's expressions, whatever the unit holds
    return {
        "type": "quantitative",
        "scale": {"domain": [low, high if high > low else low + 1.0], "range": [inset, width - inset], "nice": False,
                  "zero": False},
        "axis": {"orient": "bottom", "tickCount": 4, "grid": False, "ticks": True, "tickColor": QUIET, "domain": True,
                 "domainColor": RULE, "labelFlush": 24, "labelSeparation": 16, "format": AMOUNT, "labelExpr":
                 f"replace(datum.label, '-', '−') + (datum.value == 0 ? {written} : '')"},
    }  # fmt: skip


def _pixels(field: str, height: int) -> Spec:
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _interval(x: Spec, height: int, hollows: Iterable[bool] = (False,)) -> list[Spec]:
    """A line over 90 % and a dot at the middle of each row, in the colour of its voice, full or hollow."""
    y = _pixels("y", height)
    return [
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.45, "strokeCap": "round"},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "color": VOICES}},
        *(
            {"transform": [{"filter": f"{'' if hollow else '!'}datum.hollow"}],
             "mark": {"type": "point", "size": 75 if hollow else 90, "opacity": 1, "strokeWidth": 2 if hollow else 1},
             "encoding": {"x": {**x, "field": "middle"}, "y": y, "fill": {"value": PAPER} if hollow else VOICES,
                          "stroke": VOICES if hollow else {"value": PAPER}}}
            for hollow in hollows
        ),
    ]  # fmt: skip


def _stroke(x: Spec, height: int, *, start: Spec, up: int, down: int) -> Spec:
    """A short upright stroke across each row, so that no rule runs through the words between the rows."""
    return {
        "transform": [{"calculate": f"datum.y - {up}", "as": "top"}, {"calculate": f"datum.y + {down}", "as": "foot"}],
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
        "encoding": {"x": {**x, **start}, "y": _pixels("top", height), "y2": {"field": "foot"}},
    }


def _text(field: str, height: int, *, y: str, quiet: bool = False) -> Spec:
    style = {"fontSize": 12, "color": QUIET} if quiet else {"fontWeight": "bold", "color": INK}
    return {
        "mark": {"type": "text", "align": "left", "baseline": "middle", **style},
        "encoding": {"x": {"value": 0}, "y": _pixels(y, height), "text": {"field": field}},
    }


def _heading(heads: list[dict[str, Any]], height: int, *, bold: bool = False) -> Spec:
    """The name of each row, at the left edge above it."""
    return {
        "data": {"values": heads},
        "mark": {"type": "text", "align": "left", "baseline": "top", "lineHeight": LINE, "color": INK,
                 "fontWeight": "bold" if bold else "normal"},
        "encoding": {"x": {"value": 0}, "y": _pixels("y", height), "text": {"field": "title"}},
    }  # fmt: skip


def _time_unit(days: Sequence[int]) -> tuple[int, str]:
    long = max(days) >= 3 * DAYS_PER_MONTH
    return (DAYS_PER_MONTH, "months") if long else (1, "days")


def _ticks(last: float) -> list[float]:
    """Three or four round marks from 0 towards the end, in steps that divide a year of months."""
    step = next(step for step in (1, 2, 3, 6, 12, 24, 36, 60, 120, 365, 10**6) if last / step <= 3)
    return [float(mark) for mark in range(0, int(last) + 1, step)]
