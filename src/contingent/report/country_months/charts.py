"""Fan charts of a country's months as Vega-Lite specifications: what was counted, half and 90 % of what may come."""

from __future__ import annotations

from datetime import date
from typing import Any

from contingent.report.charts import SCHEMA, Spec
from contingent.report.country_months.outlook import CountryOutlook
from contingent.report.svg import BLUE, INK, ORANGE, QUIET, RULE

WIDTH, HEIGHT = 320, 150
GUTTER = 46  # room for the marks of the scale, lest they lie on the bars
PAST_MONTHS = 36
BANDS = ("low", "lower", "middle", "upper", "high")
LABEL = "replace(datum.label, '-', '−')"


def fan_of_months(item: CountryOutlook, provisional: tuple[date, ...]) -> Spec:
    """Deaths a month: counted (bars; provisional ones orange) and forecast (median, half and 90 %).

    The scale is the square root, lest one month of war flatten all others; it says so by its marks.
    """
    past: list[dict[str, Any]] = [
        {"at": _place(day), "counted": value, "kind": "provisional" if day in provisional else "final"}
        for day, value in item.past[-PAST_MONTHS:]
    ]
    coming: list[dict[str, Any]] = [
        {"at": _place(month.month), **dict(zip(BANDS, month.quantiles, strict=True))} for month in item.months
    ]
    first, last = past[0]["at"] if past else coming[0]["at"], coming[-1]["at"]
    top = max(1.0, *(row["counted"] for row in past), *(row["high"] for row in coming))
    years = [year * 12 for year in range(int(first) // 12 + 1, int(last) // 12 + 1)]
    x: Spec = {
        "field": "at", "type": "quantitative",
        "scale": {"domain": [first - 1, last + 1], "range": [GUTTER, WIDTH - 2], "nice": False},
        "axis": {"values": years, "grid": False, "ticks": True, "tickColor": QUIET, "labelFlush": 12,
                 "labelExpr": "format(datum.value / 12, 'd')"},
    }  # fmt: skip
    y: Spec = {
        "type": "quantitative", "scale": {"type": "sqrt", "domain": [0, top], "nice": False},
        "axis": {"values": _marks(top), "format": ",~f", "labelAlign": "left", "labelBaseline": "bottom",
                 "labelOffset": -2, "labelPadding": 0, "labelExpr": f"datum.value == 0 ? '' : {LABEL}",
                 "gridColor": {"condition": {"test": "datum.value == 0", "value": QUIET}, "value": RULE}},
    }  # fmt: skip
    colour: Spec = {"field": "kind", "type": "nominal", "legend": None,
                    "scale": {"domain": ["final", "provisional"], "range": [QUIET, ORANGE]}}  # fmt: skip
    bars: dict[str, Any] = {
        "data": {"values": past}, "mark": {"type": "bar", "size": 3},
        "encoding": {"x": x, "y": {**y, "field": "counted"}, "color": colour},
    }  # fmt: skip
    layers: list[Spec] = [
        *(
            {"mark": {"type": "area", "opacity": opacity, "color": BLUE, "interpolate": "linear"},
             "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}}
            for low, high, opacity in (("low", "high", 0.17), ("lower", "upper", 0.28))
        ),
        {"mark": {"type": "line", "strokeWidth": 2.5, "color": BLUE},
         "encoding": {"x": x, "y": {**y, "field": "middle"}}},
        bars,
        {"data": {"values": [{"at": coming[0]["at"] - 0.5}]},
         "mark": {"type": "rule", "strokeDash": [3, 3], "color": INK, "strokeWidth": 1}, "encoding": {"x": x}},
    ]  # fmt: skip
    return {
        "$schema": SCHEMA, "data": {"values": coming}, "width": WIDTH, "height": HEIGHT, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": 14, "bottom": 24},
    }  # fmt: skip


def _place(day: date) -> int:
    """Months since year 0: January of a year is 12 times the year."""
    return day.year * 12 + day.month - 1


def _marks(top: float) -> list[float]:
    """0 and one to three round marks up to the top, far enough apart on a root scale."""
    rounds = [m * 10**k for k in range(7) for m in (1, 2.5, 5)]
    fitting = [value for value in rounds if value <= top and float(value).is_integer()]
    kept: list[float] = []
    for value in reversed(fitting):
        if not kept or (value / top) ** 0.5 < (kept[-1] / top) ** 0.5 - 0.22:
            kept.append(float(value))
        if len(kept) == 3:
            break
    return [0.0, *reversed([value for value in kept if (value / top) ** 0.5 > 0.15])]
