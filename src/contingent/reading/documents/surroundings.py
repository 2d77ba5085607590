"""What stands on a page around its article: biographies, readers' comments, pingbacks, lists of other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.nouns import SegmentKind
from contingent.reading.documents.cues import chrome, comments_header, dated, pingback, related

#: how the places where readers write are called: by hand, and by the usual systems
_COMMENT_AREAS = frozenset(
    {"comments", "comment-list", "commentlist", "comments-area", "comments-section", "comment-section", "comments-list",
     "comments-container", "comment-thread", "discussion", "responses", "wp-block-comments", "reader-comments",
     "user-comments", "article-comments", "comments-module", "comments-wrapper", "comment-wrapper", "disqus_thread",
     "coral_thread", "coral-thread", "talk-container", "livefyre-comments", "fyre", "commento", "remark42",
     "isso-thread", "hyvor-talk-view", "hyvor-talk-comments", "fb-comments", "utterances", "giscus", "cusdis_thread",
     "discourse-comments", "vf-comments", "spcv_conversation", "openweb-conversation", "dcr-discussion",
     "waline", "twikoo", "cactus-comments", "graphcomment", "muut", "ssc-comments"}
)  # fmt: skip
_COMMENT_ITEMS = frozenset(
    {"comment", "comment-item", "comment-wrap", "comment-container", "user-comment", "pingback", "trackback", "post",
     "coral-comment", "d-comment", "vf-comment", "spcv_comment", "ht-comment", "commento-card", "isso-comment",
     "fyre-comment", "topic-post", "ufi-comment", "comments-item", "reader-comment"}
)  # fmt: skip
_WHO = frozenset(
    {"fn", "comment-author", "comment-author-name", "comment__author", "author", "username", "user-name",
     "coral-comment-username", "commento-name", "isso-author", "vf-comment-author", "comment-username"}
)  # fmt: skip
_WHEN = frozenset(
    {"comment-date", "comment-metadata", "comment-time", "comment__date", "date", "timestamp", "time-ago",
     "comment__meta", "isso-timeago", "commento-timeago"}
)  # fmt: skip
_SAID = frozenset(
    {"comment-content", "comment-text", "comment__content", "comment-body-text", "comment_content", "post-message",
     "coral-comment-content", "commento-body", "isso-text", "vf-comment-text", "d-comment__body"}
)  # fmt: skip
_BIOGRAPHY = re.compile(
    r"^(?:post-|entry-|article-|single-)?(?:author|writer|contributor)[-_]*(?:box|bio|biography|info|profile|card|about"
    r"|description|block|desc|area)s?$|^about[-_](?:the[-_])?(?:author|writer)s?$"
)
_OTHER_STORIES = re.compile(
    r"^(?:(?:c|js|o|m|u|block|module|article|story|inline|post|content|widget|section|l)[-_]+){0,2}"
    r"(?:related|recommend|read-?(?:more|next|also)|more-?(?:stories|articles|news|from|on|coverage)|also-?read|see-?also"
    r"|you-?(?:may|might)-?also|jp-relatedposts|yarpp|trending|most-?(?:read|popular"
    r"|viewed|shared|commented)|popular-?(?:posts|stories|articles)|next-?(?:article|story|up|post)|up-?next"
    r"|latest-?(?:news|stories|articles))"
)
_OFFERS = re.compile(
    r"^(?:(?:c|js|block|module|article|inline|content|widget|section)[-_]+){0,2}"
    r"(?:outbrain|taboola|revcontent|mgid|newsletter|sign-?up|subscribe|breadcrumb|cookie|advert|sponsor)"
)
_OTHER_ROLES = frozenset({"complementary", "navigation", "banner", "contentinfo", "search", "menu"})
_LABELS = ("data-testid", "data-component", "data-module", "data-block", "data-widget", "aria-label")
_SMALL_PART = 0.4  # of a page's text; what is named like a side part and holds more is the page itself
_BIOGRAPHY_LENGTH = (60, 3000)  # characters; less is a byline, more is an article
_FEW_WORDS = 4  # a comment area with fewer holds a button


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """A part of the page that is not the article: who says it, when, and its lines."""

    kind: SegmentKind
    lines: tuple[str, ...]
    author: str | None = None
    posted: date | None = None


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    return re.sub(r"\s+", " ", text).strip()


def drop_scripts(tree: Any) -> None:
    """No element of the tree holds code or style any more, which would count as its text; JSON-LD stays."""
    for element in list(tree.iter("script", "style")):
        if element.getparent() is not None and "ld+json" not in (element.get("type") or ""):
            element.drop_tree()


def _tokens(element: Any) -> list[str]:
    """Class and id of an element, as lower-case words."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()


def _holds_article(element: Any) -> bool:
    """Whether an element is too much of the page to be taken for one of its side parts."""
    return element.tag in ("html", "body", "main") or element.find(".//h1") is not None


def in_comments(element: Any) -> bool:
    """Whether an element lies where readers write."""
    return any(_COMMENT_AREAS.intersection(_tokens(above)) for above in element.iterancestors())


def _words_of(element: Any) -> str:
    return one_line("".join(element.xpath(".//text()[not(ancestor::script)]")))


