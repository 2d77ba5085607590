"""The what-if: its branches, and what each adds; then where they lead, what differs and what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contingent.core.nouns import Branch, Outcomes, Scenario
from contingent.core.weighted import Weighted
from contingent.report.leads import from_reader, headline
from contingent.report.markup import Child, Html, join, quoted, tag
from contingent.report.numbers import day_words, exact, typeset
from contingent.report.sections.differences import differences, what_matters
from contingent.report.sections.found import break_evens, efficiencies, precision, regions, times
from contingent.report.sections.futures import chances, fans
from contingent.report.sections.parts import ClaimNumbers, facts, more, number, section
from contingent.report.whatif.weighted import weighted_tables
from contingent.report.words import intervention_words, prior_words, sides_words, speaker_words

#: a claim's id where a note names it
CLAIM_ID = re.compile(r"\bclaim ([a-z]-[0-9a-f]{8,})\b")
UNREAD = " (not read)"


def whatif_section(
    scenario: Scenario | None, outcomes: Outcomes | None, numbers: ClaimNumbers, *, told_by: str = "article",
    weighted: Sequence[Weighted] = (),
) -> Html | None:  # fmt: skip
    """Branches, fans, differences and what matters; None where the article asks no what-if.

    Without outcomes only the branches are told. `told_by` is what the scenario comes from; `weighted` what its
    decisions change, the branches weighed by how likely each is.
    """
    if scenario is None:
        return None
    branches = tag("ul", *(_branch(branch, scenario, numbers) for branch in scenario.branches), class_="branches")
    against = sides_words(scenario)
    left_open = (
        tag(
            "details",
            tag("summary", f"Left open by the {told_by}{_how_read(told_by)} ({len(scenario.open)})"),
            tag("ul", *(tag("li", typeset(item)) for item in scenario.open)),
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
        *weighted_tables(weighted, scenario, head),
        *(what_matters(scenario, outcomes, head) if head else ()),
        *regions(scenario, outcomes),
        *break_evens(scenario, outcomes),
        *times(scenario, outcomes),
        *efficiencies(scenario, outcomes),
        *precision(scenario, outcomes),
        _inputs(scenario, outcomes.notes, numbers, told_by),
        lead=f"{against}. Every branch was simulated {exact(outcomes.draws)} times from {day_words(scenario.as_of)} "
        "on, with the same chances in each: what differs is owed to the branch alone. Months have thirty days.",
    )


def _branch(branch: Branch, scenario: Scenario, numbers: ClaimNumbers) -> Html:
    role = "the reference: others are compared with it" if branch.id == scenario.reference else None
    voice = f"thought of by {speaker_words(branch.voice)}, not by the article" if from_reader(branch) else None
    marks = [tag("span", said, class_="mark") for said in (role, voice) if said]
    is_reference = branch.id == scenario.reference
    done = [intervention_words(item, scenario, present=is_reference) for item in branch.interventions]
    return tag(
        "li",
        tag("b", branch.label, dir="auto"),
        *(join(" ", mark) for mark in marks),
        tag("p", _sentence("; ".join(filter(None, done)) or "nothing is added to the baseline")),
        tag("p", typeset(branch.note)) if branch.note else None,
        tag("blockquote", quoted(branch.quote), " ", numbers.references(branch.claims)) if branch.quote else None,
        class_="reader" if from_reader(branch) else None,
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _how_read(told_by: str) -> str:
    return ", and how we read it" if told_by == "article" else ""


def _inputs(scenario: Scenario, notes: Sequence[str], numbers: ClaimNumbers, told_by: str) -> Html | None:
    """What the article gave, what overrides the baseline, and what the world's own notes say of them."""
    pairs: list[tuple[str, Child]] = [
        (_side_words(name, scenario), join(number(exact(value), value), f" (stated by the {told_by})"))
        for name, value, _ in scenario.given
    ]
    # the page of a scenario file lists every input in a section of its own
    given = scenario.priors if told_by == "article" else ()
    pairs += [
        (_side_words(prior.name, scenario), f"{prior_words(prior)}. {prior.source}{'' if prior.verified else UNREAD}")
        for prior in given
    ]
    if not pairs and not notes:
        return None
    said = (_note(note, scenario, numbers) for note in notes)
    named = "What goes in, and what is left out" if told_by == "article" else "Notes on this simulation"
    return more(named, facts(*pairs), tag("ul", *(tag("li", *words) for words in said)))


def _note(note: str, scenario: Scenario, numbers: ClaimNumbers) -> Iterator[Html]:
    """A note of the world in words: claims by their number, sides by their name."""
    for place, part in enumerate(CLAIM_ID.split(typeset(note))):
        if place % 2:
            yield numbers.references([part]) or join("a claim")
        else:
            yield join(_side_words(part, scenario))


def _side_words(text: str, scenario: Scenario) -> str:
    """Names of the code in words: force_attacker is the force of the attacker by name."""
    for role, side in (("attacker", scenario.attacker), ("defender", scenario.defender)):
        text = text.replace(f"_{role}", f" of {side}")
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", text)
