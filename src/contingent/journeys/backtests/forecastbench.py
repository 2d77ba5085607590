"""ForecastBench replayed: every set forecast from what had resolved by its freeze day, beside plain baselines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from contingent.core.sockets import Pool
from contingent.forecasting.sets import registry
from contingent.forecasting.sets.choose import Options, choose
from contingent.forecasting.sets.walk import Sets
from contingent.journeys.backtests.forecastbench_walk import LEARNT_ON, Walked, cases_of, dues_of, tasks_of, walk
from contingent.journeys.backtests.forecastbench_words import (
    ABLATION,
    BOARD,
    FIRST,
    LEARNING,
    made,
    notes,
    slice_words,
    summary,
)
from contingent.journeys.progress import Say, silent
from contingent.pools import SerialPool
from contingent.report.backtests.backtest import Backtest, Figure
from contingent.report.sets import story
from contingent.report.sets.figures import DATASET, MARKETS, OVERALL, OWN, brier, compared, figures, folded
from contingent.sources.forecastbench import read_forecastbench
from contingent.sources.leaderboards import Standing, read_leaderboards

#: lines of a leaderboard that everybody knows, by their names there
KNOWN_LINES = (
    "Superforecaster median forecast", "Public median forecast", "Imputed Forecaster", "Naive Forecaster", "Always 0.5",
)  # fmt: skip


def backtest_forecastbench(
    folder: Path,
    *,
    as_of: date,
    seed: int = 1,
    pool: Pool | None = None,
    kept: Path | None = None,
    say: Say = silent,
    first: date = FIRST,
) -> Backtest:
    """Every set due from `first` on, forecast from its text and what had resolved by its freeze day, and scored.

    The same arguments give the same values with any pool; with `kept`, sets done are put in that folder and taken from
    it the next time.

    Raises:
        DataError: a file is missing or cannot be read, or no set from `first` on has both questions and resolutions.
        InputError: `kept` cannot be written.
    """
    read = read_forecastbench(folder, as_of=as_of)
    walked = walk(read, as_of=as_of, first=first, pool=pool or SerialPool(), kept=kept, say=say)
    cases = cases_of(walked)
    say("Scoring")
    leads = tuple(registry.LEADS.values())
    scored = figures(cases, leads=leads)
    ablated = compared(cases, _ablations(walked), name=ABLATION)
    curves, learned = _learning(walked)
    boards = _board_rows(read_leaderboards(folder), scored)
    rows = (*scored, *ablated, *learned, *boards)
    names = tuple(dict.fromkeys(row.slice for row in rows))
    newest = [one.due for one in walked.steps[-LEARNT_ON:]]
    told = story.verdicts(cases, scored)
    return Backtest(
        name="forecastbench",
        title="ForecastBench, each set forecast from what had resolved before",
        data_through=read.data_through,
        rows=rows,
        summary=summary(cases, scored),
        verdicts=tuple(told),
        charts=tuple(
            story.charts(
                cases, scored, learning=curves,
                learned_from=f"the sets due {newest[0]} to {newest[-1]}",
            )
        ),
        errors=story.worst(cases),
        error_metric="Brier",
        forecasters=tuple((name, words) for name, words in registry.WHO.items()),
        slices=tuple((name, slice_words(name)) for name in names),
        folded=folded(names),
        notes=notes(read, walked, cases),
        made=made(read, walked, as_of=as_of, seed=seed, first=first),
    )  # fmt: skip


def stages(folder: Path, *, as_of: date, first: date = FIRST) -> int:
    """How many times a backtest of the same arguments says where it is."""
    read = read_forecastbench(folder, as_of=as_of)
    dues = dues_of(read, first)
    return len(tasks_of(Sets(rows=read.rows, labels=read.labels), dues)) + 1


# ------------------------------------------------------- ablation, learning, boards


def _ablations(walked: Walked) -> dict[str, np.ndarray]:
    """Our word on the scored rows with each member, the calibration and the pool left out."""
    found = {}
    for name in (*registry.LEADS.values(), "template_rate", "frozen_price"):
        found[f"without {name}"] = choose(walked.sets, walked.steps, registry.rosters(without=name))
    for name, options in (("calibration", Options(calibrate=False)), ("pool", Options(pool=False)),
                          ("any choice", Options(calibrate=False, pool=False))):  # fmt: skip
        found[f"without {name}"] = choose(walked.sets, walked.steps, registry.rosters(), options=options)
    return {
        name: cases_of(Walked(sets=walked.sets, steps=walked.steps, chosen=chosen, taught={})).said[OWN]
        for name, chosen in found.items()
    }


def _learning(walked: Walked) -> tuple[dict[str, list[tuple[float, float]]], tuple[Figure, ...]]:
    """Brier of the leads and of the template rate on the newest sets by the number of sets that taught them."""
    newest = {one.due for one in walked.steps[-LEARNT_ON:]}
    whole = tuple(one for one in walked.steps if one.due in newest)
    every = sum(day < min(newest) for day in walked.sets.dues)
    curves: dict[str, list[tuple[float, float]]] = {OWN: [], "template_rate": []}
    rows = []
    for n, steps in (*sorted(walked.taught.items()), (every, whole)):
        lead = choose(walked.sets, steps, registry.rosters(), options=Options(calibrate=False, pool=False))
        cases = cases_of(Walked(sets=walked.sets, steps=steps, chosen=lead, taught={}))
        data = ~cases.market
        for who, points in curves.items():
            score = brier(cases.said[who], cases.happened)[data]
            if np.isfinite(score).all():
                points.append((float(n), float(score.mean())))
                taught = "every set then due" if n == every else "1 set" if n == 1 else f"{n} sets"
                rows.append(
                    Figure(
                        forecaster=f"taught by {taught}",
                        slice=f"{LEARNING}, {who}",
                        metric="Brier",
                        value=points[-1][1],
                        n=int(data.sum()),
                    )
                )
    return {who: points for who, points in curves.items() if len(points) > 1}, tuple(rows)


def _board_rows(standings: Sequence[Standing], own: Sequence[Figure]) -> tuple[Figure, ...]:
    """The lines of the widest leaderboard everybody knows, and its best, beside our score on other rows."""
    board = [one for one in standings if one.board == standings[0].board]
    rows = []
    for kind, name in (("dataset", DATASET), ("market", MARKETS), ("overall", OVERALL)):
        lines = {one.model: one for one in board if one.model in KNOWN_LINES}
        if board:
            best = min(board, key=lambda one: one.brier[kind])
            lines = {f"best of the board: {best.model}": best, **{k: v for k, v in lines.items() if v is not best}}
        ours = [row for row in own if (row.forecaster, row.slice, row.metric) == (OWN, name, "Brier")]
        rows += [
            Figure(forecaster="contingent, on the rows here", slice=f"{BOARD}, {kind}", metric="Brier", value=row.value,
                   n=row.n, interval=row.interval) for row in ours if board
        ]  # fmt: skip
        rows += [
            Figure(forecaster=who, slice=f"{BOARD}, {kind}", metric="Brier", value=one.brier[kind], n=one.n[kind])
            for who, one in lines.items()
        ]
    return tuple(rows)
