"""Pull a data set: each file whole and checked before it takes its place, each failure said, nothing half replaced."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from contingent.core.errors import ContingentError, DataError, FetchError, InputError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.ages import old_data
from contingent.sources.catalogue import DataSet, Item, items, listed
from contingent.sources.contents import last_day
from contingent.sources.download import LARGE, Download, MissingFileError, Tell, download, drop, keep, sha256, silent
from contingent.sources.fetch import fetch
from contingent.sources.histories import days_of, patience_with
from contingent.sources.manifest import Record, read_manifest, write_manifest
from contingent.sources.wire import Limits

Outcome = Literal["new", "unchanged", "not published", "failed"]

_LISTING = Limits(body_bytes=20_000_000, unpacked_bytes=100_000_000, seconds=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledFile:
    """What became of one file; `record` tells what now lies on the disk, `words` why it failed."""

    file: str
    outcome: Outcome
    record: Record | None = None
    words: str = ""
    resumed_from: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What became of a set: its files, what should be known about it, and why it failed where it did."""

    name: str
    title: str
    licence: str
    folder: str
    files: tuple[PulledFile, ...] = ()
    warnings: tuple[str, ...] = ()
    failure: str | None = None

    @property
    def ok(self) -> bool:
        """Whether every file that should be there came."""
        return self.failure is None and not any(file.outcome == "failed" for file in self.files)

    @property
    def data_through(self) -> date | None:
        """The last day of the newest file."""
        return max((day for file in self.files if file.record and (day := file.record.through)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How a pull reaches the internet: whom it may talk to, what it may cost, whom it tells of the bytes.

    `moment` is the present, UTC.
    """

    moment: datetime
    policy: AddressPolicy = PUBLIC_INTERNET
    limits: Limits = LARGE
    tell: Callable[[str], Tell] = lambda _file: silent


def pull_set(one: DataSet, root: Path, *, window: Window, series: Sequence[str] = ()) -> Pulled:
    """The newest files of the set lie in `root`/`folder`, each with its record in the manifest there.

    A file that its server says is unchanged is not fetched again. A file that fails leaves what lay there before, and
    the others come all the same. Old data are warned of though every file came.

    Raises:
        InputError: ids of series are missing or malformed.
    """
    folder = root / one.folder
    found = Pulled(name=one.name, title=one.title, licence=one.licence, folder=str(folder))
    if one.plan == "own":
        return replace(found, failure=f"{one.name} cannot be pulled. {one.how}")
    try:
        wanted = items(one, today=window.moment.date(), series=series)
        for listing in one.listings:
            answer = fetch(listing.url, policy=window.policy, limits=_LISTING, keep_tls=True).body
            wanted += listed(one, listing, _json(answer, listing.url), series=series)
        if not wanted:
            raise DataError(f"{one.name} has no file that {', '.join(series)} names")
    except InputError as error:
        if isinstance(error, FetchError):
            return replace(found, failure=str(error))
        raise
    except ContingentError as error:
        return replace(found, failure=str(error))
    files: list[PulledFile] = []
    came: set[str] = set()
    try:
        with _alone(folder):
            records = read_manifest(folder)
            for item in wanted:
                if item.stands_in_for is not None and item.stands_in_for in came:
                    continue  # the newer release is here
                made = _pull_file(one, item, folder, records, window)
                files.append(made)
                if made.record is not None and made.outcome != "failed":
                    came.add(item.file)
    except DataError as error:
        return replace(found, failure=str(error))
    found = replace(found, files=tuple(files))
    return replace(found, warnings=_warnings(one, found, today=window.moment.date()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other pull writes into the folder while the block runs; a folder made for it that stayed empty is removed.

    Raises:
        DataError: another pull is at work there, or the folder cannot be made.
    """
    made = [folder, *(above for above in folder.parents if not above.exists())]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder} cannot be made: {error.strerror or error}. Name another --data.") from error
    lock = None
    try:
        if sys.platform != "win32":
            import fcntl

            try:
                lock = os.open(folder, os.O_RDONLY)
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DataError(f"another pull is writing into {folder}; wait for its end") from error
            except OSError as error:
                why = error.strerror or error
                raise DataError(f"{folder} cannot be locked: {why}. Name another --data.") from error
        yield
    finally:
        if lock is not None:
            os.close(lock)
        with suppress(OSError):  # it holds something
            for empty in made:
                empty.rmdir()


def _pull_file(one: DataSet, item: Item, folder: Path, records: dict[str, Record], window: Window) -> PulledFile:
    target = folder / item.file
    record = records.get(item.file)
    try:
        if record is not None and (record.url != item.url or not target.is_file() or sha256(target) != record.sha256):
            record = None  # another address, or no longer the file that was pulled
        here = None if record is None else record.version
        done = download(
            item.url, target, here=here, policy=window.policy, limits=window.limits, tell=window.tell(item.file)
        )
        if done is None or (record is not None and done.sha256 == record.sha256):
            assert record is not None  # a version was sent, or a checksum compared
            drop(target)
            # the same bytes may come under another mark
            seen = record.version if done is None else done.version
            checked = replace(
                record, checked_at=_stamp(window.moment), etag=seen.etag, last_modified=seen.last_modified
            )
            records[item.file] = checked
            write_manifest(folder, records)
            return PulledFile(file=item.file, outcome="unchanged", record=checked)
        try:
            through = last_day(done.part, one, item)
        except DataError:
            drop(target)  # whole, but not the data: nothing to go on with
            raise
        patience = patience_with(days_of(done.part)) if one.by_spacing else None
        made = replace(_record(one, item, done, through, window.moment), stale_after_days=patience)
        made = made.after(records.get(item.file))
        keep(done, target)
        records[item.file] = made
        write_manifest(folder, records)
        return PulledFile(file=item.file, outcome="new", record=made, resumed_from=done.resumed_from)
    except MissingFileError as error:
        if item.may_be_missing and record is None:
            return PulledFile(file=item.file, outcome="not published", words=str(error))
        return PulledFile(file=item.file, outcome="failed", record=record, words=str(error))
    except (FetchError, DataError) as error:
        return PulledFile(file=item.file, outcome="failed", record=record, words=str(error))


def _warnings(one: DataSet, found: Pulled, *, today: date) -> tuple[str, ...]:
    late = [file.file for file in found.files if file.outcome == "not published"]
    if late and one.plan == "monthly" and not any(file.record for file in found.files):
        late = []  # nothing came at all: said by the failures
    words = []
    if late:
        words.append(f"{one.name}: not published yet: {', '.join(late)}; no month of it is taken for zero")
    records = [file.record for file in found.files if file.record is not None]
    return (*words, *old_data(one, records, today=today))


def _record(one: DataSet, item: Item, done: Download, through: date | None, moment: datetime) -> Record:
    return Record(
        set=one.name,
        file=item.file,
        url=item.url,
        final_url=done.final_url,
        licence=one.licence,
        retrieved_at=_stamp(moment),
        checked_at=_stamp(moment),
        sha256=done.sha256,
        bytes=done.bytes,
        data_through=None if through is None else through.isoformat(),
        etag=done.version.etag,
        last_modified=done.version.last_modified,
    )


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(raw: bytes, url: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{url} gave no JSON ({error}); wanted a list of files") from error
