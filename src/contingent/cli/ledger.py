"""Commands on what was believed and kept: `ledger verify`, `list`, `export`, `import` and `backup`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.cli.options import AS_JSON, day, print_json, terminal

if TYPE_CHECKING:
    from contingent.journeys.exchange import Exchanged

LEDGER = typer.Option(
    "--ledger",
    metavar="PLACE",
    help="The ledger: a file, or postgresql://… (default: CONTINGENT_LEDGER, else a file in your data folder).",
)
HEAD = typer.Option("--head", metavar="ROWS:HASH", help="Also hold it to this head, noted at an earlier time.")


class Format(StrEnum):
    """What a ledger is exported as."""

    jsonl = "jsonl"
    parquet = "parquet"


FORMAT = typer.Option("--format", help="Instead of what the file's name ends in.")


def verify(
    ledger: Annotated[str | None, LEDGER] = None,
    head: Annotated[str | None, HEAD] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Check every link of the chain; exit 1 where a row was changed, removed or inserted."""
    from contingent.journeys.exchange import head_of, verify_ledger

    expected = None if head is None else head_of(head)
    with counting("Checking the chain", quiet=as_json) as count:
        found = verify_ledger(ledger_place(ledger), expected=expected, count=count)
    if as_json:
        print_json(found)
    elif found.ok:
        with terminal() as console:
            console.print(f"{found.rows} rows, chain whole", soft_wrap=True)
            console.print(f"head {found.head.seq}:{found.head.hash}", soft_wrap=True, style="dim")
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
    from contingent.report.brief.terminal import render_kept

    with terminal() as console:
        render_kept(rows, console)


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="FILE.jsonl or FILE.parquet; - for standard output.")],
    ledger: Annotated[str | None, LEDGER] = None,
    form: Annotated[Format | None, FORMAT] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Write every row with its hashes, as the ledger is at this moment: JSON Lines or Parquet."""
    from contingent.core.errors import InputError
    from contingent.journeys.exchange import STANDARD, export_ledger

    if as_json and file == STANDARD:
        raise InputError("--json tells of a file; standard output is taken by the rows. Name a file.")
    with counting("Writing rows", quiet=as_json) as count:
        done = export_ledger(ledger_place(ledger), file, chosen=form, count=count)
    if file != STANDARD:
        _tell(done, f"{done.rows} rows of {done.ledger} are in {done.file}", as_json=as_json)


def take_in(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `ledger export` wrote; - for standard input.")],
    ledger: Annotated[str | None, LEDGER] = None,
    form: Annotated[Format | None, FORMAT] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Take an exported ledger in, link for link: all rows, or none. Done again, it brings what is new."""
    from contingent.journeys.exchange import import_ledger

    with counting("Taking rows in", quiet=as_json) as count:
        done = import_ledger(ledger_place(ledger), file, chosen=form, count=count)
    _tell(done, f"{done.rows} rows read, {done.new} of them new in {done.ledger}", as_json=as_json)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy: a SQLite ledger, put in place whole.")],
    ledger: Annotated[str | None, LEDGER] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Copy the ledger as it is at this moment into a file; others may write meanwhile."""
    from contingent.journeys.exchange import back_up_ledger

    done = back_up_ledger(ledger_place(ledger), file)
    _tell(done, f"{done.rows} rows of {done.ledger} are in {done.file}", as_json=as_json)


def _tell(done: Exchanged, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    from contingent.report.console import plain

    with terminal() as console:
        console.print(plain(words), soft_wrap=True, markup=False)
        console.print(f"head {done.head.seq}:{done.head.hash}", soft_wrap=True, style="dim")


def counting(label: str, *, quiet: bool) -> Any:
    """A count on standard error while the block runs, once that takes longer than a moment."""
    from contingent.journeys import progress

    return progress.counting(label, quiet=quiet)


def ledger_place(chosen: str | None) -> str | Path:
    """The ledger that was named, else the one of CONTINGENT_LEDGER or in the user's own data folder."""
    from contingent.journeys.keep import default_ledger

    return chosen if chosen is not None else default_ledger()
