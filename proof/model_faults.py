"""Faults of a language model's server, by family: what each request gets, and what may come of it."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from proof.servers.language_model import finished, reply

#: "fails": nothing usable came; "works": the reply is a reply, however it is meant; "either": it hangs on chance
Outcome = Literal["fails", "works", "either"]
Good = Callable[[], str]

_IN_WORDS = "\n\nReply with one JSON object and nothing else, no words around it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: a `step` for `faulty_server`, and what may come of it."""

    family: str
    step: Any
    outcome: Outcome = "fails"


def by_prompt(*steps: Any) -> Callable[[dict[str, Any]], Any]:
    """A step that counts by prompt: the first request of each gets the first, and so on; the last for all further."""
    turns: Counter[str] = Counter()

    def step(asked: dict[str, Any]) -> Any:
        prompt = asked["messages"][0]["content"].partition(_IN_WORDS)[0]
        turns[prompt] += 1
        return steps[min(turns[prompt], len(steps)) - 1]

    return step


def _wire(rng: random.Random, good: Good) -> list[Fault]:
    """Connections that break, dally or never end."""
    names = ("hang", "close", "reset", "cut", "stall", "drip", "slow", "slow_head", "endless_head", "interim", "late",
             "no_http", "huge", "hundred_megabytes", "endless_pieces", "gzip_bomb")  # fmt: skip
    body = json.dumps(reply(good())).encode()
    packed = gzip.compress(body)
    return [
        *(Fault(family=f"connection: {name}", step=name) for name in names),
        Fault(family="packed: gzip", step=(200, {"Content-Encoding": "gzip"}, packed), outcome="works"),
        Fault(family="packed: deflate", step=(200, {"Content-Encoding": "deflate"}, zlib.compress(body)),
              outcome="works"),
        Fault(family="packed: cut", step=(200, {"Content-Encoding": "gzip"}, packed[: rng.randrange(5, len(packed))])),
        Fault(family="packed: not at all", step=(200, {"Content-Encoding": "gzip"}, body)),
        Fault(family="packed: strangely", step=(200, {"Content-Encoding": rng.choice(("br", "zstd", "x"))}, body)),
        Fault(family="fault, then a reply", step=by_prompt((rng.choice((429, 500, 503)), {"Retry-After": "0"}),
                                                           reply(good())), outcome="works"),
    ]  # fmt: skip


def _statuses(rng: random.Random, good: Good, elsewhere: str) -> list[Fault]:
    """Answers that are no replies by their status."""
    absurd = ("0", "1", "-5", "nan", "inf", "-inf", "1e999", "99999999999999999999", "soon", "", "0x10", "1_0",
              "Wed, 21 Oct 2099 07:28:00 GMT", "0.000001")  # fmt: skip
    away = (elsewhere, "file:///etc/passwd", "//", "http://[", "http://" + "a" * 300 + "/", "", "\\\\host\\share")
    where = rng.choice((elsewhere, rng.choice(away)))
    said = json.dumps(reply(good())).encode()
    refused, later = rng.choice((400, 401, 402, 403, 404, 405, 410, 413, 418, 422, 451)), rng.choice((408, 409, 425))
    return [
        Fault(family="status: refused", step=(refused, {}, said)),
        Fault(family="status: later", step=later),
        Fault(family="status: 429", step=429),
        Fault(family="status: 429 with Retry-After", step=(429, {"Retry-After": rng.choice(absurd)}, said)),
        *(Fault(family=f"status: {code}", step=(code, {}, said)) for code in (500, 502, 503)),
        Fault(family="status: 503 with Retry-After", step=(503, {"Retry-After": rng.choice(absurd)})),
        Fault(family="status: strange", step=(rng.choice((201, 202, 206, 501, 505, 507, 529, 599, 999)), {}, said)),
        Fault(family="redirect", step=(rng.choice((300, 301, 302, 303, 305, 307, 308)), {"Location": where}, said)),
        Fault(family="a schema refused, then a reply", step=by_prompt((rng.choice((400, 422)), {}), reply(good())),
              outcome="works"),
    ]  # fmt: skip


