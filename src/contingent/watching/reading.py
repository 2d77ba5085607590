"""One series read over one period: every statistic beside the range expected of it had nothing changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float
from scipy.special import expit

from contingent.core.errors import DataError
from contingent.core.keys import stream_key
from contingent.core.watching import Cadence, ChangePoint, Reading, Series, Watched
from contingent.watching.change_points import What, calibrated_power, chances, scores, steps
from contingent.watching.change_points import changes as find_changes
from contingent.watching.expected import Expected, learn
from contingent.watching.foreseen import foreseen
from contingent.watching.inflections import inflection
from contingent.watching.rare import draw_rare, is_rare
from contingent.watching.scales import Scale, scale
from contingent.watching.statistics import half_sample_mode, moments, outside, tolerance_interval
from contingent.watching.tails import chance

#: how long before the period the reference reaches, in days
REFERENCE_DAYS = {"daily": 1096, "weekly": 2557, "monthly": 7305}
#: a period of fewer observations than this is lengthened (weekly, monthly) or not read (daily)
LEAST_PERIOD = {"daily": 8, "weekly": 12, "monthly": 12}
LEAST_REFERENCE = {"daily": 120, "weekly": 78, "monthly": 60}
DAYS_BETWEEN = {"daily": 1, "weekly": 7, "monthly": 31}
#: a series whose last value is older than this at `as_of` is not read
STALE_DAYS = {"daily": 14, "weekly": 28, "monthly": 100}
DRAWS = 4000
EXPECTED_SHARE = 0.95
#: of the paths, as many are searched for changes, and fewer to find what a day may count for
CHANGE_DRAWS, CALIBRATING_DRAWS = 1000, 300
CHANGE_TOLD_FROM = 0.5


class UnreadError(DataError):
    """A series that cannot be read: the reason, in words. Caught in `watch`, which lists it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The stretch that is watched and the one before it, on the series' scale."""

    scale: Scale
    first: date
    dates: tuple[date, ...]
    period: Float[np.ndarray, " day"]
    reference_dates: tuple[date, ...]
    reference: Float[np.ndarray, " earlier"]


def period_length(cadence: Cadence, period_days: int) -> int:
    """The days watched when `period_days` are asked for: of weekly and monthly values twelve at least.

    >>> period_length("daily", 30), period_length("weekly", 30), period_length("monthly", 30)
    (30, 84, 372)
    """
    between = DAYS_BETWEEN[cadence]
    return max(period_days, LEAST_PERIOD[cadence] * between) if between > 1 else period_days


def window(series: Series, *, as_of: date, period_days: int) -> Window:
    """The watched days and their reference. Raises: UnreadError, with the reason, where either is too short or old."""
    if not series.dates:
        raise UnreadError(f"no value by {as_of}")
    if (as_of - series.dates[-1]).days > STALE_DAYS[series.cadence]:
        raise UnreadError(f"its last value is of {series.dates[-1]}, {(as_of - series.dates[-1]).days} days old")
    length = period_length(series.cadence, period_days)
    first = as_of - timedelta(days=length - 1)
    found_scale = scale(series, before=first, after=first - timedelta(days=REFERENCE_DAYS[series.cadence]))
    split = sum(day < first for day in found_scale.dates)
    dates, reference_dates = found_scale.dates[split:], found_scale.dates[:split]
    # a calendar shifts a weekly or monthly value across the period's first day
    least = LEAST_PERIOD[series.cadence] - (series.cadence != "daily")
    if len(dates) < least:
        raise UnreadError(f"{len(dates)} values in the {length} days to {as_of}; {least} are needed")
    if len(reference_dates) < LEAST_REFERENCE[series.cadence]:
        needed = LEAST_REFERENCE[series.cadence]
        raise UnreadError(f"{len(reference_dates)} values before the period; {needed} are needed to know its range")
    reference = found_scale.told[:split]
    still = float(np.ptp(reference)) <= 1e-12 * max(float(np.abs(reference).max()), 1e-300)
    if still and not is_rare(series.kind, reference):
        raise UnreadError(f"every value of its reference is the same ({reference[0]:g})")
    return Window(
        scale=found_scale, first=first, dates=dates, period=found_scale.told[split:],
        reference_dates=reference_dates, reference=reference,
    )  # fmt: skip


