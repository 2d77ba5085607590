"""Laws of refinement: it stops when all is precise or the budget ends, says which, and depends on paths alone."""

from __future__ import annotations

import numpy as np
import pytest
from test_gather import DAYS

from contingent.core.errors import ValueRangeError
from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.comparing.gather import Gathering
from contingent.simulating.comparing.refine import FAINT, HOPELESS, Budget, refined
from contingent.simulating.drawing.parameters import ParameterDraws
from contingent.simulating.engines.numpy_engine import PathResults

CHANCE = np.random.default_rng(7).standard_normal((2, 2**14))


def gathering(effect: float, spread: float, reference_spread: float = 1.0) -> Gathering:
    """A branch that adds `effect` on average, path by path with a spread, to a reference with a spread of its own."""

    def run(first: int, count: int) -> tuple[PathResults, ParameterDraws]:
        chance = CHANCE[:, first : first + count]
        reference = np.broadcast_to(reference_spread * chance[0], (len(DAYS), count))
        values = np.stack([reference, reference + effect + spread * chance[1]])[:, None]
        drawn = ParameterDraws(parameters=(), uniforms=np.empty((0, count)), values=np.empty((0, count)))
        return PathResults(branches=("a", "b"), measures=("m",), days=DAYS, values=values), drawn

    return Gathering(run, reference="a", compared=("m",), days=(30,), fan_days=(0,), chunk=1024)


SUBJECT = Subject(branch="b", reference="a", measure="m", label="M", unit="u", day=30)


def test_it_stops_once_the_error_is_small_beside_the_effect() -> None:
    # the rule asks for spread/√n ≤ .02 · effect: n ≥ 2,500, and 4,096 is the first power of two
    found = refined(gathering(1.0, 1.0), [SUBJECT], start=256, sampling="random", budget=Budget(paths=2**16))
    assert (found.stopped, found.paths, found.rounds) == ("precise", 4096, (256, 512, 1024, 2048, 4096))
    assert found.unmet == 0 and found.worst is not None and found.worst <= 1.0


def test_it_stops_where_the_budget_ends_and_says_what_is_open() -> None:
    found = refined(gathering(0.1, 1.0), [SUBJECT], start=256, sampling="random", budget=Budget(paths=1000))
    assert (found.stopped, found.rounds, found.budget_paths) == ("budget", (256, 512, 1000), 1000)
    assert (found.unmet, found.contrasts, found.worst_contrast) == (1, 1, ("b", "m", 30))
    assert found.worst == pytest.approx(1 / np.sqrt(1000) / (0.02 * 0.1), rel=0.4)


def test_it_stops_when_it_is_told_to() -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 2

    found = refined(gathering(0.1, 1.0), [SUBJECT], start=256, sampling="random", budget=Budget(paths=2**16, stop=stop))
    assert (found.stopped, found.rounds) == ("budget", (256, 512))


def test_an_effect_lost_in_what_the_reference_does_anyway_need_not_be_known_better() -> None:
    # half-width 1.645: allowed is .02 · FAINT · 1.645, so n ≥ (spread / that)², whatever the effect
    spread = 0.02
    wanted = (spread / (0.02 * FAINT * 1.645)) ** 2
    found = refined(gathering(0.0, spread), [SUBJECT], start=64, sampling="random", budget=Budget(paths=2**14))
    assert found.stopped == "precise" and wanted / 2 < found.paths < 4 * wanted


def test_nothing_that_differs_needs_no_more_paths_and_no_budget_runs_what_was_asked() -> None:
    same = refined(gathering(0.0, 0.0), [SUBJECT], start=64, sampling="sobol", budget=Budget(paths=2**14))
    assert (same.stopped, same.paths, same.worst) == ("precise", 64, 0.0)
    fixed = refined(gathering(0.1, 1.0), [SUBJECT], start=100, sampling="sobol", budget=None)
    assert (fixed.stopped, fixed.paths, fixed.budget_paths, fixed.unmet) == ("fixed", 100, None, 1)
    none = refined(gathering(0.1, 1.0), [], start=100, sampling="sobol", budget=None)
    assert (none.contrasts, none.worst, none.worst_contrast) == (0, None, None)


def test_an_effect_that_nothing_can_be_set_beside_is_hopeless_but_finite() -> None:
    def run(first: int, count: int) -> tuple[PathResults, ParameterDraws]:
        signs = np.where((first + np.arange(count)) % 2, 1.0, -1.0)
        values = np.stack([np.zeros((len(DAYS), count)), np.broadcast_to(signs, (len(DAYS), count))])[:, None]
        drawn = ParameterDraws(parameters=(), uniforms=np.empty((0, count)), values=np.empty((0, count)))
        return PathResults(branches=("a", "b"), measures=("m",), days=DAYS, values=values), drawn

    empty = Gathering(run, reference="a", compared=("m",), days=(30,), fan_days=(0,), chunk=1024)
    assert refined(empty, [SUBJECT], start=64, sampling="random", budget=None).worst == HOPELESS


@pytest.mark.parametrize("wrong", [{"paths": 0}, {"paths": 10, "error": 0.0}, {"paths": 10, "error": 1.0}])
def test_a_budget_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueRangeError):
        Budget(**wrong)
