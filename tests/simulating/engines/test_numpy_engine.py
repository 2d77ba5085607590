"""Laws of the engine: draws belong to seed, path and step alone, whatever the chunking, the branches or the horizon."""

from __future__ import annotations

import numpy as np
import pytest
from front_cases import arrival, baseline, point, prior, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from contingent.core.errors import ValueRangeError
from contingent.core.interventions import (
    Aid,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Supply,
    Talks,
    Truce,
)
from contingent.core.nouns import Scenario
from contingent.core.sockets import Engine
from contingent.simulating.drawing.parameters import draw_parameters
from contingent.simulating.engines.numpy_engine import BLOCK, Chance, NumpyEngine, PathResults
from contingent.simulating.engines.threefry import noise_key, path_numbers
from contingent.simulating.front.intervene import program

ONE = scenario((), (arrival(3e4, tranches=3),))


def run(
    case: Scenario = ONE, *, draws: int = 100, seed: int = 1, first: int = 0, skip: int = 0, antithetic: bool = False
) -> PathResults:
    made, amounts = program(case)
    parameters = (*baseline(case).for_scenario(case).parameters, *amounts)
    columns = draw_parameters(parameters, draws + skip, seed=seed).columns()
    return NumpyEngine().run(
        made, parameters={name: column[skip:] for name, column in columns.items()}, seed=seed, first_path=first,
        antithetic=antithetic,
    )  # fmt: skip


def test_it_is_an_engine() -> None:
    assert isinstance(NumpyEngine(), Engine)


def test_the_same_seed_gives_the_same_paths_and_another_does_not() -> None:
    assert np.array_equal(run().values, run().values)
    assert not np.array_equal(run().values, run(seed=2).values)


def test_fewer_paths_are_a_prefix_of_more() -> None:
    assert np.array_equal(run(draws=37).values, run(draws=100).values[..., :37])


@pytest.mark.parametrize("antithetic", [False, True])
@pytest.mark.parametrize("cut", [1, 40, BLOCK - 1, BLOCK, BLOCK + 7])
def test_any_chunking_gives_the_same_paths(cut: int, antithetic: bool) -> None:
    draws = BLOCK + 20
    whole = run(draws=draws, antithetic=antithetic).values
    head = run(draws=cut, antithetic=antithetic).values
    tail = run(draws=draws - cut, first=cut, skip=cut, antithetic=antithetic).values
    assert np.array_equal(whole, np.concatenate([head, tail], axis=-1))


def test_a_branch_does_not_hang_on_which_others_run_beside_it() -> None:
    alone = run(scenario((arrival(3e4),)))
    beside = run(scenario((arrival(3e4),), (arrival(3e4, tranches=2),), ()))
    assert np.array_equal(alone.of("b0", "area_km2"), beside.of("b0", "area_km2"))


def test_a_longer_horizon_goes_on_where_a_shorter_one_ended() -> None:
    short, long = run(scenario((), horizon=90)), run(scenario((), horizon=180))
    day = long.days.index(90)
    assert np.array_equal(short.of("b0", "area_km2")[-1], long.of("b0", "area_km2")[day])


#: one of each kind, for either side, none of which does anything
NOTHING: tuple[Intervention, ...] = (
    arrival(0.0, tranches=3),
    arrival(0.0, side="defender"),
    Supply(side="attacker", fraction=point("shells", 0.0)),
    Aid(side="defender", fraction=point("aid", 0.0), giver="Cland", lag_days=0),
    Mobilisation(side="defender", persons_per_month=point("levy", 0.0)),
    Mobilisation(side="attacker", persons_per_month=point("levy", 1e4), ceiling=point("most", 0.0)),
    Talks(factor=point("talks", 1.0)),
    Truce(observed=point("truce", 0.0)),
    Response(side="defender", ratio=point("ratio", 0.0)),
    Dials(contingent="Elbonia", values=(point("friction", 0.4),)),
)
ROUGH = (point("ceasefire_hazard", 0.2), point("ceasefire_break_hazard", 0.5), point("stall_hazard", 0.3))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(NOTHING), unique=True, max_size=6))
def test_interventions_that_do_nothing_make_a_difference_of_exactly_nothing(acts: list[Intervention]) -> None:
    acts = [act for act in acts if act.kind != "dials"] + [NOTHING[0], NOTHING[-1]]
    found = run(scenario((), tuple(acts), (arrival(2e4),), priors=ROUGH))
    assert np.array_equal(found.values[0], found.values[1])
    assert not np.array_equal(found.values[0], found.values[2])


