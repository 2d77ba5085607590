"""Batches: order, memory and results do not depend on the number of workers, and no article ends the run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from contingent.core.errors import InputError, ValueRangeError
from contingent.journeys.batch import AHEAD, read_batch
from contingent.journeys.gathering.gathered import Refused
from contingent.journeys.read import Read
from contingent.sources.articles import Article

BORDER = (
    "Envoys of Northland and Southland met on Monday. Northland has {n} soldiers at the border, the ministry said, and "
    "the war may go on for another year."
)


def article(number: int) -> Article:
    return Article(BORDER.format(n=f"{number + 1},000").encode(), f"{number}.txt", None)


def figures(read: Read) -> tuple[str, tuple[float | None, ...]]:
    """What travels back from a worker."""
    if "FATAL" in read.reading.document.text:
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    if "BUG" in read.reading.document.text:
        raise ZeroDivisionError("a fault")
    found = (c.detail.value for c in read.reading.claims if c.detail.kind == "quantity")
    return read.reading.document.origin, tuple(found)


def unsendable(read: Read) -> Any:
    return lambda: read


MIXED: tuple[Article | Refused, ...] = (
    article(0),
    Refused(place="feed", why="unchanged since it was last read."),
    Article(b"\x89PNG\r\n\x1a\n", "photo.txt", None),
    Article(b"BUG in a text. " + BORDER.encode(), "bug.txt", None),
    Article(b"Published: 2030-01-01\n\n" + BORDER.encode(), "later.txt", None),
    article(1),
)


@cache
def alone() -> tuple[object, ...]:
    return tuple(read_batch(MIXED, as_of=date(2024, 11, 18), workers=1, keep=figures))


def test_each_article_gives_its_reading_or_its_reason_in_order() -> None:
    found = alone()
    assert [one.place if isinstance(one, Refused) else one[0] for one in found] == [  # type: ignore[index]
        "0.txt", "feed", "photo.txt", "bug.txt", "later.txt", "1.txt"
    ]  # fmt: skip
    assert [one.error for one in found if isinstance(one, Refused)] == [
        "", "ArticleError", "ZeroDivisionError", "ArticleError"
    ]  # fmt: skip
    assert found[0][1][0] == 1000.0 and found[-1][1][0] == 2000.0  # type: ignore[index]


def test_workers_give_what_one_process_gives_and_survive_one_of_them() -> None:
    fatal = Article(b"FATAL for its reader. " + BORDER.encode(), "fatal.txt", None)
    found = tuple(
        read_batch((*MIXED[:3], fatal, *MIXED[3:]), as_of=date(2024, 11, 18), workers=2, keep=figures)
    )  # fmt: skip
    died = found[3]
    assert isinstance(died, Refused) and died.place == "fatal.txt" and "died" in died.why
    assert (*found[:3], *found[4:]) == alone()


class Counted:
    """Articles that note how many were taken and not yet given back."""

    def __init__(self, total: int) -> None:
        self.total, self.taken = total, 0

    def __iter__(self) -> Iterator[Article]:
        for number in range(self.total):
            self.taken += 1
            yield article(number % 5)


@pytest.mark.parametrize("workers", [1, 2])
def test_few_articles_are_on_their_way_at_a_time(workers: int) -> None:
    articles, most = Counted(14), 0
    for given, one in enumerate(read_batch(articles, as_of=None, workers=workers, keep=figures)):
        assert not isinstance(one, Refused)
        most = max(most, articles.taken - given)
    assert articles.taken == 14 and most <= (workers * AHEAD if workers > 1 else 1)


def test_what_cannot_travel_costs_no_other_article() -> None:
    found = list(read_batch([article(0), article(1)], as_of=None, workers=2, keep=unsendable))
    assert all(isinstance(one, Refused) and "fault" in one.why for one in found) and len(found) == 2


def test_what_is_to_be_kept_must_be_sendable() -> None:
    with pytest.raises(InputError, match="function of a module"):
        read_batch([article(0)], as_of=None, workers=2, keep=lambda read: read)
    with pytest.raises(ValueRangeError, match="workers is -1"):
        read_batch([], as_of=None, workers=-1)


def test_nothing_is_read_before_it_is_asked_for() -> None:
    articles = Counted(3)
    read_batch(articles, as_of=None, workers=1)
    assert articles.taken == 0


def interrupted(read: Read) -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return read.reading.document.origin


@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent so there")
def test_a_worker_leaves_the_interrupt_to_the_process_that_was_called() -> None:
    found = tuple(read_batch((article(0), article(1)), as_of=None, workers=2, keep=interrupted))
    assert found == ("0.txt", "1.txt")
