"""Whole documents of every kind that is read from outside: the project's own, or made here, of no real thing."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DUE = "2025-11-09"


def examples(*patterns: str) -> tuple[bytes, ...]:
    """The files of this checkout of those patterns."""
    return tuple(
        path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.name != "README.md"
    )


def as_json(*values: Any) -> tuple[bytes, ...]:
    """Each value as JSON."""
    return tuple(json.dumps(value).encode() for value in values)


def feeds() -> tuple[bytes, ...]:
    """A feed of each kind."""
    return (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title><item><title>War</title><link>https://a.example/1'
        b"</link><guid>1</guid><pubDate>Mon, 18 Nov 2024 10:00:00 GMT</pubDate><description>A &lt;b&gt;text&lt;/b&gt;"
        b"</description></item></channel></rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><id>1</id><title>W</title><link href="/1"/>'
        b'<updated>2024-11-18T10:00:00Z</updated><content type="html">A &lt;p&gt;text</content></entry></feed>',
        *as_json({"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [
            {"id": "1", "url": "https://a.example/1", "title": "W", "content_html": "<p>A", "date_published":
             "2024-11-18T10:00:00Z", "date_modified": "2024-11-19"}]}),
    )  # fmt: skip


def sitemaps() -> tuple[bytes, ...]:
    """A sitemap, an index of them, and a plain one."""
    head = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return (
        b"<urlset " + head + b"><url><loc>https://a.example/1</loc><lastmod>2024-11-18</lastmod></url></urlset>",
        b"<sitemapindex " + head + b"><sitemap><loc>https://a.example/2.xml</loc></sitemap></sitemapindex>",
        b"https://a.example/1\nhttps://a.example/2\n",
    )


def question_sets() -> tuple[bytes, ...]:
    """A question set of ForecastBench's form: one market, one of data, one combination."""
    one = {
        "id": "fred-0", "source": "fred", "question": "Will it rise?", "resolution_criteria": "As FRED says.",
        "background": "b", "market_info_open_datetime": "N/A", "market_info_close_datetime": "N/A",
        "market_info_resolution_criteria": "N/A", "url": "https://a.example/fred-0", "freeze_datetime":
        "2025-10-30T00:00:00+00:00", "freeze_datetime_value": "1.5", "freeze_datetime_value_explanation": "last",
        "resolution_dates": ["2025-11-16", "2025-12-09"], "combination_of": "N/A",
    }  # fmt: skip
    market = {**one, "id": "m1", "source": "manifold", "resolution_dates": "N/A",
              "market_info_close_datetime": "2026-11-09T00:00:00+00:00", "freeze_datetime_value": "0.4"}  # fmt: skip
    both = {**one, "id": ["fred-0", "fred-1"], "combination_of": [one, {**one, "id": "fred-1"}]}
    return as_json({"forecast_due_date": DUE, "question_set": f"{DUE}-llm.json", "questions": [one, market, both]})


def submissions() -> tuple[bytes, ...]:
    """What is sent to ForecastBench."""
    said = {
        "id": "fred-0",
        "source": "fred",
        "forecast": 0.25,
        "resolution_date": "2025-11-16",
        "reasoning": "a quarter",
    }
    pair = {**said, "id": ["fred-0", "fred-1"], "direction": [1, -1], "reasoning": None}
    return as_json({
        "organization": "Contingent", "model": "contingent", "model_organization": "Contingent", "question_set":
        f"{DUE}-llm.json", "forecast_due_date": DUE, "forecasts": [said, pair,
        {**said, "id": "m1", "source": "manifold", "resolution_date": None}],
    })  # fmt: skip


def ucdp() -> bytes:
    """Three events in UCDP's form."""
    head = "id,type_of_violence,country_id,date_start,date_end,best,source_article\n"
    return (head + "".join(
        f'{n},1,{c},2022-03-0{n} 00:00:00.000,2022-03-0{n} 00:00:00.000,{n * 10},"He said: ""war"""\n'
        for n, c in ((1, 625), (2, 520), (3, 501))
    )).encode()  # fmt: skip


def zipped(content: bytes, name: str = "GEDEvent_v24_1.csv") -> bytes:
    """A zip file that holds one file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def hub() -> bytes:
    """Model output of a Hubverse hub."""
    task = "2026-09-20,deaths,1,SDN"
    rows = (
        "mean,NA,5",
        "median,,3",
        "quantile,0.05,0",
        "quantile,0.95,40",
        "pmf,low,0.3",
        "pmf,high,0.7",
        "sample,1,4",
    )
    head = "origin_date,target,horizon,location,output_type,output_type_id,value\n"
    return (head + "".join(f"{task},{row}\n" for row in rows)).encode()


def workbook(head: str) -> bytes:
    """An Excel workbook of the older kind: three days under `head`, and a number beside each, one of them missing."""
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("Contents").write(0, 0, "Workbook Contents")
    sheet, as_day = book.add_sheet("Data 1"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate((head, "Dollars")):
        sheet.write(2, column, name)
    for row, price in enumerate((5.5, None, 6.0), start=3):
        sheet.write(row, 0, date(2024, 1, row), as_day)
        sheet.write(row, 1, price)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    """A Parquet file of those columns."""
    import pyarrow as pa

    from contingent.core.parquet import packed

    return packed(pa.table(columns))


@cache
def rows_of_a_ledger() -> tuple[bytes, bytes]:
    """A small ledger's export as JSON Lines, and as Parquet."""
    import tempfile

    from contingent.journeys.exchange import export_ledger
    from proof.made_ledgers import chance, forecast, put, question, resolution

    with tempfile.TemporaryDirectory() as name:
        where = Path(name) / "l.sqlite"
        put(where, question("question-1"), forecast("question-1", "a", chance(0.5)), resolution("question-1", True))
        export_ledger(where, str(Path(name) / "l.jsonl"))
        export_ledger(where, str(Path(name) / "l.parquet"))
        return (Path(name) / "l.jsonl").read_bytes(), (Path(name) / "l.parquet").read_bytes()


def resolutions() -> tuple[bytes, ...]:
    """A table of outcomes, as CSV and as JSON."""
    return (
        b"question,outcome,resolved_on,source,evidence\n"
        b"question-1,yes,2025-06-30,A,\"so, he said\"\nquestion-2,\"1,250\",2025-07-01,B,\n",
        *as_json([{"question": "q", "outcome": True, "resolved_on": "2025-06-30", "source": "A"}],
                 {"resolutions": [{"question": "q", "outcome": 5, "resolved_on": "2025-06-30", "source": "A",
                 "note": "n"}]}),
    )  # fmt: skip


def manifest() -> bytes:
    """A manifest of pulled data."""
    url = "https://a.example/a.csv"
    record = {"set": "gold", "url": url, "final_url": url, "licence": "own", "sha256": "0" * 64, "bytes": 5,
    "retrieved_at":
              "2025-06-30T10:00:00Z", "checked_at": "2025-06-30T10:00:00Z", "data_through": "2025-06-29", "etag": '"1"',
              "last_modified": None, "previous": []}  # fmt: skip
    return as_json({"format": 1, "files": {"a.csv": record}})[0]
