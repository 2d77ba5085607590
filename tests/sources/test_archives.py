"""A zip file from outside is refused in a sentence, whatever is wrong with it, and never unpacked beyond a cap."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from contingent.core.errors import DataError
from contingent.sources import archives
from contingent.sources.catalogue import Item, catalogue
from contingent.sources.contents import last_day
from contingent.sources.ucdp import read_ucdp


def packed(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("GED.csv", "id,year\n" + "".join(f"{n},2023\n" for n in range(3000)))
    return held.getvalue()


def locked() -> bytes:
    """The flag of encryption set in both heads of the one member."""
    raw = bytearray(packed())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(head) + at] |= 1
    return bytes(raw)


def unknown_method() -> bytes:
    raw = bytearray(packed())
    for head, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = raw.index(head) + at
        raw[place : place + 2] = struct.pack("<H", 97)
    return bytes(raw)


def misnamed() -> bytes:
    """A name that is said to be UTF-8 and is not, in the member's own head."""
    raw = bytearray(packed())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(head) + at + 1] |= 8
    raw[30] = 0xFF
    return bytes(raw)


def garbled(method: int) -> bytes:
    raw = bytearray(packed(method))
    raw[80:120] = b"\xff" * 40
    return bytes(raw)


BROKEN = {
    "locked": locked(),
    "misnamed": misnamed(),
    "unknown method": unknown_method(),
    "garbled deflate": garbled(zipfile.ZIP_DEFLATED),
    "garbled lzma": garbled(zipfile.ZIP_LZMA),
    "garbled bzip2": garbled(zipfile.ZIP_BZIP2),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_a_sentence_to_both_readers(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ged241-csv.zip"
    path.write_bytes(BROKEN[name])
    with pytest.raises(DataError, match="ged241"):
        last_day(path, catalogue()["ucdp"], Item(url="", file=path.name))
    from datetime import date

    with pytest.raises(DataError, match="ged241"):
        read_ucdp(tmp_path, as_of=date(2026, 1, 1))


def test_what_would_unpack_to_more_than_the_cap_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ged241-csv.zip"
    path.write_bytes(packed())
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1000)
    with pytest.raises(DataError, match="more than 1,000 are refused"):
        last_day(path, catalogue()["ucdp"], Item(url="", file=path.name))
