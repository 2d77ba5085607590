"""A question's card: stands in a frame on any site, runs nothing, asks for nothing, and leads back to its page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contingent.core.times import today
from proof.made_ledgers import chance, forecast, put, question

NAME = 'q"><script>'


@pytest.fixture
def client(empty_ledger: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    """A client on a ledger with a question of a hostile name."""
    put(empty_ledger, question(NAME, deadline=today() + timedelta(9)), forecast(NAME, "ensemble", chance(0.37)))
    return client_on(empty_ledger)


ADDRESS = "/questions/q%22%3E%3Cscript%3E"


def test_the_card_shows_the_forecast_and_leads_back(client: TestClient) -> None:
    card = client.get(f"/embed{ADDRESS}")
    assert card.status_code == 200 and "37\u00a0%" in card.text and "<svg" in card.text
    assert f'href="http://127.0.0.1{ADDRESS}"' in card.text


def test_it_may_be_framed_and_runs_nothing(client: TestClient) -> None:
    card = client.get(f"/embed{ADDRESS}")
    policy = card.headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert "x-frame-options" not in card.headers
    for word in ("<script", "<form", "<iframe", "<input", " onerror", " onload"):
        assert word not in card.text


def test_the_page_holds_lines_to_copy_that_lead_to_the_card(client: TestClient) -> None:
    page = client.get(ADDRESS, headers={"accept": "text/html"}).text
    assert "<iframe" not in page  # shown as text, not framed
    (lines,) = re.findall(r"<textarea[^>]*snippet[^>]*>(.*?)</textarea>", page, flags=re.S)
    shown = html.unescape(lines)
    (address,) = re.findall(r'src="([^"]*)"', shown)
    assert client.get(address.removeprefix("http://127.0.0.1")).status_code == 200
    assert 'title="Forecast: Will q&quot;&gt;&lt;script&gt; come about?"' in shown
