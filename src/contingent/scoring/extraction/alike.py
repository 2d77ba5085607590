"""Whether two names mean one actor, two words one source, two pairs of days one time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contingent.core.claims import When
from contingent.scoring.extraction.gold import GoldTime

#: the actors that words name, by their canonical names (none: they name nobody known)
Names = Callable[[str], frozenset[str]]

UNNAMED = "unnamed"
#: two spans of days are one time where they share so much of all days in either
LEAST_SHARED = 0.5
_EMPTY = frozenset(
    ("a", "an", "the", "of", "from", "by", "in", "on", "at", "for", "to", "and", "its", "his", "her", "their", "one",
     "some", "this", "that", "group", "nations", "nation")
)  # fmt: skip
_WORD = re.compile(r"\w+")


def nobody_known(_words: str) -> frozenset[str]:
    """No name is known: words are compared as they are."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """How names are compared: by the actors that `names` finds in them, else by their words."""

    names: Names = nobody_known

    def actor(self, one: str | None, other: str | None) -> bool:
        """Whether both are nobody, or one actor.

        >>> Alike().actor("the Rapid Support Forces", "Rapid Support Forces"), Alike().actor("Mali", None)
        (True, False)
        """
        if one is None or other is None:
            return one is other
        if _words(one) == _words(other):
            return True
        return bool(self.names(one) & self.names(other))

    def source(self, one: str | None, other: str | None) -> bool:
        """Whether both cite nobody, both somebody unnamed, or both the same source, in whatever words.

        Sources are one where the telling words of one are among the other's, or where both name one actor.

        >>> Alike().source("G20 report", "report from the G20 group of nations"), Alike().source("unnamed", "police")
        (True, False)
        """
        if one is None or other is None:
            return one is other
        if UNNAMED in (one.lower(), other.lower()):
            return one.lower() == other.lower()
        first, second = _words(one), _words(other)
        return bool(first and second and (first <= second or second <= first)) or self.actor(one, other)


def _words(text: str) -> frozenset[str]:
    found = frozenset(_WORD.findall(text.lower().replace("’s", "").replace("'s", "")))
    return (found - _EMPTY) or found


def same_time(found: When | None, wanted: GoldTime, *, as_of: date) -> bool:
    """Whether the days found are those wanted: begun or open alike, an open end at `as_of`, half of all days shared."""
    if found is None or (found.first is None) != (wanted.first is None):
        return False
    last, until = found.last or as_of, wanted.last or as_of
    first, since = found.first or min(last, until), wanted.first or min(last, until)
    if first == date.min or last < first or until < since:
        return False
    if found.first is None:
        return last == until
    both = (min(last, until) - max(first, since)).days + 1
    return both / ((max(last, until) - min(first, since)).days + 1) >= LEAST_SHARED
