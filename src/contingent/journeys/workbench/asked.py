"""What a workbench is asked: a whole scenario, what is set aside in it, where it started, and how many paths."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from contingent.core.errors import ScenarioError
from contingent.core.nouns import Scenario
from contingent.journeys.workbench.link import link_of

PATHS = tuple(2**power for power in range(12, 17))
USUAL_PATHS, USUAL_SEED = 2**14, 1
MOST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a workbench shows: the whole scenario, which branches are set aside, where it started, and the effort.

    `start` names what it is compared with: "example:NAME", "brief:HEX", or the link of a scenario.
    """

    scenario: Scenario
    start: str
    off: tuple[str, ...] = ()
    paths: int = USUAL_PATHS
    seed: int = USUAL_SEED

    def __post_init__(self) -> None:
        ids = [branch.id for branch in self.scenario.branches]
        strange = [one for one in self.off if one not in ids or one == self.scenario.reference]
        if strange or len(set(self.off)) != len(self.off):
            raise ScenarioError(
                f"the branches {', '.join(self.off)[:200]} cannot be set aside; wanted ids of branches other than the "
                f"reference, {self.scenario.reference}"
            )
        if self.paths not in PATHS:
            raise ScenarioError(f"paths is {self.paths}; wanted one of {', '.join(map(str, PATHS))}")
        if not 0 <= self.seed <= MOST_SEED:
            raise ScenarioError(f"seed is {self.seed}; wanted a whole number from 0 to {MOST_SEED}")

    def active(self) -> Scenario:
        """The scenario with the branches that are simulated."""
        kept = tuple(branch for branch in self.scenario.branches if branch.id not in self.off)
        return replace(self.scenario, branches=kept)

    def query(self) -> str:
        """The whole of it as the query of an address, what is usual left out; equal ones have equal queries."""
        link = link_of(self.scenario)
        parts: dict[str, object] = {"s": link}
        if self.start != link:
            parts["start"] = self.start
        if self.off:
            parts["off"] = ",".join(self.off)
        if self.paths != USUAL_PATHS:
            parts["paths"] = self.paths
        if self.seed != USUAL_SEED:
            parts["seed"] = self.seed
        return urlencode(parts, safe=":,")
