"""Where forecasts were most wrong: each miss as a value, and the tables that tell them, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, estimate, typeset
from contingent.report.sections.parts import number, table

#: the address of a question's page, by its id
AddressOf = Callable[[str], str]
UNLIKELY = "Called unlikely, and it happened"
LIKELY = "Called likely, and it did not happen"
OUTSIDE = "Outside the 90 % interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A forecast far from what happened: of which question, by whom, when, what was said, what came, and its score.

    `question` is its id, `what` its text; `score` is a Brier score, of a number its CRPS (`unit`, in words, else "").
    `known` is the day from which the outcome was known, `source` who tells it. `case` is one of the three above.
    """

    question: str
    what: str
    forecaster: str
    made: date
    days_ahead: int
    said: str
    happened: str
    known: date
    source: str
    score: float
    case: str
    unit: str = ""

    @property
    def when(self) -> str:
        """When it was said, in words."""
        return f"said {day_words(self.made)}, {self.days_ahead:,} day{'' if self.days_ahead == 1 else 's'} ahead"

    @property
    def note(self) -> str:
        """When the outcome was known and who tells it."""
        return f"known {day_words(self.known)}, {self.source}"


def worst(misses: Iterable[Miss], most: int) -> tuple[Miss, ...]:
    """The worst of each case, at most so many: surprising yes, surprising no, numbers outside their interval.

    Numbers of different units cannot be compared: of each unit the worst come, so many in all, one unit in turn.
    """
    held = list(misses)
    kept: list[Miss] = []
    for case in (UNLIKELY, LIKELY, OUTSIDE):
        units: dict[str, list[Miss]] = {}
        for one in sorted((one for one in held if one.case == case), key=lambda one: (-one.score, one.what, one.when)):
            units.setdefault(one.unit, []).append(one)
        turns = sorted((place, unit) for unit, found in units.items() for place in range(len(found)))[:most]
        chosen = [units[unit][place] for place, unit in turns]
        kept += sorted(chosen, key=lambda one: (one.unit, -one.score, one.what, one.when))
    return tuple(kept)


def miss_tables(misses: Sequence[Miss], address: AddressOf | None = None, *, named: bool = False) -> list[Html]:
    """A table for each case, the worst first; `named` also says by whom each was made."""
    cases: dict[str, list[Miss]] = {}
    for one in misses:
        cases.setdefault(one.case, []).append(one)
    parts = []
    for case, found in cases.items():
        unit = "CRPS" if case == OUTSIDE else "Brier"
        rows: list[list[Child]] = [
            [
                join(
                    asked(one.what, one.question, address),
                    tag("span", typeset(f"{f'{words(one.forecaster)}, ' if named else ''}{one.when}; "), one.note,
                        class_="around"),
                ),
                typeset(one.said),
                typeset(one.happened),
                number(estimate(one.score, 3) if case == OUTSIDE else f"{one.score:.3f}", one.score),
            ]
            for one in found
        ]  # fmt: skip
        parts.append(table(["Question", "said", "happened", unit], rows, caption=typeset(case), class_="scores misses"))
    return parts


def asked(text: str, ident: str, address: AddressOf | None) -> Child:
    """A question's text, as a link to its page where it has one."""
    return tag("a", text, href=address(ident)) if address is not None and ident else text


def words(forecaster: str) -> str:
    """A forecaster's name in print."""
    return forecaster.replace("_", " ")
