"""Every row of the test plan in its quick form: what is not a matter of speed is reached."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from proof.plan import PLAN, row
from proof.row import Missing, Size


@pytest.mark.parametrize("key", PLAN)
def test_a_row_reaches_its_marks(key: str, tmp_path: Path) -> None:
    here = row(key)
    assert here.key == key and here.title and here.what
    try:
        figures = here.run(Size(full=False), tmp_path, lambda line: None)
    except Missing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))
    assert any(figure.met is not None for figure in figures), "a row promises something"
    assert [figure for figure in figures if figure.met is False and not figure.timed] == []
