"""One month: what was settled in it, where forecasts were most wrong, its scores; and the list of months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import FastAPI, Path, Query

from contingent.core.times import parse_date
from contingent.journeys.shown.month import MonthLine, MonthRecord
from contingent.journeys.shown.track_record import shown_month, shown_months
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import MONTHS, day_words, typeset, unit_words
from contingent.report.sections.parts import number, section, table
from contingent.report.track_record.markdown import figures_table, misses_told
from contingent.report.track_record.markdown import table as md_table
from contingent.report.track_record.misses import miss_tables, words
from contingent.report.track_record.parts import score_table
from contingent.web.kept import resting_on
from contingent.web.page import Page, Rows
from contingent.web.pages.question_words import address_of
from contingent.web.pages.words import many
from contingent.web.register import add_page
from contingent.web.service import AService

HERE = "/track-record"
COLUMNS = (
    "question", "text", "forecaster", "made", "days_ahead", "said", "happened", "known", "source", "score", "unit",
    "case",
)  # fmt: skip
MONTH_COLUMNS = ("month", "settled", "void", "called", "forecaster", "brier", "base_rate_brier")
LINE = {"month": "2026-10", "settled": 7, "void": 0, "called": 7, "own": "ensemble", "brier": 0.16, "base_rate": 0.24}
EXAMPLE = {
    "month": "2026-10", "as_of": "2026-11-01", "over": True, "settled": 7, "void": 0, "unspoken": 1, "hindsight": 0,
    "scored": 12, "wrong": 3, "before": "2026-09", "after": "",
    "misses": [{"question": "q-1", "what": "Will talks begin by 1 October 2026?", "forecaster": "ensemble",
                "made": "2026-09-03", "days_ahead": 28, "said": "12 %", "happened": "yes", "known": "2026-10-02",
                "source": "a ministry", "score": 0.7744, "case": "Called unlikely, and it happened", "unit": ""}],
}  # fmt: skip
Day = Annotated[str, Query(max_length=40, description="the day whose knowledge counts; today unless given")]
AMonth = Annotated[str, Path(max_length=40, description="year and month, such as 2026-03")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """Every month in which a question was settled, the newest first."""

    as_of: date
    months: tuple[MonthLine, ...]


@resting_on("ledger")
def make(service: AService, month: AMonth, as_of: Day = "") -> Page:
    """What was settled in a month, as of a day."""
    today = service.today()
    day = asked_day(as_of, today)
    value = shown_month(service.ledger, month, as_of=day, today=today)
    query = day_query(day, today)
    return Page(
        title=f"Track record, {month_words(value.month)}",
        body=_body(value, query),
        value=value,
        rows=Rows(columns=COLUMNS, rows=[
            (one.question, one.what, one.forecaster, one.made, one.days_ahead, one.said, one.happened, one.known,
             one.source, one.score, one.unit or "Brier", one.case) for one in value.misses
        ]),
        markdown=_markdown(value),
        twins=f"{HERE}/{value.month}",
        query=query,
        here=HERE,
    )  # fmt: skip


@resting_on("ledger")
def make_months(service: AService, as_of: Day = "") -> Page:
    """Every month in which a question was settled."""
    today = service.today()
    day = asked_day(as_of, today)
    value = Months(as_of=day, months=shown_months(service.ledger, as_of=day, today=today))
    query = day_query(day, today)
    rows = [(one.month, one.settled, one.void, one.called, one.own, one.brier, one.base_rate) for one in value.months]
    none = tag("p", "No question has been settled yet. A month appears here with the first question settled in it.")
    return Page(
        title="Track record, month by month",
        body=join(
            _crumbs(query),
            tag("h1", "Month by month"),
            tag("p", f"As of {day_words(day)}. A question counts in the month in which its outcome became known.",
                class_="byline"),
            months_table(value.months, query) if value.months else none,
        ),
        value=value,
        rows=Rows(columns=MONTH_COLUMNS, rows=rows),
        markdown="\n".join((f"# Track record by month, {day_words(day)}", "", *md_table(MONTH_COLUMNS, rows), "")),
        twins=f"{HERE}/months",
        query=query,
        here=HERE,
    )  # fmt: skip


def add(app: FastAPI) -> None:
    """The months, and each of them, are pages of the application; their list comes first, being named like a month."""
    add_page(
        app, f"{HERE}/months", make_months, shape=Months, summary="The months in which questions were settled",
        example={"as_of": "2026-11-01", "months": [LINE]},
    )  # fmt: skip
    add_page(
        app, f"{HERE}/{{month}}", make, shape=MonthRecord,
        summary="A month: what was settled in it, where forecasts were most wrong, and its scores", example=EXAMPLE,
    )  # fmt: skip


def asked_day(text: str, today: date) -> date:
    """The day that a text names; today for none.

    Raises:
        ValueRangeError: the text is no day.
    """
    return parse_date(text, name="as_of") if text else today


def day_query(day: date, today: date) -> str:
    """What an address ends in that keeps to the day; nothing for today."""
    return "" if day == today else f"?as_of={day.isoformat()}"


def month_words(month: str) -> str:
    """A month as people write it.

    >>> month_words("2026-03")
    'March 2026'
    """
    year, _, number_ = month.partition("-")
    return f"{MONTHS[int(number_) - 1]} {year}"


def months_table(months: Sequence[MonthLine], query: str = "") -> Html:
    """Months with what was settled in each, and its score beside the base rate's; each links to its page."""
    rows: list[list[Child]] = [
        [
            tag("a", month_words(one.month), href=f"{HERE}/{one.month}{query}"),
            f"{one.settled:,}{f' and {one.void:,} void' if one.void else ''}",
            f"{one.called:,}",
            None if one.brier is None else number(f"{one.brier:.3f}", one.brier),
            None if one.base_rate is None else number(f"{one.base_rate:.3f}", one.base_rate),
        ]
        for one in months
    ]
    own = words(months[0].own) if months and months[0].own else "our forecasts"
    heads = ["Month", "settled", f"called by {own}", "its Brier", "base rate"]
    return table(heads, rows, caption=f"Questions settled, and the mean Brier score of {own}", class_="scores months")


