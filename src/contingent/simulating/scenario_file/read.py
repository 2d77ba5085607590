"""The text of a SCENARIO.toml into a Scenario: one pass that finds every fault, or the whole of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.core.interventions import Arrival, Branch
from contingent.core.keys import content_id
from contingent.core.nouns import Scenario
from contingent.simulating.baseline import Baseline
from contingent.simulating.scenario_file.amounts import UNSOURCED
from contingent.simulating.scenario_file.branches import EVERY_BRANCH, Frame, read_branches
from contingent.simulating.scenario_file.fields import (
    CONTINGENT_MEASURES,
    GIVEN,
    MEASURES,
    SCENARIO,
    STATED,
    THRESHOLD,
    prior_fields,
)
from contingent.simulating.scenario_file.positions import Place
from contingent.simulating.scenario_file.problems import Problems, instead, shown
from contingent.simulating.scenario_file.slips import slip
from contingent.simulating.scenario_file.tables import Table

#: what a file calls a baseline that is nothing but its own numbers, and what the world calls it
OWN_NUMBERS = "given"
OF_THE_TEXT = "article"
LARGEST_FILE = 1_000_000
HORIZON_DAYS, STEP_DAYS = 360, 10
#: stated numbers that the world works with itself, whatever the baseline is
ALWAYS_STATED = ("losses_defender_per_month", "area_rate_km2_per_month")

#: no table of a scenario lies deeper than three; a key of thousands of parts costs the parser minutes and gigabytes
DEEPEST_KEY = 16
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST_KEY}}}")
_LINE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)


def read_scenario(text: str, *, origin: str, baselines: Mapping[str, Baseline]) -> Scenario:
    """The scenario that the text of a SCENARIO.toml describes.

    `origin` names the file in messages; `baselines` are the fitted wars it may start from, by name.

    Raises:
        ScenarioError: the text is no TOML, or holds what no scenario holds; every fault that could be found, a line
            each, with the line of the file, what was wanted, and the nearest valid name.
    """
    raw = parsed(text, origin)
    problems = Problems()
    scenario = _scenario(raw, problems, baselines)
    problems.refuse(text, origin)
    if scenario is None:
        raise ScenarioError(f"{origin} holds no scenario; wanted a title, a day, a baseline and branches")
    return scenario


def parsed(text: str, origin: str, *, what: str = "scenario", key: str = "branch.arrival") -> Mapping[str, Any]:
    """The tables of a TOML text that somebody wrote; `what` it should hold and a `key` of it are for the messages.

    Raises:
        ScenarioError: the text is no TOML, too long, or a burden to the parser; with the line, and what was wanted.
    """
    if len(text) > LARGEST_FILE:
        raise ScenarioError(f"{origin} holds {len(text):,} characters; wanted a {what} of at most {LARGEST_FILE:,}")
    if (deep := _DEEP.search(text)) is not None:
        at = text.count("\n", 0, deep.start()) + 1
        raise ScenarioError(
            f"{origin}, line {at}: more than {DEEPEST_KEY} names with dots between them; wanted a key of a {what}, "
            f"such as {key}"
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.match(str(error))
        lines = text.splitlines() or [""]
        at = min(int(found["line"] or len(lines)) if found else len(lines), len(lines))
        line = lines[at - 1]
        what = (found["what"] if found else str(error)).partition(" after a key")[0].partition(" after a stat")[0]
        raise ScenarioError(f"{origin}, line {at}: “{shown(line)}”: {slip(line, what)}") from None
    except (RecursionError, ValueError) as error:
        raise ScenarioError(
            f"{origin}: no TOML that can be read ({shown(error)}); wanted tables, texts, numbers and dates"
        ) from None


def _scenario(raw: Mapping[str, Any], problems: Problems, baselines: Mapping[str, Baseline]) -> Scenario | None:
    tables = ("given", "priors", "thresholds", "branch", EVERY_BRANCH)
    top = Table(raw, SCENARIO, (), problems, also=tables)
    as_of, title, source = top.date("as_of"), top.text("title"), top.text("source")
    name = _baseline_name(top, baselines)
    baseline = baselines.get(name)
    sides = {side: _side(top, side, baseline) for side in ("attacker", "defender")}
    horizon, step = top.count("horizon_days", HORIZON_DAYS), top.count("step_days", STEP_DAYS)
    if horizon < step:
        problems.add(top.at("horizon_days"), f"is {horizon}, shorter than a step of {step}; wanted at least one step")
    stated = _given(raw, problems, source, own_numbers=name == OF_THE_TEXT)
    priors = _priors(raw, problems, source, baseline, stated)
    frame = Frame(as_of=as_of, sides=sides, source=source, problems=problems)
    branches = read_branches(raw, frame)
    reference = _reference(top, branches)
    thresholds = _thresholds(raw, problems, branches, baseline)
    left_open = top.texts("open")
    theatre = top.text("theatre") or (baseline.theatre if baseline else " and ".join(sides.values()))
    if len(problems) or as_of is None or title is None or not branches:
        return None
    try:
        return Scenario(
            id=content_id("scenario", raw),
            title=title,
            as_of=as_of,
            attacker=sides["attacker"],
            defender=sides["defender"],
            theatre=theatre,
            baseline=name,
            reference=reference,
            branches=branches,
            horizon_days=horizon,
            step_days=step,
            given=stated.figures,
            priors=(*stated.priors, *priors),
            open=left_open,
            thresholds=thresholds,
        )
    except ValueRangeError as error:
        problems.add((), str(error))
        return None


def _baseline_name(top: Table, baselines: Mapping[str, Baseline]) -> str:
    found = top.text("baseline")
    if found is None:
        return ""
    name = found.replace("-", "_")
    if name in (OWN_NUMBERS, OF_THE_TEXT):
        return OF_THE_TEXT
    if name not in baselines:
        top.problems.add(top.at("baseline"), f"found {shown(found)}; {instead(name, [*baselines, OWN_NUMBERS])}")
    return name


def _side(top: Table, side: str, baseline: Baseline | None) -> str:
    """The name of a side: the file's, which must be the baseline's where that is fitted."""
    named = top.text(side)
    fitted = getattr(baseline, side) if baseline is not None else None
    if named is None and top.raw.get("baseline") in (OWN_NUMBERS, OF_THE_TEXT):
        top.problems.add((), f"lacks {side}: a baseline of given numbers needs both sides by name")
    if named is not None and fitted is not None and named != fitted:
        top.problems.add(top.at(side), f"found {shown(named)}; wanted {fitted}, with whom the baseline was fitted, or "
                                       f'baseline = "{OWN_NUMBERS}"')  # fmt: skip
    return named or fitted or side


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What [given] says: figures for the world to work with, and priors in its own words."""

    figures: tuple[tuple[str, float, str], ...] = ()
    priors: tuple[Prior, ...] = ()


