"""Reader of CDB90, the data base of battles from 1600 to 1973: typed rows, negatives kept, every drop counted."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from contingent.core.errors import DataError
from contingent.simulating.past_battles.battle import Battle, Force, Result
from contingent.sources.tables import read_file, read_table

BATTLES_FILE = "cdb90_battles_flat.csv"
SOURCE = "CDB90, battle data base of HERO (1984) and LFW (1987), tidy file by J. B. Arnold, negative codes restored"
LICENCE = "ODC-BY"

#: coded by people who knew how the battle ended: bounds, never inputs of a forecast
JUDGEMENTS: Mapping[str, str] = {
    "cea": "combat effectiveness", "leada": "leadership", "trnga": "training", "morala": "morale",
    "logsa": "logistics", "momnta": "momentum", "intela": "intelligence", "techa": "technology", "inita": "initiative",
}  # fmt: skip
#: what the coders said decided the battle
INFLUENCES: Mapping[str, str] = {
    "quala": "force quality", "resa": "reserves", "mobila": "mobility", "aira": "air superiority",
    "fprepa": "fire preparation", "terra": "terrain", "leadaa": "leadership", "plana": "planning",
    "surpaa": "surprise", "mana": "manoeuvre", "logsaa": "logistics", "fortsa": "fortifications", "deepa": "depth",
}  # fmt: skip
_RESULTS: Mapping[int | None, Result] = {1: "attacker won", 0: "draw", -1: "defender won"}
_FORCE = {
    "strength": "str", "initial": "intst", "reinforcements": "rerp", "casualties": "cas", "cavalry": "cav",
    "tanks": "tank", "guns": "arty", "sorties": "fly",
}  # fmt: skip
_TEXT = {
    "name": "name", "war": "war4", "theatre": "war4_theater", "place": "locn", "campaign": "campgn",
    "posture": "post1", "second_posture": "post2", "relief": "terra1", "cover": "terra2", "setting": "terra3",
}  # fmt: skip
#: as the file writes a war → its name: under two names it would be held out of itself
_MISSPELT: Mapping[str, str] = {"World War II of 1939-194": "World War II of 1939-1945"}
_NOT_KNOWN = 9  # the code of postype and of air superiority for "unknown"
_WANTED = (
    "isqno", "year", "postype", "aeroa", "surpa", "wina", "kmda", "war_initiator", "parent", "datetime_min",
    "datetime_max", "wofa", "wofd", *_TEXT.values(), *JUDGEMENTS, *INFLUENCES,
    *(f"{side}_{column}" for side in "AD" for column in _FORCE.values()),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BattleRows:
    """The usable battles in the file's order, and what was left out and why: `rows` + all of `unusable` = `read`.

    `data_through` is the last day of the battle that ended last.
    """

    rows: tuple[Battle, ...]
    read: int
    unusable: Mapping[str, int]
    notes: tuple[str, ...]
    checksum: str
    data_through: date
    file: str = BATTLES_FILE
    source: str = SOURCE
    licence: str = LICENCE

    @property
    def provenance(self) -> dict[str, str]:
        """File, checksum, title and licence, as a fitted table keeps them."""
        return {"file": self.file, "sha256": self.checksum, "title": self.source, "licence": self.licence}


def read_battles(folder: Path, *, as_of: date) -> BattleRows:
    """The battles of CDB90 that were over by `as_of`.

    A row is usable if it names its war, a year, both strengths and a winner; others are counted in `unusable`.
    The length of a battle is taken from its first start and last end: the file's own `duration1` spans starts only,
    so that a battle of 130 days is 2 in it.

    Raises:
        DataError: no such file or column, a cell that is no number, a result that is no code, negative codes lost,
            or no usable battle by `as_of`.
    """
    raw = read_file(folder, BATTLES_FILE)
    table = read_table(raw, BATTLES_FILE, _WANTED)
    rows: list[Battle] = []
    unusable: Counter[str] = Counter()
    ends: list[date] = []
    undated = lengthless = 0
    for line, cells in enumerate(table, start=2):
        reason = _why_unusable(cells, line, as_of)
        if reason is not None:
            unusable[reason] += 1
            continue
        battle = _battle(cells, line)
        rows.append(battle)
        ends.append(_end(cells, line, battle.year))
        undated += not cells["year"]
        lengthless += battle.days is None
    _check_negatives(table, rows)
    if not rows:
        raise DataError(f"{BATTLES_FILE} holds no usable battle by {as_of.isoformat()}: {dict(unusable)}")
    return BattleRows(
        rows=tuple(rows),
        read=len(table),
        unusable=dict(unusable),
        notes=tuple(_notes(rows, undated, lengthless)),
        checksum=hashlib.sha256(raw).hexdigest(),
        data_through=max(ends),
    )


def _why_unusable(cells: Mapping[str, str], line: int, as_of: date) -> str | None:
    year = _year(cells, line)
    if not cells["war4"]:
        return "no war named"
    if year is None:
        return "no year"
    if _end(cells, line, year) > as_of:
        return "not over by as_of"
    if any((_number(cells, f"{side}_str", line) or 0.0) <= 0.0 for side in "AD"):
        return "a strength is missing or not above 0"
    if not cells["wina"]:
        return "no winner coded"
    return None


def _battle(cells: Mapping[str, str], line: int) -> Battle:
    result = _RESULTS.get(_code(cells, "wina", line))
    if result is None:
        raise DataError(f"{BATTLES_FILE}, line {line}: wina is {cells['wina']!r}; wanted -1, 0 or 1")
    year, number = _year(cells, line), _code(cells, "isqno", line)
    if year is None or number is None:
        raise DataError(f"{BATTLES_FILE}, line {line}: a battle needs a number (isqno) and a year")
    return Battle(
        number=number,
        year=year,
        days=_days(cells, line),
        attacker=_force(cells, "A", line),
        defender=_force(cells, "D", line),
        result=result,
        initiator_attacks=_code(cells, "war_initiator", line) == 1,
        posture_type=_known(cells, "postype", line),
        air=_known(cells, "aeroa", line),
        surprise=_code(cells, "surpa", line),
        judgements=_codes(cells, JUDGEMENTS, line),
        influences=_codes(cells, INFLUENCES, line),
        advance_km=_number(cells, "kmda", line),
        duplicate_of=_code(cells, "parent", line),
        **{name: _MISSPELT.get(cells[column], cells[column]) for name, column in _TEXT.items()},
    )


def _force(cells: Mapping[str, str], side: str, line: int) -> Force:
    amounts = {name: _number(cells, f"{side}_{column}", line) for name, column in _FORCE.items()}
    for name, amount in amounts.items():
        if amount is not None and amount < 0.0 and name != "reinforcements":
            raise DataError(f"{BATTLES_FILE}, line {line}: {side}_{_FORCE[name]} is {amount}; wanted 0 or more")
    strength = amounts.pop("strength")
    assert strength is not None  # a row without it is unusable
    return Force(strength=strength, front_km=_number(cells, f"wof{side.lower()}", line), **amounts)


def _codes(cells: Mapping[str, str], names: Mapping[str, str], line: int) -> dict[str, int]:
    found = {words: _code(cells, column, line) for column, words in names.items()}
    return {words: code for words, code in found.items() if code is not None}


def _days(cells: Mapping[str, str], line: int) -> float | None:
    start, end = (_moment(cells, name, line) for name in ("datetime_min", "datetime_max"))
    if start is None or end is None:
        return None
    if end < start:
        raise DataError(f"{BATTLES_FILE}, line {line}: the battle ends ({end}) before it starts ({start})")
    return (end - start).total_seconds() / 86400.0


def _moment(cells: Mapping[str, str], name: str, line: int) -> datetime | None:
    try:
        return datetime.fromisoformat(cells[name]) if cells[name] else None
    except ValueError as error:
        raise DataError(f"{BATTLES_FILE}, line {line}: {name} is {cells[name]!r}; wanted a moment") from error


def _year(cells: Mapping[str, str], line: int) -> int | None:
    year = _code(cells, "year", line)
    moment = None if year is not None else _moment(cells, "datetime_max", line)
    return year if moment is None else moment.year


def _end(cells: Mapping[str, str], line: int, year: int) -> date:
    """The day the battle ended; the last of its year where the file gives none, or one of an earlier year."""
    moment = _moment(cells, "datetime_max", line)
    return date(year, 12, 31) if moment is None or moment.year < year else moment.date()


def _known(cells: Mapping[str, str], name: str, line: int) -> int | None:
    code = _code(cells, name, line)
    return None if code == _NOT_KNOWN else code


def _code(cells: Mapping[str, str], name: str, line: int) -> int | None:
    amount = _number(cells, name, line)
    if amount is not None and not amount.is_integer():
        raise DataError(f"{BATTLES_FILE}, line {line}: {name} is {cells[name]!r}; wanted a whole number")
    return None if amount is None else int(amount)


def _number(cells: Mapping[str, str], name: str, line: int) -> float | None:
    text = cells[name].strip()
    try:
        amount = float(text) if text else None
    except ValueError as error:
        raise DataError(f"{BATTLES_FILE}, line {line}: {name} is {text!r}; wanted a number") from error
    if amount is not None and not math.isfinite(amount):
        raise DataError(f"{BATTLES_FILE}, line {line}: {name} is {text!r}; wanted a finite number")
    return amount


def _check_negatives(table: Sequence[Mapping[str, str]], rows: Sequence[Battle]) -> None:
    blank = sum(not cells["wina"] for cells in table)
    if blank and not any(battle.result == "defender won" for battle in rows):
        raise DataError(
            f"{BATTLES_FILE} has no battle that the defender won, and {blank} without a result: a tidy file that "
            "blanks negative codes loses every attacker's defeat. Use the file with negative codes restored."
        )


def _notes(rows: Sequence[Battle], undated: int, lengthless: int) -> list[str]:
    results = Counter(battle.result for battle in rows)
    negative = sum((battle.surprise or 0) < 0 for battle in rows), sum((battle.air or 0) < 0 for battle in rows)
    parts = sum(battle.duplicate_of is not None for battle in rows)
    losses = sum(None in (battle.attacker.casualties, battle.defender.casualties) for battle in rows)
    return [
        f"{results['attacker won']} attacker won, {results['draw']} draws, {results['defender won']} defender won",
        f"{negative[0]} battles with the surprise, {negative[1]} with the air, on the defender's side",
        f"{losses} battles without the losses of both sides",
        f"{parts} battles are parts of a larger one in the file",
        f"{undated} battles without a start are dated by their end; {lengthless} have no length and count as one day",
    ]
