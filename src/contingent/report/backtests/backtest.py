"""A backtest as values, as figures for scripts, and on a terminal; its page is made by `report/backtests/page.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from contingent.core.plain import plain as plain_values
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.encode import as_text
from contingent.report.numbers import estimate, percent, typeset
from contingent.scoring.figure import Figure as Figure  # told here as well: a backtest is made of them

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

VerdictKind = Literal["beaten", "ahead", "not beaten", "no data", "coverage held", "coverage missed", "undecided"]
#: what the words of a verdict mean, for those who have not met them
MEANT: Mapping[VerdictKind, str] = {
    "beaten": "beaten: the mean score is lower, and the 90% interval of the difference leaves out 0",
    "ahead": "ahead: lower, but chance is not excluded",
    "not beaten": "not beaten: not lower",
    "coverage held": "coverage held: the 90% interval held as many outcomes as asked for",
    "coverage missed": "coverage missed: it did not, by more than chance",
    "undecided": "undecided: it did not, and the windows are too few to tell",
}
SHARES = frozenset({"coverage90", "coverage50", "accuracy", "base rate", "rose", "usually rose"})
#: significant digits of a score in print: a mean over tens of windows bears no more
DIGITS = 3
#: columns of a terminal that a name and a metric take
NAME_COLUMN, METRIC_COLUMN = 36, 11
EXPLAINED: Mapping[str, str] = {
    "CRPS": "CRPS: mean distance of the whole forecast from what happened, in the unit of the series; for a point "
            "forecast it is the absolute error. Less is better.",
    "MIS90": "MIS90: mean score of the 90 % interval, its width plus twenty times every miss. Less is better.",
    "coverage90": "coverage90: how often the 90 % interval held what happened; 90 % is right, more is too wide.",
    "coverage50": "coverage50: the same for the 50 % interval.",
    "MIS": "MIS: mean score of the 90 % interval, its width plus twenty times every miss. Less is better.",
    "IGN": "IGN: mean ignorance in bits, −log₂ of the probability given to the bin that came true; less is better, and "
    "1 bit less is twice the probability.",
    "log loss": "log loss: mean negative logarithm of the probability given to what happened; a coin's is .693. "
                "Less is better.",
    "Brier": "Brier: mean squared distance of the probability from what happened. Less is better.",
    "average precision": "average precision: the mean share of events among the cases called likelier than each event; "
    "1 is perfect, the base rate is no skill.",
    "bias": "bias: mean of the median forecast less what happened, in the unit of the series; 0 is right.",
    "difference": "difference: mean CRPS of our forecaster less that of the row, over the windows both have; below 0 "
    "ours is better.",
    "PIT": "PIT: the share of the forecast that lay below what happened; if forecasts are right its values are even.",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What beats what: a sentence with the figures in it, and why; those `about` one thing stand under its name."""

    kind: VerdictKind
    text: str
    why: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing: its name, a Vega-Lite specification (`report/backtests/charts.py` makes some), and it in words."""

    name: str
    spec: Mapping[str, Any]
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A forecast far from what happened: what it was about and for when, what was said, what came, and its score.

    `case` sorts those of one sort under one heading; `note` says what a reader may want to know of it.
    """

    what: str
    when: str
    said: str
    happened: str
    score: float
    note: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Drawings that belong together, side by side where the page is wide; `note` says how to read them."""

    title: str
    note: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """The past replayed with the future hidden: figures of every forecaster, what they say, and how they were made.

    `summary` answers in a sentence or two. `forecasters` and `slices` pair each name in `rows` with words; a slice in
    `folded` is on the page, but closed. `errors` are our worst forecasts, by `error_metric`. `made` are names and texts
    of provenance. Rows keep their order. `headings` name the first column of a slice whose rows are no forecasters.
    """

    name: str
    title: str
    data_through: date
    rows: tuple[Figure, ...]
    summary: str = ""
    verdicts: tuple[Verdict, ...] = ()
    charts: tuple[Chart, ...] = ()
    errors: tuple[Deviation, ...] = ()
    error_metric: str = ""
    forecasters: tuple[tuple[str, str], ...] = ()
    slices: tuple[tuple[str, str], ...] = ()
    folded: tuple[str, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


def figures_json(backtest: Backtest) -> str:
    """The figures as JSON text in the one form of the house; equal figures, equal bytes.

    Raises:
        ValueRangeError: a value is not finite.
    """
    return as_text(plain_values({"name": backtest.name, "data_through": backtest.data_through, "rows": backtest.rows}))


def against(difference: float, interval: tuple[float, float] | None) -> VerdictKind:
    """What our mean score less another's says; where less is better, a tie is no win.

    >>> against(-1.0, (-2.0, -0.5)), against(-1.0, (-2.0, 0.5)), against(-1.0, None), against(0.0, None)
    ('beaten', 'ahead', 'ahead', 'not beaten')
    """
    if difference >= 0:
        return "not beaten"
    return "beaten" if interval is not None and interval[1] < 0 else "ahead"


def by_slice(rows: Iterable[Figure]) -> dict[str, list[Figure]]:
    """The rows of each slice, slices and rows in the order given."""
    found: dict[str, list[Figure]] = {}
    for row in rows:
        found.setdefault(row.slice, []).append(row)
    return found


def figure_words(metric: str, value: float) -> str:
    """A score in print: shares as percents, the rest to three significant digits.

    >>> figure_words("CRPS", 21949.7), figure_words("log loss", 0.64712)
    ('21,900', '0.647')
    """
    return percent(value) if metric in SHARES and 0 <= value <= 1 else estimate(value, DIGITS)


def columns_of(rows: Sequence[Figure]) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """The metrics of a slice that are columns, and the figures of those that one of several forecasters has alone."""
    metrics: dict[str, list[Figure]] = {}
    for row in rows:
        metrics.setdefault(row.metric, []).append(row)
    several = len({row.forecaster for row in rows}) > 1
    alone = {metric for metric, found in metrics.items() if several and len(found) == 1}
    return tuple(metric for metric in metrics if metric not in alone), tuple(row for row in rows if row.metric in alone)


# ------------------------------------------------------------------ on a terminal


def render_backtest_terminal(backtest: Backtest, console: Console) -> None:
    """Title, summary, verdicts, and a table a slice are on the console; readable at eighty columns."""
    say(console, typeset(backtest.title), style="bold")
    if backtest.summary:
        say(console, typeset(backtest.summary))
    for about, group in groupby(backtest.verdicts, key=lambda verdict: verdict.about):
        if about:
            heading(console, typeset(about))
        words = (f"{verdict.kind.upper()}: {verdict.text} {verdict.why}".rstrip() for verdict in group)
        bullets(console, map(typeset, words))
    labels = dict(backtest.slices)
    for name, rows in by_slice(backtest.rows).items():
        if name in backtest.folded:
            continue
        heading(console, typeset(labels.get(name, name)))
        console.print(_table(rows, console.width, first=dict(backtest.headings).get(name, "Forecaster")))
    if backtest.notes:
        heading(console, "What to know before quoting this")
        bullets(console, map(typeset, backtest.notes))


def _table(rows: Sequence[Figure], width: int, *, first: str) -> Table:
    """The forecasters of a slice with as many metrics as fit."""
    shared, _ = columns_of(rows)
    metrics = shared[: max(1, (width - NAME_COLUMN) // METRIC_COLUMN)]
    cells = {(row.forecaster, row.metric): row for row in rows}
    shown = columns((first, "left"), *((metric, "right") for metric in metrics), ("n", "right"))
    for who in dict.fromkeys(row.forecaster for row in rows):
        own = [cells.get((who, metric)) for metric in metrics]
        words = ["–" if row is None else figure_words(row.metric, row.value) for row in own]
        shown.add_row(plain(who), *words, str(max((row.n for row in own if row is not None), default=0)))
    return shown
