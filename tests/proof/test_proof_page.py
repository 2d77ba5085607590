"""docs/reliability.md tells what the kept records say, and no more."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from proof.page import TOLD, page
from proof.plan import PLAN
from proof.record import kept
from proof.row import at_least, at_most, exactly

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_made_of_the_records() -> None:
    assert (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8") == page(), (
        "run python -m proof page > docs/reliability.md"
    )


@pytest.mark.parametrize("key", PLAN)
def test_every_row_was_run_and_a_missed_mark_is_told_with_its_cause(key: str) -> None:
    record = kept(key)
    assert record is not None and record.key == key, f"run python -m proof {key} --record"
    told = tomllib.loads(TOLD.read_text(encoding="utf-8")).get(key, {})
    assert record.met or told.get("gap")


def test_a_mark_can_be_missed() -> None:
    assert at_most("x", 2, 1).met is False and at_most("x", 1, 1).met is True
    assert at_least("x", 0, 1).met is False and at_least("x", 1, 1).met is True
    assert exactly("x", 2, 1).met is False and exactly("x", 1, 1).met is True
