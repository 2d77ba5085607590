"""A Vega-Lite specification drawn as inline SVG: named, small, in the page's own colours and type."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any

from contingent.report.markup import Html, clean, raw

SVG = "http://www.w3.org/2000/svg"
VEGA_LITE = "5.20"
#: colours of a specification (light page, on their own good on white) → the page's variable that replaces them
INK, QUIET, RULE, PAPER = "#1d1d1b", "#5f5e5a", "#d6d3cc", "#ffffff"
BLUE, ORANGE, PURPLE = "#0072b2", "#c25400", "#9a4d80"
VARIABLES = {
    INK: "var(--ink)",
    QUIET: "var(--quiet)",
    RULE: "var(--rule)",
    PAPER: "var(--paper)",
    BLUE: "var(--blue)",
    ORANGE: "var(--orange)",
    PURPLE: "var(--purple)",
}
#: what Vega writes for its own scripts, says twice, or leaves to the page
DROPPED = frozenset(
    {"class", "role", "aria-roledescription", "aria-label", "aria-hidden", "pointer-events", "font-family", "display"}
)
DEFAULTS = {"opacity": "1", "stroke-miterlimit": "10", "transform": "translate(0,0)", "stroke-width": "0"}
NUMBER = re.compile(r"-?\d+\.\d+")
CONFIG = {
    "background": None,
    "padding": 0,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": QUIET, "labelFontSize": 12, "gridColor": RULE, "domain": False, "ticks": False,
        "labelPadding": 6, "title": None,
    },
    "text": {"fontSize": 13, "color": INK},
}  # fmt: skip


def draw(spec: dict[str, Any], *, ident: str, title: str, description: str) -> Html:
    """The specification as an `<svg role="img">` whose ids start with `ident`, with a title and a description.

    Colours named in `VARIABLES` become CSS variables, so the drawing follows the page into the dark; text stays
    text, in the page's font; nothing in it needs a script. The same specification gives the same bytes.
    """
    import vl_convert  # late: it starts a JavaScript engine, 0.4 s of CPU; each drawing after that 0.02 to 0.05 s

    drawn = vl_convert.vegalite_to_svg(cleaned(spec), vl_version=VEGA_LITE, config=CONFIG, allowed_base_urls=[])
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    _strip(root, ident)
    width, height = root.get("width", "0"), root.get("height", "0")
    root.attrib.clear()
    root.attrib.update(
        {"viewBox": f"0 0 {width} {height}", "width": width, "height": height, "role": "img", "class": "chart",
         "aria-labelledby": f"{ident}-title {ident}-desc"}
    )  # fmt: skip
    for place, (name, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{name}", {"id": f"{ident}-{name}"})
        element.text = clean(text)
        root.insert(place, element)
    return raw(ElementTree.tostring(root, encoding="unicode"))


def cleaned(spec: Any) -> Any:
    """The specification with every text in it, names of fields too, as a page may hold it (`markup.clean`).

    A control character in a single label would not fail the drawing but end the whole process.
    """
    if spec is None or isinstance(spec, float | int):  # most of it
        return spec
    if isinstance(spec, str):
        return clean(spec)
    if isinstance(spec, Mapping):
        return {cleaned(key): cleaned(value) for key, value in spec.items()}
    if isinstance(spec, list | tuple):
        return [cleaned(one) for one in spec]
    return spec


def _strip(element: ElementTree.Element, ident: str) -> None:
    """Leave in `element` only what draws something; shorten numbers; name colours by the page's variables."""
    for child in list(element):
        _strip(child, ident)
        name = child.tag.removeprefix(f"{{{SVG}}}")
        bare_group = name == "g" and not child.attrib
        if child.get("display") == "none" or (name == "g" and len(child) == 0) or _draws_nothing(child, name):
            element.remove(child)
        elif bare_group:
            place = list(element).index(child)
            element.remove(child)
            for offset, grandchild in enumerate(list(child)):
                element.insert(place + offset, grandchild)
    for key, value in list(element.attrib.items()):
        if (key in DROPPED and not (key == "display" and value == "none")) or DEFAULTS.get(key) == value:
            del element.attrib[key]
        elif key == "id":
            element.set(key, f"{ident}-{value}")
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{ident}-"))
        elif value.lower() in VARIABLES:
            element.set(key, VARIABLES[value.lower()])
        elif key in {"d", "transform", "x", "y", "x2", "y2", "width", "height"}:
            element.set(key, NUMBER.sub(_short, value))


def _draws_nothing(element: ElementTree.Element, name: str) -> bool:
    painted = element.get("fill", "none") not in ("none", "transparent") or element.get("stroke", "none") not in (
        "none",
        "transparent",
    )
    return name == "path" and not painted


def _short(match: re.Match[str]) -> str:
    """A coordinate to a tenth of a pixel."""
    text = f"{float(match.group()):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
