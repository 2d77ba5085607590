"""All that was tried, as a table of plain values that can be shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from contingent.core.errors import DataError
from contingent.core.exposure import DISCLAIMER, MOST_Q, Effect, Tie
from contingent.core.keys import digest
from contingent.core.watching import Series
from contingent.watching.exposure.effects import EVENTS_PER_YEAR, SCORED_FROM, TUNED_UNTIL, Exposures, effect, span
from contingent.watching.exposure.outstanding import ENOUGH_EVENTS, TABLE, stands_out
from contingent.watching.exposure.ties import ExposureMap

#: an effect told to more digits than this claims what a few hundred events cannot know
DIGITS = 5
MEANING = (
    "mean, low, high: mean cumulative abnormal log return in percent and its 90 % interval by resampled years, in the "
    "window_days trading days (30: a month of monthly means) from the day of which the news tells. p: rotations of the "
    "events' calendar; q: false discovery rate over all rows (Benjamini and Hochberg); q_rarer, q_commoner: the same "
    "with half and twice as many events a year. up, usual_up: shares of windows with a rise. skill_*: share of the "
    "mean score of the unconditional distribution (of size: at the same recent volatility) that a forecast from past "
    "events saved out of sample; at or below 0 it saved nothing."
)
NOTES = (
    "Events are days on which an index of newspapers jumped; an article's own event need not be one.",
    "The files are of a later vintage than fitted_as_of: later days are cut, revisions of earlier ones cannot be.",
    DISCLAIMER,
)


def exposures_table(
    found: Exposures, ties: ExposureMap, series: Mapping[str, Series], *, as_of: date, command: str, seed: int
) -> dict[str, Any]:
    """Every effect with all its figures, how events were made of which series, and what was not tried and why.

    Raises:
        DataError: nothing could be tried.
    """
    effects = [(row, effect(row, seed=seed)) for row in found.rows]
    rows = [told for _, told in effects if told is not None]
    if not rows:
        raise DataError(
            f"{len(effects)} looks could be taken by {as_of}, and no forecast of one be scored; wanted an instrument "
            f"and an index of news that go on for years after {TUNED_UNTIL}, and a later --as-of"
        )
    used = {kind.series for kind in ties.measured} | {row.tie.instrument for row, _ in effects}
    sources = [one for name, one in sorted(series.items()) if name in used]
    return {
        "name": TABLE,
        "fitted_as_of": as_of.isoformat(),
        "data_through": max(one.dates[-1] for one in sources if one.dates).isoformat(),
        "command": command,
        "meaning": MEANING,
        "notes": [
            *NOTES,
            *(f"Not tried: {label} ({why})." for label, why in found.untried),
            *(
                f"Tried and counted in q, not shipped: {row.tie.label} after {row.tie.event}, "
                f"{span(row.cadence, row.study.window)} (no forecast could be scored)."
                for row, told in effects
                if told is None
            ),
        ],
        "tried": len(found.rows),
        "stand_out": sum(stands_out(row) for row in rows),
        "most_q": MOST_Q,
        "enough_events": ENOUGH_EVENTS,
        "tuned_until": TUNED_UNTIL.isoformat(),
        "scored_from": SCORED_FROM.isoformat(),
        "events_per_year": EVENTS_PER_YEAR,
        "prior_direction": found.priors.direction,
        "prior_size": found.priors.size,
        "sources": [_source(one) for one in sources],
        "kind": [
            {"name": name, "threshold": found.thresholds[name], "events": len(days)}
            for name, days in sorted(found.events.items())
        ],
        "effect": [_plain(row) for row in rows],
    }


def _source(series: Series) -> dict[str, Any]:
    """What was used of a series, and a digest of its days and values, whatever file they came in."""
    return {
        "series": series.name,
        "title": series.source,
        "licence": series.licence or "upstream terms: cite",
        "first_day": series.dates[0].isoformat(),
        "last_day": series.dates[-1].isoformat(),
        "values": len(series.values),
        "sha256": digest([day.isoformat() for day in series.dates], list(series.values)),
    }


def _plain(row: Effect) -> dict[str, Any]:
    told: dict[str, Any] = {"event": row.tie.event, "instrument": row.tie.instrument}
    for field in fields(Effect):
        value = getattr(row, field.name)
        if value is None or isinstance(value, Tie):  # TOML has no word for nothing: such a figure is left out
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, float):
            value = round(value, DIGITS)
        told[field.name] = value
    return told
