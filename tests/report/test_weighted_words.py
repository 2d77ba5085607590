"""What is told of a decision weighed by how likely it is: of the branch that leads or not at all, with its zeros."""

from __future__ import annotations

from dataclasses import replace

from sample import sample_brief

from contingent.core.weighted import Weighted
from contingent.report.leads import headline
from contingent.report.whatif.weighted import expected_sentence, leading_weighted, weighted_sentence

BRIEF = sample_brief()


def weighted(branch: str, **changes: object) -> Weighted:
    assert BRIEF.scenario is not None and BRIEF.outcomes is not None
    head = headline(BRIEF.scenario, BRIEF.outcomes)
    assert head is not None
    made = Weighted(
        question="Will more be sent?", reference=BRIEF.scenario.reference, branches=((branch, 0.1),),
        measure=head.measure, label="Net area gained", unit="km2", day=360, mean=25.0, mean_at_low=1.0,
        mean_at_high=50.0, q05=-3.0, q50=0.0, q95=120.0, p_none=0.9, bargaining=0.28, mean_without=20.0, note="",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def leading_branch() -> str:
    assert BRIEF.scenario is not None and BRIEF.outcomes is not None
    head = headline(BRIEF.scenario, BRIEF.outcomes)
    assert head is not None
    return head.leading.branch


def test_only_the_decision_of_the_leading_branch_is_told_as_that() -> None:
    assert BRIEF.scenario is not None and BRIEF.outcomes is not None
    head = headline(BRIEF.scenario, BRIEF.outcomes)
    own, other = weighted(leading_branch()), weighted("another")
    assert leading_weighted([other, own], head) == own
    assert leading_weighted([other], head) is None
    assert expected_sentence(BRIEF.scenario, BRIEF.outcomes, [other]) is None


def test_that_no_difference_is_likeliest_is_told_where_it_is() -> None:
    assert "none at all is likeliest" in weighted_sentence(weighted("b"))
    assert "likeliest" not in weighted_sentence(weighted("b", p_none=0.4))


def test_the_part_of_bargaining_is_told_and_where_it_is_all() -> None:
    part = weighted_sentence(weighted("b")).replace("\xa0", " ")
    assert "28 % of the weight" in part and "without bargaining" in part
    alone = weighted_sentence(weighted("b", bargaining=0.8, mean_without=None))
    assert "nothing but models of bargaining" in alone and "without" not in alone
    assert "bargaining" not in weighted_sentence(weighted("b", bargaining=0.0, mean_without=None))
