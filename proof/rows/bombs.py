"""S5: small things that unpack to large ones, nest or multiply without end: refused soon and in little memory."""

from __future__ import annotations

import gzip
import io
import multiprocessing
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from contingent.core.errors import ContingentError, InputError
from contingent.sources.sitemaps import MOST_BYTES
from proof.measured import Cost, cost_apart
from proof.parsing.parsers import Parser, parsers
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told

_CUT_OFF = 12.0
_DEEP = 1_000_000
_DIGITS = "9" * 100_000
#: name, reader of the registry, what it is given
Bomb = tuple[str, str, Callable[[], bytes]]

_LAUGHS = "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 11)
) + "]><rss version='2.0'><channel><title>&a10;</title></channel></rss>"  # fmt: skip
_QUADRATIC = f"<!DOCTYPE r [<!ENTITY a '{'a' * 60_000}'>]><rss><channel><title>{'&a;' * 60_000}</title></channel></rss>"
_XML = {
    "billion laughs": _LAUGHS,
    "quadratic blow-up": _QUADRATIC,
    "external entity": "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&x;</title></channel></rss>",
    "external entity of the web": "<!DOCTYPE r [<!ENTITY x SYSTEM 'http://127.0.0.1:9/x'>]><rss><title>&x;</title></rss>",
    "parameter entities": "<!DOCTYPE r [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><rss/>",
    "external subset": "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'><rss version='2.0'><channel/></rss>",
    "entities behind comments": f"<!-- {'-' * 9} --><?x y?>{_LAUGHS}",
    "deep elements": "<a>" * _DEEP,
    "deep elements that close": f"<rss version='2.0'><channel>{'<a>' * 200_000}{'</a>' * 200_000}</channel></rss>",
    "many attributes": "<rss " + " ".join(f"a{n}='1'" for n in range(300_000)) + "/>",
    "many namespaces": "<rss " + " ".join(f"xmlns:a{n}='u'" for n in range(200_000)) + "/>",
}
_PAGES = {
    "a page of drawings": "<html><body>" + "<svg><g><use href='#a'/></g></svg>" * 60_000,
    "a drawing that draws itself": "<html><body><svg>"
    + "".join(f"<g id=a{n}>" + f"<use href=#a{n - 1} />" * 10 + "</g>" for n in range(9_000)),
    "deep page": f"<html><body>{'<div>' * 1_900_000}",
    "page of tables": f"<html><body>{'<table><tr><td>' * 600_000}",
    "page of pictures": "<html><body>" + "<img src='data:image/png;base64,AAAA'>" * 200_000,
    "page of comments": f"<html><body>{'<!-- a -->' * 900_000}",
    "page of links": f"<html><body>{'<a href=x>a</a> ' * 600_000}",
    "page of entities": f"<html><body><p>{'&amp;' * 1_900_000}",
}
_TEXTS = {
    "a million numbers": "They lost 10,000 men. " * 400_000,
    "a text of blanks": "War. " + " " * 9_000_000 + "x",
    "a text of quotation marks": "He said. " + "“" * 3_000_000 + "x",
    "a text of full stops": "He said. " + "." * 9_000_000 + "x",
    "a text of conditions": "if " * 3_000_000,
    "a text of digits": "They lost 1" + "1" * 9_000_000 + " men.",
    "a text without an end": "and the men and " * 600_000,
}  # fmt: skip


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Each bomb in a process of its own that has read nothing large before."""
    found = _all(size.full)
    crashes = [(name, spent) for name, spent in found if spent.crashed or spent.outcome == "cut off"]
    taken = [(name, spent) for name, spent in found if not spent.refused and not spent.crashed]
    slow, large = (max(found, key=lambda one: one[1].seconds), max(found, key=lambda one: one[1].megabytes))
    for name, spent in (*crashes, *taken, slow, large):
        tell(f"{name}: {spent.seconds:.2f} CPU-s, {spent.megabytes:.0f} MB, {spent.outcome[:140]}")
    return (
        exactly("ended in anything but a refusal in words of ours or a harmless reading", len(crashes), 0, "bombs"),
        at_most("longest", slow[1].seconds, 1.0, "CPU-s", timed=True),
        at_most("most memory above a reader that is ready", large[1].megabytes, 100.0, "MB"),
        at_least("bombs", len(found), size.of(100, 10), "bombs"),
        told("refused in words of ours", sum(spent.refused for _, spent in found), "bombs"),
        told("read as what they are, within the same limits", len(taken), "bombs"),
        told("slowest", slow[0]),
        told("largest", large[0]),
    )


def _all(full: bool) -> list[tuple[str, Cost]]:
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(["proof.parsing.ready"])
    found = []
    for number, (name, reader, _) in enumerate(_bombs()):
        if full or not number % 14:
            found.append((f"{name} as {reader}", cost_apart(partial(_armed, number), start=start, cut_off=_CUT_OFF)))
    return found


def _armed(number: int) -> Callable[[], object]:
    """The reading of one bomb, by a reader that has read whole documents before and imported what it needs."""
    _, reader, make = next(islice(_bombs(), number, None))
    parser, raw = parsers()[reader], make()
    for whole in parser.samples():
        with suppress(ContingentError):
            parser.call(whole)

    def explode() -> str:
        try:
            return type(parser.call(raw)).__name__
        except parser.documented as error:  # an error that the reader's callers know
            raise InputError(str(error)) from error

    return explode


def _bombs() -> Iterator[Bomb]:
    """Every bomb with the readers that it may be given to."""
    for name, text in _XML.items():
        for reader in ("feed", "sitemap", "guarded XML"):
            yield name, reader, text.encode
        if "entit" in name:
            yield f"{name} in UTF-16", "feed", partial(text.encode, "utf-16")
    for name, text in _PAGES.items():
        yield name, "article, a page", text.encode
    for name, text in _TEXTS.items():
        yield name, "article, whatever it is", text.encode
    yield from _packed()
    yield from _tables()
    for name, parser in parsers().items():
        if parser.form in ("json", "lines"):
            yield "deep lists", name, lambda: b"[" * _DEEP
            yield "deep objects", name, lambda: b'{"a":' * _DEEP
            yield "a number of 100,000 digits", name, partial(_with_digits, parser)
        if parser.form == "toml":
            yield "deep lists", name, lambda: b"a = " + b"[" * 90_000
            yield "deep tables", name, lambda: b"a = " + b"{a=" * 30_000
            yield "a long dotted key", name, lambda: b".".join([b"a"] * 40_000) + b" = 1"
            yield "a number of 100,000 digits", name, lambda: f"a = {_DIGITS}".encode()
            yield "many tables", name, lambda: b"".join(b"[[a.b%d]]\n" % n for n in range(100_000))
            yield "ten megabytes", name, lambda: b"# x\n" * 2_500_000


def _with_digits(parser: Parser) -> bytes:
    """A whole document with a number of 100,000 digits under a name of its own."""
    raw = parser.samples()[0]
    at = raw.find(b"{") + 1
    return raw[:at] + b'"zq": ' + _DIGITS.encode() + b", " + raw[at:] if at else b"[" + _DIGITS.encode() + b"]"


def _gzip(megabytes: int) -> bytes:
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=9, mtime=0) as out:
        for _ in range(megabytes):
            out.write(b" " * 1_000_000)
    return held.getvalue()


def _packed() -> Iterator[Bomb]:
    """What is packed: gzip as a sitemap, archives of UCDP, articles, links, workbooks, Parquet."""
    yield "a gigabyte of blanks in gzip", "sitemap", lambda: _gzip(max(200, 4 * MOST_BYTES // 1_000_000))
    yield "gzip in gzip", "sitemap", lambda: gzip.compress(_gzip(300), mtime=0)
    yield "gzip cut short", "sitemap", lambda: _gzip(1)[:-20]
    for name, start in (("gzip", b"\x1f\x8b\x08"), ("zip", b"PK\x03\x04"), ("xz", b"\xfd7zXZ\0"), ("bzip2", b"BZh9"),
                        ("zstd", b"\x28\xb5\x2f\xfd"), ("brotli", b"\xce\xb2\xcf\x81")):  # fmt: skip
        yield f"{name} as an article", "article, whatever it is", partial(bytes.__add__, start, b"\0\xff\0" * 3_000_000)
    for reader in ("UCDP archive", "pulled: ucdp", "pulled: ucdp-acd"):
        yield "a line of two gigabytes in zip", reader, lambda: _zip(2_000)
        yield "a zip that lies about its size", reader, lambda: _lying(_zip(300))
        yield "ten thousand files in a zip", reader, lambda: _zip_of_many(10_000)
        yield "a zip in a zip", reader, lambda: _zip(1, inside=_zip(300), name="a.zip")
        yield "overlapping files in a zip", reader, lambda: _overlapping(_zip(100), 200)
    yield "a link that unpacks to a gigabyte", "link of a scenario", lambda: b"1." + _link(10_000_000)
    for reader in ("workbook", "pulled: eia", "pulled: gpr"):
        yield "a workbook whose sectors lead in a ring", reader, lambda: _ring()
        yield "a workbook of a new kind", reader, lambda: _zip(100, name="xl/workbook.xml")
    for reader in ("panel", "draws", "model output in Parquet", "rows of a ledger in Parquet"):
        yield "60 million equal cells in Parquet", reader, _many_cells
        yield "texts of a megabyte in every row of Parquet", reader, _long_text
        yield "Parquet of records within records", reader, _deep_schema
        yield "Parquet that is none", reader, lambda: b"PAR1" + b"\xff" * 5_000_000 + b"\xff\xff\xff\x7fPAR1"


def _tables() -> Iterator[Bomb]:
    """Tables of one cell, one line, or numbers of 100,000 digits."""
    for reader in ("own series", "FRED file", "UCDP events", "years of conflicts", "outcomes in a file",
    "model output in CSV",
                   "pulled: gold", "ACLED events", "negotiation"):  # fmt: skip
        yield "a cell of ten megabytes", reader, lambda: b'a,b\n1,"' + b"x" * 10_000_000
        yield "a line of a million cells", reader, lambda: b"a,b\n" + b"1," * 1_000_000
        yield "a number of 100,000 digits", reader, lambda: f"date,value\n2024-01-02,{_DIGITS}\n".encode()


def _zip(megabytes: int, *, inside: bytes | None = None, name: str = "GEDEvent_v24_1.csv") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open(name, "w") as out:
        for _ in range(0 if inside is not None else megabytes):
            out.write(b"1" * 1_000_000)
        out.write(inside or b"")
    return held.getvalue()


def _lying(raw: bytes) -> bytes:
    """The archive with a small unpacked size in both of its heads."""
    size = (300_000_000).to_bytes(4, "little")
    return raw.replace(size, (1_000).to_bytes(4, "little"))


def _zip_of_many(files: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(files):
            archive.writestr(f"{number}.csv", b"a")
    return held.getvalue()


def _overlapping(raw: bytes, times: int) -> bytes:
    """The archive's one entry listed so many times."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        directory = archive.start_dir
    end = raw.rfind(b"PK\5\6")
    entry, tail = raw[directory:end], bytearray(raw[end:])
    tail[8:10] = tail[10:12] = times.to_bytes(2, "little")
    tail[12:16] = (len(entry) * times).to_bytes(4, "little")
    return raw[:directory] + entry * times + bytes(tail)


