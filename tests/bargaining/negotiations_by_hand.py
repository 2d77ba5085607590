"""Negotiations written down in a line, and strategies that draw them: points on a grid, and distributions."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from contingent.core.bargaining import Issue, Negotiation, Stance
from contingent.core.belief import Prior


def point(value: float) -> Prior:
    return Prior(name="a number", family="point", parameters=(float(value),), unit="1", source="by hand")


def uncertain(family: str, *parameters: float) -> Prior:
    return Prior(name="a number", family=family, parameters=parameters, unit="1", source="by hand")


def stance(
    actor: str, position: float | Prior, salience: float | Prior = 1.0, capability: float | Prior = 1.0
) -> Stance:
    position, salience, capability = (
        value if isinstance(value, Prior) else point(value) for value in (position, salience, capability)
    )
    return Stance(actor=actor, position=position, salience=salience, capability=capability)


def issue(*stances: Stance, ident: str = "it", **more: object) -> Issue:
    return Issue(id=ident, title=f"The issue {ident}", stances=stances, **more)  # type: ignore[arg-type]


def negotiation(*issues: Issue, **more: object) -> Negotiation:
    return Negotiation(id="talks", title="Talks", issues=issues, source="by hand", **more)  # type: ignore[arg-type]


def each_stance(whole: Negotiation, change: object) -> Negotiation:
    """The negotiation with every stance replaced by those that `change` makes of it."""
    assert callable(change)
    return replace(
        whole,
        issues=tuple(
            replace(one, stances=tuple(new for old in one.stances for new in change(old))) for one in whole.issues
        ),
    )


@st.composite
def point_negotiations(draw: st.DrawFn, *, most_issues: int = 3, most_actors: int = 6) -> Negotiation:
    """Everybody at every table, on grids: ties and equal positions are common, numbers are never tiny."""
    actors = [f"actor {k}" for k in range(draw(st.integers(2, most_actors)))]
    tenths = st.integers(1, 10).map(lambda k: k / 10)
    return negotiation(
        *(
            issue(
                *(stance(actor, draw(st.integers(0, 20)) * 5.0, draw(tenths), draw(tenths)) for actor in actors),
                ident=f"issue {k}",
            )
            for k in range(draw(st.integers(1, most_issues)))
        )
    )
