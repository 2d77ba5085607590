"""The service is stopped while it reads somebody's article, and started again: the page of the job goes on."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

from proof.browser.served import Served, serving

ARTICLE = "By A Writer | May 3, 2024\n\nRussia has 470,000 soldiers in Ukraine. It might send 30,000 more by autumn.\n"
SECONDS = 120.0


def restarted(folder: Path) -> tuple[str, ...]:
    """What is wrong after a restart in the middle of a job: nothing, where the job goes on and its page says so."""
    folder.mkdir()
    with serving(folder, "--no-examples") as served:
        job = _asked(served)
    with serving(folder, "--no-examples") as served:
        with urllib.request.urlopen(f"{served.address}/jobs/{job}", timeout=60) as answer:
            if answer.status != 200:
                return (f"server restarted in mid job: its page answers {answer.status}",)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            found = served.json(f"/jobs/{job}.json")
            if found["state"] in ("done", "failed"):
                return () if found["state"] == "done" else (f"server restarted in mid job: {found['error']}",)
            time.sleep(0.2)
    return ("server restarted in mid job: it never went on",)


def _asked(served: Served) -> str:
    body = json.dumps({"text": ARTICLE}).encode()
    request = urllib.request.Request(f"{served.address}/read", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    return str(told["id"] if "id" in told else told["job"])
