"""What windows say of persistence and of coverage: the strongest rival is named, what is lost is said, so is why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from contingent.report.backtests.hindcast import Slice, charts, figures, verdicts
from contingent.scoring.windows import Window, Windows, score

Law = Callable[[int], np.ndarray]
BAND = np.linspace(-40.0, 40.0, 401)


def found(n: int, *, horizon_days: int = 182, **laws: Law) -> Slice:
    """A slice of windows whose outcome is 100, with each law's draws by the number of the window."""
    windows = [
        Window(
            origin=date(2023, 6, 18) + timedelta(days=28 * place),
            horizon_days=horizon_days,
            outcome=100.0,
            scores={name: score(law(place), 100.0) for name, law in laws.items()},
        )
        for place in range(n)
    ]
    return Slice(
        series="claims", horizon="6m", label="Claims", unit="person", windows=Windows(tuple(windows), 28),
        baselines=("persistence_90d", "zero_change"), ablations=(("contingent_no_ceasefire", "cease-fires"),),
        allowed=(("a cease-fire", 0.25),),
    )  # fmt: skip


def right(place: int) -> np.ndarray:
    """Wide enough, and off by so much that one outcome in ten lies outside."""
    return 100.0 + BAND + (39.0 if place % 10 == 9 else float(place % 7) - 3.0)


def bare(value: float) -> Law:
    return lambda _place: np.array([value])


def test_every_baseline_beaten_is_said_with_the_strongest_named() -> None:
    ours, held = verdicts(found(21, contingent=right, persistence_90d=bare(60.0), zero_change=bare(0.0)), seed=1)
    assert ours.kind == "beaten"
    assert "persistence_90d, the strongest of 2" in ours.text
    assert "chance alone would hardly do it" in ours.why
    assert held.kind == "coverage held"
    assert "held 90% of 21" in held.text
    assert "21 windows, about 4.1 of them independent" in ours.about == held.about


def test_a_baseline_that_is_not_beaten_is_named_and_the_price_of_a_part_told() -> None:
    ours, _ = verdicts(
        found(
            21,
            contingent=lambda _: 60.0 + BAND,
            contingent_no_ceasefire=lambda _: 99.0 + BAND,
            persistence_90d=bare(95.0),
            zero_change=bare(0.0),
        ),
        seed=1,
    )
    assert ours.kind == "not beaten"
    assert "Not beaten: persistence_90d" in ours.text and "zero_change (" not in ours.text
    assert "a cease-fire to be 25" in ours.why
    assert "below what happened" in ours.why and "without cease-fires it would be" in ours.why


def test_what_is_lower_by_no_more_than_chance_is_ahead_and_not_beaten() -> None:
    def rival(place: int) -> np.ndarray:
        """Seven windows that we win widely, and fourteen that we lose by a little."""
        return np.array([40.0 if place < 7 else 99.0])

    ours, _ = verdicts(found(21, contingent=right, persistence_90d=rival), seed=1)
    assert ours.kind == "ahead" and "chance is not excluded" in ours.why


def test_origins_after_those_chosen_on_are_told_apart_and_may_say_the_opposite() -> None:
    def rival(place: int) -> np.ndarray:
        return np.array([0.0 if place < 8 else 99.0])

    whole = found(21, contingent=right, persistence_90d=rival)
    ours, _ = verdicts(whole, seed=1, chosen_before=date(2024, 1, 1))
    assert ours.kind != "not beaten"
    assert "From 2024-01-01 on alone (13 origins):" in ours.why and "of persistence_90d" in ours.why
    later = whole.later(date(2024, 1, 1))
    assert later is not None and later.name == "horizon=6m series=claims from=2024-01-01"
    assert verdicts(later, seed=1)[0].kind == "not beaten"
    assert whole.later(date(2023, 1, 1)) is None and whole.later(date(2030, 1, 1)) is None


def test_too_few_windows_have_no_interval_and_say_so() -> None:
    ours, _ = verdicts(found(13, contingent=right, persistence_90d=bare(60.0)), seed=1)
    assert "No interval" in ours.why and "Chance is not excluded" in ours.why


def test_coverage_outside_what_is_asked_for_is_told_with_what_windows_can_tell() -> None:
    wide = verdicts(found(21, contingent=lambda _: 100.0 + BAND, persistence_90d=bare(60.0)), seed=1)[1]
    assert wide.kind == "undecided" and "more than the 85 to 95%" in wide.text
    narrow = verdicts(found(40, contingent=lambda _: 200.0 + BAND, persistence_90d=bare(60.0)), seed=1)[1]
    assert narrow.kind == "coverage missed" and "less than the 85 to 95%" in narrow.text


def test_no_window_is_no_verdict() -> None:
    (only,) = verdicts(found(0), seed=1)
    assert only.kind == "no data"
    assert figures(found(0), seed=1) == [] and charts([found(0)], seed=1) == []


def test_figures_hold_everybody_and_differences_are_ours_less_theirs() -> None:
    rows = figures(found(21, contingent=right, persistence_90d=bare(60.0), zero_change=bare(0.0)), seed=1)
    by = {(row.forecaster, row.metric): row for row in rows}
    assert by["zero_change", "CRPS"].value == 100.0
    assert by["zero_change", "difference"].value == by["contingent", "CRPS"].value - 100.0
    assert ("zero_change", "coverage90") not in by and ("contingent", "difference") not in by
    assert 0.0 < by["contingent", "PIT p"].value <= 1.0
    assert {row.slice for row in rows} == {"horizon=6m series=claims"}
    assert [len(chart.panels) for chart in charts([found(21, contingent=right)], seed=1)] == [1, 1, 1]
