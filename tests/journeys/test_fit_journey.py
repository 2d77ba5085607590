"""A shipped table is what its command makes: from the same data, byte for byte."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from contingent.cli.evidence import fit
from contingent.core.errors import DataError, InputError
from contingent.journeys.fit import fit_table, write_table


@pytest.mark.shared
@pytest.mark.parametrize(("what", "place"), [("hazards", "hazards"), ("russia-ukraine", "baselines/russia_ukraine")])
def test_the_shipped_file_is_what_its_command_makes(what: str, place: str, shared: Path, tmp_path: Path) -> None:
    shipped = (files("contingent") / "data" / f"{place}.toml").read_text(encoding="utf-8")
    day = tomllib.loads(shipped)["fitted_as_of"]
    table = fit_table(what, shared / "data" / "war", as_of=date.fromisoformat(str(day)))
    write_table(table, tmp_path / "fitted.toml")
    assert (tmp_path / "fitted.toml").read_text(encoding="utf-8") == shipped
    assert table.command in shipped.splitlines()[0]


@pytest.mark.shared
def test_a_fit_before_a_map_began_and_before_most_was_said_uses_what_there_was(shared: Path) -> None:
    table = fit_table("russia-ukraine", shared / "data" / "war", as_of=date(2023, 6, 5)).values
    assert [source["role"] for source in table["sources"]] == ["losses_attacker", "area"]
    assert [row["name"] for row in table["observer"]] == ["losses_general_staff", "area_economist"]
    assert all(source["last_day"] <= date(2023, 6, 5) for source in table["sources"])
    (force,) = (row for row in table["parameter"] if row["name"] == "force_attacker")
    assert force["verified"] is False


def test_what_cannot_be_fitted_is_named_with_what_can(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wanted one of russia-ukraine, battles, hazards"):
        fit_table("another war", tmp_path, as_of=date(2024, 11, 18))


@pytest.mark.shared
def test_json_and_a_file_can_be_asked_for_at_once(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fit("hazards", shared / "data" / "war", "2024-07-01", out=tmp_path / "h.toml", as_json=True)
    assert json.loads(capsys.readouterr().out) == tomllib.loads((tmp_path / "h.toml").read_text(encoding="utf-8"))


def test_a_folder_without_the_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no .* in"):
        fit_table("hazards", tmp_path, as_of=date(2024, 11, 18))
