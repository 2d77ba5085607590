"""What leads: the question, the forecast, the measure, the branch and the input that a reader should see first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.core.brief import Brief
from contingent.core.nouns import (
    Branch,
    Claim,
    Conditional,
    Contrast,
    Document,
    Forecast,
    Outcomes,
    Quantity,
    Question,
    ReferenceClass,
    Scenario,
    Sensitivity,
)
from contingent.core.outcomes import EventProbability, Fan
from contingent.report.numbers import percent_range

NAME_STEM = 4  # letters that a people's name shares with its state's
WORDS_ONLY = "stated"  # the forecaster that repeats the article's own words: a claim, never our forecast
BARGAINING = "bargaining"  # the forecaster that reads who wants what
READER = "reader:"  # how the names of forecasters begin that are people looking at the pages
COMPARISON = "for comparison"  # how the name of a reference class begins that no forecast rests on
ASIDE = re.compile(r"\s*\([^()]*\)")
READER_VOICES = ("reader_comment", "pingback", "related", "author_bio")


def lead_question(document: Document, claims: Sequence[Claim], questions: Sequence[Question]) -> Question | None:
    """The question nearest to what the article's title asks, then to its what-ifs, then the first; None where none is.

    A question of a reader's comment leads only where the article itself asks nothing.
    """
    by_id = {claim.id: claim for claim in claims}
    title_claims = {claim.id for claim in claims if claim.voice == "title" or _in_title(document, claim)}
    title_values = {
        claim.detail.value
        for claim in claims
        if claim.id in title_claims and isinstance(claim.detail, Quantity) and claim.detail.value is not None
    }
    what_ifs = {
        claim.id for claim in claims if isinstance(claim.detail, Conditional) and claim.detail.type == "what_if"
    }

    def rank(item: tuple[int, Question]) -> tuple[bool, bool, bool, bool, int]:
        index, question = item
        own = set(question.claims)
        own |= {by_id[claim].coref_of or claim for claim in question.claims if claim in by_id}
        return (
            question.voice in READER_VOICES,
            not own & title_claims,
            question.threshold not in title_values if question.threshold is not None else True,
            not own & what_ifs,
            index,
        )

    ranked = sorted(enumerate(questions), key=rank)
    return ranked[0][1] if ranked else None


def ordered_questions(brief: Brief) -> list[Question]:
    """The leading question first, then those with a forecast, then those on which nobody here has evidence."""
    lead = lead_question(brief.document, brief.claims, brief.questions)
    return sorted(
        brief.questions,
        key=lambda question: (question is not lead, headline_forecast(question.id, brief.forecasts) is None),
    )


def ordered_claims(claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the order in which they stand in the article, by which they are numbered from 1."""
    return sorted(claims, key=lambda claim: (claim.span.start, -claim.span.end, claim.id))


def words_suggest(question: Question) -> str | None:
    """What the wording of the text alone would make of a question, said as the text's; None where it does not say."""
    if question.stated_probability is None:
        return None
    whose = "a reader’s" if question.voice in READER_VOICES else "the article’s"
    return f"{whose} own words suggest {percent_range(*question.stated_probability)}"


def _in_title(document: Document, claim: Claim) -> bool:
    return any(
        segment.kind == "title" and segment.start <= claim.span.start and claim.span.end <= segment.end
        for segment in document.segments
    )


