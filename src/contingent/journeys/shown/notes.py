"""Notes that readers leave on a question: plain text, appended once, never edited; the newest stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contingent.core.errors import InputError, LedgerError, MissingError
from contingent.core.keys import digest
from contingent.core.times import now
from contingent.ledger.chain import Row, canonical
from contingent.ledger.store import Ledger
from contingent.report.markup import clean

LONGEST_NOTE = 4000
LONGEST_AUTHOR = 100
#: the same words by the same author within this time are one note, sent twice
AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote beside a question, and when; `seq` is its row in the ledger."""

    question: str
    author: str
    text: str
    at: datetime
    seq: int


def notes_of(rows: Sequence[Row]) -> tuple[Note, ...]:
    """The notes that rows of the ledger hold, the newest first.

    Raises:
        LedgerError: a row is no note.
    """
    return tuple(_note(row) for row in reversed(rows))


def unknown_question(name: str, as_of: date) -> MissingError:
    """What is raised where no question of that id was known on a day."""
    return MissingError(
        f"no question {name!r} was known on {as_of.isoformat()}; wanted the id of one in the ledger. "
        "The list of questions names them all."
    )


def write_note(ledger: Ledger, *, question: str, author: str, text: str, as_of: date) -> Note:
    """The note is in the ledger; sent twice within ten minutes it stands there once. To correct it, write another.

    Raises:
        MissingError: no question of that id was known on `as_of`; nothing was written.
        InputError: no words, or more than `LONGEST_NOTE` characters; nothing was written.
        LedgerError: the ledger cannot be written; nothing was.
    """
    rows = ledger.read(as_of=as_of, subject=question)
    if not any(row.kind == "question" for row in rows):
        raise unknown_question(question, as_of)
    lines = clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip().split("\n")
    said = "\n".join(line.rstrip() for line in lines)
    if not said:
        raise InputError("the note is empty; wanted some words. Nothing was written.")
    if len(said) > LONGEST_NOTE:
        raise InputError(
            f"the note has {len(said):,} characters; wanted at most {LONGEST_NOTE:,}. Nothing was written: shorten "
            "it, or write two."
        )
    moment, who = now(), author[:LONGEST_AUTHOR]
    last = _last(rows, who, said)
    if last is not None and last.recorded_at > (moment - AGAIN).astimezone(UTC).isoformat(timespec="microseconds"):
        return _note(last)
    body: dict[str, Any] = {"question": question, "author": who, "text": said, "at": moment.isoformat()}
    # named after the one before it: of two sent in the same instant, only one is the next
    key = f"note:{digest(question, who, said, as_of, 0 if last is None else last.seq)}"
    try:
        row = ledger.append("note", key, body, as_of=as_of, recorded_at=moment)
    except LedgerError:
        twin = _last(ledger.read(as_of=as_of, subject=question), who, said)
        if twin is None or twin == last:
            raise
        return _note(twin)
    return _note(row)


def _last(rows: Sequence[Row], author: str, text: str) -> Row | None:
    """The newest note of those words by that author."""
    words = canonical(text)
    found = (row for row in reversed(rows) if row.kind == "note" and words in row.body_json)  # before a body is parsed
    return next((row for row in found if (row.body.get("author"), row.body.get("text")) == (author, text)), None)


def _note(row: Row) -> Note:
    body = row.body
    try:
        return Note(
            question=str(body["question"]),
            author=str(body["author"]),
            text=str(body["text"]),
            at=datetime.fromisoformat(body["at"]),
            seq=row.seq,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"row {row.seq} of the ledger is no note that can be read: {error!r}") from error
