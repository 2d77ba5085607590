"""One question as it is shown: who says what since when, what it rests on, what is new, and how it came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Literal

from contingent.core.belief import Probability
from contingent.core.errors import InputError
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, Resolution
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.recorded import Record, Told, noun_of, record_of
from contingent.journeys.shown.notes import Note, notes_of, unknown_question
from contingent.journeys.shown.question_factors import Factor, factors_of
from contingent.journeys.shown.question_origin import Origin, origins_of
from contingent.journeys.shown.question_standing import (
    Score,
    Stand,
    Track,
    quantile_levels,
    scores_of,
    tracks_of,
)
from contingent.ledger.chain import Entry, Row
from contingent.ledger.store import Ledger
from contingent.report.leads import READER

State = Literal["open", "due", "settled", "void"]
LONGEST_REASONING = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that was written since a reader's last look; `seq` is its row, `before` and `now` in `unit`."""

    seq: int
    kind: Literal["forecast", "wording", "resolution", "note"]
    who: str
    at: datetime
    text: str
    before: float | None = None
    now: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the question came out, by whose word, and when; `corrects` counts the earlier words it stands in place of."""

    outcome: bool | float | None
    resolved_on: date
    source: str
    evidence: str
    address: str | None
    note: str
    resolver: str
    recorded_at: datetime
    corrects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """Everything the page of a question shows, as it was known on `as_of`.

    `state` is "open", "due" (the deadline has passed, nobody has settled it), "settled" or "void". `days_left` is
    negative after the deadline. `tracks` hold the forecasts, the leading forecaster's first. `looked_at` is the
    reader's last look (None: the first), `news` what was written since. `wordings` counts how often it was worded.
    """

    as_of: date
    question: Question
    state: State
    days_left: int
    tracks: tuple[Track, ...]
    outcome: Outcome | None
    scores: tuple[Score, ...]
    factors: tuple[Factor, ...]
    origins: tuple[Origin, ...]
    notes: tuple[Note, ...]
    news: tuple[News, ...]
    looked_at: datetime | None
    wordings: int
    last_seq: int

    @property
    def lead(self) -> Track | None:
        """The forecaster that is printed first; None where there is only the text's own words, or nothing."""
        return next((track for track in self.tracks if track.role == "headline"), None)

    @property
    def stands(self) -> tuple[Stand, ...]:
        """Every forecast, the newest first."""
        every = [stand for track in self.tracks for stand in track.stands]
        return tuple(sorted(every, key=attrgetter("as_of", "seq"), reverse=True))

    @property
    def unit(self) -> str | None:
        """The unit of the leading forecast; None where it is a probability, or there is none."""
        return self.lead.last.unit if self.lead else None


def shown_question(
    ledger: Ledger, name: str, *, as_of: date, since: int | None = None, looked_at: datetime | None = None
) -> QuestionView:
    """The question of that id, as the ledger knew it on `as_of`; `since` is the last row the reader has seen.

    Raises:
        MissingError: no question of that id was known then.
        LedgerError: the ledger, or one of its rows, cannot be read.
    """
    kinds: dict[str, list[Row]] = {kind: [] for kind in ("question", "forecast", "resolution", "note")}
    for row in ledger.read(as_of=as_of, subject=name):
        kinds[row.kind].append(row)
    if not kinds["question"]:
        raise unknown_question(name, as_of)
    record = record_of(kinds, as_of=as_of)
    question, told = record.questions[name], record.outcome(name)
    tracks = tracks_of(record, question)
    lead, others = _latest(record, tracks)
    origins = origins_of(ledger, question, kinds["question"][0], as_of=as_of)
    every = [row for rows in kinds.values() for row in rows]
    return QuestionView(
        as_of=as_of,
        question=question,
        state=_state(question, told, as_of),
        days_left=(question.deadline - as_of).days,
        tracks=tracks,
        outcome=_outcome(told) if told else None,
        scores=scores_of(record),
        factors=factors_of(lead, others, origins),
        origins=origins,
        notes=notes_of(kinds["note"]),
        news=_news(kinds, tracks, since) if since is not None else (),
        looked_at=looked_at,
        wordings=len({row.body_json for row in kinds["question"]}),
        last_seq=max(row.seq for row in every),
    )


