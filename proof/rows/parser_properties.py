"""R8: every reader of something from outside is given ten thousand things; only errors of ours come out."""

from __future__ import annotations

import multiprocessing
import re
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contingent.core.errors import ContingentError
from proof.parsing.parsers import Parser, parsers
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told

_WORKERS = 2
_MOST_KEPT = 3
_CONTROL = re.compile(r"\\x(?:[01][0-9a-f]|7f)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of the examples of one reader; `faults` are the errors that are none of ours, each kind once."""

    name: str
    tried: int
    read: int
    refused: int
    faults: tuple[str, ...]
    changed: tuple[str, ...]


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every reader of the registry, one after the other, with examples drawn from the seed."""
    each = size.of(10_000, 12)
    names = list(parsers())
    found = list(_at_once(names, each, size.seed)) if size.full else [_try(name, each, size.seed) for name in names]
    faults = [f"{one.name}: {fault}" for one in found for fault in one.faults]
    changed = [f"{one.name}: {fault}" for one in found for fault in one.changed]
    for line in (*faults, *changed):
        tell(line)
    (folder / "faults.txt").write_text("\n".join((*faults, *changed)), encoding="utf-8", errors="replace")
    unread = [one.name for one in found if one.read == 0 and not one.name.startswith(("pulled", "list of"))]
    return (
        exactly("readers", len(found), len(names), "readers"),
        at_least("examples of the reader with fewest", min(one.tried for one in found), each, "examples"),
        exactly("kinds of error that are none of ours", len(faults), 0, "kinds"),
        exactly("values that are not the same once written and read", len(changed), 0, "kinds"),
        exactly("readers that read nothing of what they were given", len(unread), 0, "readers"),
        told("examples", sum(one.tried for one in found)),
        told("read", sum(one.read for one in found)),
        told("refused in words of ours", sum(one.refused for one in found)),
        told("readers whose values are written and read again", sum(p.again is not None for p in parsers().values())),
    )  # fmt: skip


def _at_once(names: list[str], each: int, seed: int) -> Iterator[Tried]:
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield from pool.map(_by_itself, names, [each] * len(names), [seed] * len(names))


def _by_itself(name: str, each: int, seed: int) -> Tried:
    """As `_try`, in a process of its own: one that dies of an example is a fault of that reader."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(_try, name, each, seed).result()
        except BrokenProcessPool:
            return Tried(name=name, tried=0, read=0, refused=0, faults=("its process died",), changed=())


def _try(name: str, each: int, seed: int) -> Tried:
    """The examples of one reader; the whole documents come first."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import seed as seeded
    from hypothesis.errors import NonInteractiveExampleWarning

    from proof.parsing.spoilt import documents

    parser = parsers()[name]
    ours: tuple[type[Exception], ...] = (ContingentError, *parser.documented)
    counts = {"read": 0, "refused": 0, "tried": 0}
    faults: dict[str, str] = {}
    changed: dict[str, str] = {}

    def one(raw: bytes) -> None:
        counts["tried"] += 1
        try:
            value = parser.call(raw)
            counts["read"] += 1
        except ours as error:
            counts["refused"] += 1
            if not str(error).strip():
                faults.setdefault("no words", repr(raw[:300]))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            faults.setdefault(_where(error), f"{error!r:.200} of {raw[:300]!r}")
        else:
            _again(parser, value, changed)

    for raw in parser.samples():
        one(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        # no phase shrinks or stops: what goes wrong is counted, and the next example is tried
        checked = settings(
            max_examples=each, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=False
        )(seeded(seed)(given(documents(parser))(one)))
        checked()
        while counts["tried"] < each:  # where few different examples can be drawn, hypothesis stops early
            one(parser.samples()[0][: counts["tried"]])
    return Tried(
        name=name, tried=counts["tried"], read=counts["read"], refused=counts["refused"],
        faults=tuple(f"{kind}: {text}" for kind, text in list(faults.items())[:_MOST_KEPT * 3]),
        changed=tuple(f"{kind}: {text}" for kind, text in list(changed.items())[:_MOST_KEPT]),
    )  # fmt: skip


def _again(parser: Parser, value: Any, changed: dict[str, str]) -> None:
    """Notes a value that is another, or none, when it was written and read again; one too large to be written not."""
    if parser.again is None:
        return
    try:
        raw = parser.again(value)
    except ContingentError:
        return  # a writer may refuse what no document of its kind can hold, in words of ours
    except Exception as error:
        changed.setdefault(_where(error), f"cannot be written: {error!r:.200}")
        return
    try:
        back = parser.call(raw)
    except Exception as error:
        changed.setdefault(_where(error), f"cannot be read again: {error!r:.200} of {raw[:300]!r}")
        return
    if back != value and _shown(back) != _shown(value):
        changed.setdefault("differs", f"{raw[:300]!r}")


def _shown(value: Any) -> str:
    """The value in full, without control characters, which no writer of ours hands on."""
    return _CONTROL.sub("", repr(value))


def _where(error: BaseException) -> str:
    """The kind of an error and the line that raised it, so that each fault is told once."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "contingent" in file:
            place = f"{file.rpartition('contingent/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


ROW = Row(
    key="R8",
    title="Every reader, with what it should never be given",
    what=(
        "A registry names every reader of something from outside (a test holds it against the code). Each is given any "
        "bytes, any text, whole documents cut, flipped and recombined, and documents with single values replaced, from "
        "hypothesis with a fixed seed. What comes out is a value or an error of ours; where there is a writer, the "
        "value comes back the same."
    ),
    run=run,
)
