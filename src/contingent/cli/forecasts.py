"""Commands that look ahead: `forecast question`, `forecast views`, `forecast forecastbench`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contingent.cli.ledger import LEDGER, ledger_place
from contingent.cli.options import AS_JSON, JUDGE, SEED, day, print_json, progress, terminal

KEEP = typer.Option("--keep/--no-keep", help="Append the questions and forecasts to the ledger.")
AS_OF = typer.Option("--as-of", metavar="DATE", help="Nothing from after this day is used. Default: today.")

DATA_HERE = typer.Option("--data", metavar="DIR", help="Folder with the data (default: where `data pull` puts them).")

forecast = typer.Typer(
    help="Forecast a question in words, the coming months of every country, or a question set.", no_args_is_help=True
)


@forecast.command("question")
def question(
    text: Annotated[str, typer.Argument(metavar="QUESTION", help="The question in words, quoted.")],
    by: Annotated[str, typer.Option("--by", metavar="DATE", help="The day by which it is settled.")],
    as_of: Annotated[str | None, AS_OF] = None,
    topic: Annotated[str, typer.Option("--topic", help="What it is about, such as ceasefire or war_end.")] = "other",
    actor: Annotated[str | None, typer.Option("--actor", help="Who acts, or the one party.")] = None,
    recipient: Annotated[str | None, typer.Option("--recipient", help="Who receives, or the other party.")] = None,
    judge: Annotated[Path | None, JUDGE] = None,
    ledger: Annotated[str | None, LEDGER] = None,
    keep: Annotated[bool, KEEP] = True,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """How likely is it by then? From reference classes, and from a language model where one is named."""
    from contingent.core.times import parse_date, today
    from contingent.journeys.forecasts import question as journey

    asked = journey.Asked(
        text=text, by=parse_date(by, name="--by"), as_of=day(as_of) or today(), topic=topic, actor=actor,
        recipient=recipient,
    )  # fmt: skip
    where = ledger_place(ledger)
    with progress("Reading the question", total=2 + (judge is not None), quiet=as_json) as say:
        made = journey.forecast_question(asked, judge=judge, ledger=where, say=say)
        if keep and made.forecasts:
            journey.keep_question_forecast(made, where)
    if as_json:
        print_json(made)
        return
    from contingent.report.question_terminal import render_question

    with terminal() as console:
        render_question(made.question, made.forecasts, made.notes, console)


@forecast.command("views")
def views(
    data: Annotated[Path | None, DATA_HERE] = None,
    as_of: Annotated[str | None, AS_OF] = None,
    months: Annotated[int, typer.Option("--months", help="How many months ahead.", min=12, max=36)] = 36,
    draws: Annotated[int, typer.Option("--draws", help="Draws of each country and month.", min=20, max=10_000)] = 1000,
    seed: Annotated[int, SEED] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the page and the files go.")] = Path(),
    ledger: Annotated[str | None, LEDGER] = None,
    keep: Annotated[bool, KEEP] = True,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Deaths in state-based conflict in the coming months of every country: page, VIEWS Parquet and Hubverse file."""
    from contingent.core.times import today
    from contingent.journeys.data import default_data
    from contingent.journeys.forecasts import views as journey
    from contingent.journeys.forecasts.country_months import Size
    from contingent.journeys.streams import write_utf8

    size = Size(months=months, draws=draws, seed=seed)
    where = ledger_place(ledger) if keep else None
    with progress("Reading the events", total=journey.STAGES, quiet=as_json) as say:
        made = journey.forecast_views(
            data or default_data(), as_of=day(as_of) or today(), size=size, ledger=where, say=say
        )
        files = journey.write_country_months(made, out, say=say)
    if as_json:
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.country_months.terminal import render_country_months_terminal

    with terminal() as console:
        written = (files.html, files.json, files.views, files.hub)
        render_country_months_terminal(made.report, console, files=tuple(map(str, written)))


@forecast.command("forecastbench")
def forecastbench(
    questions: Annotated[Path, typer.Argument(metavar="SET.json", help="The question set, a file of ForecastBench.")],
    data: Annotated[Path | None, DATA_HERE] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="What was known by then. Default: today, until due.")
    ] = None,
    organization: Annotated[str, typer.Option("--organization", help="Who hands it in.")] = "contingent",
    model: Annotated[str, typer.Option("--model", help="The name of the forecaster.")] = "contingent",
    number: Annotated[int, typer.Option("--number", help="Which submission of this set it is.", min=1)] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the submission and the page go.")] = Path(),
    ledger: Annotated[str | None, LEDGER] = None,
    keep: Annotated[bool, KEEP] = True,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Every question of a ForecastBench set at each of its dates: a file to hand in, and a page."""
    from contingent.journeys.data import default_data
    from contingent.journeys.forecasts import question_set as journey
    from contingent.journeys.streams import write_utf8

    who = journey.Who(organization=organization, model=model)
    with progress("Reading the sets", total=journey.STAGES, quiet=as_json) as say:
        made = journey.forecast_set(questions, data=data or default_data(), who=who, as_of=day(as_of), say=say)
        files = journey.write_set(made, out, number=number, keep=ledger_place(ledger) if keep else None)
    if as_json:
        write_utf8(files.submission.read_text(encoding="utf-8"))
        return
    from contingent.report.sets.page import render_set_terminal

    with terminal() as console:
        render_set_terminal(made.report, console, files=(str(files.submission), str(files.html)))
