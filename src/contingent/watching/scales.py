"""On which scale a series is watched: a price by its returns, an index as it stands or in logs, a count as counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from jaxtyping import Float

from contingent.core.watching import Series
from contingent.watching.returns import changes, moves
from contingent.watching.statistics import moments

#: an index is drawn in logs where the highest value of its reference is at least this many times the lowest, and the
#: logs are the less skewed
SPAN_OF_LOGS = 2.0
#: paths drawn in logs go no higher than e to this, whose fourth power is still a number
MOST_EXPONENT = 150.0
ROOT_SHIFT = 0.375  # Anscombe's: the root's variance then hardly depends on the count


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Dated observations as they are told, and the scale on which paths of them are drawn.

    `forward` takes told values to drawn ones and `back` takes them to told ones; `wanders`: they are moves of a level.
    """

    dates: tuple[date, ...]
    told: Float[np.ndarray, " day"]
    unit: str
    of: str  # "of daily returns", or nothing where the values themselves are watched
    wanders: bool
    compounds: bool  # moves are log returns in per cent, and add up to a change in per cent
    forward: Callable[[Any], Any]
    back: Callable[[Any], Any]
    notes: tuple[str, ...]


def scale(series: Series, *, before: date, after: date) -> Scale:
    """The scale of a series whose reference lies after `after` and before `before`.

    A price is watched by its log returns, or where it falls to nought or below since `after` by its changes, and a
    forecast's probability by its changes; an index or rate as it stands, drawn in logs where these are the less skewed;
    a count as it stands, drawn by its root or in logs, whichever is the less skewed.
    """
    since = next((i for i, day in enumerate(series.dates) if day > after), len(series.dates))
    known = replace(series, dates=series.dates[since:], values=series.values[since:])
    if series.kind in ("price", "probability"):
        found = moves(known) if series.kind == "price" else changes(known)
        notes = []
        if found.gaps:
            notes.append(f"{found.gaps} moves across long gaps were left out")
        if series.kind == "price" and found.word == "changes":
            notes.append("a price at or below nought in the reference: changes are watched, not returns")
        of = f" of {series.cadence} {found.word}"
        return Scale(
            dates=found.dates, told=found.values, unit=found.unit, of=of, wanders=True,
            compounds=found.word == "returns", forward=_same, back=_same, notes=tuple(notes),
        )  # fmt: skip
    told = np.asarray(known.values, dtype=float)
    reference = told[np.array([day < before for day in known.dates], dtype=bool)]
    forward, back = _ways(series.kind, reference)
    if forward is np.log and told.size and told.min() <= 0:
        forward, back = _same, _same
    return Scale(
        dates=known.dates, told=told, unit=series.unit, of="", wanders=False, compounds=False,
        forward=forward, back=back, notes=(),
    )  # fmt: skip


def _ways(kind: str, reference: Float[np.ndarray, " day"]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    if reference.size < 2:
        return (_root, _squared) if kind == "count" else (_same, _same)
    if kind == "count":
        root, logs = (abs(float(moments(values)[2])) for values in (_root(reference), np.log1p(reference)))
        return (_root, _squared) if root <= logs else (_log_count, _counted)
    if reference.min() <= 0 or reference.max() < SPAN_OF_LOGS * reference.min():
        return _same, _same
    plain, logs = (abs(float(moments(values)[2])) for values in (reference, np.log(reference)))
    return (np.log, _exponential) if logs < plain else (_same, _same)


def _same(values: Any) -> Any:
    return values


def _exponential(values: Any) -> Any:
    return np.exp(np.minimum(values, MOST_EXPONENT))


def _log_count(values: Any) -> Any:
    return np.log1p(np.maximum(values, 0.0))


def _counted(values: Any) -> Any:
    return np.rint(np.maximum(np.expm1(np.minimum(values, MOST_EXPONENT)), 0.0))


def _root(values: Any) -> Any:
    return np.sqrt(np.maximum(values, 0.0) + ROOT_SHIFT)


def _squared(values: Any) -> Any:
    return np.rint(np.maximum(np.maximum(values, 0.0) ** 2 - ROOT_SHIFT, 0.0))
