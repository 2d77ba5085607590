"""What readers write on a question: a note, a forecast of their own, how it came out; by form or by program."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from contingent.core.errors import InputError
from contingent.core.nouns import Resolution
from contingent.journeys.resolving.settle import settle_one
from contingent.journeys.shown.notes import LONGEST_NOTE, write_note
from contingent.journeys.shown.question import LONGEST_REASONING, believe, shown_question
from contingent.web.layout import lay_out
from contingent.web.page import Page
from contingent.web.pages import question_forms as forms
from contingent.web.pages.question_words import address_of
from contingent.web.sent import ASent, checked, documented, done
from contingent.web.service import AReader, AService

router = APIRouter()


class NoteSaid(BaseModel):
    """A note to be written on a question."""

    text: str = Field(max_length=4 * LONGEST_NOTE, examples=["The source changed how it counts in March."])


class ForecastSaid(BaseModel):
    """A reader's own forecast: a probability from 0 to 1, or a number in the question's unit, with its 90 % range."""

    middle: float = Field(examples=[0.2])
    low: float | None = Field(default=None, examples=[0.1])
    high: float | None = Field(default=None, examples=[0.35])
    reasoning: str = Field(default="", max_length=4 * LONGEST_REASONING)


class OutcomeSaid(BaseModel):
    """How a question came out: `outcome` is "yes", "no", "void" or a number; `correct` says that it may change one."""

    outcome: str | float | bool = Field(examples=["no"])
    resolved_on: date
    source: str = Field(max_length=1000)
    evidence: str = Field(max_length=10_000)
    address: str = Field(default="", max_length=4000)
    note: str = Field(default="", max_length=10_000)
    correct: bool = False
    confirmed: bool = False


@router.post("/questions/{question}/notes", openapi_extra=documented(NoteSaid), summary="Add a note to a question",
             status_code=201)  # fmt: skip
def add_note(service: AService, reader: AReader, question: str, body: ASent) -> Response:
    """The note is kept; a form is led back to the page, a program is told the note."""
    said = checked(NoteSaid, body)
    note = write_note(service.ledger, question=question, author=reader, text=said.text, as_of=service.today())
    return done(body, note, page=f"{address_of(question)}#notes")


@router.post("/questions/{question}/forecasts", openapi_extra=documented(ForecastSaid), summary="Add your own forecast",
             status_code=201)  # fmt: skip
def add_forecast(service: AService, reader: AReader, question: str, body: ASent) -> Response:
    """The reader's forecast is kept under their name; a form tells percents, a program probabilities."""
    said = checked(ForecastSaid, body)
    view = shown_question(service.ledger, question, as_of=service.today())
    scale = 1.0 if body[""] or view.unit is not None else 100.0
    low, high = (said.middle if end is None else end for end in (said.low, said.high))
    if scale == 100.0 and not 0.0 <= low <= said.middle <= high <= scale:
        raise InputError(
            f"the forecast is {said.middle:g} %, between {low:g} % and {high:g} %; wanted low end, forecast and high "
            "end in that order, from 0 to 100. Nothing was written."
        )
    forecast = believe(
        service.ledger, view, reader=reader, low=low / scale, middle=said.middle / scale, high=high / scale,
        reasoning=said.reasoning.strip(),
    )  # fmt: skip
    return done(body, forecast, page=f"{address_of(view.question.id)}#forecasts")


@router.post("/questions/{question}/settle", openapi_extra=documented(OutcomeSaid), summary="Settle a question",
             status_code=201)  # fmt: skip
def settle(service: AService, question: str, body: ASent) -> Response:
    """How the question came out is kept; a form is asked once more first. A correction stands beside the old word."""
    said = checked(OutcomeSaid, body)
    today = service.today()
    view = shown_question(service.ledger, question, as_of=today)
    if not said.evidence.strip():
        raise InputError("the evidence is empty; wanted what the source says, in its words or figures")
    told = Resolution(
        question=view.question.id, outcome=_outcome(said.outcome), resolved_on=said.resolved_on,
        source=said.source.strip(), evidence=said.evidence.strip(), address=said.address.strip() or None,
        note=said.note.strip(),
    )  # fmt: skip
    ready = bool(body[""]) or said.confirmed
    settled = settle_one(service.ledger, told, as_of=today, correct=said.correct or not ready, write=ready)
    if not ready:
        asked = {name: str(value) for name, value in body.items() if name not in ("", "confirmed", "correct")}
        page = Page(title="Settle a question", body=forms.confirmation(view, told, asked), here="/questions")
        return Response(lay_out(page), media_type="text/html; charset=utf-8")
    return done(body, settled, page=f"{address_of(view.question.id)}#scores")


def _outcome(said: str | float | bool) -> bool | float | None:
    if isinstance(said, bool):
        return said
    word = str(said).strip().lower()
    if word in ("yes", "no", "void"):
        return {"yes": True, "no": False, "void": None}[word]
    try:
        return float(word.replace(",", ""))
    except ValueError:
        raise InputError(f"the outcome is {word[:40]!r}; wanted yes, no, void or a number") from None
