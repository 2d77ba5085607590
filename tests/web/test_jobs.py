"""A job: whatever way its article came in, it ends as one brief in the ledger or one sentence; once, if run twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contingent.core.errors import ArticleError, BusyError, InputError, LedgerError, ValueRangeError
from contingent.journeys import brief as brief_journey
from contingent.journeys import examples, jobs
from contingent.journeys import keep as keep_journey
from contingent.journeys.jobs import Request, ask, named_address, pasted, run, uploaded
from contingent.ledger.desk import Desk
from contingent.ledger.desk_jobs import Job
from contingent.ledger.store import Ledger
from proof.servers.loopback import Loopback, Quiet, running, to_nowhere_else

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
TEXT = EXAMPLE.read_text(encoding="utf-8")
FEW = jobs.FEWEST_PATHS


class Kept:
    """An open ledger, its place and its desk."""

    def __init__(self, where: Path, ledger: Ledger) -> None:
        self.where, self.ledger, self.desk = where, ledger, Desk(ledger)

    def claimed(self, request: Request) -> Job:
        ask(self.desk, request, "you")
        job = self.desk.jobs.claim("worker")
        assert job is not None
        return job

    def briefs(self) -> list[str]:
        return [row.key for row in self.ledger.read(as_of=date.max, kind="brief")]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    where = tmp_path / "ledger.sqlite"
    with Ledger.open(where) as ledger:
        yield Kept(where, ledger)


def test_a_pasted_article_becomes_the_brief_that_the_job_names_and_once_if_it_is_run_again(kept: Kept) -> None:
    job = kept.claimed(Request(article=pasted(TEXT), paths=FEW))
    held = kept.desk.jobs.request(job.id)
    done = run(job, kept.desk, kept.where)
    assert (done.state, done.error, done.done, done.total) == ("done", None, 4, 4)
    assert kept.briefs() == [f"sha256:{done.result}"]
    rows = kept.ledger.head()
    again = kept.desk.jobs.ask("read", held, asked_by="you")  # as after a kill between keeping and finishing
    taken = kept.desk.jobs.claim("another")
    assert taken is not None and taken.id == again.id
    assert run(taken, kept.desk, kept.where).result == done.result
    assert kept.ledger.head() == rows, "nothing is there twice"


def test_each_stage_is_told_while_it_lasts(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    stage = kept.desk.jobs.stage

    def seen(name: str, owner: str, words: str, *, done: int, total: int) -> bool:
        told.append((words, done, total))
        return stage(name, owner, words, done=done, total=total)

    monkeypatch.setattr(kept.desk.jobs, "stage", seen)
    run(kept.claimed(Request(article=pasted(TEXT), paths=FEW)), kept.desk, kept.where)
    assert [words for words, _, _ in told] == [
        "Reading the article", "Simulating the branches", "Forecasting the questions", "Keeping the forecasts",
    ]  # fmt: skip
    assert [(done, total) for _, done, total in told] == [(n, 4) for n in range(4)]


def test_an_article_that_cannot_be_read_fails_its_job_with_its_one_sentence(kept: Kept) -> None:
    failed = run(kept.claimed(Request(article=pasted("The cat sat on the mat."))), kept.desk, kept.where)
    assert failed.state == "failed" and failed.result is None
    assert failed.error is not None and "armed conflict" in failed.error and "\n" not in failed.error
    assert kept.briefs() == []


def test_an_error_that_nobody_foresaw_fails_the_job_in_words_and_is_told_in_the_log(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret of the article")

    monkeypatch.setattr(brief_journey, "make_brief", broken)
    failed = run(kept.claimed(Request(article=pasted(TEXT))), kept.desk, kept.where)
    assert failed.state == "failed" and failed.error is not None
    assert "nobody foresaw (ZeroDivisionError)" in failed.error and "secret" not in failed.error
    assert "Traceback" in capsys.readouterr().err


def test_a_ledger_that_cannot_be_written_ends_no_job(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(keep_journey, "keep_brief", full)
    job = kept.claimed(Request(article=pasted(TEXT), paths=FEW))
    with pytest.raises(LedgerError, match="disk is full"):
        run(job, kept.desk, kept.where)
    assert kept.desk.jobs.get(job.id).state == "running", "another attempt may find room"


def test_what_an_address_held_is_fetched_once_however_often_the_job_is_taken_up(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = itertools.count()

    class Changing(Quiet):
        def do_GET(self) -> None:
            body = TEXT.replace("100,000", f"{100 + next(count)},000").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/markdown")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def killed(*_: Any, **__: Any) -> None:
        raise LedgerError("as if killed before anything was kept")

    server = Loopback(Changing)
    port = server.server_address[1]
    address = named_address(f" http://news.example:{port}/a ")
    with running(server):
        job = kept.claimed(Request(address=address, paths=FEW))
        assert job.total == 5
        with monkeypatch.context() as patch, pytest.raises(LedgerError):
            patch.setattr(keep_journey, "keep_brief", killed)
            run(job, kept.desk, kept.where, policy=to_nowhere_else(port))
        done = run(kept.desk.jobs.get(job.id), kept.desk, kept.where)  # no address is looked up any more
    assert done.state == "done" and next(count) == 1
    (row,) = kept.ledger.read(as_of=date.max, kind="document")
    assert row.body["origin"] == address and "100,000" in row.body["text"]
    assert kept.desk.jobs.request(job.id)["origin"] == address


def test_an_address_of_this_machine_or_its_network_is_refused(kept: Kept) -> None:
    for address in ("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data"):
        failed = run(kept.claimed(Request(address=named_address(address))), kept.desk, kept.where)
        assert failed.state == "failed" and failed.error is not None and "public" in failed.error, failed.error


@pytest.mark.parametrize(
    "text", ["", "file:///etc/passwd", "javascript:alert(1)", "example.org", "ftp://example.org/a"]
)
def test_only_web_addresses_are_addresses(text: str) -> None:
    with pytest.raises(InputError, match="no web address"):
        named_address(text)


def test_an_address_of_endless_length_is_none() -> None:
    with pytest.raises(InputError, match="2000 printable"):
        named_address("https://example.org/" + "a" * 2000)


def test_a_file_keeps_its_own_name_and_no_folder_and_says_what_it_is() -> None:
    assert uploaded("C:\\Users\\me\\news.html", b"<p>x")[1:] == ("news.html", "text/html")
    assert uploaded("../../etc/note.md", b"x")[1:] == ("note.md", "text/markdown")
    assert uploaded("a\x1b[2Jb.txt", b"x").origin == "a\N{REPLACEMENT CHARACTER}[2Jb.txt"
    assert uploaded("", b"x").origin == "a file without a name"


def test_nothing_and_too_much_are_refused_before_a_job_is_made() -> None:
    for empty in (lambda: pasted(" \n"), lambda: uploaded("a.md", b"")):
        with pytest.raises(ArticleError, match="empty"):
            empty()
    with pytest.raises(ArticleError, match="larger than 10 MB"):
        uploaded("a.md", b"x" * 10_000_001)
    with pytest.raises(InputError, match="one article"):
        Request()
    with pytest.raises(InputError, match="one article"):
        Request(article=pasted("x"), address="https://example.org/")
    for paths in (FEW - 1, jobs.MOST_PATHS + 1):
        with pytest.raises(ValueRangeError, match="paths"):
            Request(article=pasted("x"), paths=paths)


def test_no_more_wait_than_can_be_worked_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 2)
    for _ in range(2):
        ask(kept.desk, Request(article=pasted("x")), "you")
    with pytest.raises(BusyError, match="2 articles wait"):
        ask(kept.desk, Request(article=pasted("x")), "you")


def test_the_examples_are_those_of_the_source_tree() -> None:
    for article in examples.example_articles():
        assert article.raw == (EXAMPLE.parent / article.origin).read_bytes()
        assert article.content_type == "text/markdown"


def test_the_examples_are_asked_for_once_and_not_where_there_is_a_brief(kept: Kept, brief_ledger: Path) -> None:
    asked = examples.ask_examples(kept.desk, paths=FEW)
    assert [kept.desk.jobs.request(name)["origin"] for name in asked] == list(examples.EXAMPLES)
    assert examples.ask_examples(kept.desk, paths=FEW) == (), "they wait already"
    with Ledger.open(brief_ledger) as ledger:
        assert examples.ask_examples(Desk(ledger), paths=FEW) == ()


def test_a_start_that_was_killed_between_the_examples_asks_for_the_other_alone(kept: Kept) -> None:
    first, second = examples.example_articles()
    ask(kept.desk, Request(article=first, paths=FEW), examples.ASKED_BY)
    ask(kept.desk, Request(article=second, paths=FEW), "you")  # a reader's own copy is no example
    (name,) = examples.ask_examples(kept.desk, paths=FEW)
    assert kept.desk.jobs.request(name)["origin"] == second.origin
