"""A scenario file becomes an answer: the same again for the same seed, whole on disk or not at all."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from contingent.core.errors import InputError, LeakError
from contingent.core.whatif import WhatIf
from contingent.journeys.whatif import Effort, make_whatif, parse_budget, ready_scenario, write_whatif
from contingent.report.whatif.page import render_whatif_page, whatif_json, whatif_schema
from contingent.report.whatif.terminal import render_whatif
from contingent.sources.scenarios import ScenarioText, read_scenario_text
from page_parts import Page

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples" / "scenarios").glob("*.toml"))
FEW = Effort(paths=256, seed=3, depth="brief")
IN_FULL = "aid_cut"


def made(path: Path, effort: Effort = FEW) -> WhatIf:
    return make_whatif(ready_scenario(read_scenario_text(str(path), io.BytesIO())), effort)


@pytest.fixture(scope="module")
def answers() -> dict[str, WhatIf]:
    # one in full depth: what that adds costs the same at few paths as at many
    return {path.stem: made(path, replace(FEW, depth="full" if path.stem == IN_FULL else "brief")) for path in EXAMPLES}


def test_there_are_the_five_scenarios_that_a_newcomer_starts_from() -> None:
    assert {path.stem for path in EXAMPLES} == {
        "reinforcements", "mobilisation", "aid_cut", "ceasefire_window", "iran_iraq_1987"
    }  # fmt: skip
    assert all(path.read_text(encoding="utf-8").startswith("# ") for path in EXAMPLES)


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_every_example_is_answered_in_json_page_and_eighty_columns(name: str, answers: dict[str, WhatIf]) -> None:
    answer = answers[name]
    jsonschema.Draft202012Validator(whatif_schema()).validate(json.loads(whatif_json(answer)))
    text = render_whatif_page(answer)
    page = Page(text)
    assert page.loads == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    out = io.StringIO()
    render_whatif(answer, Console(file=out, width=80, highlight=False))
    assert all(len(line.rstrip()) <= 80 for line in out.getvalue().split("\n"))
    for branch in answer.scenario.branches:
        assert branch.label in text and branch.label.split()[0] in out.getvalue()


def test_the_same_file_paths_and_seed_give_the_same_json_but_for_the_run(answers: dict[str, WhatIf]) -> None:
    path = next(path for path in EXAMPLES if path.stem != IN_FULL)
    again = made(path)
    assert whatif_json(replace(again, run=None)) == whatif_json(replace(answers[path.stem], run=None))
    other = made(path, replace(FEW, seed=4))
    assert other.outcomes.contrasts != again.outcomes.contrasts


def test_provenance_says_what_is_needed_to_make_it_again(answers: dict[str, WhatIf]) -> None:
    fitted, own = answers["reinforcements"].provenance, answers["iran_iraq_1987"].provenance
    assert fitted.baseline_fitted_as_of is not None and fitted.data[0].name == "baselines/russia_ukraine"
    assert own.baseline_fitted_as_of is None and own.data == ()
    assert re.fullmatch("[0-9a-f]{64}", fitted.scenario_sha256) and fitted.scenario_file == "reinforcements.toml"
    assert f"--paths {fitted.draws} --seed 3" in fitted.command


def test_in_full_depth_an_answer_tells_what_it_hangs_on_and_at_which_price(answers: dict[str, WhatIf]) -> None:
    outcomes = answers[IN_FULL].outcomes
    assert outcomes.efficiencies and outcomes.discoveries
    area = [item for item in outcomes.sensitivity if item.measure == "area_km2"]
    assert area and all(item.total is not None and item.replicates >= 16 for item in area)
    text = render_whatif_page(answers[IN_FULL])
    for heading in ("What separates the branches", "What the area costs", "In concert", "How precise is this?"):
        assert heading in text


def test_a_budget_ends_where_it_says() -> None:
    answer = made(EXAMPLES[0], Effort(paths=64, seed=1, budget_paths=256, depth="brief"))
    assert answer.outcomes.draws <= 256 and answer.outcomes.refinement is not None
    assert answer.outcomes.refinement.budget_paths == 256
    assert f"--paths {answer.outcomes.draws}" in answer.provenance.command


@pytest.mark.parametrize("text", ["", "soon", "0", "-3", "3 days", "1e9", "99999999999"])
def test_a_budget_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--budget"):
        parse_budget(text)


def test_a_baseline_from_after_as_of_is_refused_and_one_from_long_before_warned_about() -> None:
    text = EXAMPLES[-1].read_text(encoding="utf-8")
    early = ScenarioText(text.replace("2024-11-18", "2023-11-18"), "early.toml", "0" * 64)
    with pytest.raises(LeakError, match="2023-11-18"):
        ready_scenario(early)
    late = ready_scenario(ScenarioText(text.replace("2024-11-18", "2030-11-18"), "late.toml", "0" * 64))
    assert any("long before" in warning for warning in late.warnings)


def test_files_are_whole_or_not_at_all(answers: dict[str, WhatIf], tmp_path: Path) -> None:
    answer = answers["aid_cut"]
    files = write_whatif(answer, tmp_path / "out", page=False)
    assert files.html is None and {path.name for path in (tmp_path / "out").iterdir()} == {"whatif.json"}
    (tmp_path / "file").touch()
    with pytest.raises(InputError):
        write_whatif(answer, tmp_path / "file")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "file"}


def run(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "contingent", *arguments]
    return subprocess.run(words, cwd=cwd, input=stdin, capture_output=True, check=False)


def test_a_file_with_faults_ends_with_a_line_for_each_and_exit_code_two(tmp_path: Path) -> None:
    text = EXAMPLES[0].read_text(encoding="utf-8").replace("fraction", "fracton").replace("baseline", "base")
    done = run("whatif", "-", cwd=tmp_path, stdin=text.encode())
    lines = done.stderr.decode().strip().split("\n")
    assert done.returncode == 2 and done.stdout == b""
    assert lines[0].startswith("contingent: standard input has") and len(lines) > 4
    assert all(re.match(r"standard input, line \d+: ", line) for line in lines[1:])
    assert list(tmp_path.iterdir()) == []


def test_explaining_simulates_and_writes_nothing(tmp_path: Path) -> None:
    done = run("whatif", str(EXAMPLES[0]), "--explain", "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and list(tmp_path.iterdir()) == []
    assert len(told["inputs"]) > 40 and told["scenario"]["branches"]
