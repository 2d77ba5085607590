"""Feeds to entries: RSS, Atom and JSON Feed, from bytes alone; what cannot be read in one is counted.

The bytes come through the HTTP window; no parser here fetches anything. XML is guarded first (`guarded_xml`), then
read by feedparser, which also reads feeds that are not well-formed.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from contingent.core.errors import InputError
from contingent.sources.guarded_xml import BurdenError, decoded, parsed

MOST_BYTES = 5_000_000
MOST_ENTRIES = 2_000
_MOST_BROKEN = 200_000  # characters: what is not well-formed takes up to eight CPU-seconds a million to make out
_MOST_CONTENT = 2_000_000  # characters of one entry
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_JSON_VERSION = re.compile(r"^https?://(?:www\.)?jsonfeed\.org/version/1")
_ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?$", re.I)
_FRACTION = re.compile(r"[.,]\d+")
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, LookupError, RecursionError, OverflowError,
               AssertionError)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed or sitemap: where its page is, and what is told of it there.

    `published` and `updated` are days in UTC, None where the feed gives none that can be read. `content` is the full
    text as the feed carries it (HTML, or plain text where `plain`), None where it carries none; `summary` is a teaser.
    """

    id: str
    address: str | None
    title: str | None = None
    published: date | None = None
    updated: date | None = None
    summary: str | None = None
    content: str | None = None
    plain: bool = False

    @property
    def latest(self) -> date | None:
        """The last day that the entry is known to be of: nothing in it was known before."""
        return max((day for day in (self.published, self.updated) if day is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The entries of a feed in its order; how many could not be read or stood there before; `fault`: what was wrong."""

    title: str | None
    form: str
    entries: tuple[Entry, ...]
    skipped: int = 0
    repeated: int = 0
    fault: str | None = None


def read_feed(raw: bytes, *, origin: str, content_type: str | None = None) -> Feed:
    """The entries of the RSS, Atom or JSON feed in `raw`; links are resolved against `origin` where that is an address.

    Raises:
        InputError: it is empty, too large, no feed (a page, another format), declares a document type or entities, or
            nothing at all can be read in it.
    """
    if len(raw) > MOST_BYTES:
        raise InputError(f"{origin} holds {len(raw):,} bytes; wanted a feed of at most {MOST_BYTES:,}.")
    if not raw.strip():
        raise InputError(f"{origin} is empty; wanted a feed (RSS, Atom or JSON Feed).")
    media = (content_type or "").split(";")[0].strip().lower()
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or media in ("application/feed+json", "application/json"):
        return _json_feed(raw, origin)
    if re.match(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", raw[:2000].lower(), re.DOTALL):
        raise _no_feed(origin, "is a page")
    return _xml_feed(raw, origin, content_type)


# --------------------------------------------------------------- RSS and Atom


def _xml_feed(raw: bytes, origin: str, content_type: str | None) -> Feed:
    text = decoded(raw, origin=origin, content_type=content_type)
    fault = None
    try:
        parsed(text, origin=origin)
    except BurdenError:
        raise
    except InputError as error:
        fault = str(error)  # feedparser reads on where XML breaks; what it finds is told as found in a broken feed
    if fault is not None and len(text) > _MOST_BROKEN:
        raise InputError(f"{fault} At {len(text):,} characters it is too long to be read in spite of that.")
    found = _by_feedparser(text, origin)
    items, form = list(found.get("entries") or ()), str(found.get("version") or "")
    if not form and not items:
        raise _no_feed(origin, "is XML of another kind" if fault is None else "holds no feed that can be read")
    if fault is not None and not items:
        raise InputError(fault)
    entries: list[Entry] = []
    for item in items[:MOST_ENTRIES]:
        try:
            entry = _entry(item, origin)
        except _UNREADABLE:
            entry = None
        if entry is not None:
            entries.append(entry)
    title = _line((found.get("feed") or {}).get("title"))
    once = _once(entries)
    return Feed(
        title=title,
        form=form or "unknown",
        entries=once,
        skipped=len(items) - len(entries),
        repeated=len(entries) - len(once),
        fault=fault,
    )


def _by_feedparser(text: str, origin: str) -> Mapping[str, Any]:
    import feedparser  # imported late: only feeds need it

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": origin}
    try:
        # a stream, never a string: feedparser opens strings that look like an address or a path. What it would clean is
        # read as any page is, with what it hides; its cleaning takes minutes over a megabyte of broken comments
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(text.encode("utf-8")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _UNREADABLE as error:
        raise InputError(f"{origin} is a broken feed that cannot be read ({type(error).__name__}: {error}).") from error
    return found


def _entry(item: dict[str, Any], origin: str) -> Entry | None:
    address = _address(item.get("link"), origin)
    bodies = [part for part in item.get("content") or () if isinstance(part, Mapping) and part.get("value")]
    best = max(bodies, key=lambda part: len(part["value"]), default=None)
    title, summary = _line(item.get("title")), _text(item.get("summary"))
    name = str(item.get("id") or address or "").strip()
    if not name and title is None and summary is None and best is None:
        return None
    return Entry(
        id=name or f"{title or ''}|{(summary or '')[:200]}",
        address=address,
        title=title,
        # asked of the bare dict: feedparser's own look-up takes one of the two days for the other
        published=_of_struct(dict.get(item, "published_parsed")),
        updated=_of_struct(dict.get(item, "updated_parsed")),
        summary=summary,
        content=None if best is None else _text(best["value"]),
        plain=best is not None and best.get("type") == "text/plain",
    )


def _of_struct(moment: Any) -> date | None:
    if not moment:
        return None
    try:
        return _sane(date(moment[0], moment[1], moment[2]))
    except (ValueError, TypeError, OverflowError):
        return None


# ------------------------------------------------------------------ JSON Feed


def _json_feed(raw: bytes, origin: str) -> Feed:
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{origin} is no JSON that can be read ({error}); wanted a JSON Feed.") from error
    if not isinstance(found, Mapping) or not _JSON_VERSION.match(str(found.get("version"))):
        raise _no_feed(origin, "is JSON of another kind")
    items = found.get("items")
    if not isinstance(items, list):
        raise InputError(f"{origin} is a JSON Feed without a list of items; wanted one.")
    entries = [entry for item in items[:MOST_ENTRIES] if (entry := _json_entry(item, origin)) is not None]
    once = _once(entries)
    return Feed(
        title=_line(found.get("title")),
        form="JSON Feed",
        entries=once,
        skipped=len(items) - len(entries),
        repeated=len(entries) - len(once),
    )


def _json_entry(item: Any, origin: str) -> Entry | None:
    if not isinstance(item, Mapping):
        return None
    address = _address(item.get("url"), origin) or _address(item.get("external_url"), origin)
    html, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    name = item.get("id") if isinstance(item.get("id"), str | int | float) else address
    if name in (None, "") and address is None and html is None and plain is None:
        return None
    return Entry(
        id=str(name if name not in (None, "") else address or (html or plain or "")[:200]),
        address=address,
        title=_line(item.get("title")),
        published=iso_day(item.get("date_published")),
        updated=iso_day(item.get("date_modified")),
        summary=_text(item.get("summary")),
        content=html or plain,
        plain=html is None and plain is not None,
    )


# -------------------------------------------------------------------- parts


def iso_day(value: Any) -> date | None:
    """The day in UTC of an ISO 8601 date or moment, None where it is none that can be read.

    >>> iso_day("2024-11-18T23:30:00-05:00")
    datetime.date(2024, 11, 19)
    """
    if not isinstance(value, str) or not _ISO.match(value.strip()):
        return None
    text = _FRACTION.sub("", value.strip()).upper().replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
        return _sane((moment.astimezone(UTC) if moment.tzinfo else moment).date())
    except (ValueError, OverflowError):
        return None


def _sane(day: date) -> date | None:
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _address(link: Any, origin: str) -> str | None:
    """The web address that a link leads to; None where it leads anywhere else."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        whole = urljoin(origin, link.strip()) if origin.startswith(("http://", "https://")) else link.strip()
        whole.encode("utf-8")  # half of a pair of code units, which JSON can name, is no character
    except ValueError:
        return None
    return whole if whole.lower().startswith(("http://", "https://")) else None


def _line(text: Any) -> str | None:
    return (re.sub(r"\s+", " ", text).strip()[:500] or None) if isinstance(text, str) else None


def _text(text: Any) -> str | None:
    return (text.strip()[:_MOST_CONTENT] or None) if isinstance(text, str) else None


def _once(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries without later ones of the same id and address: some feeds list a story in every section."""
    firsts: dict[tuple[str, str | None], Entry] = {}
    for entry in entries:
        firsts.setdefault((entry.id, entry.address), entry)
    return tuple(firsts.values())


def _no_feed(origin: str, what: str) -> InputError:
    return InputError(
        f"{origin} {what}; wanted a feed (RSS, Atom or JSON Feed). Look on the site for the address of its feed."
    )
