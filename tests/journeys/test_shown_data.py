"""Laws of the data shown: old from the day after the last allowed, by the part that froze; shipped tables alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.nouns import ReferenceClass
from contingent.journeys.data import shelves
from contingent.journeys.shown.data import Source, shown_data
from contingent.journeys.shown.data_uses import SETS, TABLES
from contingent.ledger.store import Ledger
from contingent.sources import shipped
from contingent.sources.catalogue import DataSet, catalogue
from contingent.sources.manifest import Record, write_manifest
from proof.made_ledgers import chance, forecast, put, question

DAY = date(2026, 6, 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "made.sqlite") as opened:
        yield opened


def made_set(**changes: object) -> DataSet:
    values: dict[str, object] = {
        "name": "made", "title": "A made set", "licence": "CC0", "cadence": "daily", "stale_after_days": 7,
        "folder": "made", "plan": "fixed", "format": "csv", "read": "written here",
        "files": ({"file": "a.csv", "url": "https://data.example/a.csv"},
                  {"file": "b.csv", "url": "https://data.example/b.csv"}),
    }  # fmt: skip
    return DataSet(**{**values, **changes})  # type: ignore[arg-type]


def keep(root: Path, one: DataSet, *files: tuple[str, date | None], patience: int | None = None) -> None:
    folder = root / one.folder
    folder.mkdir(parents=True, exist_ok=True)
    records = {}
    for file, through in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("made\n")
        records[file] = Record(
            set=one.name, file=file, url="https://data.example/", final_url="https://data.example/", licence="CC0",
            retrieved_at="2026-05-30T00:00:00Z", checked_at="2026-05-30T00:00:00Z", sha256="ab" * 32, bytes=5,
            data_through=None if through is None else through.isoformat(), stale_after_days=patience,
        )  # fmt: skip
    write_manifest(folder, records)


def shown(ledger: Ledger, root: Path, one: DataSet, day: date = DAY) -> Source:
    found = shown_data(ledger, root, as_of=day, sets={one.name: one}).sources
    return next(source for source in found if source.name == one.name)


def test_a_series_that_froze_does_not_hide_behind_another(ledger: Ledger, tmp_path: Path) -> None:
    one = made_set()
    keep(tmp_path, one, ("a.csv", DAY), ("b.csv", DAY - timedelta(30)))
    found = shown(ledger, tmp_path, one)
    assert found.status == "old" and found.old_since == DAY - timedelta(30) + timedelta(8)
    assert found.through == DAY and found.age_days == 0 and found.warnings
    assert [file.old for file in found.files] == [False, True]


def test_of_dated_files_the_newest_counts(ledger: Ledger, tmp_path: Path) -> None:
    one = made_set(plan="monthly")
    keep(tmp_path, one, ("2026_4.csv", DAY - timedelta(40)), ("2026_5.csv", DAY - timedelta(2)))
    assert shown(ledger, tmp_path, one).status == "fresh"


@pytest.mark.parametrize("days, status", [(7, "fresh"), (8, "old")])
def test_a_set_is_old_from_the_day_after_the_last_allowed(
    ledger: Ledger, tmp_path: Path, days: int, status: str
) -> None:
    one = made_set()
    keep(tmp_path, one, ("a.csv", DAY - timedelta(days)))
    found = shown(ledger, tmp_path, one)
    assert found.status == status and found.old_since == (DAY if status == "old" else None)


def test_a_series_with_a_spacing_of_its_own_is_old_by_that(ledger: Ledger, tmp_path: Path) -> None:
    one = made_set(by_spacing=True)
    keep(tmp_path, one, ("a.csv", DAY - timedelta(90)), patience=120)
    assert shown(ledger, tmp_path, one).status == "fresh"
    keep(tmp_path, one, ("a.csv", DAY - timedelta(130)), patience=120)
    assert shown(ledger, tmp_path, one).old_since == DAY - timedelta(130) + timedelta(121)


def test_data_that_do_not_say_how_far_they_go_are_old_since_no_day(ledger: Ledger, tmp_path: Path) -> None:
    one = made_set()
    keep(tmp_path, one, ("a.csv", None))
    found = shown(ledger, tmp_path, one)
    assert (found.status, found.old_since, found.age_days) == ("old", None, None)


def test_old_here_is_old_in_the_list_of_the_command_line(ledger: Ledger, tmp_path: Path) -> None:
    for place, days in enumerate((0, 7, 8, 300)):
        one = made_set(name=f"made{place}", folder=f"made{place}")
        keep(tmp_path, one, ("a.csv", DAY - timedelta(days)))
        (shelf,) = shelves(tmp_path, today=DAY, sets={one.name: one})
        assert bool(shelf.warnings) == (shown(ledger, tmp_path, one).status == "old")


def test_what_lies_there_without_a_record_is_no_fresh_data(ledger: Ledger, tmp_path: Path) -> None:
    one = made_set()
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.csv").write_text("by hand\n")
    found = shown(ledger, tmp_path, one)
    assert found.status == "undated" and any("without a record" in words for words in found.warnings)
    assert shown(ledger, tmp_path / "elsewhere", one).status == "missing"


def test_a_fitted_table_is_old_a_year_after_its_day(ledger: Ledger, tmp_path: Path) -> None:
    fitted = shipped.fitted_as_of("hazards")
    assert fitted is not None
    for days, status in ((shipped.FRESH_DAYS, "fresh"), (shipped.FRESH_DAYS + 1, "old")):
        found = {one.name: one for one in shown_data(ledger, tmp_path, as_of=fitted + timedelta(days)).sources}
        assert found["hazards"].status == status and found["hazards"].fitted == fitted
    assert found["hazards"].old_since == fitted + timedelta(shipped.FRESH_DAYS + 1)


def test_the_warning_of_the_what_if_and_this_page_agree(ledger: Ledger, tmp_path: Path) -> None:
    for name in shipped.baselines():
        fitted = shipped.fitted_as_of(f"baselines/{name}")
        assert fitted is not None
        for days in (shipped.FRESH_DAYS, shipped.FRESH_DAYS + 1):
            day = fitted + timedelta(days)
            found = {one.name: one for one in shown_data(ledger, tmp_path, as_of=day).sources}
            assert (found[f"baselines/{name}"].status == "old") == bool(shipped.stale(name, day))


def test_every_set_of_the_catalogue_and_every_table_says_who_uses_it() -> None:
    assert set(SETS) == set(catalogue())
    assert all(SETS.values()) and all(one.users for one in TABLES.values())
    assert {source for one in TABLES.values() for source in one.made_from} <= set(catalogue())
    assert set(shipped.FORECASTING_TABLES) <= set(TABLES)


def cites(name: str, on: date, *classes: tuple[str, bool, date]) -> Sequence[object]:
    told = tuple(
        ReferenceClass(name="made", events=1.0, cases=4.0, effective_n=4.0, rate_low=0.1, rate_high=0.5, source=source,
                       verified=verified, data_through=through)
        for source, verified, through in classes
    )  # fmt: skip
    return (replace(forecast(name, "base_rate", chance(0.2), on=on), reference_classes=told),)


def test_what_forecasts_cite_is_counted_once_a_forecast(ledger: Ledger, tmp_path: Path) -> None:
    where, early, late = tmp_path / "made.sqlite", date(2024, 1, 5), date(2024, 2, 5)
    first, last = date(2023, 1, 1), date(2023, 6, 1)
    put(where, question("a"), *cites("a", early, ("x", True, first), ("x", False, last), ("y", True, first)))  # type: ignore[arg-type]
    put(where, *cites("a", late, ("x", True, first)))  # type: ignore[arg-type]
    found = shown_data(ledger, tmp_path, as_of=DAY).cited
    assert [(one.source, one.forecasts, one.unverified, one.through) for one in found] == [
        ("x", 2, 1, last), ("y", 1, 0, first),
    ]  # fmt: skip
    assert [one.forecasts for one in shown_data(ledger, tmp_path, as_of=early).cited] == [1, 1]
