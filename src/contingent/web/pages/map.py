"""The map: what of a coming month is forecast of each country, in classes of colour; a table says the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from fastapi import FastAPI

from contingent.core.errors import InputError
from contingent.core.times import parse_date
from contingent.journeys.forecasts.country_months import ASKED_FROM, COUNTED_FROM
from contingent.journeys.shown.map import MEASURES, CountryMap, country_map
from contingent.ledger.store import Ledger
from contingent.report.country_months.outlook import month_words
from contingent.report.map_charts import (
    LABELS,
    NONE_LABEL,
    OUTSIDE_LABEL,
    VIEWS,
    WORLD,
    Place,
    class_of,
    draw_map,
    map_spec,
)
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import day_words, typeset
from contingent.report.sections.parts import more, section
from contingent.sources.outlines import outlines
from contingent.sources.shipped import countries
from contingent.web.layout import chart_links
from contingent.web.page import Chart, Page
from contingent.web.pages.map_words import (
    CHOICES,
    COMMANDS,
    answer,
    beside,
    csv_rows,
    heading,
    markdown,
    move_words,
    sorted_by,
    table,
)
from contingent.web.pages.words import many
from contingent.web.register import add_page
from contingent.web.service import AService

OLD_DAYS = 45  # a forecast is made monthly; one older than this was missed
NOTES = (
    "Deaths are UCDP’s best estimates of state-based violence, by UCDP’s own code of countries, whatever the outlines.",
    f"“No forecast kept” is not zero. A country’s risk is kept where it is {ASKED_FROM:.0%} or more, its deaths where "
    f"the median of 12 months is {COUNTED_FROM:.0f} or more; of the rest the ledger holds nothing.",
    "The median, not the mean: a mean can rest on a few extreme futures, and the ledger keeps quantiles.",
    "Outlines: Natural Earth 4.1.0 (public domain), by de facto control as it saw it, simplified. They are not ours "
    "and imply no position on any border or status. In them Crimea is drawn with Russia, the Golan Heights with Israel "
    "and most of Western Sahara with Morocco; the rest of it, Palestine, Somaliland and Northern Cyprus are drawn "
    "apart and have no forecast of their own. A dot marks a state too small to see.",
)
SOURCE = "“No forecast kept” is not zero. Deaths: UCDP. Outlines: Natural Earth, de facto; they imply no position."
EXAMPLE = {"as_of": "2026-11-23", "month": "2026-12-01", "measure": "risk", "region": None, "made_on": "2026-11-20",
           "countries": [{"iso3": "SDN", "name": "Sudan", "region": "Africa", "risk": {"question": "question-1",
           "made_on": "2026-11-20", "p": 0.97, "before": 0.95, "before_on": "2026-10-21"}, "deaths": None,
           "counted": None}]}  # fmt: skip


def make(
    service: AService,
    month: str = "",
    measure: str = "risk",
    region: str = "",
    as_of: str = "",
    sort: str = "",
) -> Page:
    """The map of a month (2026-12; default: the first not over) and measure (risk, median or upper), in a region."""
    asked = {"month": month, "measure": measure if measure != "risk" else "", "region": region, "as_of": as_of}
    query = tuple((name, value) for name, value in asked.items() if value)
    day = _day(as_of, service.today())
    return _page(service.ledger, service.ledger.head().hash, day, query, sort or None)


def add(app: FastAPI) -> None:
    """The map is at `/map`."""
    add_page(app, "/map", make, shape=CountryMap, summary="Country-month forecasts on a map", example=EXAMPLE)


@lru_cache(maxsize=32)
def _page(ledger: Ledger, head: str, day: date, query: tuple[tuple[str, str], ...], sort: str | None) -> Page:
    """The page on a ledger whose head is this: nothing that it shows can differ until the head does."""
    asked = dict(query)
    as_of = asked.get("as_of", "")
    shown = country_map(
        ledger, as_of=day, month=asked.get("month"), measure=asked.get("measure", "risk"), region=asked.get("region")
    )
    ranked = sorted_by(shown, sort)
    said = f"?{urlencode(query)}" if query else ""
    chart, drawing = _drawn(shown)
    body = join(
        tag("h1", heading(shown)),
        tag("p", typeset(answer(shown)), class_="sentence"),
        tag("p", _byline(shown), class_="byline") if shown.month else None,
        _none() if shown.month is None else None,
        _form(shown, as_of),
        tag(
            "figure",
            _legend(shown),
            drawing,
            tag("p", class_="map-readout", hidden=True, aria_live="polite"),
            chart_links("/map", chart, said),
            class_="map",
        ),
        _moves(shown) if shown.month else None,
        section("notes", "What to know before quoting this", tag("ul", *(tag("li", typeset(note)) for note in NOTES))),
        _figures(shown, table(shown, ranked, sort, asked)) if shown.month else None,
    )
    return Page(
        title=heading(shown), body=body, value=shown, rows=csv_rows(shown), markdown=markdown(shown, ranked, NOTES),
        twins="/map", query=said, charts=(chart,), here="/map", scripts=("map.js",),
    )  # fmt: skip


def _day(as_of: str, today: date) -> date:
    if not as_of:
        return today
    day = parse_date(as_of, name="as_of")
    if day > today:
        raise InputError(f"as_of is {day}; wanted a day not after today, {today}")
    return day


def _drawn(shown: CountryMap) -> tuple[Chart, Html]:
    """The map as a chart to take along, and as the page draws it."""
    kind = "share" if shown.measure == "risk" else "deaths"
    view = WORLD if shown.region is None else VIEWS[shown.region]
    found = outlines()
    places = {
        item.iso3: Place(name=item.name, value=item.value(shown.measure), words=beside(item))
        for item in shown.countries
    }
    for other in found["others"]:
        away = shown.region is not None and other["region"] != shown.region
        said = OUTSIDE_LABEL if away else "no forecast of its own"
        places[other["id"]] = Place(name=other["name"], value=None, words=said, outside=away)
    for geometry in (*found["topology"]["objects"]["countries"]["geometries"], *found["points"]):
        code = geometry["id"]
        if code not in places:
            elsewhere = countries().by_iso3(code)
            name = code if elsewhere is None else elsewhere.name
            places[code] = Place(name=name, value=None, words=OUTSIDE_LABEL, outside=True)
    counted = sum(1 for item in shown.countries if item.value(shown.measure) is not None)
    description = f"A map of {counted} of {len(shown.countries)} countries in classes. {answer(shown)}"
    made = "" if shown.made_on is None else f"Forecast of {day_words(shown.made_on)}. "
    chart = Chart(
        name="map", title=heading(shown), description=description, note=f"{made}{SOURCE}",
        spec=map_spec(places, found, kind=kind, view=view, alone=True),
    )  # fmt: skip
    bare = map_spec(places, found, kind=kind, view=view)
    return chart, draw_map(bare, places, ident="map", title=heading(shown), description=description)


def _legend(shown: CountryMap) -> Html:
    """The classes, lowest first, each with how many countries are of it; then those without a forecast."""
    kind = "share" if shown.measure == "risk" else "deaths"
    values = [item.value(shown.measure) for item in shown.countries]
    entries = []
    for place, label in enumerate((*LABELS[kind], NONE_LABEL), start=1):
        none = label == NONE_LABEL
        count = sum(1 for v in values if (v is None if none else v is not None and class_of(v, kind) == place - 1))
        entries.append(
            tag(
                "li",
                tag("span", class_=f"map-swatch {'map-none' if none else f'map-{place}'}", aria_hidden="true"),
                tag("b", label),
                tag("span", many(count, "country", "countries"), class_="map-quiet"),
            )
        )
    name = "Risk in the month" if kind == "share" else "Deaths in the month"
    return join(tag("figcaption", name, id="map-legend-name"),
                tag("ul", *entries, class_="map-legend", aria_labelledby="map-legend-name"))  # fmt: skip


def _form(shown: CountryMap, as_of: str) -> Html:
    months = [(f"{month:%Y-%m}", month_words(month), month == shown.month) for month in shown.months]
    measures = [(name, typeset(CHOICES[name]), name == shown.measure) for name in MEASURES]
    regions = [("", "The world", shown.region is None), *((name, name, name == shown.region) for name in shown.regions)]
    day = tag("input", id="map-as-of", name="as_of", type="date", value=as_of or None, max=str(shown.as_of) if not as_of
              else None)  # fmt: skip
    return tag(
        "form",
        tag(
            "div",
            _choice("month", "Month", months) if months else None,
            _choice("region", "Where", regions),
            _choice("measure", "Shown", measures),
            tag("div", tag("button", "Show", type="submit"), class_="map-go"),
            class_="map-form",
        ),
        more(
            "As it was known on another day",
            tag("div", tag("label", "Nothing from after", for_="map-as-of"), day, class_="field"),
            open_=bool(as_of),
        ),
        method="get", action="/map", class_="map-choices", aria_label="What the map shows",
    )  # fmt: skip


def _choice(name: str, label: str, options: Iterable[tuple[str, str, bool]]) -> Html:
    every = [tag("option", words, value=value, selected=chosen) for value, words, chosen in options]
    return tag("div", tag("label", label, for_=f"map-{name}"),
               tag("select", *every, id=f"map-{name}", name=name), class_="field")  # fmt: skip


def _byline(shown: CountryMap) -> str:
    told = f"{len(shown.told)} of {len(shown.countries)} countries have one in the ledger."
    if shown.made_on is None:
        return f"State-based conflict. {told}"
    age = (shown.as_of - shown.made_on).days
    old = f" It is {age} days old: a newer one is due." if age > OLD_DAYS else ""
    days = f"forecast on {day_words(shown.made_on)}, as known on {day_words(shown.as_of)}"
    return f"State-based conflict, {days}.{old} {told}"


def _none() -> Html:
    """What to do where nothing was kept; no map is drawn from nothing."""
    return tag(
        "div",
        tag("p", "To make one, pull the data and forecast; the forecasts are kept in the ledger that this page shows:"),
        tag("pre", tag("code", "\n".join(COMMANDS))),
        class_="said",
    )  # fmt: skip


def _moves(shown: CountryMap) -> Html:
    moves = [tag("li", tag("a", move.name, href=f"#country-{move.iso3}"), " ", move_words(move, shown.measure))
             for move in shown.moves]  # fmt: skip
    lead = "The median of deaths" if shown.measure != "risk" else "The risk"
    earlier = any(
        part is not None and part.before is not None for item in shown.told for part in (item.risk, item.deaths)
    )
    still = "No country’s has moved much." if earlier else "No earlier forecast of this month is in the ledger."
    return section("moves", "What moved most", tag("ul", *moves) if moves else tag("p", still),
                   lead=f"{lead} of this month against the forecast before." if moves else None)  # fmt: skip


def _figures(shown: CountryMap, told: Html) -> Html:
    silent = [item.name for item in shown.silent]
    fallen = f" An earlier forecast of this month has {', '.join(shown.dropped)}." if shown.dropped else ""
    named = f"{len(silent)} countries without a forecast: not zero, and not said to be safe"
    return section("countries", "The same in figures", told,
                   more(named, tag("p", f"{', '.join(silent)}.{fallen}")) if silent else None)  # fmt: skip
