"""A page as what was asked for: HTML, JSON, CSV or Markdown; and its charts as SVG, PNG or Vega-Lite."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from typing import Any

from fastapi import Response

import contingent
from contingent.core.errors import MissingError
from contingent.core.plain import plain
from contingent.report.chart_sheet import sheet_json, sheet_png, sheet_svg
from contingent.report.encode import as_text
from contingent.report.numbers import day_words
from contingent.report.sheet import sheet
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
            text = page.as_markdown()
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
        MissingError: it has none.
    """
    for chart in page.charts:
        if chart.name == name:
            return chart
    raise MissingError(
        f"this page has no chart {name[:80]!r}; it has {', '.join(one.name for one in page.charts) or 'none'}"
    )


def drawn(chart: Chart, form: str, *, note: str) -> Response:
    """The chart alone, on paper of its own with its title and source, as `svg`, `png` or `vl.json`."""
    told = {"title": chart.title, "description": chart.description, "note": f"{chart.note} {note}".strip()}
    content = sheet_json(chart.spec, **told).encode() if form == "vl.json" else _drawing(chart.spec, told, form)
    name = re.sub(r"[^A-Za-z0-9]+", "-", chart.name).strip("-") or "chart"
    headers = {"Content-Disposition": f'inline; filename="contingent-{name}.{form}"'}
    return Response(content, media_type=_CHART_TYPES[form], headers=headers)


def source_of(page: Page, day: date) -> str:
    """Where a chart that was taken along comes from: the service, and the day whose knowledge it shows."""
    as_of = getattr(page.value, "as_of", None)
    if isinstance(page.value, dict):  # a brief, as it was published
        as_of = page.value.get("provenance", {}).get("as_of")
    shown = as_of if isinstance(as_of, date) else None
    if isinstance(as_of, str):
        try:
            shown = date.fromisoformat(as_of[:10])
        except ValueError:
            shown = None
    return f"Source: Contingent {contingent.__version__}, as of {day_words(shown or day)}."


def _drawing(spec: dict[str, Any], told: dict[str, str], form: str) -> bytes:
    return _drawn(json.dumps([spec, told], sort_keys=True), form)


@lru_cache(maxsize=64)
def _drawn(text: str, form: str) -> bytes:
    """A drawing by its specification; the last few are kept, some 100 kB each."""
    spec, told = json.loads(text)
    return sheet_svg(spec, **told).encode() if form == "svg" else sheet_png(_drawn(text, "svg").decode())
