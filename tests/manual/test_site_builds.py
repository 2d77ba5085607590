"""The site builds without a warning: every link, anchor and reference leads somewhere; the reference is the code's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from manual.blocks import ROOT
from manual.reference import PARTS
from manual.reference.commands import every, options
from manual.reference.settings import VARIABLES, asked_for
from manual.site import OURS, build, expanded


def test_the_site_builds_and_a_warning_is_an_error(tmp_path: Path) -> None:
    out = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "manual", "build", "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert (out / "docs" / "index.html").is_file() and (out / "index.html").is_file()
    commands = (out / "docs" / "reference" / "commands.html").read_text(encoding="utf-8")
    assert all(" ".join(words) in commands for words, _ in every())


def test_a_folder_that_holds_something_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert build(tmp_path) == 2
    assert (tmp_path / "thesis.txt").read_text() == "years of work" and not (tmp_path / OURS).exists()


def test_every_part_of_the_reference_is_on_a_page() -> None:
    asked = set()
    for page in (ROOT / "docs").rglob("*.md"):
        asked |= set(re.findall(r"^<!-- generated: ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == PARTS.keys()


def test_every_option_of_every_command_is_told() -> None:
    told = PARTS["commands"]()
    for words, command in every():
        for option in options(command) - {"--help", "-h", "--version"}:
            assert f"`{option}`" in told, (words, option)


def test_the_table_of_variables_is_the_codes() -> None:
    assert asked_for() == VARIABLES.keys()


def test_a_part_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        expanded("<!-- generated: nothing -->", page="docs/page")
