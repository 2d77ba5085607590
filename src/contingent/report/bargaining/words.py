"""Where a negotiation settles, in words: agreement of models, the answer to a decision, who gives way, who matters."""

from __future__ import annotations

import math
from collections.abc import Sequence

from contingent.core.bargaining import BargainReport, Influence, Issue, IssueOutcome, ModelOutcome, Shift
from contingent.report.numbers import day_words, exact, percent, percent_range, signed, unit_words, with_unit

#: moves below this share of the scale are none to speak of
LEAST_MOVE = 0.02
#: models whose actors cast votes that are not their wishes: nobody changes its mind
VOTES = frozenset({"exchange"})
UNSCORED = (
    "A share of yes counts draws of the numbers that went in, most of them judgements; how often such a share comes "
    "true has not been scored."
)
TOLD = 3
CHANGES = {
    "at the low end": "at the low end", "at the high end": "at the high end", "indifferent": "without interest",
}  # fmt: skip


def at(outcome: ModelOutcome, level: float) -> float:
    """The quantile of an outcome at a level that it has."""
    return outcome.values[outcome.levels.index(level)]


def short(model: ModelOutcome) -> str:
    """What a model is called, without the words in brackets that say what it does."""
    return model.label.partition(" (")[0]


def told_issues(made: BargainReport) -> list[tuple[Issue, IssueOutcome]]:
    """The issues to tell in full: the one asked for, or all."""
    wanted = made.provenance.issue
    return [
        (issue, made.bargain.of(issue.id))
        for issue in made.bargain.negotiation.issues
        if wanted is None or issue.id == wanted
    ]


def source_words(made: BargainReport) -> str:
    """Whose positions, from where and of which day."""
    negotiation = made.bargain.negotiation
    day = f", as of {day_words(negotiation.as_of)}" if negotiation.as_of else ""
    n = len(negotiation.actors)
    return f"{n} {unit_words('actor', n)}. Positions{day}: {negotiation.source.rstrip('.')}."


def amount(value: float, issue: Issue) -> str:
    """A place on the scale in print, no finer than a hundredth of the scale, without its unit."""
    return exact(_coarse(value, issue))


def with_its_unit(value: float, issue: Issue) -> str:
    """A place on the scale in print, with the unit of the scale where it has one."""
    return with_unit(amount(value, issue), issue.unit or None, value)


def _coarse(value: float, issue: Issue) -> float:
    """Rounded to the power of ten that a hundredth of the scale holds."""
    return round(value, -math.floor(math.log10((issue.high - issue.low) / 100) + 1e-9)) + 0.0


def scale_words(issue: Issue) -> str:
    """What the ends of the scale mean."""
    low, high = amount(issue.low, issue), with_its_unit(issue.high, issue)
    if issue.low_label or issue.high_label:
        return f"{low} is “{issue.low_label or 'the low end'}”, {high} is “{issue.high_label or 'the high end'}”."
    return f"From {low} to {high}; what the ends mean, the file does not say."


def agreement_words(issue: Issue, outcome: IssueOutcome) -> str:
    """How far the models agree, and by what rule."""
    if len(outcome.models) < 2:
        return f"Only one model was run: {outcome.models[0].label}."
    first = min(outcome.models, key=lambda model: at(model, 0.5))
    last = max(outcome.models, key=lambda model: at(model, 0.5))
    low, high = amount(at(first, 0.5), issue), amount(at(last, 0.5), issue)
    span = f"medians from {low} ({short(first)}) to {high} ({short(last)}), {percent(outcome.spread)} of the scale"
    if outcome.agree:
        return f"The models agree: {span}."
    chances = [model.yes.p for model in outcome.models if model.yes is not None]
    if chances and min(chances) < 0.5 < max(chances) and outcome.spread <= 0.1:
        return f"The models disagree on which side of the decision it falls, though their {span}."
    return f"The models disagree: {span}."


def decision_words(issue: Issue, outcome: IssueOutcome) -> str | None:
    """The answer to the decision, and how far models differ on it; None where the issue decides nothing."""
    if outcome.pooled.yes is None or issue.threshold is None:
        return None
    yes = outcome.pooled.yes
    asked = issue.decision or f"{issue.title}: {with_its_unit(issue.threshold, issue)} or more"
    settled = f", if it is settled by {day_words(issue.deadline)}" if issue.deadline else ""
    return f"{_ended(asked)} {percent(yes.p)} for yes{settled} (models: {percent_range(yes.low, yes.high)}; unscored)."


