"""What a question's forecast rests on, and the articles that it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contingent.journeys.shown.question import QuestionView
from contingent.journeys.shown.question_factors import Direction, Factor
from contingent.journeys.shown.question_origin import Origin
from contingent.report.markup import Child, Html, join, link, quoted, tag
from contingent.report.numbers import day_words, estimate, percent, percent_range, typeset
from contingent.report.sections.parts import section
from contingent.web.pages.question_words import DIRECTIONS, who_words
from contingent.web.pages.words import opened


def factors(view: QuestionView) -> Html | None:
    """What pushes the forecast up or down, as far as anybody here knows."""
    if not view.factors:
        return None
    members = [factor for factor in view.factors if factor.kind == "member"]
    counted = [factor for factor in view.factors if factor.kind == "counted"]
    said = [factor for factor in view.factors if factor.kind == "said"]
    return section(
        "factors",
        "What it rests on",
        _list("Forecasts that were pooled", members, _member),
        _list("Cases of the past", counted, _cases),
        _list("What the article says", said, _claim),
        lead="▲ raises the pooled forecast, ▼ lowers it. Where nobody worked out the direction, it says so.",
    )


def _list(heading: str, found: Sequence[Factor], shown: Callable[[Factor], Html]) -> Html | None:
    if not found:
        return None
    items = [tag("li", _arrow(factor.direction), tag("div", shown(factor))) for factor in found]
    return join(tag("h3", heading), tag("ul", *items, class_="question-factors"))


def _arrow(direction: Direction) -> Html:
    sign, words = DIRECTIONS[direction]
    return tag("p", tag("span", sign, aria_hidden="true"), " ", words, class_=f"question-way {direction}")


def _member(factor: Factor) -> Html:
    without = (
        f" Without it the pooled forecast would be {percent(factor.without)}." if factor.without is not None else ""
    )
    return join(
        tag("p", tag("b", opened(who_words(factor.name))), f" says {percent(factor.p or 0.0)}, weight "
            f"{percent(factor.weight or 0.0)}.{without}"),
        tag("p", typeset(factor.text), class_="note") if factor.text else None,
    )  # fmt: skip


def _cases(factor: Factor) -> Html:
    rate = percent_range(factor.rate_low or 0.0, factor.rate_high or 0.0)
    through = f"; data to {day_words(factor.data_through)}" if factor.data_through else ""
    mark = (
        tag("span", "rests mostly on sources read", class_="mark read")
        if factor.verified
        else tag("span", "rests mostly on unread sources", class_="mark unread")
    )
    owner = f"Counted by {who_words(factor.text)}: " if factor.text else "For comparison: "
    return join(
        tag("p", tag("b", f"{estimate(factor.events or 0.0)} of {estimate(factor.cases or 0.0)}"), " ",
            typeset(factor.name)),
        tag("p", owner, f"rate {rate}{through}. Source: ", link(factor.source), ". ", mark, class_="note"),
    )  # fmt: skip


def _claim(factor: Factor) -> Html:
    suggests = (
        f"; its words suggest {percent_range(factor.rate_low, factor.rate_high)}"
        if factor.rate_low is not None and factor.rate_high is not None
        else ""
    )
    return join(
        tag("p", quoted(factor.text)),
        tag("p", f"Said by {factor.said_by}; {factor.name}{suggests}. ",
            tag("a", f"Claim {factor.claim}", href=f"/briefs/{factor.brief}#claim-{factor.claim}"), " ",
            tag("span", "claim of a party to the fighting", class_="mark party") if factor.party else None,
            class_="note"),
    )  # fmt: skip


def came_from(view: QuestionView) -> Html | None:
    """The articles that ask the question, with the words that it rests on."""
    parts = [_origin(origin) for origin in view.origins]
    span = view.question.quote
    if not parts and span is not None:
        parts = [tag("blockquote", quoted(span.text))]
    if not parts:
        return None
    return section("origin", "Where it came from", *parts)


def _origin(origin: Origin) -> Html:
    brief = f"/briefs/{origin.brief}"
    words: Child = None
    if origin.quote:
        marked = tag("mark", origin.quote, class_="question-quote")
        if origin.quote_claim is not None:
            marked = tag("a", marked, href=f"{brief}#claim-{origin.quote_claim}", class_="question-claim")
        words = tag("blockquote", origin.before, marked, origin.after, dir="auto")
    numbers = [claim.number for claim in origin.claims]
    claims = [
        join(", " if place else None, tag("a", str(n), href=f"{brief}#claim-{n}")) for place, n in enumerate(numbers)
    ]
    return tag(
        "div",
        tag("p", "The brief of ", day_words(origin.as_of), ": ", tag("a", origin.title, href=brief, dir="auto")),
        words,
        tag("p", "Claims it rests on: ", *claims, class_="note") if claims else None,
    )
