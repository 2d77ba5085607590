"""What the digest promises, in short: few false alarms where nothing changes, and planted changes found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.stats import binom

from contingent.core.watching import Watched
from contingent.watching.discoveries import discovered
from contingent.watching.reading import read

RATE, PERIOD = 0.1, 30
PARTS, IN_PART = 8, 25
#: the family of series, chosen before one of them was looked at
FAMILY = 300_000


def alarmed(watched: list[Watched]) -> bool:
    return any(one.left for one in discovered(watched, rate=RATE))


@pytest.fixture(scope="module")
def simulated() -> ModuleType:
    root = str(Path(__file__).resolve().parents[2])
    sys.path.insert(0, root)
    try:
        from benchmarks import watch_nulls
    finally:
        sys.path.remove(root)
    return watch_nulls


@pytest.fixture(scope="module")
def part(simulated: ModuleType) -> Callable[[int], list[Watched]]:
    """The n-th 25 of 200 series, of all thirteen processes in turn, in which nothing changes; each is read once."""
    processes = list(simulated.PROCESSES)

    @cache
    def read_part(which: int) -> list[Watched]:
        return [
            read(
                simulated.series(processes[number % len(processes)], FAMILY + number),
                as_of=simulated.AS_OF, period_days=PERIOD, seed=1,
            )
            for number in range(which * IN_PART, (which + 1) * IN_PART)
        ]  # fmt: skip

    return read_part


@pytest.mark.parametrize("which", range(PARTS))
def test_few_series_in_which_nothing_changes_are_told_of(which: int, part: Callable[[int], list[Watched]]) -> None:
    alarms = sum(alarmed([one]) for one in part(which))
    # where nothing changes every alarm is false, so that at most the rate of digests may hold any
    assert alarms <= binom.ppf(0.998, IN_PART, RATE)


def test_the_stated_rate_of_false_alarms_holds_on_200_digests_of_one(part: Callable[[int], list[Watched]]) -> None:
    alarms = sum(alarmed([one]) for which in range(PARTS) for one in part(which))
    assert alarms <= binom.ppf(0.975, PARTS * IN_PART, RATE)
    assert alarms > 0, "a watch that never speaks would pass the above"


def test_the_stated_rate_of_false_alarms_holds_on_20_digests_of_ten(part: Callable[[int], list[Watched]]) -> None:
    series = [one for which in range(PARTS) for one in part(which)]
    digests = [series[first : first + 10] for first in range(0, len(series), 10)]
    assert sum(map(alarmed, digests)) <= binom.ppf(0.998, len(digests), RATE)


def test_chances_are_no_smaller_than_they_should_be_where_nothing_changes(
    part: Callable[[int], list[Watched]],
) -> None:
    readings = [reading for which in range(PARTS) for one in part(which) for reading in one.readings]
    for statistic in ("mean", "median", "spread", "skewness", "kurtosis", "outside", "change_level", "change_spread"):
        chances = np.array([reading.p for reading in readings if reading.statistic == statistic])
        for at in (0.05, 0.2):
            # passed by a right statistic in all but one of a thousand runs
            assert (chances <= at).sum() <= binom.ppf(0.999, chances.size, at), (statistic, at)


@pytest.mark.parametrize("process", ["independent normal", "returns, independent normal"])
def test_one_deviation_for_thirty_days_is_found_among_unchanged_series(
    process: str, simulated: ModuleType, part: Callable[[int], list[Watched]]
) -> None:
    found, of = 0, 20
    unchanged = [one for which in range(PARTS) for one in part(which)]
    for number in range(of):
        changed = simulated.series(process, 60_000 + number, shift=1.0, shift_days=PERIOD)
        watched = read(changed, as_of=simulated.AS_OF, period_days=PERIOD, seed=1)
        digest = discovered([watched, *unchanged[9 * number :][:9]], rate=RATE)
        found += any(r.left and r.statistic in ("mean", "median", "change_level") for r in digest[0].readings)
    # nine in ten at least are found: of twenty, 14 or fewer would be in one run in eighty
    assert found >= binom.ppf(0.025, of, 0.9)


def test_a_change_is_found_before_it_is_a_month_old(simulated: ModuleType) -> None:
    start = simulated.AS_OF - timedelta(days=PERIOD - 1)
    late = start + timedelta(days=19)
    changed = [simulated.series("independent normal", 70_000 + n, shift=1.0, shift_days=PERIOD) for n in range(8)]
    early = [read(one.until(start), as_of=start, period_days=PERIOD, seed=1) for one in changed]
    after = [read(one.until(late), as_of=late, period_days=PERIOD, seed=1) for one in changed]
    # on its first day a change is one day in thirty, and little more is told than where nothing changes
    assert sum(alarmed([one]) for one in after) >= 3 + sum(alarmed([one]) for one in early)
