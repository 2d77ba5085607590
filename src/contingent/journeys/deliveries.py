"""Messages that wait are delivered: signed, tried again with growing pauses, given up after a day and a half."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from contingent.core.errors import FetchError, MissingError
from contingent.core.times import now
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy

if TYPE_CHECKING:
    from contingent.ledger.desk import Desk
    from contingent.ledger.desk_hooks import Delivery

#: how long to wait after the first, second … failed attempt; after the last there is no further
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 18000, 36000, 72000))
#: longer than any attempt takes, so that two servers on one ledger never try the same message at once
HELD = timedelta(seconds=60)
GONE = 410


def deliver_due(desk: Desk, *, policy: AddressPolicy = PUBLIC_INTERNET, at: datetime | None = None) -> int:
    """Every message whose time has come was tried once; returns how many were taken by their address.

    An address that answers 410 gets nothing any more: its hook is paused, and what waits for it is given up. After a
    failure the other messages of its hook wait for the next round, so one dead address delays the others once only.

    Raises:
        LedgerError: the desk cannot be read or written.
    """
    taken = 0
    failed: set[str] = set()
    for delivery in desk.deliveries.due(at=at):
        moment = at or now()  # of each anew: the ones before it may have been slow
        if delivery.hook not in failed and desk.deliveries.take(delivery, until=moment + HELD):
            if _deliver(desk, delivery, policy, moment):
                taken += 1
            else:
                failed.add(delivery.hook)
    return taken


def _deliver(desk: Desk, delivery: Delivery, policy: AddressPolicy, moment: datetime) -> bool:
    """Whether the address took the message; what became of it is on record."""
    from contingent.sources.deliver import deliver  # imported late: what speaks HTTP

    try:
        hook = desk.hooks.get(delivery.hook)
    except MissingError as gone:
        desk.deliveries.give_up(delivery.id, status=None, error=str(gone))
        return False
    status = None
    try:
        status = deliver(
            hook.address, delivery.body_json.encode(), ident=delivery.id, secret=hook.secret, at=moment, policy=policy
        )
        error = f"the address answered {status}; wanted 200 to 299"
    except FetchError as refused:
        error = str(refused)
    if status is not None and 200 <= status < 300:
        desk.deliveries.arrived(delivery.id, status=status, at=moment)
        return True
    if status == GONE:
        desk.hooks.put_state(delivery.hook, "paused")
        desk.deliveries.give_up_waiting(delivery.hook, status=status, error=error)
    elif delivery.attempts >= len(PAUSES):
        desk.deliveries.give_up(delivery.id, status=status, error=error)
    else:
        desk.deliveries.put_off(delivery.id, status=status, error=error, until=moment + PAUSES[delivery.attempts])
    return False
