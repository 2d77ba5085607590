"""Laws of proposed negotiations: quotes stand in the text, comments set nothing, order is nothing, silence is kept."""

from __future__ import annotations

import json
import random
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_texts import ANY_TEXT, gazetteer

from contingent.core.bargaining import Issue, Negotiation, Stance
from contingent.core.errors import ContingentError, DataError
from contingent.core.nouns import Reading
from contingent.reading import Theatre, read
from contingent.reading.bargains.propose import LEAST_ACTORS, propose_negotiation
from contingent.reading.documents.clean import clean

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2024, 11, 18)
THEATRES = (
    Theatre(name="Russia–Ukraine", attacker="Russia", defender="Ukraine", baseline="russia_ukraine", fitted_as_of=DAY),
)
STORY = """# Will Belarus send soldiers to Russia?

By A. Writer | November 18, 2024

Russia has 470,000 soldiers fighting against Ukraine, which has 330,000 soldiers at the front. Belarus may send 20,000 \
soldiers to Russia by the end of 2025. If Russia and Ukraine began peace talks, a cease-fire could follow.

{}
"""
COMMENTS = """
## Comments

**Reader** — November 18, 2024 at 9:05 am

{}
"""
TOLD = (
    "Poland condemned the Belarusian deployment.",
    "The Kremlin welcomed the Belarusian reinforcements.",
    "NATO warned Belarus against sending troops to Russia.",
    "Japan expressed concern about the Belarusian troops.",
    "China urged Russia and Ukraine to accept a cease-fire.",
    "Zelensky rejected any cease-fire.",
    "Hungary supports a cease-fire.",
)


@cache
def tables() -> dict[str, Any]:
    raw = (ROOT / "src/contingent/data/bargaining.toml").read_text(encoding="utf-8")
    return {"bargaining": tomllib.loads(raw), "gazetteer": gazetteer()}


def read_text(text: str | bytes, as_of: date = DAY) -> Reading:
    raw = text if isinstance(text, bytes) else text.encode("utf-8")
    return read(clean(raw, origin="test.md"), gazetteer=gazetteer(), as_of=as_of, theatres=THEATRES)


def proposed(*told: str) -> Negotiation | None:
    return propose_negotiation(read_text(STORY.format(" ".join(told))), tables=tables())


def issue(negotiation: Negotiation | None, kind: str) -> Issue:
    assert negotiation is not None
    return next(one for one in negotiation.issues if one.id.startswith(kind))


def of(negotiation: Negotiation | None, kind: str, actor: str) -> Stance:
    return next(one for one in issue(negotiation, kind).stances if one.actor == actor)


def width(one: Stance) -> float:
    low, high = one.position.parameters
    return high - low


def sound(made: Negotiation | None, reading: Reading) -> None:
    """What holds of every proposal."""
    if made is None:
        return
    known = {claim.id: claim for claim in reading.claims}
    questions = {question.id: question for question in reading.questions}
    for one in made.issues:
        assert sum(stance.quote is not None for stance in one.stances) >= LEAST_ACTORS
        assert len({stance.actor for stance in one.stances}) == len(one.stances)
        assert one.question in questions and one.deadline == questions[one.question].deadline
        assert one.decision == questions[one.question].text
        assert {question for question, _ in one.also} <= set(questions) - {one.question}
        assert made.as_of == questions[one.question].opens
        for stance in one.stances:
            assert stance.provenance and set(stance.claims) <= set(known)
            assert all(known[claim].voice in ("title", "heading", "body") for claim in stance.claims)
            if stance.quote is not None:
                assert stance.quote in reading.document.text
            low, high = stance.position.parameters
            assert one.low <= low < high <= one.high
            assert 0.0 <= stance.salience.parameters[0] < stance.salience.parameters[1] <= 1.0
            assert stance.capability.parameters[0] > 0.0
            assert not any(p.verified for p in (stance.position, stance.salience, stance.capability))


def test_every_quote_stands_in_the_text_and_every_claim_exists() -> None:
    reading = read_text(STORY.format(" ".join(TOLD)))
    made = propose_negotiation(reading, tables=tables())
    sound(made, reading)
    told = {stance.actor for stance in issue(made, "troops").stances if stance.quote}
    assert told == {"Belarus", "Poland", "Russia", "NATO", "Japan"}
    assert {s.actor for s in issue(made, "ceasefire").stances if s.quote} == {"China", "Ukraine", "Hungary"}


def test_who_is_for_it_lies_above_who_is_against() -> None:
    made = proposed(*TOLD)
    assert min(of(made, "troops", "Russia").position.parameters) > max(of(made, "troops", "Poland").position.parameters)
    against, favour = of(made, "ceasefire", "Ukraine"), of(made, "ceasefire", "Hungary")
    assert max(against.position.parameters) < min(favour.position.parameters)


