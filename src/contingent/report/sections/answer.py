"""The head of the page: the question, the answer in two sentences, the figures behind it, and its main weakness."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.report.leads import branch_labels, headline, headline_forecast, lead_question
from contingent.report.markup import Html, join, link, tag
from contingent.report.numbers import (
    belief_summary,
    belief_words,
    day_words,
    difference_words,
    estimate,
    horizon,
    signed,
    with_unit,
)
from contingent.report.sections.parts import interval_bar, number


def answer_section(brief: Brief) -> Html:
    """The head of the page."""
    answer = brief.answer
    return tag(
        "header",
        tag("p", "Contingent", tag("span", " brief"), class_="brand"),
        tag("h1", answer.question, id="answer", dir="auto"),
        tag("p", *_byline(brief), class_="byline"),
        tag(
            "div",
            tag("p", answer.likely, class_="sentence"),
            tag("p", answer.two_ways, class_="sentence second") if answer.two_ways else None,
            tag("p", answer.difference, class_="sentence") if answer.difference else None,
            tag("p", answer.expected, class_="sentence second") if answer.expected else None,
            class_="answer",
        ),
        _figures(brief),
        before_quoting(brief.answer.dominated_by, [tag("li", caveat) for caveat in brief.answer.caveats]),
    )


def _byline(brief: Brief) -> list[Html | str]:
    document = brief.document
    said: list[Html | str] = ["On "]
    said.append(tag("cite", document.title, dir="auto") if document.title else "an article without a title")
    if document.author:
        said.append(f" by {document.author}")
    if document.published:
        said.append(f", {day_words(document.published)}")
    said += [
        ". Source: ",
        link(document.origin),
        ". Nothing dated after ",
        tag("b", day_words(date.fromisoformat(brief.provenance.as_of))),
        " was used.",
    ]
    return said


def _figures(brief: Brief) -> Html | None:
    """The two or three numbers of the answer, large."""
    found: list[Html] = []
    lead = lead_question(brief.document, brief.claims, brief.questions)
    forecast = headline_forecast(lead.id, brief.forecasts) if lead else None
    if lead and forecast:
        middle, interval = belief_words(forecast.belief)
        p, low, high = belief_summary(forecast.belief)
        bar = interval_bar(p, low, high) if isinstance(forecast.belief, Probability) else None
        found.append(figure(number(middle, p), f"90 % range {interval}", f"by {day_words(lead.deadline)}", bar))
    head = headline(brief.scenario, brief.outcomes) if brief.scenario and brief.outcomes else None
    if brief.scenario and head:
        leading = head.leading
        middle, interval = difference_words(leading.q05, leading.q50, leading.q95, leading.unit)
        label = branch_labels(brief.scenario).get(leading.branch, leading.branch)
        found.append(
            figure(
                number(with_unit(middle, leading.unit if interval else None, leading.q50), leading.q50),
                f"90 % range {interval}" if interval else "",
                f"{leading.label}, “{label}”, after {horizon(leading.day)}"
                f"{'; its direction is assumed' if leading.sign_forced_by else ''}",
            )
        )
        if head.sensitivity:
            top = head.sensitivity[0]
            found.append(
                figure(
                    join(
                        number(signed(top.mean_at_low), top.mean_at_low),
                        " to ",
                        number(with_unit(signed(top.mean_at_high), leading.unit), top.mean_at_high),
                    ),
                    f"the mean difference if {top.label} is near {estimate(top.low_input)}, or near "
                    f"{estimate(top.high_input)}",
                    "no input moves it more",
                )
            )
    return figures(found)


def figures(found: Sequence[Html]) -> Html | None:
    """Large figures side by side; None where there are none."""
    return tag("div", *found, class_="figures") if found else None


def figure(big: Html, small: str, below: str, bar: Html | None = None) -> Html:
    """One large figure, with what it is beneath it."""
    return tag("p", tag("strong", big), bar, tag("span", small), tag("span", below, class_="below"))


def before_quoting(dominated_by: str | None, caveats: Sequence[Html]) -> Html | None:
    """What to know before quoting it: the input that dominates, then each caveat, a list item; None without either."""
    if not dominated_by and not caveats:
        return None
    first, stop, rest = (dominated_by or "").partition(". ")
    return tag(
        "aside",
        tag("h2", "Before you quote this", id="caveats"),
        tag("p", tag("b", first, stop), rest) if dominated_by else None,
        tag("ul", *caveats) if caveats else None,
        class_="caveats",
        aria_labelledby="caveats",
    )


def change_section(brief: Brief) -> Html | None:
    """What evidence would change the answer, in order."""
    if not brief.answer.change_our_mind:
        return None
    return join(
        tag(
            "section",
            tag("h2", "What would change our mind", id="change"),
            tag("ol", *(tag("li", reason) for reason in brief.answer.change_our_mind), class_="reasons"),
            aria_labelledby="change",
        )
    )
