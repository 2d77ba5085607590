"""A digest as one page that needs nothing else: no request, no script; light and dark, screen, phone and paper."""

from __future__ import annotations

from contingent.report.html import contents, page_head
from contingent.report.markup import Html, tag
from contingent.report.numbers import day_words
from contingent.report.svg import draw
from contingent.report.watch.charts import Drawing
from contingent.report.watch.digest import WatchReport
from contingent.report.watch.parts import PAGE_STYLE, head_of, parts_of, sections_of

TITLE = "What left its expected range"


def render_watch_page(report: WatchReport, version: str = "") -> str:
    """The page of a digest, complete and self-contained; the same report gives the same bytes."""
    present = parts_of(report, drawn)
    main = tag(
        "main",
        tag("p", "Contingent", tag("span", " watch"), class_="brand"),
        tag("h1", TITLE),
        tag("p", f"Nothing dated after {day_words(report.digest.as_of)} was used.", class_="byline"),
        head_of(report),
        contents([(heading, ident) for ident, heading in present]),
        *sections_of(present),
    )
    body = tag("body", tag("a", "Skip to the answer", href="#answer", class_="skip"), main)
    head = page_head(f"{TITLE}, {day_words(report.digest.as_of)}", version, styles=(PAGE_STYLE,))
    return f"<!doctype html>\n{tag('html', head, body, lang='en').text}\n"


def drawn(one: Drawing) -> Html:
    """A drawing on a page."""
    return draw(one.spec, ident=one.name, title=one.title, description=one.description)
