"""The page and the terminal of a country-month forecast: the answer first, age and provisional months said in words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from contingent.report.country_months.charts import fan_of_months
from contingent.report.country_months.outlook import (
    CountryMonths,
    CountryOutlook,
    Driver,
    MonthOutlook,
    Total,
    answer_words,
    change_words,
    country_months_json,
    deaths,
    shown,
    warnings,
)
from contingent.report.country_months.page import render_country_months_html
from contingent.report.country_months.terminal import render_country_months_terminal
from contingent.report.svg import draw


def country(iso3, name, scale, *, p=0.5, share=0.5, past=1.0):
    months = tuple(
        MonthOutlook(month=date(2026 + (8 + n) // 12, (8 + n) % 12 + 1, 1), mean=scale,
                     quantiles=(0.0, scale / 2, scale, scale * 1.5, scale * 3), p25=p)
        for n in range(14)
    )  # fmt: skip
    total = Total(months=12, mean=12 * scale, low=scale, middle=11 * scale, high=40 * scale)
    return CountryOutlook(
        iso3=iso3, name=name, region="Africa", months=months, next3=replace(total, months=3, mean=3 * scale),
        past=tuple((date(2024 + n // 12, n % 12 + 1, 1), past * scale) for n in range(32)),
        next12=total, last12=12 * scale * past, any25=p, onset=None if share else p, share25=share,
        drivers=(Driver(words="more deaths than usual", amount=0.4),),
    )  # fmt: skip


ALEPH, BETH, GIMEL = (country("SDN", "Sudan", 400.0), country("SOM", "Somalia", 60.0, p=0.9, share=0.25),
                      country("KEN", "Kenya", 0.02, p=0.04, share=0.0, past=0.0))  # fmt: skip


GIMEL = replace(GIMEL, onset=0.06, any25=0.06)


def made(**changes):
    base = CountryMonths(
        as_of=date(2026, 9, 22), data_through=date(2026, 8, 31), known=date(2026, 9, 20),
        provisional=(date(2026, 7, 1), date(2026, 8, 1)), source="UCDP", forecaster="contingent",
        countries=(ALEPH, BETH, GIMEL), notes=("A note's note.",), made=(("Version", "0.1.0"),),
    )  # fmt: skip
    return replace(base, **changes)


def terminal(forecast, width=80):
    stream = io.StringIO()
    render_country_months_terminal(forecast, Console(file=stream, width=width), files=("out/forecast-views.html",))
    return stream.getvalue()


def test_the_answer_names_where_most_die_where_risk_rises_and_where_it_would_be_new():
    first, rising, new = answer_words(made())
    assert "Sudan, median 4,400 (90 % range 400 to 16,000); Somalia, median 660" in first
    assert "Kenya" not in first
    assert "Somalia (25" in rising and "Sudan" not in rising
    assert "Kenya 6" in new


def test_where_nothing_rises_or_dies_it_says_so():
    calm = made(countries=(GIMEL,))
    assert answer_words(calm)[0].startswith("In no country is the median of the next 12 months one death")
    assert answer_words(calm)[1].startswith("In no country")


def test_the_change_since_the_last_forecast_is_told_largest_first():
    moved = made(countries=(replace(ALEPH, before=(date(2026, 8, 20), 0.5, 0.58)),
                            replace(BETH, before=(date(2026, 8, 20), 0.3, 0.9))))  # fmt: skip
    told = answer_words(moved)[-1]
    assert told.index("Somalia") < told.index("Sudan")
    still = made(countries=(replace(ALEPH, before=(date(2026, 8, 20), 0.5, 0.51)),))
    assert "no country's mean monthly risk" in answer_words(still)[-1]


def test_old_data_and_provisional_months_are_warned_of_and_fresh_final_ones_not():
    begun, provisional = warnings(made())
    assert begun.startswith("September 2026 has begun by 22 September 2026")
    assert provisional.startswith("Provisional: July 2026 to August 2026 are")
    assert warnings(made(as_of=date(2027, 1, 20)))[0].startswith(
        "The data are old: they end on 31 August 2026, 142 days"
    )
    assert warnings(made(as_of=date(2026, 8, 31), provisional=())) == ()


@pytest.mark.parametrize(
    ("past", "words"), [(0.0, "from 0"), (1.0, "≈\u00a0same"), (0.5, "× 1.8"), (0.01, "+4,400"), (2.0, "× 0.46")]
)
def test_change_is_told_beside_the_last_year(past, words):
    assert change_words(country("SDN", "Sudan", 400.0, past=past)) == words


def test_small_numbers_of_deaths_are_not_rounded_to_none():
    assert [deaths(value) for value in (0.0, 0.2, 1.0, 9.6, 12345.0)] == ["0", "<1", "1", "10", "12,000"]


def test_the_page_holds_answer_table_fans_and_drivers_and_is_the_same_twice():
    page = render_country_months_html(made())
    assert page == render_country_months_html(made())
    assert page.index('id="answer"') < page.index("Before you quote this") < page.index('id="countries"')
    assert page.count("<svg") == 3
    assert "more deaths than usual" in page
    assert "A note’s note." in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_name_from_outside_cannot_become_markup():
    page = render_country_months_html(made(countries=(replace(ALEPH, name="<script>x</script>"),)))
    assert "<script" not in page


def test_eighty_columns_hold_every_line():
    long = replace(ALEPH, name="Democratic Republic of the Congo")
    lines = terminal(made(countries=(long, BETH, GIMEL))).splitlines()
    assert max(map(len, lines)) <= 80
    assert any("25+" in line for line in lines)
    assert lines[-1] == "out/forecast-views.html"


def test_a_fan_draws_final_and_provisional_months_apart_and_its_scale_from_zero():
    spec = fan_of_months(ALEPH, (date(2026, 7, 1), date(2026, 8, 1)))
    bars = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "bar")
    assert [row["kind"] for row in bars["data"]["values"]].count("provisional") == 2
    assert bars["encoding"]["y"]["scale"]["domain"][0] == 0
    assert "svg" in draw(spec, ident="x", title="t", description="d").text


def test_no_deaths_anywhere_can_be_drawn():
    flat = country("KEN", "Kenya", 0.0, p=0.0, share=0.0)
    assert "svg" in draw(fan_of_months(flat, ()), ident="x", title="t", description="d").text


def test_the_table_shows_every_country_of_note():
    many = tuple(country(f"A{n:02d}"[:3], f"C{n}", 100.0 - n) for n in range(20))
    assert len(shown(made(countries=(*many, GIMEL)))) == 20
    assert len(shown(made())) == 3


def test_json_tells_all_countries_and_nothing_that_changes_between_runs():
    text = country_months_json(made())
    assert text == country_months_json(made())
    assert '"iso3": "KEN"' in text
    assert '"made"' not in text


def test_a_small_risk_of_a_first_month_is_not_told_in_the_answer():
    assert len(answer_words(made(countries=(ALEPH, replace(GIMEL, onset=0.04, any25=0.04))))) == 2
