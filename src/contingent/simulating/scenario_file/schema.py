"""The JSON Schema of a scenario file, made from the same fields that the reader goes by."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from contingent.core.belief import PRIOR_FAMILIES
from contingent.simulating.scenario_file.amounts import FITTED, LARGEST
from contingent.simulating.scenario_file.branches import EVERY_BRANCH, LONGEST_ID, MOST_BRANCHES, MOST_INTERVENTIONS
from contingent.simulating.scenario_file.fields import (
    BRANCH,
    GIVEN,
    INTERVENTIONS,
    SCENARIO,
    STATED,
    THRESHOLD,
    Field,
    prior_fields,
)
from contingent.simulating.scenario_file.texts import LONGEST_NAME, LONGEST_TEXT

SCHEMA_ID = "contingent/scenario-1"
Schema = dict[str, Any]

_SOURCED: Schema = {
    "source": {"type": "string", "description": "Where it comes from."},
    "verified": {"type": "boolean", "description": "Whether the source was read; true where one is given."},
}


def scenario_schema() -> Schema:
    """The JSON Schema (2020-12) of a SCENARIO.toml, its dates written as texts.

    What a schema cannot say (that a distribution stays within its bounds, that names fit one another) the reader
    checks.
    """
    rooms = {kind: _one_or_more({"$ref": f"#/$defs/{kind}"}) for kind in INTERVENTIONS}
    top = _table(SCENARIO)
    top["properties"] |= {
        "given": _table(GIVEN) | {"description": "Numbers of this war, beside or in place of fitted ones."},
        "priors": _table(_sorted(prior_fields({}).values()))
        | {"description": "Priors of the world that this scenario replaces. A fitted baseline may know further ones.",
           "additionalProperties": {"$ref": "#/$defs/amount"}},
        "thresholds": {"type": "array", "items": _table(THRESHOLD),
                       "description": "What crossing is asked for: when, and how likely."},
        "branch": {"type": "array", "minItems": 1, "maxItems": MOST_BRANCHES, "items": {"$ref": "#/$defs/branch"},
                   "description": "The futures, each with what is done in it."},
        EVERY_BRANCH: {"type": "object", "properties": rooms, "additionalProperties": False,
                       "description": "What is done in every branch."},
    }  # fmt: skip
    top["required"] += ["branch"]
    branch = _table(BRANCH)
    branch["properties"] |= rooms
    branch["properties"]["id"] |= {"pattern": "^[a-z0-9]+(_[a-z0-9]+)*$", "maxLength": LONGEST_ID}
    definitions = {
        "amount": _amount(),
        "figure": _figure(),
        "branch": branch,
        **{kind: _table(fields) for kind, fields in INTERVENTIONS.items()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A what-if for Contingent, version 1",
        **top,
        "$defs": definitions,
    }


def _sorted(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda field: field.name))


def _table(fields: Iterable[Field]) -> Schema:
    own = tuple(fields)
    return {
        "type": "object",
        "properties": {field.name: _field(field) for field in own},
        "required": [field.name for field in own if field.required],
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    said = field.says if field.unit == "1" else f"{field.says} Unit: {field.unit}."
    if field.name in STATED and field.kind == "amount":
        said += " A plain number gets the spread that published counts have."
    return {**_kind(field), "description": said}


def _kind(field: Field) -> Schema:
    match field.kind:
        case "amount":
            return {"$ref": "#/$defs/amount"}
        case "figure":
            return {"$ref": "#/$defs/figure"}
        case "texts":
            return {"type": "array", "items": {"type": "string"}}
        case "choice":
            return {"enum": list(field.choices)}
        case "date":
            return {"type": "string", "format": "date"}
        case "count":
            return {"type": "integer", **_bounds(field)}
        case "day":
            return {"anyOf": [{"type": "integer", **_bounds(field)}, {"type": "string", "format": "date"}]}
        case "number":
            return {"type": "number", **_bounds(field)}
        case _:
            longest = LONGEST_NAME if field.kind == "name" else LONGEST_TEXT
            return {"type": "string", "minLength": 1, "maxLength": longest}


def _bounds(field: Field) -> Schema:
    found: Schema = {}
    if field.least > -math.inf:
        found["minimum"] = field.least
    if field.greatest < math.inf:
        found["maximum"] = field.greatest
    return found


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item, "maxItems": MOST_INTERVENTIONS}]}


def _number() -> Schema:
    return {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}


def _figure() -> Schema:
    table = {
        "type": "object", "properties": {"value": _number(), "source": _SOURCED["source"]}, "required": ["value"],
        "additionalProperties": False,
    }  # fmt: skip
    return {"description": "A plain number, with its source if wanted.", "anyOf": [_number(), table]}


def _amount() -> Schema:
    forms: list[Schema] = [_number()]
    for family, names in PRIOR_FAMILIES.items():
        properties = {**{name: _number() for name in names}, "family": {"const": family}, **_SOURCED}
        forms.append({"type": "object", "properties": properties, "required": list(names),
                      "additionalProperties": False, "description": f"A {family} distribution."})  # fmt: skip
    quantiles: Schema = {
        "type": "object",
        "properties": {"family": {"enum": list(FITTED)}, **_SOURCED},
        "patternProperties": {"^q[0-9]{2,4}$": _number()},
        "additionalProperties": False,
        "minProperties": 2,
        "description": "Two quantiles: q05 is the value below which 5 of 100 cases lie. A lognormal, normal or beta "
        "distribution is fitted, as the bounds of what is meant demand, unless `family` names one.",
    }
    return {"description": "A number, certain or not.", "anyOf": [*forms, quantiles]}