# -------------------------------------------------------------------------- page


def _body(value: MonthRecord, query: str) -> Html:
    name = month_words(value.month)
    parts = [] if not value.scored else [_wrong(value), _scores(value)]
    return join(
        _crumbs(query),
        tag("h1", f"Where we were most wrong in {name}"),
        tag("p", f"As of {day_words(value.as_of)}{'' if value.over else '; the month is not over'}.", class_="byline"),
        tag("div", tag("p", typeset(summary(value)), class_="sentence"), class_="answer", id="answer"),
        *parts,
        _turn(value, query),
    )


def summary(value: MonthRecord) -> str:
    """A month in sentences: what was settled, what had been said of it, and how much of that was wrong."""
    name = month_words(value.month)
    if not value.settled:
        void = f"; {many(value.void, 'question')} turned out void" if value.void else ""
        return f"No question was settled in {name}{' so far' if not value.over else ''}{void}."
    void = f", and {value.void:,} void" if value.void else ""
    said = [f"{many(value.settled, 'question')} settled in {name}{void}."]
    if value.scored:
        said.append(
            f"Of {many(value.scored, 'forecast')} that stood before the event, {value.wrong:,} pointed the wrong way "
            "or missed with the 90% interval."
        )
    if value.unspoken:
        said.append(f"Of {value.unspoken:,} nobody had said anything before the event.")
    if value.hindsight:
        count = "counts" if value.hindsight == 1 else "count"
        said.append(f"{many(value.hindsight, 'forecast')} written down after the event {count} for nothing.")
    return " ".join(said)


def _scores(value: MonthRecord) -> Html:
    slices = dict.fromkeys(row.slice for row in value.rows)
    tables = [
        score_table(_label(name), [row for row in value.rows if row.slice == name]) for name in slices
    ]  # fmt: skip
    lead = (
        "Below each score its 90% interval; less is better. A month holds few questions: one surprise moves it, and "
        "only the whole record tells skill."
    )
    return section("scores", typeset("The month's scores"), *tables, lead=typeset(lead))


def _label(slice_: str) -> str:
    return f"In {unit_words(slice_[5:])}" if slice_.startswith("unit=") else "All yes-no questions of the month"


def _wrong(value: MonthRecord) -> Html:
    if not value.misses:
        none = tag("p", "No forecast pointed the wrong way, and every 90\u00a0% interval held what happened.")
        return section("wrong", "The largest deviations", none)
    lead = "The forecasts that cost most, by whomever, both ways; the score is of that forecast alone."
    return section("wrong", "The largest deviations", *miss_tables(value.misses, address_of, named=True), lead=lead)


def _turn(value: MonthRecord, query: str) -> Html | None:
    """Links to the nearest months in which something was settled."""
    links = [
        tag("a", f"{arrow} {month_words(month)}" if rel == "prev" else f"{month_words(month)} {arrow}",
            href=f"{HERE}/{month}{query}", rel=rel)
        for month, rel, arrow in ((value.before, "prev", "←"), (value.after, "next", "→"))
        if month
    ]  # fmt: skip
    return (
        tag("nav", tag("ul", *(tag("li", one) for one in links)), aria_label="Months", class_="turn") if links else None
    )


def _crumbs(query: str) -> Html:
    return tag(
        "p", tag("a", "Track record", href=f"{HERE}{query}"), " › ", tag("a", "Months", href=f"{HERE}/months{query}"),
        class_="crumbs",
    )  # fmt: skip


def _markdown(value: MonthRecord) -> str:
    parts = [f"# Where we were most wrong in {month_words(value.month)}", "", typeset(summary(value))]
    if value.rows:
        labels = {row.slice: _label(row.slice) for row in value.rows}
        parts += ["", "## Scores", "", *figures_table(value.rows, labels)]
    parts += misses_told(value.misses, "## The largest deviations")
    for name, month in (("Before", value.before), ("After", value.after)):
        if month:
            parts += ["", f"{name}: [{month_words(month)}]({HERE}/{month}.md)"]
    return "\n".join(parts) + "\n"
