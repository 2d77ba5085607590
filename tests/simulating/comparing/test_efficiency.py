"""Laws of efficiency: a ratio where both differ clearly, with Fieller's interval; else a reason, never a number."""

from __future__ import annotations

import numpy as np
import pytest
from test_gather import DAYS

from contingent.core.outcomes import Efficiency
from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.comparing.efficiency import efficiency, fieller
from contingent.simulating.comparing.gather import Gathering
from contingent.simulating.drawing.parameters import ParameterDraws
from contingent.simulating.engines.numpy_engine import PathResults

SUBJECT = Subject(branch="b", reference="a", measure="losses", label="L", unit="persons", day=30)
PATHS = 2048
CHANCE = np.random.default_rng(11).standard_normal((3, PATHS))


def found(area: np.ndarray, losses: np.ndarray, paths: int = PATHS) -> Efficiency:
    """The efficiency of a branch that adds `area` and `losses` path by path to a reference of 10,000 ± 1,000 losses."""

    def run(first: int, count: int) -> tuple[PathResults, ParameterDraws]:
        here = slice(first, first + count)
        reference = np.stack([0 * CHANCE[0, here], 10_000 + 1_000 * CHANCE[0, here]])
        both = np.stack([reference, reference + np.stack([area[here], losses[here]])])
        values = np.repeat(both[:, :, None], len(DAYS), axis=2)
        drawn = ParameterDraws(parameters=(), uniforms=np.empty((0, count)), values=np.empty((0, count)))
        return PathResults(branches=("a", "b"), measures=("area", "losses"), days=DAYS, values=values), drawn

    gathering = Gathering(run, reference="a", compared=("area", "losses"), days=(30,), fan_days=(0,), chunk=512)
    gathering.extend(paths)
    return efficiency(gathering, SUBJECT, area="area", sampling="random")


def test_a_ratio_of_means_per_thousand_with_an_interval_around_it() -> None:
    made = found(50 + 10 * CHANCE[1], 4000 + 100 * CHANCE[2])
    assert made.ratio == pytest.approx(12.5, rel=0.02) and made.reason is None
    assert made.interval is not None and made.interval[0] < made.ratio < made.interval[1]
    assert made.interval[1] - made.interval[0] == pytest.approx(2 * 1.7 * 2.5 / np.sqrt(PATHS), rel=0.6)
    assert made.low is not None and made.high is not None and made.low < made.ratio < made.high


def test_what_is_forgone_for_casualties_spared_is_a_ratio_too_but_not_path_by_path() -> None:
    made = found(-50 + 10 * CHANCE[1], -4000 + 100 * CHANCE[2])
    assert made.ratio == pytest.approx(12.5, rel=0.02) and made.low is made.high is None


@pytest.mark.parametrize(
    ("area", "losses", "words"),
    [
        (50.0, 0.0, "are the reference's"),
        (50.0, 1.0, "hardly differ"),
        (50.0, -4000.0, "gain without a price"),
        (-50.0, 4000.0, "price without a gain"),
    ],
)
def test_where_no_ratio_has_a_meaning_there_is_none(area: float, losses: float, words: str) -> None:
    made = found(area + 10 * CHANCE[1], np.full(PATHS, losses))
    assert made.ratio is None and made.interval is None and made.low is None
    assert made.reason is not None and words in made.reason


def test_a_difference_that_chance_explains_has_no_ratio() -> None:
    made = found(50 + 10 * CHANCE[1], 500 + 30_000 * (CHANCE[2] - CHANCE[2].mean()))
    assert made.ratio is None


def test_too_few_paths_for_batches_give_no_ratio() -> None:
    assert found(50 + 10 * CHANCE[1], 4000 + 100 * CHANCE[2], paths=512).ratio is None


def test_fieller_s_interval_covers_as_it_says() -> None:
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(500):
        interval = fieller(3 + generator.standard_normal(16), 2 + generator.standard_normal(16))
        covered += interval is not None and interval[0] <= 1.5 <= interval[1]
    # binomial with .9: five standard deviations are .067
    assert covered / 500 == pytest.approx(0.9, abs=0.067)
    assert fieller(np.ones(16), np.tile([1.0, -1.0], 8)) is None
