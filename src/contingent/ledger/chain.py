"""The chain: rows linked by SHA-256, so that what was once believed cannot be edited unseen. Pure values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from contingent.core.errors import LedgerError
from contingent.core.keys import digest
from contingent.core.plain import plain

KINDS = ("document", "brief", "question", "forecast", "resolution", "note", "whatif")
#: kind → the field of its body that names the question it is about
ABOUT = {"question": "id", "forecast": "question", "resolution": "question", "note": "question"}
GENESIS = "0" * 64  # the hash before the first row
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a caller wants kept: a body of plain JSON under an idempotency key, known as of a day.

    `key` None stands for the body's own content key; a document has no other.
    """

    kind: str
    key: str | None
    body: Any
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One link of the chain, all in text as it is stored; `hash` covers every other field but `subject`.

    `as_of` is the day whose knowledge the row rests on, `recorded_at` the moment it was written: a forecast about
    the past has an `as_of` long before its `recorded_at`, and so can always be told from one made at the time.
    `subject` is the id of the question that the row is about, taken from its body (`subject_of`), so that all that
    was said of one question is found without reading the rest.
    """

    seq: int
    kind: str
    key: str
    as_of: str
    recorded_at: str
    body_json: str
    previous: str
    hash: str
    subject: str | None = None

    @property
    def body(self) -> Any:
        """The body as dicts, lists, strings, numbers, booleans and None."""
        return json.loads(self.body_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link: how many rows there are and the hash of the last. Write it down elsewhere to anchor the chain."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a walk along the chain found: rows that hold, the first that does not and why, and the head reached.

    `rows` counts the links checked before the first broken one (all of them where the chain is whole).
    """

    rows: int
    first_broken: int | None
    reason: str | None
    head: Head

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return self.first_broken is None


def canonical(body: object) -> str:
    """The one text of a body: JSON with sorted keys, no spaces, ASCII only; equal bodies give equal texts.

    ASCII, because a lone surrogate or a NUL in an article would otherwise be text that a database cannot hold.

    >>> canonical({"b": 1, "a": ("é",)})
    '{"a":["\\\\u00e9"],"b":1}'
    """
    return json.dumps(plain(body), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def content_key(body: object) -> str:
    """The key a body has by its content alone: "sha256:" and 64 hex digits."""
    return f"sha256:{digest(body)}"


def subject_of(kind: str, body_json: str) -> str | None:
    """The id of the question that a body is about; None for a kind that is about none, or a body that names none.

    >>> subject_of("forecast", '{"p":0.2,"question":"question-1"}'), subject_of("brief", "{}")
    ('question-1', None)
    """
    field = ABOUT.get(kind)
    if field is None:
        return None
    try:
        held = json.loads(body_json)
    except (ValueError, TypeError, RecursionError):
        return None  # a row that was tampered with: its hash tells
    about = held.get(field) if isinstance(held, dict) else None
    return about if isinstance(about, str) and usable(about) else None


def usable(key: str) -> bool:
    """Whether a key or a subject can be kept: 1 to 200 printable characters."""
    return 0 < len(key) <= LONGEST_KEY and key.isprintable()


def link_hash(previous: str, row: tuple[int, str, str, str, str, str]) -> str:
    """The SHA-256 of a link: the hash before it and its (seq, kind, key, as_of, recorded_at, body_json).

    The text hashed is unambiguous: fixed-width or newline-free fields, then the length of the key, the key, the body.
    """
    seq, kind, key, as_of, recorded_at, body = row
    text = f"{previous}\n{seq}\n{kind}\n{as_of}\n{recorded_at}\n{len(key)}\n{key}\n{body}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def link(head: Head, entry: Entry, *, recorded_at: datetime) -> Row:
    """The row that continues the chain after `head` with `entry`.

    Raises:
        LedgerError: an unknown kind, an unusable key, or a moment without time zone.
    """
    key, body = keyed(entry)
    if recorded_at.tzinfo is None:
        raise LedgerError(
            f"recorded_at is {recorded_at!r}; wanted a moment with its time zone, as core.times.now() gives"
        )
    moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = (head.seq + 1, entry.kind, key, entry.as_of.isoformat()[:10], moment, body)
    return row_of(fields, previous=head.hash, own_hash=link_hash(head.hash, fields))


def keyed(entry: Entry) -> tuple[str, str]:
    """The key and the canonical body of an entry.

    Raises:
        LedgerError: the kind is unknown, the key cannot be used, or a document's key is not that of its content.
    """
    if entry.kind not in KINDS:
        raise LedgerError(f"kind is {entry.kind!r}; wanted one of {', '.join(KINDS)}")
    body = canonical(entry.body)
    if entry.kind == "document" or entry.key is None:
        own = content_key(entry.body)
        if entry.key not in (None, own):
            raise LedgerError(
                f"a document was given the key {entry.key!r}; wanted {own}, the key of its content, or None"
            )
        return own, body
    if not usable(entry.key):
        raise LedgerError(f"key is {entry.key[:60]!r}; wanted 1 to {LONGEST_KEY} printable characters")
    return entry.key, body


def row_of(fields: tuple[int, str, str, str, str, str], *, previous: str, own_hash: str) -> Row:
    """A row from its hashed fields, the hash before it and its own; its subject is that of its body."""
    seq, kind, key, as_of, recorded_at, body = fields
    return Row(
        seq=seq,
        kind=kind,
        key=key,
        as_of=as_of,
        recorded_at=recorded_at,
        body_json=body,
        previous=previous,
        hash=own_hash,
        subject=subject_of(kind, body),
    )


def walk(rows: Iterable[Row], *, start: Head | None = None) -> Iterator[tuple[Head, str | None]]:
    """For each row the head it makes and, where it breaks the chain, the reason; stops at the first break."""
    head = start or Head(seq=0, hash=GENESIS)
    for row in rows:
        reason = broken(head, row)
        if reason is not None:
            yield head, reason
            return
        head = Head(seq=row.seq, hash=row.hash)
        yield head, None


def broken(head: Head, row: Row) -> str | None:
    """Why `row` does not follow `head`, or None where it does."""
    fields = (row.seq, row.kind, row.key, row.as_of, row.recorded_at, row.body_json)
    texts = (*fields[1:], row.previous, row.hash)
    if row.seq != head.seq + 1:
        return f"row {head.seq + 1} is missing: the next one is numbered {row.seq}"
    if not all(isinstance(text, str) for text in texts):
        return "a field is not text: the row was changed"
    if row.previous != head.hash:
        return "it does not point at the row before it: a row was changed, removed, inserted or reordered"
    if link_hash(head.hash, fields) != row.hash:
        return "its content does not match its hash: the row was changed"
    if row.subject != subject_of(row.kind, row.body_json):
        return f"its body is about another subject than {row.subject!r}: the row was changed"
    return None


def wrong_end(end: Head, stored: Head | None, missing: Head | None) -> tuple[int, str] | None:
    """The first row that the end of a walk shows to be wrong, and why; None where the end is as it should be."""
    if stored is None:
        return end.seq + 1, "the record of the head is missing, is none, or is there twice"
    if stored.seq > end.seq:
        return end.seq + 1, f"rows {end.seq + 1} to {stored.seq} were removed at the end"
    if stored != end:
        return min(stored.seq + 1, end.seq), "the record of the head names another last row: it was added or changed"
    if missing is not None:
        return min(missing.seq, end.seq + 1), f"the head noted elsewhere, row {missing.seq}, is not in this chain"
    return None
