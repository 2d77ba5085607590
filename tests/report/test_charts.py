"""The charts: what is drawn is what was given; names, colours and bytes hold."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sample import HOSTILE, OUTCOMES, SCENARIO

from contingent.report.chart_sheet import sheet_svg
from contingent.report.charts import difference_chart, fan_extent, fan_panel, probability_chart, tornado_chart
from contingent.report.leads import branch_labels, fans_by_measure, headline, reader_branches
from contingent.report.svg import VARIABLES, draw

FANS = fans_by_measure(SCENARIO, OUTCOMES)["net_area"]
NET_AREA = [item for item in OUTCOMES.contrasts if item.measure == "net_area"]


def _drawn(spec: dict[str, object], **names: str) -> str:
    return draw(spec, **{"ident": "x", "title": "a title", "description": "a description", **names}).text


def _texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]


@pytest.fixture(scope="module")
def panel() -> str:
    spec = fan_panel(FANS["once"], FANS["present"], extent=fan_extent(FANS.values()), voice="author")
    return _drawn(spec, title="T <&>", description=HOSTILE)


def test_a_fan_panel_holds_every_quantile_of_its_branch_and_the_reference() -> None:
    spec = fan_panel(FANS["once"], FANS["present"], extent=(-300.0, 5200.0), voice="author")
    last = spec["data"]["values"][-1]
    wanted = [row[-1] for row in FANS["once"].values]
    assert [last[name] for name in ("low", "lower", "middle", "upper", "high")] == wanted
    assert last["reference"] == FANS["present"].values[2][-1] and last["time"] == 12.0


def test_panels_of_one_measure_share_a_scale_that_holds_them_all() -> None:
    low, high = fan_extent(FANS.values())
    values = [value for fan in FANS.values() for row in fan.values for value in row]
    assert low == min(values) < 0 and high == max(values)
    assert (
        fan_extent([replace(FANS["once"], values=tuple(tuple(5.0 for _ in row) for row in FANS["once"].values))])[0]
        == 0
    )


def test_a_drawing_is_named_and_its_names_are_escaped(panel: str) -> None:
    root = ElementTree.fromstring(panel)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "x-title x-desc"
    title, description = root[0], root[1]
    assert (title.text, description.text) == ("T <&>", HOSTILE)
    assert "<script" not in panel


def test_colours_are_those_of_the_page_and_fonts_are_left_to_it(panel: str) -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", panel.replace("url(#", ""))
    assert set(re.findall(r"var\(--[a-z]+\)", panel)) <= set(VARIABLES.values())
    assert "font-family" not in panel


def test_the_same_specification_gives_the_same_bytes(panel: str) -> None:
    spec = fan_panel(FANS["once"], FANS["present"], extent=fan_extent(FANS.values()), voice="author")
    assert _drawn(spec, title="T <&>", description=HOSTILE) == panel
    assert len(panel) < 6000


def test_the_difference_chart_labels_branch_day_median_and_range_where_they_are() -> None:
    svg = _drawn(difference_chart(NET_AREA, branch_labels(SCENARIO), readers=reader_branches(SCENARIO), width=340))
    texts = _texts(svg)
    assert "60,000 at once" in texts and "12 months: +230 (21 to 910)" in texts
    assert "12 months: +38 (−30 to +150)" in texts
    assert "0 km²" in texts and "var(--purple)" in svg


def test_a_branch_that_dwarfs_the_others_is_cut_at_the_edge_and_says_so() -> None:
    huge = [replace(item, q05=-90000.0) if item.branch == "rockets" else item for item in NET_AREA]
    spec = difference_chart(huge, {}, readers=frozenset(), width=340)
    widest = max(abs(item.q95) for item in NET_AREA if item.branch != "rockets")
    assert min(row["low"] for row in spec["data"]["values"]) == -1.2 * widest
    told = [row["text"] for row in spec["data"]["values"] if "off the scale" in row["text"]]
    assert len(told) == 2 and all("−90,000" in text for text in told)
    assert "off the scale" not in str(difference_chart(NET_AREA, {}, readers=frozenset(), width=340))


def test_the_tornado_runs_from_the_mean_to_the_mean_at_each_end_and_names_the_inputs() -> None:
    head = headline(SCENARIO, OUTCOMES)
    assert head is not None
    spec = tornado_chart(head.sensitivity, mean=head.leading.mean, unit="km²", width=340)
    rows = spec["data"]["values"]
    assert [row["value"] for row in rows[:2]] == [24.0, 702.0]
    assert {row["mean"] for row in rows} == {head.leading.mean}
    texts = _texts(_drawn(spec))
    assert "low 0.12" in texts and "high 2.1" in texts and any(text.startswith("mean +") for text in texts)
    assert [item.share for item in head.sensitivity] == sorted((s.share for s in head.sensitivity), reverse=True)


def test_no_input_of_a_tornado_is_written_over_its_bars() -> None:
    head = headline(SCENARIO, OUTCOMES)
    assert head is not None
    mean = head.leading.mean
    above = replace(head.sensitivity[0], mean_at_low=mean + 1.0, mean_at_high=mean + 9.0)
    below = replace(head.sensitivity[0], mean_at_low=mean - 9.0, mean_at_high=mean - 1.0)
    rows = tornado_chart([above, below], mean=mean, unit="km²", width=340)["data"]["values"]
    assert [(row["align"], row["beside"] - mean) for row in rows] == [
        ("right", 0.0), ("left", 9.0), ("right", -9.0), ("left", 0.0),
    ]  # fmt: skip


def test_labels_and_units_from_outside_are_only_words() -> None:
    odd = [replace(item, unit="' + alert(1) + '") for item in NET_AREA]
    labels = {branch.id: f"{HOSTILE} \\ ' + datum.x + '\x00" for branch in SCENARIO.branches}
    svg = _drawn(difference_chart(odd, labels, readers=frozenset(), width=340))
    assert any("' + alert(1) + '" in text for text in _texts(svg)) and "<script" not in svg


def test_probabilities_stand_with_their_ranges() -> None:
    svg = _drawn(
        probability_chart([("Will it?", 0.114, 0.034, 0.272, False), ("Or it?", 0.5, 0.0, 1.0, True)], width=330)
    )
    assert [text.replace("\xa0", " ") for text in _texts(svg) if "(" in text] == [
        "11 % (3 to 27 %)",
        "50 % (0 to 100 %)",
    ]


def test_a_chart_of_one_value_or_of_no_difference_can_be_drawn() -> None:
    flat = [replace(item, q05=0.0, q50=0.0, q95=0.0, mean=0.0) for item in NET_AREA]
    assert "12 months: no change" in _texts(_drawn(difference_chart(flat, {}, readers=frozenset(), width=340)))
    level = replace(FANS["once"], days=(0, 10), values=tuple((0.0, 0.0) for _ in FANS["once"].levels))
    assert "<svg" in _drawn(fan_panel(level, None, extent=fan_extent([level]), voice="reference"))


@pytest.mark.parametrize("place", ["value", "field", "label"])
def test_a_character_that_no_page_may_hold_ends_no_process(place: str) -> None:
    """In any text of a specification: it is drawn as the mark for such a character, alone and on its own sheet."""
    bad = "be\x01fore \x0bafter\ud800"
    field = bad if place == "field" else "name"
    spec: dict[str, object] = {
        "data": {"values": [{field: bad if place == "value" else "a"}]},
        "mark": "text",
        "encoding": {"text": {"field": field}, "x": {"field": field, "type": "nominal"}},
        "title": bad if place == "label" else "a title",
    }
    assert "\x01" not in _drawn(spec)
    assert "\x01" not in sheet_svg(spec, title="T", description="D", note="N")
