"""The main walk: an article in; claims, checks, questions, forecasts, the what-if and the answer out."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import contingent
from contingent.core.brief import SCHEMA_VERSION, Brief, DataUsed, Provenance, Run
from contingent.core.errors import ArticleError, InputError, ScenarioError
from contingent.core.nouns import Forecast, Outcomes, Reading, Scenario
from contingent.core.sockets import Engine, Evidence, Forecaster
from contingent.core.times import now
from contingent.forecasting import default_forecasters, forecast_all
from contingent.forecasting.retrieval import KeptDocument
from contingent.journeys.files import staged_files
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import read_article_text
from contingent.report.answer import compose_answer
from contingent.report.encode import brief_json
from contingent.report.html import render_html
from contingent.simulating.baseline import Baseline, article_baseline
from contingent.simulating.world import FrontWorld
from contingent.sources import shipped
from contingent.sources.articles import Article

STAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFiles:
    """Where a brief was written."""

    html: Path
    json: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The file that names a language model to ask, and the ledger whose documents it is shown beside the article."""

    settings: Path
    ledger: Path | str | None = None


def make_brief(
    article: Article,
    *,
    as_of: date | None,
    draws: int = 1 << 14,
    seed: int = 1,
    judge: Advice | None = None,
    reader: Path | None = None,
    say: Say = silent,
) -> Brief:
    """The brief of an article on what was known at `as_of` (default: the article's own day).

    The same article, day, draws and seed give the same brief, apart from its `run` block; with a judge or a `reader`
    (the file that names a language model to read beside the rules), where its tape holds every reply. Nothing is
    written but that tape.

    Raises:
        ArticleError: the article cannot be read, names no armed conflict, or states no number.
        InputError: the settings of judge or reader cannot be used.
    """
    started, clock = now(), time.process_time()
    reading, day, read_by = _read(article, as_of=as_of, reader=reader, say=say)
    if reading.unfit is not None:
        raise ArticleError(reading.unfit)
    say("Simulating the branches")
    outcomes, warnings = simulate(reading.scenario, as_of=day, draws=draws, seed=seed)
    say("Forecasting the questions")
    tables = {name: shipped.table(name) for name in shipped.FORECASTING_TABLES}
    evidence = Evidence(as_of=day, claims=reading.claims, scenario=reading.scenario, outcomes=outcomes, tables=tables)
    advisers, evidence, advice = _advisers(judge, reading, evidence, say=say)
    forecasts, silences = forecast_all(reading.questions, default_forecasters(*advisers), as_of=day, evidence=evidence)
    answer = compose_answer(
        document=reading.document,
        claims=reading.claims,
        checks=reading.checks,
        questions=reading.questions,
        forecasts=forecasts,
        scenario=reading.scenario,
        outcomes=outcomes,
    )
    brief = Brief(
        schema_version=SCHEMA_VERSION,
        answer=answer,
        document=reading.document,
        segments=reading.document.segments,
        claims=reading.claims,
        checks=reading.checks,
        questions=reading.questions,
        forecasts=forecasts,
        scenario=reading.scenario,
        outcomes=outcomes,
        sensitivity=outcomes.sensitivity if outcomes else (),
        provenance=Provenance(
            contingent=contingent.__version__,
            schema=SCHEMA_VERSION,
            seed=seed,
            draws=draws,
            engine=outcomes.engine if outcomes else None,
            as_of=day.isoformat(),
            document_sha256=article.sha256,
            data=(*data_used(reading.scenario if outcomes else None, forecasts, as_of=day), *read_by),
        ),
        warnings=(*reading.warnings, *warnings, *advice, *silences),
        run=None,
    )
    return replace(
        brief,
        run=Run(
            started=started.isoformat(timespec="seconds"),
            cpu_seconds=round(time.process_time() - clock, 2),
            python=platform.python_version(),
            ledger=None,
        ),
    )


