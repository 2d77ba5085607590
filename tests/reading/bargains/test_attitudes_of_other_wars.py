"""What sentences about two other wars tell: written before any rule was tried on them, kept as they were.

At first reading 23 of 40 of the first list and, with the cues mended for those, 28 of 35 of the second were read as
expected (95 % interval of the latter, Wilson: 64 to 90 %); of its seven others five were passed over in silence and two
misread. A third list, of words that are meant to mislead, was read as expected in 26 of 43 places at first and is in 33
since. Rules were mended after all three, so that what is asserted below is no measure of sentences to come.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from small_texts import gazetteer

from contingent.core.nouns import Reading
from contingent.reading import read
from contingent.reading.bargains.attitudes import attitudes
from contingent.reading.bargains.decisions import decisions, sides_of
from contingent.reading.bargains.judgements import Judgements
from contingent.reading.bargains.propose import stage_of
from contingent.reading.bargains.stances import united
from contingent.reading.documents.clean import clean

TABLE = Path(__file__).resolve().parents[3] / "src/contingent/data/bargaining.toml"
JUDGEMENTS = Judgements.from_table(tomllib.loads(TABLE.read_text(encoding="utf-8")))
SUDAN = (
    date(2024, 6, 3),
    """# Sudan's war and its neighbours

By A. Writer | June 3, 2024

The Rapid Support Forces have an estimated 100,000 fighters against Sudan, whose \
army has about 120,000 soldiers at the front. \
What if Chad sent 5,000 soldiers to the Rapid Support Forces by the end of 2024? If Sudan and the \
Rapid Support Forces began peace talks, a cease-fire could follow. \
Would the United Arab Emirates give the Rapid Support Forces more drones?

{}
""",
)
KARABAKH = (
    date(2021, 3, 3),
    """# What comes next in Karabakh

By A. Writer | March 3, 2021

Azerbaijan has 60,000 soldiers fighting against Armenia, which has lost 3,000 soldiers killed \
and has 40,000 soldiers at the front. \
What if Turkey sent 10,000 soldiers to Azerbaijan by the end of 2021? If Armenia and Azerbaijan \
began peace talks, a cease-fire could follow. \
Would Russia give Armenia more missiles?

