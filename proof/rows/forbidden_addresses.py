"""S1: whatever fetches is asked for every forbidden address, and led to each by hostile servers: none is reached."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from contingent.core.errors import InputError
from contingent.sources.addresses import AddressPolicy, IPAddress, refusal
from contingent.sources.fetch import LIMITS
from proof.doors import Door, doors, robots_host
from proof.forbidden import NAMES, answers, literals
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told
from proof.servers.canary import Watched, watched
from proof.servers.hostile_web import HOST, Hostile, harmless, hostile_web, refused_at_once, refused_by_the_clock

_HERE, _INSIDE = HOST, "127.0.0.2"
_LONGEST_SENTENCE = 600
_MIB = 1 << 20
_NETWORK = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]", re.IGNORECASE)


@dataclass(slots=True)
class _Seen:
    """What was tried, what was let through, and which refusals were no one clear sentence."""

    tried: int = 0
    let_through: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    lasted: float = 0.0
    told_inside: list[str] = field(default_factory=list)

    def note(self, door: Door, url: str, ended: str | Exception | None) -> None:
        """How one try ended: the sentence that it was refused with, another error, or None where it was let through."""
        self.tried += 1
        case = f"{door.name}: {url[:160]!r}"
        if ended is None:
            self.let_through.append(case)
        elif isinstance(ended, Exception) and not isinstance(ended, InputError):
            self.unclear.append(f"{case}: {type(ended).__name__}: {str(ended)[:200]}")
        elif "\n" in (words := str(ended).strip()) or not 10 < len(words) < _LONGEST_SENTENCE or "Traceback" in words:
            self.unclear.append(f"{case}: {words[:200]}")


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every address by every door, then every hostile script by every door; what was reached is counted below them."""
    seen, folder = _Seen(), folder / "doors"
    folder.mkdir()
    with doors(folder) as every, hostile_web(leads=_leads(size)) as server, watched((_HERE, server.port)) as seen_below:
        seeing = _instrument_sees(every[0], server)
        seen_below.forbidden.clear()
        looked_up = _by_number(every, seen, size, seen_below)
        tell(f"{seen.tried} tries of addresses that are numbers or none, {len(seen.let_through)} let through")
        _by_name(every, seen, size)
        tell(f"{seen.tried} tries so far with names that lead inside")
        led = _led(every, server, seen)
        rebound = _rebinding(every, server, seen)
        tell(f"{seen.tried} tries so far with redirects and names that change their answer")
        peak = _scripts(every, server, seen, size)
        drips, late = _by_the_clock(every, server, seen, size)
        tell(f"{seen.tried} tries so far with hostile answers, {drips} of them slow ones")
        taken, further = _harmless(every[0], server)
        forbidden = list(seen_below.forbidden)
    for line in (*seen.let_through[:20], *seen.unclear[:20], *seen.told_inside[:20], *forbidden[:20]):
        tell(line)
    return (
        at_least("ways to fetch", len(every), 10),
        at_least("addresses and names", len(_numbers(size)) + len(_named(size)), size.of(1400, 100)),
        told("tries", seen.tried),
        exactly("connections to a place that must not be reached", len(forbidden), 0),
        exactly("look-ups for an address that is a number or none", looked_up, 0),
        exactly("tries that were let through", len(seen.let_through), 0),
        exactly("refusals that are no clear sentence", len(seen.unclear), 0),
        exactly("refusals that tell what a name leads to inside", len(seen.told_inside), 0),
        told("redirects to forbidden places", led),
        told("names that lead elsewhere when asked again", rebound),
        told("hostile answers", len(refused_at_once()) + len(refused_by_the_clock())),
        at_most("longest past its deadline", round(late, 2), 2.0, "s", timed=True),
        at_most("most memory that one fetch held", round(peak / _MIB, 1), 200, "MiB"),
        exactly("harmless answers taken", taken, len(_pages())),
        exactly("places asked besides because a page or a header said so", further, 0),
        exactly("the watch sees a connection where one is made", seeing, 1),
    )


# ---------------------------------------------------------------- addresses


