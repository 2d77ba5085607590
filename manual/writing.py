"""Fills in what commands print, so that a page's author copies nothing by hand: `<output>` becomes the output."""

from __future__ import annotations

from pathlib import Path

from manual.blocks import blocks, text_of
from manual.needs import Needs
from manual.running import commands, run_page

ASKED = "<output>"


def written(page: str, folder: Path, *, needs: Needs) -> str:
    """The text of `page` with every line `<output>` below a command replaced by what the command prints now.

    Whatever else the page tells must hold; raises PageError where it does not.
    """
    text = text_of(page)
    if ASKED not in text:
        return text
    answers: dict[int, str] = {}
    # what stands below a command that asks for its output is not compared
    for _ in run_page(page, folder, needs=needs, text=text.replace(ASKED, "..."), heard=answers.__setitem__):
        pass
    lines = text.splitlines()
    for block in blocks(text, page=page):
        for at, command, output in commands(block.code) if block.language == "console" else ():
            line = block.line + at
            if output.strip() == ASKED and line in answers:
                lines[line + command.count("\n")] = "\n".join(
                    told.rstrip() for told in answers[line].strip("\n").splitlines()
                )
    return "\n".join(lines) + "\n"
