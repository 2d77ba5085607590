"""Documents that are not what a reader wants: any bytes, any text, and whole documents with something changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from proof.parsing.parsers import Form, Parser

#: what readers have stumbled over, here and elsewhere
_ODD = (
    "", " ", "0", "-0", "-1", "1e999", "-1e999", "nan", "inf", "1" * 400, "1" * 5_000, "1_0", "٣", "½", "0x10", "true",
    "null", "None", "N/A",
    "NA", ".", "=1+1", "'", '"', '""', "\x00", "\ufeff", "\ud800", "\u2028", "\u202e", "\U0001f600", "\r", "\n", "\t",
    ",", ";", "{", "[", "]",
    "}", "<", "&#x110000;", "]]>", "2024-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "10000-01-01", "2024-13-01",
    "1e400-01-01",
    "2024-01-01T25:00:00Z", "12:60", "../x", "/etc/passwd", "a" * 3_000, "%", "%s", "{0}", "\\", "#", "[a]", "a.b.c",
    "🙂" * 50,
)  # fmt: skip
_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(_ODD) | st.sampled_from((10**400,
    -(2**63), 2**64, 1e308)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_ODD) | st.text(max_size=5), inner,
    max_size=3),
    max_leaves=6,
)  # fmt: skip
_DEEP = ("[" * 100_000, '{"a":' * 50_000, "[" * 3_000 + "]" * 3_000)


def documents(parser: Parser) -> st.SearchStrategy[bytes]:
    """What a reader of that form is given."""
    wholes = parser.samples()
    any_bytes = st.binary(max_size=200)
    any_text = st.text(max_size=200).map(_raw)
    ways = [any_bytes, any_text, *([_changed(wholes, parser.form)] * 4), _cut(wholes)]
    if parser.form in ("json", "lines"):
        ways.append(st.sampled_from(_DEEP).map(str.encode))
    return st.one_of(ways)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _changed(wholes: Sequence[bytes], form: Form) -> st.SearchStrategy[bytes]:
    if form == "bytes":
        return _flipped(wholes)
    if form == "json":
        return st.one_of(_in_json(wholes), _in_words(wholes))
    if form == "lines":
        return st.one_of(_in_lines(wholes), _in_words(wholes))
    return st.one_of(_in_words(wholes), _in_words(wholes), _flipped(wholes))


@st.composite
def _cut(draw: st.DrawFn, wholes: Sequence[bytes]) -> bytes:
    raw = draw(st.sampled_from(wholes))
    low, high = draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))
    return raw[:low] + raw[high:]


@st.composite
def _flipped(draw: st.DrawFn, wholes: Sequence[bytes]) -> bytes:
    raw = bytearray(draw(st.sampled_from(wholes)))
    for _ in range(draw(st.integers(1, 6))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return bytes(raw)


@st.composite
def _in_words(draw: st.DrawFn, wholes: Sequence[bytes]) -> bytes:
    """A whole document with a few of its words, cells or lines replaced, left out or doubled."""
    text = draw(st.sampled_from(wholes)).decode("utf-8", "replace")
    mark = draw(st.sampled_from(("\n", ",", " ", '"', "=", "<", ";", ".", ":")))
    parts = text.split(mark)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(parts) - 1))
        other = draw(st.sampled_from(_ODD) | st.text(max_size=9) | st.sampled_from(parts))
        way = draw(st.integers(0, 3))
        parts[at : at + 1] = ([other], [], [parts[at], parts[at]], [parts[at] + other])[way]
        parts = parts or [""]
    return _raw(mark.join(parts))


@st.composite
def _in_json(draw: st.DrawFn, wholes: Sequence[bytes]) -> bytes:
    """A whole document with one or two of its values replaced, left out, or put under another name."""
    raw = draw(st.sampled_from(wholes))
    try:
        value = json.loads(raw)
    except ValueError:  # JSON among other words
        return raw[: draw(st.integers(0, len(raw)))]
    for _ in range(draw(st.integers(1, 2))):
        value = _spoil(draw, value, draw(st.integers(0, 6)))
    return json.dumps(value, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


def _spoil(draw: st.DrawFn, value: Any, depth: int) -> Any:
    if depth and isinstance(value, dict) and value:
        name = draw(st.sampled_from(sorted(value)))
        way = draw(st.integers(0, 5))
        if way == 0:
            return {key: held for key, held in value.items() if key != name}
        if way == 1:
            return {**value, draw(st.sampled_from(_ODD)): value[name]}
        return {**value, name: _spoil(draw, value[name], depth - 1)}
    if depth and isinstance(value, list) and value:
        at = draw(st.integers(0, len(value) - 1))
        way = draw(st.integers(0, 5))
        if way == 0:
            return value[:at] + value[at + 1 :]
        if way == 1:
            return [*value, *value]
        return [*value[:at], _spoil(draw, value[at], depth - 1), *value[at + 1 :]]
    return draw(_PLAIN)


@st.composite
def _in_lines(draw: st.DrawFn, wholes: Sequence[bytes]) -> bytes:
    lines = draw(st.sampled_from(wholes)).splitlines()
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = json.dumps(_spoil(draw, json.loads(lines[at]), draw(st.integers(0, 4)))).encode("utf-8", "replace")
    return b"\n".join(lines) + b"\n"
