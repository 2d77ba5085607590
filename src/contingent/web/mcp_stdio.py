"""The tools for agents over standard input and output: nothing but the protocol is printed there."""

from __future__ import annotations

from pathlib import Path

from contingent.ledger.store import Ledger
from contingent.web.mcp import agents
from contingent.web.service import Service


def serve(where: str | Path) -> None:
    """Agents are answered on standard input and output until the input ends; then the ledger is closed.

    Raises:
        LedgerError: the ledger cannot be opened.
    """
    with Ledger.open(where) as ledger:
        agents(Service(ledger=ledger)).run("stdio")
