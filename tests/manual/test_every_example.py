"""Every example in the documents does what its page says; a page that no longer matches the program fails here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from manual.blocks import PAGES, blocks, text_of
from manual.needs import Needs
from manual.running import run_page, why_not


def marks(page: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.shared] if "<!-- needs: shared" in text_of(page) else []


WITH_EXAMPLES = [page for page in PAGES if blocks(text_of(page), page=page)]


@pytest.mark.parametrize("page", [pytest.param(page, marks=marks(page)) for page in WITH_EXAMPLES])
def test_every_example_of_a_page_does_what_the_page_says(page: str, tmp_path: Path) -> None:
    with Needs() as needs:
        for _ in run_page(page, tmp_path, needs=needs):
            pass
    if needs.lacking:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"passed over: {'; '.join(needs.lacking)}")


def test_every_block_is_run_or_says_why_it_is_not() -> None:
    wrong = [
        f"{block.where}: {why}"
        for page in PAGES
        for block in blocks(text_of(page), page=page)
        if (why := why_not(block)) is not None
    ]
    assert wrong == []
