"""A war's baseline from its series as of a day, a plain mapping with its provenance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from contingent.core.errors import DataError
from contingent.core.times import guard
from contingent.simulating.baseline import parameter_from_table
from contingent.simulating.fit_advance import WINDOW_MONTHS, Row, fit_advance, fitted_row
from contingent.simulating.series import DailySeries, KnownSeries, known

#: a rate is taken over this many days; its errors as a forecast over the horizons, from origins so far apart
RATE_DAYS = 90
TEMPO_HORIZONS = (90, 180, 360)
ORIGIN_DAYS = 28
LEAST_ERRORS = 12
#: floors: no belligerent's claim is exact
LEAST_LOSS_SD = 0.03
LEAST_TEMPO_SD = 0.02
LEAST_LOSS_NOISE = 0.02
#: a series that ends earlier than this many days before the origin does not say where the war stands
STALE_DAYS = 14
VINTAGE = (
    "The series behind the baseline are of a later vintage than its day: rows of later days are cut, later revisions "
    "of earlier rows cannot be."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class War:
    """What a fit is told of a war: its sides, the name of its series by role, and the cited numbers no series gives."""

    name: str
    theatre: str
    attacker: str
    defender: str
    series: Mapping[str, str]
    inputs: tuple[Mapping[str, Any], ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> War:
        """The war that an inputs file describes; DataError names what it lacks."""
        try:
            return cls(
                name=table["name"],
                theatre=table["theatre"],
                attacker=table["attacker"],
                defender=table["defender"],
                series=dict(table["series"]),
                inputs=tuple(table["parameter"]),
            )
        except KeyError as missing:
            raise DataError(f"the inputs of a war lack {missing}") from None


def fit_baseline(series: Mapping[str, DailySeries], *, war: War, as_of: date, command: str) -> dict[str, Any]:
    """The fitted-parameter table of `war` as of a day: nothing later is used, later rows change no byte.

    Args:
        series: by role: "losses_attacker" (cumulative persons), "area" (km² held by the attacker), and, where there
            is one, "area_check" (the same by another mapping group).
        war: sides and cited inputs; each input is dated.
        as_of: the last day of which anything is known.
        command: how to make the table again, for its provenance.

    Raises:
        DataError: a series is missing, too short, or ends more than two weeks before `as_of`: days without a row would
            pass for days on which nothing moved.
        LeakError: an input is dated after `as_of`.
    """
    for row in war.inputs:
        guard(row["dated"], as_of, what=f"the input {row['name']} of {war.name}")
    cut = {role: known(found, as_of) for role, found in series.items() if found.days[0] <= as_of}
    for role in ("losses_attacker", "area"):
        if role not in cut:
            raise DataError(f"{war.name} has no series {role!r} by {as_of}; wanted one")
    for found in cut.values():
        age = (as_of - found.days[-1]).days
        if age > STALE_DAYS:
            raise DataError(
                f"{found.label} ends on {found.days[-1]}, {age} days before {as_of}; wanted at most {STALE_DAYS}. "
                "Fit as of an earlier day, or bring the series up to date."
            )
    advance, stalled, regime_rows = fit_advance(cut["area"], cut.get("area_check"), as_of)
    inputs = [{key: value for key, value in row.items() if key != "dated"} for row in war.inputs]
    rows = [*inputs, *_losses(cut["losses_attacker"], as_of), *advance, *regime_rows]
    for row in rows:
        parameter_from_table(row)  # what is written can be read
    return {
        "name": war.name,
        "theatre": war.theatre,
        "attacker": war.attacker,
        "defender": war.defender,
        "fitted_as_of": as_of,
        "stalled": stalled,
        "data_through": max(found.days[-1] for found in cut.values()),
        "command": command,
        "notes": [VINTAGE],
        "units": {"troops": "persons", "losses": "persons per month of 30 days", "advance": "km² per month of 30 days"},
        "sources": [
            {
                "role": role,
                "title": found.source,
                "series": found.label,
                "licence": found.licence,
                "first_day": found.days[0],
                "last_day": found.days[-1],
                "n": len(found.days),
                "sha256_of_rows_used": found.sha256,
            }
            for role, found in cut.items()
        ],
        "parameter": rows,
    }


def _losses(series: KnownSeries, as_of: date) -> list[Row]:
    """Loss rate of the last 90 days and its spread; shocks to the tempo and noise from what came of persistence."""
    months = np.array(series.changes(as_of, days=30, most=3))
    if months.size < 3 or np.any(months <= 0):
        raise DataError(f"{series.label} has {months.size} rising months before {as_of}; wanted 3 of them")
    spread = max(float(np.log(months).std(ddof=1)) / math.sqrt(3), LEAST_LOSS_SD)
    shock, cases = tempo_shock(series, as_of, spread=spread)
    spans = np.array(series.changes(as_of, days=10, most=3 * WINDOW_MONTHS))
    steps = np.diff(np.log(spans[spans > 0]))
    # half the mean square of a step is the noise of one span and half of what the tempo moves in ten days
    noise = math.sqrt(max(0.5 * float(np.mean(steps**2)) - shock**2 / 6, LEAST_LOSS_NOISE**2))
    last = series.days[-1]
    return [
        fitted_row(
            "loss_rate_attacker", "lognormal", (months.mean(), spread), "persons/month",
            ("losses of {attacker} a month, as claimed", f"{series.label}, 90 days to {last}",
             "well, as a claim of its enemy: by the daily series itself"),
        ),
        fitted_row(
            "tempo_sd", "lognormal", (shock, 0.2), "1",
            ("monthly shock to the tempo",
             f"{series.label}, {cases} errors of the last 90 days' rate over 90, 180 and 360 days, all known by {last}",
             "loosely: origins overlap, and a drift cannot be told from shocks in so short a series"),
        ),
        fitted_row(
            "loss_noise", "lognormal", (noise, 0.2), "1",
            ("spread of losses from step to step", f"{series.label}, {spans.size} spans of ten days to {last}",
             "by this war's claimed losses of the attacker; the defender's are taken to be as noisy"),
        ),
    ]  # fmt: skip


def tempo_shock(series: KnownSeries, as_of: date, *, spread: float) -> tuple[float, int]:
    """The monthly shock to a wandering log rate under which persistence errs as much as it has, and how many errors.

    If the log rate wanders by σ a root month, the mean over H months ahead errs with variance spread² + σ²·H/3. Origins
    lie every 28 days in the last 24 months, as far back as 90 days of the series reach; outcomes are known by `as_of`.
    """
    found: list[float] = []
    cases = 0
    for horizon in TEMPO_HORIZONS:
        origin = as_of - timedelta(days=horizon)
        errors: list[float] = []
        while (as_of - origin).days <= 30 * WINDOW_MONTHS and (origin - series.days[0]).days >= 2 * RATE_DAYS:
            ahead = (series.at(origin + timedelta(days=horizon)) - series.at(origin)) / horizon
            behind = (series.at(origin) - series.at(origin - timedelta(days=RATE_DAYS))) / RATE_DAYS
            if ahead > 0 and behind > 0:
                errors.append(math.log(ahead / behind))
            origin -= timedelta(days=ORIGIN_DAYS)
        if errors:
            square = sum(error**2 for error in errors) / len(errors)
            found.append(max(square - spread**2, 0.0) / (horizon / 30 / 3))
            cases += len(errors)
    if cases < LEAST_ERRORS:
        raise DataError(f"{series.label} shows {cases} outcomes of persistence by {as_of}; wanted {LEAST_ERRORS}")
    return max(math.sqrt(sum(found) / len(found)), LEAST_TEMPO_SD), cases
