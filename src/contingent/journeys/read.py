"""From bytes to a Reading: the day it is read as of, the document, its claims, checks, questions and scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contingent.core.errors import ArticleError, ValueRangeError
from contingent.core.nouns import Document, Reading
from contingent.core.times import today
from contingent.reading import read
from contingent.reading.confidence import with_confidence
from contingent.reading.documents.clean import clean
from contingent.sources import shipped
from contingent.sources.articles import Article

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A reading and the day it was made as of."""

    reading: Reading
    as_of: date


def read_article_text(article: Article, *, as_of: date | None) -> Read:
    """What the article says, as of a day: the given one, else the article's own, else today.

    Raises:
        ArticleError: the article cannot be read, is longer than an article, or is dated after `as_of`.
        ValueRangeError: the day lies centuries away.
    """
    document = clean(article.raw, origin=article.origin, content_type=article.content_type)
    day = as_of or document.published or document.not_after or today()
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueRangeError(
            f"the article would be read as of {day.isoformat()}; wanted a day from {FIRST_DAY.isoformat()} to "
            f"{LAST_DAY.isoformat()}. Give it with --as-of."
        )
    refuse_later(document, day)
    reading = read(
        document,
        gazetteer=shipped.gazetteer(),
        as_of=day,
        theatres=shipped.theatres(day),
        countries=shipped.countries(),
    )
    sure = with_confidence(reading.claims, shipped.reading_confidence())
    return Read(reading=replace(reading, claims=sure), as_of=day)


def refuse_later(document: Document, as_of: date) -> None:
    """Nothing, if the document could be known at `as_of`; ArticleError where it is dated later."""
    dated = document.published or document.not_before
    if dated is not None and dated > as_of:
        raise ArticleError(
            f"the article is dated {dated.isoformat()}, after --as-of {as_of.isoformat()}; "
            "wanted an article from that day or before. Move --as-of, or leave it out."
        )
