"""Scores of question sets: known means, halves that are halves, bins whose intervals hold, words with the figures."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.report.sets.figures import (
    DATASET,
    MARKETS,
    OVERALL,
    OWN,
    SetCases,
    compared,
    figures,
    folded,
    halves,
    slices,
)
from contingent.report.sets.story import bins_held, charts, verdicts, worst

DUE = date(2026, 1, 4)
N = 1200


def cases(*, off: float = 0.0, n: int = N, seed: int = 1) -> SetCases:
    """`n` rows of two sources, a quarter of them markets; ours says the truth moved by `off` in log-odds."""
    generator = np.random.default_rng(stream_key("test set figures", seed))
    odds = generator.normal(scale=1.5, size=n)
    market = np.arange(n) % 4 == 0
    said = 1 / (1 + np.exp(-odds - off))
    return SetCases(
        source=tuple("infer" if one else "fred" for one in market),
        template=("",) * n,
        horizon=np.where(market, 0, np.where(np.arange(n) % 2 == 0, 7, 30)),
        market=market,
        clusters={"question": np.arange(n) // 2, "set": np.arange(n) % 20, "month of resolution": np.arange(n) % 15},
        due=tuple(DUE + timedelta(days=14 * (place % 20)) for place in range(n)),
        resolved=(DUE + timedelta(days=30),) * n,
        text=tuple(f"Will it {place}?" for place in range(n)),
        happened=generator.random(n) < 1 / (1 + np.exp(-odds)),
        said={
            OWN: said,
            "always_half": np.full(n, 0.5),
            "template_rate": np.where(market, np.nan, 0.4),
            "frozen_price": np.where(market, said, np.nan),
        },
    )


CASES = cases()
CELLS = {(row.forecaster, row.slice, row.metric): row for row in figures(CASES)}


def test_one_half_has_a_quarter_and_the_logarithm_of_two_everywhere() -> None:
    for name in (DATASET, MARKETS, OVERALL):
        assert CELLS["always_half", name, "Brier"].value == 0.25
        assert CELLS["always_half", name, "log loss"].value == pytest.approx(np.log(2))


def test_the_overall_score_is_the_mean_of_both_kinds() -> None:
    both = [CELLS[OWN, name, "Brier"].value for name in (DATASET, MARKETS)]
    assert CELLS[OWN, OVERALL, "Brier"].value == pytest.approx(sum(both) / 2)
    weight = halves(CASES.market)
    assert weight[CASES.market].sum() == pytest.approx(weight[~CASES.market].sum())


def test_differences_are_those_of_the_means_and_a_price_beside_itself_differs_by_nothing() -> None:
    gain = CELLS[OWN, DATASET, "Brier less template_rate"]
    assert gain.value == pytest.approx(
        CELLS[OWN, DATASET, "Brier"].value - CELLS["template_rate", DATASET, "Brier"].value
    )
    assert gain.interval is not None and gain.interval[1] < 0
    assert CELLS[OWN, MARKETS, "Brier less frozen_price"].value == 0.0


def test_intervals_hold_their_value_and_no_score_is_below_nought() -> None:
    for row in CELLS.values():
        if row.interval is not None:
            assert row.interval[0] <= row.value <= row.interval[1]
            assert " less " in row.metric or row.interval[0] >= 0


def test_who_is_silent_on_a_row_is_not_scored_over_both_kinds() -> None:
    assert ("template_rate", OVERALL, "Brier") not in CELLS
    assert CELLS["template_rate", DATASET, "Brier"].n == int((~CASES.market).sum())


def test_slices_part_the_rows() -> None:
    found = slices(CASES)
    assert (sum(found[name].astype(int) for name in ("source=fred", "source=infer")) == 1).all()
    assert set(folded(tuple(found))) == {
        name for name in found if name not in (DATASET, MARKETS, OVERALL, "source=fred")
    }


def test_a_true_forecaster_is_reliable_and_a_shifted_one_is_not() -> None:
    """Of ten intervals of nine in ten, seven or more hold; fewer would happen about once in eighty data sets."""
    every = np.ones(N, dtype=bool)
    assert sum(one.held for one in bins_held(CASES, every)) >= 7
    shifted = bins_held(cases(off=1.0), every)
    assert sum(one.held for one in shifted) <= 4
    assert sum(one.n for one in shifted) == N
    told = {verdict.about: verdict.kind for verdict in verdicts(cases(off=1.0), figures(cases(off=1.0)))}
    assert told["Reliability"] == "coverage missed"


def test_verdicts_say_targets_with_their_figures() -> None:
    told = verdicts(CASES, tuple(CELLS.values()))
    assert {verdict.about for verdict in told} == {"Brier scores asked for", "Markets", "Reliability"}
    fred = next(verdict for verdict in told if verdict.text.startswith("fred"))
    own = CELLS[OWN, "source=fred", "Brier"].value
    assert f"{own:.4f}".removeprefix("0") in fred.text and ".2430" in fred.text
    assert fred.kind in ("beaten", "ahead") if own < 0.243 else fred.kind == "not beaten"


def test_the_worst_come_first_once_a_question() -> None:
    found = worst(CASES, count=5)
    assert [one.case for one in found] == [DATASET] * 5 + [MARKETS] * 5
    scores = [one.score for one in found[:5]]
    assert scores == sorted(scores, reverse=True)
    assert len({one.what for one in found}) == 10


def test_variants_are_set_against_ours_row_by_row() -> None:
    rows = compared(CASES, {"without fred": np.full(N, 0.5)}, name="ablation")
    cells = {(row.forecaster, row.slice, row.metric): row.value for row in rows}
    name = f"ablation, {DATASET}"
    assert cells["without fred", name, "Brier less contingent"] == pytest.approx(0.25 - cells[OWN, name, "Brier"])


def test_charts_have_a_description_each_and_no_row_is_refused() -> None:
    drawn = charts(CASES, tuple(CELLS.values()), learning={OWN: [(1.0, 0.2), (3.0, 0.1)]}, learned_from="the newest")
    assert len(drawn) == 4
    assert all(panel.description and panel.spec["layer"] for chart in drawn for panel in chart.panels)
    with pytest.raises(ValueRangeError, match="no row had resolved"):
        figures(cases(n=0))
