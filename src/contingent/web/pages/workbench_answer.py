"""What follows from the scenario on the workbench: the headline before and after, the charts, the caveats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from contingent.core.nouns import Scenario
from contingent.core.outcomes import Contrast
from contingent.journeys.shown.workbench import Shift, WorkbenchView
from contingent.report.charts import Voice, difference_chart, fan_extent, fan_panel, tornado_chart
from contingent.report.leads import branch_labels, fans_by_measure, headline, reader_branches
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import (
    NBSP,
    day_words,
    difference_words,
    estimate,
    exact,
    horizon,
    signed,
    typeset,
    with_unit,
)
from contingent.report.sections.answer import before_quoting
from contingent.report.sections.differences import CHART_WIDTH, TORNADO_ROWS, differences, what_matters
from contingent.report.sections.found import precision, times
from contingent.report.sections.futures import chances, fans
from contingent.report.sections.parts import more, number, section, table
from contingent.report.whatif.explain import starts_from
from contingent.report.words import sides_words
from contingent.web.layout import chart_links
from contingent.web.page import Chart
from contingent.web.pages.words import opened

MEASURES = 4  # whose difference charts are offered to take along: those that the page shows at once


def head(view: WorkbenchView) -> Html:
    """The question, who is against whom, and what the scenario rests on; whose words these are."""
    scenario, fitted = view.scenario, view.baseline_fitted_as_of
    return join(
        tag("p", tag("a", "Workbench", href="/workbench"), " › ", _began(view), class_="crumbs"),
        tag("h1", scenario.title, dir="auto"),
        tag(
            "p",
            f"{sides_words(scenario)}, from ",
            tag("b", day_words(scenario.as_of)),
            f" on for {horizon(scenario.horizon_days)}; nothing dated later was used. "
            f"{starts_from(None if fitted is None else date.fromisoformat(fitted))} Words and sources of a scenario "
            "are those of whoever made it or its link.",
            class_="byline",
        ),
    )


def _began(view: WorkbenchView) -> Html:
    kind, colon, name = view.start.partition(":")
    if not colon:
        return tag("span", "a scenario from a link or a file")
    if kind == "brief":
        return tag("a", "its brief", href=f"/briefs/{name}")
    return tag("a", f"example {name.replace('_', ' ')}", href=f"/workbench?example={name}")


def result(view: WorkbenchView) -> Html:
    """The answer in a sentence, what was turned, and the leading difference before and after: told when it changes."""
    found = view.findings
    sentence = found.difference or "No branch is compared with the reference: set none aside, or add one."
    return tag(
        "section",
        tag("h2", "What follows", id="wb-follows"),
        tag("p", typeset(sentence), class_="sentence", id="wb-sentence", data_short=_short(view)),
        _moved(view),
        _turned(view),
        id="wb-result",
        class_="wb-result",
        aria_labelledby="wb-follows",
    )


def _short(view: WorkbenchView) -> str:
    """The leading difference in a line, as it is said aloud when a dial has moved."""
    lead = headline(_active(view), view.outcomes)
    if lead is None:
        return "No branch is compared."
    one = lead.leading
    middle, interval = difference_words(one.q05, one.q50, one.q95, one.unit)
    amount = with_unit(middle, one.unit, one.q50) if interval else middle
    return f"{branch_labels(view.scenario)[one.branch]}: {amount}{f' ({interval})' if interval else ''}"


def _moved(view: WorkbenchView) -> Html | None:
    if not view.shifts:
        return None
    first = view.shifts[0]
    rows: list[list[Child]] = [[one.label, _cell(one.before), _cell(one.after), _by(one)] for one in view.shifts]
    measure = with_unit(first.measure, "") + (f", {first.unit}" if first.unit not in ("1", "ratio") else "")
    caption = f"{measure}, after {horizon(first.day)}, beside the reference: the median, and the 90{NBSP}% range"
    return table(("Branch", "Where it started", "Now", "Moved by"), rows, caption=caption, class_="short wb-shifts")


def _cell(one: Contrast | None) -> Child:
    if one is None:
        return "not simulated"
    middle, interval = difference_words(one.q05, one.q50, one.q95, one.unit)
    return [tag("b", number(middle, one.q50)), " ", tag("span", interval, class_="range")]


def _by(one: Shift) -> Child:
    if one.before is None or one.after is None:
        return "–"
    return number(signed(one.after.q50 - one.before.q50), one.after.q50 - one.before.q50)


def _turned(view: WorkbenchView) -> Html:
    if not view.changes:
        told = "No dial has been turned: this is the scenario as it started."
        return tag("p", told, class_="hint")
    rows = [tag("li", tag("b", opened(one.what)), f": {one.before} → {one.after}") for one in view.changes]
    many = len(view.changes)
    return more(f"What was changed ({many})", tag("ul", *rows), open_=many <= 4)


def caveats(view: WorkbenchView) -> Html | None:
    """What to know before quoting it: what dominates, signs that priors force, inputs nobody fixes, stale baselines."""
    found = view.findings
    told = [tag("li", typeset(one), dir="auto") for one in (*found.caveats, *view.warnings)]
    return before_quoting(found.dominated_by, told)


def answer(view: WorkbenchView, charts: tuple[Chart, ...]) -> Html:
    """The drawings and tables: differences, what matters, where each branch could lead, how often things happen."""
    scenario, outcomes = _active(view), view.outcomes
    lead = headline(scenario, outcomes)
    told = (
        f"Every branch was simulated {exact(outcomes.draws)} times with the same chances in each: what differs is owed "
        f"to the branch alone. Seed {view.seed}."
    )
    return tag(
        "div",
        caveats(view),
        section(
            "what-if",
            "What difference would it make?",
            *differences(scenario, outcomes),
            *(what_matters(scenario, outcomes, lead) if lead else ()),
            *fans(scenario, outcomes),
            *chances(scenario, outcomes),
            *times(scenario, outcomes),
            *precision(scenario, outcomes),
            lead=told,
        ),
        _notes(view),
        _take(view, charts),
        id="wb-answer",
    )


def _notes(view: WorkbenchView) -> Html | None:
    left = view.scenario.open
    return section(
        "notes",
        "What it rests on",
        more(f"Left open by the scenario ({len(left)})", tag("ul", *(tag("li", typeset(one)) for one in left)))
        if left
        else None,
        more(
            f"Notes on this simulation ({len(view.outcomes.notes)})",
            tag("ul", *(tag("li", typeset(one)) for one in view.outcomes.notes)),
        ),
        *_change_our_mind(view),
    )


def _change_our_mind(view: WorkbenchView) -> Iterator[Html]:
    reasons = view.findings.change_our_mind
    if reasons:
        yield tag("h3", "What would change our mind")
        yield tag("ol", *(tag("li", typeset(reason)) for reason in reasons), class_="reasons")


def _take(view: WorkbenchView, charts: tuple[Chart, ...]) -> Html:
    query = f"?{view.query}"
    address = f"/workbench/scenario.toml{query}"
    return section(
        "take",
        "Take it along",
        tag("p", tag("a", "The scenario as a file (TOML)", href=address), ": ", tag("code", command(view)),
            " gives the same numbers."),
        more(f"The charts ({len(charts)})", *(
            join(tag("p", tag("b", one.title), class_="hint"), chart_links("/workbench", one, query)) for one in charts
        )),
    )  # fmt: skip


def command(view: WorkbenchView) -> str:
    """What to type to have the same numbers from the scenario's file."""
    return (
        f"contingent whatif scenario.toml --paths {view.outcomes.draws} --seed {view.seed} --engine "
        f"{view.outcomes.engine} --depth brief"
    )


