"""The workbench: an analyst turns the dials of a what-if, and the whole of it is in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from contingent.core.nouns import Scenario
from contingent.journeys.shown.workbench import WorkbenchStarts, WorkbenchView, inputs_of, workbench
from contingent.journeys.workbench.asked import USUAL_PATHS, USUAL_SEED, Asked
from contingent.journeys.workbench.file import write_scenario
from contingent.journeys.workbench.link import link_of, scenario_of
from contingent.journeys.workbench.starts import (
    BRIEF,
    EXAMPLE,
    Starting,
    read_upload,
    scenario_at,
    starting_points,
)
from contingent.journeys.workbench.turning import turn
from contingent.report.brief.markdown import words as said
from contingent.report.leads import branch_labels
from contingent.report.markup import Html, join, tag
from contingent.report.numbers import day_words, difference_words, horizon, typeset
from contingent.web.errors import wanted_form
from contingent.web.page import Page, Rows
from contingent.web.pages.workbench_answer import answer, charts_of, head, result
from contingent.web.pages.workbench_form import dials_form
from contingent.web.register import add_page
from contingent.web.service import AService, Service

HERE = "/workbench"
COLUMNS = (
    "branch", "label", "reference", "measure", "measure_label", "unit", "day", "mean", "mc_error", "q05", "q50", "q95",
    "p_positive", "sign_forced_by",
)  # fmt: skip
START_COLUMNS = ("start", "title", "as_of", "branches", "difference")
MOST_FIELDS = 5_000
MOST_UPLOAD = 2_000_001
router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the address of a workbench says."""

    link: str
    start: str
    off: str
    paths: int
    seed: int
    brief: str
    example: str


def given_of(
    s: Annotated[str, Query(description="the whole scenario, as a link holds it")] = "",
    start: Annotated[str, Query(description="what it is compared with: example:NAME, brief:HEX or a link")] = "",
    off: Annotated[str, Query(description="ids of branches set aside, with commas between")] = "",
    paths: Annotated[int, Query(description="simulated paths a branch, 4096 to 65536 by powers of two")] = USUAL_PATHS,
    seed: Annotated[int, Query(description="the seed of the simulated chances")] = USUAL_SEED,
    brief: Annotated[str, Query(description="start from the what-if of this brief")] = "",
    example: Annotated[str, Query(description="start from this shipped scenario")] = "",
) -> Given:
    """The query of the address as one value."""
    return Given(link=s, start=start, off=off, paths=paths, seed=seed, brief=brief, example=example)


def make(service: AService, request: Request, given: Annotated[Given, Depends(given_of)]) -> Page:
    """The workbench of the scenario in the address; without one, where to start.

    A page that starts from a brief or an example is redirected to the address that holds its whole scenario.
    """
    if given.brief or given.example:
        name = f"{BRIEF}:{given.brief}" if given.brief else f"{EXAMPLE}:{given.example}"
        begun = scenario_at(name, service.ledger, as_of=service.today())
        asked = Asked(scenario=begun, start=name, paths=given.paths, seed=given.seed)
        if request.url.path == HERE:
            raise HTTPException(303, "the workbench of it", headers={"Location": f"{HERE}?{asked.query()}"})
        return _page(asked, begun, service)
    if not given.link:
        return _starts(WorkbenchStarts(starts=starting_points(service.ledger, as_of=service.today())))
    asked = _asked(given)
    return _page(asked, _began(asked, service), service)


def add(app: FastAPI) -> None:
    """The workbench, its twins and charts, and what its forms send to are part of the application."""
    app.include_router(router)
    shape = WorkbenchView | WorkbenchStarts
    add_page(app, HERE, make, shape=shape, summary="A what-if with its dials, and what follows from it")


@router.post(f"{HERE}/turn", include_in_schema=False)
async def turned(service: AService, request: Request) -> Response:
    """The address of the scenario once the form's changes are made; the form's fields are those of the page."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return _to(await run_in_threadpool(_turned, service, fields), request)


@router.post(f"{HERE}/file", include_in_schema=False)
async def sent(scenario: UploadFile, request: Request) -> Response:
    """The address of the scenario in the SCENARIO.toml that was sent."""
    raw = await scenario.read(MOST_UPLOAD)
    # in a thread: a long file takes seconds, and others are answered meanwhile
    found = await run_in_threadpool(read_upload, raw, scenario.filename or "the file")
    return _to(Asked(scenario=found, start=link_of(found)), request)


@router.get(f"{HERE}/scenario.toml", include_in_schema=False)
def as_file(given: Annotated[Given, Depends(given_of)]) -> Response:
    """The scenario of the address as a file for `contingent whatif`, branches set aside left out."""
    text = write_scenario(_asked(given).active())
    headers = {"Content-Disposition": 'attachment; filename="scenario.toml"'}
    return Response(text.encode(), media_type="application/toml; charset=utf-8", headers=headers)


def _to(asked: Asked, request: Request) -> Response:
    """To the page of what is asked; a program that wants JSON is told its address."""
    address = f"{HERE}?{asked.query()}"
    if wanted_form(request) == "json":
        return JSONResponse({"address": address})
    return Response(status_code=303, headers={"Location": address})


def _turned(service: Service, fields: dict[str, str]) -> Asked:
    """The form's scenario with its changes made; it reads the ledger and draws inputs, so no other may wait for it."""
    link = fields.pop("s", "")
    asked = Asked(
        scenario=scenario_of(link), start=fields.pop("start", "") or link, off=_ids(fields.pop("off", ""))
    )  # fmt: skip
    return turn(asked, fields, now=inputs_of(asked.scenario), start=_began(asked, service))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _asked(given: Given) -> Asked:
    scenario = scenario_of(given.link)
    return Asked(
        scenario=scenario, start=given.start or given.link, off=_ids(given.off), paths=given.paths, seed=given.seed
    )


