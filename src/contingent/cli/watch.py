"""The command that says what left its expected range: `watch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.options import AS_JSON, SEED, day, progress, terminal

DATA = typer.Option("--data", metavar="DIR", help="Folder with series, such as `data pull` fills (default: your own).")
SERIES = typer.Option(
    "--series", metavar="FILE", help="A CSV file of dates and values; FILE[:KIND][@PLACE]. May be repeated."
)
AS_OF = typer.Option("--as-of", metavar="DATE", help="The day whose knowledge counts (default: today).")
PERIOD = typer.Option("--period", metavar="DAYS", help="How many days are watched.", min=1)
RATE = typer.Option("--rate", metavar="SHARE", help="False discovery rate: share of departures that may be none.")
PLACE = typer.Option("--place", metavar="SDN,UKR…", help="Only series of these countries.")
FORECASTS = typer.Option("--ledger", metavar="PLACE", help="Also watch the open forecasts of this ledger.")
OUT = typer.Option("--out", metavar="DIR", help="Also write watch.html, watch.json and watch.atom there.")
HTML = typer.Option("--html/--no-html", help="Whether --out holds a page.")


def watch(
    data: Annotated[Path | None, DATA] = None,
    series: Annotated[list[str] | None, SERIES] = None,
    as_of: Annotated[str | None, AS_OF] = None,
    period: Annotated[int, PERIOD] = 30,
    rate: Annotated[float, RATE] = 0.1,
    place: Annotated[str, PLACE] = "",
    ledger: Annotated[str | None, FORECASTS] = None,
    out: Annotated[Path | None, OUT] = None,
    html: Annotated[bool, HTML] = True,
    seed: Annotated[int, SEED] = 1,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """What left its expected range: prices, risk, deaths, forecasts; false discoveries held to a stated rate."""
    from contingent.core.errors import InputError
    from contingent.core.times import today
    from contingent.journeys.streams import write_utf8
    from contingent.journeys.watch import STAGES, Asked, places_of, watch_from, write_watch
    from contingent.report.console import plain
    from contingent.report.watch.digest import watch_json
    from contingent.report.watch.terminal import render_watch

    until = day(as_of) or today()
    if until > today():
        raise InputError(f"--as-of is {until}, which has not been; nothing can be known of that day yet.")
    asked = Asked(as_of=until, period_days=period, rate=rate, places=places_of(place), seed=seed)
    with progress("Reading series", total=STAGES, quiet=as_json) as say:
        report = watch_from(data, asked, own=tuple(series or ()), ledger=ledger, say=say)
        files = write_watch(report, out, html=html, say=say) if out is not None else None
    if as_json:
        write_utf8(watch_json(report.digest))
        return
    with terminal() as console:
        render_watch(report.digest, console)
        if files is not None:
            written = "  ".join(str(path) for path in (files.html, files.json, files.atom) if path is not None)
            console.print(plain(written), soft_wrap=True, markup=False, style="dim")
