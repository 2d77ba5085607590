"""The baseline of a war whose numbers a scenario file gives: that of an article, with the file's sources and words."""

from __future__ import annotations

import re
from dataclasses import replace

from contingent.core.nouns import Scenario
from contingent.simulating.baseline import Baseline, article_baseline
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.scenario_file.amounts import UNSOURCED

#: how an article's baseline cites: a file's figures carry their sources where an article's carry the ids of claims
_CITED = re.compile(r"^the article, claims? ")


def given_baseline(scenario: Scenario) -> Baseline:
    """A baseline from the scenario's own numbers and wide priors; what rests on no source is not verified.

    Raises:
        ScenarioError: the scenario does not give the force of a side.
    """
    found = article_baseline(scenario)
    return replace(
        found,
        parameters=tuple(_in_own_words(parameter, scenario) for parameter in found.parameters),
        notes=tuple(_scenario_for_article(note) for note in found.notes),
    )


def _in_own_words(parameter: Parameter, scenario: Scenario) -> Parameter:
    source = parameter.prior.source
    if not _CITED.match(source):
        return parameter
    # a figure worked out from several names the source of each: once is enough
    cited = sorted({said for _, _, said in scenario.given if said in source}, key=source.index)
    prior = replace(parameter.prior, source="; ".join(cited), verified=UNSOURCED not in cited)
    return replace(parameter, prior=prior, identified=_scenario_for_article(parameter.identified))


def _scenario_for_article(words: str) -> str:
    return words.replace("article", "scenario")
