"""What a page says of itself in its head: who wrote it, on what day, under which title; JSON-LD where there is any."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.reading.documents.cues import dated, plain_name
from contingent.reading.documents.surroundings import in_comments, one_line

_DATE_NAMES = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date",
    "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "og:published_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Author and day of publication as the page's own metadata give them, with the words that give the day.

    `live` is True for a live blog; its day is that of its latest post, for on no earlier day was all of it known.
    `title` is given only where the page's other titles are known to mislead.
    """

    author: str | None = None
    day: date | None = None
    evidence: str | None = None
    title: str | None = None
    live: bool = False


def metadata(tree: Any) -> Metadata:
    """What `meta` elements, JSON-LD, `time` elements and links to the author say, in this order of trust."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if meta.get("content"):
            named.setdefault(name, meta.get("content").strip())
    linked = _linked_data(tree, frozenset(_titles(tree, named)))
    days = [(name, named[name]) for name in _DATE_NAMES if name in named]
    if linked.day is not None:
        days.insert(0 if linked.live else len(days), ("datePublished", linked.day))
    days += [("time", e.get("datetime")) for e in tree.iter("time") if e.get("datetime") and not in_comments(e)]
    day, evidence = next(
        ((found, f"page metadata: {name} {value}") for name, value in days if (found := dated(value))), (None, None)
    )
    author = next((a for a in (named.get("author"), linked.author) if a and "://" not in a), None)
    if author is None:
        author = next((one_line(e.text_content()) for e in tree.iter("a") if e.get("rel") == "author"), None)
    return Metadata(
        author=plain_name(author) if author else None,
        day=day,
        evidence=evidence,
        title=linked.title,
        live=linked.live,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linked:
    """What a page's JSON-LD says of it: of an article before anything else, of the first one named there.

    `live` is True for a live blog; then `day` is that of its latest post, for no earlier day knew all of it.
    """

    author: str | None = None
    day: str | None = None
    title: str | None = None
    live: bool = False


def _titles(tree: Any, named: dict[str, str]) -> Iterator[str]:
    """What the page calls itself, to tell its own article from others that it links to."""
    for text in (named.get("og:title"), named.get("twitter:title"), *(e.text_content() for e in tree.iter("h1"))):
        if text and one_line(text):
            yield one_line(text).casefold()


def _linked_data(tree: Any, titles: frozenset[str]) -> _Linked:
    """Author, day and title in the page's JSON-LD, as far as it can be read."""
    items = [item for script in tree.iter("script") for item in _items(script)]
    articles = [item for item in items if _is_article(item)]
    own = [item for item in articles if one_line(str(item.get("headline"))).casefold() in titles]
    articles = own or articles
    live = next((item for item in articles if "LiveBlogPosting" in _types(item)), None)
    named = [live] if live is not None else articles or [item for item in items if not _types(item)]
    day = next((item["datePublished"] for item in named if isinstance(item.get("datePublished"), str)), None)
    title = None
    if live is not None:
        title = live.get("headline") if isinstance(live.get("headline"), str) else None
        posts = live.get("liveBlogUpdate")
        posts = [post for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []
        told = [post["datePublished"] for post in posts if isinstance(post.get("datePublished"), str)]
        latest = max((found for value in [*told, day or ""] if (found := dated(value))), default=None)
        day = latest.isoformat() if latest is not None else day
    author = next((name for item in named if (name := _named(item.get("author")))), None)
    return _Linked(author=author, day=day, title=title, live=live is not None)


def _items(script: Any) -> list[dict[str, Any]]:
    """The things that a JSON-LD script tells of, in its order, those within a graph or a page's main entity too."""
    if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
        return []
    try:
        pending = [json.loads(script.text_content())]
    except (ValueError, RecursionError):
        return []  # many pages carry broken JSON-LD; the day and author are then sought elsewhere
    found: list[dict[str, Any]] = []
    while pending:
        item = pending.pop(0)
        if isinstance(item, list):
            pending = [*item, *pending]
        elif isinstance(item, dict):
            found.append(item)
            pending = [*(v for v in (item.get("@graph"), item.get("mainEntity")) if v), *pending]
    return found


def _types(item: dict[str, Any]) -> tuple[str, ...]:
    told = item.get("@type")
    return tuple(str(one).rpartition("/")[2] for one in (told if isinstance(told, list) else [told] if told else []))


def _is_article(item: dict[str, Any]) -> bool:
    return any(re.search(r"Article|Posting|Report$|^Review$", one) for one in _types(item))


def _named(authors: Any) -> str | None:
    first = authors[0] if isinstance(authors, list) and authors else authors
    name = first.get("name") if isinstance(first, dict) else first
    return name.strip() if isinstance(name, str) and name.strip() else None
