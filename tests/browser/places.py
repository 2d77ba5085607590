"""Every kind of page of the service, each once, on the ledger of these tests."""

from __future__ import annotations

from collections.abc import Mapping

from proof.browser.served import DUE, Served

#: pages whose address is always the same, by what they are called here
FIXED: Mapping[str, str] = {
    "inbox": "/",
    "inbox, nothing found": "/?q=zzzz",
    "read": "/read",
    "jobs": "/jobs",
    "questions": "/questions",
    "questions, all": "/questions?state=all",
    "question, settled": "/questions/q-003",
    "question, due": f"/questions/{DUE[2]}",
    "embedded question": "/embed/questions/q-003",
    "workbench, starts": "/workbench",
    "workbench": "/workbench?example=aid_cut&paths=4096",
    "track record": "/track-record",
    "months": "/track-record/months",
    "month": "/track-record/2024-09",
    "watch": "/watch",
    "map": "/map",
    "data": "/data",
    "alerts": "/alerts",
    "api": "/api",
    "sign in": "/sign-in",
    "no such page": "/nothing/here",
    "no such question": "/questions/none",
}
#: pages that the service names after what is in it
FOUND = ("brief", "question", "job")
NAMES = (*FIXED, *FOUND)
#: pages that are not there: the browser notes their status as an error
NOT_THERE = {"no such page": 404, "no such question": 404}


def address_of(name: str, served: Served) -> str:
    """The address of a page by its name here."""
    if name in FIXED:
        return FIXED[name]
    if name == "question":
        return f"/questions/{served.json('/inbox.json')['due'][0]['question']}"
    if name == "job":
        return f"/jobs/{served.json('/jobs.json')['jobs'][0]['id']}"
    briefs = {line["brief"] for line in served.json("/inbox.json")["due"]}
    return f"/briefs/{min(briefs)}"
