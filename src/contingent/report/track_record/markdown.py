"""A track record as Markdown, for agents and notebooks: every figure, every miss, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from contingent.report.backtests.backtest import Figure
from contingent.report.brief.markdown import words
from contingent.report.numbers import day_words, percent
from contingent.report.track_record.misses import Miss
from contingent.report.track_record.record import TrackRecord, cell_words, counted

FIGURE_COLUMNS = ("forecaster", "slice", "metric", "value", "low", "high", "n")


def figure_cells(row: Figure) -> tuple[object, ...]:
    """A figure in the order of `FIGURE_COLUMNS`; an interval that there is not is two empty cells."""
    low, high = row.interval or (None, None)
    return row.forecaster, row.slice, row.metric, row.value, low, high, row.n


def record_markdown(record: TrackRecord) -> str:
    """The record as Markdown text, questions linked to their own Markdown on the service."""
    parts = [f"# Track record, {day_words(record.as_of)}", "", words(record.summary)]
    if record.rows:
        parts += ["", "## Scores", "", *figures_table(record.rows, dict(record.labels))]
    for name, bins in record.reliability:
        heads = ("said", "happened", "90 % interval", "forecasts", "of them happened")
        rows = [
            (percent(one.said), percent(one.happened), f"{percent(one.interval[0])} to {percent(one.interval[1])}",
             one.n, one.events) for one in bins
        ]  # fmt: skip
        parts += ["", f"## Said and happened: {words(name)}", "", *table(heads, rows)]
    parts += misses_told(record.deviations, "## Where it was most wrong")
    if record.changes:
        parts += ["", "## What changed since the last forecast", ""]
        parts += [
            f"- {asked(one.question, one.id)}: {words(one.forecaster)} {percent(one.before)} on "
            f"{one.before_day.isoformat()}, {percent(one.now)} on {one.now_day.isoformat()}"
            f"{f'; happened: {one.outcome}' if one.outcome else ''}"
            for one in record.changes
        ]
    parts += ["", "## What counts", "", *(f"- {words(one)}" for one in (*counted(record), *record.notes))]
    parts += ["", *(f"{name}: {words(told)}  " for name, told in record.made)]
    return "\n".join(parts) + "\n"


def figures_table(rows: Iterable[Figure], labels: dict[str, str]) -> Iterator[str]:
    """The figures as the lines of a table."""
    heads = ("forecaster", "of", "metric", "value", "90 % interval", "n")
    return table(
        heads,
        (
            (
                row.forecaster, labels.get(row.slice, row.slice), row.metric, cell_words(row.metric, row.value),
                " to ".join(cell_words(row.metric, end) for end in row.interval) if row.interval else "", row.n,
            )
            for row in rows
        ),
    )  # fmt: skip


def misses_told(misses: Sequence[Miss], heading: str) -> Iterator[str]:
    """The misses as a list below a heading; nothing for none."""
    if misses:
        yield from ("", heading, "")
    for one in misses:
        yield (
            f"- {asked(one.what, one.question)}: {words(one.forecaster)} said {words(one.said)} ({words(one.when)}), "
            f"happened: {words(one.happened)} ({words(one.note)}); score {one.score:.3g}"
        )


def asked(text: str, ident: str) -> str:
    """A question as a link to its own Markdown."""
    return f"[{words(text)}](/questions/{quote(ident, safe='')}.md)"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(words(cell) for cell in row)} |"
