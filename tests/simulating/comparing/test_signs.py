"""Laws of forced signs: a sign that turns with a prior was put in with it, and only priors of one sign are suspects."""

from __future__ import annotations

import numpy as np
from front_cases import prior

from contingent.simulating.comparing.signs import one_signed, share_positive, signs_forced
from contingent.simulating.drawing.parameters import Parameter


def parameter(name: str, family: str, *values: float) -> Parameter:
    return Parameter(prior=prior(name, family, *values), label=name, identified="")


def test_only_groups_that_exclude_a_sign_are_suspects() -> None:
    known = [
        parameter("sure", "halfnormal", 1.0, 0.7), parameter("open", "normal", 0.5, 0.5),
        parameter("likely", "normal", 1.0, 0.1), parameter("down", "uniform", -2.0, -1.0),
        parameter("near", "normal", 0.22, 0.10),
    ]  # fmt: skip
    groups = [("sure",), ("open",), ("likely",), ("down",), ("near",), ("sure", "open"), ("missing",)]
    assert one_signed(known, groups) == [("sure",), ("likely",), ("down",), ("near",)]


def test_a_sign_that_turns_with_a_prior_is_forced_by_it_and_others_are_not() -> None:
    shares = {("b", "m", 90): 0.95, ("b", "n", 90): 0.95, ("b", "o", 90): 0.52}
    turned = {("b", "m", 90): 0.05, ("b", "n", 90): 0.90, ("b", "o", 90): 0.10}
    assert signs_forced(shares, lambda _: turned, [("x", "y")]) == {
        ("b", "m", 90): ("x", "y"), ("b", "n", 90): (), ("b", "o", 90): (),
    }  # fmt: skip


def test_no_difference_is_no_sign() -> None:
    assert share_positive(np.zeros(5)) == 0.5
