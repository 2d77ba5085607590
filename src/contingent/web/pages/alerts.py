"""Alerts: which questions a reader is told of, from which change on, and at which address of theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Response
from pydantic import BaseModel, Field

from contingent.core.errors import BusyError, MissingError
from contingent.core.times import now
from contingent.journeys.alerts import Wish, make_hook
from contingent.journeys.shown.alerts import AlertLine, AlertsView, Message, shown_alerts
from contingent.ledger.desk_hooks import Hook
from contingent.report.brief.markdown import words as said
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import estimate
from contingent.report.sections.parts import facts, more, table
from contingent.web.layout import lay_out
from contingent.web.page import Page, Rows
from contingent.web.pages.question_words import address_of
from contingent.web.pages.words import moment_words
from contingent.web.register import add_page
from contingent.web.sent import ASent, checked, documented, done
from contingent.web.service import AReader, AService

HERE = "/alerts"
COLUMNS = ("id", "address", "question", "text", "threshold", "state", "made_at", "last_state", "last_status")
STATES = {"waiting": "waiting to be tried", "delivered": "delivered", "given up": "given up"}
LEAD = (
    "When a question moves by your threshold, measured from your own last look at it, or is settled, a message goes to "
    "an address of yours: JSON, signed, tried again for a day and a half. What you have looked at since is no "
    "news to you."
)
HOW = (
    "The message is signed as Standard Webhooks 1.0.0 has it (headers webhook-id, webhook-timestamp, "
    "webhook-signature), so any of its libraries verifies it with the secret. An attempt that is answered with "
    "anything but 200 to 299 is repeated under the same webhook-id; 410 pauses the alert. Addresses inside this "
    "network are refused."
)
router = APIRouter()


class AlertWish(BaseModel):
    """An alert to be made. `threshold` is a probability's least change (0.05 is five points), or a number's share."""

    address: str = Field(max_length=2000, examples=["https://desk.example.org/hooks/contingent"])
    threshold: float = Field(examples=[0.05])
    question: str = Field(default="", max_length=200, description="a question's id; empty: every question")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMade:
    """An alert that was made, with its secret: shown this once, and kept for signing only."""

    id: str
    address: str
    question: str | None
    threshold: float
    secret: str


def make(
    service: AService, reader: AReader,
    question: Annotated[str, Query(max_length=200, description="the id of a question to be told of")] = "",
) -> Page:  # fmt: skip
    """The reader's alerts."""
    view = shown_alerts(service.ledger, service.desk, reader=reader, today=service.today())
    return Page(
        title="Alerts",
        body=_body(view, question),
        value=view,
        rows=Rows(columns=COLUMNS, rows=[_row(line) for line in view.alerts]),
        markdown=_markdown(view),
        twins=HERE,
        here=HERE,
    )


def add(app: FastAPI) -> None:
    """The page of a reader's alerts, and what they can do there."""
    add_page(app, HERE, make, shape=AlertsView, summary="Your alerts, and what became of their last messages")
    app.include_router(router)


