"""The answer in two sentences, and what it rests on: composed from values, never from a stock of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.belief import Probability
from contingent.core.brief import Answer
from contingent.core.interventions import Arrival
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
from contingent.core.outcomes import Contrast
from contingent.report.leads import (
    Headline,
    branch_labels,
    clause,
    fan_value,
    fans_by_measure,
    headline,
    headline_forecast,
    in_sentence,
    lead_question,
    nearest_class,
    prior_label,
    reader_branches,
)
from contingent.report.numbers import (
    NBSP,
    belief_words,
    day_words,
    difference_words,
    estimate,
    horizon,
    percent,
    signed,
    spread,
    with_unit,
)

#: titles that ask for the effect already, and titles that suppose something
ASKS_EFFECT = re.compile(r"(?:what|how)\b", re.IGNORECASE)
WHAT_IF = re.compile(r"\bwhat (?:if|happens if)\b", re.IGNORECASE)
ASIDE = re.compile(r"\s*\([^()]*\)")  # of a label; the page explains its scale elsewhere
LEADING_BRANCHES = 2
PRIORS_NAMED = 3
REASONS = 5  # that would change our mind
DOMINATES = 0.5  # of the variance that inputs explain one by one: from here one outweighs all others together
SMALL_EFFECT = 0.25  # below this share of the reference's own spread, chance outweighs the branch


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
        difference=_difference(scenario, outcomes, head) if scenario and outcomes and head else None,
        dominated_by=_dominated_by(head) if head else None,
        caveats=(*_whatif_caveats(scenario, outcomes, head), *_source_caveats(document, claims, classes)),
        change_our_mind=_most_useful(
            _inputs_that_matter(head), _checks_that_matter(checks), _class_that_matters(forecast)
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
    if nearest is None:
        return f"{said}; no reference class stands behind it."
    return f"{said}, starting from {_class_words(nearest)}."


def _class_words(found: ReferenceClass) -> str:
    counted = f"{estimate(found.events)} of {estimate(found.cases)} cases of “{found.name}”"
    return counted if found.verified else f"{counted}, not all of whose sources were read"


def _difference(scenario: Scenario, outcomes: Outcomes, head: Headline) -> str:
    labels = branch_labels(scenario)
    readers = reader_branches(scenario)
    shown = [contrast for contrast in head.contrasts if contrast.branch not in readers] or list(head.contrasts)
    effects = [_effect(contrast, labels, first=index == 0) for index, contrast in enumerate(shown[:LEADING_BRANCHES])]
    reference, measure = labels[scenario.reference], in_sentence(head.leading.label, scenario)
    said = f"After {horizon(head.day)}, compared with “{reference}”, {measure}: {'; '.join(effects)}"
    price = _contingent_losses(scenario, outcomes, shown[0].branch, head.day)
    if price:
        said += f"; {price}"
    if not head.sensitivity:
        return f"{said}."
    top = head.sensitivity[0]
    verb = "dominates" if _dominates(head) else "moves that difference more than any other input"
    among = "Among the inputs, " if _dominates(head) else ""
    known = "poorly identified" if POORLY.search(top.identified) else "identified"
    sign = " The direction of the difference is assumed, not found." if head.leading.sign_forced_by else ""
    return f"{said}.{sign} {_capital(f'{among}{clause(top.label)} {verb}')}, and it is {known}."


def _effect(contrast: Contrast, labels: dict[str, str], *, first: bool) -> str:
    branch = labels.get(contrast.branch, contrast.branch)
    middle, interval = difference_words(contrast.q05, contrast.q50, contrast.q95, contrast.unit)
    if not interval:
        return f"{middle} in “{branch}”"
    amount = with_unit(middle, contrast.unit, contrast.q50)
    return f"{amount} ({f'90{NBSP}% range ' if first else ''}{interval}) in “{branch}”"


def _contingent_losses(scenario: Scenario, outcomes: Outcomes, branch: str, day: int) -> str | None:
    """What the leading branch costs those who arrive in it, where the world counts that."""
    done = next(item.interventions for item in scenario.branches if item.id == branch)
    arriving = {f"contingent_casualties:{one.contingent}" for one in done if isinstance(one, Arrival) and one.tranches}
    for measure, fans in fans_by_measure(scenario, outcomes).items():
        fan = fans.get(branch)
        if fan is None or measure not in arriving or day not in fan.days:
            continue
        low, middle, high = (fan_value(fan, level, day) for level in (0.05, 0.5, 0.95))
        amount = with_unit(estimate(middle), fan.unit, middle)
        return f"{in_sentence(fan.label, scenario)}: {amount} ({spread(low, high, unit=fan.unit)})"
    return None


# ------------------------------------------------------------------ what the answer rests on


def _dominated_by(head: Headline) -> str | None:
    if not head.sensitivity:
        return None
    top, unit = head.sensitivity[0], head.leading.unit
    others = sum(item.share for item in head.sensitivity[1:])
    rank = "dominates the inputs" if _dominates(head) else "moves the difference more than any other input"
    low, high = (with_unit(signed(mean), unit) for mean in (top.mean_at_low, top.mean_at_high))
    return (
        f"{_capital(clause(top.label))} {rank}: the mean difference is {low} if it is near {estimate(top.low_input)}, "
        f"{high} if it is near {estimate(top.high_input)}. Alone it explains {percent(top.share)} of the variance, all "
        f"other inputs {percent(others)}, chance and interplay the rest. It is {_identified(top.identified)}."
    )


def _dominates(head: Headline) -> bool:
    """Whether the first input explains more of the variance than all others do one by one."""
    explained = sum(item.share for item in head.sensitivity)
    return explained > 0 and head.sensitivity[0].share >= DOMINATES * explained


def _whatif_caveats(scenario: Scenario | None, outcomes: Outcomes | None, head: Headline | None) -> tuple[str, ...]:
    if scenario is None or outcomes is None or head is None:
        return ()
    found: list[str] = []
    forcing = [head.leading] if head.leading.sign_forced_by else head.contrasts
    names = dict.fromkeys(name for contrast in forcing for name in contrast.sign_forced_by)
    forced = [ASIDE.sub("", prior_label(name, outcomes)) for name in names]
    if forced:
        found.append(
            f"The direction of the difference is an assumption, not a finding: {_priors(forced)} only one sign open. "
            "Only its size is estimated."
        )
    ratio = head.leading.effect_to_noise
    if ratio is not None and abs(ratio) < SMALL_EFFECT:
        found.append(
            f"The median difference is {percent(abs(ratio))} of the half-width of the reference's own 90{NBSP}% range: "
            "what happens by chance outweighs it."
        )
    if scenario.baseline == "article":
        found.append("The baseline comes from the article's own numbers and wide priors, not from a fitted series.")
    return tuple(found)


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


def _inputs_that_matter(head: Headline | None) -> tuple[str, ...]:
    if head is None:
        return ()
    unit = head.leading.unit
    now = with_unit(signed(head.leading.mean), unit)
    return tuple(
        f"Evidence on {clause(item.label)}: if near {estimate(item.high_input)}, the mean difference is "
        f"{with_unit(signed(item.mean_at_high), unit)}, if near {estimate(item.low_input)}, "
        f"{with_unit(signed(item.mean_at_low), unit)}; now {now}."
        for item in head.sensitivity[:PRIORS_NAMED]
    )


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


# ------------------------------------------------------------------ wording


#: words in which a prior's owner says that evidence does not fix it
POORLY = re.compile(r"\b(hardly|poorly|weakly|not?|judgement|only|assumed)\b", re.IGNORECASE)


def _identified(text: str) -> str:
    """How well evidence fixes an input, as its owner put it, with the verdict in front."""
    return f"{'poorly identified' if POORLY.search(text) else 'identified'} ({clause(text)})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _priors(names: Sequence[str]) -> str:
    return f"the prior on {names[0]} leaves" if len(names) == 1 else f"the priors on {_listed(names)} leave"


def _listed(names: Sequence[str]) -> str:
    return f"{'; '.join(names[:-1])}; and {names[-1]}"
