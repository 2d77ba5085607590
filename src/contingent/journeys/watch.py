"""What left its expected range: series read as of a day, watched, held to places, written as page, JSON and feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from contingent import __version__
from contingent.core.errors import DataError, InputError
from contingent.core.times import today
from contingent.core.watching import Digest, Series
from contingent.journeys.data import default_data
from contingent.journeys.files import replace_files
from contingent.journeys.progress import Say, silent
from contingent.journeys.watch_forecasts import forecast_series
from contingent.ledger.store import Ledger
from contingent.report.numbers import day_words
from contingent.report.watch.digest import Line, Origin, WatchReport, watch_json
from contingent.report.watch.feed import watch_atom
from contingent.sources.series import SeriesRead, read_series
from contingent.sources.series_steps import of_one_currency
from contingent.sources.series_tables import asked_file, own_series
from contingent.sources.shipped import countries, table

PERIOD_DAYS, RATE, SEED = 30, 0.1, 1
LEAST_DAYS, MOST_DAYS = 7, 366
EARLIEST = date(1900, 1, 1)
#: how much is drawn of a series: so many periods, but no less than these days
DRAWN_PERIODS = 5
DRAWN_DAYS = {"daily": 150, "weekly": 730, "monthly": 1830}
STAGES = 4
NOTHING = (
    "There is no series to watch in {where}. Pull some with `contingent data pull eia vix gpr gold fx`, "
    "or name a table of dates and values with --series FILE.csv."
)
NOT_AS_IT_WAS = (
    "Daily values of public sources count as known on their own day. EIA's prices and the geopolitical risk index are "
    "published weekly, "
    "and revised: who looked on {day} may have known up to a week less, and other figures."
)
LONG_AGO_DAYS = 14  # from then on, a day asked for is looked back at


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to watch for: until which day, over how many days, at which false discovery rate, of which places."""

    as_of: date
    period_days: int = PERIOD_DAYS
    rate: float = RATE
    places: tuple[str, ...] = ()
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.as_of < EARLIEST:
            raise InputError(f"as_of is {self.as_of.isoformat()}; wanted {EARLIEST.isoformat()} or a later day.")
        if not LEAST_DAYS <= self.period_days <= MOST_DAYS:
            raise InputError(f"the period is {self.period_days} days; wanted {LEAST_DAYS} to {MOST_DAYS}.")
        if not 0.0 < self.rate <= 0.5:
            raise InputError(f"the false discovery rate is {self.rate:g}; wanted more than 0 and at most .5, as .1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFiles:
    """Where a digest was written; without a page `html` is None."""

    json: Path
    atom: Path
    html: Path | None


def gathered(
    folder: Path | None, *, as_of: date, own: Sequence[str] = (), ledger: Ledger | None = None, say: Say = silent
) -> SeriesRead:
    """Every series of a folder, of files of one's own, and of a ledger's open questions, as known at `as_of`.

    Raises:
        InputError: there is no such folder, or one of the files of one's own cannot be read: its lines are named.
        LedgerError: the ledger cannot be read.
    """
    found = SeriesRead(series=())
    if folder is not None:
        if not folder.is_dir():
            raise InputError(f"--data {folder} is no folder; wanted one that holds series, such as `data pull` fills.")
        found = read_series(folder, as_of=as_of, say=say)
    series, notes = list(found.series), list(found.notes)
    for text in own:
        path, kind, place = asked_file(text)
        places_of(place or "")
        try:
            one, read = own_series(path, as_of=as_of, kind=kind, place=place)
        except DataError as error:
            raise InputError(f"--series {text}: {error}") from error
        series.append(replace(one, name=_free(one.name, series)))
        notes += read.notes(path.name)
    unread = found.unread
    if ledger is not None:
        told = forecast_series(ledger, as_of=as_of)
        series += told.series
        notes += told.notes
        unread += told.unread
    return SeriesRead(series=tuple(series), unread=unread, notes=tuple(notes))


def watched(found: SeriesRead, asked: Asked, *, on: date, say: Say = silent) -> WatchReport:
    """The series that were read, watched; with places, only those of them. The same arguments give the same report.

    Raises:
        InputError: no series is left to watch.
    """
    from contingent.watching.watch import watch  # imported late: numpy and scipy

    series, placed = _of_places(found.series, asked.places)
    if not series:
        raise InputError(_none_left(found, asked.places))
    say("Watching")
    series, leapt, remarks = _of_one_currency(series, asked)
    digest = watch(
        series,
        as_of=asked.as_of,
        period_days=asked.period_days,
        rate=asked.rate,
        seed=asked.seed,
        rates=table("watch_rates"),
    )
    called = {one.name: one.label for one in series}
    unread = (*((called.get(name, name), why) for name, why in digest.unread), *leapt)
    if not asked.places:
        unread += found.unread
    looked_back = (NOT_AS_IT_WAS.format(day=day_words(asked.as_of)),) if _long_ago(asked, on, series) else ()
    whole = replace(
        digest,
        unread=unread,
        warnings=(*digest.warnings, *placed, *found.notes, *remarks, *looked_back),
        place=", ".join(asked.places) or None,
    )
    return WatchReport(digest=whole, lines=tuple(_lines(whole, series)), origins=_origins(series))


def watch_from(
    folder: Path | None, asked: Asked, *, own: Sequence[str] = (), ledger: str | None = None, say: Say = silent
) -> WatchReport:
    """What left its range among the series of a folder (the user's own, unless files alone are named), and of files.

    Raises:
        InputError: a folder or file that is none, or no series to watch; says what to pull.
        LedgerError: there is no ledger at `ledger`, or it cannot be read.
    """
    where = folder if folder is not None or own else default_data()
    if where is not None and folder is None and not where.is_dir():
        raise InputError(NOTHING.format(where=where))
    if ledger is None:
        return watched(gathered(where, as_of=asked.as_of, own=own, say=say), asked, on=today(), say=say)
    with Ledger.open(ledger, create=False) as opened:
        found = gathered(where, as_of=asked.as_of, own=own, ledger=opened, say=say)
    return watched(found, asked, on=today(), say=say)


def write_watch(report: WatchReport, folder: Path, *, html: bool = True, say: Say = silent) -> WatchFiles:
    """`watch.json`, `watch.atom` and, where it is wanted, `watch.html` are in `folder`, all of them whole.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
    """
    from contingent.report.watch.page import render_watch_page  # imported late: it draws

    say("Drawing the page")
    files = WatchFiles(
        json=folder / "watch.json", atom=folder / "watch.atom", html=folder / "watch.html" if html else None
    )
    texts: dict[Path, str | bytes] = {files.json: watch_json(report.digest), files.atom: watch_atom(report.digest)}
    if files.html is not None:
        texts[files.html] = render_watch_page(report, __version__)
    replace_files(texts)
    return files


def places_of(text: str) -> tuple[str, ...]:
    """The alpha-3 codes in a text such as "SDN,UKR", in its order, each once.

    Raises:
        InputError: one of them is the code of no state; says what was seen.
    """
    if text.strip() and not text.strip(", "):
        raise InputError(f"the place {text[:60]!r} names no state; wanted ISO 3166 alpha-3 codes such as SDN,UKR.")
    codes = tuple(dict.fromkeys(part.strip().upper() for part in text.split(",") if part.strip()))
    known = {state.iso3 for state in countries().states} | {"HKG"}
    strange = [code for code in codes if code not in known]
    if strange:
        raise InputError(
            f"the place {', '.join(strange)[:60]!r} is the code of no state; wanted ISO 3166 alpha-3 codes such as "
            "SDN,UKR."
        )
    return codes


def _of_places(series: Sequence[Series], places: Sequence[str]) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    """The series of those places, and how many were left out for having another or none."""
    if not places:
        return tuple(series), ()
    kept = tuple(one for one in series if one.place in places)
    nowhere = sum(one.place is None for one in series)
    told = f"Of {len(series):,} series, {len(kept):,} are of {', '.join(places)}; {nowhere:,} are of no one country"
    return kept, (f"{told} and {len(series) - len(kept) - nowhere:,} of others, and were left out.",)


def _none_left(found: SeriesRead, places: Sequence[str]) -> str:
    if found.series:
        there = sorted({one.place for one in found.series if one.place is not None})
        which = f"there are series of {', '.join(there)[:300]}" if there else "none is of one country"
        many = "The one series is not" if len(found.series) == 1 else f"None of the {len(found.series):,} series is"
        return f"{many} of {', '.join(places)}; {which}."
    reasons = f" Not read: {'; '.join(f'{name}: {why}' for name, why in found.unread[:3])}" if found.unread else ""
    return NOTHING.format(where="what was named") + reasons


def _of_one_currency(
    series: Sequence[Series], asked: Asked
) -> tuple[tuple[Series, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The series without what is of another currency; those that have no other days, with why; remarks on the rest."""
    from contingent.watching.reading import period_length  # imported late: numpy and scipy

    kept: list[Series] = []
    unread, remarks = [], []
    for one in series:
        first = asked.as_of - timedelta(days=period_length(one.cadence, asked.period_days) - 1)
        cut, told = of_one_currency(one, first=first, as_of=asked.as_of)
        if told is not None and not cut.dates:
            unread.append((one.label, told))
            continue
        kept.append(cut)
        remarks += [told] if told is not None else []
    return tuple(kept), tuple(unread), tuple(remarks)


def _long_ago(asked: Asked, on: date, series: Iterable[Series]) -> bool:
    return (on - asked.as_of).days > LONG_AGO_DAYS and any(
        one.cadence == "daily" and one.licence
        for one in series  # files of one's own and forecasts have none
    )


def _lines(digest: Digest, series: Sequence[Series]) -> Iterable[Line]:
    """The stretch of each series that left its range which is drawn: some periods before the period, and it."""
    named = {one.name: one for one in series}
    for one in digest.watched:
        if one.left and one.series in named:
            whole = named[one.series].until(digest.as_of)
            back = max(DRAWN_PERIODS * digest.period_days, DRAWN_DAYS[whole.cadence])
            first = min(
                digest.as_of - timedelta(days=back), *(change.earliest for change in one.changes), whole.dates[-1]
            )
            kept = [place for place, day in enumerate(whole.dates) if day >= first]
            yield Line(series=one.series, days=whole.dates[kept[0] :], values=whole.values[kept[0] :])


def _origins(series: Sequence[Series]) -> tuple[Origin, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in series:
        found.setdefault((one.source, one.licence), []).append(one.label)
    return tuple(
        Origin(source=source, licence=licence, series=tuple(labels)) for (source, licence), labels in found.items()
    )


def _free(name: str, taken: Sequence[Series]) -> str:
    """A name that no other series has: a user's file may be called as another."""
    names = {one.name for one in taken}
    return next(free for n in range(1, len(names) + 2) if (free := name if n == 1 else f"{name}-{n}") not in names)
