"""Laws of quantity claims: the gold found with owner, antecedent and voice; other wars read by the same rules."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import contingent
from contingent.core.nouns import Document, Quantity, Segment
from contingent.reading.documents.clean import clean
from contingent.reading.documents.sentences import sentences
from contingent.reading.quantities.claims import quantity_claims
from contingent.reading.voices.actors import Gazetteer

AS_OF = date(2024, 11, 18)


@pytest.fixture(scope="module")
def gazetteer():
    table = Path(contingent.__file__).parent / "data" / "gazetteer.toml"
    return Gazetteer.from_table(tomllib.loads(table.read_text(encoding="utf-8")))


def article(*paragraphs, kind="body", author=None):
    """A document of one segment."""
    text = "\n".join(paragraphs)
    segment = Segment(id="s1", kind=kind, start=0, end=len(text), author=author)
    return Document(id="doc-test", text=text, segments=(segment,), origin="test", published=AS_OF)


def claims_of(document, gazetteer):
    return quantity_claims(document, sentences(document), gazetteer, AS_OF)


def read(gazetteer, *paragraphs):
    return claims_of(article(*paragraphs), gazetteer)


# -------------------------------------------------------------------- gold


@pytest.fixture(scope="module")
def seed(shared, gazetteer):
    folder = shared / "seed"
    document = clean((folder / "article.txt").read_bytes(), origin="article.txt")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return gold, claims_of(document, gazetteer)


def _match(row, claims):
    span = row["span"]
    return next((c for c in claims if c.span.start < span["end"] and span["start"] < c.span.end), None)


def _told(gold, voices):
    return [row for row in gold["quantities"] if row["segment"] in voices]


@pytest.mark.shared
def test_all_gold_quantities_of_title_and_body_with_value_unit_and_modifier(seed):
    gold, claims = seed
    rows = _told(gold, ("title", "body"))
    right = 0
    for row in rows:
        claim = _match(row, claims)
        detail = claim.detail if claim else None
        right += isinstance(detail, Quantity) and (detail.value, detail.unit, detail.comparator, claim.span.text) == (
            row["value"], row["unit"], row["comparator"], row["span"]["text"],
        )  # fmt: skip
    assert right == len(rows) == 18


@pytest.mark.shared
def test_nothing_is_found_beside_the_gold_and_no_negative_is_accepted(seed):
    gold, claims = seed
    spans = [row["span"] for row in gold["quantities"]]
    assert all(any(c.span.start < s["end"] and s["start"] < c.span.end for s in spans) for c in claims)
    for row in gold["quantity_negatives"]:
        start, end = row["span"]["start"], row["span"]["end"]
        # "kn-23" may lie inside "10,000 kn-23 rockets": what is refused is the 23 as a number
        assert not any(c.span.start >= start and c.span.end <= end for c in claims), row


@pytest.mark.shared
def test_gold_owners_other_sides_speakers_and_antecedents(seed):
    gold, claims = seed
    ids = {row["id"]: _match(row, claims) for row in _told(gold, ("title", "body", "reader_comment"))}
    for row in _told(gold, ("title", "body")):
        claim = ids[row["id"]]
        assert (claim.subject, claim.counterparty) == (row["subject"], row["counterparty"]), row["id"]
        assert (claim.speaker, claim.place) == (row["speaker"], row["place"]), row["id"]
        expected = ids[row["coref_of"]].id if row["coref_of"] else None
        assert claim.coref_of == expected, row["id"]


@pytest.mark.shared
def test_a_readers_numbers_keep_his_voice_and_a_biography_gives_none(seed):
    gold, claims = seed
    rows = _told(gold, ("reader_comment",))
    for row in rows:
        claim = _match(row, claims)
        assert (claim.voice, claim.speaker) == ("reader_comment", row["speaker"])
    assert [_match(row, claims).modality for row in rows] == ["asserted", "question", "suggestion"]
    assert all(_match(row, claims) is None for row in _told(gold, ("author_bio",)))


@pytest.mark.shared
def test_the_page_gives_the_same_quantities_as_the_text(seed, shared, gazetteer):
    page = clean((shared / "seed" / "page.html").read_bytes(), origin="page.html", content_type="text/html")
    told = [(c.voice, c.span.text) for c in seed[1] if c.voice in ("title", "body")]
    assert [(c.voice, c.span.text) for c in claims_of(page, gazetteer) if c.voice in ("title", "body")] == told


# ------------------------------------------------------- owners, other wars


@pytest.mark.parametrize(
    ("text", "subject", "counterparty", "place"),
    [
        ("Rwanda has sent 4,000 troops to eastern Congo.", "Rwanda", "Democratic Republic of the Congo", None),
        ("Iran gave Hezbollah 1,500 drones.", "Iran", "Hezbollah", None),
        ("Hezbollah received 1,500 drones from Iran.", "Iran", "Hezbollah", None),
        ("About 300 Ethiopian soldiers were deployed to Somalia.", "Ethiopia", "Somalia", None),
        ("Sudan has lost 9,000 soldiers in the war.", "Sudan", None, None),
        ("Ethiopia, which lost 60,000 soldiers in Tigray, keeps out.", "Ethiopia", None, "Tigray"),
        ("Burundi left Congo, but the army needs 300 trucks.", None, None, None),
        ("Pakistani shelling killed 12 Indian soldiers in Kashmir.", "India", "Pakistan", "Kashmir"),
        ("Israel has 20,000 soldiers fighting against Hamas in Gaza.", "Israel", "Hamas", "Gaza"),
        ("India’s 500,000 troops in Kashmir are on alert.", "India", None, "Kashmir"),
        ("Azerbaijan reinforced Turkey with 50 tanks.", "Azerbaijan", "Turkey", None),
        ("On 10 October Pyongyang deployed 500 men near Kaesong.", "North Korea", None, "Kaesong"),
    ],
)  # fmt: skip
def test_whose_a_quantity_is(gazetteer, text, subject, counterparty, place):
    (claim,) = read(gazetteer, text)
    assert (claim.subject, claim.counterparty, claim.place) == (subject, counterparty, place)


def test_his_forces_are_not_those_of_the_nation_that_reinforces_them(gazetteer):
    claims = read(
        gazetteer,
        "Isaias Afwerki met Abiy Ahmed in Asmara.",
        "Ethiopia has 150,000 soldiers in the north.",
        "Eritrea could send 30,000 soldiers to Ethiopia.",
        "Thirty thousand more Eritreans would beef up his army by 20 percent.",
    )
    more, percent = claims[-2:]
    assert isinstance(more.detail, Quantity)
    assert (more.subject, more.counterparty, more.detail.unit) == ("Eritrea", "Ethiopia", "soldier")
    assert percent.subject == "Ethiopia"


def test_a_definite_number_refers_back_and_drops_the_bound(gazetteer):
    first, second = read(
        gazetteer, "Rwanda has sent at least 3,000 troops to Congo.", "In return for the 3,000 troops it wants land."
    )
    assert isinstance(second.detail, Quantity)
    assert second.coref_of == first.id
    assert (second.subject, second.counterparty) == (first.subject, first.counterparty)
    assert (second.detail.comparator, second.detail.low) == ("=", None)


def test_the_same_number_of_another_thing_does_not_refer_back(gazetteer):
    claims = read(
        gazetteer, "Sudan has 3,000 tanks.", "The 3,000 refugees left.", "The 3,000 soldiers killed were young."
    )
    assert [claim.coref_of for claim in claims] == [None, None, None]


def test_a_further_contingent_of_the_same_size_is_a_new_one(gazetteer):
    claims = read(
        gazetteer, "Rwanda has sent 2,000 troops to Congo.", "Rwanda could send another 2,000 troops to Congo."
    )
    assert claims[1].coref_of is None
    assert isinstance(claims[1].detail, Quantity) and claims[1].detail.role == "increment"


def test_a_partys_own_figure_is_labelled_and_an_outsiders_is_not(gazetteer):
    claims = read(
        gazetteer,
        "Ukraine is fighting Russia, and Ukraine has lost 70,000 soldiers.",
        "Russia says that it has killed 90,000 Ukrainian soldiers.",
        "Norway says that 60,000 Ukrainian soldiers were killed.",
    )
    assert [claim.belligerent_claim for claim in claims] == [False, True, False]


def test_the_words_that_date_a_number_are_kept(gazetteer):
    (claim,) = read(gazetteer, "Sudan had lost 4,000 soldiers by March 2024.")
    assert claim.time is not None and claim.time.words == "by March 2024"
    assert claim.time.last == date(2024, 3, 31)


def test_those_who_speak_and_a_handful_of_reasons_are_no_claims(gazetteer):
    assert read(gazetteer, "Two diplomats said so for three reasons.") == ()


def test_the_dead_and_the_wounded_of_one_army_have_one_owner(gazetteer):
    claims = read(gazetteer, "Congo has lost 2,000 soldiers killed and 5,000 wounded since May.")
    assert {claim.subject for claim in claims} == {"Democratic Republic of the Congo"}
    assert [claim.counterparty for claim in claims] == [None, None]


@pytest.mark.parametrize("kind", ["author_bio", "pingback", "related"])
def test_silent_voices_give_no_claims(gazetteer, kind):
    assert claims_of(article("He wrote 12 books about 300 battles.", kind=kind), gazetteer) == ()


# --------------------------------------------------------------------- laws


@example(parts=["0\x1b²"]).via("discovered failure")
@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [
                    "Russia has 5,000 troops.",
                    "The 5,000 troops",
                    "he sent Iran his 300 men",
                    "killed by Israel",
                    "5,000?",
                ]
            ),
        ),
        max_size=8,
    )
)
def test_any_text_gives_claims_whose_quotes_slice_and_whose_antecedents_exist(parts):
    table = {"state": [{"name": "Russia"}, {"name": "Iran"}, {"name": "Israel"}]}
    text = "\n".join(parts) or "."
    document = article(text)
    claims = claims_of(document, Gazetteer.from_table(table))
    seen = set()
    for claim in claims:
        assert document.text[claim.span.start : claim.span.end] == claim.span.text
        assert claim.sentence.start <= claim.span.start and claim.span.end <= claim.sentence.end
        assert claim.coref_of is None or claim.coref_of in seen
        seen.add(claim.id)
    assert len(seen) == len(claims)
    assert claims == claims_of(document, Gazetteer.from_table(table))


def test_a_very_long_sentence_just_returns(gazetteer):
    assert read(gazetteer, "Iran sent 3,000 men and " * 400 + "left.")
