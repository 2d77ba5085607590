"""What difference a what-if makes, in words, and what that rests on: composed from values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.interventions import Arrival
from contingent.core.nouns import Outcomes, Scenario, Sensitivity
from contingent.core.outcomes import Contrast
from contingent.report.leads import (
    Headline,
    bare,
    branch_labels,
    clause,
    fan_value,
    fans_by_measure,
    in_sentence,
    prior_label,
    reader_branches,
)
from contingent.report.numbers import (
    NBSP,
    difference_words,
    estimate,
    horizon,
    percent,
    signed,
    spread,
    typeset,
    with_unit,
)

LEADING_BRANCHES = 2
PRIORS_NAMED = 3
DOMINATES = 0.5  # of the variance that inputs explain one by one: from here one outweighs all others together
SMALL_EFFECT = 0.25  # below this share of the reference's own spread, chance outweighs the branch
#: words in which a prior's owner says that evidence does not fix it
POORLY = re.compile(r"\b(hardly|poorly|weakly|not?|judgement|only|assumed)\b", re.IGNORECASE)


def difference_sentence(scenario: Scenario, outcomes: Outcomes, head: Headline) -> str:
    """What the leading branches add to the leading measure, what that costs those who come, and what dominates it."""
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


def dominated_by(head: Headline) -> str | None:
    """The input that moves the difference most, how far, and how well it is known; None where none was worked out."""
    if not head.sensitivity:
        return None
    top, unit = head.sensitivity[0], head.leading.unit
    others = sum(item.share for item in head.sensitivity[1:])
    rank = "dominates the inputs" if _dominates(head) else "moves the difference more than any other input"
    low, high = (with_unit(signed(mean), unit) for mean in (top.mean_at_low, top.mean_at_high))
    return (
        f"{_capital(clause(top.label))} {rank}: the mean difference is {low} if it is near {estimate(top.low_input)}, "
        f"{high} if it is near {estimate(top.high_input)}. {_explained(top, others)} It is "
        f"{_identified(top.identified)}."
    )


def _explained(top: Sensitivity, others: float) -> str:
    """Its share of the variance; chance is in it only where no replicates have averaged chance out."""
    alone = f"Alone it explains {percent(top.share)} of the variance"
    if top.total is None or not top.replicates:
        return f"{alone}, all other inputs {percent(others)}, chance and interplay the rest."
    return f"{alone} that inputs cause, in concert with others {percent(top.total)}."


def _dominates(head: Headline) -> bool:
    """Whether the first input explains more of the variance than all others do one by one."""
    explained = sum(item.share for item in head.sensitivity)
    return explained > 0 and head.sensitivity[0].share >= DOMINATES * explained


def whatif_caveats(
    scenario: Scenario | None, outcomes: Outcomes | None, head: Headline | None, *, told_by: str = "article"
) -> tuple[str, ...]:
    """What weakens the difference: a direction that priors force, chance that outweighs it, a baseline without a fit.

    `told_by` says where the scenario comes from.
    """
    if scenario is None or outcomes is None or head is None:
        return ()
    found: list[str] = []
    forcing = [head.leading] if head.leading.sign_forced_by else head.contrasts
    names = dict.fromkeys(name for contrast in forcing for name in contrast.sign_forced_by)
    forced = [bare(prior_label(name, outcomes)) for name in names]
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
        found.append(f"The baseline comes from the {told_by}'s own numbers and wide priors, not from a fitted series.")
    return tuple(found)


def inputs_that_matter(head: Headline | None) -> tuple[str, ...]:
    """For the inputs that move the difference most: what evidence on each would make of it."""
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


def _identified(text: str) -> str:
    """How well evidence fixes an input, as its owner put it, with the verdict in front."""
    return f"{'poorly identified' if POORLY.search(text) else 'identified'} ({clause(typeset(text))})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _priors(names: Sequence[str]) -> str:
    return f"the prior on {names[0]} leaves" if len(names) == 1 else f"the priors on {_listed(names)} leave"


def _listed(names: Sequence[str]) -> str:
    return f"{'; '.join(names[:-1])}; and {names[-1]}"
