"""A large file from the public internet onto the disk: through the same guards as an article, taken up where it broke.

What has come so far lies beside the target as `.NAME.part`, with the server's mark of its version beside it; only a
server that says it still has that very version is asked for the rest (Range with If-Range).

Source: RFC 9110, sections 13.1.5 (If-Range: no weak entity tag) and 14 (Range), as MDN describes them.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

from contingent.core.errors import DataError, FetchError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.fetch import answering
from contingent.sources.wire import Exchange, Limits, shown

#: a yearly file of UCDP has 40 MB; a gigabyte is no data set of ours
LARGE = Limits(body_bytes=1_000_000_000, seconds=1800.0, silence_seconds=60.0)

Tell = Callable[[int, int | None], None]

_TRIES = 3
_CHUNK = 1 << 20
_ANSWER = "application/json, text/csv, */*;q=0.8"


class MissingFileError(FetchError):
    """The server says that there is no such file (404 or 410)."""


class _NothingLeftError(FetchError):
    """The part is as long as the file (416): a pull was stopped before it could put it in its place. It is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a server calls the version of a file: its entity tag, the moment it was last changed."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def strong(self) -> str | None:
        """The mark that may be used to ask for the rest of a file; None where there is none that is exact."""
        if self.etag is not None:
            return None if self.etag.startswith("W/") else self.etag
        return self.last_modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that came whole: where it lies for now, how large it is, its version, and where it was taken up again."""

    part: Path
    bytes: int
    sha256: str
    final_url: str
    version: Version
    resumed_from: int = 0


def silent(_done: int, _total: int | None) -> None:
    """Tell nobody."""


def download(
    url: str,
    target: Path,
    *,
    here: Version | None = None,
    policy: AddressPolicy = PUBLIC_INTERNET,
    limits: Limits = LARGE,
    tell: Tell = silent,
) -> Download | None:
    """The file at `url`, whole, in `target`'s folder as a part file; None where the server still has version `here`.

    A connection that breaks is taken up again, at most twice, as long as bytes come. What has come stays for the next
    call where the server marks its versions. The target itself is not touched: `keep` puts the part in its place.

    Raises:
        FetchError: as `contingent.sources.fetch.fetch`.
        MissingFileError: there is no such file.
        DataError: the folder cannot be written.
    """
    part, mark = _beside(target)
    for attempt in range(_TRIES):
        before = _size(part)
        try:
            return _once(url, part, mark, here=here, policy=policy, limits=limits, tell=tell)
        except MissingFileError:
            raise
        except _NothingLeftError:
            if attempt == _TRIES - 1:
                raise
        except FetchError:
            if attempt == _TRIES - 1 or _size(part) <= before:
                raise
        except OSError as error:
            raise DataError(f"{target.parent} cannot be written: {error.strerror or error}") from error
    raise AssertionError("unreachable")


def keep(done: Download, target: Path) -> None:
    """The downloaded file is in the target's place, whole; DataError where the folder cannot be written."""
    try:
        done.part.replace(target)
    except OSError as error:
        raise DataError(f"{target} cannot be written: {error.strerror or error}") from error
    _beside(target)[1].unlink(missing_ok=True)


def drop(target: Path) -> None:
    """Nothing is left of a download that is not wanted."""
    for file in _beside(target):
        file.unlink(missing_ok=True)


def _beside(target: Path) -> tuple[Path, Path]:
    return target.with_name(f".{target.name}.part"), target.with_name(f".{target.name}.part.mark")


def _once(
    url: str, part: Path, mark: Path, *, here: Version | None, policy: AddressPolicy, limits: Limits, tell: Tell
) -> Download | None:
    known, have = _taken_up(url, part, mark)
    asking = {"Accept": _ANSWER, "Accept-Encoding": "identity"}
    if have:
        asking |= {"Range": f"bytes={have}-", "If-Range": known.strong or ""}
    elif here is not None:
        asking |= _unless(here)
    with answering(url, policy=policy, limits=limits, asking=asking, keep_tls=True) as (exchange, final_url):
        if exchange.status == HTTPStatus.NOT_MODIFIED and not have:
            return None
        if exchange.status == HTTPStatus.PARTIAL_CONTENT and have:
            start = have
            total: int | None = _total(exchange, have, known, url, part, mark)
        elif exchange.status == HTTPStatus.OK:
            start = 0
            total = _length(exchange)
        else:
            raise _refused(exchange.status, url, have, part, mark)
        version = Version(etag=exchange.header("etag"), last_modified=exchange.header("last-modified"))
        if start == 0:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            # what comes packed is kept unpacked: the server's count of bytes is another one, nothing to go on with
            exact = version if _is_plain(exchange) else Version()
            mark.write_text(json.dumps({"url": url, "etag": exact.etag, "last_modified": exact.last_modified}))
        size = _write(exchange, part, start, total, limits=limits, tell=tell)
    if total is not None and size != total:
        raise FetchError(f"{shown(url)} ended after {size:,} bytes; wanted {total:,}.")
    return Download(
        part=part, bytes=size, sha256=sha256(part), final_url=final_url, version=version, resumed_from=start
    )


