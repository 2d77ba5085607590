"""The workbench without scripts: a link holds it, a form turns it, its twins tell it, and strangers get a sentence."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from contingent.core.nouns import Outcomes, Scenario
from contingent.journeys.workbench.asked import Asked
from contingent.journeys.workbench.link import link_of, scenario_of
from contingent.journeys.workbench.starts import baseline_of, example, example_names, read_upload
from contingent.ledger.store import Ledger
from contingent.simulating.engines.numpy_engine import NumpyEngine
from contingent.simulating.world import FrontWorld
from contingent.web.app import application
from contingent.web.pages import workbench as workbench_page
from contingent.web.service import Service

ROOT = Path(__file__).resolve().parents[2]
FROM_HERE = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Few:
    """A simulator that runs few paths not far ahead, remembers them, and notes what it was asked."""

    asked: list[tuple[str, int, int]] = field(default_factory=list)
    known: dict[tuple[Scenario, int], Outcomes] = field(default_factory=dict)

    def simulate(self, scenario: Scenario, *, draws: int, seed: int) -> Outcomes:
        self.asked.append((scenario.id, draws, seed))
        near = replace(scenario, horizon_days=180)
        if (near, seed) not in self.known:
            world = FrontWorld(baseline_of(near)[0], engine=NumpyEngine())
            self.known[near, seed] = world.simulate(near, draws=64, seed=seed)
        return self.known[near, seed]


FEW = Few()


@pytest.fixture
def bench(brief_ledger: Path) -> Iterator[TestClient]:
    FEW.asked.clear()
    with Ledger.open(brief_ledger) as ledger:
        app = application(Service(ledger=ledger, simulator=FEW))
        yield TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def address(name: str = "aid_cut", **more: object) -> str:
    return f"/workbench?{Asked(scenario=example(name), start=f'example:{name}', **more).query()}"  # type: ignore[arg-type]


def fields_of(page: str) -> dict[str, str]:
    """The form of a page as a browser without scripts would send it."""
    form = page[page.index('id="wb-form"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for attributes in re.findall(r"<input ([^>]*)>", form):
        found = {name: html.unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', attributes)}
        ticked = found.get("type") != "checkbox" or re.search(r"\bchecked\b", attributes)
        if "name" in found and ticked:
            sent[found["name"]] = found.get("value", "")
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return sent


def test_without_a_scenario_it_says_where_to_start(bench: TestClient) -> None:
    page = bench.get("/workbench")
    assert page.status_code == 200
    for name in example_names():
        assert f'href="/workbench?example={name}"' in page.text
    (brief,) = re.findall(r'href="/workbench\?brief=([0-9a-f]{64})"', page.text)
    assert bench.get("/workbench.json").json()["starts"][0]["start"] == f"brief:{brief}"
    assert f"brief:{brief}" in bench.get("/workbench.csv").text
    assert 'enctype="multipart/form-data"' in page.text


@pytest.mark.parametrize("start", ["example=aid_cut", "brief"])
def test_a_start_leads_to_the_address_that_holds_the_whole_scenario(bench: TestClient, start: str) -> None:
    if start == "brief":
        (hexadecimal,) = re.findall(r"brief=([0-9a-f]{64})", bench.get("/workbench").text)
        start = f"brief={hexadecimal}"
    reply = bench.get(f"/workbench?{start}")
    assert reply.status_code == 303
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert query["start"] == [start.replace("=", ":")]
    assert len(reply.headers["location"]) < 8_000
    assert len(scenario_of(query["s"][0]).branches) > 2
    assert bench.get(reply.headers["location"]).status_code == 200


def test_the_page_holds_every_dial_branch_and_the_answer(bench: TestClient) -> None:
    page = bench.get(address()).text
    for part in ('id="wb-result"', 'id="wb-answer"', 'name="d.force_elasticity.middle"', 'name="i.1.0.fraction.low"',
                 'name="b.1.on"', 'name="horizon_days"', "What matters most", "Before you quote this",
                 'value="16384" selected', "not verified"):  # fmt: skip
        assert part in page, part
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)|\son[a-z]+=", page)
    assert page.count("<h1") == 1


def test_the_form_as_it_stands_leads_back_to_the_same_address(bench: TestClient) -> None:
    page = bench.get(address("ceasefire_window", off=("truce",), seed=5))
    reply = bench.post("/workbench/turn", data=fields_of(page.text), headers=FROM_HERE)
    assert reply.status_code == 303
    assert reply.headers["location"] == address("ceasefire_window", off=("truce",), seed=5)


def test_a_dial_turned_in_the_form_is_in_the_address_and_on_the_page(bench: TestClient) -> None:
    sent = fields_of(bench.get(address()).text) | {"d.force_elasticity.middle": "2.5", "paths": "4096", "seed": "3"}
    reply = bench.post("/workbench/turn", data=sent, headers=FROM_HERE)
    assert reply.status_code == 303
    page = bench.get(reply.headers["location"])
    assert "What was changed (1)" in page.text
    assert "Where it started" in page.text
    assert 'value="force_elasticity"' in page.text  # the button that puts it back
    assert {asked[1:] for asked in FEW.asked[-2:]} == {(4096, 3)}
    value = bench.get(reply.headers["location"].replace("/workbench?", "/workbench.json?")).json()
    assert [change["dial"] for change in value["changes"]] == ["force_elasticity"]
    assert value["shifts"][0]["before"] != value["shifts"][0]["after"]
    back = bench.post("/workbench/turn", data=fields_of(page.text) | {"reset": "all"}, headers=FROM_HERE)
    assert scenario_of(parse_qs(urlsplit(back.headers["location"]).query)["s"][0]) == example("aid_cut")


def test_the_twins_tell_what_the_page_tells(bench: TestClient) -> None:
    here = address()
    value = bench.get(here.replace("?", ".json?", 1)).json()
    rows = list(csv.DictReader(io.StringIO(bench.get(here.replace("?", ".csv?", 1)).text)))
    assert [float(row["q50"]) for row in rows] == [row["q50"] for row in value["outcomes"]["contrasts"]]
    assert {row["label"] for row in rows} == {branch.label for branch in example("aid_cut").branches[1:]}
    markdown = bench.get(here.replace("?", ".md?", 1)).text
    assert markdown.startswith("# What if the United States stopped its aid to Ukraine?")
    assert here in markdown
    assert value["query"] in here
    assert bench.get(here, headers={"Accept": "application/json"}).json() == value


def test_its_charts_can_be_taken_along(bench: TestClient) -> None:
    query = address().partition("?")[2]
    offered = set(re.findall(r"/workbench/charts/([a-z0-9-]+)\.svg", bench.get(address()).text))
    assert {"tornado", "difference-1", "fan-1", "fan-3"} <= offered
    for name in ("tornado", "difference-1", "fan-2"):
        spec = bench.get(f"/workbench/charts/{name}.vl.json?{query}")
        assert spec.json()["description"]
    assert bench.get(f"/workbench/charts/nothing.svg?{query}").status_code == 404


def test_a_file_that_is_sent_becomes_an_address_and_the_address_a_file(bench: TestClient) -> None:
    raw = (ROOT / "examples" / "scenarios" / "mobilisation.toml").read_bytes()
    reply = bench.post("/workbench/file", files={"scenario": ("x.toml", raw)}, headers=FROM_HERE)
    assert reply.status_code == 303
    assert reply.headers["location"] == f"/workbench?s={link_of(example('mobilisation'))}"
    back = bench.get(reply.headers["location"].replace("?", "/scenario.toml?", 1))
    assert back.headers["content-disposition"] == 'attachment; filename="scenario.toml"'
    assert replace(read_upload(back.content, "x"), id="") == replace(example("mobilisation"), id="")
    wrong = bench.post("/workbench/file", files={"scenario": ("x.toml", b"title = 3")}, headers=FROM_HERE)
    assert wrong.status_code == 400
    assert "line 1" in wrong.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/workbench?s=1.AAAA", 400),
        ("/workbench?s=" + "A" * 12_000, 400),
        ("/workbench?example=../../etc/passwd", 404),
        ("/workbench?brief=" + "0" * 64, 404),
        ("/workbench?s={link}&start=war:1", 404),
        ("/workbench?s={link}&off=nobody", 400),
        ("/workbench?s={link}&paths=1000000", 400),
        ("/workbench?s={link}&paths=many", 422),
        ("/workbench?s={link}&seed=-4", 400),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_one_sentence(bench: TestClient, path: str, status: int) -> None:
    path = path.replace("{link}", link_of(example("aid_cut")))
    page, value = bench.get(path), bench.get(path.replace("?", ".json?", 1))
    assert (page.status_code, value.status_code) == (status, status)
    assert value.json()["detail"][:60] in html.unescape(page.text)
    assert not FEW.asked


@pytest.mark.parametrize(
    "change", [{"d.friction.middle": "x"}, {"s": "1.AA"}, {"unknown": "1"}, {"d.friction.low": "9"}]
)
def test_a_form_that_cannot_be_is_refused_in_a_sentence(bench: TestClient, change: dict[str, str]) -> None:
    sent = {"s": link_of(example("aid_cut")), **change}
    reply = bench.post("/workbench/turn", data=sent, headers={**FROM_HERE, "Accept": "text/html"})
    assert reply.status_code == 400
    assert 'class="said wrong"' in reply.text


def test_a_form_from_another_site_is_refused(bench: TestClient) -> None:
    sent = {"s": link_of(example("aid_cut"))}
    reply = bench.post("/workbench/turn", data=sent, headers={"Origin": "https://evil.example"})
    assert reply.status_code == 403


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</title><svg onload=x>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_a_link_stay_words(bench: TestClient, payload: str) -> None:
    start = example("aid_cut")
    done = replace(start.branches[1].interventions[0], giver=payload, provenance=payload)  # type: ignore[call-arg]
    prior = replace(start.priors[0], source=payload)
    made = replace(
        start, title=payload, theatre=payload[:80], open=(payload,), priors=(prior,),
        branches=(start.branches[0], replace(start.branches[1], label=payload, note=payload, quote=payload,
                                             interventions=(done,))),
    )  # fmt: skip
    page = bench.get(f"/workbench?s={link_of(made)}")
    assert page.status_code == 200
    assert payload.startswith("javascript") or payload not in page.text
    assert not re.search(r'(href|src|action)="\s*javascript', page.text)
    assert html.escape(payload, quote=False) in page.text


def test_the_navigation_knows_where_it_is(bench: TestClient) -> None:
    assert re.search(r'href="/workbench" aria-current="page"', bench.get("/workbench").text)


def test_a_program_that_turns_a_dial_is_told_the_address_in_json(bench: TestClient) -> None:
    sent = {"s": link_of(example("aid_cut")), "d.friction.middle": "0.2"}
    reply = bench.post("/workbench/turn", data=sent, headers={**FROM_HERE, "Accept": "application/json"})
    assert reply.status_code == 200
    assert reply.json()["address"].startswith("/workbench?s=1.")


def test_the_json_is_what_its_schema_says(bench: TestClient) -> None:
    whole = bench.get("/openapi.json").json()
    content = whole["paths"]["/workbench.json"]["get"]["responses"]["200"]["content"]["application/json"]
    checked = Draft202012Validator({**content["schema"], "components": whole["components"]})
    for place in (address().replace("?", ".json?", 1), "/workbench.json"):
        assert not list(checked.iter_errors(bench.get(place).json()))


def test_others_are_answered_while_a_form_is_turned(bench: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    turned, threads = workbench_page.turn, []

    def noted(*given: Any, **named: Any) -> Asked:
        with pytest.raises(RuntimeError):  # the thread that answers everybody has a running loop
            asyncio.get_running_loop()
        threads.append(threading.current_thread().name)
        return turned(*given, **named)

    monkeypatch.setattr(workbench_page, "turn", noted)
    sent = fields_of(bench.get(address()).text)
    assert bench.post("/workbench/turn", data=sent, headers=FROM_HERE).status_code == 303 and len(threads) == 1
