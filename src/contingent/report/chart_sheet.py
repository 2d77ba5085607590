"""A chart on a sheet of its own: white paper, its title above, its source below, fit to be sent or printed."""

from __future__ import annotations

import json
import textwrap
import xml.etree.ElementTree as ElementTree
from typing import Any

from contingent.report.markup import clean
from contingent.report.svg import CONFIG, INK, PAPER, QUIET, SVG, VEGA_LITE, cleaned

#: the page's own type, and what stands in where a machine lacks it; "sans-serif" is what the drawing was measured in
SANS = "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, 'Liberation Serif', serif"
MARGIN, LEAST_WIDTH = 28, 340
TITLE_SIZE, TITLE_LINE, TITLE_CHARACTER = 21, 27, 10.0
NOTE_SIZE, NOTE_LINE, NOTE_CHARACTER = 12, 17, 6.0
GAP = 20
SCALE = 2
#: what may draw; anything else that a specification could bring along is left out
DRAWING = frozenset(
    {"svg", "g", "path", "rect", "line", "text", "tspan", "circle", "ellipse", "polygon", "polyline", "defs",
     "clipPath", "linearGradient", "radialGradient", "stop", "title", "desc", "pattern"}
)  # fmt: skip


def sheet_specification(spec: dict[str, Any], *, title: str, description: str, note: str) -> dict[str, Any]:
    """The specification with everything it needs to be drawn elsewhere: schema, title, description, colours, source."""
    own = {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE.partition('.')[0]}.json",
        "description": clean(description),
        "title": {"text": clean(title), "subtitle": clean(note), "anchor": "start", "offset": 12},
        "usermeta": {"source": clean(note)},
    }
    config = CONFIG | {"background": PAPER, "padding": MARGIN} | dict(spec.get("config") or {})
    return own | spec | {"config": config}


def sheet_svg(spec: dict[str, Any], *, title: str, description: str, note: str) -> str:
    """The drawing as a whole SVG document that runs nothing and loads nothing, on white paper with title and source.

    The same arguments give the same text.
    """
    import vl_convert  # late: it starts a JavaScript engine, 0.4 s of CPU; each drawing after that 0.02 to 0.05 s

    config = CONFIG | dict(spec.get("config") or {})
    drawn = vl_convert.vegalite_to_svg(cleaned(spec), vl_version=VEGA_LITE, config=config, allowed_base_urls=[])
    ElementTree.register_namespace("", SVG)
    chart = ElementTree.fromstring(drawn)
    _harmless(chart)
    wide, high = float(chart.get("width", "0")), float(chart.get("height", "0"))
    width = max(wide, LEAST_WIDTH)
    titles = [] if spec.get("title") else textwrap.wrap(clean(title), int(width / TITLE_CHARACTER))
    notes = textwrap.wrap(clean(note), int(width / NOTE_CHARACTER))
    top = MARGIN + (TITLE_LINE * len(titles) + GAP if titles else 0)
    bottom = top + high + (GAP + NOTE_LINE * len(notes) if notes else 0)
    full_width, full_height = round(width + 2 * MARGIN), round(bottom + MARGIN)
    sheet = ElementTree.Element(
        f"{{{SVG}}}svg",
        {"viewBox": f"0 0 {full_width} {full_height}", "width": str(full_width), "height": str(full_height),
         "role": "img", "aria-labelledby": "sheet-title sheet-desc", "font-family": SANS},
    )  # fmt: skip
    for name, text in (("title", title), ("desc", description)):
        ElementTree.SubElement(sheet, f"{{{SVG}}}{name}", {"id": f"sheet-{name}"}).text = clean(text)
    ElementTree.SubElement(sheet, f"{{{SVG}}}rect", {"width": "100%", "height": "100%", "fill": PAPER})
    at = {"x": str(MARGIN), "fill": INK, "font-family": SERIF, "font-weight": "700", "font-size": str(TITLE_SIZE)}
    _lines(sheet, titles, at, top=MARGIN + TITLE_SIZE - 3, line=TITLE_LINE)
    chart.attrib.update({"x": str(MARGIN), "y": f"{top:g}"})
    sheet.append(chart)
    at = {"x": str(MARGIN), "fill": QUIET, "font-size": str(NOTE_SIZE)}
    _lines(sheet, notes, at, top=top + high + GAP + NOTE_SIZE, line=NOTE_LINE)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(sheet, encoding="unicode") + "\n"


def sheet_png(svg: str) -> bytes:
    """The sheet in pixels, two for each of its own, so that it is sharp on paper and on fine screens."""
    import vl_convert  # late, as above

    return bytes(vl_convert.svg_to_png(svg, scale=SCALE))


def sheet_json(spec: dict[str, Any], *, title: str, description: str, note: str) -> str:
    """The specification as text, to be opened in any editor of Vega-Lite."""
    whole = sheet_specification(spec, title=title, description=description, note=note)
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _lines(sheet: ElementTree.Element, lines: list[str], at: dict[str, str], *, top: float, line: int) -> None:
    for place, text in enumerate(lines):
        ElementTree.SubElement(sheet, f"{{{SVG}}}text", at | {"y": f"{top + place * line:g}"}).text = text


def _harmless(element: ElementTree.Element) -> None:
    """Leave in `element` what draws, in the sheet's own type; nothing that runs, loads or links."""
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{SVG}}}") not in DRAWING:
            element.remove(child)
            continue
        _harmless(child)
    for key, value in list(element.attrib.items()):
        name = key.rpartition("}")[2].lower()
        loads = "url(" in value.replace(" ", "").lower() and not value.strip().startswith("url(#")
        if name in ("href", "src", "style", "class") or name.startswith("on") or loads:
            del element.attrib[key]
        elif name == "font-family":
            element.set(key, SANS)