def _numbers(size: Size) -> Sequence[str]:
    every = literals()
    return every if size.full else every[:: len(every) // 60]


def _named(size: Size) -> Sequence[tuple[str, tuple[str, ...]]]:
    told_ = [("news.example", answer) for answer in answers()]
    told_ += [(name, ("127.0.0.1",)) for name in NAMES] + [("metadata.google.internal", ("169.254.169.254",))]
    return told_ if size.full else told_[:: len(told_) // 50]


def _instrument_sees(door: Door, server: Hostile) -> int:
    """How many forbidden connections are counted where the policy, for once, lets one be tried."""
    with watched((_HERE, server.port)) as below:
        lax = AddressPolicy(resolve=lambda _host, _port: (_INSIDE,), refusal=lambda _address: None)
        door.ask("http://news.example/", lax, LIMITS)
    return len(below.forbidden)


def _by_number(every: Sequence[Door], seen: _Seen, size: Size, below: Watched) -> int:
    """Asks each address that needs no name service by each door; how often one was asked all the same."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ("93.184.215.14",)

    policy = AddressPolicy(resolve=resolve)
    for door in every:
        for url in _numbers(size):
            seen.note(door, url, door.ask(url, policy, LIMITS))
    return len(asked) + len(below.looked_up)


def _by_name(every: Sequence[Door], seen: _Seen, size: Size) -> None:
    for name, answer in _named(size):
        policy = AddressPolicy(resolve=lambda _host, _port, answer=answer: answer)  # type: ignore[misc]
        for door in every:
            ended = door.ask(f"https://{name}/", policy, LIMITS)
            seen.note(door, f"{name} → {answer}", ended)
            if any(len(one) > 2 and one.strip() in str(ended) for one in answer if one not in name):
                seen.told_inside.append(f"{door.name}: {ended}")


# ------------------------------------------------------- redirects, rebinding


def _leads(size: Size) -> Sequence[str]:
    return _numbers(size)


def _to(port: int, resolve: Callable[[str, int], Sequence[str]]) -> AddressPolicy:
    """Only the hostile server counts as public; for the rest the shipped rule holds."""

    def judged(address: IPAddress) -> str | None:
        return None if str(address) == _HERE else refusal(address)

    return AddressPolicy(resolve=resolve, refusal=judged, ports=frozenset({80, 443, port}))


def _led(every: Sequence[Door], server: Hostile, seen: _Seen) -> int:
    """Each forbidden address as what a redirect leads to; what leads to our own server is left out."""
    policy = _own(server)
    count = 0
    for number, place in enumerate(server.leads):
        if _is_path(place):
            continue
        for door in (one for one in every if one.asks_on):
            count += 1
            seen.note(door, f"{place} by a redirect", door.ask(_at(server, door, f"/to/{number}"), policy, LIMITS))
    return count


def _is_path(place: str) -> bool:
    """Whether a browser at our server would read the place as one of that server."""
    return not _NETWORK.match(place)


def _rebinding(every: Sequence[Door], server: Hostile, seen: _Seen) -> int:
    """Names that first lead to our server and then inside, by look-up and by hop; how many were tried."""
    count = 0
    for later in (_INSIDE, "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"):
        for door in (one for one in every if one.asks_on):
            told_ = iter((_HERE,))
            policy = _to(server.port, lambda _host, _port, told_=told_, later=later: (next(told_, later),))  # type: ignore[misc]
            seen.note(door, f"a name that later leads to {later}", door.ask(_at(server, door, "/loop"), policy, LIMITS))
            count += 1
    return count


# ------------------------------------------------------------ hostile answers


def _own(server: Hostile) -> AddressPolicy:
    return _to(server.port, lambda _host, _port: (_HERE,))


def _scripts(every: Sequence[Door], server: Hostile, seen: _Seen, size: Size) -> int:
    """Every script that must be refused at once, by each door; the most memory that one try held."""
    peak = 0
    names = list(refused_at_once())
    names = names if size.full else names[::6]
    tracemalloc.start()
    try:
        for path in names:
            for door in every if size.full else every[:1]:
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                ended = door.ask(_at(server, door, path), _own(server), replace(LIMITS, seconds=_patience(size)))
                peak = max(peak, tracemalloc.get_traced_memory()[1] - before)
                if door.judged:
                    seen.note(door, path, ended)
    finally:
        tracemalloc.stop()
    return peak


def _by_the_clock(every: Sequence[Door], server: Hostile, seen: _Seen, size: Size) -> tuple[int, float]:
    """Every script without an end, by each door at once; how many, and the longest that one took past its deadline."""
    seconds = 6.0 if size.full else 0.3
    tries = [(door, path) for path in refused_by_the_clock() for door in every if door.hasty]
    tries = tries if size.full else tries[::5]

    def one(case: tuple[Door, str]) -> tuple[Door, str, str | Exception | None, float]:
        door, path = case
        begun = time.monotonic()
        ended = door.ask(server.url(path), _own(server), replace(LIMITS, seconds=seconds, silence_seconds=seconds))
        return door, path, ended, time.monotonic() - begun - seconds * door.attempts

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(one, tries))
    for door, path, ended, _ in found:
        seen.note(door, path, ended)
    return len(found), max(late for *_, late in found)


def _at(server: Hostile, door: Door, path: str) -> str:
    """The address at which this door meets the script."""
    return server.url("/", robots_host(path)) if door.name == "robots.txt" else server.url(path)


def _patience(size: Size) -> float:
    return float(size.of(10, 5))


def _pages() -> Sequence[str]:
    return [path for path in harmless() if not path.startswith("/chain/") or path == "/chain/0"]


def _harmless(door: Door, server: Hostile) -> tuple[int, int]:
    """How many pages came as they should, and how much else was asked for, or carried a cookie, on their account."""
    taken = 0
    server.asked.clear()
    server.heads.clear()
    for path in _pages():
        taken += door.ask(server.url(path), _own(server), LIMITS) is None
    wanted = len(_pages()) + 5 + 1  # five hops of the chain, and the page behind the cookie
    cookies = sum(b"\r\ncookie:" in head.lower() for head in server.heads)
    return taken, abs(len(server.asked) - wanted) + cookies


ROW = Row(
    key="S1",
    title="Forbidden addresses",
    what=(
        "Everything that fetches — an article on the command line and in the service, feeds, what feeds name, "
        "sitemaps, robots.txt, data sets, alerts — is asked for inner addresses in every spelling, for names that "
        "lead inside, and led there by redirects and by names that change their answer. A scripted server then "
        "answers as no server should: without end, packed, cut, a byte a second. Counted are the connections that the "
        "socket module is asked for, below all of our code."
    ),
    run=run,
)
