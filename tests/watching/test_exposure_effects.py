"""All looks together: false discoveries held, a planted one found and shipped, the map whole, nothing after as_of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made_markets import FIRST, news, price, trading_days

from contingent.core.errors import DataError
from contingent.core.watching import Series
from contingent.scoring.compare import Comparison
from contingent.sources import shipped
from contingent.watching.exposure.effects import Exposures, effect, exposures, verdict
from contingent.watching.exposure.outstanding import effects_of, outstanding
from contingent.watching.exposure.shipping import exposures_table
from contingent.watching.exposure.ties import ExposureMap

DAYS = 20 * 365
JUMPS = tuple(range(1200, DAYS - 60, 120))
EVENTS = [FIRST + timedelta(days=place) for place in JUMPS]
AS_OF = date(2004, 9, 30)
KIND = {"label": "jumps", "why": "made", "source": "made", "verified": False, "topics": []}
TIES = ExposureMap.from_table(
    {
        "kind": [
            {"name": "jump", "series": "gprd", "events": ["ASSAULT"], **KIND},
            {"name": "calm", "events": ["AGREE"], **KIND},
        ],
        "instrument": [
            {"name": name, "label": name, "states": states, "why": "made", "source": "made", "verified": False}
            for name, states in (("one", []), ("two", []), ("three", []), ("four", ["KOR"]), ("gone", []))
        ],
    }
)


def made(*, effect_of_one: float) -> dict[str, Series]:
    days = trading_days(DAYS)
    prices = {
        name: replace(price(place, days, events=EVENTS, effect=effect_of_one if name == "one" else 0.0), name=name)
        for place, name in enumerate(("one", "two", "three", "four"), start=50)
    }
    return {"gprd": news(1, days=DAYS, jumps=JUMPS, size=2.0), **prices}


@pytest.fixture(scope="module", autouse=True)
def fewer() -> Iterator[None]:
    """One weight and two windows: what is tried is counted, not how much."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("contingent.watching.exposure.effects.WEIGHTS", (80.0,))
        patch.setattr("contingent.watching.exposure.effects.WINDOWS", {"daily": (1, 20)})
        yield


@pytest.fixture(scope="module")
def planted() -> Exposures:
    return exposures(made(effect_of_one=0.015), TIES, as_of=AS_OF, seed=1)


def test_what_was_planted_stands_out_and_nothing_else_of_its_size(planted: Exposures) -> None:
    rows = [told for row in planted.rows if (told := effect(row, seed=1)) is not None]
    found = outstanding(rows)
    assert found[0].tie.instrument == "one"
    assert found[0].window_days == 1
    assert found[0].mean == pytest.approx(1.5, abs=0.4)
    assert 0.5 < found[0].low < found[0].mean < found[0].high < 2.5
    assert len([row for row in found if row.tie.instrument != "one"]) <= 1


def test_where_nothing_was_planted_nothing_stands_out() -> None:
    found = exposures(made(effect_of_one=0.0), TIES, as_of=AS_OF, seed=1)
    assert not outstanding([told for row in found.rows if (told := effect(row, seed=1)) is not None])


def test_q_is_never_below_p_and_counts_every_look(planted: Exposures) -> None:
    assert len(planted.rows) == 4 * 2
    assert all(row.q >= row.study.p for row in planted.rows)
    assert min(row.q for row in planted.rows) >= min(row.study.p for row in planted.rows)


def test_what_is_not_tried_is_told_with_its_reason(planted: Exposures) -> None:
    assert ("gone", "no such series in the folder") in planted.untried
    assert ("jumps", "no index of news measures it") in planted.untried


def test_nothing_after_as_of_enters() -> None:
    series, day = made(effect_of_one=0.015), date(2002, 9, 30)
    cut = {name: one.until(day) for name, one in series.items()}
    tables = [
        exposures_table(exposures(own, TIES, as_of=day, seed=1), TIES, cut, as_of=day, command="c", seed=1)
        for own in (series, cut)
    ]
    assert tables[0] == tables[1]
    assert max(row["last_event"] for row in tables[0]["effect"]) <= day.isoformat()


