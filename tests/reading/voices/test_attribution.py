"""Attribution: who is cited, how sure, negated or not, about when; the cue is always shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import ANY_TEXT, AS_OF, gazetteer, parts

from contingent.core.nouns import SegmentKind
from contingent.reading.voices.actors import find_actors
from contingent.reading.voices.attribution import Attribution, attribute


def _said(text: str, item: str, kind: SegmentKind = "body", author: str | None = None) -> Attribution:
    _, whole = parts(text, kind, author)
    start = text.index(item)
    sentence = next(s for s in whole if s.span.start <= start < s.span.end)
    return attribute(sentence, start, start + len(item), find_actors(sentence.span.text, gazetteer(), AS_OF))


@given(ANY_TEXT, st.integers(0, 200), st.integers(1, 40))
def test_cues_slice_to_the_text_and_ranges_are_probabilities(text: str, start: int, width: int) -> None:
    whole, found = parts(text)
    for sentence in found:
        low = min(sentence.span.start + start, sentence.span.end - 1)
        said = attribute(sentence, low, low + width, find_actors(sentence.span.text, gazetteer(), AS_OF))
        for span in (said.cue, said.hedge):
            assert span is None or whole.text[span.start : span.end] == span.text
        assert said.probability is None or 0 <= said.probability[0] <= said.probability[1] <= 1


def test_an_item_of_a_text_without_full_stops_is_read_in_its_neighbourhood() -> None:
    text = "more words; " * 3000 + "Kyiv said that Moscow might send 5,000 men; " + "more words; " * 3000
    said = _said(text, "5,000")
    assert said.attributed_to == "Ukraine"
    assert said.hedge is not None and text[said.hedge.start : said.hedge.end] == "might"


@pytest.mark.parametrize(
    ("text", "item", "source"),
    [
        ("One report from the G20 claims that Kim might send 100,000.", "100,000", "report from the G20"),
        ("The European Union also fears that China may be selling drones.", "selling", "European Union"),
        ("At least 1,200 soldiers died, according to Ukrainian officials.", "1,200", "Ukrainian officials"),
        ("“We lost 40 men,” the colonel said.", "40", "colonel"),
        ("Kyiv said it had killed 300 soldiers.", "300", "Ukraine"),
        ("The army is estimated to have 1.3 million men.", "1.3 million", "unnamed"),
        ("Russia has an estimated 470,000 soldiers.", "an estimated 470,000 soldiers", "unnamed"),
        ("The rebels reportedly hold 12 towns.", "12", "unnamed"),
        ("Trump has promised to end the war.", "end the war", "Trump"),
        ("Ukraine can say that the deployment means war.", "deployment", "Ukraine"),
        ("Kyiv says that Moscow claims that 500 died.", "500", "Russia (according to Ukraine)"),
        ("Russia lost 500 men.", "500", None),
        ("I believe that Russia lost 500 men.", "500", None),
    ],
)
def test_who_is_cited(text: str, item: str, source: str | None) -> None:
    said = _said(text, item)
    assert said.attributed_to == source
    assert (said.cue is None) == (source is None)


def test_a_source_covers_only_its_own_clause() -> None:
    text = (
        "Trump has promised to end the war and will likely find it hard; Kyiv said it lost 80 men, but Moscow has 500."
    )
    assert _said(text, "hard").attributed_to is None
    assert _said(text, "80").attributed_to == "Ukraine"
    assert _said(text, "500").attributed_to is None


@pytest.mark.parametrize(
    ("text", "item", "modality"),
    [
        ("Kim will likely send 10,000.", "10,000", "probable"),
        ("Kim might have plans to send 10,000.", "10,000", "possible"),
        ("This is not likely to change the behaviour of Kim.", "change", "improbable"),
        ("Kim is unlikely to stop.", "stop", "improbable"),
        ("The missile is expected to strike.", "strike", "expected"),
        ("Russia will pay wages.", "pay", "certain_future"),
        ("Another 100,000 would help.", "100,000", "conditional"),
        ("If Kim decides to send 10,000, Russia could win.", "10,000", "conditional"),
        ("If Kim decides to send 10,000, Russia could win.", "win", "conditional"),
        ("Even if Kim does not send 10,000, Russia fights on.", "10,000", "concessive"),
        ("Could Kim send 10,000?", "10,000", "question"),
        ("How about sending 10,000 rockets.", "10,000", "suggestion"),
        ("North Korea is estimated to have 560,000 in reserve.", "560,000", "estimated"),
        ("Ukraine has lost 80,000 troops.", "80,000", "asserted"),
        ("The EU fears that the talks will collapse.", "collapse", "possible"),
        ("Kim will send some, but Putin has 470,000 men.", "470,000", "asserted"),
        ("The 10,000 soldiers could be a drop in the bucket.", "The 10,000 soldiers", "asserted"),
    ],
)
def test_how_sure(text: str, item: str, modality: str) -> None:
    assert _said(text, item).modality == modality


@pytest.mark.parametrize(
    ("text", "item", "tense"),
    [
        ("Kim has already sent 10,000 troops.", "10,000", "past"),
        ("Ukraine has only 330,000 men.", "330,000", "present"),
        ("China may be selling drones.", "selling", "present"),
        ("Kim will likely send 10,000 troops.", "10,000", "future"),
        ("Kim was to blame when 10,000 fell.", "10,000", "past"),
        ("You may have seen 10,000 photos.", "10,000", "past"),
        ("The 10,000 soldiers could be a drop in the bucket.", "The 10,000 soldiers", "present"),
        ("Trump has promised to end the war.", "promised", "past"),
        ("Trump has promised to end the war.", "end", "future"),
    ],
)
def test_about_when(text: str, item: str, tense: str) -> None:
    assert _said(text, item).tense == tense


def test_the_promise_is_asserted_and_its_content_is_the_promiser_s() -> None:
    text = "Trump has promised to end the war."
    assert (_said(text, "promised").modality, _said(text, "promised").attributed_to) == ("asserted", None)
    assert (_said(text, "end the war").modality, _said(text, "end the war").attributed_to) == ("expected", "Trump")


def test_negation_inside_the_probability_is_low_and_outside_it_too() -> None:
    inside, outside = _said("It is not likely to change.", "change"), _said("It will not change.", "change")
    plain = _said("It will change.", "change")
    assert inside.probability is not None and inside.probability[1] < 0.5 and not inside.negated
    assert outside.probability is not None and outside.probability[1] < 0.5 and outside.negated
    assert plain.probability is not None and plain.probability[0] > 0.5 and not plain.negated


@pytest.mark.parametrize(
    ("text", "item"),
    [("Kim has not sent 10,000.", "10,000"), ("Kim never sent 10,000.", "10,000"), ("It sent no troops.", "troops")],
)
def test_negation(text: str, item: str) -> None:
    assert _said(text, item).negated


def test_a_denial_is_itself_not_negated() -> None:
    assert not _said("Baku denied the charge.", "denied").negated


@pytest.mark.parametrize("item", ["20", "5,000"])
def test_may_the_month_is_no_hedge(item: str) -> None:
    said = _said("In May 2023 Russia lost 5,000 men near 20 towns.", item)
    assert said.hedge is None and said.modality == "asserted"


@pytest.mark.parametrize(("author", "speaker"), [("Ann", "reader:Ann"), (None, "reader:unnamed")])
def test_a_comment_speaks_for_its_reader(author: str | None, speaker: str) -> None:
    assert _said("russia lost 5,000 men", "5,000", "reader_comment", author).speaker == speaker
    assert _said("Russia lost 5,000 men.", "5,000").speaker == "author"


@pytest.mark.parametrize(
    ("text", "item", "source"),
    [
        ("The Malian army said on Monday that it had killed 40 men.", "40 men", "Malian army"),
        ("Chad's envoy said last week that 40 men had died.", "40 men", "Chad's envoy"),
        ("Hamas claims to have 40,000 fighters.", "40,000 fighters", "Hamas"),
        ("Chad's envoy, Ann Lee, said Mali would send 40 men.", "40 men", "Chad's envoy"),
    ],
)
def test_the_day_and_the_speakers_name_stand_between_nobody_and_his_words(text: str, item: str, source: str) -> None:
    assert _said(text, item).attributed_to == source


def test_hardly_is_a_negation_inside_the_probability() -> None:
    said = _said("Chad will hardly leave the war.", "leave")
    assert said.probability is not None and said.probability[1] < 0.5
