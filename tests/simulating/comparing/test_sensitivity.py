"""Laws of the variance shares: a known additive function gives them back, and nothing is made of noise."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import prior

from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.comparing.sensitivity import BINS, first_order_share, sensitivities
from contingent.simulating.drawing.parameters import Parameter, ParameterDraws, draw_parameters

SUBJECT = Subject(branch="b1", reference="b0", measure="m", label="M", unit="u", day=90)


def drawn(draws: int = 2**12, seed: int = 3) -> ParameterDraws:
    named = [
        Parameter(prior=prior(name, "normal", 0.0, 1.0), label=name, identified=f"how {name} is known")
        for name in ("large", "small", "idle")
    ]
    fixed = Parameter(prior=prior("fixed", "point", 2.0), label="fixed", identified="given")
    return draw_parameters([*named, fixed], draws, seed=seed)


def difference(made: ParameterDraws, noise_sd: float) -> np.ndarray:
    p = made.columns()
    noise = np.random.default_rng(9).standard_normal(made.draws)
    return 3.0 + np.sqrt(0.5) * p["large"] + np.sqrt(0.2) * p["small"] + noise_sd * noise


def test_an_additive_function_gives_its_shares_back() -> None:
    made = drawn()
    shares = {row.prior: row.share for row in sensitivities(made, difference(made, np.sqrt(0.3)), SUBJECT)}
    assert shares["large"] == pytest.approx(0.5, abs=0.04)
    assert shares["small"] == pytest.approx(0.2, abs=0.04)
    assert "fixed" not in shares


def test_the_largest_share_comes_first_with_its_words_and_its_tenths() -> None:
    made = drawn()
    first = sensitivities(made, difference(made, 0.1), SUBJECT)[0]
    assert (first.prior, first.identified) == ("large", "how large is known")
    assert first.low_input == pytest.approx(-1.645, abs=0.01) and first.high_input == pytest.approx(1.645, abs=0.01)
    # the mean of a standard normal in its lowest tenth is -φ(z)/.1 = -1.755
    assert first.mean_at_low == pytest.approx(3.0 - 1.755 * np.sqrt(0.5), abs=0.05)
    assert first.mean_at_high == pytest.approx(3.0 + 1.755 * np.sqrt(0.5), abs=0.05)


def test_pure_noise_has_no_share_on_average() -> None:
    u = drawn().uniforms[0]
    bins = (u * BINS).astype(int)
    generator = np.random.default_rng(1)
    shares = [first_order_share(bins, generator.standard_normal(u.size)) for _ in range(50)]
    # uncorrected, chance alone would leave (BINS - 1)/n = .0076; what is left is the part of the error above zero
    assert np.mean(shares) < 0.5 * (BINS - 1) / u.size


def test_a_function_of_one_input_alone_is_wholly_its_own() -> None:
    u = drawn().uniforms[0]
    assert first_order_share((u * BINS).astype(int), u) > 0.99


def test_where_nothing_differs_nothing_moves_it() -> None:
    made = drawn(64)
    assert sensitivities(made, np.zeros(64), SUBJECT) == ()
    assert first_order_share(np.zeros(5, dtype=int), np.ones(5)) == 0.0