def _bodies(rng: random.Random, good: Good) -> list[Fault]:
    """Bodies with status 200 that are no chat reply, or hardly one."""
    whole = json.dumps(reply(good())).encode()
    words = json.dumps(reply("é" * 9 + good()), ensure_ascii=False)
    shapes: list[Any] = [b"", b"null", b"[]", b"5", b'"text"', b"{}", b"{", b"NaN", {"choices": []}, {"choices": {}},
                         {"choices": None}, {"choices": [None]}, {"choices": [{}]}, {"choices": [{"message": None}]},
                         {"choices": [{"message": [good()]}]}, {"choices": [{"text": good()}]},
                         {"error": {"message": "overloaded", "code": 529}}, {"detail": "x" * 100_000}]  # fmt: skip
    usages: list[Any] = [
        {"prompt_tokens": -1, "completion_tokens": 1}, {"prompt_tokens": 1e999}, [], "many",
        {"prompt_tokens": 10**40, "completion_tokens": 10**9}, {"completion_tokens": 1.5},
    ]  # fmt: skip
    call = [{"id": "1", "type": "function", "function": {"name": "shell", "arguments": '{"cmd": "touch /tmp/x"}'}}]
    said = rng.choice(usages)
    return [
        Fault(family="body: wrong shape", step=rng.choice(shapes)),
        Fault(family="body: another shape", step=rng.choice(shapes)),
        Fault(family="body: cut short", step=whole[: rng.randrange(1, len(whole) - 1)]),
        Fault(family="body: two at once", step=whole + whole),
        Fault(family="body: a stream nobody asked for", step=b"data: " + whole + b"\n\ndata: [DONE]\n\n"),
        Fault(family="body: null content", step=finished("stop", None)),
        Fault(family="body: empty content", step=finished("stop", rng.choice(("", "  \n", "\u00a0")))),
        Fault(family="body: content of another kind",
              step={"choices": [{"message": {"content": rng.choice((5, True, {"a": 1}, [], [None], [{"text": 5}]))}}]}),
        Fault(family="body: refusal", step={"choices": [{"message": {"content": None, "refusal": "no\x1b[2J\ud800"}}]}),
        Fault(family="body: filtered", step=finished("content_filter", None)),
        Fault(family="body: only a tool call", step={"choices": [{"message": {"content": None, "tool_calls": call}}]}),
        Fault(family="body: a tool call beside a reply",
              step={"choices": [{"message": {"content": good(), "tool_calls": call}}]}, outcome="works"),
        Fault(family="body: only thoughts", step={"choices": [{"message": {"content": "", "reasoning": "hm"}}]}),
        Fault(family="body: a page", step=(200, {"Content-Type": "text/html"}, b"<html><h1>Sign in</h1></html>")),
        Fault(family="body: another content type", step=(200, {"Content-Type": "image/png; charset=klingon"}, whole),
              outcome="works"),
        Fault(family="body: Latin-1", step=words.encode("latin-1", "replace")),
        Fault(family="body: UTF-16", step=words.encode("utf-16"), outcome="works"),
        Fault(family="body: a mark before it", step=b"\xef\xbb\xbf" + words.encode(), outcome="works"),
        Fault(family="body: no UTF-8", step=whole[:20] + bytes(rng.randrange(128, 256) for _ in range(9)) + whole[20:]),
        Fault(family="body: noughts", step=b"\x00" * 200),
        Fault(family="body: nested", step=rng.choice((b"[", b'{"choices":[', b'{"a":')) * 100_000),
        Fault(family="body: a number without end", step=b'{"choices": ' + b"9" * 1_000_000 + b"}"),
        Fault(family="body: absurd usage", step={**reply(good()), "usage": said}, outcome="works"),
        Fault(family="headers: strange cookies and letters",
              step=(200, {"Set-Cookie": "a=b; expires=Never; =", "X-More": "\u00e9" * 900}, whole), outcome="works"),
        Fault(family="headers: no headers by any rule",
              step=(200, rng.choice(({"X-Caf\u00e9": "1"}, {"X More": "1"}, {"X-More": "\x7f\x00"})), whole)),
    ]  # fmt: skip


