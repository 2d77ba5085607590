"""What ships with the package is read once, says where it comes from, and is not offered before its day."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from importlib.resources import files

import pytest

from contingent.core.errors import DataError, LeakError
from contingent.sources import shipped

LATE, EARLY = date(2100, 1, 1), date(1990, 1, 1)


def test_every_table_is_whole_and_is_parsed_once() -> None:
    for name in ("gazetteer", *shipped.FORECASTING_TABLES):
        assert shipped.table(name) is shipped.table(name)
        assert shipped.table(name)
        raw = (files("contingent") / "data" / f"{name}.toml").read_bytes()
        assert shipped.checksum(name) == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    "name", ["nothing", "baselines/nothing", "../pyproject", "hazards.toml", "", "/etc/passwd", "a/b/c"]
)
def test_a_table_that_does_not_ship_is_refused_by_name(name: str) -> None:
    for ask in (shipped.table, shipped.checksum):
        with pytest.raises(DataError, match="shipped table"):
            ask(name)


def test_the_provenance_of_a_table_names_its_sources_and_its_bytes() -> None:
    used = shipped.data_used("hazards", date(2024, 11, 18))
    assert used.checksum == f"sha256:{shipped.checksum('hazards')}"
    assert used.data_through == str(shipped.table("hazards")["data_through"])
    for source in shipped.table("hazards")["sources"]:
        assert source["title"] in used.source
        assert source["licence"] in used.licence


def test_a_fitted_table_is_not_offered_before_its_day() -> None:
    day = shipped.fitted_as_of("hazards")
    assert day is not None
    assert set(shipped.forecasting_tables(LATE)) == set(shipped.FORECASTING_TABLES)
    assert "hazards" in shipped.forecasting_tables(day)
    assert "hazards" not in shipped.forecasting_tables(day - timedelta(days=1))
    assert shipped.known_table("hazards", day) is shipped.table("hazards")
    with pytest.raises(LeakError, match="hazards"):
        shipped.known_table("hazards", day - timedelta(days=1))


def test_a_fitted_war_is_a_theatre_from_its_day_on() -> None:
    assert shipped.theatres(EARLY) == ()
    for theatre in shipped.theatres(LATE):
        assert theatre in shipped.theatres(theatre.fitted_as_of)
        assert theatre not in shipped.theatres(theatre.fitted_as_of - timedelta(days=1))
        assert shipped.baseline_table(theatre.baseline, theatre.fitted_as_of)["attacker"] == theatre.attacker
        with pytest.raises(LeakError):
            shipped.baseline_table(theatre.baseline, theatre.fitted_as_of - timedelta(days=1))
    assert {theatre.baseline for theatre in shipped.theatres(LATE)} <= set(shipped.baselines())


def test_the_gazetteer_is_indexed_once() -> None:
    assert shipped.gazetteer() is shipped.gazetteer()


def test_parameters_fitted_long_before_the_day_are_warned_about() -> None:
    assert shipped.stale("russia_ukraine", date(2025, 6, 1)) == ()
    (warning,) = shipped.stale("russia_ukraine", date(2030, 1, 1))
    assert "2024-11-18" in warning
