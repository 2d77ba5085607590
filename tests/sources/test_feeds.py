"""Feeds: every form gives the same entries, what cannot be read is counted, and no feed can do anything but be read."""

from __future__ import annotations

import json
import socket
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ContingentError, InputError
from contingent.sources.feeds import MOST_ENTRIES, iso_day, read_feed

WHERE = "https://news.example/feed"
RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Border Desk</title>
<link>https://news.example/</link>
<item><title>Two columns &amp; a bridge</title><link>https://news.example/a</link><guid isPermaLink="false">a-1</guid>
<pubDate>Mon, 18 Nov 2024 10:00:00 GMT</pubDate><description>A teaser.</description>
<content:encoded><![CDATA[<p>The column crossed the bridge.</p>]]></content:encoded></item>
<item><title>No day</title><link>/b</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Border Desk</title>
<entry><title>Two columns &amp; a bridge</title><id>a-1</id><link href="https://news.example/a"/>
<published>2024-11-18T10:00:00Z</published><updated>2024-11-20T09:00:00Z</updated><summary>A teaser.</summary>
<content type="html">&lt;p&gt;The column crossed the bridge.&lt;/p&gt;</content></entry>
<entry><title>No day</title><id>b</id><link href="/b"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Border Desk</title>
</channel><item rdf:about="a-1"><title>Two columns &amp; a bridge</title><link>https://news.example/a</link>
<dc:date>2024-11-18</dc:date><description>A teaser.</description></item>
<item rdf:about="b"><title>No day</title><link>/b</link></item></rdf:RDF>"""
RSS092 = """<rss version="0.92"><channel><title>Border Desk</title><item><title>Two columns &amp; a bridge</title>
<link>https://news.example/a</link><description>A teaser.</description></item></channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Border Desk",
        "items": [
            {"id": "a-1", "url": "https://news.example/a", "title": "Two columns & a bridge", "summary": "A teaser.",
             "content_html": "<p>The column crossed the bridge.</p>", "date_published": "2024-11-18T10:00:00Z",
             "date_modified": "2024-11-20T09:00:00Z"},
            {"id": 7, "url": "/b", "title": "No day"},
        ],
    }
)  # fmt: skip


@pytest.mark.parametrize("text", [RSS2, ATOM, RDF, JSON_FEED], ids=["rss", "atom", "rdf", "json"])
def test_every_form_gives_the_same_entries(text: str) -> None:
    feed = read_feed(text.encode(), origin=WHERE)
    assert feed.title == "Border Desk" and feed.skipped == 0 and feed.fault is None
    first, second = feed.entries
    assert (first.title, first.address) == ("Two columns & a bridge", "https://news.example/a")
    assert first.published == date(2024, 11, 18) or (text is RDF and first.latest == date(2024, 11, 18))
    assert first.summary == "A teaser."
    if text is not RDF:
        assert first.id.endswith("a-1") and first.content is not None and "crossed the bridge" in first.content
    assert second.address == "https://news.example/b" and second.latest is None


def test_the_oldest_form_is_read_as_well() -> None:
    (entry,) = read_feed(RSS092.encode(), origin=WHERE).entries
    assert (entry.address, entry.published) == ("https://news.example/a", None)


def test_what_was_changed_later_was_not_known_before() -> None:
    assert read_feed(ATOM.encode(), origin=WHERE).entries[0].latest == date(2024, 11, 20)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "utf-16-le", "utf-16-be"])
def test_a_feed_is_read_in_its_encoding(encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    text = RSS2.replace("UTF-8", declared).replace("Two columns", "Zwölf Männer")
    feed = read_feed(text.encode(encoding), origin=WHERE)
    assert feed.entries[0].title == "Zwölf Männer & a bridge" and feed.fault is None


def test_a_feed_that_breaks_off_gives_what_stands_before_and_says_so() -> None:
    feed = read_feed(RSS2[: RSS2.index("<item><title>No day")].encode(), origin=WHERE)
    assert [entry.id for entry in feed.entries] == ["a-1"]
    assert feed.fault is not None and "not well-formed" in feed.fault


def test_entries_that_cannot_be_read_are_counted() -> None:
    items = [{"id": "a", "url": "https://news.example/a"}, "no entry", {"title": "nothing to fetch"}, None]
    raw = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()
    feed = read_feed(raw, origin=WHERE)
    assert len(feed.entries) == 1 and feed.skipped == 3


def test_more_entries_than_a_feed_holds_are_counted() -> None:
    items = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(MOST_ENTRIES + 5))
    feed = read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), origin=WHERE)
    assert (len(feed.entries), feed.skipped) == (MOST_ENTRIES, 5)


def test_a_story_listed_twice_is_one_entry_and_counted() -> None:
    twice = RSS2.replace("</channel>", RSS2[RSS2.index("<item>") : RSS2.index("</item>") + 7] + "</channel>")
    feed = read_feed(twice.encode(), origin=WHERE)
    assert [entry.id for entry in feed.entries] == ["a-1", "https://news.example/b"]
    assert (feed.repeated, feed.skipped) == (1, 0)


