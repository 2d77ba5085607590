"""Negotiations in a table: one row an actor and issue, with a range beside a number where it is uncertain."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from contingent.core.bargaining import Issue, Negotiation, Stance, StanceInput
from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.simulating.scenario_file.texts import LONGEST_TEXT, one_line
from contingent.sources.negotiation_spread import (
    INPUTS,
    NO_SOURCE,
    NO_THRESHOLD,
    Z90,
    Spread,
    input_name,
    input_unit,
    rounded,
    value_fault,
)

#: columns that say something of the issue: every row of it says the same, or nothing
OF_ISSUE = ("title", "low", "high", "low_label", "high_label", "unit", "threshold", "decision", "deadline")
COLUMNS = ("actor", "issue", *(f"{name}{end}" for name in INPUTS for end in ("", "_low", "_high")), "quote", "source",
           *OF_ISSUE)  # fmt: skip
ONLY_ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table: where it stands, and what its cells hold, without those that are empty."""

    at: str
    cells: Mapping[str, str]

    def number(self, column: str) -> float | None:
        """The number in a cell; None where it is empty."""
        cell = self.cells.get(column)
        if cell is None:
            return None
        value = math.nan
        with suppress(ValueError):
            value = float(cell)
        if not math.isfinite(value):
            raise ScenarioError(f"{self.at}: {column} is {cell[:20]!r}; wanted a number, such as 0.5")
        return value


def read_csv(text: str, *, origin: str, spread: Spread) -> Negotiation:
    """The negotiation of a table with the columns actor, position, salience, capability, and any of `COLUMNS`.

    Without a column `issue` all rows are of one. A range alone (`position_low`, `position_high`) is equally likely all
    over; beside a number it is the central 90 % around that. A number without a range gets that of `spread`. A scale
    goes from 0 to 100 unless `low` and `high` say otherwise.

    Raises:
        ScenarioError: a column that is not known or lacks, or a cell that cannot be; with its line.
    """
    issues: dict[str, list[_Row]] = {}
    for row in _rows(text, origin):
        issues.setdefault(row.cells.get("issue", ONLY_ISSUE), []).append(row)
    if not issues:
        raise ScenarioError(f"{origin} has no rows; wanted at least one actor with a position")
    cells = [(row, name) for rows in issues.values() for row in rows for name in INPUTS if name in row.cells]
    bare = any(f"{name}_low" not in row.cells for row, name in cells)
    made = tuple(_issue(ident, rows, origin, spread) for ident, rows in issues.items())
    uneven = sum(_uneven(row, name) for row, name in cells)
    several = (
        f"{uneven} ranges lie unevenly around their numbers: each was"
        if uneven > 1
        else ("1 range lies unevenly around its number: it was")
    )
    return Negotiation(
        id=origin.rpartition(".")[0] or origin,
        title=origin,
        source=origin,
        issues=made,
        notes=(
            *((f"{several} taken as wide as stated, but centred on the number.",) if uneven else ()),
            *((spread.words,) if bare else ()),
        ),
    )


def _rows(text: str, origin: str) -> Iterator[_Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    columns: list[str] = []
    try:
        for cells in reader:
            at = f"{origin}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(cells, at)
                continue
            if len(cells) != len(columns):
                raise ScenarioError(f"{at}: has {len(cells)} cells; wanted {len(columns)}, one a column")
            longest = max(map(len, cells))
            if longest > LONGEST_TEXT:
                raise ScenarioError(f"{at}: a cell has {longest:,} letters; wanted at most {LONGEST_TEXT:,}")
            pairs = zip(columns, map(one_line, cells), strict=True)
            row = _Row(at, {name: cell for name, cell in pairs if cell})
            if "actor" not in row.cells:
                raise ScenarioError(f"{at}: actor is empty; wanted a name")
            yield row
    except csv.Error as error:
        raise ScenarioError(f"{origin}, line {reader.line_num}: {error}; wanted a row of a table") from None


def _columns(cells: list[str], at: str) -> list[str]:
    names = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    strange = sorted(set(names) - set(COLUMNS))
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in INPUTS if not {name, f"{name}_low"} & set(names)]
    half = [name for name in INPUTS if (f"{name}_low" in names) != (f"{name}_high" in names)]
    for found, words in (
        (strange, "is no column here; wanted only " + ", ".join(COLUMNS)),
        (twice, "stands there twice; wanted each column once"),
        (missing, "is lacking; wanted actor, position, salience and capability"),
        (half, "has one end of a range; wanted both columns, _low and _high"),
    ):
        if found:
            raise ScenarioError(f"{at}: {', '.join(found)} {words}")
    return names