def read(series: Series, *, as_of: date, period_days: int, seed: int) -> Watched:
    """The series over the period, each test with its p and without q. Raises: UnreadError where it cannot be read."""
    seen = window(series, as_of=as_of, period_days=period_days)
    rng = np.random.Generator(np.random.Philox(key=stream_key("watch", series.name, as_of.isoformat(), seed)))
    if is_rare(series.kind, seen.reference):
        return _read_rare(series, seen, rng, notes=_notes(series, seen, as_of=as_of, period_days=period_days))
    expected = learn(seen.scale.forward(seen.reference))
    paths = expected.draw(seen.period.size, draws=DRAWS, rng=rng)
    drawn = seen.scale.back(paths)
    readings = _plain_and_tested(seen, drawn)
    changed, changes = _changes(seen, expected, paths, as_of=as_of)
    turned = _inflection(seen, expected, rng)
    notes = _notes(series, seen, as_of=as_of, period_days=period_days)
    return _watched(series, seen, drawn, readings=(*readings, *changed, *turned), changes=changes, notes=notes)


def _notes(series: Series, seen: Window, *, as_of: date, period_days: int) -> tuple[str, ...]:
    length = (as_of - seen.first).days + 1
    if length <= period_days:
        return seen.scale.notes
    return (*seen.scale.notes, f"{series.cadence} values: watched over the {length} days to {as_of}, not {period_days}")


def _watched(
    series: Series, seen: Window, drawn: Float[np.ndarray, "draw day"], *, readings: tuple[Reading, ...],
    changes: tuple[ChangePoint, ...], notes: tuple[str, ...],
) -> Watched:  # fmt: skip
    return Watched(
        series=series.name, label=series.label, kind=series.kind, unit=series.unit, place=series.place,
        first=seen.dates[0], last=seen.dates[-1], last_value=series.values[-1], observations=len(seen.dates),
        reference_first=seen.reference_dates[0], reference_last=seen.reference_dates[-1],
        readings=readings, changes=changes, words=(), notes=notes,
        expected=foreseen(series, seen.dates, drawn, wanders=seen.scale.wanders, compounds=seen.scale.compounds),
    )  # fmt: skip


def _read_rare(series: Series, seen: Window, rng: np.random.Generator, *, notes: tuple[str, ...]) -> Watched:
    """A count that is nearly always zero: its mean alone is tested, and only for being high."""
    rare = draw_rare(seen.reference, seen.period.size, draws=DRAWS, rng=rng)
    drawn = rare.unconditional(rng)
    high = float(np.quantile(drawn.mean(axis=-1), EXPECTED_SHARE))
    mean = Reading(
        statistic="mean", label="mean", value=float(seen.period.mean()), unit=seen.scale.unit, low=0.0, high=high,
        p=rare.p(float(seen.period.sum())), q=None, left=False,
    )  # fmt: skip
    share = _plain("above", "share of values above zero", 100 * float((seen.period > 0).mean()), "%", None)
    above = int((seen.reference > 0).sum())
    note = f"{above} of the {seen.reference.size:,} values of its reference are above zero: its mean alone is tested"
    return _watched(series, seen, drawn, readings=(mean, share), changes=(), notes=(*notes, note))


def _plain_and_tested(seen: Window, drawn: Float[np.ndarray, "draw day"]) -> list[Reading]:
    told, unit, of = seen.period, seen.scale.unit, seen.scale.of
    mean, spread, skewness, kurtosis = (float(value) for value in moments(told))
    drawn_mean, drawn_spread, drawn_skewness, drawn_kurtosis = moments(drawn)
    drawn_median = np.median(drawn, axis=-1)
    earlier = float(seen.reference[-told.size :].mean())
    readings = [
        _tested("mean", f"mean{of}", mean, unit, drawn_mean),
        _tested("median", f"median{of}", float(np.median(told)), unit, drawn_median),
        _plain("mode", f"mode{of} (half-sample)", half_sample_mode(told), unit),
        # what came before is given, so that this has the chance of the mean: told, and not tested twice
        _plain(
            "difference",
            f"difference{of} to as many days before, in the mean",
            mean - earlier,
            unit,
            drawn_mean - earlier,
        ),
        _tested("spread", f"spread{of or ' about its mean'}", spread, unit, drawn_spread),
        _plain("variance", f"variance{of}", spread**2, f"{unit}²", drawn_spread**2),
        _tested("skewness", f"skewness{of}", skewness, "", drawn_skewness),
        _tested("kurtosis", f"excess kurtosis{of}", kurtosis, "", drawn_kurtosis),
    ]
    band = tolerance_interval(seen.reference)
    if band is not None:
        share = float(outside(told, band))
        label = f"share{of or ' of days'} outside {band[0]:.3g} to {band[1]:.3g}"
        readings.append(_tested("outside", label, 100 * share, "%", 100 * outside(drawn, band), upper_only=True))
    if seen.scale.wanders:
        away, drawn_away = farthest(told, seen.scale.compounds), farthest(drawn, seen.scale.compounds)
        reading = _tested("farthest", "farthest distance from where it stood", float(away), unit, drawn_away)
        readings.append(reading)
    return readings


