"""The shapes of hostile text, each with its own number in it wherever it stands, so that a hit names its way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("payloads.json")
NUMBER = "@@"
#: the numbers of a payload's places begin at its own times this
PLACES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A shape of hostile text. `bare` ones are whole addresses or values; all others end in an element of their own,
    which shows in the page's tree wherever the text was taken for markup, even if nothing runs."""

    place: int
    name: str
    text: str
    bare: bool

    def numbered(self, number: int) -> str:
        """The text with its number, as it is planted."""
        return self.text.replace(NUMBER, str(number)) + ("" if self.bare else f"<zq-{number}>")


def payloads() -> tuple[Payload, ...]:
    """All shapes, in the order of the file."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Payload(place=place, name=one["name"], text=one["text"], bare=one["kind"] == "address")
        for place, one in enumerate(kept)
    )


@dataclass(slots=True)
class Sinks:
    """Every place that text was put, by its name, and how it is told from all others."""

    _known: dict[str, int] = field(default_factory=dict)

    def number(self, payload: Payload, sink: str) -> int:
        """The number of a payload in a place; a place that was not known is known now."""
        return payload.place * PLACES + self._known.setdefault(sink, len(self._known))

    def named(self, number: int) -> str:
        """The place that a number belongs to."""
        names = list(self._known)
        at = number % PLACES
        return names[at] if at < len(names) else f"no place has number {number}"

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def text(self, payload: Payload, sink: str) -> str:
        """The payload with the number it has in that place."""
        return payload.numbered(self.number(payload, sink))
