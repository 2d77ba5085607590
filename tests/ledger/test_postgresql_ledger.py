"""A server's faults are one sentence each, never with the password; its tables are made once; its appends wait."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ledgers import DAY, MOMENT, entry, filled

from contingent.core.errors import LedgerError
from contingent.ledger import postgresql
from contingent.ledger.place import place_of
from contingent.ledger.schema import metadata
from contingent.ledger.store import Ledger
from postgresql import server_address

SECRET = "s3cr3t-word"


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(LedgerError, match=words) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)


def server(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def elsewhere(**changed: str) -> str:
    """The address of the server with other parts."""
    parts = psycopg.conninfo.conninfo_to_dict(server_address()) | changed
    user, password, host, port, name = (parts[key] for key in ("user", "password", "host", "port", "dbname"))
    return f"postgresql://{user}:{password}@{host}:{port}/{name}"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password": SECRET}, "refuses the password"),
        ({"user": "stranger", "password": SECRET}, "refuses the password"),
        ({"port": "1"}, "cannot be reached: Connection refused"),
        ({"dbname": "no_such_database"}, "names a database that the server does not have"),
        ({"host": "no-such-host.invalid"}, "host that is not known"),
    ],
)
def test_a_server_that_does_not_let_us_in(changed: dict[str, str], words: str) -> None:
    with refused(words) as _:
        Ledger.open(elsewhere(**changed))


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://u:{SECRET}@h:port/d",
        f"postgresql://u:a@{SECRET}@h/d",
        f"postgresql://u:{SECRET}\n@h/d",
        f"mysql://u:{SECRET}@h/d",
        f"postgresql+asyncpg://u:{SECRET}@h/d",
    ],
)
def test_an_address_that_cannot_be_read_is_told_without_its_secret(address: str) -> None:
    with refused("wanted"):
        place_of(address)


def test_nothing_shows_the_password(postgresql_url: str) -> None:
    password = psycopg.conninfo.conninfo_to_dict(server_address())["password"]
    place = place_of(postgresql_url)
    with Ledger.open(postgresql_url) as ledger:
        for shown in (ledger.where, repr(ledger), repr(place), str(place), place.shown, repr(ledger._engine)):
            assert str(password) not in shown
        assert "127.0.0.1" in ledger.where
    assert place_of(f"postgresql://u@h/d?password={SECRET}").shown == "postgresql://u@h/d"


def test_psycopg_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with refused(r"pip install \"contingent\[postgres\]\""):
        Ledger.open("postgresql://u@h/d")


def test_the_migrations_make_the_tables_that_the_program_uses(postgresql_url: str) -> None:
    with Ledger.open(postgresql_url) as ledger, ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_commit_is_on_disk_and_no_wait_is_without_end(postgresql_url: str) -> None:
    with Ledger.open(postgresql_url, busy_seconds=7) as ledger, ledger.writing() as connection:

        def shown(name: str) -> object:
            return connection.exec_driver_sql(f"SHOW {name}").scalar()

        assert shown("synchronous_commit") == "on"
        assert shown("lock_timeout") == "7s"
        assert shown("statement_timeout") == "5min"
        assert shown("idle_in_transaction_session_timeout") == "1min"


def test_an_empty_database_is_no_ledger_where_it_is_only_read_and_stays_empty(postgresql_url: str) -> None:
    assert not Ledger.exists(postgresql_url)
    with refused("there is no ledger at"):
        Ledger.open(postgresql_url, create=False)
    assert not Ledger.exists(postgresql_url)
    Ledger.open(postgresql_url).close()
    assert Ledger.exists(postgresql_url)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["CREATE TABLE recipes (name text)"], "not a ledger"),
        (["CREATE TABLE alembic_version (version_num text)", "INSERT INTO alembic_version VALUES ('9999')"], "Update"),
        (["CREATE TABLE alembic_version (version_num text)", "INSERT INTO alembic_version VALUES ('ab1')"], "another"),
    ],
)
def test_a_database_of_another_kind_or_of_a_later_version(
    statements: list[str], words: str, postgresql_url: str
) -> None:
    server(postgresql_url, *statements)
    with refused(words):
        Ledger.open(postgresql_url)


def test_a_role_that_may_only_read_reads_and_verifies_and_cannot_append(postgresql_url: str) -> None:
    filled(postgresql_url)
    schema = postgresql_url.rpartition("%3D")[2]
    role = f"reader_{schema}"
    server(
        postgresql_url,
        f"CREATE ROLE {role} LOGIN PASSWORD '{SECRET}'",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
    )
    try:
        address = elsewhere(user=role, password=SECRET) + "?" + postgresql_url.partition("?")[2]
        with Ledger.open(address, create=False) as ledger:
            assert ledger.verify().rows == 6
            with refused("the role lacks the right"):
                ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
            server(postgresql_url, f"GRANT INSERT ON entries TO {role}", f"GRANT UPDATE ON head TO {role}")
            assert ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT).seq == 7
        read_only = postgresql_url.replace("options=", "options=-cdefault_transaction_read_only%3Don%20")
        with Ledger.open(read_only, create=False) as ledger, refused("can only be read"):
            ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
    finally:
        server(postgresql_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_writer_waits_for_the_one_before_it_and_not_for_ever(postgresql_url: str) -> None:
    filled(postgresql_url)
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT * FROM head FOR UPDATE")
        with Ledger.open(postgresql_url, busy_seconds=0.05) as ledger:
            with refused("locked by another process for more than 0.05 seconds"):
                ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
            assert ledger.verify().rows == 6  # a reader does not wait
        other.rollback()


def test_two_that_make_one_ledger_at_once_both_have_it(postgresql_url: str) -> None:
    faults: list[BaseException] = []
    start = threading.Barrier(4)

    def make(number: int) -> None:
        try:
            start.wait(10)
            with Ledger.open(postgresql_url) as ledger:
                ledger.append("forecast", f"f-{number}", {}, as_of=DAY, recorded_at=MOMENT)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    with Ledger.open(postgresql_url, create=False) as ledger:
        assert ledger.verify().rows == 4


def test_what_is_exported_is_one_moment_whatever_is_written_meanwhile(where: str) -> None:
    with Ledger.open(filled(where)) as ledger, ledger.every_row() as (head, rows):
        first = next(rows)
        ledger.append("forecast", "meanwhile", {}, as_of=DAY, recorded_at=MOMENT)
        assert [first.seq, *(row.seq for row in rows)] == list(range(1, head.seq + 1)) == [1, 2, 3, 4, 5, 6]
        assert ledger.head().seq == 7


def test_a_table_that_somebody_took_away_is_told(postgresql_url: str) -> None:
    with Ledger.open(filled(postgresql_url)) as ledger:
        server(postgresql_url, "DROP TABLE head")
        with refused("lacks a table"):
            ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)


@pytest.mark.parametrize(
    ("state", "words", "again"),
    [
        ("53100", "disk is full", False),
        ("53300", "no connection left", False),
        ("57P01", "lost its server", True),
        ("57P03", "lost its server", True),
        ("08006", "lost its server", True),
        ("57014", "took longer than 300 seconds", False),
        ("XX001", "is damaged", False),
        ("22000", "refused: it says why", False),
    ],
)
def test_what_a_server_says_of_itself_is_told_in_our_words(state: str, words: str, again: bool) -> None:
    fault = psycopg.errors.lookup("57P01" if state == "57P03" else state)("it says\n why.")
    fault.sqlstate = state
    assert words in postgresql.meaning(fault, 30.0)
    assert postgresql.lost(fault) is again


def test_a_server_that_isolates_more_than_it_must_is_no_obstacle(postgresql_url: str) -> None:
    strict = postgresql_url.replace("options=", "options=-cdefault_transaction_isolation%3Dserializable%20")
    filled(strict)
    faults: list[BaseException] = []

    def write(number: int, ledger: Ledger) -> None:
        try:
            for n in range(20):
                ledger.append("forecast", f"{number}-{n}", {}, as_of=DAY, recorded_at=MOMENT)
        except BaseException as error:
            faults.append(error)

    with Ledger.open(strict) as ledger:
        threads = [threading.Thread(target=write, args=(number, ledger)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert faults == []
        assert ledger.verify().rows == 86


def test_a_row_is_about_the_question_that_its_body_names_and_found_by_it(where: str) -> None:
    bodies = {
        "question": {"id": "q-1", "question": "another"},
        "forecast": {"id": "f-1", "question": "q-1"},
        "resolution": {"question": "q-1"},
        "note": {"question": "q-1", "author": "you", "text": "!", "at": "2024-11-18"},
        "brief": {"id": "q-1", "question": "q-1"},
        "whatif": {"id": "q-1", "question": "q-1"},
    }
    with Ledger.open(where) as ledger:
        new = [entry(f"k-{kind}", body, kind=kind) for kind, body in bodies.items()]
        ledger.append_many([*new, entry("other", {"question": "q-2"})], recorded_at=MOMENT)
        found = ledger.read(as_of=DAY, subject="q-1")
        assert [row.kind for row in found] == ["question", "forecast", "resolution", "note"]
        assert {row.subject for row in found} == {"q-1"}
        assert [row.key for row in ledger.read(as_of=DAY, subject="q-1", kind="note")] == ["k-note"]
        assert ledger.read(as_of=date(2024, 1, 1), subject="q-1") == ()
        for unusable in ("", "a\0b", "x" * 201, "\ud800"):
            assert ledger.read(as_of=DAY, subject=unusable) == ledger.read(as_of=DAY, key=unusable) == ()
        assert ledger.verify().ok
