"""Settles questions of ForecastBench sets by the resolution sets that the benchmark publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent.core.nouns import Question, Resolution
from contingent.forecasting.sets.resolve import RESOLVER, resolve_set
from contingent.sources.forecastbench import read_forecastbench

#: how the source of every question of a set begins
SOURCE = "ForecastBench "


@dataclass(frozen=True, slots=True)
class SetResolver:
    """Reads from the resolution sets in `folder` how questions of sets came out; the unresolved stay open."""

    folder: Path
    name: str = RESOLVER

    def resolve(self, questions: Sequence[Question], *, as_of: date) -> tuple[Resolution, ...]:
        """A resolution of each question of a set that a label known by `as_of` settles.

        Raises:
            DataError: there are such questions, and the folder holds no set known by `as_of`, or broken ones.
        """
        ours = [question for question in questions if question.source.startswith(SOURCE)]
        return resolve_set(ours, read_forecastbench(self.folder, as_of=as_of).labels) if ours else ()
