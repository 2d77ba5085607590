"""A brief says what it was made from and no more; folder and ledger change together or not at all."""

from __future__ import annotations

import io
import random
from datetime import date
from pathlib import Path

import pytest

from contingent.core.brief import Brief
from contingent.core.errors import ArticleError, InputError, LedgerError, ValueRangeError
from contingent.core.plain import plain
from contingent.journeys.brief import data_used, make_brief, write_brief
from contingent.journeys.exchange import verify_ledger
from contingent.journeys.read import read_article_text
from contingent.reading.documents.clean import MOST_CHARACTERS
from contingent.sources.articles import Article, read_article

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
INSERTED = [
    b"\x00", b"\x1b[31m", "\u202e\u200b".encode(), b"\xff", b"[/]", b"9" * 400, b" 1e999 percent ", b"\r\n\r\n",
    b"\xed\xa0\x80", b" by 31 February 2025 ", b" by 9999 ", b" in 99999999 years ", b"if if if ", b"</div><!--",
    "💥".encode(), b"---\n",
]  # fmt: skip


@pytest.fixture(scope="module")
def brief() -> Brief:
    return make_brief(read_article(str(EXAMPLE), io.BytesIO()), as_of=None, draws=256)


def test_no_data_from_after_the_day_are_named_and_none_that_nobody_used(brief: Brief) -> None:
    assert data_used(brief.scenario, (), as_of=date(2024, 11, 18))[0].name == "baselines/russia_ukraine"
    assert data_used(None, (), as_of=date(2024, 11, 18)) == ()
    for day in (date(1970, 1, 1), date(2023, 5, 1), date(2024, 11, 18)):
        used = data_used(None, brief.forecasts, as_of=day)
        assert all(data.data_through is not None and data.data_through <= day.isoformat() for data in used)


def test_folder_and_ledger_change_together_or_not_at_all(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "no ledger").write_text("not a database at all, but long enough to be taken for one")
    with pytest.raises(LedgerError):
        write_brief(brief, tmp_path / "out", keep=tmp_path / "no ledger")
    (tmp_path / "a file").touch()
    with pytest.raises(InputError):
        write_brief(brief, tmp_path / "a file", keep=tmp_path / "kept.sqlite")
    with pytest.raises(InputError, match="file of its own"):
        write_brief(brief, tmp_path, keep=str(tmp_path / "brief.json"))
    assert {p.name for p in tmp_path.iterdir()} == {"no ledger", "a file"}
    write_brief(brief, tmp_path / "out", keep=f"sqlite:///{tmp_path}/kept.sqlite")
    assert verify_ledger(tmp_path / "kept.sqlite").ok
    assert {p.name for p in tmp_path.iterdir()} >= {"out", "kept.sqlite"}


def test_a_book_and_a_day_centuries_away_are_refused() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    with pytest.raises(ArticleError, match="one article"):
        read_article_text(Article((text * (MOST_CHARACTERS // len(text) + 1)).encode(), "book", None), as_of=None)
    for day in (date(9999, 12, 31), date(1, 1, 1)):
        with pytest.raises(ValueRangeError, match="--as-of"):
            read_article_text(Article(text.replace("November 18, 2024", "").encode(), "a", None), as_of=day)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_article_is_read_or_refused_in_one_sentence(seed: int) -> None:
    numbers = random.Random(seed)
    raw = bytearray(EXAMPLE.read_bytes())
    for _ in range(numbers.choice((1, 5, 50))):
        at = numbers.randrange(len(raw))
        length = numbers.randrange(300)
        match numbers.randrange(4):
            case 0:
                raw[at] ^= 1 << numbers.randrange(8)
            case 1:
                raw[at:at] = raw[at : at + length]
            case 2 if len(raw) > 1000:
                del raw[at : at + length]
            case _:
                raw[at:at] = numbers.choice(INSERTED)
    try:
        assert plain(read_article_text(Article(bytes(raw), "damaged", None), as_of=date(2024, 11, 18)).reading)
    except InputError as error:
        assert "\n" not in str(error)
