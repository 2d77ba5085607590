"""The war in Ukraine replayed with the future hidden: fitted at each origin, simulated, held against what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from contingent.core.errors import DataError
from contingent.core.keys import stream_key
from contingent.core.sockets import Pool
from contingent.forecasting.persistence import ERROR_REACH_DAYS
from contingent.forecasting.replay import (
    ABLATIONS,
    HORIZONS,
    LAST_90,
    Answer,
    Task,
    baselines,
    forecasts_at,
    plain_answer,
    revived_answer,
    rising,
)
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.progress import Say, silent
from contingent.pools import SerialPool
from contingent.report.backtests.backtest import Backtest, Verdict
from contingent.report.backtests.hindcast import Slice, below_bare, charts, figures, verdicts
from contingent.scoring.windows import OWN, Window, Windows, score
from contingent.simulating.fitting.fit import STALE_DAYS, VINTAGE, War
from contingent.simulating.fitting.series import KnownSeries, known
from contingent.sources import shipped
from contingent.sources.war import Series, read_series

WAR = "russia_ukraine"
FIRST_ORIGIN = date(2023, 6, 18)
STEP_DAYS = 28
#: the form of the law was chosen on origins before this day
TUNED_BEFORE = date(2024, 1, 1)
LABELS = {
    "losses_general_staff": "Claimed Russian losses",
    "area_economist": "Net Russian gain, The Economist's area",
    "area_deepstate": "Net Russian gain, DeepState's area",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """How much work a hindcast does: paths simulated at each origin, the seed of chance, the first origin."""

    paths: int = 4096
    seed: int = 1
    origins_from: date = FIRST_ORIGIN


def backtest_ukraine(
    folder: Path,
    *,
    as_of: date,
    replay: Replay = Replay(),
    pool: Pool | None = None,
    kept: Path | None = None,
    say: Say = silent,
) -> Backtest:
    """The hindcast of claimed losses and of both area series, every 28 days, as far as `as_of` knew what came.

    At each origin everything is fitted on rows up to that day, futures are simulated without intervention and read off
    as each source would publish them. The same arguments give the same values with any pool; with `kept`, origins done
    are put in that folder and taken from it the next time.

    Raises:
        DataError: a file is missing or cannot be read, or no origin has a known outcome.
        InputError: `kept` cannot be written.
    """
    war = War.from_table(shipped.table(f"{shipped.WARS}/{WAR}"))
    series = {name: read_series(folder, name, as_of=as_of) for name in war.series.values()}
    origins = _origins(series.values(), replay.origins_from)
    if not origins:
        raise DataError(
            f"no origin from {replay.origins_from} on has an outcome {min(HORIZONS.values())} days later by {as_of}; "
            "wanted one. Use a later --as-of, or earlier origins."
        )
    work = Work(name="ukraine", key=(), function=forecasts_at, plain=plain_answer, revive=revived_answer)
    tasks = [_task(origin, series, war=war, replay=replay) for origin in origins]
    answers = run_chunks(work, tasks, pool=pool or SerialPool(), kept=kept, say=say)
    skipped: list[str] = []
    slices = [
        _slice(name, horizon, found, answers, skipped, up=rising(name, war))
        for name, found in series.items() for horizon in HORIZONS
    ]  # fmt: skip
    told = [verdict for found in slices for verdict in verdicts(found, seed=replay.seed, chosen_before=TUNED_BEFORE)]
    later = [part for found in slices if (part := found.later(TUNED_BEFORE)) is not None]
    return Backtest(
        name="ukraine",
        title="The war in Ukraine, forecast as if each past day were today",
        data_through=max(found.days[-1] for found in series.values()),
        rows=tuple(row for found in (*slices, *later) for row in figures(found, seed=replay.seed)),
        summary=_summary(told, slices, later, seed=replay.seed),
        verdicts=tuple(told),
        charts=tuple(charts(slices, seed=replay.seed)),
        forecasters=_forecasters(),
        slices=tuple((found.name, found.words) for found in (*slices, *later)),
        folded=tuple(found.name for found in later),
        notes=_notes(slices, answers, skipped),
        made=_made(series, as_of=as_of, replay=replay, origins=origins),
    )


def stages(folder: Path, *, as_of: date, replay: Replay = Replay()) -> int:
    """How many times a backtest of the same arguments says where it is."""
    war = War.from_table(shipped.table(f"{shipped.WARS}/{WAR}"))
    return len(_origins((read_series(folder, name, as_of=as_of) for name in war.series.values()), replay.origins_from))


def _task(origin: date, series: Mapping[str, Series], *, war: War, replay: Replay) -> Task:
    """What a worker is told of an origin: its own seed, and rows up to it."""
    return Task(
        origin=origin,
        series={name: known(found, origin) for name, found in series.items() if found.days[0] <= origin},
        war=war,
        paths=replay.paths,
        seed=stream_key("hindcast", replay.seed, origin.isoformat()) % 2**31,
    )


def _origins(series: Iterable[Series], first: date) -> list[date]:
    """Every 28 days from `first` to the last day with the shortest outcome in some series."""
    shortest = timedelta(days=min(HORIZONS.values()))
    last = max(found.days[-1] for found in series) - shortest
    count = (last - first).days // STEP_DAYS + 1
    return [first + timedelta(days=STEP_DAYS * place) for place in range(max(count, 0))]


def _slice(
    name: str, horizon: str, series: Series, answers: Sequence[Answer], skipped: list[str], *, up: bool
) -> Slice:
    """The windows of a series at a horizon; `skipped` gets a word for each origin at which a gap hides an end."""
    days = HORIZONS[horizon]
    whole = known(series, series.days[-1])
    windows = []
    for answer in answers:
        end = answer.origin + timedelta(days=days)
        if answer.origin < series.days[0] or end > series.days[-1]:
            continue
        gap = max(_gap(whole, answer.origin), _gap(whole, end))
        if gap > STALE_DAYS:
            skipped.append(f"{answer.origin}, {name}, {horizon}: {gap} days without a row")
            continue
        outcome = whole.at(end) - whole.at(answer.origin)
        own = {who: draws for (who, where, when), draws in answer.draws.items() if (where, when) == (name, horizon)}
        scores = {who: score(draws, outcome) for who, draws in own.items()}
        windows.append(Window(origin=answer.origin, horizon_days=days, outcome=outcome, scores=scores))
    return Slice(
        series=name,
        horizon=horizon,
        label=LABELS.get(name, series.label),
        unit=series.unit,
        windows=Windows(tuple(windows), STEP_DAYS),
        baselines=(*(law.name for law in baselines(up)), LAST_90),
        ablations=tuple((who, words) for who, (words, _) in ABLATIONS.items()),
        allowed=_ceasefires(answers, windows, horizon),
    )


def _ceasefires(answers: Sequence[Answer], windows: Sequence[Window], horizon: str) -> tuple[tuple[str, float], ...]:
    """How likely our forecasts took a cease-fire to be within their window, on average; nothing where none was made."""
    origins = {window.origin for window in windows}
    shares = [answer.ceasefire[horizon] for answer in answers if answer.origin in origins and answer.ceasefire]
    return (("a cease-fire within the window", sum(shares) / len(shares)),) if shares else ()


def _gap(series: KnownSeries, day: date) -> int:
    """Days from the last row on or before `day`."""
    return (day - max(found for found in series.days if found <= day)).days


def _summary(told: Sequence[Verdict], slices: Sequence[Slice], later: Sequence[Slice], *, seed: int) -> str:
    beaten, ahead, lost = (sum(verdict.kind == kind for verdict in told) for kind in ("beaten", "ahead", "not beaten"))
    held = sum(verdict.kind == "coverage held" for verdict in told)
    judged = held + sum(verdict.kind in ("coverage missed", "undecided") for verdict in told)
    kinds = [verdicts(found, seed=seed)[0].kind for found in later]
    lower = sum(kind in ("beaten", "ahead") for kind in kinds)
    bare = [below for found in slices if (below := below_bare(found, seed=seed)) is not None]
    return (
        f"Against a bare continuation of the last 30, 90 or 180 days, or of nothing, our forecast scores better (mean "
        f"CRPS) in {sum(bare)} of {len(bare)} comparisons; against every baseline, those with a spread of their past "
        f"errors too, in {beaten + ahead} of {beaten + ahead + lost}, and in {beaten} of them by more than chance. On "
        f"origins from {TUNED_BEFORE} alone, after those on which its form was chosen, it is better than every "
        f"baseline in {lower} of {len(kinds)}. In {held} of {judged} the 90% interval held between 85 and 95% of the "
        "outcomes. Few windows are independent of one another: this describes these years and proves little."
    )


def _forecasters() -> tuple[tuple[str, str], ...]:
    return (
        (OWN, "the baseline fitted at each origin on rows to that day, simulated with no intervention"),
        *((name, f"the same without {words}") for name, (words, _) in ABLATIONS.items()),
        ("persistence_30d, _90d, _180d", "the change of the last so many days goes on at its pace: a bare value, whose "
         "CRPS is its absolute error"),
        ("zero_change", "nothing changes: a bare value"),
        ("…_spread", "the same with a normal law (of claimed losses: lognormal) around it, as wide as its own errors "
         f"were: their root mean square over origins of the last {ERROR_REACH_DAYS} days whose outcome was known "
         "by then. Of a year's forecasts too few are, so that 12 months take half a year's errors, scaled up; of an "
         "area the errors of 2022 make it far too wide until late 2023. Of the reaches tried (365 days, all) "
         "this is the stronger for losses"),
        (LAST_90, "the mean of the last three months, lognormal (of an area: normal) with the spread that three months "
         "leave, and no shock after the origin"),
    )  # fmt: skip


def _notes(slices: Sequence[Slice], answers: Sequence[Answer], skipped: Sequence[str]) -> tuple[str, ...]:
    refused = [answer for answer in answers if answer.refused]
    tuned = sum(answer.origin < TUNED_BEFORE for answer in answers)
    empty = [found.name for found in slices if not found.windows.windows]
    return (
        "Losses are those that the General Staff of one belligerent claims, the area that of two mapping groups; the "
        "forecasts are of the published series, not of the truth.",
        VINTAGE,
        f"The form of the law and the sizes of its priors were chosen on the {tuned} origins before {TUNED_BEFORE}, "
        "whose outcomes reach into the next year, by people who know how this war went and had seen scores of every "
        "origin. Later origins are told apart; only days after the data end would test it untouched.",
        "A window shares days with its neighbours: intervals are of a bootstrap in blocks as long as the overlap, "
        "stretched to cover as they say if scores are alike only as far as windows overlap, and none where two blocks "
        "do not fit; intervals of coverage count independent windows only.",
        "The strongest baseline is found after the fact, which is hard on us rather than easy.",
        "The test of the PIT takes outcomes for sums of independent daily changes; errors that last from one origin to "
        "the next make its probability too small.",
        *([f"No window: {', '.join(empty)}."] if empty else []),
        f"{len(skipped)} windows left out for a gap of more than {STALE_DAYS} days"
        + (f": {'; '.join(skipped)}." if skipped else "."),
        f"{len(refused)} of {len(answers)} origins without a fit of ours"
        + (f": {'; '.join(f'{answer.origin}: {answer.refused}' for answer in refused)}" if refused else "."),
    )


def _made(
    series: Mapping[str, Series], *, as_of: date, replay: Replay, origins: Sequence[date]
) -> tuple[tuple[str, str], ...]:
    return (
        ("Make it again", f"contingent backtest ukraine --as-of {as_of} --paths {replay.paths} --seed {replay.seed}"),
        ("Origins", f"{len(origins)}, every {STEP_DAYS} days from {origins[0]} to {origins[-1]}"),
        ("Horizons", ", ".join(f"{name}: {days} days" for name, days in HORIZONS.items())),
        ("Paths and seed", f"{replay.paths:,} an origin; {replay.seed}"),
        *(
            (found.name, f"{found.source}; {found.licence}; {found.days[0]} to {found.days[-1]}; sha256 "
             f"{found.checksum}")
            for found in series.values()
        ),
    )  # fmt: skip
