"""The page of a country-month forecast: the answer, warnings, a table, fans and drivers; one file, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contingent.report.country_months.charts import fan_of_months
from contingent.report.country_months.outlook import (
    CountryMonths,
    CountryOutlook,
    answer_words,
    change_words,
    deaths,
    month_words,
    range_words,
    shown,
    total_words,
    warnings,
)
from contingent.report.html import contents, page_head
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, percent, typeset
from contingent.report.sections.parts import facts, more, number, section, table
from contingent.report.svg import draw

FANS = 12
FANS_OPEN = 6
COLUMNS = (
    "Country", "Next 3 months", "Next 12 months", "90 % range", "Last 12 months", "Change", "25+ in a month",
)  # fmt: skip
STYLE = """
.fans{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:1.5rem 2rem}
.fan{min-width:0;max-width:27rem}
.fan h3{margin:.5rem 0 .1rem;font-size:1rem}
.fan p{margin:0 0 .3rem;font-size:.85rem;line-height:1.4}
.fan ul{font-size:.85rem;line-height:1.4;padding-left:1.1rem;margin:.4rem 0 0}
table.countries td,table.countries thead th{text-align:right}
table.countries thead th:first-child{text-align:left}
table.countries .range{display:block;color:var(--quiet);font-size:.8rem}
table.countries th .range{font-weight:400}
@media (max-width:44rem){
.fold.countries tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.3rem .5rem}
.fold.countries th{grid-column:1/-1;font-weight:600}
.fold.countries th .range{display:inline}
.fold.countries td{display:block;text-align:left}
.fold.countries td::before{display:block;font-size:.72rem}
}
"""
LEGEND = (
    "Bars: deaths counted each month (orange: provisional). Blue: median, half and 90 % of the forecast. The scale is "
    "a square root, so that small months stay visible."
)
TABLE_LEAD = (
    "Deaths in state-based conflict by UCDP's best estimate: medians, below them the mean († where it rests on a few "
    "extreme paths and lies above 95 % of them). Change compares the median with the last 12 months. 25+ in a month: "
    "the probability that one of the next 12 months or more sees 25 deaths."
)


def render_country_months_html(made: CountryMonths) -> str:
    """The page of a forecast, complete and self-contained; the same forecast gives the same bytes."""
    parts = {
        ("countries", "Countries"): _countries(made),
        ("fans", "Month by month"): _fans(made),
        ("notes", "What to know before quoting this"): _list(made.notes),
        ("made", "How this was made"): [facts(*((name, typeset(words)) for name, words in made.made))],
    }
    present = {named: children for named, children in parts.items() if children}
    title = f"Deaths in conflict, {month_words(made.first)} to {month_words(made.last)}"
    first, *rest = answer_words(made)
    main = tag(
        "main",
        tag("p", "Contingent", tag("span", " forecast"), class_="brand"),
        tag("h1", title),
        tag("p", _byline(made), class_="byline"),
        tag(
            "div",
            tag("p", typeset(first), class_="sentence"),
            *(tag("p", typeset(words)) for words in rest),
            class_="answer", id="answer",
        ),
        _warned(made),
        contents([(heading, ident) for ident, heading in present]),
        *(section(ident, heading, *children) for (ident, heading), children in present.items()),
    )  # fmt: skip
    head = page_head(title, dict(made.made).get("Version", ""), styles=(STYLE,))
    body = tag("body", tag("a", "Skip to the answer", href="#answer", class_="skip"), main)
    page = tag("html", head, body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


def _byline(made: CountryMonths) -> str:
    return (
        f"As of {day_words(made.as_of)}. Data through {day_words(made.data_through)}. "
        f"{len(made.countries)} countries, forecaster {made.forecaster}."
    )


def _warned(made: CountryMonths) -> Html | None:
    told = warnings(made)
    if not told:
        return None
    entries = [tag("li", typeset(words)) for words in told]
    return tag("div", tag("h2", "Before you quote this"), tag("ul", *entries), class_="caveats")


def _countries(made: CountryMonths) -> list[Html]:
    open_ = shown(made)
    names = {item.iso3 for item in open_}
    rest = [item for item in made.countries if item.iso3 not in names]
    parts = [tag("p", typeset(TABLE_LEAD), class_="lead"), _table(open_, _caption(made))]
    if rest:
        parts.append(more(f"{len(rest)} more countries", _table(rest, "The other countries")))
    return parts


def _caption(made: CountryMonths) -> str:
    counted = f"{made.data_through.year}-{made.data_through.month:02d}"
    mark = "; the last 12 months are provisional in part" if made.provisional else ""
    return f"Countries by the median of 12 months, from {month_words(made.first)} on (counted to {counted}{mark})"


def _table(items: Sequence[CountryOutlook], caption: str) -> Html:
    rows: list[list[Child]] = [
        [
            join(item.name, tag("span", f" {item.region}", class_="range")),
            number(deaths(item.next3.middle), item.next3.middle),
            join(
                number(deaths(item.next12.middle), item.next12.middle),
                tag("span", f"mean {deaths(item.next12.mean)}{' †' if item.next12.extreme else ''}", class_="range"),
            ),
            range_words(item.next12.low, item.next12.high),
            number(deaths(item.last12), item.last12),
            change_words(item),
            join(
                number(percent(item.any25), item.any25),
                tag("span", "would be new", class_="range") if item.onset is not None and item.any25 >= 0.05 else None,
            ),
        ]
        for item in items
    ]
    return table(COLUMNS, rows, caption=typeset(caption), class_="countries")


def _fans(made: CountryMonths) -> list[Html]:
    drawn = [_fan(place, item, made) for place, item in enumerate(made.countries[:FANS], start=1)]
    parts = [tag("p", typeset(LEGEND), class_="lead"), tag("div", *drawn[:FANS_OPEN], class_="fans")]
    if drawn[FANS_OPEN:]:
        parts.append(more(f"{len(drawn) - FANS_OPEN} more", tag("div", *drawn[FANS_OPEN:], class_="fans")))
    return parts


def _fan(place: int, item: CountryOutlook, made: CountryMonths) -> Html:
    description = (
        f"Counted in the last 12 months: {deaths(item.last12)}. Next 12 months: {total_words(item.next12)}. "
        f"First month: median {deaths(item.months[0].quantiles[2])}, last: {deaths(item.months[-1].quantiles[2])}."
    )
    svg = draw(
        fan_of_months(item, made.provisional), ident=f"fan-{place}", title=f"Deaths a month in {item.name}",
        description=description,
    )  # fmt: skip
    words = (
        f"Next 12 months: {total_words(item.next12)}; a month of 25 or more: {percent(item.any25)}, "
        f"in the first month {percent(item.months[0].p25)}."
    )
    drivers = [tag("li", typeset(driver.words)) for driver in item.drivers]
    return tag(
        "div",
        tag("h3", item.name),
        tag("p", typeset(words)),
        svg,
        tag("ul", *drivers) if drivers else None,
        class_="fan",
    )


def _list(entries: Iterable[str]) -> list[Html]:
    items = [tag("li", typeset(entry)) for entry in entries]
    return [tag("ul", *items)] if items else []
