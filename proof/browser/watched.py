"""A page of the service in a browser, with everything noted that should not happen in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

#: what a page says of itself when its policy stops something
_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', (event) => "
    "console.error(`POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"
)


@dataclass(slots=True, kw_only=True)
class Watched:
    """A page, and the faults seen in it so far: what it complained of, threw, or asked of others."""

    page: Page
    faults: list[str] = field(default_factory=list)


def watch(context: BrowserContext, address: str) -> Watched:
    """A new page of the context; every page that it opens is watched as well.

    A request that is given up because the reader went on is no fault; one to anybody but the service is.
    """
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"{message.page.url if message.page else ''}: console {message.type}: {message.text[:300]}")

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            faults.append(f"asked elsewhere: {request.url[:200]}")

    context.on("console", said)
    context.on("weberror", lambda error: faults.append(f"threw: {error.error}"))
    context.on("request", asked)
    context.add_init_script(_VIOLATIONS)
    return Watched(page=context.new_page(), faults=faults)
