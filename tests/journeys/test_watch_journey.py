"""Laws of watching a folder: what leaps is told, what does not is not, and nothing after the day changes a byte."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import feedparser
import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from contingent.cli import app
from contingent.core.errors import InputError
from contingent.journeys.watch import Asked, gathered, places_of, watch_from, watched, write_watch
from contingent.journeys.watch_forecasts import LEAST_DAYS, forecast_series
from contingent.ledger.store import Ledger
from contingent.report.atom import ATOM
from contingent.report.watch.digest import WatchReport, those_that_left, those_that_stayed, watch_json, watch_schema
from made_series import AS_OF, DAYS, days, exchange, gpr, values, write
from proof.made_ledgers import chance, forecast, put, question

LATER = AS_OF + timedelta(days=40)
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a known table of three series, one of which leaps, currencies, and a quiet series of one's own."""
    root = tmp_path_factory.mktemp("data")
    gpr(root)
    exchange(root)
    write(root / "series" / "grain.csv")
    return root


@pytest.fixture(scope="module")
def report(folder: Path) -> WatchReport:
    return watch_from(folder, Asked(as_of=AS_OF))


@pytest.fixture
def run() -> Run:
    runner = CliRunner()
    return lambda *words: runner.invoke(app, ["watch", *words], catch_exceptions=True, terminal_width=80)


def test_what_leaps_left_its_range_and_what_does_not_stayed(report: WatchReport) -> None:
    left, stayed = those_that_left(report.digest), those_that_stayed(report.digest)
    assert left[0].series == "gprd"
    assert {one.series for one in left} & {"gprd_act", "gprd_threat"} == set()
    assert "grain" in {one.series for one in stayed}
    known = {"gprd", "gprd_act", "gprd_threat", "grain", "fx_CNY", "fx_EUR", "fx_HKD"}
    assert {one.series for one in (*left, *stayed)} == known
    (change, *_) = [one for one in left[0].changes if one.what == "level"]
    assert change.earliest <= days()[-12] <= change.latest


def test_each_that_left_has_a_line_to_its_last_value_and_where_it_was_expected(report: WatchReport) -> None:
    for one in those_that_left(report.digest):
        line = report.line(one.series)
        assert line is not None and line.days[-1] == one.last and line.values[-1] == one.last_value
        assert line.days[0] < one.first and len(line.days) == len(line.values)
        assert {day for day, _, _ in one.expected} <= set(line.days)
        assert all(low <= high and day >= one.first for day, low, high in one.expected)
    assert {line.series for line in report.lines} == {one.series for one in those_that_left(report.digest)}


def test_rows_after_the_day_change_no_byte(folder: Path, report: WatchReport, tmp_path: Path) -> None:
    cut = days()[-20]
    whole = watch_from(folder, Asked(as_of=cut))
    path = gpr(tmp_path)
    exchange(tmp_path)
    lines = [line for line in path.read_text().splitlines() if line[:4] == "date" or line[:10] <= cut.isoformat()]
    path.write_text("\n".join(lines))
    write(tmp_path / "series" / "grain.csv")
    assert watch_json(watch_from(tmp_path, Asked(as_of=cut)).digest) == watch_json(whole.digest)
    assert "gprd" not in {one.series for one in those_that_left(whole.digest)}  # its leap had not been


def test_the_same_again_gives_the_same_bytes_and_the_published_schema_holds(folder: Path, report: WatchReport) -> None:
    again = watch_json(watch_from(folder, Asked(as_of=AS_OF)).digest)
    assert again == watch_json(report.digest)
    Draft202012Validator.check_schema(watch_schema())
    Draft202012Validator(watch_schema()).validate(json.loads(again))


def test_places_hold_it_to_their_series_and_say_how_many_have_none(folder: Path) -> None:
    held = watch_from(folder, Asked(as_of=AS_OF, places=("CHN", "HKG"))).digest
    assert {one.series for one in held.watched} == {"fx_CNY", "fx_HKD"} and held.place == "CHN, HKG"
    assert "Of 7 series, 2 are of CHN, HKG; 5 are of no one country and 0 of others" in held.warnings[0]
    with pytest.raises(InputError, match=r"None of the 7 series is of SDN; there are series of CHN, HKG\."):
        watch_from(folder, Asked(as_of=AS_OF, places=("SDN",)))
    assert places_of(" sdn, UKR,sdn ") == ("SDN", "UKR") and places_of("") == ()
    with pytest.raises(InputError, match="'SUDAN' is the code of no state"):
        places_of("Sudan")


def test_a_period_is_as_long_as_it_is_asked_for(folder: Path) -> None:
    short = watch_from(folder, Asked(as_of=AS_OF, period_days=10)).digest
    assert {one.observations for one in short.watched if one.series.startswith("gprd")} == {10}
    assert all((AS_OF - one.first).days == 9 for one in short.watched if one.series == "gprd")
    for wrong in (0, 6, 367):
        with pytest.raises(InputError, match=f"{wrong} days; wanted 7 to 366"):
            Asked(as_of=AS_OF, period_days=wrong)
    for rate in (0.0, -1.0, 0.6, float("nan")):
        with pytest.raises(InputError, match="false discovery rate"):
            Asked(as_of=AS_OF, rate=rate)


