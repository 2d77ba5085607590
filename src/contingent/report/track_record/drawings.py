"""What a track record draws, by section: each drawing with its name, title, words for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contingent.report.backtests.backtest import Figure
from contingent.report.charts import Spec
from contingent.report.numbers import percent, percent_range
from contingent.report.track_record.charts import Mark, marks_chart, reliability_chart, separation_chart
from contingent.report.track_record.misses import words
from contingent.report.track_record.record import Bin, By, TrackRecord, cell_words, label_of, rows_by
from contingent.scoring.track import ALL, BASE_RATE, HALF

#: of so many forecasters, our own first, the bins are drawn
MOST_FORECASTERS = 4
BRIER_OF_HALF = 0.25
COVERAGE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart before it is drawn: `name` is unique in its record, `description` says in words what it shows."""

    name: str
    title: str
    description: str
    spec: Spec


def drawings_of(record: TrackRecord) -> dict[str, tuple[Drawing, ...]]:
    """The drawings of each section that has some, by the section's id; the same record gives the same values."""
    own = record.reliability[:MOST_FORECASTERS]
    areas = {row.forecaster: row for row in record.rows if (row.slice, row.metric) == (ALL, "AUROC")}
    found: dict[str, tuple[Drawing, ...]] = {
        "forecasters": _forecasters(record),
        "reliability": tuple(_reliability(place, name, bins) for place, (name, bins) in enumerate(own, start=1)),
        "apart": tuple(
            _apart(place, name, bins, areas.get(name)) for place, (name, bins) in enumerate(own, start=1)
            if 0 < sum(one.events for one in bins) < sum(one.n for one in bins)
        ),
        **{by: _slices(record, by) for by in _GROUPED},
        "numbers": _coverage(record),
    }  # fmt: skip
    return {name: drawn for name, drawn in found.items() if drawn}


_GROUPED: Mapping[By, str] = {"topic": "topic", "region": "region", "horizon": "time ahead"}


def _reliability(place: int, name: str, bins: Sequence[Bin]) -> Drawing:
    told = "; ".join(
        f"said {percent(one.said)}, happened {percent(one.happened)} of {one.n:,} (90% interval "
        f"{percent_range(*one.interval)})" for one in bins
    )  # fmt: skip
    return Drawing(
        name=f"reliability-{place}", title=f"Reliability of {words(name)}", description=f"{told}.",
        spec=reliability_chart(bins),
    )  # fmt: skip


def _apart(place: int, name: str, bins: Sequence[Bin], area: Figure | None) -> Drawing:
    told = "; ".join(
        f"{percent(one.low)} to {percent(one.high)}: {one.events:,} happened, {one.n - one.events:,} did not"
        for one in bins
    )
    also = "" if area is None else f" AUROC {_with_interval(area)}."
    return Drawing(
        name=f"apart-{place}", title=f"What {words(name)} had said",
        description=f"Of what happened and of what did not. {told}.{also}", spec=separation_chart(bins),
    )  # fmt: skip


def _forecasters(record: TrackRecord) -> tuple[Drawing, ...]:
    """Every forecaster's Brier score over all questions, the best first, beside the two baselines."""
    rows = sorted(
        (row for row in record.rows if (row.slice, row.metric) == (ALL, "Brier")),
        key=lambda row: (row.value, row.forecaster),
    )
    if len(rows) < 2:
        return ()
    marks = [
        Mark(name=words(row.forecaster), value=row.value, interval=_drawn(row), own=row.forecaster == record.own,
             text=f"{_with_interval(row)} · n {row.n:,}")
        for row in rows
    ]  # fmt: skip
    told = "; ".join(f"{words(row.forecaster)} {_with_interval(row)} over {row.n:,}" for row in rows)
    spec = marks_chart(marks, extent=_extent(rows))
    title = "Brier score of each forecaster"
    return (Drawing(name="forecasters", title=title, description=f"{told}. Less is better.", spec=spec),)


def _slices(record: TrackRecord, by: By) -> tuple[Drawing, ...]:
    """Our own Brier score in each slice with its interval, the base rate's beside it; nothing for one slice only."""
    cells = {(row.slice, row.forecaster): row for row in rows_by(record, by) if row.metric == "Brier"}
    pairs = [(row, cells.get((name, BASE_RATE))) for (name, who), row in cells.items() if who == record.own]
    if len(pairs) < 2:
        return ()
    marks, told = [], []
    for row, rate in pairs:
        name = label_of(record, row.slice)
        beside = f", base rate {cell_words('Brier', rate.value)}" if rate is not None else ""
        marks.append(Mark(name=name, value=row.value, interval=_drawn(row), text=_end(row, rate),
                          beside=None if rate is None else rate.value))  # fmt: skip
        told.append(f"{name} {_with_interval(row)}{beside}, {row.n:,} questions")
    extent = _extent([row for pair in pairs for row in pair if row is not None])
    return (
        Drawing(
            name=f"by-{by}", title=f"Brier score of {words(record.own)} by {_GROUPED[by]}",
            description=f"{'; '.join(told)}. Less is better.", spec=marks_chart(marks, extent=extent),
        ),
    )  # fmt: skip


def _coverage(record: TrackRecord) -> tuple[Drawing, ...]:
    """How often 90 % intervals held what happened, a row a forecaster and unit, beside the line they should meet."""
    rows = [row for row in record.rows if row.metric == "coverage90"]
    if not rows:
        return ()
    marks = [
        Mark(name=f"{words(row.forecaster)}, {label_of(record, row.slice).lower()}", value=row.value,
             interval=row.interval, own=row.forecaster == record.own, text=f"{percent(row.value)} of {row.n:,}")
        for row in rows
    ]  # fmt: skip
    told = "; ".join(
        f"{mark.name}: {mark.text}" + (f" ({percent_range(*mark.interval)})" if mark.interval else "") for mark in marks
    )
    spec = marks_chart(marks, extent=(0.0, 1.0), line=(COVERAGE, "90\u00a0% is right"), share=True)
    title = "How often the 90% interval held what happened"
    return (Drawing(name="coverage", title=title, description=f"{told}. 90% is right.", spec=spec),)


def _end(row: Figure, rate: Figure | None) -> str:
    beside = f" against {cell_words('Brier', rate.value)}" if rate is not None else ""
    return f"{cell_words('Brier', row.value)}{beside} · n {row.n:,}"


def _drawn(row: Figure) -> tuple[float, float] | None:
    """The interval, where it is one: always one half has none to speak of."""
    return None if row.forecaster == HALF else row.interval


def _with_interval(row: Figure) -> str:
    value = cell_words(row.metric, row.value)
    around = _drawn(row)
    if around is None or around[0] == around[1]:
        return value
    return f"{value} ({cell_words(row.metric, around[0])} to {cell_words(row.metric, around[1])})"


def _extent(rows: Sequence[Figure]) -> tuple[float, float]:
    """From nought to what holds all scores, and the intervals up to a half more than one half's score."""
    ends = [row.interval[1] for row in rows if row.interval is not None]
    values = [row.value for row in rows]
    return 0.0, max([BRIER_OF_HALF, *values, min(max(ends, default=0.0), 1.5 * BRIER_OF_HALF)])
