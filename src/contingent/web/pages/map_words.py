"""The map in words and rows: its answer, the values beside each country, its table as HTML, CSV and Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from contingent.core.errors import InputError
from contingent.journeys.shown.map import CountryMap, MapCountry, Measure, Move
from contingent.report.country_months.outlook import deaths, month_words, range_words
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, percent, signed
from contingent.report.sections.parts import number
from contingent.web.page import Rows

#: what a map can show: how it is called in a list of choices, and in a sentence
CHOICES: dict[Measure, str] = {
    "risk": "Risk of 25 deaths or more",
    "median": "Deaths, median",
    "upper": "Deaths, upper end of the 90 % range",
}
TITLES: dict[Measure, str] = {
    "risk": "Risk of 25 conflict deaths or more",
    "median": "Conflict deaths, median",
    "upper": "Conflict deaths, upper end of the 90 % range",
}
COMMANDS = ("contingent data pull ucdp ucdp-candidate", "contingent forecast views")
NAMED = 3
#: column of the table → its name, in the order they stand
SORTS = {
    "name": "Country", "risk": "Risk of 25 or more", "median": "Deaths, median", "half": "50 % range",
    "upper": "90 % range", "change": "Change", "counted": "Last counted",
}  # fmt: skip
CSV = (
    "iso3", "country", "region", "month", "made_on", "p_25_or_more", "p_before", "p_before_on", "q05", "q25", "q50",
    "q75", "q95", "q50_before", "q50_before_on", "last_counted_month", "last_counted_deaths", "risk_question",
    "deaths_question",
)  # fmt: skip


def answer(shown: CountryMap) -> str:
    """The map in a sentence: where most is forecast."""
    if shown.month is None:
        return f"No forecast of deaths by country and month was in the ledger on {day_words(shown.as_of)}."
    where = "" if shown.region is None else f" of {shown.region}"
    ranked = _ranked(shown.countries, shown.measure, shown.measure)
    top = [item for item in ranked if item.value(shown.measure) is not None][:NAMED]
    if not top:
        return f"Of no country{where} is this forecast in the ledger for {month_words(shown.month)}."
    told = _listed([f"{item.name} ({in_print(item.value(shown.measure), shown.measure)})" for item in top])
    month = month_words(shown.month)
    if shown.measure == "risk":
        return f"In {month}, 25 deaths or more are likeliest in {told}."
    if shown.measure == "median":
        return f"In {month}, most deaths are forecast in {told}; more are as likely as fewer."
    return f"In {month}, deaths may run highest in {told}: one future in twenty has still more."


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def in_print(value: float | None, measure: Measure) -> str:
    """A value of a measure in print; a missing one says so."""
    if value is None:
        return "none kept"
    return percent(value) if measure == "risk" else deaths(value)


def beside(item: MapCountry) -> str:
    """What is told of a country when it is pointed at."""
    told = []
    if item.risk is not None:
        told.append(f"{percent(item.risk.p)} risk of 25 deaths or more")
    if item.deaths is not None:
        low, _, middle, _, high = item.deaths.quantiles
        told.append(f"median {deaths(middle)} deaths (90 % range {range_words(low, high)})")
    return "; ".join(told) or "no forecast kept"


def move_words(move: Move, measure: Measure) -> str:
    """A move in words.

    >>> from datetime import date
    >>> words = move_words(Move(iso3="SDN", name="Sudan", then=0.5, now=0.62, since=date(2026, 10, 20)), "risk")
    >>> words.replace(chr(160), " ")
    'from 50 % to 62 %, since 20 October 2026'
    """
    kind: Measure = "risk" if measure == "risk" else "median"
    return f"from {in_print(move.then, kind)} to {in_print(move.now, kind)}, since {day_words(move.since)}"


def change(item: MapCountry, measure: Measure) -> float | None:
    """The value less that of the forecast before: of the probability, or of the median of deaths."""
    if measure == "risk":
        return None if item.risk is None or item.risk.before is None else item.risk.p - item.risk.before
    return None if item.deaths is None or item.deaths.before is None else item.deaths.quantiles[2] - item.deaths.before


def sorted_by(shown: CountryMap, sort: str | None) -> list[MapCountry]:
    """The countries with a forecast in the order of a column, the largest first (names from A); missing ones last.

    Raises:
        InputError: there is no such column.
    """
    if sort is not None and sort not in SORTS:
        raise InputError(f"sort is {sort!r}; wanted one of {', '.join(SORTS)}")
    return _ranked(shown.told, shown.measure, sort or shown.measure)


def table(shown: CountryMap, ranked: Sequence[MapCountry], sort: str | None, query: dict[str, str]) -> Html:
    """The countries with a forecast, each row named by its code, each column's name a link that sorts by it."""
    by = sort or shown.measure
    head = tag(
        "tr",
        *(
            tag("th", tag("a", name, href=f"/map?{urlencode(query | {'sort': key})}#countries"), scope="col",
                role="columnheader", aria_sort=("ascending" if key == "name" else "descending") if key == by else None)
            for key, name in SORTS.items()
        ),
        role="row",
    )  # fmt: skip
    names = list(SORTS.values())[1:]
    body = [
        tag(
            "tr",
            tag("th", item.name, scope="row", role="rowheader"),
            *(
                tag("td", tag("span", cell), role="cell", data_label=name)
                for name, cell in zip(names, _cells(item, shown.measure), strict=True)
            ),
            role="row",
            id=f"country-{item.iso3}",
        )
        for item in ranked
    ]
    return tag(
        "table",
        tag("caption", _caption(by)),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
        class_="fold map-table",
    )


