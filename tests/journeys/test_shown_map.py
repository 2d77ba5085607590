"""The map's values: a month's newest forecast and no other, nothing from after the day, missing never zero."""

from __future__ import annotations

from datetime import date

import pytest

from contingent.core.errors import InputError
from contingent.journeys.shown.map import country_map, moves
from contingent.ledger.store import Ledger
from contingent.sources.shipped import countries
from proof import made_maps
from proof.made_maps import FIRST, SECOND

NOW = date(2026, 11, 23)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with Ledger.open(made_maps.made(tmp_path_factory.mktemp("map") / "ledger.sqlite")) as opened:
        yield opened


def of(shown, iso3):
    return next(item for item in shown.countries if item.iso3 == iso3)


def test_an_empty_ledger_has_every_country_and_a_value_of_none(tmp_path):
    with Ledger.open(tmp_path / "empty.sqlite") as ledger:
        shown = country_map(ledger, as_of=NOW)
    assert (shown.month, shown.made_on, shown.months, shown.told, shown.moves) == (None, None, (), (), ())
    assert len(shown.countries) == len(countries().states) == len(shown.silent)
    assert {item.value(measure) for item in shown.countries for measure in ("risk", "median", "upper")} == {None}


def test_the_values_are_those_that_were_kept(ledger):
    shown = country_map(ledger, as_of=NOW, month="2026-12")
    kept = made_maps.beliefs(2)
    assert (shown.month, shown.made_on) == (date(2026, 12, 1), SECOND)
    for item in shown.countries:
        risk, values = kept[item.iso3]
        held = item.iso3 != "TCD" and risk >= 0.01
        assert item.value("risk") == (risk if held else None)
        if values is None:
            assert item.deaths is None
            assert item.value("median") is item.value("upper") is None
        else:
            assert item.deaths.quantiles == (values[0], values[2], values[3], values[4], values[6])
            assert (item.value("median"), item.value("upper")) == (values[3], values[6])


def test_nothing_from_after_the_day_is_shown(ledger):
    shown = country_map(ledger, as_of=date(2026, 11, 19))
    assert shown.made_on == FIRST
    assert shown.months[-1] == date(2027, 1, 1)
    assert of(shown, "SDN").risk.p == made_maps.beliefs(1)["SDN"][0]
    assert all(item.counted is None for item in shown.countries)
    assert all(part.before is None for item in shown.told for part in (item.risk, item.deaths) if part is not None)
    assert country_map(ledger, as_of=date(2026, 10, 19)).month is None


def test_a_count_of_zero_is_told_and_an_unknown_count_is_not(ledger):
    shown = country_map(ledger, as_of=NOW)
    assert (of(shown, "SDN").counted.deaths, of(shown, "SDN").counted.month) == (0.0, date(2026, 10, 1))
    assert of(shown, "UKR").counted.deaths == 2100.0
    assert {item.iso3 for item in shown.countries if item.counted is not None} == {"SDN", "UKR"}


def test_a_state_that_the_newest_forecast_leaves_out_has_none_and_is_named(ledger):
    shown = country_map(ledger, as_of=NOW, month="2026-12")
    assert of(shown, "TCD").risk is None
    before, after = made_maps.beliefs(1), made_maps.beliefs(2)
    fallen = {code for code in before if before[code][0] >= 0.01 and (after[code][0] < 0.01 or code == "TCD")}
    assert {item.iso3 for item in shown.countries if item.name in shown.dropped} == fallen
    assert country_map(ledger, as_of=NOW, month="2027-02").dropped == ()


def test_moves_are_against_the_forecast_before_and_the_largest_comes_first(ledger):
    shown = country_map(ledger, as_of=NOW, month="2026-12")
    before, after = made_maps.beliefs(1), made_maps.beliefs(2)
    sizes = [abs(move.now - move.then) for move in shown.moves]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 5
    assert {move.since for move in shown.moves} == {FIRST}
    for move in shown.moves:
        assert (move.then, move.now) == (before[move.iso3][0], after[move.iso3][0])
    both = [code for code in before if min(before[code][0], after[code][0]) >= 0.01 and code != "TCD"]
    assert sizes[0] == max(abs(after[code][0] - before[code][0]) for code in both)
    ratios = moves(shown.countries, "median")
    assert {move.iso3 for move in ratios} <= set(made_maps.AT_WAR)
    assert all(max(m.now + 1, m.then + 1) / min(m.now + 1, m.then + 1) >= 1.5 for m in ratios)


def test_the_first_month_not_over_is_shown_or_the_last_one_there_is(ledger):
    assert country_map(ledger, as_of=NOW).month == date(2026, 11, 1)
    assert country_map(ledger, as_of=date(2026, 12, 1)).month == date(2026, 12, 1)
    assert country_map(ledger, as_of=date(2030, 1, 1)).month == date(2027, 2, 1)


def test_regions_share_the_countries_among_them(ledger):
    whole = country_map(ledger, as_of=NOW)
    parts = [country_map(ledger, as_of=NOW, region=region) for region in whole.regions]
    assert sorted(i.iso3 for part in parts for i in part.countries) == sorted(i.iso3 for i in whole.countries)
    assert {part.made_on for part in parts} == {SECOND}
    for part in parts:
        assert set(part.countries) <= set(whole.countries)


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"month": "2026-09"}, "2026-10 to 2027-02"), ({"month": "x'<"}, "wanted one that was forecast"),
     ({"measure": "mean"}, "risk, median, upper"), ({"region": "Atlantis"}, "Oceania")],
)  # fmt: skip
def test_what_there_is_not_is_refused_with_what_there_is(ledger, asked, words):
    with pytest.raises(InputError, match=words):
        country_map(ledger, as_of=NOW, **asked)
