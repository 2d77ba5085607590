"""Turning the dials: a scenario as it stands and a form of what was written, to the scenario as it stands then.

Fields of the form: `d.NAME.low|middle|high` of a dial; `b.I.label` and `b.I.on` of branch I, with `b.I` itself saying
that it was shown; `i.I.K.FIELD` of its intervention K, an amount by its `.low|.middle|.high`; `horizon_days`,
`reference`, `paths`, `seed`; and the buttons `copy`, `remove` (a branch's number) and `reset` (a dial, or "all").
A field that says what already stands changes nothing.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.core.interventions import Branch, Dials, Intervention
from contingent.core.keys import content_id
from contingent.core.nouns import Scenario
from contingent.core.plain import plain
from contingent.journeys.workbench.asked import Asked
from contingent.journeys.workbench.dials import TURNED, between, domain_of, moved
from contingent.journeys.workbench.limits import check_limits
from contingent.report.words import prior_quantiles
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.scenario_file.fields import INTERVENTIONS, Field, dial

LONGEST_LABEL = 200
#: what an amount is called that was not there before: as a scenario file would call it
_NAMES = {
    "stop_at_loss_share": "{contingent}: share of losses after which nobody more comes",
    "ceiling": "{side}: more recruits in all",
}


def printed(value: float) -> str:
    """A number as a form's field holds it: four significant digits, no exponent.

    >>> printed(12345.6), printed(0.012345), printed(-3.0), printed(0.0)
    ('12350', '0.01235', '-3', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0"
    places = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{round(value, 3 - math.floor(math.log10(abs(value)))):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_fields(prior: Prior | None) -> tuple[str, str, str]:
    """What the fields of an amount hold: low, middle, high; of a certain number the middle alone, of none nothing."""
    if prior is None:
        return "", "", ""
    if prior.family == "point":
        return "", printed(prior.parameters[0]), ""
    low, middle, high = map(printed, prior_quantiles(prior))
    return low, middle, high


def turn(asked: Asked, form: Mapping[str, str], *, now: Mapping[str, Parameter], start: Scenario) -> Asked:
    """What is asked once the form has been heard; `now` are the world's inputs as they stand, `start` where it began.

    Raises:
        ScenarioError: a field is unknown or holds what it cannot; nothing is taken from the form then.
    """
    if form.get("reset") == "all":
        return replace(asked, scenario=start, off=())
    left = dict(form)
    scenario = _dials(asked.scenario, left, now)
    branches, off = _branches(scenario, asked.off, left)
    try:
        scenario = replace(
            scenario,
            branches=branches,
            reference=left.pop("reference", scenario.reference),
            horizon_days=_whole(left.pop("horizon_days", str(scenario.horizon_days)), "the horizon"),
        )
        paths = _whole(left.pop("paths", str(asked.paths)), "the number of paths")
        seed = _whole(left.pop("seed", str(asked.seed)), "the seed")
        scenario = _buttons(scenario, left, start)
    except ValueRangeError as error:
        raise ScenarioError(str(error)) from None
    if left:
        raise ScenarioError(f"the form has the field {sorted(left)[0][:60]!r}, to which no dial answers")
    order = [prior.name for prior in start.priors]
    own = sorted(
        scenario.priors, key=lambda one: (order.index(one.name) if one.name in order else len(order), one.name)
    )
    scenario = replace(scenario, priors=tuple(own))
    if scenario != asked.scenario:
        named = plain(replace(scenario, id=""))
        scenario = start if named == plain(replace(start, id="")) else replace(
            scenario, id=content_id("scenario", named))  # fmt: skip
        check_limits(scenario)
    off = tuple(branch.id for branch in scenario.branches if branch.id in off and branch.id != scenario.reference)
    return replace(asked, scenario=scenario, off=off, paths=paths, seed=seed)


def _dials(scenario: Scenario, left: dict[str, str], now: Mapping[str, Parameter]) -> Scenario:
    priors = {prior.name: prior for prior in scenario.priors}
    names = {key.split(".")[1] for key in left if key.startswith("d.") and key.count(".") == 2}
    for name in sorted(names & set(now)):
        least, greatest = domain_of(name)
        field = Field(name=now[name].label, kind="amount", says="", least=least, greatest=greatest)
        old = now[name].prior
        given = _amount(left, f"d.{name}", old, field, optional=False)
        if given is not None and given != old:
            priors[name] = given
    return replace(scenario, priors=tuple(priors.values()))


def _branches(
    scenario: Scenario, off: tuple[str, ...], left: dict[str, str]
) -> tuple[tuple[Branch, ...], tuple[str, ...]]:
    found, aside = [], set(off)
    for row, branch in enumerate(scenario.branches):
        label = " ".join(left.pop(f"b.{row}.label", branch.label).split()) or branch.label
        if len(label) > max(LONGEST_LABEL, len(branch.label)):
            raise ScenarioError(f"a branch's name has {len(label)} characters; wanted at most {LONGEST_LABEL}")
        shown, on = left.pop(f"b.{row}", None) is not None, left.pop(f"b.{row}.on", None) is not None
        if shown:
            aside = aside - {branch.id} if on else aside | {branch.id}
        done = tuple(
            _intervention(what, f"i.{row}.{place}", left, scenario) for place, what in enumerate(branch.interventions)
        )
        same = label == " ".join(branch.label.split())
        found.append(replace(branch, label=branch.label if same else label, interventions=done))
    return tuple(found), tuple(aside)


def _intervention(what: Intervention, name: str, left: dict[str, str], scenario: Scenario) -> Intervention:
    changes: dict[str, Any] = {}
    if isinstance(what, Dials):
        values = [
            _amount(left, f"{name}.{prior.name}", prior, dial(prior.name), optional=False) or prior
            for prior in what.values
        ]
        return what if tuple(values) == what.values else replace(what, values=tuple(values))
    fields = {field.name: field for field in INTERVENTIONS[what.kind]}
    for own in dataclasses.fields(what):
        value, key = getattr(what, own.name), f"{name}.{own.name}"
        field, optional = fields.get(own.name), own.default is None
        if field is None or field.kind in ("choice", "name", "text"):
            continue
        if field.kind == "amount":
            changes[own.name] = _amount(
                left, key, value, field, optional=optional, call=_called(what, own.name, scenario)
            )
        elif key in left:
            text = left.pop(key).strip()
            changes[own.name] = _plain_number(text, value, field, optional=optional)
    try:
        return replace(what, **{key: value for key, value in changes.items() if value != getattr(what, key)})
    except ValueRangeError as error:
        raise ScenarioError(str(error)) from None


def _called(what: Intervention, name: str, scenario: Scenario) -> str:
    side = getattr(scenario, getattr(what, "side", "attacker"))
    return _NAMES.get(name, name).format(contingent=getattr(what, "contingent", ""), side=side)


def _plain_number(text: str, value: float | int | None, field: Field, *, optional: bool) -> float | int | None:
    if not text and optional:
        return None
    if isinstance(value, float):
        return value if text == printed(value) else _number(text, field.says)
    return _whole(text, field.says)


def _amount(
    left: dict[str, str], key: str, prior: Prior | None, field: Field, *, optional: bool, call: str = ""
) -> Prior | None:
    """The amount that three fields say: as it was where they hold what stands, None where they are empty and may be."""
    texts = in_fields(prior)
    given = tuple(
        left.pop(f"{key}.{part}", text).strip() for part, text in zip(("low", "middle", "high"), texts, strict=True)
    )
    low, middle, high = given
    if given == texts:
        return prior
    if not any(given):
        if optional:
            return None
        raise ScenarioError(f"“{field.name}” is empty; wanted a middle, or low and high")
    bounds = field.least, field.greatest
    same = prior or Prior(name=call, family="point", parameters=(0.0,), unit=field.unit, source=TURNED, verified=False)
    if (low, high) == (texts[0], texts[2]):
        return moved(same, _number(middle, field.name), least=field.least, called=field.name)
    if not low and not high:
        value = _number(middle, field.name)
        return between(same, value, value, bounds=bounds, called=field.name)
    if not (low and high) or (middle != texts[1] and texts[0]):
        raise ScenarioError(
            f"“{field.name}” says {low or 'nothing'}, {middle or 'nothing'}, {high or 'nothing'}; wanted another "
            "middle alone, or low and high together, from which the middle follows"
        )
    exact = prior_quantiles(same)
    ends = [
        exact[place] if text == texts[place] else _number(text, field.name) for place, text in ((0, low), (2, high))
    ]
    return between(same, ends[0], ends[1], bounds=bounds, called=field.name)


def _buttons(scenario: Scenario, left: dict[str, str], start: Scenario) -> Scenario:
    name = left.pop("reset", "")
    if name:
        begun = {prior.name: prior for prior in start.priors}
        kept = {prior.name: prior for prior in scenario.priors}
        own = tuple(begun[one] if one == name and one in begun else prior for one, prior in kept.items()
                    if one != name or one in begun)  # fmt: skip
        scenario = replace(scenario, priors=own)
    if "copy" in left:
        branch = _numbered(scenario, left.pop("copy"))
        scenario = replace(scenario, branches=(*scenario.branches, _copied(branch, scenario)))
    if "remove" in left:
        branch = _numbered(scenario, left.pop("remove"))
        if branch.id == scenario.reference:
            raise ScenarioError(f"“{branch.label}” is what the others are compared with; wanted another branch removed")
        scenario = replace(scenario, branches=tuple(one for one in scenario.branches if one.id != branch.id))
    return scenario


def _copied(branch: Branch, scenario: Scenario) -> Branch:
    ids = {one.id for one in scenario.branches}
    number = next(number for number in range(2, len(ids) + 3) if f"{branch.id[:50]}_{number}" not in ids)
    label = branch.label[: LONGEST_LABEL - 10]
    note = f"A copy of “{branch.label[:LONGEST_LABEL]}”, made in the workbench."
    ident = f"{branch.id[:50]}_{number}"
    return replace(branch, id=ident, label=f"{label} ({number})", quote=None, claims=(), note=note)


def _numbered(scenario: Scenario, text: str) -> Branch:
    row = _whole(text, "the number of a branch")
    if not 0 <= row < len(scenario.branches):
        raise ScenarioError(f"branch {row} was asked for; wanted a number from 0 to {len(scenario.branches) - 1}")
    return scenario.branches[row]


def _whole(text: str, what: str) -> int:
    stripped = text.strip().replace(",", "")
    if not stripped.isascii() or not stripped.removeprefix("-").isdigit() or len(stripped) > 12:
        raise ScenarioError(f"{what.rstrip('.')}: found {text[:40]!r}; wanted a whole number")
    return int(stripped)


def _number(text: str, what: str) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or len(text) > 40:
        raise ScenarioError(f"“{what.rstrip('.')}”: found {text[:40]!r}; wanted a number")
    return value
