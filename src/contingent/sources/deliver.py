"""A signed message to a reader's own address, through the same checks as every fetch, and only to where it was sent."""

from __future__ import annotations

import time
from datetime import datetime

from contingent.core.errors import FetchError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.fetch import check
from contingent.sources.wire import Exchange, Limits, shown

LIMITS = Limits(body_bytes=100_000, unpacked_bytes=100_000, seconds=10.0, silence_seconds=10.0, redirects=0)


def deliver(
    url: str, body: bytes, *, ident: str, secret: str, at: datetime, policy: AddressPolicy = PUBLIC_INTERNET
) -> int:
    """The status that the address answered the posted `body` with; a redirect is not followed, the answer not read.

    The headers are those of Standard Webhooks 1.0.0: `webhook-id` (`ident`, the same for every attempt),
    `webhook-timestamp` and `webhook-signature`, made with `secret` ("whsec_" and base64).

    Raises:
        FetchError: the address must not be posted to, or nothing answered in time.
    """
    from standardwebhooks import Webhook  # imported late: of the service alone

    deadline = time.monotonic() + LIMITS.seconds
    target = check(url, policy=policy, deadline=deadline, limits=LIMITS)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": ident,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(msg_id=ident, timestamp=at, data=body.decode()),
    }
    with Exchange(
        target.url, target.addresses, deadline=deadline, limits=LIMITS, asking=headers, sending=body
    ) as exchange:
        return exchange.status


def check_address(url: str, *, policy: AddressPolicy = PUBLIC_INTERNET) -> None:
    """Nothing, if messages may be posted to the address as far as can be told before the first.

    Raises:
        FetchError: they may not.
    """
    try:
        check(url, policy=policy, deadline=time.monotonic() + LIMITS.seconds, limits=LIMITS)
    except FetchError as error:
        raise FetchError(f"no message can go to {shown(url)}: {error}") from error
