"""One war held out: what each forecaster that knows the other wars says of its battles, scored battle by battle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.keys import stream_key
from contingent.scoring.rules import crps_draws
from contingent.simulating.past_battles.battle import Battle, era_of, without_war
from contingent.simulating.past_battles.inputs import table_of
from contingent.simulating.past_battles.loss_forecasts import LOSS_FORECASTERS, forecast_losses
from contingent.simulating.past_battles.losses import SIDES, loss_data
from contingent.simulating.past_battles.winners import FORECASTERS, RULES, rule_says, win_chances

#: forecasters that are also tried with nothing but wars that were over before the held-out one began
FORWARD = ("base_rate", "logit_structural", "logit_surprise", "contingent", "contingent_surprise")
#: and how many battles of such wars there must be
LEAST_EARLIER = 150
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class LossScores:
    """Of each battle with both losses, and each side, in logs: CRPS, minus the log density, PIT, whether 90 % held."""

    crps: Float[np.ndarray, "battle 2"]
    log_score: Float[np.ndarray, "battle 2"]
    pit: Float[np.ndarray, "battle 2"]
    inside: Bool[np.ndarray, "battle 2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A war, its battles' eras and winners, and what was said of them without it; empty where nothing could be said.

    `chances` and `forward` are P(the attacker wins) by forecaster; `rules` what the bare rules say.
    """

    war: str
    era: Int[np.ndarray, " battle"]
    won: Bool[np.ndarray, " battle"]
    chances: Mapping[str, Float[np.ndarray, " battle"]]
    rules: Mapping[str, Bool[np.ndarray, " battle"]]
    forward: Mapping[str, Float[np.ndarray, " battle"]]
    losses: Mapping[str, LossScores]


_SAID = ("chances", "rules", "forward")
_SCORES = tuple(field.name for field in fields(LossScores))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A war to hold out of some battles, and by whom it is to be forecast."""

    war: str
    battles: tuple[Battle, ...]
    seed: int
    winners: tuple[str, ...] = FORECASTERS
    losers: tuple[str, ...] = LOSS_FORECASTERS


def hold_out(task: Task) -> HeldOut:
    """Everybody's forecasts of the war, each made from the battles of other wars alone.

    Raises:
        ValueRangeError: no battle of that war, or no other.
    """
    seen = without_war(task.battles, task.war)
    unseen = tuple(battle for battle in task.battles if battle.war == task.war)
    ends: dict[str, int] = {}
    for battle in seen:
        ends[battle.war] = max(battle.year, ends.get(battle.war, battle.year))
    began = min(battle.year for battle in unseen)
    earlier = tuple(battle for battle in seen if ends[battle.war] < began)
    forward = [name for name in FORWARD if name in task.winners] if len(earlier) >= LEAST_EARLIER else []
    asked = table_of(unseen)
    return HeldOut(
        war=task.war,
        era=np.array([era_of(battle.year) for battle in unseen]),
        won=asked.won,
        chances=_chances(seen, unseen, task.winners),
        rules={rule: rule_says(rule, asked) for rule in RULES if rule in task.winners},
        forward=_chances(earlier, unseen, forward),
        losses=_losses(seen, unseen, task),
    )


def _chances(
    seen: Sequence[Battle], unseen: Sequence[Battle], forecasters: Sequence[str]
) -> dict[str, Float[np.ndarray, " battle"]]:
    if not forecasters:
        return {}
    # one table for both, so that wars have the same places; nothing in a row depends on another war's rows
    whole = table_of([*seen, *unseen])
    known = np.arange(len(whole.won)) < len(seen)
    return {name: win_chances(name, whole.rows(known), whole.rows(~known)) for name in forecasters}


def _losses(seen: Sequence[Battle], unseen: Sequence[Battle], task: Task) -> dict[str, LossScores]:
    if not any(battle.attacker.casualties and battle.defender.casualties for battle in unseen):
        return {}
    happened = loss_data(unseen, least=1).log_losses
    seed = stream_key("held out", task.war, task.seed)
    found = {}
    for name in task.losers:
        said = forecast_losses(name, seen, unseen, seed=seed)
        low, high = np.quantile(said.draws, (LOW, HIGH), axis=0)
        found[name] = LossScores(
            crps=np.array(
                [
                    [crps_draws(said.draws[:, i, side].tolist(), float(happened[i, side]), estimator="fair")
                     for side in range(len(SIDES))]
                    for i in range(len(happened))
                ]
            ),
            log_score=-said.log_density,
            pit=(said.draws < happened).mean(0),
            inside=(low <= happened) & (happened <= high),
        )  # fmt: skip
    return found


def plain_held_out(one: HeldOut) -> dict[str, Any]:
    """The war as JSON knows it."""
    return {
        "war": one.war,
        "era": one.era.tolist(),
        "won": one.won.tolist(),
        **{kind: {who: said.tolist() for who, said in getattr(one, kind).items()} for kind in _SAID},
        "losses": {
            who: {kind: getattr(scores, kind).tolist() for kind in _SCORES} for who, scores in one.losses.items()
        },
    }


def revived_held_out(value: Mapping[str, Any]) -> HeldOut:
    """The war that `plain_held_out` wrote."""
    return HeldOut(
        war=value["war"],
        era=np.array(value["era"], dtype=np.int64),
        won=np.array(value["won"], dtype=bool),
        **{kind: {who: np.array(said) for who, said in value[kind].items()} for kind in _SAID},
        losses={
            who: LossScores(**{kind: np.array(scores[kind]) for kind in _SCORES})
            for who, scores in value["losses"].items()
        },
    )
