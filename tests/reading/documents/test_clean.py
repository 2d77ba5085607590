"""Cleaning: any bytes give a Document whose spans hold, or one clear sentence that says what was wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ArticleError
from contingent.core.nouns import Document
from contingent.reading.documents.clean import MAX_BYTES, clean
from contingent.reading.documents.sentences import sentences

BLOG = """<!doctype html><html><head><title>Talks stall | Daily</title>
<meta property="og:title" content="Talks Stall in Doha"><meta name="author" content="Ann Lee">
<script type="application/ld+json">{broken</script></head><body><nav><a href="/">Home</a></nav>
<h1>Talks Stall in Doha</h1><div class="post"><p>Talks in Doha between the two sides stalled on Monday after the
delegation left the city without a statement, officials said, and no date was set for another round.</p>
<h2>What Happens Next</h2><p>The army has 20,000 soldiers near the border and could send another 5,000 by the end of
the month, according to the ministry of defence in the capital.</p></div>
<div class="author-bio"><h3>About the Author: Ann Lee</h3><p>Ann Lee has written about talks for twenty years.</p></div>
<div class="related-posts"><p>Ten thousand tanks were lost elsewhere.</p></div>
<section id="comments"><ol class="comment-list"><li class="comment"><cite class="fn">Zed</cite>
<time datetime="2024-02-01T10:00">February 1, 2024 at 10:00 am</time><p>First!</p><ul class="children">
<li class="comment"><cite class="fn">Yan</cite><time datetime="2024-02-02">February 2, 2024</time>
<div class="comment-content"><p>Second thoughts here.</p></div></li></ul></li>
<li class="pingback">Pingback: Elsewhere</li></ol></section></body></html>"""


def texts(document: Document, kind: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if s.kind == kind]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "published"), [("article.txt", None), ("page.html", date(2024, 11, 18))])
def test_the_six_voices_of_the_seed(shared: Path, name: str, published: date | None) -> None:
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    source = (shared / "seed" / "article.txt").read_bytes().decode()
    document = clean((shared / "seed" / name).read_bytes(), origin=name)
    for kind in ("title", "heading", "body", "author_bio", "reader_comment", "pingback"):
        wanted = [source[s["start"] : s["end"]] for s in gold["segments"] if s["kind"] == kind]
        assert texts(document, kind) == wanted
    assert document.title == gold["doc"]["title"] and document.author == gold["doc"]["author"]
    assert document.published == published and document.date_evidence
    if published is None:
        assert document.not_after == date(2024, 11, 18)
        assert document.text == source
        for row in gold["quantities"]:
            assert document.text[row["span"]["start"] : row["span"]["end"]] == row["span"]["text"]


def test_a_page_is_taken_apart_into_its_voices() -> None:
    document = clean(BLOG.encode(), origin="blog", content_type="text/html; charset=utf-8")
    assert (document.title, document.author, document.published) == ("Talks Stall in Doha", "Ann Lee", None)
    assert texts(document, "heading") == ["What Happens Next"]
    assert texts(document, "author_bio") == [
        "About the Author: Ann Lee\nAnn Lee has written about talks for twenty years."
    ]
    comments = [s for s in document.segments if s.kind == "reader_comment"]
    assert [(s.author, s.posted) for s in comments] == [("Zed", date(2024, 2, 1)), ("Yan", date(2024, 2, 2))]
    assert texts(document, "pingback") == ["Pingback: Elsewhere"]
    (body,) = texts(document, "body")
    assert texts(document, "related") == ["Ten thousand tanks were lost elsewhere."]
    assert "tanks" not in body and "First" not in body and "Home" not in body
    assert document.not_after == date(2024, 2, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    text = "The minister’s “plan” would send 5,000 troops, said Müller. It is naïve, he added, but possible."
    assert clean(text.encode(encoding), origin="-").text == text


def test_a_declared_charset_is_used_when_utf8_fails() -> None:
    text = "General Dvořák said on Monday that the troops of Łódź had gone home before the end of the week."
    assert clean(text.encode("cp1250"), origin="-", content_type="text/plain; charset=windows-1250").text == text


def test_a_text_in_another_language_is_refused_by_its_name() -> None:
    text = "Россия может отправить сто тысяч солдат на фронт."
    with pytest.raises(ArticleError, match=r"^the file is in Russian; wanted English"):
        clean(text.encode("cp1251"), origin="the file", content_type="text/plain; charset=windows-1251")


def test_line_ends_are_kept_and_spans_count_them() -> None:
    text = "A Title\r\nBy Ann Lee\r\n\r\nThe army has 500 men.\r\nIt needs more.\r\n"
    document = clean(text.encode(), origin="-")
    assert document.text == text
    assert [s.span.text for s in sentences(document)] == ["A Title", "The army has 500 men.", "It needs more."]


@pytest.mark.parametrize(
    ("raw", "content_type", "said"),
    [
        (b"", None, "is empty"),
        (b" \r\n\t ", None, "is empty"),
        (b"%PDF-1.7 and so on", None, "a PDF file"),
        (b"PK\x03\x04rest", None, "a ZIP or Office file"),
        (b"\x89PNG\r\n\x1a\n", None, "a PNG image"),
        (b"some text\x00 and a NUL", None, "binary data"),
        (b"a" * 20_000_000, None, "at most 10 MB"),
        (bytes(range(128, 256)) * 40, None, "cannot be decoded"),
        ("Das \ufffd\ufffd ist \ufffd kaputt \ufffd".encode() * 5, None, "cannot be decoded"),
        (b"<html><body><div id='app'></div><script>x()</script></body></html>", None, "no article text"),
        (b"<html><body><p>Please enable JavaScript to view this.</p></body></html>", "text/html", "no article text"),
        (b"123 456\n789\n---\n", None, "no sentence"),
        (b"hello", None, "no sentence"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence_that_helps(
    raw: bytes, content_type: str | None, said: str
) -> None:
    with pytest.raises(ArticleError, match=said) as caught:
        clean(raw, origin="the file", content_type=content_type)
    message = str(caught.value)
    assert message.startswith("the file ") and "wanted" in message and "\n" not in message


def test_the_limit_is_the_limit() -> None:
    line = b"The war goes on for another year, they say.\n"
    assert clean(line * 200, origin="-").text
    with pytest.raises(ArticleError, match="MB"):
        clean(b"a" * (MAX_BYTES + 1), origin="-")


def test_a_document_is_known_by_its_text() -> None:
    raw = b"The war goes on for another year."
    assert clean(raw, origin="a").id == clean(raw, origin="b").id


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=300)
    | st.sampled_from(["War. ", "10,000 men; ", "\n", "By Ann Lee\n", "# Go\n"]).map(lambda s: s * 9)
)
def test_plain_text_is_never_changed_and_sentences_slice_to_it(text: str) -> None:
    raw = ("The army went home today.\n" + text).encode()
    try:
        document = clean(raw, origin="-", content_type="text/plain")
    except ArticleError:
        return
    assert document.text == raw.decode()
    for sentence in sentences(document):
        assert document.text[sentence.span.start : sentence.span.end] == sentence.span.text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_an_article_error(raw: bytes) -> None:
    try:
        assert clean(raw, origin="-").text
    except ArticleError as error:
        assert "wanted" in str(error)
