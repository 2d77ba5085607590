"""The model in words leaves no input out, names none that is not there, and marks what nobody read."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from contingent.core.belief import Prior
from contingent.core.whatif import Input
from contingent.journeys.whatif import Ready, ready_scenario
from contingent.report.numbers import typeset
from contingent.report.whatif.explain import JUDGED, UNREAD, amount_words, input_words, render_explanation, starts_from
from contingent.report.whatif.model import OTHER_PART, PARTS, SCENARIO_PART, parts_with_inputs
from contingent.simulating.front.priors import CITED, REQUIRED
from contingent.sources.scenarios import read_scenario_text

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples" / "scenarios").glob("*.toml"))


def ready(path: Path) -> Ready:
    return ready_scenario(read_scenario_text(str(path), io.BytesIO()))


def test_every_parameter_of_the_world_stands_in_one_part_and_no_part_names_another() -> None:
    told = [name for part in PARTS for name in part.inputs]
    known = {*REQUIRED, *(parameter.name for parameter in CITED)}
    assert len(told) == len(set(told))
    assert set(told) == known


def test_what_belongs_to_the_scenario_or_to_a_fit_alone_has_a_part_too() -> None:
    parts = parts_with_inputs(("force_attacker", "scenario:size", "bias_of_a_series"))
    assert {part.title: names for part, names in parts if names} == {
        "Troops of each side": ("force_attacker",),
        SCENARIO_PART: ("scenario:size",),
        OTHER_PART: ("bias_of_a_series",),
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_explanation_names_every_branch_input_and_source_and_fits_eighty_columns(path: Path) -> None:
    made = ready(path)
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    render_explanation(made.scenario, made.inputs, console, fitted_as_of=made.baseline.fitted_as_of)
    lines = out.getvalue().split("\n")
    assert all(len(line.rstrip()) <= 80 for line in lines)
    words = " ".join(out.getvalue().split())
    for branch in made.scenario.branches:
        assert branch.label in words
    for item in made.inputs:
        cited = typeset(item.prior.source.rstrip("."))
        judged = (cited, item.identified) == JUDGED
        assert " ".join(item.label.split()) in words
        assert ("Our judgement, unverified" if judged else " ".join(cited.split())) in words


def test_an_input_is_told_with_its_range_unit_family_source_and_standing() -> None:
    prior = Prior(name="x", family="lognormal", parameters=(2.0, 0.5), unit="1/month", source="a guess", verified=False)
    item = Input(name="x", label="hazard", prior=prior, low=0.9, middle=2.0, high=4.6, identified="hardly",
                 from_scenario=False)  # fmt: skip
    words = input_words(item)
    assert amount_words(item).replace("\xa0", " ") == "2 (90 % range 0.9 to 4.6) per month, lognormal"
    assert UNREAD in words and "a guess" in words and "Evidence: hardly." in words


def test_a_baseline_says_whether_it_was_fitted() -> None:
    assert "18 November 2024" in starts_from(date(2024, 11, 18))
    assert "no series" in starts_from(None)
