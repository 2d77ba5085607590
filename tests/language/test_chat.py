"""A model on a server that misbehaves: a usable reply within the deadline, or one clear refusal."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from contingent.core.errors import InputError, LanguageModelError
from contingent.core.sockets import LanguageModel
from contingent.forecasting.judge import REPLY_SCHEMA
from contingent.language.chat import TRIES, ChatModel, Server
from contingent.language.meter import Latency, Meter, Prices, Usage
from contingent.language.replies import Reply, UnusableReplyError, object_in
from contingent.language.wire import MOST_REPLY_BYTES
from proof.memory import peak_above
from proof.servers.language_model import bomb, faulty_server, finished, judged, reply

KEY = "a-secret-key-nobody-may-see"


def model(address: str, *, key: str | None = None, pauses: list[float] | None = None, **more: Any) -> ChatModel:
    waited = pauses if pauses is not None else []
    return ChatModel(Server(address=address, model="m", key=key), sleep=waited.append, **more)


def test_it_is_a_language_model_and_asks_as_the_protocol_has_it() -> None:
    with faulty_server(reply("yes", prompt_tokens=7, completion_tokens=1)) as script:
        chat = model(script.address, key=KEY)
        assert isinstance(chat, LanguageModel)
        assert chat.complete("Is it so?", deadline_seconds=5) == "yes"
    (asked,) = script.asked
    assert asked["model"] == "m" and asked["messages"] == [{"role": "user", "content": "Is it so?"}]
    assert "tools" not in asked and "response_format" not in asked
    assert script.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert chat.meter.used == Usage(calls=1, prompt_tokens=7, reply_tokens=1)


@pytest.mark.parametrize("fault", [500, 503, 429, "close", "cut", b"not json", {"choices": []}, reply("   "), b"[1]"],
                         ids=str)  # fmt: skip
def test_a_passing_fault_is_outlived(fault: Any) -> None:
    pauses: list[float] = []
    with faulty_server(fault, fault, reply("at last")) as script:
        assert model(script.address, pauses=pauses).complete("?", deadline_seconds=20) == "at last"
    assert pauses == [0.5, 1.0] and len(script.asked) == 3


@pytest.mark.parametrize("fault", [500, "close", b"not json"], ids=str)
def test_a_lasting_fault_ends_after_four_tries_and_says_what_it_was(fault: Any) -> None:
    with faulty_server(fault) as script, pytest.raises(LanguageModelError, match="gave no usable reply"):
        model(script.address).complete("?", deadline_seconds=60)
    assert len(script.asked) == TRIES


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_will_not_pass_is_not_tried_again_and_hides_the_key(status: int) -> None:
    with faulty_server(status) as script, pytest.raises(LanguageModelError, match=str(status)) as refused:
        model(script.address, key=KEY).complete("?", deadline_seconds=5)
    assert len(script.asked) == 1 and KEY not in str(refused.value)


def test_a_key_that_a_server_sends_back_stands_in_no_message() -> None:
    with faulty_server(f"bad key {KEY}".encode()) as script, pytest.raises(LanguageModelError) as refused:
        model(script.address, key=KEY).complete("?", deadline_seconds=5)
    assert KEY not in str(refused.value) and "bad key" in str(refused.value)
    assert KEY not in repr(Server(address=script.address, model="m", key=KEY))


def test_a_redirect_is_not_followed() -> None:
    with faulty_server(reply("caught")) as elsewhere:
        moved = (307, {"Location": f"{elsewhere.address}/chat/completions"})
        with faulty_server(moved) as script, pytest.raises(LanguageModelError, match="307"):
            model(script.address, key=KEY).complete("?", deadline_seconds=5)
    assert elsewhere.asked == []


def test_a_server_is_left_alone_for_as_long_as_it_asks() -> None:
    pauses: list[float] = []
    with faulty_server((429, {"Retry-After": "3"}), reply("now")) as script:
        assert model(script.address, pauses=pauses).complete("?", deadline_seconds=60) == "now"
    assert pauses == [3.0]


def test_a_pause_beyond_the_deadline_is_not_begun() -> None:
    pauses: list[float] = []
    with faulty_server((429, {"Retry-After": "9"})) as script, pytest.raises(LanguageModelError, match="429"):
        model(script.address, pauses=pauses).complete("?", deadline_seconds=5)
    assert pauses == []


@pytest.mark.parametrize("fault", ["hang", "drip", "slow_head", "interim"])
def test_the_deadline_ends_what_the_server_would_not(fault: str) -> None:
    """Where the server itself gives up, long after, the connection would be said to have failed."""
    with faulty_server(fault) as script, pytest.raises(LanguageModelError, match="in time"):
        model(script.address).complete("?", deadline_seconds=0.3)
    assert len(script.asked) == 1


@pytest.mark.parametrize("fault", ["huge", "hundred_megabytes", "endless_pieces", "gzip_bomb"])
def test_a_reply_without_end_is_cut_off_and_never_held(fault: str) -> None:
    bomb()
    told = pytest.raises(LanguageModelError, match=str(MOST_REPLY_BYTES))
    with faulty_server(fault) as script, peak_above() as grown, told:
        model(script.address).complete("?", deadline_seconds=20)
    assert grown.bytes < 40_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_packed_reply_is_unpacked_and_a_broken_one_tried_again(encoding: str) -> None:
    body = json.dumps(reply("yes")).encode()
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    head = {"Content-Encoding": encoding}
    with faulty_server((200, head, packed[:-9]), (200, head, body), (200, head, packed)) as script:
        assert model(script.address).complete("?", deadline_seconds=20) == "yes"
    assert len(script.asked) == 3 and {told["Accept-Encoding"] for told in script.headers} == {"identity"}


def test_fences_and_braces_without_end_are_no_reply() -> None:
    """A pattern that looked for the end of each fence anew would not come to an end here; R6 has the CPU-seconds."""
    for text in ("```\n{\n" * 200_000, "```json\n" + " \n" * 500_000, "{" * 1_000_000, "}\n" * 500_000):
        with pytest.raises(UnusableReplyError):
            object_in(Reply(text=text, usage=None, cut=False), REPLY_SCHEMA)


@pytest.mark.parametrize("asked", ["nan", "-5", "soon", ""])
def test_a_pause_that_is_no_time_is_our_own(asked: str) -> None:
    pauses: list[float] = []
    with faulty_server((429, {"Retry-After": asked}), reply("now")) as script:
        assert model(script.address, pauses=pauses).complete("?", deadline_seconds=60) == "now"
    assert pauses == [0.5]


def test_a_host_that_is_no_name_is_a_failed_connection() -> None:
    with pytest.raises(LanguageModelError, match="connection failed"):
        model(f"http://{'a' * 70}.example/v1").complete("?", deadline_seconds=5)


def asked_in(script: Any) -> list[str]:
    """How each request asked for its form, and whether the schema stood in its words."""
    forms = [asked.get("response_format", {"type": "prompt"})["type"] for asked in script.asked]
    told = ["JSON Schema" in asked["messages"][0]["content"] for asked in script.asked]
    assert told == [form != "json_schema" for form in forms]
    return forms


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_refuses_a_schema_is_asked_for_an_object_from_then_on(status: int) -> None:
    with faulty_server(status, judged(0.3), judged(0.4)) as script:
        chat = model(script.address)
        for p in (0.3, 0.4):
            said = json.loads(chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5))
            assert said["probability"] == p
    assert asked_in(script) == ["json_schema", "json_object", "json_object"] and chat.way == "json_object"


def test_a_server_that_refuses_an_object_too_is_asked_in_words_alone() -> None:
    with faulty_server(400, 422, judged(0.3), judged(0.4)) as script:
        chat = model(script.address)
        for _ in range(2):
            chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert asked_in(script) == ["json_schema", "json_object", "prompt", "prompt"]


def test_a_500_that_names_the_format_is_a_refusal_and_one_that_does_not_must_come_twice() -> None:
    named = (500, {}, b'{"error": {"code": 500, "message": "response_format type must be one of text"}}')
    with faulty_server(named, judged(0.3)) as script:
        chat = model(script.address)
        chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert asked_in(script) == ["json_schema", "json_object"]
    with faulty_server(500, judged(0.3)) as script:  # a passing fault changes nothing
        chat = model(script.address)
        chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert asked_in(script) == ["json_schema", "json_schema"]
    with faulty_server(500, 500, judged(0.3)) as script:
        chat = model(script.address)
        chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert asked_in(script) == ["json_schema", "json_schema", "json_object"]


def test_a_server_that_answers_every_form_with_a_fault_is_given_up() -> None:
    for fault in (400, 500):
        with faulty_server(fault) as script, pytest.raises(LanguageModelError):
            model(script.address).complete("?", schema=REPLY_SCHEMA, deadline_seconds=60)
        assert len(script.asked) <= TRIES + 2


def test_a_model_that_thinks_is_asked_with_the_settings_it_takes() -> None:
    limit = (400, {}, b"Unsupported parameter: 'max_tokens' ... Use 'max_completion_tokens' instead.")
    heat = (400, {}, b"Unsupported value: 'temperature' does not support 0.7 with this model.")
    with faulty_server(limit, heat, judged(0.3), judged(0.3)) as script:
        chat = model(script.address)
        for _ in range(2):
            chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert ["max_completion_tokens" in asked for asked in script.asked] == [False, True, True, True]
    assert ["temperature" in asked for asked in script.asked] == [True, True, False, False]
    assert set(asked_in(script)) == {"json_schema"}  # what it refused was no schema


THOUGHTS = [
    '<think>Say {"probability": 9}? No.</think>\n{bare}',
    "The template opened it. { Hm }</think>{bare}",
    "<THINKING>\n\n</THINKING>\n```json\n{bare}\n```",
    "\ufeff{bare}",
    "Certainly! Here you are: {bare} I hope that this helps; {{well}}.",
    "{{}} {bare}",
]


@pytest.mark.parametrize("said", THOUGHTS)
def test_thoughts_fences_and_words_around_are_left_out(said: str) -> None:
    bare = '{"reasoning": "a } b", "probability": 0.2}'
    with faulty_server(reply(said.replace("{bare}", bare).replace("{{", "{").replace("}}", "}"))) as script:
        got = model(script.address).complete("?", schema=REPLY_SCHEMA, deadline_seconds=5)
    assert json.loads(got)["probability"] == 0.2 and len(script.asked) == 1


LISTED = {"type": "object", "properties": {"items": {"type": "array"}}, "required": ["items"]}


def test_a_reply_that_was_cut_off_is_closed_after_its_last_whole_element() -> None:
    text = '<think>x</think>{"items": [{"a": "one ] }"}, {"a": ["two"]}, {"a": "thr'
    with faulty_server(finished("length", text)) as script:
        said = json.loads(model(script.address).complete("?", schema=LISTED, deadline_seconds=5))
    assert said == {"items": [{"a": "one ] }"}, {"a": ["two"]}], "cut": True} and len(script.asked) == 1


@pytest.mark.parametrize("text", ['{"ite', '{"items": [{"a": "o', "words", '{"items": ' + "[" * 5000])
def test_a_reply_cut_off_before_it_said_anything_is_of_no_use(text: str) -> None:
    with faulty_server(finished("length", text)) as script, pytest.raises(LanguageModelError, match="usable"):
        model(script.address).complete("?", schema=LISTED, deadline_seconds=60)


def test_a_refusal_is_told_once_and_not_tried_again() -> None:
    refused = {
        "choices": [{"message": {"content": None, "refusal": f"I cannot,\n\x1b {KEY}\ud800"}, "finish_reason": "stop"}]
    }
    filtered = {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}
    for step, words in ((refused, "refused: I cannot, [?] …[?]"), (filtered, "filter")):
        with faulty_server(step) as script, pytest.raises(LanguageModelError, match=words) as said:
            model(script.address, key=KEY).complete("?", deadline_seconds=5)
        assert len(script.asked) == 1 and KEY not in str(said.value)


def test_a_model_that_only_thought_is_said_to_have() -> None:
    thought = {"choices": [{"message": {"content": None, "reasoning_content": "hm"}, "finish_reason": "length"}]}
    with faulty_server(thought) as script, pytest.raises(LanguageModelError, match="on thinking"):
        model(script.address).complete("?", deadline_seconds=60)


def test_content_in_parts_is_put_together_and_calls_of_tools_are_nothing() -> None:
    parts = [{"type": "text", "text": "ye"}, {"type": "tool_use", "name": "shell"}, {"type": "text", "text": "s"}]
    calls = [{"type": "function", "function": {"name": "shell", "arguments": "{}"}}]
    with faulty_server({"choices": [{"message": {"content": parts, "tool_calls": calls}}]}) as script:
        assert model(script.address).complete("?", deadline_seconds=5) == "yes"
    (asked,) = script.asked
    assert not {"tools", "tool_choice", "functions"} & set(asked)


def test_an_address_without_v1_is_pointed_out() -> None:
    with faulty_server(404) as script, pytest.raises(LanguageModelError, match="ends in /v1"):
        model(script.address.removesuffix("/v1")).complete("?", deadline_seconds=5)


def test_latency_is_that_of_every_request() -> None:
    with faulty_server(500, judged(0.3), judged(0.3)) as script:
        chat = model(script.address)
        for _ in range(2):
            chat.complete("?", deadline_seconds=5)
    told = chat.meter.latency
    assert told.requests == 3 and told.median is not None and told.p95 is not None
    assert 0 < told.median <= told.p95 <= told.total
    assert Latency.of([float(n) for n in range(1, 101)]).p95 == 95.0
    assert Latency.of([]).median is None  # nothing asked is no time, not a time of nought


def test_a_reply_that_lacks_what_the_schema_requires_is_asked_for_again() -> None:
    with faulty_server(reply('{"reasoning": "x"}'), reply("no json"), judged(0.3)) as script:
        said = model(script.address).complete("?", schema=REPLY_SCHEMA, deadline_seconds=20)
    assert json.loads(said)["probability"] == 0.3 and len(script.asked) == 3


def test_json_between_fences_is_taken_out_of_them() -> None:
    bare = '{"reasoning": "a ``` b", "probability": 0.2}'
    with faulty_server(reply(f"Here it is:\n```json\n{bare}\n```\nDone."), reply(bare)) as script:
        chat = model(script.address)
        assert [chat.complete("?", schema=REPLY_SCHEMA, deadline_seconds=5) for _ in range(2)] == [bare, bare]
    assert len(script.asked) == 2


def test_a_budget_ends_the_asking_and_what_was_used_is_counted() -> None:
    meter = Meter(Prices(prompt=1_000.0, reply=0.0), budget=0.15)
    with faulty_server(judged(0.5)) as script:
        chat = model(script.address, meter=meter)
        for _ in range(2):  # .10 dollars each
            chat.complete("?", deadline_seconds=5)
        with pytest.raises(LanguageModelError, match=r"budget of 0\.15"):
            chat.complete("?", deadline_seconds=5)
    assert len(script.asked) == 2 and meter.cost == pytest.approx(0.2)


def test_uncounted_tokens_are_counted_by_us_and_said_to_be() -> None:
    with faulty_server(reply("abcdefgh")) as script:
        chat = model(script.address)
        chat.complete("x" * 40, deadline_seconds=5)
    assert chat.meter.used == Usage(calls=1, prompt_tokens=10, reply_tokens=2, estimated=1)


def test_a_key_in_a_reply_is_taken_out_for_replies_are_kept() -> None:
    with faulty_server(reply(f"my key is {KEY}")) as script:
        assert model(script.address, key=KEY).complete("?", deadline_seconds=5) == "my key is …"


@pytest.mark.parametrize("key", ["käse-secret", "two words", "line\nbreak"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(key: str) -> None:
    with pytest.raises(InputError, match="printable ASCII") as refused:
        Server(address="https://models.example/v1", model="m", key=key)
    assert key not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "key"),
    [("ftp://127.0.0.1/v1", None), ("no address", None), ("http://user:pw@127.0.0.1/v1", None),
     ("https://models.example/v1?key=pw", None), ("http://user:pw@[::1/v1", None), ("http://a:pw@h:x/v1?pw", None),
     ("http://models.example/v1", KEY), ("http://10.0.0.7/v1", KEY), ("", None)],
)  # fmt: skip
def test_an_address_that_must_not_be_used_is_refused(address: str, key: str | None) -> None:
    with pytest.raises(InputError) as refused:
        Server(address=address, model="m", key=key)
    assert KEY not in str(refused.value) and "pw" not in str(refused.value)


def test_a_key_may_go_to_this_machine_or_over_tls() -> None:
    for address in ("http://localhost:8080/v1", "http://[::1]:8080/v1", "https://models.example/v1"):
        assert Server(address=address, model="m", key=KEY).key == KEY


def test_a_budget_without_prices_is_refused() -> None:
    with pytest.raises(InputError, match="no price"):
        Meter(budget=1.0)
    with pytest.raises(InputError, match="more than 0"):
        Meter(Prices(prompt=1.0, reply=1.0), budget=0.0)