{}
""",
)
#: sentence, decision, actor, where it stands (None: it tells nothing)
Row = tuple[str, str, str, str | None]
OF_SUDAN: list[Row] = [
    ("Egypt denounced the Chadian deployment as an act of war.", "troops", "Egypt", "against"),
    ("Burhan dismissed calls for a truce.", "ceasefire", "Sudan", "against"),
    ("Hemedti said he was ready to talk to the army about a cease-fire.", "ceasefire", "Rapid Support Forces", "for"),
    ("Saudi Arabia and the United States are hosting cease-fire talks in Jeddah.", "ceasefire", "Saudi Arabia", "for"),
    ("Washington is pushing both generals to lay down their arms.", "ceasefire", "United States", "for"),
    ("The army vowed to crush the rebels.", "ceasefire", "Sudan", "against"),
    ("Sudan's government has refused to attend the talks in Geneva.", "ceasefire", "Sudan", "against"),
    ("Chad denies that it plans to send soldiers across the border.", "troops", "Chad", "against"),
    (
        "France, which has troops in Chad, fears that a Chadian deployment would spread the war.",
        "troops",
        "France",
        "against",
    ),
    ("The African Union called on both sides to stop fighting.", "ceasefire", "African Union", "for"),
    ("Khartoum protested against the Chadian troops.", "troops", "Sudan", "against"),
    ("Chadian President Mahamat Deby has ruled out sending troops to the RSF.", "troops", "Chad", "against"),
    ("The RSF would gladly accept Chadian soldiers.", "troops", "Rapid Support Forces", "for"),
    ("The RSF has begged Chad for soldiers.", "troops", "Rapid Support Forces", "for"),
    ("Abu Dhabi has shipped arms to the RSF through Chad.", "aid", "United Arab Emirates", "for"),
    ("The Emirates have stopped sending arms to the RSF.", "aid", "United Arab Emirates", "against"),
    ("Sudan accused the UAE of arming the RSF.", "aid", "Sudan", "against"),
    ("The United States imposed sanctions on the UAE.", "aid", "United States", "against"),
    ("The UAE has repeatedly denied supplying weapons to the RSF.", "aid", "United Arab Emirates", "against"),
    ("The RSF thanked the UAE for the drones.", "aid", "Rapid Support Forces", "for"),
    ("Egypt backs the Sudanese army and opposes any truce.", "ceasefire", "Egypt", "against"),
    ("Kenya proposed a three-month truce.", "ceasefire", "Kenya", "for"),
    ("The RSF seized El Fasher last week.", "ceasefire", "Rapid Support Forces", "against"),
    ("Chad is considering sending troops to the RSF.", "troops", "Chad", "for"),
    ("N'Djamena agreed on Tuesday to send 2,000 soldiers to the RSF.", "troops", "Chad", "for"),
    ("Chad has not decided whether to send soldiers to the RSF.", "troops", "Chad", None),
    ("Iran has supplied Sudan with drones.", "aid", "Iran", "against"),
    ("Kenya wants nothing to do with the cease-fire.", "ceasefire", "Kenya", "against"),
    ("Ethiopia would not object to a cease-fire.", "ceasefire", "Ethiopia", "between"),
    ("Turkey expressed its support for the cease-fire.", "ceasefire", "Turkey", "for"),
    ("Norway is sceptical of the talks.", "ceasefire", "Norway", "against"),
    ("Russia vetoed a resolution that demanded a cease-fire.", "ceasefire", "Russia", "against"),
    ("Qatar offered to mediate.", "ceasefire", "Qatar", "for"),
    ("The truce was rejected by the RSF.", "ceasefire", "Rapid Support Forces", "against"),
    ("Burhan told reporters that there would be no negotiations with the rebels.", "ceasefire", "Sudan", "against"),
    ("Britain hopes for a cease-fire before the rains.", "ceasefire", "United Kingdom", "for"),
    ("Germany would oppose any Chadian deployment.", "troops", "Germany", "against"),
    ("South Sudan has nothing to say about the war.", "ceasefire", "South Sudan", None),
    ("A reader in Canada might welcome the cease-fire.", "ceasefire", "Canada", None),
    ("The talks collapsed in May.", "ceasefire", "Sudan", None),
]
OF_KARABAKH: list[Row] = [
    ("Moscow has voiced its anger at the Turkish deployment.", "troops", "Russia", "against"),
    ("Erdogan told parliament that Turkey would send its soldiers to Baku's aid.", "troops", "Turkey", "for"),
    ("Aliyev invited Turkish troops to stay.", "troops", "Azerbaijan", "for"),
    ("Greece and Cyprus denounced the dispatch of Turkish soldiers.", "troops", "Cyprus", "against"),
    ("Iran warned Turkey not to send troops to its border.", "troops", "Iran", "against"),
    ("Turkey has no plans to send troops to Azerbaijan.", "troops", "Turkey", "against"),
    ("Turkey is preparing to deploy a brigade to Azerbaijan.", "troops", "Turkey", "for"),
    ("Pakistan applauded the Turkish deployment.", "troops", "Pakistan", "for"),
    ("Georgia refused to let Turkish troops pass through its territory.", "troops", "Georgia", "against"),
    ("Israel has armed Azerbaijan for years.", "aid", "Israel", "against"),
    ("Russia will not supply Armenia with missiles.", "aid", "Russia", "against"),
    ("Putin promised Armenia a new battery of missiles.", "aid", "Russia", "for"),
    ("Azerbaijan demanded an end to Russian arms deliveries to Armenia.", "aid", "Azerbaijan", "against"),
    ("Armenia has repeatedly asked Russia for missiles.", "aid", "Armenia", "for"),
    ("Turkey criticised Russia for its arms sales to Armenia.", "aid", "Turkey", "against"),
    ("Russia delivered eight fighter jets and missiles to Armenia in May.", "aid", "Russia", "for"),
    ("Macron called for an immediate cease-fire.", "ceasefire", "France", "for"),
    ("Baku insists that it will not stop its offensive until Armenia withdraws.", "ceasefire", "Azerbaijan", "against"),
    ("Pashinyan is prepared to negotiate a truce.", "ceasefire", "Armenia", "for"),
    ("Armenia accepted the Russian proposal for a cease-fire.", "ceasefire", "Armenia", "for"),
    ("Azerbaijan turned down the truce.", "ceasefire", "Azerbaijan", "against"),
    ("“We do not need a cease-fire,” Aliyev said.", "ceasefire", "Azerbaijan", "against"),
    ("Azerbaijan captured the town of Shusha on Sunday.", "ceasefire", "Azerbaijan", "against"),
    ("Armenian forces broke the truce within minutes.", "ceasefire", "Armenia", "against"),
    ("Azerbaijan accused Armenia of breaking the truce.", "ceasefire", "Azerbaijan", None),
    ("Turkey, which backs Azerbaijan, rejected calls for a truce.", "ceasefire", "Turkey", "against"),
    ("The European Union welcomed the announcement of a truce.", "ceasefire", "European Union", "for"),
    ("Russia brokered a truce in October.", "ceasefire", "Russia", "for"),
    ("Iran and Russia fear a long war.", "ceasefire", "Iran", None),
    ("Would the United States support a cease-fire?", "ceasefire", "United States", None),
    ("It is not clear whether Armenia wants a truce.", "ceasefire", "Armenia", None),
    ("The Armenian parliament debated the budget.", "ceasefire", "Armenia", None),
    ("Turkey and Azerbaijan signed a defence treaty in Shusha.", "troops", "Azerbaijan", "for"),
    ("Analysts say Turkey may send soldiers in waves of 2,000.", "troops", "Turkey", "between"),
    ("Georgia will not be drawn into the war.", "ceasefire", "Georgia", None),
]
#: a third list: negated, passive and second-hand words
HARDER_KARABAKH: list[Row] = [
    ("Georgia did not reject the deployment of Turkish troops.", "troops", "Georgia", "between"),
    ("The deployment of Turkish soldiers was condemned by Iran.", "troops", "Iran", "against"),
    ("The deployment of Turkish soldiers was not condemned by Iran.", "troops", "Iran", "between"),
    ("Russia was urged by Armenia to accept a cease-fire.", "ceasefire", "Russia", None),
    ("Russia was urged by Armenia to accept a cease-fire.", "ceasefire", "Armenia", "for"),
    ("A cease-fire, which Iran supports, was rejected by Azerbaijan.", "ceasefire", "Azerbaijan", "against"),
    ("A cease-fire, which Iran supports, was rejected by Azerbaijan.", "ceasefire", "Iran", "for"),
    ("The truce that Georgia proposed was dismissed by Azerbaijan.", "ceasefire", "Azerbaijan", "against"),
    ("The truce that Georgia proposed was dismissed by Azerbaijan.", "ceasefire", "Georgia", "for"),
    ("Armenia failed to reject the cease-fire.", "ceasefire", "Armenia", "between"),
    ("Armenia never ruled out talks with Azerbaijan.", "ceasefire", "Armenia", "between"),
    ("Iran neither supported nor opposed a cease-fire.", "ceasefire", "Iran", "between"),
    ("Far from opposing a truce, Iran hailed the talks.", "ceasefire", "Iran", "for"),
    ("Iran stopped opposing the talks on a cease-fire.", "ceasefire", "Iran", "between"),
    ("Armenia says Azerbaijan rejected a cease-fire.", "ceasefire", "Armenia", None),
    ("Armenia says Azerbaijan rejected a cease-fire.", "ceasefire", "Azerbaijan", "against"),
    ("Armenia denied that it had rejected a cease-fire.", "ceasefire", "Armenia", "between"),
    ("Azerbaijan said that Armenia did not want peace.", "ceasefire", "Armenia", "against"),
    ("Azerbaijan said that Armenia did not want peace.", "ceasefire", "Azerbaijan", None),
    ("Talks are opposed by Azerbaijan.", "ceasefire", "Azerbaijan", "against"),
    ("Azerbaijan has been criticised by France for rejecting a cease-fire.", "ceasefire", "Azerbaijan", "against"),
    ("Azerbaijan has been criticised by France for rejecting a cease-fire.", "ceasefire", "France", "for"),
    ("France criticised Azerbaijan for rejecting a cease-fire.", "ceasefire", "France", "for"),
    ("Opposition parties in Armenia rejected the cease-fire.", "ceasefire", "Armenia", None),
    ("It is not true that Iran opposes a cease-fire.", "ceasefire", "Iran", "between"),
    ("Iran is no longer opposed to a cease-fire.", "ceasefire", "Iran", "between"),
    ("Nobody in Armenia wants a cease-fire.", "ceasefire", "Armenia", None),
    ("Georgia would not oppose a cease-fire.", "ceasefire", "Georgia", "between"),
    ("Georgia cannot accept a cease-fire on such terms.", "ceasefire", "Georgia", "against"),
    ("Georgia doesn't object to Turkish troops.", "troops", "Georgia", "between"),
    ("Armenia lost hope of a truce after Azerbaijan stormed Shusha.", "ceasefire", "Armenia", None),
    ("The foreign minister of Georgia, not that of Iran, called for a cease-fire.", "ceasefire", "Iran", None),
    ("Unlike Iran, Georgia supports a cease-fire.", "ceasefire", "Georgia", "for"),
    ("Unlike Iran, Georgia supports a cease-fire.", "ceasefire", "Iran", None),
]
HARDER_SUDAN: list[Row] = [
    ("Egypt did not refuse to host talks on a cease-fire.", "ceasefire", "Egypt", "between"),
    ("Sudan lifted its ban on talks with the Rapid Support Forces.", "ceasefire", "Sudan", None),
    ("The dispatch of Chadian soldiers was never approved by France.", "troops", "France", "against"),
    (
        "Egypt opposes any ban on arms deliveries by the United Arab Emirates to the Rapid Support Forces.",
        "aid",
        "Egypt",
        "for",
    ),
    ("Egypt was not among those who condemned the deployment of Chadian soldiers.", "troops", "Egypt", None),
    ("Russia vetoed a resolution that called for a cease-fire.", "ceasefire", "Russia", "against"),
    ("Few in Egypt believe that Sudan will accept a truce.", "ceasefire", "Sudan", None),
    ("Sudan, whose ally Egypt rejects a truce, is open to talks.", "ceasefire", "Sudan", "for"),
    ("Sudan, whose ally Egypt rejects a truce, is open to talks.", "ceasefire", "Egypt", "against"),
]
#: what is still read otherwise than a reader would; a mended rule moves a sentence out of here
STILL_OTHERWISE = {
    ("Hemedti said he was ready to talk to the army about a cease-fire.", "Rapid Support Forces"),
    ("The army vowed to crush the rebels.", "Sudan"),
    ("The UAE has repeatedly denied supplying weapons to the RSF.", "United Arab Emirates"),
    ("A cease-fire, which Iran supports, was rejected by Azerbaijan.", "Iran"),
    ("The truce that Georgia proposed was dismissed by Azerbaijan.", "Georgia"),
    ("Iran neither supported nor opposed a cease-fire.", "Iran"),
    ("Azerbaijan has been criticised by France for rejecting a cease-fire.", "France"),
    ("France criticised Azerbaijan for rejecting a cease-fire.", "France"),
    ("It is not true that Iran opposes a cease-fire.", "Iran"),
    ("Egypt opposes any ban on arms deliveries by the United Arab Emirates to the Rapid Support Forces.", "Egypt"),
    ("Few in Egypt believe that Sudan will accept a truce.", "Sudan"),
    ("Sudan, whose ally Egypt rejects a truce, is open to talks.", "Sudan"),
    ("Sudan, whose ally Egypt rejects a truce, is open to talks.", "Egypt"),
}


def where(story: tuple[date, str], sentence: str, kind: str, actor: str) -> str | None:
    """On which side of the scale the sentence puts the actor, if it does."""
    day, text = story
    document = clean(text.format(sentence).encode(), origin="test.md")
    found: Reading = read(document, gazetteer=gazetteer(), as_of=day, theatres=())
    sides = sides_of(found)
    stage = stage_of(found, gazetteer(), day, sides)
    told = [
        attitude.stretch
        for decision in decisions(found, sides)
        if decision.kind == kind
        for attitude in attitudes(stage, decision, JUDGEMENTS)
        if attitude.actor == actor and attitude.quote.text in sentence
    ]
    if not told:
        return None
    (low, high), _ = united(told)
    middle = (low + high) / 2
    return "for" if middle > 60 else "against" if middle < 40 else "between"


CASES = [(SUDAN, *row) for row in [*OF_SUDAN, *HARDER_SUDAN]]
CASES += [(KARABAKH, *row) for row in [*OF_KARABAKH, *HARDER_KARABAKH]]


@pytest.mark.parametrize(("story", "sentence", "kind", "actor", "side"), CASES, ids=lambda value: str(value)[:40])
def test_what_a_sentence_of_another_war_tells(
    story: tuple[date, str], sentence: str, kind: str, actor: str, side: str | None
) -> None:
    assert (where(story, sentence, kind, actor) == side) is ((sentence, actor) not in STILL_OTHERWISE)