def _began(asked: Asked, service: Service) -> Scenario:
    return scenario_at(asked.start, service.ledger, as_of=service.today())


def _page(asked: Asked, begun: Scenario, service: Service) -> Page:
    view = workbench(asked, begun, service.simulate)
    charts = charts_of(view)
    body = join(
        head(view),
        tag("div", result(view), dials_form(view), answer(view, charts), class_="wb"),
    )
    return Page(
        title=view.scenario.title, body=body, value=view, rows=Rows(columns=COLUMNS, rows=_rows(view)),
        markdown="\n".join(_markdown(view)), twins=HERE, query=f"?{view.query}", charts=charts, here=HERE,
        scripts=("workbench.js",),
    )  # fmt: skip


def _rows(view: WorkbenchView) -> Iterator[tuple[object, ...]]:
    labels = branch_labels(view.scenario)
    for row in view.outcomes.contrasts:
        yield (
            row.branch, labels.get(row.branch, row.branch), row.reference, row.measure, row.label, row.unit, row.day,
            row.mean, row.mc_error, row.q05, row.q50, row.q95, row.p_positive, ", ".join(row.sign_forced_by),
        )  # fmt: skip


def _markdown(view: WorkbenchView) -> Iterator[str]:
    yield f"# {said(view.scenario.title)}\n"
    yield f"{said(typeset(view.findings.difference or 'No branch is compared.'))}\n"
    if view.changes:
        yield "## What was changed\n"
        yield from (f"- {said(one.what)}: {said(one.before)} → {said(one.after)}" for one in view.changes)
        yield ""
    labels = branch_labels(view.scenario)
    yield "## Differences from the reference\n"
    yield "| Branch | Measure | After | Median | 90 % range |\n|---|---|---|---|---|"
    for row in view.outcomes.contrasts:
        middle, interval = difference_words(row.q05, row.q50, row.q95, row.unit)
        cells = (labels.get(row.branch, row.branch), row.label, horizon(row.day), middle, interval)
        yield f"| {' | '.join(said(cell) for cell in cells)} |"
    yield "\n## Before you quote this\n"
    told = (view.findings.dominated_by, *view.findings.caveats, *view.warnings)
    yield from (f"- {said(typeset(one))}" for one in told if one)
    yield f"\nThis what-if: {HERE}?{view.query}\n"


def _starts(value: WorkbenchStarts) -> Page:
    lines = [f"- [{said(one.title)}]({_address(one)}), {one.as_of}, {one.branches} branches" for one in value.starts]
    return Page(
        title="Workbench", body=_starts_body(value), value=value, twins=HERE, here=HERE,
        rows=Rows(columns=START_COLUMNS, rows=[
            (one.start, one.title, one.as_of, one.branches, one.difference) for one in value.starts
        ]),
        markdown="# Workbench\n\n" + "\n".join(lines) + "\n",
    )  # fmt: skip


def _starts_body(value: WorkbenchStarts) -> Html:
    kinds = ((BRIEF, "From a brief", "No brief in the inbox asks a what-if yet."),
             (EXAMPLE, "From an example", "No example is installed."))  # fmt: skip
    lists = []
    for kind, heading, none in kinds:
        own = [one for one in value.starts if one.start.startswith(f"{kind}:")]
        lists.append(
            tag("section", tag("h2", heading, id=f"wb-{kind}"),
                tag("ul", *map(_starting, own), class_="wb-starts") if own else tag("p", none),
                aria_labelledby=f"wb-{kind}")
        )  # fmt: skip
    return join(
        tag("h1", "What would make a difference?"),
        tag("p", "Take a what-if, turn what you doubt, and see at once what follows from it. The address of the page "
            "holds the whole scenario: send it, and others see the same.", class_="lead"),
        *lists,
        _upload(),
    )  # fmt: skip


def _starting(one: Starting) -> Html:
    return tag(
        "li",
        tag("a", one.title, href=_address(one), dir="auto"),
        tag("span", f"{day_words(date.fromisoformat(one.as_of))}, {one.branches} branches", class_="hint"),
        tag("p", typeset(one.difference)) if one.difference else None,
    )


def _address(one: Starting) -> str:
    kind, _, name = one.start.partition(":")
    return f"{HERE}?{kind}={name}"


def _upload() -> Html:
    return tag(
        "section",
        tag("h2", "From a file", id="wb-file"),
        tag(
            "form",
            tag("p", tag("label", "A SCENARIO.toml, as contingent whatif takes it ",
                         tag("input", type="file", name="scenario", accept=".toml,application/toml", required=True)),
                class_="field"),
            tag("button", "Open it", type="submit"),
            action=f"{HERE}/file", method="post", enctype="multipart/form-data",
        ),
        aria_labelledby="wb-file",
    )  # fmt: skip
