"""Conditional GET: what a server said of its last answer, kept in one small file, so that the unchanged is not sent.

A validator is noted when an answer came, and written only by `keep`, once whoever asked has made use of the answer:
a run that breaks off half-way must find the same feed new again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError, FetchError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.fetch import LIMITS, Fetched, answering
from contingent.sources.whole_files import put_whole
from contingent.sources.wire import Limits, shown

_MOST = 20_000  # addresses kept; the ones noted longest ago go first
_LONGEST = 1_000  # characters of a validator; a server's own should be far shorter
_FORM = 1
_BUSY = frozenset({429, 503})


class BusyError(FetchError):
    """A host that asks to be left alone for now (429, 503)."""


@dataclass(slots=True)
class Validators:
    """Address → the ETag and Last-Modified of its last answer; `file` None keeps them for this run only."""

    file: Path | None = None
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    _noted: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def at(cls, file: Path | None) -> Validators:
        """The validators kept in `file`, none where it is not there.

        Raises:
            DataError: the file is there but cannot be read, or is of another form.
        """
        if file is None:
            return cls()
        try:
            raw = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls(file)
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{file} cannot be read ({error}); wanted what an earlier run kept. Delete it.") from error
        try:
            found = json.loads(raw)
            pairs = _checked(found["addresses"]) if found["form"] == _FORM else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pairs = None
        if pairs is None:
            raise DataError(f"{file} does not hold validators of form {_FORM}; delete it, and all is fetched anew.")
        return cls(file, pairs)

    def asking(self, url: str) -> dict[str, str]:
        """The headers that make a request for `url` conditional; none where nothing is known of it."""
        kept = self.known.get(url, {})
        names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
        return {names[name]: value for name, value in kept.items()}

    def note(self, url: str, *, etag: str | None, modified: str | None) -> None:
        """What an answer said is noted, to be kept later; one without validators makes the next request plain."""
        self._noted[url] = {
            name: value for name, value in (("etag", etag), ("modified", modified)) if value and _sendable(value)
        }

    def keep(self, *urls: str) -> None:
        """What was noted of these addresses is kept, on disk where there is a file.

        Raises:
            DataError: the file cannot be written.
        """
        for url in urls:
            noted = self._noted.pop(url, None)
            if noted is None:
                continue
            self.known.pop(url, None)
            if noted:
                self.known[url] = noted
        while len(self.known) > _MOST:
            self.known.pop(next(iter(self.known)))
        if self.file is None:
            return
        text = json.dumps({"form": _FORM, "addresses": self.known}, ensure_ascii=False, indent=0)
        try:
            put_whole(self.file, text)
        except OSError as error:
            why = error.strerror or error
            raise DataError(f"{self.file} cannot be written ({why}); choose another place.") from error


def fetch_changed(
    url: str,
    validators: Validators,
    *,
    policy: AddressPolicy = PUBLIC_INTERNET,
    limits: Limits = LIMITS,
    accept: str | None = None,
    on_redirect: Callable[[str], None] | None = None,
) -> Fetched | None:
    """The document at `url`, None where its server says that it is what it was; its validators are noted.

    `on_redirect` is as in `answering`.

    Raises:
        BusyError: the host asks to be left alone for now.
        FetchError: as `fetch`; another answer than 200 and 304.
    """
    asking = {**validators.asking(url), **({"Accept": accept} if accept else {})}
    with answering(url, policy=policy, limits=limits, asking=asking, on_redirect=on_redirect) as (exchange, final_url):
        if exchange.status == 304 and validators.asking(url):
            return None
        if exchange.status in _BUSY:
            raise BusyError(f"{shown(final_url)} answered {exchange.status}: its host asks to be left alone for now.")
        if exchange.status != 200:
            raise FetchError(f"{shown(final_url)} answered {exchange.status}; wanted 200 and a document.")
        body = exchange.read()
        validators.note(url, etag=exchange.header("etag"), modified=exchange.header("last-modified"))
        return Fetched(body, exchange.header("content-type"), final_url)


def _sendable(value: str) -> bool:
    """Whether a header may carry the value back: short, in Latin-1, without a character that could end the line."""
    return len(value) <= _LONGEST and all(c == "\t" or " " <= c <= "~" or "\xa0" <= c <= "\xff" for c in value)


def _checked(found: Mapping[str, Any]) -> dict[str, dict[str, str]] | None:
    pairs: dict[str, dict[str, str]] = {}
    for url, kept in found.items():
        if set(kept) - {"etag", "modified"} or not all(isinstance(v, str) and _sendable(v) for v in kept.values()):
            return None
        pairs[url] = dict(kept)
    return pairs
