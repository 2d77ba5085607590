"""Who wants what of what an article asks: proposed from its reading or taken from a file, and where that settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from contingent.core.bargaining import Bargain, Issue, Negotiation
from contingent.core.errors import InputError
from contingent.core.nouns import Forecast, Outcomes, Question, Reading, Scenario
from contingent.core.times import guard
from contingent.core.weighted import Weighted
from contingent.forecasting.bargained import belief_of, moved_hazard
from contingent.forecasting.branch_odds import BranchOdds, branch_odds
from contingent.report.leads import lead_question
from contingent.simulating.baseline import Baseline
from contingent.simulating.comparing.mixture import Mixer
from contingent.sources import shipped

DRAWS = 1000
HAZARD = "ceasefire_hazard"
JUDGEMENTS = "bargaining"


def proposed(reading: Reading) -> Negotiation | None:
    """The negotiation that the claims of an article suggest; None where they name no actor with a stance."""
    from contingent.reading.bargains.propose import propose_negotiation

    return propose_negotiation(
        reading, tables={JUDGEMENTS: shipped.table(JUDGEMENTS), "gazetteer": shipped.gazetteer()}
    )


def bargained(
    reading: Reading, *, as_of: date, seed: int, actors: Path | None = None
) -> tuple[Bargain | None, tuple[str, ...]]:
    """Where the article's decisions settle, and what to warn of; None where nobody's wishes are known.

    `actors` is a reader's file, taken in the place of what is proposed. An issue of it answers the question whose id
    it names, or the article's first question of the topic that it names, or, where it names neither, the question of
    the proposed issue of the same id.

    Raises:
        InputError: the file cannot be read, or none of its issues answers a question of the article.
        ScenarioError: it holds no negotiation, or a faulty one.
        LeakError: it is dated after `as_of`.
    """
    own = proposed(reading)
    warnings: tuple[str, ...] = ()
    if actors is not None:
        own, warnings = joined(read_actors(actors, as_of=as_of), reading.questions, own, origin=str(actors))
    if own is None:
        return None, warnings
    from contingent.bargaining.bargain import bargain

    return bargain(own, draws=DRAWS, seed=seed, influence_on=_leading(own, reading)), warnings


def read_actors(path: Path, *, as_of: date) -> Negotiation:
    """The negotiation of a reader's file; errors as `bargained`."""
    from contingent.sources.negotiations import read_negotiation

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the actors cannot be read from {path} ({error}); wanted a TOML file of UTF-8 text") from None
    found = read_negotiation(text, origin=str(path))
    if found.as_of is not None:
        guard(found.as_of, as_of, what=f"the negotiation of {path}")
    return found


def joined(
    negotiation: Negotiation, questions: Sequence[Question], own: Negotiation | None, *, origin: str
) -> tuple[Negotiation, tuple[str, ...]]:
    """The negotiation with each issue tied to the question it answers, and a warning for each that answers none.

    Raises:
        InputError: none of them answers a question.
    """
    tied = [_tied(issue, questions, own) for issue in negotiation.issues]
    ids = {question.id for question in questions}
    idle = [issue for issue in tied if issue.question not in ids and not ids & {name for name, _ in issue.also}]
    if len(idle) == len(tied):
        topics = ", ".join(dict.fromkeys(question.topic for question in questions))
        raise InputError(
            f"no issue of {origin} answers a question of this article; wanted `question` to be the id of one, or a "
            f"topic: {topics or 'it asks nothing'}. `contingent bargain ARTICLE --write FILE.toml` writes one to edit."
        )
    warnings = [
        f"The issue “{issue.title}” of {origin} answers no question of this article: it settles, and moves nothing."
        for issue in idle
    ]
    return replace(negotiation, issues=tuple(tied)), tuple(warnings)


def _tied(issue: Issue, questions: Sequence[Question], own: Negotiation | None) -> Issue:
    if any(question.id == issue.question for question in questions):
        return issue
    if issue.question is not None:
        found = next((question for question in questions if question.topic == issue.question), None)
        return issue if found is None else replace(issue, question=found.id)
    same = next((other for other in own.issues if other.id == issue.id), None) if own else None
    return issue if same is None else replace(issue, question=same.question, also=issue.also or same.also)


