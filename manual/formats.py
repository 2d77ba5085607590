"""Files that a page shows whole are read by the program's own reader."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from contingent.core.errors import ContingentError
from manual.blocks import Block, PageError


def _scenario(path: Path) -> object:
    from contingent.journeys.whatif import ready_scenario
    from contingent.sources.scenarios import read_scenario_text

    return ready_scenario(read_scenario_text(str(path), io.BytesIO()))


def _negotiation(path: Path) -> object:
    from contingent.sources.negotiations import read_negotiation

    return read_negotiation(path.read_text(encoding="utf-8"), origin=path.name)


def _judge(path: Path) -> object:
    from contingent.language.settings import read_settings

    return read_settings(path)


#: by name, what reads a file of that kind; raises where it cannot
READERS: dict[str, Callable[[Path], object]] = {
    "scenario": _scenario,
    "negotiation": _negotiation,
    "model": _judge,
    "toml": lambda path: tomllib.loads(path.read_text(encoding="utf-8")),
    "json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    "jsonl": lambda path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()],
    "csv": lambda path: path.read_text(encoding="utf-8"),
}


def kind_of(block: Block) -> str:
    """Which reader a block is for: the one it names, else the one that its keys tell."""
    if "format" in block.marks:
        return block.marks["format"]
    if block.language == "toml":
        for key, kind in (("[[branch]]", "scenario"), ("[[issue]]", "negotiation")):
            if key in block.code:
                return kind
        if "\nserver =" in f"\n{block.code}":
            return "model"
    if block.language == "csv" and block.code.startswith("actor,"):
        return "negotiation"
    return block.language


def check_format(block: Block, folder: Path) -> None:
    """Return once the block was read by the reader of its kind; raises PageError where that refuses it."""
    kind = kind_of(block)
    if kind not in READERS:
        raise PageError(f"{block.where}: format {kind!r}; wanted one of {', '.join(READERS)}")
    name = block.marks.get("file", f"block.{block.language}")
    path = folder / name
    path.write_text(block.code, encoding="utf-8")
    try:
        READERS[kind](path)
    except (ContingentError, ValueError) as error:
        raise PageError(f"{block.where}: no {kind}: {error}") from error
