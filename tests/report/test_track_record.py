"""Laws of the track record's page and words: no empty table, no text from outside is markup, one form of figures."""

from __future__ import annotations

import json
import re
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from contingent.report.backtests.backtest import Figure
from contingent.report.track_record.drawings import drawings_of
from contingent.report.track_record.misses import UNLIKELY, Miss
from contingent.report.track_record.page import render_track_record_html
from contingent.report.track_record.record import (
    Bin,
    By,
    Change,
    Counts,
    TrackRecord,
    cell_words,
    counted,
    render_track_record,
    rows_by,
    track_record_json,
)

EVIL = "Will <script>alert(1)</script> & “peace” come?\x1b[31m"
DAY = date(2025, 1, 1)


def figure(who: str, slice_: str, metric: str, value: float, n: int = 40) -> Figure:
    return Figure(
        forecaster=who, slice=slice_, metric=metric, value=value, n=n, interval=(value - 0.05, value + 0.05)
    )  # fmt: skip


RECORD = TrackRecord(
    as_of=DAY,
    counts=Counts(settled=40, void=2, due=3, open=5, scored=80, earlier=10, hindsight=7, unsettled=4),
    summary="Of 40 questions settled.",
    own="ensemble",
    rows=(
        figure("always_half", "all", "Brier", 0.25), figure("base_rate_so_far", "all", "Brier", 0.21),
        figure("ensemble", "all", "Brier", 0.15), figure("ensemble", "all", "Brier less base_rate_so_far", -0.06),
        figure("ensemble", "all", "AUROC", 0.8), figure("ensemble", "all", "peer score", 4.2),
        figure("ensemble", "topic=talks", "Brier", 0.12), figure("ensemble", "topic=truce", "Brier", 0.18),
        figure("base_rate_so_far", "topic=talks", "Brier", 0.2), figure("ensemble", "region=Africa", "Brier", 0.18),
        figure("ensemble", "horizon=8 to 30 days", "Brier", 0.1),
        figure("ensemble", "unit=person", "CRPS", 1234.5), figure("ensemble", "unit=person", "coverage90", 0.9),
    ),
    labels=(("all", "All settled questions"), ("topic=talks", "talks"), ("topic=truce", "truce"),
            ("unit=person", "In persons")),
    reliability=(("ensemble", (Bin(low=0.1, high=0.2, said=0.15, happened=0.1, interval=(0.02, 0.3), n=20),)),),
    terms=(("reliability", 0.01), ("resolution", 0.08), ("uncertainty", 0.22), ("within", 0.0)),
    deviations=(Miss(question="q", what=EVIL, forecaster="ensemble", made=DAY, days_ahead=8, said="8 %", happened="yes",
                     known=DAY, source=EVIL, score=0.84, case=UNLIKELY),),
    changes=(Change(id="q", question=EVIL, forecaster="ensemble", before=0.2, now=0.5, before_day=DAY, now_day=DAY,
                    deadline=date(2026, 1, 1)),),
    notes=("A note.",),
    made=(("Known by", "1 January 2025"),),
)  # fmt: skip
EMPTY = TrackRecord(as_of=DAY, counts=Counts(), summary="The ledger holds no forecast yet.")


def printed(record: TrackRecord, by: By = "forecaster") -> str:
    stream = StringIO()
    render_track_record(record, Console(file=stream, width=80, highlight=False), by=by)
    return stream.getvalue()


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    page = render_track_record_html(RECORD)
    assert "<script" not in page and "&lt;script&gt;" in page and "\x1b" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:,)', page)
    drawn = [one.name for found in drawings_of(RECORD).values() for one in found]
    assert drawn == ["forecasters", "reliability-1", "apart-1", "by-topic", "coverage"]
    assert page.count("<svg") == len(drawn) and page == render_track_record_html(RECORD)


def test_every_link_of_the_contents_leads_somewhere() -> None:
    page = render_track_record_html(RECORD)
    for target in re.findall(r'href="#([^"]+)"', page):
        assert page.count(f'id="{target}"') == 1


def test_a_group_of_one_slice_is_no_table() -> None:
    page = render_track_record_html(RECORD)
    assert ">By topic<" in page and ">By region<" not in page


def test_an_empty_record_is_a_sentence_and_no_table() -> None:
    page = render_track_record_html(EMPTY)
    assert "no forecast yet" in page and "<table" not in page and "<svg" not in page
    assert "no forecast yet" in printed(EMPTY) and "─" not in printed(EMPTY)


@pytest.mark.parametrize("by", ["forecaster", "topic", "region", "horizon"])
def test_the_terminal_fits_eighty_columns_and_obeys_no_text(by: By) -> None:
    shown = printed(RECORD, by)
    assert "\x1b" not in shown
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 80
    assert "0.1" in shown


def test_figures_have_the_one_form_of_the_house() -> None:
    told = json.loads(track_record_json(RECORD))
    assert (told["name"], told["data_through"]) == ("track_record", "2025-01-01")
    assert all(set(row) == {"forecaster", "slice", "metric", "value", "n", "interval"} for row in told["rows"])
    assert len(told["rows"]) == len(RECORD.rows)
    some = json.loads(track_record_json(RECORD, by="topic"))["rows"]
    assert {row["slice"] for row in some} == {"topic=talks", "topic=truce"}


def test_every_figure_is_in_one_grouping() -> None:
    groups: tuple[By, ...] = ("forecaster", "topic", "region", "horizon")
    found = [row for by in groups for row in rows_by(RECORD, by)]
    assert sorted(map(repr, found)) == sorted(map(repr, RECORD.rows))


def test_what_was_left_out_is_counted_in_words() -> None:
    said = " ".join(counted(RECORD))
    for words in (
        "ledger: 50.",
        "Settled 40, void 2, due and not settled 3",
        "after the event, which do not count: 7.",
    ):
        assert words in said
    assert "corrected" not in said
    assert len(counted(EMPTY)) == 1


def test_figures_of_a_column_have_as_many_places() -> None:
    assert [cell_words("Brier", value) for value in (0.1, 0.1484, 0.0)] == ["0.100", "0.148", "0.000"]
    assert cell_words("Brier less always_half", 0.00001) == "0.000"
    assert cell_words("peer score", -17.64) == "−17.6"
