"""A world of countries coloured by class: the Vega-Lite specification, and its drawing in the page's own colours."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contingent.report.charts import SCHEMA, Spec
from contingent.report.markup import Html, clean, raw
from contingent.report.numbers import NBSP
from contingent.report.svg import INK, PAPER, QUIET, SVG, draw

WIDTH = 960
#: light to dark in even steps of lightness, so that the order is seen without colour; the page has its own for the dark
PALETTE = ("#fbe6d0", "#f4bd8e", "#e58f5d", "#c65a44", "#92304a", "#561642")
NONE, OUTSIDE = "#e4e2dc", "#f3f2ee"  # no forecast kept; not in the region that is shown
NONE_LABEL, OUTSIDE_LABEL = "no forecast kept", "outside the region"
#: the edges of the classes: a value belongs to the class whose lower edge it reaches
EDGES: Mapping[str, tuple[float, ...]] = {
    "share": (0.05, 0.10, 0.25, 0.50, 0.75),
    "deaths": (1.0, 10.0, 25.0, 100.0, 1000.0),
}
LABELS: Mapping[str, tuple[str, ...]] = {
    "share": tuple(
        words.replace("%", f"{NBSP}%")
        for words in ("under 5%", "5 to 10%", "10 to 25%", "25 to 50%", "50 to 75%", "75% or more")
    ),
    "deaths": ("under 1", "1 to 9", "10 to 24", "25 to 99", "100 to 999", "1,000 or more"),
}
POINT = 22  # square pixels of the dot that stands for a state too small to be outlined


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where a map looks: the middle, how many pixels a radian takes there, and its height; the world in one piece or
    a part of it, both with areas kept in proportion."""

    longitude: float
    latitude: float
    scale: float
    height: int
    part: bool = True


