"""The what-if: its branches, and what each adds; then where they lead, what differs and what matters."""

from __future__ import annotations

from contingent.core.nouns import Branch, Outcomes, Scenario
from contingent.report.leads import from_reader, headline
from contingent.report.markup import Child, Html, join, quoted, tag
from contingent.report.numbers import day_words, exact
from contingent.report.sections.differences import differences, what_matters
from contingent.report.sections.futures import chances, fans
from contingent.report.sections.parts import ClaimNumbers, facts, more, number, section
from contingent.report.words import intervention_words, prior_words, speaker_words


def whatif_section(scenario: Scenario | None, outcomes: Outcomes | None, numbers: ClaimNumbers) -> Html | None:
    """Branches, fans, differences and what matters; None where the article asks no what-if.

    Without outcomes only the branches are told.
    """
    if scenario is None:
        return None
    branches = tag("ul", *(_branch(branch, scenario, numbers) for branch in scenario.branches), class_="branches")
    against = f"{scenario.attacker} against {scenario.defender}"
    if scenario.theatre not in (scenario.attacker, scenario.defender):
        against += f", {scenario.theatre}"
    left_open = (
        tag(
            "div",
            tag("p", "Left open by the article:"),
            tag("ul", *(tag("li", item) for item in scenario.open)),
            class_="note",
        )
        if scenario.open
        else None
    )
    if outcomes is None:
        return section("what-if", "What difference would it make?", branches, left_open, lead=f"{against}.")
    head = headline(scenario, outcomes)
    return section(
        "what-if",
        "What difference would it make?",
        tag("h3", "The branches"),
        branches,
        left_open,
        *fans(scenario, outcomes),
        *chances(scenario, outcomes),
        *differences(scenario, outcomes),
        *(what_matters(scenario, outcomes, head) if head else ()),
        _inputs(scenario),
        tag("ul", *(tag("li", note) for note in outcomes.notes), class_="note") if outcomes.notes else None,
        lead=f"{against}. Every branch was simulated {exact(outcomes.draws)} times from {day_words(scenario.as_of)} "
        "on, with the same chances in each: what differs is owed to the branch alone. Months have thirty days.",
    )


def _branch(branch: Branch, scenario: Scenario, numbers: ClaimNumbers) -> Html:
    role = "the others are compared with this" if branch.id == scenario.reference else None
    voice = f"thought of by {speaker_words(branch.voice)}, not by the article" if from_reader(branch) else None
    marks = [tag("span", said, class_="mark") for said in (role, voice) if said]
    done = [intervention_words(item, scenario) for item in branch.interventions]
    return tag(
        "li",
        tag("b", branch.label, dir="auto"),
        *(join(" ", mark) for mark in marks),
        tag("p", _sentence("; ".join(done) or "nothing is added to the baseline")),
        tag("p", branch.note) if branch.note else None,
        tag("blockquote", quoted(branch.quote), " ", numbers.references(branch.claims)) if branch.quote else None,
        class_="reader" if from_reader(branch) else None,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _inputs(scenario: Scenario) -> Html | None:
    """What the article gave and what overrides the baseline."""
    pairs: list[tuple[str, Child]] = [
        (name.replace("_", " "), join(number(exact(value), value), " (stated by the article)"))
        for name, value, _ in scenario.given
    ]
    pairs += [
        (prior.name.replace("_", " "), f"{prior_words(prior)}. {prior.source}{'' if prior.verified else ' (not read)'}")
        for prior in scenario.priors
    ]
    return more("What goes in", facts(*pairs)) if pairs else None
