"""Whose change would matter most: the models run again with one thing about one actor changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import get_args

import numpy as np

from contingent.bargaining.combine import results, yes_draws
from contingent.bargaining.model import BargainingModel, Table
from contingent.bargaining.weighted_power import somebody
from contingent.core.bargaining import Change, Influence, Issue

#: on how many draws changes are tried, three an actor and model: (models of single issues, models of all together)
DRAWS = (128, 128)
#: the same from so many issues on, where a change of one costs the latter them all
MANY_ISSUES, DRAWS_OF_MANY = 5, (64, 24)
#: actors up to which a table is no large one, and the least draws that changes at a large one are tried on
LARGE, LEAST = 15, 16
CHANGES: tuple[Change, ...] = get_args(Change)


def influences(
    models: Sequence[BargainingModel], tables: Sequence[Table], issue: Issue, *, counted: Collection[str], seed: int
) -> tuple[Influence, ...]:
    """Each actor of the issue at the low end, at the high end, and indifferent: how far the outcome moves.

    Each is compared with the outcome unchanged on the same first draws, as many as `first_draws` says; how far it moves
    is the mean over the models `counted`, by name. The actor who moves it furthest comes first. A change that leaves
    nobody with any weight has no outcome, and is left out.
    """
    many, few = first_draws(len(tables), max(len(table.actors) for table in tables))
    short = [table.rows(slice(many)) for table in tables]
    own = next(table for table in short if table.issue == issue.id)
    joint = [model for model in models if model.joint and len(tables) > 1]
    alone = [model for model in models if model not in joint]

    def outcomes(table: Table) -> dict[str, np.ndarray]:
        """Each model's draws of the outcome with this table in the place of the issue's own."""
        found = results(alone, [table], seed=seed)[issue.id]
        whole = [(table if other.issue == issue.id else other).rows(slice(few)) for other in short]
        found += results(joint, whole, seed=seed)[issue.id] if joint else ()
        drawn = {result.model: result.settled.outcome for result in found}
        return {model.name: drawn[model.name] for model in models}

    unchanged = outcomes(own)
    told: dict[str, list[Influence]] = {}
    for at, actor in enumerate(own.actors):
        for change in CHANGES:
            changed = _changed(own, at, change)
            if somebody(changed).all():
                told.setdefault(actor, []).append(
                    _influence(actor, change, unchanged, outcomes(changed), issue, counted)
                )
    furthest = sorted(told, key=lambda actor: (-max(abs(one.move) for one in told[actor]), actor))
    return tuple(one for actor in furthest for one in told[actor])


def first_draws(issues: int, actors: int) -> tuple[int, int]:
    """On how many draws changes are tried, under models of single issues and under those that settle all together.

    Fewer at large tables: actors bring changes, and each draw costs their square.
    """
    alone, joint = DRAWS_OF_MANY if issues >= MANY_ISSUES else DRAWS
    share = min(1.0, (LARGE / actors) ** 3)
    return max(LEAST, round(alone * share)), max(LEAST, round(joint * share))


def _influence(
    actor: str,
    change: Change,
    before: dict[str, np.ndarray],
    after: dict[str, np.ndarray],
    issue: Issue,
    counted: Collection[str],
) -> Influence:
    width = issue.high - issue.low
    moves = {name: width * float(np.median(after[name]) - np.median(before[name])) for name in before}
    yes = None
    if issue.threshold is not None:
        shares = [
            float(np.mean(yes_draws(after[name], issue)) - np.mean(yes_draws(before[name], issue))) for name in counted
        ]
        yes = sum(shares) / len(shares)
    move = sum(moves[name] for name in counted) / len(counted)
    return Influence(actor=actor, change=change, move=move, moves=tuple(moves.items()), yes=yes)


def _changed(table: Table, at: int, change: Change) -> Table:
    if change == "indifferent":
        salience = table.salience.copy()
        salience[:, at] = 0.0
        return replace(table, salience=salience)
    position = table.position.copy()
    position[:, at] = 0.0 if change == "at the low end" else 1.0
    return replace(table, position=position)
