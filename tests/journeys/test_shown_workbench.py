"""What the workbench shows is what the scenario gives: before and after, and the same again from its file."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from contingent.core.errors import LeakError, MissingError, ScenarioError
from contingent.core.nouns import Contrast, Outcomes, Scenario
from contingent.core.plain import plain
from contingent.journeys.read import read_article_text
from contingent.journeys.shown.workbench import WorkbenchView, inputs_of, workbench
from contingent.journeys.whatif import Effort, make_whatif, ready_scenario
from contingent.journeys.workbench.asked import Asked
from contingent.journeys.workbench.dials import TURNED
from contingent.journeys.workbench.file import inputs_at, write_scenario
from contingent.journeys.workbench.starts import as_file, baseline_of, example, example_names, read_upload, scenario_at
from contingent.journeys.workbench.turning import turn
from contingent.ledger.store import Ledger
from contingent.report.leads import headline
from contingent.report.whatif.findings import compose_findings
from contingent.simulating.engines.numpy_engine import NumpyEngine
from contingent.simulating.world import FrontWorld
from contingent.sources.articles import read_article

ROOT = Path(__file__).resolve().parents[2]
PATHS, NEAR = 2**7, 180


@cache
def simulate(scenario: Scenario, draws: int, seed: int) -> Outcomes:
    """The readable engine on a few paths and not far ahead, whatever was asked for."""
    near = replace(scenario, horizon_days=NEAR)
    return FrontWorld(baseline_of(near)[0], engine=NumpyEngine()).simulate(near, draws=PATHS, seed=seed)


def view_of(asked: Asked, start: Scenario) -> WorkbenchView:
    return workbench(asked, start, simulate)


def begin(name: str = "aid_cut") -> tuple[Asked, Scenario]:
    return Asked(scenario=example(name), start=f"example:{name}"), example(name)


def turned(asked: Asked, form: dict[str, str], start: Scenario) -> Asked:
    return turn(asked, form, now=inputs_of(asked.scenario), start=start)


def test_where_nothing_was_turned_nothing_is_set_beside_it() -> None:
    asked, start = begin()
    view = view_of(asked, start)
    assert (view.changes, view.shifts) == ((), ())
    assert view.outcomes == simulate(start, PATHS, 1)
    assert all(dial.was is None for dial in view.dials)
    assert plain(view)["scenario"]["id"] == start.id


def test_a_turned_dial_is_told_with_what_it_was_and_the_difference_before_and_after() -> None:
    asked, start = begin()
    found = turned(asked, {"d.force_elasticity.middle": "2"}, start)
    view = view_of(found, start)
    (change,) = view.changes
    assert (change.dial, change.branch) == ("force_elasticity", None)
    (dial,) = (one for one in view.dials if one.was)
    assert dial.was is not None
    assert (dial.name, dial.source, dial.verified) == ("force_elasticity", TURNED, False)
    assert dial.was[1] < dial.middle == pytest.approx(2.0, rel=1e-3)
    lead = headline(start, view.outcomes)
    assert lead is not None
    before = {row.branch: row for row in simulate(start, PATHS, 1).contrasts if _key(row) == (lead.measure, lead.day)}
    assert {one.branch: one.before for one in view.shifts} == before
    assert [one.after for one in view.shifts] == list(lead.contrasts)
    assert any("supposition" in warning for warning in view.warnings)


def _key(row: Contrast) -> tuple[str, int]:
    return row.measure, row.day


def test_a_branch_set_aside_is_not_simulated_and_the_others_stay_as_they_were() -> None:
    asked, start = begin()
    view = view_of(replace(asked, off=("cut",)), start)
    left = [row for row in simulate(start, PATHS, 1).contrasts if row.branch != "cut"]
    # an amount is called by its value only beside another of its name: numbers alone are the same
    assert [replace(row, sign_forced_by=()) for row in view.outcomes.contrasts] == [
        replace(row, sign_forced_by=()) for row in left
    ]
    assert {one.branch: one.after is None for one in view.shifts} == {"half_replaced": False, "cut": True}
    assert [branch.id for branch in view.scenario.branches] == [branch.id for branch in start.branches]


def test_with_every_branch_aside_there_is_still_an_answer() -> None:
    asked, start = begin()
    view = view_of(replace(asked, off=("cut", "half_replaced")), start)
    assert (view.findings.difference, view.outcomes.contrasts, view.shifts) == (None, (), ())


def test_every_input_of_the_world_has_one_dial_and_amounts_of_branches_have_none() -> None:
    asked, start = begin("reinforcements")
    names = [dial.name for dial in view_of(asked, start).dials]
    assert sorted(names) == sorted(inputs_at(start))
    assert not any(":" in name for name in names)


def test_dials_that_matter_bear_their_share_of_the_leading_difference() -> None:
    asked, start = begin()
    view = view_of(asked, start)
    lead = headline(start, view.outcomes)
    assert lead is not None
    told = {dial.name: dial.share for dial in view.dials if dial.share is not None}
    assert told
    assert told == {row.prior: row.share for row in lead.sensitivity if ":" not in row.prior}


@pytest.mark.parametrize("name", example_names())
def test_the_file_of_an_example_gives_the_same_numbers(name: str) -> None:
    scenario = example(name)
    again = _from_file(scenario)
    assert _told(again) == _told(scenario)


def test_the_file_of_a_turned_scenario_gives_the_same_numbers_as_the_workbench() -> None:
    """Through `contingent whatif`'s own journey, engine and seed alike."""
    asked, start = begin("reinforcements")
    form = {"d.force_elasticity.low": "0.4", "d.advance_recent.middle": "500", "i.1.1.size.middle": "50000",
            "d.friction.middle": "0.1", "copy": "4"}  # fmt: skip
    scenario = replace(turned(asked, form, start).scenario, horizon_days=NEAR)
    ready = ready_scenario(as_file(write_scenario(scenario), "scenario.toml"))
    made = make_whatif(ready, Effort(paths=PATHS, seed=1, engine="numpy", depth="brief"))
    assert [plain(row) for row in made.outcomes.contrasts] == _told(scenario)
    assert _told(scenario) != _told(start)


