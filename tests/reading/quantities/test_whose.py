"""Whose a number is: victims and not those who say or do it, lists, parts, parties that speak for themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import gazetteer

from contingent.core.nouns import Claim
from contingent.reading import read
from contingent.reading.documents.clean import clean
from contingent.reading.quantities.bodies import body_before
from contingent.reading.quantities.carried import carried

DAY = date(2025, 6, 2)


def _claims(text: str) -> list[Claim]:
    title, _, body = text.partition("\n\n")
    page = f"# {title}\n\n{body}\n" if body else f"# News of the day\n\n{title}\n"
    found = read(clean(page.encode(), origin="t.md"), gazetteer=gazetteer(), as_of=DAY, theatres=())
    return [c for c in found.claims if c.kind == "quantity"]


def _whose(text: str) -> list[str | None]:
    return [claim.subject for claim in _claims(text)]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Niger said that 30 soldiers of Chad were killed.", ["Chad"]),
        ("Niger claimed the Malian army had lost 150 soldiers.", ["Mali"]),
        ("At least 310 Chadians have been killed and 700 wounded since June.", ["Chad", "Chad"]),
        ("Chadian forces destroyed 12 Malian tanks and shot down 3 helicopters.", ["Mali", "Mali"]),
        ("Chad's army burnt the camp and destroyed 41 vehicles.", [None]),
        ("Niger's army said it killed 40 Chadian soldiers and lost 3 soldiers.", ["Chad", "Niger"]),
        ("Niger inflicted 900 casualties on Mali.", ["Mali"]),
        ("Niger, which borders Chad, puts its own dead at 27.", ["Niger"]),
        ("Chad struck first; Niger said 12 of its fighters had died.", ["Niger"]),
        ("Mali says Chad has lost 40 of its men.", ["Chad"]),
        ("The 60 drones that Chad has lost were old.", ["Chad"]),
        ("Mali bought 80 lorries with the 9 million euros that Chad is spending.", ["Mali", "Chad"]),
        ("The bridge, guarded by Chad, Mali and Niger, needs 600 soldiers.", [None]),
        ("Eighteen of 24 Malian battalions, or three quarters, have been disbanded.", ["Mali", "Mali", "Mali"]),
        ("About 4,000 Chadians fled. Nearly 70 percent of them were children.", ["Chad", "Chad"]),
        ("Chad lost 72 men in the past 24 hours.", ["Chad", None]),
        ("Niger puts the chance of a truce at one in five.", [None]),
        ("The Upper Bank Relief Fund has spent $40 million: $30 million for tents and $10 million for food.",
         ["Upper Bank Relief Fund"] * 3),
    ],
)  # fmt: skip
def test_a_number_is_theirs_whose_men_or_things_are_counted(text: str, subjects: list[str | None]) -> None:
    assert _whose(text) == subjects


def test_the_one_who_does_it_is_the_other_side() -> None:
    (claim,) = _claims("Niger inflicted 900 casualties on Mali.")
    assert (claim.subject, claim.counterparty) == ("Mali", "Niger")


def test_prisoners_are_no_part_of_their_holder() -> None:
    assert _whose("Niger holds 900 prisoners. About 300 of them are ill.")[1] is None


def test_a_party_that_speaks_as_we_does_not_mean_itself_by_they() -> None:
    talk = (
        "A talk in the hills\n\nGen. Oumar Sall served on the staff of the Malian army when Chad attacked.\n\n"
        "Q: How many were you?\n\nA: We had about 2,000 men there. They were perhaps 1,500 at first.\n\n"
        "Q: And in the end?\n\nA: We lost 80 of ours."
    )
    assert _whose(talk) == ["Mali", None, "Mali"]


def test_a_statement_speaks_for_the_body_in_its_title_and_of_its_one_enemy() -> None:
    text = (
        "Statement by the Defence Ministry of Mali\n\nThis Ministry regrets the raid by Chad. Our forces lost 40 men. "
        "We counted enemy losses of 90 men, and the enemy lost 12 trucks."
    )
    assert [c.subject for c in _claims(text) if c.span.text in ("40 men", "12 trucks")] == ["Mali", "Chad"]


def test_we_in_a_quotation_is_the_side_of_the_official_who_speaks() -> None:
    assert _whose('"We have lost 40 tanks and 300 men," a Chadian army spokesman said.') == ["Chad", "Chad"]
    assert _whose('"We have lost 40 tanks," a resident told Chadian radio.') == [None]


def test_a_source_is_not_called_itself() -> None:
    (claim,) = _claims("Niger has 3 tanks, according to Niger itself.")
    assert claim.attributed_to == "Niger"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("In June, the Upper Bank Bakers Union, which has no arms, has sent 40 loaves.", "Upper Bank Bakers Union"),
        ("The Lowland Brigade lost 40 men.", "Lowland Brigade"),
        ("Soldiers have fired 40 rounds.", None),
        ("Ann Lee has treated 40 men.", None),
        ("The Lowland Brigade said 40 men had fled.", None),
        ("The Lowland Brigade was given 40 guns.", None),
    ],
)
def test_a_body_is_a_subject_and_a_person_or_a_word_is_none(sentence: str, name: str | None) -> None:
    assert body_before(sentence, sentence.index("40")) == name


@given(st.permutations(["Chad lost 40 tanks and 300 men.", "Mali has 900 soldiers.", "About 80 of them fled."]))
def test_carrying_over_names_nobody_new_and_settles_at_once(sentences: list[str]) -> None:
    text = "# News\n\n" + " ".join(sentences) + "\n"
    found = read(clean(text.encode(), origin="t.md"), gazetteer=gazetteer(), as_of=DAY, theatres=())
    claims = tuple(c for c in found.claims if c.kind == "quantity")
    assert {c.subject for c in claims} <= {"Chad", "Mali", None}
    assert carried(claims, found.document) == claims
