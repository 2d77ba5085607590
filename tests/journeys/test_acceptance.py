"""The whole path on the article the product was conceived from, held against its gold annotation."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gold as scoring
import jsonschema
import pytest

pytestmark = pytest.mark.shared


def contingent(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a user runs it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "contingent", *arguments], cwd=cwd, input=stdin, capture_output=True, check=False
    )


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold_text(shared: Path) -> str:
    return (shared / "seed" / "article.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def make(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def run(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp("brief")
            done = contingent(
                "brief", str(shared / "seed" / name), "--as-of", "2024-11-18", "--out", "out",
                "--ledger", "ledger.sqlite", cwd=folder,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr.decode()
            made[name] = folder
        return made[name]

    return run


@pytest.fixture(scope="module", params=["article.txt", "page.html"])
def brief(request: pytest.FixtureRequest, make: Callable[[str], Path]) -> dict[str, Any]:
    return json.loads((make(request.param) / "out" / "brief.json").read_text(encoding="utf-8"))


def test_all_six_voices_are_kept_apart(brief: dict[str, Any], gold: dict[str, Any], gold_text: str) -> None:
    assert scoring.voices_found(brief, gold, gold_text) == {row["kind"] for row in gold["segments"]}


def test_at_least_sixteen_of_eighteen_quantities_with_value_and_unit(
    brief: dict[str, Any], gold: dict[str, Any], gold_text: str
) -> None:
    found, missed = scoring.quantities_found(scoring.shifted(brief, gold_text), gold)
    assert len(found) >= 16, f"missed {missed}"


def test_nothing_that_only_looks_like_a_number_is_accepted(
    brief: dict[str, Any], gold: dict[str, Any], gold_text: str
) -> None:
    moved = scoring.shifted(brief, gold_text)
    assert scoring.negatives_accepted(moved, gold) == []
    assert scoring.quantities_false(moved, gold) == []


def test_at_least_eight_of_ten_conditionals(brief: dict[str, Any], gold: dict[str, Any], gold_text: str) -> None:
    found, missed = scoring.conditionals_found(scoring.shifted(brief, gold_text), gold)
    assert len(found) >= 8, f"missed {missed}"


def test_the_percentage_is_checked_over_every_reading(brief: dict[str, Any]) -> None:
    percents = [
        {round(r["value"], 2) for r in check["readings"] if r["value"] is not None} for check in brief["checks"]
    ]
    assert any({21.28, 19.15, 17.54, 20.83} <= values for values in percents), percents


def test_six_questions_with_deadline_and_source_and_the_total_among_them(brief: dict[str, Any]) -> None:
    questions = brief["questions"]
    assert len(questions) >= 6
    assert all(q["deadline"] > "2024-11-18" and q["source"] and q["fine_print"] for q in questions)
    assert len({q["text"] for q in questions}) == len(questions)
    totals = [q for q in questions if q["threshold"] == 100000 and "in total" in q["text"]]
    assert totals and all(q["unit"] == "soldier" and q["topic"] == "troops_sent" for q in totals)


def test_the_branches_of_the_what_if(brief: dict[str, Any]) -> None:
    def arrivals(branch: dict[str, Any]) -> list[dict[str, Any]]:
        return [i for i in branch["interventions"] if i["kind"] == "arrival" and i["tranches"] > 0]

    branches = brief["scenario"]["branches"]
    reference = next(b for b in branches if b["id"] == brief["scenario"]["reference"])
    assert arrivals(reference) == []
    assert any(i.get("present") == 10000 for i in reference["interventions"])
    sizes = {(i["tranches"], i["size"]["parameters"][0]) for b in branches for i in arrivals(b)}
    assert (1, 100000.0) in sizes
    assert (10, 10000.0) in sizes
    readers = [b for b in branches if b["voice"].startswith("reader:")]
    assert [b["voice"] for b in readers] == ["reader:Commentar"]
    assert all(i["kind"] == "supply" for b in readers for i in b["interventions"] if i["kind"] != "arrival")


def test_nothing_dated_after_as_of_is_used(brief: dict[str, Any]) -> None:
    assert brief["provenance"]["as_of"] == "2024-11-18"
    for used in brief["provenance"]["data"]:
        assert used["data_through"] is None or used["data_through"] <= "2024-11-18", used
    for forecast in brief["forecasts"]:
        assert forecast["as_of"] == "2024-11-18"
        for row in forecast["reference_classes"]:
            assert row["data_through"] is None or row["data_through"] <= "2024-11-18", row
    dates = {s["posted"] for s in brief["segments"] if s["posted"]}
    assert all(day <= "2024-11-18" for day in dates)


def test_the_answer_names_the_size_and_what_dominates_it(brief: dict[str, Any]) -> None:
    answer = brief["answer"]
    assert re.search(r"\d.*km²", answer["difference"])
    assert "elasticity of advance to force" in answer["dominated_by"].lower()
    assert "poorly identified" in answer["dominated_by"]
    at_once = next(b["id"] for b in brief["scenario"]["branches"] for i in b["interventions"] if i.get("tranches") == 1)
    rows = [s for s in brief["sensitivity"] if (s["measure"], s["branch"]) == ("area_km2", at_once)]
    assert "elasticity of advance" in max(rows, key=lambda s: s["share"])["label"]


def test_a_sign_that_a_prior_forces_is_no_evidence(brief: dict[str, Any]) -> None:
    forced = [c for c in brief["outcomes"]["contrasts"] if c["sign_forced_by"]]
    assert forced, "more force can only help in this model: that must be said"
    words = " ".join(str(v) for v in brief["answer"].values())
    assert not re.search(
        r"(probability|chance|certain|sure)[^.]{0,40}(gain|advance|more territory)[^.]{0,20}positive", words
    )
    for contrast in forced:
        assert f"{contrast['p_positive']:.0%} of" not in words


def test_every_quote_stands_in_the_text(brief: dict[str, Any]) -> None:
    text = brief["document"]["text"]
    for claim in brief["claims"]:
        for span in (claim["span"], claim["sentence"], claim["attribution_cue"], claim["hedge"]):
            assert span is None or text[span["start"] : span["end"]] == span["text"]


def test_the_comment_and_the_pingback_never_become_facts(brief: dict[str, Any]) -> None:
    for claim in brief["claims"]:
        assert claim["voice"] not in {"pingback", "author_bio", "related"}
        if claim["voice"] == "reader_comment":
            assert claim["speaker"] == "reader:Commentar"
    given = {claim_id for _, _, claim_id in brief["scenario"]["given"]}
    comments = {c["id"] for c in brief["claims"] if c["voice"] == "reader_comment"}
    assert not given & comments


def test_brief_json_satisfies_the_published_schema(make: Callable[[str], Path]) -> None:
    folder = make("article.txt")
    schema = json.loads(contingent("schema", cwd=folder).stdout)
    brief = json.loads((folder / "out" / "brief.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(brief, schema)


def test_the_same_seed_gives_the_same_bytes_apart_from_run(shared: Path, make: Callable[[str], Path]) -> None:
    first = make("article.txt")
    again = contingent(
        "brief", str(shared / "seed" / "article.txt"), "--as-of", "2024-11-18", "--out", "again",
        "--ledger", "ledger.sqlite", cwd=first,
    )  # fmt: skip
    assert again.returncode == 0, again.stderr.decode()

    def without_run(folder: str) -> str:
        brief = json.loads((first / folder / "brief.json").read_text(encoding="utf-8"))
        assert set(brief.pop("run")) == {"started", "cpu_seconds", "python", "ledger"}
        return json.dumps(brief, ensure_ascii=False)

    assert without_run("out") == without_run("again")
    listed = json.loads(contingent("ledger", "list", "--ledger", "ledger.sqlite", "--json", cwd=first).stdout)
    assert len(listed) == len({row["id"] for row in listed}) > 0, "the second run must append nothing twice"
    assert contingent("ledger", "verify", "--ledger", "ledger.sqlite", cwd=first).returncode == 0
