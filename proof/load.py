"""Requests in parallel against a running service: by wrk at full size, by threads of our own in the quick form."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from proof.row import Missing

CONNECTIONS = 32
_READY_SECONDS = 60.0
_THREADS_OF_OURS = 4
#: asks for the addresses in an order of its own, and tells what came as one line of JSON
_SCRIPT = """
local paths, accept, at = {}, %(accept)s, %(begin)d
for line in io.lines(%(list)s) do paths[#paths + 1] = line end
request = function()
  at = (at * 1103515245 + 12345) %% 2147483648
  return wrk.format("GET", paths[math.floor(at / 65536) %% #paths + 1], {["Accept"] = accept})
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\\nTOLD {"requests":%%d,"seconds":%%f,"bytes":%%d,"p50":%%f,"p99":%%f,"worst":%%f,"status":%%d,"socket":%%d}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, e.status, e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a load came to: latencies in milliseconds; `failed` counts answers that were none, or not of the 200s."""

    requests: int
    seconds: float
    p50: float
    p99: float
    worst: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def by_wrk(port: int, paths: Sequence[str], *, accept: str, seconds: int, folder: Path, seed: int) -> Load:
    """What wrk found with `CONNECTIONS` connections that ask for the paths in a random order.

    Raises:
        Missing: there is no wrk here.
    """
    program = shutil.which("wrk")
    if program is None:
        raise Missing("wrk, a Debian package: apt-get install wrk")
    listed, script = folder / "paths.txt", folder / "mix.lua"
    listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
    filled = {"accept": json.dumps(accept), "list": json.dumps(str(listed)), "begin": seed}
    script.write_text(_SCRIPT % filled, encoding="utf-8")
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.partition("\nTOLD ")[2].splitlines()[0])
    return Load(
        requests=told["requests"], seconds=told["seconds"], p50=told["p50"], p99=told["p99"], worst=told["worst"],
        failed=told["status"] + told["socket"],
    )  # fmt: skip


def by_threads(port: int, paths: Sequence[str], *, accept: str, requests: int, threads: int = _THREADS_OF_OURS) -> Load:
    """The same from a few threads of this process, each on one connection, until so many requests were made."""
    took: list[float] = []
    failed = 0
    lock, begun = threading.Lock(), time.perf_counter()

    def ask(own: Sequence[str]) -> None:
        nonlocal failed
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for path in own:
            start = time.perf_counter()
            good = answered(connection, path, accept) is not None
            with lock:
                took.append(1e3 * (time.perf_counter() - start))
                failed += not good
        connection.close()

    asked = [paths[n % len(paths)] for n in range(requests)]
    running = [threading.Thread(target=ask, args=(asked[n::threads],)) for n in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return load_of(took, failed, time.perf_counter() - begun)


def load_of(took: Sequence[float], failed: int, seconds: float) -> Load:
    """A load from the milliseconds that each request took."""
    p50, p99, worst = (float(one) for one in np.quantile(took, (0.5, 0.99, 1.0)))
    return Load(requests=len(took), seconds=seconds, p50=p50, p99=p99, worst=worst, failed=failed)


def answered(connection: http.client.HTTPConnection, path: str, accept: str) -> bytes | None:
    """The body of a good answer; None where there was another, or none."""
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return None
    return body if answer.status == 200 else None


def asked(port: int, method: str, path: str, body: Mapping[str, object] | None = None) -> tuple[int, Any]:
    """The status of an answer and the JSON that it holds; `body` is sent as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, {"Content-Type": "application/json", "Accept": "application/json"})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said


def list_settled(port: int) -> float:
    """The list of a service just started knows every row of its ledger; returns the seconds until then."""
    begun = time.perf_counter()
    while (found := asked(port, "GET", "/questions.json")[1]) is None or found["behind"]:
        assert time.perf_counter() - begun < _READY_SECONDS, "the list of questions was not brought up"
        time.sleep(0.1)
    return time.perf_counter() - begun
