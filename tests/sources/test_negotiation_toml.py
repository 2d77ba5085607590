"""A negotiation written as TOML and read again is the same, whatever may stand in its texts."""

from __future__ import annotations

import string
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.bargaining import Issue, Negotiation, Stance, StanceInput
from contingent.core.belief import Prior
from contingent.sources.negotiation_spread import NO_SOURCE, input_name, input_unit
from contingent.sources.negotiation_toml import negotiation_toml
from contingent.sources.negotiations import read_negotiation

TEXT = st.text(alphabet=string.ascii_letters + string.digits + "äß\"'\\#=[]{}<>&%€字 ", min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
IDENT = st.text(alphabet=string.ascii_lowercase + "_", min_size=1, max_size=8)
SHARE = st.floats(0.0, 1.0, allow_subnormal=False)
DAY = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@st.composite
def priors(draw: st.DrawFn, of: StanceInput, actor: str, low: float, high: float, unit: str, around: str) -> Prior:
    first, second = sorted((low + (high - low) * draw(SHARE), low + (high - low) * draw(SHARE)))
    shapes: dict[str, tuple[float, ...]] = {"point": (first,)}
    if first < second:
        shapes["uniform"] = (first, second)
    if of == "capability":
        shapes["lognormal"] = (second + 0.1, draw(st.floats(0.01, 2.0)))
    else:
        shapes["normal"] = (first, draw(st.floats(0.001, 50.0)))
    family = draw(st.sampled_from(sorted(shapes)))
    source = draw(st.sampled_from([around or NO_SOURCE, "a source of its own"]))
    verified = draw(st.booleans()) if source != NO_SOURCE else False
    return Prior(
        name=input_name(actor, of), family=family, parameters=shapes[family], unit=input_unit(of, unit), source=source,
        verified=verified,
    )  # fmt: skip


@st.composite
def issues(draw: st.DrawFn, ident: str) -> Issue:
    low = draw(st.floats(-1000.0, 1000.0))
    high = low + draw(st.floats(0.5, 1e6))
    unit = draw(st.sampled_from(["", "soldier", "km2"]))
    inside = SHARE.map(lambda share: min(high, max(low, low + (high - low) * share)))
    stances = []
    for actor in draw(st.lists(TEXT, min_size=1, max_size=3, unique=True)):
        around = draw(st.one_of(st.just(""), TEXT))
        stances.append(
            Stance(
                actor=actor, position=draw(priors("position", actor, low, high, unit, around)),
                salience=draw(priors("salience", actor, 0.0, 1.0, unit, around)),
                capability=draw(priors("capability", actor, 0.0, 100.0, unit, around)), provenance=around,
                quote=draw(st.one_of(st.none(), TEXT)), claims=tuple(draw(st.lists(IDENT, max_size=2))),
            )
        )  # fmt: skip
    threshold = draw(st.one_of(st.none(), inside))
    decides = st.none() if threshold is None else st.one_of(st.none(), TEXT)
    answers = st.none() if threshold is None else st.one_of(st.none(), IDENT)
    return Issue(
        id=ident, title=draw(TEXT), stances=tuple(stances), low=low, high=high,
        low_label=draw(st.one_of(st.just(""), TEXT)),
        high_label=draw(st.one_of(st.just(""), TEXT)), unit=unit, threshold=threshold,
        decision=draw(decides), question=draw(answers),
        deadline=draw(st.one_of(st.none(), DAY)), also=tuple(draw(st.lists(st.tuples(IDENT, inside), max_size=2))),
    )  # fmt: skip


@st.composite
def negotiations(draw: st.DrawFn) -> Negotiation:
    lasts = Prior(
        name="round_days", family="lognormal", parameters=(30.0, 0.5), unit="day", source="by hand", verified=False
    )
    return Negotiation(
        id=draw(IDENT), title=draw(TEXT), source=draw(TEXT), as_of=draw(st.one_of(st.none(), DAY)),
        notes=tuple(draw(st.lists(TEXT, max_size=2))), round_days=draw(st.sampled_from([None, lasts])),
        issues=tuple(draw(issues(ident)) for ident in draw(st.lists(IDENT, min_size=1, max_size=2, unique=True))),
    )  # fmt: skip


@given(whole=negotiations(), factor=st.sampled_from([0.0, 1.0, 3.0]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back_as_it_was(whole: Negotiation, factor: float) -> None:
    assert read_negotiation(negotiation_toml(whole), origin="again.toml", uncertainty=factor) == whole


def test_a_line_break_in_a_quote_cannot_become_a_key() -> None:
    point = Prior(name="A: position", family="point", parameters=(1.0,), unit="point", source="s", verified=False)
    bad = Stance(actor="A", position=point, salience=point, capability=point, quote='x"\nname = "B\x1b[2J\u202e')
    whole = Negotiation(id="n", title="t", source="s", issues=(Issue(id="i", title="i", stances=(bad,)),))
    (issue,) = read_negotiation(negotiation_toml(whole), origin="again.toml").issues
    assert [one.actor for one in issue.stances] == ["A"]
    assert issue.stances[0].quote == 'x" name = "B [2J'
