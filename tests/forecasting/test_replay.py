"""An origin replayed: what comes back from a worker is what was sent, and says enough of all paths."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from contingent.forecasting.replay import Answer, baselines, plain_answer, revived_answer, thinned
from contingent.scoring.windows import score


def test_an_answer_survives_json() -> None:
    draws = {("contingent", "claims", "6m"): np.array([1.5, 1 / 3]), ("zero_change", "claims", "12m"): np.array([0.0])}
    answer = Answer(origin=date(2023, 6, 18), draws=draws, ceasefire={"6m": 0.17}, refused="why")
    back = revived_answer(json.loads(json.dumps(plain_answer(answer))))
    assert (back.origin, back.ceasefire, back.refused) == (answer.origin, answer.ceasefire, answer.refused)
    assert list(back.draws) == list(draws)
    assert all((back.draws[key] == values).all() for key, values in draws.items())


def test_the_quantiles_that_come_back_score_as_all_paths_do() -> None:
    rng = np.random.default_rng(1)
    for paths in (np.exp(0.5 * rng.standard_normal(4096)), rng.standard_t(4, 4096)):
        for observed in (0.2, 1.0, 6.0):
            whole, thin = score(paths, observed), score(thinned(paths), observed)
            assert thin.crps == pytest.approx(whole.crps, rel=0.02)
            assert thin.pit == pytest.approx(whole.pit, abs=0.003)
            assert thin.quantiles == pytest.approx(whole.quantiles, abs=0.03)


def test_each_series_has_its_baselines_bare_and_with_spread() -> None:
    names = {up: [law.name for law in baselines(up)] for up in (True, False)}
    assert set(names[False]) - set(names[True]) == {"zero_change_spread"}
    assert len(names[True]) == len(set(names[True])) == 7
