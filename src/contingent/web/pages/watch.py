"""What left its expected range: prices, risk, deaths and the ledger's own forecasts, with drawings and a feed."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Query, Request, Response

from contingent.core.times import now
from contingent.journeys.data import default_data
from contingent.journeys.shown.feeds import Site
from contingent.journeys.shown.watch import Shown, WatchView, shown_watch, soon_watch
from contingent.journeys.watch import LEAST_DAYS, MOST_DAYS, PERIOD_DAYS, Asked, places_of
from contingent.report.atom import atom
from contingent.report.brief.markdown import words as said
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import day_words, typeset
from contingent.report.svg import draw
from contingent.report.watch.charts import Drawing, drawings_of
from contingent.report.watch.digest import WatchReport
from contingent.report.watch.feed import TITLE as FEED_TITLE
from contingent.report.watch.feed import watch_entries
from contingent.report.watch.markdown import READING_COLUMNS, reading_rows, watch_markdown
from contingent.report.watch.page import TITLE
from contingent.report.watch.parts import head_of, parts_of, sections_of
from contingent.web.layout import chart_links
from contingent.web.page import Chart, Page, Rows
from contingent.web.pages.month import asked_day
from contingent.web.register import add_page
from contingent.web.service import AService
from contingent.web.twins import chosen

HERE = "/watch"
FEED = "/feeds/watch.atom"
ATOM_XML = "application/atom+xml"
#: a digest that takes longer is shown when it is there
PATIENCE_SECONDS = 4.0
EXAMPLE = {
    "as_of": "2026-11-01", "period_days": 30, "place": None, "said": "", "pull": [],
    "digest": {"schema_version": "1", "as_of": "2026-11-01", "period_days": 30, "false_discovery_rate": 0.1,
               "rate_words": "Of the readings told as having left their range, …", "delay_words": "…",
               "watched": [], "unread": [], "warnings": [], "place": None},
}  # fmt: skip
DAY = Query(description="the day whose knowledge counts; today, unless another is asked for", examples=["2026-11-01"])
DAYS = Query(description="how many days are watched", ge=LEAST_DAYS, le=MOST_DAYS, examples=[30])
PLACES = Query(description="only series of these countries: alpha-3 codes", max_length=200, examples=["SDN,UKR"])


def what(
    service: AService,
    as_of: Annotated[str, DAY] = "",
    period: Annotated[int, DAYS] = PERIOD_DAYS,
    place: Annotated[str, PLACES] = "",
) -> Asked:
    """What an address asks for; a choice that is left empty is none."""
    return Asked(as_of=asked_day(as_of, service.today()), period_days=period, places=places_of(place))


AnAsked = Annotated[Asked, Depends(what)]


def make(service: AService, request: Request, asked: AnAsked) -> Page:
    """What left its range. A reader of the page does not wait for long; who asks for a twin does."""
    today = service.today()
    query = _query(asked, today)
    if request.url.path != HERE or chosen(request.headers.get("accept", "")) != "html":
        return _page(shown_watch(service.ledger, default_data(), asked, on=today), query, today)
    soon = soon_watch(service.ledger, default_data(), asked, on=today, seconds=PATIENCE_SECONDS)
    return _page(soon, query, today) if soon is not None else _watching(query)


def feed(request: Request, service: AService, asked: AnAsked) -> Response:
    """The series that left their range, an entry each."""
    today = service.today()
    shown = shown_watch(service.ledger, default_data(), asked, on=today)
    site = Site(base=str(request.base_url).rstrip("/"), name=request.url.hostname or "localhost")
    query = _query(asked, today)
    page = f"{site.base}{HERE}?{urlencode({'as_of': asked.as_of.isoformat(), **_chosen(asked)})}"
    digest = shown.view.digest
    text = atom(
        ident=f"{site.base}{FEED}{query}",
        title=FEED_TITLE,
        address=f"{site.base}{FEED}{query}",
        page=f"{site.base}{HERE}{query}",
        entries=() if digest is None else watch_entries(digest, page=page, authority=site.name),
        made=now(),
    )
    return Response(text.encode(), media_type=f"{ATOM_XML}; charset=utf-8")


def add(app: FastAPI) -> None:
    """The page of what left its range is a page of the application, with its feed."""
    add_page(
        app, HERE, make, shape=WatchView,
        summary="What left its expected range: prices, risk, deaths, the ledger's own forecasts", example=EXAMPLE,
    )  # fmt: skip
    answer: dict[int | str, dict[str, Any]] = {
        200: {"content": {ATOM_XML: {"schema": {"type": "string"}}}, "description": "An Atom feed (RFC 4287)"}
    }
    app.add_api_route(
        FEED, feed, summary="Series that left their expected range", response_class=Response, responses=answer
    )


def _chosen(asked: Asked) -> dict[str, str]:
    found = {"period": str(asked.period_days)} if asked.period_days != PERIOD_DAYS else {}
    return {**found, **({"place": ",".join(asked.places)} if asked.places else {})}


def _query(asked: Asked, today: date) -> str:
    told = {**({} if asked.as_of == today else {"as_of": asked.as_of.isoformat()}), **_chosen(asked)}
    return f"?{urlencode(told)}" if told else ""


# -------------------------------------------------------------------------- page


def _watching(query: str) -> Page:
    """What is shown while a long digest is made; it looks again by itself."""
    body = join(
        tag("h1", TITLE),
        tag("p", "The series are being read and watched. This page looks again by itself.", role="status",
            class_="said"),
        tag("p", tag("a", "Look again", href=f"{HERE}{query}")),
    )  # fmt: skip
    return Page(title=TITLE, body=body, twins=HERE, query=query, here=HERE, refresh_seconds=2)


@lru_cache(maxsize=24)
def _page(shown: Shown, query: str, today: date) -> Page:
    """The page of a digest; the same one is drawn once."""
    view, report = shown.view, shown.report
    common: dict[str, Any] = {"title": TITLE, "value": view, "twins": HERE, "query": query, "here": HERE,
                              "feed": f"{FEED}{query}"}  # fmt: skip
    if report is None or view.digest is None:
        return Page(**common, body=_nothing(view, today), rows=Rows(columns=READING_COLUMNS, rows=()),
                    markdown=_nothing_markdown(view))  # fmt: skip
    charts = {one.name: _chart(one) for one in drawings_of(report).values()}

    def show(one: Drawing) -> Html:
        return join(_drawn(one), chart_links(HERE, charts[one.name], query))

    return Page(
        **common,
        body=_body(view, report, show, today),
        rows=Rows(columns=READING_COLUMNS, rows=tuple(reading_rows(view.digest))),
        markdown=watch_markdown(view.digest),
        charts=tuple(charts.values()),
    )


def _chart(one: Drawing) -> Chart:
    return Chart(name=one.name, title=one.title, description=one.description, spec=one.spec, note=one.note)


def _drawn(one: Drawing) -> Html:
    return _svg(one.name, one.title, one.description, json.dumps(one.spec))


@lru_cache(maxsize=256)
def _svg(name: str, title: str, description: str, spec: str) -> Html:
    """The drawing of a specification in JSON; one that was drawn before is not drawn again."""
    return draw(json.loads(spec), ident=name, title=title, description=description)


def _body(view: WatchView, report: WatchReport, show: Any, today: date) -> Html:
    present = parts_of(report, show)
    entries = [tag("li", tag("a", heading, href=f"#{ident}")) for ident, heading in present]
    return join(
        tag("h1", TITLE),
        tag("p", f"Nothing dated after {day_words(view.as_of)} was used.", class_="byline"),
        _choose(view, today),
        head_of(report),
        tag("nav", tag("ul", *entries), aria_label="Contents"),
        *sections_of(present),
    )


def _nothing(view: WatchView, today: date) -> Html:
    pulls = [tag("li", tag("code", f"contingent data pull {name}")) for name in view.pull]
    return join(
        tag("h1", TITLE),
        tag("p", f"As of {day_words(view.as_of)}.", class_="byline"),
        _choose(view, today),
        tag("div", tag("p", typeset(view.said), class_="sentence"), class_="answer", id="answer"),
        tag("div", tag("h2", "What to pull"), tag("p", "Run on the machine of this service, any of:"),
            tag("ul", *pulls), tag("p", "or lay a CSV file of dates and values into ", tag("code", "series/"),
            " of its data folder. ", tag("a", "All data", href="/data")), class_="caveats"),
    )  # fmt: skip


def _nothing_markdown(view: WatchView) -> str:
    pulls = "".join(f"- `contingent data pull {name}`\n" for name in view.pull)
    return f"# {TITLE}, {day_words(view.as_of)}\n\n{said(view.said)}\n\n{pulls}"


def _choose(view: WatchView, today: date) -> Html:
    """The choices as a form that works by itself; open where something was chosen."""
    special = view.as_of != today or view.period_days != PERIOD_DAYS or view.place is not None
    fields = [
        _field("as_of", "Known by", tag("input", type="date", id="choose-as_of", name="as_of",
                                         value=view.as_of.isoformat(), max=today.isoformat())),
        _field("period", "Days watched", tag("input", type="number", id="choose-period", name="period",
                                              value=view.period_days, min=LEAST_DAYS, max=MOST_DAYS)),
        _field("place", "Countries", tag("input", type="text", id="choose-place", name="place",
                                          value=(view.place or "").replace(" ", ""), placeholder="all, or SDN,UKR",
                                          maxlength=200, autocapitalize="characters", spellcheck="false")),
    ]  # fmt: skip
    clear = tag("a", "Show all", href=HERE, class_="button quiet") if special else None
    form = tag(
        "form", tag("div", *fields, class_="fields"), tag("button", "Show", type="submit"), " ", clear, method="get",
        action=HERE, class_="record-filters",
    )  # fmt: skip
    return tag(
        "details", tag("summary", "Choose a day, a period, countries"), form, open=special, class_="record-choose"
    )


def _field(name: str, label: str, given: Html) -> Html:
    return tag("div", tag("label", label, for_=f"choose-{name}"), given, class_="field")
