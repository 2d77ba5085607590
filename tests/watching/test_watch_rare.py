"""Counts that are nearly always zero: a war that begins is told, one death in a quiet country is no burst."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from made_values import AS_OF, daily, generator

from contingent.core.watching import Series, Watched
from contingent.watching.rare import BURST, draw_rare, is_rare
from contingent.watching.watch import watch


def months(*last: float, before: np.ndarray | None = None, name: str = "deaths") -> Watched:
    """240 months, zero but for `before`, and the last of them as given."""
    values = np.zeros(240) if before is None else before.copy()
    values[240 - len(last) :] = last
    digest = watch([daily(values, kind="count", cadence="monthly", every=30, name=name)], as_of=AS_OF)
    assert digest.unread == ()
    return digest.watched[0]


def chance(watched: Watched) -> float:
    (only,) = (reading.p for reading in watched.readings if reading.p is not None)
    return only


def test_a_first_burst_after_nothing_but_zeros_is_told_even_among_a_hundred_quiet_countries() -> None:
    def country(name: str, *last: float) -> Series:
        values = np.append(np.zeros(240 - len(last)), last)
        return daily(values, kind="count", cadence="monthly", every=30, name=name)

    quiet = [country(f"quiet {n}") for n in range(100)]
    digest = watch([*quiet, country("burst", 900.0), country("war", 60.0, 300.0, 800.0)], as_of=AS_OF)
    assert {one.series for one in digest.watched if one.left} == {"burst", "war"}
    assert not digest.unread


def test_a_few_deaths_in_a_country_without_any_are_told_alone_and_not_among_many() -> None:
    found = months(1.0)
    # 228 months without: a month with any in the next twelve has a chance of about 1 in 40
    assert 0.01 < chance(found) < 0.05
    others = [
        daily(np.zeros(240), kind="count", cadence="monthly", every=30, name=f"other {number}") for number in range(9)
    ]
    one = daily(np.append(np.zeros(239), 1.0), kind="count", cadence="monthly", every=30, name="one")
    assert not any(each.left for each in watch([one, *others], as_of=AS_OF).watched)


def test_more_is_never_likelier_and_nothing_is_no_news() -> None:
    chances = [chance(months(size)) for size in (0.0, 1.0, 10.0, 100.0, 1000.0)]
    assert chances[0] == 1.0 and all(a > b for a, b in pairwise(chances))


def test_a_country_with_few_wars_behind_it_is_not_told_for_another_like_them() -> None:
    before = np.zeros(240)
    before[[30, 31, 90, 150, 151, 200]] = [20, 35, 15, 40, 10, 25]
    assert chance(months(22.0, before=before)) > 0.05
    assert chance(months(200.0, 900.0, 2500.0, before=before)) < 0.01


def test_no_form_is_tested_of_what_has_none_and_that_is_said() -> None:
    found = months(1.0)
    assert [reading.statistic for reading in found.readings] == ["mean", "above"] and found.changes == ()
    assert any(re.match(r"0 of the 22\d values of its reference are above zero", note) for note in found.notes)
    assert all(low == 0 for _, low, _ in found.expected)


def test_what_is_rare_and_what_is_not() -> None:
    seldom = np.zeros(200)
    assert is_rare("count", seldom) and not is_rare("index", seldom)
    seldom[:20] = 3
    assert not is_rare("count", seldom) and is_rare("count", seldom[11:])
    assert not is_rare("count", seldom - 1)


@pytest.mark.parametrize("quiet", [60, 230])
def test_the_chance_of_any_event_is_jeffreys(quiet: int) -> None:
    found = draw_rare(np.zeros(quiet), 12, draws=4000, rng=generator("rare"))
    # of a gamma-Poisson rate with shape one half, about 1 - sqrt(n / (n + 12))
    assert found.chance == pytest.approx(1 - np.sqrt(quiet / (quiet + 12)), rel=0.05)
    assert (found.paths.sum(axis=1) > 0).all()
    bare = found.unconditional(generator("thinned"))
    assert (bare.sum(axis=1) > 0).mean() == pytest.approx(found.chance, abs=0.02)
    first = found.paths[np.arange(4000), (found.paths > 0).argmax(axis=1)]
    assert np.median(first) == pytest.approx(BURST, rel=0.15)


def test_false_alarms_of_rare_counts_are_no_more_than_stated() -> None:
    """600 countries of one law: a quiet month wakes in 1 of 80, an awake one stays in 1 of 2, sizes vary widely."""
    rng = generator("quiet countries")
    chances = []
    for _ in range(600):
        awake, values = False, np.zeros(240)
        for month in range(240):
            awake = bool(rng.random() < (0.5 if awake else 1 / 80))
            values[month] = np.ceil(10 * (rng.random() ** -0.7 - 1) + 1e-9) if awake else 0.0
        if is_rare("count", values[:228]):
            found = draw_rare(values[:228], 12, draws=1000, rng=rng)
            chances.append(found.p(float(values[228:].sum())))
    assert len(chances) > 500
    for at in (0.01, 0.05, 0.1):
        # passed by a right test in all but one of a thousand runs
        assert np.mean(np.array(chances) <= at) <= at + 3.1 * np.sqrt(at * (1 - at) / len(chances))


def test_counts_that_leap_are_read_without_a_number_overflowing() -> None:
    rng = generator("leaping")
    values = np.zeros(240)
    values[::3] = np.rint(np.exp(rng.uniform(0, 12, 80)))
    values[-40:] = np.rint(np.exp(np.linspace(0, 14, 40)))
    found = months(before=values)  # a warning is an error in tests
    assert all(np.isfinite([reading.value, reading.high or 0.0]).all() for reading in found.readings)
