"""Names turned into identities: content ids for values, seeds for random streams."""

from __future__ import annotations

import hashlib
import json

from contingent.core.plain import plain


def digest(*parts: object) -> str:
    """The SHA-256 of the canonical JSON of `parts`, as 64 hex digits; equal parts give equal digests."""
    text = json.dumps([plain(part) for part in parts], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def content_id(prefix: str, *parts: object) -> str:
    """A short id that depends on content alone: `prefix` and 12 hex digits.

    >>> content_id("doc", "same text") == content_id("doc", "same text")
    True
    """
    return f"{prefix}-{digest(*parts)[:12]}"


def stream_key(*names: str | int) -> int:
    """A 128-bit seed derived from names, so that one worker and a thousand draw the same numbers."""
    return int(digest(*names)[:32], 16)
