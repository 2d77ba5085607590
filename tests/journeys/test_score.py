"""Laws of the track record: only what stood before the event counts, each forecast once, and later rows hide."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from contingent.cli import app
from contingent.core.belief import Quantiles
from contingent.journeys.recorded import record_at
from contingent.journeys.track_record.score import make_track_record, track_record, write_track_record
from contingent.journeys.track_record.standing import band, distribution_score, outcome_of_event, stood
from contingent.report.track_record.page import render_track_record_html
from contingent.report.track_record.record import TrackRecord, track_record_json
from contingent.scoring.rules import crps_draws
from proof.made_ledgers import (
    DEADLINE,
    KNOWN,
    OPENS,
    chance,
    draws,
    forecast,
    nouns_of_many,
    put,
    question,
    resolution,
)

TODAY = date(2025, 12, 1)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "made.sqlite"


def figure(record: TrackRecord, who: str, metric: str, slice_: str = "all") -> float | None:
    found = [r.value for r in record.rows if (r.forecaster, r.metric, r.slice) == (who, metric, slice_)]
    assert len(found) < 2
    return found[0] if found else None


def test_the_last_forecast_before_the_event_is_scored(where: Path) -> None:
    put(where, question("a"), forecast("a", "x", chance(0.2)), forecast("a", "x", chance(0.7), on=DEADLINE))
    put(where, resolution("a", True))
    record = make_track_record(where, as_of=TODAY)
    assert figure(record, "x", "Brier") == pytest.approx(0.09)
    assert figure(record, "always_half", "Brier") == figure(record, "base_rate_so_far", "Brier") == 0.25
    assert (record.counts.scored, record.counts.earlier) == (1, 1)


@pytest.mark.parametrize("written", [DEADLINE + timedelta(1), KNOWN, KNOWN + timedelta(900)])
def test_what_was_written_down_after_the_event_does_not_count(where: Path, written: date) -> None:
    put(where, question("a"), resolution("a", True))
    put(where, forecast("a", "x", chance(0.2)))
    put(where, forecast("a", "prophet", chance(0.99)), at=written)
    record = make_track_record(where, as_of=max(written, KNOWN))
    assert record.counts.hindsight == 1 and record.counts.scored == 1
    assert figure(record, "prophet", "Brier") is None


def test_a_question_settled_early_counts_only_what_was_said_before(where: Path) -> None:
    early = OPENS + timedelta(20)
    put(where, question("a"), forecast("a", "x", chance(0.2)))
    put(where, forecast("a", "x", chance(0.9), on=early), forecast("a", "y", chance(0.9), on=early - timedelta(1)))
    put(where, resolution("a", True, on=early, evidence="announced"))
    record = make_track_record(where, as_of=TODAY)
    assert figure(record, "x", "Brier") == pytest.approx(0.64)
    assert figure(record, "y", "Brier") == pytest.approx(0.01)
    assert record.counts.hindsight == 1


def test_a_forecast_put_down_late_has_no_more_days_ahead_than_it_had(where: Path) -> None:
    put(where, question("a"), resolution("a", True))
    put(where, forecast("a", "x", chance(0.2)), at=DEADLINE - timedelta(3))
    ((standing,),) = stood(record_at(where, as_of=TODAY)).settled
    assert standing.lead == 3


def test_every_forecast_is_in_one_of_the_counts(where: Path) -> None:
    put(where, *nouns_of_many(40))
    put(where, question("void"), forecast("void", "x", chance(0.1)), resolution("void", None))
    put(where, question("open", deadline=TODAY + timedelta(5)), forecast("open", "x", chance(0.1)))
    put(where, question("due"), forecast("due", "x", chance(0.1)))
    put(where, question("odd"), forecast("odd", "x", draws(1.0)), resolution("odd", True))
    put(where, forecast("q-001", "late", chance(0.5)), at=TODAY)
    put(where, forecast("nobody asked", "x", chance(0.5)))
    counts = make_track_record(where, as_of=TODAY).counts
    assert (counts.settled, counts.void, counts.due, counts.open) == (41, 1, 1, 1)
    assert (counts.unscorable, counts.hindsight, counts.orphans, counts.unsettled) == (1, 1, 1, 3)
    assert counts.scored == 80 and counts.earlier == 80
    assert sum((counts.scored, counts.earlier, counts.hindsight, counts.unsettled, counts.unscorable)) == 165


def test_later_forecasts_and_resolutions_change_nothing(where: Path) -> None:
    put(where, *nouns_of_many(30))
    as_of = OPENS + timedelta(200)
    before = track_record(record_at(where, as_of=as_of))
    put(
        where,
        question("new", deadline=TODAY),
        resolution("q-000", False, on=as_of + timedelta(1)),
        resolution("q-001", True, on=as_of + timedelta(2)),
        forecast("q-002", "ensemble", chance(0.99), on=as_of + timedelta(1)),
        forecast("new", "oracle", chance(1.0), on=as_of + timedelta(30)),
    )
    after = track_record(record_at(where, as_of=as_of))
    # a question that was opened by then is there, though it was kept late
    assert after.counts == replace(before.counts, open=before.counts.open + 1)
    assert replace(after, counts=before.counts, made=before.made) == before


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    nouns = list(nouns_of_many(25))
    one, other = tmp_path / "one.sqlite", tmp_path / "other.sqlite"
    put(one, *nouns)
    put(other, *(nouns[i] for i in np.random.default_rng(3).permutation(len(nouns))))
    found = [replace(track_record(record_at(path, as_of=TODAY)), made=()) for path in (one, other)]
    assert found[0] == found[1]


def test_a_corrected_outcome_is_the_one_that_counts(where: Path) -> None:
    put(where, question("a"), forecast("a", "x", chance(0.2)), resolution("a", True))
    put(where, resolution("a", False, on=KNOWN + timedelta(9)))
    assert figure(make_track_record(where, as_of=KNOWN), "x", "Brier") == pytest.approx(0.64)
    late = make_track_record(where, as_of=TODAY)
    assert figure(late, "x", "Brier") == pytest.approx(0.04) and late.counts.corrected == 1


def test_the_base_rate_knows_only_what_was_settled_by_the_day(where: Path) -> None:
    for i in range(6):
        put(where, question(f"old-{i}", deadline=OPENS + timedelta(2)))
        put(where, resolution(f"old-{i}", True, on=OPENS + timedelta(5)))
    put(where, question("a"), question("b"), resolution("a", True), resolution("b", True))
    put(where, forecast("a", "x", chance(0.5), on=OPENS + timedelta(4)))  # a day before the others were known
    put(where, forecast("b", "x", chance(0.5), on=OPENS + timedelta(5)))
    overall = 7 / 8  # six of six, leaning on one half with the weight of two
    informed = (6 + 2 * overall) / 8
    expected = ((0.5 - 1) ** 2 + (informed - 1) ** 2) / 2
    found = figure(make_track_record(where, as_of=TODAY), "base_rate_so_far", "Brier")
    assert found == pytest.approx(expected)


def test_peers_are_scored_on_the_questions_they_share(where: Path) -> None:
    put(where, question("a"), question("b"), resolution("a", True), resolution("b", False))
    put(where, forecast("a", "x", chance(0.8)), forecast("a", "y", chance(0.4)), forecast("b", "x", chance(0.5)))
    record = make_track_record(where, as_of=TODAY)
    assert figure(record, "x", "peer score") == pytest.approx(100 * np.log(2))
    assert figure(record, "y", "peer score") == pytest.approx(-100 * np.log(2))


def test_over_the_days_each_day_counts_what_stood_on_it(where: Path) -> None:
    switch = OPENS + timedelta(9)  # nine days of .2, then .6 to the deadline
    put(where, question("a"), forecast("a", "x", chance(0.2)), forecast("a", "x", chance(0.6), on=switch))
    put(where, resolution("a", True))
    days = (DEADLINE - OPENS).days + 1
    expected = (9 * 0.64 + (days - 9) * 0.16) / days
    assert figure(make_track_record(where, as_of=TODAY), "x", "Brier", "time-weighted") == pytest.approx(expected)


def test_time_ahead_counts_the_last_forecast_of_each_band(where: Path) -> None:
    put(where, question("a"), resolution("a", True))
    for ahead, p in ((40, 0.1), (35, 0.2), (20, 0.3), (3, 0.4)):
        put(where, forecast("a", "x", chance(p), on=DEADLINE - timedelta(ahead)))
    record = make_track_record(where, as_of=TODAY)
    found = [figure(record, "x", "Brier", f"horizon={band(days)}") for days in (40, 20, 3)]
    assert found == pytest.approx([0.64, 0.49, 0.36])


def test_numbers_are_scored_as_distributions_by_unit(where: Path) -> None:
    put(where, question("n"), forecast("n", "x", draws(1.0, 2.0, 9.0)), resolution("n", 4.0))
    record = make_track_record(where, as_of=TODAY)
    found = figure(record, "x", "CRPS", "unit=person")
    assert found == pytest.approx(crps_draws([1.0, 2.0, 9.0], 4.0, estimator="ensemble"))
    assert figure(record, "x", "coverage90", "unit=person") == 1.0
    assert "people over" in record.summary


def test_quantiles_without_the_ends_of_an_interval_hold_nothing() -> None:
    belief = Quantiles(levels=(0.05, 0.5, 0.95), values=(0.0, 5.0, 10.0), unit="person")
    crps, held = distribution_score(belief, 12.0)
    assert held is False
    assert crps == pytest.approx(2 / 3 * (0.05 * 12 + 0.5 * 7 + 0.95 * 2))
    assert distribution_score(replace(belief, levels=(0.1, 0.5, 0.9)), 5.0)[1] is None


@pytest.mark.parametrize("sign, outcome, came", [(">=", 25.0, True), (">", 25.0, False), ("<", 24.0, True)])
def test_a_number_answers_a_question_with_a_threshold(sign: str, outcome: float, came: bool) -> None:
    asked = question("a", threshold=25.0, comparator=sign)
    assert outcome_of_event(asked, resolution("a", outcome)) is came
    assert outcome_of_event(question("b"), resolution("b", outcome)) is None


def test_groups_are_topics_regions_and_one_for_no_country(where: Path) -> None:
    put(where, *nouns_of_many(42))
    record = make_track_record(where, as_of=TODAY)
    slices = {row.slice for row in record.rows}
    assert {"topic=talks", "topic=ceasefire", "region=Europe", "region=Africa", "region=no one country"} <= slices
    n = {row.slice: row.n for row in record.rows if (row.forecaster, row.metric) == ("ensemble", "Brier")}
    assert sum(count for name, count in n.items() if name.startswith("topic=")) == n["all"] == 42
    assert sum(count for name, count in n.items() if name.startswith("region=")) == 42
    assert figure(record, "ensemble", "Brier less base_rate_so_far") < 0  # the good one, by far
    assert record.own == "ensemble"
    assert sum(one.n for one in dict(record.reliability)["ensemble"]) == 42
    terms = dict(record.terms)
    total = terms["reliability"] - terms["resolution"] + terms["uncertainty"] + terms["within"]
    assert total == pytest.approx(figure(record, "ensemble", "Brier"))


def test_the_largest_errors_are_told_both_ways_the_worst_first(where: Path) -> None:
    for name, p, came in (("a", 0.1, True), ("b", 0.3, True), ("c", 0.95, False), ("d", 0.9, True)):
        put(where, question(name), forecast(name, "x", chance(p)), resolution(name, came))
    found = make_track_record(where, as_of=TODAY).deviations
    assert [one.what for one in found] == ["Will a come about?", "Will b come about?", "Will c come about?"]
    assert found[0].score == pytest.approx(0.81) and found[2].happened == "no"
    assert "90 days ahead" in found[0].when and "3 April 2024" in found[0].note


def test_changes_are_the_last_two_of_a_question_open_ones_first(where: Path) -> None:
    put(where, question("a"), question("o", deadline=TODAY + timedelta(9)), resolution("a", True))
    for day, p in ((0, 0.2), (5, 0.3), (9, 0.9)):
        put(where, forecast("a", "x", chance(p), on=OPENS + timedelta(day)))
    put(where, forecast("o", "x", chance(0.5)), forecast("o", "x", chance(0.6), on=OPENS + timedelta(4)))
    found = make_track_record(where, as_of=TODAY).changes
    assert [(one.question, one.outcome) for one in found] == [("Will o come about?", ""), ("Will a come about?", "yes")]
    assert (found[1].before, found[1].now) == (0.3, 0.9)


def test_one_who_called_the_impossible_has_no_log_loss_and_a_note_says_so(where: Path) -> None:
    put(where, question("a"), forecast("a", "x", chance(0.0)), forecast("a", "y", chance(0.5)), resolution("a", True))
    record = make_track_record(where, as_of=TODAY)
    assert figure(record, "x", "log loss") is None and figure(record, "y", "log loss") is not None
    assert any("impossible" in note and note.startswith("x ") for note in record.notes)
    json.loads(track_record_json(record))


def test_an_empty_ledger_is_a_sentence(where: Path) -> None:
    put(where, question("a"))
    record = make_track_record(where, as_of=TODAY)
    assert record.rows == () and "no forecast yet" in record.summary
    put(where, forecast("a", "x", chance(0.4)))
    assert "due 1" in make_track_record(where, as_of=TODAY).summary


def test_the_same_ledger_gives_the_same_bytes(where: Path, tmp_path: Path) -> None:
    put(where, *nouns_of_many(12))
    for name in ("one", "other"):
        write_track_record(make_track_record(where, as_of=TODAY), tmp_path / name)
    for file in ("score.html", "score.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_on_the_command_line(where: Path, tmp_path: Path) -> None:
    put(where, *nouns_of_many(21))
    at = ("--ledger", str(where), "--as-of", TODAY.isoformat())
    runner = CliRunner()
    told = runner.invoke(app, ["score", *at, "--by", "topic", "--json"])
    figures = json.loads(told.output)
    assert figures["name"] == "track_record" and figures["data_through"] == TODAY.isoformat()
    assert {row["slice"] for row in figures["rows"]} == {"topic=talks", "topic=ceasefire", "topic=territory"}
    row = figures["rows"][0]
    assert set(row) == {"forecaster", "slice", "metric", "value", "n", "interval"}
    shown = runner.invoke(app, ["score", *at, "--by", "region", "--out", str(tmp_path / "out")])
    assert shown.exit_code == 0 and "By region" in shown.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["score.html", "score.json"]


def test_counts_are_of_the_record_alone(where: Path) -> None:
    put(where, *nouns_of_many(9))
    record = record_at(where, as_of=TODAY)
    assert asdict(stood(record).counts) == asdict(track_record(record).counts)


def test_what_was_put_down_after_the_day_did_not_stand_on_it(where: Path) -> None:
    put(where, question("o", deadline=TODAY + timedelta(90)), forecast("o", "x", chance(0.5)))
    before = make_track_record(where, as_of=TODAY)
    put(where, forecast("o", "x", chance(0.9), on=OPENS + timedelta(4)), at=TODAY + timedelta(1))
    assert make_track_record(where, as_of=TODAY).changes == before.changes == ()
    assert len(make_track_record(where, as_of=TODAY + timedelta(1)).changes) == 1


def test_a_folder_may_be_called_anything(where: Path, tmp_path: Path) -> None:
    put(where, question("a"))
    out = tmp_path / "[" / "x]"  # what the terminal's markup would take for an end tag
    done = CliRunner().invoke(app, ["score", "--ledger", str(where), "--out", str(out), "--as-of", TODAY.isoformat()])
    assert done.exit_code == 0 and (out / "score.html").is_file() and "[/x]/score.html" in done.output.replace("\n", "")


def test_words_from_outside_are_no_markup_on_page_or_terminal(where: Path) -> None:
    hostile = "<script>alert(1)</script>[/b]\x1b[31m"
    put(where, question("a", topic="talks"), forecast("a", hostile, chance(0.2)))
    put(where, replace(resolution("a", True), source=hostile, note=hostile, address="javascript:alert(1)"))
    page = render_track_record_html(make_track_record(where, as_of=TODAY))
    assert "<script>alert" not in page and "javascript:" not in page and "\x1b" not in page
    for by in ("forecaster", "topic", "region", "horizon"):
        done = CliRunner().invoke(app, ["score", "--ledger", str(where), "--as-of", TODAY.isoformat(), "--by", by])
        assert done.exit_code == 0 and "\x1b" not in done.output and "[/b]" in done.output


def test_a_reader_is_not_shown_as_our_own_forecaster_where_a_model_spoke(tmp_path: Path) -> None:
    where = tmp_path / "ledger.sqlite"
    for name in ("a", "b", "c"):
        put(where, question(name), forecast(name, "reader:ann", chance(0.4)), resolution(name, True))
    put(where, forecast("a", "hazard", chance(0.3)))
    assert make_track_record(where, as_of=date(2024, 6, 1)).own == "hazard"
