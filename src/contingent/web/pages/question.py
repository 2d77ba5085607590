"""The page of one question, and what readers write on it: notes, forecasts of their own, how it came out."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import FastAPI, Query, Request

from contingent.core.errors import LedgerError
from contingent.core.times import now
from contingent.journeys.shown.question import QuestionView, shown_question
from contingent.journeys.shown.question_drawing import days_apart, drawing_of, drawing_words
from contingent.journeys.shown.question_text import COLUMNS, forecast_rows, question_markdown
from contingent.ledger.desk import Look
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import day_words, unit_words
from contingent.web.kept import resting_on
from contingent.web.layout import chart_links
from contingent.web.page import Chart, Page, Rows
from contingent.web.pages import question_forms as forms
from contingent.web.pages import question_parts as parts
from contingent.web.pages import question_reasons as reasons
from contingent.web.pages.question_words import STATES, address_of, left_words
from contingent.web.pages.question_writes import router
from contingent.web.register import add_page
from contingent.web.service import AReader, AService, Service

WIDE, NARROW = 880, 350
#: a look within this time after the last is the same look: a page that is loaded anew still tells what is new
SAME_LOOK = timedelta(minutes=30)
#: what the look before a reader's last one is kept under, after the question's id
LOOK_BEFORE = ": the look before"


# ------------------------------------------------------------------ the page


@resting_on("looks")
def make(
    service: AService, reader: AReader, request: Request, question: str,
    as_of: Annotated[date | None, Query(description="the day as of which it is shown; today unless given")] = None,
) -> Page:  # fmt: skip
    """The page of a question, as it was known on `as_of`; shown as of today, the look is noted."""
    today = service.today()
    day = today if as_of is None else min(as_of, today)
    if day < today:
        view = shown_question(service.ledger, question, as_of=day)
    else:
        last = _look_before(service, reader, question)
        view = shown_question(
            service.ledger, question, as_of=day, since=last.seq if last else None,
            looked_at=datetime.fromisoformat(last.looked_at) if last else None,
        )  # fmt: skip
        if last is not None and _is_this_look(last) and not view.news:
            view = replace(view, looked_at=None)  # the first look goes on: as it was when it began
        _note_look(service, reader, request, view)
    address = address_of(view.question.id)
    query = f"?as_of={day.isoformat()}" if day < today else ""
    charts = _charts(view)
    return Page(
        title=view.question.text,
        body=lambda: _body(view, charts, today, str(request.base_url), query),  # its drawings take a tenth of a second
        value=view,
        rows=Rows(columns=COLUMNS, rows=forecast_rows(view)),
        markdown=lambda: question_markdown(view),
        twins=address,
        query=query,
        charts=charts,
        here="/questions",
        feed=f"/feeds{address}.atom",
    )


def _charts(view: QuestionView) -> tuple[Chart, ...]:
    spec = drawing_of(view, width=WIDE)
    if spec is None:
        return ()
    title = f"Forecasts over time: {view.question.text}"
    return (Chart(name="forecasts", title=title, description=drawing_words(view, width=WIDE), spec=spec),)


def _body(view: QuestionView, charts: tuple[Chart, ...], today: date, base: str, query: str) -> Html:
    past = (
        tag("p", tag("b", f"As it was known on {day_words(view.as_of)}."), " What came later is hidden. ",
            tag("a", "Show it as of today", href=address_of(view.question.id)), class_="said question-past")
        if view.as_of < today else None
    )  # fmt: skip
    state = STATES[view.state]
    left = f": {left_words(view.days_left)}" if view.state == "open" else ""
    heading = tag(
        "div",
        tag("p", tag("a", "Questions", href="/questions"), class_="crumbs"),
        past,
        tag("h1", view.question.text, dir="auto"),
        tag("p", tag("span", f"{state}{left}", class_=f"question-state {view.state}"),
            f" Deadline {day_words(view.question.deadline)}. ", "Decided by ", view.question.source, ".",
            class_="byline"),
        parts.answer(view),
    )  # fmt: skip
    writes = None
    if view.as_of == today:
        writes = tag("div", forms.forecast_form(view), forms.settle_form(view), id="settle", class_="question-writes")
    return join(
        heading,
        _figure(view, charts, query),
        writes,
        parts.since(view),
        parts.scores(view),
        tag(
            "div",
            tag("div", reasons.factors(view), reasons.came_from(view)),
            tag("div", parts.criteria(view), class_="question-aside"),
            class_="question-columns",
        ),
        parts.forecasts(view, query),
        parts.notes(view, forms.note_form(view) if view.as_of == today else None),
        tag(
            "div",
            forms.as_of_form(view, today),
            forms.snippet(view, base),
            forms.follow(view),
            class_="question-writes",
        ),
    )


def _figure(view: QuestionView, charts: tuple[Chart, ...], query: str) -> Html | None:
    narrow = drawing_of(view, width=NARROW)
    if not charts or narrow is None:
        return None
    (chart,) = charts
    unit = "" if view.unit is None else f", in {unit_words(view.unit)}"
    drawings = [
        tag("div", parts.drawing(json.dumps(spec), ident, chart.title, chart.description), class_=class_)
        for spec, ident, class_ in (
            (chart.spec, "forecasts-wide", "question-wide"), (narrow, "forecasts-narrow", "question-narrow")
        )
    ]  # fmt: skip
    caption = tag(
        "figcaption",
        tag("b", f"The forecast over time{unit}."),
        " A forecast stands until the next one by the same forecaster.",
        " The shaded band is the 90 % range of the leading one." if _has_band(view) else None,
        " A diamond: what came out." if view.outcome else None,
        " There are many: of each stretch of days the last is drawn." if days_apart(view, width=NARROW) > 1 else None,
    )
    return tag(
        "figure", caption, *drawings, chart_links(address_of(view.question.id), chart, query),
        class_="question-chart",
    )  # fmt: skip


def _has_band(view: QuestionView) -> bool:
    """Whether a forecast leads that has a range: without one nothing is shaded."""
    return view.lead is not None and any(stand.low < stand.high for stand in view.lead.stands)


# ------------------------------------------------------------------ looks


def _note_look(service: Service, reader: str, request: Request, view: QuestionView) -> None:
    """A look at the page itself is noted; a program that asks for its twins has not looked."""
    page = request.url.path == address_of(view.question.id) or request.url.path.endswith(f"/{view.question.id}")
    if not page or "html" not in request.headers.get("accept", "html"):
        return
    looks, name = service.desk.looks, view.question.id
    last = looks.last(reader, name)
    if last is not None and _is_this_look(last):
        return
    with suppress(LedgerError):  # a ledger that can only be read has no looks; its pages are shown all the same
        if last is not None:
            looks.look(reader, f"{name}{LOOK_BEFORE}", last.seq, at=datetime.fromisoformat(last.looked_at))
        looks.look(reader, name, view.last_seq)


def _look_before(service: Service, reader: str, question: str) -> Look | None:
    """The look that what is new is measured from: the one before this, this one where it is the first."""
    looks = service.desk.looks
    last = looks.last(reader, question)
    if last is None or not _is_this_look(last):
        return last
    return looks.last(reader, f"{question}{LOOK_BEFORE}") or last


def _is_this_look(last: Look) -> bool:
    return now() - datetime.fromisoformat(last.looked_at) <= SAME_LOOK


# ------------------------------------------------------------------ registration


def add(app: FastAPI) -> None:
    """The page, its twins and chart, and what is written on it are part of the application."""
    add_page(
        app, "/questions/{question}", make, shape=QuestionView,
        summary="One question: criteria, forecasts over time, what they rest on, notes, outcome",
    )  # fmt: skip
    app.include_router(router)