@pytest.mark.parametrize("name", ["reinforcements.md", "eastern_congo.md"])
def test_the_file_of_an_articles_what_if_draws_every_input_of_the_world_alike(name: str) -> None:
    """Its own amounts are drawn afresh under the names of a file; differences agree within their errors."""
    found = read_article_text(read_article(str(ROOT / "examples" / name), io.BytesIO()), as_of=None).reading.scenario
    assert found is not None
    again = _from_file(found)
    shapes = [
        {name: (one.prior.family, one.prior.parameters) for name, one in inputs_at(scenario).items()}
        for scenario in (found, again)
    ]
    assert shapes[0] == shapes[1]
    for one, other in zip(simulate(found, PATHS, 1).contrasts, simulate(again, PATHS, 1).contrasts, strict=True):
        assert (one.branch, one.measure, one.day) == (other.branch, other.measure, other.day)
        assert abs(one.mean - other.mean) <= 6.0 * (one.mc_error + other.mc_error) + 1e-9


def test_a_file_names_what_a_file_may_hold() -> None:
    start = example("aid_cut")
    odd = replace(
        start,
        title='A "quoted" \\ title',
        branches=(start.branches[0], replace(start.branches[1], id="Größe 1!", label="Zeile\none", quote="q\x07" * 99)),
    )  # fmt: skip
    again = _from_file(odd)
    assert again.title == 'A "quoted" \\ title'
    assert [branch.id for branch in again.branches] == ["as_it_stands", "branch_1"]
    assert again.branches[1].label == "Zeile one"


def _from_file(scenario: Scenario) -> Scenario:
    return read_upload(write_scenario(scenario).encode(), "scenario.toml")


def _told(scenario: Scenario) -> list[object]:
    return [plain(row) for row in simulate(scenario, PATHS, 1).contrasts]


def test_an_unknown_start_is_not_there(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        for start in ("example:nothing", f"brief:{'0' * 64}", "brief:../x", "war:1"):
            with pytest.raises(MissingError):
                scenario_at(start, ledger, as_of=example("aid_cut").as_of)
        with pytest.raises(ScenarioError):
            scenario_at("1.AAAA", ledger, as_of=example("aid_cut").as_of)


def test_a_start_before_its_baseline_was_fitted_is_a_leak() -> None:
    asked, start = begin()
    early = replace(start, as_of=start.as_of.replace(year=2023))
    with pytest.raises(LeakError):
        view_of(replace(asked, scenario=early), early)


def test_a_baseline_that_is_not_there_is_named() -> None:
    asked, start = begin()
    with pytest.raises(ScenarioError, match="russia_ukraine"):
        view_of(replace(asked, scenario=replace(start, baseline="../x")), start)


@pytest.mark.parametrize(
    ("raw", "said"), [(b"\xff\xfe", "UTF-8"), (b"title = ", "line 1"), (b"x" * 3_000_000, "larger")]
)
def test_a_file_that_holds_no_scenario_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        read_upload(raw, "../../etc/passwd")


def test_what_was_turned_is_never_told_as_evidence() -> None:
    asked, start = begin("reinforcements")
    view = view_of(turned(asked, {"d.force_elasticity.middle": "2"}, start), start)
    rows = [row for row in view.outcomes.sensitivity if row.prior == "force_elasticity"]
    assert rows
    assert all("not by evidence" in row.identified for row in rows)
    (dial,) = (one for one in view.dials if one.was)
    assert dial.identified == inputs_at(start)["force_elasticity"].identified
    only = replace(view.outcomes, sensitivity=tuple(rows))
    assert "poorly identified" in (compose_findings(start, only).difference or "")
