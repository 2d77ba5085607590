"""The map from kinds of events to instruments: what is looked at after what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.errors import DataError
from contingent.core.exposure import Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of event: which types of events and topics of questions are of it, and the index whose jumps measure it.

    `series` is None where nothing here measures it.
    """

    name: str
    label: str
    series: str | None
    events: frozenset[str]
    topics: frozenset[str]
    why: str
    source: str
    verified: bool

    def holds(self, type_: str) -> bool:
        """Whether an event of this type is of the kind: the type is listed, or what stands before its colon is."""
        return type_ in self.events or type_.partition(":")[0] in self.events


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """Something with a price: looked at from `since` on, and only where one of `states` takes part, if any."""

    name: str
    label: str
    since: date | None
    states: frozenset[str]
    why: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureMap:
    """Kinds of events and the instruments that are looked at after each of them."""

    kinds: tuple[Kind, ...]
    instruments: tuple[Instrument, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> ExposureMap:
        """The map of a table with lists `kind` and `instrument`.

        Raises:
            DataError: a row lacks a field, or two have one name.
        """
        try:
            kinds = tuple(
                Kind(
                    name=str(row["name"]), label=str(row["label"]), series=row.get("series"),
                    events=frozenset(row["events"]), topics=frozenset(row["topics"]),
                    why=str(row["why"]), source=str(row["source"]), verified=bool(row["verified"]),
                )
                for row in table["kind"]
            )  # fmt: skip
            instruments = tuple(
                Instrument(
                    name=str(row["name"]), label=str(row["label"]), since=row.get("since"),
                    states=frozenset(row["states"]), why=str(row["why"]), source=str(row["source"]),
                    verified=bool(row["verified"]),
                )
                for row in table["instrument"]
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise DataError(
                f"the map from events to instruments is damaged ({error}); see exposure_map.toml"
            ) from error
        for rows in (kinds, instruments):
            names = [row.name for row in rows]
            if len(set(names)) < len(names):
                raise DataError(
                    f"the map from events to instruments names one twice: {sorted(names)}; wanted each once"
                )
        return cls(kinds=kinds, instruments=instruments)

    @property
    def measured(self) -> tuple[Kind, ...]:
        """The kinds that an index measures."""
        return tuple(kind for kind in self.kinds if kind.series is not None)

    def tie(self, kind: Kind, instrument: Instrument) -> Tie:
        """Why this instrument is looked at after events of this kind."""
        return Tie(
            event=kind.name,
            instrument=instrument.name,
            label=instrument.label,
            why=instrument.why,
            source=instrument.source,
            verified=instrument.verified,
        )

    def kinds_of(self, events: Iterable[str], topics: Iterable[str]) -> tuple[Kind, ...]:
        """The kinds that any of these types of events or topics belongs to, in the order of the map.

        A type with a subtype ("AID:military") belongs where it is listed, and where its type ("AID") is.
        """
        told, asked = frozenset(events), frozenset(topics)
        return tuple(kind for kind in self.kinds if any(map(kind.holds, told)) or kind.topics & asked)

    def reaches(self, instrument: str, states: Iterable[str]) -> bool:
        """Whether the instrument is looked at where these states take part."""
        found = next((one for one in self.instruments if one.name == instrument), None)
        return found is not None and (not found.states or bool(found.states & frozenset(states)))
