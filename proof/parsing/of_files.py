"""Readers of files: tables, workbooks, archives, JSON and Parquet of publishers, hubs, ledgers and of our own state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from contingent.core.errors import InputError
from contingent.ledger.exchange import read_jsonl, read_parquet
from contingent.scoring.extraction.annotated import gold_of, load_of
from contingent.sources import events, histories, leaderboards, war
from contingent.sources.battles import _WANTED, BATTLES_FILE, read_battles
from contingent.sources.catalogue import Item, catalogue, listed
from contingent.sources.conditional import Validators
from contingent.sources.contents import last_day, station_rows
from contingent.sources.forecastbench import read_question_set
from contingent.sources.hubverse import output_csv, read_output
from contingent.sources.manifest import read_manifest
from contingent.sources.series_tables import own_series, read_csv
from contingent.sources.submission import read_submission, submission_text
from contingent.sources.ucdp_files import Release, events_of
from contingent.sources.views import SCORES_FILE, read_challenge_scores, read_panel
from contingent.sources.views_draws import read_predictions
from proof.parsing import samples
from proof.parsing.parsers import AS_OF, Parser, filed, folder, stream, text

_OLE2 = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(16)
    + b"\x3e\0\x03\0\xfe\xff\x09\0"
    + bytes(488)
    + b"\xfd\xff\xff\xff" * 128
)
_DAILY = b"Date,Close\n2024-01-02,5.5\n2024-01-03,6\n2024-01-04,5.8\n"
_FRED = b"observation_date,X\n2024-01-02,5.5\n2024-01-03,.\n2024-01-04,5.8\n"
_STATION = {"series": {"docs": [{"period": ["2024-01", "2024-02"], "value": [5.5, "NA"]}]}}


def parsers() -> Mapping[str, Parser]:
    """The readers of files by name."""
    return {**_of_tables(), **_of_json(), **_of_archives(), **_of_our_own(), **_of_sets()}


def _in(name: str, read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    """`read` with the folder that holds the bytes under that name."""

    def call(raw: bytes) -> Any:
        place = filed(f"one/{name}", raw)
        (folder() / "one/question_sets").mkdir(exist_ok=True)
        try:
            return read(folder() / "one")
        finally:
            place.unlink()

    return call


def _as(name: str, read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    return lambda raw: read(filed(name, raw))


def _of_tables() -> dict[str, Parser]:
    ucdp = Release(path=Path("x"), kind="final", version="24.1", first=1, last=600, known=date(2024, 6, 30))

    def events_in(raw: bytes, name: str) -> Any:
        import dataclasses

        return list(events_of(dataclasses.replace(ucdp, path=filed(name, raw)), Counter()))

    acled = b"event_id_cnty,event_date,event_type,country,fatalities,iso\nA1,2024-01-02,Battles,Sudan,5,729\n"
    years = b"conflict_id,year,start_date2,ep_end,ep_end_date\n200,1990,1990-01-01,1,1990-05-05\n"
    boards = b"Rank,Team,Model,Brier Dataset,Brier Market,Brier Overall,N dataset,N market,N\n1,a,b,.1,.2,.15,5,6,11\n"
    scores = b"Month ID,Model,CRPS,ab-Log Score,MIS\n500,a,1.5,.2,3\n"
    return {
        "own series": Parser(call=_as("own.csv", lambda f: own_series(f, as_of=AS_OF)),
            covers=("sources.series_tables",), samples=lambda: (_DAILY, b"2024-01-02;5\n2024-01-03;6\n"), form="csv"),
        "any table": Parser(call=_as("any.csv", read_csv), covers=("sources.series_tables",), samples=lambda: (_DAILY,
            ), form="csv"),
        "daily prices": Parser(call=_as("p.csv", histories.read_prices), covers=("sources.histories",),
            samples=lambda: (_DAILY,), form="csv"),
        "FRED file": Parser(call=_as("f.csv", histories.read_fred), covers=("sources.histories",),
            samples=lambda: (_FRED,), form="csv"),
        "risk in a table": Parser(call=_as("r.csv", histories.read_risk), covers=("sources.histories",),
            samples=lambda: (b"date,GPRD,GPRD_ACT,GPRD_THREAT\n2024-01-02,5,6,7\n",), form="csv"),
        "UCDP events": Parser(call=lambda raw: events_in(raw, "e.csv"), covers=("sources.ucdp_files",),
            samples=lambda: (samples.ucdp(),), form="csv"),
        "UCDP archive": Parser(call=lambda raw: events_in(raw, "e.zip"), covers=("sources.ucdp_files",
            "sources.archives"), samples=lambda: (samples.zipped(samples.ucdp()),), form="bytes"),
        "ACLED events": Parser(call=_in("acled.csv", lambda f: events.read_events(f, as_of=AS_OF)),
            covers=("sources.events",), samples=lambda: (acled,), form="csv"),
        "years of conflicts": Parser(call=_in(war.CONFLICT_YEARS_FILE, lambda f: war.read_conflict_years(f,
            as_of=AS_OF)), covers=("sources.war", "sources.tables"), samples=lambda: (years,), form="csv"),
        "battles": Parser(call=_in(BATTLES_FILE, lambda f: read_battles(f, as_of=AS_OF)), covers=("sources.battles",
            "sources.tables"), samples=lambda: (_battles(),), form="csv"),
        "leaderboard": Parser(call=_in("leaderboards/leaderboard_baseline.csv", leaderboards.read_leaderboards),
            covers=("sources.leaderboards",), samples=lambda: (boards,), form="csv"),
        "challenge scores": Parser(call=_in(SCORES_FILE, read_challenge_scores), covers=("sources.views",),
            samples=lambda: (scores,), form="csv"),
        "model output in CSV": Parser(call=lambda raw: read_output(raw, "a.csv"), covers=("sources.hubverse",),
            samples=lambda: (samples.hub(),), form="csv", again=output_csv),
    }  # fmt: skip


def _battles() -> bytes:
    """One battle, as far as numbers go."""
    words = {"datetime_min": "1914-08-20 00:00:00", "datetime_max": "1914-08-22 00:00:00", "year": "1914", "war": "A"}
    return f"{','.join(_WANTED)}\n{','.join(words.get(name, '1') for name in _WANTED)}\n".encode()


def _of_json() -> dict[str, Parser]:
    losses = [{"date": "2024-01-02", "personnel": 100}, {"date": "2024-01-03", "personnel": 150}]
    return {
        "question set": Parser(call=_as("2025-11-09-llm.json", read_question_set), covers=("sources.forecastbench",
            "sources.forecastbench_fields"), samples=samples.question_sets, form="json"),
        "submission": Parser(call=lambda raw: read_submission(text(raw)), covers=("sources.submission",),
            samples=samples.submissions, form="json", again=lambda found: submission_text(found).encode()),
        "station": Parser(call=_as("s.json", histories.read_station), covers=("sources.histories", "sources.contents"),
            samples=lambda: samples.as_json(_STATION), form="json"),
        "losses": Parser(call=_in(war.LOSSES_FILE, lambda f: war.read_losses(f, as_of=AS_OF)), covers=("sources.war",),
            samples=lambda: samples.as_json(losses), form="json"),
        "list of a publisher": Parser(call=_listing, covers=("sources.pull", "sources.catalogue"),
            samples=lambda: samples.as_json([{"name": "2025-11-09-llm.json"}, {"name": "latest-llm.json"}]),
            form="json"),
        "annotation": Parser(call=_annotation, covers=("journeys.evaluating.reading", "scoring.extraction.annotated"),
            samples=lambda: tuple(s[:40_000] for s in samples.examples("tests/articles/armistice*.json")), form="json"),
    }  # fmt: skip


def _listing(raw: bytes) -> Any:
    from contingent.sources.pull import _json

    one = catalogue()["forecastbench"]
    return [listed(one, listing, _json(raw, listing.url)) for listing in one.listings]


def _annotation(raw: bytes) -> Any:
    import json

    try:
        plain = json.loads(raw)
    except (ValueError, RecursionError) as error:  # as the journey does, whose articles lie beside the file
        raise InputError(f"no JSON: {error}") from error
    return load_of(plain), gold_of(plain, name="a", text=samples.examples("tests/articles/armistice*.txt")[0].decode())


def _of_archives() -> dict[str, Parser]:
    panel: dict[str, list[Any]] = {
        "month_id": [121, 122],
        "country_id": [1, 1],
        "ged_sb": [0, 5],
        "name": ["A", "A"],
        "gwcode": [2, 2],
    }
    draws: dict[str, list[Any]] = {"month_id": [500, 500], "country_id": [1, 1], "draw": [0, 1], "outcome": [0, 5]}
    hub: dict[str, list[Any]] = {
        "origin_date": ["2026-09-20"],
        "output_type": ["mean"],
        "output_type_id": [None],
        "value": [5.0],
    }
    return {
        "workbook": Parser(call=_as("w.xls", histories.read_workbook), covers=("sources.contents", "sources.series"),
            samples=lambda: (samples.workbook("Date"), _OLE2, _OLE2 + bytes(4096)), form="bytes"),
        "panel": Parser(call=_in("cm_ged_sb_1.parquet", lambda f: read_panel(f, as_of=AS_OF)), covers=("sources.views",
            ), samples=lambda: (samples.parquet(**panel),), form="bytes"),
        "draws": Parser(call=lambda raw: read_predictions(raw, "d.parquet"), covers=("sources.views_draws",),
            samples=lambda: (samples.parquet(**draws),), form="bytes"),
        "model output in Parquet": Parser(call=lambda raw: read_output(raw, "a.parquet"), covers=("sources.hubverse",),
            samples=lambda: (samples.parquet(**hub),), form="bytes"),
        "rows of a ledger in Parquet": Parser(call=_as("l.parquet", lambda f: list(read_parquet(f))),
            covers=("ledger.exchange",), samples=lambda: samples.rows_of_a_ledger()[1:], form="bytes"),
    }  # fmt: skip


def _of_our_own() -> dict[str, Parser]:
    validators = {"form": 1, "addresses": {"https://a.example/": {"etag": '"1"', "modified": "Mon"}}}
    return {
        "rows of a ledger in JSON": Parser(call=lambda raw: list(read_jsonl(stream(raw))), covers=("ledger.exchange",
            "ledger.chain"), samples=lambda: samples.rows_of_a_ledger()[:1], form="lines"),
        "manifest": Parser(call=_in("manifest.json", read_manifest), covers=("sources.manifest",),
            samples=lambda: (samples.manifest(),), form="json"),
        "validators": Parser(call=_as("v.json", Validators.at), covers=("sources.conditional",),
            samples=lambda: samples.as_json(validators), form="json"),
        "half a download": Parser(call=_half, covers=("sources.download",),
            samples=lambda: samples.as_json({"url": "https://a.example/", "etag": '"1"', "last_modified": None}),
            form="json"),
    }  # fmt: skip


def _half(raw: bytes) -> Any:
    from contingent.sources.download import _taken_up

    return _taken_up("https://a.example/", filed("part", b"abc"), filed("mark", raw))


def _of_sets() -> dict[str, Parser]:
    """What is pulled of each set of the catalogue, as it is looked at before it is kept."""
    found = {}
    books = tuple(map(samples.workbook, ("Date", "date", "month")))
    held = {"csv": ((_DAILY, _FRED, samples.ucdp()), "csv"), "xls": (books, "bytes"),
            "zip": ((samples.zipped(samples.ucdp()), samples.zipped(b"year,conflict_id\n1990,5\n")), "bytes"),
            "json": ((*samples.question_sets(), *samples.as_json(_STATION, {"data": [{"year": 2024, "month": 5}]},
            [{"date": "2024-01-02"}])), "json")}  # fmt: skip
    for name, one in catalogue().items():
        documents, form = held[one.format]
        columns = (one.date_column,) if one.format == "xls" and one.date_column else ()
        item = Item(url="https://a.example/x", file=f"x.{one.format}", columns=columns)
        found[f"pulled: {name}"] = Parser(
            call=_as(f"x.{one.format}", partial(last_day, one=one, item=item)), covers=("sources.contents",),
            samples=partial(tuple, documents), form=form,  # type: ignore[arg-type]
        )  # fmt: skip
    return found


__all__ = ["parsers", "station_rows"]
