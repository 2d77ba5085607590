"""The workbench as one value: the scenario with its dials, what was turned, and what follows before and after."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.interventions import Branch, Dials, Intervention
from contingent.core.nouns import Contrast, Outcomes, Scenario
from contingent.core.whatif import Findings
from contingent.journeys.workbench.asked import Asked
from contingent.journeys.workbench.dials import GROUPS, OTHERS, TURNED, Dial, dial_of
from contingent.journeys.workbench.limits import check_work
from contingent.journeys.workbench.starts import Starting, baseline_of
from contingent.report.leads import branch_labels, headline
from contingent.report.numbers import exact
from contingent.report.whatif.findings import compose_findings
from contingent.report.words import prior_amount, prior_words
from contingent.simulating.drawing.parameters import OF_SCENARIO, Parameter

#: how well evidence fixes a dial that somebody has turned
SUPPOSED = "not by evidence: it was turned in the workbench"
#: whatever simulates a scenario: `draws` paths a branch of `seed`
Simulate = Callable[[Scenario, int, int], Outcomes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was turned: what, what it was and what it is, in words; `branch` is the id of its branch."""

    what: str
    before: str
    after: str
    dial: str | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The leading difference of one branch where it started and as it stands; None where it was or is not simulated."""

    branch: str
    label: str
    measure: str
    unit: str
    day: int
    before: Contrast | None
    after: Contrast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbenchView:
    """Everything that the workbench shows; `query` is the address that holds it, and makes it again.

    `scenario` is whole; the branches whose ids are in `off` are set aside and were not simulated.
    """

    query: str
    start: str
    off: tuple[str, ...]
    paths: int
    seed: int
    scenario: Scenario
    baseline_fitted_as_of: str | None
    dials: tuple[Dial, ...]
    changes: tuple[Change, ...]
    findings: Findings
    shifts: tuple[Shift, ...]
    outcomes: Outcomes
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbenchStarts:
    """Where a what-if can start: briefs that ask one, the newest first, then the shipped examples."""

    starts: tuple[Starting, ...]


def workbench(asked: Asked, start: Scenario, simulate: Simulate) -> WorkbenchView:
    """What follows from the scenario that is asked, beside what followed from where it started.

    Raises:
        ScenarioError: it does not fit its baseline, or is more than is answered here.
        LeakError: its baseline was fitted on days after its `as_of`.
    """
    scenario = asked.active()
    check_work(scenario, asked.paths)
    baseline, warnings = baseline_of(scenario)
    outcomes = _supposed(simulate(scenario, asked.paths, asked.seed), scenario)
    changes = tuple(changed(asked, start))
    return WorkbenchView(
        query=asked.query(),
        start=asked.start,
        off=asked.off,
        paths=asked.paths,
        seed=asked.seed,
        scenario=asked.scenario,
        baseline_fitted_as_of=baseline.fitted_as_of.isoformat() if baseline.fitted_as_of else None,
        dials=_dials(asked.scenario, start, outcomes),
        changes=changes,
        findings=compose_findings(scenario, outcomes),
        shifts=tuple(_shifts(asked, start, outcomes, simulate)) if changes else (),
        outcomes=outcomes,
        warnings=tuple(dict.fromkeys((*warnings, *_said_of_turning(changes)))),
    )


def _supposed(outcomes: Outcomes, scenario: Scenario) -> Outcomes:
    """The outcomes with what was turned here told as a supposition: a dial that somebody turned is no evidence."""
    turned = {prior.name for prior in scenario.priors if prior.source == TURNED}
    rows = tuple(replace(row, identified=SUPPOSED) if row.prior in turned else row for row in outcomes.sensitivity)
    return replace(outcomes, sensitivity=rows) if turned else outcomes


def inputs_of(scenario: Scenario) -> dict[str, Parameter]:
    """The world's uncertain inputs as the scenario has them, by name, with the sides called by their names."""
    named = (("{attacker}", scenario.attacker), ("{defender}", scenario.defender))
    inputs = {}
    for parameter in baseline_of(scenario)[0].for_scenario(scenario).parameters:
        label = parameter.label
        for place, name in named:
            label = label.replace(place, name)
        inputs[parameter.name] = replace(parameter, label=label)
    return inputs


