"""Every way in which this program fetches something, each as one function of an address: what it ended with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contingent.core.times import now
from contingent.journeys import jobs
from contingent.journeys.gathering.gathered import Gathering, Refused
from contingent.journeys.gathering.web import gather_web
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.sources import deliver
from contingent.sources.addresses import AddressPolicy
from contingent.sources.articles import read_article
from contingent.sources.conditional import Validators, fetch_changed
from contingent.sources.download import download, drop
from contingent.sources.fetch import fetch
from contingent.sources.robots import Manners
from contingent.sources.wire import Limits

#: how a try ended: the sentence or the error it was refused with; None where something was fetched
Ended = str | Exception | None
Asks = Callable[[str, AddressPolicy, Limits], Ended]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way to fetch. `asks_on`: it makes a request; `judged`: it reads whole answers and refuses bad ones; `hasty`: it
    keeps the limits it is given, at most `attempts` times in a row."""

    name: str
    asks: Asks
    asks_on: bool = True
    judged: bool = True
    hasty: bool = False
    attempts: int = 1

    def ask(self, url: str, policy: AddressPolicy, limits: Limits) -> Ended:
        """How a try by this door ended; an error nobody foresaw is given, not raised."""
        try:
            return self.asks(url, policy, limits)
        except Exception as error:
            return error


@contextmanager
def doors(folder: Path) -> Iterator[tuple[Door, ...]]:
    """The doors, with a ledger of their own in the folder for those of the service."""
    where = folder / "doors.sqlite"
    with Ledger.open(where) as ledger:
        desk = Desk(ledger)
        yield (
            Door(name="page", asks=_page, hasty=True),
            Door(name="article", asks=_article),
            Door(name="article of the service", asks=_job(desk, where)),
            Door(name="page asked for again", asks=_again, hasty=True),
            Door(name="feed", asks=_feed),
            Door(name="page of a feed", asks=_entry(folder / "feed.json")),
            Door(name="sitemap", asks=_sitemap),
            Door(name="robots.txt", asks=_robots, judged=False),
            Door(name="file of a data set", asks=_data(folder / "data"), hasty=True, attempts=3),
            Door(name="list of a data set", asks=_listing, hasty=True),
            Door(name="new alert", asks=_alert, asks_on=False, judged=False),
            Door(name="message of an alert", asks=_message, judged=False),
        )


def robots_host(path: str) -> str:
    """The host whose robots.txt is answered by the script at `path`."""
    return f"{path.encode().hex()}.news.example"


def _page(url: str, policy: AddressPolicy, limits: Limits) -> Ended:
    fetch(url, policy=policy, limits=limits)
    return None


def _listing(url: str, policy: AddressPolicy, limits: Limits) -> Ended:
    fetch(url, policy=policy, limits=limits, keep_tls=True)
    return None


def _article(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    read_article(url, io.BytesIO(), policy=policy)
    return None


def _job(desk: Desk, where: Path) -> Asks:
    def asks(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
        name = jobs.ask(desk, jobs.Request(address=jobs.named_address(url), paths=jobs.FEWEST_PATHS), "you")
        job = desk.jobs.claim("doors")
        assert job is not None and job.id == name
        return jobs.run(job, desk, where, policy=policy).error

    return asks


def _again(url: str, policy: AddressPolicy, limits: Limits) -> Ended:
    fetch_changed(url, Validators(), policy=policy, limits=limits)
    return None


def _feed(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    return _gathered(url, None, policy)


def _sitemap(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    return _gathered(None, url, policy)


def _entry(file: Path) -> Asks:
    def asks(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1", "url": url}]}
        file.write_text(json.dumps(feed), encoding="utf-8")
        return _gathered(str(file), None, policy)

    return asks


def _gathered(feed: str | None, sitemap: str | None, policy: AddressPolicy) -> Ended:
    how = Gathering(policy=policy, sleep=lambda _seconds: None)
    found = list(gather_web(feed, sitemap, as_of=None, how=how, say=lambda _stage: None))
    if any(not isinstance(one, Refused) for one in found):
        return None
    return " ".join(one.why for one in found if isinstance(one, Refused)) or "The feed names no article."


def _robots(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    return Manners(policy=policy, sleep=lambda _seconds: None).rules(url).closed


def _data(target: Path) -> Asks:
    def asks(url: str, policy: AddressPolicy, limits: Limits) -> Ended:
        own = target / str(abs(hash((url, limits.seconds))))  # tries at the same time write to files of their own
        try:
            download(url, own, policy=policy, limits=limits)
        finally:
            if own.parent.is_dir():
                drop(own)
        return None

    return asks


def _alert(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    deliver.check_address(url, policy=policy)
    return None


def _message(url: str, policy: AddressPolicy, _limits: Limits) -> Ended:
    status = deliver.deliver(url, b"{}", ident="msg_1", secret="whsec_AAAA", at=now(), policy=policy)
    return None if 200 <= status < 300 else f"The address answered {status}; wanted 200 to 299."
