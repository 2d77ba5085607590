"""Gathering: every place gives an article or a reason, the past stays hidden, hosts are asked politely, once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contingent.core.errors import DataError
from contingent.journeys.gathering.gather import Gathering, Refused, gather
from contingent.journeys.read import read_article_text
from contingent.sources.articles import Article
from news_site import NewsSite, Page, serving

STORY = "The army sent 5,000 soldiers over the border on Monday, the ministry of defence said in a statement. "
HTML = (
    f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{STORY * 6}</p></article></body></html>"
)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serving() as running:
        running.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n", "text/plain")
        yield running


def rss(site: NewsSite, *rows: tuple[str, str | None], content: str = "") -> Page:
    items = "".join(
        f"<item><title>{path}</title><link>{site.url(path)}</link>"
        f"{f'<pubDate>{day}</pubDate>' if day else ''}{content}</item>"
        for path, day in rows
    )
    return Page(
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel>'
        "</rss>".encode(),
        "application/rss+xml",
        etag='"f1"',
    )


def sitemap(site: NewsSite, *rows: tuple[str, str | None]) -> Page:
    inner = "".join(
        f"<url><loc>{site.url(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, day in rows
    )
    return Page(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'.encode(), "application/xml",
        etag='"s1"',
    )  # fmt: skip


def run(site: NewsSite, *places: str, stdin: bytes = b"", **asked: Any) -> tuple[list[Article], list[Refused]]:
    how = Gathering(most=asked.pop("most", 50), state=asked.pop("state", None), policy=site.policy(), sleep=site.sleep)
    found = list(gather(places, stdin=io.BytesIO(stdin), how=how, **asked))
    return [one for one in found if isinstance(one, Article)], [one for one in found if isinstance(one, Refused)]


def test_files_folders_addresses_and_standard_input_come_in_the_order_given(site: NewsSite, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("in/b.md", "in/a.txt", "one.html"):
        (tmp_path / name).write_text(STORY)
    site.pages["/a"] = Page(HTML.encode())
    told: list[str] = []
    articles, refused = run(
        site, str(tmp_path / "one.html"), str(tmp_path / "in"), site.url("/a"), "-", stdin=b"words", say=told.append
    )
    assert [one.origin for one in articles] == ["one.html", "a.txt", "b.md", site.url("/a"), "standard input"]
    assert refused == [] and told == [
        str(tmp_path / "one.html"),
        str(tmp_path / "in"),
        site.url("/a"),
        "standard input",
    ]
    assert "/robots.txt" not in site.asked  # an address that the user names is fetched as named


def test_each_place_that_gives_nothing_says_why(site: NewsSite, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "x.jpg").write_bytes(b"x")
    site.pages["/photo"] = Page(b"\xff\xd8", "image/jpeg")
    places = (
        str(tmp_path / "none.txt"), str(tmp_path / "empty"), site.url("/photo"), site.url("/gone"), "http://10.0.0.1/",
        "ftp://a.example/", "a\x00b", "x" * 5000,
    )  # fmt: skip
    articles, refused = run(site, *places)
    assert articles == []
    reasons = {one.place: one for one in refused}
    assert set(reasons) == set(places)
    assert reasons[site.url("/photo")].why.endswith("Give the article's own page.")
    assert reasons[site.url("/photo")].error == "ArticleError"
    assert "404" in reasons[site.url("/gone")].why and "only public" in reasons["http://10.0.0.1/"].why
    assert any("holds no article" in one.why for one in refused)
    assert any(one.count == 1 and "1 not one of" in one.why for one in refused)


def test_a_feed_gives_the_pages_it_names(site: NewsSite) -> None:
    site.pages["/feed"] = rss(site, ("/a", "Mon, 18 Nov 2024 10:00:00 GMT"), ("/private/b", None), ("/gone", None))
    site.pages["/a"] = Page(HTML.encode())
    articles, refused = run(site, feed=site.url("/feed"))
    assert [one.origin for one in articles] == [site.url("/a")]
    assert [one.error for one in refused] == ["FetchError", "FetchError"]
    assert "robots.txt" in refused[0].why and "404" in refused[1].why
    assert site.asked == ["/feed", "/robots.txt", "/a", "/gone"] and len(site.slept) == 3


def test_what_is_dated_after_as_of_is_left_out_unasked_and_counted(site: NewsSite) -> None:
    site.pages["/feed"] = rss(
        site, ("/new", "Mon, 18 Nov 2024 10:00:00 GMT"), ("/old", "Fri, 01 Nov 2024 10:00:00 GMT"), ("/undated", None)
    )
    site.pages["/map.xml"] = sitemap(site, ("/new2", "2024-11-18"), ("/old2", "2024-11-01"))
    for path in ("/new", "/old", "/undated", "/new2", "/old2"):
        site.pages[path] = Page(HTML.encode())
    articles, refused = run(site, feed=site.url("/feed"), sitemap=site.url("/map.xml"), as_of=date(2024, 11, 17))
    assert [one.origin for one in articles] == [site.url(path) for path in ("/old", "/undated", "/old2")]
    assert [(one.count, one.error) for one in refused] == [(1, ""), (1, "")]
    assert all("after 2024-11-17" in one.why for one in refused)
    assert not {"/new", "/new2"} & set(site.asked)


def test_no_more_than_asked_for_is_fetched_and_the_rest_is_counted(site: NewsSite) -> None:
    rows = tuple((f"/{n}", None) for n in range(9))
    site.pages["/feed"], site.pages["/map.xml"] = rss(site, *rows), sitemap(site, *rows)
    site.pages |= {path: Page(HTML.encode()) for path, _ in rows}
    articles, refused = run(site, feed=site.url("/feed"), most=4)
    assert len(articles) == 4 and (refused[0].count, refused[0].error) == (5, "")
    articles, refused = run(site, sitemap=site.url("/map.xml"), most=4)
    assert len(articles) == 4 and "stopped at 4" in refused[0].why


def test_a_page_that_feed_and_sitemap_name_is_given_once(site: NewsSite) -> None:
    site.pages["/feed"], site.pages["/map.xml"] = rss(site, ("/a", None)), sitemap(site, ("/a", None), ("/b", None))
    site.pages["/a"] = site.pages["/b"] = Page(HTML.encode())
    articles, refused = run(site, feed=site.url("/feed"), sitemap=site.url("/map.xml"))
    assert [one.origin for one in articles] == [site.url("/a"), site.url("/b")]
    assert [one.count for one in refused] == [1] and "already" in refused[0].why


def test_the_second_run_reads_what_is_new_and_calls_the_rest_unchanged(site: NewsSite, tmp_path: Path) -> None:
    state = tmp_path / "validators.json"
    site.pages["/feed"] = rss(site, ("/a", None))
    site.pages["/a"], site.pages["/b"] = Page(HTML.encode(), etag='"a"'), Page(HTML.encode(), etag='"b"')
    assert len(run(site, feed=site.url("/feed"), state=state)[0]) == 1
    articles, refused = run(site, feed=site.url("/feed"), state=state)
    assert articles == [] and [(one.error, "unchanged" in one.why) for one in refused] == [("", True)]
    site.pages["/feed"] = rss(site, ("/b", None), ("/a", None))
    site.pages["/feed"].etag = '"f2"'
    articles, refused = run(site, feed=site.url("/feed"), state=state)
    assert [one.origin for one in articles] == [site.url("/b")] and refused[0].place == site.url("/a")


def test_a_run_that_breaks_off_or_stops_early_finds_the_same_feed_new_again(site: NewsSite, tmp_path: Path) -> None:
    state = tmp_path / "validators.json"
    site.pages["/feed"] = rss(site, ("/a", None), ("/b", None))
    site.pages["/a"] = site.pages["/b"] = Page(HTML.encode())
    how = Gathering(state=state, policy=site.policy(), sleep=site.sleep)
    broken = gather((), stdin=io.BytesIO(), feed=site.url("/feed"), how=how)
    next(broken)
    del broken
    assert len(run(site, feed=site.url("/feed"), state=state, most=1)[0]) == 1
    assert len(run(site, feed=site.url("/feed"), state=state)[0]) == 2
    assert run(site, feed=site.url("/feed"), state=state)[0] == []


def test_a_feed_of_full_texts_is_read_without_asking_for_the_pages(site: NewsSite) -> None:
    full = f"<content:encoded><![CDATA[<p>{STORY * 8}</p><p>Later that day, {STORY * 8}</p>]]></content:encoded>"
    site.pages["/feed"] = rss(site, ("/a", "Mon, 18 Nov 2024 10:00:00 GMT"), content=full)
    (article,), refused = run(site, feed=site.url("/feed"))
    assert refused == [] and site.asked == ["/feed"]
    document = read_article_text(article, as_of=None).reading.document
    assert (document.published, document.origin) == (date(2024, 11, 18), site.url("/a"))
    assert document.text.count("5,000 soldiers") == 16


def test_a_feed_that_is_none_is_refused_and_the_sitemap_still_read(site: NewsSite, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(b"<html>no</html>")
    site.pages["/map.xml"] = sitemap(site, ("/a", None))
    site.pages["/a"] = Page(HTML.encode())
    articles, refused = run(site, feed=site.url("/feed"), sitemap=site.url("/map.xml"))
    assert len(articles) == 1 and refused[0].error == "InputError" and "wanted a feed" in refused[0].why
    for feed, words in ((str(tmp_path / "none.xml"), "cannot be read"), (site.url("/none"), "404")):
        assert words in run(site, feed=feed)[1][0].why
    assert "no web address" in run(site, sitemap="map.xml")[1][0].why


def test_a_feed_kept_in_a_file_is_read_as_well(site: NewsSite, tmp_path: Path) -> None:
    site.pages["/a"] = Page(HTML.encode())
    (tmp_path / "feed.xml").write_bytes(rss(site, ("/a", None)).body)
    assert len(run(site, feed=str(tmp_path / "feed.xml"))[0]) == 1


def test_a_bare_site_is_asked_for_its_sitemap(site: NewsSite) -> None:
    site.pages["/maps/news.xml"] = sitemap(site, ("/a", None))
    site.pages["/a"] = Page(HTML.encode())
    site.pages["/robots.txt"] = Page(f"Sitemap: {site.url('/maps/news.xml')}\n".encode(), "text/plain")
    for where in (site.url(), site.url("")):
        assert len(run(site, sitemap=where)[0]) == 1
    site.pages["/robots.txt"], site.pages["/sitemap.xml"] = Page(b""), site.pages["/maps/news.xml"]
    assert len(run(site, sitemap=site.url())[0]) == 1


def test_a_host_that_is_busy_is_left_alone(site: NewsSite) -> None:
    site.pages["/feed"] = rss(site, ("/a", None), ("/b", None), ("/c", None))
    site.pages["/a"] = Page(b"", status=429)
    articles, refused = run(site, feed=site.url("/feed"))
    assert articles == [] and site.asked == ["/feed", "/robots.txt", "/a"]
    assert [one.error for one in refused] == ["BusyError", "FetchError", "FetchError"]
    assert all("left alone" in one.why for one in refused)


def test_where_a_redirect_leads_other_rules_hold(site: NewsSite) -> None:
    site.pages["/feed"] = rss(site, ("/a", None), ("/b", None))
    for path, to in (("/a", "/open"), ("/b", "/shut")):
        site.pages[path] = Page(b"", status=302, headers={"Location": site.url(to, host="other.example")})
        site.pages[f"other.example{to}"] = Page(HTML.encode())
    site.pages["other.example/robots.txt"] = Page(b"User-agent: *\nDisallow: /shut", "text/plain")
    articles, refused = run(site, feed=site.url("/feed"))
    assert [one.origin for one in articles] == [site.url("/open", host="other.example")]
    assert [one.place for one in refused] == [site.url("/b")] and "forbids" in refused[0].why


def test_files_of_one_name_in_two_folders_are_told_apart(site: NewsSite, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(STORY)
    assert [one.origin for one in run(site, str(tmp_path))[0]] == ["one/a.txt", "two/a.txt"]


def test_one_article_is_held_at_a_time(site: NewsSite) -> None:
    rows = tuple((f"/{n}", None) for n in range(5))
    site.pages["/feed"] = rss(site, *rows)
    site.pages |= {path: Page(HTML.encode()) for path, _ in rows}
    how = Gathering(policy=site.policy(), sleep=site.sleep)
    for number, _ in enumerate(gather((), stdin=io.BytesIO(), feed=site.url("/feed"), how=how), 1):
        assert (
            len([path for path in site.asked if path in site.pages and path not in ("/feed", "/robots.txt")]) == number
        )


def test_a_damaged_state_is_an_error_of_its_own(site: NewsSite, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("broken")
    with pytest.raises(DataError, match="delete it"):
        run(site, feed=site.url("/feed"), state=tmp_path / "state.json")


def test_what_a_redirect_leads_to_is_not_asked_for_where_its_host_forbids_it(site: NewsSite) -> None:
    site.pages["/feed"] = rss(site, ("/a", None), ("/b", None), ("/c", None))
    for path, to in (("/a", "/private/1"), ("/b", "http://10.0.0.1/x"), ("/c", "file:///etc/passwd")):
        site.pages[path] = Page(b"", status=302, headers={"Location": to})
    site.pages["/private/1"] = Page(HTML.encode())
    articles, refused = run(site, feed=site.url("/feed"))
    assert articles == [] and "/private/1" not in site.asked
    for one, words in zip(refused, ("forbids", "only public addresses", "no web address"), strict=True):
        assert words in one.why


def test_a_sitemap_that_robots_names_on_another_host_speaks_for_the_site(site: NewsSite) -> None:
    where = site.url("/map.xml", host="other.example")
    site.pages["/robots.txt"] = Page(f"Sitemap: {where}\n".encode(), "text/plain")
    site.pages["other.example/map.xml"], site.pages["/a"] = sitemap(site, ("/a", None)), Page(HTML.encode())
    assert [one.origin for one in run(site, sitemap=site.url())[0]] == [site.url("/a")]
    articles, refused = run(site, sitemap=where)  # named by a user it speaks for its own host alone
    assert articles == [] and "other hosts" in refused[0].why


def test_a_sitemap_may_be_named_without_its_host(site: NewsSite) -> None:
    site.pages["/robots.txt"] = Page(b"Sitemap: /map.xml\n", "text/plain")
    site.pages["/map.xml"], site.pages["/a"] = sitemap(site, ("/a", None)), Page(HTML.encode())
    assert len(run(site, sitemap=site.url())[0]) == 1


def test_a_state_that_cannot_be_kept_costs_no_article(site: NewsSite, tmp_path: Path) -> None:
    site.pages["/feed"], site.pages["/a"] = rss(site, ("/a", None)), Page(HTML.encode())
    (tmp_path / "file").write_text("in the way")
    how = Gathering(state=tmp_path / "state.json", policy=site.policy(), sleep=site.sleep)
    found = gather((), stdin=io.BytesIO(), feed=site.url("/feed"), how=how)
    first = next(found)
    (tmp_path / "state.json").mkdir()  # a folder where the file is to go
    left = list(found)
    assert isinstance(first, Article)
    assert [(one.error, one.count) for one in left if isinstance(one, Refused)] == [("DataError", 0)]


def test_an_entry_that_calls_itself_by_steering_characters_steers_no_terminal(site: NewsSite) -> None:
    full = f"<content:encoded>{STORY * 20}</content:encoded>"
    site.pages["/feed"] = Page(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>'
        f"<guid isPermaLink='false'>a\x9b31m\u202eb</guid><title>T</title>{full}</item></channel></rss>".encode(),
        "application/rss+xml",
    )
    articles, _ = run(site, feed=site.url("/feed"))
    assert len(articles) == 1 and articles[0].origin.isprintable()


def test_what_a_feed_hides_in_its_story_is_not_read(site: NewsSite) -> None:
    hidden = '<p style="display:none">The fleet has 900 ships and all of them were sunk on Sunday.</p>'
    full = f"<content:encoded><![CDATA[<p>{STORY * 20}</p>{hidden}]]></content:encoded>"
    site.pages["/feed"] = rss(site, ("/a", None), content=full)
    articles, _ = run(site, feed=site.url("/feed"))
    assert "sunk" not in read_article_text(articles[0], as_of=None).reading.document.text
