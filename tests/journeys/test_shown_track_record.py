"""Laws of the shown track record: a part is scored as the whole scores it, nothing is counted twice, nothing hides."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from contingent.core.errors import InputError, MissingError
from contingent.journeys.recorded import record_at
from contingent.journeys.remembered import Remembered
from contingent.journeys.shown.month import month_of, month_record, months_of
from contingent.journeys.shown.track_record import shown_track_record, soon_track_record
from contingent.journeys.track_record.filter import Only, choices_of, part_of
from contingent.journeys.track_record.score import track_record
from contingent.ledger.store import Ledger
from contingent.report.track_record.misses import LIKELY, OUTSIDE, UNLIKELY, worst
from contingent.report.track_record.record import TrackRecord
from proof.made_ledgers import DEADLINE, OPENS, chance, draws, forecast, nouns_of_many, put, question, resolution

TODAY = date(2025, 12, 1)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    where = tmp_path / "made.sqlite"
    put(where, *nouns_of_many(42))
    return where


def values(record: TrackRecord, who: str, metric: str = "Brier") -> dict[str, float]:
    return {row.slice: row.value for row in record.rows if (row.forecaster, row.metric) == (who, metric)}


@pytest.mark.parametrize("who", ["ensemble", "hazard", "base_rate_so_far"])
def test_a_part_has_the_scores_that_the_whole_gives_its_slice(where: Path, who: str) -> None:
    record = record_at(where, as_of=TODAY)
    whole = values(track_record(record), who)
    for name, only in (("topic=talks", Only(topic="talks")), ("region=Africa", Only(region="Africa"))):
        assert values(track_record(record, only=only), who)["all"] == pytest.approx(whole[name])


def test_a_span_of_days_counts_the_last_forecast_within_it(where: Path) -> None:
    record = record_at(where, as_of=TODAY)
    whole = values(track_record(record), "ensemble")
    for name in ("31 to 90 days", "181 to 365 days"):
        part = track_record(record, only=Only(horizon=name))
        assert values(part, "ensemble")["all"] == pytest.approx(whole[f"horizon={name}"])


def test_the_parts_of_a_record_make_the_whole(where: Path) -> None:
    record = record_at(where, as_of=TODAY)
    topics = choices_of(record).topics
    parts = [track_record(record, only=Only(topic=name)).counts for name in topics]
    whole = track_record(record).counts
    for name in ("settled", "scored", "earlier", "hindsight", "unsettled"):
        assert sum(getattr(one, name) for one in parts) == getattr(whole, name)
    assert part_of(record, Only()) is record


def test_with_a_forecaster_its_own_counts_and_errors_are_told_and_its_peers_still_score_it(where: Path) -> None:
    record = record_at(where, as_of=TODAY)
    whole, hazard = track_record(record), track_record(record, only=Only(forecaster="hazard"))
    assert hazard.own == "hazard" and {one.forecaster for one in hazard.deviations} == {"hazard"}
    assert {row.forecaster for row in hazard.rows} == {"hazard", "always_half", "base_rate_so_far"}
    assert values(hazard, "hazard", "peer score") == values(whole, "hazard", "peer score")
    assert hazard.counts.scored == 42 and [name for name, _ in hazard.reliability] == ["hazard"]


def test_what_is_not_in_the_ledger_cannot_be_chosen(where: Path) -> None:
    with Ledger.open(where) as ledger:
        for only in (Only(topic="weather"), Only(region="Atlantis"), Only(forecaster="x"), Only(horizon="soon")):
            with pytest.raises(InputError, match="the ledger holds"):
                shown_track_record(ledger, as_of=TODAY, today=TODAY, only=only)
        with pytest.raises(InputError, match="has not been"):
            shown_track_record(ledger, as_of=TODAY + timedelta(1), today=TODAY)


def test_while_no_row_is_added_the_value_is_the_same_one(where: Path) -> None:
    with Ledger.open(where) as ledger:
        first = shown_track_record(ledger, as_of=TODAY, today=TODAY)
        assert shown_track_record(ledger, as_of=TODAY, today=TODAY) is first
        assert soon_track_record(ledger, as_of=TODAY, today=TODAY, seconds=0.0) is first
        assert first.record == track_record(record_at(where, as_of=TODAY))
        put(where, question("new", deadline=TODAY + timedelta(9)), forecast("new", "ensemble", chance(0.5)))
        second = shown_track_record(ledger, as_of=TODAY, today=TODAY)
    assert second is not first and second.record.counts.open == first.record.counts.open + 1
    assert second.record.rows == first.record.rows == track_record(record_at(where, as_of=TODAY)).rows


def test_misses_of_unlike_units_take_turns_and_each_case_keeps_its_worst(tmp_path: Path) -> None:
    where = tmp_path / "made.sqlite"
    for place in range(6):
        put(where, question(f"n{place}"), forecast(f"n{place}", "x", draws(1.0, 2.0)))
        put(where, resolution(f"n{place}", 100.0 * (place + 1)))
        put(where, question(f"y{place}"), forecast(f"y{place}", "x", chance(place / 20)), resolution(f"y{place}", True))
    found = track_record(record_at(where, as_of=TODAY)).deviations
    assert [one.question for one in found if one.case == UNLIKELY] == [f"y{place}" for place in range(6)]
    numbers = [one for one in found if one.case == OUTSIDE]
    assert [one.question for one in numbers] == [f"n{place}" for place in (5, 4, 3, 2, 1, 0)]
    mixed = [replace(one, unit="km²", score=one.score / 1000) for one in numbers]
    kept = worst([*numbers, *mixed], 4)
    assert [(one.unit, one.question) for one in kept] == [
        ("km²", "n5"),
        ("km²", "n4"),
        ("people", "n5"),
        ("people", "n4"),
    ]
    assert not [one for one in found if one.case == LIKELY]


def test_the_months_hold_every_settled_question_once(where: Path) -> None:
    record = record_at(where, as_of=TODAY)
    months = months_of(record)
    assert sum(one.settled + one.void for one in months) == 42
    told = [month_record(record, one.month, months) for one in months]
    assert [one.settled for one in told] == [one.settled for one in months]
    assert sum(one.scored for one in told) == 84  # two forecasters
    for line, one in zip(months, told, strict=True):
        brier = {row.forecaster: row.value for row in one.rows if row.metric == "Brier"}
        assert line.brier == pytest.approx(brier["ensemble"]) and line.base_rate == pytest.approx(
            brier["base_rate_so_far"]
        )
    assert all(miss.known.isoformat()[:7] == one.month for one in told for miss in one.misses)


def test_months_are_read_strictly() -> None:
    assert month_of("2025-12", as_of=TODAY) == "2025-12"
    for wrong in ("2025-13", "2025-1", " 2025-01", "2025-01\n", "٢٠٢٥-01", "0000-01"):
        with pytest.raises(InputError, match="wanted year and month"):
            month_of(wrong, as_of=TODAY)
    with pytest.raises(MissingError, match="had not begun"):
        month_of("2026-01", as_of=TODAY)


def test_a_month_s_base_rate_knows_what_was_settled_before_it(tmp_path: Path) -> None:
    where = tmp_path / "made.sqlite"
    for i in range(6):
        put(where, question(f"old-{i}", deadline=OPENS + timedelta(2)))
        put(where, resolution(f"old-{i}", True, on=OPENS + timedelta(5)))
    put(where, question("a"), forecast("a", "x", chance(0.5), on=OPENS + timedelta(9)), resolution("a", True))
    record = record_at(where, as_of=TODAY)
    told = month_record(record, "2024-04", months_of(record))
    rate = next(row.value for row in told.rows if (row.forecaster, row.metric) == ("base_rate_so_far", "Brier"))
    overall = 7 / 8
    assert rate == pytest.approx(((6 + 2 * overall) / 8 - 1) ** 2) and DEADLINE.month == 3


def test_a_value_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    kept: Remembered[int] = Remembered(2)
    begun, made, found = threading.Event(), [], []

    def make() -> int:
        made.append(1)
        begun.wait(5)
        return 7

    threads = [threading.Thread(target=lambda: found.append(kept.of("a", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert kept.soon("a", make, seconds=0.01) is None
    begun.set()
    for thread in threads:
        thread.join(5)
    assert found == [7, 7, 7, 7] and made == [1] and kept.soon("a", make, seconds=0.0) == 7


def test_what_failed_is_told_to_who_waits_and_tried_again() -> None:
    kept: Remembered[int] = Remembered(1)

    def fail() -> int:
        raise InputError("no")

    for _ in range(2):
        with pytest.raises(InputError):
            kept.of("a", fail)
        with pytest.raises(InputError):
            kept.soon("a", fail, seconds=5)
    assert kept.of("a", lambda: 1) == 1
    assert [kept.of(key, lambda: 2) for key in "bc"] == [2, 2]
    assert kept.of("a", lambda: 3) == 3  # only the last is remembered
