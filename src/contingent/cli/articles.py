"""Commands that begin with an article: `brief` and `read`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contingent.cli.ledger import LEDGER, ledger_place
from contingent.cli.options import (
    AS_JSON,
    JUDGE,
    PATHS_HELP,
    READER,
    SEED,
    WORKERS,
    day,
    print_json,
    progress,
    terminal,
)

if TYPE_CHECKING:
    from contingent.journeys.gathering.gathered import Gathering
    from contingent.journeys.gathering.places import Places

ARTICLE = typer.Argument(help="A text, Markdown or HTML file, an http(s) address, or - for standard input.")
PLACES = "Text, Markdown or HTML files, folders of them, http(s) addresses, or - for standard input."
ACTORS = "Who wants what, in the place of what the article suggests (written by: bargain ARTICLE --write FILE)."
STATE = "Remember here what servers sent, and read only what has changed since."
OUT = "Where claims.html, claims.json and claims.csv go. Default: here, if there are several articles."
AS_OF = typer.Option("--as-of", metavar="DATE", help="Nothing from after this day is used. Default: the article's day.")


def brief(
    article: Annotated[str, ARTICLE],
    as_of: Annotated[str | None, AS_OF] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where brief.html and brief.json go.")] = Path(),
    paths: Annotated[int, typer.Option("--paths", help=PATHS_HELP, min=256, max=1 << 17)] = 1 << 14,
    seed: Annotated[int, SEED] = 1,
    ledger: Annotated[str | None, LEDGER] = None,
    keep: Annotated[bool, typer.Option("--keep/--no-keep", help="Append the forecasts to the ledger.")] = True,
    judge: Annotated[Path | None, JUDGE] = None,
    reader: Annotated[Path | None, READER] = None,
    actors: Annotated[Path | None, typer.Option("--actors", metavar="FILE", help=ACTORS)] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """The main job: an article in; the answer, brief.html and brief.json out."""
    from contingent.journeys import brief as journey
    from contingent.journeys.streams import write_utf8

    known_by = day(as_of)
    advice = None if judge is None else journey.Advice(settings=judge, ledger=ledger_place(ledger))
    stages = journey.STAGES + (judge is not None) + (reader is not None)
    with progress("Reading the article", total=stages, quiet=as_json) as say:
        made = journey.make_brief(
            _article(article),
            as_of=known_by,
            draws=paths,
            seed=seed,
            judge=advice,
            given=journey.Given(reader=reader, actors=actors),
            say=say,
        )
        files = journey.write_brief(made, out, keep=ledger_place(ledger) if keep else None, say=say)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.brief.terminal import render_terminal

    with terminal() as console:
        render_terminal(made, console, files=(str(files.html), str(files.json)))


def read(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE", help=PLACES)] = None,
    as_of: Annotated[str | None, AS_OF] = None,
    feed: Annotated[str | None, typer.Option("--feed", metavar="URL", help="Read the articles of this feed.")] = None,
    sitemap: Annotated[str | None, typer.Option("--sitemap", metavar="URL", help="Read those of this sitemap.")] = None,
    most: Annotated[int, typer.Option("--most", help="Articles of a feed or sitemap at most.", min=1)] = 200,
    state: Annotated[Path | None, typer.Option("--state", metavar="FILE", help=STATE)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=OUT)] = None,
    workers: Annotated[int, WORKERS] = 1,
    reader: Annotated[Path | None, READER] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Read only: voices, claims, checks and questions of one article; of several, who said which number.

    Several articles, a folder, a feed or a sitemap give a claims ledger: one page, JSON and CSV of every number, when
    and on whose word it was told, how it drifted and where sources disagree.
    """
    from contingent.journeys.gathering.gathered import Gathering
    from contingent.journeys.gathering.places import Places

    places = Places(named=tuple(articles or ()), feed=feed, sitemap=sitemap)
    if not places.any:
        raise typer.BadParameter("give an article, a folder, an address, --feed or --sitemap", param_hint="ARTICLE")
    if reader is not None and (not places.one or out is not None):
        raise typer.BadParameter("a language model reads one article at a time", param_hint="--reader")
    if not places.one or out is not None:
        how = Gathering(most=most, state=state)
        _read_many(places, as_of=as_of, how=how, out=out or Path(), workers=workers, as_json=as_json)
        return
    if reader is not None:
        _read_with_model(places.named[0], as_of=as_of, settings=reader, as_json=as_json)
        return
    from contingent.journeys.read import read_article_text

    reading = read_article_text(_article(places.named[0]), as_of=day(as_of)).reading
    if as_json:
        print_json(reading)
        return
    from contingent.report.brief.terminal import render_reading

    with terminal() as console:
        render_reading(reading, console)


def _read_with_model(article: str, *, as_of: str | None, settings: Path, as_json: bool) -> None:
    """The reading of rules and model together, then how far they agree and what asking cost."""
    from contingent.journeys.model_reading import lines_of, read_with_model, table_of

    with progress("Reading the article", total=2, quiet=as_json) as say:
        made = read_with_model(_article(article), as_of=day(as_of), settings=settings, say=say)
    if as_json:
        print_json(table_of(made))
        return
    from contingent.report.brief.terminal import render_reading

    with terminal() as console:
        render_reading(made.reading, console)
        console.print()
        for line in lines_of(made):
            console.print(line, soft_wrap=True)


def _read_many(places: Places, *, as_of: str | None, how: Gathering, out: Path, workers: int, as_json: bool) -> None:
    """The claims ledger of the places is written, and on standard output."""
    from contingent.journeys.read_many import read_many, write_ledger
    from contingent.journeys.streams import standard_input, write_utf8

    known_by = day(as_of)
    with progress("Gathering articles", total=places.stages, quiet=as_json) as say:
        ledger = read_many(places, stdin=standard_input(), as_of=known_by, how=how, workers=workers, say=say)
        files = write_ledger(ledger, out, say=say)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.claims_ledger.terminal import render_claims_ledger

    with terminal() as console:
        render_claims_ledger(ledger, console, files=(str(files.html), str(files.json), str(files.csv)))


def _article(where: str) -> Any:
    from contingent.journeys.streams import standard_input
    from contingent.sources.articles import read_article

    return read_article(where, standard_input())
