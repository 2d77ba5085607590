"""The pages of backtests, of question sets and of countries by month, each from a small value made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contingent.report.backtests.backtest import Backtest, Chart, Deviation, Panel, Verdict
from contingent.report.backtests.charts import Score, lead_chart, score_chart
from contingent.report.backtests.page import render_backtest_html
from contingent.report.country_months.outlook import CountryMonths, CountryOutlook, Driver, MonthOutlook, Total
from contingent.report.country_months.page import render_country_months_html
from contingent.report.sets.page import SetLine, SetReport, render_set_html
from contingent.scoring.figure import Figure

DAY = date(2024, 11, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A page of a command: the name of its file, the value it is made from, and what draws it."""

    file: str
    value: Any
    draw: Callable[[Any], str]


def reports() -> tuple[Written, ...]:
    """A backtest, a question set, and the countries by month."""
    return (
        Written(file="backtest.html", value=_backtest(), draw=_draw_backtest),
        Written(file="set.html", value=_set(), draw=render_set_html),
        Written(file="views.html", value=_months(), draw=render_country_months_html),
    )


def _backtest() -> Backtest:
    rows = [
        Figure(forecaster=who, slice=part, metric="CRPS", value=value, n=20, interval=(value - 1, value + 1))
        for part in ("one", "other")
        for who, value in (("ours", 3.0), ("theirs", 4.0))
    ]
    error = Deviation(what="a case", when="a day", said="a number", happened="another", score=9.0, note="x", case="y")
    return Backtest(
        name="made", title="A made backtest", data_through=DAY, rows=tuple(rows), summary="In a sentence.",
        verdicts=(Verdict(kind="beaten", text="It is.", why="Because.", about="one"),),
        charts=(Chart(title="Scores", note="A note", panels=(Panel(name="all", spec={}, description="It shows."),)),),
        errors=(error,), error_metric="CRPS", forecasters=(("ours", "What it is"),), slices=(("one", "What it is"),),
        folded=("other",), headings=(("one", "A heading"),), notes=("A note",), made=(("Seed", "1"),),
    )  # fmt: skip


def _draw_backtest(made: Backtest) -> str:
    """The page, its drawings naming the forecasters as its rows do."""
    who = [row.forecaster for row in made.rows if row.slice == made.rows[0].slice]
    specs = [
        score_chart([
            Score(name=name, value=3.0 + place, interval=(2.0 + place, 4.0 + place)) for place, name in enumerate(who)
        ]),
        lead_chart({name: [(1, 3.0 + place), (2, 4.0)] for place, name in enumerate(who)}, own=who[0], x_label="days"),
    ]  # fmt: skip
    charts = [
        replace(chart, panels=tuple(replace(chart.panels[0], spec=spec) for spec in specs)) for chart in made.charts
    ]
    return render_backtest_html(replace(made, charts=tuple(charts)))


def _set() -> SetReport:
    lines = [
        SetLine(source=source, text=f"Will {number} happen?", horizon=30, by="template_rate", p=0.1 * number,
                beside=0.9 - 0.1 * number, place="Peru")
        for source in ("acled", "polymarket")
        for number in range(1, 6)
    ]  # fmt: skip
    return SetReport(
        name="made", due=DAY, as_of=DAY, questions=10, lines=tuple(lines), notes=("A note",), who=(("ours", "What"),)
    )


def _months() -> CountryMonths:
    months = tuple(
        MonthOutlook(month=date(2024 + (10 + ahead) // 12, (10 + ahead) % 12 + 1, 1), mean=90.0,
                     quantiles=(10.0, 40.0, 80.0, 120.0, 300.0), p25=0.8)
        for ahead in range(12)
    )  # fmt: skip
    past = tuple((date(2023 + (9 + back) // 12, (9 + back) % 12 + 1, 1), 70.0 + back) for back in range(12))
    countries = [
        CountryOutlook(
            iso3=iso3, name=name, region="Africa", past=past, months=months, any25=0.9, onset=onset, share25=0.5,
            next3=Total(months=3, mean=300.0, low=100.0, middle=250.0, high=700.0),
            next12=Total(months=12, mean=1200.0, low=400.0, middle=1000.0, high=2800.0), last12=800.0,
            drivers=(Driver(words="deaths last month", amount=0.5),), before=(date(2023, 11, 1), 0.4, 0.8),
        )
        for iso3, name, onset in (("SDN", "Sudan", None), ("TCD", "Chad", 0.3))
    ]  # fmt: skip
    return CountryMonths(
        as_of=DAY, data_through=DAY, known=DAY, provisional=(DAY,), source="made here", forecaster="ours",
        countries=tuple(countries), notes=("A note",), made=(("Seed", "1"),),
    )  # fmt: skip
