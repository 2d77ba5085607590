"""The commands on a ledger, each on every kind of database: what they print, what they return, what they never show."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from ledgers import DAY, MOMENT, filled, tamper

from contingent.cli import main
from contingent.core.nouns import Question
from contingent.core.plain import plain
from contingent.journeys.keep import default_ledger
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger
from postgresql import server_address

Run = Callable[..., tuple[int, str, str]]
FORECAST = {
    "id": "f-1", "question": "q-1", "forecaster": "ensemble", "as_of": "2024-11-18", "reasoning": "made",
    "belief": {"kind": "probability", "p": 0.2, "low": 0.1, "high": 0.3},
}  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line; gives its exit code, what it printed and what it complained of."""

    def told(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["contingent", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        password = psycopg.conninfo.conninfo_to_dict(server_address())["password"] if "://" in str(arguments) else None
        assert password is None or str(password) not in out + err
        return int(ended.value.code or 0), out, err

    return told


def test_verify_says_how_many_rows_hold_and_prints_the_head_to_note(run: Run, where: str) -> None:
    filled(where)
    code, out, _ = run("ledger", "verify", "--ledger", where)
    assert code == 0
    assert "6 rows, chain whole" in out
    head = out.split("head ")[1].strip()
    assert run("ledger", "verify", "--ledger", where, "--head", head)[0] == 0
    code, out, err = run("ledger", "verify", "--ledger", where, "--head", f"6:{'0' * 64}")
    assert code == 1
    assert "chain broken at row 6" in err
    tamper(where, ("UPDATE entries SET body_json = '{}' WHERE seq = 4", ()))
    code, out, _ = run("ledger", "verify", "--ledger", where, "--json")
    assert (code, json.loads(out)["first_broken"]) == (1, 4)
    assert run("ledger", "verify", "--ledger", where, "--head", "six")[0] == 2


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_export_and_import_move_every_row(run: Run, form: str, fresh_place: Callable[[], str], tmp_path: Path) -> None:
    source, copy, file = filled(fresh_place()), fresh_place(), str(tmp_path / f"out.{form}")
    code, out, _ = run("ledger", "export", file, "--ledger", source, "--json")
    assert code == 0
    said = json.loads(out)
    assert (said["rows"], said["format"]) == (6, form)
    code, out, _ = run("ledger", "import", file, "--ledger", copy, "--json")
    assert (code, json.loads(out)["new"], json.loads(out)["head"]) == (0, 6, said["head"])
    code, out, _ = run("ledger", "import", file, "--ledger", copy)
    assert "6 rows read, 0 of them new" in out


def test_export_to_standard_output_is_json_lines_and_nothing_else(run: Run, where: str) -> None:
    code, out, _ = run("ledger", "export", "-", "--ledger", filled(where))
    assert code == 0
    assert [json.loads(line)["seq"] for line in out.splitlines()] == [1, 2, 3, 4, 5, 6]
    assert run("ledger", "export", "-", "--ledger", where, "--json")[0] == 2


def test_backup_is_a_ledger_of_its_own(run: Run, where: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.sqlite")
    code, out, _ = run("ledger", "backup", copy, "--ledger", filled(where), "--json")
    assert (code, json.loads(out)["rows"]) == (0, 6)
    assert run("ledger", "verify", "--ledger", copy)[0] == 0


def test_what_cannot_be_is_one_sentence_and_its_code(run: Run, fresh_place: Callable[[], str], tmp_path: Path) -> None:
    where, copy = filled(fresh_place()), fresh_place()
    for arguments, wanted in (
        (("ledger", "export", "out.csv", "--ledger", where), 2),
        (("ledger", "import", str(tmp_path / "none.jsonl"), "--ledger", copy), 2),
        (("ledger", "verify", "--ledger", fresh_place()), 1),
        (("ledger", "backup", str(tmp_path), "--ledger", where), 1),
        (("ledger", "export", str(tmp_path / "a" / "b.jsonl"), "--ledger", fresh_place()), 1),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (wanted, "")
        assert err.startswith("contingent: ")
        assert err.count("\n") == 1


def test_a_forecast_is_settled_and_scored_on_either_kind_of_database(run: Run, where: str, tmp_path: Path) -> None:
    question = Question(
        id="q-1", text="Will it rain?", topic="talks", opens=DAY, deadline=DAY.replace(day=20), source="a made source",
        fine_print=(), claims=(), quote=None,
    )  # fmt: skip
    with Ledger.open(where) as ledger:
        new = [("question", plain(question)), ("forecast", FORECAST)]
        ledger.append_many([Entry(kind=k, key=None, body=b, as_of=DAY) for k, b in new], recorded_at=MOMENT)
    assert "Will it rain?" in run("ledger", "list", "--ledger", where)[1]
    assert "q-1" in run("settle", "--ledger", where)[1]
    settled = ("settle", "q-1", "--outcome", "no", "--on", "2024-11-21", "--source", "a made source")
    code, _, err = run(*settled, "--ledger", where)
    assert (code, err) == (0, "")
    code, out, _ = run("score", "--ledger", where, "--out", str(tmp_path / "out"), "--json")
    assert code == 0
    assert json.loads(out)["counts"]["settled"] == 1
    assert str(server_address()) not in (tmp_path / "out" / "score.html").read_text(encoding="utf-8")


def test_the_ledger_of_the_environment_is_taken_where_none_is_named(
    run: Run, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTINGENT_LEDGER", filled(where))
    assert default_ledger() == where
    code, out, _ = run("ledger", "verify")
    assert (code, "6 rows" in out) == (0, True)
    monkeypatch.setenv("CONTINGENT_LEDGER", "")
    assert isinstance(default_ledger(), Path)