def test_branches_that_do_the_same_are_the_same_to_the_last_bit() -> None:
    found = run(scenario((arrival(1.0, tranches=0),), (), (arrival(0.0),)))
    assert np.array_equal(found.values[0], found.values[1])
    assert np.array_equal(found.values[0], found.values[2])
    acts = (*ACTS, arrival(3e4, tranches=3))
    found = run(scenario((), acts, acts, priors=ROUGH))
    assert np.array_equal(found.values[1], found.values[2]) and not np.array_equal(found.values[0], found.values[1])


#: one of each kind, two of some, most of them from one day on
ACTS: tuple[Intervention, ...] = (
    arrival(3e4, tranches=2),
    arrival(1.1e4, tranches=2, present=3.3),
    arrival(0.7e4, tranches=3, present=0.1),
    arrival(1e4, side="defender"),
    Supply(side="attacker", fraction=prior("shells", "uniform", 0.1, 0.3)),
    Supply(side="attacker", fraction=prior("shells", "uniform", 0.2, 0.3)),
    Supply(side="attacker", fraction=prior("shells", "uniform", 0.2, 0.3), days=77),
    Aid(side="defender", fraction=prior("aid", "lognormal", 0.1, 0.3), giver="Cland", start_day=30, lag_days=0),
    Aid(side="defender", fraction=prior("aid", "lognormal", 0.2, 0.3), giver="Dland", start_day=30, lag_days=0),
    Aid(side="defender", fraction=prior("aid", "uniform", -0.3, 0.3), giver="Eland", start_day=30, lag_days=0),
    Mobilisation(side="attacker", persons_per_month=point("levy", 1.7e3)),
    Mobilisation(side="attacker", persons_per_month=point("levy", 1.1e3), ceiling=point("most", 3.3e3)),
    Talks(factor=prior("talks", "lognormal", 2.0, 0.5), days=60),
    Talks(factor=prior("talks", "lognormal", 1.7, 0.5)),
    Truce(observed=prior("truce", "uniform", 0.3, 0.9)),
    Truce(observed=prior("truce", "uniform", 0.2, 0.8), days=40),
    Response(side="defender", ratio=prior("ratio", "uniform", 0.2, 1.0)),
    Response(side="defender", ratio=prior("ratio", "uniform", 0.2, 1.0), lag_days=60),
    Dials(contingent="Elbonia", values=(prior("initial_quality", "uniform", 0.2, 0.4), point("friction", 0.1))),
)


@settings(max_examples=12, deadline=None)
@given(st.permutations(ACTS))
def test_the_order_of_interventions_does_not_matter_to_the_last_bit(acts: list[Intervention]) -> None:
    one, other = run(scenario((), ACTS), draws=40), run(scenario((), tuple(acts)), draws=40)
    assert one.measures == other.measures
    assert np.array_equal(one.values, other.values)


def test_what_a_branch_does_does_not_hang_on_what_others_draw_from() -> None:
    alone = run(scenario((), ACTS[4:5]))
    beside = run(scenario((), ACTS[4:5], (*ACTS[:4], *ACTS[6:])))
    assert np.array_equal(alone.of("b0", "area_km2"), beside.of("b0", "area_km2"))
    assert np.array_equal(alone.of("b1", "losses_attacker"), beside.of("b1", "losses_attacker"))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 500), st.integers(0, 2**64))
