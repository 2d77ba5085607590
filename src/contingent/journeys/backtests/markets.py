"""Prices after jumps of geopolitical risk: what they did, and what of it past events foretold, the future hidden."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from contingent.core.errors import DataError
from contingent.core.sockets import Pool
from contingent.core.watching import Series
from contingent.journeys.exposures import studied
from contingent.journeys.progress import Say, silent
from contingent.journeys.touched import exposure_map
from contingent.report.backtests.backtest import Backtest
from contingent.report.backtests.markets import (
    OWN,
    SCALED,
    UNCONDITIONAL,
    WALK,
    Forecasts,
    Looked,
    charts,
    figures,
    grouped,
    pool_words,
    summary,
    verdicts,
)
from contingent.report.touches.words import ahead_words
from contingent.watching.exposure.effects import EVENTS_PER_YEAR, SCORED_FROM, TOO_FEW, TUNED_UNTIL, Exposed, Exposures
from contingent.watching.exposure.ties import Kind

WHO = {
    OWN: "ours: the share of rises after past events, drawn towards that of all past days, and the sizes after past "
    "events at today's volatility, mixed with those of all past days",
    UNCONDITIONAL: "the share of rises and the sizes of all past windows, as they were",
    SCALED: "the same, the sizes at today's recent volatility: what is owed to volatility and to no event",
    WALK: "a coin, and a normal of recent volatility without drift",
}
NOTES = (
    "An event is a day on which an index of newspapers (Caldara and Iacoviello) jumped beyond what its past let one "
    "expect; days within thirty of its first are the same event. A newspaper tells of the day before, so a study's "
    "window opens with that day; a forecast is made at the end of the event's own day.",
    "Abnormal: less the mean of an estimation window that ends before the event. p: the events' calendar moved as a "
    "whole to other places in history. q: among all looks (Benjamini and Hochberg); rarer and commoner: with "
    "thresholds for half and for twice as many events a year.",
    "Sizes are absolute log returns; CRPS is in units of what recent volatility made one expect, so that instruments "
    "can be pooled. Intervals resample whole years. An event counts once for each kind that it is of.",
    "Gold and currencies are means over months: a month's mean hides what happened within it, and neighbouring changes "
    "of means are correlated by the averaging itself (Working 1960), in events and baselines alike.",
    "No index here falls when risk eases, and no dated list of strikes on energy is at hand: neither is tried.",
    "The index was revised after the fact, and it is published up to a week late: a reader of the day knew less.",
    "A price that moves with news need not be moved by it. Past events, not a forecast; not investment advice.",
)


def backtest_markets(
    folder: Path,
    *,
    as_of: date,
    seed: int = 1,
    pool: Pool | None = None,
    kept: Path | None = None,
    say: Say = silent,
) -> Backtest:
    """Every instrument of the map after every kind of event, studied and forecast, beside what needs no events.

    `pool` and `kept` change nothing: the whole takes seconds.

    Raises:
        DataError: the index of geopolitical risk or every instrument is missing, or no event could be studied.
    """
    found, series, reading = studied(folder, as_of=as_of, seed=seed)
    if not found.rows:
        why = "; ".join(f"{label}: {reason}" for label, reason in found.untried if reason == TOO_FEW)
        raise DataError(
            f"no instrument could be studied after any kind of event by {as_of} ({why}); wanted years of prices that "
            "move, before and after events, or a later --as-of"
        )
    kinds = {kind.name: kind for kind in exposure_map().kinds}
    looks = [looked(row, kinds[row.tie.event]) for row in found.rows]
    say("Scoring the forecasts")
    rows = figures(looks, seed=seed)
    pools, own = grouped(looks, "pool"), grouped(looks, "own_slice")
    studies = {look.study_slice: look for look in looks}
    return Backtest(
        name="markets",
        title="Prices after jumps of geopolitical risk: what they did, and what could be foretold",
        data_through=max(one.dates[-1] for one in series.values()),
        rows=tuple(rows),
        summary=summary(looks, tried=len(found.rows), seed=seed),
        verdicts=tuple(verdicts(looks, seed=seed)),
        charts=tuple(charts(looks, seed=seed)),
        forecasters=tuple(WHO.items()),
        slices=(
            *((name, _study_words(look)) for name, look in studies.items()),
            *((name, f"Forecasts: {pool_words(one[0]).lower()}, all instruments and kinds of events")
              for name, one in pools.items()),
            *((name, f"Forecasts: {one[0].label}, {ahead_words(one[0].window_days)}") for name, one in own.items()),
        ),
        folded=(*(name for name, look in studies.items() if look.monthly), *own),
        headings=tuple((name, "Price") for name in studies),
        notes=(*NOTES, *_fell_out(found), *(f"{note}." for note in reading)),
        made=_made(found, series, as_of=as_of, seed=seed),
    )  # fmt: skip


def stages(folder: Path, *, as_of: date) -> int:
    """How many times a backtest of the same arguments says where it is."""
    return 1


def looked(row: Exposed, kind: Kind) -> Looked:
    """The row in the form that is drawn and told: percent, and scores in units of recent volatility."""
    study, scores = row.study, row.scores
    return Looked(
        kind=kind.name,
        kind_label=kind.label,
        instrument=row.tie.instrument,
        label=row.tie.label,
        monthly=row.cadence == "monthly",
        window_days=row.window_days,
        events=len(study.days),
        first=study.days[0],
        last=study.days[-1],
        mean=100.0 * study.mean,
        interval=None if study.interval is None else (100.0 * study.interval[0], 100.0 * study.interval[1]),
        p=study.p,
        q=row.q,
        q_rarer=row.q_rarer,
        q_commoner=row.q_commoner,
        up=study.up,
        usual_up=study.usual_up,
        placebo=100.0 * study.placebo,
        forecasts=None
        if scores is None
        else Forecasts(
            years=tuple(day.year for day in scores.days),
            brier=scores.brier,
            crps={who: values / scores.recent for who, values in scores.crps.items()},
        ),
    )


def _study_words(look: Looked) -> str:
    often = "Monthly" if look.monthly else "Daily"
    return f"{often} prices after {look.kind_label}, beyond what they do anyway"


def _fell_out(found: Exposures) -> list[str]:
    """What was not tried, and what could not be measured, counted."""
    notes = [f"Not tried: {label} ({why})." for label, why in found.untried]
    notes += [
        f"{name}: {count} value{'' if count == 1 else 's'} not above 0, so without a logarithm; windows that begin or "
        "end there are left out."
        for name, count in sorted(found.unlogged.items())
    ]
    gone = {row.tie.label: row.study.unmeasured for row in found.rows if row.study.unmeasured}
    if gone:
        told = ", ".join(f"{label} {count}" for label, count in gone.items())
        notes.append(f"Events without a window (before the series, under a closed market, two in a month): {told}.")
    return notes


def _made(found: Exposures, series: Mapping[str, Series], *, as_of: date, seed: int) -> tuple[tuple[str, str], ...]:
    kinds = {kind.name: kind.label for kind in exposure_map().kinds}
    events = "; ".join(
        f"{kinds[name]}: {len(days)} from {days[0]} to {days[-1]}, threshold {found.thresholds[name]:.2f} standard "
        "deviations"
        for name, days in found.events.items()
        if days
    )
    return (
        ("Make it again", f"contingent backtest markets --as-of {as_of} --seed {seed}"),
        ("Events", events),
        ("Tuned", f"on days to {min(TUNED_UNTIL, as_of)}: thresholds for at most {EVENTS_PER_YEAR:g} events a year, "
         f"before any price was looked at; past days weigh as {found.priors.direction:g} events in a direction and "
         f"{found.priors.size:g} in a size"),
        ("Scored", f"forecasts of events from {SCORED_FROM} on, each from windows that were over before it"),
        ("Series", "; ".join(sorted({one.source for one in series.values()}))),
    )  # fmt: skip
