"""A bargain of our own making over one question: three actors, two models that do not agree."""

from __future__ import annotations

from datetime import date

from contingent.core.bargaining import (
    Bargain,
    Coalition,
    Influence,
    Issue,
    IssueOutcome,
    ModelOutcome,
    Negotiation,
    Shift,
    Stance,
)
from contingent.core.belief import Prior, Probability

DRAWS = 1000
LEVELS = (0.05, 0.5, 0.95)


def prior(name: str, low: float, high: float) -> Prior:
    """A range, of our own judgement."""
    return Prior(name=name, family="uniform", parameters=(low, high), unit="", source="a test", verified=False)


def stance(actor: str, low: float, high: float, capability: float, quote: str | None) -> Stance:
    """An actor who cares by a half; the text's words, or None where it is judged."""
    power = Prior(name="capability", family="point", parameters=(capability,), unit="", source="a test")
    return Stance(
        actor=actor, position=prior("position", low, high), salience=prior("salience", 0.4, 0.6), capability=power,
        provenance="read from the text" if quote else "judged", quote=quote,
    )  # fmt: skip


def made_issue(question: str | None, *, quotes: bool = True, also: tuple[tuple[str, float], ...] = ()) -> Issue:
    """Norland wants it, Varia is for half of it, Ostmark against; a yes from 60 on."""
    said = (lambda words: words) if quotes else (lambda words: None)
    return Issue(
        id="troops", title="Does Norland send more?", low_label="nobody", high_label="all of them", threshold=60.0,
        question=question, also=also, deadline=date(2032, 3, 2),
        stances=(
            stance("Norland", 70.0, 90.0, 60.0, said("Norland wants to send them all.")),
            stance("Varia", 40.0, 60.0, 30.0, said("Varia would take half of them.")),
            stance("Ostmark", 0.0, 10.0, 10.0, None),
        ),
    )  # fmt: skip


def model(name: str, yes: float, *, also: tuple[tuple[str, float], ...] = ()) -> ModelOutcome:
    """A model that says yes in that share of the draws."""
    return ModelOutcome(
        model=name, label=f"{name.capitalize()} (a model)", mean=50.0, levels=LEVELS, values=(30.0, 50.0, 75.0),
        yes=Probability(p=yes, low=yes, high=yes),
        shifts=(Shift(actor="Ostmark", before=5.0, after=25.0, after_low=20.0, after_high=30.0),),
        also=tuple((question, Probability(p=p, low=p, high=p)) for question, p in also),
    )  # fmt: skip


def made_bargain(
    question: str | None = "question-troops_sent", *, shares: tuple[float, ...] = (0.1, 0.4), quotes: bool = True,
    as_of: date | None = None, also: tuple[tuple[str, float, float], ...] = (),
) -> Bargain:  # fmt: skip
    """The bargain over that question; `also` are further ones, each with its threshold and every model's chance."""
    issue = made_issue(question, quotes=quotes, also=tuple((name, threshold) for name, threshold, _ in also))
    further = tuple((name, p) for name, _, p in also)
    models = tuple(model(f"model{place}", p, also=further) for place, p in enumerate(shares))
    outcome = IssueOutcome(
        issue=issue.id, models=models, pooled=model("pooled", sum(shares) / len(shares)), spread=0.2, agree=False,
        rule="They agree within a tenth.",
        influences=(Influence(actor="Varia", change="at the high end", move=9.0, moves=(), yes=0.3),),
        coalition=Coalition(actors=("Norland",), together=((1.0,),)),
    )  # fmt: skip
    negotiation = Negotiation(
        id="n", title="Troops for Varia", issues=(issue,), source="the article", as_of=as_of, notes=("Judged.",)
    )
    return Bargain(negotiation=negotiation, draws=DRAWS, seed=1, issues=(outcome,))