def headline_forecast(question: str, forecasts: Sequence[Forecast]) -> Forecast | None:
    """The forecast to print for a question: the one that pools others where there is one, else the first.

    None where nothing but the article's own words speaks to it: repeating them is no forecast of ours.
    """
    own = [f for f in forecasts if f.question == question and f.forecaster != WORDS_ONLY]
    pooled = [forecast for forecast in own if forecast.members]
    return next(iter(pooled or own), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The contrast that leads a what-if: its measure and last day, every branch's difference, what moves it most.

    `contrasts` are those of one measure at its last day, the author's branches first, the largest difference
    first; `sensitivity` is that of the leading branch, the largest share first.
    """

    measure: str
    day: int
    contrasts: tuple[Contrast, ...]
    sensitivity: tuple[Sensitivity, ...]

    @property
    def leading(self) -> Contrast:
        """The difference of the leading branch."""
        return self.contrasts[0]


def headline(scenario: Scenario, outcomes: Outcomes) -> Headline | None:
    """What leads the what-if, or None where there is nothing to compare.

    The measure is the one whose sensitivity was worked out, else that of the first contrast.
    """
    if not outcomes.contrasts:
        return None
    known = {contrast.measure for contrast in outcomes.contrasts}
    measured = [item.measure for item in outcomes.sensitivity if item.measure in known]
    measure = (measured or [outcomes.contrasts[0].measure])[0]
    own = [contrast for contrast in outcomes.contrasts if contrast.measure == measure]
    day = max(contrast.day for contrast in own)
    readers = reader_branches(scenario)
    last = sorted(
        (contrast for contrast in own if contrast.day == day),
        key=lambda contrast: (contrast.branch in readers, -abs(contrast.q50)),
    )
    found = sensitivity_of(outcomes, branch=last[0].branch, measure=measure, day=day)
    return Headline(measure=measure, day=day, contrasts=tuple(last), sensitivity=found)


def sensitivity_of(outcomes: Outcomes, *, branch: str, measure: str, day: int) -> tuple[Sensitivity, ...]:
    """How each prior moves one contrast, the largest share first."""
    own = [s for s in outcomes.sensitivity if (s.branch, s.measure, s.day) == (branch, measure, day)]
    return tuple(sorted(own, key=lambda s: (-s.share, s.prior)))


def from_reader(branch: Branch) -> bool:
    """Whether a branch was thought of by a reader, not by the article's author."""
    return branch.voice != "author"


def reader_branches(scenario: Scenario) -> frozenset[str]:
    """The ids of the branches that readers thought of."""
    return frozenset(branch.id for branch in scenario.branches if from_reader(branch))


def branch_labels(scenario: Scenario) -> dict[str, str]:
    """What to call each branch, by its id."""
    return {branch.id: branch.label for branch in scenario.branches}


def fans_by_measure(scenario: Scenario, outcomes: Outcomes) -> dict[str, dict[str, Fan]]:
    """measure → branch id → fan; branches in the order of the scenario, the reference first."""
    order = {branch.id: index for index, branch in enumerate(scenario.branches)}
    order[scenario.reference] = -1
    found: dict[str, dict[str, Fan]] = {}
    for outcome in sorted(outcomes.branches, key=lambda item: order.get(item.branch, len(order))):
        for fan in outcome.fans:
            found.setdefault(fan.measure, {})[outcome.branch] = fan
    return found


#: of the thresholds of one kind, the one nearest to even tells branches apart best
EVEN = 0.5
FIGURES = re.compile(r"[-\N{MINUS SIGN}]?\d[\d.,]*")


def events_at_the_end(outcomes: Outcomes) -> dict[str, dict[str, EventProbability]]:
    """event → branch id → its probability by the last day."""
    events: dict[str, dict[str, EventProbability]] = {}
    for outcome in outcomes.branches:
        for item in outcome.probabilities:
            own = events.setdefault(item.event, {})
            if outcome.branch not in own or own[outcome.branch].day < item.day:
                own[outcome.branch] = item
    return events


def telling_events(scenario: Scenario, outcomes: Outcomes) -> frozenset[str]:
    """Of each kind of event the one whose probability in the reference is nearest to even."""
    near: dict[str, list[tuple[float, int, str]]] = {}
    for place, (event, own) in enumerate(events_at_the_end(outcomes).items()):
        any_item = next(iter(own.values()))
        p = own.get(scenario.reference, any_item).p
        near.setdefault(FIGURES.sub("#", any_item.label), []).append((abs(p - EVEN), place, event))
    return frozenset(min(found)[2] for found in near.values())


def fan_value(fan: Fan, level: float, day: int) -> float:
    """The value of the fan's level nearest to `level`, at `day`."""
    row = min(range(len(fan.levels)), key=lambda index: abs(fan.levels[index] - level))
    return fan.values[row][fan.days.index(day)]


def prior_label(name: str, outcomes: Outcomes) -> str:
    """What to call a prior: its label where its sensitivity was worked out, else its name in words."""
    return next((item.label for item in outcomes.sensitivity if item.prior == name), name.replace("_", " "))


def nearest_class(forecast: Forecast) -> ReferenceClass | None:
    """The reference class a forecast starts from: its first that is not given only for comparison."""
    return next((item for item in forecast.reference_classes if not item.name.startswith(COMPARISON)), None)


def bargained_alone(forecast: Forecast) -> bool:
    """Whether a pool rests on unscored models of bargaining and nothing else but the text's own words."""
    names = {name for name, _, _ in forecast.members}
    return BARGAINING in names and names <= {BARGAINING, WORDS_ONLY}


def clause(text: str) -> str:
    """Words of a label inside a sentence: without a closing stop."""
    return text.strip().rstrip(".")


def bare(label: str) -> str:
    """A label without its asides in brackets, which explain its scale.

    >>> bare("quality at first (1: as good as the side they join)")
    'quality at first'
    """
    return ASIDE.sub("", label)


def in_sentence(label: str, scenario: Scenario) -> str:
    """A label inside a sentence: small at its start, unless it starts with the name of a side."""
    label = clause(label)
    stems = {side[:NAME_STEM] for side in (scenario.attacker, scenario.defender)}
    if label[:NAME_STEM] in stems or label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]
