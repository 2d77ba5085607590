"""A backtest told three ways: the one form of figures, a page that is whole and harmless, a table that fits."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest
from lxml import etree
from lxml import html as lxml_html
from rich.console import Console
from sample import HOSTILE

from contingent.core.errors import ValueRangeError
from contingent.report.backtests.backtest import (
    Backtest,
    Chart,
    Deviation,
    Figure,
    Panel,
    Verdict,
    figures_json,
    render_backtest_terminal,
)
from contingent.report.backtests.charts import Score, score_chart
from contingent.report.backtests.page import render_backtest_html
from contingent.report.html import POLICY

ROWS = (
    Figure(forecaster="contingent", slice="half", metric="CRPS", value=21_949.7, n=21, interval=(20_000.0, 24_000.0)),
    Figure(forecaster="contingent", slice="half", metric="coverage90", value=0.905, n=21),
    Figure(forecaster="contingent", slice="half", metric="PIT p", value=0.25, n=21),
    Figure(forecaster="persistence_90d", slice="half", metric="CRPS", value=37_323.0, n=21),
    Figure(forecaster="of few cases", slice="half", metric="CRPS", value=9.0, n=4),
    Figure(forecaster="contingent", slice="whole", metric="log loss", value=0.64712, n=7),
)
WHOLE = Backtest(
    name="ukraine",
    title="A war & its past",
    data_through=date(2025, 6, 30),
    rows=ROWS,
    summary="It held in 90% of the windows.",
    verdicts=(
        Verdict(kind="ahead", text="Better by 41%.", why="Chance is not excluded.", about="Half a year"),
        Verdict(kind="coverage missed", text="Too wide.", about="Half a year"),
        Verdict(kind="no data", text="Nothing."),
    ),
    charts=(
        Chart(
            title="Scores",
            note="Less is better.",
            panels=(Panel(name="half", spec=score_chart([Score(name="a", value=1.0)]), description="one"),),
        ),
    ),
    forecasters=(("contingent", "ours"),),
    slices=(("half", "Half a year ahead"), ("whole", "A year ahead")),
    folded=("whole",),
    notes=("Windows overlap.",),
    made=(("Seed", "1"),),
)
BARE = Backtest(name="bare", title="Nothing", data_through=date(2025, 6, 30), rows=())


def test_figures_have_the_one_form() -> None:
    found = json.loads(figures_json(WHOLE))
    assert {key: found[key] for key in ("name", "data_through")} == {"name": "ukraine", "data_through": "2025-06-30"}
    assert set(found) == {"name", "data_through", "rows"}
    assert found["rows"][0] == {
        "forecaster": "contingent", "slice": "half", "metric": "CRPS", "value": 21949.7, "n": 21,
        "interval": [20000.0, 24000.0],
    }  # fmt: skip
    assert [row["interval"] for row in found["rows"][1:]] == [None] * 5
    with pytest.raises(ValueRangeError):
        figures_json(replace(WHOLE, rows=(replace(ROWS[0], value=float("nan")),)))


@pytest.mark.parametrize("backtest", [WHOLE, BARE], ids=["whole", "bare"])
def test_the_page_is_well_formed_and_its_links_lead_somewhere(backtest: Backtest) -> None:
    text = render_backtest_html(backtest)
    assert text == render_backtest_html(backtest)
    assert "<script" not in text and escape(POLICY) in text
    as_xml = re.sub(r"<((?:meta|link|br)\b[^>]*)>", r"<\1/>", text.removeprefix("<!doctype html>\n"))
    root = etree.fromstring(as_xml.encode())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {a.get("href").removeprefix("#") for a in root.iter("{*}a", "a") if a.get("href", "").startswith("#")}
    assert targets <= set(ids)


def test_the_page_holds_verdicts_first_then_every_figure_in_print_and_exact() -> None:
    tree = lxml_html.document_fromstring(render_backtest_html(WHOLE))
    headings = [element.text_content() for element in tree.iter("h2")]
    assert headings == [
        "What beats what", "Scores", "The figures", "What to know before quoting this", "How this was made",
    ]  # fmt: skip
    assert [e.text_content() for e in tree.find_class("verdict")] == ["ahead", "coverage missed", "no data"]
    assert next(tree.iter("h3")).text_content() == "Half a year"
    exact = {element.get("value"): element.text_content() for element in tree.iter("data")}
    assert exact["21949.7"] == "21,900" and exact["0.905"] == "90\N{NO-BREAK SPACE}%"
    assert exact["0.64712"] == "0.647"
    assert [element.text_content() for element in tree.find_class("best")] == ["21,900"]
    below = [element.text_content() for element in tree.find_class("below")]
    assert below == ["coverage90 of contingent: 90\N{NO-BREAK SPACE}%; PIT p of contingent: 0.25"]
    assert [e.text_content() for e in tree.iter("summary")] == ["A year ahead"]


def test_the_worst_forecasts_stand_by_case_with_what_was_said_and_what_came() -> None:
    wrong = Deviation(what="A country", when="October 2021", said="40 [0 to 300]", happened="15,300", score=15_211.0,
                      note="a new war", case="Deaths")  # fmt: skip
    page = render_backtest_html(replace(WHOLE, errors=(wrong, replace(wrong, case="Onset")), error_metric="CRPS"))
    tree = lxml_html.document_fromstring(page)
    assert "Where it was most wrong" in [element.text_content() for element in tree.iter("h2")]
    assert [e.text_content() for e in tree.iter("caption")][-2:] == ["Deaths", "Onset"]
    row = [e.text_content() for e in tree.find_class("scores")[-1].iter("th", "td")][-5:]
    assert row == ["A countrya new war", "October 2021", "40 [0 to 300]", "15,300", "15,200"]


def test_words_from_outside_stay_words() -> None:
    hostile = replace(
        WHOLE, title=HOSTILE, summary=HOSTILE, notes=(HOSTILE,), made=((HOSTILE, HOSTILE),),
        verdicts=(Verdict(kind="beaten", text=HOSTILE, why=HOSTILE, about=HOSTILE),),
        rows=(replace(ROWS[0], forecaster=HOSTILE, slice=HOSTILE, metric=HOSTILE),),
    )  # fmt: skip
    assert "<script" not in render_backtest_html(hostile).lower()


@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_shows_verdicts_and_tables_within_its_width(width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    render_backtest_terminal(WHOLE, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line.rstrip()) <= width for line in text.splitlines())
    for words in ("A war & its past", "AHEAD: Better by 41", "Half a year ahead", "persistence_90d", "21,900"):
        assert words in text
    assert "A year ahead" not in text  # folded
