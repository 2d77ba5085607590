"""One shell a page: what is typed into it, what it answers, and with which exit code."""

from __future__ import annotations

import os
import secrets
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

#: so many seconds a program has to end when it is asked to, before it is ended
MOST_GRACE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command printed (standard output and error as they came) and its exit code."""

    output: str
    code: int


class Shell:
    """A bash that goes on from command to command; leaving it ends everything that it started."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            cwd=folder, env=environment, start_new_session=True,
        )  # fmt: skip

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, command: str, *, seconds: float) -> Answer:
        """The answer to one command. Raises TimeoutError after so many seconds, EOFError where the shell is gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        mark = f"<{secrets.token_hex(8)}>"
        # what reads standard input gets none, so that no command waits for words that never come
        stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n%s%d\\n' '{mark}' $?\n".encode())
        stdin.flush()
        got = b""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            waiting.register(stdout, selectors.EVENT_READ)
            while True:
                head, found, tail = got.partition(f"\n{mark}".encode())
                if found and b"\n" in tail:
                    return Answer(output=head.decode(errors="replace"), code=int(tail.split(b"\n")[0]))
                if not waiting.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError(f"no end after {seconds:g} s; so far it printed: {got.decode(errors='replace')}")
                came = os.read(stdout.fileno(), 1 << 16)
                if not came:
                    raise EOFError(f"the shell ended; it had printed: {got.decode(errors='replace')}")
                got += came

    def cpu_seconds(self) -> float:
        """What the commands that have ended took, or 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the shell and whatever it started that still runs."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            until = time.monotonic() + MOST_GRACE
            while time.monotonic() < until:
                try:
                    os.killpg(self._process.pid, how)
                except (ProcessLookupError, PermissionError):  # nobody is left of its group
                    break
                self._process.poll()  # a shell that has ended is counted in its group until somebody asks
                time.sleep(0.02)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
