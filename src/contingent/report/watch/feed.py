"""A digest as entries of an Atom feed: one a series that left its range, under an id that lasts."""

from __future__ import annotations

from datetime import UTC, datetime, time
from urllib.parse import quote

from contingent.core.watching import Digest
from contingent.report.atom import Entry, atom
from contingent.report.numbers import day_words, typeset
from contingent.report.watch.digest import those_that_left
from contingent.report.watch.words import change_words, last_words, told_words

#: whose ids those of a file's entries are (RFC 4151): it is not said to be anybody's site
AUTHORITY = "localhost"
TITLE = "Contingent: what left its expected range"


def watch_entries(digest: Digest, *, page: str, authority: str = AUTHORITY) -> tuple[Entry, ...]:
    """An entry for each series that left its range, the least likely first; what stayed is no entry.

    `page` is the address of the page; an entry's id is of its series and of `as_of`, whatever else was watched.
    """
    updated = datetime.combine(digest.as_of, time(), UTC)
    return tuple(
        Entry(
            id=f"tag:{authority},{digest.as_of.isoformat()}:watch/{digest.period_days}/{quote(one.series, safe='')}",
            title=f"{one.label} left its expected range",
            updated=updated,
            address=f"{page}#series-{place}",
            summary=" ".join([
                f"{typeset(last_words(one))}.", *map(typeset, told_words(one)),
                *(typeset(change_words(change, one)) for change in one.changes),
            ]),
        )
        for place, one in enumerate(those_that_left(digest), start=1)
    )  # fmt: skip


def watch_atom(digest: Digest) -> str:
    """The feed that lies beside a digest's page; the same digest gives the same bytes."""
    return atom(
        ident=f"tag:{AUTHORITY},2026:watch",
        title=f"{TITLE}, {day_words(digest.as_of)}",
        address="watch.atom",
        page="watch.html",
        entries=watch_entries(digest, page="watch.html"),
        made=datetime.combine(digest.as_of, time(), UTC),
    )
