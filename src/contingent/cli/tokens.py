"""Commands on who may use a service from elsewhere: `token add`, `token list`, `token revoke`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.ledger import LEDGER, ledger_place
from contingent.cli.options import AS_JSON, print_json, terminal

if TYPE_CHECKING:
    from contingent.ledger.desk import Tokens

app = typer.Typer(help="Who may use the service from elsewhere: make, list and revoke tokens.", no_args_is_help=True)
NAME = typer.Argument(metavar="NAME", help="Whose token it is; their notes stand under this name.")


@app.command()
def add(
    name: Annotated[str, NAME], ledger: Annotated[str | None, LEDGER] = None, as_json: Annotated[bool, AS_JSON] = False
) -> None:
    """Make a token and print it: it can be told only now, for only its hash is kept."""
    from contingent.journeys.tokens import make_token  # imported late: a database

    with _kept(ledger, create=True) as kept:
        token = make_token(kept, name)
    if as_json:
        print_json({"name": name, "token": token})
        return
    typer.echo(token)
    typer.echo(f"contingent: this is the token of {name}; it cannot be shown again", err=True)


@app.command("list")
def listed(ledger: Annotated[str | None, LEDGER] = None, as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Every token that was ever made: its name, the day, and whether it was revoked; never the token."""
    with _kept(ledger, create=False) as kept:
        rows = [{"name": one.name, "made_at": one.made_at, "revoked_at": one.revoked_at} for one in kept.every()]
    if as_json:
        print_json(rows)
        return
    with terminal() as console:
        for row in rows:
            state = f"revoked {row['revoked_at']}" if row["revoked_at"] else "in use"
            console.print(f"{row['name']}  made {row['made_at']}  {state}", soft_wrap=True, markup=False)
        if not rows:
            console.print("no token was ever made", soft_wrap=True)


@app.command()
def revoke(
    name: Annotated[str, NAME], ledger: Annotated[str | None, LEDGER] = None, as_json: Annotated[bool, AS_JSON] = False
) -> None:
    """Revoke a token: within two seconds it opens nothing any more, also where the service is running."""
    from contingent.journeys.tokens import revoke_token  # imported late: a database

    with _kept(ledger, create=False) as kept:
        revoke_token(kept, name)
    if as_json:
        print_json({"name": name, "revoked": True})
        return
    typer.echo(f"the token of {name} is revoked")


@contextmanager
def _kept(where: str | None, *, create: bool) -> Iterator[Tokens]:
    from contingent.ledger.desk import Desk  # imported late: a database
    from contingent.ledger.store import Ledger

    with Ledger.open(ledger_place(where), create=create) as ledger:
        yield Desk(ledger).tokens
