"""Units that the lenient score takes for one another: the relation is even-handed, and no wider than it says."""

from __future__ import annotations

import made_gold
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_score_reading import changed, scored, value

from contingent.core.claims import Quantity
from contingent.scoring.extraction.scored import LENIENT
from contingent.scoring.extraction.units import same_unit

UNITS = ("person", "hostage", "civilian", "soldier", "recruit", "m", "metre", "vehicle", "truck", "truck/day", "ship",
         "boat", "share", "fraction", "percent", "times", "ton", "tonne", None)  # fmt: skip


@given(one=st.sampled_from(UNITS), other=st.sampled_from(UNITS))
def test_it_does_not_matter_which_side_is_the_narrower(one: str | None, other: str | None) -> None:
    assert same_unit(one, other) == same_unit(other, one)
    assert same_unit(one, one)
    if one is not None and other is not None:
        assert same_unit(f"{one}/month", f"{other}/month") == same_unit(one, other)
        assert same_unit(f"{one}/month", f"{other}/year") is False


@pytest.mark.parametrize(
    ("one", "other"),
    [("hostage", "civilian"), ("soldier", "person"), ("recruit", "person"), ("truck/day", "truck"), ("ton", "tonne"),
     ("percent", "fraction"), ("m", "km"), ("person", None)],
)  # fmt: skip
def test_what_is_counted_differently_stays_apart(one: str, other: str | None) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(("unit", "strict", "lenient"), [("recruit", False, True), ("house", False, False)])
def test_a_narrower_unit_costs_the_strict_score_alone(unit: str, strict: bool, lenient: bool) -> None:
    own = next(c for c in made_gold.perfect().claims if isinstance(c.detail, Quantity) and c.detail.unit == "soldier")
    result = scored(changed(own.id, unit=unit))
    assert (value(result, "value+unit F1") == 1.0) is strict
    assert (value(result, LENIENT) == 1.0) is lenient
