"""A thread's chart as a Vega-Lite specification: each number told against its day, a shape and letter a source."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.claims_ledger import Entry, Thread
from contingent.report.charts import AMOUNT, SCHEMA, Spec
from contingent.report.numbers import MONTHS
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, PURPLE, QUIET, RULE

WIDTH, HEIGHT = 340, 170
LEFT, RIGHT = 58, 16
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left")
COLOURS = (BLUE, ORANGE, PURPLE, INK)
#: sources drawn with a letter of their own; the rest share the last mark
MOST_SOURCES = 8
#: points of a chart; a thread told more often is drawn by its reported numbers, the widest apart in time first
MOST_POINTS = 200
#: above this ratio of the largest to the smallest the scale is logarithmic
WIDE = 20.0
#: pixels between marks that tell of one day
BESIDE = 13.0
#: nothing is so many times as much as a number closer to nought
NOUGHT = 1e-9
_DRAWN = frozenset({"reported", "open", "denied"})


@dataclass(frozen=True, slots=True)
class Mark:
    """How one source is drawn: its letter, shape and colour."""

    letter: str
    name: str
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class Point:
    """An entry that can be drawn: it has a day and a number above nought."""

    entry: Entry
    day: date
    value: float


def points(thread: Thread) -> list[Point]:
    """The entries of a thread that its chart shows, by day: no reader's word, no number told or asked again."""
    found: dict[tuple[object, ...], Point] = {}
    for entry in thread.entries:
        days = entry.said if thread.axis == "said" else entry.about
        day, value = days.last or days.first, _middle(entry)
        if entry.standing in _DRAWN and day is not None and value is not None and value >= 0:
            reported = entry.standing == "reported"
            same = entry.claim if reported else (entry.document, entry.source, entry.standing, value, day)
            found.setdefault((reported, same), Point(entry, day, value))
    ordered = sorted(found.values(), key=lambda p: (p.entry.standing != "reported", p.day, p.entry.claim))
    return sorted(ordered[:MOST_POINTS], key=lambda p: (p.day, p.entry.claim))


def _middle(entry: Entry) -> float | None:
    if entry.value is not None:
        return entry.value
    if entry.low is not None and entry.high is not None:
        return math.sqrt(entry.low * entry.high) if entry.low > 0 else (entry.low + entry.high) / 2
    return entry.low if entry.low is not None else entry.high


def speaker_of(entry: Entry, names: Mapping[str, str]) -> str:
    """Who a mark stands for: the side, else the source, else the text."""
    if entry.side is not None:
        return entry.side
    return f"“{names[entry.document]}”" if entry.source in ("", "unnamed") else entry.source


def marks(drawn: Sequence[Point], names: Mapping[str, str]) -> dict[str, Mark]:
    """A mark a source, those who tell most first; beyond `MOST_SOURCES` all share the last."""
    counts = Counter(speaker_of(p.entry, names) for p in drawn)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    found: dict[str, Mark] = {}
    for place, name in enumerate(ordered):
        if len(ordered) > MOST_SOURCES and place >= MOST_SOURCES - 1:
            shared = f"{len(ordered) - MOST_SOURCES + 1} others"
            found[name] = Mark(chr(64 + MOST_SOURCES), shared, SHAPES[-1], QUIET)
        else:
            found[name] = Mark(chr(65 + place), name, SHAPES[place], COLOURS[place % len(COLOURS)])
    return found


