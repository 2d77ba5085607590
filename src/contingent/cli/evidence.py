"""Commands that begin with primary data: `fit` and `backtest`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.cli.options import AS_JSON, CLUSTER, DATA, RESUME, SEED, WORKERS, day, print_json, progress, terminal

if TYPE_CHECKING:
    from datetime import date

    from contingent.report.backtests.backtest import Backtest


FITTED = "russia-ukraine, battles, hazards or exposures (what prices did after events)."


def fit(
    what: Annotated[str, typer.Argument(metavar="WAR|battles|hazards|exposures", help=FITTED)],
    data: Annotated[Path, DATA],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Nothing from after this day is used.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write here, not to the screen.")] = None,
    check: Annotated[
        int | None, typer.Option("--check", metavar="N", help="Fit N simulated wars instead: does it find the truth?")
    ] = None,
    cluster: Annotated[str | None, CLUSTER] = None,
    workers: Annotated[int, WORKERS] = 1,
    resume: Annotated[Path | None, RESUME] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Compute a parameter file from primary data as of a day, with its provenance inside."""
    from contingent.journeys.fit import check_war, fit_table, write_table
    from contingent.journeys.streams import printable, write_utf8
    from contingent.pools import pool

    known_by = day(as_of)
    assert known_by is not None  # a required option
    if check is not None:
        where = pool(cluster=cluster, workers=workers)
        with progress("Simulating wars", total=check, quiet=as_json) as say:
            found = check_war(what, data, as_of=known_by, replicates=check, pool=where, kept=resume, say=say)
        if as_json:
            print_json(found)
        else:
            write_utf8(found.words + "\n")
        return
    table = fit_table(what, data, as_of=known_by)
    if out is not None:
        write_table(table, out)
        typer.echo(f"{printable(str(out))} written by: {table.command}", err=True)
    if as_json:
        print_json(table.values)
    elif out is None:
        write_utf8(table.toml)


class Past(StrEnum):
    """What past is replayed."""

    views = "views"
    forecastbench = "forecastbench"
    ukraine = "ukraine"
    battles = "battles"
    markets = "markets"


WHAT_HELP = "Deaths by country and month, question sets, a war since 2023, battles since 1600, or prices after events."
FIRST_SET = "2025-10-26"


def backtest(
    what: Annotated[Past, typer.Argument(metavar="views|forecastbench|ukraine|battles|markets", help=WHAT_HELP)],
    data: Annotated[Path, DATA],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="What was known by then.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the page and the figures go.")] = Path(),
    paths: Annotated[
        int, typer.Option("--paths", help="Simulated paths an origin (ukraine).", min=256, max=1 << 17)
    ] = 4096,
    draws: Annotated[int, typer.Option("--draws", help="Draws of a forecast (views).", min=100, max=10_000)] = 1000,
    seed: Annotated[int, SEED] = 1,
    origins_from: Annotated[
        str, typer.Option("--origins-from", metavar="DATE", help="The first day to forecast from (ukraine).")
    ] = "2023-06-18",
    first_year: Annotated[int, typer.Option("--first-year", help="The first window (views).", min=1995)] = 2018,
    sets_from: Annotated[
        str, typer.Option("--sets-from", metavar="DATE", help="The first set (forecastbench).")
    ] = FIRST_SET,
    cluster: Annotated[str | None, CLUSTER] = None,
    workers: Annotated[int, WORKERS] = 1,
    resume: Annotated[Path | None, RESUME] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Replay the past with the future hidden, beside plain baselines; say what is beaten and what is not."""
    from contingent.core.times import now, parse_date
    from contingent.journeys.backtests.files import write_backtest
    from contingent.journeys.streams import write_utf8
    from contingent.pools import pool

    known_by = day(as_of) or now().date()
    where: dict[str, Any] = {"as_of": known_by, "pool": pool(cluster=cluster, workers=workers), "kept": resume}
    replay, stages, first = _replay(
        what, data, known_by, paths=paths, draws=draws, seed=seed, first_year=first_year,
        origins_from=parse_date(origins_from, name="--origins-from"),
        sets_from=parse_date(sets_from, name="--sets-from"),
    )  # fmt: skip
    with progress(first, total=lambda: stages() + 1, quiet=as_json) as say:
        made = replay(say=say, **where)
        files = write_backtest(made, out, say=say)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.backtests.backtest import render_backtest_terminal

    with terminal() as console:
        render_backtest_terminal(made, console)
        console.print(f"{files.html}  {files.json}", soft_wrap=True, markup=False, style="dim")


def _replay(
    what: Past, data: Path, as_of: date, **chosen: Any
) -> tuple[Callable[..., Backtest], Callable[[], int], str]:
    """The journey through that past, how many stages it has, and the words of the first."""
    seed = chosen["seed"]
    if what is Past.views:
        from contingent.journeys.backtests import views

        rules = views.Rules(draws=chosen["draws"], seed=seed, first=chosen["first_year"])
        return (partial(views.backtest_views, data, rules=rules),
                partial(views.stages, data, as_of=as_of, rules=rules), "Reading the country-months")  # fmt: skip
    if what is Past.forecastbench:
        from contingent.journeys.backtests import forecastbench as sets

        first = chosen["sets_from"]
        return (partial(sets.backtest_forecastbench, data, seed=seed, first=first),
                partial(sets.stages, data, as_of=as_of, first=first), "Reading the question sets")  # fmt: skip
    if what is Past.ukraine:
        from contingent.journeys.backtests import ukraine

        replay = ukraine.Replay(paths=chosen["paths"], seed=seed, origins_from=chosen["origins_from"])
        return (partial(ukraine.backtest_ukraine, data, replay=replay),
                partial(ukraine.stages, data, as_of=as_of, replay=replay), "Reading the series")  # fmt: skip
    if what is Past.markets:
        from contingent.journeys.backtests import markets

        return (partial(markets.backtest_markets, data, seed=seed),
                partial(markets.stages, data, as_of=as_of), "Reading the series")  # fmt: skip
    from contingent.journeys.backtests import battles

    return (partial(battles.backtest_battles, data, seed=seed),
            partial(battles.stages, data, as_of=as_of), "Reading the battles")  # fmt: skip
