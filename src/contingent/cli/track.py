"""Commands on what was forecast and what came: `settle` and `score`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.ledger import LEDGER, ledger_place
from contingent.cli.options import AS_JSON, DATA, day, print_json, progress, terminal

if TYPE_CHECKING:
    from datetime import date

    from contingent.core.nouns import Question, Resolution
    from contingent.journeys.resolving.settle import Settled

KNOWN = typer.Option("--as-of", metavar="DATE", help="The day whose knowledge counts (default: today).")


class By(StrEnum):
    """What a track record is told by."""

    forecaster = "forecaster"
    topic = "topic"
    region = "region"
    horizon = "horizon"


def settle(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question's id, or how it begins.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="yes|no|void|NUMBER", help="How it came out.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day from which it was known.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help="Who says so.")] = None,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="TEXT", help="What the source says, or its address.")
    ] = "",
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What else to know, as why it is corrected.")
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Resolutions in CSV or JSON: all rows, or none.")
    ] = None,
    data: Annotated[Path | None, DATA] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Write beside an earlier outcome one that holds from now on.")
    ] = False,
    ledger: Annotated[str | None, LEDGER] = None,
    as_of: Annotated[str | None, KNOWN] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Close due questions: by hand, from a file, or from data. With nothing given, list those that are due."""
    from dataclasses import replace

    from contingent.core.errors import InputError
    from contingent.core.times import today
    from contingent.journeys.resolving.files import read_resolutions
    from contingent.journeys.resolving.settle import due_questions, settle_by_hand, settle_from

    where, known_by = ledger_place(ledger), day(as_of) or today()
    _one_way(question, file, data, by_hand=(outcome, on, source, evidence or None, note or None))
    if known_by > today() and (question or file or data):
        raise InputError(f"--as-of is {known_by}, which has not been; nothing can be known of that day yet.")
    for name, text in (("--source", source or ""), ("--evidence", evidence), ("--note", note)):
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise InputError(f"{name} is {text!r}, which holds bytes that are no text; wanted UTF-8.")
    if question is not None:
        told = (replace(_by_hand(question, outcome, on, source, evidence), note=note),)
        done = settle_by_hand(where, told, as_of=known_by, correct=correct)
    elif file is not None:
        done = settle_by_hand(where, read_resolutions(file), as_of=known_by, correct=correct)
    elif data is not None:
        from contingent.journeys.resolving.resolvers import resolvers

        done = settle_from(where, resolvers(data), as_of=known_by)
    else:
        _tell_due(due_questions(where, as_of=known_by), known_by, as_json=as_json)
        return
    _tell_settled(done, known_by, as_json=as_json)


def score(
    by: Annotated[By, typer.Option("--by", help="What the figures are told by.")] = By.forecaster,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Also write score.html and score.json there.")
    ] = None,
    ledger: Annotated[str | None, LEDGER] = None,
    as_of: Annotated[str | None, KNOWN] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """The track record: what was forecast before the event, how it came out, beside plain baselines."""
    from contingent.core.times import today
    from contingent.journeys.streams import write_utf8
    from contingent.journeys.track_record.score import make_track_record, write_track_record
    from contingent.report.console import plain
    from contingent.report.track_record.record import render_track_record, track_record_json

    with progress("Reading the ledger", total=3, quiet=as_json) as say:
        record = make_track_record(ledger_place(ledger), as_of=day(as_of) or today(), say=say)
        files = write_track_record(record, out, say=say) if out is not None else None
    if as_json:
        write_utf8(track_record_json(record, by=by.value))
        return
    with terminal() as console:
        render_track_record(record, console, by=by.value)
        if files is not None:
            console.print(plain(f"{files.html}  {files.json}"), soft_wrap=True, markup=False, style="dim")


def _one_way(
    question: str | None, file: Path | None, data: Path | None, *, by_hand: tuple[str | None, ...]
) -> None:  # fmt: skip
    from contingent.core.errors import InputError

    given = [name for name, value in (("QUESTION", question), ("--file", file), ("--data", data)) if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were given; wanted one way to settle at a time.")
    if question is None and any(value is not None for value in by_hand):
        raise InputError("an outcome was given, but no QUESTION; wanted the id of the question that it settles.")


def _by_hand(question: str, outcome: str | None, on: str | None, source: str | None, evidence: str) -> Resolution:
    from contingent.core.errors import InputError
    from contingent.core.nouns import Resolution
    from contingent.core.times import parse_date
    from contingent.journeys.resolving.files import outcome_of

    missing = [name for name, value in (("--outcome", outcome), ("--on", on), ("--source", source)) if value is None]
    if outcome is None or on is None or source is None:
        raise InputError(f"{', '.join(missing)} missing; wanted how {question} came out, known from when, by whom.")
    address = evidence if evidence.startswith(("http://", "https://")) and " " not in evidence else None
    return Resolution(
        question=question,
        outcome=outcome_of(outcome),
        resolved_on=parse_date(on, name="--on"),
        source=source,
        evidence=evidence,
        address=address,
    )


def _due_row(question: Question, known_by: date) -> dict[str, object]:
    return {
        "id": question.id,
        "text": question.text,
        "deadline": question.deadline,
        "days_due": (known_by - question.deadline).days,
        "source": question.source,
    }


def _tell_due(due: tuple[Question, ...], known_by: date, *, as_json: bool) -> None:
    from contingent.report.console import say

    if as_json:
        print_json([_due_row(one, known_by) for one in due])
        return
    with terminal() as console:
        if not due:
            say(console, "No question is due.")
            return
        say(console, f"{len(due)} question{'s are' if len(due) > 1 else ' is'} due:", style="bold")
        for one in due:
            console.print()
            say(console, one.text)
            say(
                console,
                f"{one.id}, due since {one.deadline} ({(known_by - one.deadline).days} days); settled by {one.source}",
                style="dim",
            )


def _tell_settled(done: Settled, known_by: date, *, as_json: bool) -> None:
    from contingent.core.plain import plain
    from contingent.journeys.resolving.settle import outcome_words
    from contingent.report.console import bullets, say

    if as_json:
        print_json({**plain(done), "due": [_due_row(one, known_by) for one in done.due]})
        return
    with terminal() as console:
        groups = (("settled", done.written), ("corrected", done.corrected), ("already so", done.unchanged))
        for word, told in groups:
            if told:
                say(console, f"{len(told)} {word}:", style="bold")
                bullets(console, (f"{one.question}: {outcome_words(one.outcome)} ({one.source})" for one in told))
        if not (done.written or done.corrected or done.unchanged):
            say(console, "Nothing was settled: the data settle none of the questions that are due.")
        if done.disputed:
            say(console, f"{len(done.disputed)} disputed and left open:", style="bold")
            bullets(
                console,
                (f"{one.question}: {outcome_words(one.outcome)} says {one.resolver}" for one in done.disputed),
            )
        if done.silent:
            bullets(console, (f"not asked, for want of data: {words}" for words in done.silent))
        say(console, f"{len(done.due)} still due.")