def _issue(ident: str, rows: list[_Row], origin: str, spread: Spread) -> Issue:
    said = {column: _agreed(column, rows) for column in OF_ISSUE}
    low, high, threshold = (
        row.number(column) if row is not None else None
        for column in ("low", "high", "threshold")
        for row in (said[column],)
    )
    texts = {column: row.cells[column] if (row := said[column]) is not None else "" for column in OF_ISSUE}
    scale = (0.0 if low is None else low, 100.0 if high is None else high)
    if not scale[0] < scale[1]:
        raise ScenarioError(f"{rows[0].at}: the scale goes from {scale[0]:g} to {scale[1]:g}; wanted low below high")
    if texts["decision"] and threshold is None:
        raise ScenarioError(f"{rows[0].at}: {NO_THRESHOLD}")
    try:
        return Issue(
            id=ident,
            title=texts["title"] or (origin if ident == ONLY_ISSUE else ident),
            stances=tuple(_stance(row, scale, texts["unit"], spread) for row in rows),
            low=scale[0], high=scale[1], low_label=texts["low_label"], high_label=texts["high_label"],
            unit=texts["unit"], threshold=threshold, decision=texts["decision"] or None,
            deadline=_day(said["deadline"]),
        )  # fmt: skip
    except ValueRangeError as error:
        raise ScenarioError(f"{rows[0].at}: {error}") from None


def _uneven(row: _Row, name: StanceInput) -> bool:
    """Whether the range beside a number reaches further on one side: of a capability as a ratio."""
    value, low, high = (row.number(f"{name}{end}") for end in ("", "_low", "_high"))
    if value is None or low is None or high is None:
        return False
    below, above = (value / low, high / value) if name == "capability" else (value - low, high - value)
    return not math.isclose(below, above, rel_tol=0.02)


def _agreed(column: str, rows: list[_Row]) -> _Row | None:
    """The first row of an issue that says something of it; all that do say the same."""
    told = [row for row in rows if column in row.cells]
    for row in told[1:]:
        if row.cells[column] != told[0].cells[column]:
            raise ScenarioError(
                f"{row.at}: {column} is {row.cells[column][:40]!r}, and {told[0].cells[column][:40]!r} further up; "
                "wanted the same in all rows of an issue, or an empty cell"
            )
    return told[0] if told else None


def _day(row: _Row | None) -> date | None:
    if row is None:
        return None
    try:
        return date.fromisoformat(row.cells["deadline"])
    except ValueError:
        raise ScenarioError(
            f"{row.at}: deadline is {row.cells['deadline'][:20]!r}; wanted a day as 2025-12-31"
        ) from None


def _stance(row: _Row, scale: tuple[float, float], unit: str, spread: Spread) -> Stance:
    position, salience, capability = (_prior(row, name, scale, unit, spread) for name in INPUTS)
    return Stance(
        actor=row.cells["actor"], position=position, salience=salience, capability=capability,
        provenance=row.cells.get("source", row.at), quote=row.cells.get("quote"),
    )  # fmt: skip


def _prior(row: _Row, name: StanceInput, scale: tuple[float, float], unit: str, spread: Spread) -> Prior:
    actor, source = row.cells["actor"], row.cells.get("source", row.at)
    value, low, high = (row.number(f"{name}{end}") for end in ("", "_low", "_high"))
    for given in (value, low, high):
        if given is not None and (fault := value_fault(given, of=name, scale=scale)) is not None:
            raise ScenarioError(f"{row.at}: {fault}")
    if (low is None) != (high is None) or (value is None and low is None):
        raise ScenarioError(
            f"{row.at}: {name} of {actor} lacks a number; wanted one, a range from _low to _high, or both"
        )
    if value is not None and low is None:
        return spread.around(value, of=name, actor=actor, scale=scale, unit=unit, source=source)
    if low is None or high is None or not low <= (low if value is None else value) <= high or low == high:
        raise ScenarioError(
            f"{row.at}: {name} of {actor} goes from {low} to {high} around {value}; wanted low below high, and the "
            "number between them"
        )
    family, parameters = "uniform", (low, high)
    if value is not None and name == "capability" and low == 0.0:
        raise ScenarioError(
            f"{row.at}: capability of {actor} goes from 0 around {value:g}; wanted a low end above 0, or no number"
        )
    if value is not None and name == "capability":
        family, parameters = "lognormal", (value, rounded(math.log(high / low) / (2 * Z90)))
    elif value is not None:
        family, parameters = "normal", (value, rounded((high - low) / (2 * Z90)))
    return Prior(
        name=input_name(actor, name), family=family, parameters=parameters, unit=input_unit(name, unit),
        source=source or NO_SOURCE, verified=False,
    )  # fmt: skip
