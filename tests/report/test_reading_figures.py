"""Figures of the reader: one form for scripts, 80 columns for people, a missing suite is said and nothing is 0 %."""

from __future__ import annotations

import io
import json

from rich.console import Console

from contingent.report.extraction import CPU, ReadingFigures, Row, reading_figures_json, render_reading_figures
from contingent.scoring.extraction.scored import METRICS, Miss


def row(slice_: str, metric: str, value: float | None, n: int = 7, **more: object) -> Row:
    return Row(subject="contingent", slice=slice_, metric=metric, value=value, n=n, **more)  # type: ignore[arg-type]


FIGURES = ReadingFigures(
    rows=(
        *(row("seed text", metric, 1.0 if form == "count" else 100.0) for metric, form in METRICS.items()),
        row("seed page", "voices", None, 0),
        row("suite dev", "value+unit+comparator+speaker", 55.55, 212, interval=(45.1, 64.9)),
        row("suite first read", "value+unit+comparator+speaker", 100.0, 241, interval=(100.0, 100.0)),
        row("suite dev", CPU, 0.0312, 6),
        row("newsquant_dev strict, 'one' as in claims", "value F1", 93.0, 461),
        row("newsquant_dev strict, 'one' as in claims", "value+unit F1", 86.8, 461),
        row("article a_story_with_a_long_name", "value F1", 87.6, 30),
    ),
    data_through="2031-05-05",
    missing=("seed page: there is no page.html.",),
    misses=(Miss(article="seed", metric="time", words="q1 [bold]“in May”[/bold]: no time"),),
)


def printed(*, misses: bool = False) -> str:
    stream = io.StringIO()
    render_reading_figures(FIGURES, Console(file=stream, width=80, highlight=False, markup=False), misses=misses)
    return stream.getvalue()


def test_every_line_fits_eighty_columns_and_no_metric_is_cut() -> None:
    text = printed(misses=True)
    assert max(map(len, text.splitlines())) <= 80
    for metric in METRICS:
        assert f"\n{metric} " in text, metric


def test_what_was_not_scored_is_a_dash_and_what_is_not_there_is_said() -> None:
    text = printed()
    voices = next(line for line in text.splitlines() if line.startswith("voices"))
    assert voices.split()[-2:] == ["-", "-"]
    assert ("there is no page.html" in text and "55.5 (45-65)" in text) or "55.6 (45-65)" in text
    assert "q1" not in text and "[bold]“in May”[/bold]" in printed(misses=True)


def test_json_has_the_one_form() -> None:
    told = json.loads(reading_figures_json(FIGURES))
    assert (told["name"], told["data_through"]) == ("reading", "2031-05-05")
    assert all(set(r) == {"subject", "slice", "metric", "value", "n", "interval"} for r in told["rows"])
    assert told["rows"][len(METRICS)]["value"] is None
    assert "misses" not in told and json.loads(reading_figures_json(FIGURES, misses=True))["misses"]
