"""Laws of the whole reading: seed and examples give their what-if, other wars are read alike, peace is refused."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import LeakError
from contingent.core.interventions import Aid, Arrival, Mobilisation, Supply, Talks
from contingent.core.nouns import Reading
from contingent.reading import Theatre, read
from contingent.reading.documents.clean import clean
from contingent.reading.voices.actors import Gazetteer

ROOT = Path(__file__).resolve().parents[2]
SEED_DAY = date(2024, 11, 18)
THEATRES = (
    Theatre(
        name="Russia–Ukraine", attacker="Russia", defender="Ukraine", baseline="russia_ukraine", fitted_as_of=SEED_DAY
    ),
)
GAZETTEER = Gazetteer.from_table(
    tomllib.loads((ROOT / "src/contingent/data/gazetteer.toml").read_text(encoding="utf-8"))
)

SUDAN = """# Sudan's army is stretched

By A. Writer | February 3, 2024

The Rapid Support Forces have an estimated 100,000 fighters against the Sudanese army, which has about 120,000 \
soldiers at the front. The RSF seized Wad Madani in December.

Chad may send 5,000 soldiers to the Rapid Support Forces by the end of 2024. If the United Arab Emirates stopped its \
military aid to the RSF, the war could end sooner.
"""
KOREA = """# Will China enter the war in Korea?

By A. Writer | October 10, 1950

North Korea has about 40,000 soldiers left at the front against South Korea, which fields 90,000 soldiers.

What if China sent 200,000 soldiers to North Korea? It could send them in waves of 20,000 each.

South Korea could capture Pyongyang by the end of October.
"""
HORN = """# Ethiopia and Eritrea: numbers on the border

By A. Writer | March 20, 2025

Ethiopia has 140,000 soldiers fighting against Eritrea. Eritrea has around 90,000 soldiers at the front and is losing \
2,000 soldiers a month.

If Ethiopia mobilised another 30,000 soldiers a month, the front could break. Would Egypt give Eritrea more weapons?

