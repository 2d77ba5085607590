"""A scenario's text comes from a file or standard input; what is no text is refused by name and line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from contingent.core.errors import ScenarioError
from contingent.sources.scenarios import MOST_BYTES, STANDARD_INPUT, read_scenario_text

NONE = io.BytesIO()


def test_the_same_bytes_have_the_same_sum_and_no_folder_in_their_name(tmp_path: Path) -> None:
    (tmp_path / "war.toml").write_bytes("\ufefftitle = 'é'\n".encode())
    read = read_scenario_text(str(tmp_path / "war.toml"), NONE)
    piped = read_scenario_text("-", io.BytesIO((tmp_path / "war.toml").read_bytes()))
    assert read.text == piped.text == "title = 'é'\n"
    assert read.sha256 == piped.sha256
    assert (read.origin, piped.origin) == ("war.toml", STANDARD_INPUT)


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"a = 1\ntitle = '\xe9'\n")
    (tmp_path / "large.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    for where, said in (
        (str(tmp_path / "none.toml"), "no file"),
        (str(tmp_path), "folder"),
        (str(tmp_path / "latin.toml"), "line 2"),
        (str(tmp_path / "large.toml"), "larger"),
        ("a\x00b", "cannot be read"),
    ):
        with pytest.raises(ScenarioError, match=said) as caught:
            read_scenario_text(where, NONE)
        assert "\n" not in str(caught.value)
