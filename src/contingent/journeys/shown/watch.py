"""What left its expected range, as the service shows it: watched once for what lies in the data folder, then kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from contingent.core.errors import BusyError, InputError
from contingent.core.keys import digest as digest_of
from contingent.core.watching import Digest
from contingent.journeys.remembered import Remembered
from contingent.journeys.watch import Asked, gathered, watched
from contingent.ledger.store import Ledger
from contingent.report.watch.digest import WatchReport
from contingent.sources.series import OWN_FOLDERS, SeriesRead, known_sets

MOST_KEPT, MOST_FOLDERS = 24, 4
#: digests that may wait to be made while one is; more are told to come back
MOST_WAITING = 4
#: folders of events that deaths are counted from
EVENTS = ("ucdp", "ucdp-candidate")
#: what to pull for a first look, in the order of what it gives
FIRST_SETS = ("eia", "vix", "gpr", "gold", "fx", "gpr-monthly", "ucdp")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """What was asked, and the digest; None where there is no series to watch, and `said` why, `pull` what to pull."""

    as_of: date
    period_days: int
    place: str | None
    digest: Digest | None
    said: str = ""
    pull: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The view, with the report that its page is drawn from."""

    view: WatchView
    report: WatchReport | None = None


_shown: Remembered[Shown] = Remembered(MOST_KEPT)
_read: Remembered[SeriesRead] = Remembered(MOST_FOLDERS)
_making = threading.Lock()
_waiting = threading.BoundedSemaphore(MOST_WAITING + 1)


def shown_watch(ledger: Ledger, folder: Path, asked: Asked, *, on: date) -> Shown:
    """What left its range by `asked.as_of`; while neither folder nor ledger changed, the same value at once.

    Raises:
        InputError: the day has not been yet.
        BusyError: too many other digests are being made.
        LedgerError: the ledger cannot be read.
    """
    key, make = _view(ledger, folder, asked, on)
    return _shown.of(key, make)


def soon_watch(ledger: Ledger, folder: Path, asked: Asked, *, on: date, seconds: float) -> Shown | None:
    """The same if it is there within so many seconds, else None, and it is made while others go on; errors as there."""
    key, make = _view(ledger, folder, asked, on)
    return _shown.soon(key, make, seconds=seconds)


def state_of(folder: Path) -> str:
    """What the files that series are read from hang on: names, sizes, and when they were last written."""
    found = []
    for below in dict.fromkeys([*OWN_FOLDERS, *known_sets(), *EVENTS]):
        place = folder / below
        try:
            for path in sorted(place.iterdir()):
                if path.is_file():
                    seen = path.stat()
                    found.append((below, path.name, seen.st_size, seen.st_mtime_ns))
        except OSError:
            continue  # no such folder, or a file that has gone since: the reader says so if it matters
    return digest_of(found)


def _view(ledger: Ledger, folder: Path, asked: Asked, on: date) -> tuple[tuple[object, ...], Callable[[], Shown]]:
    """What a view hangs on, and how it is made."""
    if asked.as_of > on:
        raise InputError(
            f"as_of is {asked.as_of.isoformat()}, which has not been; nothing can be known of that day yet. "
            f"Ask for {on.isoformat()} or a day before."
        )
    state = (str(folder), state_of(folder), ledger.head().hash)

    def make() -> Shown:
        with _one_at_a_time():
            return _made(ledger, folder, asked, on, state)

    return (*state, asked, on), make


def _made(ledger: Ledger, folder: Path, asked: Asked, on: date, state: tuple[str, ...]) -> Shown:
    place = ", ".join(asked.places) or None
    view = WatchView(as_of=asked.as_of, period_days=asked.period_days, place=place, digest=None)
    there = folder if folder.is_dir() else None
    found = _read.of((*state, asked.as_of), lambda: gathered(there, as_of=asked.as_of, ledger=ledger))
    if not found.series:
        reasons = "; ".join(f"{name}: {why}" for name, why in found.unread[:3])
        said = f"No series could be read by that day. {reasons}".strip() if found.unread else ""
        return Shown(view=_without(view, said))
    try:
        report = watched(found, asked, on=on)
    except InputError as error:  # none of that place
        return Shown(view=_without(view, str(error)))
    return Shown(view=replace(view, digest=report.digest), report=report)


def _without(view: WatchView, said: str) -> WatchView:
    """The view where there is nothing to watch."""
    return replace(view, said=said or "There is no series in the data folder of this service yet.", pull=FIRST_SETS)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A digest takes a processor for a second or more: one is made at a time, and few may wait.

    Raises:
        BusyError: enough wait already.
    """
    if not _waiting.acquire(blocking=False):
        raise BusyError("Other digests are being made; ask again in a moment.")
    try:
        with _making:
            yield
    finally:
        _waiting.release()
