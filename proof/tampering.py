"""Hands that reach past the ledger: changes of stored rows on the database itself, drawn at random."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contingent.ledger.chain import GENESIS, link_hash

COLUMNS = ("seq", "kind", "key", "as_of", "recorded_at", "body_json", "previous", "hash", "subject")
TEXTS = COLUMNS[1:]

#: runs one statement with its values (question marks stand for them)
Execute = Callable[..., Any]
Stored = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that was made: in words, and whether it can be seen only against a head that was noted elsewhere."""

    words: str
    needs_head: bool = False


def changed(execute: Execute, rows: Stored, rng: random.Random, *, sqlite: bool) -> Change:
    """One random change was made to a chain of `rows` (in the order of `COLUMNS`), or the database refused it.

    Raises:
        Whatever the database raises where it refuses.
    """
    how = rng.choice(_HOW)
    return how(execute, rows, rng, sqlite)


def _value(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """One field of one row is another value, or the same in another type or spelling."""
    row, column = rng.choice(rows), rng.choice(TEXTS)
    old = row[COLUMNS.index(column)]
    how = rng.choice(sorted(_SPELLINGS))
    new = _SPELLINGS[how]("" if old is None else str(old), rng)
    if not sqlite and isinstance(new, bytes | int | float):
        new = new.decode("latin-1") if isinstance(new, bytes) else str(new)
    execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (new, row[0]))
    return Change(words=f"row {row[0]}: {column} {how}: {new!r:.60}")


def _body(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """The body says something else, or the same in other words of JSON."""
    row = rng.choice(rows)
    old = row[COLUMNS.index("body_json")]
    body = json.loads(old)
    how = rng.choice(("a number", "a field more", "a field less", "blanks", "order", "not escaped", "twice", "sorted"))
    match how:
        case "a number":
            new = json.dumps({**body, "p": rng.random()}, sort_keys=True, separators=(",", ":"))
        case "a field more":
            new = json.dumps({**body, f"x{rng.randint(0, 9)}": None}, sort_keys=True, separators=(",", ":"))
        case "a field less":
            new = json.dumps(dict(list(body.items())[1:]), sort_keys=True, separators=(",", ":"))
        case "blanks":
            new = json.dumps(body, sort_keys=True)
        case "order":
            new = json.dumps(dict(reversed(body.items())), separators=(",", ":"))
        case "not escaped":
            new = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        case "twice":
            new = f'{{"question":"another",{old[1:]}'
        case _:
            new = old.replace("1", "1.0", 1)
    execute("UPDATE entries SET body_json = ? WHERE seq = ?", (new, row[0]))
    return Change(words=f"row {row[0]}: body, {how}")


def _number(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    row = rng.choice(rows)
    new = rng.choice((0, -1, -row[0], len(rows) + 1, len(rows) + 2, 2**31, 2**62, row[0] + 100))
    execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, row[0]))
    return Change(words=f"row {row[0]} is numbered {new}")


def _removed(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    gone = set(rng.sample(range(1, len(rows) + 1), rng.randint(1, 3)))
    for seq in gone:
        execute("DELETE FROM entries WHERE seq = ?", (seq,))
    close = rng.random() < 0.5
    if close:
        for new, old in enumerate((n for n in range(1, len(rows) + 1) if n not in gone), start=1):
            execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, old))
    if rng.random() < 0.3:
        execute("UPDATE head SET seq = ?", (len(rows) - len(gone),))
    return Change(words=f"rows {sorted(gone)} removed{', the rest numbered anew' if close else ''}")


def _swapped(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    one, two = rng.sample(range(1, len(rows) + 1), 2)
    if rng.random() < 0.5:
        for old, new in ((one, -1), (two, one), (-1, two)):
            execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, old))
        return Change(words=f"rows {one} and {two} swapped")
    column = rng.choice(("body_json", "as_of", "recorded_at", "hash", "previous", "subject"))
    place = COLUMNS.index(column)
    for seq, other in ((one, two), (two, one)):
        execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (rows[other - 1][place], seq))
    return Change(words=f"{column} of rows {one} and {two} swapped")


