"""Maps: every state of the table is on them, classes keep order, what is unknown has no colour of the scale."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from itertools import accumulate, pairwise

import pytest

from contingent.report.map_charts import (
    EDGES,
    LABELS,
    NONE,
    NONE_LABEL,
    OUTSIDE_LABEL,
    PALETTE,
    VIEWS,
    WORLD,
    Place,
    class_of,
    draw_map,
    map_spec,
)
from contingent.report.svg import SVG
from contingent.sources.outlines import outlines
from contingent.sources.shipped import countries

STATES = countries().states
PLACES = {
    state.iso3: Place(name=state.name, value=None if at % 3 == 0 else at / 200, words=f"value of {state.iso3}")
    for at, state in enumerate(STATES)
}


def outlined(found):
    return [item["id"] for item in found["topology"]["objects"]["countries"]["geometries"]]


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def shapes(drawn):
    root = ElementTree.fromstring(drawn.text)
    return {item.get("data-country"): item for item in root.iter() if item.get("data-country")}


def test_every_state_of_the_table_is_outlined_once_and_all_else_is_named():
    found = outlines()
    others = {item["id"] for item in found["others"]}
    assert sorted(outlined(found)) == sorted({state.iso3 for state in STATES} | others)
    points = [item["id"] for item in found["points"]]
    assert len(points) == len(set(points))
    assert set(points) < {state.iso3 for state in STATES}
    assert {item["region"] for item in found["others"]} <= {name for name, _, _ in countries().regions}
    assert {name for name, _, _ in countries().regions} == set(VIEWS)


def test_every_outline_encloses_something_or_has_a_point():
    topology, pointed = outlines()["topology"], {item["id"] for item in outlines()["points"]}
    lines = [list(accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])) for arc in topology["arcs"]]
    for geometry in topology["objects"]["countries"]["geometries"]:
        sizes = []
        for part in geometry["arcs"]:
            ring = [at for arc in part[0] for at in (lines[arc] if arc >= 0 else lines[~arc][::-1])]
            sizes.append(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2)
        assert max(sizes) > 0 or geometry["id"] in pointed
        if geometry["id"] == "PSE":
            assert len(sizes) == 2
            assert min(sizes) > 10  # steps of the grid: Gaza has some 365 square kilometres, a step of it 6.8


def test_the_outlines_say_where_they_come_from():
    told = outlines()["provenance"]
    assert "Natural Earth" in told["source"]
    assert (told["licence"], told["package_licence"]) == ("public domain", "ISC")
    assert re.fullmatch("[0-9a-f]{64}", told["package_sha256"])


def test_the_arcs_join_to_closed_rings_within_the_earth():
    topology = outlines()["topology"]
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x, y))
        assert all(-180.01 <= x * sx + tx <= 180.01 and -90 <= y * sy + ty <= 90 for x, y in line)
        lines.append(line)
    for geometry in topology["objects"]["countries"]["geometries"]:
        for ring in (ring for part in geometry["arcs"] for ring in part):
            runs = [lines[at] if at >= 0 else lines[~at][::-1] for at in ring]
            for one, other in zip(runs, [*runs[1:], runs[0]], strict=True):
                assert one[-1] == other[0]


@pytest.mark.parametrize("kind", sorted(EDGES))
def test_a_value_is_in_the_class_whose_lower_edge_it_reaches(kind):
    edges = EDGES[kind]
    assert list(edges) == sorted(set(edges))
    assert len(edges) + 1 == len(LABELS[kind]) == len(PALETTE)
    assert class_of(0.0, kind) == 0
    for place, edge in enumerate(edges):
        assert class_of(edge, kind) == place + 1
        assert class_of(edge * (1 - 1e-9), kind) == place


def test_the_scale_darkens_evenly_enough_to_be_read_without_colour():
    light = [luminance(colour) for colour in PALETTE]
    assert light == sorted(light, reverse=True)
    assert all((a + 0.05) / (b + 0.05) > 1.3 for a, b in pairwise(light))
    assert NONE not in PALETTE


@pytest.mark.parametrize("view", [WORLD, VIEWS["Africa"]])
def test_a_country_is_drawn_in_its_class_named_and_hatched_where_nothing_is_known(view):
    spec = map_spec(PLACES, outlines(), kind="share", view=view)
    drawn = draw_map(spec, PLACES, ident="m", title="a < b", description="d")
    found = shapes(drawn)
    assert {"SDN", "TCD", "COM"} <= set(found)
    for code, shape in found.items():
        place = PLACES.get(code)
        known = place is not None and place.value is not None
        assert shape.get("fill") == (f"var(--map-{class_of(place.value, 'share') + 1})" if known else "url(#m-hatch)")
        assert shape.find(f"{{{SVG}}}title").text == (f"{place.name}: {place.words}" if place else code)
    assert 'id="m-hatch"' in drawn.text
    assert "a &lt; b" in drawn.text
    for forbidden in ("<a", "href", "<script", "style=", "#e4e2dc"):
        assert forbidden not in drawn.text
    again = draw_map(json.loads(json.dumps(spec)), PLACES, ident="m", title="a < b", description="d")
    assert again.text == drawn.text


def test_a_world_without_forecasts_is_hatched_throughout():
    nothing = {state.iso3: Place(name=state.name, value=None, words="none") for state in STATES}
    drawn = draw_map(
        map_spec(nothing, outlines(), kind="deaths", view=WORLD), nothing, ident="n", title="t", description="d"
    )
    assert {shape.get("fill") for shape in shapes(drawn).values()} == {"url(#n-hatch)"}


def test_the_drawing_that_stands_alone_holds_its_legend_source_and_values():
    places = PLACES | {"CHN": Place(name="China", value=None, words="outside", outside=True)}
    spec = map_spec(places, outlines(), kind="share", view=WORLD, alone=True)
    text = json.dumps(spec)
    assert "url" not in json.loads(text)["layer"][0]["data"]
    assert "href" not in text
    colour = spec["layer"][0]["encoding"]["color"]
    assert colour["legend"]["values"] == [*LABELS["share"], NONE_LABEL]
    assert colour["scale"]["domain"] == [*LABELS["share"], NONE_LABEL, OUTSIDE_LABEL]
    told = {
        item["properties"]["code"]: item["properties"]["class"]
        for item in spec["layer"][0]["data"]["values"]["objects"]["countries"]["geometries"]
    }
    assert told["CHN"] == OUTSIDE_LABEL
    assert told["PSE"] == NONE_LABEL


def test_the_drawing_of_the_world_is_small_enough_for_a_page():
    drawn = draw_map(
        map_spec(PLACES, outlines(), kind="share", view=WORLD), PLACES, ident="m", title="t", description="d"
    )
    assert len(drawn.text.encode()) < 250_000
