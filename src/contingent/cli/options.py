"""What several commands share: their options, how they print, what they say on the way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from rich.console import Console

AS_JSON = typer.Option("--json", help="Print JSON instead of text.")
PATHS_HELP = "Simulated paths a branch."
SEED = typer.Option("--seed", help="Seed of every random number.", min=0)
DATA = typer.Option("--data", metavar="DIR", help="Folder with the primary series.")
CLUSTER = typer.Option("--cluster", metavar="ADDRESS", help="Run on the workers of this dask scheduler.")
WORKERS = typer.Option("--workers", help="Processes on this machine; 0: one a processor.", min=0)
JUDGE = typer.Option("--judge", metavar="FILE", help="Ask the language model that this file names, too.")
READER = typer.Option("--reader", metavar="FILE", help="Let the language model that this file names read, too.")
RESUME = typer.Option("--resume", metavar="DIR", help="Keep finished chunks here, and go on from those there.")


def day(text: str | None) -> date | None:
    """The day that an --as-of names, if any."""
    from contingent.core.times import parse_date

    return None if text is None else parse_date(text, name="--as-of")


@contextmanager
def terminal() -> Iterator[Console]:
    """A console on standard output that any character can be printed on."""
    from rich.console import Console

    from contingent.journeys.streams import printing

    with printing():
        yield Console(highlight=False, markup=False)  # what comes from outside is words, never markup


def print_json(value: object) -> None:
    """The value is on standard output as JSON."""
    import json

    from contingent.core.plain import plain
    from contingent.journeys.streams import write_utf8

    write_utf8(json.dumps(plain(value), indent=1, ensure_ascii=False) + "\n")


def progress(first: str, *, total: int | Callable[[], int], quiet: bool) -> Any:
    """A bar on standard error while the block runs; what it yields closes a stage and names the next."""
    from contingent.journeys.progress import stages

    return stages(first, total=total, quiet=quiet)
