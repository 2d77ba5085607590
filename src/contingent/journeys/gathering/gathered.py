"""What gathering gives besides articles: refusals, each with its place and reason; and how it is to be done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contingent.core.errors import ArticleError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.articles import Article

MOST = 200  # articles of one feed or sitemap, unless another number is asked for
_READABLE = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "text/markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A place that gave no article, or `count` of them at once: why, and the name of the error's class.

    `error` is "" where nothing went wrong: what is unchanged, dated later, of another kind, or more than was asked for.
    """

    place: str
    why: str
    error: str = ""
    count: int = 1

    @classmethod
    def of(cls, place: str, error: Exception) -> Refused:
        """What an error says of a place."""
        return cls(place=place, why=str(error), error=type(error).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """How articles are gathered: at most so many of a feed or sitemap, what is remembered where, whom we may talk to.

    `state` is the file of what servers said of their last answers (None: nothing is remembered, all is asked for anew).
    `sleep` waits so many seconds between requests to one host.
    """

    most: int = MOST
    state: Path | None = None
    policy: AddressPolicy = PUBLIC_INTERNET
    sleep: Callable[[float], None] = time.sleep


def readable(article: Article) -> Article:
    """The article, if its server calls it a page or a text.

    Raises:
        ArticleError: it is an image, a PDF file, a film.
    """
    media = (article.content_type or "").split(";")[0].strip().lower()
    if media in _READABLE:
        return article
    raise ArticleError(f"{article.origin} is {media[:80]}; wanted a page or a plain text. Give the article's own page.")
