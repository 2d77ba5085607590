"""The command that begins with who wants what: `bargain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.options import AS_JSON, SEED, day, progress, terminal

INPUT = typer.Argument(
    metavar="INPUT", help="Who wants what, as TOML, CSV or #A #P #M #D lines; or an article, its address, or -."
)
AS_OF = typer.Option("--as-of", metavar="DATE", help="The day of the positions: deadlines count from it.")
UNCERTAINTY = typer.Option(
    "--uncertainty", metavar="X", help="How far bare numbers may be off: 1 is usual, 0 takes them as exact.",
    min=0.0, max=10.0,
)  # fmt: skip


def bargain(
    where: Annotated[str, INPUT],
    issue: Annotated[str | None, typer.Option("--issue", metavar="ID", help="Tell this issue in full.")] = None,
    as_of: Annotated[str | None, AS_OF] = None,
    draws: Annotated[int, typer.Option("--draws", help="Draws of the uncertain inputs.", min=1, max=100_000)] = 1000,
    seed: Annotated[int, SEED] = 1,
    uncertainty: Annotated[float, UNCERTAINTY] = 1.0,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where bargain.html and bargain.json go.")] = Path(),
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE.toml", help="Write who wants what here, to be edited.")
    ] = None,
    page: Annotated[bool, typer.Option("--html/--no-html", help="Write the page too.")] = True,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Where five models of bargaining see it settle, how far they agree, who gives way, and who matters most."""
    from contingent.journeys import bargain as journey
    from contingent.journeys.streams import standard_input, write_utf8
    from contingent.sources.articles import read_article

    with progress("Reading who wants what", total=3, quiet=as_json) as say:
        given = journey.given_negotiation(
            read_article(where, standard_input()), uncertainty=uncertainty, as_of=day(as_of)
        )
        say("Bargaining")
        made = journey.make_bargain(given, draws=draws, seed=seed, issue=issue)
        say("Writing it up")
        files = journey.write_bargain(made, out, page=page, negotiation=write)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.bargaining.terminal import render_bargain
    from contingent.report.whatif.terminal import render_files

    with terminal() as console:
        render_bargain(made, console)
        render_files(journey.file_names(files), console)
