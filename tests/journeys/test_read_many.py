"""`contingent read A B C…`: one article as ever, several as a ledger, nothing lost; in its own process as well."""

from __future__ import annotations

import csv
import io
import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.claims_ledger import ClaimsLedger, Thread
from contingent.core.errors import ArticleError, InputError
from contingent.core.plain import plain
from contingent.journeys.gathering.gathered import Gathering
from contingent.journeys.read import read_article_text
from contingent.journeys.read_many import Places, numbers_alone, read_many, write_ledger
from contingent.report.claims_ledger.files import claims_schema
from contingent.sources.articles import Article

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "claims"

FIRST = """Norway sends soldiers

By A. Writer | 2 May 2033

Norway has sent at least 900 soldiers to Iceland, the defence ministry of Denmark said. It is a war that nobody wanted,
and the troops of Norway and Denmark watch each other.
"""
SECOND = """A week of waiting

By B. Writer | 9 May 2033

Norway has sent 900 soldiers to Iceland. The troops wait, and the war between Norway and Denmark goes on.
"""
THIRD = """Still more

By C. Writer | 30 May 2033

Norway has sent about 1,500 soldiers to Iceland, the defence ministry of Denmark said. Its troops are at war.
"""


def command(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "contingent", "read", *arguments],
        capture_output=True, text=True, check=False, cwd=cwd, input=stdin, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    held = tmp_path / "articles"
    held.mkdir()
    for name, text in (("1.txt", FIRST), ("2.txt", SECOND), ("3.txt", THIRD)):
        (held / name).write_text(text, encoding="utf-8")
    return held


def made(*named: str, as_of: date | None = None, workers: int = 1) -> ClaimsLedger:
    return read_many(Places(named=named), stdin=io.BytesIO(), as_of=as_of, workers=workers)


def sent(ledger: ClaimsLedger) -> Thread:
    (thread,) = (t for t in ledger.threads if t.subject == "Norway" and t.counterparty == "Iceland")
    return thread


def test_a_number_that_drifts_through_three_texts_is_one_thread_with_its_drift_and_its_lost_words(folder: Path) -> None:
    thread = sent(made(str(folder)))
    assert [(e.comparator, e.value) for e in thread.entries] == [(">=", 900.0), ("=", 900.0), ("~", 1500.0)]
    overall, denmark = thread.drift
    assert (overall.n, overall.ratio) == (3, pytest.approx(1500 / 900))
    assert (denmark.source, denmark.n) == ("Denmark", 2)
    assert {(shift.kind, shift.lost) for shift in thread.shifts} == {("bound", True), ("attribution", True)}


def test_the_order_of_places_and_the_number_of_workers_change_nothing(folder: Path) -> None:
    places = [str(folder / f"{n}.txt") for n in (1, 2, 3)]
    assert plain(made(*places)) == plain(made(*reversed(places)))


def test_a_copy_under_another_name_changes_no_count_and_both_names_are_told(folder: Path) -> None:
    before = made(str(folder))
    (folder / "copy.txt").write_text(FIRST, encoding="utf-8")
    after = made(str(folder))
    assert plain(after.threads) == plain(before.threads)
    assert ("1.txt", "copy.txt") in {source.origins for source in after.sources}


def test_articles_after_as_of_are_refused_each_with_its_reason(folder: Path) -> None:
    ledger = made(str(folder), as_of=date(2033, 5, 10))
    assert [entry.value for entry in sent(ledger).entries] == [900.0, 900.0]
    (gone,) = ledger.unread
    assert gone.place == "3.txt" and "after --as-of" in gone.reason


def test_what_cannot_be_read_is_listed_and_nothing_readable_is_an_error(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 9)
    ledger = made(str(folder), str(folder / "none.txt"))
    assert len(ledger.sources) == 3 and len(ledger.unread) == 3
    assert all(one.failed and one.reason for one in ledger.unread)
    with pytest.raises(ArticleError, match="not one of 2 articles"):
        made(str(folder / "none.txt"), str(folder / "empty.txt"))
    with pytest.raises(ArticleError, match="no article was found"):
        read_many(Places(), stdin=io.BytesIO(), as_of=None)


