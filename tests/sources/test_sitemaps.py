"""Sitemaps: every form gives its addresses and days, within the limits of the protocol and of one run."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ContingentError, FetchError, InputError
from contingent.sources import guarded_xml, sitemaps
from contingent.sources.sitemaps import MOST_MAPS, Walk, read_sitemap

WHERE = "https://news.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urls(*rows: tuple[str, str | None]) -> bytes:
    inner = "".join(f"<url><loc>{where}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for where, day in rows)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{inner}</urlset>'.encode()


def index(*rows: tuple[str, str | None]) -> bytes:
    return urls(*rows).replace(b"urlset", b"sitemapindex").replace(b"<url>", b"<sitemap>").replace(
        b"</url>", b"</sitemap>"
    )  # fmt: skip


A, B = ("https://news.example/a", "2024-11-18T10:00:00+00:00"), ("https://news.example/b", None)


@pytest.mark.parametrize("raw", [urls(A, B), gzip.compress(urls(A, B))], ids=["plain", "gzip"])
def test_addresses_come_with_their_days(raw: bytes) -> None:
    found = read_sitemap(raw, origin=WHERE)
    assert [(page.address, page.updated) for page in found.pages] == [(A[0], date(2024, 11, 18)), (B[0], None)]
    assert found.maps == () and found.skipped == 0


def test_a_news_sitemap_gives_title_and_day_of_publication() -> None:
    raw = f"""<urlset {SPACE} {NEWS}><url><loc>{A[0]}</loc><news:news><news:publication><news:name>Desk</news:name>
    </news:publication><news:publication_date>2024-11-17</news:publication_date><news:title>Bridge taken</news:title>
    </news:news><lastmod>2024-11-19</lastmod></url></urlset>""".encode()
    (page,) = read_sitemap(raw, origin=WHERE).pages
    assert (page.title, page.published, page.updated) == ("Bridge taken", date(2024, 11, 17), date(2024, 11, 19))
    assert page.latest == date(2024, 11, 19)


@pytest.mark.parametrize(
    ("told", "day"),
    [("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2024-12", date(2024, 12, 31)), ("soon", None),
     ("2024-13", None), ("0000", None), ("9999-12", None)],
)  # fmt: skip
def test_a_bare_year_or_month_may_have_changed_until_its_last_day(told: str, day: date | None) -> None:
    assert read_sitemap(urls((A[0], told)), origin=WHERE).pages[0].updated == day


def test_an_index_names_sitemaps_and_a_text_lists_pages() -> None:
    found = read_sitemap(index(A, B), origin=WHERE)
    assert [entry.address for entry in found.maps] == [A[0], B[0]] and found.pages == ()
    listed = read_sitemap(b"https://news.example/a\nnot an address\nhttps://news.example/b\n", origin=WHERE)
    assert [page.address for page in listed.pages] == [A[0], B[0]] and listed.skipped == 1


def test_what_is_no_address_is_counted() -> None:
    long = f"https://news.example/{'x' * 3000}"
    found = read_sitemap(urls(A, ("ftp://news.example/c", None), ("", None), (long, None)), origin=WHERE)
    assert [page.address for page in found.pages] == [A[0]] and found.skipped == 3


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"<html><body>no</body></html>", "wanted a sitemap"),
        (urls(A)[:-5], "not well-formed"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + urls(A).partition(b"?>")[2], "declares"),
        (b"words", "is no sitemap"),
        (gzip.compress(urls(A))[:-12], "wanted a whole file|does not unpack"),
        (b"\x1f\x8bnonsense", "does not unpack"),
        (gzip.compress(b" " * 60_000_000), "unpacks to more"),
    ],
)
def test_what_is_no_sitemap_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_sitemap(raw, origin=WHERE)


def walk(files: dict[str, bytes]) -> tuple[Walk, list[str]]:
    asked: list[str] = []

    def fetch(where: str) -> tuple[bytes, str | None] | None:
        asked.append(where)
        if where not in files:
            raise FetchError(f"{where} answered 404; wanted 200 and a document.")
        return (files[where], "application/xml") if files[where] else None

    return Walk(fetch=fetch), asked


def test_a_walk_goes_newest_first_and_says_what_it_left() -> None:
    site = "https://news.example"
    files = {
        WHERE: index((f"{site}/old.xml", "2020-01-01"), (f"{site}/new.xml", "2024-01-01"), (f"{site}/gone.xml", None),
                     ("https://else.example/x.xml", None), (f"{site}/same.xml", None)),
        f"{site}/old.xml": urls((f"{site}/1", "2020-01-01")),
        f"{site}/new.xml": urls((f"{site}/2", "2023-01-01"), (f"{site}/3", "2024-01-01"), ("https://x.example/", None)),
        f"{site}/same.xml": b"",
    }  # fmt: skip
    walked, asked = walk(files)
    assert [page.address for page in walked.pages(WHERE)] == [f"{site}/3", f"{site}/2", f"{site}/1"]
    assert asked == [WHERE, f"{site}/new.xml", f"{site}/old.xml", f"{site}/gone.xml", f"{site}/same.xml"]
    assert walked.elsewhere == 2 and list(walked.unread) == [f"{site}/gone.xml"]
    assert walked.unchanged == [f"{site}/same.xml"]
    assert set(walked.read) == {WHERE, f"{site}/new.xml", f"{site}/old.xml"}


def test_sitemaps_that_name_each_other_end() -> None:
    other = "https://news.example/2.xml"
    walked, asked = walk({WHERE: index((other, None), (WHERE, None)), other: index((WHERE, None), (other, None))})
    assert list(walked.pages(WHERE)) == [] and asked == [WHERE, other]


def test_depth_and_number_are_bounded_and_counted() -> None:
    deep = {f"https://news.example/{n}": index((f"https://news.example/{n + 1}", None)) for n in range(9)}
    walked, asked = walk(deep)
    assert list(walked.pages("https://news.example/0")) == [] and len(asked) == 3 and walked.beyond == 1
    names = [f"https://news.example/m{n}" for n in range(MOST_MAPS + 7)]
    walked, asked = walk({WHERE: index(*((name, None) for name in names)), **{name: urls(A) for name in names}})
    assert len(list(walked.pages(WHERE))) == MOST_MAPS - 1 and walked.beyond == 8


def test_nothing_is_fetched_before_it_is_asked_for() -> None:
    walked, asked = walk({WHERE: index(("https://news.example/2.xml", None)), "https://news.example/2.xml": urls(A)})
    pages = walked.pages(WHERE)
    assert asked == []
    next(pages)
    assert len(asked) == 2


PIECES = st.sampled_from(
    ["<urlset>", "</urlset>", "<sitemapindex>", "</sitemapindex>", "<url>", "</url>", "<loc>", "</loc>", "<lastmod>",
     "</lastmod>", "https://news.example/a", "http://[", "2024-99", "<![CDATA[", "]]>", "&amp;", "<sitemap>",
     "</sitemap>", "\n", "<!DOCTYPE x>", "\x00", "0000-00", "https://:99999/", "<a:b>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=20).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_a_sitemap_or_a_clear_error(raw: bytes) -> None:
    for data in (raw, gzip.compress(raw)):
        try:
            found = read_sitemap(data, origin=WHERE)
        except ContingentError as error:
            assert "\n" not in str(error)
            continue
        assert all(entry.address for entry in (*found.pages, *found.maps))


@pytest.mark.parametrize(
    ("inner", "said"),
    [(b"<a/>" * 2_000, "more than 2,000 elements"), (b"<a>" * 600 + b"</a>" * 600, "deep")],
)
def test_a_sitemap_that_would_fill_the_memory_is_refused(
    inner: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded_xml.MOST_ELEMENTS >= 10 * sitemaps.MOST_ADDRESSES  # each with days, a title, some images
    monkeypatch.setattr(guarded_xml, "MOST_ELEMENTS", 2_000)
    with pytest.raises(InputError, match=said):
        read_sitemap(b"<urlset>" + inner + b"</urlset>", origin="s.xml")


def test_an_entry_of_many_parts_is_read_in_one_go_over_them() -> None:
    raw = b"<urlset><url>" + b"<x/>" * 5_000 + b"<loc>https://a.example/1</loc></url></urlset>"
    seen = 0
    local = sitemaps._local

    def counted(tag: object) -> str:
        nonlocal seen
        seen += 1
        return local(tag)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitemaps, "_local", counted)
        assert [page.address for page in read_sitemap(raw, origin="s.xml").pages] == ["https://a.example/1"]
    assert seen < 5 * 5_000
