"""Negotiations as TOML that a reader can edit: read with every fault and its line, and written so it reads back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from contingent.core.bargaining import Issue, Negotiation, Stance, StanceInput
from contingent.core.belief import PRIOR_FAMILIES, Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.simulating.drawing.parameters import inverse_cdf
from contingent.simulating.scenario_file.amounts import UNSOURCED, amount
from contingent.simulating.scenario_file.fields import Field
from contingent.simulating.scenario_file.positions import Place
from contingent.simulating.scenario_file.problems import Problems, shown
from contingent.simulating.scenario_file.read import parsed
from contingent.simulating.scenario_file.tables import Table
from contingent.simulating.scenario_file.texts import shortened
from contingent.sources.negotiation_fields import ACTOR, ALSO, ISSUE, TOP
from contingent.sources.negotiation_spread import (
    INPUTS,
    NO_SOURCE,
    NO_THRESHOLD,
    Spread,
    input_name,
    input_unit,
    value_fault,
)

ROUND_DAYS = "round_days"


def read_toml(text: str, *, origin: str, spread: Spread) -> Negotiation:
    """The negotiation that a TOML text describes. A bare number gets the spread of `spread`; `{ value = 70 }` is exact.

    Raises:
        ScenarioError: the text is no TOML, or holds what no negotiation holds: every fault with its line.
    """
    raw = parsed(text, origin, what="negotiation", key="issue.actor")
    problems = Problems()
    found = _negotiation(raw, problems, origin, spread)
    problems.refuse(text, origin)
    if found is None:
        raise ScenarioError(f"{origin} holds no negotiation; wanted [[issue]] with [[issue.actor]] below it")
    return found


def _negotiation(raw: Mapping[str, Any], problems: Problems, origin: str, spread: Spread) -> Negotiation | None:
    top = Table(raw, TOP, (), problems, also=("issue",))
    rows = _rows(raw.get("issue"), ("issue",), problems)
    issues = [_issue(row, ("issue", place), problems, spread) for place, row in enumerate(rows)]
    lasts = top.amount(ROUND_DAYS, name=ROUND_DAYS, source=None)
    notes = top.texts("notes")
    bare = any(_bare(actor) for row in rows for actor in _plain_rows(row))
    if bare and spread.words not in notes:
        notes = (*notes, spread.words)
    as_of = top.date("as_of")
    if len(problems):
        return None
    name = origin.rpartition(".")[0] or origin
    try:
        return Negotiation(
            id=top.text("id") or name, title=top.text("title") or name, source=top.text("source") or origin,
            issues=tuple(issue for issue in issues if issue is not None), as_of=as_of, notes=notes,
            round_days=None if lasts is None else _own_source(lasts),
        )  # fmt: skip
    except ValueRangeError as error:
        problems.add((), str(error))
        return None


def _rows(value: Any, place: Place, problems: Problems) -> list[Any]:
    if not isinstance(value, list) or not value:
        problems.add(place, f"found {shown(value)}; wanted a list of tables, at least one")
        return []
    return value


def _plain_rows(row: Any) -> list[Any]:
    actors = row.get("actor") if isinstance(row, Mapping) else None
    return actors if isinstance(actors, list) else []


def _bare(actor: Any) -> bool:
    return isinstance(actor, Mapping) and any(isinstance(actor.get(name), int | float) for name in INPUTS)


def _issue(raw: Any, place: Place, problems: Problems, spread: Spread) -> Issue | None:
    top = Table(raw, ISSUE, place, problems, also=("actor", "also"))
    scale = top.number("low", 0.0), top.number("high", 100.0)
    unit = top.text("unit") or ""
    if not scale[0] < scale[1]:
        problems.add(place, f"has a scale from {scale[0]:g} to {scale[1]:g}; wanted low below high")
        return None
    actors = top.raw.get("actor")
    if not isinstance(actors, list) or not actors:
        problems.add(place, "lacks actors; wanted at least one [[issue.actor]] below it")
        return None
    stances = [_stance(row, (*place, "actor", at), problems, spread, scale, unit) for at, row in enumerate(actors)]
    threshold = top.number("threshold", math.nan)
    texts = {key: top.text(key) for key in ("id", "title", "low_label", "high_label", "decision", "question")}
    deadline, also = top.date("deadline"), _also(top)
    if math.isnan(threshold) and (texts["decision"] or texts["question"]):
        problems.add(place, NO_THRESHOLD)
    whole = [stance for stance in stances if stance is not None]
    if len(problems) or len(whole) < len(stances):
        return None
    try:
        return Issue(
            id=texts["id"] or "", title=texts["title"] or texts["id"] or "", stances=tuple(whole),
            low=scale[0], high=scale[1], low_label=texts["low_label"] or "", high_label=texts["high_label"] or "",
            unit=unit, threshold=None if math.isnan(threshold) else threshold, decision=texts["decision"],
            question=texts["question"], deadline=deadline, also=also,
        )  # fmt: skip
    except ValueRangeError as error:
        problems.add(place, str(error))
        return None


def _also(issue: Table) -> tuple[tuple[str, float], ...]:
    """Further questions that the outcome answers, each with a threshold of its own."""
    if "also" not in issue.raw:
        return ()
    rows = _rows(issue.raw["also"], issue.at("also"), issue.problems)
    tables = [Table(row, ALSO, (*issue.at("also"), at), issue.problems) for at, row in enumerate(rows)]
    return tuple((table.text("question") or "", table.number("threshold", 0.0)) for table in tables)


def _stance(
    raw: Any, place: Place, problems: Problems, spread: Spread, scale: tuple[float, float], unit: str
) -> Stance | None:
    before = len(problems)
    table = Table(raw, ACTOR, place, problems, also=("verified",))
    read = table.raw.get("verified", True)
    if not isinstance(read, bool):
        problems.add(table.at("verified"), f"found {shown(read)}; wanted true or false")
    name, source, quote, claims = (table.text("name"), table.text("source"), table.text("quote"), table.texts("claims"))
    priors = {of: _input(table, of, name or "", source, spread, scale, unit) for of in INPUTS}
    position, salience, capability = (priors[of] for of in INPUTS)
    if len(problems) > before or name is None or position is None or salience is None or capability is None:
        return None
    if read is False:
        position, salience, capability = (
            _unread(prior, table.raw[of]) for of, prior in zip(INPUTS, (position, salience, capability), strict=True)
        )
    return Stance(
        actor=name, position=position, salience=salience, capability=capability, provenance=source or "", quote=quote,
        claims=claims,
    )  # fmt: skip


def _input(
    table: Table, of: StanceInput, actor: str, source: str | None, spread: Spread, scale: tuple[float, float], unit: str
) -> Prior | None:
    """One number of an actor: in the forms of a scenario file, or bare."""
    given, place, name = table.raw.get(of), table.at(of), input_name(actor, of)
    if given is None:
        return None
    field = Field(name=of, kind="amount", says="", least=0.0 if of == "capability" else -math.inf,
                  unit=input_unit(of, unit))  # fmt: skip
    before = len(table.problems)
    prior = amount(given, field, place, table.problems, name=name, source=source)
    if prior is None or len(table.problems) > before:
        return None
    middle = float(inverse_cdf(prior, np.array([0.5]))[0])
    if (fault := value_fault(middle, of=of, scale=scale)) is not None:
        table.problems.add(place, fault)
        return None
    if not isinstance(given, Mapping):
        return spread.around(
            middle, of=of, actor=actor, scale=scale, unit=unit, source=source or "", verified=source is not None
        )
    return _own_source(prior)


def _unread(prior: Prior, given: Any) -> Prior:
    """Not verified, as the table around it says, unless the number has a source of its own."""
    own = isinstance(given, Mapping) and "source" in given
    return prior if own else replace(prior, verified=False)


def _own_source(prior: Prior) -> Prior:
    return replace(prior, source=NO_SOURCE) if prior.source == UNSOURCED else prior


# ------------------------------------------------------------------ writing


HEAD = """\
# A negotiation for `contingent bargain`: change any number, quote or actor, and run it again.
# A number is { value = 70 } (exact), { low = 60, high = 80 } (equally likely), { mean = 70, sd = 5 },
# { median = 1, log_sd = 0.2 }, or two quantiles { q05 = 60, q95 = 80 }; a bare 70 gets the spread of --uncertainty."""