def csv_rows(shown: CountryMap) -> Rows:
    """Every country of the region as a row; what was not forecast or counted is an empty cell."""
    return Rows(columns=CSV, rows=[_csv(item, shown) for item in shown.countries])


def markdown(shown: CountryMap, ranked: Sequence[MapCountry], notes: Sequence[str]) -> str:
    """The page for an agent: the answer, the moves, the table, what to know."""
    lines = [f"# {heading(shown)}", "", answer(shown), ""]
    if shown.month is None:
        return "\n".join([*lines, "To make one:", "", *(f"    {command}" for command in COMMANDS), ""])
    lines += [f"- {move.name}: {move_words(move, shown.measure)}" for move in shown.moves]
    lines += ["", f"| {' | '.join(SORTS.values())} |", f"|{'---|' * len(SORTS)}"]
    for item in ranked:
        cells = [join(item.name), *(join(cell) for cell in _plain(item, shown.measure))]
        lines.append(f"| {' | '.join(cell.text.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, "", *(f"- {note}" for note in notes), ""])


def heading(shown: CountryMap) -> str:
    """The page's name: what, where and when."""
    if shown.month is None:
        return "Deaths in conflict by country"
    where = "" if shown.region is None else f", {shown.region}"
    return f"{TITLES[shown.measure]}: {month_words(shown.month)}{where}"


def _ranked(items: Sequence[MapCountry], measure: Measure, by: str) -> list[MapCountry]:
    if by == "name":
        return sorted(items, key=lambda item: item.name)

    def key(item: MapCountry) -> float | None:
        if by == "change":
            moved = change(item, measure)
            return None if moved is None else abs(moved)
        if by == "counted":
            return None if item.counted is None else item.counted.deaths
        if by == "half":
            return None if item.deaths is None else item.deaths.quantiles[3]
        return item.value("risk" if by == "risk" else "median" if by == "median" else "upper")

    known = [(value, item) for item in items if (value := key(item)) is not None]
    told = sorted(known, key=lambda pair: (-pair[0], pair[1].name))
    return [*(item for _, item in told), *sorted((i for i in items if key(i) is None), key=lambda item: item.name)]


def _plain(item: MapCountry, measure: Measure) -> list[str]:
    """The cells of a row after its name, as text."""
    low, lower, _, upper, high = item.deaths.quantiles if item.deaths else (None,) * 5
    moved = change(item, measure)
    return [
        in_print(None if item.risk is None else item.risk.p, "risk"),
        in_print(item.value("median"), "median"),
        "none kept" if lower is None or upper is None else range_words(lower, upper),
        "none kept" if low is None or high is None else range_words(low, high),
        _moved(moved, measure),
        "none known" if item.counted is None else f"{deaths(item.counted.deaths)} in {month_words(item.counted.month)}",
    ]


def _moved(moved: float | None, measure: Measure) -> str:
    if moved is None:
        return "none before"
    if measure == "risk":
        points = round(100 * moved)
        return f"{signed(points)} point{'' if abs(points) == 1 else 's'}"
    return signed(moved if abs(moved) >= 10 else round(moved))


def _cells(item: MapCountry, measure: Measure) -> list[Child]:
    """The cells of a row after its name: values that lead to their question, what is missing quiet."""
    texts: list[Child] = [
        tag("span", text, class_="map-quiet") if text in ("none kept", "none known", "none before") else text
        for text in _plain(item, measure)
    ]
    if item.risk is not None:
        texts[0] = tag("a", number(percent(item.risk.p), item.risk.p), href=f"/questions/{item.risk.question}")
    if item.deaths is not None:
        middle = item.deaths.quantiles[2]
        texts[1] = tag("a", number(deaths(middle), middle), href=f"/questions/{item.deaths.question}")
    return texts


def _caption(by: str) -> str:
    order = "by name" if by == "name" else f"by {SORTS[by][0].lower()}{SORTS[by][1:]}, the largest first"
    return f"Countries with a forecast, {order}. A column’s name sorts by it; a value leads to its question."


def _csv(item: MapCountry, shown: CountryMap) -> list[object]:
    risk, told, counted = item.risk, item.deaths, item.counted
    return [
        item.iso3, item.name, item.region,
        None if shown.month is None else f"{shown.month:%Y-%m}", shown.made_on if risk or told else None,
        *((risk.p, risk.before, risk.before_on) if risk else (None,) * 3),
        *((*told.quantiles, told.before, told.before_on) if told else (None,) * 7),
        *((f"{counted.month:%Y-%m}", counted.deaths) if counted else (None,) * 2),
        risk.question if risk else None, told.question if told else None,
    ]  # fmt: skip
