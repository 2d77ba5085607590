"""brief.json and its published schema agree, and equal briefs give equal bytes."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator, ValidationError
from sample import OUTCOMES, bare_brief, brief_without_what_if, sample_brief

from contingent.core.errors import ValueRangeError
from contingent.report.encode import as_text, brief_json, brief_schema


def test_the_shipped_schema_is_current() -> None:
    shipped = files("contingent").joinpath("data/brief.schema.json").read_text(encoding="utf-8")
    assert shipped == as_text(brief_schema()), (
        "write it again: contingent schema > src/contingent/data/brief.schema.json"
    )


@pytest.mark.parametrize("make", [sample_brief, brief_without_what_if, bare_brief])
def test_every_brief_satisfies_the_schema(make: object) -> None:
    schema = brief_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(brief_json(make())))  # type: ignore[operator]


def test_the_schema_refuses_what_is_no_brief() -> None:
    validator = Draft202012Validator(brief_schema())
    whole = json.loads(brief_json(sample_brief()))
    for path, value in ((("answer", "likely"), 3), (("claims",), "none"), (("checks", 0, "verdict"), "fine")):
        broken = deepcopy(whole)
        place = broken
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        with pytest.raises(ValidationError):
            validator.validate(broken)
    del whole["provenance"]
    with pytest.raises(ValidationError):
        validator.validate(whole)


def test_equal_briefs_give_equal_bytes_and_only_the_run_may_differ() -> None:
    assert brief_json(sample_brief()) == brief_json(sample_brief())
    one, other = json.loads(brief_json(sample_brief())), json.loads(brief_json(replace(sample_brief(), run=None)))
    assert one.pop("run") is not None and other.pop("run") is None
    assert one == other


def test_the_text_is_sorted_utf8_and_ends_with_a_line_break() -> None:
    text = brief_json(sample_brief())
    assert text.endswith("}\n") and "الجنود" in text
    assert as_text(json.loads(text)) == text


def test_a_number_that_is_none_is_refused() -> None:
    contrast = replace(OUTCOMES.contrasts[0], mean=float("nan"))
    broken = replace(sample_brief(), outcomes=replace(OUTCOMES, contrasts=(contrast,)))
    with pytest.raises(ValueRangeError, match="finite"):
        brief_json(broken)
