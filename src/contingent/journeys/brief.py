"""The main walk: an article in; claims, checks, questions, forecasts, the what-if and the answer out."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import contingent
from contingent.core.bargaining import Bargain
from contingent.core.brief import SCHEMA_VERSION, Answer, Brief, DataUsed, Provenance, Run
from contingent.core.errors import ArticleError, InputError, ScenarioError
from contingent.core.nouns import Forecast, Outcomes, Reading, Scenario
from contingent.core.sockets import Engine, Evidence, Forecaster
from contingent.core.times import now
from contingent.core.weighted import Weighted
from contingent.forecasting import default_forecasters, forecast_all
from contingent.journeys.decisions import JUDGEMENTS, bargained, moved_ceasefire, weighed
from contingent.journeys.files import staged_files
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import read_article_text
from contingent.journeys.touched import touched
from contingent.report.bargaining.two_ways import answer_in_two_ways
from contingent.report.brief.answer import compose_answer
from contingent.report.brief.page import render_html
from contingent.report.encode import brief_json
from contingent.report.whatif.weighted import expected_sentence
from contingent.simulating.baseline import Baseline, article_baseline
from contingent.simulating.comparing.mixture import Mixer
from contingent.simulating.world import FrontWorld
from contingent.sources import shipped
from contingent.sources.articles import Article
from contingent.watching.exposure.outstanding import TABLE as EXPOSURES

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Files given beside the article: one that names a language model to read it, too, and one of who wants what.

    `actors` are taken in the place of those whom the article suggests.
    """

    reader: Path | None = None
    actors: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A what-if that was simulated, as it was moved before, or why not."""

    scenario: Scenario | None
    outcomes: Outcomes | None = None
    mixer: Mixer | None = None
    warnings: tuple[str, ...] = ()


def make_brief(
    article: Article,
    *,
    as_of: date | None,
    draws: int = 1 << 14,
    seed: int = 1,
    judge: Advice | None = None,
    given: Given = Given(),
    say: Say = silent,
) -> Brief:
    """The brief of an article on what was known at `as_of` (default: the article's own day).

    The same article, day, draws, seed and actors give the same brief, apart from its `run` block; with a judge or a
    reader, where its tape holds every reply. Nothing is written but that tape.

    Raises:
        ArticleError: the article cannot be read, names no armed conflict, or states no number.
        InputError: the settings of judge or reader, or the actors, cannot be used.
        ScenarioError: the file of actors holds no negotiation, or a faulty one.
    """
    started, clock = now(), time.process_time()
    reading, day, read_by = _read(article, as_of=as_of, reader=given.reader, say=say)
    if reading.unfit is not None:
        raise ArticleError(reading.unfit)
    bargain, unanswered = bargained(reading, as_of=day, seed=seed, actors=given.actors)
    say("Simulating the branches")
    run = _simulate(reading, bargain, as_of=day, draws=draws, seed=seed)
    say("Forecasting the questions")
    tables = {name: shipped.table(name) for name in shipped.FORECASTING_TABLES}
    scenario, outcomes = run.scenario, run.outcomes
    evidence = Evidence(
        as_of=day, claims=reading.claims, scenario=scenario, outcomes=outcomes, bargain=bargain, tables=tables
    )
    advisers, evidence, advice = _advisers(judge, reading, evidence, say=say)
    forecasts, silences = forecast_all(reading.questions, default_forecasters(*advisers), as_of=day, evidence=evidence)
    weighted = weighed(scenario, outcomes, run.mixer, reading.questions, forecasts)
    moves = touched(reading, as_of=day)
    also = (*([JUDGEMENTS] if bargain else ()), *([EXPOSURES] if moves else ()))
    used = data_used(scenario if outcomes else None, forecasts, as_of=day, also=also)
    brief = Brief(
        schema_version=SCHEMA_VERSION,
        answer=_answer(reading, run, forecasts, bargain, weighted),
        document=reading.document,
        segments=reading.document.segments,
        claims=reading.claims,
        checks=reading.checks,
        questions=reading.questions,
        forecasts=forecasts,
        scenario=scenario,
        outcomes=outcomes,
        bargain=bargain,
        weighted=weighted,
        touched=moves,
        sensitivity=outcomes.sensitivity if outcomes else (),
        provenance=replace(_provenance(article, run, as_of=day, draws=draws, seed=seed), data=(*used, *read_by)),
        warnings=(*reading.warnings, *unanswered, *run.warnings, *advice, *silences),
        run=None,
    )
    return replace(brief, run=_run(started, clock))


def _provenance(article: Article, run: Simulated, *, as_of: date, draws: int, seed: int) -> Provenance:
    """What the brief is made with, but for its data."""
    return Provenance(
        contingent=contingent.__version__,
        schema=SCHEMA_VERSION,
        seed=seed,
        draws=draws,
        engine=run.outcomes.engine if run.outcomes else None,
        as_of=as_of.isoformat(),
        document_sha256=article.sha256,
        data=(),
    )


def _run(started: datetime, clock: float) -> Run:
    """When and where it was made, and what it took so far."""
    return Run(
        started=started.isoformat(timespec="seconds"),
        cpu_seconds=round(time.process_time() - clock, 2),
        python=platform.python_version(),
        ledger=None,
    )


def _answer(
    reading: Reading,
    run: Simulated,
    forecasts: Sequence[Forecast],
    bargain: Bargain | None,
    weighted: Sequence[Weighted],
) -> Answer:
    """The answer, what was counted beside what is bargained over, and what is to be expected."""
    answer = compose_answer(
        document=reading.document,
        claims=reading.claims,
        checks=reading.checks,
        questions=reading.questions,
        forecasts=forecasts,
        scenario=run.scenario,
        outcomes=run.outcomes,
    )
    return replace(
        answer,
        two_ways=answer_in_two_ways(reading, forecasts, bargain),
        expected=expected_sentence(run.scenario, run.outcomes, weighted),
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
    from contingent.journeys.judging import kept_documents, own_document, ready_judge

    say("Asking the language model")
    document, day = reading.document, evidence.as_of
    own = own_document(document, as_of=day)
    kept = [other for other in kept_documents(advice.ledger, as_of=day) if other.text != own.text]
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
    baseline, warnings = _baseline(scenario, as_of=as_of)
    if baseline is None:
        return None, warnings
    return FrontWorld(baseline, engine).simulate(scenario, draws=draws, seed=seed), warnings


def _simulate(reading: Reading, bargain: Bargain | None, *, as_of: date, draws: int, seed: int) -> Simulated:
    """The what-if of a reading, moved by what bargaining says, and what is needed to weigh its branches."""
    scenario = reading.scenario
    if scenario is None:
        return Simulated(scenario=None)
    baseline, warnings = _baseline(scenario, as_of=as_of)
    if baseline is None:
        return Simulated(scenario=scenario, warnings=warnings)
    moved, notes = moved_ceasefire(scenario, baseline, reading.questions, bargain)
    outcomes, mixer = FrontWorld(baseline).simulate_to_mix(moved, draws=draws, seed=seed)
    outcomes = replace(outcomes, notes=(*outcomes.notes, *notes))
    return Simulated(scenario=moved, outcomes=outcomes, mixer=mixer, warnings=warnings)


def _baseline(scenario: Scenario, *, as_of: date) -> tuple[Baseline | None, tuple[str, ...]]:
    """Where the war of a scenario stands, and what to warn of; else why that is not known."""
    try:
        if scenario.baseline == "article":
            return article_baseline(scenario), ()
        found = Baseline.from_table(shipped.baseline_table(scenario.baseline, as_of))
    except ScenarioError as error:
        return None, (f"No what-if was simulated: {error}",)
    return found, shipped.stale(scenario.baseline, as_of)


def data_used(
    scenario: Scenario | None, forecasts: Sequence[Forecast], *, as_of: date, also: Sequence[str] = ()
) -> tuple[DataUsed, ...]:
    """Every shipped table behind a brief, as far as it was known at `as_of`.

    First the baseline of the scenario that was simulated, then what the forecasters were handed, if any spoke; last the
    tables `also` used.
    """
    names = list(shipped.forecasting_tables(as_of)) if forecasts else []
    if scenario is not None and scenario.baseline != "article":
        names.insert(0, f"{shipped.BASELINES}/{scenario.baseline}")
    names += also
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
