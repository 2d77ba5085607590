"""Laws of the check of a calibration: a right one passes, a wrong one is told how, a war is its number's."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

import numpy as np
import pytest
from series_cases import empty

from contingent.core.errors import ValueRangeError
from contingent.simulating.fitting.calibration import Calibration
from contingent.simulating.fitting.check import CHECK_SETTINGS, LATENTS, Replicate, judged, made_war
from contingent.simulating.fitting.smc import Settings

FEW = Settings(particles=64, moves=3, last_moves=6)
DRAWS = 99


@dataclass(frozen=True)
class Shape:
    """Ranks of many replicates whose shares are drawn from a beta."""

    a: float
    b: float

    def ranks(self, wars: int = 200, parameters: int = 4) -> list[tuple[int, ...]]:
        shares = np.random.default_rng(3).beta(self.a, self.b, (wars, parameters))
        return [tuple(int(rank) for rank in row) for row in np.floor(shares * (DRAWS + 1))]


def names(parameters: int = 4) -> list[str]:
    return [f"p{i}" for i in range(parameters)]


def test_the_calibration_of_a_war_passes_its_own_check() -> None:
    replicate = Replicate(found=empty(12), settings=FEW)
    ranks = [replicate(number) for number in range(24)]
    found = judged(replicate.names, ranks, draws=FEW.particles, false_alarm=1e-3)
    assert found.uniform and "uniform in all" in found.words, found.tests
    assert {test.name for test in found.tests} >= {*LATENTS, "bias_one", "advance_persistence"}


def test_a_replicate_is_its_number_s_wherever_it_runs_and_its_ranks_are_plain_numbers() -> None:
    replicate = Replicate(found=empty(12), settings=Settings(particles=16, moves=1, last_moves=1))
    ranks = pickle.loads(pickle.dumps(replicate))(7)
    assert ranks == replicate(7) and ranks != replicate(8) and ranks != replace(replicate, seed=1)(7)
    assert len(ranks) == len(replicate.names) and all(type(rank) is int and 0 <= rank <= 16 for rank in ranks)
    assert replace(replicate, seed=1).key != replicate.key != replace(replicate, settings=CHECK_SETTINGS).key


def test_a_war_of_the_check_is_known_where_the_window_is_and_its_values_come_from_the_prior() -> None:
    window = replace(empty(12), claims_known=(np.arange(36) % 5 > 0).astype(float))
    generator = np.random.default_rng(1)
    wars = [made_war(window, generator) for _ in range(300)]
    for spans, _ in wars[:5]:
        assert np.all(spans.log_claims[window.claims_known == 0] == 0.0) and np.all(spans.rates[:6, 1] == 0.0)
        assert np.all(spans.log_claims[window.claims_known > 0] != 0.0) and np.all(spans.rates[6:] != 0.0)
    rank = [truth["bias_one"] < 1.0 for _, truth in wars]  # the prior's median
    assert np.mean(rank) == pytest.approx(0.5, abs=0.1)


def test_a_fit_of_other_data_does_not_pass() -> None:
    # the same wars, fitted as if the maps had hardly any noise
    class TooSure(Replicate):
        def __call__(self, number: int) -> tuple[int, ...]:
            generator = np.random.default_rng(number)
            made, truth = made_war(self.found, generator)
            drawn = Calibration(made).parameters(0.3 * generator.standard_normal((9, self.settings.particles)))
            return tuple(int(np.sum(drawn[name] < truth[name])) for name in self.names[:9])

    wrong = TooSure(found=empty(12))
    found = judged(wrong.names[:9], [wrong(number) for number in range(60)], draws=wrong.settings.particles)
    assert not found.uniform and all("too sure" in test.words for test in found.tests)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Shape(1.0, 1.0), None),
        (Shape(0.4, 0.4), "the fit is too sure"),
        (Shape(2.5, 2.5), "the fit is not sure enough"),
        (Shape(2.0, 1.0), "the fit is too low"),
        (Shape(1.0, 2.0), "the fit is too high"),
    ],
)
def test_what_is_wrong_is_said_in_words(shape: Shape, words: str | None) -> None:
    found = judged(names(), shape.ranks(), draws=DRAWS)
    assert found.uniform == (words is None)
    assert all(test.words == (words or "uniform") for test in found.tests)
    assert (words or "uniform in all 4") in found.words and "200 wars" in found.words


def test_a_right_calibration_is_called_wrong_as_rarely_as_stated() -> None:
    generator = np.random.default_rng(5)
    checks = [
        judged(names(), generator.integers(0, 10, (20, 4)).tolist(), draws=9, false_alarm=0.2) for _ in range(300)
    ]
    # Bonferroni over four independent tests: .186 with a standard error of .022, ranks of ten values or not
    assert np.mean([not found.uniform for found in checks]) == pytest.approx(0.186, abs=0.08)


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="at least 8"):
        judged(names(), Shape(1.0, 1.0).ranks(7), draws=DRAWS)
    for ranks in ([(0, 1)] * 8, [(0, 0, 0, DRAWS + 1)] * 8):
        with pytest.raises(ValueRangeError, match="do not fit"):
            judged(names(), ranks, draws=DRAWS)
