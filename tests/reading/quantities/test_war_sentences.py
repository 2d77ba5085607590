"""Sentences of our own about wars, annotated by hand before the grammar was run on them: nothing missed, none false."""

from __future__ import annotations

import pytest

from contingent.reading.quantities.find import find_quantities

# text, then (value or (low, high), comparator, unit) of each quantity in order
SENTENCES = [
    ("The ministry sent 10,000 soldiers to the border.", [(10_000, "=", "soldier")]),
    ("A column of T-72 and T-90 tanks rolled past.", []),
    ("The G20 condemned it; the P5+1 did not.", []),
    ("Analysts called it Cold War 2.0.", []),
    ("A KN-23 and two Iskander missiles hit the depot.", [(2, "=", "missile")]),
    ("Updated 4:50 pm on 12 March.", []),
    ("One report spoke of a retreat.", []),
    ("Russia holds 560,000 in reserve.", [(560_000, "=", "soldier")]),
    ("Only 300 fighters stayed in the town.", [(300, "=", "soldier")]),
    ("Hundreds of fighters may come in May.", [((200, 1000), ">=", "soldier")]),
    ("Tens of thousands of conscripts deserted.", [((20_000, 100_000), ">=", "soldier")]),
    ("Several hundred militiamen crossed the river.", [((200, 1000), ">=", "soldier")]),
    ("Three thousand marines landed at dawn.", [(3000, "=", "soldier")]),
    ("Between 40 and 60 drones were shot down.", [((40, 60), "=", "drone")]),
    ("From 5,000 to 7,000 rebels remain.", [((5000, 7000), "=", "soldier")]),
    ("The garrison grew from 5,000 to 7,000 rebels.", [(5000, "=", "soldier"), (7000, "=", "soldier")]),
    ("It fires 50-60 rockets a day.", [((50, 60), "=", "rocket/day")]),
    ("Some 2,000–2,500 mercenaries left.", [((2000, 2500), "~", "soldier")]),
    ("The 18th Division lost 12 tanks.", [(12, "=", "tank")]),
    ("Resolution 1701 ended the war of 2006.", []),
    ("Article 5 was never invoked.", []),
    ("The S-400 and the F-16 met over the strait.", []),
    ("Kyiv asked for 16 F-16 jets and 6 Patriot batteries.", [(16, "=", "aircraft"), (6, "=", "battery")]),
    ("They captured 18 Leopard 2 tanks.", [(18, "=", "tank")]),
    ("The crew received two new 500 Series launchers.", [(2, "=", "launcher")]),
    ("A 500-pound bomb fell 200 metres from the gate.", [(500, "=", "pound_mass"), (200, "=", "m")]),
    ("The missile flew 1,300 km at 3.5 km/s.", [(1300, "=", "km"), (3.5, "=", "km/s")]),
    ("The strike killed 12 people and wounded 30.", [(12, "=", "person"), (30, "=", "person")]),
    ("At least 14 civilians, three of them children, died.", [(14, ">=", "civilian"), (3, "=", "civilian")]),
    ("A third of the garrison fled.", [(1 / 3, "=", "fraction")]),
    ("One in five shells is a dud.", [(0.2, "=", "fraction")]),
    ("One soldier was killed.", [(1, "=", "soldier")]),
    ("One of the tanks burned.", [(1, "=", "tank")]),
    ("One of the worst days of the war followed.", []),
    ("No one knew, and one could only guess.", []),
    ("On the one hand they talked; at one point they shot.", []),
    ("The siege entered its third year.", []),
    ("The 900-day siege ended.", [(900, "=", "day")]),
    ("Three of the five brigades were disbanded.", [(3, "=", "brigade"), (5, "=", "brigade")]),
    ("The army lost nearly 1,200 men in one week.", [(1200, "<~", "soldier")]),
    ("Up to 800 tonnes of ammunition blew up.", [(800, "<=", "tonne")]),
    ("More than 4.3 million refugees crossed.", [(4.3e6, ">", "refugee")]),
    ("The blast equalled 15 kt of TNT.", [(15, "=", "kiloton")]),
    ("Fighters hold 1,200 sq km of the province.", [(1200, "=", "km2")]),
    ("The plant lost 750 MW of capacity.", [(750, "=", "MW")]),
    ("The bounty was 5 million Iraqi dinars.", [(5e6, "=", "IQD")]),
    ("Khartoum pays 600,000 Sudanese pounds a month.", [(600_000, "=", "SDG/month")]),
    ("Aid of $61bn was voted, €1.5 billion more than before.", [(61e9, "=", "USD"), (1.5e9, "=", "EUR")]),
    ("Tehran was paid in roubles: 2.1 trillion roubles.", [(2.1e12, "=", "RUB")]),
    ("Casualties fell by 20 per cent.", [(20, "=", "percent")]),
    ("In 1973 and again in 1982 they fought.", []),
    ("The 1990s and the winter of 2022-23 were hard.", []),
    ("The call sign was 7-3-1, the number +44 20 7946 0958.", []),
    ("The 24/7 patrols met at 0600 GMT.", []),
    ("The vote was 15-0.", []),
    ("See Section 3.2, page 14, of the report.", []),
    ("Grid 36N and Route 66 were mined.", []),
    ("Half a million shells were promised.", [(500_000, "=", "artillery_shell")]),
    ("They walked half a mile under fire for half an hour.", [(0.5, "=", "mile"), (0.5, "=", "hour")]),
    ("Another 3,000 troops arrived; 500 more troops will follow.", [(3000, "=", "soldier"), (500, "=", "soldier")]),
    ("The army has 155mm guns and 20,000 152mm shells.", [(155, "=", "mm"), (20_000, "=", "artillery_shell")]),
    ("Pyongyang sent a dozen howitzers.", [(12, "=", "gun")]),
    ("The COVID-19 outbreak and COVID -19 rules stopped drills.", []),
    ("The ship made 30 knots.", [(30, "=", "knot")]),
    ("It was -25°C at the front.", [(-25, "=", "celsius")]),
    ("Leaders of the COP28 and of the 5+5 commission met.", []),
    ("The 11-nation force has a two-year mandate.", [(11, "=", "nation"), (2, "=", "year")]),
    ("Sudan's RSF took 4 towns, 2 bases and 1 bridge.", [(4, "=", "settlement"), (2, "=", "base"), (1, "=", "bridge")]),
    ("The army put its losses at 1.2e3 men.", [(1200, "=", "soldier")]),
    ("Kharkiv, 30 km from the border, was shelled.", [(30, "=", "km")]),
    ("Colonel Diallo, 51, denied it.", []),
    ("Zero prisoners were exchanged.", [(0, "=", "prisoner")]),
    ("They need 90 to 100 trucks daily.", [((90, 100), "=", "vehicle/day")]),
    ("Well over 3,000 homes burned.", [(3000, ">", "house")]),
    ("The 3rd and 5th armies met 40 miles south of it.", [(40, "=", "mile")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "gold"), SENTENCES)
def test_a_war_sentence_is_read_as_annotated(text, gold):
    read = [
        (q.value if q.value is not None else (q.low, q.high), q.comparator, q.unit)
        for q in (found.quantity for found in find_quantities(text))
    ]
    assert [(comparator, unit) for _, comparator, unit in read] == [(comparator, unit) for _, comparator, unit in gold]
    for (value, *_), (wanted, *_) in zip(read, gold, strict=True):
        assert value == pytest.approx(wanted)


def test_there_are_enough_of_them():
    assert len(SENTENCES) >= 60
    assert sum(not gold for _, gold in SENTENCES) >= 20
