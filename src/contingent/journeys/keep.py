"""What was believed is kept: a brief's document, questions and forecasts go into the ledger once, and come back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from contingent.core.brief import Brief
from contingent.core.nouns import Forecast, Question
from contingent.core.plain import plain
from contingent.core.times import now, today
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForecast:
    """A forecast as it stands in the ledger, with its question in words."""

    id: str
    question: str
    deadline: str
    forecaster: str
    as_of: str
    recorded_at: str
    belief: dict[str, Any]


#: what is told of a forecast whose question the ledger does not hold
_UNKNOWN = {"text": "a question that the ledger does not hold", "deadline": "unknown"}


def default_ledger() -> str | Path:
    """Where the ledger of this user is, unless another is named: CONTINGENT_LEDGER, else a file of the data folder.

    The variable holds a path or an address; in it a password need not stand on a command line, for all to see.
    """
    return os.environ.get("CONTINGENT_LEDGER") or user_data_path("contingent", appauthor=False) / "ledger.sqlite"


def keep_brief(brief: Brief, where: str | Path) -> int:
    """The brief, its document, questions and forecasts are in the ledger at `where`; returns how many rows that is.

    Appending is idempotent: the same brief kept twice leaves the ledger as it was.

    Raises:
        LedgerError: the ledger cannot be written; nothing was.
    """
    as_of = date.fromisoformat(brief.provenance.as_of)
    document = {"text": brief.document.text, "origin": brief.document.origin, "title": brief.document.title}
    whole = plain(replace(brief, run=None))
    entries = [
        Entry(kind="document", key=None, body=document, as_of=as_of),
        *_entries(brief.questions, brief.forecasts, as_of=as_of),
        Entry(kind="brief", key=None, body=whole, as_of=as_of),
    ]
    return _append(entries, where)


def keep_forecasts(
    questions: Iterable[Question], forecasts: Iterable[Forecast], where: str | Path, *, as_of: date
) -> int:
    """The questions and the forecasts of them are in the ledger at `where`; returns how many rows that is.

    Appending is idempotent: kept twice, they leave the ledger as it was.

    Raises:
        LedgerError: the ledger cannot be written; nothing was.
    """
    return _append(_entries(questions, forecasts, as_of=as_of), where)


def _entries(questions: Iterable[Question], forecasts: Iterable[Forecast], *, as_of: date) -> list[Entry]:
    # the key is the content: a forecast reasoned otherwise, or a question worded anew, is another row
    kinds = (("question", questions), ("forecast", forecasts))
    return [Entry(kind=kind, key=None, body=plain(one), as_of=as_of) for kind, every in kinds for one in every]


def _append(entries: Iterable[Entry], where: str | Path) -> int:
    with Ledger.open(where) as ledger:
        return len(ledger.append_many(entries, recorded_at=now()))


def kept_forecasts(where: str | Path, *, as_of: date | None) -> tuple[KeptForecast, ...]:
    """Every forecast that was known at `as_of` (default: today), oldest first, with its question in words.

    Raises:
        LedgerError: there is no ledger at `where`, or it cannot be read.
    """
    day = as_of or today()
    with Ledger.open(where, create=False) as ledger:
        questions = {row.body["id"]: row.body for row in ledger.read(as_of=day, kind="question")}
        rows = ledger.read(as_of=day, kind="forecast")
    kept = []
    for row in rows:
        body = row.body
        question = questions.get(body["question"], _UNKNOWN)
        kept.append(
            KeptForecast(
                id=body["id"],
                question=question["text"],
                deadline=question["deadline"],
                forecaster=body["forecaster"],
                as_of=body["as_of"],
                recorded_at=row.recorded_at,
                belief=body["belief"],
            )
        )
    return tuple(kept)
