"""Every pool gives the same answer in the same order, and the same error; a worker's death loses nothing."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from contingent.core.errors import ContingentError, InputError, ValueRangeError
from contingent.core.sockets import Pool
from contingent.pools import DaskPool, ProcessPool, SerialPool, pool


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two worker processes, each watched over by a nanny that restarts it."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made:
        yield made.scheduler_address


@pytest.fixture(params=["serial", "processes", "dask"])
def each_pool(request: pytest.FixtureRequest) -> Pool:
    if request.param == "dask":
        return DaskPool(request.getfixturevalue("cluster"))
    return SerialPool() if request.param == "serial" else ProcessPool(2)


def die_the_first_time(pair: tuple[str, int]) -> int:
    """Kills the process that works on 3, once; a flag on disk says whether that has happened."""
    folder, number = pair
    flag = Path(folder) / "died"
    if number == 3 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_one_result_an_item_in_order_and_the_first_error_is_raised(each_pool: Pool) -> None:
    assert isinstance(each_pool, Pool)
    assert list(each_pool.map(math.sqrt, (float(n * n) for n in range(23)))) == [float(n) for n in range(23)]
    assert list(each_pool.map(math.sqrt, [])) == []
    with pytest.raises(ValueError, match=r"math domain|nonnegative"):
        each_pool.map(math.sqrt, [4.0, -1.0, 9.0])


def test_each_yields_every_place_once_and_may_be_left_half_way(each_pool: Pool) -> None:
    found = dict(each_pool.each(math.sqrt, [float(n * n) for n in range(9)]))
    assert found == {n: float(n) for n in range(9)}
    half = each_pool.each(math.sqrt, [float(n * n) for n in range(9)])
    next(half)
    half.close()  # type: ignore[attr-defined]  # a generator
    assert list(each_pool.map(math.sqrt, [4.0])) == [2.0]


def test_a_cluster_goes_on_without_a_worker_that_was_killed(cluster: str, tmp_path: Path) -> None:
    items = [(str(tmp_path), n) for n in range(8)]
    assert list(DaskPool(cluster).map(die_the_first_time, items)) == [n * n for n in range(8)]
    assert (tmp_path / "died").exists()


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contingent.pools._CONNECT_SECONDS", 0.2)
    with pytest.raises(InputError, match=r"no scheduler answers at --cluster tcp://127\.0\.0\.1:9"):
        DaskPool("tcp://127.0.0.1:9").map(math.sqrt, [4.0])


def test_a_worker_process_that_dies_is_one_clear_sentence() -> None:
    with pytest.raises(ContingentError, match="worker processes died"):
        ProcessPool(1).map(os._exit, [3])


def test_a_pool_without_workers_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="workers is -1"):
        ProcessPool(-1)


def test_a_command_gets_a_loop_unless_it_asks_for_more() -> None:
    assert pool().name == "serial"
    assert pool(workers=3).name == "processes"
    assert pool(cluster="tcp://127.0.0.1:8786").name == "dask"
