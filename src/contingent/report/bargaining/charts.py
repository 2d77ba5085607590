"""Charts of a bargain as Vega-Lite specifications: models on one scale, who moves, who stands with whom, who counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contingent.core.bargaining import Coalition, Issue, IssueOutcome
from contingent.report.bargaining.words import amount, at, moving, short, signed_amount, strongest
from contingent.report.charts import SCHEMA, Spec
from contingent.report.markup import clean
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, PURPLE, QUIET, RULE
from contingent.report.words import prior_quantiles

WIDTH = 380
NAMES, LONGEST_NAME = 122, 18  # room for actors' names left of a chart, and their longest
ROW = 38
STEP = 24
EDGE = 9
#: actors that a chart of influence shows; the rest stand in the table
MOST_ACTORS = 20
COLOURS = (BLUE, ORANGE, PURPLE)


def strips_chart(issue: Issue, outcome: IssueOutcome) -> Spec:
    """Where the actors stand, and below it every model's median, half and 90 % of its draws, on one scale.

    An actor's disc has an area in proportion to salience × capability; an orange stroke stands at the threshold.
    """
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = [{"label": "Where the actors stand", "figures": "", "y": 8, "weight": "normal"}]
    models = [*outcome.models, *([outcome.pooled] if len(outcome.models) > 1 else [])]
    for place, model in enumerate(models, start=1):
        top = 12 + place * ROW
        values = {name: at(model, level) for name, level in
                  (("low", 0.05), ("lower", 0.25), ("middle", 0.5), ("upper", 0.75), ("high", 0.95))}  # fmt: skip
        pooled = model is outcome.pooled
        rows.append({**values, "y": top + 18, "kind": "all" if pooled else "one"})
        heads.append({
            "label": clean(short(model)), "y": top + 2, "weight": "bold" if pooled else "normal",
            "figures": f"{amount(values['middle'], issue)} ({amount(values['low'], issue)} to "
                       f"{amount(values['high'], issue)})",
        })  # fmt: skip
    height = 12 + (len(models) + 1) * ROW - 6
    x = _scale(issue, EDGE, WIDTH - EDGE)
    colour: Spec = {"field": "kind", "type": "nominal", "legend": None,
                    "scale": {"domain": ["one", "all"], "range": [BLUE, INK]}}  # fmt: skip
    y = _pixels("y", height)
    layers: list[Spec] = [
        {"mark": {"type": "rule", "color": RULE},
         "encoding": {"x": {**x, "datum": issue.low}, "x2": {"datum": issue.high}, "y": y}},
        *(
            {"mark": {"type": "rule", "strokeWidth": 6, "opacity": opacity, "strokeCap": "round"},
             "encoding": {"x": {**x, "field": low}, "x2": {"field": high}, "y": y, "color": colour}}
            for low, high, opacity in (("low", "high", 0.3), ("lower", "upper", 0.45))
        ),
        {"mark": {"type": "point", "size": 90, "opacity": 1, "filled": True},
         "encoding": {"x": {**x, "field": "middle"}, "y": y, "fill": colour, "stroke": {"value": PAPER}}},
        _discs(issue, x, height),
        *_threshold(issue, x, height, [28, *(row["y"] for row in rows)]),
        _texts(heads, height, "label", align="left", at_x=0),
        _texts(heads, height, "figures", align="right", at_x=WIDTH),
    ]  # fmt: skip
    return _frame(rows, WIDTH, height, layers)


def shifts_chart(issue: Issue, outcome: IssueOutcome) -> Spec:
    """Every actor's position before (hollow) and after, a colour each model that moves actors; dashed: all models."""
    models = moving(outcome)
    order = sorted(range(len(issue.stances)), key=lambda place: (models[0].shifts[place].before, place))
    rows, heads, befores = [], [], []
    for line, place in enumerate(order):
        middle = 12 + line * STEP
        heads.append({"label": named(models[0].shifts[place].actor), "y": middle, "weight": "normal"})
        befores.append({"before": models[0].shifts[place].before, "y": middle})
        for number, model in enumerate(models):
            one = model.shifts[place]
            offset = 5 * (number - (len(models) - 1) / 2)
            rows.append({"before": one.before, "after": one.after, "y": middle + offset, "model": str(number)})
    height = 12 + len(order) * STEP
    x = _scale(issue, NAMES + EDGE, WIDTH - EDGE)
    colour: Spec = {"field": "model", "type": "nominal", "legend": None,
                    "scale": {"domain": [str(k) for k in range(len(models))],
                              "range": [COLOURS[k % len(COLOURS)] for k in range(len(models))]}}  # fmt: skip
    y = _pixels("y", height)
    layers: list[Spec] = [
        _tracks(befores, x, issue, height),
        {"data": {"values": [{"x": at(outcome.pooled, 0.5)}]},
         "mark": {"type": "rule", "color": INK, "strokeDash": [3, 3]}, "encoding": {"x": {**x, "field": "x"}}},
        {"mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.55},
         "encoding": {"x": {**x, "field": "before"}, "x2": {"field": "after"}, "y": y, "color": colour}},
        {"mark": {"type": "point", "size": 62, "opacity": 1, "filled": True},
         "encoding": {"x": {**x, "field": "after"}, "y": y, "fill": colour, "stroke": {"value": PAPER}}},
        {"data": {"values": befores},
         "mark": {"type": "point", "size": 62, "opacity": 1, "fill": PAPER, "stroke": QUIET, "strokeWidth": 1.8},
         "encoding": {"x": {**x, "field": "before"}, "y": y}},
        _texts(heads, height, "label", align="left", at_x=0),
    ]  # fmt: skip
    return _frame(rows, WIDTH, height, layers)


