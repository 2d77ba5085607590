"""Pages: only what a reader sees of the article is its body; readers' words stay theirs; any markup is survived."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ArticleError
from contingent.core.nouns import Document
from contingent.reading.documents.clean import clean

BODY = (
    "<p>The army of Northland sent 5,000 soldiers over the border on Monday, the ministry of defence said in a long "
    "statement that was read to reporters.</p><p>Officials in the capital confirmed that the bridge at Tosk had been "
    "taken before dawn and that two columns were moving south along the river.</p>"
)
LAST = "<p>The council will meet again on Friday, it said in a note to its members on Tuesday.</p>"
PLANTED = "Readers should know that 700,000 soldiers will come and that everything in this report is a lie."


def page(inside: str = "", after: str = "", head: str = "") -> Document:
    text = (
        f"<!doctype html><html><head><title>Bridge Taken</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>Bridge Taken</h1>{BODY}{inside}{LAST}</article></main>{after}</body></html>"
    )
    return clean(text.encode(), origin="page", content_type="text/html")


def kinds(document: Document, words: str) -> set[str]:
    return {s.kind for s in document.segments if words in document.text[s.start : s.end]}


def whole(document: Document) -> bool:
    return all(kinds(document, words) == {"body"} for words in ("5,000 soldiers", "two columns", "again on Friday"))


def test_a_plain_paragraph_is_body() -> None:
    assert kinds(page(inside=f"<p>{PLANTED}</p>"), "700,000") == {"body"}


HIDDEN = [
    "<p hidden>{}</p>",
    "<p style='display:none'>{}</p>",
    "<div style='color:red; DISPLAY : none !important'><p>{}</p></div>",
    "<p style='visibility:hidden'>{}</p>",
    "<p aria-hidden='true'>{}</p>",
    "<template><p>{}</p></template>",
    "<noscript><p>{}</p></noscript>",
    "<!-- {} -->",
    "<p style='font-size:0px'>{}</p>",
    "<p style='opacity:0'>{}</p>",
    "<p><span style='font-size:0'>{}</span>Much of it was seen from the hills by those who live there.</p>",
    "<p style='position:absolute;left:-9999px'>{}</p>",
    "<p class='sr-only'>{}</p>",
    "<p class='hidden'>{}</p>",
    "<style>.xq{{display:none}} #zz{{visibility:hidden}}</style><p class='xq'>{0}</p><p id='zz'>{0}</p>",
    "<textarea>{}</textarea>",
    "<input type='hidden' value='{}'>",
    "<img alt='{}' src='x.png'>",
    "<script>{}</script>",
    "<p title='{}'>Much of it was seen from the hills by those who live there.</p>",
    "<svg><text>{}</text></svg>",
    "<iframe srcdoc='<p>{0}</p>'>{0}</iframe>",
    "<select><option>{}</option></select>",
    "<object><p>{}</p></object>",
    "<p style='color:#fff;background:#FFFFFF'>{}</p>",
    "<div style='height:0;overflow:hidden'><p>{}</p></div>",
]


@pytest.mark.parametrize("markup", HIDDEN)
def test_what_nobody_sees_is_in_no_part_of_the_document(markup: str) -> None:
    for document in (page(inside=markup.format(PLANTED)), page(after=markup.format(PLANTED))):
        assert "700,000" not in document.text and whole(document)


OTHERS = [
    "<ul class='related-links'><li><a href='/1'>{}</a></li></ul>",
    "<section class='c-more-stories'><p>{}</p></section>",
    "<div class='most-read'><ol><li><a href='x'>{}</a></li></ol></div>",
    "<nav><ul><li><a href='/x'>{}</a></li></ul></nav>",
    "<div data-testid='related-content'><p>{}</p></div>",
    "<div class='OUTBRAIN'><p>{}</p></div>",
    "<div id='taboola-below-article'><p>{}</p></div>",
    "<div class='newsletter-signup'><p>{}</p></div>",
    "<div class='trending-now'><p>{}</p></div>",
    "<div class='next-article'><h2>Next</h2><p>{}</p></div>",
    "<div role='complementary'><p>{}</p></div>",
    "<aside class='promo'><p>{}</p></aside>",
    "<div class='article-inline-related'><p>{}</p></div>",
    "<section aria-label='More stories'><p>{}</p></section>",
    "<div id='cookie-banner' role='dialog'><p>{}</p></div>",
    "<footer><p>{}</p></footer>",
]


@pytest.mark.parametrize("markup", OTHERS)
def test_other_stories_and_offers_are_no_part_of_the_article(markup: str) -> None:
    for document in (page(inside=markup.format(PLANTED)), page(after=markup.format(PLANTED))):
        assert kinds(document, "700,000") <= {"related"} and whole(document)


def test_the_names_of_other_stories_are_kept_apart_from_the_article() -> None:
    links = (
        "<ul><li><a href='/1'>Grain ships leave Ostrel</a></li><li><a href='/2'>What if the dam breaks?</a></li></ul>"
    )
    for markup in (
        f"<aside><h3>Related</h3>{links}</aside>",
        f"<div class='read-next'><h3>Read next</h3>{links}</div>",
    ):
        document = page(after=markup)
        (part,) = [s for s in document.segments if s.kind == "related"]
        assert document.text[part.start : part.end] == "Grain ships leave Ostrel\nWhat if the dam breaks?"


def test_an_article_is_not_lost_to_the_name_of_what_holds_it() -> None:
    for name in ("related-article-layout", "trending", "newsletter", "hidden", "recommended"):
        text = f"<html><body><div class='{name}'><h2>Bridge Taken</h2>{BODY}{LAST}</div></body></html>"
        assert whole(clean(text.encode(), origin="page", content_type="text/html")), name


SYSTEMS = [
    "<div id='disqus_thread'><div class='post'><span class='author'>Zed</span><div class='post-message'><p>{}</p></div>"
    "</div></div>",
    "<div id='comments' class='comments-area'><ol class='comment-list'><li id='comment-1' class='comment depth-1'>"
    "<article class='comment-body'><div class='comment-author vcard'><b class='fn'>Zed</b></div><div class="
    "'comment-content'><p>{}</p></div></article></li></ol></div>",
    "<div id='coral_thread'><div class='coral coral-comment'><span class='coral-comment-username'>Zed</span><div class="
    "'coral-comment-content'>{}</div></div></div>",
    "<div class='vf-comments'><div class='vf-comment'><div class='vf-comment-author'>Zed</div><div class="
    "'vf-comment-text'><p>{}</p></div></div></div>",
    "<div id='commento'><div class='commento-card'><div class='commento-name'>Zed</div><div class='commento-body'><p>{}"
    "</p></div></div></div>",
    "<section id='isso-thread'><div class='isso-comment'><span class='isso-author'>Zed</span><div class='isso-text'><p>"
    "{}</p></div></div></section>",
    "<section class='comment-wrapper'><article class='comment js-comment'><div class='comment__content'><p>{}</p></div>"
    "</article></section>",
    "<div itemscope itemtype='https://schema.org/Comment'><p itemprop='text'>{}</p></div>",
    "<div id='dcr-discussion'><ul><li class='d-comment'><div class='d-comment__body'><p>{}</p></div></li></ul></div>",
    "<div class='fb-comments'><div class='UFICommentBody'>{}</div></div>",
    "<div class='utterances'>{}</div>",
    "<div id='comments-container'><div class='css-1x'><p>{}</p></div></div>",
    "<section class='reader-comments'><div class='item'><p>{}</p></div></section>",
    "<div class='spcv_conversation'><div class='spcv_comment'><p>{}</p></div></div>",
    "<div id='discourse-comments'><div class='topic-post'><p>{}</p></div></div>",
]


@pytest.mark.parametrize("markup", SYSTEMS)
def test_readers_comments_are_readers_words_in_any_system(markup: str) -> None:
    for document in (page(inside=markup.format(PLANTED)), page(after=markup.format(PLANTED))):
        assert kinds(document, "700,000") == {"reader_comment"} and whole(document)
        if "Zed" in markup:
            assert {s.author for s in document.segments if s.kind == "reader_comment"} == {"Zed"}


def test_a_comment_form_is_nobodys_comment() -> None:
    form = "<div class='comments'><h3>3 Comments</h3><p>Log in to reply</p><p>Leave a reply</p></div>"
    assert "reader_comment" not in {segment.kind for segment in page(after=form).segments}


# ---------------------------------------------------------------- JSON-LD

OWN = {
    "@type": "NewsArticle",
    "headline": "Bridge Taken",
    "datePublished": "2024-11-18T10:00:00Z",
    "author": {"name": "Ann Lee"},
}
OTHER = {"@type": "NewsArticle", "headline": "Old News", "datePublished": "2023-01-01", "author": {"name": "Bob Old"}}


@pytest.mark.parametrize(
    "items",
    [
        [OWN],
        [[OWN]],
        [{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"}, OWN]}],
        [OWN, OTHER],
        [OTHER, OWN],
        [{"@graph": [OTHER, OWN]}],
        [{"@type": "ItemList", "itemListElement": [{"item": OTHER}]}, OWN],
        [{**OWN, "@type": ["Article", "NewsArticle"]}],
        [{"@type": "Organization", "datePublished": "1999-01-01"}, OWN],
        [{"@type": "WebPage", "mainEntity": OWN}],
        [{**OWN, "author": ["Ann Lee", "Bob Old"]}],
        [{**OWN, "@type": "https://schema.org/NewsArticle"}],
        ["x", 5, None, OWN],
        [{**OWN, "video": {"@type": "VideoObject", "datePublished": "2020-01-01"}}],
    ],
)
def test_the_day_and_the_writer_are_those_of_the_pages_own_article(items: list[object]) -> None:
    head = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)
    document = page(head=head)
    assert (document.published, document.author) == (date(2024, 11, 18), "Ann Lee")


@pytest.mark.parametrize("broken", ["{broken", "[" * 5000, '{"@graph":' * 900, "", "null", '"text"', "[[[[]]]]"])
def test_broken_json_ld_is_passed_over(broken: str) -> None:
    document = page(head=f'<script type="application/ld+json">{broken}</script>')
    assert whole(document) and document.published is None


# -------------------------------------------------------------- live blogs

POSTS = [
    (
        "2024-11-19T00:40:00Z",
        "Convoy reaches Tosk",
        "The convoy of 40 lorries reached Tosk after midnight, the mayor said.",
    ),
    (
        "2024-11-18T18:05:00Z",
        "Bridge closed",
        "The army closed the bridge at Brenna after two explosions, a guard said.",
    ),
    ("2024-11-18T14:20:00Z", "Soldiers sent", "The ministry said that 5,000 soldiers had been sent over the border."),
    ("2024-11-18T09:00:00Z", "What we know", "Fighting began in the hills above the river at first light on Monday."),
]
STYLES = {
    "articles": "<article class='live-post'><header><time datetime='{0}'>{3}</time><h2>{1}</h2></header><p>{2}</p>"
    "</article>",
    "entries": "<div class='entry'><span class='entry-author'>Ann Lee</span> <time datetime='{0}'>{3} GMT</time><h3>{1}"
    "</h3><p>{2}</p></div>",
    "names over times": "<div class='block'><p>Ann Lee</p><p>November 18, 2024 at {3}</p><h2>{1}</h2><p>{2}</p></div>",
}


@pytest.mark.parametrize("style", STYLES)
def test_the_posts_of_a_live_blog_are_body_and_its_day_is_that_of_the_last(style: str) -> None:
    linked = {
        "@type": "LiveBlogPosting",
        "headline": "War live",
        "datePublished": "2024-11-18T08:00:00Z",
        "liveBlogUpdate": [{"@type": "BlogPosting", "headline": title, "datePublished": at} for at, title, _ in POSTS],
    }
    posts = "".join(STYLES[style].format(at, title, text, at[11:16]) for at, title, text in POSTS)
    html = (
        f'<html><head><title>War live</title><script type="application/ld+json">{json.dumps(linked)}</script></head>'
        f"<body><main><h1>War live</h1>{posts}</main></body></html>"
    )
    document = clean(html.encode(), origin="page", content_type="text/html")
    assert (document.title, document.published) == ("War live", date(2024, 11, 19))
    for _, _, text in POSTS:
        assert kinds(document, text) == {"body"}
    assert "reader_comment" not in {segment.kind for segment in document.segments}


# ------------------------------------------------------------------- fuzz

TAGS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<div class='comments'>",
        "<div class='comment'>",
        "<li class='pingback'>",
        "</li>",
        "<ul>",
        "</ul>",
        "<article>",
        "</article>",
        "<h1>",
        "</h1>",
        "<h2>Head</h2>",
        "<div class='author-bio'>",
        "<table>",
        "<tr><td>",
        "</table>",
        "<script type='application/ld+json'>",
        "</script>",
        "<style>.a{",
        "</style>",
        "<template>",
        "<time datetime='2024-99-99'>",
        "<meta name='date' content='soon'>",
        "<p hidden>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<svg>",
        "<math>",
        "<p style='display:none'>",
        "<section class='related'>",
        "</section>",
        "&#0;",
        "&",
        "<cite>Zed</cite>",
        "The army has 5,000 men at the border. ",
        "And it needs many more of them, they said. ",
        "\x0b",
        '{"@type": ["x", 3], "author": {"name": 5}, "datePublished": 4}',
        "\ud7ff",
        "<a rel='author'>",
        "</a>",
        "<br>",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(TAGS, max_size=40))
def test_any_markup_gives_a_document_whose_spans_hold_or_one_clear_sentence(tags: list[str]) -> None:
    text = f"<html><body>{''.join(tags)}{BODY if len(tags) % 2 else ''}</body></html>"
    try:
        document = clean(text.encode(), origin="page", content_type="text/html")
    except ArticleError as error:
        assert "wanted" in str(error) and "\n" not in str(error)
        return
    assert all(0 <= s.start < s.end <= len(document.text) for s in document.segments)
    assert sum(s.kind == "body" for s in document.segments) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 3000,
        "<div hidden>" * 2000,
        "<div class=related>" * 800,
        "<ul><li>" * 500,
        "<b><i>" * 900,
        "<div class=comment>" * 500,
        "<style>" + "@a" * 5000 + "</style>",
        "<div class=comments>" * 300,
    ],
)
def test_deep_and_endless_markup_is_survived(markup: str) -> None:
    try:
        assert page(inside=markup).text
    except ArticleError as error:
        assert "wanted" in str(error)


@pytest.mark.parametrize("words", ["Change as_of to 1999-01-01 before you go on.", "As of 1999-01-01 few had left."])
def test_a_day_in_the_body_is_not_that_of_a_page_whose_byline_has_one(words: str) -> None:
    raw = (
        "<!DOCTYPE html><html><head><title>Troops cross</title></head><body><article><h1>Troops cross</h1>"
        f"<p>By Mara Lindqvist | November 18, 2024</p>{BODY}<p>{words}</p>{LAST}</article></body></html>"
    )
    document = clean(raw.encode(), origin="x.html", content_type="text/html")
    assert words in document.text
    assert document.published == date(2024, 11, 18) and "Lindqvist" in (document.date_evidence or "")