def test_no_series_is_an_error_that_says_what_to_pull(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contingent data pull eia"):
        watch_from(tmp_path, Asked(as_of=AS_OF))
    with pytest.raises(InputError, match="is no folder"):
        watch_from(tmp_path / "none", Asked(as_of=AS_OF))


def test_a_file_of_ones_own_is_watched_beside_the_folder_or_alone(folder: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "grain.csv", leap=8)
    both = gathered(folder, as_of=AS_OF, own=(f"{own}:index@UKR",))
    assert [one.name for one in both.series if one.name.startswith("grain")] == ["grain", "grain-2"]
    assert both.series[-1].place == "UKR"
    alone = watch_from(None, Asked(as_of=AS_OF), own=(str(own),)).digest
    assert [one.series for one in those_that_left(alone)] == ["grain"]
    with pytest.raises(InputError, match=r"--series .*none\.csv.*cannot be read"):
        watch_from(None, Asked(as_of=AS_OF), own=(str(tmp_path / "none.csv"),))


def test_the_ledgers_open_forecasts_are_series_as_they_were_known(tmp_path: Path) -> None:
    where, start = tmp_path / "ledger.sqlite", date(2024, 1, 1)
    asked = [question("often", deadline=date(2024, 12, 1), place="SDN"), question("seldom", deadline=date(2024, 12, 1)),
             question("past", deadline=date(2024, 2, 1))]  # fmt: skip
    told = [forecast("often", "ensemble", chance(0.1 + n / 100), on=start + timedelta(days=n)) for n in range(40)]
    told += [forecast("seldom", "ensemble", chance(0.5), on=start + timedelta(days=n)) for n in range(LEAST_DAYS - 1)]
    told += [forecast("past", "ensemble", chance(0.5), on=start + timedelta(days=n)) for n in range(20)]
    put(where, *asked, *told)
    with Ledger.open(where) as ledger:
        found = forecast_series(ledger, as_of=AS_OF)
        early = forecast_series(ledger, as_of=start + timedelta(days=9))
    (one,) = found.series
    assert (one.kind, one.place, one.unit) == ("probability", "SDN", "probability") and "often" in one.label
    assert one.dates[0] == start and one.values == tuple(0.1 + n / 100 for n in range(40))
    assert found.notes == (
        "The forecasts of 1 open question by one forecaster are not watched: made on fewer than 8 days.",
    )
    assert {series.name for series in early.series} == {"forecast_often_ensemble", "forecast_past_ensemble"}
    assert max(day for series in early.series for day in series.dates) == start + timedelta(days=9)


def test_files_are_a_page_a_schema_and_a_feed_of_signals_alone(report: WatchReport, tmp_path: Path) -> None:
    files = write_watch(report, tmp_path / "out")
    assert files.html is not None and files.html.read_text().startswith("<!doctype html>")
    assert json.loads(files.json.read_text())["schema_version"] == report.digest.schema_version
    found = feedparser.parse(files.atom.read_text())
    left = those_that_left(report.digest)
    assert not found.bozo and [one.title for one in found.entries] == [
        f"{o.label} left its expected range" for o in left
    ]
    assert len({one.id for one in found.entries}) == len(left)
    assert all(f'id="{one.link.partition("#")[2]}"' in files.html.read_text() for one in found.entries)
    again = write_watch(report, tmp_path / "again", html=False)
    assert again.atom.read_bytes() == files.atom.read_bytes() and again.html is None
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["watch.atom", "watch.json"]


def test_an_entrys_id_is_of_its_series_and_the_day_whatever_else_is_watched(folder: Path, tmp_path: Path) -> None:
    def ids(source: Path, day: date) -> dict[str, str]:
        made = write_watch(watch_from(source, Asked(as_of=day)), tmp_path / f"{source.name}-{day}", html=False)
        entries = ElementTree.fromstring(made.atom.read_text()).findall(f"{{{ATOM}}}entry")
        return {one.findtext(f"{{{ATOM}}}title", ""): one.findtext(f"{{{ATOM}}}id", "") for one in entries}

    alone = tmp_path / "alone"
    gpr(alone)
    title = "Geopolitical risk in the daily news left its expected range"
    assert ids(alone, AS_OF)[title] == ids(folder, AS_OF)[title]
    assert ids(alone, AS_OF)[title] != ids(alone, days()[-2])[title]


# ------------------------------------------------------------------------- command


def test_the_command_tells_what_left_first_then_what_stayed_then_how_sure(run: Run, folder: Path) -> None:
    done = run("--data", str(folder), "--as-of", str(AS_OF))
    assert done.exit_code == 0, done.output
    told = done.output
    places = [told.index(part) for part in ("What left its", "What stayed", "How sure this is")]
    assert places == sorted(places)
    first = told[places[0] : places[1]]
    assert "Geopolitical risk in the daily news" in first and "range expected of it" in first and "q" in first
    assert "Geopolitical acts" not in first and max(map(len, told.splitlines())) <= 80
    assert " ".join(["Of", "the", "readings", "told", "as", "having", "left", "their", "range"]) in " ".join(
        told.split()
    )


def test_the_command_writes_files_prints_json_and_holds_to_places(run: Run, folder: Path, tmp_path: Path) -> None:
    common = ("--data", str(folder), "--as-of", str(AS_OF), "--place", "CHN")
    done = run(*common, "--json", "--out", str(tmp_path), "--no-html")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == json.loads((tmp_path / "watch.json").read_text())
    assert [one["series"] for one in json.loads(done.stdout)["watched"]] == ["fx_CNY"]
    assert not (tmp_path / "watch.html").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2199-01-01"), "which has not been"),
        (("--as-of", "soon"), "--as-of is 'soon'"),
        (("--as-of", "2024-06-28", "--period", "3"), "wanted 7 to 366"),
        (("--as-of", "2024-06-28", "--place", "Atlantis"), "code of no state"),
        (("--as-of", "2024-06-28", "--rate", "0"), "false discovery rate"),
        (("--as-of", "1980-01-01"), "holds no value by 1980-01-01"),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_words(run: Run, folder: Path, words: tuple[str, ...], said: str) -> None:
    done = run("--data", str(folder), *words)
    assert isinstance(done.exception, InputError) and said in str(done.exception)


def test_hostile_names_move_no_cursor_and_are_no_markup(run: Run, tmp_path: Path) -> None:
    own = write(tmp_path / "<script>\x1b[2J alert.csv", leap=9)
    done = run("--series", str(own), "--as-of", str(AS_OF), "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "\x1b[2J" not in done.output and "alert" in done.output
    page = (tmp_path / "out" / "watch.html").read_text()
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert not feedparser.parse((tmp_path / "out" / "watch.atom").read_text()).bozo


def test_a_ledger_that_is_not_there_is_said(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("--data", str(folder), "--as-of", str(AS_OF), "--ledger", str(tmp_path / "none.sqlite"))
    assert done.exception is not None and "none.sqlite" in str(done.exception)


def test_a_look_back_says_that_more_is_known_now(folder: Path) -> None:
    found = gathered(folder, as_of=AS_OF)
    fresh = watched(found, Asked(as_of=AS_OF), on=AS_OF).digest
    late = watched(found, Asked(as_of=AS_OF), on=LATER).digest
    assert any("published weekly" in warning for warning in late.warnings)
    assert not any("published weekly" in warning for warning in fresh.warnings)
    assert len(values("a")) == DAYS


@pytest.mark.shared
def test_on_10_march_2022_risk_in_the_news_and_oil_left_their_range(shared: Path) -> None:
    digest = watch_from(shared / "data" / "markets", Asked(as_of=date(2022, 3, 10))).digest
    left, stayed = ({one.series for one in found} for found in (those_that_left(digest), those_that_stayed(digest)))
    assert {"gprd", "wti"} <= left
    assert {"brent", "wti", "henry_hub", "vix", "gprd", "gprd_act", "gprd_threat", "gold"} <= left | stayed


def test_forecasts_too_far_apart_are_told_and_keep_no_other_from_being_watched(tmp_path: Path) -> None:
    where, start = tmp_path / "ledger.sqlite", date(2022, 1, 1)
    asked = [question(name, deadline=date(2026, 12, 1)) for name in ("yearly", "often")]
    told = [forecast("yearly", "ensemble", chance(0.5), on=start + timedelta(days=90 * n)) for n in range(LEAST_DAYS)]
    told += [forecast("often", "ensemble", chance(0.5), on=start + timedelta(days=n)) for n in range(LEAST_DAYS)]
    put(where, *asked, *told)
    with Ledger.open(where) as ledger:
        found = forecast_series(ledger, as_of=AS_OF)
    ((label, why),) = found.unread
    assert "yearly" in label and "every 90 days" in why
    assert ["often" in one.label for one in found.series] == [True]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as-of", "0001-10-01"], "as_of is 0001-10-01; wanted 1900-01-01 or a later day"),
        (["--place", ","], "names no state"),
        (["--place", "XXX"], "'XXX' is the code of no state"),
        (["--series", "{file}@XXX"], "'XXX' is the code of no state"),
        (["--rate", "nan"], "the false discovery rate is nan"),
        (["--period", "100000000"], "the period is 100000000 days"),
    ],
)
def test_what_is_absurd_is_refused_in_a_sentence(words: list[str], said: str, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "own.csv")
    result = run("--series", str(file), *(word.format(file=file) for word in words))
    assert isinstance(result.exception, InputError) and said in str(result.exception)


def test_a_file_of_ones_own_is_told_of_no_publisher(tmp_path: Path) -> None:
    file = write(tmp_path / "own.csv")
    report = watch_from(None, Asked(as_of=AS_OF), own=(str(file),))
    assert not any("EIA" in words for words in report.digest.warnings)