def coalition_chart(coalition: Coalition) -> Spec:
    """Who lies on one side of the outcome with whom: the darker, the oftener; columns are numbered as rows are."""
    n = len(coalition.actors)
    cell = min(24, (WIDTH - NAMES - 22) / n)
    left, top = NAMES + 22, 18
    rows = [
        {"x": left + j * cell, "x2": left + (j + 1) * cell - 1, "y": top + i * cell, "y2": top + (i + 1) * cell - 1,
         "share": coalition.together[i][j]}
        for i in range(n) for j in range(n)
    ]  # fmt: skip
    height = round(top + n * cell + 2)
    heads = [
        {"label": named(actor), "figures": str(i + 1), "y": top + (i + 0.5) * cell, "weight": "normal"}
        for i, actor in enumerate(coalition.actors)
    ]
    above = [{"text": str(j + 1), "x": left + (j + 0.5) * cell, "y": 8} for j in range(n)]
    pixels_x: Spec = {"type": "quantitative", "axis": None,
                      "scale": {"domain": [0, WIDTH], "range": [0, WIDTH], "nice": False}}  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": BLUE},
         "encoding": {"x": {**pixels_x, "field": "x"}, "x2": {"field": "x2"}, "y": _pixels("y", height),
                      "y2": {"field": "y2"},
                      "opacity": {"field": "share", "type": "quantitative", "legend": None,
                                  "scale": {"domain": [0, 1], "range": [0.06, 1]}}}},
        {"data": {"values": above}, "mark": {"type": "text", "fontSize": 11, "color": QUIET, "baseline": "middle"},
         "encoding": {"x": {**pixels_x, "field": "x"}, "y": _pixels("y", height), "text": {"field": "text"}}},
        _texts(heads, height, "label", align="left", at_x=0),
        _texts(heads, height, "figures", align="right", at_x=NAMES + 16, quiet=True),
    ]  # fmt: skip
    return _frame(rows, WIDTH, height, layers, below=4)


def influence_chart(issue: Issue, outcome: IssueOutcome) -> Spec:
    """How far the outcome moves with an actor at the low end (orange), at the high end (blue), indifferent (hollow)."""
    order = [one.actor for one in strongest(outcome)][:MOST_ACTORS]
    told = [one for one in outcome.influences if one.actor in order]
    rows = [
        {"move": one.move, "none": 0.0, "y": 12 + order.index(one.actor) * STEP, "change": one.change} for one in told
    ]
    heads = [{"label": named(actor), "y": 12 + place * STEP, "weight": "normal"} for place, actor in enumerate(order)]
    height = 12 + len(order) * STEP
    widest = max((abs(one.move) for one in told), default=0.0) or (issue.high - issue.low) / 100
    ends = [-widest, 0.0, widest]
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [-widest, widest], "range": [NAMES + EDGE, WIDTH - EDGE], "nice": False},
        "axis": {**_AXIS, "values": ends, "labelExpr": _labels({value: signed_amount(value, issue) for value in ends})},
    }
    y = _pixels("y", height)
    sides: Spec = {"field": "change", "type": "nominal", "legend": None,
                   "scale": {"domain": ["at the low end", "at the high end"], "range": [ORANGE, BLUE]}}  # fmt: skip
    layers: list[Spec] = [
        {"transform": [{"filter": "datum.change != 'indifferent'"}],
         "mark": {"type": "rule", "strokeWidth": 11},
         "encoding": {"x": {**x, "field": "move"}, "x2": {"field": "none"}, "y": y, "color": sides}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "data": {"values": [{}]},
         "encoding": {"x": {**x, "datum": 0}}},
        {"transform": [{"filter": "datum.change == 'indifferent'"}],
         "mark": {"type": "point", "size": 52, "opacity": 1, "fill": PAPER, "stroke": INK, "strokeWidth": 1.5},
         "encoding": {"x": {**x, "field": "move"}, "y": y}},
        _texts(heads, height, "label", align="left", at_x=0),
    ]  # fmt: skip
    return _frame(rows, WIDTH, height, layers)


