"""What a row of the test plan is: what it does, how large, and the figures it must reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: tells a line of progress
Tell = Callable[[str], None]


class Missing(Exception):
    """What this machine lacks for a row: a PostgreSQL server, a browser, wrk, the shared folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a run is: the figures of the test plan, or a form that fits the ordinary suite."""

    full: bool
    seed: int = 1

    def of(self, full: int, quick: int) -> int:
        """The number of tries at this size."""
        return full if self.full else quick


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number beside its mark.

    `met` is None where nothing was promised. `timed` figures hang on the machine and its load: the ordinary suite
    measures but does not judge them.
    """

    name: str
    value: float | int | str
    mark: str = ""
    unit: str = ""
    met: bool | None = None
    timed: bool = False


def at_most(name: str, value: float, limit: float, unit: str = "", *, timed: bool = False) -> Figure:
    """A figure that must not lie above its limit."""
    return Figure(name=name, value=value, mark=f"≤ {limit:,g}", unit=unit, met=value <= limit, timed=timed)


def at_least(name: str, value: float, limit: float, unit: str = "", *, timed: bool = False) -> Figure:
    """A figure that must not lie below its limit."""
    return Figure(name=name, value=value, mark=f"≥ {limit:,g}", unit=unit, met=value >= limit, timed=timed)


def exactly(name: str, value: int, wanted: int, unit: str = "") -> Figure:
    """A count that must be just so."""
    return Figure(name=name, value=value, mark=f"= {wanted:,}", unit=unit, met=value == wanted)


def told(name: str, value: float | int | str, unit: str = "", *, timed: bool = False) -> Figure:
    """A figure to which nothing was promised."""
    return Figure(name=name, value=value, unit=unit, timed=timed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the test plan.

    `run(size, folder, tell)` works in an empty folder of its own, raises `Missing` where the machine lacks something,
    and gives its figures; it never stops at the first failure, but counts failures, and keeps what it needs to
    show them in `folder`.
    """

    key: str
    title: str
    what: str
    run: Callable[[Size, Path, Tell], tuple[Figure, ...]]
