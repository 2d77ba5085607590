"""The branches of a scenario file: each with its interventions, those of every branch among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError
from contingent.core.interventions import (
    Aid,
    Arrival,
    Branch,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Supply,
    Talks,
    Truce,
)
from contingent.simulating.scenario_file.amounts import UNSOURCED
from contingent.simulating.scenario_file.fields import BRANCH, INTERVENTIONS
from contingent.simulating.scenario_file.positions import Place
from contingent.simulating.scenario_file.problems import Problems, instead, shown
from contingent.simulating.scenario_file.tables import Table

EVERY_BRANCH = "every_branch"
MOST_BRANCHES = 40
MOST_INTERVENTIONS = 200
LONGEST_ID = 60

_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_BUILD: Mapping[str, type[Any]] = {
    "arrival": Arrival, "dials": Dials, "supply": Supply, "aid": Aid, "mobilisation": Mobilisation, "talks": Talks,
    "truce": Truce, "response": Response,
}  # fmt: skip
#: what an uncertain amount is called, by the kind of its intervention and its key
_AMOUNTS: Mapping[tuple[str, str], str] = {
    ("arrival", "size"): "{contingent}: persons in a group",
    ("arrival", "stop_at_loss_share"): "{contingent}: share of losses after which nobody more comes",
    ("supply", "fraction"): "{what} for {side}, as a share of monthly use",
    ("aid", "fraction"): "aid of {giver} for {side}, as a share of its force",
    ("mobilisation", "persons_per_month"): "{side}: more recruits a month",
    ("mobilisation", "ceiling"): "{side}: more recruits in all",
    ("talks", "factor"): "effect of talks on the hazard of a cease-fire",
    ("truce", "observed"): "share of the fighting that a truce stops",
    ("response", "ratio"): "counter-aid for {side} per share of reinforcement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every intervention of a file is read with: the day dates count from, the sides, the file's own source."""

    as_of: date | None
    sides: Mapping[str, str]
    source: str | None
    problems: Problems


def read_branches(raw: Mapping[str, Any], frame: Frame) -> tuple[Branch, ...]:
    """The branches of a file in their order, each beginning with what `every_branch` holds.

    Faults go to the frame's problems; a branch with a fault is left out.
    """
    problems = frame.problems
    every = _interventions(raw.get(EVERY_BRANCH, {}), (EVERY_BRANCH,), frame) if EVERY_BRANCH in raw else ()
    rows = raw.get("branch")
    if not isinstance(rows, list) or not rows:
        problems.add(("branch",) if "branch" in raw else (), "no branch; wanted [[branch]] once for each future")
        return ()
    if len(rows) > MOST_BRANCHES:
        problems.add(("branch", MOST_BRANCHES), f"found {len(rows)} branches; wanted at most {MOST_BRANCHES}")
        return ()
    found: dict[str, Branch] = {}
    for number, row in enumerate(rows):
        branch = _branch(row, ("branch", number), every, frame)
        if branch is None:
            continue
        if branch.id in found:
            problems.add(("branch", number, "id"), f"{branch.id} is the id of two branches; wanted each id once")
        found[branch.id] = branch
    _check_contingents(rows, raw.get(EVERY_BRANCH), tuple(found.values()), problems)
    return tuple(found.values())


