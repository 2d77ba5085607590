"""A language model behind any server that speaks the OpenAI chat protocol: one prompt, one reply, one deadline.

Never a tool, never a redirect, never a proxy of the environment; a key is sent over TLS or to this machine only, and
stands in no message.
"""

from __future__ import annotations

import ipaddress
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from contingent import __version__
from contingent.core.errors import InputError, LanguageModelError
from contingent.language.meter import Meter, Usage
from contingent.language.replies import RefusedReplyError, UnusableReplyError, object_in, words_of
from contingent.language.wire import (
    MOST_REPLY_BYTES,
    Answered,
    BrokenWireError,
    TooLateError,
    TooLongError,
    posted,
)

TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
MOST_REPLY_TOKENS = 1500
_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_SHOWN = 160
_LONGEST = 300  # characters of a refusal that are told
#: how a reply in a schema is asked for, the strictest way first; a server that refuses one is asked in the next
WAYS = ("json_schema", "json_object", "prompt")
_IN_WORDS = (
    "\n\nReply with one JSON object and nothing else, no words around it, valid under this JSON Schema:\n{schema}\n"
)


class _TryAgain(Exception):
    """One try failed in a way that another may not; `pause` is how long the server asked to be left alone."""

    def __init__(self, why: str, *, pause: float | None = None) -> None:
        super().__init__(why)
        self.pause = pause


class _OtherWay(Exception):
    """The server refused how it was asked; it is to be asked at once in another way, which it may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a model is: `address` up to and with `/v1`, its `model`, and the key, if it wants one."""

    address: str
    model: str
    key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.address)
        except (httpx.InvalidURL, ValueError) as error:
            told = self.address.rpartition("@")[2].partition("?")[0]
            raise InputError(f"the model's server {told!r} is no web address ({type(error).__name__}).") from error
        if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
            told = str(url.copy_with(username=None, password=None, query=None, fragment=None))
            raise InputError(
                f"the model's server is {told}; wanted http:// or https:// and a host, without user or password, and "
                "nothing behind ? or #. Name the variable that holds a key instead."
            )
        if self.key is not None and url.scheme == "http" and not _is_here(url.host):
            raise InputError(f"a key would go to {url.host} unencrypted; wanted https://, or a server on this machine.")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise InputError(
                "the model's key holds a character that no key has; wanted printable ASCII without blanks."
            )
        if not self.model:
            raise InputError("no model is named; wanted the name by which its server knows it.")


