"""A Scenario as the text of a SCENARIO.toml: what `read_scenario` makes of it draws the same numbers.

A file names amounts by what they are, an article by its own words: amounts of an article's scenario that are uncertain
are drawn afresh under their new names, and differences then agree within their Monte Carlo error.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from contingent.core.belief import PRIOR_FAMILIES, Prior
from contingent.core.interventions import Branch, Dials, Intervention
from contingent.core.nouns import Scenario
from contingent.simulating.scenario_file.amounts import UNSOURCED
from contingent.simulating.scenario_file.branches import LONGEST_ID
from contingent.simulating.scenario_file.fields import GIVEN, INTERVENTIONS
from contingent.simulating.scenario_file.read import OF_THE_TEXT, OWN_NUMBERS
from contingent.simulating.scenario_file.texts import shortened

_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


#: a figure that a file gives, with its source
Figure = tuple[float, str]


def scenario_text(scenario: Scenario, *, priors: Sequence[Prior], given: Mapping[str, Prior | Figure]) -> str:
    """The text of a SCENARIO.toml.

    `priors` are those of the world that stand in [priors]; `given` is what stands in [given], by its key. What a file
    has no key for is left out: who thought of a branch, and its claims.
    """
    own = scenario.baseline == OF_THE_TEXT
    ids = _ids(scenario)
    lines = [
        _pair("title", shortened(scenario.title)),
        _pair("as_of", scenario.as_of),
        _pair("baseline", OWN_NUMBERS if own else scenario.baseline),
        _pair("theatre", shortened(scenario.theatre)),
        _pair("attacker", shortened(scenario.attacker)),
        _pair("defender", shortened(scenario.defender)),
        _pair("reference", ids[scenario.reference]),
        _pair("horizon_days", scenario.horizon_days),
        _pair("step_days", scenario.step_days),
    ]
    if scenario.open:
        lines += ["open = [", *(f"  {_written(shortened(one))}," for one in scenario.open), "]"]
    if given:
        lines += ["", "[given]", *(_pair(name, _given(value)) for name, value in given.items())]
    for prior in priors:
        lines += ["", f"[priors.{_key(prior.name)}]", *(_pair(*item) for item in _amount(prior).items())]
    for measure, value in scenario.thresholds:
        lines += ["", "[[thresholds]]", _pair("measure", measure), _pair("value", value)]
    for branch in scenario.branches:
        lines += ["", *_branch(branch, ids[branch.id])]
    return "\n".join(lines) + "\n"


def can_give(name: str) -> bool:
    """Whether [given] has a key of that name."""
    return name in {field.name for field in GIVEN if field.kind != "text"}


def _ids(scenario: Scenario) -> dict[str, str]:
    """The id that each branch has in a file: its own where a file can hold it."""
    kept = {one.id for one in scenario.branches if _fits(one.id)}
    free = (f"branch_{number}" for number in range(1, 10_000) if f"branch_{number}" not in kept)
    return {one.id: one.id if one.id in kept else next(free) for one in scenario.branches}


def _fits(ident: str) -> bool:
    return bool(_ID.fullmatch(ident)) and len(ident) <= LONGEST_ID


def _branch(branch: Branch, ident: str) -> Iterator[str]:
    yield "[[branch]]"
    yield _pair("label", shortened(branch.label) or ident)
    yield _pair("id", ident)
    if shortened(branch.note):
        yield _pair("note", shortened(branch.note))
    if branch.quote and shortened(branch.quote):
        yield _pair("quote", shortened(branch.quote))
    for done in branch.interventions:
        yield ""
        yield f"[[branch.{done.kind}]]"
        yield from (_pair(*item) for item in _keys(done).items())


def _keys(done: Intervention) -> dict[str, Any]:
    """The keys of an intervention's table; what is None, or has no key, is left out."""
    known = {field.name: field for field in INTERVENTIONS[done.kind]}
    found: dict[str, Any] = {}
    for own in dataclasses.fields(done):
        field, value = known.get(own.name), getattr(done, own.name)
        if field is None or value is None:
            continue
        found[own.name] = _amount(value) if isinstance(value, Prior) else value
    if isinstance(done, Dials):
        found |= {prior.name: _amount(prior) for prior in done.values}
    if shortened(done.provenance) and done.provenance != UNSOURCED:
        found["source"] = shortened(done.provenance)
    return found


def _amount(prior: Prior) -> dict[str, Any]:
    """A prior by the parameters of its family, with its source, and whether that was read."""
    said = dict(zip(PRIOR_FAMILIES[prior.family], prior.parameters, strict=True))
    source = shortened(prior.source)
    if not source or prior.source == UNSOURCED:
        return {**said, "source": UNSOURCED, "verified": False}
    return {**said, "source": source, "verified": prior.verified}


def _given(value: Prior | Figure) -> dict[str, Any]:
    if isinstance(value, Prior):
        return _amount(value)
    figure, source = value
    return {"value": figure, **({"source": shortened(source)} if shortened(source) and source != UNSOURCED else {})}


def _pair(key: str, value: Any) -> str:
    return f"{_key(key)} = {_written(value)}"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _written(name)


def _written(value: Any) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(float(value))
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(_pair(key, item) for key, item in value.items()) + " }"
    escaped = shortened(str(value)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
