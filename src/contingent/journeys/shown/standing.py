"""Where a question stands by the rows about it: in the list of questions, and in what alerts compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from contingent.core.belief import Draws, Probability, Quantiles
from contingent.core.errors import UnreadableError
from contingent.journeys.resolving.settle import outcome_words
from contingent.journeys.shown.question_standing import leading
from contingent.ledger.chain import Row
from contingent.ledger.standings import Standing
from contingent.report.markup import clean
from contingent.report.numbers import belief_summary

_BELIEFS = {"probability": Probability, "quantiles": Quantiles, "draws": Draws}


def standing_of(name: str, rows: Sequence[Row], *, today: date) -> Standing | None:
    """Where the question of that id stands by its rows, in the order written; None where none asks it yet.

    Raises:
        UnreadableError: a row is no such noun.
    """
    known = [row for row in rows if row.as_of <= today.isoformat()]
    bodies = {kind: [(row, _body(row)) for row in known if row.kind == kind] for kind in ("question", "resolution")}
    if not bodies["question"]:
        return None
    _, asked = bodies["question"][-1]
    try:
        bare = _bare(name, asked, known)
        said = _said([row for row in known if row.kind == "forecast"])
        came = _came(bodies["resolution"][-1][1]) if bodies["resolution"] else {}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"the rows about question {name} cannot be read: {error!r}") from error
    return replace(bare, **said, **came)


def _came(told: dict[str, Any]) -> dict[str, Any]:
    """How a question came out, by the body of its last resolution."""
    return {
        "state": "void" if told["outcome"] is None else "settled",
        "outcome": outcome_words(told["outcome"])[:40],
        "resolved_on": date.fromisoformat(told["resolved_on"]).isoformat(),
    }


def _bare(name: str, asked: dict[str, Any], known: Sequence[Row]) -> Standing:
    """The question alone, open, without forecasts; no character in it that a database refuses."""
    parts = (asked["text"], asked["source"], asked.get("actor"), asked.get("recipient"), name)
    place = asked.get("place")
    return Standing(
        question=name,
        seq=max(row.seq for row in known),
        text=clean(asked["text"]),
        words=clean(" ".join(part for part in parts if part)).lower(),
        topic=clean(asked["topic"])[:40],
        place=clean(place)[:3] if place else None,
        opens=date.fromisoformat(asked["opens"]).isoformat(),
        deadline=date.fromisoformat(asked["deadline"]).isoformat(),
        source=clean(asked["source"]),
        state="open",
        outcome=None,
        resolved_on=None,
        forecaster=None,
        middle=None,
        low=None,
        high=None,
        unit=None,
        said_on=None,
        moved=None,
        forecasters="",
        changed_at=max(row.recorded_at for row in known),
    )


def _said(rows: Iterable[Row]) -> dict[str, Any]:
    """The leading forecast by the rule of a question's page, and how it moved; nothing where there is none."""
    histories: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for row in rows:
        body = _body(row)
        if body["id"] in seen:  # kept again for an earlier day: one forecast
            continue
        seen.add(body["id"])
        histories.setdefault(body["forecaster"], []).append(body)
    if not histories:
        return {}
    for history in histories.values():
        history.sort(key=lambda body: str(body["as_of"]))  # equal days stay in the order written
    lead = leading(list(histories), {name for name, told in histories.items() if told[-1].get("members")})
    named = {"forecasters": clean(f"|{'|'.join(sorted(histories))}|")}
    if lead is None:
        return named
    last = histories[lead][-1]
    (middle, low, high), unit = _summary(last)
    earlier, before = _summary(histories[lead][-2]) if len(histories[lead]) > 1 else ((middle, low, high), "")
    return {
        **named, "forecaster": clean(lead), "middle": middle, "low": low, "high": high, "unit": unit and clean(unit),
        "said_on": date.fromisoformat(last["as_of"]).isoformat(),
        "moved": middle - earlier[0] if before == unit else None,
    }  # fmt: skip


def _summary(body: dict[str, Any]) -> tuple[tuple[float, float, float], str | None]:
    belief = dict(body["belief"])
    made = _BELIEFS[belief["kind"]](**{k: tuple(v) if isinstance(v, list) else v for k, v in belief.items()})
    return belief_summary(made), None if isinstance(made, Probability) else made.unit


def _body(row: Row) -> dict[str, Any]:
    try:
        body = json.loads(row.body_json)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"row {row.seq} of the ledger is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise UnreadableError(f"row {row.seq} of the ledger is no {row.kind} that can be read")
    return body
