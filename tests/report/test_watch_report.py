"""Laws of a digest in print: every departure with its range and q, the least likely first, drawings that hold all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from rich.console import Console

from contingent.core.watching import ChangePoint, Digest, Reading, SeriesKind, Watched
from contingent.report.numbers import NBSP
from contingent.report.watch.charts import GUTTER, HEIGHT, WIDTH, drawings_of
from contingent.report.watch.digest import Line, Origin, WatchReport, those_that_left, those_that_stayed
from contingent.report.watch.feed import watch_entries
from contingent.report.watch.markdown import READING_COLUMNS, reading_rows, watch_markdown
from contingent.report.watch.page import render_watch_page
from contingent.report.watch.terminal import render_watch
from contingent.report.watch.words import by_reason, q_words, summary_words, told_words

AS_OF = date(2022, 3, 10)
FIRST = AS_OF - timedelta(days=29)


def reading(q: float | None, *, statistic: str = "mean", value: float = 12.0, left: bool | None = None) -> Reading:
    return Reading(
        statistic=statistic, label=f"{statistic} of it", value=value, unit="point", low=1.0, high=3.0, p=q, q=q,
        left=(q is not None and q <= 0.1) if left is None else left,
    )  # fmt: skip


def watched(name: str, *readings: Reading, kind: SeriesKind = "index", **more: object) -> Watched:
    days = tuple(FIRST + timedelta(days=n) for n in range(30))
    change = ChangePoint(
        what="level", day=days[10], earliest=days[8], latest=days[11], probability=0.97, before=2.0, after=12.0,
        unit="point",
    )  # fmt: skip
    return Watched(
        series=name, label=f"Series {name}", kind=kind, unit="point", place=None, first=FIRST, last=AS_OF,
        last_value=12.5, observations=30, reference_first=date(2019, 3, 1), reference_last=date(2022, 2, 8),
        readings=readings, changes=(change,) if any(one.left for one in readings) else (), words=(),
        expected=tuple((day, 1.0, 3.0) for day in days), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def digest(*series: Watched, **more: object) -> Digest:
    return Digest(
        schema_version="1", as_of=AS_OF, period_days=30, false_discovery_rate=0.1, rate_words="The rate is so.",
        delay_words="The delay is so.", watched=series, unread=(("a", "too old"), ("b", "too short"), ("c", "too old")),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def report(*series: Watched) -> WatchReport:
    lines = tuple(
        Line(series=one.series, days=tuple(FIRST + timedelta(days=n) for n in range(-60, 30)),
             values=tuple(2.0 + (n > 70) * 10 for n in range(90)))
        for one in series if one.left
    )  # fmt: skip
    return WatchReport(digest=digest(*series), lines=lines, origins=(Origin(source="x", licence="y", series=("z",)),))


MADE = report(
    watched("calm", reading(0.9)),
    watched("odd", reading(0.04), reading(0.01, statistic="median")),
    watched("wild", reading(0.0001), reading(None, statistic="mode")),
)


def on_terminal(value: Digest, width: int = 80) -> str:
    console = Console(width=width, record=True, force_terminal=False, file=StringIO(), highlight=False)
    render_watch(value, console)
    return console.export_text()


def test_the_least_likely_departure_comes_first_everywhere() -> None:
    left = those_that_left(MADE.digest)
    assert [one.series for one in left] == ["wild", "odd"]
    assert [one.series for one in those_that_stayed(MADE.digest)] == ["calm"]
    page, text, told = render_watch_page(MADE), watch_markdown(MADE.digest), on_terminal(MADE.digest)
    for words in (page, text, told):
        places = [words.rindex(f"Series {name}") for name in ("wild", "odd", "calm")]
        assert places == sorted(places)
    assert [row[0] for row in reading_rows(MADE.digest)] == ["wild", "wild", "odd", "odd", "calm"]
    assert all(len(row) == len(READING_COLUMNS) for row in reading_rows(MADE.digest))


def test_a_departure_is_a_sentence_with_the_range_expected_and_its_q() -> None:
    (odd,) = [one for one in MADE.digest.watched if one.series == "odd"]
    median, mean = told_words(odd)
    assert (
        median
        == f"The median of it was 12{NBSP}points; the range expected of it was 1 to 3{NBSP}points (q{NBSP}={NBSP}0.01)."
    )
    assert mean.startswith("The mean of it was 12") and "0.04" in mean


def test_a_reading_that_stayed_and_one_that_is_no_test_are_no_departures() -> None:
    (wild,) = [one for one in MADE.digest.watched if one.series == "wild"]
    assert len(told_words(wild)) == 1
    assert told_words(watched("calm", reading(0.9), reading(None))) == ()


def test_no_z_score_is_ever_told_and_no_q_is_zero() -> None:
    assert q_words(0.0) == q_words(1e-12) == "<0.001" and q_words(1.0) == "1"
    for words in (render_watch_page(MADE), watch_markdown(MADE.digest), on_terminal(MADE.digest)):
        assert "z-score" not in words and "q = 0)" not in words.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ((), "No series could be watched"),
        ((watched("calm", reading(0.9)),), "One series was watched over the 30 days to 10 March 2022; it did not"),
        ((watched("a", reading(0.9)), watched("b", reading(0.5))), "2 series were watched over the 30 days to 10"),
        ((watched("a", reading(0.001)), watched("b", reading(0.5))), "1 left its expected range: Series a."),
    ],
)  # fmt: skip
def test_the_summary_says_how_many_left(series: tuple[Watched, ...], said: str) -> None:
    assert said in summary_words(digest(*series))
    assert on_terminal(digest(*series)).replace("\n", " ").startswith(summary_words(digest(*series))[:60])
    assert said in render_watch_page(report(*series))


def test_what_could_not_be_read_is_told_by_its_reason() -> None:
    assert by_reason(MADE.digest.unread) == [("too old", ["a", "c"]), ("too short", ["b"])]
    assert "a and c: too old" in on_terminal(MADE.digest)


def test_the_rate_the_delay_and_every_warning_are_told() -> None:
    value = replace(MADE.digest, warnings=("Mind this.", "And that."), place="SDN")
    whole = replace(MADE, digest=value)
    for words in (render_watch_page(whole), watch_markdown(value), on_terminal(value)):
        for said in ("The rate is so.", "The delay is so.", "Mind this.", "And that.", "Only series of SDN."):
            assert said in words


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_of_the_terminal_is_wider_than_it(width: int) -> None:
    assert max(map(len, on_terminal(MADE.digest, width).splitlines())) <= width


def test_a_drawing_holds_the_line_the_range_and_the_change() -> None:
    drawings = drawings_of(MADE)
    assert list(drawings) == ["wild", "odd"] and [one.name for one in drawings.values()] == ["left-1", "left-2"]
    spec = drawings["wild"].spec
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["rect", "rule", "area", "line", "line", "point"]
    before, period = (layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert before[-1] == period[0] and len(before) + len(period) == 91  # one line without a gap
    y = spec["layer"][2]["encoding"]["y"]["scale"]["domain"]
    assert y[0] <= 1.0 and y[1] >= 12.0
    x = spec["layer"][2]["encoding"]["x"]["scale"]
    assert x["range"] == [GUTTER, WIDTH] and x["domain"] == ["2021-12-11", "2022-03-10"] and x["type"] == "utc"
    assert (spec["width"], spec["height"]) == (WIDTH, HEIGHT)
    json.dumps(spec, allow_nan=False)
    assert "Its level changed" in drawings["wild"].description and "were expected" in drawings["wild"].description


def test_a_series_without_a_range_or_a_line_is_told_without_them() -> None:
    bare = replace(MADE.digest.watched[2], expected=(), changes=())
    made = replace(MADE, digest=digest(bare))
    marks = [layer["mark"]["type"] for layer in drawings_of(made)["wild"].spec["layer"]]
    assert marks == ["line", "line", "point"]
    assert drawings_of(replace(made, lines=())) == {}
    assert "Series wild" in render_watch_page(replace(made, lines=()))


def test_the_page_needs_nothing_and_lets_nothing_in() -> None:
    hostile = replace(MADE.digest.watched[2], label='<img src=x onerror=alert(1)>"&', notes=("</p><script>x</script>",))
    page = render_watch_page(replace(MADE, digest=digest(hostile)))
    assert "<script" not in page and "<img" not in page and "default-src" in page and "&lt;img" in page
    assert render_watch_page(MADE) == render_watch_page(MADE)


def test_an_entry_says_what_the_page_says_under_an_id_of_its_series_and_day() -> None:
    entries = watch_entries(MADE.digest, page="https://desk.example/watch", authority="desk.example")
    assert [one.title for one in entries] == [f"Series {n} left its expected range" for n in ("wild", "odd")]
    assert entries[0].id == "tag:desk.example,2022-03-10:watch/30/wild"
    assert entries[1].address == "https://desk.example/watch#series-2" and "expected" in entries[1].summary
    alone = watch_entries(digest(MADE.digest.watched[1]), page="x", authority="desk.example")
    assert alone[0].id == entries[1].id
