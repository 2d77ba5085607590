"""Values in plain words: voices, verdicts, quantities, priors, interventions."""

from __future__ import annotations

import math

from contingent.core.belief import Prior
from contingent.core.interventions import Aid, Arrival, Intervention, Mobilisation, Supply, Talks
from contingent.core.nouns import Assertion, Claim, Conditional, Event, Quantity, Scenario, Segment
from contingent.report.numbers import (
    NBSP,
    estimate,
    exact,
    horizon,
    percent,
    percent_range,
    spread,
    unit_words,
    with_unit,
)

Z90 = 1.6449  # half-width of a normal's central 90 %, in standard deviations

VOICES = {
    "title": "The title",
    "heading": "A heading",
    "body": "The article",
    "author_bio": "About the author",
    "reader_comment": "A reader’s comment",
    "pingback": "A link from elsewhere",
    "related": "Related pieces on the page",
}
#: said beside every voice that is not the article's own
NOT_THE_ARTICLE = {
    "author_bio": "about the writer, not about the conflict",
    "reader_comment": "what a reader thinks; never taken as fact",
    "pingback": "another page’s words; never taken as fact",
    "related": "another page’s words; never taken as fact",
}
VERDICTS = {
    "mismatch": "does not add up",
    "ambiguous": "can be read in more than one way",
    "caution": "handle with care",
    "needs_source": "needs a source",
    "consistent": "adds up",
}
FORECASTERS = {"base_rate": "base rate", "structural": "the what-if’s simulation", "stated": "the text’s own words"}
COMPARATORS = {
    "=": "", "~": "about ", ">=": "at least ", "<=": "at most ", "<~": "nearly ", ">~": "over ", ">": "more than ",
    "<": "less than ",
}  # fmt: skip


def voice_words(segment: Segment) -> str:
    """Whose words a segment holds."""
    named = VOICES[segment.kind]
    return f"{named}, by {segment.author}" if segment.author else named


def speaker_words(speaker: str) -> str:
    """Who speaks: the author, or a reader by name."""
    kind, _, name = speaker.partition(":")
    return f"the {kind}{f' {name}' if name else ''}"


def forecaster_words(name: str) -> str:
    """Who forecasts, in words."""
    return FORECASTERS.get(name, name.replace("_", " "))


def quantity_words(found: Quantity) -> str:
    """The number as the text gives it: modifier, value or range, unit, and what is counted."""
    said = COMPARATORS[found.comparator]
    if found.value is not None:
        said += with_unit(exact(round(found.value, 2)), found.unit, found.value)
    elif found.low is not None:
        amount = (
            f"{exact(found.low)} to {exact(found.high)}" if found.high is not None else f"{exact(found.low)} or more"
        )
        said += with_unit(amount, found.unit)
    else:
        said += unit_words(found.unit) or "a number left open"
    told = [word.replace("_", " ") for word in (found.measure, found.role) if word and word != "count"]
    return f"{said} ({', '.join(told)})" if told else said


def detail_words(claim: Claim) -> str:
    """What a claim states, by its kind."""
    detail = claim.detail
    if isinstance(detail, Quantity):
        return quantity_words(detail)
    if isinstance(detail, Event):
        return f"event of type {detail.type.lower().replace('_', ' ')}, said by “{detail.trigger.text}”"
    if isinstance(detail, Conditional):
        left_open = ", consequence left open" if detail.consequent is None else ""
        return f"{detail.type.replace('_', ' ')}{left_open}"
    return _assertion_words(detail)


def _assertion_words(detail: Assertion) -> str:
    sure = f"; the words suggest {percent_range(*detail.probability)}" if detail.probability else ""
    return f"about the future, {'can' if detail.settleable else 'cannot'} be settled{sure}"


def prior_words(prior: Prior) -> str:
    """A prior's amount with its unit: a value, a range, or a middle with its 90 % range."""
    return with_unit(prior_amount(prior), prior.unit, prior.parameters[0] if prior.family == "point" else None)


def prior_amount(prior: Prior, *, in_percent: bool = False) -> str:
    """A prior's amount without its unit, as a percentage where asked.

    A family whose range has no plain formula (beta, half-normal) is named with its parameters.
    """
    first, *rest = prior.parameters
    one, both = (percent, percent_range) if in_percent else (estimate, spread)
    if prior.family == "point":
        return percent(first) if in_percent else exact(first)
    if prior.family == "uniform":
        return both(first, rest[0])
    if prior.family == "lognormal":
        factor = math.exp(Z90 * rest[0])
        return f"about {one(first)} (90{NBSP}% range {both(first / factor, first * factor)})"
    if prior.family == "normal":
        return f"about {one(first)} (90{NBSP}% range {both(first - Z90 * rest[0], first + Z90 * rest[0])})"
    if prior.family == "halfnormal":
        return f"|normal({estimate(first)}, {estimate(rest[0])})|"
    return f"{prior.family}({', '.join(estimate(value) for value in prior.parameters)})"


def intervention_words(done: Intervention, scenario: Scenario, *, present: bool = True) -> str:
    """What is done in a branch, with its size and day; `present`: also who is there already. Empty where nothing is."""
    sides = {"attacker": scenario.attacker, "defender": scenario.defender}
    if isinstance(done, Talks):
        return (
            f"the monthly hazard of a cease-fire is multiplied by {prior_amount(done.factor)}, {_from(done.start_day)}"
        )
    if isinstance(done, Arrival):
        return _arrival_words(done, sides[done.side], present=present)
    if isinstance(done, Supply):
        more = prior_amount(done.fraction, in_percent=True)
        return (
            f"{sides[done.side]} receives {done.what}: {more} of its use added, {_from(done.start_day)}, "
            f"for {horizon(done.days)}"
        )
    if isinstance(done, Aid):
        more = prior_amount(done.fraction, in_percent=True)
        day = done.start_day + done.lag_days
        return f"aid of {done.giver} adds {more} to the force of {sides[done.side]}, {_from(day)}"
    return _mobilisation_words(done, sides[done.side])


def _arrival_words(done: Arrival, side: str, *, present: bool) -> str:
    there = f"{exact(done.present)} of {done.contingent} are with {side} already" if done.present and present else ""
    if done.tranches == 0:
        return there or (f"nobody of {done.contingent} arrives" if present else "")
    size = prior_words(done.size)
    if done.tranches == 1:
        come = f"{size} of {done.contingent} join {side}, {_from(done.first_day)}"
    else:
        come = (
            f"{done.tranches} groups of {size} of {done.contingent} join {side}, {_from(done.first_day)}, "
            f"one every {horizon(done.every_days).removeprefix('1 ')}"
        )
    return f"{come}; {there}" if there else come


def _mobilisation_words(done: Mobilisation, side: str) -> str:
    return f"{side} takes in {prior_words(done.persons_per_month)} more a month, {_from(done.start_day)}"


def _from(day: int) -> str:
    return "from the start" if day == 0 else f"after {horizon(day).replace(' ', NBSP)}"
