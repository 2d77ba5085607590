"""The runner of pages: what a page tells must be so, what is not run says why, and what fails is told with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from manual.blocks import PageError, blocks
from manual.needs import Needs
from manual.running import commands, run_page, why_not


def run(text: str, folder: Path) -> int:
    with Needs() as needs:
        return len(list(run_page("docs/page.md", folder, needs=needs, text=text)))


def test_blocks_of_a_page_share_a_folder_a_shell_and_a_python(tmp_path: Path) -> None:
    text = """
<!-- file: words.txt -->
```text
one two
```
```console
$ export SAID="three"; cat words.txt
one two
$ echo "four $SAID"
four ...
```
```python
from pathlib import Path
read = Path("words.txt").read_text()
```
```python
>>> read.split()
['one', 'two']

```
"""
    before = (os.getcwd(), dict(os.environ))  # noqa: PTH109
    assert run(text, tmp_path) == 4
    assert (os.getcwd(), dict(os.environ)) == before  # noqa: PTH109


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("```console\n$ echo one\ntwo\n```", "it printed:\none"),
        ("```console\n$ true\n$ false\n```", "page.md:3: false\nexit 1"),
        ("```python\n>>> 1 + 1\n3\n\n```", "Expected"),
        ("```python\nraise ValueError('seen')\n```", "ValueError: seen"),
        ("<!-- file: a.toml -->\n```toml\na = \n```", "no toml"),
        ("<!-- format: scenario -->\n```toml\ntitle = 1\n[[branch]]\n```", "no scenario"),
        ("<!-- file: ../out.txt -->\n```text\nx\n```", "outside"),
        ("```\nwhat is this\n```", "no language"),
        ("<!-- not run: -->\n```console\n$ echo\n```", "without a reason"),
        ("<!-- not run: why -->\n\nWords.\n\n```console\n$ echo\n```", "no block of code right below"),
        ("<!-- needs: luck -->\n```console\n$ echo\n```", "wanted shared or postgresql"),
    ],
    ids=["output", "exit", "doctest", "code", "toml", "scenario", "outside", "language", "reason", "mark", "need"],
)
def test_what_is_not_so_is_told_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"docs/page\.md:\d") as found:
        run(text, tmp_path)
    assert told in str(found.value)


def test_an_exit_code_that_is_told_is_wanted(tmp_path: Path) -> None:
    assert run("<!-- exits: 2 -->\n```console\n$ contingent brief no_such_file.md\n...\n```", tmp_path) == 1


def test_what_is_not_run_is_passed_over_and_listed(tmp_path: Path) -> None:
    text = "<!-- not run: it would fail -->\n```console\n$ false\n```\n"
    assert run(text, tmp_path) == 0
    (block,) = blocks(text, page="docs/page.md")
    assert (block.reason, why_not(block)) == ("it would fail", None)


def test_a_command_may_go_on_over_lines() -> None:
    assert list(commands("$ one \\\n    two\nsaid\n$ three\n> four\n")) == [
        (0, "one \\\n    two", "said"),
        (3, "three\nfour", ""),
    ]


def test_what_a_page_starts_ends_with_it(tmp_path: Path) -> None:
    run("```console\n$ sleep 300 > /dev/null 2>&1 & echo $! > pid\n```", tmp_path)
    number = int((tmp_path / "contingent" / "pid").read_text())
    status = Path(f"/proc/{number}/status")
    assert not status.exists() or "\nState:\tZ" in status.read_text()
