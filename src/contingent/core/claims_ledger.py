"""The published shape of `claims.json`, version 1: who said which number about what, when, and on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.claims import Comparator, Modality, Role
from contingent.core.documents import SegmentKind, Span
from contingent.core.errors import ValueRangeError
from contingent.core.nouns import Check

SCHEMA_VERSION = "1"

#: reported: stated as so. open: said to be possible, asked, supposed. denied: said not to be so. again: refers back to
#: a number that the same text has given already. reader: a reader's comment, a link from elsewhere
Standing = Literal["reported", "open", "denied", "again", "reader"]
Basis = Literal["stated", "anchored", "inferred", "document", "bounds", "unknown"]
#: the days a thread runs over: those its numbers are of, or, where all are of the same days, those they were told on
Axis = Literal["about", "said"]
ShiftKind = Literal["bound", "approximation", "hedge", "attribution", "possibility"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document of the ledger: what it is called, when it was written, and whose voice it is.

    `origins` are all places where the same text was found. `voice` is the id of the earliest document of its group of
    near-duplicates: texts of one voice count once. `first` and `last` bound its day (None: open on that side).
    """

    id: str
    origins: tuple[str, ...]
    title: str | None
    author: str | None
    first: date | None
    last: date | None
    date_evidence: str | None
    voice: str
    numbers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A place that gave nothing to the ledger, or `count` of them at once, and why.

    `failed` is False where nothing went wrong: what is dated later, of another kind, or more than was asked for.
    """

    place: str
    reason: str
    failed: bool = True
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days from `first` to `last` (None: open on that side), and on what they rest.

    `basis` is that of the claim's own time where it names or anchors one, "document" where the day of the text stands
    in for it, "bounds" where that is known within limits only, "unknown" where nothing tells.
    """

    first: date | None
    last: date | None
    basis: Basis
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One telling of a thread's number, with its exact words.

    `value`, `low`, `high` are in the thread's unit, as the claim gives them; `least` and `most` bound what the words
    allow (None: open on that side). `about` are the days the number is of, `said` those on which it was told.
    `source` is the innermost one, on whose word the number is told ("" where the text itself tells it); `chain` all
    it passed through. `side` is the party that the source speaks for, `belligerent` whether that is a party to the
    fighting. `copies` are documents of the same voice that tell the same. `confidence` is the claim's: how often claims
    read in this way were right (None: never measured).
    """

    claim: str
    document: str
    voice: str
    segment: SegmentKind
    standing: Standing
    about: Days
    said: Days
    speaker: str
    chain: tuple[str, ...]
    source: str
    side: str | None
    belligerent: bool
    value: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    comparator: Comparator
    stated_unit: str | None
    modality: Modality
    negated: bool
    hedge: str | None
    quote: Span
    sentence: Span
    copies: tuple[str, ...] = ()
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueRangeError(
                f"entry {self.claim} is bounded by {self.least} and {self.most}; wanted them in order"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How the value told moves over time: overall (`source` None) or on the word of one source.

    `ratio` is last over first; `slope` the median over all pairs of days of the change in the natural logarithm, per
    month of 30.44 days (Theil and Sen), None with fewer than three days. `n` counts the days, `tellings` the numbers
    told on them: where a day has several, its value is the middle one.
    """

    source: str | None
    n: int
    tellings: int
    first_day: date
    last_day: date
    first_value: float
    last_value: float
    ratio: float
    slope: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The first telling of a value without (`lost`) or with a word that all earlier tellings had, or lacked.

    `before` and `after` are claims; `words` are those lost or gained.
    """

    kind: ShiftKind
    lost: bool
    before: str
    after: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two sources whose numbers cannot both hold: the words of each leave no room for the other's.

    `lower` and `higher` are claims, `ratio` is higher over lower (None: the lower is nought, or next to it).
    `days_apart` is 0 where the days that both speak of overlap, else the days between them; `certain` is False where a
    day is known within limits only.
    """

    lower: str
    higher: str
    lower_source: str
    higher_source: str
    ratio: float | None
    days_apart: int
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thing counted, and every telling of it.

    Threads differ where subject, measure, unit, role, the other side, the place or the part counted (`scope`: "active",
    "front") differ. `voices` counts the independent texts that report it, `reported` their entries that do. The widest
    `disagreements` are told, `disagreeing` counts the pairs of sources in all. `moved` ranks threads: the logarithms of
    the widest certain disagreement and of the furthest drift (overall where no day has several
    numbers, else source by source), and a tenth for every word lost.
    `related` are threads that count the same of the same subject in another role, place or part, or with another side.
    """

    id: str
    label: str
    subject: str | None
    counterparty: str | None
    place: str | None
    scope: str | None
    measure: str | None
    unit: str | None
    role: Role
    voices: int
    reported: int
    entries: tuple[Entry, ...]
    axis: Axis
    drift: tuple[Drift, ...]
    shifts: tuple[Shift, ...]
    disagreements: tuple[Disagreement, ...]
    disagreeing: int
    moved: float
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsLedger:
    """Every number that several texts tell, thread by thread: those that move or disagree most come first.

    `as_of` is the day after which no document was used (None: no limit was set).
    """

    schema_version: str
    as_of: date | None
    sources: tuple[Source, ...]
    threads: tuple[Thread, ...]
    checks: tuple[Check, ...]
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]
