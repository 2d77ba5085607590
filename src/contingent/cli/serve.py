"""The command that opens the service in a browser: `serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from contingent.cli.ledger import LEDGER, ledger_place
from contingent.cli.options import PATHS_HELP

HOST = "The address to listen on; one that others can reach needs a token."
PORT = "The port to listen on; 0 takes a free one."
EMBEDS = "Show embedded questions without a token, so that they may stand in public pages."
NAME = "A further name that the service is called by in a browser, such as that of a proxy; may be repeated."


def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=HOST)] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help=PORT, min=0, max=65535)] = 8000,
    ledger: Annotated[str | None, LEDGER] = None,
    allow_host: Annotated[list[str] | None, typer.Option("--allow-host", metavar="NAME", help=NAME)] = None,
    examples: Annotated[
        bool, typer.Option("--examples/--no-examples", help="Read two example articles into a ledger without briefs.")
    ] = True,
    paths: Annotated[int, typer.Option("--paths", help=f"{PATHS_HELP} Of the examples.", min=256, max=1 << 17)] = 1
    << 14,
    open_embeds: Annotated[bool, typer.Option("--open-embeds", help=EMBEDS)] = False,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Open the service: inbox, briefs, questions, workbench and track record as pages, for you alone by default."""
    from importlib.util import find_spec

    from contingent.core.errors import InputError

    if find_spec("fastapi") is None or find_spec("uvicorn") is None or find_spec("python_multipart") is None:
        raise InputError('the service is not installed; install it with pip install "contingent[serve]"')
    from contingent.web import serving

    def ready(address: str) -> None:
        typer.echo(f"Contingent is at {address}   (Ctrl-C stops it)", err=True)
        if browse:
            import webbrowser

            webbrowser.open(address)

    wanted = serving.Wanted(
        ledger=ledger_place(ledger),
        host=host,
        port=port,
        hosts=tuple(allow_host or ()),
        examples=examples,
        example_paths=paths,
        open_embeds=open_embeds,
    )
    serving.serve(wanted, ready=ready)
