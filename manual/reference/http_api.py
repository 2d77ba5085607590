"""The addresses of the service for programs, from its own OpenAPI description, with real answers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from manual.reference.prose import cell

MOST_SHOWN = 1500


def http_api() -> str:
    """A section for each operation, under the service's own headings."""
    from contingent.ledger.store import Ledger
    from contingent.web.app import application
    from contingent.web.service import Service

    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "empty.sqlite") as ledger:
        described = application(Service(ledger=ledger)).openapi()
    said = [described["info"]["description"]]
    for tag in described["tags"]:
        of_tag = [
            _operation(path, method, operation, described)
            for path, item in described["paths"].items()
            for method, operation in item.items()
            if tag["name"] in operation["tags"]
        ]
        if of_tag:
            said += [f"## {tag['name']}\n\n{tag['description']}", *of_tag]
    return "\n\n".join(said)


def _operation(path: str, method: str, operation: dict[str, Any], whole: dict[str, Any]) -> str:
    said = [f"### {operation['summary']}", f"`{method.upper()} {path}`", operation.get("description", "")]
    rows = ["| parameter | where | says |", "|---|---|---|"]
    for one in operation.get("parameters", ()):
        must = " *Required.*" if one.get("required") else ""
        rows.append(f"| `{one['name']}` | {one['in']} | {cell(one.get('description', ''))}{must} |")
    if len(rows) > 2:
        said.append("\n".join(rows))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if "example" in body:
        said.append(f"Sent, for example:\n\n{_code(body['example'])}")
    said += list(_answers(operation, whole))
    return "\n\n".join(part for part in said if part)


def _answers(operation: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    told = []
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            answer = whole["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        told.append(f"- `{status}`: {cell(answer.get('description', ''))}")
        example = answer.get("content", {}).get("application/json", {}).get("example")
        if status.startswith("2") and example is not None:
            yield f"Answered, for example:\n\n{_code(example)}"
    yield "\n".join(told)


def _code(value: Any) -> str:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    cut = text if len(text) <= MOST_SHOWN else text[: text.rfind("\n", 0, MOST_SHOWN)] + "\n …"
    return f"```{'json' if cut == text else 'text'}\n{cut}\n```"
