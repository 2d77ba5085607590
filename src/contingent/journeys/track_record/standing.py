"""Which forecasts stood before the event came, and how each came out: the cases of a track record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import eq, ge, gt, le, lt

import numpy as np

from contingent.core.belief import Belief, Draws, Probability, Quantiles
from contingent.core.nouns import Comparator, Forecast, Question, Resolution
from contingent.journeys.recorded import Record, Said
from contingent.report.track_record.record import Counts
from contingent.scoring.distributions import crps_quantiles
from contingent.scoring.rules import brier, crps_draws
from contingent.scoring.track import BASE_RATE, HALF, BaseRates, Called, Measured, Outcome

#: days ahead, at most → what the band is called
BANDS: tuple[tuple[int, str], ...] = (
    (7, "up to 7 days"), (30, "8 to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"),
    (365, "181 to 365 days"),
)  # fmt: skip
LONGEST = "over a year"
HELD: dict[Comparator, Callable[[float, float], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}

RegionOf = Callable[[str | None], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A forecast that stood before the event: `made` is the later of its `as_of` and the day it was written down.

    A forecast put down late for an early day has no more days ahead than it had when it was put down.
    """

    forecast: Forecast
    question: Question
    resolution: Resolution | None
    made: date

    @property
    def lead(self) -> int:
        """Days from when it was made to the deadline."""
        return (self.question.deadline - self.made).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """Every history of a forecaster on a question, oldest forecast first: settled ones, and those still open."""

    settled: tuple[tuple[Standing, ...], ...]
    open: tuple[tuple[Standing, ...], ...]
    counts: Counts


def stood(record: Record) -> Stood:
    """The forecasts of a record that were made before the event, and the count of all others."""
    histories: dict[tuple[str, str], list[Standing]] = {}
    hindsight = unsettled = unscorable = 0
    for said in record.forecasts:
        question = record.questions[said.forecast.question]
        told = record.outcome(question.id)
        resolution = told.resolution if told else None
        made = max(said.forecast.as_of, said.recorded_at.date())
        if made > question.deadline or (resolution is not None and made >= resolution.resolved_on):
            hindsight += 1
            continue
        open_or_void = resolution is None or resolution.outcome is None
        if open_or_void:
            unsettled += 1
        elif not _fits(said, question, resolution):
            unscorable += 1
            continue
        if (resolution is not None and resolution.outcome is None) or made > record.as_of:
            continue  # put down later than the day that is asked about: then it did not stand yet
        standing = Standing(forecast=said.forecast, question=question, resolution=resolution, made=made)
        histories.setdefault((question.id, said.forecast.forecaster), []).append(standing)
    ordered = [tuple(sorted(found, key=lambda one: one.made)) for _, found in sorted(histories.items())]
    settled = tuple(history for history in ordered if history[0].resolution is not None)
    outcomes = [record.outcome(name) for name in record.questions]
    void = sum(told is not None and told.resolution.outcome is None for told in outcomes)
    closed = sum(told is not None for told in outcomes)
    due = len(record.due())
    counts = Counts(
        settled=closed - void,
        void=void,
        due=due,
        open=len(record.questions) - closed - due,
        scored=len(settled),
        earlier=sum(len(history) - 1 for history in settled),
        hindsight=hindsight,
        unsettled=unsettled,
        unscorable=unscorable,
        corrected=sum(len(told) - 1 for told in record.resolutions.values()),
        orphans=record.orphans,
    )
    return Stood(
        settled=settled, open=tuple(history for history in ordered if history[0].resolution is None), counts=counts
    )  # fmt: skip


def called(history: Sequence[Standing], *, region_of: RegionOf) -> Called | None:
    """The last forecast of a history as a yes-no case with its topic and region; None where it is of a number."""
    last = history[-1]
    came = outcome_of_event(last.question, last.resolution)
    if not isinstance(last.forecast.belief, Probability) or came is None:
        return None
    return Called(
        question=last.question.id,
        forecaster=last.forecast.forecaster,
        made=last.made,
        said=last.forecast.belief.p,
        came=came,
        slices=(f"topic={last.question.topic}", f"region={region_of(last.question.place)}"),
        place=last.question.place,
        source=last.question.source,
        month=last.question.deadline.isoformat()[:7],
    )


def by_lead(history: Sequence[Standing]) -> dict[str, Called]:
    """The last forecast of a history in each band of days ahead, the bands that it has."""
    found: dict[str, Called] = {}
    for one in history:
        case = called((one,), region_of=lambda _place: "")
        if case is not None:
            name = band(one.lead)
            found[name] = replace(case, slices=(f"horizon={name}",))
    return found


