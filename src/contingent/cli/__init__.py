"""The command line: one command a journey. Exit 0 ok, 2 usage or bad input, 1 anything else, 130 stopped by hand."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from contingent.cli import (
    articles,
    bargain,
    data,
    evaluate,
    evidence,
    forecasts,
    ledger,
    mcp,
    scenarios,
    schemas,
    serve,
    tokens,
    track,
    watch,
)

STOPPED = 130

app = typer.Typer(
    name="contingent",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(articles.brief)
app.command()(articles.read)
app.command()(scenarios.whatif)
app.command()(bargain.bargain)
app.command()(evidence.fit)
app.command()(evidence.backtest)
app.add_typer(forecasts.forecast, name="forecast")
app.command()(track.settle)
app.command()(track.score)
app.command()(watch.watch)
app.command()(schemas.schema)
app.command()(serve.serve)
app.command()(mcp.mcp)
app.add_typer(evaluate.app, name="evaluate")

_ledger = typer.Typer(
    help="What was believed, kept for good: list it, check its chain, take it elsewhere.", no_args_is_help=True
)
_ledger.command("verify")(ledger.verify)
_ledger.command("list")(ledger.kept)
_ledger.command("export")(ledger.export)
_ledger.command("import")(ledger.take_in)
_ledger.command("backup")(ledger.backup)
app.add_typer(_ledger, name="ledger")
app.add_typer(data.app, name="data")
app.add_typer(tokens.app, name="token")


def _version(asked: bool) -> None:
    if asked:
        from contingent import __version__

        typer.echo(f"contingent {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Reads a news article about a conflict: how likely is it, and what difference would it make?"""


def main() -> NoReturn:
    """Run the command line; a known error is one sentence on standard error and an exit code, never a traceback."""
    from contingent.core.errors import ContingentError, ScenarioError
    from contingent.journeys.streams import printable, take_every_character

    take_every_character()
    try:
        app()
    except ScenarioError as error:
        # the one error that may be several: a line for each fault of a scenario file
        typer.echo("\n".join(printable(line) for line in f"contingent: {error}".splitlines()), err=True)
        sys.exit(error.exit_code)
    except ContingentError as error:
        typer.echo(printable(f"contingent: {error}"), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:  # what typer makes of Ctrl-C, without a word
            typer.echo(
                "contingent: stopped; a pull goes on where it was, and with --resume DIR so do finished chunks",
                err=True,
            )
        raise
    sys.exit(0)
