"""Laws of a full what-if: contrasts stay what they are, and all that is added is about them, finite and complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from front_cases import arrival, baseline, prior, scenario

from contingent.core.interventions import Supply
from contingent.core.nouns import Outcomes
from contingent.core.plain import plain
from contingent.simulating import depth
from contingent.simulating.comparing.indices import REPLICATES
from contingent.simulating.depth import AREA, MODEST, THOROUGH
from contingent.simulating.drawing.parameters import Correlation
from contingent.simulating.world import FrontWorld

SHELLS = Supply(side="attacker", fraction=prior("shells", "lognormal", 0.2, 0.5))
CASE = scenario((), (arrival(5e4),), (arrival(1e4, tranches=5),), (SHELLS,), horizon=90)


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depth, "MODEST", replace(MODEST, rows=16, paths=64))
        yield


@pytest.fixture(scope="module")
def world() -> FrontWorld:
    return FrontWorld(baseline(CASE))


@pytest.fixture(scope="module")
def found(world: FrontWorld) -> Outcomes:
    return world.simulate(CASE, draws=1024, seed=1, depth="full")


def test_what_is_added_leaves_the_contrasts_alone_and_is_the_same_again(world: FrontWorld, found: Outcomes) -> None:
    brief = world.simulate(CASE, draws=1024, seed=1)
    assert (brief.branches, brief.contrasts, brief.refinement) == (found.branches, found.contrasts, found.refinement)
    assert brief.discoveries == brief.break_evens == brief.efficiencies == ()
    assert json.dumps(plain(world.simulate(CASE, draws=1024, seed=1, depth="full"))) == json.dumps(plain(found))


def test_area_has_both_indices_and_the_other_measures_keep_their_first_order_shares(found: Outcomes) -> None:
    area = [row for row in found.sensitivity if row.measure == AREA]
    assert {row.branch for row in area} == {"b1", "b2", "b3"}
    for row in area:
        assert row.total is not None and row.share_interval is not None and row.total_interval is not None
        assert row.replicates == REPLICATES >= 16 and 0 <= row.share <= 1 and 0 <= row.total <= 1
    assert all(row.total is None for row in found.sensitivity if row.measure != AREA)
    assert sum("Chance, not any prior" in note for note in found.notes) == 3
    totals = [row.total for row in area if row.branch == "b1"]
    assert totals == sorted(totals, reverse=True)


def test_every_branch_that_grows_has_its_break_evens_and_efficiencies(found: Outcomes) -> None:
    pairs = [(one.branch, one.against, one.varied) for one in found.break_evens]
    assert pairs[:2] == [("b1", "b0", ("b1", "b0")), ("b2", "b0", ("b2", "b0"))]
    assert {frozenset(pair[:2]) for pair in pairs[2:]} == {frozenset({"b1", "b2"})} and len(pairs) == 4
    for one in found.break_evens:
        assert (one.value is None) == (one.reason is not None) == (one.interval is None)
        assert one.prior == "initial_quality" and len(one.curve) >= 5
    measures = {(one.branch, one.measure) for one in found.efficiencies}
    elbonia = "contingent_casualties:Elbonia"
    assert measures == {(b, "losses_attacker") for b in ("b1", "b2", "b3")} | {("b1", elbonia), ("b2", elbonia)}


def test_each_branch_is_searched_for_what_separates_it(found: Outcomes) -> None:
    assert [(one.branch, one.measure, one.day) for one in found.discoveries] == [
        (branch, AREA, 90) for branch in ("b1", "b2", "b3")
    ]


def test_a_branch_in_which_nothing_differs_has_nothing_to_tell() -> None:
    case = scenario((), (arrival(9.0, first_day=9999),), horizon=60)
    made = FrontWorld(baseline(case)).simulate(case, draws=64, seed=1, depth="full")
    assert made.sensitivity == () and made.discoveries == ()
    alone = scenario((), horizon=60)
    assert FrontWorld(baseline(alone)).simulate(alone, draws=64, seed=1, depth="full").efficiencies == ()


def test_a_correlated_prior_is_marked_and_a_thorough_search_tells_of_every_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(depth, "MODEST", replace(THOROUGH, rows=16, paths=64))
    case = scenario((), (arrival(5e4),), horizon=60)
    together = Correlation(names=("force_attacker", "force_defender"), matrix=((1.0, 0.5), (0.5, 1.0)))
    made = FrontWorld(replace(baseline(case), correlation=together)).simulate(case, draws=256, seed=1, depth="full")
    assert all(row.total is not None for row in made.sensitivity)
    assert {row.measure for row in made.sensitivity} >= {AREA, "losses_attacker", "force_ratio"}
    marked = {row.prior for row in made.sensitivity if row.correlated}
    assert marked <= {"force_attacker", "force_defender"} and marked
    assert MODEST.leading is not None and not any("not listed" in note for note in made.notes)
