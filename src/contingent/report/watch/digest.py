"""What a digest is told with: the digest, the stretch of each series that is drawn, where the series come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.plain import plain
from contingent.core.watching import WATCH_SCHEMA_VERSION, Digest, Watched
from contingent.report.encode import as_text, published_schema

SCHEMA_ID = f"contingent/watch-{WATCH_SCHEMA_VERSION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The values of a series over the stretch that is drawn."""

    series: str
    days: tuple[date, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where series come from, under which licence, and what they are called."""

    source: str
    licence: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """A digest with a line for each series that left its range, and the origins of all that were watched."""

    digest: Digest
    lines: tuple[Line, ...] = ()
    origins: tuple[Origin, ...] = ()

    def line(self, series: str) -> Line | None:
        """The line of a series; None where it is not drawn."""
        return next((line for line in self.lines if line.series == series), None)


def those_that_left(digest: Digest) -> tuple[Watched, ...]:
    """The series of which a reading left its range, the least likely first."""
    return tuple(sorted((one for one in digest.watched if one.left), key=lambda one: (least_q(one), one.label)))


def those_that_stayed(digest: Digest) -> tuple[Watched, ...]:
    """The series of which no reading left its range, the nearest to it first."""
    return tuple(sorted((one for one in digest.watched if not one.left), key=lambda one: (least_q(one), one.label)))


def least_q(one: Watched) -> float:
    """The smallest q of a series' readings; 1 where none is a test."""
    return min((reading.q for reading in one.readings if reading.q is not None), default=1.0)


def watch_json(digest: Digest) -> str:
    """The digest as JSON text: keys sorted; equal digests, equal bytes."""
    return as_text(plain(digest))


def watch_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every `watch.json` of this version satisfies."""
    return published_schema(Digest, SCHEMA_ID, f"What left its expected range, by Contingent, {WATCH_SCHEMA_VERSION}")
