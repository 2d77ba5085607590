"""The seven nouns: Document, Claim, Question, Forecast, Resolution, Scenario, Outcomes. Frozen values.

A reader who knows these seven, and the sockets in `sockets.py`, knows the house. Document lives in `documents.py`,
Claim in `claims.py`, the parts of a Scenario in `interventions.py`, those of Outcomes in `outcomes.py`; all are
re-exported here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.belief import Belief, Prior
from contingent.core.claims import (
    Assertion,
    Claim,
    ClaimKind,
    Comparator,
    Conditional,
    ConditionalType,
    Cue,
    CueKind,
    Event,
    Modality,
    Quantity,
    Role,
    Tense,
    When,
)
from contingent.core.documents import Document, Segment, SegmentKind, Span
from contingent.core.errors import ValueRangeError
from contingent.core.interventions import Branch, Intervention
from contingent.core.outcomes import BranchOutcome, Contrast, Outcomes, Sensitivity

__all__ = [
    "Assertion", "Branch", "BranchOutcome", "Check", "CheckReading", "Claim", "ClaimKind", "Comparator", "Conditional",
    "ConditionalType", "Contrast", "Cue", "CueKind", "Document", "Event", "Forecast", "Intervention", "Modality",
    "Outcomes", "Quantity", "Question", "Reading", "ReferenceClass", "Resolution", "Role", "Scenario", "Segment",
    "SegmentKind", "Sensitivity", "Span", "Tense", "Topic", "Verdict", "When",
]  # fmt: skip

ALPHA_3 = re.compile("[A-Z]{3}")

# ------------------------------------------------------------------- Check

Verdict = Literal["consistent", "mismatch", "ambiguous", "caution", "needs_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReading:
    """One way to read the numbers: its arithmetic in symbols, what comes out, and whether it fits the words."""

    label: str
    formula: str
    value: float | None
    unit: str
    fits: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Arithmetic or consistency over claims: inputs, every reading with its value, tolerance, verdict."""

    id: str
    kind: str
    statement: str
    claims: tuple[str, ...]
    readings: tuple[CheckReading, ...]
    stated: str | None
    tolerance: str | None
    verdict: Verdict
    explanation: str


# ---------------------------------------------------------------- Question

Topic = Literal[
    "troops_sent", "further_tranche", "ceasefire", "war_end", "talks", "casualties", "territory", "military_aid",
    "technology_transfer", "strike", "sanctions", "mobilisation", "conflict_deaths", "series", "market", "ranking",
    "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a named source will settle by a named day.

    `topic`, `actor`, `recipient`, `threshold`, `unit` say it to programs: "at least `threshold` `unit` of `topic`
    by `actor` to/from `recipient` between `opens` and `deadline`". `already` is the level the article reports as
    reached before `opens` (None: unknown), so that a total and an increment are never confused. `place` is the ISO 3166
    alpha-3 code of the country it is about (None: not one country, or unknown).
    """

    id: str
    text: str
    topic: Topic
    opens: date
    deadline: date
    source: str
    fine_print: tuple[str, ...]
    claims: tuple[str, ...]
    quote: Span | None
    actor: str | None = None
    recipient: str | None = None
    comparator: Comparator = ">="
    threshold: float | None = None
    unit: str | None = None
    already: float | None = None
    stated_probability: tuple[float, float] | None = None
    voice: SegmentKind = "body"
    place: str | None = None

    def __post_init__(self) -> None:
        if self.place is not None and not ALPHA_3.fullmatch(self.place):
            raise ValueRangeError(
                f"question {self.id} has place {self.place!r}; wanted an ISO 3166 alpha-3 code such as 'SDN', or None"
            )
        if self.deadline <= self.opens:
            raise ValueRangeError(
                f"question {self.id} closes {self.deadline} but opens {self.opens}; wanted a deadline after as_of"
            )

    @property
    def horizon_days(self) -> int:
        """Days from the opening to the deadline."""
        return (self.deadline - self.opens).days


# ---------------------------------------------------------------- Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceClass:
    """What a base rate was counted in: `events` of `cases`, effective weight, interval, and where it comes from.

    `verified` is False where rows rest on sources nobody here read; they weigh less (`effective_n` < `cases`).
    """

    name: str
    events: float
    cases: float
    effective_n: float
    rate_low: float
    rate_high: float
    source: str
    verified: bool
    data_through: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A belief about a question, by whom, as of when, on what evidence."""

    id: str
    question: str
    forecaster: str
    as_of: date
    belief: Belief
    reasoning: str
    reference_classes: tuple[ReferenceClass, ...] = ()
    members: tuple[tuple[str, float, float], ...] = ()  # an ensemble's parts: name, probability, weight


# -------------------------------------------------------------- Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How a question came out: True or False, a number, or None when it was void; by which source, on what day.

    `resolved_on` is the day from which anybody could know it. `evidence` is what the source says, in its words or
    figures, and `address` where to read it. `resolver` is who read it: "hand", or a resolver's name and version.
    """

    question: str
    outcome: bool | float | None
    resolved_on: date
    source: str
    note: str = ""
    evidence: str = ""
    address: str | None = None
    resolver: str = "hand"

    def __post_init__(self) -> None:
        if isinstance(self.outcome, float) and not math.isfinite(self.outcome):
            raise ValueRangeError(
                f"question {self.question} has outcome {self.outcome!r}; wanted True, False, a finite number, or None "
                "where the question is void"
            )


# ---------------------------------------------------------------- Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A baseline plus dated, uncertain interventions, in branches that share every random number.

    `attacker` is the side whose net advance is counted positive. `baseline` names the fitted-parameter file, or is
    "article" where the numbers come from the text and wide cited priors. `reference` is the branch the others are
    compared with. `step_days` and `horizon_days` set the grid. `open` lists what the article leaves open.
    """

    id: str
    title: str
    as_of: date
    attacker: str
    defender: str
    theatre: str
    baseline: str
    reference: str
    branches: tuple[Branch, ...]
    horizon_days: int = 360
    step_days: int = 10
    given: tuple[tuple[str, float, str], ...] = ()  # (name, value, claim id) that the article itself states
    priors: tuple[Prior, ...] = ()  # what overrides the baseline's own
    open: tuple[str, ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()  # (measure, value) whose crossing is asked for: when, how likely

    def __post_init__(self) -> None:
        ids = [branch.id for branch in self.branches]
        if len(set(ids)) != len(ids):
            raise ValueRangeError(f"scenario {self.id} has branches {ids}; wanted each id once")
        if self.reference not in ids:
            raise ValueRangeError(f"scenario {self.id} compares with {self.reference!r}; wanted one of {ids}")
        if self.step_days <= 0 or self.horizon_days < self.step_days:
            raise ValueRangeError(
                f"scenario {self.id} has step {self.step_days} and horizon {self.horizon_days} days; "
                "wanted 0 < step_days <= horizon_days"
            )


# ----------------------------------------------------- what a reader returns


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything a reader found in one document; `scenario` is None where it asks no what-if.

    `unfit` says why no brief can be made of it (no armed conflict, no number); None where one can.
    """

    document: Document
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    scenario: Scenario | None
    warnings: tuple[str, ...] = ()
    unfit: str | None = None
