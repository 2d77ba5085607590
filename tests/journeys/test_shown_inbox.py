"""The inbox tells what is known on the day, newest first, once each, and opens no brief that it has a card of."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from contingent.core.brief import Brief
from contingent.core.nouns import Resolution
from contingent.core.plain import plain
from contingent.core.times import UTC
from contingent.journeys.brief import make_brief
from contingent.journeys.shown import cards
from contingent.journeys.shown.inbox import MOST_DUE, ON_A_PAGE, SOON_DAYS, VISIT, Inbox, holds, inbox, looked
from contingent.ledger.chain import Entry
from contingent.ledger.desk import Card as KeptCard
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.report.leads import headline_forecast
from contingent.sources.articles import read_article

ARTICLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
DAY = date(2024, 11, 18)
MORNING = datetime(2024, 11, 19, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def brief() -> Brief:
    made = make_brief(read_article(str(ARTICLE), io.BytesIO()), as_of=None, draws=256)
    return replace(made, run=None)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite") as opened:
        yield opened


def keep(ledger: Ledger, *briefs: Brief, as_of: date = DAY) -> None:
    entries = [Entry(kind="brief", key=None, body=plain(one), as_of=as_of) for one in briefs]
    ledger.append_many(entries, recorded_at=MORNING)


def named(brief: Brief, headline: str) -> Brief:
    """The brief under another headline, without the bulk that no card tells of."""
    return replace(brief, answer=replace(brief.answer, question=headline), outcomes=None, sensitivity=())


def seen(ledger: Ledger, **given: object) -> Inbox:
    asked = {"as_of": DAY, "reader": "you", "now": MORNING, **given}
    return inbox(ledger, Desk(ledger), **asked)  # type: ignore[arg-type]


def test_a_card_tells_what_the_brief_says(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, brief)
    (line,) = seen(ledger).lines
    card, lead = line.card, line.card.odds[0]
    forecast = headline_forecast(lead.id, brief.forecasts)
    assert forecast is not None
    assert (lead.p, lead.low, lead.high) == (forecast.belief.p, forecast.belief.low, forecast.belief.high)  # type: ignore[union-attr]
    assert card.headline == brief.answer.question and card.title == brief.document.title
    assert card.claims == len(brief.claims) and len(card.odds) == len(brief.questions)
    assert card.mismatches == sum(check.verdict == "mismatch" for check in brief.checks) > 0
    assert card.difference is not None and "net area" in card.difference.words.lower()
    assert line.open + line.due + line.settled == len(brief.questions)


def test_a_brief_is_opened_once_and_never_again(
    ledger: Ledger, brief: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    keep(ledger, brief)
    first = seen(ledger)
    monkeypatch.setattr(cards, "brief_of", lambda _row: pytest.fail("a brief was opened that has a card"))
    assert seen(ledger).lines == first.lines


def test_a_card_of_an_older_shape_is_made_anew(ledger: Ledger, brief: Brief) -> None:
    row = ledger.append("brief", None, plain(named(brief, "now")), as_of=DAY, recorded_at=MORNING)
    older = KeptCard(hash=row.hash, seq=row.seq, as_of=row.as_of, card_json='{"shape":0,"headline":"then"}')
    Desk(ledger).cards.put(older)
    assert [line.card.headline for line in seen(ledger).lines] == ["now"]


def test_rows_are_read_a_few_at_a_time_none_twice_and_none_left_out(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, *(replace(named(brief, f"Brief {n}"), scenario=None) for n in range(5)))
    whole = ledger.read(as_of=DAY, kind="brief")
    found, after = [], 0
    while rows := ledger.read(as_of=DAY, kind="brief", after=after, most=2):
        found, after = [*found, *rows], rows[-1].seq
    assert tuple(found) == whole and len(whole) == 5


def test_what_was_known_later_is_not_told(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, brief, as_of=DAY)
    assert seen(ledger, as_of=DAY - timedelta(days=1)).first
    assert seen(ledger, as_of=DAY).briefs == 1


def test_a_brief_kept_for_two_days_is_told_once(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, brief, as_of=DAY)
    keep(ledger, brief, as_of=DAY - timedelta(days=3))
    assert ledger.head().seq == 2
    assert seen(ledger).briefs == 1
    assert seen(ledger, as_of=DAY - timedelta(days=1)).briefs == 1


def test_pages_of_the_inbox_are_all_briefs_once_newest_first(ledger: Ledger, brief: Brief) -> None:
    small = replace(named(brief, ""), scenario=None)
    keep(
        ledger, *(replace(small, answer=replace(small.answer, question=f"Brief {n}")) for n in range(2 * ON_A_PAGE + 3))
    )
    told, before, pages = [], None, 0
    while pages == 0 or before is not None:
        page = seen(ledger, before=before)
        told += [line.card.headline for line in page.lines]
        before, pages = page.older, pages + 1
    assert pages == 3
    assert told == [f"Brief {n}" for n in reversed(range(2 * ON_A_PAGE + 3))]


def test_words_keep_the_briefs_that_hold_them_all(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, named(brief, "A lantern for the north"), named(brief, "A cease-fire by spring"))
    found = seen(ledger, words="NORTH lantern")
    assert [line.card.headline for line in found.lines] == ["A lantern for the north"]
    assert (found.found, found.briefs) == (1, 2)
    assert seen(ledger, words="lantern spring").found == 0
    assert all(holds(line.card, "") for line in seen(ledger).lines)


def test_what_came_since_the_last_visit_is_new_until_the_visit_ends(ledger: Ledger, brief: Brief) -> None:
    desk = Desk(ledger)
    keep(ledger, named(brief, "old"))
    assert [line.new for line in seen(ledger).lines] == [False], "at the first visit nothing is marked"
    looked(desk, reader="you", seq=ledger.head().seq, now=MORNING)
    keep(ledger, named(brief, "fresh"))
    later = MORNING + VISIT + timedelta(minutes=1)
    for minutes in (0, 5, 20, 40):  # each look is within half an hour of the one before: one visit
        now = later + timedelta(minutes=minutes)
        page = seen(ledger, now=now)
        assert {line.card.headline: line.new for line in page.lines} == {"fresh": True, "old": False}
        assert (page.new, page.last_look) == (1, MORNING.isoformat(timespec="microseconds"))
        looked(desk, reader="you", seq=ledger.head().seq, now=now)
    assert seen(ledger, now=later + timedelta(minutes=40) + VISIT).new == 0
    assert seen(ledger, reader="another", now=later).last_look is None, "looks are each reader's own"


def test_a_brief_that_comes_while_the_inbox_is_read_is_new_at_the_next_visit(ledger: Ledger, brief: Brief) -> None:
    desk, seq = Desk(ledger), ledger.head().seq
    assert not seen(ledger).lines
    keep(ledger, named(brief, "just now"))
    looked(desk, reader="you", seq=seq, now=MORNING)
    assert [line.new for line in seen(ledger, now=MORNING + 2 * VISIT).lines] == [True]


def test_questions_are_due_by_their_day_until_they_are_settled(ledger: Ledger, brief: Brief) -> None:
    keep(ledger, brief)
    days = sorted({question.deadline for question in brief.questions})
    count = len({question.id for question in brief.questions})
    assert seen(ledger).due == () and seen(ledger).overdue == seen(ledger).soon == 0
    first = days[0]
    soon = seen(ledger, as_of=first)
    assert soon.overdue == 0 and soon.soon == sum(q.deadline - first <= timedelta(SOON_DAYS) for q in brief.questions)
    after = seen(ledger, as_of=days[-1] + timedelta(days=1))
    assert after.overdue == count and len(after.due) == min(MOST_DUE, count)
    assert all(due.days < 0 for due in after.due)
    settled = after.due[0].question
    told = Resolution(question=settled, outcome=True, resolved_on=days[-1], source="a source")
    ledger.append("resolution", None, plain(told), as_of=days[-1], recorded_at=MORNING)
    now = seen(ledger, as_of=days[-1] + timedelta(days=1))
    assert now.overdue == count - 1 and settled not in {due.question for due in now.due}
    assert (now.lines[0].settled, now.lines[0].due) == (1, count - 1)


def test_a_brief_of_another_release_is_told_as_one_that_cannot_be_shown(ledger: Ledger, brief: Brief) -> None:
    ledger.append("brief", None, {"schema_version": "1"}, as_of=DAY, recorded_at=MORNING)
    keep(ledger, named(brief, "a good one"))
    good, bad = seen(ledger).lines
    assert good.card.fault is None and good.card.headline == "a good one"
    assert bad.card.fault is not None and "row 1" in bad.card.fault


def test_a_job_that_failed_is_told_for_two_days_and_one_that_waits_always(ledger: Ledger) -> None:
    desk = Desk(ledger)
    waits = desk.jobs.ask("read", {"origin": "a"}, asked_by="you", at=MORNING - timedelta(days=9))
    fails = desk.jobs.ask("read", {"origin": "b"}, asked_by="you", at=MORNING)
    desk.jobs.claim("w", at=MORNING)
    desk.jobs.claim("w", at=MORNING)
    desk.jobs.fail(fails.id, "w", "it names no armed conflict", at=MORNING)
    told = {job.id: job.error for job in seen(ledger).jobs}
    assert told == {waits.id: None, fails.id: "it names no armed conflict"}
    assert [job.id for job in seen(ledger, now=MORNING + timedelta(days=3)).jobs] == [waits.id]