@pytest.mark.parametrize(
    ("plain", "hedged", "actor"),
    [
        ("Poland condemned the deployment by Minsk.", "Poland may have condemned the deployment by Minsk.", "Poland"),
        ("Belarus will send troops to Russia.", "Belarus might send troops to Russia.", "Belarus"),
        (
            "Putin is thrilled with the Belarusian troops.",
            "Putin is likely thrilled with the Belarusian troops.",
            "Russia",
        ),
        (
            "Putin is thrilled with the Belarusian troops.",
            "Ukraine claims that Putin is thrilled with the Belarusian troops.",
            "Russia",
        ),
        (
            "Poland opposed the Belarusian deployment.",
            "According to a newspaper, Poland opposed the Belarusian deployment.",
            "Poland",
        ),
    ],
)
def test_a_hedge_or_somebody_elses_word_widens(plain: str, hedged: str, actor: str) -> None:
    alone = [proposed(one, "Japan deplored the Belarusian deployment.") for one in (plain, hedged)]
    assert width(of(alone[0], "troops", actor)) < width(of(alone[1], "troops", actor))


FILLERS = (
    "Japan deplored the Belarusian deployment to Russia. Denmark welcomed the Belarusian deployment to Russia.",
    "Portugal supports a cease-fire. Spain rejected the cease-fire.",
    "Kuwait opposed the Iranian drones for Russia. Qatar welcomed the Iranian drones for Russia.",
)
#: sentence, decision, actor, where it stands: "for", "against", "between", or None where it tells nothing
SENTENCES: list[tuple[str, str, str, str | None]] = [
    ("The deployment of Belarusian troops was condemned by Poland and Lithuania.", "troops", "Lithuania", "against"),
    (
        "G20 and NATO members have expressed their disdain for the Belarusian reinforcements.",
        "troops",
        "G20",
        "against",
    ),
    ("Lukashenko said that he would never send soldiers to Russia.", "troops", "Belarus", "against"),
    ("Belarus is unlikely to send troops to Russia.", "troops", "Belarus", "against"),
    ("Putin has asked Lukashenko for 20,000 soldiers.", "troops", "Russia", "for"),
    ("Moscow pressed Minsk to send soldiers to the front.", "troops", "Russia", "for"),
    ("Poland is not opposed to the Belarusian deployment.", "troops", "Poland", "between"),
    ("The United States could impose sanctions on Belarus.", "troops", "United States", "against"),
    ("Norway declined to send soldiers.", "troops", "Norway", None),
    ("Belarus has sent 500 soldiers to Syria.", "troops", "Belarus", None),
    ("If Poland condemned the Belarusian deployment, nobody would care.", "troops", "Poland", None),
    ("Poland has supplied Ukraine with tanks.", "troops", "Poland", "against"),
    ("China urged Kyiv to accept a cease-fire.", "ceasefire", "China", "for"),
    ("China urged Kyiv to accept a cease-fire.", "ceasefire", "Ukraine", None),
    ("“We will fight on,” Zelensky said.", "ceasefire", "Ukraine", "against"),
    ("Zelensky said that his army would never accept a truce.", "ceasefire", "Ukraine", "against"),
    ("The Kremlin ruled out a truce.", "ceasefire", "Russia", "against"),
    ("Chechen soldiers fight on the Russian side.", "ceasefire", "Russia", None),
    ("Oman has mediated between the two sides.", "ceasefire", "Oman", "for"),
    ("Trump has promised to end the war.", "ceasefire", "United States", "for"),
    ("Beijing warned Tokyo against a cease-fire and condemned the talks.", "ceasefire", "Japan", None),
    ("Iran denied that it would supply drones to Russia.", "aid", "Iran", "against"),
    ("Tehran has promised Russia 500 missiles.", "aid", "Iran", "for"),
    ("Israel fears that Iran will send more drones to Russia.", "aid", "Israel", "against"),
    ("Oman, which supports Russia, condemned the Iranian drones for Moscow.", "aid", "Oman", "against"),
]


@pytest.mark.parametrize(("sentence", "kind", "actor", "side"), SENTENCES)
def test_what_a_sentence_tells(sentence: str, kind: str, actor: str, side: str | None) -> None:
    story = STORY.replace("could follow.", "could follow. Would Iran give Russia more drones?").replace(
        "Belarus may send 20,000 soldiers", "What if Belarus sent 20,000 soldiers", 1
    )
    story = story.replace("by the end of 2025.", "by the end of 2025?")
    made = propose_negotiation(read_text(story.format(" ".join((*FILLERS, sentence)))), tables=tables())
    found = [s for s in issue(made, kind).stances if s.actor == actor and s.quote is not None]
    if side is None:
        assert not found
    else:
        middle = sum(found[0].position.parameters) / 2
        assert side == ("for" if middle > 60 else "against" if middle < 40 else "between"), found[0].provenance


