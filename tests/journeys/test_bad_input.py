"""Whatever cannot be used is refused in one clear sentence with exit code 2, and nothing is left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = """# Reinforcements for the river front

Northland has 120,000 soldiers in the river provinces, and Southland has 90,000. Northland's forces attacked again
on Monday. What happens if Eastland sends 30,000 troops to Northland?
"""


def brief(argument: str, cwd: Path, stdin: bytes = b"", *extra: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "contingent", "brief", argument, "--out", "out", "--ledger", "kept.sqlite", *extra],
        cwd=cwd, input=stdin, capture_output=True, check=False,
    )  # fmt: skip


def refused(done: subprocess.CompletedProcess[bytes], folder: Path, *, before: set[str]) -> str:
    """The one sentence of a refusal; asserts its form and that the folder is as it was."""
    message = done.stderr.decode("utf-8").strip()
    assert done.returncode == 2, (done.returncode, message)
    assert done.stdout == b""
    assert message.startswith("contingent: ")
    assert "Traceback" not in message
    assert len(message.splitlines()) == 1, message
    assert len(message) <= 400, message
    assert {p.name for p in folder.iterdir()} == before
    return message


FILES = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t \n", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "paper.pdf": (b"%PDF-1.7\n" + b"\x00\x01" * 200, "PDF"),
    "long.txt": (b"Northland attacked Southland with 10,000 soldiers. " * 420_000, "10 MB"),
    "encoding.txt": (ARTICLE.encode("utf-16-le")[1:], ""),
    "no_numbers.txt": (
        b"# A quiet front\n\nThe war between Ukraine and Russia goes on. Talks may follow soon.\n",
        "number",
    ),
    "no_conflict.txt": (
        b"# Bread prices\n\nThe bakery sold 1,200 loaves and 300 cakes on Monday. Its owner may hire 4 people.\n",
        "conflict",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_article_of_a_conflict(name: str, tmp_path: Path) -> None:
    content, word = FILES[name]
    (tmp_path / name).write_bytes(content)
    message = refused(brief(name, tmp_path), tmp_path, before={name})
    assert word.lower() in message.lower(), message


@pytest.mark.parametrize("where", ["nowhere.txt", "."])
def test_a_path_that_holds_no_article(where: str, tmp_path: Path) -> None:
    refused(brief(where, tmp_path), tmp_path, before=set())


def test_standard_input_that_is_empty(tmp_path: Path) -> None:
    assert "empty" in refused(brief("-", tmp_path), tmp_path, before=set())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/article",
        "http://[::1]/article",
        "http://10.0.0.1/article",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:10.0.0.1]/",
        "ftp://example.org/article",
        "file:///etc/passwd",
        "http://article.invalid/",
    ],
)
def test_an_address_that_must_not_or_cannot_be_fetched(address: str, tmp_path: Path) -> None:
    refused(brief(address, tmp_path), tmp_path, before=set())


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "1066-10-14x"])
def test_a_day_that_is_none(day: str, tmp_path: Path) -> None:
    assert "--as-of" in refused(brief("-", tmp_path, ARTICLE.encode(), "--as-of", day), tmp_path, before=set())


def test_an_article_from_after_as_of(tmp_path: Path) -> None:
    text = "Date: 2024-11-18\n\n" + ARTICLE
    message = refused(brief("-", tmp_path, text.encode(), "--as-of", "2024-11-17"), tmp_path, before=set())
    assert "2024-11-18" in message


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should be", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "contingent", "brief", "-", "--out", "out", "--no-keep", "--as-of", "2024-11-18"],
        cwd=tmp_path, input=ARTICLE.encode(), capture_output=True, check=False,
    )  # fmt: skip
    refused(done, tmp_path, before={"out"})


def test_an_article_without_a_what_if_still_gets_claims_checks_and_questions(tmp_path: Path) -> None:
    import json

    text = """# Two years on the river front

Northland has 120,000 soldiers in the river provinces. Southland has 90,000 soldiers there and has lost 20,000 dead
and 60,000 wounded. Officials expect that the two sides will sign a cease-fire by March 2025.
Russia and Ukraine watch closely. Russia attacked Ukraine in 2022.
"""
    done = brief("-", tmp_path, text.encode(), "--as-of", "2024-11-18")
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads((tmp_path / "out" / "brief.json").read_text(encoding="utf-8"))
    assert made["claims"] and made["checks"] and made["questions"]
    assert made["scenario"] is None and made["outcomes"] is None
    assert made["answer"]["difference"] is None
    assert any("what-if" in warning for warning in made["warnings"])