def thread_chart(drawn: Sequence[Point], names: Mapping[str, str]) -> Spec:
    """Numbers against the days they are of: a mark and a letter a source, a line over what the words allow.

    A line that ends in an arrow is open on that side ("at least"). Hollow marks are numbers that nobody reports: said
    to be possible, asked, supposed or denied. Marks of one day stand side by side. The amount is logarithmic where the
    largest is more than twenty times the smallest.
    """
    mark = marks(drawn, names)
    bottom, top, log = _extent(drawn)
    x_of = _places(drawn)
    rows: list[dict[str, Any]] = []
    for at, point in zip(x_of, drawn, strict=True):
        entry, shown = point.entry, mark[speaker_of(point.entry, names)]
        least = bottom if entry.least is None else max(bottom, min(top, entry.least))
        most = top if entry.most is None else max(bottom, min(top, entry.most))
        rows.append({
            "x": at, "value": max(bottom, min(top, point.value)), "least": least, "most": most, "who": shown.letter,
            "hollow": entry.standing != "reported", "arrow": "up" if entry.most is None else
            "down" if entry.least is None else "",
        })  # fmt: skip
    shown_marks = sorted({m.letter: m for m in mark.values()}.values(), key=lambda m: m.letter)
    letters = [m.letter for m in shown_marks]
    scale = {"field": "who", "type": "nominal", "legend": None}
    shape = {**scale, "scale": {"domain": letters, "range": [m.shape for m in shown_marks]}}
    colour = {**scale, "scale": {"domain": letters, "range": [m.colour for m in shown_marks]}}
    x: Spec = {"field": "x", "type": "quantitative", "axis": None,
               "scale": {"domain": [0, WIDTH - LEFT - RIGHT], "nice": False}}  # fmt: skip
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [bottom, top], "nice": False, **({"type": "log"} if log else {"zero": False})},
        "axis": {"tickCount": 3 if log else 4, "format": AMOUNT, "gridColor": RULE},
    }  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "strokeCap": "round"},
         "encoding": {"x": x, "y": {**y, "field": "least"}, "y2": {"field": "most"}, "color": colour}},
        *(
            {"transform": [{"filter": f"datum.arrow == '{way}'"}],
             "mark": {"type": "point", "shape": f"triangle-{way}", "filled": True, "size": 36, "opacity": 0.7},
             "encoding": {"x": x, "y": {**y, "field": end}, "color": colour}}
            for way, end in (("up", "most"), ("down", "least"))
            if any(row["arrow"] == way for row in rows)
        ),
        *(
            {"transform": [{"filter": f"{'' if hollow else '!'}datum.hollow"}],
             "mark": {"type": "point", "size": 80, "opacity": 1, "strokeWidth": 2 if hollow else 1},
             "encoding": {"x": x, "y": {**y, "field": "value"}, "shape": shape,
                          "fill": {"value": PAPER} if hollow else colour,
                          "stroke": colour if hollow else {"value": PAPER}}}
            for hollow in sorted({row["hollow"] for row in rows})
        ),
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": -7, "fontSize": 11,
                  "fontWeight": "bold"},
         "encoding": {"x": x, "y": {**y, "field": "value"}, "text": {"field": "who"}, "color": {"value": INK}}},
        *_day_axis(drawn, x_of, x),
    ]  # fmt: skip
    return {
        "$schema": SCHEMA, "data": {"values": rows}, "width": WIDTH - LEFT - RIGHT, "height": HEIGHT, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": LEFT, "right": RIGHT, "top": 14, "bottom": 26},
    }  # fmt: skip


def _extent(drawn: Sequence[Point]) -> tuple[float, float, bool]:
    """The lowest and highest amount drawn, and whether the scale is logarithmic."""
    held = [p.value for p in drawn]
    ends = [e for p in drawn for e in (p.entry.least, p.entry.most) if e is not None]
    lowest, highest = min([*held, *(max(0.0, e) for e in ends)]), max([*held, *ends])
    positive = [v for v in held if v > NOUGHT]
    if positive and len(positive) == len(held) and max(held) / min(held) > WIDE:
        return min(held) / 2, max(highest, max(held)) * 1.5, True
    room = 0.08 * (highest - lowest) or 0.1 * highest or 1.0
    bottom = 0.0 if lowest <= 0.5 * highest else max(0.0, lowest - room)
    return bottom, highest + room, False


def _places(drawn: Sequence[Point]) -> list[float]:
    """Pixels from the left: by day, and side by side where a day has several."""
    days = [p.day for p in drawn]
    first, span = min(days), max(1, (max(days) - min(days)).days)
    width = WIDTH - LEFT - RIGHT
    counts = Counter(days)
    seen: Counter[date] = Counter()
    widest = min(width / 3, BESIDE * max(counts.values()))
    room = width - widest - 12
    found = []
    for day in days:
        many, place = counts[day], seen[day]
        seen[day] += 1
        step = min(BESIDE, widest / many)
        centre = (room / 2 if span == 1 and len(counts) == 1 else room * (day - first).days / span) + widest / 2
        found.append(round(centre + (place - (many - 1) / 2) * step, 1))
    return found


def _day_axis(drawn: Sequence[Point], x_of: Sequence[float], x: Spec) -> list[Spec]:
    """The first and the last day, and one between where there is room, below the chart."""
    at: dict[date, list[float]] = defaultdict(list)
    for place, point in zip(x_of, drawn, strict=True):
        at[point.day].append(place)
    middles = {day: sum(places) / len(places) for day, places in at.items()}
    first, last = min(middles), max(middles)
    width = WIDTH - LEFT - RIGHT
    between = [d for d, m in middles.items() if 100 < m < width - 100 and d not in (first, last)]
    chosen = sorted({first, last, *(sorted(between, key=lambda d: (abs(middles[d] - width / 2), d))[:1])})
    rows = [
        {"x": middles[day], "day": f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
         "side": "left" if day == first and len(chosen) > 1 and middles[day] < 40 else
         "right" if day == last and len(chosen) > 1 and middles[day] > width - 40 else "center"}
        for day in chosen
    ]  # fmt: skip
    below = {"y": {"value": HEIGHT + 8}}
    return [
        {"data": {"values": [row]},
         "mark": {"type": "text", "align": row["side"], "baseline": "top", "fontSize": 12, "color": QUIET},
         "encoding": {"x": x, **below, "text": {"field": "day"}}}
        for row in rows
    ]  # fmt: skip
