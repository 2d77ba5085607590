"""The page of a bargain that needs nothing else, and as JSON: the same style, rules and parts as a brief."""

from __future__ import annotations

from typing import Any

from contingent.core.bargaining import (
    BARGAIN_SCHEMA_VERSION,
    BargainReport,
    Issue,
    IssueOutcome,
    ModelOutcome,
    Stance,
)
from contingent.core.plain import plain
from contingent.report.bargaining.charts import coalition_chart, influence_chart, shifts_chart, strips_chart
from contingent.report.bargaining.words import (
    VOTES,
    agreement_words,
    amount,
    at,
    deadline_words,
    decision_words,
    gives_way_words,
    headline,
    matters_words,
    moving,
    scale_words,
    short,
    source_words,
    told_issues,
)
from contingent.report.charts import Spec
from contingent.report.encode import as_text, published_schema
from contingent.report.html import contents, page_head
from contingent.report.markup import Child, Html, join, quoted, tag
from contingent.report.numbers import percent, typeset
from contingent.report.sections.parts import facts, more, number, section, table
from contingent.report.svg import draw
from contingent.report.words import prior_words

SCHEMA_ID = f"contingent/bargain-{BARGAIN_SCHEMA_VERSION}"
#: issues whose charts stand open; those behind are opened by a click
OPEN = 20
#: issues up to which each has its matrix of who stands with whom: a drawing costs 0.03 s of CPU
MATRICES = 6
FEWER = (
    "Who stands with whom is in bargain.json; contingent bargain INPUT --issue ID draws it, and whose change would "
    "move that issue furthest."
)
STYLE = """
.pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:.5rem 3rem;align-items:start}
.pair figure{margin:.75rem 0 1rem;min-width:0;max-width:30rem}
.pair figcaption{margin-bottom:.6rem}
.issue{border-top:1px solid var(--rule);padding-top:1rem;margin-top:2rem}
.issue h3{margin:0 0 .35rem;font:700 1.3rem/1.25 var(--serif)}
.issue>p{max-width:42rem}
.told{padding-left:1.25rem;max-width:42rem}
table.stances td,table.stances th{font-size:.85rem}
"""
HOW = (
    "All models weigh equally; none is known to be right. Line: 90 % of the draws, the darker part half of them; dot: "
    "their median. Discs: actors, by salience × capability."
)


def bargain_json(made: BargainReport) -> str:
    """The bargain as JSON text: keys sorted; equal bargains, equal bytes."""
    return as_text(plain(made))


