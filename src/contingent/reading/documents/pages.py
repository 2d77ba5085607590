"""An HTML page taken apart: the article by trafilatura; biography, comments and pingbacks by their markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.nouns import SegmentKind
from contingent.reading.documents.cues import dated, pingback, plain_name

_BLOCKS = frozenset({"p", "head", "item", "quote", "list", "row", "cell", "table", "code", "fw", "dd", "dt"})
_COMMENT_AREAS = frozenset(
    {"comments", "comment-list", "commentlist", "comments-area", "comments-section", "comment-section", "comments-list",
     "comments-container", "comment-thread", "discussion", "responses", "wp-block-comments"}
)  # fmt: skip
_COMMENT_ITEMS = frozenset({"comment", "comment-item", "comment-wrap", "comment-container", "user-comment", "pingback",
                            "trackback"})  # fmt: skip
_WHO = frozenset({"fn", "comment-author", "comment-author-name", "comment__author", "author", "username", "user-name"})
_WHEN = frozenset({"comment-date", "comment-metadata", "comment-time", "comment__date", "date", "timestamp"})
_SAID = frozenset({"comment-content", "comment-text", "comment__content", "comment-body-text", "comment_content"})
_BIOGRAPHY = re.compile(
    r"^(?:post-|entry-|article-|single-)?(?:author|writer|contributor)[-_]*(?:box|bio|biography|info|profile|card|about"
    r"|description|block|desc|area)s?$|^about[-_](?:the[-_])?(?:author|writer)s?$"
)
_RELATED = re.compile(r"^(?:related|recommended|read-?more|more-stories|you-may-also-like|jp-relatedposts|yarpp)")
_BIOGRAPHY_LENGTH = (60, 3000)  # characters; less is a byline, more is an article
_DATE_NAMES = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date",
    "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "og:published_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """A part of the page that is not the article: who says it, when, and its lines."""

    kind: SegmentKind
    lines: tuple[str, ...]
    author: str | None = None
    posted: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an HTML page holds: the article as (is a heading, text) blocks, its metadata, and its other parts."""

    title: str | None
    author: str | None
    published: date | None
    date_evidence: str | None
    blocks: tuple[tuple[bool, str], ...]
    parts: tuple[PagePart, ...]


