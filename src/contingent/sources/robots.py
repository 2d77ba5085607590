"""What a site lets a reader of its pages do: robots.txt by RFC 9309, asked for once a host, and a pause in between.

What the standard asks (sections 2.2.1, 2.3.1 and 2.4): the group of our own product token, else the group of `*`; a
file that is not there (4xx) allows everything; one that cannot be reached (5xx, no connection) forbids everything for
now; a copy may be kept for a day. 429 says "not now", so it counts as unreachable. Crawl-delay is no part of the
standard, but many sites state one, and it is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from contingent.core.errors import FetchError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.fetch import answering
from contingent.sources.wire import Limits, shown

if TYPE_CHECKING:
    from contingent.sources.wire import Exchange

AGENT = "contingent"  # our product token, as in the User-Agent header of every request
PAUSE_SECONDS = 1.0  # between two requests to one host that states no delay
LONGEST_PAUSE_SECONDS = 60.0  # a host that asks for more gets one request a run
_MOST_BYTES = 512_000  # the standard asks for at least 500 KiB; what follows is not read
_LIMITS = Limits(body_bytes=5_000_000, unpacked_bytes=5_000_000, seconds=15.0)
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one host's robots.txt says to us: `parsed` None where it allows everything, or `closed` says why nothing."""

    parsed: Any = None
    closed: str | None = None

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched by our token."""
        if self.closed is not None:
            return False
        if self.parsed is None:
            return True
        try:
            return bool(self.parsed.can_fetch(url, AGENT))
        except ValueError:
            return False  # an address that no parser takes apart is none that the file allows

    @property
    def delay(self) -> float | None:
        """Seconds between two requests that the file asks of us; None where it asks for none."""
        told = None if self.parsed is None else self.parsed.crawl_delay(AGENT)
        return float(told) if told is not None and 0 <= float(told) < float("inf") else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names, in its order."""
        return () if self.parsed is None else tuple(self.parsed.sitemaps)


def parse_rules(raw: bytes) -> Rules:
    """The rules in a robots.txt, whatever its bytes: what is no rule is passed over, as the standard asks.

    >>> parse_rules(b"User-agent: contingent\\nDisallow: /private").allows("https://a.example/private/1")
    False
    """
    from protego import Protego  # imported late: only feeds and sitemaps ask for robots.txt

    text = raw[:_MOST_BYTES].decode("utf-8-sig", "replace")
    try:
        return Rules(parsed=Protego.parse(text))
    except (ValueError, RecursionError, OverflowError) as error:
        return Rules(closed=f"its robots.txt cannot be read ({error})")


@dataclass(slots=True, kw_only=True)
class Manners:
    """Every host asked one thing at a time, with a pause, and only what it allows; rules are kept for this run.

    `sleep` waits the given seconds; tests pass one that only notes them.
    """

    policy: AddressPolicy = PUBLIC_INTERNET
    sleep: Callable[[float], None] = time.sleep
    pause: float = PAUSE_SECONDS
    _rules: dict[str, Rules] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def wait(self, url: str) -> None:
        """The pause that this host wants since the last request to it is over; none before the first.

        Raises:
            FetchError: the host asks for a longer pause than a run can make.
        """
        host = _host(url)
        if host in self._asked:
            known = self._rules.get(host)
            delay = max(self.pause, (known.delay or 0.0) if known is not None else 0.0)
            if delay > LONGEST_PAUSE_SECONDS:
                raise FetchError(
                    f"{shown(url)} was not asked for: its host wants {delay:g} seconds between two requests; wanted at "
                    f"most {LONGEST_PAUSE_SECONDS:g}. Run again later."
                )
            if delay > 0:
                self.sleep(delay)
        self._asked.add(host)

    def permit(self, url: str) -> None:
        """Nothing, if the host's robots.txt lets us fetch the address; it is asked for once a run.

        Raises:
            FetchError: it does not, or could not be reached.
        """
        rules = self.rules(url)
        if rules.closed is not None:
            raise FetchError(f"{shown(url)} was not asked for: {rules.closed}. Try again later.")
        if not rules.allows(url):
            raise FetchError(
                f"{shown(url)} was not asked for: the robots.txt of its host forbids it to {AGENT!r}. "
                "Save the page yourself and give the file, if you may."
            )

    def leave_alone(self, url: str) -> None:
        """The host of `url` is asked for nothing more in this run."""
        self._rules[_host(url)] = Rules(closed="its host asked to be left alone for now")

    def sitemap_of(self, site: str) -> str:
        """The first sitemap that the site's robots.txt names, else the usual place."""
        home = f"{_host(site)}/"
        named = self.rules(site).sitemaps
        try:
            return urljoin(home, named[0] if named else "sitemap.xml")
        except ValueError as error:
            raise FetchError(f"the robots.txt of {shown(home)} names no address as its sitemap ({error}).") from error

    def rules(self, url: str) -> Rules:
        """What the host of `url` says, fetched at most once."""
        host = _host(url)
        if host not in self._rules:
            self.wait(url)
            self._rules[host] = self._fetched(host)
        return self._rules[host]

    def _fetched(self, host: str) -> Rules:
        asking = {"Accept": "text/plain, */*;q=0.1", "Accept-Encoding": "identity"}
        try:
            with answering(f"{host}/robots.txt", policy=self.policy, limits=_LIMITS, asking=asking) as (exchange, _):
                return _answered(exchange, host)
        except FetchError as error:
            return Rules(closed=f"its host's robots.txt could not be read ({str(error).rstrip('.')})")


def _answered(exchange: Exchange, host: str) -> Rules:
    if exchange.status == 200:
        if exchange.header("content-encoding"):
            return parse_rules(exchange.read())
        start = bytearray()
        for piece in exchange.pieces():
            start += piece
            if len(start) >= _MOST_BYTES:
                break
        return parse_rules(bytes(start))
    if 400 <= exchange.status < 500 and exchange.status != _TOO_MANY_REQUESTS:
        return Rules()
    return Rules(closed=f"{shown(host)}/robots.txt answered {exchange.status}, which forbids everything for now")


def _host(url: str) -> str:
    """Scheme and authority of an address: what one robots.txt speaks for."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FetchError(f"{shown(url)} is no web address ({error}); wanted http:// or https:// and a host.") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        raise FetchError(f"{shown(url)} is no web address; wanted http:// or https:// and a host.")
    if "@" in parts.netloc or "\\" in parts.netloc:  # two programs could read two hosts in it
        raise FetchError(f"{shown(url)} holds a user name or password; give it without.")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
