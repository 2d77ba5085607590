"""What was said of the rows of a set, as a Forecaster of the house: it knows their questions and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Float

from contingent.core.belief import Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence
from contingent.core.times import guard
from contingent.forecasting.sets.resolve import question_id
from contingent.forecasting.sets.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Our probability of one row, who led to it, and what each member that spoke had said."""

    row: Row
    p: float
    by: str
    members: tuple[tuple[str, float], ...] = ()

    @property
    def reasoning(self) -> str:
        """The word in a line: by whom, and beside what."""
        beside = "; ".join(f"{name} {p:.3g}" for name, p in self.members)
        return f"{self.by}{f' ({beside})' if beside else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words on the rows of a set, as of a day; a `Fitted` of those rows."""

    as_of: date
    words: tuple[Word, ...]

    def probabilities(self, rows: Sequence[Row]) -> Float[np.ndarray, " row"]:
        """The word on each row; NaN where there is none."""
        said = self.by_question()
        found = [said.get(question_id(row)) for row in rows]
        return np.array([np.nan if one is None else one.p for one in found], dtype=float)

    def by_question(self) -> Mapping[str, Word]:
        """The words by the id of their question."""
        return {question_id(word.row): word for word in self.words}


class SetForecaster:
    """A Forecaster that knows the questions of one set."""

    name = "contingent"

    def __init__(self, words: Words) -> None:
        self._as_of = words.as_of
        self._said = words.by_question()

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The word on the question, with an interval that holds every member's that rests on outcomes; or None.

        Raises:
            LeakError: the words were made after `as_of`.
        """
        guard(self._as_of, as_of, what=f"what {self.name} says of {question.id}")
        word = self._said.get(question.id)
        if word is None:
            return None
        around = [word.p, *(p for name, p in word.members if name != "always_half")]
        belief = Probability(p=word.p, low=min(around), high=max(around))
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=word.reasoning,
            members=tuple((name, p, 1.0 if name == word.by else 0.0) for name, p in word.members),
        )
