"""The track record: what was forecast before the event and how it came out, of all or of a part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Query, Request

from contingent.journeys.shown.month import MonthLine
from contingent.journeys.shown.track_record import TrackRecordView, shown_track_record, soon_track_record
from contingent.journeys.track_record.filter import WHOLE, Only
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, typeset
from contingent.report.sections.parts import section
from contingent.report.track_record.drawings import Drawing, drawings_of
from contingent.report.track_record.markdown import FIGURE_COLUMNS, figure_cells, record_markdown
from contingent.report.track_record.page import drawn
from contingent.report.track_record.parts import key_figures, parts_of
from contingent.report.track_record.record import TrackRecord
from contingent.web.kept import resting_on
from contingent.web.layout import chart_links
from contingent.web.page import Chart, Page, Rows
from contingent.web.pages.month import asked_day, day_query, months_table
from contingent.web.pages.question_words import address_of
from contingent.web.register import add_page
from contingent.web.service import AService
from contingent.web.twins import chosen

HERE = "/track-record"
RECENT_MONTHS = 6
#: a page that takes longer to count is shown when it is there
PATIENCE_SECONDS = 4.0
#: what the JSON twin looks like, most of it left out
EXAMPLE = {
    "record": {
        "as_of": "2026-11-01", "own": "ensemble", "summary": "Of 60 questions settled through 1 November 2026, …",
        "counts": {"settled": 60, "void": 1, "due": 2, "open": 14, "scored": 120, "earlier": 120, "hindsight": 3,
                   "unsettled": 31, "unscorable": 0, "corrected": 1, "orphans": 0},
        "rows": [{"forecaster": "ensemble", "slice": "all", "metric": "Brier", "value": 0.19, "n": 60,
                  "interval": [0.17, 0.212]}],
    },
    "only": {"forecaster": None, "topic": "talks", "region": None, "horizon": None},
    "months": [{"month": "2026-10", "settled": 7, "void": 0, "called": 7, "own": "ensemble", "brier": 0.16,
                "base_rate": 0.24}],
}  # fmt: skip
Chosen = Annotated[str, Query(max_length=200)]
DAY = Query(description="the day whose knowledge counts; today, unless another is asked for", examples=["2026-11-01"])


def part(forecaster: Chosen = "", topic: Chosen = "", region: Chosen = "", horizon: Chosen = "") -> Only:
    """The part of the record that is asked for; a choice that is left empty is none."""
    return Only(forecaster=forecaster or None, topic=topic or None, region=region or None, horizon=horizon or None)


APart = Annotated[Only, Depends(part)]


@resting_on("ledger")
def make(
    service: AService,
    request: Request,
    only: APart,
    as_of: Annotated[str, DAY] = "",
) -> Page:
    """The track record as of a day, held to a forecaster, a topic, a region or a span of days ahead.

    A reader of the page does not wait for a long one to be counted; who asks for a twin does.
    """
    today = service.today()
    day = asked_day(as_of, today)
    if request.url.path != HERE or chosen(request.headers.get("accept", "")) != "html":
        return _page(shown_track_record(service.ledger, as_of=day, today=today, only=only), today)
    soon = soon_track_record(service.ledger, as_of=day, today=today, only=only, seconds=PATIENCE_SECONDS)
    return _page(soon, today) if soon is not None else _counting(_query(only, day, today))


def _counting(query: str) -> Page:
    """What is shown while a long record is counted; it looks again by itself."""
    body = join(
        tag("h1", "What was forecast, and what came of it"),
        tag("p", "The scores are being counted: the ledger is long, and rows have been added. This page looks again by "
            "itself.", role="status", class_="said"),
        tag("p", tag("a", "Look again", href=f"{HERE}{query}")),
    )  # fmt: skip
    return Page(title="Track record", body=body, twins=HERE, query=query, here=HERE, refresh_seconds=2)


@lru_cache(maxsize=24)
def _page(value: TrackRecordView, today: date) -> Page:
    """The page of a view; the same view is drawn once."""
    day = value.record.as_of
    query = _query(value.only, day, today)
    charts = {one.name: chart_of(one) for found in drawings_of(value.record).values() for one in found}

    def show(one: Drawing) -> Html:
        return drawn(one, chart_links(HERE, charts[one.name], query))

    return Page(
        title="Track record",
        body=lambda: _body(value, parts_of(value.record, show, address_of), day, today),
        value=value,
        rows=Rows(columns=FIGURE_COLUMNS, rows=[figure_cells(row) for row in value.record.rows]),
        markdown=lambda: record_markdown(value.record),
        twins=HERE,
        query=query,
        charts=tuple(charts.values()),
        here=HERE,
    )


def add(app: FastAPI) -> None:
    """The track record is a page of the application."""
    add_page(
        app, HERE, make, shape=TrackRecordView,
        summary="The track record: what was forecast before the event, how it came out, beside plain baselines",
        example=EXAMPLE,
    )  # fmt: skip


def chart_of(one: Drawing) -> Chart:
    """A drawing as the page offers it."""
    return Chart(name=one.name, title=one.title, description=one.description, spec=one.spec)


def _query(only: Only, day: date, today: date) -> str:
    asked = {name: chosen for name in ("forecaster", "topic", "region", "horizon") if (chosen := getattr(only, name))}
    if day != today:
        asked["as_of"] = day.isoformat()
    return f"?{urlencode(asked)}" if asked else ""


# -------------------------------------------------------------------------- page


def _body(value: TrackRecordView, parts: dict[tuple[str, str], list[Html]], day: date, today: date) -> Html:
    record = value.record
    months = _months(value.months, day, today)
    present = {**parts}
    if months:
        present[("months", "Month by month")] = months
    order = [named for named in present if named[0] not in ("counts", "made", "changes")]
    order += [named for named in present if named not in order]
    entries = [tag("li", tag("a", heading, href=f"#{ident}")) for ident, heading in order]
    return join(
        tag("h1", "What was forecast, and what came of it"),
        tag("p", typeset(_held_to(value.only)), f"As of {day_words(day)}.", class_="byline"),
        _filters(value, day, today),
        tag("div", tag("p", _coded(typeset(record.summary)), class_="sentence"), _left_out(record), key_figures(record),
            class_="answer", id="answer"),
        _nothing_yet(record) if not record.rows else None,
        tag("nav", tag("ul", *entries), aria_label="Contents"),
        *(section(ident, heading, *present[ident, heading]) for ident, heading in order),
    )  # fmt: skip


def _held_to(only: Only) -> str:
    """What part of the record is told, in words; nothing for the whole."""
    if only == WHOLE:
        return ""
    told = [
        words for chosen, words in (
            (only.forecaster, f"forecasts of {only.forecaster}"), (only.topic, f"the topic {only.topic}"),
            (only.region, f"the region {only.region}"), (only.horizon, f"forecasts made {only.horizon} ahead"),
        ) if chosen
    ]  # fmt: skip
    return f"Only {'; '.join(told)}. ".replace("_", " ")


def _coded(text: str) -> Iterator[Child]:
    """The text with what stands between backticks, a command, as code."""
    for place, piece in enumerate(text.split("`")):
        yield tag("code", piece) if place % 2 else piece


def _left_out(record: TrackRecord) -> Html | None:
    n = record.counts.hindsight
    if not n:
        return None
    said = "1 forecast was" if n == 1 else f"{n:,} forecasts were"
    return tag("p", f"{said} written down after the event and ", "count" if n > 1 else "counts", " for nothing here.",
               class_="note")  # fmt: skip


def _nothing_yet(record: TrackRecord) -> Html:
    """What would change a record without a score."""
    counts, told = record.counts, []
    if not counts.questions:
        told.append(join(tag("a", "Read an article", href="/read"), ": its questions and forecasts are kept."))
    if counts.due:
        one = counts.due == 1
        many, came = ("1 question is", "it") if one else (f"{counts.due:,} questions are", "they")
        told.append(
            join(f"{many} past the deadline: ", tag("a", f"say how {came} came out", href="/questions?state=due"), ".")
        )
    if counts.open:
        many = "1 question is" if counts.open == 1 else f"{counts.open:,} questions are"
        told.append(join(f"{many} still running; once settled, what was said before counts."))
    if counts.settled and counts.hindsight:
        told.append(join("Only a forecast that was written down before the outcome was known can be scored."))
    return tag(
        "div", tag("h2", "What would change this"), tag("ul", *(tag("li", one) for one in told)), class_="caveats"
    )  # fmt: skip


def _filters(value: TrackRecordView, day: date, today: date) -> Html:
    """The choices as a form that works by itself; open where something was chosen."""
    choices, only = value.choices, value.only
    fields = [
        _select("forecaster", "Forecaster", choices.forecasters, only.forecaster, "all"),
        _select("topic", "Topic", choices.topics, only.topic, "all"),
        _select("region", "Region", choices.regions, only.region, "all"),
        _select("horizon", "Time ahead", choices.horizons, only.horizon, "any time"),
        tag(
            "div",
            tag("label", "Known by", for_="choose-as-of"),
            tag("input", type="date", id="choose-as-of", name="as_of", value=day.isoformat(), max=today.isoformat()),
            class_="field",
        ),
    ]
    clear = tag("a", "Show all", href=HERE, class_="button quiet") if only != WHOLE or day != today else None
    form = tag(
        "form", tag("div", *fields, class_="fields"), tag("button", "Show", type="submit"), " ", clear,
        method="get", action=HERE, class_="record-filters",
    )  # fmt: skip
    return tag(
        "details",
        tag("summary", "Choose a part, or an earlier day"),
        form,
        open=only != WHOLE or day != today,
        class_="record-choose",
    )


def _select(name: str, label: str, known: tuple[str, ...], chosen: str | None, whole: str) -> Html:
    options: list[Child] = [tag("option", whole, value="")]
    options += [tag("option", one.replace("_", " "), value=one, selected=one == chosen) for one in known]
    select = tag("select", *options, id=f"choose-{name}", name=name)
    return tag("div", tag("label", label, for_=f"choose-{name}"), select, class_="field")


def _months(months: tuple[MonthLine, ...], day: date, today: date) -> list[Html]:
    if not months:
        return []
    lead = "What was settled in each month, and where forecasts were most wrong."
    query = day_query(day, today)
    parts = [tag("p", lead, class_="lead"), months_table(months[:RECENT_MONTHS], query)]
    if len(months) > RECENT_MONTHS:
        parts.append(tag("p", tag("a", f"All {len(months)} months", href=f"{HERE}/months{query}")))
    return parts
