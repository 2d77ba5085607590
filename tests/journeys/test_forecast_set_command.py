"""`contingent forecast forecastbench` as it is typed: what it writes, and one sentence for what it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.sources.forecastbench import read_question_set
from contingent.sources.submission import read_submission, validate
from proof import made_sets as made

DUE = date(2025, 9, 14)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    told = ["forecast", "forecastbench", *map(str, arguments)]
    return subprocess.run(
        [sys.executable, "-m", "contingent", *told], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write_set(tmp_path_factory.mktemp("asked"), DUE, made.questions(DUE, each=2))


def test_it_prints_what_it_writes_and_keeps_what_it_says(asked: Path, tmp_path: Path) -> None:
    out, ledger = tmp_path / "out", tmp_path / "ledger.sqlite"
    done = command(
        asked, "--data", tmp_path, "--out", out, "--number", 3, "--organization", "Us", "--ledger", ledger, "--json"
    )
    assert done.returncode == 0, done.stderr
    name = f"{DUE}.Us.3.json"
    assert sorted(file.name for file in out.iterdir()) == [f"{DUE}.Us.3.html", name]
    assert done.stdout == (out / name).read_text(encoding="utf-8")
    handed_in = read_submission(done.stdout)
    assert validate(handed_in, read_question_set(asked), file_name=name) == ()
    assert ledger.is_file()


def test_no_keep_keeps_nothing_and_the_terminal_names_the_files(asked: Path, tmp_path: Path) -> None:
    out, ledger = tmp_path / "out", tmp_path / "ledger.sqlite"
    done = command(asked, "--data", tmp_path, "--out", out, "--ledger", ledger, "--no-keep")
    assert done.returncode == 0, done.stderr
    assert not ledger.exists()
    assert str(out / f"{DUE}.contingent.1.json") in done.stdout


@pytest.mark.parametrize(
    ("content", "more", "code", "words"),
    [
        (None, (), 1, "cannot be read"),
        ("{not json", (), 1, "is no JSON"),
        ("[]", (), 1, "forecast_due_date"),
        (json.dumps({"forecast_due_date": str(DUE)}), (), 1, "questions"),
        (json.dumps({"forecast_due_date": str(DUE), "questions": []}), (), 2, "asks nothing"),
        ("asked", ("--as-of", str(DUE + timedelta(days=1))), 1, "--as-of"),
        ("asked", ("--as-of", "soon"), 2, "--as-of"),
        ("asked", ("--organization", "../x"), 2, "organization"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_leaves_nothing(
    asked: Path, tmp_path: Path, content: str | None, more: tuple[str, ...], code: int, words: str
) -> None:
    file = tmp_path / "asked.json"
    if content is not None:
        file.write_text(asked.read_text(encoding="utf-8") if content == "asked" else content, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    done = command(file, "--data", tmp_path, "--out", tmp_path / "out", "--ledger", tmp_path / "l.sqlite", *more)
    assert done.returncode == code
    assert words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(tmp_path.iterdir()) == before
