"""What an agent is told: a part of a brief, an article that is read and not kept, a scenario that is only simulated.

Small values, for they are read by a model whose attention is short: no fans, no sentence twice, fifty claims at a time.
The whole of a brief is its published JSON.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from contingent.core.brief import Answer
from contingent.core.errors import ArticleError, BusyError, MissingError, ScenarioError
from contingent.core.nouns import Check, Claim, Contrast, Outcomes, Question, Scenario, Sensitivity
from contingent.core.whatif import Findings
from contingent.journeys.shown.brief import Standing, kept_brief
from contingent.journeys.workbench.limits import check_work
from contingent.journeys.workbench.starts import baseline_of, read_upload
from contingent.report.leads import headline, ordered_claims, ordered_questions
from contingent.report.whatif.findings import compose_findings

if TYPE_CHECKING:
    from contingent.ledger.store import Ledger

CLAIMS = 50  # told at a time
INPUTS = 8  # of what moves the leading difference most
#: characters of a text that an agent may hand in: longer than any article, shorter than an archive
LONGEST_TEXT = 300_000
LONGEST_SCENARIO = 100_000
#: what texts that an agent hands in are called
THE_TEXT, THE_SCENARIO = "the text", "the scenario"
#: texts that may wait for the one that is read: each keeps a thread that others could be answered in
_MOST_WAITING = 4
_reading, _places = threading.Lock(), threading.BoundedSemaphore(_MOST_WAITING)

Part = Literal["answer", "claims", "checks", "questions", "scenario"]
#: whatever simulates a scenario: `draws` paths a branch of `seed`
Simulate = Callable[[Scenario, int, int], Outcomes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClaim:
    """Something that a text states, in the order of the text: a claim of its speaker, not a fact.

    `states` is what was read in `words`, which stand in `sentence`; `party_to_the_fighting`: its speaker fights.
    """

    number: int
    id: str
    kind: str
    voice: str
    speaker: str | None
    attributed_to: str | None
    party_to_the_fighting: bool
    states: str
    words: str
    sentence: str
    modality: str
    denied: bool
    place: str | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBranch:
    """A branch of a what-if: what would be done; `voice` is who thought of it."""

    id: str
    label: str
    note: str
    voice: str
    interventions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldScenario:
    """A what-if and its paired differences at the last day that each measure was looked at.

    `contrasts` are branch minus `reference`, path by path; `inputs` are what moves the leading one most, the largest
    share first. Both are empty where nothing was simulated, and `findings` is None.
    """

    title: str
    as_of: date
    attacker: str
    defender: str
    baseline: str
    reference: str
    horizon_days: int
    branches: tuple[ToldBranch, ...]
    draws: int | None
    seed: int | None
    findings: Findings | None
    contrasts: tuple[Contrast, ...]
    inputs: tuple[Sensitivity, ...]
    open: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefPart:
    """A part of a brief; what belongs to other parts is None or empty.

    `question` is what the article leaves open. `claims` are page `page` of `claims_in_all`. `standings` say how the
    `questions` stand on `as_of`.
    """

    brief: str
    as_of: date
    read_as_of: date
    question: str
    title: str | None
    origin: str
    part: Part
    page: int
    answer: Answer | None = None
    warnings: tuple[str, ...] = ()
    claims: tuple[ToldClaim, ...] = ()
    claims_in_all: int
    checks: tuple[Check, ...] = ()
    questions: tuple[Question, ...] = ()
    standings: tuple[Standing, ...] = ()
    scenario: ToldScenario | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReading:
    """What a text says, read as of a day; nothing of it was kept, and nobody forecast its questions.

    `unfit` says why no brief would be made of it (None: one would). `scenario` is its what-if, not simulated.
    """

    as_of: date
    title: str | None
    author: str | None
    published: date | None
    claims: tuple[ToldClaim, ...]
    claims_in_all: int
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    scenario: ToldScenario | None
    warnings: tuple[str, ...]
    unfit: str | None


def brief_part(ledger: Ledger, name: str, part: Part, *, as_of: date, page: int = 1) -> BriefPart:
    """A part of the brief of that name as it was known on `as_of`; `page` counts its claims' pages from 1.

    Raises:
        MissingError: there was no such brief by then, or its claims have no such page.
        LedgerError: the ledger cannot be read.
    """
    kept = kept_brief(ledger, name, as_of=as_of)
    brief, questions, claims = kept.brief, part == "questions", part == "claims"
    pages = max(1, -(-len(brief.claims) // CLAIMS))
    if claims and page > pages:
        raise MissingError(f"the claims of this brief have no page {page}; the last is {pages}")
    return BriefPart(
        brief=kept.name,
        as_of=as_of,
        read_as_of=date.fromisoformat(brief.provenance.as_of),
        question=brief.answer.question,
        title=brief.document.title,
        origin=brief.document.origin,
        part=part,
        page=page if claims else 1,
        answer=brief.answer if part == "answer" else None,
        warnings=brief.warnings if part == "answer" else (),
        claims=told_claims(brief.claims, page=page) if claims else (),
        claims_in_all=len(brief.claims),
        checks=brief.checks if part == "checks" else (),
        questions=tuple(ordered_questions(brief)) if questions else (),
        standings=kept.standings if questions else (),
        scenario=told_scenario(brief.scenario, brief.outcomes) if part == "scenario" and brief.scenario else None,
    )


def told_reading(text: str, *, as_of: date | None) -> ToldReading:
    """What the text says, as of the given day, else its own, else today. Nothing is kept, and nothing is fetched.

    Raises:
        ArticleError: it cannot be read, is too long, or is dated after `as_of`.
        BusyError: too many texts are being read.
    """
    from contingent.journeys.read import read_article_text
    from contingent.sources.articles import Article

    if len(text) > LONGEST_TEXT:
        raise ArticleError(f"the text has {len(text):,} characters; wanted one article, at most {LONGEST_TEXT:,}")
    with _one_at_a_time():
        read = read_article_text(Article(text.encode("utf-8", "replace"), THE_TEXT, None), as_of=as_of)
    found = read.reading
    return ToldReading(
        as_of=read.as_of,
        title=found.document.title,
        author=found.document.author,
        published=found.document.published,
        claims=told_claims(found.claims),
        claims_in_all=len(found.claims),
        checks=found.checks,
        questions=found.questions,
        scenario=told_scenario(found.scenario, None) if found.scenario else None,
        warnings=found.warnings,
        unfit=found.unfit,
    )


def told_simulation(toml: str, simulate: Simulate, *, draws: int, seed: int, today: date) -> ToldScenario:
    """What follows from the scenario of a TOML text, `draws` paths a branch; nothing of it is kept.

    Raises:
        ScenarioError: the text holds none, is too large to answer here, or is dated after `today`.
        LeakError: its baseline was fitted on days after its own.
        BusyError: too many wait for an answer already.
    """
    if len(toml) > LONGEST_SCENARIO:
        raise ScenarioError(f"the scenario has {len(toml):,} characters; wanted at most {LONGEST_SCENARIO:,}")
    scenario = read_upload(toml.encode("utf-8", "replace"), THE_SCENARIO)
    if scenario.as_of > today:
        raise ScenarioError(f"the scenario is as of {scenario.as_of}, which has not been; wanted {today} or before")
    check_work(scenario, draws)
    _, warnings = baseline_of(scenario)
    outcomes = simulate(scenario, draws, seed)
    return told_scenario(scenario, outcomes, warnings=warnings)


def told_claims(claims: Sequence[Claim], *, page: int = 1) -> tuple[ToldClaim, ...]:
    """A page of claims, in the order and with the numbers of the brief's own table."""
    from contingent.report.words import detail_words

    ordered = ordered_claims(claims)
    first = (page - 1) * CLAIMS
    return tuple(
        ToldClaim(
            number=number, id=claim.id, kind=claim.kind, voice=claim.voice, speaker=claim.speaker,
            attributed_to=claim.attributed_to, party_to_the_fighting=claim.belligerent_claim,
            states=detail_words(claim), words=claim.span.text, sentence=claim.sentence.text, modality=claim.modality,
            denied=claim.negated, place=claim.place, first_day=claim.time.first if claim.time else None,
            last_day=claim.time.last if claim.time else None,
        )
        for number, claim in enumerate(ordered[first : first + CLAIMS], start=first + 1)
    )  # fmt: skip