def test_antithetic_pairs_have_opposite_shocks_and_opposite_chances(first: int, step: int, seed: int) -> None:
    key, paths = noise_key(seed), path_numbers(2 * (first // 2), 64)
    chance = Chance(key=key, paths=paths, antithetic=True).of(step)
    for name in ("tempo", "advance", "attacker", "defender"):
        shocks = getattr(chance, name)
        assert np.allclose(shocks[::2], -shocks[1::2], atol=1e-9)
    for name in ("ceasefire", "regime", "breakthrough", "breaking"):
        survived = np.exp(-getattr(chance, name))
        assert np.allclose(survived[::2] + survived[1::2], 1.0)
    plain = Chance(key=key, paths=paths[::2] // np.uint32(2)).of(step)
    assert np.array_equal(plain.tempo, chance.tempo[::2]) and np.array_equal(plain.breaking, chance.breaking[::2])


def test_antithetic_paths_make_a_mean_known_better() -> None:
    case = scenario((), priors=(point("stall_hazard", 0.0), point("breakthrough_hazard", 0.0)))
    made, _ = program(case)
    one = {name: column[:1] for name, column in draw_columns(case).items()}
    columns = {name: np.repeat(column, 512) for name, column in one.items()}
    spread = []
    for antithetic in (False, True):
        found = NumpyEngine().run(made, parameters=columns, seed=5, antithetic=antithetic)
        area = found.of("b0", "area_km2")[-1]
        spread.append((area[::2] + area[1::2]).std())
    assert spread[1] < 0.6 * spread[0]


def draw_columns(case: Scenario) -> dict[str, np.ndarray]:
    return draw_parameters(baseline(case).for_scenario(case).parameters, 1, seed=1).columns()


def test_a_path_whose_number_does_not_fit_is_refused_and_so_are_ragged_parameters() -> None:
    with pytest.raises(ValueRangeError, match="numbered from 0"):
        run(draws=2, first=2**32 - 1)
    made, _ = program(ONE)
    with pytest.raises(ValueRangeError, match="one draw a path"):
        NumpyEngine().run(made, parameters={"a": np.zeros(2), "b": np.zeros(3)}, seed=1)


def test_common_random_numbers_shrink_the_error_of_a_difference_at_least_fivefold() -> None:
    case = scenario((), (arrival(3e4),))
    one, other = run(case, draws=512, seed=1), run(case, draws=512, seed=2)
    for measure in ("area_km2", "losses_attacker", "losses_defender"):
        paired = one.of("b1", measure)[-1] - one.of("b0", measure)[-1]
        unpaired = one.of("b1", measure)[-1] - other.of("b0", measure)[-1]
        assert unpaired.std() > 5 * paired.std(), measure


def test_everything_recorded_is_finite_and_counts_never_fall() -> None:
    found = run(scenario((), (arrival(1e6), Supply(side="attacker", fraction=prior("s", "lognormal", 2.0, 1.0)))))
    assert np.isfinite(found.values).all()
    counts = ("losses_attacker", "losses_defender", "contingent_casualties:Elbonia", "contingent_arrived:Elbonia")
    for measure in (*counts, "ceasefire"):
        assert np.all(np.diff(found.of("b1", measure), axis=0) >= 0)
    assert np.all(found.of("b1", "ceasefire_holds") <= found.of("b1", "ceasefire"))
    assert np.all(found.of("b1", "contingent_arrived:Elbonia")[-1] == 1e6)


def test_the_shocks_have_mean_zero_and_variance_one() -> None:
    # 400,000 draws each: a true N(0,1) mean leaves ±5/√n with probability 6e-7; the t shocks' variances are wider
    paths = path_numbers(3, 20_000)
    chances = [Chance(key=noise_key(11), paths=paths).of(step) for step in range(20)]
    drawn = {name: np.concatenate([getattr(chance, name) for chance in chances]) for name in SHOCKS + WAITS}
    for name in SHOCKS:
        assert abs(drawn[name].mean()) < 5 / np.sqrt(drawn[name].size)
        assert drawn[name].var() == pytest.approx(1.0, abs=0.05)
    for name in WAITS:
        assert drawn[name].mean() == pytest.approx(1.0, abs=0.01)
    assert np.all(np.abs(np.corrcoef([drawn[name] for name in SHOCKS + WAITS]) - np.eye(8)) < 0.01)


@pytest.mark.parametrize(("name", "freedom"), [("tempo", 5), ("advance", 4), ("attacker", None), ("defender", None)])
def test_the_shocks_have_the_distributions_they_are_named_for(name: str, freedom: int | None) -> None:
    paths = path_numbers(0, 50_000)
    drawn = getattr(Chance(key=noise_key(2), paths=paths).of(4), name)
    scale = 1.0 if freedom is None else np.sqrt((freedom - 2) / freedom)
    law = stats.norm() if freedom is None else stats.t(freedom, scale=scale)
    # false alarm once in 10,000 seeds
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-4


SHOCKS = ("tempo", "advance", "attacker", "defender")
WAITS = ("ceasefire", "regime", "breakthrough", "breaking")
