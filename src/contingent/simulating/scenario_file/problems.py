"""What is wrong with a scenario file: every fault with its line, what was wanted, and the nearest valid name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from contingent.core.errors import ScenarioError
from contingent.simulating.scenario_file.positions import Place, line_at, lines_of

#: faults that are told at once; one mistake in a long file may make many
MOST_TOLD = 20
#: names that are listed where no nearest one is to be found
MOST_NAMES = 20
#: names that share a word with a wrong one and are told in its place
MOST_AKIN = 3


class Problems:
    """The faults found in one file so far; `refuse` raises them all, in the order of their lines."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []

    def add(self, place: Place, message: str) -> None:
        """One more fault at `place`."""
        self._found.append((place, message))

    def __len__(self) -> int:
        return len(self._found)

    def refuse(self, text: str, origin: str) -> None:
        """Nothing, if no fault was found.

        Raises:
            ScenarioError: some were; one line each, with the line of the file it stands in.
        """
        if not self._found:
            return
        lines = lines_of(text)
        told = sorted(
            {(line_at(place, lines), f"{named(place)}: {message}" if place else message): None
             for place, message in self._found}
        )  # fmt: skip
        raise ScenarioError("\n".join(_said(told, origin)))


def _said(told: Sequence[tuple[int, str]], origin: str) -> Iterable[str]:
    if len(told) > 1:
        yield f"{origin} has {len(told)} faults:"
    for line, message in told[:MOST_TOLD]:
        yield f"{origin}, line {line}: {message}"
    if len(told) > MOST_TOLD:
        yield f"and {len(told) - MOST_TOLD} more, told once these are mended"


def named(place: Place) -> str:
    """A place as it is written in a file, items counted from 1.

    >>> named(("branch", 1, "arrival", 0, "size"))
    'branch 2, arrival 1, size'
    """
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(shown(str(part)))
    return ", ".join(words)


def shown(value: object) -> str:
    """What a file holds, short enough for a message and on one line.

    >>> shown(True), shown("a" * 60)[-6:], shown({"low": 1})
    ('true', 'aaaaa…', '{low = 1}')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        value = f"{{{', '.join(f'{key} = {shown(inner)}' for key, inner in value.items())}}}"
    text = " ".join(str(value).split()) or "an empty text"
    return text if len(text) <= 40 else f"{text[:39]}…"


def instead(name: str, known: Iterable[str]) -> str:
    """What to write in the place of a name that is not known: the nearest, those that share a word, else all of them.

    >>> instead("tranche", ["tranches", "size"]), instead("x", ["tranches", "size"])
    ('wanted tranches', 'wanted one of size, tranches')
    >>> instead("quality", ["initial_quality", "final_quality"]), instead("lag_months", ["lag_days", "side"])
    ('wanted final_quality or initial_quality', 'wanted lag_days')
    """
    names, words = sorted(known), set(name.casefold().split("_"))
    near = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    akin = [other for other in names if words & set(other.split("_"))]
    if near and not (near[0] in akin and words < set(near[0].split("_"))):
        return f"wanted {near[0]}"
    if 0 < len(akin) <= MOST_AKIN:
        return f"wanted {' or '.join(akin)}"
    if near:
        return f"wanted {near[0]}"
    listed = ", ".join(names[:MOST_NAMES])
    return f"wanted one of {listed}{' …' if len(names) > MOST_NAMES else ''}" if len(names) > 1 else f"wanted {listed}"
