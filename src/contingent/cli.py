"""The command line: one command a journey. Exit 0 ok, 2 usage or bad input, 1 anything else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import Console

app = typer.Typer(
    name="contingent",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ledger_app = typer.Typer(help="What was believed, kept for good: list it, check its chain.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")

ARTICLE = typer.Argument(help="A text, Markdown or HTML file, an http(s) address, or - for standard input.")
AS_OF = typer.Option("--as-of", metavar="DATE", help="Nothing from after this day is used. Default: the article's day.")
AS_JSON = typer.Option("--json", help="Print JSON instead of text.")
LEDGER = typer.Option(
    "--ledger", metavar="FILE", help="The ledger that keeps the forecasts (default: in your data folder)."
)


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


@app.command()
def brief(
    article: Annotated[str, ARTICLE],
    as_of: Annotated[str | None, AS_OF] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where brief.html and brief.json go.")] = Path(),
    paths: Annotated[int, typer.Option("--paths", help="Simulated paths a branch.", min=256, max=1 << 17)] = 1 << 14,
    seed: Annotated[int, typer.Option("--seed", help="Seed of every random number.", min=0)] = 1,
    ledger: Annotated[str | None, LEDGER] = None,
    keep: Annotated[bool, typer.Option("--keep/--no-keep", help="Append the forecasts to the ledger.")] = True,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """The main job: an article in; the answer, brief.html and brief.json out."""
    from contingent.journeys import brief as journey
    from contingent.journeys.streams import write_utf8

    day = _day(as_of)
    with _progress("Reading the article", total=journey.STAGES, quiet=as_json) as say:
        made = journey.make_brief(_article(article), as_of=day, draws=paths, seed=seed, say=say)
        files = journey.write_brief(made, out, keep=_ledger(ledger) if keep else None, say=say)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.terminal import render_terminal

    with _terminal() as console:
        render_terminal(made, console, files=(str(files.html), str(files.json)))


@app.command()
def read(
    article: Annotated[str, ARTICLE],
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Read only: voices, claims with their exact words, checks and questions."""
    from contingent.journeys.read import read_article_text

    reading = read_article_text(_article(article), as_of=_day(as_of)).reading
    if as_json:
        _print_json(reading)
        return
    from contingent.report.terminal import render_reading

    with _terminal() as console:
        render_reading(reading, console)


@app.command()
def fit(
    what: Annotated[str, typer.Argument(metavar="WAR|hazards", help="russia-ukraine, or hazards.")],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the primary series.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Nothing from after this day is used.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write here, not to the screen.")] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Compute a parameter file from primary data as of a day, with its provenance inside."""
    from contingent.journeys.fit import fit_table, write_table
    from contingent.journeys.streams import printable, write_utf8

    day = _day(as_of)
    assert day is not None  # a required option
    table = fit_table(what, data, as_of=day)
    if out is not None:
        write_table(table, out)
        typer.echo(f"{printable(str(out))} written by: {table.command}", err=True)
    if as_json:
        _print_json(table.values)
    elif out is None:
        write_utf8(table.toml)


@app.command()
def schema() -> None:
    """Print the JSON Schema that every brief.json satisfies."""
    import json

    from contingent.journeys.streams import write_utf8
    from contingent.report.encode import brief_schema

    write_utf8(json.dumps(brief_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


@ledger_app.command("verify")
def ledger_verify(ledger: Annotated[str | None, LEDGER] = None, as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Check every link of the chain; exit 1 where a row was changed, removed or inserted."""
    from contingent.journeys.keep import verify_ledger

    found = verify_ledger(_ledger(ledger))
    if as_json:
        _print_json(found)
    elif found.ok:
        with _terminal() as console:
            console.print(f"{found.rows} rows, chain whole", soft_wrap=True)
    else:
        typer.echo(f"chain broken at row {found.first_broken}: {found.reason}", err=True)
    raise typer.Exit(0 if found.ok else 1)


@ledger_app.command("list")
def ledger_list(
    ledger: Annotated[str | None, LEDGER] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was believed by this day.")] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """The forecasts kept so far, newest last."""
    from contingent.journeys.keep import kept_forecasts

    rows = kept_forecasts(_ledger(ledger), as_of=_day(as_of))
    if as_json:
        _print_json(rows)
        return
    from contingent.report.terminal import render_kept

    with _terminal() as console:
        render_kept(rows, console)


def main() -> NoReturn:
    """Run the command line; a known error is one sentence on standard error and an exit code, never a traceback."""
    from contingent.core.errors import ContingentError
    from contingent.journeys.streams import printable, take_every_character

    take_every_character()
    try:
        app()
    except ContingentError as error:
        typer.echo(printable(f"contingent: {error}"), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    sys.exit(0)


def _day(text: str | None) -> date | None:
    from contingent.core.times import parse_date

    return None if text is None else parse_date(text, name="--as-of")


def _article(where: str) -> Any:
    from contingent.journeys.streams import standard_input
    from contingent.sources.articles import read_article

    return read_article(where, standard_input())


def _ledger(chosen: str | None) -> str | Path:
    from contingent.journeys.keep import default_ledger

    return chosen if chosen is not None else default_ledger()


@contextmanager
def _terminal() -> Iterator[Console]:
    from rich.console import Console

    from contingent.journeys.streams import printing

    with printing():
        yield Console(highlight=False)


def _print_json(value: object) -> None:
    import json

    from contingent.core.plain import plain
    from contingent.journeys.streams import write_utf8

    write_utf8(json.dumps(plain(value), indent=1, ensure_ascii=False) + "\n")


def _progress(first: str, *, total: int, quiet: bool) -> Any:
    from contingent.journeys.progress import stages

    return stages(first, total=total, quiet=quiet)
