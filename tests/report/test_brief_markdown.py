"""A text from outside is a line of Markdown that says it and nothing else."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from contingent.report.brief.markdown import words
from contingent.report.markup import clean

MARKS = st.text(alphabet="#*_[]()<>!&;`~|\\-+=.:/\"'0123456789 \n\tab\N{NO-BREAK SPACE}", max_size=40)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


@given(MARKS | st.text(max_size=40))
@example("[a](javascript:alert(1))")
@example("<script>alert(1)</script>")
@example("1. one")
@example("- one")
@example("===")
@example("&lt;b&gt;")
@example("![x](http://a/b.png)")
@example("a\n# b")
@example("```\ncode")
def test_no_text_becomes_markup(text: str) -> None:
    line = words(text)
    assert "\n" not in line
    tokens = parsed(line)
    if not line.strip():
        assert tokens == []
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], tokens
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    shown = "".join(child.content for child in children)
    assert shown.strip() == " ".join(clean(text).split()).strip()


@given(MARKS)
def test_no_text_leaves_the_link_or_the_list_it_stands_in(text: str) -> None:
    tokens = parsed(f"- [{words(text) or 'x'}](/questions/q)\n")
    (inline,) = (token for token in tokens if token.type == "inline")
    kinds = [child.type for child in inline.children or []]
    assert kinds[0] == "link_open" and kinds[-1] == "link_close" and kinds.count("link_open") == 1
