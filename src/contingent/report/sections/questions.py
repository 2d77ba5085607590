"""The questions the article leaves open, each with its probability, its interval and what that was counted in."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Forecast, Question, ReferenceClass
from contingent.report.charts import probability_chart
from contingent.report.leads import (
    COMPARISON,
    READER_VOICES,
    WORDS_ONLY,
    bargained_alone,
    headline_forecast,
    ordered_questions,
    words_suggest,
)
from contingent.report.markup import Child, Html, join, link, quoted, tag
from contingent.report.numbers import (
    belief_summary,
    belief_words,
    day_words,
    estimate,
    exact,
    percent,
    percent_range,
    typeset,
    with_unit,
)
from contingent.report.sections.parts import ClaimNumbers, facts, interval_bar, more, number, section
from contingent.report.svg import draw
from contingent.report.words import forecaster_words

WIDE, NARROW = 690, 330
CARDS_OPEN = 3  # questions shown whole; the others are one line each until opened
ALONE = "models of bargaining alone, which nobody has scored: who wants it, and not how often the like came about"
NO_EVIDENCE = "No forecast: nobody here has evidence on this."


def questions_section(brief: Brief, numbers: ClaimNumbers) -> Html | None:
    """All questions, the leading one first, after one chart that compares them; None where there is none."""
    if not brief.questions:
        return None
    ordered = ordered_questions(brief)
    cards = [_card(place, question, brief.forecasts, numbers) for place, question in enumerate(ordered, start=1)]
    unknown = sum(headline_forecast(question.id, brief.forecasts) is None for question in ordered)
    told = (
        "Each question is settled by a named source on a named day. The dot is the probability of yes; the line "
        "is the 90 % range of what it might be, given the evidence at hand."
    )
    if unknown:
        told += f" On {unknown} of the {len(ordered)} nobody here has evidence: they are asked, not answered."
    return section("questions", "How likely is it?", _overview(ordered, brief.forecasts), *cards, lead=told)


def _overview(questions: Sequence[Question], forecasts: tuple[Forecast, ...]) -> Html | None:
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
    """A question; beyond the first few only its line shows, the rest can be opened."""
    forecast = headline_forecast(question.id, forecasts)
    heading = tag("h3", question.text, id=f"question-{place}", dir="auto")
    body = _body(question, forecast, forecasts, numbers)
    answered = tag("p", _headline(forecast, question), class_="odds-line")
    if place <= CARDS_OPEN:
        parts: list[Html] = [heading, answered, *body]
    else:
        summary = tag(
            "summary",
            heading,
            tag("span", _in_brief(forecast, question), class_="result" if forecast else "result none"),
        )
        parts = [tag("details", summary, answered if forecast is None else _bar(forecast), *body, class_="row")]
    return tag("article", *parts, class_="card", aria_labelledby=f"question-{place}")


def _body(
    question: Question, forecast: Forecast | None, forecasts: tuple[Forecast, ...], numbers: ClaimNumbers
) -> list[Html]:
    found = forecast.reference_classes if forecast else ()
    parts = [
        tag("p", "Asked by a reader, not by the article.", class_="reader")
        if question.voice in READER_VOICES
        else None,
        tag("blockquote", quoted(question.quote.text), " ", numbers.references(question.claims))
        if question.quote
        else None,
        facts(
            ("Decided by", join(day_words(question.deadline), ", by ", question.source)),
            ("So far", _already(question)),
            ("Rests on", ALONE if forecast and bargained_alone(forecast) else None),
            ("In words", _stated(question) if forecast else None),
            *(
                ("For comparison" if item.name.startswith(COMPARISON) else "Counted in", _reference_class(item))
                for item in found
            ),
        ),
        _fine_print(question, forecast, forecasts),
    ]
    return [part for part in parts if part is not None]


def _fine_print(question: Question, forecast: Forecast | None, forecasts: tuple[Forecast, ...]) -> Html | None:
    """How the question is settled in doubt and how the forecast came about, in one place to be opened."""
    others = [
        item
        for item in forecasts
        if item.question == question.id and item is not forecast and item.forecaster != WORDS_ONLY
    ]
    pairs = facts(
        ("Pooled from", _members(forecast)),
        ("Reasoning", _reasoning(forecast) if forecast else None),
        *((forecaster_words(item.forecaster).capitalize(), _other(item)) for item in others),
    )
    rules = tag("ul", *(tag("li", line) for line in question.fine_print)) if question.fine_print else None
    if rules is None and forecast is None:
        return None
    name = "Fine print" if forecast is None else "Fine print and reasoning"
    return more(name, rules, pairs if forecast else None)


def _headline(forecast: Forecast | None, question: Question) -> Child:
    if forecast is None:
        suggested = _stated(question)
        said = [tag("b", NO_EVIDENCE)] + ([join(f" {suggested[:1].upper()}{suggested[1:]}")] if suggested else [])
        return tag("span", *said, class_="none")
    middle, interval = belief_words(forecast.belief)
    p, _, _ = belief_summary(forecast.belief)
    return [tag("strong", number(middle, p)), " ", tag("span", "90 % range ", interval), _bar(forecast)]


def _bar(forecast: Forecast) -> Html | None:
    return interval_bar(*belief_summary(forecast.belief)) if isinstance(forecast.belief, Probability) else None


def _in_brief(forecast: Forecast | None, question: Question) -> Child:
    if forecast is None:
        suggested = words_suggest(question)
        return ["no evidence here", tag("span", " ", suggested) if suggested else None]
    middle, interval = belief_words(forecast.belief)
    return [tag("b", number(middle, belief_summary(forecast.belief)[0])), f" ({interval})"]


def _stated(question: Question) -> str | None:
    suggested = words_suggest(question)
    return f"{suggested}: a claim, not evidence." if suggested else None


def _already(question: Question) -> str | None:
    if question.already is None:
        return None
    return f"{with_unit(exact(question.already), question.unit, question.already)}, as the article reports"


def _reference_class(found: ReferenceClass) -> Html:
    mark = (
        tag("span", "rests mostly on sources read", class_="mark read")
        if found.verified
        else tag("span", "rests mostly on unread sources", class_="mark unread")
    )
    weight = "" if found.effective_n == found.cases else f", weighing as {estimate(found.effective_n)}"
    through = f"; data to {day_words(found.data_through)}" if found.data_through else ""
    return join(
        tag("b", f"{estimate(found.events)} of {estimate(found.cases)}"),
        f" {typeset(found.name.removeprefix(COMPARISON).lstrip(': '))} ",
        f"(rate {percent_range(found.rate_low, found.rate_high)}, n = {estimate(found.cases)}{weight}{through}). ",
        "Source: ",
        link(found.source),
        ". ",
        mark,
    )


def _members(forecast: Forecast | None) -> str | None:
    if forecast is None or not forecast.members:
        return None
    return "; ".join(f"{forecaster_words(name)} {percent(p)} (weight {percent(w)})" for name, p, w in forecast.members)


def _reasoning(forecast: Forecast) -> str:
    said = forecast.reasoning
    for name in (forecast.forecaster, *(member for member, _, _ in forecast.members)):
        said = said.replace(name, forecaster_words(name)) if "_" in name else said
    return typeset(said)


def _other(forecast: Forecast) -> str:
    middle, interval = belief_words(forecast.belief)
    return f"{middle} ({interval}). {typeset(forecast.reasoning)}"
