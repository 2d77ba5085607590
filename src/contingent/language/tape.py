"""Replies on tape: what a model said, kept line by line, so that the same questions give the same forecast again."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from contingent.core.errors import InputError, LanguageModelError
from contingent.core.keys import digest
from contingent.core.sockets import LanguageModel
from contingent.core.times import now


class Tape:
    """A LanguageModel that answers from a file of replies, and asks `live`, where there is one, what is not on it.

    A reply is found by model, prompt, schema and how often the same was asked before. Each new one is on disk before it
    is given out. Safe for several threads; one process at a time may record.
    """

    def __init__(self, path: Path, *, name: str, live: LanguageModel | None = None) -> None:
        """Open the tape at `path`; it may be new only where `live` can fill it.

        Raises:
            InputError: it cannot be read, holds a line that is no reply, or is missing with nobody to ask.
        """
        self.name = name
        self._path = path
        self._live = live
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._replies, self._whole = _read(path, required=live is None)

    def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
        """The reply on tape, or the live model's, which is then on tape.

        Raises:
            LanguageModelError: the tape has no such reply and there is no live model, or that one fails.
            InputError: the tape cannot be written.
        """
        with self._lock:
            asked = digest(self.name, prompt, schema)
            turn = self._asked[asked]
            self._asked[asked] += 1
        key = f"{asked}-{turn}"
        known = self._replies.get(key)
        if known is not None:
            return known
        if self._live is None:
            raise LanguageModelError(f"the tape {self._path} holds no reply of {self.name!r} to this prompt.")
        reply = self._live.complete(prompt, schema=schema, deadline_seconds=deadline_seconds)
        with self._lock:
            self._replies[key] = reply
            self._write({"key": key, "model": self.name, "recorded_at": now().isoformat(timespec="seconds"),
                         "prompt": prompt, "reply": reply})  # fmt: skip
        return reply

    def _write(self, line: Mapping[str, str]) -> None:
        try:
            if self._whole is not None:  # a line that was torn when its writer died is cut off
                os.truncate(self._path, self._whole)
                self._whole = None
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=True, sort_keys=True) + "\n")
        except OSError as error:
            raise InputError(f"the tape {self._path} cannot be written: {error.strerror or error}.") from error


class Rehearsed:
    """A LanguageModel that was asked beforehand, all prompts at once; it repeats each answer, or each failure."""

    def __init__(self, name: str, answers: Mapping[str, str | LanguageModelError]) -> None:
        """Use `rehearse`."""
        self.name = name
        self._answers = answers

    def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
        """What was answered when it was asked.

        Raises:
            LanguageModelError: it failed then, or was never asked this.
        """
        answer = self._answers.get(prompt)
        if answer is None:
            raise LanguageModelError(f"the model {self.name!r} was not asked this beforehand.")
        if isinstance(answer, LanguageModelError):
            raise answer
        return answer


def rehearse(
    model: LanguageModel, prompts: Sequence[str], *, schema: Mapping[str, Any] | None, deadline_seconds: float,
    at_once: int = 8,
) -> Rehearsed:  # fmt: skip
    """The model as it answered every prompt, `at_once` of them waited for side by side; each prompt is asked once."""
    distinct = list(dict.fromkeys(prompts))

    def ask(prompt: str) -> str | LanguageModelError:
        try:
            return model.complete(prompt, schema=schema, deadline_seconds=deadline_seconds)
        except LanguageModelError as error:
            return error

    with ThreadPoolExecutor(max_workers=at_once) as threads:
        try:
            answers = list(threads.map(ask, distinct))
        except BaseException:  # Ctrl-C, a tape that cannot be written: nothing further is asked, or paid for
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return Rehearsed(model.name, dict(zip(distinct, answers, strict=True)))


def _read(path: Path, *, required: bool) -> tuple[dict[str, str], int | None]:
    """The replies on tape, and how many bytes of it are whole lines, where it ends in a torn one."""
    try:
        raw = path.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        lines = whole.decode("utf-8").splitlines()
    except FileNotFoundError as error:
        if required:
            raise InputError(f"there is no tape {path}, and no server to ask. Name one of them.") from error
        return {}, None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the tape {path} cannot be read: {error}.") from error
    replies: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            replies[str(entry["key"])] = str(entry["reply"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(
                f"line {number} of the tape {path} is no reply; wanted JSON with key and reply."
            ) from error
    return replies, None if whole == raw else len(whole)
