"""Figures of held-out wars: means over battles and over wars, differences that are differences, verdicts in words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from contingent.report.backtests.backtest import Backtest, Figure
from contingent.report.backtests.page import render_backtest_html
from contingent.report.backtests.past_battles import BY_WAR, FORWARD, LOSSES, OWN, WINNER, charts, figures, verdicts
from contingent.simulating.past_battles.holdout import HeldOut, LossScores


def war(name: str, won: list[bool], own: float) -> HeldOut:
    size = len(won)
    scores = {
        who: LossScores(
            crps=np.full((size, 2), crps), log_score=np.full((size, 2), 1.0), pit=np.full((size, 2), 0.5),
            inside=np.ones((size, 2), dtype=bool),
        )
        for who, crps in (("pooled_by_era", 0.7), (OWN, 0.6))
    }  # fmt: skip
    chances = {
        "base_rate": np.full(size, 0.5),
        OWN: np.where(won, own, 1 - own),
        "contingent_surprise": np.full(size, 0.5),
    }
    return HeldOut(
        war=name, era=np.array([2] * size), won=np.array(won), chances=chances,
        rules={"larger_side": np.ones(size, dtype=bool)}, forward=chances, losses=scores,
    )  # fmt: skip


FOUND = (war("A", [True] * 9, 0.8), war("B", [False], 0.6))


def cells(rows: list[Figure]) -> dict[tuple[str, str, str], Figure]:
    return {(row.forecaster, row.slice, row.metric): row for row in rows}


def test_a_mean_over_battles_and_one_over_wars() -> None:
    found = cells(figures(FOUND, seed=1))
    each = [-math.log(0.8), -math.log(0.6)]
    assert found[OWN, WINNER, "log loss"].value == pytest.approx((9 * each[0] + each[1]) / 10)
    assert found[OWN, BY_WAR, "log loss"].value == pytest.approx(sum(each) / 2)
    assert found[OWN, WINNER, "log loss"].n == 10 and found[OWN, BY_WAR, "log loss"].n == 2
    assert found["larger_side_bare", WINNER, "accuracy"].value == pytest.approx(0.9)
    assert ("larger_side_bare", WINNER, "log loss") not in found


def test_differences_are_of_the_same_battles() -> None:
    found = cells(figures(FOUND, seed=1))
    apart = found[OWN, WINNER, "log loss less base_rate"]
    assert apart.value == pytest.approx(
        found[OWN, WINNER, "log loss"].value - found["base_rate", WINNER, "log loss"].value
    )
    for name in LOSSES.values():
        assert found["pooled_by_era", name, "difference"].value == pytest.approx(-0.1)
        assert (OWN, name, "difference") not in found


def test_slices_without_a_battle_are_left_out() -> None:
    slices = {row.slice for row in figures(FOUND, seed=1)}
    assert "winner, era=1900-1920" in slices and "winner, era=1600-1815" not in slices


def test_verdicts_say_what_is_beaten_and_what_is_not() -> None:
    told = verdicts(figures(FOUND, seed=1))
    kinds = {(verdict.about, verdict.kind) for verdict in told}
    assert (WINNER, "beaten") in kinds and (WINNER, "not beaten") in kinds
    assert (FORWARD, "beaten") in kinds
    assert {(name, "beaten") for name in LOSSES.values()} <= kinds
    unbeaten = next(verdict for verdict in told if verdict.kind == "not beaten")
    assert ".693 against the .647 asked for (.046 above)" in unbeaten.text
    assert "coders knew that outcome" in unbeaten.why


def test_the_page_holds_it_all() -> None:
    from datetime import date

    rows = figures(FOUND, seed=1)
    page = render_backtest_html(
        Backtest(
            name="battles", title="Battles", data_through=date(1982, 12, 31), rows=tuple(rows),
            verdicts=tuple(verdicts(rows)), charts=tuple(charts(FOUND, rows)),
        )
    )  # fmt: skip
    for words in ("Who wins", "Losses of the attacker", "Where in our forecasts the losses fell"):
        assert words in page