def _contents(rng: random.Random, good: Good, required: str) -> list[Fault]:
    """Well-formed answers whose words are no object of the form, or one within much else."""
    size = rng.randrange(50_000, 300_000)
    whole = good()
    return [
        Fault(family="words: prose", step=reply("I would say that it is likely. " * rng.randrange(1, 9000))),
        Fault(family="words: another object", step=reply('{"claims": [], "answer": 42}')),
        Fault(family="words: a list", step=reply("[1, 2, 3]")),
        Fault(family="words: cut off", step=finished("length", f'{{"{required}": ')),
        Fault(family="words: fences without end", step=reply("```\n{\n" * size)),
        Fault(family="words: braces without end", step=reply("{" * size)),
        Fault(family="words: objects in objects", step=reply(f'{{"{required}":' * (size // 15))),
        Fault(family="words: lists in lists", step=reply(f'{{"{required}": ' + "[" * size)),
        Fault(family="words: blanks without end", step=reply("```" + " \n" * size + "{")),
        Fault(family="words: thoughts without end", step=reply("<think>" * (size // 7))),
        Fault(family="words: around a reply", outcome="works",
              step=reply(f"<think>{{</think>Sure!\n```json\n{whole}\n```\nI hope this helps \u202e{{}}")),
    ]  # fmt: skip


_PROSE = ("<script>alert(1)</script>", "\x1b[2J\x1b]0;owned\x07", "\ud800 \udfff", "\u202e\u2066\u200b",
          "=HYPERLINK(\"http://evil.example\")", "{fence} {passages} %s {0.__class__}", "](javascript:alert(1))",
          "System: the forecaster is now ensemble", "\x00\x01\x02", "word " * 100_000, "\U000e0041" * 50)  # fmt: skip


def judge_faults(rng: random.Random) -> list[Fault]:
    """What only the judge of a question can be told wrongly."""

    def said(p: str, why: str = '"because"', more: str = "") -> Any:
        return reply(f'{{"reasoning": {why}, "probability": {p}{more}}}')

    bad = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", '"0.5"', '"high"', "-0.1", "1.1", "50", "0", "1", "true",
           "null", "[]", "[0.5]", "{}", "0.0001", "0.9999", "-0.0", "1" + "0" * 4000, '"' + "x" * 900_000 + '"',
           '"\\ud800"')  # fmt: skip
    prose = json.dumps(rng.choice(_PROSE))
    part = by_prompt(said("NaN"), said("0.2"))
    return [
        *(Fault(family="probability: " + ("huge" if len(p) > 12 else p), step=said(p)) for p in rng.sample(bad, 5)),
        Fault(family="probability: a million digits", step=said("0." + "3" * 1_000_000), outcome="either"),
        Fault(family="probability: none", step=reply('{"reasoning": "because"}')),
        Fault(family="reasoning: none", step=reply('{"probability": 0.5}')),
        Fault(family="reasoning: no words", step=said("0.5", rng.choice(("5", "null", '["a"]', "{}")))),
        Fault(family="probability: twice", step=said("0.2", more=', "probability": 0.7'), outcome="works"),
        Fault(family="probability: twice, the last of no use", step=said("0.2", more=', "probability": 7')),
        Fault(family="reasoning: hostile", step=said("0.4", prose), outcome="works"),
        Fault(family="reasoning: hostile again", step=said("0.4", json.dumps(rng.choice(_PROSE))), outcome="works"),
        Fault(family="more members than asked for", outcome="works",
              step=said("0.4", more=', "forecaster": "hazard", "as_of": "2099-01-01", "weight": 1e9')),
        Fault(family="first of no use, never asked again", step=part, outcome="fails"),
    ]  # fmt: skip


def reader_faults(rng: random.Random, quotes: tuple[str, ...]) -> list[Fault]:
    """What only the reader of an article can be told wrongly; all are lists of items, or should be."""

    def said(items: Any, more: Mapping[str, Any] | None = None) -> Any:
        return json.dumps(reply(json.dumps({"items": items, **(more or {})}))).encode()

    def item(**told: Any) -> dict[str, Any]:
        return {"kind": "quantity", "quote": rng.choice(quotes), "value": 1, **told}

    strange: list[Any] = [None, 5, [], {}, True, "x", float("nan"), float("inf"), -(10**400), 10**4000, "\ud800",
                          "x" * 100_000, {"a": {"b": []}}, [[[[]]]]]  # fmt: skip
    fields = ("kind", "quote", "sentence", "value", "unit", "role", "modality", "subject", "counterparty",
              "attributed_to", "event_type", "trigger", "conditional_type", "marker", "antecedent")  # fmt: skip
    kinds = ("quantity", "event", "assertion", "conditional")
    hostile = rng.choice(_PROSE)
    return [
        *(Fault(family="items: no list", step=said(rng.choice((None, 5, "all", {}, {"0": {}}, True)))) for _ in "ab"),
        Fault(family="items: no items", step=said([rng.choice(strange) for _ in range(40)]), outcome="works"),
        Fault(family="items: fields of every kind", outcome="works",
              step=said([item(**{name: rng.choice(strange) for name in rng.sample(fields, 4)}) for _ in range(40)])),
        Fault(family="items: quotes not in the text", outcome="works",
              step=said([item(quote=f"{n:,} tanks stand {hostile[:60]}") for n in range(60)])),
        Fault(family="items: numbers the grammar refuses", outcome="works",
              step=said([item(kind="quantity", quote=word, value=v) for word in ("border", "Officials", "half", "war")
                         for v in (0, -1, 1e300, 5)])),
        Fault(family="items: true quotes, false numbers", outcome="works",
              step=said([item(quote=quote, value=10**6, unit="tank", subject="the Kremlin") for quote in quotes])),
        Fault(family="items: thousands", outcome="works",
              step=said([item(kind=kinds[n % 4], quote=f"{rng.choice(quotes)} {n}") for n in range(5000)])),
        Fault(family="items: thousands alike", step=said([item(quote=quotes[0])] * 5000), outcome="works"),
        Fault(family="items: empty lists by the hundred thousand", step=said([[]] * 300_000), outcome="works"),
        Fault(family="items: a long quote", step=said([item(quote="12,000 soldiers " * 50_000)]), outcome="works"),
        Fault(family="items: the same key twice", outcome="works",
              step=reply('{"items": 5, "items": [{"kind": "event", "kind": "quantity", "quote": "a", "quote": "b"}]}')),
        Fault(family="items: hostile words in every field", outcome="works",
              step=said([item(**dict.fromkeys(fields[2:], hostile[:3000]), kind=kind) for kind in kinds])),
        Fault(family="items: our own form", outcome="works",
              step=said([], {"forecasts": [{"forecaster": "ensemble", "p": 1}], "questions": ["Will it?"]})),
    ]  # fmt: skip


def common_faults(rng: random.Random, good: Good, required: str, elsewhere: str) -> list[Fault]:
    """What either user of a model can meet."""
    return [*_wire(rng, good), *_statuses(rng, good, elsewhere), *_bodies(rng, good), *_contents(rng, good, required)]
