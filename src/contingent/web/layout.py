"""The one frame of all pages: head, navigation, the page, its twins, and what the service says of itself."""

from __future__ import annotations

from collections.abc import Sequence

import contingent
from contingent.report.markup import Html, join, tag
from contingent.web.assets import SHEET, address
from contingent.web.page import Chart, Page

#: the navigation: address, name
PLACES = (
    ("/", "Inbox"),
    ("/questions", "Questions"),
    ("/workbench", "Workbench"),
    ("/track-record", "Track record"),
    ("/watch", "Watch"),
    ("/map", "Map"),
    ("/data", "Data"),
)
#: ending of the address, name, media type
TWINS = (("json", "JSON", "application/json"), ("csv", "CSV", "text/csv"), ("md", "Markdown", "text/markdown"))
CHART_FORMS = (("svg", "SVG"), ("png", "PNG"), ("vl.json", "Vega-Lite"))


def lay_out(page: Page) -> str:
    """The page as HTML text, complete: it loads the style sheet and its own scripts, and runs nothing else."""
    body = tag(
        "body",
        tag("a", "Skip to the content", href="#main", class_="skip"),
        _header(page.here),
        tag("main", page.body() if callable(page.body) else page.body, id="main", tabindex=-1),
        _footer(page),
    )
    return f"<!doctype html>\n{tag('html', _head(page), body, lang='en').text}\n"


def embedded(title: str, body: Html) -> str:
    """A page without navigation, to stand in a frame on another site."""
    head = tag("head", *_meta(title), tag("link", rel="stylesheet", href=address(SHEET)))
    html = tag("html", head, tag("body", tag("main", body), class_="embedded"), lang="en")
    return f"<!doctype html>\n{html.text}\n"


def chart_links(page_twins: str, chart: Chart, query: str = "") -> Html:
    """Where to take a chart along, in a line beneath it."""
    return tag("p", "Take this chart along: ", chart_forms(page_twins, chart, query), class_="take")


def chart_forms(page_twins: str, chart: Chart, query: str = "") -> Html:
    """Links to a chart as SVG, PNG, and the Vega-Lite specification that it is drawn from."""
    return listed([
        tag("a", name, href=f"{page_twins}/charts/{chart.name}.{form}{query}", aria_label=f"{chart.title} as {name}")
        for form, name in CHART_FORMS
    ])  # fmt: skip


def listed(parts: Sequence[Html]) -> Html:
    """The parts in a line, a dot between them."""
    return join(*(join(" · " if place else None, part) for place, part in enumerate(parts)))


def _head(page: Page) -> Html:
    return tag(
        "head",
        *_meta(page.title),
        # only where no script looks again: a page that loads itself anew takes a reader's place away
        tag("noscript", tag("meta", **{"http-equiv": "refresh"}, content=str(page.refresh_seconds)))
        if page.refresh_seconds
        else None,
        tag("link", rel="stylesheet", href=address(SHEET)),
        *(
            tag("link", rel="alternate", type=kind, href=f"{page.twins}.{form}{page.query}")
            for form, _, kind in TWINS
            if page.twins
        ),
        tag("link", rel="alternate", type="application/atom+xml", title=page.title, href=page.feed)
        if page.feed
        else None,
        *(tag("script", src=address(name), type="module") for name in page.scripts),
    )


def _meta(title: str) -> tuple[Html, ...]:
    return (
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"contingent {contingent.__version__}"),
        tag("link", rel="icon", href=address("icon.svg"), type="image/svg+xml"),
        tag("title", f"{title} – Contingent"),
    )


def _header(here: str) -> Html:
    entries = [
        tag("li", tag("a", name, href=place, aria_current="page" if place == here else None)) for place, name in PLACES
    ]
    return tag(
        "header",
        tag("a", "Contingent", href="/", class_="name"),
        tag("nav", tag("ul", *entries), aria_label="Main"),
        class_="site",
    )


def _footer(page: Page) -> Html:
    twins = [tag("a", name, href=f"{page.twins}.{form}{page.query}", rel="alternate") for form, name, _ in TWINS]
    if page.feed:
        twins.append(tag("a", "Atom", href=page.feed, rel="alternate"))
    about = [tag("a", "Alerts", href="/alerts"), tag("a", "API", href="/api")]
    if page.reader:
        about.append(tag("a", f"Signed in as {page.reader}", href="/sign-in"))
    return tag(
        "footer",
        tag("p", "This page as ", listed(twins)) if page.twins else None,
        tag("p", f"Contingent {contingent.__version__}: ", listed(about)),
        class_="site",
    )
