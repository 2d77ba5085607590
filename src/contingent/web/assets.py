"""The few files that pages load, named by their content so that a browser may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from contingent.report.backtests.page import OWN_STYLE as FIGURE_STYLE
from contingent.report.style import STYLE
from contingent.report.track_record.page import PAGE_STYLE as RECORD_STYLE
from contingent.report.watch.parts import PAGE_STYLE as WATCH_STYLE

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
#: the style sheet of all pages: those of the report's pages, then the service's own
SHEET = "contingent.css"
REPORT = tuple(style.strip().encode() for style in (STYLE, FIGURE_STYLE, RECORD_STYLE, WATCH_STYLE))


@cache
def assets() -> dict[str, bytes]:
    """Every file that may be asked for, by name; nothing else of the folder is served."""
    folder = files("contingent.web").joinpath("static")
    found = {
        entry.name: entry.read_bytes()
        for entry in folder.iterdir()
        if entry.is_file() and f".{entry.name.rpartition('.')[2]}" in TYPES
    }
    own = [found.pop(name) for name in sorted(name for name in found if name.endswith(".css"))]
    return {**found, SHEET: b"\n".join([*REPORT, *own])}


@cache
def address(name: str) -> str:
    """Where a page asks for the file; another content is another address.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{name}?v={hashlib.sha256(assets()[name]).hexdigest()[:16]}"


def media_type(name: str) -> str:
    """The type that a file is served under."""
    return TYPES[f".{name.rpartition('.')[2]}"]
