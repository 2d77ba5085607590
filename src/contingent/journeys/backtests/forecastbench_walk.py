"""The walk through ForecastBench that a replay is made of: a step a set, our word on each, and its resolved rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from contingent.core.errors import DataError
from contingent.core.sockets import Pool
from contingent.forecasting.sets import registry
from contingent.forecasting.sets.baselines import horizon_of, template_names
from contingent.forecasting.sets.choose import Chosen, choose
from contingent.forecasting.sets.resolve import in_words
from contingent.forecasting.sets.rows import DATASETS, Row
from contingent.forecasting.sets.walk import (
    LABEL_LAG_DAYS,
    Sets,
    Step,
    Task,
    key_of,
    plain_step,
    revived_step,
    step,
)
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.progress import Say
from contingent.report.sets.figures import OWN, SetCases
from contingent.sources.forecastbench import ForecastBench

#: sets, counted from the newest, on which learning is shown, and how many of the oldest sets teach
LEARNT_ON = 4
TEACHERS = (1, 3, 6, 10, 14, 18, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """The sets, the steps through them, our word on each, and the steps taught by fewer sets (by their number)."""

    sets: Sets
    steps: tuple[Step, ...]
    chosen: tuple[Chosen, ...]
    taught: Mapping[int, tuple[Step, ...]]


def dues_of(read: ForecastBench, first: date) -> tuple[date, ...]:
    """The sets from `first` on that have questions and a resolution.

    Raises:
        DataError: there is none.
    """
    resolved = {label.row.due for label in read.labels if label.row.question is not None}
    dues = tuple(sorted(day for day in resolved if day >= first))
    if not dues:
        raise DataError(
            f"no set due from {first} on has both its questions and a resolution by then; use a later --as-of, or "
            "fetch the sets with `contingent data pull forecastbench`"
        )
    return dues


def tasks_of(sets: Sets, dues: Sequence[date]) -> list[Task]:
    """A step a set, and for the newest sets one for each number of teachers that leaves a set out."""
    newest = dues[-LEARNT_ON:]
    most = sum(day < newest[0] for day in sets.dues)
    fewer = [Task(due=due, teachers=n) for n in TEACHERS if n < most for due in newest]
    return [*(Task(due=due) for due in dues), *fewer]


def walk(read: ForecastBench, *, as_of: date, first: date, pool: Pool, kept: Path | None, say: Say) -> Walked:
    """Every set from `first` on, and the newest again with fewer teachers; errors as `run_chunks` and `dues_of`."""
    sets = Sets(rows=read.rows, labels=read.labels)
    dues = dues_of(read, first)
    tasks = tasks_of(sets, dues)
    work = Work(
        name="forecastbench",
        key=(read.checksum, as_of.isoformat(), LABEL_LAG_DAYS),
        function=partial(step, sets, registry.members(), LABEL_LAG_DAYS),
        plain=plain_step,
        revive=revived_step,
    )
    made = run_chunks(work, tasks, pool=pool, kept=kept, say=say)
    steps = tuple(one for one, task in zip(made, tasks, strict=True) if task.teachers is None)
    taught: dict[int, list[Step]] = {}
    for one, task in zip(made, tasks, strict=True):
        if task.teachers is not None:
            taught.setdefault(task.teachers, []).append(one)
    return Walked(
        sets=sets,
        steps=steps,
        chosen=choose(sets, steps, registry.rosters()),
        taught={n: tuple(found) for n, found in taught.items()},
    )


def cases_of(walked: Walked) -> SetCases:
    """The rows that resolved after they were due, with what everybody said."""
    labels = {key_of(label.row): label for label in walked.sets.labels}
    rows: list[Row] = []
    places: list[np.ndarray] = []
    for one in walked.steps:
        asked = walked.sets.asked(one.due)
        at = [i for i, row in enumerate(asked) if (found := labels.get(key_of(row))) and found.resolved_on > row.due]
        rows += [asked[i] for i in at]
        places.append(np.array(at, dtype=np.int64))
    known = [labels[key_of(row)] for row in rows]
    said = {
        name: np.concatenate([one.said[name][at] for one, at in zip(walked.steps, places, strict=True)])
        for name in walked.steps[0].said
    }
    said[OWN] = np.concatenate([one.p[at] for one, at in zip(walked.chosen, places, strict=True)])
    names = template_names(rows, {})
    return SetCases(
        source=tuple(row.source for row in rows),
        template=tuple(names[row.source, row.id] for row in rows),
        horizon=np.array([horizon_of(row) or 0 for row in rows], dtype=np.int64),
        market=np.array([row.source not in DATASETS for row in rows], dtype=bool),
        clusters={
            "question": _numbered([f"{row.source} {row.id}" for row in rows]),
            "month of resolution": _numbered([f"{label.resolved_on:%Y-%m}" for label in known]),
            "set": _numbered([row.set for row in rows]),
        },
        due=tuple(row.due for row in rows),
        resolved=tuple(label.resolved_on for label in known),
        text=tuple(in_words(row) for row in rows),
        happened=np.array([label.outcome for label in known], dtype=bool),
        said=said,
    )  # fmt: skip


def _numbered(names: Sequence[str]) -> np.ndarray:
    place = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([place[name] for name in names], dtype=np.int64)
