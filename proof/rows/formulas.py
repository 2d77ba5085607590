"""S3: no cell of any CSV that is written begins a formula, and every cell still says what it said."""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contingent.core.nouns import Document
from contingent.core.times import now, today
from contingent.ledger.chain import Entry
from contingent.report.sheet import sheet
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told

#: what a spreadsheet runs, or what has been used to hide it
STARTS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://a.example\",\"x\")", "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "=IMPORTXML(\"http://a.example\",\"//a\")", "==1", "=+-@1",
    "=DDE(\"cmd\";\"/C calc\";\"1\")", "=1\n=2", "＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "−1+1", "⁼1", "-",
    "=",
    "@", "+",
)  # fmt: skip
HIDDEN = (
    "", " ", "  ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", '"', '""', "'", "\"'", "\ufeff", "\u200b", "\u200e",
    "\u202e",
    "\u2066", "\u00ad", "\u2060", "\u0301", "\x00", "\x1c", "\x85", "\u2028", "a;", "a; ", 'a;"', "so;\u200b", "1;2;",
    "\x0b", "\x7f",
)  # fmt: skip
NUMBERS = (-5, -5.0, -0.25, 0, 1e21, -1e-9, 7, True, False, None)
_FORMULA = "=+-@−"
_A_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")


@dataclass(slots=True)
class _Found:
    """What was looked at, and what would run or was lost."""

    cells: int = 0
    running: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def look(self, place: str, text: str) -> list[list[str]]:
        """The cells of a CSV, all looked at."""
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        for row in rows:
            for cell in row:
                self.cells += 1
                if runs(cell):
                    self.running.append(f"{place}: {cell!r}")
        return rows


def runs(cell: str) -> bool:
    """Whether a spreadsheet of any locale that is known here would run the cell, or a part of it behind a semicolon."""
    return any(_begins(part) for part in cell.split(";")) and _A_NUMBER.fullmatch(cell) is None


def _begins(part: str) -> bool:
    """Whether a part of a cell begins a formula when blanks, quotes and unseen marks before it are dropped.

    An apostrophe is dropped only behind one of those: as the first letter it is what keeps a cell text.
    """
    if part.startswith("'"):
        return False
    for letter in part:
        if unicodedata.normalize("NFKC", letter) in tuple(_FORMULA):
            return True
        if letter not in "\"'" and not unicodedata.category(letter).startswith(("C", "Z", "M")):
            return False
    return False


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """The writer itself with every shape, the claims ledger's CSV, and every CSV twin of a service full of formulas."""
    found = _Found()
    texts = [f"{hidden}{start}" for start in STARTS for hidden in HIDDEN]
    rng = random.Random(size.seed)
    parts = [*STARTS, *HIDDEN, "a", ";", ",", "so"]
    texts += ["".join(rng.choices(parts, k=rng.randint(1, 5))) for _ in range(size.of(100_000, 2_000))]
    rows = found.look("sheet", sheet(["=1", *(f"c{n}" for n in range(3))], [[text, "x", text, 1.5] for text in texts]))
    for text, row in zip(texts, rows[1:], strict=True):
        if _words(row[0]) != _words(text):
            found.changed.append(f"{text!r} came back as {row[0]!r}")
    numbers = found.look("numbers", sheet(["n"], [[number] for number in NUMBERS]))
    kept = [row[0] if row else "" for row in numbers[1:]]
    lost = [f"{n!r}: {k}" for n, k in zip(NUMBERS, kept, strict=True) if isinstance(n, float) and float(k) != n]
    sheets = list(_twins(folder, texts[:: size.of(1, 97)][: size.of(800, 9)], small=not size.full))
    planted = 0
    for place, text in (*sheets, ("claims.csv", _claims())):
        for row in found.look(place, text):
            planted += sum(any(start.strip()[:6] in cell for start in STARTS[:12]) for cell in row)
    for line in (*found.running[:8], *found.changed[:8], *lost):
        tell(line)
    return (
        exactly("cells that a spreadsheet would run", len(found.running), 0, "cells"),
        exactly("texts that do not come back", len(found.changed), 0, "texts"),
        exactly("numbers that are numbers no more", len(lost), 0, "numbers"),
        at_least("sheets of the service", len(sheets), 14, "sheets"),
        at_least("cells of its sheets that hold what was planted", planted, size.of(500, 10), "cells"),
        told("cells looked at", found.cells, "cells"),
    )