def bargain_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every `bargain.json` of this version satisfies."""
    return published_schema(BargainReport, SCHEMA_ID, f"Bargain by Contingent, version {BARGAIN_SCHEMA_VERSION}")


def render_bargain_page(made: BargainReport) -> str:
    """The page of a bargain, complete and self-contained; the same bargain gives the same bytes."""
    told = told_issues(made)
    sections: dict[tuple[str, str], Html] = {
        ("issues", "Where it settles"): _issues(made, told),
        ("stances", "Who wants what"): _stances(told),
        ("made", "How this was made"): _provenance(made),
    }
    first, *rest = headline(made)
    title = made.bargain.negotiation.title if len(told) > 1 else told[0][0].decision or told[0][0].title
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        tag(
            "main",
            tag("p", "Contingent", tag("span", " bargain"), class_="brand"),
            tag("h1", title, dir="auto"),
            tag("p", source_words(made), class_="byline"),
            tag("div", tag("p", typeset(first), class_="sentence"), *(tag("p", typeset(words)) for words in rest),
                class_="answer", id="answer"),
            _warned(made),
            contents([(name, ident) for ident, name in sections]),
            *sections.values(),
        ),
    )  # fmt: skip
    page = tag("html", page_head(title, made.provenance.contingent, styles=(STYLE,)), body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


def _warned(made: BargainReport) -> Html | None:
    notes = (*made.bargain.negotiation.notes, *made.bargain.notes)
    if not notes:
        return None
    entries = [tag("li", typeset(words), dir="auto") for words in notes]
    return tag("div", tag("h2", "Before you quote this"), tag("ul", *entries), class_="caveats")


def _issues(made: BargainReport, told: list[tuple[Issue, IssueOutcome]]) -> Html:
    matrix = len(told) <= MATRICES
    parts = [
        _issue(place, issue, outcome, matrix=matrix, alone=len(told) == 1)
        for place, (issue, outcome) in enumerate(told, start=1)
    ]
    beyond = [more(f"{len(parts) - OPEN} more issues", *parts[OPEN:])] if parts[OPEN:] else []
    rule = tag("p", told[0][1].rule, class_="note") if len(told) == 1 else None  # of several the headline says it
    fewer = None if matrix else tag("p", FEWER, class_="note")
    overview = _overview(told) if len(told) > 1 else None
    return section(
        "issues", "Where it settles", rule, fewer, overview, *parts[:OPEN], *beyond,
        lead=HOW,
    )  # fmt: skip


def _overview(told: list[tuple[Issue, IssueOutcome]]) -> Html:
    decides = any(outcome.pooled.yes is not None for _, outcome in told)
    rows: list[list[Child]] = []
    for place, (issue, outcome) in enumerate(told, start=1):
        low, middle, high = (at(outcome.pooled, level) for level in (0.05, 0.5, 0.95))
        medians = [at(model, 0.5) for model in outcome.models]
        yes = outcome.pooled.yes
        rows.append([
            tag("a", issue.title, href=f"#issue-{place}"),
            number(amount(middle, issue), middle),
            f"{amount(low, issue)} to {amount(high, issue)}",
            f"{amount(min(medians), issue)} to {amount(max(medians), issue)}",
            "agree" if outcome.agree else f"apart by {percent(outcome.spread)}",
            *([percent(yes.p) if yes is not None else "–"] if decides else []),
        ])  # fmt: skip
    columns = (
        "Issue",
        "Median",
        "90 % range",
        "Medians of the models",
        "The models",
        *(("Yes (unscored)",) if decides else ()),
    )
    return table(columns, rows, caption="All models together, issue by issue")


def _issue(place: int, issue: Issue, outcome: IssueOutcome, *, matrix: bool, alone: bool) -> Html:
    said = () if alone else (decision_words(issue, outcome), agreement_words(issue, outcome))  # else: the headline
    sentences = [
        *said, deadline_words(issue, outcome),
        gives_way_words(issue, outcome), matters_words(issue, outcome),
    ]  # fmt: skip
    return tag(
        "div",
        tag("h3", issue.title, id=f"issue-{place}", dir="auto"),
        tag("p", typeset(scale_words(issue)), class_="lead", dir="auto"),
        tag("ul", *(tag("li", typeset(words), dir="auto") for words in sentences if words), class_="told"),
        tag("div", *_figures(place, issue, outcome, matrix=matrix), class_="pair"),
        class_="issue",
    )


def _figures(place: int, issue: Issue, outcome: IssueOutcome, *, matrix: bool) -> list[Html]:
    labels = [short(model) for model in moving(outcome)]
    colours = dict(zip(labels, ("blue", "orange", "purple"), strict=False))
    moved = "; ".join(f"{colours[short(model)]}: {_after(model)}" for model in moving(outcome))
    yes = (
        f" Orange stroke: from {amount(issue.threshold, issue)} on it is a yes." if issue.threshold is not None else ""
    )
    found = [
        _figure(f"strips-{place}", strips_chart(issue, outcome), "Where each model sees it settle",
                f"Median and 90 % range.{yes}", agreement_words(issue, outcome))
    ]  # fmt: skip
    if labels:
        found.append(
            _figure(f"shifts-{place}", shifts_chart(issue, outcome), "Who gives way",
                    f"Hollow: where it stands; {moved}. Dashed line: the median of all models.",
                    gives_way_words(issue, outcome) or "")
        )  # fmt: skip
    if outcome.influences:
        found.append(
            _figure(f"influence-{place}", influence_chart(issue, outcome), "Who matters most",
                    "How far the outcome moves, the models’ mean, with an actor moved to the low end (orange), to the "
                    "high end (blue), or indifferent (hollow).", matters_words(issue, outcome) or "")
        )  # fmt: skip
    if matrix and len(outcome.coalition.actors) > 1:
        found.append(
            _figure(f"coalition-{place}", coalition_chart(outcome.coalition), "Who stands with whom",
                    "The stronger the colour, the oftener two actors lie on one side of the outcome, over all draws "
                    "and models; actors in the order of the scale.", "A matrix of actors by actors.")
        )  # fmt: skip
    return found


def _after(model: ModelOutcome) -> str:
    """What a mark of the shift chart is under that model: a position given way to, or a vote."""
    if model.model in VOTES:
        return f"its vote under {short(model)}, which changes no wish"
    return f"after {short(model)}"


def _figure(ident: str, spec: Spec, title: str, caption: str, description: str) -> Html:
    return tag(
        "figure",
        tag("figcaption", tag("b", f"{title}. "), typeset(caption)),
        draw(spec, ident=ident, title=title, description=description),
    )


def _stances(told: list[tuple[Issue, IssueOutcome]]) -> Html:
    parts = [more(issue.title, _stance_table(issue), open_=len(told) == 1) for issue, _ in told]
    return section(
        "stances", "Who wants what", *parts,
        lead="Every number that went in, and the words it rests on. Where it says judgement, at least one is.",
    )  # fmt: skip


def _stance_table(issue: Issue) -> Html:
    rows = [
        [one.actor, prior_words(one.position), prior_words(one.salience), prior_words(one.capability), _because(one)]
        for one in issue.stances
    ]
    return table(
        ("Actor", "Position", "Salience", "Capability", "Because"), rows, caption=scale_words(issue), class_="stances"
    )


def _because(stance: Stance) -> Child:
    read = all(prior.verified for prior in (stance.position, stance.salience, stance.capability))
    return join(
        quoted(stance.quote) if stance.quote else None,
        " " if stance.quote else None,
        stance.provenance,
        None if read else join(" ", tag("span", "judgement", class_="mark unread")),
    )


def _provenance(made: BargainReport) -> Html:
    used = made.provenance
    models = dict.fromkeys((short(model), model.label) for _, outcome in told_issues(made) for model in outcome.models)
    return section(
        "made",
        "How this was made",
        facts(
            ("Contingent", f"version {used.contingent}, bargain format {used.schema}"),
            ("Models", "; ".join(label for _, label in models)),
            ("Draws and seed", f"{made.bargain.draws:,}; {made.bargain.seed}"),
            ("Input", join(used.input, ", ", tag("code", f"sha256 {used.sha256}"))),
            ("Uncertainty of bare numbers", f"{used.uncertainty:g} times the usual"),
            ("Make it again", tag("code", used.command)),
        ),
    )