WORLD = View(longitude=11, latitude=0, scale=WIDTH / 5.4133, height=412, part=False)
#: by the names of the regions in the table of countries
VIEWS: Mapping[str, View] = {
    "Africa": View(longitude=17, latitude=1, scale=440, height=600),
    "Americas": View(longitude=-85, latitude=15, scale=315, height=720),
    "Asia": View(longitude=98, latitude=24, scale=490, height=600),
    "Europe": View(longitude=19, latitude=54, scale=860, height=600),
    "Middle East": View(longitude=45, latitude=27, scale=1000, height=600),
    "Oceania": View(longitude=155, latitude=-20, scale=540, height=600),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a map tells of one country: its value (None: no forecast kept), and the words beside it."""

    name: str
    value: float | None
    words: str
    outside: bool = False


def class_of(value: float, kind: str) -> int:
    """The class of a value, from 0, by `EDGES` of "share" or "deaths".

    >>> [class_of(value, "deaths") for value in (0.0, 0.99, 1.0, 24.0, 25.0, 5000.0)]
    [0, 0, 1, 2, 3, 5]
    """
    return bisect_right(EDGES[kind], value)


def map_spec(
    places: Mapping[str, Place], outlines: Mapping[str, Any], *, kind: str, view: View, alone: bool = False
) -> Spec:
    """The map as a Vega-Lite specification that holds its outlines and values, and asks for nothing.

    `places` are by alpha-3 code; outlines of no place of ours are drawn as land without a forecast. Where
    it stands `alone` it has a legend, and tells its values when pointed at; else each country links to its code, for
    `draw_map` to name.
    """
    colours = _colours(places, kind)
    colour: Spec = {
        "type": "nominal", "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": _legend(list(colours), kind) if alone else None,
    }  # fmt: skip
    told: Spec = {"tooltip": [{"field": "name", "type": "nominal", "title": "Country"},
                              {"field": "words", "type": "nominal", "title": "Forecast"}]}  # fmt: skip
    named: Spec = told if alone else {"href": {"field": "code", "type": "nominal"}}
    lifted: Spec = {"transform": [{"calculate": f"datum.properties.{name}", "as": name}
                                  for name in ("code", "name", "words", "class")]}  # fmt: skip
    edge = {"stroke": PAPER, "strokeWidth": 0.5}
    layers: list[Spec] = [
        {"data": {"values": _topology(outlines["topology"], places, kind),
                  "format": {"type": "topojson", "feature": "countries"}},
         **lifted, "mark": {"type": "geoshape", **edge}, "encoding": {"color": {**colour, "field": "class"}, **named}},
        {"data": {"values": [_told(point["id"], places, kind) | {"lon": point["lon"], "lat": point["lat"]}
                             for point in outlines["points"]]},
         "mark": {"type": "circle", "size": POINT, "opacity": 1, "clip": True, "stroke": QUIET, "strokeWidth": 0.5},
         "encoding": {"longitude": {"field": "lon", "type": "quantitative"}, "color": {**colour, "field": "class"},
                      "latitude": {"field": "lat", "type": "quantitative"}, **named}},
    ]  # fmt: skip
    spec: Spec = {
        "$schema": SCHEMA, "width": WIDTH, "height": view.height, "projection": _projection(view), "layer": layers,
    }  # fmt: skip
    if not alone:
        spec |= {"autosize": {"type": "none"}, "padding": 0}
    return spec


def draw_map(spec: Spec, places: Mapping[str, Place], *, ident: str, title: str, description: str) -> Html:
    """The map as an inline SVG that follows the page into the dark: each country is named when pointed at.

    Every shape of a country bears `data-country`, its code; classes are the page's variables `--map-1` to `--map-6`,
    countries without a forecast are hatched.
    """
    named = {code: f"{place.name}: {place.words}" for code, place in places.items()}
    asked = json.dumps([spec, named, ident, title, description], sort_keys=True)
    return raw(_drawn(asked))


@lru_cache(maxsize=32)
def _drawn(asked: str) -> str:
    """The drawing of these words: it takes a tenth of a second, and a morning's readers ask for the same few."""
    spec, named, ident, title, description = json.loads(asked)
    drawn = draw(spec, ident=ident, title=title, description=description)
    root = ElementTree.fromstring(drawn.text)
    fills = {colour: f"var(--map-{place})" for place, colour in enumerate(PALETTE, start=1)}
    fills |= {NONE: f"url(#{ident}-hatch)", OUTSIDE: "var(--map-outside)"}
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag != f"{{{SVG}}}a":
                continue
            code = next(iter(child.attrib.values())).rpartition("/")[2].replace("%20", " ")
            (shape,) = list(child)
            shape.set("data-country", code)
            shape.set("fill", fills.get(shape.get("fill", "").lower(), shape.get("fill", "")))
            if "transform" in shape.attrib:
                shape.set("class", "dot")
            for name in ("stroke", "stroke-width"):
                shape.attrib.pop(name, None)  # the style sheet says it once
            ElementTree.SubElement(shape, f"{{{SVG}}}title").text = clean(named.get(code, code))
            parent[place] = shape
    root.set("class", "chart country-map")
    root.insert(2, _hatch(ident))
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _hatch(ident: str) -> ElementTree.Element:
    """The pattern of what is not known: no colour of the scale, so that nobody takes it for a low value."""
    defs = ElementTree.Element(f"{{{SVG}}}defs")
    pattern = ElementTree.SubElement(
        defs, f"{{{SVG}}}pattern", id=f"{ident}-hatch", width="5", height="5", patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    ElementTree.SubElement(pattern, f"{{{SVG}}}rect", width="5", height="5", fill="var(--map-none)")
    ElementTree.SubElement(pattern, f"{{{SVG}}}rect", width="1.3", height="5", fill="var(--map-hatch)")
    return defs


def _colours(places: Mapping[str, Place], kind: str) -> dict[str, str]:
    """The classes in the order of the legend and their colours; land outside a region only where there is some."""
    colours = dict(zip(LABELS[kind], PALETTE, strict=True)) | {NONE_LABEL: NONE}
    return colours | ({OUTSIDE_LABEL: OUTSIDE} if any(place.outside for place in places.values()) else {})


def _legend(labels: list[str], kind: str) -> Spec:
    values = [label for label in labels if label != OUTSIDE_LABEL]
    return {
        "title": "deaths in the month" if kind == "deaths" else "probability", "values": values, "orient": "bottom",
        "direction": "horizontal", "columns": len(values), "offset": 8,
        "symbolType": "square", "symbolSize": 180, "symbolStrokeWidth": 0, "titleColor": QUIET, "labelColor": INK,
        "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12, "columnPadding": 14,
    }  # fmt: skip


def _projection(view: View) -> Spec:
    if not view.part:
        return {"type": "equalEarth", "rotate": [-view.longitude, 0, 0], "scale": view.scale,
                "translate": [WIDTH / 2, 1.318 * view.scale], "precision": 0.5}  # fmt: skip
    return {
        "type": "azimuthalEqualArea", "rotate": [-view.longitude, -view.latitude, 0], "scale": view.scale,
        "translate": [WIDTH / 2, view.height / 2], "clipExtent": [[0, 0], [WIDTH, view.height]], "precision": 0.5,
    }  # fmt: skip


def _topology(topology: Mapping[str, Any], places: Mapping[str, Place], kind: str) -> dict[str, Any]:
    """The topology with what is told of each country among its properties."""
    given = topology["objects"]["countries"]
    geometries = [{**geometry, "properties": _told(geometry["id"], places, kind)} for geometry in given["geometries"]]
    return {**topology, "objects": {"countries": {**given, "geometries": geometries}}}


def _told(code: str, places: Mapping[str, Place], kind: str) -> dict[str, Any]:
    place = places.get(code) or Place(name=code, value=None, words=NONE_LABEL)
    if place.outside:
        shown = OUTSIDE_LABEL
    else:
        shown = NONE_LABEL if place.value is None else LABELS[kind][class_of(place.value, kind)]
    return {"code": code, "name": clean(place.name), "words": clean(place.words), "class": shown}
