"""The only HTTP window: one document from the public internet, within caps of size and time, or one clear refusal.

Each hop of a redirect is parsed, resolved and checked anew; the connection goes to exactly the address that was
checked (no second look-up that could answer otherwise), while TLS still proves the host's name. Proxies and other
settings of the environment are not used: a proxy would resolve the name again, unseen.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from contingent.core.errors import FetchError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.wire import Exchange, Limits, shown

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came: its bytes unpacked, the content type its server named, the address it came from."""

    body: bytes
    content_type: str | None
    final_url: str


@dataclass(frozen=True, slots=True)
class Target:
    """One hop, checked: its address, and the numbers that a connection may go to."""

    url: httpx.URL
    addresses: tuple[str, ...]


LIMITS = Limits()


def fetch(
    url: str, *, policy: AddressPolicy = PUBLIC_INTERNET, limits: Limits = LIMITS, keep_tls: bool = False
) -> Fetched:
    """The document at `url`; `keep_tls` is as in `answering`.

    Raises:
        FetchError: the address must not be fetched (not http or https, user information, another port, an address
            that is not public), or cannot be (unknown host, refused, too slow, too large, too many redirects, an
            answer other than 200).
    """
    with answering(url, policy=policy, limits=limits, keep_tls=keep_tls) as (exchange, final_url):
        if exchange.status != 200:
            raise FetchError(f"{shown(final_url)} answered {exchange.status}; wanted 200 and a document.")
        return Fetched(exchange.read(), exchange.header("content-type"), final_url)


@contextmanager
def answering(
    url: str,
    *,
    policy: AddressPolicy = PUBLIC_INTERNET,
    limits: Limits = LIMITS,
    asking: Mapping[str, str] = MappingProxyType({}),
    keep_tls: bool = False,
    on_redirect: Callable[[str], None] | None = None,
) -> Iterator[tuple[Exchange, str]]:
    """The head of the answer that `url` leads to, whatever its status, and the address it came from.

    `asking` are further headers of the request, such as Range. Every hop of a redirect is checked anew; with `keep_tls`
    none may lead from https to http, where anybody on the way could change what comes. `on_redirect` is told where one
    leads before that is asked, and may refuse with an error.

    Raises:
        FetchError: as `fetch`, but for the status.
    """
    deadline = time.monotonic() + limits.seconds
    where, redirected = url, False
    for _ in range(limits.redirects + 1):
        if redirected and on_redirect is not None:
            asked = time.monotonic()
            on_redirect(where)
            deadline += time.monotonic() - asked  # a pause that another host wants is no slowness of this one
        target = check(where, policy=policy, deadline=deadline, limits=limits)
        with Exchange(target.url, target.addresses, deadline=deadline, limits=limits, asking=asking) as exchange:
            if exchange.status in _REDIRECTS:
                where = _next(target.url, exchange.header("location"))
                if keep_tls and target.url.scheme == "https" and not where.startswith("https:"):
                    raise FetchError(
                        f"{shown(str(target.url))} redirects to {shown(where)}, unencrypted; it is refused."
                    )
                redirected = True
                continue
            yield exchange, str(target.url.copy_with(fragment=None))
            return
    raise FetchError(f"{shown(url)} leads through more than {limits.redirects} redirects; wanted a document.")


def check(where: str, *, policy: AddressPolicy, deadline: float, limits: Limits) -> Target:
    """The target that `where` names, its host resolved once and every one of its addresses allowed.

    Raises:
        FetchError: the address is malformed or must not be fetched.
    """
    if len(where) > _LONGEST_URL:
        raise FetchError(f"the address has {len(where)} characters; wanted at most {_LONGEST_URL}.")
    try:
        url = httpx.URL(where)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(
            f"{shown(where)} is no web address ({error}); wanted http:// or https:// and a host."
        ) from error
    if url.scheme not in ("http", "https"):
        raise FetchError(f"{shown(where)} has the scheme {url.scheme!r}; only http and https are fetched.")
    if url.userinfo:
        raise FetchError(f"the address at host {host!r} holds a user name or password; give it without.")
    port = url.port if url.port is not None else (443 if url.scheme == "https" else 80)
    if port not in policy.ports:
        ports = " and ".join(map(str, sorted(policy.ports)))
        raise FetchError(f"{shown(where)} names port {port}; only {ports} are fetched from.")
    _check_name(host, where)
    return Target(url, _addresses(host, port, where, policy=policy, deadline=deadline, limits=limits))


def _check_name(host: str, where: str) -> None:
    """Refuse a host that is no plain name or address: empty, escaped, or a number in a form that resolvers unpack."""
    empty = "" in host.removesuffix(".").split(".")
    if empty or "%" in host or not host.isprintable() or " " in host or len(host) > 253:
        raise FetchError(f"{shown(where)} has no usable host; wanted a name such as example.org.")
    last = host.rstrip(".").rpartition(".")[2].lower()
    # "2130706433", "0x7f.1" and "0177.0.0.1" are 127.0.0.1 to a system's resolver
    if ":" not in host and (last.isdigit() or last.startswith("0x")):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise FetchError(
                f"{shown(where)} hides an address in a number; wanted a name, or four decimal numbers."
            ) from None


def _addresses(
    host: str, port: int, where: str, *, policy: AddressPolicy, deadline: float, limits: Limits
) -> tuple[str, ...]:
    """The addresses of `host`, every one of them allowed; one that is a number stands for itself.

    What a name service says of a name stays unsaid: who asks a service from outside could learn with its help what
    the network inside it is called and numbered. A name nobody knows is refused in the same words.
    """
    try:
        number = str(ipaddress.ip_address(host))
    except ValueError:  # a name
        found = _resolve(host, port, policy=policy, deadline=deadline, limits=limits)
        if found and all(_reason(address, policy) is None for address in found):
            return found
        raise FetchError(
            f"the host {host!r} is not known to the name service, or not by public addresses alone; only public "
            "addresses are fetched. Check the address."
        ) from None
    if (reason := _reason(number, policy)) is not None:
        raise FetchError(f"{shown(where)} leads to {number}, {reason}; only public addresses are fetched.")
    return (number,)


def _resolve(host: str, port: int, *, policy: AddressPolicy, deadline: float, limits: Limits) -> tuple[str, ...]:
    """The addresses of a name, asked for once, within the deadline; none where nobody knows it."""
    answer: list[tuple[str, ...] | BaseException] = []

    def ask() -> None:
        try:
            answer.append(tuple(policy.resolve(host, port)))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    # the system's resolver cannot be interrupted: a thread that may outlive us keeps the deadline ours
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not answer:
        raise FetchError(f"the host {host!r} was not resolved within {limits.seconds:g} seconds.")
    found = answer[0]
    return () if isinstance(found, BaseException) else found


def _reason(address: str, policy: AddressPolicy) -> str | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "no plain address"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.scope_id is not None:
        return "an address of the local network"
    return policy.refusal(parsed)


def _next(url: httpx.URL, location: str | None) -> str:
    if not location:
        raise FetchError(f"{shown(str(url))} redirects without saying where to.")
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(f"{shown(str(url))} redirects to something that is no web address ({error}).") from error
