"""Laws of the table of judgements: well formed, general, each cue found; widening is monotone and order-free."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_texts import AS_OF, gazetteer

from contingent.core.errors import DataError
from contingent.reading.bargains.judgements import WHOLE, Judgements, widened
from contingent.reading.bargains.stances import united
from contingent.reading.voices.actors import find_actors

FILE = Path(__file__).resolve().parents[3] / "src/contingent/data/bargaining.toml"
TABLE: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
JUDGEMENTS = Judgements.from_table(TABLE)

_STRETCH = st.tuples(st.floats(0, 99), st.floats(1, 100)).map(lambda p: (min(p), max(p) + 1e-3)).filter(
    lambda s: s[1] <= 100.0
)  # fmt: skip
_SHARES = st.lists(st.floats(0, 0.9), max_size=4).map(tuple)

#: words in which a cue must be found
EXAMPLES = {
    "delight": "is thrilled with the deal",
    "demand": "has asked its neighbour for help",
    "disdain": "expressed their disdain for the reinforcements",
    "refuse": "ruled out a truce",
    "warn": "warned strongly against the deployment",
    "promise_to_end_the_war": "has promised to end the war",
    "fight_on": "must fight on",
    "winning": "winning the war is within reach",
    "no_deal_unless": "there would be no deal unless they leave",
    "sanctions": "could impose new sanctions on the sender",
    "sends": "will send 5,000 soldiers",
    "arms_given": "may be selling drones",
    "advances": "seized the town",
    "mediates": "offered to mediate",
    "opposed_to": "is opposed to the plan",
}
#: words in which it must not be
TRAPS = {
    "fight_on": "soldiers who fight on the other side",
    "sends": "sent 5,000 rockets",
    "advances": "people seized on 7 October",
    "support": "support for the troops",
}


def test_the_table_is_marked_as_unverified_judgement() -> None:
    assert TABLE["verified"] is False
    assert len({cue.id for cue in JUDGEMENTS.cues}) == len(JUDGEMENTS.cues)
    roles = set(JUDGEMENTS.roles)
    for cue in JUDGEMENTS.cues:
        assert cue.about <= set(JUDGEMENTS.subjects) and cue.only | cue.names <= roles


def test_no_actor_is_named_in_it() -> None:
    text = "\n".join([*(cue.words.pattern for cue in JUDGEMENTS.cues), *(cue.says for cue in JUDGEMENTS.cues)])
    assert find_actors(text, gazetteer(), AS_OF) == ()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_cue_is_found(name: str) -> None:
    cue = next(cue for cue in JUDGEMENTS.cues if cue.id == name)
    assert cue.words.search(EXAMPLES[name])


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_cue_is_not_found_in_other_words(name: str) -> None:
    cue = next(cue for cue in JUDGEMENTS.cues if cue.id == name)
    assert not cue.words.search(TRAPS[name])


@given(_STRETCH, _SHARES, st.floats(0, 0.9))
def test_every_share_widens_and_none_leaves_the_scale(
    stretch: tuple[float, float], shares: tuple[float, ...], more: float
) -> None:
    low, high = widened(stretch, shares)
    wider = widened(stretch, (*shares, more))
    assert WHOLE[0] <= wider[0] <= low <= stretch[0] + 1e-9 and stretch[1] - 1e-9 <= high <= wider[1] + 1e-9 <= 100.1
    assert widened(stretch, tuple(reversed(shares))) == (low, high)


@given(st.lists(_STRETCH, min_size=1, max_size=6), st.randoms())
def test_uniting_is_order_free_and_stays_among_its_parts(stretches: list[tuple[float, float]], rng: Any) -> None:
    whole, clash = united(stretches)
    shuffled = list(stretches)
    rng.shuffle(shuffled)
    assert united(shuffled) == (whole, clash)
    assert min(s[0] for s in stretches) - 1e-9 <= whole[0] < whole[1] <= max(s[1] for s in stretches) + 1e-9


@pytest.mark.parametrize(
    "change",
    [
        {"cue": [{"id": "x", "about": ["troops"], "words": "(", "negated": [0, 1], "says": ""}]},
        {"cue": [{"id": "x", "about": ["troops"], "words": "a", "position": [5, 1], "negated": [0, 1], "says": ""}]},
        {"widening": {"possible": 1.5}},
        {"role": {"sender": {"says": "", "salience": [0, 1], "capability": [0, 1]}}},
    ],
)
def test_a_broken_table_is_refused_in_words(change: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        Judgements.from_table(TABLE | change)
