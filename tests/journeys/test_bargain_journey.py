"""From a file of who wants what, or an article, to its answer: on disk, as JSON by its schema, on a terminal."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from contingent.bargaining.models import default_models
from contingent.core.bargaining import BargainReport
from contingent.core.errors import ContingentError, InputError, MissingError, ScenarioError
from contingent.journeys.bargain import Given, given_negotiation, make_bargain, write_bargain
from contingent.report.bargaining.page import bargain_json, bargain_schema, render_bargain_page
from contingent.report.bargaining.terminal import render_bargain
from contingent.sources.articles import Article, read_article
from page_parts import Page

ROOT = Path(__file__).resolve().parents[2]
TROOPS = ROOT / "examples" / "negotiations" / "further_troops.toml"
TABLE = ROOT / "examples" / "negotiations" / "ceasefire.csv"
FEW = 100


def given(path: Path, **more: float) -> Given:
    return given_negotiation(read_article(str(path), io.BytesIO()), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def troops() -> BargainReport:
    return make_bargain(given(TROOPS), draws=FEW, seed=3)


def printed(made: BargainReport, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO(), highlight=False, markup=False)
    render_bargain(made, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_negotiation_gives_the_same_json_but_for_its_cost(troops: BargainReport) -> None:
    again = make_bargain(given(TROOPS), draws=FEW, seed=3)
    same = [bargain_json(replace(one, cpu_seconds=None)) for one in (troops, again)]
    assert same[0] == same[1]


def test_json_is_as_its_schema_says_and_a_schema_that_says_something(troops: BargainReport) -> None:
    told = json.loads(bargain_json(troops))
    jsonschema.Draft202012Validator(bargain_schema()).validate(told)
    told["bargain"]["issues"][0]["agree"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(bargain_schema()).validate(told)


def test_the_page_is_whole_and_loads_nothing(troops: BargainReport) -> None:
    text = render_bargain_page(troops)
    page = Page(text)
    assert page.loads == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert text == render_bargain_page(troops)
    for words in ("Where each model sees it settle", "Who gives way", "Who matters most", "Who stands with whom"):
        assert text.count(f"{words}. ") == len(troops.bargain.issues)


def test_what_a_file_says_cannot_become_markup_or_move_the_cursor(troops: BargainReport) -> None:
    nasty = '<script>alert("x")</script>\x1b[2J'
    issues = tuple(
        replace(
            issue, title=nasty, low_label=nasty, decision=nasty,
            stances=tuple(replace(one, quote=nasty, provenance=nasty) for one in issue.stances),
        )
        for issue in troops.bargain.negotiation.issues
    )  # fmt: skip
    whole = replace(troops.bargain.negotiation, issues=issues, title=nasty, source=nasty, notes=(nasty,))
    hostile = replace(troops, bargain=replace(troops.bargain, negotiation=whole))
    page = render_bargain_page(hostile)
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "\x1b" not in printed(hostile)


def test_the_terminal_sets_models_side_by_side_on_one_scale(troops: BargainReport) -> None:
    told = printed(troops)
    assert all(len(line) <= 80 for line in told.splitlines())
    for model in default_models():
        strip = [line for line in told.splitlines() if line.startswith(model.label.partition(" (")[0]) and "●" in line]
        assert len(strip) == len(troops.bargain.issues)
    assert "Who matters most" in told and "Settled at all by 18 November 2025" in told
    assert re.search(r"The models (agree|disagree)", told)
    assert "●" not in printed(troops, width=50)  # no room for a strip: the figures alone


def test_one_issue_is_told_alone_and_the_others_still_bargained_over(troops: BargainReport) -> None:
    alone = make_bargain(given(TROOPS), draws=FEW, seed=3, issue="soldiers")
    assert alone.bargain.of("technology").models == troops.bargain.of("technology").models
    assert "What Russia pays" not in printed(alone)
    assert "--issue soldiers" in alone.provenance.command
    with pytest.raises(MissingError, match=r"no issue 'tanks' .*; wanted one of soldiers, technology"):
        make_bargain(given(TROOPS), draws=FEW, issue="tanks")


def test_what_is_written_for_editing_gives_the_same_answer(tmp_path: Path) -> None:
    first = make_bargain(given(TABLE), draws=FEW, seed=3)
    files = write_bargain(first, tmp_path, page=False, negotiation=tmp_path / "edit.toml")
    assert files.html is None and files.negotiation is not None
    again = make_bargain(given(files.negotiation, uncertainty=0.0), draws=FEW, seed=3)
    assert again.bargain == first.bargain


def test_what_an_article_proposes_is_the_same_from_its_file(tmp_path: Path) -> None:
    first = make_bargain(given(ROOT / "examples" / "reinforcements.md"), draws=FEW, seed=3)
    write_bargain(first, tmp_path, page=False, negotiation=tmp_path / "who.toml")
    again = make_bargain(given(tmp_path / "who.toml"), draws=FEW, seed=3)
    alike = [bargain_json(replace(one, provenance=first.provenance, cpu_seconds=None)) for one in (first, again)]
    assert alike[0] == alike[1]


@pytest.mark.parametrize("name", ["who.toml", "bargain.json", "../out/bargain.html"])
def test_who_wants_what_is_never_written_over_anything(tmp_path: Path, name: str) -> None:
    made, out = make_bargain(given(TABLE), draws=FEW), tmp_path / "out"
    out.mkdir()
    (out / "who.toml").write_text("edited by hand", encoding="utf-8")
    with pytest.raises(InputError, match=r"--write is .*, which is taken; wanted a new file"):
        write_bargain(made, out, negotiation=out / name)
    assert [path.name for path in out.iterdir()] == ["who.toml"]
    assert (out / "who.toml").read_text(encoding="utf-8") == "edited by hand"


def test_the_command_to_make_it_again_holds_the_day(tmp_path: Path) -> None:
    day = date(2024, 12, 24)
    made = make_bargain(given_negotiation(read_article(str(TROOPS), io.BytesIO()), as_of=day), draws=FEW)
    assert made.provenance.command.endswith("--as-of 2024-12-24")


def test_a_table_that_is_nearly_one_is_told_what_makes_one() -> None:
    with pytest.raises(ContingentError, match=r"Nor is it a negotiation: .* CSV with the columns actor, position"):
        given_negotiation(Article(b"name,position,salience,capability\nA,5,1,1\n", "nearly.csv", None))
    other = "actor,position,salience,capability\nÖstland,5,1,1\n".encode("latin-1")
    with pytest.raises(InputError, match=r"other.csv is not in UTF-8"):
        given_negotiation(Article(other, "other.csv", None))


def test_a_share_of_yes_is_never_told_without_saying_that_it_is_unscored(troops: BargainReport) -> None:
    for told in (printed(troops), render_bargain_page(troops)):
        flat = " ".join(told.replace("\xa0", " ").split())
        assert "how often such a share comes true has not been scored" in flat
        assert "votes, not changed wishes" in flat or not any(
            model.model == "exchange" and model.shifts for one in troops.bargain.issues for model in one.models
        )
    assert "its vote under Exchange, which changes no wish" in render_bargain_page(troops)


def test_without_uncertainty_numbers_are_exact_and_ranges_stay() -> None:
    exact = make_bargain(given(TABLE, uncertainty=0.0), draws=FEW)
    families = {
        prior.family
        for one in exact.bargain.negotiation.issues[0].stances
        for prior in (one.position, one.salience, one.capability)
    }
    assert families == {"point", "normal"}  # the table gives ranges of four positions


def test_an_article_proposes_its_own_negotiation_with_its_words() -> None:
    made = given(ROOT / "examples" / "reinforcements.md")
    assert made.as_of == made.negotiation.as_of is not None
    quotes = [one.quote for issue in made.negotiation.issues for one in issue.stances if one.quote]
    text = (ROOT / "examples" / "reinforcements.md").read_text(encoding="utf-8")
    assert quotes and all(quote in text for quote in quotes)


def test_an_article_that_nobody_bargains_in_is_refused_in_words() -> None:
    with pytest.raises(ContingentError, match=r"wanted an article that does, or a negotiation as TOML, CSV"):
        given_negotiation(Article(b"The harbour was calm on Sunday. Boats went out and came back.", "calm.txt", None))


def test_draws_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match="--draws is 0"):
        make_bargain(given(TABLE), draws=0)


def test_a_file_with_a_fault_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(TROOPS.read_text(encoding="utf-8").replace("salience = 0.8", "salience = 8"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"bad.toml, line \d+: issue 1, actor 1, salience"):
        given(bad)
    done = subprocess.run(
        [sys.executable, "-m", "contingent", "bargain", str(bad), "--out", str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr and "bad.toml, line" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_command_writes_its_files_and_prints_json(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "contingent", "bargain", str(TABLE), "--draws", "50", "--out", str(tmp_path), "--json",
         "--no-html", "--write", str(tmp_path / "edit.toml")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == json.loads((tmp_path / "bargain.json").read_text(encoding="utf-8"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bargain.json", "edit.toml"]


@pytest.mark.shared
def test_the_paris_conference_has_thirteen_outcomes_under_all_five_models(shared: Path) -> None:
    made = make_bargain(given(shared / "data" / "bargaining" / "cop21.csv"), draws=FEW)
    assert len(made.bargain.issues) == 13
    for issue, outcome in zip(made.bargain.negotiation.issues, made.bargain.issues, strict=True):
        assert [one.model for one in outcome.models] == [model.name for model in default_models()]
        assert len(outcome.coalition.actors) == len(issue.stances)
        for one in (*outcome.models, outcome.pooled):
            assert one.values[0] < one.values[-1]  # a distribution, not a point
            assert issue.low <= one.values[0] <= one.mean <= one.values[-1] <= issue.high
    assert 0 < sum(outcome.agree for outcome in made.bargain.issues) < 13  # agreement and disagreement are shown
