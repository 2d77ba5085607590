"""Many places to one claims ledger: gathered, read, copies told apart, and written as a page, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from contingent.core.claims_ledger import ClaimsLedger, Unread
from contingent.core.errors import ArticleError
from contingent.core.nouns import Reading
from contingent.journeys.batch import read_batch
from contingent.journeys.files import replace_files
from contingent.journeys.gathering.gather import gather
from contingent.journeys.gathering.gathered import Gathering, Refused
from contingent.journeys.gathering.places import Places
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import Read
from contingent.journeys.streams import printable
from contingent.reading.across.accounts import accounts
from contingent.reading.documents.duplicates import groups
from contingent.sources import shipped
from contingent.sources.articles import STANDARD_INPUT

__all__ = ["LedgerFiles", "Places", "numbers_alone", "read_many", "write_ledger"]

MOST_REASONS = 10
LABEL = 32  # characters beside the bar


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFiles:
    """Where a ledger was written."""

    html: Path
    json: Path
    csv: Path


def read_many(
    places: Places,
    *,
    stdin: BinaryIO,
    as_of: date | None,
    how: Gathering | None = None,
    workers: int = 1,
    say: Say = silent,
) -> ClaimsLedger:
    """The claims ledger of all articles at the places; what could not be read stands in it with its reason.

    With `as_of`, articles dated later are refused, and nothing later is used; without, each is read as of its own day.

    Raises:
        ArticleError: not one article could be read; says why of each place, of many the first.
        ValueRangeError: a negative number of workers.
    """
    found = gather(places.named, stdin=stdin, feed=places.feed, sitemap=places.sitemap, as_of=as_of, how=how,
                   say=lambda place: say(_short(place)))  # fmt: skip
    readings: list[Reading] = []
    refused: list[Refused] = []
    for one in read_batch(found, as_of=as_of, workers=workers, keep=numbers_alone):
        if isinstance(one, Refused):
            refused.append(one)
        else:
            readings.append(one)
    if not readings:
        raise ArticleError(_nothing(refused))
    say("Laying the numbers side by side")
    return accounts(
        readings, groups([reading.document for reading in readings]), as_of=as_of, gazetteer=shipped.gazetteer(),
        unread=_unread(refused),
    )  # fmt: skip


def numbers_alone(read: Read) -> Reading:
    """What a ledger needs of a reading: the text, its quantity claims, and what was left out of it.

    It runs in the worker that read the article.
    """
    claims = tuple(claim for claim in read.reading.claims if claim.kind == "quantity")
    gone = tuple(warning for warning in read.reading.warnings if "left out" in warning)
    return replace(read.reading, claims=claims, checks=(), questions=(), scenario=None, warnings=gone)


def write_ledger(ledger: ClaimsLedger, folder: Path, *, say: Say = silent) -> LedgerFiles:
    """`claims.html`, `claims.json` and `claims.csv` are in `folder`, all whole.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
    """
    from contingent.report.claims_ledger.files import claims_csv, claims_json
    from contingent.report.claims_ledger.page import render_claims_page

    say("Drawing the report")
    files = LedgerFiles(html=folder / "claims.html", json=folder / "claims.json", csv=folder / "claims.csv")
    replace_files(
        {files.html: render_claims_page(ledger), files.json: claims_json(ledger), files.csv: claims_csv(ledger)}
    )
    return files


def _unread(refused: Iterable[Refused]) -> Sequence[Unread]:
    return [
        Unread(place=printable(one.place), reason=printable(one.why), failed=bool(one.error), count=one.count)
        for one in refused
    ]


def _nothing(refused: Sequence[Refused]) -> str:
    if not refused:
        return "no article was found; wanted files, folders, addresses, --feed or --sitemap that give at least one."
    told = [one.why if one.place in one.why else f"{one.place}: {one.why}" for one in refused[:MOST_REASONS]]
    if len(told) == 1:
        return told[0]
    left = len(refused) - len(told)
    more = f" And {left:,} more." if left else ""
    return f"not one of {sum(one.count for one in refused):,} articles could be read. {' '.join(told)}{more}"


def _short(place: str) -> str:
    """A place as it fits beside the bar, without the brackets that would be taken for markup."""
    name = printable(place).replace("[", "(").replace("]", ")")
    return name if len(name) <= LABEL or place == STANDARD_INPUT else f"…{name[1 - LABEL :]}"
