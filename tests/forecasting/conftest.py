"""Tables and questions for the forecasting tests: small ones of the tests' own making, and the shipped ones."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from contingent.core.nouns import Question

AS_OF = date(2024, 11, 18)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Any]:
    """The tables that forecasters receive, as shipped."""
    data = files("contingent") / "data"
    return {
        name: tomllib.loads((data / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("hazards", "reference_facts")
    }


@pytest.fixture(scope="session")
def ask() -> Callable[..., Question]:
    """A question on a topic, open from AS_OF on; everything else by keyword."""

    def make(topic: str, deadline: str = "2025-12-31", **more: Any) -> Question:
        fields: dict[str, Any] = {
            "id": f"question-{topic}", "text": "Will it?", "topic": topic, "opens": AS_OF,
            "deadline": date.fromisoformat(deadline), "source": "a named source", "fine_print": (), "claims": (),
            "quote": None,
        }  # fmt: skip
        return Question(**(fields | more))

    return make