def told_scenario(scenario: Scenario, outcomes: Outcomes | None, *, warnings: Sequence[str] = ()) -> ToldScenario:
    """A scenario and, where it was simulated, its differences at the end of each measure."""
    head = headline(scenario, outcomes) if outcomes else None
    return ToldScenario(
        title=scenario.title,
        as_of=scenario.as_of,
        attacker=scenario.attacker,
        defender=scenario.defender,
        baseline=scenario.baseline,
        reference=scenario.reference,
        horizon_days=scenario.horizon_days,
        branches=tuple(
            ToldBranch(
                id=branch.id, label=branch.label, note=branch.note, voice=branch.voice,
                interventions=len(branch.interventions),
            )
            for branch in scenario.branches
        ),
        draws=outcomes.draws if outcomes else None,
        seed=outcomes.seed if outcomes else None,
        findings=compose_findings(scenario, outcomes) if outcomes else None,
        contrasts=tuple(_last(outcomes.contrasts)) if outcomes else (),
        inputs=head.sensitivity[:INPUTS] if head else (),
        open=scenario.open,
        notes=tuple(dict.fromkeys((*(outcomes.notes if outcomes else ()), *warnings))),
    )  # fmt: skip


def _last(contrasts: Sequence[Contrast]) -> Iterator[Contrast]:
    """Of each measure and branch the contrast of its last day."""
    days: dict[str, int] = {}
    for one in contrasts:
        days[one.measure] = max(one.day, days.get(one.measure, one.day))
    return (one for one in contrasts if one.day == days[one.measure])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The block runs alone: a reading keeps a core busy, and the pages are answered by the same process."""
    if not _places.acquire(blocking=False):
        raise BusyError("other texts are being read; ask again in a moment")
    try:
        with _reading:
            yield
    finally:
        _places.release()
