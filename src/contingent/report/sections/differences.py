"""What differs between branches, path by path, and which input that difference hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contingent.core.nouns import Contrast, Outcomes, Scenario, Sensitivity
from contingent.report.charts import difference_chart, tornado_chart
from contingent.report.leads import (
    Headline,
    branch_labels,
    headline,
    in_sentence,
    prior_label,
    reader_branches,
)
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import (
    NBSP,
    difference_words,
    estimate,
    horizon,
    percent,
    settled,
    signed,
    typeset,
    unit_words,
)
from contingent.report.sections.parts import more, number, table
from contingent.report.svg import draw

CHART_WIDTH = 340
TORNADO_ROWS = 10
CHARTS_OPEN = 4  # measures whose differences are shown at once; the others can be opened
INPUTS_TOLD = 6
ASSUMED = "Assumed, no finding: the sign follows from the prior on"
COLUMNS = (
    "Branch", "After", "Median", "90 % range", "Mean ± its error", "More than the reference",
    "Median, of the reference’s own range",
)  # fmt: skip


def differences(scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """A chart a measure, the leading one first; then its numbers, and those of the others to be opened."""
    if not outcomes.contrasts:
        return []
    head = headline(scenario, outcomes)
    by_measure: dict[str, list[Contrast]] = {head.measure: []} if head else {}
    for contrast in outcomes.contrasts:
        by_measure.setdefault(contrast.measure, []).append(contrast)
    figures = [_figure(place, own, scenario) for place, own in enumerate(by_measure.values(), start=1)]
    first, *others = by_measure.values()
    reference = branch_labels(scenario)[scenario.reference]
    told = (
        f"Each branch minus “{reference}”, path by path: the same chances, with and without. Dot: the median "
        "difference; line: 90 % of all differences. A hollow dot: its side of zero is assumed, not found."
    )
    return [
        tag("h3", "The difference"),
        tag("p", told, class_="note"),
        tag("div", *figures[:CHARTS_OPEN], class_="differences"),
        *(
            [more(f"Further measures ({len(rest)})", tag("div", *rest, class_="differences"))]
            if (rest := figures[CHARTS_OPEN:])
            else []
        ),
        *_numbers(first, scenario, outcomes),
        *(
            more(f"The numbers: {in_sentence(own[0].label, scenario)}", *_numbers(own, scenario, outcomes))
            for own in others
        ),
    ]


def _figure(place: int, contrasts: Sequence[Contrast], scenario: Scenario) -> Html:
    """The differences in one measure at its last day."""
    last = max(item.day for item in contrasts)
    own = [item for item in contrasts if item.day == last]
    labels, unit = branch_labels(scenario), unit_words(own[0].unit)
    name = _name(own[0], scenario)
    described = "; ".join(
        f"{labels.get(item.branch, item.branch)} after {horizon(item.day)}: {' '.join(_said(item))}" for item in own
    )
    drawing = draw(
        difference_chart(own, labels, readers=reader_branches(scenario), width=CHART_WIDTH),
        ident=f"difference-{place}",
        title=name,
        description=described,
    )
    told = f" after {horizon(last)}{f', {unit}' if unit else ''}"
    return tag("figure", tag("figcaption", tag("b", name), told), drawing, class_="difference")


def _said(item: Contrast) -> tuple[str, str]:
    return difference_words(item.q05, item.q50, item.q95, item.unit)


def _numbers(own: Sequence[Contrast], scenario: Scenario, outcomes: Outcomes) -> list[Html]:
    """A row a branch and a column a day; below, which signs priors decide, and every figure to be opened."""
    labels, unit = branch_labels(scenario), unit_words(own[0].unit)
    forced = list(dict.fromkeys(item.sign_forced_by for item in own if item.sign_forced_by))
    rows = [_row(item, labels, forced) for item in own]
    of = f"{in_sentence(own[0].label, scenario)}{f', {unit}' if unit else ''}"
    days = sorted({item.day for item in own})
    columns = ("Branch", *(f"After {horizon(day)}" for day in days), "More than the reference")
    by_branch: dict[str, dict[int, Contrast]] = {}
    for item in own:
        by_branch.setdefault(item.branch, {})[item.day] = item
    short = [
        [labels.get(branch, branch), *(_cell(at.get(day)) for day in days), _sign(at[max(at)], forced)]
        for branch, at in by_branch.items()
    ]
    notes = [tag("li", _listed(names, outcomes)) for names in forced]
    error = (
        "The error of the mean is what more simulated paths would still change; it is not the uncertainty about the "
        "world, which the range shows."
    )
    return [
        table(columns, short, caption=f"What each branch adds to {of}: the median, and the 90 % range", class_="short"),
        tag("div", tag("p", ASSUMED), tag("ol", *notes), class_="note") if notes else join(None),
        more(
            f"Means, errors and signs: {in_sentence(own[0].label, scenario)}",
            tag("p", error, class_="note"),
            table(COLUMNS, rows, caption=f"Difference in {of}", class_="numbers"),
        ),
    ]


def _cell(item: Contrast | None) -> Child:
    """The median of a difference and its range."""
    if item is None:
        return "not simulated"
    if item.q05 == item.q95 == item.mean == 0:
        return "no change"
    low, middle, high = settled((item.q05, item.q50, item.q95), item.unit)
    show = signed if low < 0 < high else estimate
    ends = (number(show(low), item.q05), f"{NBSP}to{NBSP}", number(show(high), item.q95))
    return [tag("b", number(signed(middle), item.q50)), " ", tag("span", *ends, class_="range")]


def _listed(names: Sequence[str], outcomes: Outcomes) -> str:
    return "; ".join(prior_label(name, outcomes) for name in names)


def _name(item: Contrast, scenario: Scenario) -> str:
    return f"Difference in {in_sentence(item.label, scenario)}"


def _row(item: Contrast, labels: Mapping[str, str], forced: Sequence[tuple[str, ...]]) -> list[Child]:
    low, middle, high, mean = settled((item.q05, item.q50, item.q95, item.mean), item.unit)
    share: Child = "not defined"
    if item.effect_to_noise is not None:
        share = number(f"{estimate(round(100 * item.effect_to_noise, 1))}{NBSP}%", item.effect_to_noise)
    return [
        labels.get(item.branch, item.branch),
        horizon(item.day).replace(" ", NBSP),
        number(signed(middle), item.q50),
        join(number(signed(low), item.q05), f"{NBSP}to{NBSP}", number(signed(high), item.q95)),
        join(number(signed(mean), item.mean), f"{NBSP}±{NBSP}", number(estimate(item.mc_error, 1), item.mc_error)),
        _sign(item, forced),
        share,
    ]


def _sign(item: Contrast, forced: Sequence[tuple[str, ...]]) -> Child:
    """The share of draws above zero, unless priors alone decide the sign: then that, and no share."""
    if item.q05 == item.q95 == item.mean == 0:
        return "no change"
    if item.sign_forced_by:
        word = "less" if item.mean < 0 else "more"
        return tag("span", f"assumed {word} (note{NBSP}{forced.index(item.sign_forced_by) + 1})", class_="forced")
    return join("in ", number(percent(item.p_positive), item.p_positive), " of draws")


def what_matters(scenario: Scenario, outcomes: Outcomes, head: Headline) -> list[Html]:
    """The tornado of the leading contrast, and in words how well each of its inputs is known."""
    if not head.sensitivity:
        return []
    leading, label = head.leading, branch_labels(scenario).get(head.leading.branch, head.leading.branch)
    shown = head.sensitivity[:TORNADO_ROWS]
    measure = in_sentence(leading.label, scenario)
    title = f"What the difference in {measure} hangs on: “{label}” after {horizon(leading.day)}"
    drawing = draw(
        tornado_chart(shown, mean=leading.mean, unit=leading.unit, width=CHART_WIDTH),
        ident="tornado",
        title=title,
        description="; ".join(_matter_words(item) for item in shown),
    )
    told = (
        "How far the mean difference moves when one input lies in the lowest (orange) or highest (blue) tenth of what "
        "we hold possible; the input’s values stand at the ends, its own share of the variance behind its name."
    )
    figure = tag("figure", tag("figcaption", tag("b", title), tag("span", f". {told}")), drawing, class_="tornado")
    known = tag(
        "div",
        tag("h4", "How well is each known?"),
        tag("ul", *(_known(item) for item in shown[:INPUTS_TOLD]), class_="known"),
    )
    totals = any(item.total is not None for item in shown)
    shares = ("Share alone", "In concert") if totals else ("Share",)
    columns = ("Input", *shares, "If low", "If high", "How well evidence fixes it", "Source")
    rows = [_matter_row(item, totals=totals) for item in shown]
    numbers = table(columns, rows, caption=title, class_="numbers")
    return [
        tag("h3", "What matters most"),
        tag("div", figure, known, class_="matters"),
        more("The numbers: what matters most", numbers),
    ]


def _known(item: Sensitivity) -> Html:
    return tag(
        "li",
        tag("b", item.label),
        f" ({percent(item.share)}): {typeset(item.identified)}. ",
        tag("span", typeset(item.source)),
    )


def _matter_words(item: Sensitivity) -> str:
    return (
        f"{item.label}: {signed(item.mean_at_low)} at {estimate(item.low_input)}, {signed(item.mean_at_high)} at "
        f"{estimate(item.high_input)}"
    )


def _matter_row(item: Sensitivity, *, totals: bool) -> list[Child]:
    ends = ((item.low_input, item.mean_at_low), (item.high_input, item.mean_at_high))
    low, high = (join(number(signed(mean), mean), " at ", number(estimate(given), given)) for given, mean in ends)
    concert = [_concert(item)] if totals else []
    return [item.label, number(percent(item.share), item.share), *concert, low, high, item.identified, item.source]


def _concert(item: Sensitivity) -> Child:
    """The share with all interactions; an estimate may stray a little beyond 0 and 1."""
    if item.total is None:
        return "not worked out"
    return number(percent(min(1.0, max(0.0, item.total))), item.total)
