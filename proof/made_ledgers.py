"""Small made ledgers: questions, forecasts and resolutions of no real thing, written on the days they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from contingent.core.belief import Belief, Draws, Probability
from contingent.core.nouns import Forecast, Question, Resolution, Topic
from contingent.core.plain import plain
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger

OPENS = date(2024, 1, 1)
DEADLINE = date(2024, 3, 31)
KNOWN = date(2024, 4, 3)


def question(
    name: str, *, topic: Topic = "talks", place: str | None = None, deadline: date = DEADLINE, **more: object
) -> Question:
    """A question of no real thing, open from `OPENS`."""
    return Question(
        id=name, text=f"Will {name} come about?", topic=topic, opens=OPENS, deadline=deadline, source="a made source",
        fine_print=(), claims=(), quote=None, place=place, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def chance(p: float) -> Probability:
    """A probability without a range."""
    return Probability(p=p, low=p, high=p)


def draws(*values: float) -> Draws:
    """A number of persons as drawn values."""
    return Draws(values=values, unit="person")


def forecast(name: str, who: str, belief: Belief, *, on: date = OPENS) -> Forecast:
    """What `who` believes of the question `name`, as of a day."""
    return Forecast(
        id=f"{name}-{who}-{on}", question=name, forecaster=who, as_of=on, belief=belief, reasoning="made"
    )  # fmt: skip


def resolution(name: str, outcome: bool | float | None, *, on: date = KNOWN, evidence: str = "") -> Resolution:
    """How the question `name` came out, known from a day."""
    return Resolution(question=name, outcome=outcome, resolved_on=on, source="a made source", evidence=evidence)


def put(where: Path, *nouns: Question | Forecast | Resolution, at: date | None = None) -> None:
    """Each noun is kept as of its own day, written down on that day unless `at` says another."""
    days: dict[date, list[Entry]] = {}
    for place, noun in enumerate(nouns):
        match noun:
            case Question():
                kind, day, key = "question", noun.opens, None
            case Forecast():
                kind, day, key = "forecast", noun.as_of, None
            case Resolution():
                kind, day, key = "resolution", noun.resolved_on, f"{noun.question}-{noun.resolved_on}-{place}"
        days.setdefault(at or day, []).append(Entry(kind=kind, key=key, body=plain(noun), as_of=day))
    with Ledger.open(where) as ledger:
        for written, entries in days.items():
            ledger.append_many(entries, recorded_at=datetime(written.year, written.month, written.day, 12, tzinfo=UTC))


def nouns_of_many(n: int, *, seed: int = 1) -> Sequence[Question | Forecast | Resolution]:
    """Settled questions in six countries, called by a good and a bad forecaster, some of them twice."""
    rng = np.random.default_rng(seed)
    topics: tuple[Topic, ...] = ("talks", "ceasefire", "territory")
    places = ("UKR", "SDN", "MMR", "ETH", "YEM", "COL", None)
    found: list[Question | Forecast | Resolution] = []
    for i in range(n):
        name, truth = f"q-{i:03}", float(rng.uniform(0.05, 0.95))
        deadline = OPENS + timedelta(int(rng.integers(5, 420)))
        found.append(question(name, topic=topics[i % 3], place=places[i % 7], deadline=deadline))
        for who, noise in (("ensemble", 0.05), ("hazard", 0.4)):
            for day in (OPENS, OPENS + timedelta(2)):
                said = float(np.clip(truth + rng.normal(0, noise), 0.01, 0.99))
                found.append(forecast(name, who, chance(said), on=day))
        found.append(resolution(name, bool(rng.random() < truth), on=deadline + timedelta(1)))
    return found
