"""`brief.json` and the schema it is published under."""

from __future__ import annotations

import json
from typing import Any

from contingent.core.brief import SCHEMA_VERSION, Brief
from contingent.core.plain import plain

SCHEMA_ID = f"contingent/brief-{SCHEMA_VERSION}"


def brief_json(brief: Brief) -> str:
    """The brief as JSON text: keys sorted, one space of indent, a line break at the end; equal briefs, equal bytes.

    Raises:
        ValueRangeError: a number is not finite.
    """
    return as_text(plain(brief))


def brief_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every `brief.json` of this version satisfies."""
    return published_schema(Brief, SCHEMA_ID, f"Brief of an article by Contingent, version {SCHEMA_VERSION}")


def published_schema(kind: type, ident: str, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `plain` makes of a value of this kind, under a name and a title of its own."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(kind).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ident, **schema, "title": title}


def as_text(value: Any) -> str:
    """Plain values as JSON text in the one form of the house."""
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
