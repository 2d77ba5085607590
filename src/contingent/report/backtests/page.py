"""The page of a backtest: verdicts, figures and charts in one file that needs nothing else; light, dark and phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from contingent.report.backtests.backtest import (
    DIGITS,
    EXPLAINED,
    MEANT,
    Backtest,
    Chart,
    Deviation,
    Figure,
    VerdictKind,
    by_slice,
    columns_of,
    figure_words,
)
from contingent.report.html import page_head
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, estimate, typeset
from contingent.report.sections.parts import facts, more, number, section, table
from contingent.report.svg import draw

#: each kind of verdict → the mark of the style sheet that colours it
MARKS: Mapping[VerdictKind, str] = {
    "beaten": "consistent", "coverage held": "consistent", "not beaten": "mismatch", "coverage missed": "mismatch",
    "ahead": "caution", "undecided": "caution", "no data": "caution",
}  # fmt: skip
LESS_IS_BETTER = frozenset({"CRPS", "MIS90", "MIS", "IGN", "log loss", "Brier"})
#: scores that verdicts speak of → the words by which they do
SPOKEN: Mapping[str, str] = {
    "CRPS": "CRPS", "IGN": "IGN", "MIS": "MIS", "Brier": "Brier", "log loss": "log loss",
    "coverage90": "90% interval held", "PIT": "PIT",
}  # fmt: skip
LEGEND = "Of each figure its 90% interval stands below it, where one could be made; the best of a column is bold."
ERRORS_LEAD = "Our own forecasts that cost most: read them before trusting the rest."
OWN_STYLE = """
.verdicts{list-style:none;padding:0;max-width:46rem}
.verdicts li{padding:.7rem 0;border-top:1px solid var(--rule)}
.verdicts p{margin:0 0 .2rem}
.drawings{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:1.5rem 2rem}
.drawing{min-width:0}
.drawing p{margin:0 0 .3rem;font-size:.875rem;line-height:1.35}
.drawing .chart{max-width:27rem}
table.scores{font-size:.8rem;margin-bottom:.5rem}
.scores th,.scores td{padding-right:.6rem}
.scores tbody th{min-width:0;font-weight:400}
.scores .best{font-weight:700}
.scores .around{display:block;font-size:.72rem;color:var(--quiet)}
.below{margin-bottom:2rem}
.scores td>span:empty::after{content:"\\2013"}
@media (max-width:44rem){
.fold.scores tr{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:.3rem .5rem}
.fold.scores th{grid-column:1/-1;font-weight:600}
.fold.scores td{display:block}
.fold.scores td::before{display:block;font-size:.72rem}
.fold.scores td:has(>span:empty){display:none}
}
"""


def render_backtest_html(backtest: Backtest) -> str:
    """The page of a backtest, complete and self-contained, no script: verdicts first; same values, same bytes."""
    sections = {
        ("verdicts", "What beats what"): _verdicts(backtest),
        **{
            (f"drawn-{place}", typeset(chart.title)): _drawings(place, chart)
            for place, chart in enumerate(backtest.charts, start=1)
        },
        ("figures", "The figures"): _figures(backtest),
        ("errors", "Where it was most wrong"): _errors(backtest),
        ("notes", "What to know before quoting this"): _notes(backtest.notes),
        ("made", "How this was made"): [facts(*backtest.made)] if backtest.made else [],
    }
    present = {named: parts for named, parts in sections.items() if parts}
    entries = [tag("li", tag("a", heading, href=f"#{ident}")) for ident, heading in present]
    summary = tag("p", typeset(backtest.summary), class_="sentence") if backtest.summary else None
    main = tag(
        "main",
        tag("p", "Contingent", tag("span", " backtest"), class_="brand"),
        tag("h1", typeset(backtest.title)),
        tag("p", f"Data through {day_words(backtest.data_through)}.", class_="byline"),
        tag("div", summary, class_="answer", id="answer"),
        tag("nav", tag("ul", *entries), aria_label="Contents") if entries else None,
        *(section(ident, heading, *parts) for (ident, heading), parts in present.items()),
    )
    body = tag("body", tag("a", "Skip to the answer", href="#answer", class_="skip"), main)
    head = page_head(backtest.title, styles=(OWN_STYLE,))
    return f"<!doctype html>\n{tag('html', head, body, lang='en').text}\n"


def _verdicts(backtest: Backtest) -> list[Html]:
    parts = _read_so(backtest)
    for about, group in groupby(backtest.verdicts, key=lambda verdict: verdict.about):
        entries = (
            tag(
                "li",
                tag("p", tag("span", verdict.kind, class_=f"verdict {MARKS[verdict.kind]}")),
                tag("p", typeset(verdict.text)),
                tag("p", typeset(verdict.why), class_="note") if verdict.why else None,
            )
            for verdict in group
        )
        parts += [*([tag("h3", typeset(about))] if about else []), tag("ul", *entries, class_="verdicts")]
    return parts


def _read_so(backtest: Backtest) -> list[Html]:
    """A sentence for each score that the verdicts speak of, and what their labels mean."""
    if not backtest.verdicts:
        return []
    told = " ".join(f"{verdict.text} {verdict.why}" for verdict in backtest.verdicts)
    scores = [EXPLAINED[word] for word, sign in SPOKEN.items() if sign in told]
    kinds = {verdict.kind for verdict in backtest.verdicts}
    labels = "; ".join(words for kind, words in MEANT.items() if kind in kinds)
    entries = [*scores, f"Labels: {labels}."] if labels else scores
    return [tag("ul", *(tag("li", typeset(entry)) for entry in entries), class_="note")] if entries else []


def _figures(backtest: Backtest) -> list[Html]:
    if not backtest.rows:
        return []
    labels = dict(backtest.slices)
    headings = dict(backtest.headings)
    tables = {
        name: _scores(labels.get(name, name), rows, first=headings.get(name, "Forecaster"))
        for name, rows in by_slice(backtest.rows).items()
    }
    metrics = dict.fromkeys(row.metric for row in backtest.rows)
    explained = [tag("li", typeset(EXPLAINED[metric])) for metric in metrics if metric in EXPLAINED.keys() - SPOKEN]
    who = facts(*((name, typeset(words)) for name, words in backtest.forecasters))
    folded = [more(labels.get(name, name), tables[name]) for name in tables if name in backtest.folded]
    return [
        tag("p", typeset(LEGEND), class_="lead"),
        *([tag("ul", *explained, class_="note")] if explained else []),
        *(tables[name] for name in tables if name not in backtest.folded),
        *((tag("h3", "Further slices"), *folded) if folded else ()),
        *((tag("h3", "Who forecasts"), who) if backtest.forecasters else ()),
    ]


def _scores(caption: str, rows: Sequence[Figure], *, first: str) -> Html:
    """The table of a slice; what only one of several forecasters has is told below it."""
    shared, single = columns_of(rows)
    cells = {(row.forecaster, row.metric): row for row in rows}
    whole = max(row.n for row in rows)
    # a mean over fewer cases is no rival
    best = {metric: _best(metric, [r for r in rows if (r.metric, r.n) == (metric, whole)]) for metric in shared}
    forecasters = dict.fromkeys(row.forecaster for row in rows)
    cases = {name: max(row.n for row in rows if row.forecaster == name) for name in forecasters}
    body: list[list[Child]] = [
        [name, *(_cell(cells.get((name, metric)), best[metric]) for metric in shared), f"{cases[name]:,}"]
        for name in forecasters
    ]
    shown = table([first, *shared, "n"], body, caption=typeset(caption), class_="scores")
    below = [
        join("; " if place else None, f"{row.metric} of {row.forecaster}: ", number(_words(row), row.value))
        for place, row in enumerate(single)
    ]
    return join(shown, tag("p", *below, class_="note below") if below else None)


def _words(row: Figure) -> str:
    return figure_words(row.metric, row.value)


def _best(metric: str, rows: Sequence[Figure]) -> float | None:
    """The best value of a metric in which less is better, where there is something to compare; else None."""
    if metric not in LESS_IS_BETTER or len(rows) < 2:
        return None
    return min(row.value for row in rows)


def _cell(row: Figure | None, best: float | None) -> Child:
    if row is None:
        return None
    value = number(figure_words(row.metric, row.value), row.value)
    around = None
    if row.interval is not None:
        low, high = (figure_words(row.metric, end) for end in row.interval)
        around = tag("span", f"{low} to {high}", class_="around")
    return join(tag("span", value, class_="best" if row.value == best else None), around)


def _errors(backtest: Backtest) -> list[Html]:
    """The worst forecasts, a table a case; what was said stands beside what came."""
    if not backtest.errors:
        return []
    cases: dict[str, list[Deviation]] = {}
    for deviation in backtest.errors:
        cases.setdefault(deviation.case, []).append(deviation)
    columns = ["Forecast", "for", "said", "happened", backtest.error_metric or "score"]
    return [tag("p", ERRORS_LEAD, class_="lead"),
            *(table(columns, map(_error, found), caption=typeset(case), class_="scores")
              for case, found in cases.items())]  # fmt: skip


def _error(deviation: Deviation) -> list[Child]:
    note = tag("span", typeset(deviation.note), class_="around") if deviation.note else None
    said, happened = typeset(deviation.said), typeset(deviation.happened)
    score = number(estimate(deviation.score, DIGITS), deviation.score)
    return [join(typeset(deviation.what), note), deviation.when, said, happened, score]


def _drawings(place: int, chart: Chart) -> list[Html]:
    drawn = []
    for order, panel in enumerate(chart.panels, start=1):
        svg = draw(
            dict(panel.spec), ident=f"chart-{place}-{order}", title=f"{chart.title}: {panel.name}",
            description=panel.description,
        )  # fmt: skip
        drawn.append(tag("div", tag("p", tag("b", typeset(panel.name))), svg, class_="drawing"))
    note = [tag("p", typeset(chart.note), class_="note")] if chart.note else []
    return [*note, tag("div", *drawn, class_="drawings")]


def _notes(entries: Iterable[str]) -> list[Html]:
    items = [tag("li", typeset(entry)) for entry in entries]
    return [tag("ul", *items)] if items else []
