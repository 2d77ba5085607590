"""Where a negotiation settles: inputs drawn, every model run on the same draws, and what they say put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from contingent.bargaining.coalition import coalition
from contingent.bargaining.combine import (
    RULE,
    Result,
    agreement,
    model_outcome,
    nothing_of_their_own,
    pooled_outcome,
    results,
)
from contingent.bargaining.deadline import ROUND_DAYS, by_deadline
from contingent.bargaining.drawing import draw_tables
from contingent.bargaining.influence import MANY_ISSUES, first_draws, influences
from contingent.bargaining.model import BargainingModel, Table
from contingent.bargaining.models import default_models
from contingent.core.bargaining import Bargain, Issue, IssueOutcome, Negotiation
from contingent.core.errors import ValueRangeError
from contingent.simulating.drawing.parameters import inverse_cdf

#: actors at one table: beyond it the challenge model alone takes minutes
MOST_ACTORS = 60


def bargain(
    negotiation: Negotiation,
    *,
    draws: int = 1000,
    seed: int = 1,
    models: Sequence[BargainingModel] | None = None,
    influence_on: Sequence[str] | None = None,
) -> Bargain:
    """Where every issue settles under every model, who gives way, who stands together, and whose change matters.

    Influences are worked out for the issues of `influence_on`, by default for all where there are few, for none where
    there are `MANY_ISSUES` or more; an issue without them has an empty tuple. The same negotiation, draws and seed give
    the same bytes; the order of issues and actors changes the order of what is told, and nothing else.

    Raises:
        ValueRangeError: no draws, no model, two models of one name, an issue of `influence_on` that is not there, a
            number that is not finite, a capability that may be negative, or a table at which nobody has any weight.
    """
    chosen = tuple(default_models() if models is None else models)
    if not chosen:
        raise ValueRangeError("no model is given; wanted at least one, or None for the five of the house")
    called = [model.name for model in chosen]
    if len(set(called)) < len(called):
        raise ValueRangeError(f"the models are called {', '.join(called)}; wanted each name once")
    largest = max(negotiation.issues, key=lambda issue: len(issue.stances))
    if len(largest.stances) > MOST_ACTORS:
        raise ValueRangeError(
            f"issue {largest.id!r} has {len(largest.stances):,} actors; wanted at most {MOST_ACTORS}. Put those "
            "together who want the same."
        )
    known = [issue.id for issue in negotiation.issues]
    wanted = tuple(influence_on) if influence_on is not None else tuple(known) if len(known) < MANY_ISSUES else ()
    for name in wanted:
        if name not in known:
            raise ValueRangeError(f"there is no issue {name!r}; wanted one of {', '.join(known)}")
    tables, notes = draw_tables(_ordered(negotiation), draws=draws, seed=seed)
    made = results(chosen, tables, seed=seed)
    by_issue = {table.issue: table for table in tables}
    outcomes = []
    for issue in negotiation.issues:
        copies = nothing_of_their_own(chosen, made[issue.id])
        outcome = _issue_outcome(issue, negotiation, by_issue[issue.id], made[issue.id], copies, seed=seed)
        if issue.id in wanted:
            counted = [model.model for model in outcome.counted]
            outcome = replace(outcome, influences=influences(chosen, tables, issue, counted=counted, seed=seed))
        outcomes.append(outcome)
    return Bargain(
        negotiation=negotiation, draws=draws, seed=seed, issues=tuple(outcomes),
        notes=(*notes, *_notes(outcomes, negotiation, chosen, draws)),
    )  # fmt: skip


def _ordered(negotiation: Negotiation) -> Negotiation:
    """Issues by id and actors by name: what a model does with an order, it does with this one."""
    issues = [
        replace(issue, stances=tuple(sorted(issue.stances, key=lambda stance: stance.actor)))
        for issue in negotiation.issues
    ]
    return replace(negotiation, issues=tuple(sorted(issues, key=lambda issue: issue.id)))


def _issue_outcome(
    issue: Issue,
    negotiation: Negotiation,
    table: Table,
    made: Sequence[Result],
    copies: Mapping[str, str],
    *,
    seed: int,
) -> IssueOutcome:
    told = tuple(
        model_outcome(
            result, issue, table, same_as=copies.get(result.model),
            by_deadline=by_deadline(result.settled, issue, negotiation, seed=seed),
        )
        for result in made
    )  # fmt: skip
    spread, agree = agreement(told, issue)
    return IssueOutcome(
        issue=issue.id, models=told, pooled=pooled_outcome(made, told, issue), spread=spread, agree=agree, rule=RULE,
        influences=(), coalition=coalition([result for result in made if result.model not in copies], table),
    )  # fmt: skip


def _notes(
    outcomes: Sequence[IssueOutcome], negotiation: Negotiation, models: Sequence[BargainingModel], draws: int
) -> list[str]:
    notes = _not_counted(outcomes)
    alone, joint = first_draws(len(outcomes), max(len(issue.stances) for issue in negotiation.issues))
    joint = joint if any(model.joint for model in models) else alone
    if any(outcome.influences for outcome in outcomes) and draws > joint:
        fewer = f" ({joint} under models that settle all issues together)" if joint < alone else ""
        notes.append(
            f"Whose change matters most was worked out on the first {min(alone, draws)}{fewer} of {draws:,} draws."
        )
    if any(model.by_deadline is not None for outcome in outcomes for model in outcome.models):
        prior = negotiation.round_days or ROUND_DAYS
        low, middle, high = inverse_cdf(prior, np.array([0.05, 0.5, 0.95]))
        notes.append(
            f"The chance of having settled by a deadline takes a round of talks to last about {middle:.0f} days (90 % "
            f"range {low:.0f} to {high:.0f}; {prior.source})."
        )
    elif any(issue.deadline for issue in negotiation.issues) and negotiation.as_of is None:
        notes.append("There is a deadline, but no day (as_of) from which to count; no chance by it is given.")
    return notes


def _not_counted(outcomes: Sequence[IssueOutcome]) -> list[str]:
    """Which models had nothing to trade, so that they say what another says, and on how many issues."""
    where: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        labels = {model.model: model.label.partition(" (")[0] for model in outcome.models}
        for model in outcome.models:
            if model.same_as is not None:
                pair = labels[model.model], labels[model.same_as]
                where[pair] = where.get(pair, 0) + 1
    return [
        f"{name} finds nothing to trade {'here' if len(outcomes) == 1 else f'on {n} of {len(outcomes)} issues'} and "
        f"gives the same outcome as {other} in every draw: it is shown, and not counted a second time."
        for (name, other), n in where.items()
    ]
