"""A whole scenario in an address: canonical JSON, deflated, in base64url; and back, whatever a stranger put there.

The text begins with the version of its shape. What equals a default is left out, keys are sorted, so that a scenario
has one link. What is read is checked as strictly as a SCENARIO.toml: a link can hold nothing that a file could not.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from contingent.core.errors import InputError, ScenarioError
from contingent.core.nouns import Scenario
from contingent.core.plain import plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = "1"
#: characters of a link that are taken or given: an address may hold two, the scenario and where it started
LONGEST_LINK = 11_000
#: bytes of JSON that a link may unpack to, and how many times its own size that may be; honest ones reach 5
LARGEST = 1_000_000
LARGEST_RATIO = 100
_BASE64 = re.compile(r"[A-Za-z0-9_-]+")
_INTERVENTION_PARENT = "interventions"


def link_of(scenario: Scenario) -> str:
    """The scenario as a text that an address can hold; equal scenarios have equal links, and `scenario_of` undoes it.

    Raises:
        ScenarioError: it is too large to travel in an address.
    """
    text = json.dumps(_short(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    try:
        packed = packer.compress(text.encode()) + packer.flush()
    except UnicodeEncodeError:
        raise ScenarioError(
            "the scenario holds half of a character (a lone surrogate); wanted text in Unicode"
        ) from None
    link = f"{VERSION}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(link) > LONGEST_LINK:
        raise ScenarioError(
            f"the scenario makes a link of {len(link):,} characters; wanted at most {LONGEST_LINK:,}. Shorten its "
            "quotes and notes, or keep it as a file and run `contingent whatif`."
        )
    return link


def scenario_of(link: str) -> Scenario:
    """The scenario that a link holds.

    Raises:
        ScenarioError: the text is no such link, was cut short, unpacks to too much, or holds what no scenario holds.
    """
    raw = _unpacked(link)
    from pydantic import ValidationError  # late: a library that most commands do not need

    try:
        scenario = _adapter().validate_json(raw, strict=True)
        known = plain(scenario)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "it"
        raise ScenarioError(
            f"the link holds no scenario: {place[:120]}: {first['msg'][:160]}. Wanted a link that the workbench made."
        ) from None
    except InputError as error:
        raise ScenarioError(f"the link holds no scenario that can be: {error}") from None
    _check_keys(json.loads(raw), known, ())
    from contingent.journeys.workbench.limits import check_limits  # late: numpy, for the reach of priors

    check_limits(scenario)
    return scenario


def _short(value: Any) -> Any:
    """The plain form without what equals a default; `kind` stays, for it says what an intervention is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _short(own)
            for field in dataclasses.fields(value)
            if (own := getattr(value, field.name)) != field.default or field.name == "kind"
        }
    if isinstance(value, tuple):
        return [_short(item) for item in value]
    return plain(value)


def _unpacked(link: str) -> bytes:
    version, dot, body = link.partition(".")
    if len(link) > LONGEST_LINK:
        raise ScenarioError(f"the link has {len(link):,} characters; wanted at most {LONGEST_LINK:,}")
    if version != VERSION or not dot or not _BASE64.fullmatch(body):
        raise ScenarioError(
            f"{link[:40]!r} is no link to a scenario; wanted {VERSION}. and letters, digits, - and _ after it. "
            "Copy the whole address."
        )
    try:
        packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        unpacker = zlib.decompressobj(-15)
        raw = unpacker.decompress(packed, min(LARGEST, LARGEST_RATIO * len(packed)) + 1)
    except (ValueError, zlib.error):
        raise ScenarioError("the link is damaged: it does not unpack. Copy the whole address.") from None
    if len(raw) > min(LARGEST, LARGEST_RATIO * len(packed)):
        raise ScenarioError(f"the link unpacks to more than a scenario holds; wanted at most {LARGEST:,} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise ScenarioError("the link is cut short, or something stands after its end. Copy the whole address.")
    return raw


@cache
def _adapter() -> TypeAdapter[Scenario]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scenario)


def _check_keys(raw: Any, known: Any, place: tuple[str, ...]) -> None:
    """Nothing, if every key of the link is one of a scenario's, and every intervention says what it is."""
    for name, given, own in _pairs(raw, known, place):
        if given is _UNKNOWN:
            raise ScenarioError(
                f"the link holds the key {name[:60]!r} at {'.'.join(place)[:120] or 'its top'}, which no scenario has"
            )
        _check_keys(given, own, (*place, name))
    if len(place) > 1 and place[-2] == _INTERVENTION_PARENT and "kind" not in raw:
        raise ScenarioError(f"the link does not say what {'.'.join(place)[:120]} is; wanted its kind")


_UNKNOWN = object()


def _pairs(raw: Any, known: Any, place: tuple[str, ...]) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(raw, Mapping) and isinstance(known, Mapping):
        for name, given in raw.items():
            yield (name, given, known[name]) if name in known else (name, _UNKNOWN, None)
    elif isinstance(raw, list) and isinstance(known, list):
        yield from ((str(row), *both) for row, both in enumerate(zip(raw, known, strict=True)))
