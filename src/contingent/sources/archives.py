"""Zip files from outside: read in place and never extracted, within a cap, each way to be broken a known one."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import TextIO

from contingent.core.errors import DataError

#: what a broken, locked or unknown zip file may raise while it is opened or read
UNPACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, UnicodeError)
#: the largest archive known, of all events of UCDP since 1989, unpacks to a quarter of a gigabyte
MOST_UNPACKED = 3_000_000_000
#: an archive may unpack to that many times its size, and to `SMALL` bytes anyway: tables of text reach fifteen
MOST_TIMES, SMALL = 100, 20_000_000
_MOST_ENTRIES = 1_000
_LONGEST_LINE = 1 << 24


def not_too_large(archive: zipfile.ZipFile, name: str) -> None:
    """Nothing, if all that the archive holds is within the caps; no member gives more bytes than it says it has.

    Raises:
        DataError: it says that it unpacks to more, to far more than its size, or holds too many files.
    """
    if len(archive.infolist()) > _MOST_ENTRIES:
        raise DataError(f"{name} holds {len(archive.infolist()):,} files; more than {_MOST_ENTRIES:,} are refused.")
    size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_UNPACKED:
        raise DataError(f"{name} unpacks to {size:,} bytes; more than {MOST_UNPACKED:,} are refused.")
    packed = sum(entry.compress_size for entry in archive.infolist())
    if size > max(SMALL, MOST_TIMES * packed):
        raise DataError(f"{name} unpacks to {size:,} bytes, {size / max(1, packed):,.0f} times its size: refused.")


def lines_of(text: TextIO, name: str) -> Iterator[str]:
    """The lines of a table, with their ends, as they are asked for; never more of a line than a line of one may hold.

    Raises:
        DataError: a line is longer.
    """
    while line := text.readline(_LONGEST_LINE):
        if len(line) >= _LONGEST_LINE:
            raise DataError(f"{name} has a line of more than {_LONGEST_LINE:,} characters; wanted a table")
        yield line
