"""A page as what was asked for: HTML, JSON, CSV or Markdown; and its charts as SVG, PNG or Vega-Lite."""

from __future__ import annotations

import json
from functools import lru_cache

from fastapi import Response

from contingent.core.errors import InputError
from contingent.core.plain import plain
from contingent.report.encode import as_text
from contingent.report.sheet import sheet
from contingent.report.svg import CONFIG, VEGA_LITE
from contingent.web.layout import lay_out
from contingent.web.page import Chart, Page

_TYPES = {"html": "text/html", "json": "application/json", "csv": "text/csv", "md": "text/markdown"}
_CHART_TYPES = {"svg": "image/svg+xml", "png": "image/png", "vl.json": "application/json"}


def rendered(page: Page, form: str) -> Response:
    """The page as `html`, `json`, `csv` or `md`."""
    match form:
        case "json":
            text = as_text(plain(page.value))
        case "csv":
            text = sheet(page.rows.columns, page.rows.rows)
        case "md":
            text = page.markdown
        case _:
            text = lay_out(page)
    return Response(text.encode("utf-8", "replace"), media_type=f"{_TYPES[form]}; charset=utf-8")


def chosen(accept: str) -> str:
    """The form that an Accept header asks for first among those that a page has; HTML where it names none of them.

    >>> chosen("application/json"), chosen("text/html,application/json;q=0.9"), chosen("*/*")
    ('json', 'html', 'html')
    """
    for part in accept.lower().split(","):
        kind = part.partition(";")[0].strip()
        for form, name in _TYPES.items():
            if kind == name:
                return form
    return "html"


def chart_of(page: Page, name: str) -> Chart:
    """The page's chart of that name.

    Raises:
        InputError: it has none.
    """
    for chart in page.charts:
        if chart.name == name:
            return chart
    raise InputError(f"this page has no chart {name!r}; it has {', '.join(one.name for one in page.charts) or 'none'}")


def drawn(chart: Chart, form: str) -> Response:
    """The chart alone, on paper of its own, as `svg`, `png` or `vl.json`."""
    text = json.dumps({**chart.spec, "description": chart.description, "config": CONFIG | {"background": "#ffffff"}})
    content = text.encode() if form == "vl.json" else _drawing(text, form)
    return Response(content, media_type=_CHART_TYPES[form])


@lru_cache(maxsize=256)
def _drawing(spec: str, form: str) -> bytes:
    import vl_convert  # late: it starts a JavaScript engine

    if form == "svg":
        return vl_convert.vegalite_to_svg(json.loads(spec), vl_version=VEGA_LITE, allowed_base_urls=[]).encode()
    return bytes(vl_convert.vegalite_to_png(json.loads(spec), vl_version=VEGA_LITE, scale=2, allowed_base_urls=[]))
