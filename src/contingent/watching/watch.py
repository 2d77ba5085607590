"""What left its expected range by a day: every series over the last period, and one false discovery rate over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from contingent.core.errors import ValueRangeError
from contingent.core.watching import WATCH_SCHEMA_VERSION, Digest, Series, Watched
from contingent.watching.discoveries import discovered
from contingent.watching.reading import UnreadError, period_length, read
from contingent.watching.words import change_words, reading_words

LEAST_PERIOD_DAYS, MOST_PERIOD_DAYS = 7, 366


def watch(
    series: Sequence[Series],
    *,
    as_of: date,
    period_days: int = 30,
    rate: float = 0.1,
    seed: int = 1,
    rates: Mapping[str, Any] | None = None,
) -> Digest:
    """The digest of the `period_days` days to `as_of`, at a false discovery rate over all series and statistics.

    Nothing dated after `as_of` is seen. Series stand in the order of their names, whatever the order they came in; one
    too short, too old or unmoving is listed as unread with its reason. `rates` is what was measured of false alarms and
    delays (data/watch_rates.toml, read by the journey); without it the words say that nothing was measured.

    Raises: ValueRangeError where two series bear one name, or the period or the rate is out of range.
    """
    if not LEAST_PERIOD_DAYS <= period_days <= MOST_PERIOD_DAYS:
        raise ValueRangeError(
            f"a period of {period_days} days; wanted {LEAST_PERIOD_DAYS} to {MOST_PERIOD_DAYS}, such as 30"
        )
    if not 0 < rate < 1:
        raise ValueRangeError(f"a false discovery rate of {rate}; wanted one between 0 and 1, such as 0.1")
    names = [one.name for one in series]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueRangeError(f"two series named {twice[0]!r}; wanted each name once. Rename one of them.")
    readable: list[Watched] = []
    unread: list[tuple[str, str]] = []
    for one in sorted(series, key=lambda each: each.name):
        try:
            readable.append(read(one.until(as_of), as_of=as_of, period_days=period_days, seed=seed))
        except UnreadError as error:
            unread.append((one.name, str(error)))
    days = {one.name: period_length(one.cadence, period_days) for one in series}
    watched = tuple(_told(one, days=days[one.series], as_of=as_of) for one in discovered(readable, rate=rate))
    return Digest(
        schema_version=WATCH_SCHEMA_VERSION, as_of=as_of, period_days=period_days, false_discovery_rate=rate,
        rate_words=rate_words(rate, rates), delay_words=delay_words(rates), watched=watched, unread=tuple(unread),
    )  # fmt: skip


def _told(watched: Watched, *, days: int, as_of: date) -> Watched:
    left = [reading for reading in watched.readings if reading.left]
    words = [reading_words(watched.label, reading, days=days, as_of=as_of) for reading in left]
    if left:
        words += [change_words(watched.label, change) for change in watched.changes]
    return replace(watched, words=tuple(words))


def rate_words(rate: float, rates: Mapping[str, Any] | None) -> str:
    """What the rate means, and what was measured of it."""
    most = f"{rate:.0%}"
    meaning = (
        f"Of the readings told as having left their range, no more than {most} are false alarms on average over many "
        "digests, of which one that tells of nothing counts as 0 (the false discovery rate); of one digest it may be "
        f"more. Where nothing changed at all, up to {most} of digests still tell of something"
    )
    return f"{meaning}." if rates is None else f"{meaning}. {rates['false_alarms']['words']}"


def delay_words(rates: Mapping[str, Any] | None) -> str:
    """How late a planted change was found, as measured."""
    return "How late a change is found was not measured here." if rates is None else str(rates["delay"]["words"])
