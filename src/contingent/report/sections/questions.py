"""The questions the article leaves open, each with its probability, its interval and what that was counted in."""

from __future__ import annotations

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.report.charts import probability_chart
from contingent.report.leads import READER_VOICES, headline_forecast, lead_question
from contingent.report.markup import Child, Html, join, link, quoted, tag
from contingent.report.numbers import (
    belief_summary,
    belief_words,
    day_words,
    estimate,
    exact,
    percent,
    percent_range,
    with_unit,
)
from contingent.report.sections.parts import ClaimNumbers, facts, interval_bar, more, number, section
from contingent.report.svg import draw

WIDE, NARROW = 640, 330
CARDS_OPEN = 4  # questions told in full at once; the chart before them shows all


def questions_section(brief: Brief, numbers: ClaimNumbers) -> Html | None:
    """All questions, the leading one first, after one chart that compares them; None where there is none."""
    if not brief.questions:
        return None
    lead = lead_question(brief.document, brief.claims, brief.questions)
    ordered = sorted(brief.questions, key=lambda question: question is not lead)
    cards = [_card(place, question, brief.forecasts, numbers) for place, question in enumerate(ordered, start=1)]
    return section(
        "questions",
        "How likely is it?",
        _overview(ordered, brief.forecasts),
        *cards[:CARDS_OPEN],
        more(f"{len(rest)} more question{'' if len(rest) == 1 else 's'}", *rest)
        if (rest := cards[CARDS_OPEN:])
        else None,
        lead="Each question is settled by a named source on a named day. The dot is the probability of yes; the line "
        "is the 90 % range of what it might be, given the evidence at hand.",
    )


def _overview(questions: list[Question], forecasts: tuple[Forecast, ...]) -> Html | None:
    items = []
    for question in questions:
        forecast = headline_forecast(question.id, forecasts)
        if forecast and isinstance(forecast.belief, Probability):
            p, low, high = belief_summary(forecast.belief)
            items.append((question.text, p, low, high, question.voice in READER_VOICES))
    if len(items) < 2:
        return None
    title = f"Probability of yes to {len(items)} questions"
    described = "; ".join(f"{text} {percent(p)} ({percent_range(low, high)})" for text, p, low, high, _ in items)
    drawings = [
        tag(
            "div",
            draw(probability_chart(items, width=width), ident=ident, title=title, description=described),
            class_=class_,
        )
        for width, ident, class_ in ((WIDE, "odds-wide", "wide"), (NARROW, "odds-narrow", "narrow"))
    ]
    reader = tag("span", " Purple: asked by a reader, not by the article.") if any(item[4] for item in items) else None
    return tag("figure", *drawings, tag("figcaption", f"{title}, with 90 % ranges.", reader), class_="odds")


def _card(place: int, question: Question, forecasts: tuple[Forecast, ...], numbers: ClaimNumbers) -> Html:
    forecast = headline_forecast(question.id, forecasts)
    others = [item for item in forecasts if item.question == question.id and item is not forecast]
    return tag(
        "article",
        tag("h3", question.text, id=f"question-{place}", dir="auto"),
        tag("p", _headline(forecast), class_="odds-line"),
        tag("p", "Asked by a reader, not by the article.", class_="reader")
        if question.voice in READER_VOICES
        else None,
        tag("blockquote", quoted(question.quote.text), " ", numbers.references(question.claims))
        if question.quote
        else None,
        facts(
            ("Decided by", join(day_words(question.deadline), ", by ", question.source)),
            ("So far", _already(question)),
            (
                "The text’s own words suggest",
                percent_range(*question.stated_probability) if question.stated_probability else None,
            ),
            *(("Counted in", _reference_class(found)) for found in (forecast.reference_classes if forecast else ())),
            ("Pooled from", _members(forecast)),
            ("Reasoning", forecast.reasoning if forecast else None),
        ),
        more("Fine print", tag("ul", *(tag("li", line) for line in question.fine_print)))
        if question.fine_print
        else None,
        more("Other forecasts", tag("ul", *(tag("li", _other(item)) for item in others))) if others else None,
        class_="card",
        aria_labelledby=f"question-{place}",
    )


def _headline(forecast: Forecast | None) -> Child:
    if forecast is None:
        return "No forecast: none of our forecasters has evidence on this."
    middle, interval = belief_words(forecast.belief)
    p, low, high = belief_summary(forecast.belief)
    bar = interval_bar(p, low, high) if isinstance(forecast.belief, Probability) else None
    return [tag("strong", number(middle, p)), " ", tag("span", "90 % range ", interval), bar]


def _already(question: Question) -> str | None:
    if question.already is None:
        return None
    return f"{with_unit(exact(question.already), question.unit, question.already)}, as the article reports"


def _reference_class(found: ReferenceClass) -> Html:
    mark = (
        tag("span", "sources read", class_="mark read")
        if found.verified
        else tag("span", "not all sources read", class_="mark unread")
    )
    weight = "" if found.effective_n == found.cases else f", weighing as {estimate(found.effective_n)}"
    through = f"; data to {day_words(found.data_through)}" if found.data_through else ""
    return join(
        tag("b", f"{estimate(found.events)} of {estimate(found.cases)}"),
        f" {found.name} (rate {percent_range(found.rate_low, found.rate_high)}, ",
        f"n = {estimate(found.cases)}{weight}{through}). Source: ",
        link(found.source),
        ". ",
        mark,
    )


def _members(forecast: Forecast | None) -> str | None:
    if forecast is None or not forecast.members:
        return None
    return "; ".join(
        f"{name.replace('_', ' ')} {percent(p)} (weight {estimate(weight)})" for name, p, weight in forecast.members
    )


def _other(forecast: Forecast) -> str:
    middle, interval = belief_words(forecast.belief)
    return f"{forecast.forecaster.replace('_', ' ')}: {middle} ({interval}). {forecast.reasoning}"