def time_weighted(history: Sequence[Standing]) -> Called | None:
    """The mean Brier score over the days from the first forecast to the event, each day by what stood on it."""
    cases = [called((one,), region_of=lambda _place: "") for one in history]
    kept = [case for case in cases if case is not None]
    last = history[-1]
    if not kept or len(kept) < len(cases) or last.resolution is None:
        return None
    end = min(last.question.deadline, last.resolution.resolved_on - timedelta(days=1))
    until = [*(case.made for case in kept[1:]), end + timedelta(days=1)]
    days = [(after - case.made).days for case, after in zip(kept, until, strict=True)]
    mean = sum(n * brier(case.said, case.came) for n, case in zip(days, kept, strict=True)) / sum(days)
    return replace(kept[-1], slices=("time-weighted",), mean_brier=mean)


def measured(history: Sequence[Standing]) -> tuple[str, Measured] | None:
    """The last forecast of a history as a number with its unit; None where it is a probability."""
    last = history[-1]
    belief = last.forecast.belief
    outcome = last.resolution.outcome if last.resolution else None
    if isinstance(belief, Probability) or outcome is None or isinstance(outcome, bool):
        return None
    crps, in90 = distribution_score(belief, float(outcome))
    case = Measured(
        question=last.question.id,
        forecaster=last.forecast.forecaster,
        crps=crps,
        in90=in90,
        place=last.question.place,
        source=last.question.source,
        month=last.question.deadline.isoformat()[:7],
    )
    return belief.unit, case


def distribution_score(belief: Draws | Quantiles, outcome: float) -> tuple[float, bool | None]:
    """The CRPS of a number's forecast, and whether its 90 % interval held it (None: quantiles without .05 and .95).

    Draws by the estimator "ensemble"; quantiles by twice their mean quantile loss.
    """
    if isinstance(belief, Draws):
        low, high = np.quantile(np.array(belief.values, dtype=np.float64), (0.05, 0.95))
        return crps_draws(belief.values, outcome, estimator="ensemble"), bool(low <= outcome <= high)
    values, levels = np.array(belief.values, dtype=np.float64), np.array(belief.levels, dtype=np.float64)
    crps = float(crps_quantiles(values, levels, np.array(outcome, dtype=np.float64)))
    ends = dict(zip(np.round(levels, 6).tolist(), belief.values, strict=True))
    low_end, high_end = ends.get(0.05), ends.get(0.95)
    return crps, None if low_end is None or high_end is None else low_end <= outcome <= high_end


def with_baselines(cases: Sequence[Called], rates: BaseRates, topics: Mapping[str, str]) -> list[Called]:
    """The cases, and for each question what one half and the base rate so far said on the day of its last forecast."""
    found = list(cases)
    latest: dict[str, Called] = {}
    for case in cases:
        held = latest.get(case.question)
        if held is None or case.made > held.made:
            latest[case.question] = case
    for name, case in latest.items():
        rate = rates.so_far(topics[name], case.made)
        for who, said in ((HALF, 0.5), (BASE_RATE, rate)):
            found.append(replace(case, forecaster=who, said=said, mean_brier=None))
    return found


def known_outcomes(record: Record) -> list[Outcome]:
    """The yes-no outcomes of a record, for base rates."""
    found = []
    for question in record.questions.values():
        told = record.outcome(question.id)
        came = outcome_of_event(question, told.resolution) if told else None
        if told is not None and came is not None:
            found.append(Outcome(topic=question.topic, came=came, known=told.resolution.resolved_on))
    return found


def outcome_of_event(question: Question, resolution: Resolution | None) -> bool | None:
    """Whether what a question asks came true: as told, or by its threshold where a number was told; else None."""
    outcome = resolution.outcome if resolution else None
    if outcome is None or isinstance(outcome, bool):
        return outcome
    held = HELD.get(question.comparator)
    return None if question.threshold is None or held is None else held(float(outcome), question.threshold)


def band(lead: int) -> str:
    """The band of so many days ahead.

    >>> band(7), band(8), band(400)
    ('up to 7 days', '8 to 30 days', 'over a year')
    """
    return next((name for most, name in BANDS if lead <= most), LONGEST)


def bands() -> Iterable[str]:
    """The names of the bands, nearest first."""
    return (*(name for _, name in BANDS), LONGEST)


def _fits(said: Said, question: Question, resolution: Resolution | None) -> bool:
    """Whether the forecast and the outcome are of one kind."""
    belief: Belief = said.forecast.belief
    if isinstance(belief, Probability):
        return outcome_of_event(question, resolution) is not None
    return resolution is not None and not isinstance(resolution.outcome, bool)