@router.post(
    HERE, openapi_extra=documented(AlertWish), summary="Make an alert", status_code=201,
    responses={201: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)  # fmt: skip
def make_alert(service: AService, reader: AReader, body: ASent) -> Response:
    """The alert is made; its secret is told this once."""
    told = checked(AlertWish, body if body[""] else {**body, "threshold": _share(body.get("threshold"))})
    wish = Wish(address=told.address.strip(), threshold=told.threshold, question=told.question.strip() or None)
    hook = make_hook(service.ledger, service.desk, wish, reader=reader, today=service.today())
    made = AlertMade(
        id=hook.id, address=hook.address, question=hook.subject, threshold=hook.threshold, secret=hook.secret
    )
    if body[""]:
        return done(body, made, page=HERE)
    page = Page(title="Alert made", body=_made(made), here=HERE)
    return Response(lay_out(page), media_type="text/html; charset=utf-8", status_code=201)


@router.post(HERE + "/{alert}/{action}", summary="Pause, resume, test or remove an alert")
def act(service: AService, reader: AReader, alert: str, action: str, body: ASent) -> Response:
    """The alert is paused, active again, sent a message to try it, or gone."""
    hook = _own(service, reader, alert)
    match action:
        case "pause" | "resume":
            hook = replace(hook, state="paused" if action == "pause" else "active")
            service.desk.hooks.put_state(hook.id, hook.state)
        case "test":
            last = service.desk.deliveries.last(hook.id, "test")
            if last is not None and last.state == "waiting":  # else one reader's tests hold up everybody's messages
                raise BusyError("a test message to that address waits already; it is tried again by itself.")
            message = {"type": "test", "question": hook.subject, "at": now().isoformat(), "seq": 0}
            service.desk.deliveries.add(hook.id, "test", json.dumps(message, sort_keys=True))
        case "remove":
            service.desk.hooks.remove(hook.id, reader)
        case _:
            raise MissingError(f"nothing is called {action[:20]!r} here; wanted pause, resume, test or remove.")
    return done(body, {"id": hook.id, "state": "removed" if action == "remove" else hook.state}, page=HERE, status=200)


def _own(service: AService, reader: str, name: str) -> Hook:
    """The reader's own hook; that of another reader is as if it were not there."""
    hook = service.desk.hooks.get(name)
    if hook.reader != reader:
        raise MissingError(f"there is no hook {name[:40]!r}; it may have been removed.")
    return hook


def _share(points: object) -> object:
    """A form tells points of a hundred."""
    try:
        return float(str(points).replace(",", ".")) / 100
    except ValueError:
        return points  # refused below, in the words of every other fault


def _row(line: AlertLine) -> tuple[object, ...]:
    last = line.messages[0] if line.messages else None
    return (
        line.id, line.address, line.question, line.text, line.threshold, line.state, line.made_at,
        last.state if last else None, last.status if last else None,
    )  # fmt: skip


def _body(view: AlertsView, question: str) -> Html:
    listed = [tag("li", _alert(line)) for line in view.alerts]
    return join(
        tag("h1", "Alerts"),
        tag("p", LEAD, class_="lead"),
        tag("ul", *listed, class_="alerts") if listed else tag("p", "You have no alert yet.", class_="said"),
        tag("section", tag("h2", "A new alert", id="new"), _form(question), aria_labelledby="new"),
        more("How a message is signed and repeated", tag("p", HOW)),
        tag(
            "p",
            "Without an address of your own: the inbox and every question have an Atom feed, named at the foot of the "
            "page.",
            class_="note",
        ),
    )


def _alert(line: AlertLine) -> Html:
    about = tag("a", line.text or line.question, href=address_of(line.question)) if line.question else "Every question"
    acts = [("resume", "Resume") if line.state == "paused" else ("pause", "Pause"), ("test", "Send a test"),
            ("remove", "Remove")]  # fmt: skip
    label = line.text or "every question"
    buttons = [
        tag("form", tag("button", words, type="submit", class_="quiet", aria_label=f"{words}: {label}"), method="post",
            action=f"{HERE}/{line.id}/{act}")
        for act, words in acts
    ]  # fmt: skip
    return join(
        tag("h2", about, dir="auto"),
        facts(
            ("Told from", _told_from(line)),
            ("Address", tag("code", line.address)),
            ("State", line.state),
        ),
        _messages(line.messages),
        tag("div", *buttons, class_="alerts-acts"),
    )


def _messages(messages: tuple[Message, ...]) -> Html | None:
    if not messages:
        return None
    rows = [
        (moment_words(one.made_at), one.question, STATES.get(one.state, one.state), str(one.attempts), one.error or "")
        for one in messages
    ]
    return table(("Made", "About", "State", "Attempts", "Last answer"), rows, caption="The last messages")


def _form(question: str) -> Html:
    fields = (
        _field("address", "Address", "https://…, reachable from here", type="url", required=True, maxlength=2000),
        _field("threshold", "Threshold", "points of a hundred", type="number", required=True, min="0.1", max="100",
               step="0.1", value="5"),
        _field("question", "Question", "its id; empty: every question", maxlength=200, value=question),
    )  # fmt: skip
    make = tag("p", tag("button", "Make the alert", type="submit"))
    return tag("form", tag("div", *fields, class_="fields"), make, method="post", action=HERE)


def _field(name: str, label: str, hint: str, **attributes: str | int | bool) -> Html:
    return tag(
        "div",
        tag("label", label, tag("span", hint, class_="hint"), for_=name),
        tag("input", id=name, name=name, **attributes),
        class_="field",
    )


def _made(made: AlertMade) -> Html:
    return join(
        tag("p", tag("a", "Alerts", href=HERE), class_="crumbs"),
        tag("h1", "The alert is made"),
        tag("p", "This is its secret. Copy it now: it is not shown again.", class_="said"),
        tag("p", tag("code", made.secret)),
        tag("p", tag("a", "To your alerts", href=HERE, class_="button")),
    )


def _markdown(view: AlertsView) -> str:
    lines = [
        f"- {said(line.text or line.question or 'every question')}: {_told_from(line)}, {line.state}; to "
        f"{said(line.address)}{_last(line)}"
        for line in view.alerts
    ]
    return "\n".join(["# Alerts", "", *(lines or ["You have no alert yet."]), ""])


def _told_from(line: AlertLine) -> str:
    return f"a change of {estimate(100 * line.threshold)} points (of a number: percent)"


def _last(line: AlertLine) -> str:
    if not line.messages:
        return ""
    last = line.messages[0]
    return f"; the last message, made {moment_words(last.made_at)}: {STATES.get(last.state, last.state)}"
