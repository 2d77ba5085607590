"""Settles country-month questions from UCDP files, or from a VIEWS panel where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent.core.nouns import Question, Resolution
from contingent.forecasting.counts.questions import RESOLVER, SOURCE, resolve_country_months
from contingent.journeys.forecasts.views import known_by
from contingent.sources.shipped import countries


@dataclass(frozen=True, slots=True)
class UcdpResolver:
    """Reads from the files below `folder` how many died; a month that none of them covers settles nothing."""

    folder: Path
    name: str = RESOLVER

    def resolve(self, questions: Sequence[Question], *, as_of: date) -> tuple[Resolution, ...]:
        """A resolution of each country-month question that the files known by `as_of` settle.

        Raises:
            DataError: there are such questions, and the folder holds no data known by `as_of`, or broken ones.
        """
        if not any(question.source == SOURCE for question in questions):
            return ()
        known = known_by(self.folder, as_of)
        return resolve_country_months(
            questions,
            known.panel,
            places={state.iso3: state.views for state in countries().states},
            published=known.known,
            provisional=known.provisional,
        )