def _inserted(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """A row between two others (those after it moved on), before the first, or after the last with a hash that fits."""
    after = rng.randint(0, len(rows))
    for seq in range(len(rows), after, -1):
        execute("UPDATE entries SET seq = ? WHERE seq = ?", (seq + 1, seq))
    before = rows[after - 1][COLUMNS.index("hash")] if after else GENESIS
    _put(execute, _forged(rng.choice(rows), after + 1, before, f"new-{rng.random()}"))
    if rng.random() < 0.5:
        execute("UPDATE head SET seq = ?", (len(rows) + 1,))
    return Change(words=f"a row inserted after {after}")


def _cut(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """The tail is gone; the head was cut back with it, or not."""
    kept = rng.randint(0, len(rows) - 1)
    execute("DELETE FROM entries WHERE seq > ?", (kept,))
    with_head = rng.random() < 0.5
    if with_head:
        execute("UPDATE head SET seq = ?, hash = ?", (kept, rows[kept - 1][COLUMNS.index("hash")] if kept else GENESIS))
    return Change(words=f"cut after row {kept}{', with the head' if with_head else ''}", needs_head=with_head)


def _rewritten(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """From one row on, every hash is made anew, and the head: only a head noted elsewhere can tell."""
    start = rng.randint(1, len(rows))
    before = rows[start - 2][COLUMNS.index("hash")] if start > 1 else GENESIS
    for row in rows[start - 1 :]:
        body = row[5] if row[0] != start else json.dumps({**json.loads(row[5]), "z": rng.random()})
        forged = _forged((*row[:5], body, *row[6:]), row[0], before, row[2])
        execute("UPDATE entries SET body_json = ?, previous = ?, hash = ? WHERE seq = ?",
                (forged[5], forged[6], forged[7], row[0]))  # fmt: skip
        before = forged[7]
    execute("UPDATE head SET hash = ?", (before,))
    return Change(words=f"rewritten whole from row {start}", needs_head=True)


def _head(execute: Execute, rows: Stored, rng: random.Random, sqlite: bool) -> Change:
    """The record of the head is another, of another type, gone, or there twice."""
    last = rows[-1]
    how = rng.choice(("seq", "hash", "gone", "twice", "type of seq", "type of hash", "case"))
    match how:
        case "seq":
            execute("UPDATE head SET seq = ?", (rng.choice((0, -1, len(rows) - 1, len(rows) + 1, 2**40)),))
        case "hash":
            execute("UPDATE head SET hash = ?", (rng.choice(rows[:-1])[7],))
        case "gone":
            execute("DELETE FROM head")
        case "twice":
            if sqlite:
                execute("PRAGMA ignore_check_constraints = ON")
            execute("INSERT INTO head (id, seq, hash) VALUES (?, ?, ?)", (rng.choice((0, 2)), last[0], last[7]))
        case "type of seq":
            new = rng.choice((str(last[0]).encode(), "six", b"", last[0] + 0.5)) if sqlite else last[0] + 1
            execute("UPDATE head SET seq = ?", (new,))
        case "type of hash":
            execute("UPDATE head SET hash = ?", (last[7].encode() if sqlite else last[7].upper(),))
        case _:
            execute("UPDATE head SET hash = ?", (last[7].upper(),))
    return Change(words=f"head: {how}")


def _forged(row: tuple[Any, ...], seq: int, before: str, key: str) -> tuple[Any, ...]:
    """The row under another number and key, with the hash that belongs there."""
    fields = (seq, row[1], key, row[3], row[4], row[5])
    return (*fields, before, link_hash(before, fields), row[8])


def _put(execute: Execute, row: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    execute(f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({marks})", row)


_HOW = (_value, _value, _value, _body, _body, _number, _removed, _swapped, _inserted, _cut, _rewritten, _head)

_SPELLINGS: dict[str, Callable[[str, random.Random], Any]] = {
    "one character": lambda old, rng: _one(old, rng, chr(rng.choice((0x30, 0x61, 0xE9, 0x4E00, 0x1F600)))),
    "one character less": lambda old, rng: _one(old, rng, ""),
    "one bit": lambda old, rng: _one_bit(old, rng),
    "NUL at the end": lambda old, _: f"{old}\x00",
    "NUL at the start": lambda old, _: f"\x00{old}",
    "a blank at the end": lambda old, _: f"{old} ",
    "upper case": lambda old, _: old.upper(),
    "decomposed": lambda old, _: unicodedata.normalize("NFD", old),
    "compatible": lambda old, _: unicodedata.normalize("NFKC", old),
    "look-alike": lambda old, _: old.replace("a", "\u0430").replace("-", "\u2010"),
    "bytes": lambda old, _: old.encode(),
    "other bytes": lambda old, rng: rng.randbytes(4),
    "a number": lambda old, rng: rng.randint(-9, 9),
    "a fraction": lambda old, rng: rng.random(),
    "empty": lambda old, _: "",
    "nothing": lambda old, _: None,
    "a subject that is none": lambda old, _: "q-9",
    "a day later": lambda old, _: "2024-11-19",
    "an ISO week": lambda old, _: old.replace("2024-11-18", "2024-W47-1"),
}


def _one(old: str, rng: random.Random, new: str) -> str:
    place = rng.randrange(len(old) + 1)
    return old[:place] + new + old[place + 1 :]


def _one_bit(old: str, rng: random.Random) -> str:
    place = rng.randrange(max(1, len(old)))
    return old[:place] + chr(ord(old[place : place + 1] or "a") ^ (1 << rng.randrange(7))) + old[place + 1 :]
