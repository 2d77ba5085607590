"""Which country a question is about: where all its parties are of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from contingent.core.countries import Countries
from contingent.core.nouns import Question
from contingent.reading.voices.actors import Gazetteer


def placed(
    questions: Iterable[Question], *, countries: Countries, gazetteer: Gazetteer, as_of: date
) -> tuple[Question, ...]:
    """The questions, each with the alpha-3 code of its country where its parties belong to one and the same.

    An armed group belongs to the state it acts in or from. A question between two states, or with a party that is no
    state of today ("NATO", "Palestine"), keeps `place` None: the text does not say which one it is about.
    """
    codes = {state.name: state.iso3 for state in countries.states if state.since is None or state.since <= as_of}

    def of(question: Question) -> str | None:
        parties = [name for name in (question.actor, question.recipient) if name]
        homes = {codes.get(gazetteer.hosts.get(name, name)) for name in parties}
        return homes.pop() if len(homes) == 1 else None

    return tuple(q if q.place is not None else replace(q, place=of(q)) for q in questions)
