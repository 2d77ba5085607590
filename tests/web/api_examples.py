"""Real answers for the description of the API: a service on made ledgers is asked every documented operation.

`python tests/web/api_examples.py` writes them to `src/contingent/web/examples.json`, where `web.openapi` finds them;
`tests/web/test_openapi.py` holds that each is one, and that none is missing.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src" / "contingent" / "web" / "examples.json"
#: longer lists are cut to their first entries: tuples of fixed length are not longer than the first of these
LONG, KEPT, MOST_CHARACTERS = 4, 2, 160


def asked(whole: dict[str, Any], ledger: Any) -> Iterator[tuple[str, str, str]]:
    """Each documented read as its operation, its address on this ledger, and what it is answered as."""
    from contingent.core.times import today

    day = today()
    first: dict[str, str] = {}
    for row in ledger.read(as_of=day, kind="brief"):
        first.setdefault("brief", row.key.partition(":")[2])
    for row in ledger.read(as_of=day, kind="question"):
        first.setdefault("question", row.body["id"])
    for row in ledger.read(as_of=day, kind="resolution"):
        first.setdefault("month", row.body["resolved_on"][:7])
    for path, item in whole["paths"].items():
        if "get" not in item:
            continue
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        if all(name in first for name in names):
            place = path
            for name in names:
                place = place.replace(f"{{{name}}}", first[name])
            yield f"GET {path}", place, next(iter(item["get"]["responses"]["200"].get("content", {})), "")


def shortened(value: Any) -> Any:
    """The value with long lists and texts cut short."""
    match value:
        case dict():
            return {key: shortened(one) for key, one in value.items()}
        case list():
            return [shortened(one) for one in (value[:KEPT] if len(value) > LONG else value)]
        case str() if len(value) > MOST_CHARACTERS:
            return f"{value[:MOST_CHARACTERS]}…"
    return value


def main() -> None:
    """The file of examples holds what the service answers now."""
    from fastapi.testclient import TestClient

    from contingent.core.times import today
    from contingent.journeys.brief import make_brief
    from contingent.journeys.keep import keep_brief
    from contingent.ledger.store import Ledger
    from contingent.sources.articles import read_article
    from contingent.web.app import application
    from contingent.web.service import Service
    from proof.made_ledgers import nouns_of_many, put, question
    from proof.whole_service import put_series

    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # the data folder of this run is its own
        put_series(Path(folder))
        brief, settled = Path(folder) / "brief.sqlite", Path(folder) / "settled.sqlite"
        article = read_article(str(ROOT / "examples" / "reinforcements.md"), io.BytesIO())
        keep_brief(make_brief(article, as_of=None, draws=1 << 10), brief)
        put(brief, question("still-open", deadline=today() + timedelta(90)))
        put(settled, *nouns_of_many(60))
        for where in (brief, settled):
            with Ledger.open(where) as ledger:
                client = TestClient(application(Service(ledger=ledger)), base_url="http://127.0.0.1")
                whole = client.get("/openapi.json").json()
                writes = _written(client, ledger) if where == brief else {}
                reads = {
                    name: answer.json()
                    for name, place, kind in asked(whole, ledger)
                    if kind == "application/json" and (answer := client.get(place)).status_code == 200
                }
                for name, value in (writes | reads).items():
                    # of two the fuller one: a ledger without outcomes has an empty track record
                    if len(json.dumps(value)) > len(json.dumps(found.get(name))):
                        found[name] = shortened(value)
    TARGET.write_text(json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} examples, {TARGET.stat().st_size} bytes")  # noqa: T201


def _written(client: Any, ledger: Any) -> dict[str, Any]:
    """What a program is answered that hands in an article, writes a note, forecasts and settles."""
    from contingent.core.times import today

    question = next(iter(ledger.read(as_of=today(), kind="question"))).body["id"]
    sent = {
        "POST /read": ("/read", {"text": (ROOT / "examples" / "reinforcements.md").read_text(encoding="utf-8")}),
        "POST /questions/{question}/notes": (f"/questions/{question}/notes", {"text": "The source counts anew."}),
        "POST /questions/{question}/forecasts": ("/questions/still-open/forecasts", {"middle": 0.2}),
        "POST /questions/{question}/settle": (
            f"/questions/{question}/settle",
            {"outcome": "no", "resolved_on": "2026-01-02", "source": "a made source", "evidence": "It says so."},
        ),
    }
    found = {}
    for name, (place, body) in sent.items():
        answer = client.post(place, json=body)
        assert answer.status_code < 300, (name, answer.text)
        found |= {name: answer.json(), f"SENT {name}": body}
    wish = {"address": "https://desk.example.org/hooks/contingent", "threshold": 0.05}
    # asked with an address that needs no name service, and told with the one that people would write
    made = client.post("/alerts", json=wish | {"address": "https://93.184.215.14/hooks/contingent"})
    assert made.status_code == 201, made.text
    paused = client.post(f"/alerts/{made.json()['id']}/pause", json={})
    assert paused.status_code == 200, paused.text
    found |= {"SENT POST /alerts": wish, "POST /alerts": {**made.json(), **wish, "secret": "…"}}
    found["POST /alerts/{alert}/{action}"] = paused.json()
    job = found["POST /read"]["job"]
    return found | {"GET /jobs/{job}.json": client.get(f"/jobs/{job}.json").json()}


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]
    main()
