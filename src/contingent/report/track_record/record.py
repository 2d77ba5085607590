"""A track record as values, as figures for scripts, and on a terminal; its page is made by `track_record/page.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from contingent.core.plain import plain as plain_values
from contingent.report.backtests.backtest import DIGITS, Figure
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.encode import as_text
from contingent.report.numbers import MINUS, day_words, estimate, percent, typeset
from contingent.report.track_record.misses import Miss

if TYPE_CHECKING:
    from rich.console import Console

By = Literal["topic", "region", "horizon", "forecaster"]
GROUPS: Mapping[By, str] = {
    "forecaster": "By forecaster", "topic": "By topic", "region": "By region", "horizon": "By time ahead",
}  # fmt: skip
#: metrics of the record that `report/backtests/backtest.py` does not explain
EXPLAINED: Mapping[str, str] = {
    "Brier": "Brier: mean squared distance of the probability from what happened; always one half has .25. "
    "Less is better.",
    "Brier less base_rate_so_far": "less base rate: the row's Brier score less that of the base rate, over the "
    "questions both have; below 0 the row is better.",
    "Brier less always_half": "less one half: the same against always saying one half.",
    "log loss": "log loss: mean negative logarithm of the probability given to what happened; always one half has "
    ".693. Less is better.",
    "AUROC": "AUROC: how often, of an event and a non-event, the event had the higher probability; .5 is chance, "
    "1 is perfect.",
    "peer score": "peer score: as Metaculus has it, 100 times the log of the probability given to what happened less "
    "the mean log of the other forecasters of the question; above 0 is better than they.",
    "CRPS": "CRPS: mean distance of the whole forecast from what happened, in the unit of the question. Less is "
    "better.",
    "coverage90": "90% held: how often the 90% interval held what happened; 90% is right.",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What went into a track record and what did not; every forecast of the ledger is in one of the counts.

    Of questions: `settled` with an outcome, `void`, `due` (deadline past, open), `open` (deadline to come). Of
    forecasts: `scored` (the last of a forecaster before the event), `earlier` ones of the same, `hindsight` (written
    down after the event), `unsettled` (of open and void questions), `unscorable` (a number for a yes-no question).
    """

    settled: int = 0
    void: int = 0
    due: int = 0
    open: int = 0
    scored: int = 0
    earlier: int = 0
    hindsight: int = 0
    unsettled: int = 0
    unscorable: int = 0
    corrected: int = 0
    orphans: int = 0

    @property
    def questions(self) -> int:
        """All questions of the ledger."""
        return self.settled + self.void + self.due + self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts between `low` and `high`: their mean, the share that came with its 90 % interval, and how many."""

    low: float
    high: float
    said: float
    happened: float
    interval: tuple[float, float]
    n: int

    @property
    def events(self) -> int:
        """How many of them came."""
        return round(self.happened * self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A forecaster's last two forecasts of one question, `outcome` in words where it is known; `id` is that of the
    question.
    """

    id: str
    question: str
    forecaster: str
    before: float
    now: float
    before_day: date
    now_day: date
    deadline: date
    outcome: str = ""

    @property
    def moved(self) -> float:
        """The change of the probability."""
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """What was forecast before the event, and how it came out, as of a day.

    `own` is the forecaster that slices are told of. `reliability` pairs forecasters with their bins. `terms` are
    Murphy's of `own`, by name. `deviations` are the largest errors; `changes` the largest moves between the last two
    forecasts of a question, open questions first.
    """

    as_of: date
    counts: Counts
    summary: str
    own: str = ""
    rows: tuple[Figure, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()  # slice, words
    reliability: tuple[tuple[str, tuple[Bin, ...]], ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    deviations: tuple[Miss, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()


def track_record_json(record: TrackRecord, *, by: By | None = None) -> str:
    """The figures in the one form of the house, with the counts and the reliability; equal records, equal bytes.

    Raises:
        ValueRangeError: a value is not finite.
    """
    return as_text(
        plain_values(
            {
                "name": "track_record",
                "data_through": record.as_of,
                "rows": rows_by(record, by) if by else record.rows,
                "counts": record.counts,
                "reliability": [{"forecaster": name, "bins": bins} for name, bins in record.reliability],
                "summary": record.summary,
            }
        )
    )


def rows_by(record: TrackRecord, by: By) -> tuple[Figure, ...]:
    """The figures of a grouping: by forecaster those over all questions and units, else those of its slices."""
    if by == "forecaster":
        return tuple(row for row in record.rows if "=" not in row.slice or row.slice.startswith("unit="))
    return tuple(row for row in record.rows if row.slice.startswith(f"{by}="))


def cell_words(metric: str, value: float) -> str:
    """A figure in print, so that those of a column can be compared: shares in percent, differences with their sign.

    >>> cell_words("Brier", 0.1), cell_words("Brier less always_half", -0.05), cell_words("CRPS", 1234.0)
    ('0.100', '−0.050', '1,230')
    """
    if metric == "coverage90":
        return percent(value)
    if metric == "CRPS":
        return estimate(value, DIGITS)
    if metric == "peer score":
        return _signed(value, 1)
    return _signed(value, 3) if "less" in metric else f"{value:.3f}"


def _signed(value: float, places: int) -> str:
    text = f"{value:+.{places}f}"
    return text.replace("-", MINUS) if float(text) else text[1:]


def label_of(record: TrackRecord, slice_: str) -> str:
    """A slice in words."""
    return dict(record.labels).get(slice_, slice_)


def counted(record: TrackRecord) -> tuple[str, ...]:
    """What is in the record and what was left out, in sentences."""
    c = record.counts
    said = [
        f"Questions in the ledger: {c.questions:,}. Settled {c.settled:,}, void {c.void:,}, due and not settled "
        f"{c.due:,}, still running {c.open:,}."
    ]
    if c.scored:
        said.append(
            f"Forecasts scored: {c.scored:,}, the last of each forecaster before the event; {c.earlier:,} earlier ones "
            "of the same forecasters count only by time ahead and over time."
        )
    if c.hindsight:
        said.append(f"Forecasts written down after the event, which do not count: {c.hindsight:,}.")
    if c.unsettled:
        said.append(f"Forecasts of questions that are open or void: {c.unsettled:,}.")
    if c.unscorable:
        said.append(
            f"Forecasts that cannot be held against the outcome, one being a number and one not: {c.unscorable:,}."
        )
    if c.corrected:
        said.append(f"Outcomes corrected, the earlier words still in the ledger: {c.corrected:,}.")
    if c.orphans:
        said.append(f"Forecasts or outcomes of questions that the ledger does not hold: {c.orphans:,}.")
    return tuple(said)


# ------------------------------------------------------------------ on a terminal


def render_track_record(record: TrackRecord, console: Console, *, by: By = "forecaster") -> None:
    """Summary, one table, the largest errors and the counts are on the console; readable at eighty columns."""
    say(console, f"Track record as of {day_words(record.as_of)}", style="bold")
    say(console, typeset(record.summary))
    rows = rows_by(record, by)
    if rows:
        heading(console, GROUPS[by])
        if by == "forecaster":
            _forecasters(record, rows, console)
        else:
            _slices(record, rows, console)
    if record.deviations:
        heading(console, "Where it was most wrong")
        bullets(console, (deviation_words(one) for one in record.deviations[:5]))
    heading(console, "What counts")
    bullets(console, map(typeset, counted(record)))


def deviation_words(one: Miss) -> str:
    """A deviation in a sentence."""
    return f"{one.what} " + typeset(f"({one.when}): said {one.said}, happened: {one.happened}.")


def _forecasters(record: TrackRecord, rows: Sequence[Figure], console: Console) -> None:
    metrics = ("Brier", "Brier less base_rate_so_far", "log loss", "peer score")
    cells = {(row.slice, row.forecaster, row.metric): row for row in rows}
    shown = columns(("Forecaster", "left"), *((name, "right") for name in ("Brier", "vs rate", "log", "peer", "n")))
    for who in dict.fromkeys(row.forecaster for row in rows if row.slice == "all"):
        own = [cells.get(("all", who, metric)) for metric in metrics]
        words = ["–" if row is None else cell_words(row.metric, row.value) for row in own]
        shown.add_row(plain(who), *words, str(max(row.n for row in own if row is not None)))
    if shown.row_count:
        console.print(shown)
    for slice_ in dict.fromkeys(row.slice for row in rows if row.slice.startswith("unit=")):
        table = columns((label_of(record, slice_), "left"), ("CRPS", "right"), ("90% held", "right"), ("n", "right"))
        for who in dict.fromkeys(row.forecaster for row in rows if row.slice == slice_):
            crps, held = cells[(slice_, who, "CRPS")], cells.get((slice_, who, "coverage90"))
            table.add_row(
                plain(who),
                cell_words("CRPS", crps.value),
                "–" if held is None else cell_words("coverage90", held.value),
                str(crps.n),
            )
        console.print(table)


def _slices(record: TrackRecord, rows: Sequence[Figure], console: Console) -> None:
    shown = columns((record.own, "left"), *((name, "right") for name in ("Brier", "90%", "vs rate", "n")))
    cells = {(row.slice, row.metric): row for row in rows if row.forecaster == record.own}
    for slice_ in dict.fromkeys(slice_ for slice_, _ in cells):
        brier, against = cells[(slice_, "Brier")], cells.get((slice_, "Brier less base_rate_so_far"))
        around = "–" if brier.interval is None else " to ".join(f"{end:.3f}" for end in brier.interval)
        shown.add_row(
            plain(label_of(record, slice_)),
            cell_words("Brier", brier.value),
            around,
            "–" if against is None else cell_words(against.metric, against.value),
            str(brier.n),
        )
    console.print(shown)
