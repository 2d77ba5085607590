"""The forecasts of one question as they stood, one history a forecaster, and the one of them that leads."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contingent.core.belief import Probability, Quantiles
from contingent.core.nouns import Forecast, Question, Resolution
from contingent.journeys.recorded import Record, Said
from contingent.report.leads import READER, WORDS_ONLY
from contingent.report.numbers import belief_summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A forecast as a row: the middle of what was believed with its 90 % range, by whom, as of when, written when.

    `unit` is None for a probability. `late` says that it was written down after the deadline or the resolution: it
    is shown, never scored. `moved` is its middle less that of the same forecaster's forecast before it.
    """

    seq: int
    id: str
    forecaster: str
    as_of: date
    recorded_at: datetime
    middle: float
    low: float
    high: float
    unit: str | None
    late: bool
    moved: float | None
    reasoning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The forecasts of one forecaster, oldest first. `role` says how it counts."""

    forecaster: str
    role: str  # "headline", "member", "reader", "words"
    stands: tuple[Stand, ...]

    @property
    def last(self) -> Stand:
        """The forecast that stands."""
        return self.stands[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a forecaster did on a settled question by its last forecast before the event; `days` is how far ahead.

    `brier` and `log_loss` are of a probability, `brier_over_time` is the mean over all days that a forecast stood,
    `crps` (in `unit`) and `in90` of a number. Less is better. `log_loss` is None, too, where what happened had been
    called impossible: it is infinite then.
    """

    forecaster: str
    said: str
    days: int
    brier: float | None = None
    brier_over_time: float | None = None
    log_loss: float | None = None
    crps: float | None = None
    in90: bool | None = None
    unit: str | None = None


def tracks_of(record: Record, question: Question) -> tuple[Track, ...]:
    """One track a forecaster: the leading one first, then its members, readers and the text's own words."""
    resolved = record.outcome(question.id)
    histories: dict[str, list[Said]] = {}
    for said in record.forecasts:
        if said.forecast.question == question.id:
            histories.setdefault(said.forecast.forecaster, []).append(said)
    for history in histories.values():
        history.sort(key=lambda said: (said.forecast.as_of, said.seq))
    lead = leading(list(histories), {name for name, told in histories.items() if told[-1].forecast.members})
    found = [
        Track(
            forecaster=name,
            role=_role(name, lead),
            stands=_stands(history, question, resolved.resolution if resolved else None),
        )
        for name, history in histories.items()
    ]
    order = {"headline": 0, "member": 1, "reader": 2, "words": 3}
    return tuple(sorted(found, key=lambda track: (order[track.role], track.forecaster)))


def leading(names: Sequence[str], pooling: Container[str]) -> str | None:
    """The forecaster to print: one that pools others, else one of ours, else a reader; never the text's own words.

    `names` are the forecasters in the order in which they first spoke, `pooling` those that pool others.
    """
    own = [name for name in names if name != WORDS_ONLY and not name.startswith(READER)]
    pooled = [name for name in own if name in pooling]
    readers = [name for name in names if name.startswith(READER)]
    return next(iter(pooled or own or readers), None)


def scores_of(record: Record) -> tuple[Score, ...]:
    """The score of every forecaster whose last forecast stood before the event, the best first; empty while open."""
    if not any(told[-1].resolution.outcome is not None for told in record.resolutions.values()):
        return ()
    from contingent.journeys.track_record.standing import called, measured, stood, time_weighted  # late: numpy
    from contingent.report.numbers import belief_words
    from contingent.scoring.rules import brier, log_score

    found = []
    for history in stood(record).settled:
        last = history[-1]
        middle, interval = belief_words(last.forecast.belief)
        name, said = last.forecast.forecaster, f"{middle} ({interval})"
        case = called(history, region_of=lambda _place: "")
        if case is not None:
            weighted = time_weighted(history) if len(history) > 1 else None
            found.append(
                Score(
                    forecaster=name,
                    said=said,
                    days=last.lead,
                    brier=float(brier(case.said, case.came)),
                    brier_over_time=weighted.mean_brier if weighted else None,
                    log_loss=_finite(log_score(case.said, case.came)),
                )
            )
            continue
        number = measured(history)
        if number is not None:
            unit, one = number
            found.append(Score(forecaster=name, said=said, days=last.lead, crps=one.crps, in90=one.in90, unit=unit))
    return tuple(sorted(found, key=lambda one: (one.crps if one.brier is None else one.brier, one.forecaster)))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _role(name: str, lead: str | None) -> str:
    if name == lead:
        return "headline"
    if name == WORDS_ONLY:
        return "words"
    return "reader" if name.startswith(READER) else "member"


def _stands(history: Sequence[Said], question: Question, resolution: Resolution | None) -> tuple[Stand, ...]:
    found: list[Stand] = []
    before: Stand | None = None
    for said in history:
        forecast: Forecast = said.forecast
        middle, low, high = belief_summary(forecast.belief)
        unit = None if isinstance(forecast.belief, Probability) else forecast.belief.unit
        made = max(forecast.as_of, said.recorded_at.date())
        late = made > question.deadline or (resolution is not None and made >= resolution.resolved_on)
        comparable = before is not None and before.unit == unit
        stand = Stand(
            seq=said.seq,
            id=forecast.id,
            forecaster=forecast.forecaster,
            as_of=forecast.as_of,
            recorded_at=said.recorded_at,
            middle=middle,
            low=low,
            high=high,
            unit=unit,
            late=late,
            moved=middle - before.middle if before is not None and comparable else None,
            reasoning=forecast.reasoning,
        )
        found.append(stand)
        before = stand
    return tuple(found)


def quantile_levels(low: float, middle: float, high: float, unit: str) -> Quantiles:
    """A number believed to lie at `middle`, with 90 % between `low` and `high`."""
    return Quantiles(levels=(0.05, 0.5, 0.95), values=(low, middle, high), unit=unit)
