"""The desk: a job has one holder at a time and one end; looks, hooks, tokens and cards are kept as they were given."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from ledgers import MOMENT, entry

from contingent.core.errors import MissingError
from contingent.ledger.desk import Card, Desk
from contingent.ledger.desk_jobs import GIVEN_UP, MOST_ATTEMPTS, MOST_INTERRUPTIONS
from contingent.ledger.store import Ledger

SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(where: str) -> Iterator[Desk]:
    with Ledger.open(where) as ledger:
        yield Desk(ledger)


def test_a_job_goes_from_asked_to_done_and_tells_each_step(desk: Desk) -> None:
    asked = desk.jobs.ask("read", {"origin": "a.md", "content": "eA=="}, asked_by="you", stages=4)
    assert (asked.state, asked.attempts, asked.total, asked.ended) == ("queued", 0, 4, False)
    assert desk.jobs.waiting() == 1
    held = desk.jobs.claim("w1")
    assert held is not None and (held.id, held.state, held.owner, held.attempts) == (asked.id, "running", "w1", 1)
    assert desk.jobs.stage(asked.id, "w1", "Reading", done=1, total=4)
    assert (desk.jobs.get(asked.id).stage, desk.jobs.get(asked.id).done) == ("Reading", 1)
    assert desk.jobs.request(asked.id)["content"] == "eA=="
    assert desk.jobs.finish(asked.id, "w1", "ab" * 32)
    done = desk.jobs.get(asked.id)
    assert (done.state, done.result, done.error, done.done, done.ended) == ("done", "ab" * 32, None, 4, True)
    assert desk.jobs.request(asked.id) == {"origin": "a.md"}, "the article is in the ledger now"
    assert desk.jobs.recent(ended=True) == (done,) and desk.jobs.recent(ended=False) == ()


def test_the_oldest_job_comes_first_and_one_that_is_held_is_no_one_elses(desk: Desk) -> None:
    first = desk.jobs.ask("read", {}, asked_by="you", at=MOMENT)
    second = desk.jobs.ask("read", {}, asked_by="you", at=MOMENT + SECOND)
    held = [desk.jobs.claim(owner, at=MOMENT + 2 * SECOND) for owner in ("w1", "w2", "w3")]
    assert [job and job.id for job in held] == [first.id, second.id, None]
    assert not desk.jobs.finish(first.id, "w2", "x") and not desk.jobs.heartbeat(first.id, "w2")
    assert desk.jobs.get(first.id).state == "running"


def test_a_lease_that_ran_out_gives_the_job_to_the_next_and_a_renewed_one_does_not(desk: Desk) -> None:
    job = desk.jobs.ask("read", {}, asked_by="you", at=MOMENT)
    assert desk.jobs.claim("w1", lease_seconds=10, at=MOMENT) is not None
    assert desk.jobs.heartbeat(job.id, "w1", lease_seconds=10, at=MOMENT + 9 * SECOND)
    assert desk.jobs.claim("w2", lease_seconds=10, at=MOMENT + 18 * SECOND) is None
    taken = desk.jobs.claim("w2", lease_seconds=10, at=MOMENT + 20 * SECOND)
    assert taken is not None and (taken.owner, taken.attempts) == ("w2", 2)
    assert not desk.jobs.finish(job.id, "w1", "late"), "who lost the lease ends nothing"
    assert desk.jobs.finish(job.id, "w2", "x")


def test_a_job_whose_workers_die_is_given_up_in_words_and_does_not_hold_up_the_next(desk: Desk) -> None:
    bad = desk.jobs.ask("read", {"content": "x"}, asked_by="you", at=MOMENT)
    good = desk.jobs.ask("read", {}, asked_by="you", at=MOMENT + SECOND)
    for attempt in range(MOST_ATTEMPTS):
        held = desk.jobs.claim(f"w{attempt}", at=MOMENT + 2 * SECOND)
        assert held is not None and held.id == bad.id
        assert desk.jobs.release(f"w{attempt}", blame=True) == 1
    held = desk.jobs.claim("w9", at=MOMENT + 2 * SECOND)
    assert held is not None and held.id == good.id
    ended = desk.jobs.get(bad.id)
    assert (ended.state, ended.error) == ("failed", GIVEN_UP) and str(MOST_ATTEMPTS) in GIVEN_UP
    assert desk.jobs.request(bad.id) == {}


def test_a_service_that_is_stopped_is_not_held_against_a_job_but_not_for_ever(desk: Desk) -> None:
    job = desk.jobs.ask("read", {}, asked_by="you", at=MOMENT)
    for _ in range(MOST_INTERRUPTIONS):
        assert desk.jobs.claim("w", at=MOMENT) is not None
        desk.jobs.release("w", blame=False)
    assert (desk.jobs.get(job.id).attempts, desk.jobs.get(job.id).state) == (0, "queued")
    for _ in range(MOST_ATTEMPTS):
        assert desk.jobs.claim("w", at=MOMENT) is not None
        desk.jobs.release("w", blame=False)
    assert desk.jobs.claim("w", at=MOMENT) is None
    assert desk.jobs.get(job.id).state == "failed"


def test_many_who_claim_at_once_get_each_job_once(desk: Desk) -> None:
    asked = {desk.jobs.ask("read", {"n": n}, asked_by="you").id for n in range(12)}

    def work(name: int) -> list[str]:
        return [job.id for _ in range(12) if (job := desk.jobs.claim(f"w{name}")) is not None]

    with ThreadPoolExecutor(6) as pool:
        got = [name for names in pool.map(work, range(6)) for name in names]
    assert len(got) == len(set(got))
    assert set(got) <= asked
    while (job := desk.jobs.claim("last")) is not None:  # who met another at the same job looked on, and may have left
        got.append(job.id)
    assert set(got) == asked and len(got) == 12


def test_a_job_that_nobody_asked_for_is_missing(desk: Desk) -> None:
    for ask in (desk.jobs.get, desk.jobs.request):
        with pytest.raises(MissingError, match="there is no job"):
            ask("0" * 32)


def test_a_look_tells_the_one_before_it(desk: Desk) -> None:
    assert desk.looks.look("you", "q-1", 3, at=MOMENT) is None
    before = desk.looks.look("you", "q-1", 8, at=MOMENT + SECOND)
    assert before is not None and (before.seq, before.looked_at[:19]) == (3, "2024-11-18T12:30:00")
    assert desk.looks.look("her", "q-1", 8) is None, "each reader looks for themselves"
    last = desk.looks.last("you", "q-1")
    assert last is not None and last.seq == 8
    assert desk.looks.last("you", "q-2") is None
    assert [look.subject for look in desk.looks.of("you")] == ["q-1"]


def test_a_token_lets_in_until_it_is_revoked_and_its_name_is_used_once(desk: Desk) -> None:
    assert not desk.tokens.any()
    assert desk.tokens.add("ada", "a" * 64, at=MOMENT)
    assert not desk.tokens.add("ada", "b" * 64)
    assert desk.tokens.any() and [token.sha256 for token in desk.tokens.every()] == ["a" * 64]
    assert desk.tokens.revoke("ada") and not desk.tokens.revoke("ada")
    assert not desk.tokens.any()
    assert [(token.name, token.revoked_at is None) for token in desk.tokens.every()] == [("ada", False)]


def test_a_message_is_tried_by_one_and_kept_until_it_arrived_or_was_given_up(desk: Desk) -> None:
    hook = desk.hooks.add("you", "https://example.org/in", "s", subject="q-1", threshold=0.05)
    assert desk.hooks.get(hook.id) == hook and desk.hooks.of("you") == (hook,) and desk.hooks.of("her") == ()
    sent = desk.deliveries.add(hook.id, "q-1", "{}", at=MOMENT)
    assert desk.deliveries.due(at=MOMENT) == (sent,)
    assert desk.deliveries.take(sent, until=MOMENT + 60 * SECOND)
    assert not desk.deliveries.take(sent, until=MOMENT + 60 * SECOND), "another tries it already"
    assert desk.deliveries.due(at=MOMENT + SECOND) == ()
    desk.deliveries.put_off(sent.id, status=500, error="it answered 500", until=MOMENT + 90 * SECOND)
    (again,) = desk.deliveries.due(at=MOMENT + 90 * SECOND)
    assert (again.attempts, again.last_status, again.last_error) == (1, 500, "it answered 500")
    desk.deliveries.arrived(sent.id, status=200, at=MOMENT)
    assert desk.deliveries.due(at=MOMENT + 900 * SECOND) == ()
    (told,) = desk.deliveries.of(hook.id)
    assert (told.state, told.last_status, told.last_error) == ("delivered", 200, None)
    lost = desk.deliveries.add(hook.id, "q-1", "{}", at=MOMENT)
    desk.deliveries.give_up(lost.id, status=None, error="no answer")
    assert desk.deliveries.due(at=MOMENT) == ()
    assert desk.hooks.put_state(hook.id, "paused") and desk.hooks.of(state="active") == ()
    assert not desk.hooks.remove(hook.id, "her"), "only who made it"
    assert desk.hooks.remove(hook.id, "you") and desk.deliveries.of(hook.id) == ()
    with pytest.raises(MissingError, match="there is no hook"):
        desk.hooks.get(hook.id)


def test_cards_come_back_newest_first_as_of_a_day(desk: Desk) -> None:
    cards = [Card(hash=f"{n:064x}", seq=n, as_of=f"2024-11-{n:02}", card_json="{}") for n in (1, 2, 3)]
    for card in (*cards, Card(hash=cards[0].hash, seq=1, as_of="2024-11-01", card_json="[]")):
        desk.cards.put(card)
    assert desk.cards.get(cards[0].hash) == cards[0], "the first one stays"
    assert desk.cards.get("f" * 64) is None
    assert desk.cards.newest(as_of="2024-11-02", most=9) == (cards[1], cards[0])
    assert desk.cards.newest(as_of="2024-11-30", most=1, before=3) == (cards[1],)
    assert desk.cards.last_seq() == 3


def test_the_desk_changes_nothing_of_the_chain_and_sees_whether_it_holds_a_brief(where: str) -> None:
    with Ledger.open(where) as ledger:
        desk = Desk(ledger)
        assert not desk.holds_brief()
        row = ledger.append("brief", None, {"a": 1}, as_of=MOMENT.date(), recorded_at=MOMENT)
        ledger.append_many([entry("f-1")], recorded_at=MOMENT)
        before = ledger.head()
        desk.jobs.ask("read", {}, asked_by="you")
        desk.looks.look("you", "q-1", row.seq)
        assert desk.holds_brief() and ledger.head() == before and ledger.verify().ok


def test_of_two_messages_after_the_same_one_is_kept_whatever_the_clock(desk: Desk) -> None:
    assert desk.deliveries.follow(None, "h", "q-1", "{}", at=MOMENT)
    assert not desk.deliveries.follow(None, "h", "q-1", "{}", at=MOMENT + SECOND)
    assert desk.deliveries.follow(None, "h", "q-2", "{}", at=MOMENT), "another subject"
    first = desk.deliveries.last("h", "q-1")
    assert desk.deliveries.follow(first, "h", "q-1", "{}", at=MOMENT - 3600 * SECOND), "the clock was put back"
    second = desk.deliveries.last("h", "q-1")
    assert first is not None and second is not None and second.id != first.id
    assert not desk.deliveries.follow(first, "h", "q-1", "{}", at=MOMENT)
