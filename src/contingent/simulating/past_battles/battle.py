"""A battle as history coded it: forces, losses and who won, apart from what only hindsight can know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contingent.core.errors import ValueRangeError

Result = Literal["attacker won", "draw", "defender won"]

#: first and last year of each era: the pooling of wars and the slices of the figures
ERAS: tuple[tuple[int, int], ...] = ((1600, 1815), (1816, 1899), (1900, 1920), (1921, 1945), (1946, 1982))
#: losses are of days that saw fighting: a battle of hours spent its day
LEAST_DAYS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """One side of a battle, in persons, pieces and sorties; None where nobody recorded a number.

    `strength` is everyone who took part, `initial` those there at the start; `front_km` the width it fought on.
    """

    strength: float
    casualties: float | None = None
    initial: float | None = None
    reinforcements: float | None = None
    cavalry: float | None = None
    tanks: float | None = None
    guns: float | None = None
    sorties: float | None = None
    front_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Battle:
    """One battle. Codes are the attacker's advantage: positive is his, negative the defender's, None is not coded.

    `surprise` was coded by people who knew the outcome, though surprise itself comes before it. `judgements` (quality
    of leaders, training, morale …) and `influences` (what decided the battle) were coded in hindsight outright: they
    bound what better knowledge could add, and are no inputs of a forecast. `days` is the time from the first start
    to the last end of fighting, `duplicate_of` the number of the larger battle that holds this one.
    """

    number: int
    name: str
    war: str
    year: int
    days: float | None
    attacker: Force
    defender: Force
    result: Result
    initiator_attacks: bool
    theatre: str = ""
    place: str = ""
    campaign: str = ""
    posture: str = ""
    second_posture: str = ""
    posture_type: int | None = None
    relief: str = ""
    cover: str = ""
    setting: str = ""
    air: int | None = None
    surprise: int | None = None
    judgements: Mapping[str, int]
    influences: Mapping[str, int]
    advance_km: float | None = None
    duplicate_of: int | None = None

    @property
    def attacker_won(self) -> bool:
        """Whether the attacker won; a draw is no win."""
        return self.result == "attacker won"

    @property
    def fighting_days(self) -> float:
        """The days the losses fell on: at least one, and one where no length is known."""
        return LEAST_DAYS if self.days is None else max(self.days, LEAST_DAYS)


def era_of(year: int) -> int:
    """The place of the era in `ERAS` that a year falls in; a later year belongs to the last, an earlier to the first.

    >>> era_of(1815), era_of(1816), era_of(2024)
    (0, 1, 4)
    """
    return next((place for place, (_, last) in enumerate(ERAS) if year <= last), len(ERAS) - 1)


def era_words(era: int) -> str:
    """The era as "1600-1815"."""
    first, last = ERAS[era]
    return f"{first}-{last}"


def wars_of(battles: Iterable[Battle]) -> dict[str, int]:
    """The wars and the era each began in, so that wars nest in eras; in the order of their names."""
    began: dict[str, int] = {}
    for battle in battles:
        began[battle.war] = min(battle.year, began.get(battle.war, battle.year))
    return {war: era_of(began[war]) for war in sorted(began)}


def without_war(battles: Sequence[Battle], war: str) -> tuple[Battle, ...]:
    """Every battle of the other wars.

    Raises:
        ValueRangeError: no battle, or nothing but battles, of that war.
    """
    rest = tuple(battle for battle in battles if battle.war != war)
    if len(rest) in (0, len(battles)):
        raise ValueRangeError(f"{len(rest)} of {len(battles)} battles are not of {war!r}; wanted some of each")
    return rest
