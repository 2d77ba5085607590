"""Conditional GET: the unchanged is not sent again, and nothing is called unchanged that nobody has made use of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.errors import DataError, FetchError
from contingent.sources.conditional import Validators, fetch_changed
from news_site import NewsSite, Page, serving


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serving() as running:
        yield running


def test_the_unchanged_is_not_sent_again(site: NewsSite, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(b"one", etag='"1"', headers={"Last-Modified": "Mon, 18 Nov 2024 10:00:00 GMT"})
    where, file = site.url("/feed"), tmp_path / "made" / "validators.json"
    first = Validators.at(file)
    came = fetch_changed(where, first, policy=site.policy())
    assert came is not None and came.body == b"one"
    first.keep(where)
    assert fetch_changed(where, Validators.at(file), policy=site.policy()) is None
    sent = site.requests[-1][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Mon, 18 Nov 2024 10:00:00 GMT")
    site.pages["/feed"] = Page(b"two", etag='"2"')
    came = fetch_changed(where, Validators.at(file), policy=site.policy())
    assert came is not None and came.body == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["validators.json"]


def test_what_was_not_kept_is_asked_for_anew(site: NewsSite, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(b"one", etag='"1"')
    where, file = site.url("/feed"), tmp_path / "validators.json"
    known = Validators.at(file)
    fetch_changed(where, known, policy=site.policy())
    assert fetch_changed(where, known, policy=site.policy()) is not None
    known.keep("http://else.example/")
    assert fetch_changed(where, Validators.at(file), policy=site.policy()) is not None


def test_without_a_file_a_run_remembers_what_it_keeps_itself(site: NewsSite) -> None:
    site.pages["/feed"] = Page(b"one", etag='"1"')
    known, where = Validators.at(None), site.url("/feed")
    fetch_changed(where, known, policy=site.policy())
    known.keep(where)
    assert fetch_changed(where, known, policy=site.policy()) is None


def test_an_answer_without_validators_makes_the_next_request_plain(site: NewsSite) -> None:
    known, where = Validators.at(None), site.url("/feed")
    for page in (Page(b"one", etag='"1"'), Page(b"two")):
        site.pages["/feed"] = page
        fetch_changed(where, known, policy=site.policy())
        known.keep(where)
    assert known.asking(where) == {}


def test_a_304_that_nobody_asked_for_is_an_error(site: NewsSite) -> None:
    site.pages["/feed"] = Page(b"", status=304)
    with pytest.raises(FetchError, match="304"):
        fetch_changed(site.url("/feed"), Validators.at(None), policy=site.policy())


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"form": 2, "addresses": {}}', '{"form": 1, "addresses": []}',
     '{"form": 1, "addresses": {"a": {"etag": 5}}}', '{"form": 1, "addresses": {"a": {"etag": "x\\r\\ny"}}}',
     '{"form": 1, "addresses": {"a": {"cookie": "x"}}}', "[" * 9999],
)  # fmt: skip
def test_a_damaged_file_is_named_and_nothing_is_sent_from_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "validators.json"
    file.write_text(text)
    with pytest.raises(DataError, match="delete it"):
        Validators.at(file)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    known = Validators.at(tmp_path / "none.json")
    known.file = tmp_path / "file" / "validators.json"
    with pytest.raises(DataError, match="cannot be written"):
        known.keep("https://a.example/")


@given(st.text(max_size=30))
def test_no_validator_can_end_the_header_that_carries_it(value: str) -> None:
    known = Validators()
    known.note("u", etag=value, modified=None)
    known.keep("u")
    sent = known.asking("u").get("If-None-Match", "")
    assert not set(sent) & set("\r\n\x00") and sent.encode("latin-1") is not None
    assert json.dumps(known.known)
