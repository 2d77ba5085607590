"""Negotiations in the lists of decide-exchange-model: actors #A, issues #P, scale marks #M, stances #D."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from contingent.core.bargaining import Issue, Negotiation, Stance
from contingent.core.errors import ScenarioError
from contingent.simulating.scenario_file.texts import LONGEST_TEXT, one_line
from contingent.sources.negotiation_spread import INPUTS, Spread, value_fault

#: tag → how many fields a line has at least, and what they are
LINES = {
    "#A": (2, "an actor: its id, and if wanted its name"),
    "#P": (2, "an issue: its id, and if wanted its name"),
    "#M": (3, "a mark of an issue's scale: the issue's id and a number"),
    "#D": (6, "a stance: actor, issue, position, salience, capability"),
}


@dataclass(slots=True)
class _Lists:
    """What the lines of one file said, by id; each with the line it stands on."""

    actors: dict[str, str] = field(default_factory=dict)
    issues: dict[str, str] = field(default_factory=dict)
    marks: dict[str, list[float]] = field(default_factory=dict)
    stances: dict[tuple[str, str], tuple[int, tuple[float, float, float]]] = field(default_factory=dict)


def read_lists(text: str, *, origin: str, spread: Spread) -> Negotiation:
    """The negotiation that the lines of a file say; a scale goes from an issue's lowest mark to its highest.

    An actor without a line on an issue is not at that table; what is left out so is counted in the notes.

    Raises:
        ScenarioError: a line that says none of these things; with its number, what was seen and what was wanted.
    """
    lists = _Lists()
    for line, row in _rows(text, origin):
        _take(row, line, lists, origin)
    if not lists.issues or not lists.stances:
        raise ScenarioError(f"{origin} has no issue (#P) with a stance (#D); wanted at least one of each")
    if len(set(lists.actors.values())) < len(lists.actors):  # two of one name stay two
        lists.actors = {ident: ident for ident in lists.actors}
    kept = [ident for ident in lists.issues if any(of == ident for _, of in lists.stances)]
    return Negotiation(
        id=origin.rpartition(".")[0] or origin,
        title=origin,
        source=origin,
        issues=tuple(_issue(ident, lists, origin, spread) for ident in kept),
        notes=(*_notes(lists, kept), spread.words),
    )


def _rows(text: str, origin: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not empty as its fields: tab, semicolon or comma, whichever the first line has."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = next((mark for mark in "\t;," if mark in first), "\t")
    quote = "'" if first.lstrip().startswith("'") else '"'
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, quotechar=quote)
    try:
        for row in reader:
            longest = max(map(len, row), default=0)
            if longest > LONGEST_TEXT:
                raise ScenarioError(
                    f"{origin}, line {reader.line_num}: a field has {longest:,} letters; wanted a line of fields of at "
                    f"most {LONGEST_TEXT:,}"
                )
            if any(cell.strip() for cell in row):
                yield reader.line_num, [one_line(cell) for cell in row]
    except csv.Error as error:
        raise ScenarioError(f"{origin}, line {reader.line_num}: {error}; wanted a line of fields") from None


def _take(row: list[str], line: int, lists: _Lists, origin: str) -> None:
    tag, *cells = row
    at = f"{origin}, line {line}"
    if tag.upper() not in LINES:
        raise ScenarioError(f"{at}: begins with {tag[:20]!r}; wanted one of {', '.join(LINES)}")
    least, wanted = LINES[tag.upper()]
    if len(row) < least or not all(cells[: least - 1]):
        raise ScenarioError(f"{at}: has {len(row)} fields, {' | '.join(row)[:60]}; wanted {wanted}")
    match tag.upper():
        case "#A" | "#P":
            known = lists.actors if tag.upper() == "#A" else lists.issues
            if cells[0] in known:
                raise ScenarioError(f"{at}: {cells[0]} stands in the file before; wanted it once")
            known[cells[0]] = next((name for name in cells[1:2] if name), cells[0])
        case "#M":
            _known(cells[0], lists.issues, "issue", "#P", at)
            lists.marks.setdefault(cells[0], []).append(_number(cells[1], "mark", at))
        case _:
            _known(cells[0], lists.actors, "actor", "#A", at)
            _known(cells[1], lists.issues, "issue", "#P", at)
            if (cells[0], cells[1]) in lists.stances:
                raise ScenarioError(f"{at}: {cells[0]} on {cells[1]} stands in the file before; wanted it once")
            position, salience, capability = (
                _number(cell, name, at) for cell, name in zip(cells[2:5], INPUTS, strict=True)
            )
            lists.stances[cells[0], cells[1]] = line, (position, salience, capability)


def _known(ident: str, known: dict[str, str], what: str, tag: str, at: str) -> None:
    if ident not in known:
        raise ScenarioError(f"{at}: {ident!r} is no {what} of a line before; wanted one that a {tag} line names")


def _number(cell: str, what: str, at: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ScenarioError(f"{at}: the {what} is {cell[:20]!r}; wanted a number")
    return value


def _issue(ident: str, lists: _Lists, origin: str, spread: Spread) -> Issue:
    marks = lists.marks.get(ident, [])
    if len(set(marks)) < 2:
        raise ScenarioError(
            f"{origin}: issue {ident} has {len(set(marks))} marks of its scale; wanted two #M lines, for both its ends"
        )
    scale = min(marks), max(marks)
    stances = []
    for (actor, of), (line, values) in lists.stances.items():
        if of != ident:
            continue
        at = f"{origin}, line {line}"
        for name, value in zip(INPUTS, values, strict=True):
            if (fault := value_fault(value, of=name, scale=scale)) is not None:
                raise ScenarioError(f"{at}: {fault}")
        position, salience, capability = (
            spread.around(value, of=name, actor=lists.actors[actor], scale=scale, unit="", source=at)
            for name, value in zip(INPUTS, values, strict=True)
        )
        stances.append(
            Stance(actor=lists.actors[actor], position=position, salience=salience, capability=capability,
                   provenance=at)
        )  # fmt: skip
    return Issue(id=ident, title=lists.issues[ident], stances=tuple(stances), low=scale[0], high=scale[1])


def _notes(lists: _Lists, kept: list[str]) -> Iterator[str]:
    silent = [ident for ident in lists.issues if ident not in kept]
    if silent:
        yield f"Issues without a stance are left out: {', '.join(silent)}."
    absent = [actor for actor in lists.actors if all(actor != of for of, _ in lists.stances)]
    if absent:
        yield f"Actors without a stance on any issue are left out: {', '.join(absent)}."
    empty = (len(lists.actors) - len(absent)) * len(kept) - len(lists.stances)
    if empty:
        yield (
            f"On {empty} of {(len(lists.actors) - len(absent)) * len(kept)} pairs of actor and issue the file has no "
            "stance: there the actor is not at the table, and counts neither for nor against."
        )
