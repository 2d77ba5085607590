"""Every instrument after every kind of event: what it did, how sure that is among all that were tried, and what of it
could have been foretold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from contingent.core.exposure import LEAST_YEARS, Effect, Tie
from contingent.core.watching import Series
from contingent.scoring.compare import Comparison, compare
from contingent.watching.exposure.event_study import EventStudy, event_study
from contingent.watching.exposure.forecast import (
    EVENTS,
    SCALED,
    UNCONDITIONAL,
    Past,
    Priors,
    Scores,
    scored_forecasts,
)
from contingent.watching.exposure.shocks import days_of, shocks, tuned_threshold
from contingent.watching.exposure.ties import ExposureMap
from contingent.watching.exposure.track import Track, track_of

#: observations: a day, a week and a month of trading; a month and a quarter of monthly means
WINDOWS = {"daily": (1, 5, 20), "weekly": (1, 4), "monthly": (1, 3)}
DAYS_OF = {"daily": 1, "weekly": 7, "monthly": 30}
NAMES_OF = {"daily": "trading day", "weekly": "week", "monthly": "month"}
#: what was tuned, was tuned on days up to this one; what is scored begins after it
TUNED_UNTIL = date(2000, 12, 31)
SCORED_FROM = date(2001, 1, 1)
#: how many events a year a threshold may make, chosen before any price was looked at
EVENTS_PER_YEAR = 4.0
#: weights of the past of all days that are tried
WEIGHTS = (5.0, 20.0, 80.0, 320.0)
UNIT = "%"
TOO_FEW = "too few events that can be measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """One instrument over one window after one kind of event: the study, its q among all tried, and the forecasts.

    `q_rarer` and `q_commoner` are q with half and with twice as many events a year.
    """

    tie: Tie
    cadence: str
    study: EventStudy
    q: float
    scores: Scores | None
    q_rarer: float | None = None
    q_commoner: float | None = None

    @property
    def window_days(self) -> int:
        """The window in trading days of a daily series, in days of one of weeks (7 each) or months (30 each)."""
        return DAYS_OF[self.cadence] * self.study.window


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposures:
    """All that was tried: events by kind, the thresholds that made them, the priors, the rows, and what fell out."""

    events: Mapping[str, tuple[date, ...]]
    thresholds: Mapping[str, float]
    priors: Priors
    rows: tuple[Exposed, ...]
    untried: tuple[tuple[str, str], ...]
    unlogged: Mapping[str, int]


def exposures(series: Mapping[str, Series], ties: ExposureMap, *, as_of: date, seed: int) -> Exposures:
    """Every measured kind of event by every instrument and window, from what was known at the end of `as_of`.

    Thresholds and priors are tuned on days up to `TUNED_UNTIL`; forecasts are scored from `SCORED_FROM` on.

    Raises:
        DataError: an index of news is missing its first years, so that no threshold can be tuned.
    """
    tracks = {one.name: tracked(series[one.name], since=one.since, as_of=as_of)
              for one in ties.instruments if one.name in series}  # fmt: skip
    thresholds, events = events_of(series, ties, as_of=as_of, per_year=EVENTS_PER_YEAR)
    found, untried = _studies(tracks, events, ties, seed=seed)
    priors = tuned_priors(tracks, events)
    pasts = {(name, window): Past.of(track, window) for name, track in tracks.items()
             for window in WINDOWS[track.cadence]}  # fmt: skip
    beside = [
        _false_rates(_studies(tracks, events_of(series, ties, as_of=as_of, per_year=times * EVENTS_PER_YEAR)[1], ties,
                              seed=seed)[0])
        for times in (0.5, 2.0)
    ]  # fmt: skip
    q = _false_rates(found)
    return Exposures(
        events=events,
        thresholds=thresholds,
        priors=priors,
        rows=tuple(
            Exposed(
                tie=tie, cadence=tracks[tie.instrument].cadence, study=study, q=q[_key(tie, study)],
                q_rarer=beside[0].get(_key(tie, study)), q_commoner=beside[1].get(_key(tie, study)),
                scores=scored_forecasts(
                    tracks[tie.instrument], events[tie.event], window=study.window, priors=priors, first=SCORED_FROM,
                    past=pasts[tie.instrument, study.window],
                ),
            )
            for tie, study in found
        ),
        untried=tuple(
            [(one.label, "no such series in the folder") for one in ties.instruments if one.name not in tracks]
            + [(kind.label, "no index of news measures it") for kind in ties.kinds if kind.name not in events]
            + untried
        ),
        unlogged={name: track.unlogged for name, track in tracks.items() if track.unlogged},
    )  # fmt: skip


def events_of(
    series: Mapping[str, Series], ties: ExposureMap, *, as_of: date, per_year: float
) -> tuple[dict[str, float], dict[str, tuple[date, ...]]]:
    """The threshold and the events of each kind whose index is there, tuned on days up to `TUNED_UNTIL`."""
    thresholds, events = {}, {}
    for kind in ties.measured:
        index = series.get(kind.series or "")
        if index is not None:
            known = index.until(as_of)
            thresholds[kind.name] = tuned_threshold(known, until=min(TUNED_UNTIL, as_of), per_year=per_year)
            events[kind.name] = days_of(shocks(known, threshold=thresholds[kind.name]))
    return thresholds, events


Studies = list[tuple[Tie, EventStudy]]


def _studies(
    tracks: Mapping[str, Track], events: Mapping[str, Sequence[date]], ties: ExposureMap, *, seed: int
) -> tuple[Studies, list[tuple[str, str]]]:
    """Every look that could be taken, and those for which there were too few events."""
    found: Studies = []
    untried = []
    for kind in ties.measured:
        for one in ties.instruments:
            if kind.name not in events or one.name not in tracks:
                continue
            track = tracks[one.name]
            for window in WINDOWS[track.cadence]:
                study = event_study(track, events[kind.name], window=window, seed=seed)
                if study is None:
                    untried.append((f"{one.label} after {kind.label}, {span(track.cadence, window)}", TOO_FEW))
                else:
                    found.append((ties.tie(kind, one), study))
    return found, untried


def span(cadence: str, window: int) -> str:
    """A window in words, such as "3 months"."""
    return f"{window} {NAMES_OF[cadence]}{'' if window == 1 else 's'}"


def _false_rates(found: Studies) -> dict[tuple[str, str, int], float]:
    """The false discovery rate of each look among all of them."""
    from scipy.stats import false_discovery_control

    if not found:
        return {}
    q = false_discovery_control([study.p for _, study in found])
    return {_key(tie, study): float(own) for (tie, study), own in zip(found, q, strict=True)}


def _key(tie: Tie, study: EventStudy) -> tuple[str, str, int]:
    return tie.event, tie.instrument, study.window


def tracked(series: Series, *, since: date | None, as_of: date) -> Track:
    """The series as a track of what was known by `as_of`, from `since` on."""
    track = track_of(series).until(as_of)
    if since is None:
        return track
    first = int(np.searchsorted(track.days, since.toordinal()))
    return replace(track, days=track.days[first:], logs=track.logs[first:])


def tuned_priors(tracks: Mapping[str, Track], events: Mapping[str, Sequence[date]]) -> Priors:
    """The weights of the past of all days whose forecasts up to `TUNED_UNTIL` scored best over all; 80 where none could
    be made.

    The scores of a size are in units of what recent volatility made one expect, so that no instrument weighs most.
    """
    known = [track.until(TUNED_UNTIL) for track in tracks.values()]
    pasts = [(track, window, Past.of(track, window)) for track in known for window in WINDOWS[track.cadence]]
    direction, size = {}, {}
    for weight in WEIGHTS:
        priors = Priors(direction=weight, size=weight)
        found = [
            scored_forecasts(track, days, window=window, priors=priors, first=date.min, past=past)
            for track, window, past in pasts
            for days in events.values()
        ]
        scored = [one for one in found if one is not None]
        if scored:
            direction[weight] = float(np.concatenate([one.brier[EVENTS] for one in scored]).mean())
            size[weight] = float(np.concatenate([one.crps[EVENTS] / one.recent for one in scored]).mean())
    if not direction:
        return Priors(direction=80.0, size=80.0)
    return Priors(direction=min(direction, key=direction.__getitem__), size=min(size, key=size.__getitem__))


# ------------------------------------------------------------------- as values that can be shipped


def effect(row: Exposed, *, seed: int) -> Effect | None:
    """The row as an effect with all its figures; None where it lacks one.

    That is: no forecast could be scored, all events lie in one year, or the baseline was never wrong, so that nobody
    can save a share of its score. Forecasts of fewer than `LEAST_YEARS` years leave the skills without a range.
    """
    if row.scores is None or row.study.interval is None:
        return None
    if min(row.scores.brier[UNCONDITIONAL].mean(), row.scores.crps[SCALED].mean()) <= 0.0:
        return None
    direction = against(row.scores, "brier", UNCONDITIONAL, seed=seed)
    size = against(row.scores, "crps", SCALED, seed=seed)
    skill, low, high = skill_range(direction, row.scores.brier[UNCONDITIONAL])
    of_size, size_low, size_high = skill_range(size, row.scores.crps[SCALED])
    return Effect(
        tie=row.tie,
        window_days=row.window_days,
        events=len(row.study.days),
        mean=100.0 * row.study.mean,
        low=100.0 * row.study.interval[0],
        high=100.0 * row.study.interval[1],
        unit=UNIT,
        p=row.study.p,
        q=row.q,
        up=row.study.up,
        usual_up=row.study.usual_up,
        skill_direction=skill,
        skill_direction_low=low,
        skill_direction_high=high,
        skill_size=of_size,
        skill_size_low=size_low,
        skill_size_high=size_high,
        verdict=verdict(direction, size),
        first_event=row.study.days[0],
        last_event=row.study.days[-1],
        q_rarer=row.q_rarer,
        q_commoner=row.q_commoner,
    )


def against(scores: Scores, rule: str, baseline: str, *, seed: int) -> Comparison:
    """Our scores by "brier" or "crps" beside a baseline's, years resampled whole."""
    values = scores.brier if rule == "brier" else scores.crps
    return compare(
        values[EVENTS], values[baseline], [day.year for day in scores.days], seed=seed, least_clusters=LEAST_YEARS
    )


def skill_range(compared: Comparison, reference: np.ndarray) -> tuple[float, float | None, float | None]:
    """The share of the baseline's mean score that ours saves, with the interval of the difference, if it has one."""
    mean = float(reference.mean())
    if compared.interval is None:
        return -compared.difference / mean, None, None
    low, high = compared.interval
    return -compared.difference / mean, -high / mean, -low / mean


def verdict(direction: Comparison, size: Comparison) -> str:
    """What past events were worth for a forecast, in words, whichever way it fell."""
    parts = []
    for name, compared, beside in (
        ("direction", direction, "the unconditional distribution"),
        ("size", size, "the unconditional distribution at the same recent volatility"),
    ):
        if compared.difference < 0.0 and compared.interval is not None and compared.interval[1] < 0.0:
            parts.append(f"the {name} beats {beside} out of sample")
        elif compared.difference < 0.0:
            parts.append(f"the {name} is ahead of {beside} out of sample, but chance is not excluded")
        else:
            parts.append(f"the {name} does not beat {beside} out of sample")
    return f"Forecast from past events, {'; '.join(parts)}."
