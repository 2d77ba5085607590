"""The six sockets: protocols where something plugs in. One page holds every extension point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar, runtime_checkable

from contingent.core.bargaining import Bargain
from contingent.core.nouns import Claim, Forecast, Outcomes, Question, Scenario

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was known at `as_of`, handed to a forecaster: the article's claims, the what-if, tables by name.

    `bargain` is where a negotiation over what the questions ask would settle (None: none is known).
    """

    as_of: date
    claims: tuple[Claim, ...] = ()
    scenario: Scenario | None = None
    outcomes: Outcomes | None = None
    bargain: Bargain | None = None
    tables: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Source(Protocol):
    """Evidence from outside: `read` returns what was known at `as_of` and refuses anything later (LeakError)."""

    name: str

    def read(self, *, as_of: date) -> Any:
        """What this source had said by the end of `as_of`."""
        ...


@runtime_checkable
class LanguageModel(Protocol):
    """A language model, live, local or replayed from tape: text in, text out, never a tool or the network."""

    name: str

    def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
        """The reply to `prompt`, valid under `schema` where one is given."""
        ...


@runtime_checkable
class Forecaster(Protocol):
    """A belief about a question: None where it has nothing to say about questions of this kind."""

    name: str

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """A forecast on what was known at `as_of`, or None: silence is better than a made-up number."""
        ...


@runtime_checkable
class World(Protocol):
    """A model of a theatre: turns a scenario into what an engine can run."""

    name: str

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        """The outcomes of every branch on common random numbers."""
        ...


@runtime_checkable
class Engine(Protocol):
    """Steps a world's state through time for many paths; implementations differ in speed, not in results."""

    name: str

    def run(self, program: Any, *, parameters: Any, seed: int, first_path: int) -> Any:
        """The path-by-path results; the same seed and path numbers give the same draws in any chunking."""
        ...


@runtime_checkable
class Pool(Protocol):
    """Maps work over workers: a loop here, a cluster there, the same answer in the same order."""

    name: str

    def each(self, function: Callable[[In], Out], items: Iterable[In]) -> Iterator[tuple[int, Out]]:
        """The place and the result of each item, in whatever order they are done; closing it stops the work."""
        ...

    def map(self, function: Callable[[In], Out], items: Iterable[In]) -> Sequence[Out]:
        """One result an item, in the order of the items."""
        ...
