"""A chart taken along is a whole document on white paper, says what it is, and runs and loads nothing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from contingent.report.chart_sheet import DRAWING, _harmless, sheet_json, sheet_png, sheet_svg
from contingent.report.svg import PAPER, SVG

NOTE = "Source: Contingent, as of 1 January 2026."


def spec_of(**more: Any) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "tooltip": True},
        "width": 300,
        "height": 100,
        "data": {"values": [{"what": "<script>alert(1)</script>", "n": 1}, {"what": "b", "n": 2}]},
        "encoding": {
            "x": {"field": "n", "type": "quantitative"},
            "y": {"field": "what", "type": "nominal"},
        },
    } | more


def sheet(spec: dict[str, Any] | None = None, **told: str) -> ElementTree.Element:
    given = {"title": "A title", "description": "What is shown", "note": NOTE} | told
    return ElementTree.fromstring(sheet_svg(spec or spec_of(), **given).partition("?>")[2])


def words(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{{{SVG}}}text")]


def test_the_sheet_says_what_it_is_on_white_paper() -> None:
    root = sheet()
    assert words(root)[0] == "A title" and words(root)[-1] == NOTE
    assert root.findtext(f"{{{SVG}}}title") == "A title" and root.findtext(f"{{{SVG}}}desc") == "What is shown"
    paper = root.find(f"{{{SVG}}}rect")
    assert paper is not None and (paper.get("width"), paper.get("fill")) == ("100%", PAPER)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_everything_stands_within_the_sheet_and_nothing_on_another() -> None:
    long = "a long title of many words " * 12
    root, plain = sheet(title=long, note=NOTE * 8), sheet()
    chart = root.find(f"{{{SVG}}}svg")
    assert chart is not None
    own = [one for one in root if one.tag == f"{{{SVG}}}text"]
    above = [float(one.get("y", "0")) for one in own if one.get("font-weight")]
    below = [float(one.get("y", "0")) for one in own if not one.get("font-weight")]
    top, height = float(chart.get("y", "0")), float(chart.get("height", "0"))
    assert len(above) > 3 and len(below) > 3
    assert max(above) < top and min(below) > top + height and max(below) < float(root.get("height", "0"))
    assert float(root.get("height", "0")) > float(plain.get("height", "0"))
    assert float(chart.get("x", "0")) + float(chart.get("width", "0")) <= float(root.get("width", "0"))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"mark": {"type": "bar", "fill": "url(http://127.0.0.1:9/#a)"}},
        {"mark": {"type": "bar", "fill": {"gradient": "linear", "stops": [{"offset": 0, "color": "red"}]}}},
    ],
)
def test_nothing_on_it_runs_links_or_loads(more: dict[str, Any]) -> None:
    root = sheet(spec_of(**more), title="<script>", description="\x00<b>", note="</svg><script>")
    for element in root.iter():
        assert element.tag.removeprefix(f"{{{SVG}}}") in DRAWING
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on") and not key.endswith(("href", "src"))
            assert "url(" not in value or value.startswith("url(#")
            assert "javascript:" not in value.lower() and "127.0.0.1" not in value


def test_whatever_a_drawing_might_bring_along_is_left_out() -> None:
    root = ElementTree.fromstring(
        f'<svg xmlns="{SVG}" xmlns:x="http://www.w3.org/1999/xlink" onload="a()" style="fill:url(//e)">'
        "<script>a()</script>"
        '<a href="javascript:a()"><path/></a><g onclick="a()" fill=" URL(http://e)"><image x:href="http://e"/>'
        '<foreignObject><p/></foreignObject><use href="#a"/><path id="p" fill="url(#g)" x:href="//e"/></g>'
        '<!-- a --><?php a ?><style>@import "http://e"</style><animate attributeName="href"/></svg>'
    )
    _harmless(root)
    assert ElementTree.tostring(root, encoding="unicode") == (
        f'<svg xmlns="{SVG}"><g><path id="p" fill="url(#g)" /></g></svg>'
    )


def test_the_same_chart_gives_the_same_bytes_and_pixels_twice_as_fine() -> None:
    told = {"title": "A", "description": "B", "note": NOTE}
    one, other = sheet_svg(spec_of(), **told), sheet_svg(spec_of(), **told)
    assert one == other
    png = sheet_png(one)
    assert png == sheet_png(other) and png.startswith(b"\x89PNG")
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    root = ElementTree.fromstring(one.partition("?>")[2])
    assert (width, height) == (2 * int(root.get("width", "0")), 2 * int(root.get("height", "0")))


def test_the_specification_is_one_that_draws_elsewhere_and_keeps_a_title_of_its_own() -> None:
    import vl_convert

    told = {"title": "A", "description": "B", "note": NOTE}
    whole = json.loads(sheet_json(spec_of(), **told))
    assert whole["$schema"].endswith("/v5.json") and whole["description"] == "B"
    drawn = vl_convert.vegalite_to_svg(whole, vl_version="5.20", allowed_base_urls=[])
    assert NOTE in drawn and whole["config"]["background"] == PAPER
    titled = spec_of(title="Own")
    assert json.loads(sheet_json(titled, **told))["title"] == "Own"
    assert "A" not in words(sheet(titled, title="A")) and "Own" in words(sheet(titled, title="A"))
