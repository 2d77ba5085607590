"""Events: type, who to whom by position and voice, and nothing where nobody acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from small_texts import ANY_TEXT, AS_OF, gazetteer, parts, quotes_hold

from contingent.core.nouns import Claim, Document, Event, Segment, SegmentKind
from contingent.reading.documents.sentences import sentences
from contingent.reading.statements.events import event_claims


def _events(text: str, kind: SegmentKind = "body") -> tuple[Claim, ...]:
    whole, found = parts(text, kind)
    return event_claims(whole, found, gazetteer(), AS_OF)


def _told(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(c.detail.type, c.subject, c.counterparty) for c in _events(text) if isinstance(c.detail, Event)]


@settings(deadline=None)
@given(ANY_TEXT)
def test_spans_slice_to_their_quotes_in_any_text(text: str) -> None:
    whole, found = parts(text)
    assert quotes_hold(whole, event_claims(whole, found, gazetteer(), AS_OF))


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Israel attacked Iran in April.", ("ASSAULT", "Israel", "Iran")),
        ("Israel was attacked by Iran in April.", ("ASSAULT", "Iran", "Israel")),
        ("Iran has sent drones to Russia.", ("AID:military", "Iran", "Russia")),
        ("Russia will receive shells from North Korea.", ("AID:military", "North Korea", "Russia")),
        ("Ukraine will obtain loans from the EU.", ("AID:economic", "European Union", "Ukraine")),
        ("The US is allowing Ukraine to strike bases.", ("CONCEDE", "United States", "Ukraine")),
        ("Baku shelled a village, Armenia's ministry said.", ("ASSAULT", "Azerbaijan", None)),
        ("Baku denied it and accused Yerevan of lying.", ("ACCUSE", "Azerbaijan", "Armenia")),
        ("Were Iran to send troops, Turkey would react.", ("AID:military", "Iran", None)),
        ("Hamas has rejected the deal.", ("REJECT", "Hamas", None)),
        ("Sudan accuses the UAE of arming the RSF.", ("ACCUSE", "Sudan", "United Arab Emirates")),
        ("Rwanda deployed 4,000 soldiers.", ("MOBILIZE", "Rwanda", None)),
        ("France withdrew its troops from Mali.", ("RETREAT", "France", "Mali")),
        ("Ukraine's forces are outnumbered.", ("STATE:force_ratio", "Ukraine", None)),
        ("Ukraine has lost 80,000 troops.", ("STATE:casualties", "Ukraine", None)),
        ("The US imposed sanctions on Iran.", ("SANCTION", "United States", "Iran")),
        ("Kim keeps raising the temperature against South Korea.", ("THREATEN", "North Korea", "South Korea")),
        ("Putin has forged a coalition that includes China.", ("COOPERATE", "Russia", "China")),
        ("Turkey and Syria signed a defence pact.", ("AGREE", "Turkey", "Syria")),
        ("Trump has promised to end the war.", ("CONSULT:promise", "United States", None)),
        ("The Russian invasion of Ukraine goes on.", ("ASSAULT", "Russia", "Ukraine")),
    ],
)
def test_who_does_what_to_whom(text: str, event: tuple[str, str | None, str | None]) -> None:
    assert event in _told(text)


def test_a_pronoun_is_the_leader_spoken_of_and_his_forces_are_not_the_other_side_s() -> None:
    assert ("COOPERATE", "Russia", "China") in _told("Putin is thrilled. He has forged a coalition with China.")
    told = _told("Russia has 470,000 men. Another 100,000 North Koreans would beef up his forces.")
    assert ("AID:military", "North Korea", "Russia") in told


@pytest.mark.parametrize(
    "text",
    [
        "The attack failed.",  # nobody is named
        "Ukraine's support for the attack is strong.",  # nouns
        "Ukraine counts 2,400 soldiers killed and 5,000 wounded.",  # who was killed, not who killed
        "How about North Korea sending 10,000 rockets?",
    ],
)
def test_no_event_without_a_doer_and_a_verb(text: str) -> None:
    assert [t for t in _told(text) if t[0] != "STATE:casualties"] == []


@pytest.mark.parametrize("kind", ["author_bio", "pingback", "related"])
def test_biographies_pingbacks_and_links_make_no_events(kind: SegmentKind) -> None:
    assert _events("Israel attacked Iran in April.", kind) == ()


def test_what_is_allowed_has_not_happened() -> None:
    fired = [c for c in _events("The US is allowing Ukraine to fire missiles into Russia.") if c.subject == "Ukraine"]
    assert [c.modality for c in fired] == ["possible"]


def test_a_fear_is_the_one_s_who_fears() -> None:
    (sold,) = _events("The EU fears that China may be selling drones to Russia.")
    assert (sold.attributed_to, sold.modality, sold.tense) == ("European Union", "possible", "present")


@pytest.mark.shared
def test_the_events_of_the_annotated_article_are_found(shared: Path) -> None:
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    layout = tuple(
        Segment(id=str(i), kind=s["kind"], start=s["start"], end=s["end"]) for i, s in enumerate(gold["segments"])
    )
    whole = Document(id="seed", text=text, segments=layout, origin="-")
    found = [
        c.detail.trigger
        for c in event_claims(whole, sentences(whole), gazetteer(), AS_OF)
        if isinstance(c.detail, Event)
    ]
    wanted = [event["trigger"] for event in gold["events"]]
    hit = [w for w in wanted if any(t.start < w["end"] and w["start"] < t.end for t in found)]
    assert len(hit) >= 18
    assert len(found) <= 34  # 19 annotated; the others are events too, read one by one