def farthest(told: Float[np.ndarray, "*draw day"], compounds: bool) -> Float[np.ndarray, "*draw"]:
    """How far from its start the level went at most, up or down, in per cent (returns) or its unit (changes)."""
    path = np.cumsum(told, axis=-1)
    top, bottom = path.max(axis=-1), path.min(axis=-1)
    away = np.where(top >= -bottom, top, bottom)
    return np.asarray(100 * np.expm1(np.minimum(away, 1000.0) / 100) if compounds else away)


def _tested(
    statistic: str, label: str, value: float, unit: str, drawn: Float[np.ndarray, " draw"], *, upper_only: bool = False
) -> Reading:
    tail = (1 - EXPECTED_SHARE) if upper_only else (1 - EXPECTED_SHARE) / 2
    low = float(drawn.min()) if upper_only else float(np.quantile(drawn, tail))
    return Reading(
        statistic=statistic, label=label, value=value, unit=unit, low=low, high=float(np.quantile(drawn, 1 - tail)),
        p=chance(value, drawn, upper_only=upper_only), q=None, left=False,
    )  # fmt: skip


def _plain(
    statistic: str, label: str, value: float, unit: str, drawn: Float[np.ndarray, " draw"] | None = None
) -> Reading:
    tail = (1 - EXPECTED_SHARE) / 2
    low, high = (None, None) if drawn is None else (float(end) for end in np.quantile(drawn, (tail, 1 - tail)))
    return Reading(
        statistic=statistic, label=label, value=value, unit=unit, low=low, high=high, p=None, q=None, left=False
    )


def _changes(
    seen: Window, expected: Expected, paths: Float[np.ndarray, "draw day"], *, as_of: date
) -> tuple[list[Reading], tuple[ChangePoint, ...]]:
    before = scores(expected.reference[-max(seen.period.size, 12) :], expected.surprises)
    first = before.size
    drawn = scores(expected.whitened(paths[:CHANGE_DRAWS]), expected.surprises)
    drawn = np.concatenate([np.broadcast_to(before, (drawn.shape[0], first)), drawn], axis=-1)
    now = np.concatenate([before, scores(expected.whitened(seen.scale.forward(seen.period)), expected.surprises)])
    told = np.concatenate([seen.reference[-first:], seen.period])
    dates = (*seen.reference_dates[-first:], *seen.dates)
    readings: list[Reading] = []
    changes: list[ChangePoint] = []
    kinds: tuple[What, What] = ("level", "spread")
    for what in kinds:
        stepped, drawn_steps = steps(now, what, first=first), steps(drawn, what, first=first)
        power = calibrated_power(drawn_steps[:CALIBRATING_DRAWS], what, first=first)
        odds = float(chances(stepped[None], what, first=first, power=power).odds[0])
        drawn_odds = chances(drawn_steps, what, first=first, power=power).odds
        readings.append(
            Reading(
                statistic=f"change_{what}", label=f"change of {what}{seen.scale.of}", value=100 * float(expit(odds)),
                unit="%", low=0.0, high=100 * float(expit(np.quantile(drawn_odds, EXPECTED_SHARE))),
                p=chance(odds, drawn_odds, upper_only=True), q=None, left=False,
            )
        )  # fmt: skip
        at = find_changes(stepped, what, first=first, power=power, least=CHANGE_TOLD_FROM)
        ends = [0, *(one.place for one in at), len(dates)]
        for place, one in enumerate(at):
            left, right = told[ends[place] : ends[place + 1]], told[ends[place + 1] : ends[place + 2]]
            of = np.mean if what == "level" else _spread
            changes.append(
                ChangePoint(
                    what=what, day=dates[one.place], earliest=dates[one.earliest], latest=dates[one.latest],
                    probability=one.probability, before=float(of(left)), after=float(of(right)), unit=seen.scale.unit,
                )
            )  # fmt: skip
    return readings, tuple(sorted(changes, key=lambda change: (change.day, change.what)))


def _spread(values: Float[np.ndarray, " day"]) -> float:
    return float(values.std(ddof=1)) if values.size > 1 else 0.0


def _inflection(seen: Window, expected: Expected, rng: np.random.Generator) -> list[Reading]:
    level = np.cumsum(seen.period) if seen.scale.wanders else seen.period
    memory = 0.95 if seen.scale.wanders else float(expected.memory.sum())
    turned = inflection(level, memory=memory, rng=rng)
    if turned is None:
        return []
    last = seen.dates[-1]
    before = [(last - seen.dates[round(place)]).days for place in (turned.place, turned.high, turned.low)]
    way = "from bending downward to upward" if turned.upward else "from bending upward to downward"
    label = f"inflection of the smoothed level, {way} (chance {turned.chance:.0%})"
    return [
        Reading(
            statistic="inflection", label=label, value=float(before[0]), unit="days before the last value",
            low=float(before[1]), high=float(before[2]), p=None, q=None, left=False,
        )
    ]  # fmt: skip