def deadline_words(issue: Issue, outcome: IssueOutcome) -> str | None:
    """The chance of having settled by the deadline, of models that go by rounds; None where none does."""
    told = [
        f"{short(model)} {percent(model.by_deadline.p)}" for model in outcome.models if model.by_deadline is not None
    ]
    if not told or issue.deadline is None:
        return None
    return f"Settled at all by {day_words(issue.deadline)}: {', '.join(told)}."


def moving(outcome: IssueOutcome) -> list[ModelOutcome]:
    """The models in which actors move, or cast votes that are not their positions."""
    return [model for model in outcome.models if any(shift.before != shift.after for shift in model.shifts)]


def gives_way(model: ModelOutcome) -> list[Shift]:
    """Every actor's shift under a model, the furthest first."""
    return sorted(model.shifts, key=lambda one: (-abs(one.after - one.before), one.actor))


def gives_way_words(issue: Issue, outcome: IssueOutcome) -> str | None:
    """Who gives way most under each model in which actors move; None where there is none."""
    least = LEAST_MOVE * (issue.high - issue.low)
    told = []
    for model in moving(outcome):
        far = [one for one in gives_way(model) if abs(one.after - one.before) >= least][:TOLD]
        moves = ", ".join(f"{one.actor} {amount(one.before, issue)} to {amount(one.after, issue)}" for one in far)
        votes = " (votes, not changed wishes)" if model.model in VOTES else ""
        told.append(f"under {short(model)}{votes} {moves or 'nobody by more than a fiftieth of the scale'}")
    return f"Who gives way most: {'; '.join(told)}." if told else None


def strongest(outcome: IssueOutcome) -> list[Influence]:
    """Of every actor the change that moves the outcome furthest, furthest first."""
    best: dict[str, Influence] = {}
    for one in outcome.influences:
        if one.actor not in best or abs(one.move) > abs(best[one.actor].move):
            best[one.actor] = one
    return sorted(best.values(), key=lambda one: (-abs(one.move), one.actor))


def matters_words(issue: Issue, outcome: IssueOutcome) -> str | None:
    """Whose change would move the outcome furthest; None where that was not worked out."""
    told = [one for one in strongest(outcome) if abs(one.move) >= LEAST_MOVE * (issue.high - issue.low)]
    if not outcome.influences:
        return None
    if not told:
        return "No single actor's change would move the outcome by more than a fiftieth of the scale."
    return f"Who matters most: {'; '.join(_matter(one, issue) for one in told[:TOLD])}."


def _matter(one: Influence, issue: Issue) -> str:
    yes = f", P(yes) {signed(100 * one.yes)} points" if one.yes is not None and abs(one.yes) >= 0.005 else ""
    return f"{one.actor} {CHANGES[one.change]} moves it by {signed_amount(one.move, issue)}{yes}"


def signed_amount(value: float, issue: Issue) -> str:
    """A difference on the scale in print, with its sign."""
    shown = _coarse(value, issue)
    return f"+{exact(shown)}" if shown > 0 else exact(shown)


def headline(made: BargainReport) -> Sequence[str]:
    """The first sentences: answers to decisions, where one issue settles, or on how many of several models agree."""
    told = told_issues(made)
    if len(told) == 1:
        issue, outcome = told[0]
        middle = with_its_unit(at(outcome.pooled, 0.5), issue)
        low, high = amount(at(outcome.pooled, 0.05), issue), amount(at(outcome.pooled, 0.95), issue)
        first = f"All models together see it settle at {middle} (90 % range {low} to {high})."
        answer = decision_words(issue, outcome)
        return [*((answer, UNSCORED) if answer else ()), first, agreement_words(issue, outcome)]
    agreed = [issue.title for issue, outcome in told if outcome.agree]
    apart = max(told, key=lambda pair: pair[1].spread)
    answers = [one for issue, outcome in told if (one := decision_words(issue, outcome)) is not None]
    return [
        *answers[:TOLD],
        *([_further(len(answers) - TOLD)] if len(answers) > TOLD else []),
        *([UNSCORED] if answers else []),
        f"Of {len(told)} issues the models agree on {len(agreed) or 'none'}; they lie furthest apart on "
        f"“{apart[0].title}”, by {percent(apart[1].spread)} of the scale.",
        told[0][1].rule,
    ]


def _further(count: int) -> str:
    return f"{count} further decision{'s are' if count > 1 else ' is'} answered below."


def _ended(text: str) -> str:
    return text if text.rstrip().endswith(("?", ".", "!")) else f"{text.rstrip()}:"
