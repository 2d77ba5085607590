"""Country-month questions in a ledger are settled from pulled UCDP files, and left open where none covers the month."""

from __future__ import annotations

import json
from datetime import date

import pytest

from contingent.core.belief import Probability
from contingent.core.errors import DataError
from contingent.core.nouns import Forecast
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.forecasting.counts.panel import month_id
from contingent.forecasting.counts.questions import threshold_question
from contingent.journeys.forecasts.views import known_by
from contingent.journeys.resolving.settle import Resolver, settle_from
from contingent.journeys.resolving.ucdp import UcdpResolver
from contingent.ledger.chain import Entry
from contingent.ledger.store import Ledger

HEAD = "id,type_of_violence,country_id,date_start,date_end,best\n"
JANUARY = month_id(date(2024, 1, 1))


@pytest.fixture
def data(tmp_path):
    """GED 24.1 and the candidates of January 2024 in folders as `data pull` leaves them."""
    for name, file, rows in (
        ("ucdp", "GEDEvent_v24_1.csv", "1,1,625,2023-12-05,2023-12-05,90\n"),
        (
            "ucdp-candidate",
            "GEDEvent_v24_0_1.csv",
            "2,1,625,2024-01-05,2024-01-06,24\n3,1,520,2024-01-05,2024-01-05,25\n",
        ),
    ):
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        (folder / file).write_text(HEAD + rows, encoding="utf-8")
    return tmp_path / "data"


def asked():
    return [threshold_question(iso3, name, month)
            for iso3, name in (("SDN", "Sudan"), ("SOM", "Somalia")) for month in (JANUARY, JANUARY + 1)]  # fmt: skip


def kept(where):
    day = date(2023, 12, 20)
    belief = Probability(p=0.5, low=0.5, high=0.5)
    said = [Forecast(id=f"f-{q.id}", question=q.id, forecaster="contingent", as_of=day, belief=belief, reasoning="")
            for q in asked()]  # fmt: skip
    with Ledger.open(where) as ledger:
        entries = [Entry(kind="question", key=None, body=plain(q), as_of=day) for q in asked()]
        entries += [Entry(kind="forecast", key=None, body=plain(f), as_of=day) for f in said]
        ledger.append_many(entries, recorded_at=now())
    return where


def test_what_the_files_cover_is_settled_and_the_rest_stays_due(data, tmp_path):
    resolver = UcdpResolver(data)
    assert isinstance(resolver, Resolver)
    settled = settle_from(kept(tmp_path / "l.sqlite"), [resolver], as_of=date(2024, 7, 31))
    told = {one.question: one for one in settled.written}
    sudan, sudan_later, somalia, somalia_later = asked()
    assert told[sudan.id].outcome is False
    assert told[somalia.id].outcome is True
    assert told[sudan.id].note.startswith("Provisional")
    assert {question.id for question in settled.due} == {sudan_later.id, somalia_later.id}
    again = settle_from(tmp_path / "l.sqlite", [resolver], as_of=date(2024, 7, 31))
    assert not again.written


def test_files_count_from_the_day_their_server_gives(data):
    folder = data / "ucdp"
    record = {
        "set": "ucdp", "url": "https://x", "final_url": "https://x", "licence": "CC BY 4.0", "retrieved_at":
        "2024-06-01T00:00:00+00:00", "checked_at": "2024-06-01T00:00:00+00:00", "sha256": "0", "bytes": 1,
        "data_through": None, "last_modified": "Wed, 22 May 2024 10:00:00 GMT", "previous": [],
    }  # fmt: skip
    with pytest.raises(DataError, match="known by"):
        known_by(data, date(2024, 5, 23))
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "files": {"GEDEvent_v24_1.csv": record}}))
    found = known_by(data, date(2024, 5, 23))
    assert found.panel.last == JANUARY
    assert found.known == date(2024, 5, 22)
    with pytest.raises(DataError, match="known by"):
        known_by(data, date(2024, 5, 21))


def test_what_lies_here_is_known_today_though_the_rule_would_wait(data, monkeypatch):
    monkeypatch.setattr("contingent.journeys.forecasts.views.today", lambda: date(2024, 2, 21))
    found = known_by(data, date(2024, 2, 21))
    assert (found.panel.last, found.known) == (JANUARY, date(2024, 2, 21))
    with pytest.raises(DataError, match="known by"):
        known_by(data, date(2024, 2, 20))


def test_questions_of_others_ask_for_no_data(tmp_path):
    assert UcdpResolver(tmp_path / "nowhere").resolve((), as_of=date(2024, 1, 1)) == ()