def test_only_web_addresses_come_out() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://[bad", "//"):
        feed = read_feed(RSS2.replace("https://news.example/a", link).encode(), origin=WHERE)
        address = feed.entries[0].address
        assert address is None or address.startswith(("http://", "https://"))


BOMB = '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]>'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE, DTD, PARAMETER, f"<!-- <a> -->{BOMB}", f"<?a <b> ?>{BOMB}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_declares_entities_is_refused_unread(
    declared: str, encoding: str, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("a feed made a connection")

    monkeypatch.setattr(socket, "socket", no_socket)
    body = RSS2.partition("?>")[2].replace("A teaser", "&a;")
    raw = f"{declared}{body if whole else body[:-20]}".encode(encoding)
    with pytest.raises(InputError, match="declare"):
        read_feed(raw, origin=WHERE)


def test_a_declaration_hidden_by_a_shifted_encoding_is_read_as_what_it_is() -> None:
    raw = b'<?xml version="1.0" encoding="utf-7"?>' + f"{BOMB}{RSS2.partition('?>')[2]}".encode("utf-7")
    with pytest.raises(InputError):
        read_feed(raw, origin=WHERE)


def test_words_about_declarations_are_no_declaration() -> None:
    text = RSS2.replace("<p>The column", "<p>&lt;!DOCTYPE html> The column")
    assert len(read_feed(text.encode(), origin=WHERE).entries) == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "is a page"),
        (b"<html><head></head></html>", "is a page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML of another kind"),
        (b"just some words", "wanted a feed"),
        (b'{"version": "9"}', "JSON of another kind"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "without a list"),
        (b"{" * 5000, "no JSON"),
        (b"[" * 200_000, "no JSON"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "wanted"),
        (b"x" * 5_000_001, "at most"),
        (b"<rss><channel><item>" + b"<a>" * 400_000, "elements 501 deep"),
        (b"<rss " + b" ".join(b"a%d='1'" % n for n in range(999)) + b"/>", "999 attributes"),
        (b"<rss><channel><item>" + b"<a></b>" * 100_000, "too long to be read"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_feed(raw, origin=WHERE)
    assert "\n" not in str(caught.value) and "wanted" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-11-18", date(2024, 11, 18)),
        ("2024-11-18T23:30:00-05:00", date(2024, 11, 19)),
        ("2024-11-18T23:30:00.1234567Z", date(2024, 11, 18)),
        ("2024-11-18 10:00", date(2024, 11, 18)),
        ("18 November 2024", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2024-13-45", None),
        (None, None),
        (20241118, None),
    ],
)
def test_days_are_those_of_utc_or_none(text: object, day: date | None) -> None:
    assert iso_day(text) == day


PIECES = st.sampled_from(
    ["<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>",
     "<pubDate>Mon, 32 Foo 99999 25:61:00 GMT</pubDate>", "<![CDATA[", "]]>", "&amp;", "&#x0;", "&bad;", "<!--", "-->",
     "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<content type='xhtml'>", "<updated>2024-99</updated>",
     "<!DOCTYPE a>", "<?xml version='1.0' encoding='utf-16'?>", "\x00", "é", "\ud7ff", "<", ">", "text ", "http://[",
     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", "<geo:lat>x</geo:lat>", "<itunes:explicit>",
     "<media:content url='", "<georss:point>1 x</georss:point>", "<base href='http://['>", "<a href='http://[x'>"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300) | st.lists(PIECES, max_size=25).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_a_feed_or_a_clear_error(raw: bytes) -> None:
    try:
        feed = read_feed(raw, origin=WHERE)
    except ContingentError as error:
        assert "\n" not in str(error)
        return
    assert all(entry.id for entry in feed.entries) and feed.skipped >= 0


JSONS = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "url", "title", "content_html", "content_text", "summary", "date_published", "x"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(JSONS)
def test_any_json_in_a_feed_gives_entries_or_is_counted(items: object) -> None:
    raw = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    try:
        feed = read_feed(raw, origin=WHERE)
    except ContingentError:
        assert not isinstance(items, list)
        return
    assert isinstance(items, list) and len(feed.entries) + feed.skipped + feed.repeated == len(items)


@pytest.mark.parametrize("piece", ["<!--", "<", "<a ", "&", "<div>", "<svg>", "<a href='"])
def test_broken_markup_in_a_story_is_passed_on_as_it_is(piece: str) -> None:
    # cleaned by the library, a story of so many unclosed comments would take hours
    story = piece * (1_000_000 // len(piece))
    raw = f"<rss version='2.0'><channel><item><title>a</title><description><![CDATA[{story}]]></description></item>"
    found = read_feed(f"{raw}</channel></rss>".encode(), origin="https://a.example/f")
    assert (found.entries[0].summary or "").startswith(story.strip()[:1000])


def test_an_address_of_half_a_character_is_none() -> None:
    raw = b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://a.example/\\ud800"}]}'
    assert read_feed(raw, origin="https://a.example/f").entries[0].address is None
