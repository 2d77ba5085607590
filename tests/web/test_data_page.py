"""Laws of the data page: every source with its age, licence and checksum, the worst first, and nothing is fetched."""

from __future__ import annotations

import csv
import io
import re
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import today
from contingent.sources import shipped
from contingent.sources.catalogue import catalogue
from contingent.sources.manifest import Record, write_manifest

PAGE = "/data"
SHA = "ab" * 32


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a user who has pulled the VIX lately, and Ukraine's claims long ago."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    root = tmp_path / "contingent" / "data"
    for name, days in (("vix", 2), ("losses", 300)):
        pulled(root, name, days)
    return root


def pulled(root: Path, name: str, days: int) -> None:
    one = catalogue()[name]
    entry, place = one.files[0], root / one.folder
    place.mkdir(parents=True, exist_ok=True)
    (place / entry["file"]).write_text("made\n")
    moment = f"{today().isoformat()}T08:00:00Z"
    through = (today() - timedelta(days=days)).isoformat()
    record = Record(set=name, file=entry["file"], url=entry["url"], final_url=entry["url"], licence=one.licence,
                    retrieved_at=moment, checked_at=moment, sha256=SHA, bytes=5, data_through=through)  # fmt: skip
    write_manifest(place, {entry["file"]: record})


@pytest.fixture
def client(folder: Path, brief_ledger: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    return client_on(brief_ledger)


def sources(client: TestClient) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in client.get(f"{PAGE}.json").json()["sources"]}


def test_every_shipped_table_and_every_set_of_the_catalogue_is_there(client: TestClient) -> None:
    found = sources(client)
    fitted = {f"{shipped.BASELINES}/{name}" for name in shipped.baselines()}
    assert set(catalogue()) | fitted | {"hazards", "reference_facts", "countries", "outlines"} <= set(found)
    assert all(one["users"] for one in found.values())
    assert all(one["licence"] for one in found.values())
    for name in ("hazards", *fitted):
        assert found[name]["checksum"] == shipped.checksum(name)


def test_an_age_is_that_of_the_last_observation(client: TestClient) -> None:
    found = sources(client)
    assert (found["vix"]["age_days"], found["vix"]["status"]) == (2, "fresh")
    assert (found["losses"]["age_days"], found["losses"]["status"]) == (300, "old")
    allowed = catalogue()["losses"].stale_after_days
    since = today() - timedelta(days=300) + timedelta(days=allowed + 1)
    assert found["losses"]["old_since"] == since.isoformat()
    assert found["ucdp"]["status"] == "missing" and found["ucdp"]["age_days"] is None
    assert any("300 days ago" in str(warning) for warning in found["losses"]["warnings"])  # type: ignore[attr-defined]


def test_the_first_day_on_which_a_source_is_old_is_the_day_after_the_last_allowed(
    folder: Path, brief_ledger: Path, client_on: Callable[[Path], TestClient]
) -> None:
    allowed = catalogue()["losses"].stale_after_days
    client = client_on(brief_ledger)
    pulled(folder, "losses", allowed)
    assert sources(client)["losses"]["status"] == "fresh"
    pulled(folder, "losses", allowed + 1)
    found = sources(client)["losses"]
    assert (found["status"], found["old_since"]) == ("old", today().isoformat())


def test_the_worst_come_first(client: TestClient) -> None:
    order = ["old", "missing", "undated", "fresh"]
    told = client.get(f"{PAGE}.json").json()["sources"]
    places = [order.index(one["status"]) for one in told]
    assert places == sorted(places)
    since = [one["old_since"] for one in told if one["status"] == "old"]
    assert since == sorted(since)
    page = client.get(PAGE).text
    assert page.index(">losses<") < page.index(">ucdp<") < page.index(">vix<")


def test_the_page_tells_rule_checksum_and_what_to_do(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert SHA in page and shipped.checksum("hazards") in page
    assert "contingent data pull ucdp" in page and "bring your own file" in page
    assert f"more than {catalogue()['losses'].stale_after_days} days ago" in page
    for address in re.findall(r'<a href="(http[^"]+)"', page):
        assert "{" not in address
    assert page.count("<h1") == 1 and "a belligerent" in page


def test_what_forecasts_of_the_ledger_cite_is_told(client: TestClient) -> None:
    cited = client.get(f"{PAGE}.json").json()["cited"]
    assert cited and all(one["forecasts"] >= 1 and one["forecasters"] for one in cited)
    counts = [one["forecasts"] for one in cited]
    assert counts == sorted(counts, reverse=True)


def test_nothing_is_fetched(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object, **__: object) -> None:
        raise AssertionError("the page opened a socket to another machine")

    monkeypatch.setattr(socket.socket, "connect", no)
    monkeypatch.setattr(socket, "getaddrinfo", no)
    assert client.get(PAGE).status_code == 200


def test_a_manifest_that_cannot_be_read_is_a_warning_and_no_failure(client: TestClient, folder: Path) -> None:
    (folder / catalogue()["vix"].folder / "manifest.json").write_text("{")
    answer = client.get(f"{PAGE}.json")
    found = {one["name"]: one for one in answer.json()["sources"]}
    assert answer.status_code == 200 and found["vix"]["warnings"] and found["vix"]["status"] != "fresh"


def test_the_sheet_and_the_markdown_hold_every_source(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}.csv").text)))
    names = [row["name"] for row in rows]
    assert names == [one["name"] for one in client.get(f"{PAGE}.json").json()["sources"]]
    markdown = client.get(f"{PAGE}.md").text
    assert all(f"| {name.replace('_', chr(92) + '_')} |" in markdown for name in names)
    assert next(row for row in rows if row["name"] == "losses")["age_days"] == "300"


def test_no_data_at_all_is_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_ledger: Path, client_on: Callable[[Path], TestClient]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    client = client_on(empty_ledger)
    assert "No forecast in this ledger names a reference class yet." in client.get(PAGE).text
    assert all(one["status"] == "missing" for name, one in sources(client).items() if name in catalogue())
