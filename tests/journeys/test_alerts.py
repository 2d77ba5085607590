"""A reader is told once of what moved by their threshold since they last looked, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from answering_site import Site, serving
from contingent.core.belief import Belief
from contingent.core.errors import FetchError, InputError, MissingError, UnreadableError
from contingent.core.nouns import Resolution
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.alerts import Wish, make_hook, raise_alerts
from contingent.journeys.deliveries import PAUSES, deliver_due
from contingent.ledger.desk import Desk
from contingent.ledger.desk_hooks import Delivery
from contingent.ledger.door import stamp
from contingent.ledger.store import Ledger
from proof.made_ledgers import chance, draws, forecast, put, question, resolution

TODAY = date(2024, 3, 1)
PLACE = "http://news.example"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as found:
        yield found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    where = tmp_path / "ledger.sqlite"
    for name in ("a", "b"):
        put(where, question(name), forecast(name, "ensemble", chance(0.3)))
    with Ledger.open(where) as opened:
        yield opened


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger)


def hook(ledger: Ledger, desk: Desk, site: Site, *, question: str | None = "a", threshold: float = 0.1) -> str:
    wish = Wish(address=site.url(), threshold=threshold, question=question)
    return make_hook(ledger, desk, wish, reader="ann", today=TODAY, policy=site.policy()).id


def say(ledger: Ledger, name: str, belief: Belief, day: int) -> None:
    told = forecast(name, "ensemble", belief, on=date(2024, 2, day))
    ledger.append("forecast", None, plain(told), as_of=told.as_of, recorded_at=now())


def settle(ledger: Ledger, told: Resolution) -> None:
    ledger.append(
        "resolution", f"{told.question}-{told.resolved_on}", plain(told), as_of=told.resolved_on, recorded_at=now()
    )


def waiting(desk: Desk) -> list[dict[str, Any]]:
    later = now() + timedelta(days=1)
    return [json.loads(one.body_json) for one in desk.deliveries.due(at=later)]


def test_a_move_of_the_threshold_is_told_once_and_a_smaller_one_not(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "a", chance(0.39), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "a", chance(0.4), 2)
    assert raise_alerts(ledger, desk, today=TODAY) == 1
    (told,) = waiting(desk)
    assert (told["type"], told["question"], told["before"], told["now"]) == ("question.moved", "a", 0.3, 0.4)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "a", chance(0.45), 3)
    assert raise_alerts(ledger, desk, today=TODAY) == 0, "measured from what was told last"
    say(ledger, "b", chance(0.9), 3)
    assert raise_alerts(ledger, desk, today=TODAY) == 0, "another question"


def test_what_the_reader_has_looked_at_is_no_news(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    say(ledger, "a", chance(0.6), 1)
    desk.looks.look("ann", "a", ledger.head().seq)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "a", chance(0.65), 2)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "a", chance(0.5), 3)
    assert raise_alerts(ledger, desk, today=TODAY) == 1
    assert waiting(desk)[0]["before"] == 0.6


def test_a_look_of_another_reader_changes_nothing(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    say(ledger, "a", chance(0.6), 1)
    desk.looks.look("bob", "a", ledger.head().seq)
    assert raise_alerts(ledger, desk, today=TODAY) == 1


def test_an_alert_on_every_question_tells_of_each(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site, question=None)
    for name in ("a", "b"):
        say(ledger, name, chance(0.8), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 2
    assert {one["question"] for one in waiting(desk)} == {"a", "b"}


def test_a_number_moves_by_a_share_of_itself(ledger: Ledger, desk: Desk, site: Site) -> None:
    put(Path(ledger.where), question("n"), forecast("n", "ensemble", draws(90.0, 100.0, 110.0)))
    hook(ledger, desk, site, question="n", threshold=0.2)
    say(ledger, "n", draws(105.0, 115.0, 125.0), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "n", draws(115.0, 130.0, 135.0), 2)
    assert raise_alerts(ledger, desk, today=TODAY) == 1
    assert waiting(desk)[0]["unit"] == "person"


def test_a_settled_question_and_its_correction_are_told(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    settle(ledger, resolution("a", True, on=date(2024, 2, 20)))
    assert raise_alerts(ledger, desk, today=TODAY) == 1
    settle(ledger, resolution("a", False, on=date(2024, 2, 25)))
    assert raise_alerts(ledger, desk, today=TODAY) == 1
    assert {(one["type"], one["outcome"]) for one in waiting(desk)} == {
        ("question.settled", "yes"),
        ("question.settled", "no"),
    }


def test_nothing_known_later_than_the_day_is_told(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    settle(ledger, resolution("a", True, on=date(2024, 3, 20)))
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    say(ledger, "b", chance(0.31), 4)  # what came in between is no reason to forget it
    raise_alerts(ledger, desk, today=date(2024, 3, 10))
    assert waiting(desk) == []
    raise_alerts(ledger, desk, today=date(2024, 3, 21))
    assert [one["type"] for one in waiting(desk)] == ["question.settled"]


def test_what_was_dated_ahead_at_the_last_look_is_told_when_its_day_comes(
    ledger: Ledger, desk: Desk, site: Site
) -> None:
    hook(ledger, desk, site)
    settle(ledger, resolution("a", True, on=date(2024, 3, 20)))
    desk.looks.look("ann", "a", ledger.head().seq, at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert raise_alerts(ledger, desk, today=TODAY) == 0
    assert raise_alerts(ledger, desk, today=date(2024, 3, 20)) == 1
    assert raise_alerts(ledger, desk, today=date(2024, 3, 21)) == 0


def test_two_servers_that_raise_at_once_tell_once(
    ledger: Ledger, desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = hook(ledger, desk, site)
    say(ledger, "a", chance(0.9), 1)
    last, other = desk.deliveries.last, []

    def slow(hook: str, subject: str) -> Delivery | None:
        found = last(hook, subject)
        if not other:  # the other server does all of it between this one's look and its message
            other.append(None)
            other.append(raise_alerts(ledger, Desk(ledger), today=TODAY))
        return found

    monkeypatch.setattr(desk.deliveries, "last", slow)
    assert (raise_alerts(ledger, desk, today=TODAY), other[1]) == (0, 1)
    assert len(desk.deliveries.of(name)) == 1


def test_a_paused_alert_raises_nothing(ledger: Ledger, desk: Desk, site: Site) -> None:
    desk.hooks.put_state(hook(ledger, desk, site), "paused")
    say(ledger, "a", chance(0.9), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 0


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.5, float("nan")])
def test_a_threshold_is_a_share(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        Wish(address=PLACE, threshold=threshold)


@pytest.mark.parametrize("address", ["http://127.0.0.1/x", "file:///etc/passwd", "http://169.254.169.254/", "nowhere"])
def test_an_address_inside_is_refused(ledger: Ledger, desk: Desk, address: str) -> None:
    with pytest.raises(FetchError):
        make_hook(ledger, desk, Wish(address=address, threshold=0.1), reader="ann", today=TODAY)
    assert desk.hooks.of("ann") == ()


def test_an_unknown_question_is_refused(ledger: Ledger, desk: Desk, site: Site) -> None:
    with pytest.raises(MissingError, match="no question"):
        hook(ledger, desk, site, question="none")


def test_a_message_is_signed_as_the_published_library_verifies(ledger: Ledger, desk: Desk, site: Site) -> None:
    secret = desk.hooks.get(hook(ledger, desk, site)).secret
    say(ledger, "a", chance(0.9), 1)
    raise_alerts(ledger, desk, today=TODAY)
    site.answers["/"] = (204, {}, b"")
    assert deliver_due(desk, policy=site.policy()) == 1
    ((body, headers),) = site.posted
    told = Webhook(secret).verify(body, headers)
    assert told["question"] == "a"
    assert deliver_due(desk, policy=site.policy()) == 0


def test_a_message_is_tried_again_with_growing_pauses_and_given_up(ledger: Ledger, desk: Desk, site: Site) -> None:
    name = hook(ledger, desk, site)
    say(ledger, "a", chance(0.9), 1)
    raise_alerts(ledger, desk, today=TODAY)
    site.answers["/"] = (500, {}, b"")
    moment = now()
    for pause in PAUSES:
        assert deliver_due(desk, policy=site.policy(), at=moment) == 0
        (waits,) = desk.deliveries.of(name)
        assert waits.state == "waiting" and waits.last_status == 500
        assert deliver_due(desk, policy=site.policy(), at=moment + pause / 2) == 0
        moment += pause
        assert datetime.fromisoformat(waits.next_at).astimezone(UTC) <= moment
    deliver_due(desk, policy=site.policy(), at=moment)
    (last,) = desk.deliveries.of(name)
    assert (last.state, last.attempts) == ("given up", len(PAUSES) + 1)
    assert len(site.posted) == len(PAUSES) + 1
    assert len({headers["webhook-id"] for _, headers in site.posted}) == 1


def test_an_address_that_is_gone_gets_nothing_any_more(ledger: Ledger, desk: Desk, site: Site) -> None:
    name = hook(ledger, desk, site, question=None)
    for one in ("a", "b"):
        say(ledger, one, chance(0.9), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 2
    site.answers["/"] = (410, {}, b"")
    deliver_due(desk, policy=site.policy())
    assert desk.hooks.get(name).state == "paused"
    assert [one.state for one in desk.deliveries.of(name)] == ["given up", "given up"]
    assert len(site.posted) == 1


def test_a_message_to_an_alert_that_was_removed_is_given_up_at_once(ledger: Ledger, desk: Desk, site: Site) -> None:
    desk.deliveries.add("of nobody", "a", "{}")
    assert deliver_due(desk, policy=site.policy()) == 0
    (last,) = desk.deliveries.of("of nobody")
    assert last.state == "given up" and "no hook" in str(last.last_error)


def test_a_message_behind_slow_ones_is_held_and_signed_at_its_own_moment(
    ledger: Ledger, desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [hook(ledger, desk, site), hook(ledger, desk, site)]
    say(ledger, "a", chance(0.9), 1)
    raise_alerts(ledger, desk, today=TODAY)
    site.answers["/"] = (500, {}, b"")
    start, asked = now(), 0

    def slow_clock() -> datetime:
        nonlocal asked
        asked += 1
        return start + asked * timedelta(minutes=10)

    monkeypatch.setattr("contingent.journeys.deliveries.now", slow_clock)
    deliver_due(desk, policy=site.policy())
    signed = sorted(int(headers["webhook-timestamp"]) for _, headers in site.posted)
    assert signed == [int((start + minutes).timestamp()) for minutes in (timedelta(minutes=10), timedelta(minutes=20))]
    tried = sorted(one.next_at for name in names for one in desk.deliveries.of(name))
    assert tried[1] == stamp(start + timedelta(minutes=20) + PAUSES[0])


def test_a_redirect_is_not_followed_inside(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site)
    say(ledger, "a", chance(0.9), 1)
    raise_alerts(ledger, desk, today=TODAY)
    site.answers["/"] = (302, {"Location": "/inside"}, b"")
    site.answers["/inside"] = (200, {}, b"")
    assert deliver_due(desk, policy=site.policy()) == 0
    assert [path for path, _ in site.asked] == ["/"]


def test_a_dead_address_is_tried_once_a_round_and_the_others_are_told(ledger: Ledger, desk: Desk, site: Site) -> None:
    dead = hook(ledger, desk, site, question=None)
    wish = Wish(address=site.url("/alive"), threshold=0.1)
    make_hook(ledger, desk, wish, reader="bob", today=TODAY, policy=site.policy())
    for name in ("a", "b"):
        say(ledger, name, chance(0.9), 1)
    assert raise_alerts(ledger, desk, today=TODAY) == 4
    site.answers.update({"/": (500, {}, b""), "/alive": (200, {}, b"")})
    assert deliver_due(desk, policy=site.policy()) == 2
    assert sorted(one.attempts for one in desk.deliveries.of(dead)) == [0, 1]


def test_a_question_that_cannot_be_read_keeps_no_other_alert_back(ledger: Ledger, desk: Desk, site: Site) -> None:
    hook(ledger, desk, site, question=None)
    raise_alerts(ledger, desk, today=TODAY)
    ledger.append("question", "spoilt", {"id": "a", "text": "Will?"}, as_of=TODAY, recorded_at=now())
    say(ledger, "b", chance(0.9), 3)
    with pytest.raises(UnreadableError, match="question a cannot be read"):
        raise_alerts(ledger, desk, today=TODAY)
    assert [one["question"] for one in waiting(desk)] == ["b"]
    assert raise_alerts(ledger, desk, today=TODAY) == 0, "told once"
