"""What the children of the ledger's rows do: append, make, back up and export, and say where they are."""

from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from contingent.core.times import now
from contingent.journeys.exchange import back_up_ledger, export_ledger
from contingent.ledger import migrate  # noqa: F401  warmed: a child that makes a ledger imports it late
from contingent.ledger.store import Ledger

Say = Callable[[str], object]

DAY = date(2024, 11, 18)
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def append(say: Say, *, where: str, name: str, first: int, count: int, size: int) -> None:
    """Appends `count` rows of their own keys; says each step: begun, lock held, written, committing, acknowledged."""
    say("opening")
    _stages(say)
    with Ledger.open(where) as ledger:
        say("open")
        for n in range(first, first + count):
            body = {"n": n, "question": f"q-{n % 7}", "text": "é" * random.Random(f"{name} {n}").randint(1, size)}
            say(f"begin {n}")
            row = ledger.append("forecast", f"{name}-{n}", body, as_of=DAY, recorded_at=now())
            say(f"kept {row.seq} {row.hash} {row.key} {time.monotonic()}")
    say("closed")


def _stages(say: Say) -> None:
    event.listen(Engine, "begin", lambda _connection: say("stage locking"))
    event.listen(Engine, "before_cursor_execute", lambda *given: _told(say, given[2]))
    event.listen(Engine, "after_cursor_execute", lambda *given: _told(say, f"after {given[2]}"))
    event.listen(Engine, "commit", lambda _connection: say("stage committing"))


def _told(say: Say, statement: str) -> None:
    if statement.startswith("after INSERT INTO entries"):
        say("stage written")
    elif statement.startswith("CREATE"):
        say("stage making")


def copy_out(say: Say, *, where: str, folder: str) -> None:
    """Backs the ledger up and exports it, again and again; says each one that is done."""
    n = 0
    while True:
        n += 1
        say("begin back-up")
        done = back_up_ledger(where, Path(folder) / "back-up.sqlite")
        say(f"kept back-up {done.head.seq}")
        say("begin export")
        done = export_ledger(where, str(Path(folder) / "export.jsonl"))
        say(f"kept export {done.head.seq}")


def plain_append(say: Say, *, where: str, name: str, count: int, stop: str | None = None) -> None:
    """Appends `count` rows, one at a time, or until there is a file `stop`; says each with its moment when kept."""
    with Ledger.open(where) as ledger:
        say("open")
        for n in range(count):
            if stop is not None and Path(stop).exists():
                break
            body: dict[str, Any] = {"n": n, "question": f"q-{n % 7}", "text": "x" * 500}
            row = ledger.append("forecast", f"{name}-{n}", body, as_of=DAY, recorded_at=now())
            say(f"kept {row.seq} {row.hash} {row.key} {time.monotonic()}")
    say("closed")


def send_notes(say: Say, *, port: int, name: str, count: int, questions: list[str]) -> None:
    """Sends `count` notes to the running service, one after the other on one connection; says each that it kept."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    say("open")
    for n in range(count):
        body = json.dumps({"text": f"{name}-{n} {'x' * 480}"})
        place = questions[(n * 16 + int(name[1:])) % len(questions)]
        connection.request(
            "POST",
            f"/questions/{place}/notes",
            body,
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 201:
            say(f"fault {answer.status} {told[:200]!r}")
            continue
        note = json.loads(told)
        say(f"kept {note['seq']} - {note['text'].split()[0]} {time.monotonic()}")
    connection.close()
