"""What a model said is kept, found again, and never lost to a torn line."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contingent.core.errors import InputError, LanguageModelError
from contingent.core.sockets import LanguageModel
from contingent.language.tape import Tape, rehearse


class Counting:
    """A model that replies with how often it was asked."""

    name = "m"

    def __init__(self) -> None:
        self.prompts: list[str] = []
        self._lock = threading.Lock()

    def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
        with self._lock:
            self.prompts.append(prompt)
            if prompt == "fail":
                raise LanguageModelError("it failed")
            return f"reply {len(self.prompts)}"


def ask(model: LanguageModel, *prompts: str) -> list[str]:
    return [model.complete(prompt, deadline_seconds=1.0) for prompt in prompts]


def test_a_tape_answers_the_same_again_without_the_model(tmp_path: Path) -> None:
    path, live = tmp_path / "tape.jsonl", Counting()
    first = ask(Tape(path, name="m", live=live), "a", "b", "a")
    assert first == ["reply 1", "reply 2", "reply 3"]  # the same asked twice is two samples
    assert ask(Tape(path, name="m"), "b", "a", "a") == ["reply 2", "reply 1", "reply 3"]
    assert ask(Tape(path, name="m", live=live), "a", "c") == ["reply 1", "reply 4"]
    assert live.prompts == ["a", "b", "a", "c"]


def test_another_model_prompt_or_schema_is_another_reply(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    ask(Tape(path, name="m", live=Counting()), "a")
    for tape, prompt, schema in ((Tape(path, name="n"), "a", None), (Tape(path, name="m"), "b", None),
                                 (Tape(path, name="m"), "a", {"type": "object"})):  # fmt: skip
        with pytest.raises(LanguageModelError, match="holds no reply"):
            tape.complete(prompt, schema=schema, deadline_seconds=1.0)


def test_a_line_torn_by_a_crash_is_cut_off_and_the_rest_kept(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    ask(Tape(path, name="m", live=Counting()), "a", "b")
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    live = Counting()
    assert ask(Tape(path, name="m", live=live), "a", "b") == ["reply 1", "reply 1"]
    assert live.prompts == ["b"] and ask(Tape(path, name="m"), "a", "b") == ["reply 1", "reply 1"]


def test_what_is_no_tape_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    path.write_text('{"key": "k", "reply": "r"}\nnonsense\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        Tape(path, name="m")
    with pytest.raises(InputError, match="there is no tape"):
        Tape(tmp_path / "none.jsonl", name="m")
    with pytest.raises(InputError, match="cannot be written"):
        ask(Tape(tmp_path / "no folder" / "t.jsonl", name="m", live=Counting()), "a")


def test_rehearsing_asks_each_prompt_once_and_repeats_answers_and_failures() -> None:
    live = Counting()
    model = rehearse(live, ["a", "b", "a", "fail"], schema=None, deadline_seconds=1.0)
    assert sorted(live.prompts) == ["a", "b", "fail"]
    once = ask(model, "a", "b")
    assert ask(model, "a", "b") == once and sorted(live.prompts) == ["a", "b", "fail"]
    with pytest.raises(LanguageModelError, match="it failed"):
        ask(model, "fail")
    with pytest.raises(LanguageModelError, match="not asked"):
        ask(model, "never asked")


def test_nothing_further_is_asked_once_the_run_is_stopped() -> None:
    class Stopping:
        name = "m"
        asked = 0

        def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
            self.asked += 1
            raise KeyboardInterrupt

    model = Stopping()
    with pytest.raises(KeyboardInterrupt):
        rehearse(model, [str(n) for n in range(200)], schema=None, deadline_seconds=1.0, at_once=1)
    assert model.asked < 200
