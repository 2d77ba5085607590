"""The track record as of a day: what was forecast before the event, and how it came out, beside plain baselines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent.core.belief import Probability
from contingent.journeys.files import replace_files
from contingent.journeys.progress import Say, silent
from contingent.journeys.recorded import Record, record_at
from contingent.journeys.remembered import Remembered
from contingent.journeys.track_record.filter import WHOLE, Only, of_forecaster, part_of, region_of, within
from contingent.journeys.track_record.standing import (
    Standing,
    Stood,
    bands,
    by_lead,
    called,
    known_outcomes,
    measured,
    outcome_of_event,
    stood,
    time_weighted,
    with_baselines,
)
from contingent.report.backtests.backtest import Figure
from contingent.report.leads import READER, WORDS_ONLY
from contingent.report.numbers import belief_words, day_words, estimate, percent, unit_words
from contingent.report.track_record.misses import LIKELY, OUTSIDE, UNLIKELY, Miss, worst
from contingent.report.track_record.page import render_track_record_html
from contingent.report.track_record.record import Bin, Change, Counts, TrackRecord, track_record_json
from contingent.report.track_record.words import notes_of, slice_labels, summary_words
from contingent.scoring.track import (
    ALL,
    BASE_RATE,
    HALF,
    Called,
    base_rates,
    call_scores,
    measure_scores,
    reliability_bins,
)
from contingent.scoring.windows import OWN

MOST_DEVIATIONS, MOST_CHANGES = 8, 12
#: what our own best forecasters are called
PREFERRED = (OWN, "ensemble")
_FIGURES: Remembered[tuple[Figure, ...]] = Remembered(512)
NOTHING_KEPT = (
    "The ledger holds no forecast yet. `contingent brief` and `contingent forecast` keep what they say there."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFiles:
    """Where a track record was written."""

    html: Path
    json: Path


def make_track_record(where: str | Path, *, as_of: date, seed: int = 1, say: Say = silent) -> TrackRecord:
    """The track record of the ledger at a path, as of a day; later rows change nothing, nor does the order of rows.

    Raises:
        LedgerError: there is no ledger at `where`, or it cannot be read.
    """
    record = record_at(where, as_of=as_of)
    say("Scoring")
    return track_record(record, seed=seed)


def track_record(record: Record, *, seed: int = 1, only: Only = WHOLE) -> TrackRecord:
    """The track record of what a ledger held, or of a part of it; the same record gives the same values.

    The base rate counts every outcome that was known, whatever the part. With a forecaster, counts, errors and changes
    are its own; what others said makes its peer score.
    """
    inside = part_of(record, only)
    found = within(stood(inside), only.horizon)
    told = found if only.forecaster is None else within(stood(of_forecaster(inside, only.forecaster)), only.horizon)
    made = _made(record)
    if not told.settled:
        return TrackRecord(
            as_of=record.as_of, counts=told.counts, summary=_nothing(told.counts, record, only), made=made,
            changes=_changes(told),
        )  # fmt: skip
    own = only.forecaster or main_forecaster(found)
    primary = [case for history in found.settled if (case := called(history, region_of=region_of)) is not None]
    numbers = [pair for history in found.settled if (pair := measured(history)) is not None]
    scored = _scores(found, primary, record, seed=seed)
    for unit in sorted({unit for unit, _ in numbers}):
        scored += measure_scores([case for held, case in numbers if held == unit], name=f"unit={unit}", seed=seed)
    if only.forecaster is not None:
        scored = [row for row in scored if row.forecaster in (own, BASE_RATE, HALF)]
        primary = [case for case in primary if case.forecaster == own]
    mine = [case for case in primary if case.forecaster == own]
    terms = reliability_bins(mine)[0].decomposition() if mine else None
    return TrackRecord(
        as_of=record.as_of,
        counts=told.counts,
        summary=summary_words(told.counts, scored, own, record.as_of),
        own=own,
        rows=tuple(scored),
        labels=slice_labels(scored),
        reliability=_reliability(primary, own),
        terms=() if terms is None else tuple((name, getattr(terms, name)) for name in terms.__slots__),
        deviations=worst(misses(told, own), MOST_DEVIATIONS),
        changes=_changes(told),
        notes=notes_of(primary),
        made=made,
    )


def write_track_record(record: TrackRecord, folder: Path, *, say: Say = silent) -> ScoreFiles:
    """`score.html` and `score.json` are in `folder`, both whole.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
    """
    say("Drawing the report")
    files = ScoreFiles(html=folder / "score.html", json=folder / "score.json")
    replace_files({files.html: render_track_record_html(record), files.json: track_record_json(record)})
    return files


def _scores(found: Stood, primary: Sequence[Called], record: Record, *, seed: int) -> list[Figure]:
    """All figures of yes-no questions: over all, by topic, by region, by days ahead, and over the days."""
    rates = base_rates(known_outcomes(record))
    topics = {name: question.topic for name, question in record.questions.items()}
    groups: dict[str, list[Called]] = {ALL: list(primary)} if primary else {}
    for name in sorted({name for case in primary for name in case.slices}):
        groups[name] = [case for case in primary if name in case.slices]
    leads = [cases for history in found.settled for cases in (by_lead(history),)]
    for name in bands():
        inside = [cases[name] for cases in leads if name in cases]
        if inside:
            groups[f"horizon={name}"] = inside
    scored: list[Figure] = []
    for name, cases in groups.items():
        scored += _figures(tuple(with_baselines(cases, rates, topics)), name, seed)
    weighted = [case for history in found.settled if (case := time_weighted(history)) is not None]
    if weighted and found.counts.earlier:  # else it is the same again
        scored += _figures(tuple(weighted), "time-weighted", seed)
    return scored


def _figures(cases: tuple[Called, ...], name: str, seed: int) -> tuple[Figure, ...]:
    """The figures of a slice, counted once for the same cases: a row that settles nothing changes none of them."""
    key = hashlib.sha256(repr((name, seed, cases)).encode("utf-8", "surrogatepass")).hexdigest()
    return _FIGURES.of(key, lambda: call_scores(cases, name=name, seed=seed))


def main_forecaster(found: Stood) -> str:
    """The forecaster whose slices are shown: of ours, else of all, the one with most settled questions.

    A reader, or an article's own words, is shown so only where nobody else spoke.
    """
    counts = Counter(history[0].forecast.forecaster for history in found.settled)
    ours = [name for name in PREFERRED if name in counts]
    models = [name for name in counts if name != WORDS_ONLY and not name.startswith(READER)]
    return min(ours or models or counts, key=lambda name: (-counts[name], name))


def _nothing(counts: Counts, record: Record, only: Only) -> str:
    if not record.forecasts:
        return NOTHING_KEPT
    what = "No forecast can be scored yet" if only == WHOLE else "No forecast of what was chosen can be scored yet"
    said = [f"{what}: questions settled {counts.settled:,}, due {counts.due:,}, running "
            f"{counts.open:,}."]  # fmt: skip
    if counts.hindsight:
        said.append(f"Written down after the event were {counts.hindsight:,} of the forecasts.")
    if counts.due:
        said.append("`contingent settle` lists what is due.")
    return " ".join(said)


def _reliability(primary: Sequence[Called], own: str) -> tuple[tuple[str, tuple[Bin, ...]], ...]:
    names = sorted({case.forecaster for case in primary}, key=lambda name: (name != own, name))
    found = []
    for name in names:
        bins, around = reliability_bins([case for case in primary if case.forecaster == name])
        kept = tuple(
            Bin(low=one.low, high=one.high, said=one.said or 0.0, happened=one.happened or 0.0, interval=ends, n=one.n)
            for one, ends in zip(bins.bins, around, strict=True)
            if one.n
        )
        found.append((name, kept))
    return tuple(found)


def misses(found: Stood, forecaster: str | None = None) -> list[Miss]:
    """Forecasts far from what happened, of one forecaster or of all: surprises, and numbers outside their interval."""
    told = []
    for history in found.settled:
        last = history[-1]
        if (forecaster is not None and last.forecast.forecaster != forecaster) or last.resolution is None:
            continue
        belief, came = last.forecast.belief, outcome_of_event(last.question, last.resolution)
        if isinstance(belief, Probability) and came is not None:
            if (belief.p < 0.5) == came and belief.p != 0.5:
                case = UNLIKELY if came else LIKELY
                told.append(_miss(last, percent(belief.p), "yes" if came else "no", (belief.p - came) ** 2, case))
            continue
        pair = measured(history)
        if pair is not None and pair[1].in90 is False:
            middle, around = belief_words(belief)
            unit = unit_words(pair[0])
            happened = f"{estimate(float(last.resolution.outcome or 0.0), 3)} {unit}"
            told.append(_miss(last, f"{middle} ({around})", happened, pair[1].crps, OUTSIDE, unit=unit))
    return told


def _miss(last: Standing, said: str, happened: str, score: float, case: str, *, unit: str = "") -> Miss:
    assert last.resolution is not None  # told of settled questions alone
    return Miss(
        question=last.question.id,
        what=last.question.text,
        forecaster=last.forecast.forecaster,
        made=last.made,
        days_ahead=last.lead,
        said=said,
        happened=happened,
        known=last.resolution.resolved_on,
        source=last.resolution.source,
        score=score,
        case=case,
        unit=unit,
    )


def _changes(found: Stood) -> tuple[Change, ...]:
    """The largest moves between the last two forecasts of a question by one forecaster, open questions first."""
    told = []
    for history in (*found.open, *found.settled):
        if len(history) < 2 or history[-1].made == history[-2].made:
            continue
        before, now = history[-2], history[-1]
        if not isinstance(before.forecast.belief, Probability) or not isinstance(now.forecast.belief, Probability):
            continue
        came = outcome_of_event(now.question, now.resolution)
        told.append(
            Change(
                id=now.question.id,
                question=now.question.text,
                forecaster=now.forecast.forecaster,
                before=before.forecast.belief.p,
                now=now.forecast.belief.p,
                before_day=before.made,
                now_day=now.made,
                deadline=now.question.deadline,
                outcome="" if came is None else "yes" if came else "no",
            )
        )
    told.sort(key=lambda one: (one.outcome != "", -abs(one.moved), one.question, one.forecaster))
    return tuple(told[:MOST_CHANGES])


def _made(record: Record) -> tuple[tuple[str, str], ...]:
    last = record.last
    rows = (("Ledger", f"its last row that counts is row {last.seq:,}, with hash {last.hash}"),) if last else ()
    return (("Known by", day_words(record.as_of)), *rows)
