"""The Atom feeds: new briefs, questions that moved, and all that happens to one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response

from contingent.core.times import now
from contingent.journeys.shown.feeds import Site, brief_entries, moved_entries, question_entries
from contingent.journeys.shown.inbox import inbox
from contingent.journeys.shown.question import shown_question
from contingent.journeys.shown.questions import shown_questions
from contingent.ledger.standings import Wanted
from contingent.report.atom import Entry, atom
from contingent.web.service import AReader, AService

ATOM_XML = "application/atom+xml"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {ATOM_XML: {"schema": {"type": "string"}}}, "description": "An Atom feed (RFC 4287)"}
}


def add(app: FastAPI) -> None:
    """The feeds are answered under /feeds."""
    for path, answer, summary in (
        ("/feeds/briefs.atom", briefs, "New briefs, newest first"),
        ("/feeds/questions.atom", questions, "Questions about which something changed, the latest first"),
        ("/feeds/questions/{question}.atom", question, "All that happened to one question, newest first"),
    ):
        app.add_api_route(path, answer, summary=summary, response_class=Response, responses=dict(ANSWER))


def briefs(request: Request, service: AService, reader: AReader) -> Response:
    """The newest briefs."""
    site = _site(request)
    value = inbox(service.ledger, service.desk, as_of=service.today(), reader=reader, now=now())
    return _feed(request, "Contingent: briefs", "/", brief_entries(value, site))


def questions(request: Request, service: AService) -> Response:
    """The questions that something was last said about."""
    view = shown_questions(service.ledger, Wanted(today=service.today()), order="latest")
    return _feed(request, "Contingent: questions that moved", "/questions", moved_entries(view, _site(request)))


def question(request: Request, service: AService, question: str) -> Response:
    """Forecasts, notes, wordings and outcomes of one question."""
    view = shown_question(service.ledger, question, as_of=service.today(), since=0)
    entries = question_entries(view, _site(request))
    return _feed(request, f"Contingent: {view.question.text}", f"/questions/{view.question.id}", entries)


def _site(request: Request) -> Site:
    return Site(base=str(request.base_url).rstrip("/"), name=request.url.hostname or "localhost")


def _feed(request: Request, title: str, page: str, entries: Sequence[Entry]) -> Response:
    base = _site(request).base
    address = f"{base}{request.url.path}"
    text = atom(ident=address, title=title, address=address, page=f"{base}{page}", entries=entries, made=now())
    return Response(text.encode(), media_type=f"{ATOM_XML}; charset=utf-8")
