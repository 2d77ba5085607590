"""A negotiation from a text: TOML, CSV, or the lists of decide-exchange-model, told apart by what stands in it."""

from __future__ import annotations

import re
from typing import Literal

from contingent.core.bargaining import Negotiation
from contingent.core.errors import ScenarioError
from contingent.sources.negotiation_spread import INPUTS, Spread

Kind = Literal["lists", "csv", "toml"]
_LISTS = re.compile(r"""\s*['"]?#[APMD]\b""")
_FIRST_LINE = re.compile(r"\S[^\r\n]*")
_TOML = re.compile(r"^\s*(?:\[\[\s*issue\b|issue\s*=)", re.MULTILINE)
#: columns of a table, and how many beside the actor's make one of a first line: an article's has none
COLUMNS = frozenset({"issue", *(f"{of}{end}" for of in INPUTS for end in ("", "_low", "_high"))})
ENOUGH = 2
#: characters of a negotiation: hundreds of issues with all their quotes
MOST_CHARACTERS = 2_000_000


def negotiation_kind(text: str) -> Kind | None:
    """In which form a text holds a negotiation, by its content whatever its name; None: in none, as of an article."""
    text = text.removeprefix("\ufeff")
    if _LISTS.match(text):
        return "lists"
    if _TOML.search(text):
        return "toml"
    found = _FIRST_LINE.search(text)
    first = found[0].casefold() if found else ""
    cells = {cell.strip(" \"'") for cell in re.split(r"[,;\t]", first)}
    return "csv" if "actor" in cells and len(cells & COLUMNS) >= ENOUGH else None


def read_negotiation(text: str, *, origin: str, uncertainty: float = 1.0) -> Negotiation:
    """The negotiation that a text holds; `uncertainty` is a factor on the spread of numbers stated without one.

    Raises:
        ScenarioError: the text holds none, or one with faults; each with file, line, what was seen and wanted.
        ValueRangeError: `uncertainty` is no such factor.
    """
    text, spread = text.removeprefix("\ufeff"), Spread(factor=uncertainty)
    if len(text) > MOST_CHARACTERS:
        raise ScenarioError(
            f"{origin} holds {len(text):,} characters; wanted a negotiation of at most {MOST_CHARACTERS:,}"
        )
    match negotiation_kind(text):
        case "lists":
            from contingent.sources.negotiation_lists import read_lists

            return read_lists(text, origin=origin, spread=spread)
        case "csv":
            from contingent.sources.negotiation_csv import read_csv

            return read_csv(text, origin=origin, spread=spread)
        case "toml":
            from contingent.sources.negotiation_toml import read_toml

            return read_toml(text, origin=origin, spread=spread)
        case None:
            raise ScenarioError(
                f"{origin} holds no negotiation; wanted TOML with [[issue]] and [[issue.actor]], a CSV with the "
                "columns actor, position, salience and capability, or #A, #P, #M and #D lines"
            )
