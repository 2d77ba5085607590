"""False discovery control: adjusted chances are SciPy's, whatever belongs to whom; plain statistics are no test."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from contingent.core.errors import ValueRangeError
from contingent.core.watching import Reading, Watched
from contingent.watching.discoveries import discovered


def watched(name: str, chances: list[float | None]) -> Watched:
    readings = tuple(
        Reading(statistic=str(i), label="", value=0.0, unit="", low=None, high=None, p=p, q=None, left=False)
        for i, p in enumerate(chances)
    )
    day = date(2015, 1, 1)
    return Watched(
        series=name, label=name, kind="index", unit="", place=None, first=day, last=day, last_value=0.0, observations=1,
        reference_first=day, reference_last=day, readings=readings, changes=(), words=(),
    )  # fmt: skip


@given(st.lists(st.lists(st.one_of(st.none(), st.floats(1e-6, 1)), max_size=5), max_size=5))
def test_all_series_are_adjusted_as_one_family(chances: list[list[float | None]]) -> None:
    found = discovered([watched(str(i), row) for i, row in enumerate(chances)], rate=0.1)
    flat = [p for row in chances for p in row if p is not None]
    readings = [reading for one in found for reading in one.readings]
    tested = [reading for reading in readings if reading.p is not None]
    assert [reading.q for reading in readings if reading.p is None] == [None] * (len(readings) - len(tested))
    if flat:
        np.testing.assert_allclose([reading.q for reading in tested], false_discovery_control(np.array(flat)))
    assert all(reading.left == (reading.q is not None and reading.q <= 0.1) for reading in readings)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueRangeError, match="false discovery rate"):
        discovered([], rate=rate)
