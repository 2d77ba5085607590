"""The outlines of countries that are shipped for the map, read once; Natural Earth's, made by `scripts/outlines`."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contingent.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "outlines.json"


@cache
def outlines() -> Mapping[str, Any]:
    """The shipped outlines: `topology` (TopoJSON, its geometries named by alpha-3 code), `points` of the states too
    small for it, and `provenance`; treat them as read-only.

    Raises:
        DataError: the installed file is missing or damaged.
    """
    try:
        found = json.loads((files("contingent") / "data" / FILE).read_bytes())
        geometries = found["topology"]["objects"]["countries"]["geometries"]
        whole = all(isinstance(item["id"], str) for item in (*geometries, *found["points"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"the shipped {FILE} is damaged ({error!r}); install contingent again") from error
    if not whole or not found.get("provenance", {}).get("licence"):
        raise DataError(f"the shipped {FILE} lacks a code or its licence; install contingent again")
    return MappingProxyType(found)
