"""Values to plain JSON: dataclasses, dates, enums and tuples, nothing lost and nothing non-finite."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from contingent.core.errors import ValueRangeError


def plain(value: object) -> Any:
    """The value as dicts, lists, strings, numbers, booleans and None.

    Raises:
        ValueRangeError: a number is NaN or infinite (JSON has neither; a missing value is None).
        TypeError: a value of a kind that has no plain form.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueRangeError(f"a number is {value!r}; wanted a finite one. A missing value is written as null.")
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    raise TypeError(f"{type(value).__name__} has no plain form; give a dataclass, mapping, sequence or scalar")
