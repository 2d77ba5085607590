"""Voices that go on: quotations over sentences, pronouns of those who speak, chains, denials, statements of a body."""

from __future__ import annotations

import pytest
from small_texts import AS_OF, gazetteer

from contingent.core.nouns import Claim, Document, Quantity, Segment
from contingent.reading.documents.sentences import sentences
from contingent.reading.quantities.claims import quantity_claims


def _claim(text: str, value: float, title: str | None = None) -> Claim:
    segments = [Segment(id="s1", kind="body", start=len(title or ""), end=len(title or "") + len(text))]
    if title:
        segments.insert(0, Segment(id="s0", kind="title", start=0, end=len(title)))
    whole = Document(id="d", text=(title or "") + text, segments=tuple(segments), origin="-")
    claims = quantity_claims(whole, sentences(whole), gazetteer(), AS_OF)
    return next(c for c in claims if isinstance(c.detail, Quantity) and value in (c.detail.value, c.detail.low))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“We lost 40 men. The rest of us held 12 villages,” the colonel said.", "colonel"),
        ("“It was a hard day,” the colonel said. “We lost 12 villages before noon.”", "colonel"),
        ('"It was a hard day," the colonel said. "We lost 12 villages before noon."', "colonel"),
        ("The colonel said: “It was a hard day. We lost 12 villages before noon.”", "colonel"),
        ("“It was a hard day,” the colonel said. The army lost 12 villages before noon.", None),
        ("The “very hard day” cost 12 villages.", None),
        ("A spokesman said the road was cut. He added that 12 villages were lost.", "spokesman"),
        ("The ministry said the road was cut. It said 12 villages were lost.", "ministry"),
        ("Officials said the road was cut. They said 12 villages were lost.", "Officials"),
        ("Councillor Ann Lee said the road was cut. “It means 12 villages are lost,” she said.", "Councillor Ann Lee"),
        ("Northline, the older carrier, was late; it now says 12 villages were cut off.", "Northline"),
        ("The road was cut, said a colonel, who added that 12 villages were lost.", "colonel"),
        ("Officials said the road was cut. He said 12 villages were lost.", "unnamed"),
        ("The ministry said the road was cut. A further 12 villages were lost.", None),
        ("Ann Lee, who runs the clinic, is worried. “If they come, we lose 12 villages,” she said.", "Ann Lee"),
    ],
)
def test_who_goes_on_speaking(text: str, source: str | None) -> None:
    assert _claim(text, 12).attributed_to == source


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Reuters, citing a Ukrainian official, said 12 villages were lost.", ("Reuters", "a Ukrainian official")),
        ("According to Yonhap, quoting KCNA, 12 villages were lost.", ("Yonhap", "KCNA")),
        ("Kyiv says that Moscow claims that 12 villages were lost.", ("Ukraine", "Russia")),
        ("The mayor told the BBC that the governor believes that 12 villages were lost.", ("mayor", "governor")),
        ("The general was quoted by Interfax as saying that 12 villages were lost.", ("Interfax", "general")),
        ("The minister said on Monday that 12 villages were lost, citing two officers.", ("minister", "two officers")),
        ("Kyiv said 12 villages were lost.", ("Ukraine",)),
        ("A person familiar with the matter said 12 villages were lost.", ("person familiar with the matter",)),
        ("About 12 villages were lost, an officer said on condition of anonymity.", ("officer",)),
        ("The map shows 12 villages.", ()),
    ],
)
def test_a_chain_leads_from_the_speaker_to_the_innermost_source(text: str, chain: tuple[str, ...]) -> None:
    claim = _claim(text, 12)
    got = tuple(name.removeprefix("a ") for name in claim.chain)
    assert got == (("author", *(name.removeprefix("a ") for name in chain)) if chain else ())


@pytest.mark.parametrize(
    ("text", "negated", "modality", "source"),
    [
        ("Ankara denied that it had lost 12 tanks.", True, "asserted", "Turkey"),
        ("Ankara denies having lost 12 tanks.", True, "asserted", "Turkey"),
        ("Ankara rejected claims that it had lost 12 tanks.", True, "asserted", "Turkey"),
        ("Ankara did not deny that it had lost 12 tanks.", False, "possible", "Turkey"),
        ("Ankara neither confirmed nor denied that it had lost 12 tanks.", False, "possible", "Turkey"),
        ("Ankara has not said that it lost 12 tanks.", False, "possible", "Turkey"),
        ("Analysts do not believe that Ankara lost 12 tanks.", True, "asserted", "Analysts"),
        ("Some 12 villages do not have enough to eat.", False, "asserted", None),
        ("The 12 tanks were not sent.", True, "asserted", None),
    ],
)
def test_what_is_denied_and_what_is_left_open(text: str, negated: bool, modality: str, source: str | None) -> None:
    claim = _claim(text, 12)
    assert (claim.negated, claim.modality, claim.attributed_to) == (negated, modality, source)
    assert any(cue.kind == "negation" for cue in claim.cues) == negated


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("Kyiv: 12 tanks lost in a day", "Ukraine"),
        ("Officials: 12 tanks lost in a day", "Officials"),
        ("Front quiet as 12 tanks are lost: officials", "officials"),
        ("Ukraine: 12 tanks lost in a day", None),
        ("War in numbers: 12 tanks lost in a day", None),
    ],
)
def test_a_headline_s_label_cites_unless_it_is_the_topic(title: str, source: str | None) -> None:
    whole = Document(
        id="d", text=title, segments=(Segment(id="s0", kind="title", start=0, end=len(title)),), origin="-"
    )  # fmt: skip
    (claim,) = quantity_claims(whole, sentences(whole), gazetteer(), AS_OF)
    assert claim.attributed_to == source


def test_a_body_s_own_statement_is_its_word_throughout() -> None:
    title = "Statement by the Ministry of Defence\n\n"
    body = "This Ministry regrets the loss of 12 tanks. We shall replace them. The rebels claimed that 90 tanks burnt."
    ours, theirs = _claim(body, 12, title), _claim(body, 90, title)
    assert (ours.attributed_to, ours.chain) == ("Ministry of Defence", ("author", "Ministry of Defence"))
    assert theirs.attributed_to == "rebels"


def test_an_article_about_a_statement_is_the_author_s() -> None:
    title = "Statement by the Ministry of Defence\n\n"
    assert _claim("The ministry regretted it. The army has 12 tanks.", 12, title).attributed_to is None


TALK = """Col. Ann Lee, who led the brigade, spoke to us in May.

Q: Did you lose 12 tanks?

A: We lost 30 tanks. The ministry says that 50 tanks were lost.

Q: And then?

A: Then we held 7 villages.
"""


def test_the_answers_of_an_interview_are_those_of_the_one_who_answers() -> None:
    assert _claim(TALK, 12).attributed_to is None
    assert (_claim(TALK, 30).attributed_to, _claim(TALK, 7).attributed_to) == ("Ann Lee", "Ann Lee")
    assert _claim(TALK, 50).chain == ("author", "Ann Lee", "ministry")


def test_a_transcript_s_turns_are_those_of_the_names_before_them() -> None:
    text = "HOST: How many?\n\nGEN. LEE: We lost 30 tanks.\n\nHOST: And 12 tanks more?\n\nMS OKORO: No, 7 tanks."
    assert _claim(text, 30).attributed_to == "Gen. Lee"
    assert _claim(text, 12).attributed_to is None
    assert _claim(text, 7).attributed_to == "Ms Okoro"
