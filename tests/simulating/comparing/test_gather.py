"""Laws of gathering: chunks do not matter, memory is bounded, and sums over all paths are what they say."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from front_cases import point
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import ValueRangeError
from contingent.simulating.comparing import gather
from contingent.simulating.comparing.contrast import standard_error
from contingent.simulating.comparing.gather import Beyond, Gathering, Sums, chunk_paths
from contingent.simulating.drawing.parameters import Parameter, ParameterDraws
from contingent.simulating.engines.numpy_engine import PathResults

DAYS = (0, 10, 20, 30)
CHANCE = np.random.default_rng(3).standard_normal((len(DAYS), 8192))


def path_values(numbers: np.ndarray) -> np.ndarray:
    """Two branches, two measures, four days: a made-up war whose every number follows from the path's own."""
    chance = CHANCE[:, numbers]
    return np.stack([np.stack([b * chance + b * 0.1 + m for m in range(2)]) for b in range(2)])


def run(first: int, count: int) -> tuple[PathResults, ParameterDraws]:
    numbers = np.arange(first, first + count)
    drawn = ParameterDraws(
        parameters=(Parameter(prior=point("x", 1.0), label="x", identified=""),),
        uniforms=np.full((1, count), 0.5), values=numbers[None, :].astype(float),
    )  # fmt: skip
    return PathResults(branches=("a", "b"), measures=("m", "n"), days=DAYS, values=path_values(numbers)), drawn


def gathered(*stops: int, chunk: int = 512) -> Gathering:
    found = Gathering(
        run, reference="a", compared=("m", "n"), days=(20, 30), fan_days=(0, 30), chunk=chunk, crossings=(("n", 1.9),)
    )
    for stop in stops:
        found.extend(stop)
    return found


@given(st.integers(1, 40), st.integers(1, 700), st.sampled_from([64, 128, 512]))
def test_rounds_and_chunks_change_nothing(rounds: int, rest: int, chunk: int) -> None:
    one = gathered(64 * rounds + rest, chunk=4096)
    other = gathered(64, 64 * rounds, 64 * rounds + rest, chunk=chunk)
    place = ("b", "n", 30)
    assert one.mean(*place) == pytest.approx(other.mean(*place), rel=1e-12)
    assert one.positive(*place) == other.positive(*place)
    assert np.array_equal(one.difference(*place), other.difference(*place))
    assert np.array_equal(one.fan("b", "m"), other.fan("b", "m"))
    assert np.array_equal(one.draws().values, other.draws().values)
    assert np.array_equal(one.first_crossings("b", "n", 1.9), other.first_crossings("b", "n", 1.9))


def test_sums_are_those_of_all_paths() -> None:
    found = gathered(1000)
    values = path_values(np.arange(1000))
    difference = values[1, 1, 3] - values[0, 1, 3]
    assert found.mean("b", "n", 30) == pytest.approx(difference.mean())
    assert found.positive("b", "n", 30) == np.mean(difference > 0)
    assert found.difference("b", "n", 30) == pytest.approx(difference, abs=1e-6)
    assert found.values("b", "n", 30) == pytest.approx(values[1, 1, 3], abs=1e-6)
    assert found.error("b", "n", 30, sampling="random") == pytest.approx(standard_error(difference, sampling="random"))
    crossed = found.first_crossings("b", "n", 1.9)
    above = values[1, 1] > 1.9
    assert crossed.sum() == 1000 and crossed[-1] == np.sum(~above.any(axis=0))
    assert crossed[1] == np.sum(above[1] & ~above[0])


def test_what_is_kept_is_bounded_and_the_error_of_more_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "KEPT", 256)
    monkeypatch.setattr(gather, "FAN_PATHS", 128)
    monkeypatch.setattr(gather, "STRETCH", 128)
    found = gathered(4096)
    assert found.difference("b", "m", 20).size == found.draws().draws == found.kept == 256
    assert found.fan("b", "m").shape == (2, 128)
    whole = path_values(np.arange(4096))[1, 0, 2]
    assert found.mean("b", "m", 20) == pytest.approx(whole.mean())
    for sampling in ("sobol", "random", "antithetic"):
        told = found.error("b", "m", 20, sampling=sampling)
        assert told == pytest.approx(standard_error(whole, sampling=sampling), rel=0.5)
    assert found.error("b", "m", 20, sampling="sobol") == pytest.approx(standard_error(whole), rel=1e-9)


@given(st.permutations(range(5)), st.integers(1, 127))
def test_wherever_spans_run_and_however_they_come_back_the_sums_are_the_same(order: list[int], rest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("KEPT", 256), ("FAN_PATHS", 128), ("STRETCH", 128), ("SPAN", 512)):
            patch.setattr(gather, name, value)
        sent: list[tuple[int, int]] = []

        def away(beyond: Beyond, spans: Sequence[tuple[int, int]]) -> list[Sums]:
            sent.extend(spans)
            done = {}
            for place in sorted(range(len(spans)), key=lambda place: order[place % 5]):
                done[place] = Sums.revived(
                    json.loads(json.dumps(pickle.loads(pickle.dumps(beyond))(spans[place]).plain))
                )
            return [done[place] for place in range(len(spans))]

        one = gathered(2048 + rest)
        other = gathered()
        for stop in (256, 1024, 2048 + rest):
            other.extend(stop, spread=away)
        assert one.paths == other.paths == 2048 + rest
        assert sum(count for _, count in sent) == 2048 + rest - 256
        for place in (("b", "m", 20), ("b", "n", 30)):
            assert one.mean(*place) == other.mean(*place)
            assert one.positive(*place) == other.positive(*place)
            assert one.error(*place, sampling="sobol") == other.error(*place, sampling="sobol")
        assert np.array_equal(one.first_crossings("b", "n", 1.9), other.first_crossings("b", "n", 1.9))
        whole = path_values(np.arange(2048 + rest))[1, 0, 2]
        assert one.mean("b", "m", 20) == pytest.approx(whole.mean(), rel=1e-12)


def test_fewer_paths_or_more_after_an_odd_number_are_refused() -> None:
    with pytest.raises(ValueRangeError):
        gathered(128, 64)
    with pytest.raises(ValueRangeError):
        gathered(100, 200)


@given(st.integers(1, 10**9))
def test_a_chunk_is_a_power_of_two_within_its_bounds(values: int) -> None:
    paths = chunk_paths(values)
    assert gather.CHUNK_LEAST <= paths <= gather.CHUNK_MOST and paths & (paths - 1) == 0
    assert paths * values <= gather.CHUNK_VALUES or paths == gather.CHUNK_LEAST
