"""The charts of a backtest: what is drawn is what was given, whatever is given can be drawn."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from contingent.core.errors import ValueRangeError
from contingent.report.backtests.charts import (
    Outlook,
    Score,
    hindcast_chart,
    lead_chart,
    pit_chart,
    reliability_chart,
    score_chart,
)
from contingent.report.charts import Spec
from contingent.report.svg import draw


def texts(spec: Spec) -> list[str]:
    root = ElementTree.fromstring(draw(spec, ident="x", title="a title", description="a description").text)
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]


def outlooks(n: int, *, beside: bool = True) -> list[Outlook]:
    return [
        Outlook(
            origin=date(2023, 6, 18) + timedelta(days=28 * place),
            quantiles=(-10.0, 5.0, 10.0, 20.0, 40.0 + place),
            outcome=15.0,
            beside=12.0 if beside and place else None,
        )
        for place in range(n)
    ]


def test_a_hindcast_holds_every_quantile_and_what_happened() -> None:
    spec = hindcast_chart(outlooks(21))
    row = spec["data"]["values"][-1]
    assert [row[name] for name in ("low", "lower", "middle", "upper", "high")] == [-10.0, 5.0, 10.0, 20.0, 60.0]
    assert (row["outcome"], row["beside"], spec["data"]["values"][0]["beside"]) == (15.0, 12.0, None)
    assert {"July 2023", "2024", "July 2024"} <= set(texts(spec))


def test_few_origins_are_marked_by_quarters_and_one_by_its_day() -> None:
    assert {"July 2023", "October 2023"} <= set(texts(hindcast_chart(outlooks(6))))
    assert "18 June 2023" in texts(hindcast_chart(outlooks(1, beside=False)))


def test_scores_name_everybody_and_say_who_is_off_the_scale() -> None:
    scores = [
        Score(name="contingent", value=100.0, interval=(80.0, 130.0), own=True),
        Score(name="near", value=150.0),
        Score(name="far", value=9000.0, interval=(8000.0, 9500.0)),
    ]
    spec = score_chart(scores)
    assert [row["who"] for row in spec["data"]["values"]] == ["own", "other", "other"]
    assert [row["off"] for row in spec["data"]["values"]] == [False, False, True]
    assert max(row["high"] for row in spec["data"]["values"]) == 300.0
    assert {"contingent", "near", "far", "100", "150", "9,000 →"} <= set(texts(spec))


def test_scores_of_nought_can_be_drawn() -> None:
    assert texts(score_chart([Score(name="a", value=0.0), Score(name="b", value=0.0)]))


def test_a_pit_histogram_has_a_bar_a_part_and_the_even_height() -> None:
    spec = pit_chart((1, 0, 3, 6, 4))
    assert [row["count"] for row in spec["data"]["values"]] == [1, 0, 3, 6, 4]
    assert spec["layer"][1]["encoding"]["y"]["datum"] == 14 / 5
    assert texts(spec)


def test_reliability_puts_what_came_true_over_what_was_said() -> None:
    spec = reliability_chart([(0.1, 0.15, 0.05, 0.3, 40), (0.8, 0.7, 0.5, 0.9, 12)])
    assert [(row["said"], row["came"]) for row in spec["data"]["values"]] == [(0.1, 0.15), (0.8, 0.7)]
    assert texts(spec)


def test_a_chart_by_horizon_names_every_line_at_its_end_and_apart() -> None:
    curves = {"contingent": [(3, 0.5), (14, 0.9)], "zero": [(3, 4.0), (14, 5.0)], "decay": [(3, 0.6), (14, 0.9)]}
    spec = lead_chart(curves, own="contingent", x_label="months ahead")
    assert {(row["name"], row["ahead"], row["score"]) for row in spec["data"]["values"]} == {
        (name, *point) for name, points in curves.items() for point in points
    }
    ends = {row["name"]: row["label"] for row in spec["layer"][1]["data"]["values"]}
    assert abs(ends["decay"] - ends["contingent"]) > 0.1 and ends["zero"] == 5.0
    assert {"contingent", "zero", "decay", "3", "14", "months ahead"} <= set(texts(spec))
    with pytest.raises(ValueRangeError):
        lead_chart({"contingent": []}, own="contingent", x_label="")


def test_reliability_writes_how_many_cases_each_bin_has() -> None:
    assert {"1,200", "90"} <= set(texts(reliability_chart([(0.1, 0.1, 0.0, 0.2, 1200), (0.6, 0.5, 0.4, 0.7, 90)])))
