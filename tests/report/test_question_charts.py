"""The chart of a question: steps that stand until replaced, a band for the one that leads, names that never touch."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.report.question_charts import (
    MOST_LINES,
    NAME_LINE,
    PLOT_HEIGHT,
    Days,
    Line,
    Point,
    chart_words,
    forecast_chart,
)
from contingent.report.svg import BLUE, draw

OPENS, DEADLINE = date(2024, 1, 1), date(2024, 6, 30)
DAYS = Days(opens=OPENS, deadline=DEADLINE, until=date(2024, 3, 1))


def point(day: date, middle: float, low: float | None = None, high: float | None = None) -> Point:
    return Point(day=day, middle=middle, low=middle if low is None else low, high=middle if high is None else high)


def line(name: str, *points: Point, role: Any = "member") -> Line:
    return Line(name=name, role=role, points=points)


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def test_a_line_a_forecaster_as_steps_to_the_last_day_it_stands() -> None:
    lead = line("Ensemble", point(OPENS, 0.2, 0.1, 0.4), point(date(2024, 2, 1), 0.3, 0.2, 0.5), role="headline")
    spec = forecast_chart([lead, line("Hazard", point(OPENS, 0.1))], DAYS, width=880)
    drawn = marks(spec, "line")
    assert len(drawn) == 2
    assert all(one["mark"]["interpolate"] == "step-after" for one in drawn)
    ends = [one["data"]["values"][-1] for one in drawn]
    assert [row["day"] for row in ends] == [DAYS.until.toordinal()] * 2
    assert sorted(row["middle"] for row in ends) == [0.1, 0.3]
    (band,) = marks(spec, "area")
    assert band["mark"]["color"] == BLUE
    assert [(row["low"], row["high"]) for row in band["data"]["values"]] == [(0.1, 0.4), (0.2, 0.5), (0.2, 0.5)]


@pytest.mark.parametrize("deadline", [date(2400, 1, 1), date(2999, 12, 31), date.max])
@pytest.mark.parametrize("width", [350, 880])
def test_a_deadline_however_far_has_its_chart(deadline: date, width: int) -> None:
    days = Days(opens=OPENS, deadline=deadline, until=OPENS)
    spec = forecast_chart([line("Ensemble", point(OPENS, 0.2), role="headline")], days, width=width)
    axes = [layer["encoding"]["x"]["axis"] for layer in marks(spec, "point")]
    assert all(1 <= len(axis["values"]) <= 6 for axis in axes)


def test_the_words_tell_the_lines_that_are_drawn_and_count_the_others() -> None:
    lines = [line(f"F{place}", point(OPENS, 0.1)) for place in range(MOST_LINES + 2)]
    told = chart_words(lines, DAYS)
    assert f"F{MOST_LINES - 1}:" in told and f"F{MOST_LINES}:" not in told and "2 more in the table" in told


def test_a_single_forecast_of_today_is_a_dot_with_its_range() -> None:
    today = Days(opens=OPENS, deadline=DEADLINE, until=OPENS)
    spec = forecast_chart([line("Ensemble", point(OPENS, 0.2, 0.1, 0.4), role="headline")], today, width=350)
    assert not marks(spec, "line") and not marks(spec, "area")
    assert [layer["data"]["values"][0]["high"] for layer in marks(spec, "rule") if "data" in layer] == [0.4]
    assert len(marks(spec, "point")) == 1


def test_the_deadline_and_the_resolution_are_marked_and_what_came_out() -> None:
    known = date(2024, 7, 5)
    days = Days(opens=OPENS, deadline=DEADLINE, until=DEADLINE, settled=known, outcome=0.0)
    spec = forecast_chart([line("Ensemble", point(OPENS, 0.2), role="headline")], days, width=880)
    strokes = [layer["encoding"]["x"]["datum"] for layer in marks(spec, "rule") if "data" not in layer]
    assert strokes == [DEADLINE.toordinal(), known.toordinal()]
    (came,) = [layer for layer in marks(spec, "point") if layer["mark"].get("shape") == "diamond"]
    assert came["encoding"]["y"]["datum"] == 0.0


def test_a_scale_of_probabilities_begins_at_zero_and_holds_everything_shown() -> None:
    for high in (0.03, 0.15, 0.28, 0.44, 0.93, 1.0):
        lead = line("Ensemble", point(OPENS, high / 2, 0.0, high), role="headline")
        (band,) = marks(forecast_chart([lead], DAYS, width=880), "area")
        low, top = band["encoding"]["y"]["scale"]["domain"]
        assert low == 0.0 and high <= top <= 1.0


def test_numbers_have_a_scale_with_zero_and_their_threshold() -> None:
    lead = line("counts", point(OPENS, 1200.0, 300.0, 4000.0), role="headline")
    spec = forecast_chart([lead], DAYS, width=880, unit="death", threshold=5000.0)
    (band,) = marks(spec, "area")
    assert band["encoding"]["y"]["scale"]["domain"] == [0.0, 5000.0]
    assert any(layer["encoding"]["y"].get("datum") == 5000.0 for layer in marks(spec, "rule"))


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.floats(0, 1), min_size=1, max_size=14),
    width=st.sampled_from((350, 560, 880)),
    span=st.integers(1, 4000),
)
def test_names_stay_inside_and_apart_whatever_the_forecasts(values: list[float], width: int, span: int) -> None:
    days = Days(opens=OPENS, deadline=OPENS + timedelta(span), until=OPENS + timedelta(span // 2))
    lines = [line(f"forecaster {i}", point(OPENS, p), role="headline" if i == 0 else "member")
             for i, p in enumerate(values)]  # fmt: skip
    spec = forecast_chart(lines, days, width=width)
    names = [layer for layer in marks(spec, "text") if "data" in layer]
    assert len(names) == min(len(values), MOST_LINES)
    heights = sorted(layer["encoding"]["y"]["value"] for layer in names)
    assert all(b - a >= NAME_LINE - 1e-6 for a, b in pairwise(heights))
    assert heights[0] >= 0 and heights[-1] <= PLOT_HEIGHT
    (line_,) = {tuple(layer["encoding"]["x"]["scale"]["range"]) for layer in marks(spec, "point")}
    assert line_[1] <= width


def test_words_from_outside_are_drawn_as_words() -> None:
    lead = line("<script>\x00alert", point(OPENS, 0.2, 0.1, 0.3), role="headline")
    drawn = draw(forecast_chart([lead], DAYS, width=350), ident="x", title="t", description=chart_words([lead], DAYS))
    assert "<script" not in drawn.text and "&lt;script&gt;" in drawn.text and "\x00" not in drawn.text


def test_the_description_tells_every_line_and_the_deadline() -> None:
    lines = [line("Ensemble", *(point(OPENS + timedelta(n), 0.1 + n / 100) for n in range(6)), role="headline"),
             line("Hazard", point(OPENS, 0.5))]  # fmt: skip
    said = chart_words(lines, DAYS)
    assert "Ensemble: 2 earlier, then 12" in said and "Hazard: 50" in said and "Deadline 30 June 2024." in said


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(ValueRangeError, match="0 lines"):
        forecast_chart([], DAYS, width=350)
    with pytest.raises(ValueRangeError, match="each with a forecast"):
        forecast_chart([line("Ensemble")], DAYS, width=350)
