"""The one place where a port of this machine is taken, or it is said in words why it cannot be."""

from __future__ import annotations

import os
import socket

from contingent.core.errors import InputError

_BACKLOG = 512


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at the host and port; port 0 takes a free one. Whoever connects waits until it is served.

    Raises:
        InputError: the host is not of this machine, or the port is taken or may not be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise InputError(f"the host {host[:80]!r} is not known; wanted an address of this machine.") from None
    taken = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share one port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        why = (error.strerror or str(error)).lower()
        if isinstance(error, PermissionError):
            raise InputError(
                f"port {port} may not be used ({why}); wanted one above 1023. Choose another --port."
            ) from None
        raise InputError(
            f"port {port} on {host} cannot be used ({why}): another program may hold it, or the address is not of this "
            "machine. Stop that program, or choose another --port; --port 0 takes a free one."
        ) from None
    return taken
