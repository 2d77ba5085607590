"""Near-duplicates: a story told again is one voice; another story, another day's figures, a chain of edits are not."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.nouns import Document
from contingent.reading.documents.clean import clean
from contingent.reading.documents.duplicates import groups

NOUNS = ["army", "river", "bridge", "convoy", "village", "minister", "border", "council", "harbour", "battery"]
VERBS = ["crossed", "held", "shelled", "reached", "left", "guarded", "supplied", "inspected", "abandoned", "searched"]
WHEN = ["overnight", "before dawn", "on Monday", "after the storm", "during the talks", "last week", "at noon"]
OBJECTS = ["it", "them", "a road", "the square"]


def sentence(draw: random.Random) -> str:
    one, two, three = draw.sample(NOUNS, 3)
    place = draw.choice(["Arvel", "Tosk", "Brenna", "Kolm", "Iszar", "Ludva", "Marn", "Ostrel", "Pelka", "Quern"])
    return (
        f"The {one} near {place} {draw.choice(VERBS)} the {two} while {draw.randint(12, 990)} people from the {three} "
        f"{draw.choice(VERBS)} {draw.choice(OBJECTS)} {draw.choice(WHEN)}, a spokesman said."
    )


def story(seed: int, length: int = 14) -> list[str]:
    draw = random.Random(seed)
    return [sentence(draw) for _ in range(length)]


def read(
    lines: list[str], *, title: str = "Fighting at the River", day: date | None = None, tail: str = ""
) -> Document:
    dated = f"Published: {day.isoformat()}\n\n" if day else ""
    text = f"{title}\n\n{dated}" + "\n\n".join(lines) + tail
    return clean(text.encode(), origin=title)


def edited(lines: list[str], draw: random.Random) -> Document:
    """The same story as another paper prints it."""
    lines = list(lines)
    if draw.random() < 0.5:
        lines[0] = "Our correspondent writes from the capital. " + sentence(draw)
    lines = lines[: draw.randint(8, len(lines))]
    if draw.random() < 0.5:
        place = draw.randrange(1, len(lines))
        lines[place] = lines[place].replace(" people", "0 people", 1)
    tail = draw.choice(
        ["", "\n\nRelated articles\n\nAnother Story\n", "\n\n3 Comments\n\nAnn\nNovember 18, 2024 at 3:50 pm\n\nNo!\n"]
    )
    title = draw.choice(["Bridge Falls", "Ministry Reports Losses", "What We Know", "Fighting at the River"])
    return read(lines, title=title, day=date(2024, 11, 1) + timedelta(days=draw.randint(0, 3)), tail=tail)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 10), st.randoms(use_true_random=False))
def test_one_story_told_ten_times_counts_once(seed: int, times: int, draw: random.Random) -> None:
    lines = story(seed)
    documents = [read(lines, day=date(2024, 11, 5)), *(edited(lines, draw) for _ in range(times))]
    (group,) = groups(documents)
    days = [documents[place].published for place in group]
    assert sorted(group) == list(range(len(documents))) and days == sorted(days)  # type: ignore[type-var]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(seed: int, draw: random.Random) -> None:
    documents = [edited(story(seed + n % 3), draw) for n in range(9)]
    found = [[documents[place].id for place in group] for group in groups(documents)]
    order = list(range(9))
    draw.shuffle(order)
    mixed = [documents[place] for place in order]
    assert [[mixed[place].id for place in group] for group in groups(mixed)] == found
    assert sorted(place for group in groups(mixed) for place in group) == list(range(9))


def test_two_accounts_of_one_event_in_their_own_words_are_two() -> None:
    one = [
        "Rebels seized the airport at Tosk on Sunday after a week of fighting in which 120 soldiers died.",
        "The government said its troops had withdrawn to the hills and would return with armour.",
        "“We will not rest until the runway is ours again,” the defence minister told reporters in the capital.",
        "Aid agencies closed their offices and moved 40 members of staff to the coast.",
    ]
    two = [
        "Government forces have lost Tosk airport, their last base in the north, residents said by telephone.",
        "Some 120 men were killed in seven days, according to a count kept by the local hospital.",
        "“We will not rest until the runway is ours again,” the defence minister told reporters in the capital.",
        "Traders reported that the price of bread had doubled since Friday and that lorries no longer came.",
    ]
    assert len(groups([read(one), read(two, title="Airport Lost")])) == 2


def test_todays_bulletin_is_not_yesterdays() -> None:
    def bulletin(day: int, step: int) -> Document:
        lines = [
            f"The general staff reports on day {980 + day} of the war. The total losses of the enemy to date are about "
            f"{720_000 + step * 1510} men, of them {1510 + day} in the past day, the general staff said in a summary.",
            f"The enemy has also lost {9_300 + step * 12} tanks, {18_900 + step * 25} armoured vehicles, "
            f"{20_600 + step * 31} artillery systems and {1_250 + step} rocket launchers since the war began.",
            f"In the past day {150 + 7 * day} clashes took place along the whole of the front, the summary says.",
        ]
        return read(lines, title="Daily Summary", day=date(2024, 11, 10 + day))

    days = [bulletin(day, day) for day in range(5)]
    assert groups(days) == ((0,), (1,), (2,), (3,), (4,))
    assert groups([days[0], bulletin(0, 0)]) == ((0, 1),)


def test_a_chain_of_edits_does_not_glue_two_stories() -> None:
    first, last = story(1, 20), story(2, 20)
    chain = [read([*last[:kept], *first[kept:]], title=f"Version {kept}") for kept in range(0, 21, 2)]
    found = groups(chain)
    of = {place: number for number, group in enumerate(found) for place in group}
    assert of[0] != of[len(chain) - 1]
    for group in found:
        kept = [2 * place for place in group]
        assert max(kept) - min(kept) <= 16  # every member shares at least three fifths with one and the same text


def test_a_quote_of_a_story_is_no_copy_of_it_and_short_texts_must_be_the_same() -> None:
    lines = story(7, 30)
    assert len(groups([read(lines), read(lines[:3])])) == 2
    assert len(groups([read(lines), read(lines[:15])])) == 1
    short = "The army lost 500 men at the bridge on Monday, officials said."
    texts = [short, short, short.replace("500", "300")]
    assert set(groups([read([text]) for text in texts])) == {(0, 1), (2,)}


def test_headline_and_furniture_alone_make_no_duplicate() -> None:
    tail = "\n\nRelated articles\n\n" + "\n\n".join(f"Another Story about the War {n}" for n in range(30))
    assert len(groups([read(story(3), tail=tail), read(story(4), tail=tail)])) == 2


def test_the_earliest_comes_first_and_the_undated_last() -> None:
    lines = story(5)
    documents = [read(lines), read(lines, day=date(2024, 11, 9)), read(lines, day=date(2024, 11, 2))]
    assert groups(documents) == ((2, 1, 0),)
    assert groups([]) == ()


def test_a_thousand_texts_are_grouped_exactly() -> None:
    draw = random.Random(0)
    lines = [story(n, 10) for n in range(60)]
    documents = [edited(lines[n % 60], draw) for n in range(240)]
    found = groups(documents)
    assert len(found) == 60 and all(len({place % 60 for place in group}) == 1 for group in found)