def named(actor: str) -> str:
    """An actor's name as long as a chart has room for."""
    name = clean(actor)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


# ------------------------------------------------------------------ parts of a chart

_AXIS: Spec = {"orient": "bottom", "grid": False, "ticks": True, "tickColor": QUIET, "domain": True,
               "domainColor": RULE, "labelFlush": 20}  # fmt: skip


def _scale(issue: Issue, left: float, right: float) -> Spec:
    marks = [issue.low, (issue.low + issue.high) / 2, issue.high]
    return {
        "type": "quantitative",
        "scale": {"domain": [issue.low, issue.high], "range": [left, right], "nice": False, "zero": False},
        "axis": {**_AXIS, "values": marks, "labelExpr": _labels({mark: amount(mark, issue) for mark in marks})},
    }


def _labels(texts: dict[float, str]) -> str:
    """An expression of Vega's that labels each mark with its text, all of them made of figures by us."""
    whole = "''"
    for mark, text in texts.items():
        whole = f"abs(datum.value - ({mark!r})) < {1e-9 + 1e-6 * abs(mark)!r} ? '{text}' : ({whole})"
    return whole


def _threshold(issue: Issue, x: Spec, height: int, rows: Sequence[float]) -> list[Spec]:
    """A short stroke at the threshold across every row, so that no line runs through the words between them."""
    if issue.threshold is None:
        return []
    strokes = [{"x": issue.threshold, "top": y - 9, "foot": y + 9} for y in rows]
    return [
        {"data": {"values": strokes}, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 2},
         "encoding": {"x": {**x, "field": "x"}, "y": _pixels("top", height), "y2": {"field": "foot"}}}
    ]  # fmt: skip


def _discs(issue: Issue, x: Spec, height: int) -> Spec:
    weights = [prior_quantiles(one.salience)[1] * prior_quantiles(one.capability)[1] for one in issue.stances]
    most = max(weights) or 1.0
    stands = [
        {"x": min(max(prior_quantiles(one.position)[1], issue.low), issue.high), "y": 28,
         "size": 18 + 240 * max(weight, 0.0) / most}
        for one, weight in zip(issue.stances, weights, strict=True)
    ]  # fmt: skip
    return {
        "data": {"values": stands},
        "mark": {"type": "point", "filled": True, "fill": PURPLE, "stroke": PAPER, "opacity": 0.5},
        "encoding": {"x": {**x, "field": "x"}, "y": _pixels("y", height),
                     "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None}},
    }  # fmt: skip


def _tracks(rows: Sequence[dict[str, Any]], x: Spec, issue: Issue, height: int) -> Spec:
    return {
        "data": {"values": list(rows)}, "mark": {"type": "rule", "color": RULE},
        "encoding": {"x": {**x, "datum": issue.low}, "x2": {"datum": issue.high}, "y": _pixels("y", height)},
    }  # fmt: skip


def _texts(
    heads: Sequence[dict[str, Any]], height: int, field: str, *, align: str, at_x: float, quiet: bool = False,
) -> Spec:  # fmt: skip
    kinds = sorted({head["weight"] for head in heads})
    layers: list[Spec] = [
        {"transform": [{"filter": f"datum.weight == '{kind}'"}],
         "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": 12, "fontWeight": kind,
                  "color": QUIET if quiet else INK},
         "encoding": {"x": {"value": at_x}, "y": _pixels("y", height), "text": {"field": field}}}
        for kind in kinds
    ]  # fmt: skip
    return {"data": {"values": list(heads)}, "layer": layers}


def _pixels(field: str, height: int) -> Spec:
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _frame(rows: list[dict[str, Any]], width: int, height: int, layers: list[Spec], *, below: int = 24) -> Spec:
    """A chart whose layout hangs on no font: sizes and padding are all given."""
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": width, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": 2, "bottom": below},
    }  # fmt: skip
