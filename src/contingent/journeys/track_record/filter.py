"""A part of a track record: of one topic, one region, one span of days ahead, or one forecaster."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contingent.core.errors import InputError
from contingent.journeys.recorded import Record
from contingent.journeys.track_record.standing import Standing, Stood, band, bands
from contingent.sources import shipped

#: the region of a question that is about no one country
NO_COUNTRY = "no one country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """What a track record is held to; None leaves it whole.

    `topic` and `region` choose questions; `horizon` is the name of a span of days ahead, of which the last forecast
    counts; `forecaster` is the one that is told of, beside the baselines.
    """

    forecaster: str | None = None
    topic: str | None = None
    region: str | None = None
    horizon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What of a record can be chosen, each sorted; spans nearest first."""

    forecasters: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    horizons: tuple[str, ...] = ()


WHOLE = Only()


def region_of(place: str | None) -> str:
    """The region of a country by its ISO 3166 alpha-3 code; that of none has a name of its own."""
    country = shipped.countries().by_iso3(place) if place else None
    return country.region if country else NO_COUNTRY


def choices_of(record: Record) -> Choices:
    """The forecasters, topics and regions of a record, and every span."""
    return Choices(
        forecasters=tuple(sorted({said.forecast.forecaster for said in record.forecasts})),
        topics=tuple(sorted({question.topic for question in record.questions.values()})),
        regions=tuple(sorted({region_of(question.place) for question in record.questions.values()})),
        horizons=tuple(bands()),
    )


def check_only(only: Only, choices: Choices) -> None:
    """Nothing, where a record holds what is chosen.

    Raises:
        InputError: it does not; says what it holds.
    """
    for name, chosen, known in (
        ("forecaster", only.forecaster, choices.forecasters), ("topic", only.topic, choices.topics),
        ("region", only.region, choices.regions), ("horizon", only.horizon, choices.horizons),
    ):  # fmt: skip
        if chosen is not None and chosen not in known:
            held = ", ".join(known) or "none"
            raise InputError(f"{name} is {chosen[:80]!r}; the ledger holds {held}. Choose one of these.")


def part_of(record: Record, only: Only) -> Record:
    """The record with the questions of the topic and region alone, their forecasts and outcomes."""
    if only.topic is None and only.region is None:
        return record
    questions = {
        name: question
        for name, question in record.questions.items()
        if only.topic in (None, question.topic) and only.region in (None, region_of(question.place))
    }
    return replace(
        record,
        questions=questions,
        forecasts=tuple(said for said in record.forecasts if said.forecast.question in questions),
        resolutions={name: told for name, told in record.resolutions.items() if name in questions},
        orphans=0,
    )


def of_forecaster(record: Record, forecaster: str | None) -> Record:
    """The record with the forecasts of one forecaster alone; every question stays."""
    if forecaster is None:
        return record
    mine = tuple(said for said in record.forecasts if said.forecast.forecaster == forecaster)
    return replace(record, forecasts=mine)


def within(found: Stood, horizon: str | None) -> Stood:
    """The histories cut to the forecasts made so many days ahead; those without one are left out and not counted."""
    if horizon is None:
        return found

    def cut(histories: tuple[tuple[Standing, ...], ...]) -> tuple[tuple[Standing, ...], ...]:
        kept = (tuple(one for one in history if band(one.lead) == horizon) for history in histories)
        return tuple(history for history in kept if history)

    settled = cut(found.settled)
    counts = replace(found.counts, scored=len(settled), earlier=sum(len(history) - 1 for history in settled))
    return Stood(settled=settled, open=cut(found.open), counts=counts)
