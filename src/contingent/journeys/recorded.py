"""What the ledger holds of questions, forecasts and resolutions, as values again, as far as it was known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from contingent.core.errors import InputError, LedgerError
from contingent.core.nouns import Forecast, Question, Resolution
from contingent.ledger.chain import Head, Row
from contingent.ledger.store import Ledger

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A forecast, when it was written down, and in which row of the ledger."""

    forecast: Forecast
    recorded_at: datetime
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A resolution, when and in which row it was written down, its place among those of its question: 1 is first."""

    resolution: Resolution
    recorded_at: datetime
    place: int
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Questions by id in the order first kept (the last wording counts), every forecast, and every resolution.

    `resolutions` are those of each question in the order they were written: the last one holds, the others were
    corrected. `orphans` counts forecasts and resolutions of questions that are not in the ledger. `last` is the last
    of these rows in the chain.
    """

    as_of: date
    questions: Mapping[str, Question]
    forecasts: tuple[Said, ...]
    resolutions: Mapping[str, tuple[Told, ...]]
    orphans: int = 0
    last: Head | None = None

    def outcome(self, question: str) -> Told | None:
        """The resolution that holds, or None while the question is open."""
        told = self.resolutions.get(question)
        return told[-1] if told else None

    def due(self) -> tuple[Question, ...]:
        """Open questions whose deadline has passed, the longest overdue first."""
        return tuple(question for question in self.unsettled() if question.deadline < self.as_of)

    def unsettled(self) -> tuple[Question, ...]:
        """Every question without a resolution, due or not, the earliest deadline first."""
        found = [q for q in self.questions.values() if self.outcome(q.id) is None]
        return tuple(sorted(found, key=lambda q: (q.deadline, q.id)))

    def find(self, text: str) -> Question:
        """The question of that id, or the only one whose id begins so.

        Raises:
            InputError: none or several.
        """
        if text in self.questions:
            return self.questions[text]
        found = [q for q in self.questions.values() if text and q.id.startswith(text)]
        if len(found) != 1:
            seen = f"{len(found)} questions begin so" if found else "none has that id or begins so"
            raise InputError(
                f"question {text!r}: {seen} among the {len(self.questions)} of the ledger; wanted one. "
                "`contingent settle` lists those that are due."
            )
        return found[0]


def read_record(ledger: Ledger, *, as_of: date, question: str | None = None) -> Record:
    """All that the ledger knew on `as_of` of questions, forecasts and resolutions; later rows change nothing.

    With `question`, an id, only of that one: found by an index, whatever else the ledger holds.

    Raises:
        LedgerError: it cannot be read, or a row is no such noun.
    """
    rows = {
        kind: ledger.read(as_of=as_of, kind=kind, subject=question) for kind in ("question", "forecast", "resolution")
    }
    return record_of(rows, as_of=as_of)


def record_of(rows: Mapping[str, Sequence[Row]], *, as_of: date) -> Record:
    """The record that the rows of the kinds "question", "forecast" and "resolution" make, in the order written.

    Raises:
        LedgerError: a row is no such noun.
    """
    questions = {q.id: q for row in rows["question"] for q in (noun_of(Question, row),)}
    said = [
        Said(forecast=noun_of(Forecast, row), recorded_at=datetime.fromisoformat(row.recorded_at), seq=row.seq)
        for row in rows["forecast"]
    ]
    # the same forecast kept again for an earlier day is one forecast: the first writing counts
    first = {one.forecast.id: one for one in reversed(said)}
    forecasts = [one for one in said if one is first[one.forecast.id]]
    resolutions: dict[str, tuple[Told, ...]] = {}
    for row in rows["resolution"]:
        found = noun_of(Resolution, row)
        before = resolutions.get(found.question, ())
        told = Told(
            resolution=found, recorded_at=datetime.fromisoformat(row.recorded_at), place=len(before) + 1, seq=row.seq
        )
        resolutions[found.question] = (*before, told)
    known = [one for one in forecasts if one.forecast.question in questions]
    strays = [name for name in resolutions if name not in questions]
    return Record(
        as_of=as_of,
        questions=questions,
        forecasts=tuple(known),
        resolutions={name: told for name, told in resolutions.items() if name in questions},
        orphans=len(forecasts) - len(known) + len(strays),
        last=max(
            (Head(seq=row.seq, hash=row.hash) for found in rows.values() for row in found),
            default=None,
            key=lambda head: head.seq,
        ),
    )


def record_at(where: str | Path, *, as_of: date) -> Record:
    """The record of the ledger at a path; errors as `read_record`, and where there is no ledger."""
    with Ledger.open(where, create=False) as ledger:
        return read_record(ledger, as_of=as_of)


def noun_of(noun: type[Noun], row: Row) -> Noun:
    """The noun that a row of the ledger holds.

    Raises:
        LedgerError: it holds none.
    """
    from pydantic import TypeAdapter, ValidationError

    if noun not in _ADAPTERS:  # a millisecond each: made once
        _ADAPTERS[noun] = TypeAdapter(noun)
    value: Noun
    try:
        try:
            value = _ADAPTERS[noun].validate_json(row.body_json)  # in half the time of the way below
        except ValidationError:
            value = _ADAPTERS[noun].validate_python(row.body)  # this reads all that Python's own JSON does
    except (ValidationError, InputError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise LedgerError(f"row {row.seq} of the ledger is no {row.kind} that can be read: {said}") from error
    return value


_ADAPTERS: dict[Any, Any] = {}