def test_the_files_appear_whole_or_not_at_all(folder: Path, tmp_path: Path) -> None:
    ledger = made(str(folder))
    files = write_ledger(ledger, tmp_path / "out")
    told = json.loads(files.json.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(claims_schema()).validate(told)
    rows = list(csv.DictReader(files.csv.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == sum(len(thread["entries"]) for thread in told["threads"])
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "claims.csv").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write_ledger(ledger, blocked)
    assert [path.name for path in blocked.iterdir()] == ["claims.csv"]


def test_every_quote_of_the_examples_slices_to_its_words_in_its_document() -> None:
    ledger = made(str(EXAMPLES))
    texts = {}
    for path in sorted(EXAMPLES.glob("*.md")):
        document = read_article_text(
            Article(path.read_bytes(), path.name, "text/markdown"), as_of=None
        ).reading.document
        texts[document.id] = document.text
    entries = [entry for thread in ledger.threads for entry in thread.entries]
    assert entries
    for entry in entries:
        assert texts[entry.document][entry.quote.start : entry.quote.end] == entry.quote.text
        assert texts[entry.document][entry.sentence.start : entry.sentence.end] == entry.sentence.text


def test_the_examples_tell_the_story_of_their_page() -> None:
    ledger = made(str(EXAMPLES))
    first, second = ledger.threads[:2]
    assert first.label == "Luxembourg: soldiers, sent or used, with or against Belgium"
    assert [d.ratio for d in first.disagreements] == [pytest.approx(14 / 6)]
    assert ("Liechtenstein", 1.4) in {(d.source, d.ratio) for d in first.drift}
    assert (second.subject, second.measure, second.role) == ("Liechtenstein", "killed", "cumulative")
    assert {c.kind for c in ledger.checks} >= {"monotone", "bound_drop", "contradictory_figures"}
    reach = next(t for t in ledger.threads if t.role == "range")
    assert {e.stated_unit for e in reach.entries} == {"mile", "km"} and not reach.disagreements


@pytest.mark.shared
def test_the_seed_beside_other_texts_counts_no_comment_and_no_supposition(shared: Path) -> None:
    ledger = made(str(shared / "seed" / "article.txt"), str(shared / "seed" / "page.html"),
                  str(ROOT / "examples" / "reinforcements.md"))  # fmt: skip
    assert len({source.voice for source in ledger.sources}) == 2  # the text and its page are one story
    by_label = {thread.label: thread for thread in ledger.threads}
    assert by_label["Ukraine: soldiers killed, total so far"].voices == 2
    for thread in ledger.threads:
        for entry in thread.entries:
            assert (entry.segment == "reader_comment") == (entry.standing == "reader")
            assert entry.standing != "reported" or entry.modality in ("asserted", "estimated")


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_any_texts_give_a_ledger_or_their_reasons(texts: list[str]) -> None:
    from contingent.journeys.batch import read_batch
    from contingent.journeys.gathering.gathered import Refused
    from contingent.reading.across.accounts import accounts
    from contingent.reading.documents.duplicates import groups

    articles = [Article(text.encode("utf-8"), f"{n}.txt", None) for n, text in enumerate([*texts, SECOND])]
    found = list(read_batch(articles, as_of=None, workers=1, keep=numbers_alone))
    readings = [one for one in found if not isinstance(one, Refused)]
    ledger = accounts(readings, groups([one.document for one in readings]))
    assert len(found) == len(articles) and sent(ledger).reported >= 1


def test_feed_sitemap_day_and_number_reach_the_gatherer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def gathered(places: object, **given: object) -> list[Article]:
        asked.update(given, places=places)
        return [Article(SECOND.encode(), "2.txt", None)]

    monkeypatch.setattr("contingent.journeys.read_many.gather", gathered)
    places = Places(feed="https://example.org/feed", sitemap="https://example.org/sitemap.xml")
    assert places.any and not places.one
    day = date(2033, 6, 1)
    ledger = read_many(places, stdin=io.BytesIO(), as_of=day, how=Gathering(most=7))
    assert len(ledger.sources) == 1 and ledger.as_of == day
    assert (asked["feed"], asked["sitemap"], asked["as_of"]) == (places.feed, places.sitemap, day)
    assert asked["how"] == Gathering(most=7)


def test_what_a_worker_sends_back_is_the_text_and_its_numbers() -> None:
    whole = read_article_text(Article(FIRST.encode(), "1.txt", None), as_of=None)
    sent_back = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(numbers_alone))(whole)))
    assert sent_back.document == whole.reading.document
    assert {claim.kind for claim in sent_back.claims} == {"quantity"} and sent_back.scenario is None


# ------------------------------------------------------------------ the command


def test_one_article_is_read_as_ever_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    told = command(str(folder / "1.txt"), "--json", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["document"]["title"] == "Norway sends soldiers"
    told = command("-", cwd=tmp_path, stdin=FIRST)
    assert told.returncode == 0 and "at least 900 soldiers" in told.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]


def test_several_articles_give_a_ledger_and_what_failed_stands_at_the_end(folder: Path, tmp_path: Path) -> None:
    told = command(str(folder / "1.txt"), str(folder / "3.txt"), "none.txt", "--out", "out", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "1.7 times the first" in told.stdout and "there is no file 'none.txt'" in told.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["claims.csv", "claims.html", "claims.json"]
    printed = command(str(folder), "--json", "--out", "out", cwd=tmp_path)
    assert printed.stdout == (tmp_path / "out" / "claims.json").read_text(encoding="utf-8")


def test_nothing_readable_is_exit_two_in_one_line(tmp_path: Path) -> None:
    for arguments in ((), ("none.txt",), ("none.txt", "neither.txt"), (str(tmp_path),)):
        told = command(*arguments, cwd=tmp_path)
        assert told.returncode == 2 and told.stderr and "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_claims_schema_is_printed() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "contingent", "schema", "claims"], capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == json.loads(json.dumps(claims_schema()))


def test_a_broken_memory_of_servers_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "contingent", "read", "--feed", "feed.xml", "--state", "state.json", "--out", "out"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "state.json does not hold validators" in done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "out").exists()
