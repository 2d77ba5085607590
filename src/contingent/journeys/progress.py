"""A bar for what takes longer than a moment, on standard error; silent where that is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]
#: what is over sooner needs no bar
MOMENT_SECONDS = 2.0


def silent(_label: str) -> None:
    """Say nothing."""


@contextmanager
def stages(first: str, *, total: int | Callable[[], int], quiet: bool) -> Iterator[Say]:
    """Show a bar of `total` stages; each call of the yielded function closes one stage and names the next.

    Where counting them takes reading data, give the function that counts: it is called only if a bar is shown.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield silent
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<32}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(first, total=total() if callable(total) else total)

        def say(label: str) -> None:
            bar.update(task, advance=1, description=label, refresh=True)

        yield say


@contextmanager
def counting(label: str, *, quiet: bool) -> Iterator[Callable[[int, int | None], None]]:
    """Show how many of how many are done once that has taken two seconds; the yielded function takes both."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<32}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
    bar, began = Progress(*columns, console=console, transient=True), time.monotonic()
    task = bar.add_task(label, total=None)

    def count(done: int, total: int | None) -> None:
        if time.monotonic() - began > MOMENT_SECONDS:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield count
    finally:
        bar.stop()
