"""Sitemaps: the pages that a site names, with the day each was published or last changed; indexes and gzip too.

Limits are those of the protocol (sitemaps.org): 50,000 addresses and 50 MB a file, all of the sitemap's own host.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from contingent.core.errors import ContingentError, InputError
from contingent.sources.feeds import Entry, iso_day
from contingent.sources.guarded_xml import decoded, parsed

MOST_BYTES = 50_000_000
MOST_ADDRESSES = 50_000
MOST_MAPS = 50  # sitemaps read in one run, newest first
DEEPEST = 2  # an index within an index is none that the protocol knows; one level is borne with
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one file names: pages, or further sitemaps; `skipped` counts what has no usable address."""

    pages: tuple[Entry, ...] = ()
    maps: tuple[Entry, ...] = ()
    skipped: int = 0


def read_sitemap(raw: bytes, *, origin: str, content_type: str | None = None) -> Sitemap:
    """The addresses in a sitemap or sitemap index (plain or gzip), each with its days.

    `published` is a news sitemap's publication date, `updated` is lastmod. A plain text sitemap has an address a line.

    Raises:
        InputError: it is no sitemap, not well-formed, declares a document type, or is larger than the protocol allows.
    """
    raw = _unpacked(raw, origin)
    if len(raw) > MOST_BYTES:
        raise InputError(f"{origin} holds {len(raw):,} bytes; wanted a sitemap of at most {MOST_BYTES:,}.")
    text = decoded(raw, origin=origin, content_type=content_type)
    if not text.startswith("<"):
        return _plain(text, origin)
    root = parsed(text, origin=origin)
    kind = _local(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise InputError(f"{origin} is XML with {kind[:40]!r} at its root; wanted a sitemap (urlset or sitemapindex).")
    wanted = "url" if kind == "urlset" else "sitemap"
    items = [element for element in root if _local(element.tag) == wanted]
    found = [_entry(element) for element in items[:MOST_ADDRESSES]]
    entries = tuple(entry for entry in found if entry is not None)
    skipped = len(items) - len(entries)
    if kind == "urlset":
        return Sitemap(pages=entries, skipped=skipped)
    return Sitemap(maps=entries, skipped=skipped)


@dataclass(slots=True, kw_only=True)
class Walk:
    """The pages of a sitemap and of those it names, newest first within each; `fetch` gets one (None: unchanged).

    Once `pages` is exhausted: `elsewhere` counts addresses of other hosts, `skipped` what had no usable address,
    `unread` maps each sitemap that gave nothing to the reason, `beyond` counts sitemaps over the limits. `read` holds
    the addresses of the sitemaps whose pages were all handed out.
    """

    fetch: Callable[[str], tuple[bytes, str | None] | None]
    elsewhere: int = 0
    skipped: int = 0
    beyond: int = 0
    unchanged: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    def pages(self, start: str, *, site: str | None = None) -> Iterator[Entry]:
        """Each page once; of `site` (an address) where its robots.txt names a sitemap that another host keeps.

        Raises:
            ContingentError: the first sitemap cannot be fetched or read; later ones are noted in `unread`.
        """
        yield from self._under(start, _host(site or start), 0)

    def _under(self, where: str, host: str, depth: int) -> Iterator[Entry]:
        if where in self._asked:
            return
        if depth > DEEPEST or len(self._asked) >= MOST_MAPS:
            self.beyond += 1
            return
        self._asked.add(where)
        try:
            came = self.fetch(where)
            found = None if came is None else read_sitemap(came[0], origin=where, content_type=came[1])
        except ContingentError as error:
            if depth == 0:
                raise
            self.unread[where] = str(error)
            return
        if found is None:
            self.unchanged.append(where)
            return
        self.skipped += found.skipped
        for page in _newest_first(found.pages):
            if _host(page.address or "") == host:
                yield page
            else:
                self.elsewhere += 1
        for inner in _newest_first(found.maps):
            if _host(inner.address or "") in (host, _host(where)):
                yield from self._under(inner.address or "", host, depth + 1)
            else:
                self.elsewhere += 1
        self.read.append(where)


def _newest_first(entries: tuple[Entry, ...]) -> list[Entry]:
    """Dated ones from the newest on, then the undated in the order of the file."""
    return sorted(entries, key=lambda entry: -(entry.latest or date.min).toordinal())


def _entry(element: Any) -> Entry | None:
    told: dict[str, str] = {}
    for inner in element:
        told.setdefault(_local(inner.tag), (inner.text or "").strip())
    for inner in element.iter():
        if inner is not element and (name := _local(inner.tag)) in ("publication_date", "title"):
            told.setdefault(name, (inner.text or "").strip())  # of a news sitemap, one level further down
    address = told.get("loc", "")
    if not address.lower().startswith(("http://", "https://")) or len(address) > _LONGEST or not _host(address):
        return None
    return Entry(
        id=address,
        address=address,
        title=told.get("title") or None,
        published=iso_day(_whole(told.get("publication_date", ""))),
        updated=iso_day(_whole(told.get("lastmod", ""))),
    )


def _whole(value: str) -> str:
    """A W3C date as ISO 8601: of a bare year or month the last day, for nothing in it was changed after that."""
    parts = value.split("-")
    if len(value) == 4 and value.isdigit():
        return f"{value}-12-31"
    if len(value) == 7 and len(parts) == 2 and all(part.isdigit() for part in parts) and 1 <= int(parts[1]) <= 12:
        year, month = map(int, parts)
        if 1 <= year < 9999:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1).isoformat()
    return value


def _plain(text: str, origin: str) -> Sitemap:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    good = [s for s in lines[:MOST_ADDRESSES] if s.lower().startswith(("http://", "https://")) and len(s) <= _LONGEST]
    good = [line for line in good if _host(line)]
    if not good:
        raise InputError(f"{origin} is no sitemap; wanted XML (urlset or sitemapindex) or a list of addresses.")
    return Sitemap(pages=tuple(Entry(id=line, address=line) for line in good), skipped=len(lines) - len(good))


def _unpacked(raw: bytes, origin: str) -> bytes:
    """What a gzip file holds, stopped at the limit; other bytes as they are."""
    if raw[:2] != b"\x1f\x8b":
        return raw
    unpacker = zlib.decompressobj(31)
    try:
        text = unpacker.decompress(raw, MOST_BYTES + 1)
    except zlib.error as error:
        raise InputError(f"{origin} looks packed with gzip, but does not unpack ({error}).") from error
    if len(text) > MOST_BYTES:
        raise InputError(f"{origin} unpacks to more than {MOST_BYTES:,} bytes; wanted a sitemap of at most that.")
    if not unpacker.eof:
        raise InputError(f"{origin} ends before what is packed in it does; wanted a whole file.")
    return text


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _host(address: str) -> str:
    """The host of an address in lower case, without "www.": the two names of one site; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
