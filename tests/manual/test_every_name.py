"""Every command, option, path and Python name that a page mentions is there."""

from __future__ import annotations

import pytest

from manual.blocks import PAGES, text_of
from manual.names import strangers


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page: str) -> None:
    assert strangers(text_of(page), page=page) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Run `contingent breif ARTICLE`.", "has no command breif"),
        ("Run `contingent brief ARTICLE --as-off 2024-01-01`.", "has no option --as-off"),
        ("Run `contingent ledger verify --draws 3`.", "has no option --draws"),
        ("Give `--no-such-option`.", "has an option --no-such-option"),
        ("See `src/contingent/nothing.py`.", "no file or folder src/contingent/nothing.py"),
        ("It is `contingent.core.nouns.Nothing`.", "no module or name contingent.core.nouns.Nothing"),
        ("Do `from contingent.core.nouns import Claim, Nothing`.", "no module or name contingent.core.nouns.Nothing"),
        ("Run `python -m benchmarks nothing`.", "knows no nothing"),
        ("Run `python -m proof R1 --sloow`.", "has no option --sloow"),
        ("<!-- not run: why -->\n```console\n$ contingent brief x --nowhere\n```", "has no option --nowhere"),
    ],
    ids=["command", "option", "another's", "alone", "path", "python", "import", "module", "module-option", "block"],
)
def test_what_is_not_there_is_told_with_its_place(text: str, told: str) -> None:
    (found,) = strangers(text, page="docs/page.md")
    assert found.startswith("docs/page.md:") and told in found


@pytest.mark.parametrize(
    "text",
    [
        "`contingent fit battles | hazards | exposures` and `contingent brief ARTICLE --as-of DATE && open brief.html`",
        "`--as-of` and `contingent.core.nouns.Claim` in `src/contingent/core/nouns.py`, `tests/articles`",
        "`python -m benchmarks engine --json`, `python -m proof R1 --quick`",
    ],
)
def test_what_is_there_is_let_be(text: str) -> None:
    assert strangers(text, page="docs/page.md") == []
