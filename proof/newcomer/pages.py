"""Every page of the service: those that its own description names, and those that programs are not told of."""

from __future__ import annotations

from typing import Any

from contingent.core.times import today
from proof.browser.served import Served

#: pages of which the description of the service tells nothing: they answer people alone
_MORE = ("/sign-in", "/nothing/here", "/questions/none", "/workbench?example=aid_cut&paths=4096", "/?q=zzzz")
NOT_THERE = ("/nothing/here", "/questions/none")


def pages(served: Served) -> tuple[str, ...]:
    """The address of every page, each once, with what the ledger holds in the place of a parameter."""
    description: dict[str, Any] = served.json("/openapi.json")
    inbox = served.json("/inbox.json")
    question = (
        inbox["due"][0]["question"] if inbox["due"] else served.json("/questions.json")["questions"][0]["question"]
    )
    held = {
        "brief": inbox["lines"][0]["card"]["brief"],
        "question": question,
        "job": served.json("/jobs.json")["jobs"][0]["id"],
        "month": f"{today():%Y-%m}",
    }
    found = []
    for path in description["paths"]:
        if not path.endswith(".json") or path.endswith("/brief.json"):
            continue
        page = path.removesuffix(".json").format(**held)
        found.append("/" if page == "/inbox" else page)
    return tuple(dict.fromkeys([*found, f"/embed/questions/{question}", *_MORE]))
