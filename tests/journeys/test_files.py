"""Files appear whole or not at all, and what failed or was interrupted leaves the folder as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from contingent.core.errors import InputError
from contingent.journeys.files import replace_files, staged_files


def test_nothing_is_in_place_before_the_block_has_ended(tmp_path: Path) -> None:
    targets = {tmp_path / "new" / "deep" / "a": "one", tmp_path / "new" / "b": "two"}
    with staged_files(targets):
        assert not any(path.exists() for path in targets)
    assert {path: path.read_text() for path in targets} == targets
    assert sorted(p.name for p in (tmp_path / "new").rglob("*")) == ["a", "b", "deep"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_block_leaves_no_file_and_no_folder(error: type[BaseException], tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    with pytest.raises(error), staged_files({tmp_path / "old": "new", tmp_path / "x" / "y" / "z": "new"}):
        raise error
    assert [p.name for p in tmp_path.rglob("*")] == ["old"]
    assert (tmp_path / "old").read_text() == "old"


def test_a_refusal_names_the_target_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "out" / "second").mkdir(parents=True)
    with pytest.raises(InputError, match="out/second: a folder is in its place"):
        replace_files({tmp_path / "out" / "first": "1", tmp_path / "out" / "second": "2"})
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["second"]
    with pytest.raises(InputError, match="cannot write"):
        replace_files({Path("/dev/null/a"): ""})
