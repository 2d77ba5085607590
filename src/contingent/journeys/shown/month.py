"""What was settled in one month: where forecasts were most wrong, and the month's scores beside the base rate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

from contingent.core.errors import InputError, MissingError
from contingent.journeys.recorded import Record
from contingent.journeys.track_record.filter import region_of
from contingent.journeys.track_record.score import main_forecaster, misses
from contingent.journeys.track_record.standing import Stood, called, known_outcomes, measured, stood, with_baselines
from contingent.report.backtests.backtest import Figure
from contingent.report.track_record.misses import Miss, worst
from contingent.scoring.track import ALL, BASE_RATE, Called, base_rates, call_scores, measure_scores

MOST_MISSES = 10
#: of a month's yes-no questions these are told; AUROC and the like of a few questions say little
TOLD = ("Brier", f"Brier less {BASE_RATE}", "log loss")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A month in a list of months: how many questions were settled, void among them, and how they were called.

    `called` is of how many yes-no questions `own` had said something before the event; None: of none, so no score.
    """

    month: str
    settled: int
    void: int
    called: int
    own: str
    brier: float | None
    base_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRecord:
    """Of what was settled in a month: the largest misses of every forecaster, both ways, and the scores.

    `before` and `after` are the nearest months in which something was settled, "" where there is none. `unspoken` is
    of how many questions nobody had said anything before the event. `wrong` counts, of the `scored` forecasts (the last
    of each forecaster before the event), those on the wrong side of one half or whose 90 % interval did not hold.
    """

    month: str
    as_of: date
    over: bool
    settled: int
    void: int
    unspoken: int
    hindsight: int
    own: str
    rows: tuple[Figure, ...]
    misses: tuple[Miss, ...]
    scored: int
    wrong: int
    before: str = ""
    after: str = ""


def month_of(text: str, *, as_of: date) -> str:
    """The month that a text names, such as "2026-03", if it had begun by `as_of`.

    Raises:
        InputError: it names none.
        MissingError: the month had not begun.
    """
    if not _MONTH.fullmatch(text) or text < "0001":
        raise InputError(f"the month is {text[:40]!r}; wanted year and month, such as {as_of.isoformat()[:7]}.")
    if text > as_of.isoformat()[:7]:
        raise MissingError(
            f"{text} had not begun on {as_of.isoformat()}: nothing can have been settled in it. "
            f"Ask for {as_of.isoformat()[:7]} or a month before."
        )
    return text


def months_of(record: Record) -> tuple[MonthLine, ...]:
    """Every month in which a question was settled, the newest first."""
    found = stood(record)
    own = main_forecaster(found) if found.settled else ""
    cases: dict[str, list[Called]] = {}
    for case, month in _cases(found):
        cases.setdefault(month, []).append(case)
    settled = _settled(record)
    rates, topics = base_rates(known_outcomes(record)), {name: one.topic for name, one in record.questions.items()}
    lines = []
    for month in sorted(settled, reverse=True):
        mine = [case for case in cases.get(month, ()) if case.forecaster == own]
        rate = [case for case in with_baselines(mine, rates, topics) if case.forecaster == BASE_RATE]
        lines.append(
            MonthLine(
                month=month,
                settled=settled[month][False],
                void=settled[month][True],
                called=len(mine),
                own=own,
                brier=fmean(case.brier for case in mine) if mine else None,
                base_rate=fmean(case.brier for case in rate) if rate else None,
            )
        )
    return tuple(lines)


def month_record(record: Record, month: str, months: Sequence[MonthLine], *, seed: int = 1) -> MonthRecord:
    """What was settled in the month, as far as the record's day knew; the same record gives the same values.

    `months` are those of `months_of`.
    """
    inside = _within(record, month)
    found = stood(inside)
    cases = [case for case, _ in _cases(found)]
    rates, topics = base_rates(known_outcomes(record)), {name: one.topic for name, one in record.questions.items()}
    rows: list[Figure] = []
    if cases:
        told = call_scores(with_baselines(cases, rates, topics), name=ALL, seed=seed)
        rows = [row for row in told if row.metric in TOLD]
    numbers = [pair for history in found.settled if (pair := measured(history)) is not None]
    for unit in sorted({unit for unit, _ in numbers}):
        rows += measure_scores([case for held, case in numbers if held == unit], name=f"unit={unit}", seed=seed)
    wrong = misses(found)
    spoken = {history[0].question.id for history in found.settled}
    others = sorted(line.month for line in months)
    return MonthRecord(
        month=month,
        as_of=record.as_of,
        over=record.as_of.isoformat()[:7] > month,
        settled=found.counts.settled,
        void=found.counts.void,
        unspoken=found.counts.settled - len(spoken),
        hindsight=found.counts.hindsight,
        own=main_forecaster(stood(record)) if months and months[0].own else "",
        rows=tuple(rows),
        misses=worst(wrong, MOST_MISSES),
        scored=len(found.settled),
        wrong=len(wrong),
        before=max((one for one in others if one < month), default=""),
        after=min((one for one in others if one > month), default=""),
    )


def _cases(found: Stood) -> Iterable[tuple[Called, str]]:
    """Every settled yes-no case, with the month in which its outcome was known."""
    for history in found.settled:
        case, told = called(history, region_of=region_of), history[-1].resolution
        if case is not None and told is not None:
            yield case, told.resolved_on.isoformat()[:7]


def _settled(record: Record) -> dict[str, Counter[bool]]:
    """By month of the outcome that holds, how many questions were void (True) and how many not (False)."""
    found: dict[str, Counter[bool]] = {}
    for name in record.questions:
        told = record.outcome(name)
        if told is not None:
            month = told.resolution.resolved_on.isoformat()[:7]
            found.setdefault(month, Counter())[told.resolution.outcome is None] += 1
    return found


def _within(record: Record, month: str) -> Record:
    """The record with the questions alone whose outcome, the one that holds, was known in the month."""
    names = {
        name
        for name in record.questions
        if (told := record.outcome(name)) is not None and told.resolution.resolved_on.isoformat()[:7] == month
    }
    return replace(
        record,
        questions={name: one for name, one in record.questions.items() if name in names},
        forecasts=tuple(said for said in record.forecasts if said.forecast.question in names),
        resolutions={name: told for name, told in record.resolutions.items() if name in names},
        orphans=0,
    )