def test_a_table_gives_its_effects_back(planted: Exposures) -> None:
    series = made(effect_of_one=0.015)
    table = exposures_table(planted, TIES, series, as_of=AS_OF, command="made", seed=1)
    rows = [told for row in planted.rows if (told := effect(row, seed=1)) is not None]
    back = effects_of(table, TIES)
    assert [row.tie for row in back] == [row.tie for row in rows]
    np.testing.assert_allclose([row.mean for row in back], [row.mean for row in rows], atol=1e-5)
    assert table["tried"] == len(planted.rows) and table["stand_out"] == len(outstanding(rows))
    with pytest.raises(DataError, match="fit it anew"):
        effects_of({"effect": [{"event": "jump", "instrument": "one"}]}, TIES)


def test_the_words_say_which_way_it_fell() -> None:
    def compared(difference: float, low: float, high: float) -> Comparison:
        return Comparison(difference=difference, interval=(low, high), n=9, clusters=9, better=1, worse=1, skill=None)

    worse, unsure, better = compared(0.1, 0.0, 0.2), compared(-0.1, -0.3, 0.1), compared(-0.1, -0.2, -0.05)
    assert "the direction does not beat the unconditional distribution out of sample" in verdict(worse, better)
    assert "the size beats the unconditional distribution" in verdict(worse, better)
    assert "chance is not excluded" in verdict(unsure, worse)


def test_a_map_says_which_kinds_and_states_it_is_for() -> None:
    assert [kind.name for kind in TIES.kinds_of(["ASSAULT:air"], [])] == ["jump"]
    assert TIES.reaches("one", []) and TIES.reaches("four", ["KOR"])
    assert not TIES.reaches("four", ["USA"]) and not TIES.reaches("nobody", ["KOR"])


def test_a_series_that_has_not_begun_is_not_tried_and_ends_nothing() -> None:
    series, day = made(effect_of_one=0.0), date(1995, 6, 30)
    late = {name: one for name, one in series.items() if name != "two"}
    two = series["two"]
    born = next(place for place, one in enumerate(two.dates) if one > day)
    late["two"] = replace(two, dates=two.dates[born:], values=two.values[born:])
    found = exposures(late, TIES, as_of=day, seed=1)
    assert "two" not in {row.tie.instrument for row in found.rows}
    assert any(label.startswith("two after") for label, _ in found.untried)
    with pytest.raises(DataError, match="no forecast of one be scored"):
        exposures_table(found, TIES, late, as_of=day, command="c", seed=1)


def test_a_window_of_weeks_is_told_in_days_of_weeks(planted: Exposures) -> None:
    row = planted.rows[0]
    assert [replace(row, cadence=own).window_days for own in ("daily", "weekly", "monthly")] == [1, 7, 30]


def test_where_the_baseline_is_never_wrong_there_is_no_share_to_save(planted: Exposures) -> None:
    row = planted.rows[0]
    assert row.scores is not None
    never = {**row.scores.brier, "unconditional": np.zeros(row.scores.size.size)}
    assert effect(replace(row, scores=replace(row.scores, brier=never)), seed=1) is None


def test_a_damaged_map_is_named() -> None:
    with pytest.raises(DataError, match="exposure_map"):
        ExposureMap.from_table({"kind": [{"name": "x"}], "instrument": []})
    row = {"name": "x", "events": [], **KIND}
    with pytest.raises(DataError, match="twice"):
        ExposureMap.from_table({"kind": [row, row], "instrument": []})


def test_every_line_of_the_shipped_map_has_a_reason_and_a_source_and_marks_what_nobody_read() -> None:
    ties = ExposureMap.from_table(shipped.table("exposure_map"))
    for line in (*ties.kinds, *ties.instruments):
        assert line.why.endswith(".") and line.source
        assert line.verified or "judgement" in line.source
    assert {kind.name for kind in ties.measured} == {"threats", "acts", "risk"}


def test_an_index_without_its_first_years_is_refused() -> None:
    short = {**made(effect_of_one=0.0), "gprd": news(1, days=600)}
    with pytest.raises(DataError, match="two years"):
        exposures(short, TIES, as_of=AS_OF, seed=1)