def believe(
    ledger: Ledger, view: QuestionView, *, reader: str, low: float, middle: float, high: float, reasoning: str
) -> Forecast:
    """The reader's own forecast is in the ledger, as of the day of `view`; the same sent twice stands there once.

    Probabilities from 0 to 1, or numbers in the question's unit, where its forecasts are of a number.

    Raises:
        InputError: the question is closed, or low <= middle <= high does not hold; nothing was written.
        LedgerError: the ledger cannot be written; nothing was.
    """
    if view.outcome is not None:
        raise InputError(
            f"question {view.question.id} was settled on {view.outcome.resolved_on}; wanted one that is open. "
            "A forecast after the event is none."
        )
    if view.days_left < 0:
        raise InputError(
            f"question {view.question.id} had its deadline on {view.question.deadline}; wanted one that still runs. "
            "Settle it instead."
        )
    if len(reasoning) > LONGEST_REASONING:
        raise InputError(f"the reasoning has {len(reasoning):,} characters; wanted at most {LONGEST_REASONING:,}")
    unit = view.unit
    belief = quantile_levels(low, middle, high, unit) if unit else Probability(p=middle, low=low, high=high)
    who = f"{READER}{reader}"
    said = Forecast(
        id=content_id("forecast", view.question.id, who, view.as_of, belief, reasoning),
        question=view.question.id,
        forecaster=who,
        as_of=view.as_of,
        belief=belief,
        reasoning=reasoning,
    )
    entry = Entry(kind="forecast", key=None, body=plain(said), as_of=view.as_of)
    ledger.append_many([entry], recorded_at=now())
    return said


def _latest(record: Record, tracks: Sequence[Track]) -> tuple[Forecast | None, list[Forecast]]:
    """The forecast that leads, and the others that stand, as nouns."""
    by_seq = {said.seq: said.forecast for said in record.forecasts}
    lead = next((by_seq[track.last.seq] for track in tracks if track.role == "headline"), None)
    return lead, [by_seq[track.last.seq] for track in tracks if track.role != "headline"]


def _state(question: Question, told: Told | None, as_of: date) -> State:
    if told is not None:
        return "void" if told.resolution.outcome is None else "settled"
    return "due" if question.deadline < as_of else "open"


def _outcome(told: Told) -> Outcome:
    one: Resolution = told.resolution
    return Outcome(
        outcome=one.outcome,
        resolved_on=one.resolved_on,
        source=one.source,
        evidence=one.evidence,
        address=one.address,
        note=one.note,
        resolver=one.resolver,
        recorded_at=told.recorded_at,
        corrects=told.place - 1,
    )


def _news(kinds: dict[str, list[Row]], tracks: Sequence[Track], since: int) -> tuple[News, ...]:
    """What is written in the rows after `since`, the newest first."""
    found: list[News] = []
    for track in tracks:
        for stand in (one for one in track.stands if one.seq > since):
            before = None if stand.moved is None else stand.middle - stand.moved
            found.append(
                News(seq=stand.seq, kind="forecast", who=stand.forecaster, at=stand.recorded_at, text=stand.reasoning,
                     before=before, now=stand.middle, unit=stand.unit)
            )  # fmt: skip
    wordings: set[str] = set()
    for row in kinds["question"]:
        anew = bool(wordings) and row.body_json not in wordings  # else the first, or one kept again for another day
        wordings.add(row.body_json)
        if anew and row.seq > since:
            text = noun_of(Question, row).text
            found.append(News(seq=row.seq, kind="wording", who="", at=_moment(row), text=text))
    for row in kinds["resolution"]:
        if row.seq > since:
            one = noun_of(Resolution, row)
            found.append(News(seq=row.seq, kind="resolution", who=one.source, at=_moment(row), text=one.evidence))
    found += [
        News(seq=note.seq, kind="note", who=note.author, at=note.at, text=note.text)
        for note in notes_of(kinds["note"])
        if note.seq > since
    ]
    return tuple(sorted(found, key=lambda one: one.seq, reverse=True))


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(row.recorded_at)
