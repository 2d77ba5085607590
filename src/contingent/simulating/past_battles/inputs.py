"""What a forecast of a battle's winner may look at: columns in blocks, apart by who could have known them when."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.simulating.past_battles.battle import ERAS, Battle, era_of

_MATERIEL = ("guns", "tanks", "sorties", "cavalry")
_JUDGED = (
    "combat effectiveness", "leadership", "training", "morale", "logistics", "momentum", "intelligence", "technology",
    "initiative",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Battles as numbers: one row each, columns in blocks, whether the attacker won, and the war by its place."""

    columns: Float[np.ndarray, "battle column"]
    block: Int[np.ndarray, " column"]
    blocks: tuple[str, ...]
    won: Bool[np.ndarray, " battle"]
    war: Int[np.ndarray, " battle"]
    wars: tuple[str, ...]

    def rows(self, chosen: Bool[np.ndarray, " battle"]) -> Table:
        """The same table of the chosen battles; wars keep their places."""
        return Table(
            columns=self.columns[chosen], block=self.block, blocks=self.blocks,
            won=self.won[chosen], war=self.war[chosen], wars=self.wars,
        )  # fmt: skip

    def only(self, names: Sequence[str]) -> Table:
        """The same battles with the columns of these blocks alone, the blocks in the order given.

        Raises:
            ValueRangeError: a block that the table lacks.
        """
        missing = [name for name in names if name not in self.blocks]
        if missing:
            raise ValueRangeError(f"blocks {', '.join(missing)} are not in the table; it has {', '.join(self.blocks)}")
        places = [np.flatnonzero(self.block == self.blocks.index(name)) for name in names]
        kept = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
        block = np.repeat(np.arange(len(names)), [len(found) for found in places]).astype(np.int64)
        return Table(
            columns=self.columns[:, kept], block=block, blocks=tuple(names),
            won=self.won, war=self.war, wars=self.wars,
        )  # fmt: skip


def _force(battle: Battle, began: int) -> list[float]:
    return [force_ratio(battle)]


def _posture(battle: Battle, began: int) -> list[float]:
    return [float(battle.posture == kind) for kind in ("HD", "PD", "FD")] + [float(battle.posture in ("DL", "WD"))]


def _air(battle: Battle, began: int) -> list[float]:
    return [float(battle.air or 0)]


def _materiel(battle: Battle, began: int) -> list[float]:
    pairs = [(getattr(battle.attacker, kind), getattr(battle.defender, kind)) for kind in _MATERIEL]
    return [0.0 if None in (own, enemy) else math.log((own + 1) / (enemy + 1)) for own, enemy in pairs]


def _ground(battle: Battle, began: int) -> list[float]:
    return [float(battle.relief == kind) for kind in "RG"] + [float(battle.cover == kind) for kind in "MBW"]


def _size(battle: Battle, began: int) -> list[float]:
    width = battle.defender.front_km or battle.attacker.front_km
    crowding = 0.0 if not width else math.log(battle.defender.strength / width) - 8.0
    return [math.log(battle.attacker.strength + battle.defender.strength), crowding]


def _stage(battle: Battle, began: int) -> list[float]:
    side, age = 1.0 if battle.initiator_attacks else -1.0, math.log1p(battle.year - began)
    return [side, age, side * age]


def _era(battle: Battle, began: int) -> list[float]:
    return [float(era_of(battle.year) >= era) for era in range(1, len(ERAS))]


def _surprise(battle: Battle, began: int) -> list[float]:
    return [float(battle.surprise or 0)]


def _judgements(battle: Battle, began: int) -> list[float]:
    return [float(battle.judgements.get(kind, 0)) for kind in _JUDGED]


#: what could be known before the battle, from its forces, ground and date
STRUCTURAL: Mapping[str, Callable[[Battle, int], list[float]]] = {
    "force": _force, "posture": _posture, "air": _air, "materiel": _materiel, "ground": _ground, "size": _size,
    "stage": _stage, "era": _era,
}  # fmt: skip
#: surprise comes before the outcome, but its code was given by people who knew it
CODED: Mapping[str, Callable[[Battle, int], list[float]]] = {"surprise": _surprise}
#: coded in hindsight: an upper bound, never a forecast
HINDSIGHT: Mapping[str, Callable[[Battle, int], list[float]]] = {"judgements": _judgements}


def force_ratio(battle: Battle) -> float:
    """The logarithm of the attacker's strength over the defender's."""
    return math.log(battle.attacker.strength / battle.defender.strength)


def table_of(battles: Sequence[Battle]) -> Table:
    """Every block of every battle; a code nobody gave counts as no advantage.

    Raises:
        ValueRangeError: no battle.
    """
    if not battles:
        raise ValueRangeError("there is no battle to make a table of; wanted at least one")
    makers = {**STRUCTURAL, **CODED, **HINDSIGHT}
    began = _beginnings(battles)
    wars = tuple(sorted(began))
    place = {war: i for i, war in enumerate(wars)}
    parts = [np.array([make(battle, began[battle.war]) for battle in battles]) for make in makers.values()]
    return Table(
        columns=np.concatenate(parts, axis=1),
        block=np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts]).astype(np.int64),
        blocks=tuple(makers),
        won=np.array([battle.attacker_won for battle in battles]),
        war=np.array([place[battle.war] for battle in battles]),
        wars=wars,
    )


def _beginnings(battles: Iterable[Battle]) -> dict[str, int]:
    began: dict[str, int] = {}
    for battle in battles:
        began[battle.war] = min(battle.year, began.get(battle.war, battle.year))
    return began
