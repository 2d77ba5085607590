"""Due questions are closed, by hand, from a file or from data: with evidence, all of them or none, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol, runtime_checkable

from contingent.core.belief import Probability
from contingent.core.errors import DataError, InputError
from contingent.core.keys import content_id
from contingent.core.nouns import Question, Resolution
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.recorded import Record, read_record, record_at
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger

#: faults told in full before the rest are only counted
MOST_FAULTS = 20

#: question → whether it has forecasts that are probabilities, and some that are of a number
Kinds = Mapping[str, tuple[bool, bool]]


@runtime_checkable
class Resolver(Protocol):
    """Reads from data how questions came out: silent about those that the data do not settle."""

    @property
    def name(self) -> str:
        """What its resolutions are signed with."""
        ...

    def resolve(self, questions: Sequence[Question], *, as_of: date) -> tuple[Resolution, ...]:
        """A resolution of each question that the data of `as_of` settle; missing data settle nothing, never No."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a settling did: written, already so, correcting an earlier word, and what is still due.

    `disputed` are resolutions of resolvers that differ from each other: not written. `silent` says of each resolver
    that could not read its data, why.
    """

    written: tuple[Resolution, ...] = ()
    corrected: tuple[Resolution, ...] = ()
    unchanged: tuple[Resolution, ...] = ()
    disputed: tuple[Resolution, ...] = ()
    due: tuple[Question, ...] = ()
    silent: tuple[str, ...] = ()


def due_questions(where: str | Path, *, as_of: date) -> tuple[Question, ...]:
    """Open questions whose deadline passed before `as_of`, the longest overdue first.

    Raises:
        LedgerError: there is no ledger at `where`, or it cannot be read.
    """
    return record_at(where, as_of=as_of).due()


def settle_by_hand(
    where: str | Path, resolutions: Sequence[Resolution], *, as_of: date, correct: bool = False
) -> Settled:
    """Every resolution is in the ledger, once, however often this is done; all of them, or none.

    A question that holds another outcome already is settled anew only where `correct` says so: the new row stands
    beside the old one and from then on it holds. Questions may be named by the beginning of their id.

    Raises:
        InputError: any resolution cannot be: says of each which and why; nothing was written.
        LedgerError: the ledger cannot be read or written; nothing was written.
    """
    with Ledger.open(where, create=False) as ledger:
        record = _whole(ledger, as_of)
        return _write(ledger, record, _checked(record, resolutions, correct=correct))


def settle_one(
    ledger: Ledger, resolution: Resolution, *, as_of: date, correct: bool = False, write: bool = True
) -> Settled:
    """The resolution is in an open ledger, as `settle_by_hand` would have it; only its question's rows are read.

    Without `write` it is checked alone: what is returned would be done.

    Raises:
        InputError: it cannot be, and why; nothing was written.
        LedgerError: the ledger cannot be read or written; nothing was written.
    """
    record = _whole(ledger, as_of, resolution.question)
    (checked,) = _checked(record, [resolution], correct=correct)
    return _write(ledger if write else None, record, [checked])


def _checked(record: Record, resolutions: Sequence[Resolution], *, correct: bool) -> list[Resolution]:
    """The resolutions with the whole ids of their questions; InputError tells all that is wrong with any of them."""
    kinds = _kinds(record)
    named, faults = _named(resolutions, record)
    for place, one in named:
        faults += [f"{place}: {fault}" for fault in _faults(one, record, kinds, correct=correct)]
    seen: dict[str, int] = {}
    for place, one in named:
        if one.question in seen:
            faults.append(f"{place}: question {one.question} is settled in {seen[one.question]} already")
        seen.setdefault(one.question, place)
    if faults:
        raise InputError(_told(faults, len(resolutions)))
    return [one for _, one in named]


def settle_from(where: str | Path, resolvers: Iterable[Resolver], *, as_of: date) -> Settled:
    """Every open question that the data settle is settled; one on which two resolvers differ is left open and told.

    One that still runs is settled only where the resolver gives the evidence that settled it early.

    Raises:
        DataError: no resolver could read its data.
        LedgerError: the ledger cannot be read or written; nothing was written.
    """
    with Ledger.open(where, create=False) as ledger:
        record = _whole(ledger, as_of)
        open_, kinds = record.unsettled(), _kinds(record)
        found: dict[str, list[Resolution]] = {}
        silent: list[str] = []
        asked = list(resolvers)
        for resolver in asked:
            try:
                told = resolver.resolve(open_, as_of=as_of)
            except DataError as error:
                silent.append(f"{resolver.name}: {error}")
                continue
            for one in told:
                if one.question in record.questions and not _faults(one, record, kinds, correct=False):
                    found.setdefault(one.question, []).append(one)
        if asked and len(silent) == len(asked):
            raise DataError("; ".join(silent))
        agreed, disputed = [], []
        for answers in found.values():
            if len({repr(one.outcome) for one in answers}) == 1:
                agreed.append(answers[0])
            else:
                disputed += answers
        done = _write(ledger, record, agreed)
        return replace(done, disputed=tuple(disputed), silent=tuple(silent))


def _whole(ledger: Ledger, as_of: date, question: str | None = None) -> Record:
    """All that is written, whatever day it rests on: what is settled already must be seen, though it lie after."""
    return replace(read_record(ledger, as_of=date.max, question=question), as_of=as_of)


def _same(one: Resolution, other: Resolution) -> bool:
    """Whether two resolutions say the same: True is not 1."""
    return one == other and isinstance(one.outcome, bool) == isinstance(other.outcome, bool)


def _named(
    resolutions: Sequence[Resolution], record: Record
) -> tuple[list[tuple[int, Resolution]], list[str]]:  # fmt: skip
    named, faults = [], []
    for place, one in enumerate(resolutions, start=1):
        try:
            named.append((place, replace(one, question=record.find(one.question).id)))
        except InputError as error:
            faults.append(f"{place}: {error}")
    return named, faults


def _faults(one: Resolution, record: Record, kinds: Kinds, *, correct: bool) -> list[str]:
    """Why a resolution cannot be written: empty where it can."""
    question, faults = record.questions[one.question], []
    if one.resolved_on > record.as_of:
        faults.append(f"resolved on {one.resolved_on}, after {record.as_of}; wanted a day that has been")
    if one.resolved_on < question.opens:
        faults.append(f"resolved on {one.resolved_on}, before the question opened on {question.opens}")
    if not one.source.strip():
        faults.append("no source; wanted who says so")
    elif one.resolved_on <= question.deadline and not one.evidence.strip():
        faults.append(
            f"resolved on {one.resolved_on}, though the question runs to the end of {question.deadline}; wanted a "
            "later day, or the evidence that settled it early"
        )
    faults += _wrong_kind(one, question, kinds)
    held = record.outcome(one.question)
    if held is not None and not _same(held.resolution, one) and not correct:
        faults.append(
            f"it is settled already as {outcome_words(held.resolution.outcome)} on {held.resolution.resolved_on} by "
            f"{held.resolution.source}; wanted the same again, or --correct to write a correction beside it"
        )
    return [f"question {one.question}: {fault}" for fault in faults]


def _wrong_kind(one: Resolution, question: Question, kinds: Kinds) -> list[str]:
    """Whether a number answers a yes-no question, or a yes-no a number."""
    chance, number = kinds.get(question.id, (False, False))
    if isinstance(one.outcome, bool):
        return ["its forecasts are of a number; wanted one, not yes or no"] if number and not chance else []
    if one.outcome is not None and question.threshold is None and chance and not number:
        return [f"outcome {one.outcome:g}, but its forecasts are probabilities and it has no threshold; wanted yes/no"]
    return []


def _kinds(record: Record) -> Kinds:
    """Of each question, whether it has forecasts that are probabilities, and some that are of a number."""
    found: dict[str, tuple[bool, bool]] = {}
    for said in record.forecasts:
        chance, number = found.get(said.forecast.question, (False, False))
        is_chance = isinstance(said.forecast.belief, Probability)
        found[said.forecast.question] = (chance or is_chance, number or not is_chance)
    return found


def _write(ledger: Ledger | None, record: Record, resolutions: Sequence[Resolution]) -> Settled:
    written: list[Resolution] = []
    corrected: list[Resolution] = []
    unchanged, entries = [], []
    for one in resolutions:
        told = record.resolutions.get(one.question, ())
        if told and _same(told[-1].resolution, one):
            unchanged.append(one)
            continue
        (corrected if told else written).append(one)
        # the place is in the key: two who settle at once cannot both be the first
        key = content_id("resolution", one.question, len(told) + 1)
        entries.append(Entry(kind="resolution", key=key, body=plain(one), as_of=one.resolved_on))
    if entries and ledger is not None:
        ledger.append_many(entries, recorded_at=now())
    closed = {one.question for one in resolutions}
    return Settled(
        written=tuple(written),
        corrected=tuple(corrected),
        unchanged=tuple(unchanged),
        due=tuple(question for question in record.due() if question.id not in closed),
    )


def outcome_words(outcome: bool | float | None) -> str:
    """An outcome as the command line takes it.

    >>> outcome_words(True), outcome_words(None), outcome_words(25.0)
    ('yes', 'void', '25')
    """
    if outcome is None:
        return "void"
    if isinstance(outcome, bool):
        return "yes" if outcome else "no"
    return f"{outcome:g}"


def _told(faults: Sequence[str], total: int) -> str:
    more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
    what = "the resolution cannot be written" if total == 1 else f"of {total} resolutions none was written"
    shown = [(fault.partition(": ")[2] if total == 1 else fault).rstrip(".") for fault in faults[:MOST_FAULTS]]
    return f"{what}: {'; '.join(shown)}{more}."
