"""Every chart of a brief has a name that fits an address, says what it shows, and can be drawn."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from contingent.core.brief import Brief
from contingent.journeys.brief import make_brief
from contingent.report.brief.charts import brief_charts
from contingent.report.leads import fans_by_measure
from contingent.report.svg import draw
from contingent.sources.articles import read_article

ARTICLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"


@pytest.fixture(scope="module")
def brief() -> Brief:
    return make_brief(read_article(str(ARTICLE), io.BytesIO()), as_of=None, draws=256)


def test_each_chart_is_named_once_and_described(brief: Brief) -> None:
    charts = brief_charts(brief)
    names = [chart.name for chart in charts]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z]+(-\d+)?", name) for name in names)
    assert {name.partition("-")[0] for name in names} == {"odds", "positions", "fan", "difference", "tornado"}
    assert all(chart.title and chart.description and chart.note for chart in charts)


def test_every_measure_has_a_fan_with_a_panel_a_branch(brief: Brief) -> None:
    assert brief.scenario and brief.outcomes
    found = fans_by_measure(brief.scenario, brief.outcomes)
    fans = [chart for chart in brief_charts(brief) if chart.name.startswith("fan")]
    assert len(fans) == len(found)
    for chart, own in zip(fans, found.values(), strict=True):
        assert len(chart.spec["concat"]) == len(own)


def test_one_chart_of_each_kind_can_be_drawn(brief: Brief) -> None:
    kinds = {chart.name.partition("-")[0]: chart for chart in brief_charts(brief)}
    for name, chart in kinds.items():
        drawn = draw(chart.spec, ident=name, title=chart.title, description=chart.description).text
        assert drawn.count("<path") + drawn.count("<line") > 3, name


def test_a_brief_without_a_what_if_has_no_chart_of_one(brief: Brief) -> None:
    bare = replace(brief, scenario=None, outcomes=None, sensitivity=(), bargain=None)
    assert [chart.name for chart in brief_charts(bare)] == ["odds"]
    assert brief_charts(replace(bare, forecasts=())) == ()
