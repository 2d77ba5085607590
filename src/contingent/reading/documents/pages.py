"""An HTML page taken apart: the article by trafilatura; biography, comments and pingbacks by their markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.reading.documents.cues import dated
from contingent.reading.documents.hidden import drop_hidden
from contingent.reading.documents.metadata import metadata
from contingent.reading.documents.surroundings import (
    PagePart,
    biographies,
    comments,
    drop_scripts,
    one_line,
    other_stories,
)

_BLOCKS = frozenset({"p", "head", "item", "quote", "list", "row", "cell", "table", "code", "fw", "dd", "dt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an HTML page holds: the article as (is a heading, text) blocks, its metadata, and its other parts.

    `guessed` is True where the day is none that the head states, but one that stands somewhere on the page.
    """

    title: str | None
    author: str | None
    published: date | None
    date_evidence: str | None
    blocks: tuple[tuple[bool, str], ...]
    parts: tuple[PagePart, ...]
    live: bool = False  # a live blog: a name over a time is a post's head there, not a reader's
    guessed: bool = False


def take_apart(html: str) -> Page | None:
    """The page's article and other parts; None where no article text can be found in it.

    What the page does not show is dropped first; comments, pingbacks and biographies are taken out of the tree before
    the article is extracted, so that none of their words can end up in it.
    """
    from trafilatura import bare_extraction, load_html  # 0.15 CPU-seconds that plain text need not pay

    tree = load_html(html)
    if tree is None:
        return None
    told = metadata(tree)
    drop_hidden(tree)
    drop_scripts(tree)
    parts = [*biographies(tree), *comments(tree), *other_stories(tree)]
    try:
        extracted: Any = bare_extraction(
            tree,
            include_comments=True,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (RecursionError, AttributeError, KeyError, IndexError):  # a page that breaks the extractor holds no article
        return None
    if extracted is None or extracted.body is None:
        return None
    blocks = list(_blocks(extracted.body))
    title = one_line(told.title or extracted.title or "") or None
    if title and blocks and blocks[0][1] == title:
        blocks = blocks[1:]
    if not blocks:
        return None
    if not any(part.kind == "reader_comment" for part in parts) and extracted.commentsbody is not None:
        said = tuple(text for _, text in _blocks(extracted.commentsbody))
        parts.extend([PagePart(kind="reader_comment", lines=said)] if said else [])
    guessed = dated(extracted.date) if told.day is None and extracted.date else None
    return Page(
        title=title,
        author=told.author or extracted.author,
        published=told.day or guessed,
        date_evidence=told.evidence if guessed is None else f"a day on the page: {extracted.date}",
        guessed=guessed is not None,
        blocks=tuple(blocks),
        parts=tuple(parts),
        live=told.live,
    )


def _blocks(body: Any) -> Iterator[tuple[bool, str]]:
    """(is a heading, text) of each block of an extracted tree, in order."""
    if isinstance(body.tag, str) and not any(child.tag in _BLOCKS for child in body):
        text = one_line("".join(body.itertext()))
        if text:
            yield body.tag == "head", text
        return
    loose = body.text or ""
    for child in body:
        if child.tag in _BLOCKS:
            if one_line(loose):
                yield False, one_line(loose)
            loose = child.tail or ""
            yield from _blocks(child)
        else:
            loose += "".join(child.itertext()) + (child.tail or "")
    if one_line(loose):
        yield False, one_line(loose)
