"""Tokens are made and revoked: named secrets that open a service to others than the person at its machine.

Only the SHA-256 of a token is kept; a token is 256 random bits, so no slower hash would make it harder to find.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from contingent.core.errors import MissingError, ValueRangeError
from contingent.ledger.desk import Tokens

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}")


def digest(token: str) -> str:
    """The SHA-256 of a token, in hex: all that is kept of it.

    >>> digest("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def make_token(kept: Tokens, name: str) -> str:
    """A new token of that name is kept (its hash is), and returned: it can be told only now.

    Raises:
        ValueRangeError: the name cannot be one, or it is or was in use.
        LedgerError: it cannot be kept.
    """
    if not _NAME.fullmatch(name):
        raise ValueRangeError(f"the name is {name[:80]!r}; wanted up to 64 letters, digits, spaces or . _ @ -")
    token = f"ctg_{secrets.token_urlsafe(32)}"
    if not kept.add(name, digest(token)):
        raise ValueRangeError(
            f"the name {name!r} is or was in use; choose another, so that old notes stay their writer's"
        )
    return token


def revoke_token(kept: Tokens, name: str) -> None:
    """The token of that name opens nothing any more; a running service forgets it within two seconds.

    Raises:
        MissingError: there is none in use.
        LedgerError: it cannot be written down.
    """
    if not kept.revoke(name):
        known = ", ".join(repr(one.name) for one in kept.every() if one.revoked_at is None) or "none"
        raise MissingError(f"no token is called {name[:80]!r}; in use: {known}")
