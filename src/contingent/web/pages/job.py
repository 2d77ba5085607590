"""A job's page: how far the reading of an article is, what came of it, and the way back where it failed."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path

from contingent.journeys.shown.job import JobList, JobView, job_list, job_view
from contingent.report.brief.markdown import words as said
from contingent.report.markup import Html, join, tag
from contingent.report.sections.parts import table
from contingent.web.page import Page, Rows
from contingent.web.pages.words import moment_words, opened
from contingent.web.register import add_page
from contingent.web.service import AService

REFRESH_SECONDS = 2
STATES = {"queued": "waiting", "running": "being read", "done": "done", "failed": "failed"}
COLUMNS = ("job", "state", "stage", "done", "total", "asked_at", "asked_by", "ended_at", "brief", "error")


def make(service: AService, job: Annotated[str, Path(max_length=40)]) -> Page:
    """The job's page; while it runs, the page looks again by itself."""
    value = job_view(service.ledger, service.desk, job)
    return Page(
        title=_title(value),
        body=_body(value),
        value=value,
        rows=Rows(columns=COLUMNS, rows=[_row(value)]),
        markdown=_markdown(value),
        twins=f"/jobs/{value.id}",
        here="/",
        scripts=() if value.ended else ("job.js",),
        refresh_seconds=None if value.ended else REFRESH_SECONDS,
    )


def make_list(service: AService) -> Page:
    """The jobs last asked for."""
    value = job_list(service.desk)
    listed = (f"- [{STATES[job.state]}](/jobs/{job.id}.md), {said(_line(job))}" for job in value.jobs)
    return Page(
        title="Jobs",
        body=_list(value),
        value=value,
        rows=Rows(columns=COLUMNS, rows=[_row(job) for job in value.jobs]),
        markdown="\n".join(["# Jobs", "", *listed, ""]),
        twins="/jobs",
        here="/",
    )


def add(app: FastAPI) -> None:
    """The page of a job, and the list of them."""
    add_page(app, "/jobs/{job}", make, shape=JobView, summary="How far the reading of an article is")
    add_page(app, "/jobs", make_list, shape=JobList, summary="The articles last asked to be read")


def _title(value: JobView) -> str:
    return {"done": "The brief is ready", "failed": "The article could not be read"}.get(
        value.state, "Reading the article"
    )


def _body(value: JobView) -> Html:
    crumbs = tag("p", tag("a", "Inbox", href="/"), " › ", tag("a", "Jobs", href="/jobs"), class_="crumbs")
    about = tag(
        "p",
        tag("span", value.origin or "an article", dir="auto", class_="job-origin"),
        f", asked for {moment_words(value.asked_at)}.",
        class_="byline",
    )
    return join(crumbs, tag("h1", _title(value), id="job-title"), about, _state(value))


def _state(value: JobView) -> Html:
    if value.state == "done" and value.brief:
        before = (
            tag("p", f"This article was read before, on {moment_words(value.read_before)}: the brief is the same.")
            if value.read_before
            else None
        )
        return tag(
            "div",
            tag("p", value.headline or "", class_="job-headline", dir="auto"),
            before,
            tag("p", tag("a", "Open the brief", href=f"/briefs/{value.brief}", class_="button")),
        )
    if value.state == "failed":
        return tag(
            "div",
            tag("p", opened(value.error or "it failed without saying why."), class_="said wrong", dir="auto"),
            tag("p", "Nothing was kept in the ledger."),
            tag("p", tag("a", "Mend it and try again", href=f"/read?again={value.id}#read", class_="button")),
        )
    return tag(
        "div",
        tag("p", _step(value), role="status", aria_live="polite", class_="job-stage"),
        tag("progress", value=value.done, max=max(1, value.total), aria_labelledby="job-title"),
        tag(
            "p",
            "It takes about half a minute, and goes on if you leave: the brief will be in the inbox. ",
            tag("noscript", "This page looks again by itself."),
            class_="hint",
        ),
        id="job",
        data_job=value.id,
        data_state=value.state,
    )


def _step(value: JobView) -> str:
    """Where the job is, in words.

    >>> at = {"id": "", "origin": "", "asked_at": "", "asked_by": "", "ended_at": None, "total": 5}
    >>> _step(JobView(**at, state="running", stage="Simulating the branches", done=1))
    '2 of 5: Simulating the branches'
    """
    if value.state == "queued" or not value.stage:
        return "Waiting for its turn"
    return f"{min(value.done + 1, value.total)} of {value.total}: {value.stage}"


def _list(value: JobList) -> Html:
    crumbs = tag("p", tag("a", "Inbox", href="/"), class_="crumbs")
    if not value.jobs:
        told = tag("p", "No article was asked to be read from here yet. ", tag("a", "Read one", href="/read"), ".")
        return join(crumbs, tag("h1", "Jobs"), told)
    rows = [
        (
            tag("a", moment_words(job.asked_at), href=f"/jobs/{job.id}"),
            STATES[job.state],
            tag("a", "the brief", href=f"/briefs/{job.brief}") if job.brief else _line(job),
            job.asked_by,
        )
        for job in value.jobs
    ]
    columns = ("Asked for", "State", "What came of it", "By")
    return join(crumbs, tag("h1", "Jobs"), table(columns, rows, caption="The articles last asked to be read"))


def _line(job: JobView) -> str:
    return opened(job.error or "") or (_step(job) if not job.ended else "done")


def _row(job: JobView) -> tuple[object, ...]:
    return (
        job.id, job.state, job.stage, job.done, job.total, job.asked_at, job.asked_by, job.ended_at, job.brief,
        job.error,
    )  # fmt: skip


def _markdown(value: JobView) -> str:
    lines = [f"# {_title(value)}", "", f"- article: {said(value.origin or 'an article')}"]
    lines += [f"- state: {STATES[value.state]}", f"- {said(_line(value))}"]
    if value.brief:
        lines.append(f"- [{said(value.headline or 'the brief')}](/briefs/{value.brief}.md)")
    if value.read_before:
        lines.append(f"- read before, {moment_words(value.read_before)}")
    return "\n".join(lines) + "\n"