class ChatModel:
    """A LanguageModel on a server. Safe for several threads; `meter` counts what is used."""

    def __init__(
        self,
        server: Server,
        *,
        meter: Meter | None = None,
        temperature: float = 0.7,
        reply_tokens: int = MOST_REPLY_TOKENS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = server.model
        self.meter = meter or Meter()
        self._server = server
        self._temperature: float | None = temperature
        self._reply_tokens = reply_tokens
        self._limit = "max_tokens"
        self._sleep = sleep
        self._way = 0
        self._failed = 0  # answers of 500 in a row to the way that is tried
        self._lock = threading.Lock()

    @property
    def way(self) -> str:
        """How a reply in a schema is asked for: "json_schema" until the server refuses it."""
        return WAYS[self._way]

    def complete(self, prompt: str, *, schema: Mapping[str, Any] | None = None, deadline_seconds: float) -> str:
        """The reply to `prompt`; with a `schema`, JSON of an object that has its required members.

        Up to four tries, with pauses that double or that the server asks for, all within the deadline. A server that
        refuses `json_schema` (with 400 or 422, or with 500 as some of llama.cpp do) is asked for a `json_object` with
        the schema in the prompt, then with that prompt alone, and so from then on; a step down is no try.

        Raises:
            LanguageModelError: no usable reply within the deadline, or the budget is spent; says what came instead.
        """
        end = time.monotonic() + deadline_seconds
        why = "no try was made"
        turn = 0
        while turn < TRIES:
            self.meter.before()
            try:
                return self._once(prompt, schema, end)
            except _OtherWay as refused:
                why = str(refused)
            except _TryAgain as failed:
                why = str(failed)
                turn += 1
                pause = FIRST_PAUSE_SECONDS * 2 ** (turn - 1) if failed.pause is None else failed.pause
                if turn == TRIES or time.monotonic() + pause >= end:
                    break
                self._sleep(pause)
        raise LanguageModelError(f"the model {self.name!r} gave no usable reply: {why}.")

    def _once(self, prompt: str, schema: Mapping[str, Any] | None, end: float) -> str:
        way = self._way
        asked = self._request(prompt, schema, way)
        answer = self._exchange(asked, end)
        status, body = answer.status, answer.body
        if status in (400, 422) and self._without(asked, body):
            raise _OtherWay(f"the server refused a setting ({status})")
        if schema is not None and self._steps_down(status, body, way):
            raise _OtherWay(f"the server refused {WAYS[way]} ({status})")
        if status in _LATER:
            raise _TryAgain(f"the server answered {status}", pause=_asked_pause(answer.headers))
        if status != 200:
            raise LanguageModelError(
                f"the server of {self.name!r} answered {status}: {self._shown(body)}.{self._advice(status)}"
            )
        with self._lock:
            self._failed = 0
        return self._reply(prompt, body, schema)

    def _steps_down(self, status: int, body: bytes, way: int) -> bool:
        """Whether the server refused the way in which a schema was sent; the next one is then remembered.

        A 500 is a refusal where it speaks of the format, or comes twice in a row: llama.cpp's servers answer so.
        Source: ggml-org/llama.cpp issue 23463, ikawrakow/ik_llama.cpp issue 778.
        """
        if WAYS[way] == "prompt" or status not in (400, 422, 500):
            return False
        with self._lock:
            self._failed = self._failed + 1 if status == 500 else 0
            named = b"response_format" in body or b"json_schema" in body
            if status == 500 and not named and self._failed < 2:
                return False
            self._way, self._failed = max(self._way, way + 1), 0  # another thread may have stepped down before
            return True

    def _without(self, asked: Mapping[str, Any], body: bytes) -> bool:
        """Whether a setting that the server says it does not support was changed for the next request.

        Models that think take `max_completion_tokens` for `max_tokens` and no temperature of ours.
        Source: FoundationAgents/OpenManus issue 555, pickle-com/glass pull request 227.
        """
        said = body.lower()
        if b"max_completion_tokens" in said and "max_tokens" in asked:
            self._limit = "max_completion_tokens"
            return True
        if b"temperature" in said and "temperature" in asked:
            self._temperature = None
            return True
        return False

    def _advice(self, status: int) -> str:
        if status == 404 and not self._server.address.rstrip("/").endswith("/v1"):
            return " Most servers want an address that ends in /v1."
        return ""

    def _request(self, prompt: str, schema: Mapping[str, Any] | None, way: int) -> dict[str, Any]:
        words = prompt
        if schema is not None and WAYS[way] != "json_schema":
            words += _IN_WORDS.format(schema=json.dumps(schema, ensure_ascii=False))
        asked: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": "user", "content": words}],
            self._limit: self._reply_tokens,
            "stream": False,
        }
        if self._temperature is not None:
            asked["temperature"] = self._temperature
        if schema is not None and WAYS[way] == "json_schema":
            form = {"name": "reply", "schema": dict(schema), "strict": True}
            asked["response_format"] = {"type": "json_schema", "json_schema": form}
        elif schema is not None and WAYS[way] == "json_object":
            asked["response_format"] = {"type": "json_object"}
        return asked

    def _exchange(self, asked: Mapping[str, Any], end: float) -> Answered:
        """The answer to one request within the deadline; how long it took is counted, whatever came of it."""
        headers = {"User-Agent": f"contingent/{__version__}", "Accept": "application/json"}
        if self._server.key is not None:
            headers["Authorization"] = f"Bearer {self._server.key}"
        where = self._server.address.rstrip("/") + "/chat/completions"
        began = time.monotonic()
        try:
            return posted(where, json.dumps(asked).encode("ascii"), headers, end=end)
        except TooLateError as error:
            raise LanguageModelError(f"the model {self.name!r} {error}.") from error
        except TooLongError as error:
            raise LanguageModelError(f"the reply of {self.name!r} is longer than {MOST_REPLY_BYTES} bytes.") from error
        except BrokenWireError as error:
            raise _TryAgain(f"the connection failed ({error})") from error
        finally:
            self.meter.waited(time.monotonic() - began)

    def _reply(self, prompt: str, body: bytes, schema: Mapping[str, Any] | None) -> str:
        try:
            reply = words_of(body)
        except UnusableReplyError as error:
            raise _TryAgain(f"{error}: {self._shown(body)}") from error
        except RefusedReplyError as error:
            raise LanguageModelError(f"{self.name!r} gave no reply: {self._plain(str(error), _LONGEST)}.") from error
        self.meter.add(reply.usage or Usage.guessed(prompt, reply.text))
        try:
            text = reply.text if schema is None else object_in(reply, schema)
        except UnusableReplyError as error:
            raise _TryAgain(str(error)) from error
        return self._without_key(text)  # replies are kept: on tape, and as reasoning in the ledger

    def _shown(self, body: bytes) -> str:
        """A little of what came, printable, without the key should a server send it back."""
        return repr(self._plain(body.decode("utf-8", errors="replace"), _SHOWN))

    def _plain(self, text: str, most: int) -> str:
        """The text in one line without the key, each character printable, at most so many."""
        line = self._without_key(" ".join(text.split()))
        line = "".join(letter if letter.isprintable() else "?" for letter in line)
        return line if len(line) <= most else line[: most - 1] + "…"

    def _without_key(self, text: str) -> str:
        return text.replace(self._server.key, "…") if self._server.key else text


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _asked_pause(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` names; None where it is absent, a date, or no time to wait."""
    try:
        seconds = float(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return seconds if seconds >= 0 else None
