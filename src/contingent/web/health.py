"""What asks whether the service lives may know: it does, or it does not. And where agents ask, if they may."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from contingent.core.errors import ContingentError
from contingent.web.service import AService

if TYPE_CHECKING:
    from contingent.web.mcp_server import Agents
    from contingent.web.service import Service

HEALTH, AGENTS = "/healthz", "/mcp"


def healthz(service: AService) -> Response:
    """ "ok" if the ledger answers, else 503; no other word, for it is open to who has no token."""
    try:
        service.ledger.head()
    except ContingentError as error:
        logging.getLogger(__name__).error("the ledger does not answer: %s", error)
        return Response("the ledger does not answer\n", 503, media_type="text/plain", headers=_FRESH)
    return Response("ok\n", media_type="text/plain", headers=_FRESH)


_FRESH = {"Cache-Control": "no-store"}


class Agency:
    """The place where agents ask, as an ASGI application; the package that speaks to them is loaded when one does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered by the tools of the service that the application shows."""
        from contingent.web.mcp import at_path

        await at_path(_agents(scope["app"].state.service), scope, receive, send)


@lru_cache(maxsize=4)
def _agents(service: Service) -> Agents:
    from contingent.web.mcp import agents

    return agents(service)


def add(app: FastAPI) -> None:
    """The application says whether it lives, and answers agents where the extra for them is installed."""
    app.add_api_route(HEALTH, healthz, include_in_schema=False)
    if find_spec("mcp") is not None:
        app.router.routes.append(Route(AGENTS, Agency(), methods=["POST"]))
