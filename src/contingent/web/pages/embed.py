"""A question as a card to stand in a frame on another site: no script, no form, nothing that asks for more."""

from __future__ import annotations

import json

from fastapi import FastAPI, Request, Response

from contingent.journeys.shown.question import QuestionView, shown_question
from contingent.journeys.shown.question_drawing import drawing_of, drawing_words
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import day_words
from contingent.web.layout import embedded
from contingent.web.pages.question_parts import answer, drawing
from contingent.web.pages.question_words import STATES, address_of
from contingent.web.service import AService

WIDTH = 560
#: pixels of a drawing for a frame on a phone
NARROW = 340
#: how long a page that shows the card may keep it
KEPT = "public, max-age=300"


def card(service: AService, request: Request, question: str) -> Response:
    """The card of a question, as of today."""
    view = shown_question(service.ledger, question, as_of=service.today())
    page = embedded(view.question.text, card_of(view, str(request.base_url).rstrip("/")))
    return Response(page, media_type="text/html; charset=utf-8", headers={"Cache-Control": KEPT})


def card_of(view: QuestionView, base: str) -> Html:
    """The question, the forecast that stands with its range, how it moved, and where to read more."""
    drawings = [
        tag(
            "div",
            drawing(json.dumps(spec), f"card-{size}", "The forecast over time", drawing_words(view, width=width)),
            class_=f"question-{size}",
        )
        for size, width in (("wide", WIDTH), ("narrow", NARROW))
        if (spec := drawing_of(view, width=width))
    ]
    page = f"{base}{address_of(view.question.id)}"
    return join(
        tag("h1", view.question.text, class_="embed-question", dir="auto"),
        answer(view),
        tag("figure", *drawings, class_="embed-chart") if drawings else None,
        tag("p", f"{STATES[view.state]}. Deadline {day_words(view.question.deadline)}; as of {day_words(view.as_of)}. ",
            tag("a", "Contingent", href=page, target="_blank", rel="noopener"), class_="embed-foot"),
    )  # fmt: skip


def add(app: FastAPI) -> None:
    """The card is part of the application."""
    app.add_api_route("/embed/questions/{question}", card, include_in_schema=False)
