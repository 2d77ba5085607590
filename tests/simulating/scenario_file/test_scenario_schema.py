"""The published schema of a scenario file is current, and holds for every file that the reader takes."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from scenario_texts import EXAMPLES, SMALL

from contingent.simulating.scenario_file.schema import scenario_schema


def as_json(text: str) -> Any:
    """A scenario as JSON: dates become texts, as a schema knows no others."""
    return json.loads(json.dumps(tomllib.loads(text), default=lambda day: day.isoformat()))


def faults(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(scenario_schema())
    return [error.message for error in validator.iter_errors(as_json(text))]


def test_the_shipped_schema_is_current_and_a_schema() -> None:
    shipped = json.loads((files("contingent") / "data" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(json.dumps(scenario_schema()))
    jsonschema.Draft202012Validator.check_schema(shipped)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_hold_under_it(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


def test_a_small_file_holds_and_its_faults_are_seen() -> None:
    assert faults(SMALL) == []
    for old, new in (
        ("title", "titel"), ('side = "attacker"', 'side = "north"'), ("size = 50_000", 'size = "many"'),
        ("size = 50_000", "size = { low = 1 }"), ("[branch.dials]", "[branch.dial]"), ("2025-04-10", "-3"),
        ("as_of = 2025-03-01\n", ""), ("force_attacker", "force_atacker"), ("low = 0.3\n", ""),
    ):  # fmt: skip
        assert faults(SMALL.replace(old, new, 1)), (old, new)


def test_every_key_says_what_it_is_for() -> None:
    schema = scenario_schema()
    tables = [schema, schema["properties"]["given"], schema["properties"]["priors"], *schema["$defs"].values()]
    told = [
        said
        for table in tables
        for said in table.get("properties", {}).values()
        if "$ref" not in str(said.get("anyOf"))
    ]
    assert len(told) > 90
    assert all(said["description"].strip() for said in told)
