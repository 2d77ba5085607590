"""False alarms where nothing changes, changes found, and how late: of every kind of series that `watch` knows.

What is found is written for `contingent/data/watch_rates.toml`, which the digest's words are taken from:
`python -m benchmarks watch_rates --json`, or the table itself by `python -m benchmarks.watch_rates`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from scipy.stats import binom, false_discovery_control, kstest

from benchmarks.figures import Figures, Row
from benchmarks.watch_nulls import AS_OF, PROCESSES, generator, series
from contingent.core.watching import Watched
from contingent.watching.discoveries import discovered
from contingent.watching.reading import read

RATE, PERIOD, SEED = 0.1, 30, 1
#: null series of each process; digests of one series and of ten; planted series of each process; series watched daily
NULLS, DIGESTS, IN_DIGEST, PLANTED, DAILY = 100, 130, 10, 100, 40
#: numbers from which series were not looked at while the statistics were made
FRESH = 10_000
CHANGED = (
    "independent normal", "independent Student t, 4 degrees", "AR(1) .5", "AR(1) .7", "AR(1) .9",
    "returns, independent normal", "returns, GARCH with t of 5 degrees", "counts, independent, overdispersed",
)  # fmt: skip
ROLLED = {
    "independent normal": "where days do not remember each other",
    "AR(1) .5": "where each day keeps half of the one before",
    "returns, GARCH with t of 5 degrees": "in the returns of a price whose unrest clusters",
}
#: the statistics in which a change of the level shows
OF_LEVEL = frozenset({"mean", "median", "outside", "farthest", "change_level"})


def alarmed(watched: Sequence[Watched]) -> bool:
    return any(one.left for one in discovered(watched, rate=RATE))


def told(watched: Watched, others: Sequence[Watched]) -> bool:
    first = discovered([watched, *others], rate=RATE)[0]
    return any(reading.left and reading.statistic in OF_LEVEL for reading in first.readings)


def interval(hits: int, of: int) -> tuple[float, float]:
    """The range that holds 95 % of shares of so many digests if the rate is as stated."""
    low, high = binom.ppf([0.025, 0.975], of, RATE) / of
    return float(low), float(high)


def nulls() -> dict[str, list[Watched]]:
    return {
        process: [
            read(series(process, FRESH + number), as_of=AS_OF, period_days=PERIOD, seed=SEED) for number in range(NULLS)
        ]
        for process in PROCESSES
    }


def false_alarms(unchanged: dict[str, list[Watched]]) -> list[Row]:
    rows = []
    every: list[bool] = []
    for process, watched in unchanged.items():
        hits = [alarmed([one]) for one in watched]
        every += hits
        rows.append(Row(subject=process, slice="digest of one, nothing changed", metric="share with any alarm",
                        value=float(np.mean(hits)), n=len(hits), interval=interval(sum(hits), len(hits))))  # fmt: skip
        likely = [any(change.probability >= 0.9 for change in one.changes) for one in watched]
        rows.append(Row(subject=process, slice="nothing changed", metric="share with a change point of chance .9",
                        value=float(np.mean(likely)), n=len(likely)))  # fmt: skip
    rows.append(Row(subject="all", slice="digest of one, nothing changed", metric="share with any alarm",
                    value=float(np.mean(every)), n=len(every), interval=interval(sum(every), len(every))))  # fmt: skip
    pool = [one for watched in unchanged.values() for one in watched]
    order = generator("digests").permutation(len(pool))
    groups = [[pool[i] for i in order[k : k + IN_DIGEST]] for k in range(0, DIGESTS * IN_DIGEST, IN_DIGEST)]
    hits = [alarmed(group) for group in groups]
    rows.append(Row(subject="all", slice="digest of ten, nothing changed", metric="share with any alarm",
                    value=float(np.mean(hits)), n=len(hits), interval=interval(sum(hits), len(hits))))  # fmt: skip
    yekutieli = [_yekutieli(group) for group in groups]
    metric = "share with any alarm, Benjamini-Yekutieli"
    rows.append(Row(subject="all", slice="digest of ten, nothing changed", metric=metric,
                    value=float(np.mean(yekutieli)), n=len(yekutieli)))  # fmt: skip
    for name in sorted({reading.statistic for one in pool for reading in one.readings if reading.p is not None}):
        chances = np.array([r.p for one in pool for r in one.readings if r.statistic == name])
        for at in (0.1, 0.05, 0.01, 0.001):
            rows.append(Row(subject=name, slice="nothing changed", metric=f"share with p <= {at}",
                            value=float((chances <= at).mean()), n=chances.size))  # fmt: skip
        rows.append(Row(subject=name, slice="nothing changed", metric="p of Kolmogorov-Smirnov against uniform",
                        value=float(kstest(chances, "uniform").pvalue), n=chances.size))  # fmt: skip
    return rows


def _yekutieli(group: Sequence[Watched]) -> bool:
    chances = np.sort([r.p for one in group for r in one.readings if r.p is not None])
    places = np.arange(1, chances.size + 1)
    return bool((chances * chances.size / places * (1 / places).sum()).min() <= RATE)


def _told_stricter(watched: Watched, others: Sequence[Watched]) -> bool:
    chances = [(r.p, r.statistic) for one in (watched, *others) for r in one.readings if r.p is not None]
    adjusted = false_discovery_control([p for p, _ in chances], method="by")
    own = sum(reading.p is not None for reading in watched.readings)
    return any(q <= RATE and name in OF_LEVEL for q, (_, name) in zip(adjusted[:own], chances[:own], strict=True))


def companions(unchanged: dict[str, list[Watched]], *names: str | int) -> list[Watched]:
    """Nine unchanged series of any process, to watch a changed one among."""
    pool = [one for watched in unchanged.values() for one in watched]
    return [pool[i] for i in generator("companions", *names).choice(len(pool), IN_DIGEST - 1, replace=False)]


def found(unchanged: dict[str, list[Watched]]) -> list[Row]:
    rows = []
    for process in CHANGED:
        hits, dated, false, stricter = [], [], [], []
        for number in range(PLANTED):
            changed = series(process, 2 * FRESH + number, shift=1.0, shift_days=PERIOD)
            watched = read(changed, as_of=AS_OF, period_days=PERIOD, seed=SEED)
            others = companions(unchanged, process, number)
            hits.append(told(watched, others))
            result = discovered([watched, *others], rate=RATE)
            alarms = [sum(reading.left for reading in one.readings) for one in result]
            false.append(sum(alarms[1:]) / max(sum(alarms), 1))
            stricter.append(_told_stricter(watched, others))
            start = AS_OF - timedelta(days=PERIOD - 1)
            dated += [c.earliest <= start <= c.latest for c in watched.changes if c.what == "level"][:1]
        slice_ = "one deviation for 30 days, one series in ten"
        rows.append(Row(subject=process, slice=slice_, metric="share found", value=float(np.mean(hits)), n=PLANTED))
        rows.append(Row(subject=process, slice=slice_, metric="share found, Benjamini-Yekutieli",
                        value=float(np.mean(stricter)), n=PLANTED))  # fmt: skip
        rows.append(Row(subject=process, slice=slice_, metric="mean share of alarms in unchanged series",
                        value=float(np.mean(false)), n=PLANTED))  # fmt: skip
        rows.append(Row(subject=process, slice=slice_, metric="share whose 90 % range of days holds the start",
                        value=float(np.mean(dated)) if dated else None, n=len(dated)))  # fmt: skip
    return rows


def delays(unchanged: dict[str, list[Watched]]) -> list[Row]:
    rows = []
    start = AS_OF - timedelta(days=PERIOD - 1)
    for process in ROLLED:
        days: list[float] = []
        for number in range(DAILY):
            changed = series(process, 3 * FRESH + number, shift=1.0, shift_days=PERIOD)
            others = companions(unchanged, "daily", process, number)
            days.append(
                next(
                    (
                        day + 1.0
                        for day in range(PERIOD)
                        if told(
                            read(changed.until(start + timedelta(days=day)), as_of=start + timedelta(days=day),
                                 period_days=PERIOD, seed=SEED),
                            others,
                        )
                    ),
                    np.inf,
                )
            )  # fmt: skip
        for share in (0.5, 0.9):
            value = float(np.quantile(days, share, method="inverted_cdf"))
            rows.append(Row(subject=process, slice="watched daily", metric=f"days until {share:.0%} were found",
                            value=value if np.isfinite(value) else None, n=DAILY))  # fmt: skip
        rows.append(Row(subject=process, slice="watched daily", metric="share found within 30 days",
                        value=float(np.isfinite(days).mean()), n=DAILY))  # fmt: skip
    return rows


def daily_alarms() -> list[Row]:
    """A month of digests, one a day: in what share of months is there any alarm where nothing changes?"""
    process, hits, single = "independent normal", [], []
    for number in range(DAILY):
        unchanged = series(process, 4 * FRESH + number)
        alarms = [
            alarmed([read(unchanged.until(day), as_of=day, period_days=PERIOD, seed=SEED)])
            for day in (AS_OF - timedelta(days=back) for back in range(PERIOD))
        ]
        hits.append(any(alarms))
        single.append(float(np.mean(alarms)))
    return [
        Row(subject=process, slice="digest of one, daily for 30 days", metric="share of months with any alarm",
            value=float(np.mean(hits)), n=DAILY),
        Row(subject=process, slice="digest of one, daily for 30 days", metric="share of days with any alarm",
            value=float(np.mean(single)), n=DAILY),
    ]  # fmt: skip


def table(figures: Figures) -> str:
    """The shipped table: what the words of a digest rest on."""

    def figure(subject: str, slice_: str, metric: str) -> float | None:
        return next(r.value for r in figures.rows if (r.subject, r.slice, r.metric) == (subject, slice_, metric))

    one = figure("all", "digest of one, nothing changed", "share with any alarm")
    ten = figure("all", "digest of ten, nothing changed", "share with any alarm")
    month = figure("independent normal", "digest of one, daily for 30 days", "share of months with any alarm")
    slice_ = "one deviation for 30 days, one series in ten"
    lines = [
        f"# measured by `python -m benchmarks.watch_rates`, {time.strftime('%Y-%m-%d')}",
        "[false_alarms]",
        f"rate = {RATE}", f"period_days = {PERIOD}", f"digests_of_one = {one:.4f}", f"digests_of_ten = {ten:.4f}",
        f"months_of_daily_digests = {month:.4f}",
        f'words = "Measured on simulated series in which nothing changes, at a rate of {RATE:.0%} over {PERIOD} days: '
        f"{one:.0%} of digests of one series and {ten:.0%} of digests of ten told of anything; of months in which a "
        f'series is watched every day, {month:.0%} did on some day."',
        "", "[delay]",
    ]  # fmt: skip
    told = []
    for process, plain in ROLLED.items():
        half, most, in_all = (
            figure(process, "watched daily", metric)
            for metric in ("days until 50% were found", "days until 90% were found", "share found within 30 days")
        )
        named = zip(("median_days", "days_for_90_percent", "found_in_30_days"), (half, most, in_all), strict=True)
        lines += [f'[delay."{process}"]', *(f"{name} = {value:g}" for name, value in named if value is not None)]
        last = f"nine in ten after {most:.0f}" if most is not None else f"{in_all:.0%} within 30"
        told.append(f"{plain}, {f'half after {half:.0f} days, ' if half is not None else ''}{last}")
    words = "Watched every day beside nine unchanged series, a level one standard deviation higher was first told of, "
    lines.insert(lines.index("[delay]") + 1, f'words = "{words}{"; ".join(told)}."')
    lines += ["", "[found]", *(f'"{process}" = {figure(process, slice_, "share found"):.4f}' for process in CHANGED)]
    lines += ["", "[provenance]", 'source = "simulated series, measured by python -m benchmarks.watch_rates"']
    return "\n".join(lines) + "\n"


def run() -> Figures:
    begun = time.process_time()
    unchanged = nulls()
    each = (time.process_time() - begun) / (NULLS * len(PROCESSES))
    rows = [Row(subject="watch", slice="one series, simulating it included", metric="CPU seconds", value=each)]
    rows += false_alarms(unchanged) + found(unchanged) + delays(unchanged) + daily_alarms()
    return Figures(name="watch_rates", rows=tuple(rows))


if __name__ == "__main__":
    measured = run()
    print(measured.table(), file=sys.stderr)
    print(table(measured), end="")