If both sides began peace talks in Addis Ababa, fighting could stop.
"""


def reading(source: str | Path, as_of: date) -> Reading:
    raw = source.read_bytes() if isinstance(source, Path) else source.encode("utf-8")
    document = clean(raw, origin=source.name if isinstance(source, Path) else "test.md")
    return read(document, gazetteer=GAZETTEER, as_of=as_of, theatres=THEATRES)


def check_sound(found: Reading, as_of: date) -> None:
    """What holds of every reading."""
    text = found.document.text
    known = {claim.id for claim in found.claims}
    assert [c.span.start for c in found.claims] == sorted(c.span.start for c in found.claims)
    assert len(known) == len(found.claims)
    for question in found.questions:
        assert question.deadline > as_of == question.opens
        assert question.source and question.fine_print and set(question.claims) <= known
        assert re.fullmatch(r"Will [^?]*\d{1,2} [A-Z][a-z]+ \d{4}\?", question.text), question.text
        assert not re.search(r"\s\s|\b(?:he|she|his|her|None|target)\b", question.text), question.text
        assert question.quote is None or text[question.quote.start : question.quote.end] == question.quote.text
        assert question.voice in ("title", "heading", "body")
    for branch in found.scenario.branches if found.scenario else ():
        assert branch.quote is None or branch.quote in text
        assert set(branch.claims) <= known


@pytest.mark.shared
@pytest.mark.parametrize("name", ["article.txt", "page.html"])
class TestSeed:
    def test_questions(self, shared: Path, name: str) -> None:
        found = reading(shared / "seed" / name, SEED_DAY)
        check_sound(found, SEED_DAY)
        assert len(found.questions) >= 6
        texts = [q.text for q in found.questions]
        assert "Will North Korea have sent at least 100,000 soldiers in total to Russia by 31 December 2025?" in texts
        topics = {q.topic for q in found.questions}
        assert {"troops_sent", "further_tranche", "ceasefire", "territory", "military_aid"} <= topics

    def test_branches(self, shared: Path, name: str) -> None:
        found = reading(shared / "seed" / name, SEED_DAY).scenario
        assert found is not None and found.baseline == "russia_ukraine"
        by_id = {branch.id: branch for branch in found.branches}
        (there,) = (i for i in by_id[found.reference].interventions if isinstance(i, Arrival))
        assert (there.present, there.tranches) == (10_000, 0)
        groups = {
            (i.tranches, i.size.parameters[0])
            for branch in found.branches
            for i in branch.interventions
            if isinstance(i, Arrival) and i.tranches
        }
        assert groups == {(1, 100_000), (10, 10_000)}
        (his,) = (branch for branch in found.branches if branch.voice != "author")
        assert his.voice == "reader:Commentar" and isinstance(his.interventions[0], Supply)
        stated = {key: value for key, value, _ in found.given}
        assert (stated["force_attacker"], stated["force_defender"]) == (470_000, 330_000)

    def test_twice_the_same(self, shared: Path, name: str) -> None:
        assert reading(shared / "seed" / name, SEED_DAY) == reading(shared / "seed" / name, SEED_DAY)

    def test_an_article_from_after_as_of_is_refused_or_has_no_day(self, shared: Path, name: str) -> None:
        earlier = date(2024, 11, 1)
        if name == "page.html":
            with pytest.raises(LeakError):
                reading(shared / "seed" / name, earlier)
        else:
            assert all(c.voice != "reader_comment" for c in reading(shared / "seed" / name, earlier).claims)


def test_the_first_example() -> None:
    found = reading(ROOT / "examples" / "reinforcements.md", SEED_DAY)
    check_sound(found, SEED_DAY)
    assert found.scenario is not None and found.scenario.baseline == "russia_ukraine"
    assert len(found.questions) >= 6
    voices = [branch.voice for branch in found.scenario.branches]
    assert voices.count("author") >= 4 and voices.count("reader:Dockside") == 1


def test_the_second_example_is_another_war() -> None:
    day = date(2025, 1, 13)
    found = reading(ROOT / "examples" / "eastern_congo.md", day)
    check_sound(found, day)
    scenario = found.scenario
    assert scenario is not None and scenario.baseline == "article"
    assert (scenario.attacker, scenario.defender) == ("M23", "Democratic Republic of the Congo")
    assert {name: value for name, value, _ in scenario.given}.items() >= {
        ("force_attacker", 7_000.0),
        ("force_defender", 25_000.0),
    }
    groups = {
        (i.contingent, i.tranches, i.size.parameters[0], i.present)
        for branch in scenario.branches
        for i in branch.interventions
        if isinstance(i, Arrival) and i.tranches and branch.voice == "author"
    }
    assert groups == {("Rwanda", 1, 4_000, 3_500), ("Rwanda", 4, 1_000, 3_500)}
    assert any(q.text.endswith("by 30 June 2025?") and q.topic == "ceasefire" for q in found.questions)
    assert any("1 comment dated after 2025-01-13" in warning for warning in found.warnings)
    assert "200 drones" not in found.document.text, "what was written later is not even shown"
    assert not [c for c in found.claims if c.speaker == "reader:Lakeshore"]


@pytest.mark.shared
def test_the_examples_copy_nothing_of_the_seed(shared: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
        return {tuple(words[i : i + 7]) for i in range(len(words) - 6)}

    seed = runs((shared / "seed" / "article.txt").read_text(encoding="utf-8"))
    for path in (ROOT / "examples").glob("*.md"):
        assert not runs(path.read_text(encoding="utf-8")) & seed


@pytest.mark.parametrize(
    ("text", "as_of", "sides", "kinds"),
    [
        (SUDAN, date(2024, 2, 3), ("Rapid Support Forces", "Sudan"), {Arrival, Aid}),
        (KOREA, date(1950, 10, 10), ("South Korea", "North Korea"), {Arrival}),
        (HORN, date(2025, 3, 20), ("Ethiopia", "Eritrea"), {Mobilisation, Aid, Talks}),
    ],
)
def test_other_wars_are_read_alike(text: str, as_of: date, sides: tuple[str, str], kinds: set[type]) -> None:
    found = reading(text, as_of)
    check_sound(found, as_of)
    assert found.scenario is not None
    assert (found.scenario.attacker, found.scenario.defender) == sides
    assert {type(i) for branch in found.scenario.branches for i in branch.interventions} == kinds
    assert {"ceasefire"} <= {q.topic for q in found.questions}


def test_stated_deadlines_are_kept() -> None:
    assert any(q.deadline == date(2024, 12, 31) for q in reading(SUDAN, date(2024, 2, 3)).questions)
    assert any(q.deadline == date(1950, 10, 31) for q in reading(KOREA, date(1950, 10, 10)).questions)


@given(st.integers(0, 3000))
@settings(deadline=None, max_examples=25)
def test_read_on_any_later_day_every_deadline_lies_ahead(days: int) -> None:
    as_of = date.fromordinal(date(2024, 2, 3).toordinal() + days)
    check_sound(reading(SUDAN, as_of), as_of)


def test_without_a_what_if_claims_and_questions_remain() -> None:
    text = (
        "# Attacks go on\n\nThe Houthis have about 20,000 fighters at the front against Saudi Arabia, which has 12,000."
    )
    found = reading(text, SEED_DAY)
    assert found.scenario is None and found.claims and found.questions
    assert any("no what-if" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "# Lentil soup\n\nSoak 200 grams of lentils for 3 hours, then boil them with 2 onions.",
        "# A price war\n\nThe supermarkets are in a price war: milk fell by 12 percent to 1.05 euros in 3 weeks.",
        "# Cup final\n\nThe home side attacked for 90 minutes and won by 3 goals to 1 before 40,000 people.",
    ],
)
def test_a_text_without_a_conflict_is_read_but_unfit_for_a_brief(text: str) -> None:
    found = reading(text, SEED_DAY)
    assert found.claims and found.scenario is None
    assert "no armed conflict" in (found.unfit or "")


def test_a_war_without_numbers_is_unfit_for_a_brief() -> None:
    text = "# War goes on\n\nRussia is fighting a war against Ukraine. Soldiers die. Nobody knows how it ends."
    assert "no number" in (reading(text, SEED_DAY).unfit or "")
