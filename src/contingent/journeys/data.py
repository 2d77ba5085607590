"""Primary data fetched and kept: pull sets, list what can be pulled and what is here, check what was pulled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from contingent.core.errors import DataError, InputError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.ages import old_data
from contingent.sources.catalogue import DataSet, catalogue, chosen, items
from contingent.sources.download import Tell, sha256, silent
from contingent.sources.manifest import MANIFEST, Record, read_manifest

if TYPE_CHECKING:
    from contingent.sources.pull import Pulled


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of a set as it lies here. `stale`: its data are older than the set's cadence allows."""

    file: str
    bytes: int
    sha256: str
    retrieved_at: str
    checked_at: str
    data_through: str | None
    age_days: int | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A set of the catalogue and what of it lies in the data folder; `warnings` say what is old or cannot be read."""

    name: str
    title: str
    licence: str
    cadence: str
    addresses: tuple[str, ...]
    verified: bool
    read: str
    how: str
    folder: str
    files: tuple[Kept, ...]
    data_through: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not what its manifest says."""

    set: str
    file: str
    words: str


def default_data() -> Path:
    """Where pulled data of this user are, unless another folder is named."""
    return user_data_path("contingent", appauthor=False) / "data"


def pull(
    names: Sequence[str],
    root: Path,
    *,
    moment: datetime,
    series: Sequence[str] = (),
    questions: Path | None = None,
    policy: AddressPolicy = PUBLIC_INTERNET,
    tell: Callable[[str], Tell] = lambda _file: silent,
) -> tuple[Pulled, ...]:
    """Each named set is pulled into `root`, one after the other; one that fails keeps no other from coming.

    Args:
        names: names of the catalogue.
        root: the data folder; each set has a folder of its own in it.
        moment: the present, UTC.
        series: ids, for sets of series and for single releases; they count for every set named that takes ids.
        questions: a question set of ForecastBench; of a set of series those it asks about are pulled.
        policy: whom may be talked to; the public internet.
        tell: called with a file's name, gives what is told of its bytes.

    Raises:
        InputError: an unknown name, ids that are missing or malformed, a `root` that is no folder, or `questions` that
            are no question set or that no set named can use; nothing was pulled.
    """
    from contingent.sources.pull import Window, pull_set  # imported late: all that reads what is pulled

    wanted = chosen(names)
    if root.exists() and not root.is_dir():
        raise InputError(f"--data {root} is no folder; wanted one, or a path where one can be made.")
    if questions is not None and not any(one.plan == "series" for one in wanted):
        raise InputError(f"--questions was given, but {', '.join(names)} is pulled whole; wanted a set of series.")
    ids = {one.name: (*series, *(_asked(questions, one) if questions else ())) for one in wanted}
    for one in wanted:
        items(one, today=moment.date(), series=ids[one.name])  # a wrong id is said before anything is pulled
    window = Window(moment=moment, policy=policy, tell=tell)
    return tuple(pull_set(one, root, window=window, series=ids[one.name]) for one in wanted)


def _asked(questions: Path, one: DataSet) -> tuple[str, ...]:
    """The ids of the set's source that a question set asks about; its folder bears the name of the source."""
    if one.plan != "series":
        return ()
    from contingent.sources.forecastbench import read_question_set  # imported late: scipy

    try:
        rows = read_question_set(questions).rows
    except DataError as error:
        raise InputError(f"--questions is no question set of ForecastBench: {error}") from error
    return tuple(sorted({row.id for row in rows if row.source == one.folder and not row.parts}))


def shelves(root: Path, *, today: date, sets: Mapping[str, DataSet] | None = None) -> tuple[Shelf, ...]:
    """Every set of the catalogue in its order, with what of it lies in `root`."""
    known = catalogue() if sets is None else sets
    return tuple(_shelf(one, root, today) for one in known.values())


def check(root: Path) -> tuple[int, tuple[Fault, ...]]:
    """How many pulled files are in `root`, and those that are gone or no longer have the checksum they came with."""
    count, faults = 0, []
    for folder in dict.fromkeys(one.folder for one in catalogue().values()):
        try:
            records = read_manifest(root / folder)
        except DataError as error:
            faults.append(Fault(set=folder, file="manifest.json", words=str(error)))
            continue
        for record in records.values():
            count += 1
            words = _fault(root / folder / record.file, record)
            if words is not None:
                faults.append(Fault(set=record.set, file=record.file, words=words))
    return count, tuple(faults)


def _fault(file: Path, record: Record) -> str | None:
    if not file.is_file():
        return f"{file} is gone; pull {record.set} again"
    found = sha256(file)
    if found == record.sha256:
        return None
    return f"{file} has the checksum {found[:12]}…, it was pulled with {record.sha256[:12]}…; pull {record.set} again"


def _shelf(one: DataSet, root: Path, today: date) -> Shelf:
    warnings = []
    try:
        records = [record for record in read_manifest(root / one.folder).values() if record.set == one.name]
    except DataError as error:
        records = []
        warnings.append(str(error))
    kept = tuple(_kept(one, record, today) for record in records if (root / one.folder / record.file).is_file())
    through = max((day for record in records if (day := record.through) is not None), default=None)
    warnings += old_data(one, records, today=today)
    others = _without_record(one, root / one.folder, records)
    if others:
        few = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        warnings.append(f"{one.name}: {len(others)} files without a record of where they came from: {few}")
    return Shelf(
        name=one.name,
        title=one.title,
        licence=one.licence,
        cadence=one.cadence,
        addresses=one.addresses,
        verified=one.verified,
        read=one.read,
        how=one.how,
        folder=str(root / one.folder),
        files=kept,
        data_through=None if through is None else through.isoformat(),
        warnings=tuple(warnings),
    )


def _without_record(one: DataSet, folder: Path, records: Sequence[Record]) -> list[str]:
    """Files of the set that were put here by hand, or by a mirror that keeps no manifest."""
    known = {record.file for record in records}
    if one.plan == "fixed":
        here = [entry["file"] for entry in one.files if (folder / entry["file"]).is_file()]
    elif folder.is_dir():
        here = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("[!.]*") if file.is_file())
    else:
        here = []
    return [file for file in here if file not in known and file != MANIFEST]


def _kept(one: DataSet, record: Record, today: date) -> Kept:
    age = None if record.through is None else (today - record.through).days
    return Kept(
        file=record.file,
        bytes=record.bytes,
        sha256=record.sha256,
        retrieved_at=record.retrieved_at,
        checked_at=record.checked_at,
        data_through=record.data_through,
        age_days=age,
        stale=age is None or age > (record.stale_after_days or one.stale_after_days),
    )
