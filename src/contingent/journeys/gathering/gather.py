"""From places to articles: files, folders, addresses, a feed, a sitemap; one at a time, and nothing dropped unsaid.

An address that the user names is fetched as named, as a browser would. What a feed or a sitemap names besides is asked
for only where the host's robots.txt allows it. One request at a time, with a pause between two to the same host.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from contingent.core.errors import ContingentError
from contingent.journeys.gathering.gathered import MOST, Gathering, Refused, readable
from contingent.journeys.gathering.places import is_folder
from contingent.journeys.progress import Say, silent
from contingent.sources.articles import STANDARD_INPUT, Article, is_address, read_article
from contingent.sources.folders import Walk

__all__ = ["MOST", "Gathering", "Refused", "gather"]


def gather(
    places: Sequence[str],
    *,
    stdin: BinaryIO,
    feed: str | None = None,
    sitemap: str | None = None,
    as_of: date | None = None,
    how: Gathering | None = None,
    say: Say = silent,
) -> Iterator[Article | Refused]:
    """Each article at the places, then of the feed, then of the sitemap, or why there is none; never two in memory.

    `places` are files, folders, http(s) addresses, or "-" for standard input; `say` is told each place as it is opened.
    Entries that a feed or sitemap dates after `as_of`, or changed after it, are left out and counted: what they say
    was not known then. A feed of full texts gives those; else the pages are fetched.

    Raises:
        DataError: the file of remembered answers cannot be read.
    """
    how = how or Gathering()
    for place in places:
        say(STANDARD_INPUT if place == "-" else place)
        if not is_address(place) and is_folder(place):
            yield from _folder(Walk(Path(place)))
            continue
        try:
            article: Article | Refused = readable(read_article(place, stdin, policy=how.policy))
        except ContingentError as error:
            article = Refused.of(place, error)
        yield article
    if feed is not None or sitemap is not None:
        from contingent.journeys.gathering.web import gather_web  # imported late: HTTP costs 0.1 s, files need none

        yield from gather_web(feed, sitemap, as_of=as_of, how=how, say=say)


def _folder(walk: Walk) -> Iterator[Article | Refused]:
    found = 0
    try:
        for file in walk.files():
            found += 1
            yield _filed(file, walk)
    except ContingentError as error:
        yield Refused.of(str(walk.folder), error)
        return
    for place, why in walk.unread:
        yield Refused(place=f"{walk.folder}/{place}", why=f"it cannot be read: {why}.", error="ArticleError")
    if walk.passed:
        yield Refused(place=str(walk.folder), why=walk.passed_over() or "", count=walk.passed)
    if not found:
        why = "it holds no article; wanted text, Markdown or HTML files."
        yield Refused(place=str(walk.folder), why=why, error="ArticleError")


def _filed(file: Path, walk: Walk) -> Article | Refused:
    try:
        return read_article(str(file), io.BytesIO())._replace(origin=walk.told(file))
    except ContingentError as error:
        return Refused.of(str(file), error)
