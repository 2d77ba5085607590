"""The shipped table of judgements, parsed: cues of attitude, how far hedges widen them, what roles bring along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contingent.core.errors import DataError

Range = tuple[float, float]
Kind = Literal["troops", "ceasefire", "aid"]
WHOLE: Range = (0.0, 100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that tell a wish: for which decisions, whose, and the stretch of the scale that they stand for.

    `object`: the decision's own words must follow. `names`: roles one of which must be named after. `only`: roles that
    alone are meant. `felt`: a participle that is no passive ("is thrilled"). `place`: the stretch hangs on how much is
    spoken of; `done` is the one of a deed that is past.
    """

    id: str
    about: frozenset[str]
    words: re.Pattern[str]
    says: str
    position: Range
    negated: Range
    done: Range | None = None
    salience: Range | None = None
    object: bool = False
    names: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    felt: bool = False
    place: bool = False
    by_speaker: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What is thought of an actor for its part in the decision alone; `position` None: nothing."""

    name: str
    says: str
    salience: Range
    capability: tuple[float, float]  # median, spread of the logarithm
    position: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a decision is about: its own words, and those before them that turn an attitude round ("an end to …")."""

    object: re.Pattern[str]
    against: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """The whole table."""

    cues: tuple[Cue, ...]
    roles: Mapping[str, Role]
    subjects: Mapping[str, Subject]
    widening: Mapping[str, float]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Judgements:
        """The judgements that the parsed table holds.

        Raises:
            DataError: a part is missing, a range does not rise within its bounds, or a pattern is none.
        """
        try:
            return cls(
                cues=tuple(_cue(row) for row in table["cue"]),
                roles={name: _role(name, row) for name, row in table["role"].items()},
                subjects={name: _subject(row) for name, row in table["decision"].items()},
                widening={name: _share(name, value) for name, value in table["widening"].items()},
            )
        except KeyError as missing:
            raise DataError(f"the table of bargaining lacks {missing}; use the shipped one") from None
        except re.error as wrong:
            raise DataError(f"a pattern in the table of bargaining is broken ({wrong}); mend it") from wrong


def _cue(row: Mapping[str, Any]) -> Cue:
    name = str(row["id"])
    return Cue(
        id=name,
        about=frozenset(row["about"]),
        words=re.compile(row["words"], re.IGNORECASE),
        says=str(row["says"]),
        position=_range(name, row.get("position", (55.0, 100.0)), 100.0),
        negated=_range(name, row["negated"], 100.0),
        done=_range(name, row["done"], 100.0) if "done" in row else None,
        salience=_range(name, row["salience"], 1.0) if "salience" in row else None,
        object=bool(row.get("object", False)),
        names=frozenset(row.get("names", ())),
        only=frozenset(row.get("only", ())),
        felt=bool(row.get("felt", False)),
        place="place" in row,
        by_speaker=row.get("holder") == "speaker",
    )


def _role(name: str, row: Mapping[str, Any]) -> Role:
    median, spread = (float(value) for value in row["capability"])
    if not (median > 0.0 and spread > 0.0):
        raise DataError(f"role {name!r} has the capability {row['capability']}; wanted a median and a spread above 0")
    return Role(
        name=name,
        says=str(row["says"]),
        salience=_range(name, row["salience"], 1.0),
        capability=(median, spread),
        position=_range(name, row["position"], 100.0) if "position" in row else None,
    )


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(
        object=re.compile(row["object"], re.IGNORECASE),
        against=re.compile(row["against"], re.IGNORECASE),
    )


def _range(name: str, values: Any, top: float) -> Range:
    low, high = (float(value) for value in values)
    if not 0.0 <= low < high <= top:
        raise DataError(
            f"{name!r} in the table of bargaining has the range {values}; wanted 0 <= low < high <= {top:g}"
        )
    return low, high


def _share(name: str, value: Any) -> float:
    if not 0.0 <= float(value) < 1.0:
        raise DataError(f"the widening {name!r} is {value}; wanted a share from 0 to below 1")
    return float(value)


def widened(stretch: Range, shares: tuple[float, ...]) -> Range:
    """The stretch moved towards the whole scale by each share in turn; their order makes no difference.

    >>> widened((0.0, 20.0), (0.5,))
    (0.0, 60.0)
    """
    left = 1.0
    for share in sorted(shares):
        left *= 1.0 - share
    return stretch[0] * left, 100.0 - (100.0 - stretch[1]) * left
