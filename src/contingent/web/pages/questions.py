"""The list of all questions: open, due and settled, filtered and sorted by addresses that can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from contingent.core.errors import ValueRangeError
from contingent.core.times import parse_date
from contingent.journeys.shown.questions import (
    TOPICS,
    Listed,
    QuestionsView,
    Unreadable,
    every_question,
    shown_questions,
)
from contingent.ledger.standings import Tab, Wanted
from contingent.report.brief.markdown import words as in_markdown
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, estimate, percent, percent_range, spread, with_unit
from contingent.report.sections.parts import interval_bar, number
from contingent.report.words import forecaster_words
from contingent.web.kept import resting_on
from contingent.web.page import Page, Rows
from contingent.web.pages.question_words import address_of, left_words, moved_words
from contingent.web.pages.questions_filter import filter_form
from contingent.web.pages.words import many
from contingent.web.register import add_page
from contingent.web.service import AService

HERE = "/questions"
TABS: dict[Tab, str] = {"open": "Open", "due": "Due", "settled": "Settled", "all": "All"}
COLUMNS = (
    "question", "text", "state", "outcome", "deadline", "days_left", "source", "topic", "place", "forecaster",
    "middle", "low", "high", "unit", "said_on", "change", "changed_on",
)  # fmt: skip
MOST_WORDS = 8


class Asked(BaseModel):
    """What the form of the list asks for; empty fields ask for nothing."""

    state: Literal["open", "due", "settled", "all"] = Field("open", description="which tab")
    words: str = Field("", max_length=200, description="all of these, in any order")
    topic: str = Field("", max_length=40)
    place: str = Field("", max_length=3, description="a country, ISO 3166 alpha-3")
    forecaster: str = Field("", max_length=120, description="with a forecast by this name")
    deadline_from: str = Field("", max_length=10, description="YYYY-MM-DD")
    deadline_to: str = Field("", max_length=10, description="YYYY-MM-DD")
    sort: Literal["deadline", "probability", "change", "latest"] = "deadline"
    page: int = Field(1, ge=1, le=100_000)


@resting_on("ledger")
def make(service: AService, asked: Annotated[Asked, Query()]) -> Page:
    """A page of the list."""
    if asked.topic and asked.topic not in TOPICS:
        raise ValueRangeError(f"topic is {asked.topic!r}; wanted one of {', '.join(TOPICS)}")
    wanted = Wanted(
        today=service.today(),
        tab=asked.state,
        words=tuple(asked.words.split()[:MOST_WORDS]),
        topic=asked.topic or None,
        place=asked.place.upper() or None,
        forecaster=asked.forecaster.strip() or None,
        deadline_from=_day(asked.deadline_from, "from"),
        deadline_to=_day(asked.deadline_to, "to"),
    )
    view = shown_questions(service.ledger, wanted, order=asked.sort, page=asked.page)
    kept = _kept(asked)
    state = {"state": asked.state} if asked.state != "open" else {}
    page = {"page": str(view.page)} if view.page > 1 else {}
    return Page(
        title="Questions",
        body=lambda: _body(view, kept),
        value=view,
        rows=Rows(
            columns=COLUMNS,
            rows=chain(
                (_row(one) for one in every_question(service.ledger, wanted, order=view.order)),
                map(_row_unreadable, view.unreadable),
            ),
        ),
        markdown=_markdown(view),
        twins=HERE,
        query=_query({**state, **kept, **page}),
        here=HERE,
        feed="/feeds/questions.atom",
        refresh_seconds=2 if view.behind else None,
    )


def _kept(asked: Asked) -> dict[str, str]:
    """What other tabs and pages of the list go on asking for."""
    fields = {
        "words": asked.words.strip(),
        "topic": asked.topic,
        "place": asked.place.upper(),
        "forecaster": asked.forecaster.strip(),
        "deadline_from": asked.deadline_from,
        "deadline_to": asked.deadline_to,
        "sort": asked.sort if asked.sort != "deadline" else "",
    }
    return {name: value for name, value in fields.items() if value}


def _day(text: str, name: str) -> date | None:
    return parse_date(text, name=f"deadline_{name}") if text.strip() else None


def _query(fields: dict[str, str]) -> str:
    return f"?{urlencode(fields)}" if fields else ""


# ------------------------------------------------------------------ HTML


def _body(view: QuestionsView, kept: dict[str, str]) -> Html:
    return join(
        tag("h1", "Questions"),
        tag("p", "Each is settled by a named source on a named day. The dot is the probability of yes, the line the "
            "90 % range of what it might be, given the evidence at hand.", class_="lead questions-lead"),
        _tabs(view, kept),
        filter_form(view, kept, here=HERE),
        tag("p", f"{_behind(view.behind)}; this page looks again by itself.", class_="said", role="status")
        if view.behind else None,
        _unreadable(view.unreadable),
        tag("h2", f"{many(view.total, 'question')}{_filtered(kept)}", class_="questions-count"),
        _list(view) if view.questions else tag("p", _nothing(view, kept)),
        _pages(view, kept),
    )  # fmt: skip


def _behind(rows: int) -> str:
    return f"{many(rows, 'row')} of the ledger {'is' if rows == 1 else 'are'} not counted in yet"


def _unreadable(found: Sequence[Unreadable]) -> Html | None:
    """Which questions are in no list, and why."""
    if not found:
        return None
    told = [tag("li", tag("a", one.question, href=address_of(one.question)), f": {one.reason}") for one in found]
    return tag("div", tag("p", f"{_missing(found)}:"), tag("ul", *told), class_="said", role="status")


def _missing(found: Sequence[Unreadable]) -> str:
    is_ = "is" if len(found) == 1 else "are"
    return f"{many(len(found), 'question')} of the ledger cannot be read, and {is_} in no list"


def _filtered(kept: dict[str, str]) -> str:
    return " that match" if set(kept) - {"sort"} else ""


def _nothing(view: QuestionsView, kept: dict[str, str]) -> Child:
    if view.counts["all"] or set(kept) - {"sort"}:
        return "None here. Try another tab, or fewer words."
    return join("No question yet. ", tag("a", "Read an article", href="/read"), ", and its questions stand here.")


def _tabs(view: QuestionsView, kept: dict[str, str]) -> Html:
    entries = []
    for name, words in TABS.items():
        fields = {**({"state": name} if name != "open" else {}), **kept}
        link = tag(
            "a", words, " ", tag("span", f"{view.counts[name]:,}", class_="questions-n"),
            href=f"{HERE}{_query(fields)}", aria_current="page" if name == view.tab else None,
        )  # fmt: skip
        entries.append(tag("li", link))
    return tag("nav", tag("ul", *entries), aria_label="State", class_="questions-tabs")


def _list(view: QuestionsView) -> Html:
    return tag("ol", *map(_item, view.questions), class_="questions-list")


def _item(one: Listed) -> Html:
    if one.state in ("settled", "void"):
        state = "Void" if one.state == "void" else f"Came out: {one.outcome}"
        left = ""
    else:
        state = "Due" if one.state == "due" else ""
        left = left_words(one.days_left)
    moved = moved_words(one.moved, one.unit)
    return tag(
        "li",
        tag("div",
            tag("h3", tag("a", one.text, href=address_of(one.question)), dir="auto"),
            tag("p", tag("span", state, class_=f"question-state {one.state}") if state else None,
                f"{day_words(one.deadline)}{f' ({left})' if left else ''} · ", tag("span", one.source, dir="auto"),
                class_="note")),
        tag("div", *_said(one), class_="questions-said"),
        tag("p", tag("b", moved) if moved else None, tag("br") if moved else None,
            f"{'' if moved else 'first forecast '}{day_words(one.said_on)}" if one.said_on else
            f"asked {day_words(one.changed_on)}", class_="note questions-moved"),
    )  # fmt: skip


def _said(one: Listed) -> list[Child]:
    if one.middle is None or one.low is None or one.high is None:
        return [tag("p", "No evidence here", class_="note")]
    if one.unit is not None:
        middle, around = with_unit(estimate(one.middle), one.unit, one.middle), spread(one.low, one.high, unit=one.unit)
        return [tag("p", tag("strong", number(middle, one.middle)), " ", tag("span", around, class_="note"))]
    around = _around(one.low, one.high)
    return [
        tag("p", tag("strong", number(percent(one.middle), one.middle)), " ", tag("span", around, class_="note")),
        interval_bar(one.middle, one.low, one.high),
    ]


def _around(low: float, high: float) -> str:
    """The 90 % range of a probability; where its author gave none, so it says."""
    return percent_range(low, high) if low < high else "no range given"


def _pages(view: QuestionsView, kept: dict[str, str]) -> Html | None:
    if view.pages == 1:
        return None
    base = {**({"state": view.tab} if view.tab != "open" else {}), **kept}

    def to(page: int, words: str, rel: str) -> Html:
        fields = {**base, **({"page": str(page)} if page > 1 else {})}
        return tag("a", words, href=f"{HERE}{_query(fields)}", rel=rel, class_="button quiet")

    return tag(
        "nav",
        to(view.page - 1, "Previous", "prev") if view.page > 1 else None,
        f" Page {view.page:,} of {view.pages:,} ",
        to(view.page + 1, "Next", "next") if view.page < view.pages else None,
        aria_label="Pages", class_="questions-pages",
    )  # fmt: skip


# ------------------------------------------------------------------ the other forms


def _row(one: Listed) -> tuple[object, ...]:
    return (
        one.question, one.text, one.state, one.outcome, one.deadline.isoformat(), one.days_left, one.source, one.topic,
        one.place, one.forecaster, one.middle, one.low, one.high,
        None if one.middle is None else one.unit or "probability", one.said_on, one.moved, one.changed_on,
    )  # fmt: skip


def _row_unreadable(one: Unreadable) -> tuple[object, ...]:
    return (one.question, one.reason, "unreadable", *[None] * (len(COLUMNS) - 3))


def _markdown(view: QuestionsView) -> str:
    counts = ", ".join(f"{words.lower()} {view.counts[name]:,}" for name, words in TABS.items())
    lines = ["# Questions", "", f"As of {day_words(view.as_of)}: {counts}. Shown: {TABS[view.tab].lower()}, page "
             f"{view.page} of {view.pages}.", ""]  # fmt: skip
    if view.behind:
        lines += [f"{_behind(view.behind)}.", ""]
    if view.unreadable:
        lines += [f"{_missing(view.unreadable)}:", ""]
        lines += [f"- [{in_markdown(one.question)}]({address_of(one.question)}): {in_markdown(one.reason)}"
                  for one in view.unreadable]  # fmt: skip
        lines += [""]
    for one in view.questions:
        text = in_markdown(one.text)
        if one.middle is None or one.low is None or one.high is None:
            said = "no forecast"
        elif one.unit is None:
            said = f"{percent(one.middle)} ({_around(one.low, one.high)})"
        else:
            said = f"{with_unit(estimate(one.middle), one.unit)} ({spread(one.low, one.high)})"
        who = f" by {forecaster_words(one.forecaster)}" if one.forecaster else ""
        came = f"; came out: {one.outcome}" if one.outcome else ""
        lines.append(f"- [{text}]({address_of(one.question)}): {said}{who}; deadline {one.deadline.isoformat()}{came}")
    return "\n".join(lines) + "\n"


def add(app: FastAPI) -> None:
    """The list and its twins are part of the application."""
    add_page(app, HERE, make, shape=QuestionsView, summary="The list of questions: open, due and settled")