def _leading(negotiation: Negotiation, reading: Reading) -> tuple[str, ...]:
    """The issue whose influences are worked out: that of the leading question, else the first."""
    lead = lead_question(reading.document, reading.claims, reading.questions)
    asked = lead.id if lead else None
    for issue in negotiation.issues:
        if asked is not None and asked in {issue.question, *(name for name, _ in issue.also)}:
            return (issue.id,)
    return (negotiation.issues[0].id,)


# ----------------------------------------------------------------- into the what-if


def moved_ceasefire(
    scenario: Scenario, baseline: Baseline, questions: Sequence[Question], bargain: Bargain | None
) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with the hazard of a cease-fire moved by what bargaining says of one, and words on how far.

    The same scenario where no issue answers a question about a cease-fire, or the scenario has a hazard of its own.
    """
    if bargain is None or any(prior.name == HAZARD for prior in scenario.priors):
        return scenario, ()
    hazard = next((one.prior for one in baseline.parameters if one.name == HAZARD), None)
    for question in _on_a_ceasefire(questions, bargain):
        found, belief = bargain.answering(question.id), belief_of(bargain, question.id)
        if hazard is None or found is None or belief is None:
            continue
        moved = moved_hazard(hazard, belief, found[0], days=(question.deadline - scenario.as_of).days)
        if moved is None:
            continue
        prior, factor, share = moved
        said = (
            f"The monthly hazard of a cease-fire is multiplied by {factor:.2f}: models of bargaining put one by "
            f"{question.deadline.isoformat()} at {belief.p:.0%}, and have {share:.0%} of the weight (in log-odds). "
            "The forecast of a cease-fire so counts bargaining a little more than once: itself, and in the simulation."
        )
        return replace(scenario, priors=(*scenario.priors, prior)), (said,)
    return scenario, ()


def _on_a_ceasefire(questions: Sequence[Question], bargain: Bargain) -> list[Question]:
    """The questions about a cease-fire, that which an issue asks itself first: other deadlines only share its scale."""
    own = {issue.question for issue in bargain.negotiation.issues}
    asked = [question for question in questions if question.topic == "ceasefire"]
    return sorted(asked, key=lambda question: (question.id not in own, -question.deadline.toordinal()))


def weighed(
    scenario: Scenario | None,
    outcomes: Outcomes | None,
    mixer: Mixer | None,
    questions: Sequence[Question],
    forecasts: Sequence[Forecast],
) -> tuple[Weighted, ...]:
    """What each decision changes, its branches weighed by the pooled forecasts, in every measure that is compared."""
    if scenario is None or outcomes is None or mixer is None:
        return ()
    return tuple(
        _weighted(odds, scenario, mixer, measure)
        for odds in branch_odds(scenario, questions, forecasts)
        for measure in dict.fromkeys(subject.measure for subject in mixer.subjects)
    )


def _weighted(odds: BranchOdds, scenario: Scenario, mixer: Mixer, measure: str) -> Weighted:
    subject = next(one for one in mixer.subjects if one.measure == measure and one.branch in odds.branches)

    def expected(ps: Sequence[float]) -> float:
        return mixer.mean(dict(zip(odds.branches, ps, strict=True)), measure=measure)

    likeliest = dict(zip(odds.branches, odds.p, strict=True))
    mixture = mixer.mixed(likeliest, measure=measure)
    return Weighted(
        question=odds.question,
        reference=scenario.reference,
        branches=tuple(likeliest.items()),
        measure=measure,
        label=subject.label,
        unit=subject.unit,
        day=subject.day,
        mean=mixture.mean,
        mean_at_low=expected(odds.low),
        mean_at_high=expected(odds.high),
        q05=mixture.q05,
        q50=mixture.q50,
        q95=mixture.q95,
        p_none=mixture.none,
        bargaining=odds.bargaining,
        mean_without=expected(odds.without) if odds.without is not None else None,
        note=odds.note,
    )
