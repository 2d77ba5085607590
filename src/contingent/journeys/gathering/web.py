"""Articles of a feed and of a sitemap: what is new, allowed and old enough, one request at a time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contingent.core.errors import ArticleError, ContingentError, DataError, InputError
from contingent.journeys.gathering.gathered import Gathering, Refused, readable
from contingent.journeys.progress import Say
from contingent.journeys.streams import printable
from contingent.sources.articles import MOST_BYTES, Article
from contingent.sources.conditional import BusyError, Validators, fetch_changed
from contingent.sources.feeds import MOST_BYTES as MOST_FEED
from contingent.sources.feeds import Entry, read_feed
from contingent.sources.fetch import Fetched
from contingent.sources.robots import Manners
from contingent.sources.sitemaps import MOST_BYTES as MOST_MAP
from contingent.sources.sitemaps import Walk
from contingent.sources.wire import Limits

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SITE = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_FULL_TEXT = 1_200  # characters; what a feed carries of a story is a teaser below that
_LONGEST_NAME = 200
_FEED_LIMITS = Limits(body_bytes=MOST_FEED, unpacked_bytes=MOST_FEED)
_MAP_LIMITS = Limits(body_bytes=MOST_MAP, unpacked_bytes=MOST_MAP, seconds=60.0)
_FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/xml, */*;q=0.1"
_MAP_TYPES = "application/xml, text/xml, text/plain, application/gzip, */*;q=0.1"


def gather_web(
    feed: str | None, sitemap: str | None, *, as_of: date | None, how: Gathering, say: Say
) -> Iterator[Article | Refused]:
    """Each article that the feed (an address or a file), then the sitemap (an address) names; or why there is none.

    Of a bare site (`https://example.org`) the sitemap is the one that its robots.txt names, else `/sitemap.xml`.

    An address that both name is given once. What servers said of their answers is kept at the end of each of the two,
    once all of it was handed out, so that a run that breaks off finds the same again.

    Raises:
        DataError: the file of remembered answers cannot be read.
    """
    run = _Run(
        how=how,
        as_of=as_of,
        say=say,
        manners=Manners(policy=how.policy, sleep=how.sleep),
        validators=Validators.at(how.state),
    )
    if feed is not None:
        yield from run.feed(feed)
    if sitemap is not None:
        yield from run.sitemap(sitemap)


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What of one feed or sitemap became no article, by reason."""

    later: int = 0
    again: int = 0
    empty: int = 0
    beyond: int = 0
    tried: int = 0


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run over feed and sitemap, and the addresses it has dealt with."""

    how: Gathering
    as_of: date | None
    say: Say
    manners: Manners
    validators: Validators
    dealt_with: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)

    def feed(self, where: str) -> Iterator[Article | Refused]:
        """The feed's articles, then what became of its other entries."""
        self.say(where)
        try:
            came = self._feed_bytes(where)
            if came is None:
                yield Refused(place=where, why="unchanged since it was last read.")
                return
            found = read_feed(came.body, origin=came.final_url, content_type=came.content_type)
        except ContingentError as error:
            yield Refused.of(where, error)
            return
        if found.fault is not None:
            yield Refused(place=where, why=f"{found.fault} {len(found.entries)} entries could be read.", count=0)
        if found.skipped:
            yield Refused(place=where, why=f"{found.skipped} entries cannot be read.", error="InputError",
                          count=found.skipped)  # fmt: skip
        tally = _Tally(again=found.repeated)
        yield from self._entries(found.entries, tally)
        yield from self._told(where, tally)
        yield from self._kept(where, *self.pages, *([] if tally.beyond else [where]))

    def sitemap(self, where: str) -> Iterator[Article | Refused]:
        """The articles of the sitemap and of those it names, then what became of the other addresses."""
        self.say(where)
        tally = _Tally()
        try:
            if not _ADDRESS.match(where):
                raise InputError(f"{where!r} is no web address; wanted the http(s) address of a sitemap or a site.")
            site = where
            if _SITE.fullmatch(where):
                where = self.manners.sitemap_of(where)
        except ContingentError as error:
            yield Refused.of(where, error)
            return
        walk = Walk(fetch=lambda address: self._map_bytes(address, named=address == where))
        try:
            yield from self._entries(walk.pages(where, site=site), tally)
        except ContingentError as error:
            yield Refused.of(where, error)
            return
        for address in walk.unchanged:
            yield Refused(place=address, why="unchanged since it was last read.")
        for address, why in walk.unread.items():
            yield Refused(place=address, why=why, error="InputError")
        for count, why in (
            (walk.elsewhere, "addresses on other hosts: a sitemap speaks for its own."),
            (walk.skipped, "entries without a usable address."),
            (walk.beyond, "further sitemaps over the limits of one run."),
        ):
            if count:
                yield Refused(place=where, why=f"{count} {why}", error="InputError", count=count)
        yield from self._told(where, tally)
        yield from self._kept(where, *self.pages, *walk.read)

    def _kept(self, where: str, *urls: str) -> Iterator[Refused]:
        """What servers said of these addresses is kept; if it cannot be, that is told: the articles are there."""
        try:
            self.validators.keep(*urls)
        except DataError as error:
            yield Refused(place=where, why=str(error), error="DataError", count=0)

    def _feed_bytes(self, where: str) -> Fetched | None:
        if _ADDRESS.match(where):
            self.manners.wait(where)
            return fetch_changed(
                where, self.validators, policy=self.how.policy, limits=_FEED_LIMITS, accept=_FEED_TYPES
            )
        try:
            with Path(where).open("rb") as file:
                return Fetched(file.read(MOST_FEED + 1), None, Path(where).name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InputError(f"the feed {where!r} cannot be read ({reason}); wanted a file or an address.") from error

    def _map_bytes(self, where: str, *, named: bool) -> tuple[bytes, str | None] | None:
        if not named:
            self.manners.permit(where)
        self.manners.wait(where)
        try:
            came = fetch_changed(where, self.validators, policy=self.how.policy, limits=_MAP_LIMITS, accept=_MAP_TYPES,
                                 on_redirect=None if named else self._led)  # fmt: skip
        except BusyError:
            self.manners.leave_alone(where)
            raise
        return None if came is None else (came.body, came.content_type)

    def _led(self, where: str) -> None:
        """Nothing, once we may ask for what a redirect leads to: other rules may hold there."""
        self.manners.permit(where)
        self.manners.wait(where)

    def _entries(self, entries: Iterable[Entry], tally: _Tally) -> Iterator[Article | Refused]:
        """The articles of the entries, at most as many as may be tried; the tally tells of the others."""
        for entry in entries:
            if tally.tried >= self.how.most:
                tally.beyond += 1
                if not isinstance(entries, tuple):
                    return  # to count the rest of a sitemap would be to fetch it
                continue
            if self.as_of is not None and entry.latest is not None and entry.latest > self.as_of:
                tally.later += 1
            elif entry.address is not None and entry.address in self.dealt_with:
                tally.again += 1
            elif entry.address is None and not _is_full(entry):
                tally.empty += 1
            else:
                tally.tried += 1
                if entry.address is not None:
                    self.dealt_with.add(entry.address)
                self.say(entry.address or entry.title or entry.id)
                yield self._article(entry)

    def _article(self, entry: Entry) -> Article | Refused:
        place, address = entry.address or entry.id, entry.address or ""
        try:
            if _is_full(entry):
                return _page(entry)
            self.manners.permit(address)
            self.manners.wait(address)
            came = fetch_changed(address, self.validators, policy=self.how.policy, on_redirect=self._led)
            if came is None:
                return Refused(place=place, why="unchanged since it was last read.")
            if len(came.body) > MOST_BYTES:
                raise ArticleError(f"{came.final_url} is larger than {MOST_BYTES // 1_000_000} MB; wanted an article.")
            article = readable(Article(came.body, came.final_url, came.content_type))
        except BusyError as error:
            self.manners.leave_alone(address)
            return Refused.of(place, error)
        except ContingentError as error:
            return Refused.of(place, error)
        self.pages.append(address)
        return article

    def _told(self, where: str, tally: _Tally) -> Iterator[Refused]:
        """One refusal for each reason that kept entries back."""
        day = self.as_of.isoformat() if self.as_of is not None else ""
        if tally.later:
            yield Refused(
                place=where, why=f"{tally.later} entries dated or changed after {day}: left out.", count=tally.later
            )
        if tally.again:
            yield Refused(place=where, why=f"{tally.again} entries given already.", count=tally.again)
        if tally.empty:
            why = f"{tally.empty} entries with neither an address nor a full text."
            yield Refused(place=where, why=why, error="InputError", count=tally.empty)
        if tally.beyond:
            why = f"stopped at {self.how.most} articles, with more named there: the next ones were left."
            yield Refused(place=where, why=why, count=tally.beyond)


def _is_full(entry: Entry) -> bool:
    """Whether the feed carries the story itself rather than a teaser of it."""
    if entry.content is None:
        return False
    text = entry.content if entry.plain else _TAG.sub("", entry.content)
    return len(text) >= _FULL_TEXT


def _page(entry: Entry) -> Article:
    """The story that the feed carries as a page with its title and day: what the reader needs to date it."""
    body = entry.content or ""
    if entry.plain:
        body = "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", body))
    title = html.escape(entry.title or "")
    day = f'<meta property="article:published_time" content="{entry.published}">' if entry.published else ""
    heading = f"<h1>{title}</h1>" if title else ""
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">{day}</head>'
        f"<body><article>{heading}{body}</article></body></html>"
    )
    origin = entry.address or printable(entry.id[:_LONGEST_NAME])  # an id is any text, and is shown as the origin
    return Article(page.encode("utf-8", "replace")[:MOST_BYTES], origin, "text/html; charset=utf-8")