def _lines_of(element: Any) -> tuple[str, ...]:
    """The text of an element, a line for each paragraph, heading or list item in it."""
    inner = [e for e in element.iter("p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote") if e is not element]
    above = frozenset(ancestor for e in inner for ancestor in e.iterancestors())
    leaves = [e for e in inner if e not in above]
    texts = [_words_of(e) for e in leaves] or [_words_of(element)]
    return tuple(text for text in texts if text)


def other_stories(tree: Any) -> list[PagePart]:
    """What names other stories, taken out of the tree; menus and offers are out of it too, and belong to no part.

    What is named like a side part but holds most of the page's text is the page itself, and stays.
    """
    parts: list[PagePart] = []
    everything = sum(map(len, tree.itertext()))
    for element in list(tree.iter("aside", "div", "section", "ul", "ol", "nav", "p")):
        if element.getparent() is None or _holds_article(element):
            continue
        lines = _lines_of(element) if element.tag == "aside" else ()
        stories = _is_called(element, _OTHER_STORIES) or (bool(lines) and related(lines[0]) == "block")
        menu = (element.get("role") or "").lower() in _OTHER_ROLES or _is_called(element, _OFFERS)
        if not (stories or menu) or sum(map(len, element.itertext())) > _SMALL_PART * everything:
            continue
        if stories and not menu:
            named = tuple(words for words in _lines_of(element) if related(words) != "block")
            if sum(len(words.split()) for words in named) >= _FEW_WORDS:
                parts.append(PagePart(kind="related", lines=named))
        element.drop_tree()
    return parts


def _is_called(element: Any, names: re.Pattern[str]) -> bool:
    labels = [re.sub(r"[\s_]+", "-", (element.get(name) or "").strip().lower()) for name in _LABELS]
    return any(map(names.match, [*_tokens(element), *filter(None, labels)]))


def biographies(tree: Any) -> list[PagePart]:
    """The authors' biographies, taken out of the tree."""
    parts: list[PagePart] = []
    for element in list(tree.iter("div", "section", "aside", "footer", "p")):
        if not any(_BIOGRAPHY.match(token) for token in _tokens(element)) or _holds_article(element):
            continue
        lines = _lines_of(element)
        if not _BIOGRAPHY_LENGTH[0] <= sum(map(len, lines)) <= _BIOGRAPHY_LENGTH[1]:
            continue
        if any(_BIOGRAPHY.match(token) for above in element.iterancestors() for token in _tokens(above)):
            continue
        parts.append(PagePart(kind="author_bio", lines=lines))
        element.drop_tree()
    return parts


def comments(tree: Any) -> list[PagePart]:
    """Readers' comments and pingbacks, taken out of the tree: those marked one by one, then whole areas of them."""
    parts: list[PagePart] = []
    areas = [e for e in tree.iter() if isinstance(e.tag, str) and _COMMENT_AREAS.intersection(_tokens(e))]
    areas = [e for e in areas if not _holds_article(e)]
    items = [
        e for e in tree.iter("li", "div", "article", "section")
        if e.get("itemprop") == "comment" or (e.get("itemtype") or "").endswith("/Comment")
        or (_COMMENT_ITEMS.intersection(_tokens(e)) and in_comments(e))
    ]  # fmt: skip
    known = frozenset(items)
    for item in items:
        text = _words_of(item)
        if {"pingback", "trackback"}.intersection(_tokens(item)) or pingback(text):
            parts.extend([PagePart(kind="pingback", lines=(text,))] if text else [])
        else:
            parts.extend(_comment(item, known))
    within = frozenset([*areas, *items])
    told = frozenset(above for item in items for above in item.iterancestors())
    for area in areas:  # of a comment system that nobody here knows: words of readers all the same
        if area in told or area in known or any(above in within for above in area.iterancestors()):
            continue
        lines = tuple(words for words in _lines_of(area) if not chrome(words) and not comments_header(words))
        if sum(len(words.split()) for words in lines) >= _FEW_WORDS:
            parts.append(PagePart(kind="reader_comment", lines=lines))
    for element in [*areas, *items]:
        if element.getparent() is not None:
            element.drop_tree()
    return parts


def _comment(item: Any, others: frozenset[Any]) -> Iterator[PagePart]:
    """One comment without the replies nested in it: a line for the name, one for the time, then what is said."""

    def own(element: Any) -> bool:
        return next(e for e in (element, *element.iterancestors()) if e in others) is item

    inner = [e for e in item.iter() if isinstance(e.tag, str) and e is not item and own(e)]
    who = next((one_line(e.text_content()) for e in inner if _WHO.intersection(_tokens(e)) or e.tag == "cite"), None)
    stamps = [e for e in inner if e.tag == "time"] or [e for e in inner if _WHEN.intersection(_tokens(e))]
    when = one_line(stamps[0].text_content()) if stamps else None
    said = next((e for e in inner if _SAID.intersection(_tokens(e)) or e.get("itemprop") == "text"), None)
    words = list(_lines_of(said)) if said is not None else [one_line(e.text_content()) for e in inner if e.tag == "p"]
    words = [word for word in words if word and word not in (who, when)]
    if words:
        name = re.sub(r"\s+(?:says|said):?$", "", who) if who else None
        posted = dated(stamps[0].get("datetime") or when or "") if stamps else None
        lines = tuple(line for line in (name, when, *words) if line)
        yield PagePart(kind="reader_comment", lines=lines, author=name, posted=posted)
