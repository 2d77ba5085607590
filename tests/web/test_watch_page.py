"""Laws of the watch page: what left its range first, made once, its twins and feed the same; empty, what to pull."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import feedparser
import pytest
from fastapi.testclient import TestClient

from contingent.core.errors import BusyError
from contingent.journeys.shown import watch as shown
from contingent.report.watch.digest import watch_schema
from contingent.watching import watch as statistics
from made_series import AS_OF, days, gpr, write

PAGE = "/watch"
ASKED = f"?as_of={AS_OF}"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a user whose data folder holds daily risk, one of three series leaping, and a hostile name."""
    root = tmp_path_factory.mktemp("home")
    gpr(root / "contingent" / "data")
    write(root / "contingent" / "data" / "series" / '"><script>alert(1)</script>.csv'.replace("/", "_"), leap=9)
    return root


@pytest.fixture
def client(
    home: Path, brief_ledger: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return client_on(brief_ledger)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often series were watched."""
    made: list[int] = []
    real = statistics.watch

    def counting(*given: object, **named: object) -> object:
        made.append(1)
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(statistics, "watch", counting)
    yield made


def left(client: TestClient, query: str = ASKED) -> list[str]:
    digest = client.get(f"{PAGE}.json{query}").json()["digest"]
    return [one["series"] for one in digest["watched"] if any(reading["left"] for reading in one["readings"])]


def test_the_page_tells_what_left_first_with_drawings_and_readings(client: TestClient) -> None:
    names = left(client)  # a twin waits until it is made
    answer = client.get(f"{PAGE}{ASKED}", headers=HTML)
    assert answer.status_code == 200
    page = answer.text
    assert (
        page.index("What left its expected range</h2>")
        < page.index("What stayed</h2>")
        < page.index("How sure this is</h2>")
    )
    assert "gprd" in names and "Geopolitical risk in the daily news" in page
    assert page.count('role="img" class="chart"') == len(names) == page.count('class="take"')
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_every_twin_tells_the_same(client: TestClient) -> None:
    digest = client.get(f"{PAGE}.json{ASKED}").json()["digest"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}.csv{ASKED}").text)))
    assert len(rows) == sum(len(one["readings"]) for one in digest["watched"])
    assert {row["series"] for row in rows if row["left"] == "yes"} == {name.lstrip("'") for name in left(client)}
    text = client.get(f"{PAGE}.md{ASKED}").text
    assert text.count("\n## ") >= len(left(client)) + 2 and "Geopolitical risk in the daily news" in text
    assert set(digest) == set(watch_schema()["properties"])


def test_each_drawing_can_be_taken_along(client: TestClient) -> None:
    for place in range(1, len(left(client)) + 1):
        for form, begins in (("svg", b"<?xml"), ("vl.json", b"{")):
            answer = client.get(f"{PAGE}/charts/left-{place}.{form}{ASKED}")
            assert answer.status_code == 200 and answer.content.startswith(begins)
    assert client.get(f"{PAGE}/charts/left-99.svg{ASKED}").status_code == 404


def test_the_feed_holds_signals_alone_under_ids_that_last(client: TestClient) -> None:
    answer = client.get(f"/feeds/watch.atom{ASKED}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo and len(found.entries) == len(left(client))
    again = feedparser.parse(client.get(f"/feeds/watch.atom{ASKED}").content)
    assert [one.id for one in found.entries] == [one.id for one in again.entries]
    before = feedparser.parse(client.get(f"/feeds/watch.atom?as_of={days()[-40]}").content)
    assert {one.id for one in before.entries}.isdisjoint({one.id for one in found.entries})
    address, _, anchor = found.entries[0].link.partition("#")
    page = client.get(address, headers=HTML).text
    assert f'id="{anchor}"' in page and 'href="/feeds/watch.atom?' in page


def test_nothing_is_watched_again_until_the_data_change(client: TestClient, home: Path, counted: list[int]) -> None:
    query = f"?{urlencode({'as_of': str(days()[-3])})}"
    for path in (f"{PAGE}.json", PAGE, f"{PAGE}.md", "/feeds/watch.atom", f"{PAGE}.csv"):
        assert client.get(f"{path}{query}", headers=HTML).status_code == 200
    assert len(counted) == 1
    client.get(f"{PAGE}.json{query}&period=20")
    assert len(counted) == 2
    extra = write(home / "contingent" / "data" / "series" / "barley.csv")
    assert "barley" in client.get(f"{PAGE}.json{query}").text and len(counted) == 3
    extra.unlink()
    assert "barley" not in client.get(f"{PAGE}.json{query}").text and len(counted) == 3  # as it was before


def test_without_data_nothing_is_watched_and_the_page_says_what_to_pull(
    tmp_path: Path, brief_ledger: Path, client_on: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch,
    counted: list[int],
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    client = client_on(brief_ledger)
    page = client.get(PAGE, headers=HTML)
    assert page.status_code == 200 and "contingent data pull eia" in page.text
    value = client.get(f"{PAGE}.json").json()
    assert value["digest"] is None and "eia" in value["pull"] and value["said"]
    assert "contingent data pull gpr" in client.get(f"{PAGE}.md").text
    assert client.get(f"{PAGE}.csv").text.count("\n") == 1
    assert feedparser.parse(client.get("/feeds/watch.atom").content).entries == []
    assert counted == []


def test_the_period_and_the_places_are_held_to(client: TestClient) -> None:
    digest = client.get(f"{PAGE}.json{ASKED}&period=10").json()["digest"]
    assert digest["period_days"] == 10 and {one["observations"] for one in digest["watched"]} == {10}
    none = client.get(f"{PAGE}.json{ASKED}&place=sdn").json()
    assert none["digest"] is None and none["place"] == "SDN" and "None of the 4 series is of SDN" in none["said"]
    page = client.get(f"{PAGE}{ASKED}&place=SDN", headers=HTML).text
    assert 'value="SDN"' in page and "Show all" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?as_of=2199-01-01", 400),
        ("?as_of=yesterday", 400),
        ("?place=Atlantis", 400),
        ("?period=3", 422),
        ("?period=x", 422),
        (f"?place={'A' * 300}", 422),
    ],
)
def test_what_cannot_be_asked_is_told(client: TestClient, query: str, status: int) -> None:
    for path in (f"{PAGE}.json", PAGE, "/feeds/watch.atom"):
        assert client.get(f"{path}{query}").status_code == status


def test_too_many_at_a_time_are_told_to_come_back(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [shown._waiting.acquire(blocking=False) for _ in range(shown.MOST_WAITING + 1)]
    try:
        assert all(held)
        answer = client.get(f"{PAGE}.json?as_of={days()[-5]}")
        assert answer.status_code == 503 and "Retry-After" in answer.headers
    finally:
        for _ in held:
            shown._waiting.release()
    assert client.get(f"{PAGE}.json?as_of={days()[-5]}").status_code == 200
    with pytest.raises(ValueError):
        shown._waiting.release()  # as many places as before: none was lost
    assert issubclass(BusyError, Exception)


def test_the_page_is_in_the_navigation_and_waits_for_no_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contingent.web.pages import watch as page

    assert 'href="/watch"' in client.get("/data", headers=HTML).text
    monkeypatch.setattr(page, "soon_watch", lambda *_given, **_named: None)
    waiting = client.get(f"{PAGE}?as_of={AS_OF - timedelta(days=7)}", headers=HTML).text
    assert "looks again by itself" in waiting and 'http-equiv="refresh"' in waiting
