"""What a page is: one value and its renderings, so that a reader, a program and an agent are told the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contingent.report.markup import Html


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The page's main table, as its CSV twin tells it: names of the columns, and a cell for each in every row."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing that the page offers to take along as SVG, PNG and Vega-Lite; `name` is its place in the address.

    `description` says in words what the drawing shows, for those who do not see it; `note` is what stands beneath the
    drawing where it is taken along, before its source: what who has not seen the page must be told.
    """

    name: str
    title: str
    description: str
    spec: dict[str, Any]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page before it is laid out.

    `body` is what stands in `<main>`, its one `h1` first; it and `markdown` may be what makes them, once they are asked
    for. `value` is a frozen dataclass, the JSON twin; `here` is the address of the entry of the navigation that it
    belongs to; `twins` is the address that .json, .csv and .md are appended to (with `query` after them), empty where
    there are none; `feed` is the address of its Atom feed; `scripts` are names of files in `static/` that make it
    better; `refresh_seconds` lets a page without scripts look again; `reader` is who signed in to see it, None at one's
    own machine.
    """

    title: str
    body: Html | Callable[[], Html]
    value: Any = None
    rows: Rows = Rows(columns=(), rows=())
    markdown: str | Callable[[], str] = ""
    twins: str = ""
    query: str = ""
    charts: tuple[Chart, ...] = ()
    here: str = ""
    feed: str | None = None
    scripts: tuple[str, ...] = ()
    refresh_seconds: int | None = None
    reader: str | None = None

    def as_markdown(self) -> str:
        """The Markdown twin."""
        return self.markdown if isinstance(self.markdown, str) else self.markdown()