def _given(raw: Mapping[str, Any], problems: Problems, source: str | None, *, own_numbers: bool) -> Stated:
    table = Table(raw.get("given", {}), GIVEN, ("given",), problems)
    source = table.text("source") or source
    figures: list[tuple[str, float, str]] = []
    priors: list[Prior] = []
    for field in GIVEN:
        if field.name not in table.raw or field.kind == "text":
            continue
        usable = own_numbers or field.name in (*STATED, *ALWAYS_STATED)
        if not usable:
            problems.add(table.at(field.name), f'serves only baseline = "{OWN_NUMBERS}"; wanted a monthly figure, or '
                                               "a prior of this war in [priors]")  # fmt: skip
        elif field.kind == "figure":
            figure = table.figure(field.name, source)
            figures += [(field.name, figure[0], figure[1] or UNSOURCED)] if figure is not None else []
        else:
            prior = table.amount(field.name, name=STATED[field.name][0], source=source)
            if prior is not None:
                priors.append(_spread(prior, field.name, table))
                if own_numbers or field.name in ALWAYS_STATED:
                    figures.append((field.name, _middle(prior), prior.source))
    if own_numbers:
        for side in ("attacker", "defender"):
            if f"force_{side}" not in table.raw:
                problems.add(
                    ("given",), f'lacks force_{side}: baseline = "{OWN_NUMBERS}" needs the troops of each side'
                )
    return Stated(figures=tuple(figures), priors=tuple(priors))


def _spread(prior: Prior, key: str, table: Table) -> Prior:
    """A plain number with the spread that published counts of its kind have; any other form as it stands."""
    if prior.family != "point":
        return prior
    (value,), (_, share) = prior.parameters, STATED[key]
    if key == "area_rate_km2_per_month":
        family, shape = "normal", (value, 20.0 + share * abs(value))
    else:
        family, shape = "lognormal", (value, share)
        if value <= 0.0:
            table.problems.add(table.at(key), f"found {value:g}; wanted a number above 0")
            return prior
    return Prior(name=prior.name, family=family, parameters=shape, unit=prior.unit, source=prior.source,
                 verified=prior.verified)  # fmt: skip


def _middle(prior: Prior) -> float:
    first, *rest = prior.parameters
    return 0.5 * (first + rest[0]) if prior.family == "uniform" else first


def _priors(
    raw: Mapping[str, Any], problems: Problems, source: str | None, baseline: Baseline | None, stated: Stated
) -> tuple[Prior, ...]:
    own = {parameter.name: parameter for parameter in baseline.parameters} if baseline is not None else {}
    fields = prior_fields(own)
    table = Table(raw.get("priors", {}), tuple(fields.values()), ("priors",), problems)
    there = {prior.name for prior in stated.priors}
    found = []
    for name in table.raw:
        if name not in fields:
            continue
        if name in there:
            problems.add(table.at(name), "stands in [given] too; wanted it once")
        prior = table.amount(name, name=name, source=source)
        found += [prior] if prior is not None else []
    return tuple(found)


def _reference(top: Table, branches: tuple[Branch, ...]) -> str:
    ids = [branch.id for branch in branches]
    chosen = top.text("reference")
    if chosen is not None and ids and chosen not in ids:
        top.problems.add(top.at("reference"), f"found {shown(chosen)}; {instead(chosen, ids)}, the id of a branch")
    return chosen or (ids[0] if ids else "")


def _thresholds(
    raw: Mapping[str, Any], problems: Problems, branches: tuple[Branch, ...], baseline: Baseline | None
) -> tuple[tuple[str, float], ...]:
    rows = raw.get("thresholds", [])
    if not isinstance(rows, list):
        problems.add(("thresholds",), "found one table; wanted [[thresholds]], in two brackets")
        return ()
    arrivals = [done for branch in branches for done in branch.interventions if isinstance(done, Arrival)]
    known = {*MEASURES, *(f"{kind}:{done.contingent}" for kind in CONTINGENT_MEASURES for done in arrivals)}
    known |= {observer.key for observer in baseline.observers} if baseline is not None else set()
    found: dict[tuple[str, float], None] = {}
    for number, row in enumerate(rows):
        place: Place = ("thresholds", number)
        before = len(problems)
        table = Table(row, THRESHOLD, place, problems)
        measure, value = table.text("measure"), table.number("value", 0.0)
        if measure is not None and measure not in known and branches:
            problems.add(table.at("measure"), f"found {shown(measure)}; {instead(measure, known)}")
        if len(problems) == before and measure is not None:
            found[measure, value] = None
    return tuple(found)
