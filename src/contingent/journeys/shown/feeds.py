"""What the feeds tell: new briefs, questions that moved, and all that happened to one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contingent.journeys.shown.cards import Card
from contingent.journeys.shown.inbox import Inbox
from contingent.journeys.shown.question import News, QuestionView
from contingent.journeys.shown.questions import Listed, QuestionsView
from contingent.report.atom import Entry
from contingent.report.numbers import day_words, estimate, percent, with_unit

KINDS: Mapping[str, str] = {
    "forecast": "New forecast", "wording": "Worded anew", "resolution": "Settled", "note": "Note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """Where the service is: what addresses begin with, and the name that lasting ids are made of."""

    base: str
    name: str

    def entry_id(self, what: str, on: date | datetime) -> str:
        """A tag URI of this site (RFC 4151), the same whenever it is asked for."""
        return f"tag:{self.name},{on.isoformat()[:10]}:{what}"


def brief_entries(inbox: Inbox, site: Site) -> tuple[Entry, ...]:
    """An entry for each brief of a page of the inbox, newest first."""
    return tuple(_brief(line.card, site) for line in inbox.lines)


def moved_entries(view: QuestionsView, site: Site) -> tuple[Entry, ...]:
    """An entry for each question listed, anew whenever something changed about it."""
    return tuple(_moved(one, site) for one in view.questions)


def question_entries(view: QuestionView, site: Site) -> tuple[Entry, ...]:
    """An entry for each row about the question that a reader may want to know of, newest first."""
    address = f"{site.base}/questions/{view.question.id}"
    return tuple(
        Entry(
            id=site.entry_id(f"{view.question.id}/{one.seq}", one.at),
            title=f"{KINDS[one.kind]}{_by(one)}: {view.question.text}",
            updated=one.at,
            address=address,
            summary=_said(one),
        )
        for one in view.news
    )


def _brief(card: Card, site: Site) -> Entry:
    said = [
        f"{odds.text} {odds.middle}{f' ({odds.interval})' if odds.interval else ''}."
        for odds in card.odds[:1]
        if odds.middle
    ]
    if card.difference is not None:
        said.append(f"What difference? {card.difference.words}.")
    return Entry(
        id=site.entry_id(card.brief, card.recorded_at),
        title=card.headline,
        updated=card.recorded_at,
        address=f"{site.base}/briefs/{card.brief}",
        summary=" ".join(said),
    )


def _moved(one: Listed, site: Site) -> Entry:
    said = [f"Deadline {day_words(one.deadline)}."]
    if one.middle is not None:
        said.insert(0, f"{one.forecaster}: {_amount(one.middle, one.unit)}{_move(one)}.")
    if one.outcome is not None:
        said.insert(0, f"Settled: {one.outcome}.")
    return Entry(
        id=site.entry_id(f"{one.question}/{one.changed_at.isoformat()}", one.changed_at), title=one.text,
        updated=one.changed_at,
        address=f"{site.base}/questions/{one.question}", summary=" ".join(said),
    )  # fmt: skip


def _move(one: Listed) -> str:
    if not one.moved or one.middle is None:
        return ""
    return f", before that {_amount(one.middle - one.moved, one.unit)}"


def _by(one: News) -> str:
    return f" by {one.who.replace('_', ' ')}" if one.who and one.kind in ("forecast", "note") else ""


def _said(one: News) -> str:
    if one.now is None:
        return one.text
    before = "" if one.before is None else f", before that {_amount(one.before, one.unit)}"
    return f"{_amount(one.now, one.unit)}{before}. {one.text}".strip()


def _amount(value: float, unit: str | None) -> str:
    return percent(value) if unit is None else with_unit(estimate(value), unit, value)
