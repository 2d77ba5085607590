"""R9: every operation of the API's description is asked what it allows and what it does not, by schemathesis."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proof.row import Figure, Missing, Row, Size, Tell, at_least, exactly, told
from proof.serving import answered
from proof.strict import strict
from proof.whole_service import HOOK, Whole, whole_service

#: what became of a request that is held against the description
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
)  # fmt: skip
#: seconds within which one request must be answered
_TIMEOUT = 60.0
_MOST_KEPT = 400
_ACCEPTED = ("*/*", "application/json", "text/html,*/*;q=0.8", "text/plain")


@dataclass(slots=True)
class _Seen:
    """What was asked and answered; `faults` counts each kind of break, `kept` shows the first of them."""

    asked: int = 0
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    def note(self, kind: str, words: str) -> None:
        """One more break."""
        self.faults[kind] += 1
        if len(self.kept) < _MOST_KEPT:
            self.kept.append(f"{kind}: {words}")


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every documented operation asked in four ways: without tokens, with one, and without the one that is needed."""
    try:
        import schemathesis
    except ImportError as lacking:
        raise Missing('schemathesis is not installed: pip install -e ".[test]"') from lacking
    from contingent.web.app import application
    from contingent.web.security import Access

    seen = _Seen()
    with whole_service(folder, small=not size.full) as whole:
        open_app = application(whole.service, Access())
        closed_app = application(whole.service)
        description = strict(open_app.openapi())
        config = schemathesis.Config(seed=size.seed)
        schema = schemathesis.openapi.from_dict(description, config=config)
        found: list[Any] = [one.ok() for one in schema.get_all_operations()]  # type: ignore[union-attr]
        for name, app, headers, share in (
            ("own machine", open_app, {}, 1.0),
            ("token", closed_app, {"Authorization": f"Bearer {whole.token}"}, 0.2),
            ("no token", closed_app, {}, 0.05),
        ):
            with answered(app) as (host, port):
                hand = _Hand(whole, f"http://{host}:{port}", headers, seen, size.seed)
                hand.let_out = name == "no token"
                for number, operation in enumerate(found):
                    if size.full or name != "token":
                        hand.example(operation)
                    if size.full or number % 3 == size.seed % 3:  # making values takes longer than asking
                        hand.ask(operation, max(int(size.of(60, 1) * share), size.of(2, 0)))
                tell(f"{name}: {seen.asked} requests so far, {sum(seen.faults.values())} breaks")
        documented = {f"{path} {method}" for path, method, _ in _operations(description)}
    reached = {name for (name, status), _ in seen.answered.items() if status < 300 or status == 303}
    (folder / "breaks.txt").write_text("\n\n".join(seen.kept), encoding="utf-8")
    for words in seen.kept[:30]:
        tell(words)
    servers = sum(count for (_, status), count in seen.answered.items() if status >= 500)
    breaks = sum(count for kind, count in seen.faults.items() if kind != "not_a_server_error")
    return (
        exactly("operations asked", len(found), len(documented), "operations"),
        exactly("operations that answered with what was asked for", len(reached), len(documented), "operations"),
        at_least("requests an operation", seen.asked // max(1, len(found)), size.of(200, 2)),
        exactly("answers of 500 and above", servers, 0),
        exactly("breaks of the description", breaks, 0),
        told("requests", seen.asked),
        told("answers of 200 to 399", sum(n for (_, status), n in seen.answered.items() if status < 400)),
        told("refusals of 400 to 499", sum(n for (_, status), n in seen.answered.items() if 400 <= status < 500)),
    )


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    from contingent.web.openapi import operations

    return operations(description)


class _Hand:
    """Asks operations over real connections, and holds every answer against the description."""

    def __init__(self, whole: Whole, base: str, headers: dict[str, str], seen: _Seen, seed: int) -> None:
        import requests

        self._whole, self._base, self._headers, self._seen = whole, base, headers, seen
        self._session = requests.Session()
        self._session.trust_env = False
        self._draw = random.Random(seed)
        self._seed = seed
        self.let_out = False

    def ask(self, operation: Any, most: int) -> None:
        """The operation is asked `most` times in each way."""
        from hypothesis import HealthCheck, Phase, given, seed, settings
        from hypothesis.errors import Unsatisfiable
        from schemathesis import GenerationMode

        if not most:
            return
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for named in (True, False) if most > 1 else (mode is GenerationMode.POSITIVE,):
                one = given(case=operation.as_strategy(generation_mode=mode))(_asker(self, named))
                once = settings(
                    max_examples=most, deadline=None, database=None, phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )(seed(self._seed)(one))  # fmt: skip
                with warnings.catch_warnings(), suppress(Unsatisfiable):  # what takes nothing has no wrong form
                    warnings.simplefilter("ignore")
                    once()

    def example(self, operation: Any) -> None:
        """The operation is asked what its description gives as an example, of what is there."""
        names = {name: values[0] for name, values in self._whole.names.items()}
        if operation.path.endswith("/settle"):
            names["question"] = self._whole.due_question
        placed = {one.name: names[one.name] for one in operation.path_parameters}
        case = operation.Case(path_parameters=placed)
        body = operation.definition.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in body:
            case = operation.Case(path_parameters=placed, body=dict(body["example"]), media_type="application/json")
            if "address" in case.body:
                case.body["address"] = HOOK
        self.one(case, named=False)

    def one(self, case: Any, *, named: bool) -> None:
        """One request, and what its answer breaks."""
        from schemathesis.core.failures import FailureGroup

        if named:
            self._name(case)
        self._seen.asked += 1
        label = case.operation.label
        headers = {**self._headers, "Accept": self._draw.choice(_ACCEPTED)}
        response = case.call(
            base_url=self._base, session=self._session, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        )
        self._seen.answered[(label, response.status_code)] += 1
        try:
            # a name put into a wrong request mends it, and who must sign in first has had nothing taken
            lenient = named or (response.status_code in (401, 303) and self.let_out)
            checks = [_check(name) for name in CHECKS if not (lenient and name == "negative_data_rejection")]
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for fault in group.exceptions:
                self._seen.note(type(fault).__name__, f"{label} {response.status_code} {str(fault)[:600]}")
        if case.operation.method == "post":
            self._whole.clear()

    def _name(self, case: Any) -> None:
        """Most parameters of the case name what is there."""
        names = self._whole.names
        for place in (case.path_parameters, case.query):
            for name in list(place or ()):
                if name in names:
                    place[name] = self._draw.choice(names[name])
        if isinstance(case.body, dict) and "address" in case.body:
            case.body["address"] = HOOK


def _asker(hand: _Hand, named: bool) -> Callable[[Any], None]:
    def each(case: Any) -> None:
        hand.one(case, named=named)

    return each


def _check(name: str) -> Any:
    from schemathesis.checks import CHECKS as known
    from schemathesis.checks import load_all_checks

    load_all_checks()
    return known.get_one(name)


ROW = Row(
    key="R9",
    title="Every operation of the API",
    what=(
        "schemathesis asks every operation of `/openapi.json` over real connections, on a ledger that holds every kind "
        "of row: values that the description allows and values that it does not, names of what is there and of what "
        "is not, without tokens, with one, and without the one that is needed. No answer may be a 5xx, have a status, "
        "a content type or a field that the description does not name, or accept what it forbids."
    ),
    run=run,
)
