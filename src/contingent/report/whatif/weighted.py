"""What a decision changes once its branches are weighed by how likely each is: a sentence, and a table."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Outcomes, Scenario
from contingent.core.weighted import Weighted
from contingent.report.leads import Headline, branch_labels, headline, in_sentence
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import NBSP, horizon, percent, signed, spread, typeset, with_unit
from contingent.report.sections.parts import more, number, table

MOST_LIKELY = 0.5  # no difference at all is the likeliest outcome from this chance of it on
COLUMNS = ("If it is weighed", "Chance", "Expected", "90 % range", "If the chance is at its ends", "Without bargaining")


def leading_weighted(weighted: Sequence[Weighted], head: Headline | None) -> Weighted | None:
    """What leads: the leading measure of the decision that the leading branch belongs to; None where none does."""
    if head is None:
        return None
    own = (one for one in weighted if one.measure == head.measure)
    return next((one for one in own if head.leading.branch in dict(one.branches)), None)


def expected_sentence(scenario: Scenario | None, outcomes: Outcomes | None, weighted: Sequence[Weighted]) -> str | None:
    """The difference to be expected in what leads; None where no branch can be weighed."""
    head = headline(scenario, outcomes) if scenario and outcomes else None
    found = leading_weighted(weighted, head)
    return weighted_sentence(found) if found else None


def weighted_sentence(one: Weighted) -> str:
    """The difference to be expected, how often there is none, and what part bargaining has in it."""
    none = "; none at all is likeliest" if one.p_none > MOST_LIKELY else ""
    said = (
        f"Weighed by how likely that is ({percent(chance(one))}), the difference to be expected is "
        f"{with_unit(signed(one.mean), one.unit, one.mean)} "
        f"(90{NBSP}% range {spread(one.q05, one.q95, sign=True, unit=one.unit)}{none})"
    )
    if one.bargaining > 0 and one.mean_without is None:
        said += "; nothing but models of bargaining speaks to that chance"
    elif one.bargaining > 0 and one.mean_without is not None:
        said += (
            f"; without bargaining, {percent(one.bargaining)} of the weight in that chance, "
            f"{with_unit(signed(one.mean_without), one.unit, one.mean_without)}"
        )
    return f"{said}."


def weighted_tables(weighted: Sequence[Weighted], scenario: Scenario, head: Headline | None) -> list[Html]:
    """A row a decision for the leading measure, the other measures to be opened; empty where nothing is weighed."""
    leading = [one for one in weighted if head and one.measure == head.measure]
    rest = [one for one in weighted if one not in leading]
    if not leading:
        return []
    told = (
        "The branches of one decision mixed as likely as each is, path by path; what is left of the chance is the "
        "reference’s. Decisions are weighed one by one: two of them together were not simulated."
    )
    notes = dict.fromkeys(typeset(f"“{one.question}”: {one.note}") for one in leading if one.note)
    return [
        tag("h3", "Weighed by how likely each is"),
        tag("p", told, class_="note"),
        _table(leading, scenario, f"{in_sentence(leading[0].label, scenario)} after {horizon(leading[0].day)}"),
        tag("ul", *(tag("li", note) for note in notes), class_="note") if notes else join(None),
        *([more(f"Other measures, weighed ({len(rest)})", _table(rest, scenario, "other measures"))] if rest else []),
    ]


def chance(one: Weighted) -> float:
    """The probability that any of its branches comes."""
    return min(1.0, sum(p for _, p in one.branches))


def _table(rows: Sequence[Weighted], scenario: Scenario, of: str) -> Html:
    labels = branch_labels(scenario)
    several = len({one.measure for one in rows}) > 1
    return table(
        COLUMNS, [_row(one, labels, scenario, several=several) for one in rows],
        caption=f"Difference to be expected in {of}", class_="numbers",
    )  # fmt: skip


def _row(one: Weighted, labels: dict[str, str], scenario: Scenario, *, several: bool) -> list[Child]:
    named = "; ".join(labels.get(branch, branch) for branch, _ in one.branches)
    ends = sorted((one.mean_at_low, one.mean_at_high))
    without: Child = "the same" if one.bargaining == 0 else "nothing else speaks to it"
    if one.mean_without is not None:
        without = _amount(one.mean_without, one.unit)
    return [
        f"{in_sentence(one.label, scenario)}: {named}" if several else named,
        number(percent(chance(one)), chance(one)),
        _amount(one.mean, one.unit),
        spread(one.q05, one.q95, sign=True, unit=one.unit),
        join(number(signed(ends[0]), ends[0]), f"{NBSP}to{NBSP}", number(signed(ends[1]), ends[1])),
        without,
    ]


def _amount(value: float, unit: str) -> Html:
    return number(with_unit(signed(value), unit, value), value)
