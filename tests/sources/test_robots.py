"""robots.txt: what a host forbids is not asked for, what it cannot tell is forbidden, and its pauses are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ContingentError, FetchError
from contingent.sources.robots import LONGEST_PAUSE_SECONDS, PAUSE_SECONDS, Manners, Rules, parse_rules
from news_site import NewsSite, Page, serving


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serving() as running:
        yield running


def manners(site: NewsSite) -> Manners:
    return Manners(policy=site.policy(), sleep=site.sleep)


def says(site: NewsSite, text: str | bytes, status: int = 200) -> None:
    body = text.encode() if isinstance(text, str) else text
    site.pages["/robots.txt"] = Page(body, "text/plain", status)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Contingent\nAllow: /", "/a", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: contingent\nDisallow: /a", "/a/b", False),
        ("User-agent: otherbot\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y=1", True),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
    ],
)
def test_the_rules_are_those_of_the_standard(site: NewsSite, text: str, path: str, allowed: bool) -> None:
    says(site, text)
    if allowed:
        manners(site).permit(site.url(path))
    else:
        with pytest.raises(FetchError, match="forbids it to 'contingent'"):
            manners(site).permit(site.url(path))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_the_file_allows_everything(site: NewsSite, status: int) -> None:
    says(site, "User-agent: *\nDisallow: /", status)
    manners(site).permit(site.url("/a"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_tell_forbids_everything_for_now(site: NewsSite, status: int) -> None:
    says(site, "User-agent: *\nAllow: /", status)
    with pytest.raises(FetchError, match=f"answered {status}"):
        manners(site).permit(site.url("/a"))


def test_a_host_that_cannot_be_reached_forbids_everything_for_now(site: NewsSite) -> None:
    site.pages["/robots.txt"] = Page(b"", status=302, headers={"Location": "http://10.0.0.1/"})
    with pytest.raises(FetchError, match="could not be read"):
        manners(site).permit(site.url("/a"))


def test_each_host_is_asked_once_a_run(site: NewsSite) -> None:
    says(site, "User-agent: *\nDisallow: /no")
    site.pages["other.example/robots.txt"] = Page(b"User-agent: *\nDisallow: /", "text/plain")
    polite = manners(site)
    for _ in range(3):
        polite.permit(site.url("/a"))
        with pytest.raises(FetchError):
            polite.permit(site.url("/a", host="other.example"))
    assert site.asked == ["/robots.txt", "other.example/robots.txt"]
    assert site.requests[0][1]["user-agent"].startswith("contingent/")


def test_between_two_requests_to_a_host_there_is_its_pause(site: NewsSite) -> None:
    says(site, "User-agent: *\nCrawl-delay: 7\nAllow: /")
    polite = manners(site)
    polite.permit(site.url("/a"))
    polite.wait(site.url("/a"))
    polite.wait(site.url("/b"))
    assert site.slept == [7.0, 7.0]
    polite.wait(site.url("/", host="other.example"))
    polite.wait(site.url("/", host="other.example"))
    assert site.slept == [7.0, 7.0, PAUSE_SECONDS]


def test_a_pause_longer_than_a_run_is_not_waited_for(site: NewsSite) -> None:
    says(site, f"User-agent: *\nCrawl-delay: {LONGEST_PAUSE_SECONDS + 1}\nAllow: /")
    polite = manners(site)
    polite.permit(site.url("/a"))
    with pytest.raises(FetchError, match="61 seconds"):
        polite.wait(site.url("/a"))
    assert site.slept == []


def test_only_the_start_of_an_endless_file_counts(site: NewsSite) -> None:
    says(site, b"User-agent: *\nDisallow: /no\n" + b"# \n" * 300_000 + b"Disallow: /\n")
    polite = manners(site)
    polite.permit(site.url("/a"))
    with pytest.raises(FetchError):
        polite.permit(site.url("/no"))


@pytest.mark.parametrize("address", ["ftp://a.example/", "no address", "http://", "http://[bad/", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="no web address"):
        Manners(sleep=lambda _: None).permit(address)


def test_sitemaps_are_told_in_order() -> None:
    rules = parse_rules(b"Sitemap: https://a.example/1\nUser-agent: *\nDisallow:\nSitemap: https://a.example/2\n")
    assert rules.sitemaps == ("https://a.example/1", "https://a.example/2")
    assert Rules().sitemaps == () and Rules().delay is None


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: contingent", "Disallow: /", "Allow: /*$", "Crawl-delay: -3", "Crawl-delay: 1e999",
     "Crawl-delay: nan", "Request-rate: 1/0s", "Request-rate: x", "Disallow: /%zz%", "Disallow: /" + "*" * 50,
     "Visit-time: 9-5", "Sitemap:", ":", "\x00", "Disallow: http://[", "# x"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.lists(LINES, max_size=15).map(lambda lines: "\n".join(lines).encode()))
def test_any_bytes_give_rules(raw: bytes) -> None:
    try:
        rules = parse_rules(raw)
    except ContingentError as error:
        raise AssertionError("rules are passed over, never refused") from error
    assert isinstance(rules.allows("https://news.example/a?b=c"), bool)
    assert rules.delay is None or rules.delay >= 0