def test_a_claim_of_a_party_is_labelled() -> None:
    made = proposed("Russia claims that Ukraine refused peace talks.", "Hungary supports a cease-fire.")
    assert "a claim of Russia, a party to the war" in of(made, "ceasefire", "Ukraine").provenance


def test_conflicting_words_widen_and_are_told() -> None:
    one = ("Hungary supports a cease-fire.", "Turkey wants to end the war.")
    both = (*one, "Hungary rejected the cease-fire on Monday.")
    plain, torn = (of(proposed(*told), "ceasefire", "Hungary") for told in (one, both))
    assert width(torn) > width(plain)
    assert "pull both ways" in torn.provenance and "pull both ways" not in plain.provenance


def test_a_negation_turns_an_attitude_round() -> None:
    rest = "Turkey wants to end the war."
    plain = of(proposed("Hungary supports a cease-fire.", rest), "ceasefire", "Hungary")
    turned = of(proposed("Hungary does not support a cease-fire.", rest), "ceasefire", "Hungary")
    assert max(turned.position.parameters) < min(plain.position.parameters)
    ended = of(proposed("Poland called for an end to the Belarusian deployment.", *TOLD[1:2]), "troops", "Poland")
    assert sum(ended.position.parameters) < 100.0


def test_the_order_of_sentences_changes_no_position() -> None:
    told, rng = list(TOLD), random.Random(7)
    first = proposed(*told)
    assert first is not None
    for _ in range(4):
        rng.shuffle(told)
        again = proposed(*told)
        for one in first.issues:
            assert {s.actor: s.position.parameters for s in one.stances} == {
                s.actor: s.position.parameters for s in issue(again, one.id).stances
            }


def test_a_comment_sets_no_position() -> None:
    body = STORY.format(" ".join(TOLD))
    quiet = propose_negotiation(read_text(body), tables=tables())
    comment = COMMENTS.format("Germany condemned the Belarusian deployment. Poland welcomed the Belarusian deployment.")
    reading = read_text(body + comment)
    assert any(segment.kind == "reader_comment" for segment in reading.document.segments)
    loud = propose_negotiation(reading, tables=tables())
    assert [replace(s, claims=()) for s in issue(quiet, "troops").stances] == [
        replace(s, claims=()) for s in issue(loud, "troops").stances
    ]
    assert loud is not None and any("reader comment" in note for note in loud.notes)


def test_only_what_is_said_counts_as_said() -> None:
    """One actor with words of the text is no negotiation; nor is a text that asks for no decision."""
    assert proposed("It rained in Minsk.") is None
    assert proposed() is None
    assert propose_negotiation(read_text("# A market\n\nPoland condemned the deployment."), tables=tables()) is None
    supposed = proposed("If Poland condemned the Belarusian deployment, Minsk would not care.")
    asked = proposed("Would Poland condemn the Belarusian deployment?")
    assert supposed is None and asked is None


def test_names_of_one_actor_are_one_actor() -> None:
    """The state, its leader, its capital and its seat of government."""
    one = "welcomed the Belarusian reinforcements."
    made = [proposed(f"{who} {one}", TOLD[0]) for who in ("Russia", "Putin", "Moscow", "The Kremlin")]
    assert len({of(each, "troops", "Russia").position.parameters for each in made}) == 1


def test_others_troops_and_other_wars_are_not_this_decision() -> None:
    made = proposed("Belarus has sent 500 soldiers to Syria.", *TOLD[:2])
    assert "Syria" not in of(made, "troops", "Belarus").provenance


def test_the_outcome_answers_every_question_on_its_scale() -> None:
    """A group more is nearer to nobody than all at once; talks come before a cease-fire, that before a settlement."""
    text = (ROOT / "examples/reinforcements.md").read_text(encoding="utf-8")
    reading = read_text(text)
    made = propose_negotiation(reading, tables=tables())
    sound(made, reading)
    one = issue(made, "troops_north_korea_to_russia")
    topics = {question.id: question.topic for question in reading.questions}
    at = {topics[question]: threshold for question, threshold in ((one.question or "", one.threshold), *one.also)}
    assert at == {"troops_sent": 75.0, "further_tranche": 25.0}
    assert "pays the soldiers' wages" in of(made, "troops", "Russia").provenance


