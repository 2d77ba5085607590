"""Where a what-if can start: the scenarios shipped as examples, the briefs of a ledger, a file, or a link."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.core.errors import MissingError, ScenarioError
from contingent.core.nouns import Scenario
from contingent.journeys.workbench.limits import check_limits
from contingent.journeys.workbench.link import scenario_of
from contingent.simulating.baseline import Baseline, article_baseline
from contingent.simulating.scenario_file.doubts import doubts
from contingent.simulating.scenario_file.given import given_baseline
from contingent.simulating.scenario_file.read import OF_THE_TEXT, read_scenario
from contingent.sources import shipped
from contingent.sources.scenarios import MOST_BYTES, ScenarioText

if TYPE_CHECKING:
    from datetime import date
    from importlib.resources.abc import Traversable

    from contingent.ledger.store import Ledger

EXAMPLE, BRIEF = "example", "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """A scenario that the dials can start from: `start` names it in an address; `difference` is what its brief found.

    `branches` counts the reference among them.
    """

    start: str
    title: str
    as_of: str
    branches: int
    difference: str | None = None


@cache
def example_names() -> tuple[str, ...]:
    """The names of the shipped scenarios; none where they were not installed."""
    folder = _folder()
    entries = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if _is_scenario(entry)))


@cache
def example(name: str) -> Scenario:
    """The shipped scenario of that name.

    Raises:
        MissingError: there is none.
    """
    if name not in example_names():
        raise MissingError(f"there is no example {name[:60]!r}; there are {', '.join(example_names()) or 'none'}")
    return read_file(_folder().joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def starting_points(ledger: Ledger, *, as_of: date) -> tuple[Starting, ...]:
    """Every brief with a what-if that was known at `as_of`, the newest first, then the examples."""
    from contingent.journeys.shown.cards import cards_known
    from contingent.ledger.desk import Desk

    briefs = (
        Starting(
            start=f"{BRIEF}:{card.brief}", title=card.headline, as_of=card.as_of.isoformat(), branches=card.branches,
            difference=card.difference.words if card.difference else None,
        )
        for card in cards_known(ledger, Desk(ledger), as_of=as_of)
        if card.branches > 1
    )  # fmt: skip
    shipped_ones = (
        Starting(start=f"{EXAMPLE}:{name}", title=one.title, as_of=one.as_of.isoformat(), branches=len(one.branches))
        for name in example_names()
        for one in (example(name),)
    )
    return (*briefs, *shipped_ones)


def scenario_at(start: str, ledger: Ledger, *, as_of: date) -> Scenario:
    """The scenario that `start` names: "example:NAME", "brief:HEX", or a link.

    Raises:
        MissingError: there is no such example or brief, or the brief asks no what-if.
        ScenarioError: it is a link that holds no scenario.
    """
    kind, colon, name = start.partition(":")
    if not colon:
        return scenario_of(start)
    if kind == EXAMPLE:
        return example(name)
    if kind != BRIEF:
        raise MissingError(f"{start[:60]!r} is no start; wanted {EXAMPLE}:NAME, {BRIEF}:HEX, or the link of a scenario")
    from contingent.journeys.shown.brief import Keyed, brief_row, held_brief

    row = brief_row(ledger, name, as_of=as_of)
    scenario = held_brief(Keyed(row.hash, row)).scenario
    if scenario is None:
        raise MissingError(f"the brief {name[:12]} asks no what-if; wanted one that has branches")
    return scenario


def read_file(text: str, origin: str) -> Scenario:
    """The scenario of a SCENARIO.toml, as strictly read as `contingent whatif` does.

    Raises:
        ScenarioError: the text holds none, or a larger one than is answered here.
    """
    scenario = read_whole(text, origin)
    check_limits(scenario)
    return scenario


def read_whole(text: str, origin: str) -> Scenario:
    """As `read_file`, however large the scenario is."""
    return read_scenario(text, origin=origin, baselines={name: fitted(name) for name in shipped.baselines()})


def read_upload(raw: bytes, origin: str) -> Scenario:
    """The scenario of a file that a reader sent; errors as `read_file`, and where it is no text in UTF-8."""
    name = "".join(letter if letter.isprintable() else "?" for letter in Path(origin).name)[:80] or "the file"
    if len(raw) > MOST_BYTES:
        raise ScenarioError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB; wanted one scenario in TOML")
    try:
        return read_file(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise ScenarioError(f"{name} is no text in UTF-8; wanted a scenario in TOML, saved as UTF-8") from None


def as_file(text: str, origin: str) -> ScenarioText:
    """The text of a scenario as `journeys.whatif` takes it."""
    return ScenarioText(text, origin, hashlib.sha256(text.encode()).hexdigest())


@cache
def fitted(name: str) -> Baseline:
    """The fitted war of that name; DataError where there is none."""
    return Baseline.from_table(shipped.table(f"{shipped.BASELINES}/{name}"))


def baseline_of(scenario: Scenario) -> tuple[Baseline, tuple[str, ...]]:
    """The baseline that a scenario starts from, and in words what there is to say against the two together.

    Raises:
        ScenarioError: there is no such baseline, or the scenario lacks the numbers that its own needs.
        LeakError: the baseline was fitted on days after the scenario's `as_of`.
    """
    stale: tuple[str, ...] = ()
    if scenario.baseline == OF_THE_TEXT:
        cited = any(" " in said for _, _, said in scenario.given)  # a file cites in words, an article by its claims
        baseline = given_baseline(scenario) if cited else article_baseline(scenario)
    elif scenario.baseline not in shipped.baselines():
        known = ", ".join((*shipped.baselines(), OF_THE_TEXT))
        raise ScenarioError(f"the scenario starts from {scenario.baseline[:60]!r}; wanted one of {known}")
    else:
        shipped.baseline_table(scenario.baseline, scenario.as_of)  # refuses what was fitted later
        baseline, stale = fitted(scenario.baseline), shipped.stale(scenario.baseline, scenario.as_of)
    return baseline, (*stale, *doubts(scenario, baseline.parameters))


def _folder() -> Traversable:
    """The folder of the shipped scenarios: in the installed package, or beside its sources."""
    installed = files("contingent").joinpath("data", "scenarios")
    return installed if installed.is_dir() else Path(__file__).resolve().parents[4] / "examples" / "scenarios"


def _is_scenario(entry: Traversable) -> bool:
    return entry.name.endswith(".toml") and entry.is_file()
