"""What every page is handed: the open ledger and its desk, the settings, the day, and who looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Protocol

from fastapi import Depends, Request

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.times import today
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger

#: who looks, where nobody signed in: the one person at this machine
LOCAL_READER = "you"
#: paths a branch that a dial is answered with
DIAL_PATHS = 1 << 14


class Simulator(Protocol):
    """Whatever answers a scenario with its outcomes; `web.workers.Simulation` keeps a warm process for it."""

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        """The outcomes of the scenario's branches."""
        ...


class Here:
    """Simulates in this process: for tests, notebooks and a service without workers."""

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        """The outcomes of the scenario's branches, as `journeys.workbench.simulated.outcomes_of` makes them."""
        from contingent.journeys.workbench.simulated import outcomes_of  # imported late: numpy and numba

        return outcomes_of(scenario, draws=draws, seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service was started.

    `hosts` are the names that a request may call it by besides the loopback ones. `open_to_others` says that it
    listens on more than this machine's loopback: every request then needs a token. `open_embeds` shows embedded
    questions without one, so that they may stand in public pages.
    """

    hosts: tuple[str, ...] = ()
    open_to_others: bool = False
    open_embeds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service while it runs. `ledger` is open, pooled and safe for several threads."""

    ledger: Ledger
    settings: Settings = field(default_factory=Settings)
    simulator: Simulator = field(default_factory=Here)

    @property
    def desk(self) -> Desk:
        """The desk beside the ledger: jobs, looks, hooks, tokens, cards."""
        return Desk(self.ledger)

    def today(self) -> date:
        """The day as of which pages are shown."""
        return today()

    def simulate(self, scenario: Scenario, draws: int = DIAL_PATHS, seed: int = 1) -> Outcomes:
        """The outcomes of a scenario: the same arguments give the same outcomes; answered from memory where it can be.

        Raises:
            ScenarioError: the scenario cannot be simulated.
            BusyError: too many wait for an answer already, or it took too long.
        """
        return self.simulator.simulate(scenario, draws=draws, seed=seed)


def service_of(request: Request) -> Service:
    """The service that answers this request."""
    service: Service = request.app.state.service
    return service


def reader_of(request: Request) -> str:
    """The name of who looks: that of the token they came with, or `LOCAL_READER`."""
    return str(getattr(request.state, "reader", LOCAL_READER))


def signed_in_as(request: Request) -> str | None:
    """The name of the token that this request came with, None where it came with none."""
    state = request.state
    return str(state.reader) if getattr(state, "signed_in", False) else None


AService = Annotated[Service, Depends(service_of)]
AReader = Annotated[str, Depends(reader_of)]
