"""How well texts were read: figures in the one form of the house, and tables of 80 columns on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contingent.core.plain import plain as plain_values
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.encode import as_text
from contingent.scoring.extraction.scored import METRICS, Miss

if TYPE_CHECKING:
    from rich.console import Console

OWN = "contingent"
#: figures that are no share: told as they are
COUNTS = frozenset(name for name, form in METRICS.items() if form == "count")
CPU = "CPU-s an article"
#: of each article the terminal tells these; the rest is in the JSON
_OF_AN_ARTICLE = ("value F1", "value+unit F1", "speaker", "conditionals", "assertions", "events", "checks")
_SHORT = {"value F1": "value", "value+unit F1": "+unit", "conditionals": "if", "assertions": "future"}
_TITLES = {"seed": "The seed article", "suite": "Annotated articles"}
#: a table with so few metrics has them side by side
_FEW = 3
ARTICLE_SLICE = "article "
_NOTES = (
    "F1: harmonic mean of the share of what people found that was found, and of what was found that is right; "
    "“quantities false”, “comment numbers as facts” and “checks not asked for” are counts, of n given; all else are "
    "shares of what people annotated, in percent. n: how many things people annotated. Of each article: numbers by "
    "value, with unit, by who says them; “if”: conditionals; “future”: statements about it. In brackets the 90 % "
    "interval, whole articles drawn again. “Like unit”: spelled otherwise (m, metre) or named more narrowly (hostage, "
    "person) counts as one. Dev: the reader's rules were made with these articles in view. First read: held out, no "
    "rule is made for what is missed in them, so theirs are the figures to expect of a new article."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: in percent (counts and CPU seconds as they are), None where nothing was there to score."""

    subject: str
    slice: str
    metric: str
    value: float | None
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFigures:
    """The figures of the suites present; `missing` says in a line each which are not."""

    rows: tuple[Row, ...]
    data_through: str | None
    missing: tuple[str, ...] = ()
    misses: tuple[Miss, ...] = ()
    name: str = "reading"


def reading_figures_json(figures: ReadingFigures, *, misses: bool = False) -> str:
    """The figures as JSON text in the one form; with `misses`, each thing missed as well. Equal in, equal out."""
    told = {"name": figures.name, "data_through": figures.data_through, "rows": figures.rows}
    more = {"missing": figures.missing} | ({"misses": figures.misses} if misses else {})
    return as_text(plain_values(told | more))


def render_reading_figures(figures: ReadingFigures, console: Console, *, misses: bool = False) -> None:
    """A table a suite is on the console, then a line an article, what is missing, and with `misses` every miss."""
    slices = list(dict.fromkeys(row.slice for row in figures.rows))
    articles = [name for name in slices if name.startswith(ARTICLE_SLICE)]
    suites: dict[str, list[str]] = {}
    for name in slices:
        if name not in articles:
            suites.setdefault(name.split()[0], []).append(name)
    for suite, names in suites.items():
        heading(console, _TITLES.get(suite, suite))
        _table(figures.rows, suite, names, console)
    if articles:
        heading(console, "Each article")
        _articles(figures.rows, articles, console)
    console.print()
    say(console, _NOTES, style="dim")
    if misses:
        for article in dict.fromkeys(miss.article for miss in figures.misses):
            heading(console, f"Missed in {article}")
            bullets(console, [f"{m.metric}: {m.words}" for m in figures.misses if m.article == article])
    if figures.missing:
        heading(console, "Not there")
        bullets(console, figures.missing)


def _table(rows: Sequence[Row], suite: str, names: Sequence[str], console: Console) -> None:
    metrics = dict.fromkeys(row.metric for row in rows if row.slice in names)
    at = {(row.slice, row.metric): row for row in rows}
    if len(metrics) <= _FEW:
        few = columns(("Scored", "left"), *((metric, "right") for metric in metrics), ("n", "right"))
        for name in names:
            told = [_cells(at.get((name, metric))) for metric in metrics]
            few.add_row(plain(name.removeprefix(suite).strip(" ,")), *(value for value, _ in told), told[0][1])
        console.print(few)
        return
    named = [(name.removeprefix(suite).strip(" ,") or suite, "right") for name in names]
    table = columns(("Metric", "left"), *(column for name, _ in named for column in ((name, "right"), ("n", "right"))))
    for metric in metrics:
        cells = [cell for name in names for cell in _cells(at.get((name, metric)))]
        table.add_row(plain(metric), *cells)
    console.print(table)


def _articles(rows: Sequence[Row], names: Sequence[str], console: Console) -> None:
    table = columns(("Article", "left"), *((_SHORT.get(metric, metric), "right") for metric in _OF_AN_ARTICLE))
    at: Mapping[tuple[str, str], Row] = {(row.slice, row.metric): row for row in rows}
    for name in names:
        found = [at.get((name, metric)) for metric in _OF_AN_ARTICLE]
        told = ["-" if row is None or row.value is None else f"{row.value:.0f}" for row in found]
        table.add_row(plain(name.removeprefix(ARTICLE_SLICE)), *told)
    console.print(table)


def _cells(row: Row | None) -> tuple[str, str]:
    if row is None or row.value is None:
        return "-", "-"
    if row.metric == CPU:
        return f"{row.value:.3f}", str(row.n)
    if row.metric in COUNTS:
        return f"{row.value:.0f}", str(row.n)
    between = "" if row.interval is None else f" ({row.interval[0]:.0f}-{row.interval[1]:.0f})"
    return f"{row.value:.1f}{between}", str(row.n)
