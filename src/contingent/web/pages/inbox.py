"""The inbox: the page that a newsroom opens in the morning."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request

from contingent.core.times import now
from contingent.journeys.shown.cards import Card, Odds
from contingent.journeys.shown.inbox import Inbox, JobLine, Line, inbox, looked
from contingent.report.markup import Html, join, link, tag
from contingent.report.numbers import day_words
from contingent.report.sections.parts import interval_bar, number
from contingent.web.kept import resting_on
from contingent.web.layout import listed
from contingent.web.page import Page
from contingent.web.pages.inbox_told import inbox_markdown, inbox_rows, when
from contingent.web.pages.question_words import address_of
from contingent.web.pages.read import read_form
from contingent.web.pages.words import many, moment_words, opened
from contingent.web.register import add_page
from contingent.web.service import AReader, AService
from contingent.web.twins import chosen

FEED = "/feeds/briefs.atom"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@resting_on("all")
def make(
    service: AService,
    reader: AReader,
    request: Request,
    q: Annotated[str, Query(max_length=200, description="words that every brief told must hold")] = "",
    before: Annotated[int | None, Query(ge=1, description="only briefs kept before this row of the ledger")] = None,
) -> Page:
    """The inbox of the reader today; opening it as a page is a look, asking for a twin of it is none."""
    moment, seq = now(), service.ledger.head().seq
    value = inbox(
        service.ledger, service.desk, as_of=service.today(), reader=reader, now=moment, words=q.strip(), before=before
    )
    if request.url.path == "/" and chosen(request.headers.get("accept", "")) == "html":
        looked(service.desk, reader=reader, seq=seq, now=moment)
    return Page(
        title="Inbox",
        body=lambda: _body(value),
        value=value,
        rows=inbox_rows(value),
        markdown=inbox_markdown(value),
        twins="/inbox",
        query=f"?{urlencode(asked)}" if (asked := _asked(value)) else "",
        here="/",
        feed=FEED,
    )


def add(app: FastAPI) -> None:
    """The inbox is the first page of the application."""
    add_page(app, "/", make, shape=Inbox, summary="The inbox: what was read, newest first", twins="/inbox")


def _asked(value: Inbox) -> dict[str, str | int]:
    asked: dict[str, str | int] = {"q": value.words} if value.words else {}
    return asked | ({"before": value.before} if value.before is not None else {})


# -------------------------------------------------------------------------- page


def _body(value: Inbox) -> Html:
    head = tag(
        "header",
        tag("h1", "Inbox"),
        tag("p", f"{WEEKDAYS[value.as_of.weekday()]}, {day_words(value.as_of)}", class_="inbox-day"),
        tag("p", listed(_summary(value)), class_="inbox-summary") if not value.first else None,
        class_="inbox-head",
    )
    if value.first:
        return join(head, _welcome(), read_form(heading="h2"))
    side = tag("div", _jobs(value.jobs), _due(value), read_form(heading="h2"), class_="inbox-side")
    return join(head, tag("div", _briefs(value), side, class_="inbox-columns"))


def _summary(value: Inbox) -> list[Html]:
    """What there is to do, in one line; each part leads to where it is done."""
    parts: list[Html] = []
    if value.new:
        since = f" since {moment_words(value.last_look)}" if value.last_look else ""
        parts.append(tag("b", f"{value.new} new{since}"))
    elif value.last_look and value.briefs:
        parts.append(join(f"Nothing new since {moment_words(value.last_look)}"))
    if value.overdue:
        parts.append(tag("a", f"{many(value.overdue, 'question')} to be settled", href="#due"))
    running = sum(job.state != "failed" for job in value.jobs)
    if running:
        parts.append(tag("a", f"{many(running, 'article')} being read", href="#jobs"))
    if not value.first:
        parts.append(tag("a", "Read an article", href="#read"))
    return parts


def _welcome() -> Html:
    return tag(
        "div",
        tag("p", tag("b", "Nothing has been read yet.")),
        tag(
            "p",
            "Paste an article below, choose a file, or give an address. A brief of it stands here within half a "
            "minute: what it claims, whether its numbers add up, what it leaves open with a probability of each, and "
            "what difference its what-ifs would make.",
        ),
        class_="said",
    )


def _briefs(value: Inbox) -> Html:
    heading = f"{many(value.found, 'brief')} of {value.briefs}" if value.words else many(value.briefs, "brief")
    older = _link_on("Older briefs", {"q": value.words, "before": value.older}) if value.older is not None else None
    newest = _link_on("Back to the newest", {"q": value.words}) if value.before is not None else None
    none = "No brief holds all of these words. " if value.words else "No brief is older than that. "
    nothing = tag("p", none, tag("a", "Show all briefs", href="/"), class_="said") if not value.lines else None
    ways = [way for way in (newest, older) if way is not None]
    return tag(
        "section",
        tag("div", tag("h2", heading, id="briefs"), _search(value), class_="inbox-bar"),
        nothing,
        *(_brief(line) for line in value.lines),
        tag("nav", listed(ways), aria_label="More briefs") if ways else None,
        aria_labelledby="briefs",
        class_="inbox-briefs",
    )


def _search(value: Inbox) -> Html:
    return tag(
        "form",
        tag("label", "Find words", for_="q"),
        tag("input", type="search", id="q", name="q", value=value.words, maxlength=200),
        tag("button", "Filter", class_="quiet"),
        tag("a", "All", href="/") if value.words else None,
        method="get",
        action="/",
        role="search",
        class_="inbox-search",
    )


def _brief(line: Line) -> Html:
    card = line.card
    name = f"brief-{card.seq}"
    heading = tag(
        "h3",
        tag("a", card.headline, href=f"/briefs/{card.brief}", dir="auto"),
        join(" ", tag("span", "new", class_="inbox-new")) if line.new else None,
        id=name,
    )
    if card.fault:
        return tag("article", heading, tag("p", card.fault, class_="said wrong"), class_="inbox-brief")
    figures = [_odds(card.odds[0]) if card.odds else None, _difference(card)]
    return tag(
        "article",
        heading,
        tag("p", listed(_byline(card)), class_="byline"),
        tag("div", *figures, class_="inbox-figures") if any(figures) else None,
        tag("p", listed(_counts(line)), class_="inbox-counts"),
        aria_labelledby=name,
        class_="inbox-brief",
    )


def _byline(card: Card) -> list[Html]:
    told: list[Html] = []
    if card.title and card.title not in card.headline:
        told.append(tag("cite", card.title, dir="auto"))
    if card.author:
        told.append(join(card.author))
    told.append(link(card.address, card.origin) if card.address else join(card.origin))
    if card.published:
        told.append(join(_day(card.published)))
    if card.published != card.as_of:
        told.append(join("as of ", _day(card.as_of)))
    told.append(join("read ", _day(card.recorded_at.date()), f", {card.recorded_at:%H:%M} UTC"))
    return told


def _odds(lead: Odds) -> Html:
    """The leading question, its probability large with a bar of its range; in words where nobody had evidence."""
    day = day_words(lead.deadline)
    asked = tag(
        "span",
        tag("a", lead.text, href=address_of(lead.id), dir="auto"),
        f" By {day}." if day not in lead.text else None,  # most questions say it themselves
    )
    if lead.middle is None:
        return tag("p", tag("strong", "No forecast", class_="none"), tag("span", "nobody here has evidence"), asked)
    middle = number(lead.middle, lead.p) if lead.p is not None else join(lead.middle)
    bar = (
        interval_bar(lead.p, lead.low, lead.high)
        if lead.p is not None and lead.low is not None and lead.high is not None
        else None
    )
    spread = tag("span", f"90 % range {lead.interval}", class_="inbox-range")
    return tag("p", tag("strong", middle), " ", spread, bar, asked, class_="inbox-odds")


def _difference(card: Card) -> Html | None:
    found = card.difference
    if found is None:
        return None
    spread = tag("span", f"90 % range {found.interval}", class_="inbox-range") if found.interval else None
    told = tag("span", f"{found.measure} {found.where}.", class_="inbox-where")
    return tag("p", tag("strong", found.middle), " ", spread, told, class_="inbox-difference", dir="auto")


def _counts(line: Line) -> list[Html]:
    card = line.card
    states = [(line.due, "to be settled"), (line.open, "open"), (line.settled, "settled")]
    told = [(count, name) for count, name in states if count]
    stand = f", all {told[0][1]}" if len(told) == 1 else ": " + ", ".join(f"{count} {name}" for count, name in told)
    parts: list[Html] = []
    if card.mismatches:
        one = card.mismatches == 1
        parts.append(
            tag("span", f"{many(card.mismatches, 'check')} {'does' if one else 'do'} not add up", class_="inbox-warn")
        )
    party = f", {card.parties} by a party to the fighting" if card.parties else ""
    parts.append(join(f"{many(card.claims, 'claim')}{party}"))
    if card.odds:
        parts.append(join(f"{many(len(card.odds), 'question')}{stand}"))
    if card.branches:
        parts.append(join(many(card.branches, "branch", "branches")))
    return parts


def _due(value: Inbox) -> Html | None:
    if not value.due:
        return None
    entries = [
        tag(
            "li",
            tag("a", due.text, href=address_of(due.question), dir="auto"),
            tag("span", when(due), class_="inbox-late" if due.days < 0 else "hint"),
        )
        for due in value.due
    ]
    rest = value.overdue + value.soon - len(value.due)
    more = tag("p", tag("a", f"{rest} more, and all questions", href="/questions?state=due")) if rest else None
    return tag(
        "section",
        tag("h2", "To be settled", id="due"),
        tag("ul", *entries, class_="inbox-list"),
        more,
        aria_labelledby="due",
    )


def _jobs(jobs: tuple[JobLine, ...]) -> Html | None:
    if not jobs:
        return None
    entries = []
    for job in jobs:
        failed = job.state == "failed"
        told = opened(job.error or "it failed") if failed else (job.stage or "waiting for its turn")
        name = f"An article of {moment_words(job.asked_at)}{' could not be read' if failed else ''}"
        entries.append(
            tag(
                "li",
                tag("a", name, href=f"/jobs/{job.id}"),
                tag("span", told, class_="inbox-late" if failed else "hint", dir="auto"),
                None if failed else tag("progress", value=job.done, max=max(1, job.total), aria_label=told),
            )
        )
    return tag(
        "section",
        tag("h2", "Being read" if any(job.state != "failed" for job in jobs) else "Could not be read", id="jobs"),
        tag("ul", *entries, class_="inbox-list"),
        tag("p", tag("a", "All jobs", href="/jobs")),
        aria_labelledby="jobs",
    )


def _link_on(text: str, query: dict[str, object]) -> Html:
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return tag("a", text, href=f"/?{urlencode(kept)}" if kept else "/")


def _day(day: date) -> Html:
    return tag("time", day_words(day), datetime=day.isoformat())
