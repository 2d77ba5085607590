"""A ledger goes from one kind of database to the other and through either format link for link, or not at all."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import DAY, MOMENT, entry, filled, tamper

from contingent.core.errors import ContingentError, InputError, LedgerError
from contingent.journeys.exchange import export_ledger, format_of, head_of, import_ledger, verify_ledger
from contingent.ledger import exchange
from contingent.ledger.chain import Head
from contingent.ledger.store import Ledger

FORMATS = ("jsonl", "parquet")
bodies = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(bodies, min_size=1, max_size=6), days=st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_what_comes_back_is_the_same_chain(
    form: str, told: list[object], days: list[int], fresh_place: Callable[[], str], tmp_path: Path
) -> None:
    file, there, back = tmp_path / f"out.{form}", tmp_path / "there.sqlite", fresh_place()
    there.unlink(missing_ok=True)
    with Ledger.open(back) as ledger:
        new = [
            entry(f"k-{n}", {"said": body, "question": f"q-{n}"}, as_of=DAY + timedelta(days[n]))
            for n, body in enumerate(told)
        ]
        rows = ledger.append_many(new, recorded_at=MOMENT)
    out = export_ledger(back, str(file))
    taken = import_ledger(there, str(file))
    assert (out.rows, taken.rows, taken.new) == (len(rows),) * 3
    with Ledger.open(there) as ledger:
        assert ledger.read(as_of=DAY + timedelta(41)) == rows
        assert ledger.verify(out.head).ok
    again = fresh_place()
    assert export_ledger(there, str(file)).head == import_ledger(again, str(file)).head == out.head


@pytest.mark.parametrize("form", FORMATS)
def test_an_import_done_again_brings_what_is_new(form: str, fresh_place: Callable[[], str], tmp_path: Path) -> None:
    source, copy, file = fresh_place(), fresh_place(), str(tmp_path / f"out.{form}")
    export_ledger(filled(source, 1203), file)
    assert import_ledger(copy, file).new == 1203
    with Ledger.open(source) as ledger:
        ledger.append("forecast", "later", {}, as_of=DAY, recorded_at=MOMENT)
    export_ledger(source, file)
    assert import_ledger(copy, file).new == 1
    assert import_ledger(copy, file).new == 0
    with Ledger.open(source) as ledger:
        assert verify_ledger(copy, expected=ledger.head()).ok


@pytest.mark.parametrize("form", FORMATS)
def test_a_row_changed_on_the_way_is_refused_and_nothing_is_taken_in(form: str, where: str, tmp_path: Path) -> None:
    file = tmp_path / f"out.{form}"
    export_ledger(filled(tmp_path / "source.sqlite", 1203), str(file))
    if form == "jsonl":
        lines = file.read_text().splitlines()
        lines[1100] = lines[1100].replace('"p": 110.1', '"p": 0.9')
        file.write_text("\n".join(lines))
    else:
        table = pq.ParquetFile(file).read()
        bodies = table["body_json"].to_pylist()
        bodies[1100] = bodies[1100].replace('"p":110.1', '"p":0.9')
        place = table.column_names.index("body_json")
        pq.write_table(table.set_column(place, "body_json", pa.array(bodies)), file)
    with pytest.raises(LedgerError, match=r"1101 cannot be imported: its content does not match"):
        import_ledger(where, str(file))
    assert verify_ledger(where).rows == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_broken_ledger_is_not_exported_and_the_file_there_stays(form: str, where: str, tmp_path: Path) -> None:
    file = tmp_path / f"out.{form}"
    file.write_text("an earlier export")
    tamper(filled(where), ("UPDATE entries SET body_json = '{}' WHERE seq = 3", ()))
    with pytest.raises(LedgerError, match="broken at row 3: its content does not match"):
        export_ledger(where, str(file))
    tamper(where, ("DELETE FROM entries WHERE seq >= 3", ()))
    with pytest.raises(LedgerError, match="rows 3 to 6 were removed"):
        export_ledger(where, str(file))
    assert file.read_text() == "an earlier export"
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


@pytest.mark.parametrize("content", [b"", b"no parquet", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_file_that_is_no_parquet(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "l.parquet").write_bytes(content)
    with pytest.raises(LedgerError, match="holds no exported rows"):
        import_ledger(tmp_path / "l.sqlite", str(tmp_path / "l.parquet"))


def test_a_parquet_file_of_something_else(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    export_ledger(filled(tmp_path / "w.sqlite", 3), str(whole))
    rows = pq.ParquetFile(whole).read()
    emptied = pa.array([rows["key"][0].as_py(), None, ""], pa.string())
    for table in (
        pa.table({"recipe": ["bread"]}),
        pa.table({name: pa.nulls(1) for name in exchange._COLUMNS}),
        pa.table({name: ["x"] for name in exchange._COLUMNS}),
        pa.table({name: [float("inf")] for name in exchange._COLUMNS}),
        pa.table({name: [["x"]] for name in exchange._COLUMNS}),
        pa.table([*rows.columns, rows["key"]], names=[*rows.column_names, "key"]),
        rows.set_column(rows.column_names.index("key"), "key", emptied),
    ):
        pq.write_table(table, tmp_path / "l.parquet")
        with pytest.raises(LedgerError, match=r"Nothing was imported"):
            import_ledger(tmp_path / "l.sqlite", str(tmp_path / "l.parquet"))


@pytest.mark.parametrize(
    "text", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_a_file_that_another_tool_wrote_anew_is_the_same_chain(text: pa.DataType, tmp_path: Path) -> None:
    export = export_ledger(filled(tmp_path / "l.sqlite", 50), str(tmp_path / "out.parquet"))
    table = pq.ParquetFile(tmp_path / "out.parquet").read()
    assert table.schema.types == [pa.int64()] + [pa.large_string()] * 7
    columns = [
        pa.array(column.to_pylist(), text if number else pa.int32()) for number, column in enumerate(table.columns)
    ]
    pq.write_table(pa.table(columns, names=table.column_names), tmp_path / "anew.parquet", row_group_size=7)
    assert import_ledger(tmp_path / "copy.sqlite", str(tmp_path / "anew.parquet")).head == export.head


def test_equal_ledgers_are_equal_files(tmp_path: Path) -> None:
    filled(tmp_path / "l.sqlite", 2300)
    for name in ("a.parquet", "b.parquet"):
        export_ledger(tmp_path / "l.sqlite", str(tmp_path / name))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


@pytest.mark.parametrize("seq", ["Infinity", "NaN", "null", "[]", "1e999"])
def test_a_line_whose_number_is_none(seq: str, tmp_path: Path) -> None:
    export_ledger(filled(tmp_path / "l", 1), str(tmp_path / "out.jsonl"))
    line = (tmp_path / "out.jsonl").read_text().replace('"seq": 1,', f'"seq": {seq},')
    (tmp_path / "out.jsonl").write_text(line)
    with pytest.raises(LedgerError, match="line 1 is no exported row"):
        import_ledger(tmp_path / "copy", str(tmp_path / "out.jsonl"))


def test_pyarrow_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(LedgerError, match=r'pip install "contingent\[parquet\]"'):
        export_ledger(filled(tmp_path / "l"), str(tmp_path / "out.parquet"))


def test_rows_are_read_and_written_a_few_at_a_time(tmp_path: Path) -> None:
    text, count = "x" * 5000, 4000  # 20 MB of bodies
    path, file = tmp_path / "l", str(tmp_path / "out.jsonl")
    with Ledger.open(path) as ledger:
        for start in range(0, count, 500):
            new = [entry(f"f-{n}", {"n": n, "text": text}) for n in range(start, start + 500)]
            ledger.append_many(new, recorded_at=MOMENT)
    import_ledger(tmp_path / "warm", str(export_warm(tmp_path)))
    tracemalloc.start()
    export_ledger(path, file)
    import_ledger(tmp_path / "copy", file)
    verify_ledger(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16e6  # a batch of 2,000 and what it is made into
    assert Path(file).stat().st_size > 20e6


def export_warm(folder: Path) -> Path:
    """What the first use of everything loads is not what a row costs."""
    export_ledger(filled(folder / "w"), str(folder / "w.jsonl"))
    return folder / "w.jsonl"


def test_a_format_is_told_by_the_name_or_chosen(tmp_path: Path) -> None:
    assert (format_of("a.JSONL"), format_of("a.txt", "jsonl"), format_of("-")) == ("jsonl",) * 3
    for wrong in (("a.csv", None), ("a", None), ("-", "parquet")):
        with pytest.raises(InputError, match="wanted"):
            format_of(*wrong)


def test_a_place_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    path = filled(tmp_path / "l")
    (tmp_path / "folder.jsonl").mkdir()
    for go in (
        lambda: export_ledger(path, str(tmp_path / "folder.jsonl")),
        lambda: export_ledger(path, str(tmp_path / "l" / "deep.jsonl")),
        lambda: import_ledger(path, str(tmp_path / "none.jsonl")),
        lambda: import_ledger(path, str(tmp_path / "none.parquet")),
        lambda: import_ledger(path, str(tmp_path / "folder.jsonl")),
        lambda: import_ledger(path, "a\0b.jsonl"),
    ):
        with pytest.raises(ContingentError, match="wanted"):
            go()


def test_a_head_noted_elsewhere_is_read_as_it_was_printed() -> None:
    assert head_of(f"7:{'a' * 64}") == Head(seq=7, hash="a" * 64)
    for wrong in ("7", "", f"x:{'a' * 64}", f"7:{'A' * 64}", f"7:{'a' * 63}", json.dumps({})):
        with pytest.raises(InputError, match="ROWS:HASH"):
            head_of(wrong)
