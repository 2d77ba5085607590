"""The catalogue of data sets: what can be pulled, from which address, under which licence, and when it is old."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from contingent.core.errors import DataError, InputError
from contingent.sources.shipped import table

Plan = Literal["fixed", "yearly", "monthly", "series", "listing", "own"]
Format = Literal["csv", "json", "xls", "zip"]

_NEW_YEARLY_MONTH = 6  # the month from which a yearly release of this year may exist
_OLDER_RELEASES = 2  # how many years back a yearly release is looked for
_LATE_MONTHS = 2  # the newest months of a monthly release that may not be out yet
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file to pull: its address, its place below the set's folder, and how it stands to the others.

    `may_be_missing`: a 404 is no failure (not published yet, or the older release stands in for it).
    `stands_in_for`: the file whose place this one takes where that one is not published.
    """

    url: str
    file: str
    columns: tuple[str, ...] = ()
    may_be_missing: bool = False
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of names in JSON at `url`; each name that matches `names` is a file at the address `item`."""

    url: str
    names: str
    file: str
    item: str
    newest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A set of the catalogue; `read` says where its addresses were read, `verified` whether all of them were."""

    name: str
    title: str
    licence: str
    cadence: str
    stale_after_days: int
    folder: str
    plan: Plan
    format: Format
    read: str
    columns: tuple[str, ...] = ()
    date_column: str | None = None
    year_column: str | None = None
    date_key: str | None = None
    rows: tuple[str, ...] = ()
    run_in_name: bool = False
    files: tuple[Mapping[str, str], ...] = ()
    listings: tuple[Listing, ...] = ()
    series: str | None = None
    example: str | None = None
    how: str = ""
    verified: bool = True
    by_spacing: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses or patterns of addresses of the set."""
        return (*(entry["url"] for entry in self.files), *(listing.item for listing in self.listings))


@cache
def catalogue() -> Mapping[str, DataSet]:
    """Every set of the shipped catalogue by its name, in the order of the file.

    Raises:
        DataError: the installed catalogue is damaged.
    """
    return {entry["name"]: _data_set(entry) for entry in table("catalogue")["set"]}


def chosen(names: Sequence[str]) -> tuple[DataSet, ...]:
    """The sets of those names, each once, in the order given.

    Raises:
        InputError: no name, or a name that the catalogue does not hold; says which it holds.
    """
    known = catalogue()
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        seen = ", ".join(unknown) or "nothing"
        raise InputError(f"the data set asked for is {seen}; wanted one or more of {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names))


def items(one: DataSet, *, today: date, series: Sequence[str] = ()) -> tuple[Item, ...]:
    """The files of a set that can be named on that day without asking anyone (a listing is asked by `pull`).

    Args:
        one: the set.
        today: the day, from which the newest years and months follow.
        series: the ids asked for: of a set of series all that are pulled, of a monthly set releases such as "26.0.7".

    Raises:
        InputError: ids are missing, or one of them has another form than the set's.
    """
    if one.plan == "series":
        return _series(one, series)
    if one.plan == "yearly":
        return _yearly(one, today)
    if one.plan == "monthly":
        return _monthly(one, today, series)
    return tuple(Item(url=entry["url"], file=entry["file"], columns=one.columns) for entry in one.files)


def listed(one: DataSet, listing: Listing, answer: Any, *, series: Sequence[str] = ()) -> tuple[Item, ...]:
    """The files that a listing's answer names: all that match (or the newest), or those that hold an id in `series`.

    Raises:
        DataError: the answer is no list of names, or none matches.
    """
    entries = answer.get("runs") if isinstance(answer, dict) else answer
    if not isinstance(entries, list):
        raise DataError(f"{listing.url} gave no list; wanted a list of names. Has the provider changed it?")
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    matching = sorted({name for name in names if isinstance(name, str) and re.fullmatch(listing.names, name)})
    if not matching:
        raise DataError(
            f"{listing.url} names {len(names)} files, none of the form {listing.names}. Has the provider renamed them?"
        )
    if series:
        matching = [name for name in matching if any(wanted in name for wanted in series)]
    elif listing.newest:
        matching = matching[-1:]
    return tuple(
        Item(url=_fill(listing.item, **_parts(name, one)), file=_fill(listing.file, name=name)) for name in matching
    )


def _series(one: DataSet, series: Sequence[str]) -> tuple[Item, ...]:
    if not series:
        raise InputError(f"{one.name} is pulled series by series; wanted --series ID, such as {one.example}")
    found = []
    for name in dict.fromkeys(series):
        if not re.fullmatch(one.series or "", name) or not _SAFE.fullmatch(name):
            raise InputError(f"{name!r} is no id of {one.name}; wanted one such as {one.example}")
        provider, dataset, code = (*name.split("_", 2), "", "")[:3]
        filled = {"id": name, "provider": provider, "dataset": dataset, "code": code}
        columns = tuple(_fill(column, id=name) for column in one.columns)
        found += [
            Item(url=_fill(entry["url"], **filled), file=_fill(entry["file"], **filled), columns=columns)
            for entry in one.files
        ]
    return tuple(found)


def _yearly(one: DataSet, today: date) -> tuple[Item, ...]:
    newest = today.year if today.month >= _NEW_YEARLY_MONTH else today.year - 1
    years = range(newest, newest - _OLDER_RELEASES, -1)
    found = []
    for entry in one.files:
        names = [_fill(entry["file"], yy=f"{year % 100:02d}") for year in years]
        for place, year in enumerate(years):
            found.append(
                Item(
                    url=_fill(entry["url"], yy=f"{year % 100:02d}"),
                    file=names[place],
                    columns=one.columns,
                    may_be_missing=place < _OLDER_RELEASES - 1,
                    stands_in_for=names[place - 1] if place else None,
                )
            )
    return tuple(found)


def _monthly(one: DataSet, today: date, series: Sequence[str]) -> tuple[Item, ...]:
    if series:
        months = []
        for name in series:
            match = re.fullmatch(r"(\d{2})\.0\.(\d{1,2})", name)
            if match is None or not 1 <= int(match[2]) <= 12:
                raise InputError(f"{name!r} is no release of {one.name}; wanted one such as 26.0.7")
            months.append((2000 + int(match[1]), int(match[2])))
    else:
        # until this year's yearly release is out and settled, last year's months are still needed
        first = date(today.year if today.month > _NEW_YEARLY_MONTH else today.year - 1, 1, 1)
        count = (today.year - first.year) * 12 + today.month - first.month
        months = [(first.year + n // 12, n % 12 + 1) for n in range(count)]
    late = set() if series else set(months[-_LATE_MONTHS:])
    return tuple(
        Item(
            url=_fill(entry["url"], yy=f"{year % 100:02d}", month=str(month)),
            file=_fill(entry["file"], yy=f"{year % 100:02d}", month=str(month)),
            columns=one.columns,
            may_be_missing=(year, month) in late,
        )
        for year, month in months
        for entry in one.files
    )


def _parts(name: str, one: DataSet) -> dict[str, str]:
    """The name, and for a run that ends in a month the VIEWS month ids of the three that follow (1980-01 is 1)."""
    if not one.run_in_name:
        return {"name": name}
    match = re.search(r"_(\d{4})_(\d{2})_", name)
    if match is None:
        raise DataError(f"the run {name!r} names no month")
    last = (int(match[1]) - 1980) * 12 + int(match[2])
    return {"name": name, **{f"m{n}": str(last + n) for n in (1, 2, 3)}}


def _fill(pattern: str, **values: str) -> str:
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _data_set(entry: Mapping[str, Any]) -> DataSet:
    try:
        values = dict(entry)
        for name in ("columns", "rows", "files"):
            values[name] = tuple(values.get(name, ()))
        values["listings"] = tuple(Listing(**listing) for listing in values.get("listings", ()))
        values["plan"] = cast(Plan, values["plan"])
        return DataSet(**values)
    except (KeyError, TypeError) as error:
        raise DataError(f"the shipped catalogue is damaged ({error}); install contingent again") from error