def _read(
    article: Article, *, as_of: date | None, reader: Path | None, say: Say
) -> tuple[Reading, date, tuple[DataUsed, ...]]:
    """The reading, its day, and the language model that had a part in it, if one had."""
    read = read_article_text(article, as_of=as_of)
    if reader is None or read.reading.unfit is not None:
        return read.reading, read.as_of, ()
    from contingent.journeys.model_reading import with_model

    made = with_model(read, settings=reader, say=say)
    return made.reading, made.as_of, made.provenance


def _advisers(
    advice: Advice | None, reading: Reading, evidence: Evidence, *, say: Say
) -> tuple[tuple[Forecaster, ...], Evidence, tuple[str, ...]]:
    """The forecasters that are asked besides those of the house, the evidence they share, and what to say of them."""
    if advice is None:
        return (), evidence, ()
    from contingent.journeys.judging import kept_documents, ready_judge

    say("Asking the language model")
    document, day = reading.document, evidence.as_of
    own = KeptDocument(text=document.text, origin=document.title or document.origin, known=document.published or day)
    kept = [other for other in kept_documents(advice.ledger, as_of=day) if other.text != document.text]
    judged = ready_judge(advice.settings, reading.questions, evidence=evidence, documents=[own, *kept])
    return (judged.judge,), judged.evidence, (judged.words, *judged.warnings)


def simulate(
    scenario: Scenario | None, *, as_of: date, draws: int, seed: int, engine: Engine | None = None
) -> tuple[Outcomes | None, tuple[str, ...]]:
    """The outcomes of a scenario on its fitted baseline, or on the article's own numbers; else why there are none.

    `engine` is what steps the world; None: as `FrontWorld` chooses.
    """
    if scenario is None:
        return None, ()
    warnings: tuple[str, ...] = ()
    try:
        if scenario.baseline == "article":
            baseline = article_baseline(scenario)
        else:
            baseline = Baseline.from_table(shipped.baseline_table(scenario.baseline, as_of))
            warnings = shipped.stale(scenario.baseline, as_of)
    except ScenarioError as error:
        return None, (f"No what-if was simulated: {error}",)
    return FrontWorld(baseline, engine).simulate(scenario, draws=draws, seed=seed), warnings


def data_used(scenario: Scenario | None, forecasts: Sequence[Forecast], *, as_of: date) -> tuple[DataUsed, ...]:
    """Every shipped table behind a brief, as far as it was known at `as_of`.

    First the baseline of the scenario that was simulated, then what the forecasters were handed, if any spoke.
    """
    names = list(shipped.forecasting_tables(as_of)) if forecasts else []
    if scenario is not None and scenario.baseline != "article":
        names.insert(0, f"{shipped.BASELINES}/{scenario.baseline}")
    return tuple(shipped.data_used(name, as_of) for name in names)


def write_brief(brief: Brief, folder: Path, *, keep: str | Path | None = None, say: Say = silent) -> BriefFiles:
    """`brief.html` and `brief.json` are in `folder`, both whole, and in the ledger `keep` is what they hold.

    Raises:
        InputError: the folder cannot be written, or the ledger is where the brief goes; neither has changed.
        LedgerError: the ledger cannot be written; neither folder nor ledger has changed.
    """
    say("Drawing the report")
    if keep is not None and brief.run is not None:
        brief = replace(brief, run=replace(brief.run, ledger=str(keep)))
    files = BriefFiles(html=folder / "brief.html", json=folder / "brief.json")
    if keep is not None and Path(keep).resolve() in (files.html.resolve(), files.json.resolve()):
        raise InputError(f"--ledger is {keep}, where the brief itself goes; wanted a file of its own")
    with staged_files({files.html: render_html(brief), files.json: brief_json(brief)}):
        if keep is not None:
            from contingent.journeys.keep import keep_brief  # imported late: a database, which not every brief needs

            say("Keeping the forecasts")
            keep_brief(brief, keep)
    return files
