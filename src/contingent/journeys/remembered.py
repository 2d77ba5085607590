"""Values that cost seconds to make, remembered by what they hang on: nothing changed, the same value at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class _Making(Generic[Value]):
    """A value while it is made: `done` once it is there, or `error` in its place."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.value: Value | None = None
        self.error: BaseException | None = None

    def outcome(self) -> Value:
        """The value; what was raised in its place is raised here."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # done, and no error: it is there


class Remembered(Generic[Value]):
    """The last `most` values that were made, by their keys; several threads that ask for one make it once.

    What making it raises goes to all who wait for it, and is not remembered.
    """

    def __init__(self, most: int) -> None:
        """Nothing is remembered yet."""
        self._most = most
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, _Making[Value]] = {}
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of the key: as remembered, else as `make` makes it now."""
        making, mine = self._begin(key)
        if mine:
            self._make(key, making, make)
        making.done.wait()
        with self._lock:
            self._drop(key, making)
        return making.outcome()

    def soon(self, key: Hashable, make: Callable[[], Value], *, seconds: float) -> Value | None:
        """The value of the key if it is there within so many seconds, else None: it is then made while others go on."""
        making, mine = self._begin(key)
        if mine:
            threading.Thread(target=self._make, args=(key, making, make), daemon=True).start()
        if not making.done.wait(seconds):
            return None
        with self._lock:
            self._drop(key, making)
        return making.outcome()

    def _begin(self, key: Hashable) -> tuple[_Making[Value], bool]:
        """What is made or there under the key, and whether the caller is the one to make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _Making[Value] = _Making()
                found.value = self._kept[key]
                found.done.set()
                return found, False
            held = self._making.get(key)
            if held is not None:
                return held, False
            self._making[key] = _Making()
            return self._making[key], True

    def _make(self, key: Hashable, making: _Making[Value], make: Callable[[], Value]) -> None:
        try:
            making.value = make()
        except BaseException as error:  # it belongs to whoever waits, in whatever thread
            making.error = error
        with self._lock:
            if making.error is None:
                self._kept[key] = making.value  # type: ignore[assignment]
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
                self._drop(key, making)
            making.done.set()

    def _drop(self, key: Hashable, making: _Making[Value]) -> None:
        """The making is over for the key; one that failed stays until somebody was told."""
        if self._making.get(key) is making:
            del self._making[key]