def sha256(file: Path) -> str:
    """The SHA-256 of a file as 64 hex digits; DataError where it cannot be read."""
    try:
        with file.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror or error}") from error


def modified_on(version: Version) -> str | None:
    """The day on which the server says the file was last changed, as YYYY-MM-DD; None where it does not say."""
    try:
        return (
            None if version.last_modified is None else parsedate_to_datetime(version.last_modified).date().isoformat()
        )
    except ValueError:
        return None


def _taken_up(url: str, part: Path, mark: Path) -> tuple[Version, int]:
    """The version and length of what came before of this very address; 0 where it cannot be gone on with."""
    try:
        found = json.loads(mark.read_text(encoding="utf-8"))
        version = Version(etag=found["etag"], last_modified=found["last_modified"])
        if found["url"] == url and version.strong is not None:
            return version, _size(part)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # no mark, or a broken one: begin anew
    return Version(), 0


def _unless(here: Version) -> dict[str, str]:
    if here.etag is not None:
        return {"If-None-Match": here.etag}
    return {} if here.last_modified is None else {"If-Modified-Since": here.last_modified}


def _total(exchange: Exchange, have: int, known: Version, url: str, part: Path, mark: Path) -> int:
    """The whole length that a partial answer names, where it begins at `have` and is of the same version."""
    said = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", (exchange.header("content-range") or "").strip())
    etag = exchange.header("etag")
    if said is None or int(said[1]) != have or int(said[2]) + 1 != int(said[3]) or (etag and etag != known.etag):
        part.unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        raise FetchError(f"{shown(url)} gave another part than the one asked for; pull again to begin anew.")
    return int(said[3])


def _length(exchange: Exchange) -> int | None:
    said = exchange.header("content-length") or ""
    return int(said) if said.isdigit() and _is_plain(exchange) else None


def _is_plain(exchange: Exchange) -> bool:
    return _encoding(exchange) in ("", "identity")


def _encoding(exchange: Exchange) -> str:
    return (exchange.header("content-encoding") or "").strip().lower()


def _refused(status: int, url: str, have: int, part: Path, mark: Path) -> FetchError:
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
        part.unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        return _NothingLeftError(f"{shown(url)} has nothing after byte {have:,}; pull again to begin anew.")
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return MissingFileError(f"{shown(url)} answered {status}: there is no such file. Was it renamed?")
    return FetchError(f"{shown(url)} answered {status}; wanted 200 and a file.")


def _write(exchange: Exchange, part: Path, start: int, total: int | None, *, limits: Limits, tell: Tell) -> int:
    """Append what comes to the part file and return its length; stops at the first byte over the limit."""
    size = start
    if (total or 0) > limits.body_bytes:
        raise FetchError(f"the file has {total:,} bytes; more than {limits.body_bytes:,} are refused.")
    with part.open("ab" if start else "wb") as file:
        for piece in _plain(exchange):
            size += len(piece)
            if size > limits.body_bytes:
                raise FetchError(f"the file is larger than {limits.body_bytes:,} bytes; it is refused.")
            file.write(piece)
            tell(size, total)
    return size


def _plain(exchange: Exchange) -> Iterator[bytes]:
    """The pieces of the file, unpacked where the server packs although it was asked not to."""
    if _is_plain(exchange):
        yield from exchange.pieces()
        return
    encoding = _encoding(exchange)
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError(f"the file comes packed as {encoding[:40]!r}; wanted it plain.")
    unpacker = zlib.decompressobj(31)
    try:
        for piece in exchange.pieces():
            while piece:
                yield unpacker.decompress(piece, _CHUNK)
                piece = unpacker.unconsumed_tail
    except zlib.error:
        raise FetchError("the file says it is packed as gzip, but does not unpack.") from None
    if not unpacker.eof:
        raise FetchError("the file ends before its packed text does.")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
