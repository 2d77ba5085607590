"""The service is stopped while it reads somebody's article, and started again: the page of the job goes on."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from pathlib import Path
from typing import Any

from proof.browser.served import Served, serving

ARTICLE = "By A Writer | May 3, 2024\n\nRussia has 470,000 soldiers in Ukraine. It might send 30,000 more by autumn.\n"
SECONDS = 120.0
_WHAT = "server restarted in mid job"


def restarted(folder: Path) -> tuple[str, ...]:
    """What is wrong after a restart in the middle of a job: nothing, where the job goes on and its page says so."""
    folder.mkdir()
    with serving(folder, "--no-examples") as served:
        job = _asked(served)
        if (state := _until(served, job, ("running", "done", "failed"))) != "running":
            return (f"{_WHAT}: the job was {state} before the server was stopped, so nothing was tried",)
    with serving(folder, "--no-examples") as served:
        if (status := _status(f"{served.address}/jobs/{job}")) != 200:
            return (f"{_WHAT}: its page answers {status}",)
        state = _until(served, job, ("done", "failed"))
        return () if state == "done" else (f"{_WHAT}: it is {state}: {served.json(f'/jobs/{job}.json')['error']}",)


def _asked(served: Served) -> str:
    body = json.dumps({"text": ARTICLE}).encode()
    request = urllib.request.Request(f"{served.address}/read", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    return str(told["id"] if "id" in told else told["job"])


def _until(served: Served, job: str, wanted: Collection[str]) -> str:
    """The state of the job once it is one of those wanted, or when the time is over."""
    until = time.monotonic() + SECONDS
    while True:
        state = str(served.json(f"/jobs/{job}.json")["state"])
        if state in wanted or time.monotonic() > until:
            return state
        time.sleep(0.01)


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
