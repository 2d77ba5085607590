"""What the article's own words suggest: a weak forecaster, kept apart from evidence."""

from __future__ import annotations

from datetime import date

from contingent.core.belief import Probability
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence


class Stated:
    """A Forecaster that repeats the article: the middle of the range its words suggest, the range as interval."""

    name = "stated"

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The article's own probability, or None where it gives none; the words are all it uses."""
        if question.stated_probability is None:
            return None
        low, high = question.stated_probability
        belief = Probability(p=(low + high) / 2, low=low, high=high)
        speaker = "a reader's comment" if question.voice == "reader_comment" else "the article"
        return Forecast(
            id=content_id("f", question.id, self.name, as_of, belief),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=f"The words of {speaker} suggest {low:.0%} to {high:.0%}. That is a claim, not evidence.",
        )