def charts_of(view: WorkbenchView) -> tuple[Chart, ...]:
    """The drawings of the page as values: a difference a measure, what matters, and where each branch could lead."""
    return (*_difference_charts(view), *_tornado(view), *_fan_charts(view))


def _difference_charts(view: WorkbenchView) -> Iterator[Chart]:
    scenario = _active(view)
    lead = headline(scenario, view.outcomes)
    if lead is None:
        return
    measures = dict.fromkeys((lead.measure, *(row.measure for row in view.outcomes.contrasts)))
    for place, measure in enumerate(list(measures)[:MEASURES], start=1):
        own = [row for row in view.outcomes.contrasts if row.measure == measure]
        last = [row for row in own if row.day == max(one.day for one in own)]
        labels = branch_labels(scenario)
        yield Chart(
            name=f"difference-{place}",
            title=f"{last[0].label}: difference after {horizon(last[0].day)}",
            description="; ".join(
                f"{labels[row.branch]}: {' '.join(difference_words(row.q05, row.q50, row.q95, row.unit))}"
                for row in last
            ),
            spec=difference_chart(last, labels, readers=reader_branches(scenario), width=CHART_WIDTH),
        )


def _tornado(view: WorkbenchView) -> Iterator[Chart]:
    scenario = _active(view)
    lead = headline(scenario, view.outcomes)
    if lead is None or not lead.sensitivity:
        return
    shown, leading = lead.sensitivity[:TORNADO_ROWS], lead.leading
    yield Chart(
        name="tornado",
        title=f"What the difference hangs on: “{branch_labels(scenario)[leading.branch]}”",
        description="; ".join(
            f"{row.label}: {signed(row.mean_at_low)} at {estimate(row.low_input)}, {signed(row.mean_at_high)} at "
            f"{estimate(row.high_input)}"
            for row in shown
        ),
        spec=tornado_chart(shown, mean=leading.mean, unit=leading.unit, width=CHART_WIDTH),
    )


def _fan_charts(view: WorkbenchView) -> Iterator[Chart]:
    scenario = _active(view)
    found = fans_by_measure(scenario, view.outcomes)
    lead = headline(scenario, view.outcomes)
    measure = lead.measure if lead else next(iter(found), None)
    own = found.get(measure or "", {})
    labels, readers = branch_labels(scenario), reader_branches(scenario)
    for place, (branch, fan) in enumerate(own.items(), start=1):
        reference = own.get(scenario.reference) if branch != scenario.reference else None
        voice: Voice = "reference" if reference is None else "reader" if branch in readers else "author"
        yield Chart(
            name=f"fan-{place}",
            title=f"{fan.label}: {labels[branch]}",
            description=f"The median and the 90 % range over {horizon(fan.days[-1])}.",
            spec=fan_panel(fan, reference, extent=fan_extent(own.values()), voice=voice),
        )


def _active(view: WorkbenchView) -> Scenario:
    kept = tuple(branch for branch in view.scenario.branches if branch.id not in view.off)
    return replace(view.scenario, branches=kept)
