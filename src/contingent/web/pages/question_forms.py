"""What a reader can write on a question: a note, a forecast of their own, how it came out; all without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from contingent.core.nouns import Resolution
from contingent.journeys.resolving.settle import outcome_words
from contingent.journeys.shown.notes import LONGEST_NOTE
from contingent.journeys.shown.question import QuestionView
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, unit_words
from contingent.report.sections.parts import facts, more
from contingent.web.pages.question_words import address_of


def note_form(view: QuestionView) -> Html:
    """Where a note is written."""
    return tag(
        "form",
        tag("div", _label("note-text", "Your note", "Plain text. It is kept for good; to correct it, write another."),
            tag("textarea", id="note-text", name="text", required=True, maxlength=LONGEST_NOTE, rows=3),
            class_="field"),
        tag("p", tag("button", "Add the note", type="submit")),
        method="post", action=f"{address_of(view.question.id)}/notes", class_="question-form",
    )  # fmt: skip


def forecast_form(view: QuestionView) -> Html | None:
    """Where a reader puts down what they believe; None where the question is closed."""
    if view.outcome is not None or view.days_left < 0:
        return None
    unit = view.unit
    what = "Probability of yes, in percent" if unit is None else f"Your middle estimate, {unit_words(unit)}"
    ends = "0" if unit is None else None
    fields = [
        _number("middle", what, "", ends, required=True),
        _number("low", "Low end", "Of what it might be, 90 % sure.", ends),
        _number("high", "High end", "", ends),
    ]
    form = tag(
        "form",
        tag("div", *fields, class_="fields"),
        tag("div", _label("forecast-why", "Why", "What it rests on."),
            tag("textarea", id="forecast-why", name="reasoning", maxlength=2000, rows=2), class_="field"),
        tag("p", tag("button", "Put it down", type="submit")),
        tag("p", "It is kept for good under your name, with today’s date, and scored when the question is settled.",
            class_="hint"),
        method="post", action=f"{address_of(view.question.id)}/forecasts", class_="question-form",
    )  # fmt: skip
    return more("Add a forecast of your own", form)


def settle_form(view: QuestionView) -> Html:
    """Where the outcome is told; what is there already is corrected by another word beside it."""
    name = "Correct how it came out" if view.outcome else "Settle it"
    return more(name, _outcome_form(view, {}), open_=view.state == "due")


def _outcome_form(view: QuestionView, typed: Mapping[str, str]) -> Html:
    """The form itself, holding what was typed before, by the names of its fields."""
    return tag(
        "form",
        tag("div",
            tag("div", _label("settle-outcome", "How it came out", "yes, no, a number, or void"),
                tag("input", id="settle-outcome", name="outcome", required=True, maxlength=40, autocomplete="off",
                    list="settle-outcomes", value=typed.get("outcome")),
                tag("datalist", *(tag("option", value=word) for word in ("yes", "no", "void")), id="settle-outcomes"),
                class_="field"),
            tag("div", _label("settle-day", "Known since", "The first day on which anybody could know it."),
                tag("input", id="settle-day", name="resolved_on", type="date", required=True,
                    value=typed.get("resolved_on"), max=view.as_of.isoformat(), min=view.question.opens.isoformat()),
                class_="field"),
            tag("div", _label("settle-source", "By whose word", ""),
                tag("input", id="settle-source", name="source", required=True, maxlength=400,
                    value=typed.get("source", view.question.source)), class_="field"),
            class_="fields"),
        tag("div", _label("settle-evidence", "Evidence", "What the source says, in its words or figures."),
            tag("textarea", typed.get("evidence"), id="settle-evidence", name="evidence", required=True, maxlength=4000,
                rows=3), class_="field"),
        tag("div",
            tag("div", _label("settle-address", "Address of the evidence", "Optional."),
                tag("input", id="settle-address", name="address", type="url", maxlength=2000,
                    value=typed.get("address")), class_="field"),
            tag("div", _label("settle-note", "Note", "Optional."),
                tag("input", id="settle-note", name="note", maxlength=2000, value=typed.get("note")), class_="field"),
            class_="fields"),
        tag("p", tag("button", "Look it over", type="submit")),
        tag("p", "Nothing is written yet: the next page asks once more.", class_="hint"),
        method="post", action=f"{address_of(view.question.id)}/settle", class_="question-form",
    )  # fmt: skip


def confirmation(view: QuestionView, told: Resolution, fields: Mapping[str, str]) -> Html:
    """The page that asks once more before an outcome is written."""
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in fields.items()]
    held = view.outcome
    correction = (
        tag("p", f"It was settled before as {outcome_words(held.outcome)} on {day_words(held.resolved_on)}, by "
            f"{held.source}. That stays in the ledger; from now on this counts.", class_="said wrong")
        if held else None
    )  # fmt: skip
    return join(
        tag("p", tag("a", "The question", href=address_of(view.question.id)), class_="crumbs"),
        tag("h1", "Is this how it came out?"),
        tag("p", view.question.text, class_="sentence", dir="auto"),
        correction,
        facts(
            ("Outcome", tag("b", outcome_words(told.outcome))),
            ("Known since", day_words(told.resolved_on)),
            ("By whose word", told.source),
            ("Evidence", told.evidence),
            ("Address", told.address),
            ("Note", told.note),
        ),
        tag(
            "form",
            *hidden,
            tag("input", type="hidden", name="confirmed", value="yes"),
            tag("input", type="hidden", name="correct", value="yes") if held else None,  # else somebody was faster
            tag("p", tag("button", "Write it", type="submit"), " ",
                tag("a", "No, go back", href=f"{address_of(view.question.id)}#settle", class_="button quiet")),
            method="post", action=f"{address_of(view.question.id)}/settle",
        ),
        more("Mend it first", _outcome_form(view, fields)),
    )  # fmt: skip


def as_of_form(view: QuestionView, today: date) -> Html:
    """Where the day is chosen as of which the page is shown."""
    form = tag(
        "form",
        tag("label", "Show it as it was known on ", tag("input", type="date", name="as_of", max=today.isoformat(),
                                                        value=view.as_of.isoformat())),
        " ",
        tag("button", "Show", type="submit", class_="quiet"),
        method="get", action=address_of(view.question.id), class_="question-day",
    )  # fmt: skip
    return more("Look at an earlier day", form)


def follow(view: QuestionView) -> Html:
    """Ways to be told when something changes."""
    asked = urlencode({"question": view.question.id})
    return more(
        "Be told when it moves",
        tag("p", tag("a", "Make an alert", href=f"/alerts?{asked}#new"), " with a threshold of your "
            "own, or take the ", tag("a", "Atom feed", href=f"/feeds{address_of(view.question.id)}.atom"), "."),
    )  # fmt: skip


def snippet(view: QuestionView, base: str) -> Html:
    """The lines that put the question on another page, to be copied."""
    source = f"{base.rstrip('/')}/embed{address_of(view.question.id)}"
    code = tag(
        "iframe", src=source, title=f"Forecast: {view.question.text}", width="100%", height="420", loading="lazy",
        style="border:0",
    )  # fmt: skip
    return more(
        "Embed this question",
        tag("p", "Copy these lines into a page. The card shows the forecast that stands, and asks for nothing."),
        tag("textarea", code.text, readonly=True, rows=4, aria_label="HTML to embed this question",
            class_="question-snippet"),
        tag("p", tag("a", "See the card", href=f"/embed{address_of(view.question.id)}")),
    )  # fmt: skip


def _label(ident: str, name: str, hint: str) -> Html:
    return tag("label", name, tag("span", hint, class_="hint") if hint else None, **{"for": ident})


def _number(name: str, words: str, hint: str, low: str | None, *, required: bool = False) -> Child:
    bounds = {"min": low, "max": "100"} if low is not None else {}
    return tag(
        "div", _label(f"forecast-{name}", words, hint),
        tag("input", id=f"forecast-{name}", name=name, type="number", step="any", inputmode="decimal",
            required=required, **bounds),
        class_="field",
    )  # fmt: skip
