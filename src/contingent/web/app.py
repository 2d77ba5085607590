"""The application: every page with its twins and charts, the files they load, and the rules that hold on all."""

from __future__ import annotations

from types import ModuleType

from fastapi import FastAPI, Response

import contingent
from contingent.web.assets import assets, media_type
from contingent.web.service import Service

#: the modules of the pages, each with `add(app)`
PAGES: tuple[ModuleType, ...] = ()
FOREVER = "public, max-age=31536000, immutable"


def application(service: Service) -> FastAPI:
    """The application that shows `service`; it opens nothing by itself."""
    app = FastAPI(
        title="Contingent", version=contingent.__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json"
    )
    app.state.service = service
    app.add_api_route("/static/{name}", _asset, include_in_schema=False)
    for page in PAGES:
        page.add(app)
    return app


def _asset(name: str) -> Response:
    content = assets().get(name)
    if content is None:
        return Response("no such file", status_code=404, media_type="text/plain")
    return Response(content, media_type=media_type(name), headers={"Cache-Control": FOREVER})
