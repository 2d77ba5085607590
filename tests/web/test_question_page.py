"""The page of a question: what it shows, what a reader may write on it, and that nothing written there can run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import today
from contingent.ledger.store import Ledger
from contingent.web.service import LOCAL_READER, Service
from proof.made_ledgers import chance, draws, forecast, put, question, resolution

TODAY = today()
SOON = TODAY + timedelta(30)
HTML = {"accept": "text/html"}
HOSTILE = "<img src=x onerror=alert(1)> \u202e"


@pytest.fixture
def client(empty_ledger: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    """A client on a ledger with one running question, forecast twice by the ensemble and once by a member."""
    put(empty_ledger, question("q", deadline=SOON), forecast("q", "ensemble", chance(0.2)),
        forecast("q", "hazard", chance(0.1)), forecast("q", "ensemble", chance(0.3), on=date(2024, 2, 1)))  # fmt: skip
    return client_on(empty_ledger)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags_of(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    return parser.seen


def test_the_page_and_each_twin_tell_the_same(client: TestClient) -> None:
    page = client.get("/questions/q", headers=HTML)
    assert page.status_code == 200 and "30\u00a0%" in page.text and "+10 points" in page.text
    told = client.get("/questions/q.json").json()
    assert told["tracks"][0]["forecaster"] == "ensemble"
    assert [stand["middle"] for stand in told["tracks"][0]["stands"]] == [0.2, 0.3]
    lines = client.get("/questions/q.csv").text.splitlines()
    assert len(lines) == 4 and lines[1].startswith("q,Will q come about?")
    assert client.get("/questions/q.md").text.startswith("# Will q come about?")
    for form in ("svg", "png", "vl.json"):
        assert client.get(f"/questions/q/charts/forecasts.{form}").status_code == 200


def test_a_question_nobody_asked_is_not_found(client: TestClient) -> None:
    for path in ("/questions/none", "/questions/none.json", "/embed/questions/none"):
        assert client.get(path).status_code == 404
    assert client.post("/questions/none/notes", data={"text": "x"}).status_code == 404


def test_the_chart_is_drawn_for_wide_and_narrow_with_words_for_those_who_do_not_see_it(client: TestClient) -> None:
    tags = tags_of(client.get("/questions/q", headers=HTML).text)
    drawings = [attrs for tag, attrs in tags if tag == "svg"]
    assert len(drawings) == 2 and all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in drawings)
    ids = [attrs["id"] for _, attrs in tags if attrs.get("id")]
    assert len(ids) == len(set(ids))


def test_nothing_on_the_page_runs_and_every_field_has_a_label(client: TestClient) -> None:
    tags = tags_of(client.get("/questions/q", headers=HTML).text)
    assert not any(tag in ("script", "style") for tag, _ in tags)
    assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
    labels = {attrs.get("for") for tag, attrs in tags if tag == "label"}
    for tag, attrs in tags:
        if tag in ("input", "textarea", "select") and attrs.get("type") not in ("hidden", "date"):
            assert attrs.get("id") in labels or attrs.get("aria-label"), attrs


def test_an_earlier_day_hides_what_came_later_and_takes_no_writing(client: TestClient) -> None:
    page = client.get("/questions/q?as_of=2024-01-15", headers=HTML).text
    assert "As it was known on 15 January 2024" in page and "30\u00a0%" not in page and "20\u00a0%" in page
    assert '<textarea id="note-text"' not in page
    assert client.get("/questions/q.json?as_of=2024-01-15").json()["as_of"] == "2024-01-15"
    assert client.get("/questions/q?as_of=2023-01-01").status_code == 404
    assert client.get("/questions/q?as_of=never").status_code in (400, 422)


def test_a_note_is_written_by_form_and_by_program_and_never_becomes_markup(client: TestClient) -> None:
    sent = client.post("/questions/q/notes", data={"text": HOSTILE})
    assert (sent.status_code, sent.headers["location"]) == (303, "/questions/q#notes")
    made = client.post("/questions/q/notes", json={"text": "second"})
    assert made.status_code == 201 and made.json()["author"] == LOCAL_READER
    page = client.get("/questions/q", headers=HTML).text
    assert "<img" not in page and "&lt;img" in page and "\u202e" not in page
    assert page.index("second") < page.index("&lt;img")
    for bad in ({"text": "  "}, {"text": "x" * 4001}, {}):
        assert client.post("/questions/q/notes", data=bad).status_code in (400, 422)
    assert client.post("/questions/q/notes", json=["x"]).status_code in (400, 422)
    headers = {"content-type": "application/json"}
    odd = client.post("/questions/q/notes", content=b'{"text":"half \\ud800 nul \\u0000"}', headers=headers)
    assert odd.status_code == 201 and odd.json()["text"] == "half \ufffd nul \ufffd"
    assert client.post("/questions/q/notes", content=b"{", headers=headers).status_code in (400, 422)
    assert len(client.get("/questions/q.json").json()["notes"]) == 3


def test_a_reader_s_forecast_is_in_percent_on_the_form_and_a_probability_from_a_program(client: TestClient) -> None:
    sent = client.post("/questions/q/forecasts", data={"middle": "40", "low": "25", "high": "60", "reasoning": "seen"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/questions/q#forecasts")
    assert client.post("/questions/q/forecasts", json={"middle": 0.5}).status_code == 201
    for bad in ({"middle": "140"}, {"middle": "40", "low": "50"}, {"middle": "nan"}, {"low": "3"}, {"middle": "inf"}):
        answer = client.post("/questions/q/forecasts", data=bad)
        assert answer.status_code in (400, 422), bad
    own = [track for track in client.get("/questions/q.json").json()["tracks"] if track["role"] == "reader"]
    assert [(track["forecaster"], [s["middle"] for s in track["stands"]]) for track in own] == [
        (f"reader:{LOCAL_READER}", [0.4, 0.5])
    ]


def test_settling_asks_once_more_then_scores_and_a_correction_stands_beside(client: TestClient) -> None:
    told = {"outcome": "no", "resolved_on": TODAY.isoformat(), "source": "a paper", "evidence": "it <b>said</b> so"}
    asked = client.post("/questions/q/settle", data=told)
    assert asked.status_code == 200 and "Is this how it came out?" in asked.text and "<b>said" not in asked.text
    assert client.get("/questions/q.json").json()["state"] == "open"
    hidden = {attrs["name"]: attrs["value"] for tag, attrs in tags_of(asked.text) if attrs.get("type") == "hidden"}
    assert {**told, "confirmed": "yes"} == hidden
    done = client.post("/questions/q/settle", data=hidden)
    assert (done.status_code, done.headers["location"]) == (303, "/questions/q#scores")
    view = client.get("/questions/q.json").json()
    assert view["state"] == "settled" and [one["brier"] for one in view["scores"]] == pytest.approx([0.01, 0.09])
    page = client.get("/questions/q", headers=HTML).text
    assert (
        "How the forecasts did" in page
        and "it &lt;b&gt;said&lt;/b&gt; so" in page
        and "Add a forecast of your own" not in page
    )
    assert client.post("/questions/q/settle", json={**told, "outcome": "yes"}).status_code in (400, 422)
    assert client.post("/questions/q/settle", json={**told, "outcome": "yes", "correct": True}).status_code == 201
    again = client.get("/questions/q.json").json()
    assert (again["outcome"]["outcome"], again["outcome"]["corrects"]) == (True, 1)


def test_settling_needs_evidence_a_day_that_has_been_and_a_fitting_outcome(client: TestClient) -> None:
    told = {"outcome": "no", "resolved_on": TODAY.isoformat(), "source": "a paper", "evidence": "so"}
    tomorrow = (TODAY + timedelta(1)).isoformat()
    for name, value in (("evidence", ""), ("evidence", "  "), ("source", " "), ("resolved_on", tomorrow),
                        ("outcome", "maybe"), ("outcome", "nan"), ("outcome", "17"), ("resolved_on", "x")):  # fmt: skip
        for form in ({"data": {**told, name: value, "confirmed": "yes"}}, {"json": {**told, name: value}}):
            assert client.post("/questions/q/settle", **form).status_code in (400, 422), (name, value)  # type: ignore[arg-type]
    assert client.get("/questions/q.json").json()["state"] == "open"


def test_what_is_new_is_told_from_the_reader_s_own_last_look(
    empty_ledger: Path, service_on: Callable[[Path], Service], client: TestClient
) -> None:
    desk = service_on(empty_ledger).desk
    client.get("/questions/q.json")
    assert desk.looks.last(LOCAL_READER, "q") is None  # a program has not looked
    assert "Since your last look" not in client.get("/questions/q", headers=HTML).text
    look = desk.looks.last(LOCAL_READER, "q")
    with Ledger.open(empty_ledger) as ledger:
        assert look is not None and look.seq == ledger.head().seq
    put(empty_ledger, forecast("q", "ensemble", chance(0.6), on=TODAY))
    page = client.get("/questions/q", headers=HTML).text
    assert "30\u00a0% → 60\u00a0% (+30 points)" in page
    assert desk.looks.last("somebody else", "q") is None


def test_what_is_new_stays_told_while_a_look_lasts(
    empty_ledger: Path, service_on: Callable[[Path], Service], client: TestClient
) -> None:
    looks = service_on(empty_ledger).desk.looks
    client.get("/questions/q", headers=HTML)
    look = looks.last(LOCAL_READER, "q")
    assert look is not None
    yesterday = datetime.fromisoformat(look.looked_at) - timedelta(1)
    looks.look(LOCAL_READER, "q", look.seq, at=yesterday)
    put(empty_ledger, forecast("q", "ensemble", chance(0.6), on=TODAY))
    for _ in range(3):  # opened, and loaded anew
        assert "30\u00a0% → 60\u00a0% (+30 points)" in client.get("/questions/q", headers=HTML).text
    seen = looks.last(LOCAL_READER, "q")
    assert seen is not None and seen.seq > look.seq
    looks.look(LOCAL_READER, "q", seen.seq, at=yesterday)
    assert "30\u00a0% → 60\u00a0%" not in client.get("/questions/q", headers=HTML).text


def test_a_number_is_shown_and_taken_in_its_unit(empty_ledger: Path, client: TestClient) -> None:
    put(empty_ledger, question("n", deadline=SOON), forecast("n", "counts", draws(1000.0, 2000.0, 3000.0)))
    page = client.get("/questions/n", headers=HTML).text
    assert "2,000\u00a0people" in page and "in people" in page
    assert client.post("/questions/n/forecasts", data={"middle": "5", "low": "1", "high": "9"}).status_code == 303
    assert client.get("/questions/n.json").json()["tracks"][1]["stands"][0]["unit"] == "person"


def test_a_question_without_a_forecast_says_so(empty_ledger: Path, client: TestClient) -> None:
    put(empty_ledger, question("bare", deadline=SOON), question("void", deadline=SOON),
        resolution("void", None, on=TODAY, evidence="withdrawn"))  # fmt: skip
    assert "nobody here has evidence" in client.get("/questions/bare", headers=HTML).text
    assert client.get("/questions/bare/charts/forecasts.svg").status_code == 404
    assert "A void question scores nothing" in client.get("/questions/void", headers=HTML).text


def test_a_real_brief_s_question_leads_to_its_claims(
    brief_ledger: Path, client_on: Callable[[Path], TestClient]
) -> None:
    client = client_on(brief_ledger)
    listed = client.get("/questions.json?state=all").json()["questions"]
    view = client.get(f"/questions/{listed[0]['question']}.json").json()
    (origin,) = view["origins"]
    assert origin["quote"] == view["question"]["quote"]["text"] and origin["claims"]
    page = client.get(f"/questions/{listed[0]['question']}", headers=HTML).text
    assert f'href="/briefs/{origin["brief"]}#claim-{origin["claims"][0]["number"]}"' in page


def test_an_outcome_that_somebody_told_meanwhile_is_not_corrected_by_a_form_that_did_not_show_it(
    client: TestClient,
) -> None:
    told = {"outcome": "no", "resolved_on": TODAY.isoformat(), "source": "a paper", "evidence": "so"}
    asked = client.post("/questions/q/settle", data=told).text
    assert client.post("/questions/q/settle", json={**told, "outcome": "yes"}).status_code == 201
    hidden = {attrs["name"]: attrs["value"] for tag, attrs in tags_of(asked) if attrs.get("type") == "hidden"}
    assert client.post("/questions/q/settle", data=hidden).status_code == 400
    assert client.get("/questions/q.json").json()["outcome"]["outcome"] is True
    again = client.post("/questions/q/settle", data=told).text  # now it says that there is an outcome already
    hidden = {attrs["name"]: attrs["value"] for tag, attrs in tags_of(again) if attrs.get("type") == "hidden"}
    assert "It was settled before" in again and client.post("/questions/q/settle", data=hidden).status_code == 303
    assert client.get("/questions/q.json").json()["outcome"]["outcome"] is False


def test_what_was_typed_is_there_to_be_mended_before_it_is_written(client: TestClient) -> None:
    told = {"outcome": "no", "resolved_on": TODAY.isoformat(), "source": "a paper", "evidence": "line\nand line",
            "address": "https://example.org/a", "note": "a note"}  # fmt: skip
    page = client.post("/questions/q/settle", data=told).text
    held = {attrs["name"]: attrs.get("value") for tag, attrs in tags_of(page) if tag == "input" and attrs.get("id")}
    assert held == {name: value for name, value in told.items() if name != "evidence"}
    assert ">line\nand line</textarea>" in page


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_form_that_is_refused_gives_back_what_was_typed(client: TestClient, accept: str) -> None:
    why = "Because the <b>harbour</b> was reopened & the talks went on."
    refused = client.post(
        "/questions/q/forecasts", data={"middle": "140", "reasoning": why}, headers={"accept": accept}
    )
    assert refused.status_code == 400 and "<b>harbour" not in refused.text.replace("\\u", "")
    assert ("Because the &lt;b&gt;harbour&lt;/b&gt;" in refused.text) == (accept == "text/html")
    if accept == "text/html":
        labels = {attrs.get("for") for tag, attrs in tags_of(refused.text) if tag == "label"}
        assert {attrs["id"] for tag, attrs in tags_of(refused.text) if tag in ("input", "textarea")} == labels
        assert 'value="140"' in refused.text
