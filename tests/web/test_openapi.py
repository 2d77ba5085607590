"""The description of the API is whole, its examples are real, and what the service answers is what it describes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from api_examples import asked, shortened
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contingent.web.app import application
from contingent.web.errors import PROBLEM_JSON
from contingent.web.openapi import NAMED_IN_BODY, NAMING, TAGS, examples, named, operations
from contingent.web.service import Service
from proof.strict import strict


@pytest.fixture(scope="module")
def whole(made_brief_ledger: Path) -> dict[str, Any]:
    """The description; it is the same on every ledger."""
    from contingent.ledger.store import Ledger

    with Ledger.open(made_brief_ledger) as ledger:
        description: dict[str, Any] = application(Service(ledger=ledger)).openapi()
    return description


def faults(whole: dict[str, Any], schema: dict[str, Any], value: object) -> list[str]:
    """What of the value the schema does not allow; a field that it does not name is none of its own."""
    checked = Draft202012Validator({**schema, "components": strict(whole["components"])})
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in checked.iter_errors(value)]


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            yield f"{status} {kind}", content
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"body {kind}", content


def test_every_operation_says_what_it_is(whole: dict[str, Any]) -> None:
    names = set()
    for path, method, operation in operations(whole):
        where = f"{method} {path}"
        names.add(operation["operationId"])
        assert operation.get("summary"), where
        assert operation["operationId"] == named(path, method)
        assert operation["tags"] and set(operation["tags"]) <= set(TAGS), where
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (where, parameter["name"])
        assert any(status.startswith("2") for status in operation["responses"]), where
        assert "HTTPValidationError" not in json.dumps(operation), where
    assert len(names) == len(list(operations(whole)))
    assert whole["info"]["license"]["identifier"] == "Apache-2.0" and whole["openapi"].startswith("3.1")


def test_every_json_operation_has_an_example_which_its_schema_allows(whole: dict[str, Any]) -> None:
    for path, method, operation in operations(whole):
        for kind, content in contents(operation):
            if not kind.endswith("/json"):
                continue
            assert "example" in content, f"{method} {path} {kind}: python tests/web/api_examples.py"
            assert faults(whole, content.get("schema", {}), content["example"]) == [], f"{method} {path} {kind}"


def test_every_kept_example_is_of_an_operation(whole: dict[str, Any]) -> None:
    known = {f"{method.upper()} {path}" for path, method, _ in operations(whole)}
    assert {name.removeprefix("SENT ") for name in examples()} <= known


def test_every_way_to_fail_is_told_as_a_problem(whole: dict[str, Any]) -> None:
    for name, response in whole["components"]["responses"].items():
        content = response["content"][PROBLEM_JSON]
        assert faults(whole, content["schema"], content["example"]) == [], name
    for path, method, operation in operations(whole):
        failing = {status for status in operation["responses"] if status[0] in "45"}
        assert {"401", "503"} <= failing
        names = {one["name"] for one in operation.get("parameters", ())}
        by_name = "{" in path or NAMING & names or (method, path) in NAMED_IN_BODY
        assert ("404" in failing) == bool(by_name), f"{method} {path}"
        assert ("403" in failing) == (method != "get")


def test_what_is_answered_is_what_is_described(
    whole: dict[str, Any], brief_ledger: Path, settled_ledger: Path, service_on: Callable[[Path], Service]
) -> None:
    seen = set()
    for where in (brief_ledger, settled_ledger):
        service = service_on(where)
        client = TestClient(application(service), base_url="http://127.0.0.1")
        for name, place, kind in asked(whole, service.ledger):
            answer = client.get(place)
            assert answer.status_code == 200, (place, answer.text[:300])
            assert answer.headers["content-type"].partition(";")[0] == kind, place
            if kind == "application/json":
                seen.add(name)
                path = name.partition(" ")[2]
                schema = whole["paths"][path]["get"]["responses"]["200"]["content"][kind]["schema"]
                value = answer.json()
                whole_one = len(answer.content) < 100_000  # of a whole brief, its first parts: the rest are like them
                assert faults(whole, schema, value if whole_one else shortened(value)) == [], place
    reads = {f"GET {path}" for path, item in whole["paths"].items() if "get" in item}
    assert {name for name in reads - seen if "{job}" not in name and "json" in name} == set()


def test_a_problem_of_the_service_is_one_that_is_described(whole: dict[str, Any], client: TestClient) -> None:
    for place in ("/questions/none.json", "/jobs/none.json", "/nothing.json", "/questions.json?page=x"):
        answer = client.get(place)
        assert answer.status_code in (404, 422), place
        assert faults(whole, {"$ref": "#/components/schemas/Problem"}, answer.json()) == []


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "0", "-1", "1e999", "nan", "2024-02-30", "9999-12-31", "0001-01-01", "../../etc/passwd", "%00", "\x00",
         "' OR 1=1 --", "<script>", "💥", "\ud7ff", "9" * 400, "sha256:0", "{}", "[]", "null", "2024-13", "0000-00"]
    ),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_parameter_makes_a_read_fail(whole: dict[str, Any], client: TestClient, data: st.DataObject) -> None:
    for path, item in whole["paths"].items():
        if "get" not in item:
            continue
        place, query = path, {}
        for parameter in item["get"].get("parameters", ()):
            name, value = parameter["name"], data.draw(WORDS)
            if parameter["in"] == "path":
                place = place.replace(f"{{{name}}}", _quoted(value))
            elif data.draw(st.booleans()):
                query[name] = value
        for form in (place, place.removesuffix(".json")) if place.endswith(".json") else (place,):
            answer = client.get(form, params=query)
            assert answer.status_code < 500, (form, query, answer.text[-300:])


def _quoted(value: str) -> str:
    return quote(value, safe="") or "0"
