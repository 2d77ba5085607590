"""A JSON schema made strict: an object has the fields that are named, and no others."""

from __future__ import annotations

from typing import Any


def strict(schema: Any) -> Any:
    """The schema, by which an object has no fields but those that are named.

    >>> strict({"type": "object", "properties": {"a": {}}})
    {'type': 'object', 'properties': {'a': {}}, 'additionalProperties': False}
    """
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(one) for key, one in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema and "type" in schema:
        closed["additionalProperties"] = False
    return closed
