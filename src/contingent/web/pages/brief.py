"""A brief's page: the answer, how its questions stand today, and every claim beside the sentence it stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Response

from contingent.core.brief import Brief
from contingent.journeys.shown.brief import HELD, KeptBrief, Keyed, Standing, claim_rows, kept_brief, published
from contingent.report.brief.charts import brief_charts
from contingent.report.brief.markdown import brief_markdown
from contingent.report.brief.markdown import words as said
from contingent.report.brief.page import ANCHORS, render_html
from contingent.report.encode import brief_json
from contingent.report.html import contents
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, exact
from contingent.report.sections.answer import answer_section, change_section
from contingent.report.sections.article import article_section
from contingent.report.sections.bargaining import bargaining_section
from contingent.report.sections.checks import checks_section
from contingent.report.sections.claims import claims_section
from contingent.report.sections.parts import ClaimNumbers, more, section, table
from contingent.report.sections.provenance import provenance_section, warnings_section
from contingent.report.sections.questions import questions_section
from contingent.report.sections.touches import touches_section
from contingent.report.sections.whatif import whatif_section
from contingent.web.kept import resting_on
from contingent.web.layout import chart_forms, listed
from contingent.web.page import Chart, Page, Rows
from contingent.web.pages.question_words import address_of
from contingent.web.pages.words import many, moment_words
from contingent.web.register import add_page
from contingent.web.service import AService

router = APIRouter()
BriefName = Annotated[str, Path(max_length=64, description="the hexadecimal part of the brief's key in the ledger")]
ROWS_OPEN = 5
OUTCOMES = {True: "Yes", False: "No", None: "void"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What never changes of a brief's page: rendered once, with its charts and its twins."""

    head: Html
    questions: Html | None
    whatif: Html | None
    rest: Html
    beside: Html
    end: Html
    anchors: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    published: Any
    markdown: str


@resting_on("ledger")
def make(service: AService, brief: BriefName) -> Page:
    """The brief as it was kept; its questions as they stand today."""
    kept = kept_brief(service.ledger, brief, as_of=service.today())
    parts = _parts(Keyed(kept.hash, kept.brief))
    place = f"/briefs/{kept.name}"
    columns, rows = claim_rows(kept.brief)
    return Page(
        title=kept.brief.answer.question,
        body=lambda: _body(kept, parts, place),
        value=parts.published,
        rows=Rows(columns=columns, rows=rows),
        markdown=parts.markdown + _standings_markdown(kept),
        twins=place,
        charts=parts.charts,
        here="/",
        feed="/feeds/briefs.atom",
        scripts=("brief.js",),
    )


def add(app: FastAPI) -> None:
    """The page of a brief, and the brief as files to keep."""
    add_page(app, "/briefs/{brief}", make, shape=Brief, summary="A brief: everything that one article led to")
    app.include_router(router)


@router.get("/briefs/{brief}/brief.json", summary="The brief as a file: brief.json", response_model=Brief)
def as_file(service: AService, brief: BriefName) -> Response:
    """`brief.json` as the command line writes it, but for its run."""
    kept = kept_brief(service.ledger, brief, as_of=service.today())
    return _file(brief_json(kept.brief), "application/json", f"brief-{kept.name[:12]}.json")


@router.get("/briefs/{brief}/brief.html", include_in_schema=False)
def as_page(service: AService, brief: BriefName) -> Response:
    """`brief.html` as the command line writes it: one file that needs nothing else."""
    kept = kept_brief(service.ledger, brief, as_of=service.today())
    return _file(_whole(Keyed(kept.hash, kept.brief)), "text/html", f"brief-{kept.name[:12]}.html")


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8", "replace"), media_type=f"{kind}; charset=utf-8", headers=headers)


@lru_cache(maxsize=HELD)
def _whole(brief: Keyed[Brief]) -> str:
    return render_html(brief.value)


@lru_cache(maxsize=HELD)
def _parts(keyed: Keyed[Brief]) -> Parts:
    """The parts of a brief's page, by the hash of its row: the drawings take half a second, once."""
    brief = keyed.value
    numbers = ClaimNumbers.of(brief.claims)
    named = {
        "How likely": questions_section(brief, numbers),
        "Will they": bargaining_section(brief, numbers),
        "What difference": whatif_section(brief.scenario, brief.outcomes, numbers, weighted=brief.weighted),
        "What it touches": touches_section(brief.touched, numbers),
        "What would change our mind": change_section(brief),
        "Do the numbers add up": checks_section(brief.checks, numbers),
        "Claims": claims_section(brief.claims, brief.segments, numbers, folded=False),
        "Article": article_section(brief.document, brief.claims, numbers, beside=True),
        "How it was made": provenance_section(brief),
        "Warnings": warnings_section(brief),
    }
    article = tag("div", named["Article"], class_="brief-article", tabindex=0, role="group", aria_label="The article")
    claims = named["Claims"]
    return Parts(
        head=answer_section(brief),
        questions=join(named["How likely"], named["Will they"]),
        whatif=join(named["What difference"], named["What it touches"]),
        rest=join(named["What would change our mind"], named["Do the numbers add up"]),
        beside=tag("div", tag("div", claims, class_="brief-claims"), article, class_="brief-beside")
        if claims
        else article_section(brief.document, brief.claims, numbers, beside=True),
        end=join(named["How it was made"], named["Warnings"]),
        anchors=tuple((name, ANCHORS[name]) for name, part in named.items() if part is not None),
        charts=tuple(
            Chart(name=one.name, title=one.title, description=one.description, spec=one.spec, note=one.note)
            for one in brief_charts(brief)
        ),
        published=published(replace(brief, run=None)),
        markdown=brief_markdown(brief, address="/"),
    )