def _words(text: str) -> str:
    """What a cell keeps of a text: its letters in order, without marks that no page may hold and what keeps it text."""
    kept = (c for c in text if not unicodedata.category(c).startswith("C") and not c.isspace() and c not in "'\ufffd")
    return "".join(kept)


def _claims() -> str:
    """The CSV of a claims ledger whose title, names and quotes are formulas."""
    from contingent.journeys.read import read_article_text
    from contingent.reading.across.accounts import accounts
    from contingent.reading.documents.duplicates import groups
    from contingent.report.claims_ledger.files import claims_csv
    from contingent.sources import shipped
    from contingent.sources.articles import Article

    text = (
        "=HYPERLINK(1) War\n\nBy =Ann Lee\n\n@SUM(1) Russia lost 40,000 soldiers in Ukraine, =cmd|calc officials said. "
        "-1+1 Ukraine has 900,000 soldiers. “=1+1 We lost 2,000 men; =2,” said a Ukrainian official."
    )
    reading = read_article_text(Article(text.encode(), "=1+1.txt", None), as_of=date(2024, 11, 18)).reading
    documents: list[Document] = [reading.document]
    return claims_csv(accounts([reading], groups(documents), as_of=None, gazetteer=shipped.gazetteer(), unread=[]))


def _twins(folder: Path, texts: list[str], *, small: bool) -> Iterator[tuple[str, str]]:
    """Every address of the service that answers with CSV, its ledger full of formulas, and what it answers."""
    from fastapi.testclient import TestClient

    from contingent.web.app import application
    from contingent.web.security import Access
    from proof.whole_service import whole_service

    with whole_service(folder, small=small) as whole:
        _plant(whole.service.ledger, texts)
        client = TestClient(
            application(whole.service, Access()), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1)
        )
        for path in _csv_paths(client):
            for filled in _filled(path, whole.names):
                answer = client.get(filled)
                if answer.status_code == 200:
                    yield filled, answer.text


def _csv_paths(client: TestClient) -> list[str]:  # type: ignore[name-defined]  # noqa: F821
    app = client.app
    return sorted({route.path for route in app.routes if getattr(route, "path", "").endswith(".csv")})


def _filled(path: str, names: dict[str, list[str]]) -> list[str]:
    """The path with what its parameters may hold."""
    found = [path]
    for name in re.findall(r"\{(\w+)(?::\w+)?\}", path):
        found = [re.sub(rf"\{{{name}(?::\w+)?\}}", value, one) for one in found for value in names.get(name, ["x"])]
    return [f"{one}?state=all" if one.endswith("/questions.csv") else one for one in found]


def _plant(ledger: object, texts: list[str]) -> None:
    """Questions in the ledger whose every text is a formula."""
    from contingent.ledger.store import Ledger

    assert isinstance(ledger, Ledger)
    row = ledger.read(as_of=today(), kind="question")[-1]
    entries = []
    for number, text in enumerate(texts):
        plain = text.encode("utf-8", "replace").decode().replace("\x00", "")
        body = {**row.body, "id": f"question-{number:012x}", "text": plain, "source": plain, "fine_print": [plain],
                "opens": "2024-11-18", "deadline": "2199-01-01"}  # fmt: skip
        entries.append(Entry(kind="question", key=None, body=body, as_of=date.fromisoformat(row.as_of)))
    ledger.append_many(entries, recorded_at=now())


ROW = Row(
    key="S3",
    title="Formulas in tables",
    what=(
        "Texts that a spreadsheet would run, hidden behind blanks, quotes, unseen marks and semicolons, in half- and "
        "full-width letters, go into every CSV that a command or the service writes; each cell is read back, must "
        "begin no formula, and must still say what it said. A number stays a number."
    ),
    run=run,
)
