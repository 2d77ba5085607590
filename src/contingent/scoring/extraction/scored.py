"""What scoring one reading gives: counts by metric, what was missed in words, and how claims of each class fared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contingent.scoring.extraction.counts import Count, Counts, Form

#: a number of which nothing is wrong
WHOLE = "value+unit+comparator+speaker"
#: value and unit, where units spelled otherwise or named more narrowly are one (`units.same_unit`)
LENIENT = "value+like unit F1"
#: every metric, in the order in which it is told, and how its count is read
METRICS: Mapping[str, Form] = {
    "quantities found": "share", "quantities false": "count", "value F1": "F1", "value+unit F1": "F1",
    LENIENT: "F1", "comparator": "share", "speaker": "share", WHOLE: "share", "role": "share",
    "subject": "share", "modality": "share", "negation": "share", "time": "share", "coreference": "F1",
    "negatives refused": "share", "comment numbers as facts": "count", "voices": "share",
    "conditionals": "F1", "conditionals found": "share", "conditional kinds": "share", "traps rejected": "share",
    "assertions": "F1", "assertions found": "share", "assertion probability": "share", "assertion settleable": "share",
    "attributions": "share", "attribution scope": "share", "events": "share", "event types": "share",
    "event actors": "share", "event recipients": "share", "checks": "share", "checks not asked for": "count",
    "check verdicts": "share",
    "actors": "share", "spans verbatim": "share",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One thing that a reading got wrong, in words."""

    article: str
    metric: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The scores of one reading, or of several added up; `classes` counts right claims (of those given) by class."""

    counts: Counts = field(default_factory=Counts)
    classes: Counts = field(default_factory=Counts)
    misses: tuple[Miss, ...] = ()

    def __add__(self, other: Scored) -> Scored:
        """The scores of both."""
        return Scored(
            counts=self.counts + other.counts, classes=self.classes + other.classes, misses=self.misses + other.misses
        )


@dataclass(slots=True)
class Sheet:
    """Where the scores of one article are noted while it is gone through."""

    article: str
    counts: dict[str, Count] = field(default_factory=dict)
    classes: dict[str, Count] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def note(self, metric: str, right: bool, miss: str = "", *, given: bool = True) -> None:
        """One wanted thing is counted as right or not; `given` tells whether the reader gave an answer."""
        self.add(metric, Count(right=int(right), wanted=1, given=int(given)))
        if not right and miss:
            self.miss(metric, miss)

    def add(self, metric: str, count: Count) -> None:
        """A count is added to a metric, that of zeros as well: nothing found is told, nothing asked is not."""
        self.counts[metric] = self.counts.get(metric, Count()) + count

    def miss(self, metric: str, words: str) -> None:
        """What was missed is kept in words."""
        self.misses.append(Miss(article=self.article, metric=metric, words=" ".join(words.split())))

    def judged(self, name: str, right: bool) -> None:
        """One claim of a class was right or wrong."""
        self.classes[name] = self.classes.get(name, Count()) + Count(right=int(right), given=1)

    def scored(self) -> Scored:
        """The scores noted so far."""
        return Scored(counts=Counts(dict(self.counts)), classes=Counts(dict(self.classes)), misses=tuple(self.misses))
