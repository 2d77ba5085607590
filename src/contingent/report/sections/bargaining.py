"""Will they? The two ways to answer side by side; who wants what, in whose words; who gives way, who matters most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contingent.core.bargaining import Influence, Stance
from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.report.bargaining.strip import actor_weights, by_position, strip_chart, strip_words
from contingent.report.bargaining.two_ways import TwoWays, two_ways, two_ways_whole
from contingent.report.charts import probability_chart
from contingent.report.leads import bare, ordered_questions
from contingent.report.markup import Child, Html, quoted, tag
from contingent.report.numbers import belief_words, day_words, estimate, percent, percent_range, signed, typeset
from contingent.report.sections.parts import ClaimNumbers, facts, more, number, section, table
from contingent.report.svg import draw
from contingent.report.words import prior_quantiles

WIDE, NARROW = 690, 330
COLUMNS = ("Actor", "Stands at", "Cares", "Weight", "In whose words")
MATTERING = 4  # changes told, the largest first
JUDGED = "judgement: no words of the text say so"
LEAST_SHIFT = 0.05  # of the scale, from where on an actor is said to give way


def bargaining_section(brief: Brief, numbers: ClaimNumbers) -> Html | None:
    """The leading decision whole, others to be opened; None where no question is answered by bargaining."""
    found = two_ways(ordered_questions(brief), brief.forecasts, brief.bargain)
    if not found or brief.bargain is None:
        return None
    first, *rest = found
    lead = (
        "Two ways to answer, side by side: counting how often the like came about, and asking who wants it, how much, "
        "and with what weight behind it. Where they differ, one of them knows something that the other does not."
    )
    shown = {first.issue.id}
    others = [more(_in_brief(two), *_further(two, numbers, shown)) for two in rest]
    return section(
        "bargaining",
        "Will they?",
        tag("h3", first.question.text, dir="auto"),
        *_compared(first),
        _ways(first),
        *_table_of_actors(first, numbers),
        *_moves(first),
        *([tag("h3", "Other decisions that are bargained over"), *others] if others else []),
        _made(brief),
        lead=lead,
    )


def _in_brief(two: TwoWays) -> str:
    """A question and its numbers on one line."""
    told = (("counted", two.counted), ("bargained", two.settled), ("pooled", two.pooled))
    found = [f"{name} {belief_words(forecast.belief)[0]}" for name, forecast in told if forecast is not None]
    if two.counted is None:
        found.insert(0, "not counted")
    return f"{two.question.text} {', '.join(found).capitalize()}"


def _compared(two: TwoWays) -> list[Html]:
    return [tag("p", typeset(one)) for one in two_ways_whole(two)]


def _further(two: TwoWays, numbers: ClaimNumbers, shown: set[str]) -> list[Html]:
    """A decision that does not lead: the words, and its actors unless they were shown already."""
    again = two.issue.id in shown
    shown.add(two.issue.id)
    actors = [] if again else [*_actors(two, numbers), *_moves(two)]
    same = tag("p", "The same actors on the same scale as above, from another place on it.", class_="note")
    return [*_compared(two), *([same] if again else actors)]


# -------------------------------------------------------------------- drawings


def _ways(two: TwoWays) -> Html:
    """The two ways and what is made of them, on one scale from 0 to 100 %."""
    told = (("Counted: how often the like came about", two.counted), ("Bargained: who wants it", two.settled),
            ("Pooled: what we say", two.pooled))  # fmt: skip
    items = [(name, f.belief.p, f.belief.low, f.belief.high, False)
             for name, f in told if f is not None and isinstance(f.belief, Probability)]  # fmt: skip
    title = f"Two ways to answer “{two.question.text}”"
    described = "; ".join(f"{name} {percent(p)} ({percent_range(low, high)})" for name, p, low, high, _ in items)
    caption = "Dot: the probability of yes; line: the 90 % range of what it might be, given the evidence at hand."
    drawings = (draw(probability_chart(items, width=width), ident=ident, title=title, description=described)
                for width, ident in ((WIDE, "ways-wide"), (NARROW, "ways-narrow")))  # fmt: skip
    return _figure(drawings, caption)


def _table_of_actors(two: TwoWays, numbers: ClaimNumbers) -> list[Html]:
    title = f"Who stands where on “{two.issue.title}”, and where it settles"
    described = strip_words(two.issue, two.outcome)
    drawings = (
        draw(strip_chart(two.issue, two.outcome, threshold=two.threshold, width=width), ident=ident, title=title,
             description=described)
        for width, ident in ((WIDE, "strip-wide"), (NARROW, "strip-narrow"))
    )  # fmt: skip
    caption = (
        "Actors from one end of the scale to the other. Dot: the middle, larger with more weight; line: 90 % of where "
        "they may stand; hollow: judged, without words of the text. Below, where each model sees it settle. Right of "
        "the dashed line it is a yes."
    )
    return [tag("h3", "Who wants what"), _figure(drawings, caption), *_actors(two, numbers)]


def _figure(drawings: Iterator[Html], caption: str) -> Html:
    wide, narrow = drawings
    return tag(
        "figure", tag("div", wide, class_="wide"), tag("div", narrow, class_="narrow"),
        tag("figcaption", typeset(caption)), class_="odds",
    )  # fmt: skip


# ----------------------------------------------------------------------- tables


def _actors(two: TwoWays, numbers: ClaimNumbers) -> list[Html]:
    weights = actor_weights(two.issue.stances)
    rows = [_actor(stance, weights[stance.actor], numbers) for stance in by_position(two.issue.stances)]
    low, high = two.issue.low_label or estimate(two.issue.low), two.issue.high_label or estimate(two.issue.high)
    caption = (
        f"Positions from {estimate(two.issue.low)} ({low}) to {estimate(two.issue.high)} ({high}); a yes from "
        f"{estimate(two.threshold)} on. Weight: the share of salience times capability."
    )
    return [table(COLUMNS, rows, caption=caption, class_="numbers actors")]


def _actor(stance: Stance, weight: float, numbers: ClaimNumbers) -> Sequence[Child]:
    low, middle, high = prior_quantiles(stance.position)
    _, cares, _ = prior_quantiles(stance.salience)
    words: list[Child] = (
        [quoted(stance.quote), " ", numbers.references(stance.claims)]
        if stance.quote is not None
        else [tag("span", JUDGED, class_="mark unread")]
    )
    return (
        stance.actor,
        [
            number(estimate(middle), middle),
            tag("span", f" {estimate(low)} to {estimate(high)}", class_="around") if low < high else None,
        ],
        number(estimate(cares), cares),
        number(percent(weight), weight),
        [*words, tag("div", typeset(stance.provenance), class_="around") if stance.provenance else None],
    )


def _moves(two: TwoWays) -> list[Html]:
    """The models one by one, who gives way, and whose change would matter most."""
    models = "; ".join(
        f"{bare(model.label)} {percent(chance.p)}{_unsettled(model.unsettled)}" for model, chance in two.chances
    )
    verdict = "The models agree" if two.outcome.agree else "The models do not agree"
    spread = f"{verdict}: their medians lie {percent(two.outcome.spread)} of the scale apart. {two.outcome.rule}"
    return [
        facts(
            ("Chance of yes, by model", models),
            ("Do they agree?", typeset(spread)),
            ("Who gives way", _yielding(two)),
            ("Who matters most", _mattering(two)),
        )
    ]


def _unsettled(share: float | None) -> str:
    return f" (not settled in {percent(share)} of draws)" if share else ""


def _yielding(two: TwoWays) -> str:
    """Who moves furthest, in the mean of the models in which actors move at all."""
    width = two.issue.high - two.issue.low
    moved: dict[str, list[float]] = {}
    for model in two.outcome.models:
        for shift in model.shifts:
            moved.setdefault(shift.actor, []).append(shift.after - shift.before)
    means = {actor: sum(own) / len(own) for actor, own in moved.items()}
    found = sorted((a for a in means if abs(means[a]) >= LEAST_SHIFT * width), key=lambda a: (-abs(means[a]), a))
    if not found:
        return "Nobody by more than a twentieth of the scale, in the mean of the models."
    return (
        "; ".join(f"{actor} by {signed(means[actor])}" for actor in found) + " on the scale, in the mean of the models"
    )


def _mattering(two: TwoWays) -> str | None:
    ranked = sorted(two.outcome.influences, key=lambda one: (-abs(_effect(one)), one.actor, one.change))
    told = [f"{one.actor} {one.change}: {_change(one)}" for one in ranked[:MATTERING] if _effect(one)]
    return "; ".join(told) or None


def _effect(one: Influence) -> float:
    return one.move if one.yes is None else one.yes


def _change(one: Influence) -> str:
    if one.yes is None:
        return f"{signed(one.move)} on the scale"
    return f"{signed(100 * one.yes)} percentage points in the chance of yes"


def _made(brief: Brief) -> Html | None:
    bargain = brief.bargain
    if bargain is None:
        return None
    own = bargain.negotiation
    day = f", as of {day_words(own.as_of)}" if own.as_of else ""
    head = f"{own.title}. Source: {own.source}{day}. {bargain.draws:,} draws of every uncertain number, one seed."
    edit = (
        "Take it into a file, edit who wants what, and ask again: contingent bargain ARTICLE --write FILE.toml, then "
    )
    return more(
        "How this was bargained",
        tag("p", typeset(head)),
        tag("ul", *(tag("li", typeset(note)) for note in (*own.notes, *bargain.notes))),
        tag("p", edit, tag("code", "contingent brief ARTICLE --actors FILE.toml"), "."),
    )
