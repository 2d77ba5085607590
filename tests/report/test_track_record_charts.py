"""Laws of the track record's charts: every case is in a bar, nothing leaves its axis, words from outside are drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from contingent.report.charts import Spec
from contingent.report.svg import draw
from contingent.report.track_record.charts import WIDTH, Mark, marks_chart, reliability_chart, separation_chart
from contingent.report.track_record.record import Bin

BINS = (
    Bin(low=0.0, high=0.1, said=0.04, happened=0.1, interval=(0.02, 0.3), n=20),
    Bin(low=0.5, high=0.6, said=0.55, happened=0.5, interval=(0.4, 0.6), n=60),
    Bin(low=0.9, high=1.0, said=0.96, happened=1.0, interval=(0.7, 1.0), n=10),
)


def texts(spec: Spec) -> list[str]:
    drawn = draw(dict(spec), ident="a", title="t", description="d")
    return [
        "".join(one.itertext()) for one in ElementTree.fromstring(drawn.text).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_every_bin_bears_its_number_below_the_share() -> None:
    shown = texts(reliability_chart(BINS))
    assert {"20", "60", "10", "forecasts in each bin", "happened more often than said"} <= set(shown)
    bars = [row["bar"] for row in reliability_chart(BINS)["data"]["values"]]
    foot = reliability_chart(BINS)["layer"][0]["encoding"]["y"]["scale"]["domain"][0]
    heights = [bar - foot for bar in bars]
    assert heights == pytest.approx([heights[1] / 3, heights[1], heights[1] / 6]) and max(bars) < 0


def test_events_and_others_add_to_all_forecasts_and_each_side_to_one() -> None:
    rows = separation_chart(BINS)["data"]["values"]
    for side, total in (("happened", 2 + 30 + 10), ("did not", 18 + 30)):
        mine = [row for row in rows if row["side"] == side]
        assert sum(row["n"] for row in mine) == total
        assert sum(abs(row["share"]) for row in mine) == pytest.approx(1.0)
    assert "happened: 42" in texts(separation_chart(BINS)) and "did not happen: 48" in texts(separation_chart(BINS))


def test_a_side_without_a_case_is_not_drawn() -> None:
    rows = separation_chart(BINS[2:])["data"]["values"]
    assert [row["side"] for row in rows] == ["happened"]


def test_nothing_leaves_the_axis_and_order_is_kept() -> None:
    marks = [
        Mark(name="b", value=0.2, text="0.200", interval=(0.1, 0.9), beside=0.7),
        Mark(name="a", value=0.6, text="!"),
    ]
    rows = marks_chart(marks, extent=(0.0, 0.5))["data"]["values"]
    assert [row["name"] for row in rows] == ["b", "a"]
    assert all(0.0 <= row[key] <= 0.5 for row in rows for key in ("low", "value", "high"))
    assert rows[0]["beside"] == 0.5 and rows[1]["beside"] is None


def test_a_value_is_marked_in_every_row_with_its_words() -> None:
    marks = [Mark(name=name, value=0.8, text="x") for name in "abc"]
    spec = marks_chart(marks, extent=(0.0, 1.0), line=(0.9, "right"), share=True)
    assert any(one.startswith("right") for one in texts(spec))
    assert len({row["at"] for row in spec["data"]["values"]}) == 3


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\x1b[31m\ud800", "x" * 500, "", "' + datum.y + '"])
def test_a_name_from_outside_is_drawn_as_a_name(name: str) -> None:
    shown = texts(marks_chart([Mark(name=name, value=0.1, text="0.100")], extent=(0.0, 1.0)))
    assert not any("\x1b" in one for one in shown) and max(map(len, shown)) < WIDTH / 6