def changed(asked: Asked, start: Scenario) -> Iterator[Change]:
    """What differs between where it started and what is asked, in the order of the page."""
    now, begun = inputs_of(asked.scenario), inputs_of(start)
    for name, parameter in now.items():
        old = begun.get(name)
        if old is not None and _shape(old.prior) != _shape(parameter.prior):
            yield Change(
                what=parameter.label, before=prior_words(old.prior), after=prior_words(parameter.prior), dial=name
            )
    old_ids = {branch.id: branch for branch in start.branches}
    for branch in asked.scenario.branches:
        before = old_ids.pop(branch.id, None)
        if before is None:
            yield Change(what=f"Branch “{branch.label}”", before="not there", after="added", branch=branch.id)
            continue
        yield from _branch_changes(before, branch)
        if branch.id in asked.off:
            yield Change(what=f"Branch “{branch.label}”", before="simulated", after="set aside", branch=branch.id)
    for branch in old_ids.values():
        yield Change(what=f"Branch “{branch.label}”", before="simulated", after="removed", branch=branch.id)
    for name, what in (("horizon_days", "Horizon, days"), ("reference", "Compared with")):
        before_, after = getattr(start, name), getattr(asked.scenario, name)
        if before_ != after:
            labels = branch_labels(start) | branch_labels(asked.scenario)
            yield Change(what=what, before=labels.get(before_, str(before_)), after=labels.get(after, str(after)))


def _branch_changes(before: Branch, after: Branch) -> Iterator[Change]:
    if before.label != after.label:
        yield Change(what="Name of a branch", before=before.label, after=after.label, branch=after.id)
    if len(before.interventions) != len(after.interventions):
        yield Change(
            what=f"Interventions of “{after.label}”", before=str(len(before.interventions)),
            after=str(len(after.interventions)), branch=after.id,
        )  # fmt: skip
        return
    for old, new in zip(before.interventions, after.interventions, strict=True):
        for what, was, now in _differing(old, new):
            yield Change(what=f"“{after.label}”: {what}", before=was, after=now, branch=after.id)


def _differing(old: Intervention, new: Intervention) -> Iterator[tuple[str, str, str]]:
    """What an intervention says otherwise than it did: the field in words, before and after."""
    if old.kind != new.kind:
        yield "what is done", old.kind, new.kind
        return
    if isinstance(old, Dials) and isinstance(new, Dials):
        were = {prior.name: prior for prior in old.values}
        for prior in new.values:
            if prior.name in were and _shape(prior) != _shape(were[prior.name]):
                yield prior.name.replace("_", " "), prior_amount(were[prior.name]), prior_amount(prior)
        return
    for field in dataclasses.fields(new):
        was, now = getattr(old, field.name), getattr(new, field.name)
        same = _shape(was) == _shape(now) if isinstance(was, Prior) and isinstance(now, Prior) else was == now
        if not same and field.name != "provenance":
            yield f"{new.kind}, {field.name.replace('_', ' ')}", _told(was), _told(now)


def _told(value: object) -> str:
    if isinstance(value, Prior):
        return prior_words(value)
    if value is None:
        return "none"
    return exact(value) if isinstance(value, int | float) else str(value)


def _shape(prior: Prior) -> tuple[str, tuple[float, ...]]:
    return prior.family, prior.parameters


def _dials(scenario: Scenario, start: Scenario, outcomes: Outcomes) -> tuple[Dial, ...]:
    """The dials of the world in the order of their groups; what only a branch supposes is turned there."""
    now, begun = inputs_of(scenario), inputs_of(start)
    head = headline(scenario, outcomes)
    shares = {row.prior: row.share for row in head.sensitivity} if head is not None else {}
    stated = {prior.name for prior in scenario.priors}
    found = [
        dial_of(parameter, begun.get(name, parameter), stated=name in stated, share=shares.get(name))
        for name, parameter in now.items()
        if OF_SCENARIO not in name
    ]
    order = {name: place for place, name in enumerate(name for names in GROUPS.values() for name in names)}
    groups = {group: place for place, group in enumerate((*GROUPS, OTHERS))}
    return tuple(sorted(found, key=lambda dial: (groups[dial.group], order.get(dial.name, len(order)), dial.name)))


def _shifts(asked: Asked, start: Scenario, outcomes: Outcomes, simulate: Simulate) -> Iterator[Shift]:
    """The leading difference, branch by branch, before and after; nothing where they cannot be set side by side."""
    head = headline(asked.active(), outcomes)
    if head is None:
        return
    try:
        check_work(start, asked.paths)
    except ScenarioError:
        return  # where it started is more than is answered here: what follows now is still told
    before = simulate(start, asked.paths, asked.seed)
    began = {row.branch: row for row in before.contrasts if (row.measure, row.day) == (head.measure, head.day)}
    labels = branch_labels(start) | branch_labels(asked.scenario)
    after = {row.branch: row for row in head.contrasts}
    leading = head.leading
    for branch in dict.fromkeys((*after, *began)):
        yield Shift(
            branch=branch, label=labels.get(branch, branch), measure=leading.label, unit=leading.unit, day=head.day,
            before=began.get(branch), after=after.get(branch),
        )  # fmt: skip


def _said_of_turning(changes: tuple[Change, ...]) -> Iterator[str]:
    if any(change.dial for change in changes):
        yield (
            "A dial that was turned is a supposition, not evidence; what a fit found to hang together with it is no "
            "longer drawn together with it."
        )
