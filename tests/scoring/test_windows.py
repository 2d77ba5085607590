"""Laws of scored windows: known scores, bare values, paired differences on common windows, honest counts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from contingent.core.errors import ValueRangeError
from contingent.scoring.windows import Scored, Window, Windows, score

FIRST = date(2023, 6, 18)


def windows(**scores: list[float | None]) -> Windows:
    """Windows of half a year every 28 days with the CRPS given by forecaster; None where one was silent."""
    n = len(next(iter(scores.values())))
    return Windows(
        tuple(
            Window(
                origin=FIRST + timedelta(days=28 * place),
                horizon_days=182,
                outcome=10.0,
                scores={who: Scored(crps=own, quantiles=(8.0, 9.0, 12.0, 13.0, 14.0), in90=True, pit=0.5)
                        for who, values in scores.items() if (own := values[place]) is not None},
            )
            for place in range(n)
        ),
        28,
    )  # fmt: skip


def test_a_bare_value_scores_its_error_and_has_no_interval() -> None:
    found = score(np.array([7.0]), 10.0)
    assert found.crps == 3.0
    assert found.quantiles == (7.0,) * 5
    assert (found.pit, found.mis90, found.in90, found.in50) == (None, None, None, None)


def test_the_score_of_a_standard_normal_at_its_middle_is_known() -> None:
    from scipy.special import ndtri

    draws = ndtri((np.arange(20_000) + 0.5) / 20_000)
    found = score(draws, 0.0)
    # (√2 − 1)/√π, Gneiting and Raftery's closed form at 0
    assert found.crps == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), rel=1e-3)
    assert found.mis90 == pytest.approx(2 * 1.6449, rel=1e-3)
    assert found.in90 and found.in50
    assert found.pit == pytest.approx(0.5)


def test_differences_are_paired_on_the_windows_both_have() -> None:
    found = windows(ours=[1.0, 2.0, 3.0], theirs=[2.0, None, 5.0])
    mean = found.difference("ours", "theirs", seed=1)
    assert (mean.value, mean.n) == (-1.5, 2)
    assert found.crps("ours", seed=1).n == 3
    assert found.forecasters == ("ours", "theirs")


def test_an_interval_needs_two_blocks_and_holds_the_mean() -> None:
    short, long = windows(ours=[1.0, 3.0] * 6), windows(ours=[1.0, 3.0, 2.0] * 7)
    assert short.block == 7
    assert short.crps("ours", seed=1).interval is None
    mean = long.crps("ours", seed=1)
    assert mean.interval is not None and mean.interval[0] <= mean.value <= mean.interval[1]


def test_coverage_is_as_uncertain_as_independent_windows_leave_it() -> None:
    found = windows(ours=[1.0] * 21)
    coverage = found.coverage("ours", level=90)
    assert coverage is not None and coverage.value == 1.0 and coverage.interval is not None
    assert coverage.interval[0] < 0.65
    assert coverage.interval[1] == 1.0
    assert found.coverage("ours", level=50) is None


def test_bias_is_the_median_less_what_happened() -> None:
    assert windows(ours=[1.0, 1.0]).bias("ours", seed=1).value == 2.0


def test_a_gap_between_origins_counts_for_the_stretch_it_covers() -> None:
    whole = windows(ours=[1.0] * 21)
    holed = Windows(tuple(w for place, w in enumerate(whole.windows) if place != 9), 28)
    assert holed.independent == whole.independent
    assert Windows((), 28).independent == 0.0


def test_windows_out_of_order_and_means_of_nothing_are_refused() -> None:
    found = windows(ours=[1.0, 2.0])
    with pytest.raises(ValueRangeError):
        Windows(found.windows[::-1], 28)
    with pytest.raises(ValueRangeError):
        found.crps("nobody", seed=1)
