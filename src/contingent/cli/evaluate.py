"""Commands that hold a part of the house against what people annotated: `evaluate reading`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.options import AS_JSON, day, progress, terminal

app = typer.Typer(help="How well a part does, by what people annotated.", no_args_is_help=True)

SHARED = typer.Option(
    "--shared", metavar="DIR", envvar="CONTINGENT_SHARED", help="Folder with seed/ and data/reading/."
)
ARTICLES = typer.Option(
    "--articles", metavar="DIR", help="Articles with NAME.gold.json. Default: tests/articles, if there."
)
SENTENCES = typer.Option("--data", metavar="DIR", help="Folder with newsquant*.json. Default: that of --shared.")
CONFIDENCE = typer.Option(
    "--confidence", metavar="FILE", help="Write how often claims of each class were right in articles held out."
)
HERE = Path("tests", "articles")


@app.callback()
def root() -> None:
    """How well a part does, by what people annotated."""


@app.command()
def reading(
    shared: Annotated[Path | None, SHARED] = None,
    articles: Annotated[Path | None, ARTICLES] = None,
    data: Annotated[Path | None, SENTENCES] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Tell each thing missed, in words.")] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="With --misses: also in articles marked first_read. They are dev then.")
    ] = False,
    confidence: Annotated[Path | None, CONFIDENCE] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day told in --confidence. Default: today.")
    ] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Read annotated articles and sentences; say what was found, what was missed, and what was made up."""
    from contingent.core.times import today
    from contingent.journeys.evaluating import reading as journey
    from contingent.journeys.streams import printable, write_utf8
    from contingent.report.extraction import reading_figures_json, render_reading_figures

    own = articles if articles is not None else (HERE if HERE.is_dir() else None)
    suites = journey.Suites(shared=shared, articles=own, data=data)
    with progress("Looking for suites", total=lambda: journey.count_stages(suites), quiet=as_json) as say:
        made = journey.evaluate_reading(suites, misses=misses, held_out=held_out, say=say)
    if confidence is not None:
        journey.write_confidence(made, confidence, as_of=day(as_of) or today())
        typer.echo(f"{printable(str(confidence))} written", err=True)
    if as_json:
        write_utf8(reading_figures_json(made.figures, misses=misses))
        return
    with terminal() as console:
        render_reading_figures(made.figures, console, misses=misses)
