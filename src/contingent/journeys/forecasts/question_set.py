"""A question set of ForecastBench answered in full: every question, date and combination, as a valid submission."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from contingent.core.errors import DataError, InputError, LeakError
from contingent.core.sockets import Evidence
from contingent.core.times import today
from contingent.forecasting.sets import registry
from contingent.forecasting.sets.choose import LEAD, choose, group_of
from contingent.forecasting.sets.combination import agreement, combined
from contingent.forecasting.sets.forecaster import SetForecaster, Word, Words
from contingent.forecasting.sets.resolve import question_of
from contingent.forecasting.sets.rows import DATASETS, MARKETS, History, Known, Row
from contingent.forecasting.sets.templates import conflict_templates
from contingent.forecasting.sets.usable import usable_labels
from contingent.forecasting.sets.walk import LABEL_LAG_DAYS, Sets, Step, Task, known_at, say_rows, step
from contingent.journeys.files import staged_files
from contingent.journeys.forecasts.question_set_words import set_report
from contingent.journeys.keep import keep_forecasts
from contingent.journeys.progress import Say, silent
from contingent.report.sets.page import SetReport, render_set_html
from contingent.sources.forecastbench import QuestionSet, find_folder, read_forecastbench, read_question_set
from contingent.sources.histories import read_histories
from contingent.sources.shipped import countries
from contingent.sources.submission import Submission, answer, check, submission_text

#: newest sets on which candidates are compared; each costs a fit of every member
COMPARED_SETS = 8
STAGES = COMPARED_SETS + 3
#: significant digits of a forecast in a submission
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """In whose name a submission is made."""

    organization: str
    model: str = "contingent"
    model_organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSet:
    """The words on every row of a set, the submission made of them, and what to say about it."""

    asked: QuestionSet
    words: Words
    submission: Submission
    report: SetReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFiles:
    """Where a forecast of a set was written: the file to hand in, and its page."""

    submission: Path
    html: Path


def forecast_set(
    set_file: Path,
    *,
    data: Path,
    who: Who,
    as_of: date | None = None,
    histories: Mapping[tuple[str, str], History] | None = None,
    say: Say = silent,
) -> ForecastSet:
    """Every question of the set has a probability for each of its dates, and the submission validates.

    Args:
        set_file: a question set of ForecastBench.
        data: the folder of earlier sets and their resolutions, from which members learn what had resolved before
            `as_of`; it may hold none.
        who: in whose name the submission is.
        as_of: the day of the forecast; today, or the due day where that was before.
        histories: series by source and id; those that lie in `data` where none are passed.
        say: told of each stage.

    Raises:
        DataError: the set or a file of `data` cannot be read.
        LeakError: `as_of` lies after the due day, when outcomes may be known, or before the freeze.
        InputError: the set asks nothing, or the organization cannot be part of a file name.
    """
    asked = read_question_set(set_file)
    submission = Submission(
        organization=who.organization,
        model=who.model,
        model_organization=who.model_organization or who.organization,
        question_set=asked.name,
        forecast_due_date=asked.due,
        forecasts=(),
    )
    file_name = submission.file_name()  # a wrong name is said before the work
    if not asked.rows:
        raise InputError(f"{set_file} asks nothing; wanted a question set of ForecastBench")
    freeze = max(row.freeze for row in asked.rows)
    as_of = as_of or min(today(), asked.due)
    if not freeze <= as_of <= asked.due:
        raise LeakError(
            f"the set is frozen on {freeze} and due on {asked.due}, as_of is {as_of}: its prices are known from the "
            "freeze on, and after the due day its outcomes are. Name a day between the two with --as-of."
        )
    if histories is None:
        histories = read_histories(data, as_of=as_of) if data.is_dir() else {}
    sets, notes = _sets(data, asked, as_of=as_of, histories=histories)
    known = known_at(sets, as_of)
    steps = _compared(sets, asked, as_of, say=say)
    say("Forecasting the set")
    words = Words(as_of=as_of, words=tuple(_words(sets, steps, asked, known)))
    submission = replace(
        submission,
        forecasts=tuple(
            answer(word.row, float(f"{word.p:.{DIGITS}g}"), reasoning=word.reasoning) for word in words.words
        ),
    )
    check(submission, asked, file_name=file_name)
    say("Done")
    report = set_report(asked, words, known, (len(steps) - 1, notes))
    return ForecastSet(asked=asked, words=words, submission=submission, report=report)


def write_set(made: ForecastSet, folder: Path, *, number: int = 1, keep: str | Path | None = None) -> SetFiles:
    """The submission, under the name it is handed in by, and its page are in `folder`, both whole.

    With `keep`, every question and forecast is in that ledger, too: all of it is done, or nothing.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
        LedgerError: the ledger cannot be written; nothing has changed.
    """
    name = made.submission.file_name(number)
    files = SetFiles(submission=folder / name, html=folder / f"{name.removesuffix('.json')}.html")
    texts = {files.submission: submission_text(made.submission), files.html: render_set_html(made.report)}
    with staged_files(texts):
        if keep is not None:
            keep_words(made.words, keep)
    return files


def keep_words(words: Words, where: str | Path) -> int:
    """Every question of the words, and its forecast, is in the ledger at `where`, once; returns how many rows that is.

    Raises:
        LedgerError: the ledger cannot be written; nothing was.
    """
    forecaster, evidence = SetForecaster(words), Evidence(as_of=words.as_of)
    templates, places = conflict_templates([word.row for word in words.words]), _places()
    questions = [
        question_of(word.row, as_of=words.as_of, template=templates.get(word.row.id), place=places.get)
        for word in words.words
    ]
    made = [forecaster.forecast(asked, as_of=words.as_of, evidence=evidence) for asked in questions]
    return keep_forecasts(questions, [one for one in made if one is not None], where, as_of=words.as_of)


# ------------------------------------------------------------------- forecasting


def _sets(
    data: Path, asked: QuestionSet, *, as_of: date, histories: Mapping[tuple[str, str], History]
) -> tuple[Sets, tuple[str, ...]]:
    """Earlier sets and the one asked, whose single questions include the parts of its combinations."""
    singles = [row for row in asked.rows if not row.parts] + [
        replace(row, question=row.question or "") for row in asked.parts
    ]
    read = read_forecastbench(data, as_of=as_of) if _has_sets(data) else None
    if read is None:
        return Sets(rows=tuple(singles), labels=(), histories=histories), ("No earlier set was at hand to learn from.",)
    before = [row for row in read.rows if row.due < asked.due]
    labels = tuple(label for label in read.labels if label.row.due < asked.due)
    notes = tuple(f"{note}." for note in read.notes)
    return Sets(rows=(*before, *singles), labels=labels, histories=histories), notes


def _has_sets(data: Path) -> bool:
    """Whether earlier sets are at hand; a folder that is there but holds none is no error."""
    if not data.is_dir():
        return False
    try:
        place = find_folder(data)
    except DataError:
        return False
    return any(place.glob("*_sets/*.json"))


def _compared(sets: Sets, asked: QuestionSet, as_of: date, *, say: Say) -> list[Step]:
    """A step for each of the newest earlier sets with its questions, and one for the set asked, as of `as_of`."""
    earlier = [due for due in sets.dues if due < asked.due and sets.asked(due)][-COMPARED_SETS:]
    models = registry.members()
    steps = []
    for due in earlier:
        say(f"Looking back at the set of {due}")
        steps.append(step(sets, models, LABEL_LAG_DAYS, Task(due=due)))
    strange = sorted({row.source for row in sets.asked(asked.due)} - {*DATASETS, *MARKETS})
    known = known_at(sets, as_of)
    said = say_rows(registry.members(also=strange), known, sets.asked(asked.due))
    return [*steps, Step(due=asked.due, as_of=as_of, said=said, labels=len(known.labels))]


def _words(sets: Sets, steps: Sequence[Step], asked: QuestionSet, known: Known) -> list[Word]:
    """Our word on every row of the set in its order, combinations from the words on their parts."""
    last, chosen = steps[-1], choose(sets, steps, registry.rosters())[-1]
    singles: dict[tuple[str, str, date | None], Word] = {}
    for place, row in enumerate(sets.asked(asked.due)):
        group = group_of(row.source)
        lead = registry.rosters()[group].chain
        speaker = next(name for name in lead if not math.isnan(last.said[name][place]))
        by = chosen.by_group[group]
        beside = tuple((name, float(said[place])) for name, said in last.said.items() if not np.isnan(said[place]))
        singles[_single(row, row.id)] = Word(
            row=row,
            p=float(chosen.p[place]),
            by=speaker if by == LEAD else f"{speaker}, {by.removeprefix('lead, ')}",
            members=tuple(one for one in beside if one[0] != "always_half"),
        )
    shared = {source: agreement(usable_labels(known, (source,))) for source in DATASETS}
    return [
        _combination(row, singles, shared.get(row.source, 0.0)) if row.parts else singles[_single(row, row.id)]
        for row in asked.rows
    ]


def _single(row: Row, ident: str) -> tuple[str, str, date | None]:
    return row.source, ident, row.resolution_date if row.source in DATASETS else None


def _combination(row: Row, singles: Mapping[tuple[str, str, date | None], Word], correlation: float) -> Word:
    """The word on a combination: its parts' words, and how much outcomes of one day agree."""
    parts = [singles[_single(row, part)].p for part in row.parts]
    alone = math.prod(p if sign > 0 else 1.0 - p for p, sign in zip(parts, row.direction, strict=True))
    p = combined(parts[0], parts[1], (row.direction[0], row.direction[1]), correlation) if len(parts) == 2 else alone
    return Word(
        row=row,
        p=p if 0.0 < p < 1.0 else alone,
        by="combination",
        members=tuple((f"part {place}", one) for place, one in enumerate(parts, start=1)),
    )


def _places() -> Mapping[str, str]:
    """The alpha-3 code of each state by its name."""
    return {state.name: state.iso3 for state in countries().states}
