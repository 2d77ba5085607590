"""The noun Claim and its parts: what is stated, in which words, by whom, how sure, and about when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.documents import SegmentKind, Span
from contingent.core.errors import ValueRangeError

ClaimKind = Literal["quantity", "event", "conditional", "assertion"]
Modality = Literal[
    "asserted", "estimated", "possible", "probable", "improbable", "expected", "certain_future",
    "conditional", "question", "suggestion", "concessive",
]  # fmt: skip
Tense = Literal["past", "present", "future"]
Comparator = Literal["=", "~", ">=", "<=", "<~", ">~", ">", "<"]
Role = Literal[
    "stock", "flow", "cumulative", "increment", "tranche", "share", "percent_change", "range", "rate", "duration",
    "distance", "area", "money", "count",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit and modifiers: `value` None for a vague plural, which has `low` (and perhaps `high`).

    `unit` is a singular field term ("soldier", "artillery_shell", "percent", "mile", "km2", "soldier/tranche").
    `comparator` keeps the modifier's sense: "~" about, "<~" nearly (just below), ">~" over, ">=" at least.
    `measure` says what is counted: "troops", "killed", "wounded", "casualties", "reserve", "shells", "missiles", …
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    comparator: Comparator = "="
    approx_cue: str | None = None
    unit: str | None = None
    measure: str | None = None
    role: Role = "count"
    kind: Literal["quantity"] = "quantity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened or is said to: a PLOVER type and its trigger word."""

    type: str
    trigger: Span
    kind: Literal["event"] = "event"


ConditionalType = Literal[
    "what_if", "causal", "implicit", "epistemic", "concessive", "correlative", "embedded_question"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """If this, then that: `consequent` None where the text leaves it open (a what-if)."""

    type: ConditionalType
    marker: str
    antecedent: Span | None
    consequent: Span | None
    kind: Literal["conditional"] = "conditional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A statement about the future, with the range of probability its words suggest (None: no word says)."""

    proposition: str
    probability: tuple[float, float] | None
    settleable: bool
    kind: Literal["assertion"] = "assertion"


CueKind = Literal["attribution", "hedge", "negation", "approximator", "time", "role", "marker", "trigger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words of the text that a part of a claim's reading rests on."""

    kind: CueKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The days a claim is about, from `first` to `last` (None: open on that side), and what tells so.

    `basis` is "stated" where the text names the days, "anchored" where its words hang on the day of writing
    ("yesterday"), "inferred" where only tense and that day bound them. `words` are the text's own, at `span` (None
    where they stand in no sentence: inferred). `evidence` says in one sentence how the days were come by.
    """

    first: date | None
    last: date | None
    basis: Literal["stated", "anchored", "inferred"]
    evidence: str
    words: str | None = None
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueRangeError(f"a claim is dated {self.first} to {self.last}; wanted the earlier day first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of a document, with its exact words, who speaks, how sure, and about when.

    `speaker` is "author" or "reader:NAME"; `attributed_to` is whom the speaker cites (None: nobody), found at
    `attribution_cue`; `chain` is everybody it passed through, from the speaker to the one who is to know (empty: the
    speaker alone); `hedge` is the cue that weakens or strengthens it. `cues` are all words that the reading rests on,
    those two among them. `voice` is the kind of segment it stands in: a reader's comment never becomes a fact.
    `confidence` is how often claims read in this way were right where people had annotated them (None: never
    measured); `found_by` names the readers that found it.
    """

    id: str
    kind: ClaimKind
    voice: SegmentKind
    span: Span
    sentence: Span
    speaker: str
    subject: str | None
    counterparty: str | None
    detail: Quantity | Event | Conditional | Assertion
    place: str | None = None
    attributed_to: str | None = None
    attribution_cue: Span | None = None
    hedge: Span | None = None
    modality: Modality = "asserted"
    negated: bool = False
    tense: Tense = "present"
    time: When | None = None
    coref_of: str | None = None
    belligerent_claim: bool = False  # the source is a party to the fighting
    chain: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    confidence: float | None = None
    found_by: tuple[str, ...] = ("rules",)

    def __post_init__(self) -> None:
        if self.detail.kind != self.kind:
            raise ValueRangeError(f"claim {self.id} is a {self.kind} but its detail is of kind {self.detail.kind}")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueRangeError(f"claim {self.id} has confidence {self.confidence}; wanted a share from 0 to 1")
