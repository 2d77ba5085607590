"""What the feeds tell: every change of a question is an entry of its own, on one day as on several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contingent.core.plain import plain
from contingent.journeys.shown.feeds import Site, moved_entries
from contingent.journeys.shown.questions import shown_questions
from contingent.ledger.chain import Entry
from contingent.ledger.standings import Wanted
from contingent.ledger.store import Ledger
from proof.made_ledgers import OPENS, chance, forecast, question

SITE = Site("https://desk.example", "desk.example")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite") as opened:
        yield opened


def test_two_changes_of_a_day_are_two_entries_and_none_is_none(ledger: Ledger) -> None:
    found = []
    for hour, kind, noun in (
        (6, "question", question("q")), (7, "forecast", forecast("q", "ensemble", chance(0.2))), (8, "", None),
        (9, "forecast", forecast("q", "ensemble", chance(0.6))),
    ):  # fmt: skip
        if noun is not None:
            moment = datetime(OPENS.year, OPENS.month, OPENS.day, hour, tzinfo=UTC)
            ledger.append_many([Entry(kind=kind, key=None, body=plain(noun), as_of=OPENS)], recorded_at=moment)
        (entry,) = moved_entries(shown_questions(ledger, Wanted(today=OPENS), order="latest"), SITE)
        found.append((entry.id, entry.updated.hour))
    assert [hour for _, hour in found] == [6, 7, 7, 9]
    assert len({ident for ident, _ in found}) == 3