def test_the_congo_example() -> None:
    reading = read_text((ROOT / "examples/eastern_congo.md").read_text(encoding="utf-8"), date(2025, 1, 13))
    made = propose_negotiation(reading, tables=tables())
    sound(made, reading)
    congo, m23 = (of(made, "ceasefire", actor) for actor in ("Democratic Republic of the Congo", "M23"))
    assert "refuse" in congo.provenance and "refuse" not in m23.provenance  # "… to talk to M23 and Congo had refused"
    assert min(of(made, "ceasefire", "Rwanda").position.parameters) >= 50.0
    # 25,000 soldiers at the front against 7,000, as the text counts them
    assert m23.capability.parameters[0] / congo.capability.parameters[0] == pytest.approx(7 / 25)


ARTICLES = sorted(path for path in (ROOT / "tests/articles").iterdir() if path.suffix in (".txt", ".md", ".html"))


@pytest.mark.parametrize("path", [path for path in ARTICLES if path.name != "README.md"], ids=lambda path: path.name)
def test_every_article_gives_a_sound_proposal_or_none(path: Path) -> None:
    gold = json.loads(path.with_name(f"{path.stem}.gold.json").read_text(encoding="utf-8"))
    reading = read_text(path.read_bytes(), date.fromisoformat(gold["doc"]["as_of"]))
    made = propose_negotiation(reading, tables=tables())
    sound(made, reading)
    wanted = {"sudan_wire.txt": {"ceasefire"}}  # the hosts of the talks, and the side that sends its negotiators
    assert ({one.id.split("_")[0] for one in made.issues} if made else set()) == wanted.get(path.name, set())


@pytest.mark.shared
def test_the_seed(shared: Path) -> None:
    """Found: North Korea, Russia, the G20, NATO and the US on the soldiers; Ukraine by its part alone. On the
    cease-fire both sides and the US, whose promise and whose escalation pull both ways; the EU on Chinese arms."""
    reading = read_text((shared / "seed" / "article.txt").read_bytes())
    made = propose_negotiation(reading, tables=tables())
    sound(made, reading)
    troops = issue(made, "troops_north_korea_to_russia")
    quoted = {stance.actor: stance for stance in troops.stances if stance.quote}
    assert set(quoted) == {"North Korea", "Russia", "G20", "NATO", "United States"}
    assert "disdain for the North Korean reinforcements" in quoted["NATO"].provenance
    assert "thrilled" in (quoted["Russia"].quote or "") and min(quoted["Russia"].position.parameters) > 50.0
    assert max(quoted["G20"].position.parameters) < 50.0
    assert of(made, "troops", "Ukraine").quote is None
    assert "does not say" in of(made, "troops", "Ukraine").provenance
    trump = of(made, "ceasefire", "United States")
    assert "promised to end the war" in trump.provenance and "pull both ways" in trump.provenance
    assert "fight on" in of(made, "ceasefire", "Ukraine").provenance
    assert "fears that China" in of(made, "aid_china_to_russia", "European Union").provenance
    assert troops.threshold == 75.0 and troops.decision is not None and "100,000" in troops.decision
    assert propose_negotiation(reading, tables=tables()) == made


def test_a_table_that_is_missing_or_damaged_is_told() -> None:
    reading = read_text(STORY.format(" ".join(TOLD)))
    with pytest.raises(DataError, match="bargaining"):
        propose_negotiation(reading, tables={"gazetteer": gazetteer()})
    with pytest.raises(DataError, match="role"):
        propose_negotiation(reading, tables=tables() | {"bargaining": {"cue": []}})


_WHO = st.sampled_from(
    ("Poland", "Putin", "The Kremlin and NATO", "He", "“We", "A spokesman for M23", "Trump", "it", "")
)
_DOES = st.sampled_from(
    ("condemned", "is likely thrilled with", "might send 5,000 soldiers to", "rejected", "was condemned by", "fears",
     "promised to end the war in", "will not send troops to", "urged both sides to accept", "is not opposed to")
)  # fmt: skip
_TO = st.sampled_from(
    ("Russia", "a cease-fire", "the Belarusian deployment", "talks, but", "drones?", "”", "Ukraine", "")
)
_SENTENCES = st.lists(
    st.tuples(_WHO, _DOES, _TO, st.sampled_from((". ", "? ", "\n\n", "; "))).map(" ".join), max_size=6
)


@given(st.one_of(_SENTENCES.map("".join), ANY_TEXT))
@settings(max_examples=60, deadline=None)
def test_whatever_is_read_a_sound_proposal_or_none_comes_of_it(told: str) -> None:
    try:
        reading = read_text(STORY.format(told).encode("utf-8", "surrogatepass"))
    except ContingentError:
        return
    sound(propose_negotiation(reading, tables=tables()), reading)


def test_a_reading_without_a_question_is_silent() -> None:
    reading = read_text(STORY.format(" ".join(TOLD)))
    assert propose_negotiation(replace(reading, questions=()), tables=tables()) is None
