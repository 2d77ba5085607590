"""The page: whole, harmless, complete, and the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from sample import (
    CLAIMS,
    FORECASTS,
    HOSTILE,
    OUTCOMES,
    QUESTIONS,
    SCENARIO,
    bare_brief,
    brief_without_what_if,
    sample_brief,
)

from contingent.core.nouns import Document, Segment
from contingent.report.brief.page import render_html
from contingent.report.html import POLICY
from contingent.report.leads import fan_value
from contingent.report.markup import BIDI_CONTROLS, Html, clean, join, link, tag
from contingent.report.sections.article import article_section
from contingent.report.sections.parts import ClaimNumbers

PAGES = {"whole": sample_brief, "no what-if": brief_without_what_if, "bare": bare_brief}


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(sample_brief())


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_well_formed_even_as_xml_and_its_ids_are_unique(name: str) -> None:
    text = render_html(PAGES[name]())
    void = re.compile(r"<((?:meta|link|br|hr|img|wbr)\b[^>]*)>")
    as_xml = void.sub(r"<\1/>", text.removeprefix("<!doctype html>\n"))
    as_xml = re.sub(r"<(details) open>", r'<\1 open="open">', as_xml)
    root = etree.fromstring(as_xml.encode())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_page_leads_somewhere(name: str) -> None:
    root = lxml_html.document_fromstring(render_html(PAGES[name]()))
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    inside = {a.get("href")[1:] for a in root.iter("a") if a.get("href", "").startswith("#")}
    named = {part for element in root.iter() for part in (element.get("aria-labelledby") or "").split()}
    assert inside <= ids and named <= ids


def test_nothing_can_run_and_nothing_is_loaded(tree: lxml_html.HtmlElement) -> None:
    assert not list(tree.iter("script", "iframe", "object", "embed", "img", "form", "base", "image", "use"))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            if key in {"href", "src", "action", "xlink:href"}:
                assert value.startswith(("#", "https://", "http://")) or value == "data:,"
            if key == "style" or "url(" in value:
                assert "url(" not in value or re.fullmatch(r"url\(#[a-z0-9-]+\)", value)
    assert [style.text.count("url(") + style.text.count("@import") for style in tree.iter("style")] == [0]
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == [POLICY] and "default-src 'none'" in POLICY


def test_hostile_words_are_shown_and_are_only_words(page: str, tree: lxml_html.HtmlElement) -> None:
    assert "<script" not in page and "<b>Kasimir" not in page and "<i>rockets" not in page
    assert HOSTILE in tree.text_content()
    assert not BIDI_CONTROLS.search(page)
    assert all(q.get("dir") == "auto" for q in tree.iter("q"))


def test_a_link_that_is_not_of_the_web_is_only_text() -> None:
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        " JaVaScRiPt:x",
        "//x.org",
        "http://[",
    ):
        assert "href" not in link(address).text
    assert 'href="https://example.org/?a=1&amp;b=2"' in link("https://example.org/?a=1&b=2").text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_comes_back_from_markup_as_it_was_but_for_what_no_page_may_hold(text: str, value: str) -> None:
    made = tag("p", text, title=value)
    element = etree.fromstring(made.text)
    newlines = {"\r\n": "\n", "\r": "\n"}

    def seen(words: str) -> str:
        for old, new in newlines.items():
            words = words.replace(old, new)
        return words

    assert (element.text or "") == seen(clean(text))
    assert join(text, None, Html("")).text == join([text]).text
    assert unescape(made.text.split('"')[1]) == clean(value)


def test_every_claim_is_quoted_numbered_and_found_in_the_article(tree: lxml_html.HtmlElement) -> None:
    entries = tree.xpath("//ol[@class='claims']/li")
    assert len(entries) == len(CLAIMS)
    numbers = ClaimNumbers.of(CLAIMS).numbers
    by_id = {entry.get("id"): entry for entry in entries}
    for claim in CLAIMS:
        entry = by_id[f"claim-{numbers[claim.id]}"]
        assert clean(claim.span.text) in entry.xpath("string(.//q)")
        assert tree.get_element_by_id(f"said-{numbers[claim.id]}") is not None
        for cue in (claim.hedge, claim.attribution_cue):
            assert cue is None or clean(cue.text) in entry.text_content()
        assert ("party to the fighting" in entry.text_content()) == claim.belligerent_claim


def test_a_readers_words_stand_apart_and_are_labelled(tree: lxml_html.HtmlElement) -> None:
    apart = tree.xpath("//div[contains(@class,'voice apart')]")
    assert len(apart) == 1 and "never taken as fact" in apart[0].text_content()
    assert {q.text for q in apart[0].iter("q") if q.text} >= {clean(CLAIMS[15].span.text)}
    own = tree.xpath("//div[@class='voice']")
    assert not any(HOSTILE in block.text_content() for block in own)
    card = next(card for card in tree.xpath("//article") if "5,000 rockets to Varia by" in card.text_content())
    assert "Asked by a reader" in card.text_content()


def test_the_article_is_shown_whole_and_in_order(tree: lxml_html.HtmlElement) -> None:
    shown = [p.text_content() for p in tree.xpath("//div[@class='article']/p[contains(@class,'text')]")]
    assert shown == [clean(line) for line in sample_brief().document.text.split("\n")]


def test_a_title_run_into_the_first_sentence_is_a_paragraph_of_its_own() -> None:
    text = "Will they come?: They may.\nThey did."
    segments = (Segment(id="t", kind="title", start=0, end=15), Segment(id="b", kind="body", start=17, end=len(text)))
    made = article_section(Document(id="d", text=text, segments=segments, origin="-"), (), ClaimNumbers.of(()))
    paragraphs = [(p.get("class"), "".join(p.itertext())) for p in etree.fromstring(made.text).iter("p")]
    assert paragraphs[1:] == [
        ("text title", "Will they come?"), ("text body", "They may."), ("text body", "They did."),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=8), st.text(min_size=80, max_size=80))
def test_however_claims_overlap_the_article_keeps_its_words(cuts: list[tuple[int, int]], text: str) -> None:
    text = clean(text).replace("\r", " ").replace("\x85", " ")
    text = (text + "x" * 80)[:80]
    document = Document(id="d", text=text, segments=(Segment(id="s", kind="body", start=0, end=80),), origin="-")
    claims = tuple(
        replace(CLAIMS[5], id=f"q-{place}", span=document.span(start, start + size), hedge=None)
        for place, (start, size) in enumerate(cuts)
    )
    made = article_section(document, claims, ClaimNumbers.of(claims))
    root = etree.fromstring(made.text)
    words = "\n".join("".join(p.itertext()) for p in root.iter("p") if p.get("class", "").startswith("text"))
    assert words == "\n".join(line for line in text.split("\n") if line.strip())
    anchors = [element.get("id") for element in root.iter("span") if (element.get("id") or "").startswith("said")]
    assert len(anchors) == len(set(anchors))


def _rows(tree: lxml_html.HtmlElement, caption: str) -> list[list[float]]:
    table = next(t for t in tree.iter("table") if t.xpath("string(caption)").startswith(caption))
    return [[float(data.get("value")) for data in row.iter("data")] for row in table.xpath("./tbody/tr")]


def test_the_numbers_of_the_difference_tables_are_those_of_the_brief(tree: lxml_html.HtmlElement) -> None:
    for measure, caption in (("net_area", "Difference in net area"), ("losses_defender", "Difference in losses of O")):
        wanted = []
        for item in OUTCOMES.contrasts:
            if item.measure == measure:
                sign = [] if item.sign_forced_by else [item.p_positive]
                wanted.append([item.q50, item.q05, item.q95, item.mean, item.mc_error, *sign, item.effect_to_noise])
        assert _rows(tree, caption) == wanted


def test_a_sign_forced_by_a_prior_is_no_evidence(tree: lxml_html.HtmlElement) -> None:
    table = next(t for t in tree.iter("table") if t.xpath("string(caption)").startswith("Difference in net area"))
    forced = [row.text_content() for row in table.xpath("./tbody/tr") if "assumed" in row.text_content()]
    assert len(forced) == 6
    assert not any("of draws" in row or "%" in row.split("assumed")[0] for row in forced)
    short = next(t for t in tree.iter("table") if t.xpath("string(caption)").startswith("What each branch adds to net"))
    told = " ".join(short.getnext().text_content().split())
    assert "no finding: the sign follows from the prior on" in told and "elasticity of advance to force" in told
    assert not any("%" in row.text_content() for row in short.xpath("./tbody/tr") if "assumed" in row.text_content())


def test_the_short_table_has_a_row_a_branch_and_a_column_a_day(tree: lxml_html.HtmlElement) -> None:
    own = [item for item in OUTCOMES.contrasts if item.measure == "net_area"]
    wanted = [
        [value for item in own if item.branch == branch for value in (item.q50, item.q05, item.q95)]
        for branch in dict.fromkeys(item.branch for item in own)
    ]
    found = _rows(tree, "What each branch adds to net area")
    assert [row[: len(numbers)] for row, numbers in zip(found, wanted, strict=True)] == wanted


def test_a_question_without_a_forecast_says_so_and_its_words_stay_words() -> None:
    asked = replace(QUESTIONS[0], stated_probability=(0.55, 0.8))
    words = replace(FORECASTS[0], question=asked.id, forecaster="stated", members=())
    page = render_html(replace(bare_brief(), questions=(asked,), forecasts=(words,)))
    card = lxml_html.document_fromstring(page).xpath("//article[contains(@class,'card')]")[0]
    told = card.text_content().replace("\xa0", " ")
    assert "nobody here has evidence" in told and "own words suggest 55 to 80 %: a claim, not evidence" in told
    assert not card.xpath(".//*[@class='bar']") and not list(card.iter("data"))


def _printed(text: str) -> float:
    number, _, unit = text.replace("\u2212", "-").replace(",", "").replace("\xa0", " ").partition(" ")
    return float(number.lstrip("<>+")) / (100 if unit == "%" else 1)


def test_the_printed_numbers_are_the_exact_ones_rounded(tree: lxml_html.HtmlElement) -> None:
    checked = 0
    for row in (*tree.iter("tr"), *tree.xpath("//p[@class='panel-name' or @class='odds-line']"), *tree.xpath("//dd")):
        pairs = [(float(data.get("value")), _printed(data.text_content())) for data in row.iter("data")]
        if row.xpath(".//td[@data-label='Arithmetic']//text()[contains(., '%')]"):
            pairs = [(value, shown * 100) for value, shown in pairs]
        largest = max((abs(value) for value, _ in pairs), default=0.0)
        for value, shown in pairs:
            assert abs(value - shown) <= max(0.051 * abs(value), 0.006 * largest, 0.0006), (value, shown)
        checked += len(pairs)
    assert checked > 140


def test_sensitivities_and_chances_are_those_of_the_brief(tree: lxml_html.HtmlElement) -> None:
    own = [item for item in OUTCOMES.sensitivity if item.branch == "once"]
    wanted = [[s.share, s.mean_at_low, s.low_input, s.mean_at_high, s.high_input] for s in own]
    assert _rows(tree, "What the difference in net area") == wanted
    events = zip(*(outcome.probabilities for outcome in OUTCOMES.branches), strict=True)
    assert _rows(tree, "Share of all futures") == [[item.p for item in row] for row in events]


def test_every_chart_has_a_name_and_tells_what_it_shows(tree: lxml_html.HtmlElement) -> None:
    charts = list(tree.iter("svg"))
    measures = {contrast.measure for contrast in OUTCOMES.contrasts}
    # a panel a branch of what leads; the other measures are told in tables
    assert len(charts) == len(OUTCOMES.branches) + len(measures) + 1 + 2
    for chart in charts:
        assert chart.get("role") == "img"
        title, description = (tree.get_element_by_id(ident) for ident in chart.get("aria-labelledby").split())
        assert title.text and description.text and title.getparent() is chart
        assert chart.xpath(".//*[local-name()='text']"), "text stays text"


def test_every_measure_that_is_not_drawn_is_told_in_numbers(tree: lxml_html.HtmlElement) -> None:
    told = {float(element.get("value")) for element in tree.iter("data")}
    for outcome in OUTCOMES.branches:
        for fan in outcome.fans[1:]:
            assert fan_value(fan, 0.5, fan.days[-1]) in told


def test_headings_follow_one_another_without_a_gap(tree: lxml_html.HtmlElement) -> None:
    levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert tree.get("lang") == "en"
    assert next(tree.iter("a")).get("href") == "#answer"


def test_the_same_brief_gives_the_same_bytes(page: str) -> None:
    assert render_html(sample_brief()) == page


def test_a_run_differs_only_in_what_the_page_does_not_show(page: str) -> None:
    assert render_html(replace(sample_brief(), run=None)) == page


def test_without_a_what_if_no_section_stands_empty() -> None:
    tree = lxml_html.document_fromstring(render_html(brief_without_what_if()))
    assert not tree.xpath("//*[@id='what-if']") and "difference would it make" not in tree.text_content()
    assert tree.xpath("//*[@id='questions']") and tree.xpath("//*[@id='checks']")
    bare = lxml_html.document_fromstring(render_html(bare_brief()))
    present = {element.get("id") for element in bare.iter("h2")}
    assert present == {"caveats", "article", "provenance"}
    for element in bare.xpath("//section | //figure | //ul | //ol | //dl | //table"):
        assert element.text_content().strip()


def test_a_scenario_that_was_not_simulated_still_shows_its_branches() -> None:
    tree = lxml_html.document_fromstring(render_html(replace(brief_without_what_if(), scenario=SCENARIO)))
    told = tree.xpath("string(//ul[@class='branches'])")
    assert all(branch.label in told for branch in SCENARIO.branches)
    assert not tree.xpath("//section[@aria-labelledby='what-if']//table")
