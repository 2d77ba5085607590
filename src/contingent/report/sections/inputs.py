"""The model in words, part by part, with every input's prior, source and standing."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Scenario
from contingent.core.whatif import Input
from contingent.report.markup import Child, Html, join, link, tag
from contingent.report.numbers import typeset
from contingent.report.sections.parts import more, section, table
from contingent.report.whatif.explain import amount_words
from contingent.report.whatif.model import ASSUMPTIONS, LEFT_OUT, Part, parts_with_inputs

COLUMNS = ("Input", "Median, 90 % range", "How well evidence fixes it", "Source")


def model_section(scenario: Scenario, inputs: Sequence[Input]) -> Html:
    """What the world assumes, its equations in plain language, each input's prior, and what is left out."""
    by_name = {item.name: item for item in inputs}
    unread = sum(not item.prior.verified for item in inputs)
    return section(
        "model",
        "What goes in",
        tag("ul", *(tag("li", line) for line in ASSUMPTIONS)),
        *(_part(part, [by_name[name] for name in names]) for part, names in parts_with_inputs(tuple(by_name))),
        tag("h3", "What is left out"),
        tag("ul", *(tag("li", line) for line in LEFT_OUT)),
        lead=f"An elasticity model around an empirical baseline, with {len(inputs)} inputs; {unread} of them rest on "
        "no source that was read, and are marked so.",
    )


def _part(part: Part, inputs: Sequence[Input]) -> Html:
    rows: list[list[Child]] = [
        [join(item.label, " ", tag("span", "this scenario", class_="mark") if item.from_scenario else None),
         amount_words(item), typeset(item.identified), _source(item)]
        for item in inputs
    ]  # fmt: skip
    many = f"{len(inputs)} input{'' if len(inputs) == 1 else 's'}"
    return join(
        tag("h3", part.title),
        tag("p", tag("code", part.formula), class_="formula") if part.formula else None,
        tag("p", part.words),
        more(f"Its {many}", table(COLUMNS, rows, caption=part.title, class_="numbers")) if rows else None,
    )


def _source(item: Input) -> Html:
    mark = None if item.prior.verified else tag("span", "not verified", class_="mark unread")
    return join(link(item.prior.source), " ", mark)
