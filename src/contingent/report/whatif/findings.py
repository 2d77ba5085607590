"""What a what-if found, in a few sentences: the difference, what it rests on, what would change it."""

from __future__ import annotations

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.whatif import Findings
from contingent.report.leads import headline
from contingent.report.whatif.effect import difference_sentence, dominated_by, inputs_that_matter, whatif_caveats


def compose_findings(scenario: Scenario, outcomes: Outcomes) -> Findings:
    """The question of a scenario and its answer; a sign that a prior forces is called an assumption."""
    head = headline(scenario, outcomes)
    return Findings(
        question=scenario.title,
        difference=None if head is None else difference_sentence(scenario, outcomes, head),
        dominated_by=None if head is None else dominated_by(head),
        caveats=whatif_caveats(scenario, outcomes, head, told_by="scenario"),
        change_our_mind=inputs_that_matter(head),
    )
