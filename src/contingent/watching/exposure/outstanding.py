"""Which effects are told of, and the shipped table read back; light, since every brief asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from contingent.core.errors import DataError
from contingent.core.exposure import MOST_Q, Effect
from contingent.watching.exposure.ties import ExposureMap

TABLE = "exposures"
#: an effect that rests on fewer events is not told of
ENOUGH_EVENTS = 30


def stands_out(found: Effect) -> bool:
    """Whether an effect is told of: beyond chance among all tried, and resting on enough events."""
    return found.q <= MOST_Q and found.events >= ENOUGH_EVENTS


def outstanding(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Those that are told of, the surest first."""
    return tuple(sorted(filter(stands_out, effects), key=lambda row: (row.q, row.p, row.tie.instrument)))


def effects_of(table: Mapping[str, Any], ties: ExposureMap) -> tuple[Effect, ...]:
    """The effects of a shipped table, each with its line of the map; one whose line is gone is left out.

    Raises:
        DataError: a row lacks a figure.
    """
    kinds = {kind.name: kind for kind in ties.kinds}
    instruments = {one.name: one for one in ties.instruments}
    found = []
    try:
        for row in table["effect"]:
            kind, one = kinds.get(row["event"]), instruments.get(row["instrument"])
            if kind is None or one is None:
                continue
            numbers = {
                field.name: row.get(field.name) if field.default is None else row[field.name]
                for field in fields(Effect)
                if field.name not in ("tie", "first_event", "last_event")
            }
            first, last = date.fromisoformat(row["first_event"]), date.fromisoformat(row["last_event"])
            found.append(Effect(tie=ties.tie(kind, one), first_event=first, last_event=last, **numbers))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the table of exposures is damaged ({error}); fit it anew: contingent fit exposures"
        ) from error
    return tuple(found)
