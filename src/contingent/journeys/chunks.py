"""Long work in chunks: each is kept on disk once it is done, so that stopping, or a worker's death, loses none."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from contingent.core.errors import InputError
from contingent.core.keys import digest
from contingent.core.sockets import Pool
from contingent.journeys.files import replace_files
from contingent.journeys.fingerprint import of_this_package
from contingent.journeys.progress import Say, silent

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[In, Out]):
    """What is to be done in chunks: a picklable function of one item, and how its result becomes JSON and back.

    `key` names everything the results depend on besides the item (inputs and settings): a kept result is taken up again
    only where key, item, and the code and tables of this package are the same.
    """

    name: str
    key: tuple[Any, ...]
    function: Callable[[In], Out]
    plain: Callable[[Out], Any]
    revive: Callable[[Any], Out]


def run_chunks(
    work: Work[In, Out], items: Sequence[In], *, pool: Pool, kept: Path | None = None, say: Say = silent
) -> tuple[Out, ...]:
    """The result of every item, in order; with `kept`, done chunks are read from that folder and new ones put there.

    A chunk is on disk, whole, before the next result is taken. Whether stopped by hand, by an error or by the death of
    this process, the same call goes on from there and gives the same answer as one that was never stopped.

    Raises:
        InputError: the folder cannot be written, or holds a chunk that cannot be read.
        ContingentError: as the pool raises it.
    """
    key = (of_this_package(), work.key) if kept else ()
    places = [kept / f"{work.name}-{digest(key, item)[:24]}.json" if kept else None for item in items]
    results: dict[int, Out] = {}
    for number, place in enumerate(places):
        if place is not None and place.exists():
            results[number] = work.revive(_read(place))
            say(f"{work.name}: {len(results)} of {len(items)}, kept from before")
    missing = [number for number in range(len(items)) if number not in results]
    for turn, result in pool.each(work.function, [items[number] for number in missing]):
        number = missing[turn]
        text = json.dumps(work.plain(result), allow_nan=False)
        results[number] = work.revive(json.loads(text))  # what a kept chunk gives, so that nothing depends on stopping
        place = places[number]
        if place is not None:
            replace_files({place: text})
        say(f"{work.name}: {len(results)} of {len(items)}")
    return tuple(results[number] for number in range(len(items)))


def _read(place: Path) -> Any:
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"the kept chunk {place} cannot be read ({error}); wanted JSON as written by this command. Delete it."
        ) from error
