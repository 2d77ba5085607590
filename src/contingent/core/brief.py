"""The published shape of `brief.json`, version 4: everything one article led to, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.core.bargaining import Bargain
from contingent.core.exposure import Touched
from contingent.core.nouns import (
    Check,
    Claim,
    Document,
    Forecast,
    Outcomes,
    Question,
    Scenario,
    Segment,
    Sensitivity,
)
from contingent.core.weighted import Weighted

SCHEMA_VERSION = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The question the article leaves open, and the answer in two sentences; then what the answer rests on.

    `likely` answers "how likely is it?", `difference` answers "what difference would it make?" (None: no what-if).
    `dominated_by` names the least-known input that moves the difference most; `change_our_mind` lists, in order,
    what evidence would change the answer. `two_ways` sets what counting says beside what bargaining says, where they
    differ and why (None: nobody's wishes are known); `expected` is the difference weighed by how likely each branch is.
    """

    question: str
    likely: str
    difference: str | None
    dominated_by: str | None
    caveats: tuple[str, ...]
    change_our_mind: tuple[str, ...]
    two_ways: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUsed:
    """One table behind the brief, with its last day (None: a list of facts, each dated by itself) and licence."""

    name: str
    source: str
    data_through: str | None
    licence: str
    checksum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the brief was made with: enough to make it again, byte for byte."""

    contingent: str
    schema: str
    seed: int
    draws: int
    engine: str | None
    as_of: str
    document_sha256: str
    data: tuple[DataUsed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What differs between two identical runs: when, how long, where it was kept. Nothing else in a brief may."""

    started: str
    cpu_seconds: float
    python: str
    ledger: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that one article led to.

    Of version 4: `bargain` is who wants what of what the article asks, and where that settles (None: nobody's wishes
    are known); `weighted` what each decision changes, its branches weighed by how likely each is; `touched` what past
    events of these kinds moved (None: nothing that stands out).
    """

    schema_version: str
    answer: Answer
    document: Document
    segments: tuple[Segment, ...]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    forecasts: tuple[Forecast, ...]
    scenario: Scenario | None
    outcomes: Outcomes | None
    sensitivity: tuple[Sensitivity, ...]
    provenance: Provenance
    warnings: tuple[str, ...]
    run: Run | None
    bargain: Bargain | None = None
    weighted: tuple[Weighted, ...] = ()
    touched: Touched | None = None
