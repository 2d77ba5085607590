"""A day of battle for engines that work on arrays: the equations in order, for all branches and paths at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from contingent.simulating.battle import equations
from contingent.simulating.battle.chance import Chance


class Army(NamedTuple):
    """One side of every branch: arrays `[branch, path]`."""

    troops: Any
    waiting: Any
    stock: Any
    losses: Any


class Battle(NamedTuple):
    """The state of all branches; `fighting` is `[path]`, for the end of the war strikes every branch alike."""

    attacker: Army
    defender: Army
    area: Any
    fighting: Any


def day(battle: Battle, came: tuple[Any, Any], p: Any, chance: Chance, say: Any = equations) -> Battle:
    """The battle one day on: `came` set out today for the attacker and the defender; `say` holds the equations.

    `p` has the parameters by name, each an array over paths.
    """
    ours, theirs, fighting = battle.attacker, battle.defender, battle.fighting
    fire_a = say.fire(ours.troops, ours.stock, fighting)
    fire_d = say.fire(theirs.troops, theirs.stock, fighting)
    lean = say.leaning(p["loss_noise"])
    factor_a = say.surprise(p["loss_noise"], lean, chance.attacker)
    factor_d = say.surprise(p["loss_noise"], lean, chance.defender)
    lost_a = say.losses(ours.troops, fire_d, p["lethality_defender"], factor_a)
    lost_d = say.losses(theirs.troops, fire_a, p["lethality_attacker"], factor_d)
    drift = say.pace(fire_a, fire_d, p["advance_gain"], p["advance_saturation"])

    def supplied(army: Army, side: str, lost: Any, fire: Any, set_out: Any) -> Army:
        joined = say.joining(army.waiting)
        arriving = say.got_through(set_out, p["passage_loss"], chance.passage)
        return Army(
            troops=say.replenished(army.troops, p[f"recruits_{side}"], joined, lost),
            waiting=army.waiting - joined + arriving,
            stock=say.stocked(army.stock, p[f"munitions_{side}"], fire),
            losses=army.losses + lost,
        )

    return Battle(
        attacker=supplied(ours, "attacker", lost_a, fire_a, came[0]),
        defender=supplied(theirs, "defender", lost_d, fire_d, came[1]),
        area=say.moved(battle.area, drift, p["advance_noise"], chance.advance, fighting),
        fighting=say.fighting_on(fighting, p["end_hazard"], chance.end),
    )


def measured(battle: Battle, numbers: Any = np) -> Any:
    """`[branch, measure, path]`: what is recorded of a day, in the order of `program.MEASURES`."""
    ours, theirs = battle.attacker, battle.defender
    ended = numbers.broadcast_to(1.0 - battle.fighting, battle.area.shape)
    return numbers.stack([battle.area, ours.losses, theirs.losses, ours.troops, theirs.troops, ended], axis=1)