# -------------------------------------------------------------------------- page


def _body(kept: KeptBrief, parts: Parts, place: str) -> Html:
    standing = _standings(kept)
    anchors = [("Today", "today"), *parts.anchors] if standing else list(parts.anchors)
    return tag(
        "div",
        tag("p", tag("a", "Inbox", href="/"), " › Brief", class_="crumbs"),
        parts.head,
        _actions(kept, place),
        contents(anchors),
        standing,
        parts.questions,
        parts.whatif,
        _workbench(kept) if parts.whatif else None,
        _charts(parts.charts, place),
        parts.rest,
        parts.beside,
        parts.end,
        class_="brief-page",
    )


def _actions(kept: KeptBrief, place: str) -> Html:
    ways = [
        tag("a", "brief.html", href=f"{place}/brief.html", download=True),
        tag("a", "brief.json", href=f"{place}/brief.json", download=True),
    ]
    if kept.brief.scenario is not None:
        ways.insert(0, tag("a", "Open its what-if in the workbench", href=_workbench_address(kept)))
    return tag(
        "p",
        listed(ways),
        tag("span", f" · kept {moment_words(kept.recorded_at)}"),
        class_="brief-actions",
    )


def _workbench_address(kept: KeptBrief) -> str:
    return f"/workbench?brief={kept.name}"


def _workbench(kept: KeptBrief) -> Html:
    return tag(
        "p",
        tag("a", "Open it in the workbench", href=_workbench_address(kept), class_="button quiet"),
        " Move its dials, and see every branch again.",
        class_="brief-workbench",
    )


def _charts(charts: tuple[Chart, ...], place: str) -> Html | None:
    """Where to take each chart along."""
    if not charts:
        return None
    entries = [tag("li", f"{chart.title}: ", chart_forms(place, chart)) for chart in charts]
    return more(f"Take the charts along ({len(charts)})", tag("ul", *entries, class_="take"))


def _standings(kept: KeptBrief) -> Html | None:
    """How its questions stand today; None where it asks none."""
    if not kept.standings:
        return None
    # what moved or was settled first: that is what a reader comes back for
    ordered = sorted(kept.standings, key=lambda one: not (one.moved or one.state == "settled"))
    rows = [_standing(one) for one in ordered]
    news = sum(one.moved or one.state == "settled" for one in ordered)
    shown = max(ROWS_OPEN, news)
    counts = [
        (sum(one.state == "due" for one in kept.standings), "to be settled"),
        (sum(one.state == "open" for one in kept.standings), "open"),
        (sum(one.state == "settled" for one in kept.standings), "settled"),
    ]
    told = ", ".join(f"{count} {name}" for count, name in counts if count)
    moved = sum(one.moved for one in kept.standings)
    since = f" {moved} forecast{' has' if moved == 1 else 's have'} moved since this brief." if moved else ""
    columns = ("Question", "In this brief", "Newest", "Decided by", "State")
    return section(
        "today",
        "How its questions stand today",
        table(columns, rows[:shown], caption=f"As of {day_words(kept.as_of)}", class_="brief-today"),
        more(
            f"The other {len(rows) - shown}",
            table(columns, rows[shown:], caption="Questions on which nothing is new", class_="brief-today"),
        )
        if len(rows) > shown
        else None,
        lead=f"{many(len(rows), 'question')}: {told}.{since} Each has a page of its own, with every forecast of it.",
    )


def _standing(one: Standing) -> list[Child]:
    newest: Child = "no forecast"
    if one.now is not None:
        day = f", {day_words(one.now_as_of)}" if one.moved and one.now_as_of else ""
        newest = [tag("b", one.now), f" ({one.now_range}){day}"] if one.moved else "as in the brief"
    state: Child = "open" if one.state == "open" else tag("span", "to be settled", class_="brief-due")
    if one.state == "settled":
        day = f", {day_words(one.resolved_on)}" if one.resolved_on else ""
        state = [tag("b", f"settled: {_outcome(one)}"), day]
    return [
        tag("a", one.text, href=address_of(one.id), dir="auto"),
        one.then or "no forecast",
        newest,
        day_words(one.deadline),
        state,
    ]


def _outcome(one: Standing) -> str:
    return exact(one.outcome) if isinstance(one.outcome, float) else OUTCOMES[one.outcome]


def _standings_markdown(kept: KeptBrief) -> str:
    """How its questions stand today, after the brief as it was published; nothing where it asks none."""
    if not kept.standings:
        return ""
    lines = ["", "## How its questions stand today", "", f"As of {day_words(kept.as_of)}.", ""]
    for one in kept.standings:
        then, now = one.then or "no forecast", "no forecast" if one.now is None else f"{one.now} ({one.now_range})"
        state = {"open": "open", "due": "to be settled"}.get(one.state) or f"settled: {_outcome(one)}"
        told = f"in this brief {then}; newest {now}; decided by {day_words(one.deadline)}; {state}"
        lines.append(f"- [{said(one.text)}]({address_of(one.id)}.md): {said(told)}")
    return "\n".join(lines) + "\n"