def slug(label: str) -> str:
    """An id made from a label: small letters, digits and underscores.

    >>> slug("100,000 at once!")
    '100_000_at_once'
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
    return "_".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_ID].strip("_")


def _branch(raw: Any, place: Place, every: tuple[Intervention, ...], frame: Frame) -> Branch | None:
    problems = frame.problems
    before = len(problems)
    table = Table(raw, BRANCH, place, problems, also=tuple(INTERVENTIONS))
    label = table.text("label")
    own = _interventions(raw, place, frame) if isinstance(raw, Mapping) else ()
    ident = table.text("id") or slug(label or "")
    if label is not None and (not _ID.fullmatch(ident) or len(ident) > LONGEST_ID):
        problems.add(table.at("id"), f"found {shown(ident)}; wanted small letters, digits and underscores, at most "
                                     f"{LONGEST_ID}")  # fmt: skip
    note, quote = table.text("note"), table.text("quote")
    if label is None or len(problems) > before:
        return None
    return Branch(id=ident, label=label, interventions=(*every, *own), note=note or "", quote=quote)


def _interventions(raw: Any, place: Place, frame: Frame) -> tuple[Intervention, ...]:
    """The interventions in a table, of each kind one or a list."""
    if not isinstance(raw, Mapping):
        frame.problems.add(place, f"found {shown(raw)}; wanted tables such as [[{place[0]}.arrival]]")
        return ()
    if place == (EVERY_BRANCH,):
        for strange in raw.keys() - INTERVENTIONS.keys():
            frame.problems.add((*place, strange), f"is no intervention; {instead(strange, INTERVENTIONS)}")
    found = []
    for kind in raw:
        if kind not in INTERVENTIONS:
            continue
        rows = raw[kind] if isinstance(raw[kind], list) else [raw[kind]]
        if len(rows) > MOST_INTERVENTIONS:
            frame.problems.add((*place, kind), f"found {len(rows)} of them; wanted at most {MOST_INTERVENTIONS}")
            continue
        for number, row in enumerate(rows):
            at = (*place, kind, number) if isinstance(raw[kind], list) else (*place, kind)
            made = _intervention(kind, row, at, frame)
            found += [made] if made is not None else []
    return tuple(found)


def _intervention(kind: str, raw: Any, place: Place, frame: Frame) -> Intervention | None:
    problems = frame.problems
    before = len(problems)
    table = Table(raw, INTERVENTIONS[kind], place, problems, as_of=frame.as_of)
    source = table.text("source")
    values: dict[str, Any] = {"provenance": source or frame.source or UNSOURCED}
    dials: list[Prior] = []
    for field in INTERVENTIONS[kind]:
        key = field.name
        if key not in table.raw or key == "source":
            continue
        match field.kind:
            case "text" | "name":
                values[key] = table.text(key)
            case "choice":
                values[key] = table.choice(key, frame.sides)
            case "day":
                values[key] = table.day(key, 0)
            case "count":
                values[key] = table.count(key, 1)
            case "number":
                values[key] = table.number(key, 0.0)
            case _:
                name = key if kind == "dials" else _amount_name(kind, key, table.raw, frame)
                prior = table.amount(key, name=name, source=source or frame.source)
                if kind == "dials":
                    dials += [prior] if prior is not None else []
                else:
                    values[key] = prior
    if len(problems) > before:
        return None
    if kind == "dials":
        values["values"] = tuple(dials)
        if not dials:
            problems.add(place, f"turns no dial; wanted one of {', '.join(_dial_names())}")
            return None
    if kind == "arrival" and "size" not in values and not _only_present(values, place, problems):
        return None
    try:
        made: Intervention = _BUILD[kind](**values)
    except ValueRangeError as error:
        problems.add(place, str(error))
        return None
    return made


def _only_present(values: dict[str, Any], place: Place, problems: Problems) -> bool:
    """Whether an arrival without a size says who is there already; then nobody is set to come."""
    if values.get("present", 0.0) <= 0.0 or values.get("tranches", 0) > 0:
        problems.add(place, "lacks size: persons in one group; or give present alone, for those already there")
        return False
    name = f"{values['contingent']}: none to come"
    values["tranches"] = 0
    values["size"] = Prior(name=name, family="point", parameters=(0.0,), unit="persons", source=values["provenance"])
    return True


def _amount_name(kind: str, key: str, raw: Mapping[str, Any], frame: Frame) -> str:
    said = {
        "contingent": shown(raw.get("contingent", "")),
        "giver": shown(raw.get("giver", "")),
        "what": shown(raw.get("what", "munitions")),
        "side": frame.sides.get(str(raw.get("side", "")), ""),
    }
    return _AMOUNTS[kind, key].format(**said)


def _dial_names() -> list[str]:
    return [field.name for field in INTERVENTIONS["dials"] if field.kind == "amount"]


def _check_contingents(rows: list[Any], every: Any, branches: tuple[Branch, ...], problems: Problems) -> None:
    """Dials are turned of contingents that arrive somewhere."""
    here = {done.contingent for branch in branches for done in branch.interventions if isinstance(done, Arrival)}
    holders = [(("branch", number), row) for number, row in enumerate(rows)] + [((EVERY_BRANCH,), every)]
    for place, holder in holders:
        dials = holder.get("dials", []) if isinstance(holder, Mapping) else []
        for number, row in enumerate(dials if isinstance(dials, list) else [dials]):
            name = row.get("contingent") if isinstance(row, Mapping) else None
            if branches and isinstance(name, str) and " ".join(name.split()) not in here:
                at = (*place, "dials", number) if isinstance(dials, list) else (*place, "dials")
                wanted = instead(name, here) if here else "wanted an arrival of that name"
                problems.add((*at, "contingent"), f"nobody called {shown(name)} arrives; {wanted}")