def negotiation_toml(negotiation: Negotiation) -> str:
    """The text of a TOML file that `read_negotiation` makes an equal negotiation of.

    Texts are put on one line without what cannot be printed, as the reader wants them; names and units of priors are
    those that the reader gives.
    """
    top = {
        "id": negotiation.id, "title": negotiation.title, "source": negotiation.source, "as_of": negotiation.as_of,
        "notes": list(negotiation.notes) or None,
        ROUND_DAYS: None if negotiation.round_days is None else _amount(negotiation.round_days, ""),
    }  # fmt: skip
    lines = [HEAD, *_pairs(top)]
    for issue in negotiation.issues:
        lines += ["", "[[issue]]", *_issue_lines(issue)]
    return "\n".join(lines) + "\n"


def _issue_lines(issue: Issue) -> Iterator[str]:
    yield from _pairs(
        {
            "id": issue.id,
            "title": issue.title,
            "low": issue.low,
            "high": issue.high,
            "low_label": issue.low_label,
            "high_label": issue.high_label,
            "unit": issue.unit,
            "threshold": issue.threshold,
            "decision": issue.decision,
            "question": issue.question,
            "deadline": issue.deadline,
            "also": [{"question": name, "threshold": least} for name, least in issue.also] or None,
        }
    )
    for stance in issue.stances:
        read = any(getattr(stance, of).verified for of in INPUTS) or not shortened(stance.provenance)
        yield ""
        yield "[[issue.actor]]"
        yield from _pairs(
            {
                "name": stance.actor,
                **{of: _amount(getattr(stance, of), stance.provenance, read=read) for of in INPUTS},
                "quote": stance.quote,
                "source": stance.provenance,
                "verified": None if read else False,
                "claims": list(stance.claims) or None,
            }
        )


def _amount(prior: Prior, around: str, *, read: bool = True) -> dict[str, Any]:
    """A prior by the parameters of its family; its source where the table around it does not say the same."""
    said: dict[str, Any] = dict(zip(PRIOR_FAMILIES[prior.family], prior.parameters, strict=True))
    if prior.source == (shortened(around) or NO_SOURCE) and prior.verified == (read and bool(shortened(around))):
        return said
    own = {"source": prior.source} if prior.source else {}
    return {**said, **own, **({} if prior.verified else {"verified": False})}


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if value is not None and value != "":
            yield f"{key} = {_written(value)}"


def _written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(float(value))
        case date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(_written(item) for item in value) + "]"
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_written(item)}" for key, item in value.items()) + " }"
    escaped = shortened(str(value)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
