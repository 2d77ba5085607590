"""From an article's claims to the instruments that such events moved in the past, as far as that stands out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from contingent.core.exposure import DISCLAIMER, Touched
from contingent.core.nouns import Claim, Event, Reading
from contingent.sources import shipped
from contingent.watching.exposure.outstanding import TABLE, effects_of, outstanding
from contingent.watching.exposure.ties import ExposureMap

MAP = "exposure_map"


def exposure_map() -> ExposureMap:
    """The shipped map from kinds of events to instruments."""
    return ExposureMap.from_table(shipped.table(MAP))


def touched(reading: Reading, *, as_of: date) -> Touched | None:
    """What the article's events touch; None where nothing measured is of their kind, or nothing of it stands out.

    Events count that the text tells as having happened or begun, not denied and no reader's comment, and the topics of
    the questions asked. Only effects fitted by `as_of` count: before the shipped table was fitted there are none.
    """
    fitted = shipped.fitted_as_of(TABLE)
    if fitted is None or fitted > as_of:
        return None
    ties = exposure_map()
    claims = [claim for claim in reading.claims if _happened(claim)]
    types = {claim.detail.type: None for claim in claims if isinstance(claim.detail, Event)}
    kinds = ties.kinds_of(types, (question.topic for question in reading.questions))
    names = {kind.name for kind in kinds}
    table = shipped.known_table(TABLE, as_of)
    states = _states(claims, (question.place for question in reading.questions))
    effects = tuple(
        row
        for row in outstanding(effects_of(table, ties))
        if row.tie.event in names and ties.reaches(row.tie.instrument, states)
    )
    if not effects:
        return None
    told = {row.tie.event for row in effects}
    kept = tuple(kind for kind in kinds if kind.name in told)
    labels = {kind.name: kind.label for kind in kept}
    return Touched(
        kinds=tuple(labels.values()),
        effects=tuple(replace(row, tie=replace(row.tie, event=labels[row.tie.event])) for row in effects),
        claims=tuple(
            claim.id for claim in claims
            if isinstance(claim.detail, Event) and any(kind.holds(claim.detail.type) for kind in kept)
        ),
        tried=int(table["tried"]),
        fitted_as_of=fitted,
        note=DISCLAIMER,
    )  # fmt: skip


def _happened(claim: Claim) -> bool:
    return (
        claim.kind == "event"
        and not claim.negated
        and claim.tense != "future"
        and claim.modality in ("asserted", "estimated", "probable")
        and claim.speaker == "author"
    )


def _states(claims: Iterable[Claim], places: Iterable[str | None]) -> frozenset[str]:
    """The codes of the states that act or are acted on, and of the countries asked about."""
    codes = {state.name: state.iso3 for state in shipped.countries().states}
    named = {name for claim in claims for name in (claim.subject, claim.counterparty, claim.place) if name}
    found = {codes.get(name, name) for name in named} | {place for place in places if place}
    return frozenset(code for code in found if code is not None)
