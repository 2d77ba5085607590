"""The registry of readers holds every module that decodes something from outside."""

from __future__ import annotations

import ast
from pathlib import Path

import contingent
from contingent.core.errors import ContingentError
from proof.parsing.parsers import parsers

SRC = Path(contingent.__file__).parent
#: what takes bytes or text apart, as it is called
DECODES = frozenset((
    "json.loads", "json.load", "tomllib.loads", "tomllib.load", "csv.reader", "csv.DictReader", "zipfile.ZipFile",
    "xlrd.open_workbook",
    "zlib.decompressobj", "parquet.whole", "parquet.laid_out", "parquet.opened", "feedparser.parse", "DefusedXMLParser",
    "base64.b64decode",
    "base64.urlsafe_b64decode", "Protego.parse", "read_table", "load_html", "make_url",
))  # fmt: skip
#: modules whose texts are our own, or come through a reader that is registered; and why
OURS = {
    "sources.shipped": "tables of the package", "sources.outlines": "a file of the package",
    "journeys.chunks": "results of this run", "journeys.jobs": "a request kept by the desk",
    "journeys.alerts": "a row kept by the desk",
    "journeys.shown.job": "a request kept by the desk",
    "journeys.shown.standing": "a body of the ledger, held by its chain",
    "web.twins": "a drawing's specification, made here", "web.pages.watch": "made here",
    "web.pages.question_parts": "made here",
    "report.map_charts": "made here", "report.track_record.page": "made here",
    "web.openapi": "the description, made here", "ledger.desk_jobs": "rows of the desk",
    "ledger.migrations.versions.0002_subjects_and_desk": "rows of the ledger",
    "ledger.chain": "rows of the ledger: rows R5 and S7",
    "reading.documents.pages": "pages: row R7 and the reader of articles",
    "journeys.evaluating.newsquant": "a file of a benchmark, on the command line of who evaluates",
    "language.wire": "answers of a model's server: row R6",
    "forecasting.judge": "replies of a model, through language.replies: row R6",
    "web.sent": "bodies of requests: row R9",
    "sources.wire": "answers of servers: row S1", "sources.forecastbench_fields": "through sources.forecastbench",
}  # fmt: skip


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_every_module_that_decodes_is_covered_by_a_reader_or_told_why_not() -> None:
    covered = {module for parser in parsers().values() for module in parser.covers}
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        module = ".".join(path.relative_to(SRC).with_suffix("").parts)
        calls = {
            _name(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        }
        if calls & DECODES:
            found[module] = sorted(calls & DECODES)
    unknown = {module: calls for module, calls in found.items() if module not in covered and module not in OURS}
    assert not unknown, f"readers without an entry in proof/parsing: {unknown}"
    assert not set(OURS) - set(found) - covered, "told of, but it decodes nothing"


def test_every_reader_reads_one_of_its_whole_documents() -> None:
    unread = []
    for name, parser in parsers().items():
        said = []
        for raw in parser.samples():
            try:
                parser.call(raw)
                break
            except ContingentError as error:
                said.append(str(error))
        else:
            unread.append((name, said[:1]))
    # no workbook is written by any library that is here, and no library reads the sets of others
    assert [one for one in unread if not one[0].startswith(("workbook", "pulled", "list of"))] == []
