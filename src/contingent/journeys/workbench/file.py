"""A scenario as a file that `contingent whatif` reads: with it come the numbers that the workbench shows."""

from __future__ import annotations

from collections.abc import Iterable

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.nouns import Scenario
from contingent.journeys.workbench.starts import baseline_of, read_whole
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.scenario_file.fields import STATED
from contingent.simulating.scenario_file.read import OF_THE_TEXT
from contingent.simulating.scenario_file.write import Figure, can_give, scenario_text

_HEAD = (
    "# A what-if from the workbench. Read it in words: contingent whatif FILE --explain; run it: contingent whatif "
    "FILE --depth brief\n"
)
#: times that the file is read back and mended before we give up
_TRIES = 3


def write_scenario(scenario: Scenario) -> str:
    """The text of a SCENARIO.toml from which every input of the world is drawn as it is for this scenario.

    What an article or a file states is written as the distribution that was made of it, for another reader would
    spread some of it otherwise. The text is read back and compared before it is handed out.

    Raises:
        ScenarioError: no file can say it; the message names what differs.
    """
    wanted = {name: one.prior for name, one in inputs_at(scenario).items()}
    given = _given(scenario, wanted)
    priors = {prior.name: prior for prior in scenario.priors if prior.name not in _stated(given)}
    differing: list[str] = []
    for _ in range(_TRIES):
        text = _HEAD + scenario_text(scenario, priors=tuple(priors.values()), given=given)
        found = {name: one.prior for name, one in inputs_at(read_whole(text, "the workbench's file")).items()}
        differing = [name for name, own in wanted.items() if not _same(own, found.get(name))]
        if not differing:
            return text
        given = {key: value for key, value in given.items() if _stated({key: value}).isdisjoint(differing)}
        priors |= {name: wanted[name] for name in differing}
    raise ScenarioError(
        f"no file can say what this scenario supposes of {', '.join(differing)[:200]}; share the workbench's link"
    )


def inputs_at(scenario: Scenario) -> dict[str, Parameter]:
    """The world's inputs as the scenario has them, by name; errors as `journeys.scenario_starts.baseline_of`."""
    found = baseline_of(scenario)[0].for_scenario(scenario)
    return {parameter.name: parameter for parameter in found.parameters}


def _given(scenario: Scenario, wanted: dict[str, Prior]) -> dict[str, Prior | Figure]:
    """What stands in [given]: of a fitted war only what moves a stalled front, which a prior alone does not."""
    own = scenario.baseline == OF_THE_TEXT
    found: dict[str, Prior | Figure] = {}
    for name, value, said in scenario.given:
        if name in found or not can_give(name) or not (own or name == "area_rate_km2_per_month"):
            continue
        stands_for = STATED.get(name)
        if stands_for is not None and stands_for[0] in wanted:
            found[name] = wanted[stands_for[0]]
        else:
            found[name] = value, said if " " in said else f"the article, claim {said}"
    return found


def _stated(given: Iterable[str]) -> set[str]:
    """The world's inputs that keys of [given] stand for."""
    return {STATED[key][0] for key in given if key in STATED}


def _same(one: Prior, other: Prior | None) -> bool:
    return other is not None and (one.family, one.parameters) == (other.family, other.parameters)
