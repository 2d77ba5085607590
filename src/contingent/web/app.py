"""The application: every page with its twins and charts, the files they load, and the rules that hold on all."""

from __future__ import annotations

from types import ModuleType

from fastapi import FastAPI, Request, Response

import contingent
from contingent.core.errors import MissingError
from contingent.web import feeds, health
from contingent.web.assets import address, assets, media_type
from contingent.web.errors import add_errors
from contingent.web.kept import Kept
from contingent.web.openapi import describe
from contingent.web.pages import (
    alerts,
    api,
    brief,
    data,
    embed,
    inbox,
    job,
    month,
    question,
    questions,
    read,
    sign_in,
    track_record,
    watch,
    workbench,
)
from contingent.web.pages import map as map_page
from contingent.web.security import Access, Guard
from contingent.web.service import Service
from contingent.web.tokens import KnownTokens

#: the modules of the pages, each with `add(app)`
PAGES: tuple[ModuleType, ...] = (
    inbox,
    brief,
    read,
    job,
    sign_in,
    questions,
    question,
    embed,
    track_record,
    month,
    data,
    map_page,
    watch,
    workbench,
    alerts,
    feeds,
    api,
    health,
)  # fmt: skip
FOREVER = "public, max-age=31536000, immutable"


def application(service: Service, access: Access | None = None) -> FastAPI:
    """The application that shows `service` to whom `access` lets in; unless given, as its settings say.

    It opens nothing by itself.
    """
    app = FastAPI(
        title="Contingent", version=contingent.__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json"
    )
    app.state.service = service
    app.state.access = access or access_of(service)
    app.add_middleware(Kept, service=service)
    app.add_middleware(Guard, access=app.state.access)  # outside the routes and their errors, so round everything
    add_errors(app)
    app.add_api_route("/static/{name}", _asset, include_in_schema=False)
    for page in PAGES:
        page.add(app)
    describe(app)
    return app


def access_of(service: Service) -> Access:
    """Who may ask, as the service's settings and the tokens kept at its desk say."""
    settings = service.settings
    tokens = KnownTokens(service.desk.tokens, required=settings.open_to_others)
    return Access(names=frozenset(settings.hosts), tokens=tokens, open_embeds=settings.open_embeds)


def _asset(name: str, request: Request) -> Response:
    content = assets().get(name)
    if content is None:
        raise MissingError(f"there is no file {name[:80]!r} here")
    # only the address that names this very content may be kept for good
    lasting = str(request.url.query) == address(name).partition("?")[2]
    return Response(
        content, media_type=media_type(name), headers={"Cache-Control": FOREVER if lasting else "public, no-cache"}
    )