def _link(size: int) -> bytes:
    import base64

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(b" " * size) + packer.flush()).rstrip(b"=")[:10_900]


def _ring() -> bytes:
    """A compound file whose table of sectors leads back to itself."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[24:32] = b"\x3e\0\x03\0\xfe\xff\x09\0"
    head[44:48] = (1).to_bytes(4, "little")
    head[68:72] = head[60:64] = b"\xfe\xff\xff\xff"
    head[76:512] = b"\0\0\0\0" + b"\xff" * 432
    return bytes(head) + b"\0\0\0\0" * 128 * 2_000


def _many_cells() -> bytes:
    """Parquet of a few kilobytes whose one column says one value 60 million times."""
    return _parquet({"month_id": 1}, groups=60)


def _long_text() -> bytes:
    """Parquet of a few kilobytes whose texts, a megabyte long, stand in 300,000 rows: terabytes of letters."""
    numbers = ("month_id", "country_id", "ged_sb", "gwcode", "draw", "outcome", "value", "seq")
    texts = ("name", "output_type", "output_type_id", "kind", "key", "as_of", "recorded_at", "body_json", "previous")
    return _parquet({**dict.fromkeys(numbers, 1), **dict.fromkeys((*texts, "hash"), "x" * 1_000_000)}, rows=300_000)


def _parquet(columns: dict[str, Any], *, rows: int = 1_000_000, groups: int = 1) -> bytes:
    """So many groups of rows that all say the same."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = io.BytesIO()
    same = pa.array(np.zeros(rows, np.int8))
    table = pa.table({name: pa.DictionaryArray.from_arrays(same, pa.array([one])) for name, one in columns.items()})
    with pq.ParquetWriter(held, table.schema, compression="zstd", write_statistics=False, store_schema=False) as writer:
        for _ in range(groups):
            writer.write_table(table)
    return held.getvalue()


def _deep_schema() -> bytes:
    """Parquet whose head lays out 90,000 records, each within the other; written by hand, in Thrift's compact form."""
    root, leaf = b"\x48\x01a\x15\x02\0", b"\x15\x02\x25\0\x18\x01a\0"
    record = b"\x35\0\x18\x01a\x15\x02\0"
    count = 90_002
    length = bytes((count & 127 | 128, count >> 7 & 127 | 128, count >> 14))
    head = b"\x15\x02\x19\xfc" + length + root + record * (count - 2) + leaf + b"\x16\0\x19\x0c\0"
    return b"PAR1" + head + len(head).to_bytes(4, "little") + b"PAR1"


ROW = Row(
    key="S5",
    title="Bombs",
    what=(
        "Archives, gzip, links and Parquet that unpack to gigabytes, XML that refers to itself or to other files, JSON "
        "and TOML nested a million deep, numbers of 100,000 digits, pages of a million tags and runs for careless "
        "expressions, given to every reader that could meet them, each in a process of its own."
    ),
    run=run,
)
