"""Laws of a published series: bias times what happened plus a walk, shared by branches and free of chunking."""

from __future__ import annotations

import numpy as np
import pytest

from contingent.core.errors import DataError, ScenarioError, ValueRangeError
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.running.observe import Observer, observe

DAYS = (0, 30, 60, 120)
MAP = Observer(name="map", measure="area_km2", label="a map", bias="bias_map", walk="walk_map")
CLAIM = Observer(name="staff", measure="losses_attacker", label="a claim", bias="claim_bias", inverse=True)


def results(paths: int) -> PathResults:
    rising = np.linspace(1.0, 2.0, paths)
    values = np.stack([np.outer(DAYS, rising) * factor for factor in (1.0, 10.0)])
    return PathResults(branches=("a", "b"), measures=("area_km2", "losses_attacker"), days=DAYS,
                       values=np.stack([values, 2 * values]))  # fmt: skip


def columns(paths: int, walk: float = 5.0) -> dict[str, np.ndarray]:
    return {"bias_map": np.full(paths, 0.9), "walk_map": np.full(paths, walk), "claim_bias": np.full(paths, 0.8)}


def test_bias_alone_is_exact_and_an_inverse_bias_divides() -> None:
    found = observe(results(5), columns(5, walk=0.0), (MAP, CLAIM), seed=1, step_days=30)
    assert found.measures == ("area_km2", "losses_attacker", "area_km2@map", "losses_attacker@staff")
    assert np.allclose(found.of("a", "area_km2@map"), 0.9 * found.of("a", "area_km2"), rtol=1e-12)
    assert np.allclose(found.of("b", "losses_attacker@staff") * 0.8, found.of("b", "losses_attacker"), rtol=1e-12)


def test_the_walk_is_that_of_all_branches_starts_at_nought_and_grows_with_the_root_of_time() -> None:
    found = observe(results(20_000), columns(20_000), (MAP,), seed=1, step_days=30)
    off = found.of("a", "area_km2@map") - 0.9 * found.of("a", "area_km2")
    other = found.of("b", "area_km2@map") - 0.9 * found.of("b", "area_km2")
    assert np.allclose(off, other, atol=1e-9) and np.allclose(off[0], 0.0)
    # 20,000 paths: the standard error of a standard deviation is half a percent
    assert off[1:].std(axis=1) == pytest.approx(5.0 * np.sqrt([1.0, 2.0, 4.0]), rel=0.03)
    assert abs(np.corrcoef(off[1], off[2] - off[1])[0, 1]) < 0.04


def test_recording_more_days_changes_no_day_that_was_recorded_before() -> None:
    few, many = (0, 40, 120), (0, 10, 20, 40, 50, 90, 120, 130)

    def seen(days: tuple[int, ...]) -> np.ndarray:
        flat = PathResults(branches=("a",), measures=("area_km2",), days=days, values=np.zeros((1, 1, len(days), 50)))
        return observe(flat, columns(50), (MAP,), seed=1, step_days=10).of("a", "area_km2@map")

    assert np.array_equal(seen(few), seen(many)[[many.index(day) for day in few]])
    assert len(np.unique(seen(many)[:, 0])) == len(many)
    with pytest.raises(ValueRangeError, match="day 45"):
        seen((0, 45))


def test_any_chunking_gives_the_same_and_another_seed_or_name_another() -> None:
    whole = observe(results(10), columns(10), (MAP,), seed=1, step_days=30).values
    parts = []
    for first, count in ((0, 4), (4, 6)):
        part = results(10)
        cut = PathResults(branches=part.branches, measures=part.measures, days=DAYS,
                          values=part.values[..., first : first + count])  # fmt: skip
        parts.append(observe(cut, columns(count), (MAP,), seed=1, step_days=30, first_path=first).values)
    assert np.array_equal(np.concatenate(parts, axis=-1), whole)
    assert not np.array_equal(observe(results(10), columns(10), (MAP,), seed=2, step_days=30).values, whole)


def test_no_observer_changes_nothing_and_what_is_missing_is_named() -> None:
    assert observe(results(3), {}, (), seed=1, step_days=30).measures == results(3).measures
    with pytest.raises(ScenarioError, match="bias_map"):
        observe(results(3), {}, (MAP,), seed=1, step_days=30)
    strange = Observer(name="x", measure="rain", label="rain", bias="claim_bias")
    with pytest.raises(ScenarioError, match="rain"):
        observe(results(3), columns(3), (strange,), seed=1, step_days=30)


@pytest.mark.parametrize("observer", [MAP, CLAIM])
def test_an_observer_is_what_its_row_says(observer: Observer) -> None:
    assert Observer.from_table(observer.table) == observer
    with pytest.raises(DataError, match="measure"):
        Observer.from_table({"name": "x"})
