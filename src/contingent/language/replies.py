"""What a server sent, taken apart: the words of a reply, its JSON out of whatever stands around it, its usage."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contingent.language.meter import Usage

#: member that is added to an object which its server cut off and which was closed here
CUT = "cut"
# servers that know no schema often have models that put their JSON between fences, with words around
_OPENED = re.compile(r"^```(?:json)?\s*^(?=\{)", re.MULTILINE)
_CLOSED = re.compile(r"\}(?=\s*^```)", re.MULTILINE)
# models that think aloud do so before they answer; a template may have sent the opening tag itself
_THOUGHT = re.compile(r"^.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_STARTS = 40  # braces at which an object is looked for
_CUTS = 20  # places, from the end, at which an object that was cut off may be closed
_DEEPEST = 50  # objects within objects


class UnusableReplyError(Exception):
    """A reply that is of no use; another one may be."""


class RefusedReplyError(Exception):
    """The model, or its server, refused to answer; it would again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The words of a reply, the usage as far as its server counted it, and whether it ended before its end."""

    text: str
    usage: Usage | None
    cut: bool


def words_of(body: bytes) -> Reply:
    """The reply in the body of an answer of a chat server.

    Content in parts is put together; calls of tools are nothing that anybody here could make, and are left out.

    Raises:
        UnusableReplyError: it is no chat reply, or holds no words.
        RefusedReplyError: the model refused, or a filter did.
    """
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        message = choice["message"]
        content = message.get("content")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnusableReplyError("the server's answer is no chat reply") from error
    reason = choice.get("finish_reason")
    if isinstance(content, list):
        content = "".join(part["text"] for part in content if isinstance(part, dict) and _is_words(part.get("text")))
    if not _is_words(content) and _is_words(message.get("refusal")):
        raise RefusedReplyError(f"the model refused: {' '.join(message['refusal'].split())}")
    if not _is_words(content) and reason == "content_filter":
        raise RefusedReplyError("a filter of the server held the reply back")
    if not _is_words(content):
        thought = any(_is_words(message.get(name)) for name in ("reasoning_content", "reasoning"))
        raise UnusableReplyError(
            "the reply is empty: the model spent all its words on thinking" if thought else "the reply is empty"
        )
    return Reply(text=content, usage=_counted(answer.get("usage")), cut=reason == "length")


def object_in(reply: Reply, schema: Mapping[str, Any]) -> str:
    """The JSON of the object in the reply that has the members which the schema requires.

    Thoughts before it, a code fence around it and words on either side are left out. One that was cut off is closed
    after its last whole element, and gets the member "cut".

    Raises:
        UnusableReplyError: there is no such object in it.
    """
    required = list(schema.get("required", ()))
    text = _THOUGHT.sub("", reply.text).strip().removeprefix("\ufeff")
    for found in (text, _fenced(text)):
        if _has(_parsed(found), required):
            return found
    starts = [mark.start() for mark in re.finditer(r"\{", text)][:_STARTS]
    if not starts:
        raise UnusableReplyError("the reply is no JSON")
    decoder, lacks = json.JSONDecoder(), ""
    for start in starts:
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if _has(value, required):
            return text[start:end]
        lacks = lacks or ", ".join(name for name in required if name not in value)
    closed = _closed(text[starts[0] :], required) if reply.cut else None
    if closed is not None:
        return closed
    if reply.cut:
        raise UnusableReplyError("the reply was cut off before it said anything of use")
    raise UnusableReplyError(f"the reply lacks {lacks}" if lacks else "the reply is no JSON")


def _fenced(text: str) -> str:
    """The text from the first brace that opens a code fence to the last that closes one; "" where there is none."""
    opened = _OPENED.search(text)
    closed = [end.end() for end in _CLOSED.finditer(text, opened.end())] if opened else []
    return text[opened.end() : closed[-1]] if opened and closed else ""


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _has(value: object, required: Sequence[str]) -> bool:
    return isinstance(value, dict) and all(name in value for name in required)


def _closed(text: str, required: Sequence[str]) -> str | None:
    """The object that begins the text, closed after the last element that is whole; None where nothing is."""
    for place, closing in reversed(_places(text)):
        value = _parsed(text[:place] + closing)
        if isinstance(value, dict) and _has(value, required):
            return json.dumps({**value, CUT: True}, ensure_ascii=False)
    return None


def _places(text: str) -> list[tuple[int, str]]:
    """The last places where an element ends within others, each with the brackets that would close those."""
    found: list[tuple[int, str]] = []
    pending: list[str] = []
    quoted = escaped = False
    for place, letter in enumerate(text, start=1):
        if quoted:
            quoted, escaped = letter != '"' or escaped, letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            pending.append("}" if letter == "{" else "]")
        elif letter in "}]":
            if not pending or pending.pop() != letter or not pending or len(pending) > _DEEPEST:
                break
            found.append((place, "".join(reversed(pending))))
    return found[-_CUTS:]


def _counted(given: Any) -> Usage | None:
    if not isinstance(given, dict):
        return None
    counts = [given.get(name) for name in ("prompt_tokens", "completion_tokens")]
    if not all(isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in counts):
        return None
    return Usage(calls=1, prompt_tokens=int(counts[0] or 0), reply_tokens=int(counts[1] or 0))
