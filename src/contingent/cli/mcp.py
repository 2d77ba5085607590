"""The command that lets an agent on this machine read the ledger: `mcp`."""

from __future__ import annotations

from typing import Annotated

from contingent.cli.ledger import LEDGER, ledger_place


def mcp(ledger: Annotated[str | None, LEDGER] = None) -> None:
    """Serve the ledger's tools to an agent over standard input and output (Model Context Protocol); it only reads."""
    from importlib.util import find_spec

    from contingent.core.errors import InputError

    if find_spec("mcp") is None or find_spec("fastapi") is None:
        raise InputError('the tools for agents are not installed; install them with pip install "contingent[mcp]"')
    from contingent.web.mcp_stdio import serve

    serve(ledger_place(ledger))
