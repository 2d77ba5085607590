"""What every engine must do: the same draws for the same seed, however they are asked for, and the readable results."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from front_cases import arrival, baseline, prior, scenario

from contingent.core.errors import InputError, ValueRangeError
from contingent.core.interventions import (
    Aid,
    Arrival,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Supply,
    Talks,
    Truce,
)
from contingent.core.sockets import Engine
from contingent.simulating import engines
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines import engine, numba_engine
from contingent.simulating.engines.numba_engine import NumbaEngine
from contingent.simulating.engines.numpy_engine import NumpyEngine, PathResults
from contingent.simulating.front.intervene import FRONT_MEASURES, Program, program

PATHS, SEED = 160, 11
#: steps of single precision by which engines may differ, as a share of a measure's range: rounding, and its growth
TOLERANCE = 2e-5

Parameters = dict[str, np.ndarray]


def reinforced(*, size: float = 12_000.0) -> tuple[Intervention, ...]:
    return (arrival(size, tranches=3, present=11_000.0),)


def everything() -> tuple[tuple[Intervention, ...], ...]:
    """Branches that between them use every intervention, with amounts that differ from path to path."""
    stopping = Arrival(
        contingent="Elbonia", side="attacker", size=prior("group", "uniform", 5e3, 2e4, unit="persons"), tranches=4,
        every_days=20, stop_at_loss_share=prior("stop", "uniform", 0.02, 0.2),
    )  # fmt: skip
    dials = Dials(
        contingent="Elbonia",
        values=(prior("initial_quality", "uniform", 0.2, 0.4), prior("arrival_lag", "point", 2.0, unit="months")),
    )
    return (
        (),
        (*reinforced(), dials, Response(side="defender", ratio=prior("ratio", "uniform", 0.2, 0.8), lag_days=60)),
        (
            Aid(side="defender", fraction=prior("aid", "uniform", 0.1, 0.2), giver="C", lag_days=15),
            Supply(side="attacker", fraction=prior("cut", "point", -0.2), days=45),
            Mobilisation(
                side="defender", persons_per_month=prior("called", "uniform", 5e3, 9e3, unit="persons/month"),
                ceiling=prior("ceiling", "point", 1e4, unit="persons"),
            ),
        ),
        (
            Talks(factor=prior("talks", "uniform", 2.0, 30.0), days=95),
            Truce(observed=prior("observed", "uniform", 0.5, 1.0), days=25),
            arrival(8_000.0, side="defender", tranches=2),
        ),
        (stopping,),
    )  # fmt: skip


def made(*branches: tuple[Intervention, ...]) -> tuple[Program, Parameters]:
    case = scenario(*branches, horizon=120)
    known = baseline(case).for_scenario(case)
    found, amounts = program(case, stalled=known.stalled)
    return found, draw_parameters((*known.parameters, *amounts), PATHS, seed=SEED).columns()


def part(parameters: Parameters, here: slice) -> Parameters:
    return {name: column[here] for name, column in parameters.items()}


@pytest.fixture(scope="module", params=["numpy", "numba", "jax"])
def each(request: pytest.FixtureRequest) -> Engine:
    return engine(request.param)


@pytest.fixture(scope="module")
def case() -> tuple[Program, Parameters]:
    return made(*everything())


@pytest.fixture(scope="module")
def told(each: Engine, case: tuple[Program, Parameters]) -> PathResults:
    return each.run(case[0], parameters=case[1], seed=SEED, first_path=0)


def test_results_say_what_they_are(told: PathResults, case: tuple[Program, Parameters]) -> None:
    found, _ = case
    assert told.branches == found.branches and told.measures == found.measures
    assert told.days == tuple(10 * number for number in found.recorded)
    assert told.values.shape == (5, len(found.measures), len(found.recorded), PATHS)
    assert np.isfinite(told.values).all()


def test_the_same_seed_gives_the_same_bytes(each: Engine, case: tuple[Program, Parameters], told: PathResults) -> None:
    again = each.run(case[0], parameters=case[1], seed=SEED, first_path=0)
    assert again.values.tobytes() == told.values.tobytes()
    other = each.run(case[0], parameters=case[1], seed=SEED + 1, first_path=0)
    assert not np.array_equal(other.values, told.values)


@pytest.mark.parametrize("cut", [1, 37, 96])
def test_any_chunk_of_paths_is_that_part_of_the_whole(
    each: Engine, case: tuple[Program, Parameters], told: PathResults, cut: int
) -> None:
    first = each.run(case[0], parameters=part(case[1], slice(0, cut)), seed=SEED, first_path=0)
    rest = each.run(case[0], parameters=part(case[1], slice(cut, None)), seed=SEED, first_path=cut)
    assert np.array_equal(np.concatenate([first.values, rest.values], axis=3), told.values)


def test_a_run_tells_of_the_days_it_is_asked_for_and_no_others(
    each: Engine, case: tuple[Program, Parameters], told: PathResults
) -> None:
    found, parameters = case
    last = each.run(replace(found, recorded=(0, found.steps)), parameters=parameters, seed=SEED, first_path=0)
    assert np.allclose(last.values, told.values[:, :, [0, -1]], rtol=1e-5, atol=1e-3)
    assert last.days == (0, 120)


def test_a_branch_does_not_hang_on_the_others(each: Engine, told: PathResults) -> None:
    """Not where nothing happens, nor where a contingent comes, whoever else does what."""
    alone, parameters = made((), everything()[2])
    few = each.run(alone, parameters=parameters, seed=SEED, first_path=0)
    measures = len(FRONT_MEASURES)
    tight = {"rtol": 0, "atol": 0} if each.name != "jax" else {"rtol": 1e-5, "atol": 1e-2}
    assert np.allclose(few.values[0], told.values[0, :measures], **tight)
    assert np.allclose(few.values[1], told.values[2, :measures], **tight)


def test_a_branch_that_does_nothing_new_is_the_reference_bit_for_bit(each: Engine) -> None:
    zero = prior("nothing", "point", 0.0)
    nothing: tuple[Intervention, ...] = (
        Supply(side="attacker", fraction=zero), Aid(side="defender", fraction=zero, giver="C", lag_days=0),
        Mobilisation(side="defender", persons_per_month=zero), Talks(factor=prior("talks", "point", 1.0), start_day=15),
        Truce(observed=zero, start_day=15), arrival(0.0, tranches=2), Response(side="attacker", ratio=zero, lag_days=0),
    )  # fmt: skip
    found, parameters = made((), (), nothing)
    results = each.run(found, parameters=parameters, seed=SEED, first_path=0)
    assert results.values[1].tobytes() == results.values[0].tobytes()
    assert np.array_equal(results.values[2], results.values[0])


def test_antithetic_paths_have_opposite_chances_and_any_chunking(
    each: Engine, case: tuple[Program, Parameters]
) -> None:
    found, parameters = case
    same = {name: np.full(PATHS, column[0]) for name, column in parameters.items()}
    same["ceasefire_hazard"] = np.zeros(PATHS)  # one that begins early in one path of a pair would drown the rest
    whole = each.run(found, parameters=same, seed=SEED, first_path=0, antithetic=True)
    rest = each.run(found, parameters=part(same, slice(33, None)), seed=SEED, first_path=33, antithetic=True)
    assert np.array_equal(whole.values[..., 33:], rest.values)
    losses = whole.of(found.branches[0], "losses_attacker")[1]
    apart = np.corrcoef(np.log(losses[::2]), np.log(losses[1::2]))[0, 1]
    assert apart < -0.5
    assert len(np.unique(losses)) > 0.9 * PATHS


@pytest.mark.parametrize("antithetic", [False, True])
def test_paths_are_those_of_the_readable_engine(
    each: Engine, case: tuple[Program, Parameters], antithetic: bool
) -> None:
    """Path by path within rounding; where a chance lies within rounding of a hazard a path may part: here none does."""
    found, parameters = case
    one, other = (
        e.run(found, parameters=parameters, seed=SEED, first_path=0, antithetic=antithetic).values.astype(float)
        for e in (each, NumpyEngine())
    )
    ranges = np.abs(other).max(axis=(0, 2, 3), keepdims=True)
    assert (np.abs(one - other) <= TOLERANCE * np.maximum(ranges, 1.0)).all()
    held = found.measures.index("ceasefire")
    assert np.array_equal(one[:, held : held + 2], other[:, held : held + 2])
    assert other[:, held].any(), "a case in which no cease-fire begins would prove little"


def test_paths_and_draws_that_do_not_fit_are_refused(each: Engine, case: tuple[Program, Parameters]) -> None:
    found, parameters = case
    with pytest.raises(ValueRangeError, match="4294967295"):
        each.run(found, parameters=parameters, seed=SEED, first_path=2**32 - 1)
    uneven = {**parameters, "tempo_sd": parameters["tempo_sd"][:-1]}
    with pytest.raises(ValueRangeError, match="draws"):
        each.run(found, parameters=uneven, seed=SEED, first_path=0)


def test_neither_threads_nor_chunks_of_the_compiled_engine_change_a_byte(
    case: tuple[Program, Parameters], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, parameters = case
    runs = [
        NumbaEngine(threads=threads).run(found, parameters=parameters, seed=SEED).values.tobytes()
        for threads in (1, 3, 64)
    ]
    monkeypatch.setattr(numba_engine, "CHUNK", 50)
    runs.append(NumbaEngine(threads=2).run(found, parameters=parameters, seed=SEED).values.tobytes())
    assert len(set(runs)) == 1


def test_auto_goes_by_the_size_of_the_work_alone() -> None:
    assert engine().name == "numpy"
    assert engine("auto", work=engines.LARGE_WORK - 1).name == "numpy"
    assert engine("auto", work=engines.LARGE_WORK).name == "numba"


def test_unknown_and_missing_engines_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"'abacus'.*auto, numpy, numba, jax"):
        engine("abacus")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"contingent\[gpu\]"):
        engine("jax")
    assert engine("auto", work=10**12).name == "numpy"
