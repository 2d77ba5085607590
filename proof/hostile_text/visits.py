"""Which pages show a text, and which ask it back: every page, twin and feed of the service, found by its routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from contingent.core.times import today
from proof.hostile_text.kept import Ways
from proof.hostile_text.payloads import Payload, Sinks

#: what stands on no page of its own: programs, files of ours, and what signs out
_LEFT = ("/static", "/mcp", "/healthz", "/openapi.json", "/sign-out")
_FOR_PROGRAMS = (".json", ".csv", ".md", ".svg", ".png", ".atom", ".toml", "/brief.html")
#: what a document of ours may say it is; anything else a browser may take for a page
TYPES = (
    "text/html; charset=utf-8", "application/json", "application/json; charset=utf-8", "text/csv; charset=utf-8",
    "text/markdown; charset=utf-8", "image/svg+xml", "image/png", "application/atom+xml; charset=utf-8",
    "application/problem+json; charset=utf-8", "text/plain; charset=utf-8", "application/toml; charset=utf-8",
)  # fmt: skip
#: the fields of each form, by its path; a form that sends what it does not know is refused before it is looked at
FIELDS: Mapping[str, tuple[str, ...]] = {
    "/read": ("text", "address", "as_of", "paths", "seed"),
    "/sign-in": ("token", "next"),
    "/questions/{question}/notes": ("text", "author"),
    "/questions/{question}/forecasts": ("middle", "low", "high", "reasoning"),
    "/questions/{question}/settle": ("outcome", "resolved_on", "source", "evidence", "note", "confirmed"),
    "/workbench/turn": ("s", "start", "off", "paths", "seed"),
    "/workbench/file": ("scenario",),
    "/alerts": ("address", "threshold", "question"),
    "/alerts/{alert}/{action}": ("question",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A route of the service that takes something from its asker: its path, and what it calls what it takes."""

    path: str
    in_path: tuple[str, ...]
    in_query: tuple[str, ...]
    posts: bool

    @property
    def is_page(self) -> bool:
        """Whether it answers a person, with a page; all others answer programs, whatever they are asked."""
        return not self.path.endswith(_FOR_PROGRAMS)


def routes(app: FastAPI) -> tuple[Asked, ...]:
    """Every route that takes text in its path, its query or a form."""
    found = []
    for route in _flat(app.routes):
        path, dependant = getattr(route, "path", ""), getattr(route, "dependant", None)
        if dependant is None or path.startswith(_LEFT):
            continue
        in_path, in_query = _named(dependant, "path_params"), _named(dependant, "query_params")
        posts = "POST" in route.methods
        if in_path or in_query or posts:
            found.append(Asked(path=path, in_path=in_path, in_query=in_query, posts=posts))
    return tuple(found)


def _flat(found: Any) -> Iterator[Any]:
    for route in found:
        yield route
        yield from _flat(getattr(getattr(route, "original_router", None), "routes", ()))


def _named(dependant: Any, kind: str) -> tuple[str, ...]:
    names: list[str] = []
    for one in getattr(dependant, kind):
        inside = getattr(one.field_info.annotation, "model_fields", None)  # a model stands for each of its fields
        names += list(inside) if inside else [one.alias]
    for inner in dependant.dependencies:
        names += _named(inner, kind)
    return tuple(dict.fromkeys(names))


def shown(ways: Ways) -> Iterator[str]:
    """The pages of a payload's own, and what a browser may open beside them."""
    brief = f"/briefs/{ways.brief}"
    yield from (brief, f"{brief}.json", f"{brief}.md", f"{brief}.csv")
    for name in ways.questions:
        at = f"/questions/{quote(name, safe='')}"
        yield from (at, f"/embed{at}")
    at = f"/questions/{quote(ways.questions[0], safe='')}"
    yield from (f"{at}.json", f"{at}.md", f"{at}.csv", f"{at}.atom")
    yield from (f"/jobs/{job}" for job in ways.jobs)
    yield f"/jobs/{ways.jobs[2]}.json"
    yield f"/read?again={ways.jobs[2]}"
    if ways.link:
        yield from (f"/workbench?s={ways.link}", f"/workbench.json?s={ways.link}", f"/workbench.md?s={ways.link}")


def lists() -> Iterator[str]:
    """The pages that show all payloads beside one another, with their twins and feeds."""
    pages = ("/questions", "/jobs", "/track-record", "/track-record/months", f"/track-record/{today():%Y-%m}",
             "/watch", "/data", "/map", "/alerts", "/workbench")  # fmt: skip
    yield "/"
    yield from ("/questions?state=all", "/questions?state=settled", "/questions?state=due")
    for page in ("/inbox", *pages):
        if page != "/inbox":
            yield page
        yield from (f"{page}.json", f"{page}.csv", f"{page}.md")
    yield from ("/feeds/briefs.atom", "/feeds/questions.atom", "/feeds/watch.atom")
    yield from ("/sign-in", "/api", "/read")


def all_at_once(asked: Asked, payload: Payload, sinks: Sinks) -> str:
    """The address with hostile text in every parameter of its path and query."""
    path = asked.path
    for name in asked.in_path:
        path = path.replace(f"{{{name}}}", _in_path(sinks.text(payload, f"{asked.path} {name}")))
    query = {name: sinks.text(payload, f"{asked.path}?{name}") for name in asked.in_query}
    return f"{path}?{urlencode(query, errors='replace')}" if query else path


def asked_back(asked: Asked, payload: Payload, sinks: Sinks) -> Iterator[str]:
    """The addresses with hostile text in each parameter of a route, one after the other; and where no route is."""
    for name in asked.in_path:
        path = asked.path
        for other in asked.in_path:
            said = sinks.text(payload, f"{asked.path} {name}") if other == name else "x"
            path = path.replace(f"{{{other}}}", _in_path(said))
        yield path
    bare = asked.path
    for other in asked.in_path:
        bare = bare.replace(f"{{{other}}}", "x")
    for name in asked.in_query:
        said = sinks.text(payload, f"{asked.path}?{name}")
        yield f"{bare}?{urlencode({name: said}, errors='replace')}"
    unknown = sinks.text(payload, f"{asked.path}?unknown")
    yield f"{bare}/{quote(unknown, safe='', errors='replace')}?{urlencode({unknown: unknown}, errors='replace')}"


def _in_path(text: str) -> str:
    """The text as one part of a path: a slash in it would lead to another route, escaped or not."""
    return quote(text.replace("/", ""), safe="", errors="replace")


def forms_of(asked: Asked, payload: Payload, sinks: Sinks) -> Iterator[tuple[str, dict[str, str]]]:
    """Where a form is sent, and what is in it: hostile text in all its fields, and in each of them alone."""
    path = asked.path
    for name in asked.in_path:
        path = path.replace(f"{{{name}}}", _in_path(sinks.text(payload, f"POST {asked.path} {name}")))
    fields = FIELDS[asked.path]
    whole = {name: sinks.text(payload, f"POST {asked.path} {name}") for name in fields}
    yield path, whole
    if len(fields) > 1:
        yield from ((path, {name: said}) for name, said in whole.items())
