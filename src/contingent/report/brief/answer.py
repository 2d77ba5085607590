"""The answer in two sentences, and what it rests on: composed from values, never from a stock of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.belief import Probability
from contingent.core.brief import Answer
from contingent.core.nouns import (
    Check,
    Claim,
    Document,
    Forecast,
    Outcomes,
    Question,
    ReferenceClass,
    Scenario,
)
from contingent.report.leads import (
    bargained_alone,
    headline,
    headline_forecast,
    lead_question,
    nearest_class,
)
from contingent.report.numbers import (
    NBSP,
    belief_words,
    day_words,
    estimate,
    percent,
)
from contingent.report.whatif.effect import difference_sentence, dominated_by, inputs_that_matter, whatif_caveats

#: titles that ask for the effect already, and titles that suppose something
ASKS_EFFECT = re.compile(r"(?:what|how)\b", re.IGNORECASE)
WHAT_IF = re.compile(r"\bwhat (?:if|happens if)\b", re.IGNORECASE)
REASONS = 5  # that would change our mind


def compose_answer(
    *,
    document: Document,
    claims: Sequence[Claim],
    checks: Sequence[Check],
    questions: Sequence[Question],
    forecasts: Sequence[Forecast],
    scenario: Scenario | None,
    outcomes: Outcomes | None,
) -> Answer:
    """The question the article leaves open, how likely it is, what difference it would make, and on what that rests.

    `difference` is None where nothing was simulated. A sign that a prior forces is called an assumption.
    """
    lead = lead_question(document, claims, questions)
    forecast = headline_forecast(lead.id, forecasts) if lead else None
    classes = forecast.reference_classes if forecast else ()
    head = headline(scenario, outcomes) if scenario and outcomes else None
    return Answer(
        question=_question(document, lead, asks_difference=head is not None),
        likely=_likely(lead, forecast),
        difference=difference_sentence(scenario, outcomes, head) if scenario and outcomes and head else None,
        dominated_by=dominated_by(head) if head else None,
        caveats=(*whatif_caveats(scenario, outcomes, head), *_source_caveats(document, claims, classes)),
        change_our_mind=_most_useful(
            inputs_that_matter(head), _checks_that_matter(checks), _class_that_matters(forecast)
        ),
    )


# ------------------------------------------------------------------ the two sentences


def _question(document: Document, lead: Question | None, *, asks_difference: bool) -> str:
    title = (document.title or "").strip()
    if title.endswith("?"):
        asked = title
    elif lead is not None:
        asked = lead.text
    elif title:
        asked = f"{title.rstrip('.')}: what follows?"
    else:
        asked = "What does the article leave open?"
    if not asks_difference:
        return asked
    if WHAT_IF.search(asked):
        return f"{asked} How likely is that, and what difference would it make?"
    return f"{asked} And {'how likely is it' if ASKS_EFFECT.match(asked) else 'what difference would it make'}?"


def _likely(lead: Question | None, forecast: Forecast | None) -> str:
    if lead is None:
        return "The article asks nothing that a named source could settle by a date, so no probability is given."
    if forecast is None:
        return f"No forecaster has evidence on “{lead.text}”, so no probability is given."
    middle, interval = belief_words(forecast.belief)
    if isinstance(forecast.belief, Probability):
        said = f"We put yes to “{lead.text}” at {middle} (90{NBSP}% range {interval})"
    else:
        said = f"To “{lead.text}” we expect {middle} (90{NBSP}% range {interval})"
    nearest = nearest_class(forecast)
    if bargained_alone(forecast):
        return f"{said}; no reference class stands behind it, only models of bargaining that nobody has scored."
    if nearest is None:
        return f"{said}; no reference class stands behind it."
    return f"{said}, starting from {_class_words(nearest)}."


def _class_words(found: ReferenceClass) -> str:
    counted = f"{estimate(found.events)} of {estimate(found.cases)} cases of “{found.name}”"
    return counted if found.verified else f"{counted}, not all of whose sources were read"


# ------------------------------------------------------------------ what the answer rests on


def _source_caveats(document: Document, claims: Sequence[Claim], classes: Sequence[ReferenceClass]) -> tuple[str, ...]:
    found: list[str] = []
    if any(not item.verified for item in classes):
        found.append("Part of the reference class rests on sources nobody here has read; those cases weigh less.")
    parties = sum(claim.belligerent_claim for claim in claims)
    if parties:
        stands = "1 claim of the article comes" if parties == 1 else f"{parties} claims of the article come"
        found.append(f"{stands} from a party to the fighting.")
    if document.published is None:
        found.append(f"The article bears no date{_bounds(document)}.")
    return tuple(found)


def _bounds(document: Document) -> str:
    if document.not_before and document.not_after:
        return f"; it was written between {day_words(document.not_before)} and {day_words(document.not_after)}"
    if document.not_before:
        return f"; it was written on or after {day_words(document.not_before)}"
    return f"; it was written by {day_words(document.not_after)}" if document.not_after else ""


# ------------------------------------------------------------------ what would change our mind


def _checks_that_matter(checks: Sequence[Check]) -> tuple[str, ...]:
    """One number that needs a source, then what does not fit together, then what can be read in two ways."""
    wanted = {
        "needs_source": "A source for a number of the article",
        "mismatch": "A correction of numbers that do not fit together",
        "ambiguous": "A word from the author on numbers that can be read in more than one way",
    }
    found = {verdict: next((check for check in checks if check.verdict == verdict), None) for verdict in wanted}
    return tuple(f"{wanted[v]}: {check.statement.rstrip('.')}." for v, check in found.items() if check)


def _class_that_matters(forecast: Forecast | None) -> tuple[str, ...]:
    found = nearest_class(forecast) if forecast else None
    if forecast is None or found is None:
        return ()
    now = percent(found.events / found.cases) if found.cases else "unknown"
    more = percent((found.events + 1) / (found.cases + 1))
    unread = "" if found.verified else f"; its sources ({found.source}), once read, would weigh fully"
    return (f"One more case of “{found.name}” that came true: its plain rate goes from {now} to {more}{unread}.",)


def _most_useful(*kinds: Sequence[str]) -> tuple[str, ...]:
    """At most `REASONS`, the first of each kind before the second of any, told kind by kind."""
    ranked = sorted((rank, kind) for kind, reasons in enumerate(kinds) for rank in range(len(reasons)))
    kept = set(ranked[:REASONS])
    return tuple(
        said for kind, reasons in enumerate(kinds) for rank, said in enumerate(reasons) if (rank, kind) in kept
    )
