"""A war's baseline from its series as of a day: a Bayesian calibration, written as a plain mapping with provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from contingent.core.errors import DataError
from contingent.core.keys import stream_key
from contingent.core.times import guard
from contingent.simulating.baseline import parameter_from_table
from contingent.simulating.comparing.contrast import rounded
from contingent.simulating.fitting.calibration import (
    AHEAD_MONTHS,
    OUTLIER_SHARE,
    WINDOW_MONTHS,
    Calibration,
    Spans,
    spans,
)
from contingent.simulating.fitting.posterior import (
    Row,
    copula,
    fitted_row,
    learnt,
    marginal,
    prior_row,
    within_months,
    without_regimes,
)
from contingent.simulating.fitting.series import DailySeries, KnownSeries, known
from contingent.simulating.fitting.smc import Posterior, Settings, tempered
from contingent.simulating.running.observe import Observer

SETTINGS = Settings(particles=1000, moves=5, last_moves=15)
SEED = 0
#: a series that ends earlier than this many days before the origin does not say where the war stands
STALE_DAYS = 14
#: a front stands still where each of its last months moved it by less than this share of what a month did at the median
STILL_SHARE, STILL_MONTHS = 0.1, 2
VINTAGE = (
    "The series behind the baseline are of a later vintage than its day: rows of later days are cut, later revisions "
    "of earlier rows cannot be."
)
UNIDENTIFIED = (
    "No series of the war identifies true losses per loss claimed, the exchange of losses, the elasticities, or which "
    "of two maps is right: there the prior comes back as the posterior."
)
LOSSES, AREA = "losses_attacker", "area"
#: the roles without which there is no fit; every other area series is one map more
REQUIRED_SERIES = (LOSSES, AREA)


@dataclass(frozen=True, slots=True, kw_only=True)
class War:
    """What a fit is told of a war: its sides, the name of its series by role, and the cited numbers no series gives.

    A number may stand in several rows: the newest `dated` by the day of the fit counts, and before any is dated, the
    one without a date.
    """

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

    def known_inputs(self, as_of: date) -> list[Row]:
        """One row for each cited number, as it was last told by `as_of`, its date within its source's words no more.

        Raises:
            LeakError: a number has rows, but all are dated after `as_of`.
        """
        found: dict[str, Mapping[str, Any]] = {}
        for row in self.inputs:
            name, dated = row["name"], row.get("dated")
            before = found.get(name)
            if dated is not None and dated > as_of:
                found.setdefault(name, row)
            elif before is None or _age(before, as_of) <= _age(row, as_of):
                found[name] = row
        for name, row in found.items():
            if "dated" in row:
                guard(row["dated"], as_of, what=f"the input {name} of {self.name}")
        return [{key: value for key, value in row.items() if key != "dated"} for row in found.values()]


def fit_baseline(
    series: Mapping[str, DailySeries], *, war: War, as_of: date, command: str, settings: Settings = SETTINGS
) -> dict[str, Any]:
    """The fitted-parameter table of `war` as of a day: nothing later is used, later rows change no byte.

    Args:
        series: by role: "losses_attacker" (cumulative persons), "area" (km² held by the attacker), and, where there
            is one, "area_check" (the same by another mapping group).
        war: sides and cited inputs; each input is dated, or marked as what holds before any is.
        as_of: the last day of which anything is known.
        command: how to make the table again, for its provenance.
        settings: how much work the sampler does.

    Raises:
        DataError: a series is missing, too short, or ends more than two weeks before `as_of`: it does not say where
            the war stands.
        LeakError: all that is told of an input is dated after `as_of`.
    """
    inputs = war.known_inputs(as_of)
    cut = _cut(series, war, as_of)
    names = _names(war, cut)
    calibration = Calibration(_spans(war, cut, as_of))
    key = stream_key("calibration", war.name, SEED)
    found = tempered(calibration.log_likelihood, calibration.blocks, settings=settings, seed=key)
    generator = np.random.default_rng(stream_key("latents", war.name, SEED))
    fitted = calibration.parameters(found.points)
    measured = {**calibration.latents(found.points, generator), **fitted}
    columns = without_regimes(within_months(measured, generator), generator)
    nuisances = [prior.name for prior in calibration.priors if prior.name.endswith(("_unrest", "_drift"))]
    rows = [*inputs, *_rows(calibration, found, columns, cut, nuisances)]
    for row in rows:
        parameter_from_table(row)  # what is written can be read
    kept = {name: column for name, column in columns.items() if name not in nuisances}
    return {
        "name": war.name,
        "theatre": war.theatre,
        "attacker": war.attacker,
        "defender": war.defender,
        "fitted_as_of": as_of,
        "stalled": _still(calibration.found),
        "data_through": max(series.days[-1] for series in cut.values()),
        "command": command,
        "notes": [VINTAGE, UNIDENTIFIED],
        "units": {"troops": "persons", "losses": "persons per month of 30 days", "advance": "km² per month of 30 days"},
        "posterior": _provenance(calibration, found, columns, nuisances, settings),
        "sources": [
            {
                "role": role,
                "title": series.source,
                "series": series.label,
                "licence": series.licence,
                "first_day": series.days[0],
                "last_day": series.days[-1],
                "n": len(series.days),
                "sha256_of_rows_used": series.sha256,
            }
            for role, series in cut.items()
        ],
        "parameter": rows,
        "correlation": copula(kept),
        "observer": [observer.table for observer in _observers(names, cut)],
    }


def window(series: Mapping[str, DailySeries], *, war: War, as_of: date) -> Spans:
    """What a fit of `war` as of a day is made from: its series by role as `fit_baseline` takes them, cut into spans.

    Raises:
        DataError: as `fit_baseline`.
    """
    return _spans(war, _cut(series, war, as_of), as_of)


def _names(war: War, cut: Mapping[str, KnownSeries]) -> dict[str, str]:
    return {role: war.series.get(role, role) for role in cut}


def _spans(war: War, cut: Mapping[str, KnownSeries], as_of: date) -> Spans:
    names = _names(war, cut)
    return spans(cut[LOSSES], {names[role]: found for role, found in cut.items() if role != LOSSES}, as_of)


def _age(row: Mapping[str, Any], as_of: date) -> tuple[int, int]:
    """How well a row serves at `as_of`: dated before undated before too late; the later the better."""
    dated = row.get("dated")
    if dated is None:
        return 1, 0
    return (2, dated.toordinal()) if dated <= as_of else (0, 0)


def _cut(series: Mapping[str, DailySeries], war: War, as_of: date) -> dict[str, KnownSeries]:
    cut = {role: known(found, as_of) for role, found in series.items() if found.days[0] <= as_of}
    for role in REQUIRED_SERIES:
        if role not in cut:
            raise DataError(f"{war.name} has no series {role!r} by {as_of}; wanted one")
    for found in cut.values():
        age = (as_of - found.days[-1]).days
        if age > STALE_DAYS:
            raise DataError(
                f"{found.label} ends on {found.days[-1]}, {age} days before {as_of}; wanted at most {STALE_DAYS}. "
                "Fit as of an earlier day, or bring the series up to date."
            )
    # the reference map first, whatever the order they came in
    return {role: cut[role] for role in (*REQUIRED_SERIES, *sorted(set(cut) - set(REQUIRED_SERIES)))}


def _rows(
    calibration: Calibration, found: Posterior, columns: Mapping[str, np.ndarray], cut: Mapping[str, KnownSeries],
    nuisances: list[str],
) -> list[Row]:  # fmt: skip
    """The rows of all that was fitted: what the filters know at the end, then what has a prior of its own."""
    losses, area = cut[LOSSES], cut[AREA]
    claims = (
        f"{losses.label}, spans of ten days in {_window(calibration.found.log_claims.size / 3)} to {losses.days[-1]}"
    )
    maps = " and ".join(series.label for role, series in cut.items() if role != LOSSES)
    months = f"{maps}, {_window(len(calibration.found.rates))} to {area.days[-1]}"
    unit = "km²/month"
    latent = (
        ("loss_rate_attacker", "lognormal", "persons/month", "losses of {attacker} a month, as claimed", claims,
         "well, as a claim of its enemy: by the daily series itself"),
        ("tempo_sd", "lognormal", "1", "monthly shock to the tempo", claims,
         f"loosely: the size of shocks wanders, and this is of the next {AHEAD_MONTHS} months"),
        ("advance_recent", "normal", unit, "recent rate of advance", months,
         "by the last months of one war, within the bias and noise of its maps"),
        ("advance_mean", "normal", unit, "mean rate of advance, unless stalled", months,
         f"loosely: it wanders, and this is its average over the next {AHEAD_MONTHS} months"),
        ("advance_sd", "lognormal", unit, "monthly shock to the rate of advance, unless stalled", months,
         f"loosely: the size of shocks wanders, and this is of the next {AHEAD_MONTHS} months"),
    )  # fmt: skip
    rows = [
        fitted_row(name, family, marginal(columns[name], family), of, (label, source, words))
        for name, family, of, label, source, words in latent
    ]
    for prior, point in zip(calibration.priors, found.points, strict=True):
        if prior.name in nuisances:
            continue
        label, source = _told(prior.name, claims, months)
        rows.append(prior_row(prior, columns[prior.name], (label, source, learnt(point, "by the series"))))
    return rows


def _told(name: str, claims: str, months: str) -> tuple[str, str]:
    """Label and source of a fitted parameter."""
    labels = {
        "loss_noise": ("spread of losses from step to step", claims),
        "advance_persistence": ("persistence of the rate of advance over a month", months),
    }
    if name in labels:
        return labels[name]
    kind, series = name.split("_", 1)
    what = "published per km² moved" if kind == "bias" else "monthly noise"
    return f"{what}, series {series}", months


def _window(months: float) -> str:
    return f"the {months:.0f} months"


def _still(found: Spans) -> bool:
    """Whether the reference map shows a front that has stood still for months."""
    rates = np.abs(found.rates[:, 0])
    return bool(np.all(rates[-STILL_MONTHS:] <= STILL_SHARE * float(np.median(rates[:-STILL_MONTHS]))))


def _provenance(
    calibration: Calibration, found: Posterior, columns: Mapping[str, np.ndarray], nuisances: list[str],
    settings: Settings,
) -> dict[str, Any]:  # fmt: skip
    """How the posterior was made, and what it holds beside the parameters of the world."""
    first, *others = calibration.found.areas
    ratios = [
        {"name": f"bias_{other} / bias_{first}",
         "median_and_log_sd": [rounded(value, 4) for value in
                               marginal(columns[f"bias_{other}"] / columns[f"bias_{first}"], "lognormal")]}
        for other in others
    ]  # fmt: skip
    return {
        "method": "tempered sequential Monte Carlo over a joint observation model of losses and areas",
        "particles": settings.particles,
        "seed": SEED,
        "temperatures": len(found.temperatures) - 1,
        "least_effective_particles": round(found.ess),
        "acceptance_of_last_moves": round(found.acceptance, 2),
        "log_evidence": round(found.log_evidence, 2),
        "window_months": WINDOW_MONTHS,
        "outlier_share": OUTLIER_SHARE,
        "nuisance": [
            {"name": prior.name, "family": prior.family, "unit": prior.unit,
             "parameters": [rounded(value, 4) for value in marginal(columns[prior.name], prior.family)],
             "prior": list(prior.parameters), "identified": learnt(point, "by the series")}
            for prior, point in zip(calibration.priors, found.points, strict=True) if prior.name in nuisances
        ],
        "ratio": ratios,
    }  # fmt: skip


def _observers(names: Mapping[str, str], cut: Mapping[str, KnownSeries]) -> list[Observer]:
    """The published series as observers: claims over the prior's truth per claim, areas with bias and walk."""
    return [
        Observer(name=names[role], measure=LOSSES, label=series.label, bias="claim_bias", inverse=True)
        if role == LOSSES
        else Observer(name=names[role], measure="area_km2", label=series.label, bias=f"bias_{names[role]}",
                      walk=f"walk_{names[role]}")
        for role, series in cut.items()
    ]  # fmt: skip
