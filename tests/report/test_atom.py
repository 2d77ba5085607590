"""A feed is well-formed Atom whatever its texts hold, with the elements that every newsreader asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from contingent.report.atom import ATOM, Entry, atom

MADE = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)


def feed_of(*entries: Entry) -> str:
    return atom(
        ident="http://127.0.0.1/feeds/briefs.atom",
        title="Briefs",
        address="http://127.0.0.1/feeds/briefs.atom",
        page="http://127.0.0.1/",
        entries=entries,
        made=MADE,
    )


def entry(title: str, updated: datetime = MADE) -> Entry:
    return Entry(id="tag:x,2025-03-01:1", title=title, updated=updated, address="http://127.0.0.1/b", summary=title)


@given(st.text())
def test_any_text_comes_back_as_plain_text(text: str) -> None:
    found = feedparser.parse(feed_of(entry(f"a {text} z")))
    assert not found.bozo
    assert found.namespaces[""] == ATOM
    (one,) = found.entries
    assert one.title_detail.type == "text/plain"


def test_markup_in_a_title_stays_text() -> None:
    assert "<script" not in feed_of(entry("<script>alert(1)</script>"))


def test_a_feed_is_as_new_as_its_newest_entry_in_utc() -> None:
    later = datetime(2025, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    text = feed_of(entry("one"), entry("two", later))
    found = feedparser.parse(text)
    assert found.feed.updated == "2025-03-01T22:30:00Z"
    assert feedparser.parse(feed_of()).feed.updated == "2025-03-01T08:00:00Z"
    assert [link["rel"] for link in found.feed.links] == ["self", "alternate"]
