"""Values in plain words: voices, verdicts, quantities, priors, interventions."""

from __future__ import annotations

from contingent.core.belief import Prior
from contingent.core.interventions import (
    Aid,
    Arrival,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Supply,
    Talks,
    Truce,
    reach,
)
from contingent.core.nouns import Assertion, Claim, Conditional, Event, Quantity, Scenario, Segment
from contingent.report.numbers import (
    NBSP,
    estimate,
    exact,
    horizon,
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
FORECASTERS = {
    "base_rate": "base rate", "structural": "the what-if’s simulation", "bargaining": "models of bargaining",
    "stated": "the text’s own words",
}  # fmt: skip
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
        # "2,000 to 8,000", "3,000 or more": a bound says itself
        said = (said if found.comparator == "~" else "") + with_unit(amount, found.unit)
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
    """A prior's amount without its unit, as a percentage where asked: a value, a range, or a middle with its range."""
    first, *rest = prior.parameters
    one, both = (_share, _shares) if in_percent else (estimate, spread)
    if prior.family == "point":
        return _share(first) if in_percent else exact(first)
    if prior.family == "uniform":
        return both(first, rest[0])
    low, middle, high = prior_quantiles(prior)
    return f"about {one(middle)} (90{NBSP}% range {both(low, high)})"


def prior_quantiles(prior: Prior) -> tuple[float, float, float]:
    """The values below which 5, 50 and 95 of 100 draws of a prior lie."""
    import numpy as np  # late: what tells a brief without a what-if needs no arrays

    from contingent.simulating.drawing.parameters import inverse_cdf

    low, middle, high = inverse_cdf(prior, np.array([0.05, 0.5, 0.95]))
    return float(low), float(middle), float(high)


def _share(value: float) -> str:
    """A share as a percentage; unlike a probability it may lie below 0 or above 1."""
    return f"{estimate(100 * value)}{NBSP}%"


def _shares(low: float, high: float) -> str:
    return f"{spread(100 * low, 100 * high)}{NBSP}%"


#: what a branch may say of a contingent, in words
DIAL_WORDS = {
    "initial_quality": "quality at first",
    "final_quality": "quality once experienced",
    "learning_months": "months of fighting until they have learnt",
    "casualty_multiplier": "losses per head, relative to the side they join",
    "arrival_lag": "months from arrival to the front",
    "integration_cap": "persons a month the front can take in",
    "transit_loss": "share lost on the way",
    "friction": "friction of a mixed force",
}
SHARES = frozenset({"transit_loss", "friction"})


def intervention_words(done: Intervention, scenario: Scenario, *, present: bool = True) -> str:
    """What is done in a branch, with its size and day; `present`: also who is there already. Empty where nothing is."""
    sides = {"attacker": scenario.attacker, "defender": scenario.defender}
    match done:
        case Arrival():
            return _arrival_words(done, sides[done.side], present=present)
        case Dials():
            said = (f"{DIAL_WORDS[value.name]} {_dial_amount(value)}" for value in done.values)
            return f"the soldiers of {done.contingent} differ: {'; '.join(said)}"
        case Supply():
            share, verb, which = _gain(done.fraction, "receives", "loses")
            added = "added" if which else "taken away"
            return (
                f"{sides[done.side]} {verb} {done.what}: {share} of its use {added}, {_from(done.start_day)}, "
                f"for {horizon(done.days)}"
            )
        case Aid():
            share, verb, gains = _gain(done.fraction, "adds", "takes")
            what = "aid of" if gains else "the end of aid by"
            day = _from(done.start_day + done.lag_days)
            return (
                f"{what} {done.giver} {verb} {share} {'to' if gains else 'from'} the force of {sides[done.side]}, {day}"
            )
        case Mobilisation():
            limit = f", up to {prior_amount(done.ceiling)} in all" if done.ceiling is not None else ""
            return (
                f"{sides[done.side]} takes in {prior_amount(done.persons_per_month)} more persons a month, "
                f"{_from(done.start_day)}{limit}"
            )
        case Talks():
            until = f", for {horizon(done.days)}" if done.days is not None else ""
            return (
                f"the monthly hazard of a cease-fire is multiplied by {prior_amount(done.factor)}, "
                f"{_from(done.start_day)}{until}"
            )
        case Truce():
            share = prior_amount(done.observed, in_percent=True)
            return f"a truce stops {share} of the fighting, {_from(done.start_day)}, for {horizon(done.days)}"
        case Response():
            return (
                f"the backers of {sides[done.side]} answer reinforcements of its enemy: where newcomers make up "
                f"1{NBSP}% of its force, by {prior_amount(done.ratio)}{NBSP}% more force, half of it after "
                f"{horizon(done.lag_days)}"
            )


def _dial_amount(value: Prior) -> str:
    if value.name == "integration_cap":
        return prior_amount(value)
    return prior_amount(value, in_percent=value.name in SHARES)


def _gain(share: Prior, more: str, less: str) -> tuple[str, str, bool]:
    """A share in percent with the verb for what it does: a share that can only be negative is taken away."""
    _, highest = reach(share)
    if highest > 0 or share.family not in ("point", "uniform"):
        return prior_amount(share, in_percent=True), more, True
    low, high = share.parameters[-1], share.parameters[0]
    told = _share(-low) if low == high else _shares(-low, -high)
    return told, less, False


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
    if done.stop_at_loss_share is not None:
        share = prior_amount(done.stop_at_loss_share, in_percent=True)
        come += f", until more than {share} of those who came are casualties"
    return f"{come}; {there}" if there else come


def sides_words(scenario: Scenario) -> str:
    """Who fights whom, and where, unless the names of the sides say that already."""
    sides = (scenario.attacker, scenario.defender)
    against = f"{scenario.attacker} against {scenario.defender}"
    if scenario.theatre in sides or all(side in scenario.theatre for side in sides):
        return against
    return f"{against}, {scenario.theatre}"


def _from(day: int) -> str:
    return "from the start" if day == 0 else f"after {horizon(day).replace(' ', NBSP)}"
