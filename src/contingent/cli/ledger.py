"""Commands on what was believed and kept: `ledger verify` and `ledger list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.options import AS_JSON, day, print_json, terminal

LEDGER = typer.Option(
    "--ledger", metavar="FILE", help="The ledger that keeps the forecasts (default: in your data folder)."
)


def verify(ledger: Annotated[str | None, LEDGER] = None, as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Check every link of the chain; exit 1 where a row was changed, removed or inserted."""
    from contingent.journeys.keep import verify_ledger

    found = verify_ledger(ledger_place(ledger))
    if as_json:
        print_json(found)
    elif found.ok:
        with terminal() as console:
            console.print(f"{found.rows} rows, chain whole", soft_wrap=True)
    else:
        typer.echo(f"chain broken at row {found.first_broken}: {found.reason}", err=True)
    raise typer.Exit(0 if found.ok else 1)


def kept(
    ledger: Annotated[str | None, LEDGER] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was believed by this day.")] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """The forecasts kept so far, newest last."""
    from contingent.journeys.keep import kept_forecasts

    rows = kept_forecasts(ledger_place(ledger), as_of=day(as_of))
    if as_json:
        print_json(rows)
        return
    from contingent.report.terminal import render_kept

    with terminal() as console:
        render_kept(rows, console)


def ledger_place(chosen: str | None) -> str | Path:
    """The ledger that was named, else the one in the user's own data folder."""
    from contingent.journeys.keep import default_ledger

    return chosen if chosen is not None else default_ledger()
