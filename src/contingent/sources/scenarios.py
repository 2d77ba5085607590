"""A scenario's text from where the analyst says it is: a file or standard input."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

from contingent.core.errors import ScenarioError

MOST_BYTES = 2_000_000
STANDARD_INPUT = "standard input"


class ScenarioText(NamedTuple):
    """A scenario file as it came: its text, the file's own name without its folder, and the SHA-256 of its bytes."""

    text: str
    origin: str
    sha256: str


def read_scenario_text(where: str, stdin: BinaryIO) -> ScenarioText:
    """The text of the scenario at a path, or on `stdin` where `where` is "-".

    Raises:
        ScenarioError: no such file, a folder, no right to read it, too large, or no text in UTF-8.
    """
    origin = STANDARD_INPUT if where == "-" else _name(where)
    raw = _bytes(where, stdin)
    if len(raw) > MOST_BYTES:
        raise ScenarioError(f"{origin} is larger than {MOST_BYTES // 1_000_000} MB; wanted one scenario in TOML")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError(
            f"{origin}, line {line}: byte {error.start} is no UTF-8; wanted a text file in TOML. Save it as UTF-8."
        ) from None
    return ScenarioText(text, origin, hashlib.sha256(raw).hexdigest())


def _bytes(where: str, stdin: BinaryIO) -> bytes:
    try:
        if where == "-":
            return stdin.read(MOST_BYTES + 1)
        with Path(where).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError(f"there is no file {where!r}; wanted a SCENARIO.toml, or - .") from None
    except IsADirectoryError:
        raise ScenarioError(f"{where!r} is a folder; wanted one SCENARIO.toml, or - .") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScenarioError(f"{where[:120]!r} cannot be read: {reason}.") from error


def _name(where: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in Path(where).name)