def take_apart(html: str) -> Page | None:
    """The page's article and other parts; None where no article text can be found in it.

    Comments, pingbacks and biographies are taken out of the tree before the article is extracted, so that none of
    their words can end up in it.
    """
    from trafilatura import bare_extraction, load_html  # 0.15 CPU-seconds that plain text need not pay

    tree = load_html(html)
    if tree is None:
        return None
    metadata = _metadata(tree)
    parts = [*_biographies(tree), *_comments(tree)]
    for element in [e for e in tree.iter("aside", "div", "section", "ul") if any(map(_RELATED.match, _tokens(e)))]:
        if not _holds_article(element):
            element.drop_tree()
    extracted: Any = bare_extraction(
        tree,
        include_comments=True,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if extracted is None or extracted.body is None:
        return None
    blocks = list(_blocks(extracted.body))
    title = _line(extracted.title or "") or None
    if title and blocks and blocks[0][1] == title:
        blocks = blocks[1:]
    if not blocks:
        return None
    if not any(part.kind == "reader_comment" for part in parts) and extracted.commentsbody is not None:
        said = tuple(text for _, text in _blocks(extracted.commentsbody))
        parts.extend([PagePart(kind="reader_comment", lines=said)] if said else [])
    published, evidence = metadata["date"]
    if published is None and extracted.date:
        published, evidence = dated(extracted.date), f"page metadata: {extracted.date}"
    return Page(
        title=title,
        author=metadata["author"] or extracted.author,
        published=published,
        date_evidence=evidence,
        blocks=tuple(blocks),
        parts=tuple(parts),
    )


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _tokens(element: Any) -> list[str]:
    """Class and id of an element, as lower-case words."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()


def _holds_article(element: Any) -> bool:
    """Whether an element is too much of the page to be taken for one of its side parts."""
    return element.tag in ("html", "body", "main") or element.find(".//h1") is not None


def _blocks(body: Any) -> Iterator[tuple[bool, str]]:
    """(is a heading, text) of each block of an extracted tree, in order."""
    if isinstance(body.tag, str) and not any(child.tag in _BLOCKS for child in body):
        text = _line("".join(body.itertext()))
        if text:
            yield body.tag == "head", text
        return
    loose = body.text or ""
    for child in body:
        if child.tag in _BLOCKS:
            if _line(loose):
                yield False, _line(loose)
            loose = child.tail or ""
            yield from _blocks(child)
        else:
            loose += "".join(child.itertext()) + (child.tail or "")
    if _line(loose):
        yield False, _line(loose)


# ---------------------------------------------------------------- metadata


def _metadata(tree: Any) -> dict[str, Any]:
    """Author and day of publication as the page's own metadata give them, with the words that give the day."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if meta.get("content"):
            named.setdefault(name, meta.get("content").strip())
    linked = dict(_linked_data(tree))
    days = [(name, named[name]) for name in _DATE_NAMES if name in named]
    days += [("datePublished", linked["datePublished"])] if "datePublished" in linked else []
    days += [("time", e.get("datetime")) for e in tree.iter("time") if e.get("datetime") and not _in_comments(e)]
    day, evidence = next(
        ((dated(value), f"page metadata: {name} {value}") for name, value in days if dated(value)), (None, None)
    )
    author = next((a for a in (named.get("author"), linked.get("author")) if a and "://" not in a), None)
    if author is None:
        author = next((_line(e.text_content()) for e in tree.iter("a") if e.get("rel") == "author"), None)
    return {"author": plain_name(author) if author else None, "date": (day, evidence)}


def _linked_data(tree: Any) -> Iterator[tuple[str, str]]:
    """(name, value) of author and datePublished in the page's JSON-LD."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            pending = [json.loads(script.text_content())]
        except ValueError:
            # many pages carry broken JSON-LD; the day and author are then sought elsewhere
            continue
        while pending:
            item = pending.pop()
            if isinstance(item, list):
                pending.extend(item)
            elif isinstance(item, dict):
                pending.extend(v for v in (item.get("@graph"), item.get("mainEntity")) if v)
                if isinstance(item.get("datePublished"), str):
                    yield "datePublished", item["datePublished"]
                authors = item.get("author")
                first = authors[0] if isinstance(authors, list) and authors else authors
                name = first.get("name") if isinstance(first, dict) else first
                if isinstance(name, str) and name.strip():
                    yield "author", name.strip()


# ------------------------------------------------------------- other parts


def _in_comments(element: Any) -> bool:
    return any(_COMMENT_AREAS.intersection(_tokens(above)) for above in element.iterancestors())


def _lines_of(element: Any) -> tuple[str, ...]:
    """The text of an element, a line for each paragraph, heading or list item in it."""
    inner = [e for e in element.iter("p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote") if e is not element]
    leaves = [e for e in inner if not any(e is not other and e in other.iterancestors() for other in inner)]
    texts = [_line(e.text_content()) for e in leaves] or [_line(element.text_content())]
    return tuple(text for text in texts if text)


def _biographies(tree: Any) -> list[PagePart]:
    """The authors' biographies, taken out of the tree."""
    parts: list[PagePart] = []
    for element in list(tree.iter("div", "section", "aside", "footer", "p")):
        length = len(_line(element.text_content()))
        about = any(_BIOGRAPHY.match(token) for token in _tokens(element))
        if not about or _holds_article(element) or not _BIOGRAPHY_LENGTH[0] <= length <= _BIOGRAPHY_LENGTH[1]:
            continue
        if any(_BIOGRAPHY.match(token) for above in element.iterancestors() for token in _tokens(above)):
            continue
        parts.append(PagePart(kind="author_bio", lines=_lines_of(element)))
        element.drop_tree()
    return parts


def _comments(tree: Any) -> list[PagePart]:
    """Readers' comments and pingbacks in the order of the page, taken out of the tree."""
    parts: list[PagePart] = []
    areas = [e for e in tree.iter() if isinstance(e.tag, str) and _COMMENT_AREAS.intersection(_tokens(e))]
    areas = [e for e in areas if not _holds_article(e)]
    items = [
        e for e in tree.iter("li", "div", "article", "section")
        if (_COMMENT_ITEMS.intersection(_tokens(e)) or e.get("itemprop") == "comment"
            or (e.get("itemtype") or "").endswith("/Comment"))
        and (_in_comments(e) or e.get("itemprop") == "comment" or (e.get("itemtype") or "").endswith("/Comment"))
    ]  # fmt: skip
    for item in items:
        replies = [e for e in items if e is not item and item in e.iterancestors()]
        text = _line(item.text_content())
        if {"pingback", "trackback"}.intersection(_tokens(item)) or pingback(text):
            parts.append(PagePart(kind="pingback", lines=(text,)))
            continue
        parts.extend(_comment(item, replies))
    for element in [*areas, *items]:
        if element.getparent() is not None:
            element.drop_tree()
    return parts


def _comment(item: Any, replies: list[Any]) -> Iterator[PagePart]:
    """One comment without the replies nested in it: a line for the name, one for the time, then what is said."""

    def own(element: Any) -> bool:
        return not any(reply is element or reply in element.iterancestors() for reply in replies)

    inner = [e for e in item.iter() if isinstance(e.tag, str) and e is not item and own(e)]
    who = next((_line(e.text_content()) for e in inner if _WHO.intersection(_tokens(e)) or e.tag == "cite"), None)
    stamps = [e for e in inner if e.tag == "time"] or [e for e in inner if _WHEN.intersection(_tokens(e))]
    when = _line(stamps[0].text_content()) if stamps else None
    said = next((e for e in inner if _SAID.intersection(_tokens(e)) or e.get("itemprop") == "text"), None)
    words = list(_lines_of(said)) if said is not None else [_line(e.text_content()) for e in inner if e.tag == "p"]
    words = [word for word in words if word and word not in (who, when)]
    if words:
        name = re.sub(r"\s+(?:says|said):?$", "", who) if who else None
        posted = dated(stamps[0].get("datetime") or when or "") if stamps else None
        lines = tuple(line for line in (name, when, *words) if line)
        yield PagePart(kind="reader_comment", lines=lines, author=name, posted=posted)
