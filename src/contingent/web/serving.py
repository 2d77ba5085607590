"""The service while it runs: its ledger open, its processes beside it, its address told; stopped without loss."""

from __future__ import annotations

import gc
import ipaddress
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from contingent.core.errors import ContingentError, InputError, LedgerError
from contingent.core.times import today
from contingent.journeys.examples import ask_examples
from contingent.journeys.progress import stages
from contingent.journeys.shown.cards import cards_known
from contingent.journeys.shown.questions import bring_forward
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.report.svg import draw
from contingent.sources.listening import listening
from contingent.web.app import application
from contingent.web.messenger import Messenger
from contingent.web.patience import Patient
from contingent.web.service import Service, Settings
from contingent.web.workers import Reader, Simulation

PORT = 8000
#: a request that is being answered when the service is stopped has so long
GRACE_SECONDS = 5
#: the examples are waited for so long; what is not read by then appears in the inbox when it is
EXAMPLES_SECONDS = 120.0
_EXAMPLE_STAGES = 4
_EVERY_BATCH = 1_000_000
_LOOK_SECONDS = 0.05
_FIRST_PAGE_SECONDS = 1.0  # the reader's first page comes before the dials


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the service is to be started.

    `hosts` are further names that a request may call it by; `examples` says whether a new ledger gets the two example
    articles, simulated on `example_paths` paths a branch; `open_embeds` shows embedded questions without a token.
    """

    ledger: str | Path
    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    examples: bool = True
    example_paths: int = 1 << 14
    open_embeds: bool = False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve(wanted: Wanted, *, ready: Callable[[str], None]) -> None:
    """The service answers until it is told to stop (Ctrl-C, SIGTERM); `ready` is called once with its address.

    Raises:
        InputError: the port is taken, the host is not of this machine, or it is open to others and no token exists.
        LedgerError: the ledger cannot be opened or written.
    """
    with Ledger.open(wanted.ledger) as ledger, _interruptible():
        desk = Desk(ledger)
        open_to_others = not is_loopback(wanted.host)
        if open_to_others and not desk.tokens.any():
            raise InputError(
                f"{wanted.host} can be reached from other machines, and no token exists that they would have to show. "
                "Make one with `contingent token add NAME`, or serve on 127.0.0.1."
            )
        simulation, reader = Simulation(), Reader(wanted.ledger, desk)
        hosts = (*wanted.hosts, *((wanted.host,) if open_to_others and not _is_everywhere(wanted.host) else ()))
        service = Service(
            ledger=ledger,
            settings=Settings(hosts=hosts, open_to_others=open_to_others, open_embeds=wanted.open_embeds),
            simulator=simulation,
        )
        server, messenger = server_of(application(service), wanted, ready), Messenger(ledger, desk)
        socket = listening(wanted.host, wanted.port)  # before any work is done in vain
        try:
            reader.start()
            if wanted.examples:
                _read_examples(desk, wanted.example_paths)
            cards_known(ledger, desk, as_of=today())  # made now, they keep nobody waiting for the first page
            simulation.start(after_seconds=_FIRST_PAGE_SECONDS)
            messenger.start()
            _later(lambda: _warm_up(ledger))
            server.run(sockets=[socket])
        except KeyboardInterrupt:
            pass  # that is how one stops it
        finally:
            socket.close()
            messenger.stop()
            reader.stop()
            simulation.stop()


def _later(do: Callable[[], None]) -> None:
    """It is done in the background once the first page had time to be answered."""
    timer = threading.Timer(_FIRST_PAGE_SECONDS, do)
    timer.daemon = True
    timer.start()


def _warm_up(ledger: Ledger) -> None:
    """What the first page with a chart or the list of questions would have to wait for is done."""
    spec = {"data": {"values": [{}]}, "mark": "point", "encoding": {}}
    draw(spec, ident="first", title="", description="")
    with suppress(LedgerError):  # a page that needs it says so
        bring_forward(ledger, today=today(), batches=_EVERY_BATCH)
    gc.collect()
    gc.freeze()  # what is there by now stays: no collection need look at it again, which takes a tenth of a second


def server_of(app: Any, wanted: Wanted, ready: Callable[[str], None]) -> uvicorn.Server:
    """The server of an application, not yet running; `ready` is told its address when it answers."""
    return _Server(_config(app, wanted), ready)


def _config(app: Any, wanted: Wanted) -> uvicorn.Config:
    return uvicorn.Config(
        app, host=wanted.host, port=wanted.port, log_config=None, log_level="error", access_log=False,
        server_header=False, timeout_graceful_shutdown=GRACE_SECONDS, timeout_keep_alive=15, lifespan="on",
        http=Patient, h11_max_incomplete_event_size=64 * 1024, proxy_headers=False, ws="none",
    )  # fmt: skip


class _Server(uvicorn.Server):
    """Tells its address when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """It answers, and its address is told."""
        await super().startup(sockets=sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")


def _is_everywhere(host: str) -> bool:
    return host in ("0.0.0.0", "::", "[::]", "")


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM is Ctrl-C while the block runs, so that a service manager stops it as gently as a person does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _read_examples(desk: Desk, paths: int) -> None:
    """The examples are in the ledger, or it is told why not; a bar on standard error moves meanwhile."""
    jobs = ask_examples(desk, paths=paths)
    if not jobs:
        return
    until = time.monotonic() + EXAMPLES_SECONDS
    with stages("Reading two examples", total=_EXAMPLE_STAGES * len(jobs), quiet=False) as say:
        for number, name in enumerate(jobs, start=1):
            seen = -1
            while not (job := desk.jobs.get(name)).ended and time.monotonic() < until:
                if job.stage is not None and job.done != seen:
                    seen = job.done
                    say(f"Example {number}: {job.stage[:1].lower()}{job.stage[1:]}")
                time.sleep(_LOOK_SECONDS)
            if job.error is not None:
                raise ContingentError(f"an example could not be read: {job.error} Use --no-examples to go on without.")
