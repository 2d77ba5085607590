"""What every page is handed: the open ledger, the day, and who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from contingent.core.times import today
from contingent.ledger.store import Ledger

#: who looks, where nobody signed in: the one person at this machine
LOCAL_READER = "you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service while it runs. `ledger` is open, pooled and safe for several threads."""

    ledger: Ledger

    def today(self) -> date:
        """The day as of which pages are shown."""
        return today()


def service_of(request: Request) -> Service:
    """The service that answers this request."""
    service: Service = request.app.state.service
    return service


def reader_of(request: Request) -> str:
    """The name of who looks: that of the token they came with, or `LOCAL_READER`."""
    return str(getattr(request.state, "reader", LOCAL_READER))


AService = Annotated[Service, Depends(service_of)]
AReader = Annotated[str, Depends(reader_of)]
