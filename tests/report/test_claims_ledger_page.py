"""The page, the terminal, JSON and CSV of a claims ledger: whole, harmless, complete, and the same each time."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from across_by_hand import DAY, KILLED, SENT, Said, reading
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from rich.console import Console

from contingent.core.claims_ledger import ClaimsLedger, Unread
from contingent.reading.across.accounts import accounts
from contingent.report.claims_ledger.charts import MOST_SOURCES, marks, points, thread_chart
from contingent.report.claims_ledger.files import claims_csv, claims_json, claims_schema
from contingent.report.claims_ledger.page import render_claims_page
from contingent.report.claims_ledger.terminal import render_claims_ledger
from contingent.report.claims_ledger.words import names_of, number_words, telling
from contingent.report.html import POLICY
from contingent.report.markup import BIDI_CONTROLS, clean

HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202e<b>"
LATER, LAST = DAY + timedelta(days=7), DAY + timedelta(days=21)


def ledger() -> ClaimsLedger:
    first = SENT.but(sentence="At least 10,000 soldiers went.", words="At least 10,000 soldiers", comparator=">=",
                     low=10_000.0, source="Westmark", belligerent_claim=True)  # fmt: skip
    hostile = SENT.but(sentence=f"{HOSTILE} said 14,000 soldiers went.", words="14,000 soldiers", value=14_000.0,
                       source=HOSTILE)  # fmt: skip
    denied = SENT.but(sentence="Nobody sent 10,000 soldiers.", words="10,000 soldiers", negated=True)
    told = [
        reading(first, KILLED.but(source="United Nations"), name="first word"),
        reading(SENT, denied, name=HOSTILE, day=LATER),
        reading(hostile, KILLED.but(value=2_100.0, source="United Nations"), name="last word", day=LAST),
        reading(SENT, name="a copy", day=LATER),
        reading(KILLED.but(measure="wounded", modality="possible"), name="undated", day=None),
    ]
    gone = (Unread(place=f"{HOSTILE}.pdf", reason=f"no text: {HOSTILE}"), Unread(place="d", reason="3 more", count=3))
    return accounts(told, [[1, 3]], unread=gone)


LEDGERS = {
    "whole": ledger,
    "one text": lambda: accounts([reading(SENT)]),
    "no number": lambda: accounts([reading()]),
    "nothing": lambda: accounts([], unread=[Unread(place="x", reason="none")]),
}


@pytest.fixture(scope="module")
def page() -> str:
    return render_claims_page(ledger())


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


@pytest.mark.parametrize("name", LEDGERS)
def test_every_claims_page_is_well_formed_even_as_xml_its_ids_unique_its_links_led_somewhere(name: str) -> None:
    text = render_claims_page(LEDGERS[name]())
    void = re.compile(r"<((?:meta|link|br|hr|img|wbr)\b[^>]*)>")
    as_xml = void.sub(r"<\1/>", text.removeprefix("<!doctype html>\n"))
    root = etree.fromstring(re.sub(r"<(details) open>", r'<\1 open="open">', as_xml).encode())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    tree = lxml_html.document_fromstring(text)
    inside = {a.get("href")[1:] for a in tree.iter("a") if a.get("href", "").startswith("#")}
    named = {part for element in tree.iter() for part in (element.get("aria-labelledby") or "").split()}
    assert inside | named <= set(ids)
    levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in pairwise(levels))
    for element in tree.xpath("//section | //figure | //ul | //ol | //dl | //table"):
        assert element.text_content().strip()


def test_nothing_runs_nothing_is_loaded_and_hostile_words_are_words(page: str, tree: lxml_html.HtmlElement) -> None:
    assert not list(tree.iter("script", "iframe", "object", "embed", "img", "form", "base", "image", "use"))
    assert "<script" not in page and not BIDI_CONTROLS.search(page)
    assert "<script>alert(1)</script>" in tree.text_content()
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not any(key.lower().startswith("on") for key in element.attrib)
            assert (element.get("href") or "#").startswith(("#", "http", "data:,"))


def test_every_entry_of_a_thread_stands_in_its_table_with_its_words_and_its_teller(tree: lxml_html.HtmlElement) -> None:
    made = ledger()
    assert len(telling(made.threads)) == 2
    for place, thread in enumerate(telling(made.threads), start=1):
        (article,) = tree.xpath(f"//article[@aria-labelledby='thread-{place}']")
        rows = article.xpath(".//tbody/tr")
        assert len(rows) == len(thread.entries)
        for row, entry in zip(rows, thread.entries, strict=True):
            told = row.text_content()
            assert number_words(entry, thread) in told
            assert entry.belligerent == ("party to the fighting" in told)
            assert ("denied" in told) == (entry.standing == "denied")
            assert row.xpath("string(.//mark)") == entry.quote.text


def test_charts_tell_sources_by_shape_and_letter_and_say_what_they_show(tree: lxml_html.HtmlElement) -> None:
    charts = list(tree.iter("svg"))
    assert len(charts) == 2
    for chart in charts:
        title, description = (tree.get_element_by_id(ident) for ident in chart.get("aria-labelledby").split())
        assert chart.get("role") == "img" and title.text and "soldiers" in description.text
    keys = [" ".join(li.text_content() for li in key) for key in tree.xpath("//ul[@class='key']")]
    assert all("circle" in key for key in keys) and any("square" in key for key in keys)


def _crowd(count: int) -> ClaimsLedger:
    return accounts([
        reading(SENT.but(source=f"Source {n}", value=float(10**4 + 997 * n)), name=f"t{n}", day=DAY + timedelta(days=n))
        for n in range(count)
    ])  # fmt: skip


@pytest.mark.parametrize("count", [2, MOST_SOURCES, MOST_SOURCES + 1, 30])
def test_sources_beyond_the_last_letter_share_it_and_no_point_is_lost(count: int) -> None:
    (thread,) = _crowd(count).threads
    drawn = points(thread)
    letters = {mark.letter for mark in marks(drawn, {e.document: "t" for e in thread.entries}).values()}
    assert len(drawn) == count and len(letters) == min(count, MOST_SOURCES)
    spec = thread_chart(drawn, {e.document: "t" for e in thread.entries})
    assert len(spec["data"]["values"]) == count
    assert len({(m.shape) for m in marks(drawn, {e.document: "t" for e in thread.entries}).values()}) == len(letters)


@given(
    st.lists(
        st.tuples(st.floats(0, 1e12), st.sampled_from(["=", "~", ">=", "<="]), st.integers(0, 9000)),
        min_size=2, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_mark_of_any_thread_lies_within_its_chart(told: list[tuple[float, Any, int]]) -> None:
    (thread,) = accounts([
        reading(SENT.but(value=v, comparator=c), name=f"t{n}", day=date(2000, 1, 1) + timedelta(days=d))
        for n, (v, c, d) in enumerate(told)
    ]).threads  # fmt: skip
    spec = thread_chart(points(thread), {entry.document: "t" for entry in thread.entries})
    y = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert y[0] < y[1]
    for row in spec["data"]["values"]:
        assert 0 <= row["x"] <= spec["width"] and y[0] <= row["least"] <= row["value"] <= row["most"] <= y[1]


def test_claims_json_satisfies_its_published_schema_and_lists_what_was_not_read() -> None:
    for made in (make() for make in LEDGERS.values()):
        told = json.loads(claims_json(made))
        jsonschema.Draft202012Validator(claims_schema()).validate(told)
        assert [one["place"] for one in told["unread"]] == [one.place for one in made.unread]


def test_the_csv_has_a_row_an_entry_and_no_formula() -> None:
    made = ledger()
    rows = list(csv.DictReader(claims_csv(made).splitlines()))
    entries = [entry for thread in made.threads for entry in thread.entries]
    assert [row["claim"] for row in rows] == [clean(entry.claim) for entry in entries]
    assert [row["value"] for row in rows] == [str(int(e.value)) if e.value is not None else "" for e in entries]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert any(row["source"].startswith("'=cmd") for row in rows)


def test_a_missing_number_is_an_empty_cell_and_never_nought() -> None:
    vague = Said(sentence="Thousands of soldiers went.", words="Thousands of soldiers", value=None, low=2000.0)
    (row,) = csv.DictReader(claims_csv(accounts([reading(vague)])).splitlines())
    assert (row["value"], row["low"], row["high"]) == ("", "2000", "")


def test_no_two_texts_are_called_alike_however_they_are_titled() -> None:
    told = [reading(SENT, name=name, day=DAY + timedelta(days=n)) for n, name in enumerate(("x" * 400, "b", "c"))]
    same = [replace(one, document=replace(one.document, title="Alike")) for one in told[1:]]
    named = names_of(accounts([told[0], *same]))
    assert len(set(named.values())) == 3 and max(map(len, named.values())) <= 90


def _printed(made: ClaimsLedger, width: int = 80) -> str:
    console = Console(width=width, record=True, force_terminal=False, highlight=False, markup=False)
    with console.capture() as held:
        render_claims_ledger(made, console, files=("claims.html",))
    return held.get()


def test_the_terminal_tells_it_in_eighty_columns_without_control_characters() -> None:
    told = _printed(ledger())
    assert max(map(len, told.splitlines())) <= 80
    assert not BIDI_CONTROLS.search(told) and "\x1b" not in told
    for words in ("at least 10,000", "Denied", "Not read", "claims.html", "does not add up"):
        assert words in " ".join(told.split())
    assert "state no number" in _printed(accounts([reading()]))


def test_the_same_claims_ledger_gives_the_same_bytes(page: str) -> None:
    assert render_claims_page(ledger()) == page
    assert claims_json(ledger()) == claims_json(replace(ledger()))
