"""Every pool gives the same answer in the same order, and the same error."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

import pytest

from contingent.core.errors import ContingentError, ValueRangeError
from contingent.core.sockets import Pool
from contingent.pools import ProcessPool, SerialPool

POOLS: dict[str, Callable[[], Pool]] = {"serial": SerialPool, "processes": lambda: ProcessPool(2)}


@pytest.mark.parametrize("make", POOLS.values(), ids=POOLS)
def test_one_result_an_item_in_order_and_the_first_error_is_raised(make: Callable[[], Pool]) -> None:
    pool = make()
    assert isinstance(pool, Pool)
    assert list(pool.map(math.sqrt, (float(n * n) for n in range(23)))) == [float(n) for n in range(23)]
    assert list(pool.map(math.sqrt, [])) == []
    with pytest.raises(ValueError, match=r"math domain|nonnegative"):
        pool.map(math.sqrt, [4.0, -1.0, 9.0])


def test_a_worker_that_dies_is_one_clear_sentence() -> None:
    with pytest.raises(ContingentError, match="worker processes died"):
        ProcessPool(1).map(os._exit, [3])


def test_a_pool_without_workers_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="workers is -1"):
        ProcessPool(-1)
