"""A page is answered in the form asked for, its charts alone under names fit for a file; nothing is drawn twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from contingent.core.errors import MissingError
from contingent.report.markup import tag
from contingent.web.page import Chart, Page, Rows
from contingent.web.twins import _drawn, chart_of, chosen, drawn, rendered, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    words: str
    as_of: object = None


def page(value: Shown) -> Page:
    chart = Chart(
        name='a/../"b\r\nx: y', title="T", description="D", note="Blue: ours.",
        spec={"mark": "bar", "data": {"values": [{"n": 1}]}, "encoding": {"x": {"field": "n", "type": "quantitative"}}},
    )  # fmt: skip
    return Page(
        title="T", body=tag("h1", value.words), value=value, rows=Rows(columns=("a",), rows=[[value.words]]),
        markdown=value.words, twins="/t", charts=(chart,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "html"), ("*/*", "html"), ("application/json", "json"), ("text/csv;q=1, */*", "csv"),
        ("text/html,application/json", "html"), ("TEXT/MARKDOWN", "md"), ("image/png", "html"), (",;,", "html"),
    ],
)  # fmt: skip
def test_the_first_form_named_is_given(accept: str, form: str) -> None:
    assert chosen(accept) == form


def test_hostile_words_stay_words_in_every_form() -> None:
    words = '=1+1 <script>alert("x")</script> \ud800'
    bodies = {form: rendered(page(Shown(words=words)), form).body.decode() for form in ("html", "json", "csv", "md")}
    assert "<script>" not in bodies["html"] and "&lt;script&gt;" in bodies["html"]
    assert "'=1+1" in bodies["csv"]
    assert all("<script>" in bodies[form] for form in ("json", "csv", "md"))  # as text, which nosniff keeps text


def test_a_chart_has_a_file_name_that_is_one() -> None:
    shown = page(Shown(words="w"))
    for form, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("vl.json", b"{")):
        answer = drawn(shown.charts[0], form, note="N")
        assert answer.headers["content-disposition"] == f'inline; filename="contingent-a-b-x-y.{form}"'
        assert answer.body.startswith(start)
    assert b"Blue: ours. N" in drawn(shown.charts[0], "svg", note="N").body
    with pytest.raises(MissingError, match="has no chart 'none'"):
        chart_of(shown, "none")


def test_a_drawing_is_made_once_and_no_more_are_kept_than_fit() -> None:
    shown = page(Shown(words="w"))
    drawn(shown.charts[0], "svg", note="once")
    before = _drawn.cache_info()
    drawn(shown.charts[0], "svg", note="once")
    assert _drawn.cache_info().hits == before.hits + 1
    assert before.maxsize is not None and before.maxsize <= 128


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2024, 11, 18), "18 November 2024"), ("2024-11-18", "18 November 2024"),
        ("2024-11-18T00:00:00Z", "18 November 2024"), (None, "1 January 2026"), ("soon", "1 January 2026"),
    ],
)  # fmt: skip
def test_the_source_names_the_day_whose_knowledge_is_shown(as_of: object, told: str) -> None:
    assert source_of(page(Shown(words="w", as_of=as_of)), date(2026, 1, 1)).endswith(f", as of {told}.")
