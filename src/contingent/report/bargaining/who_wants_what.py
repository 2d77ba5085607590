"""Who wants what, on a terminal and in Markdown: each actor's place on the scale, and whose words put him there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from contingent.core.bargaining import Stance
from contingent.core.brief import Brief
from contingent.report.bargaining.strip import actor_weights, by_position
from contingent.report.bargaining.two_ways import TwoWays, two_ways, two_ways_whole
from contingent.report.console import columns, heading, plain, say
from contingent.report.leads import bare, ordered_questions
from contingent.report.numbers import estimate, percent
from contingent.report.words import prior_quantiles

if TYPE_CHECKING:
    from rich.console import Console

TOLD = 8  # actors on a terminal, the weightiest; the page has them all


def render_bargaining(brief: Brief, console: Console) -> None:
    """The actors of the leading decision and the chance by each model are on the console; else nothing."""
    found = two_ways(ordered_questions(brief), brief.forecasts, brief.bargain)
    if not found:
        return
    two = found[0]
    low, high = _ends(two)
    heading(console, "Will they? Who wants what")
    say(
        console,
        f"From {estimate(two.issue.low)} ({low}) to {estimate(two.issue.high)} ({high}); a yes from "
        f"{estimate(two.threshold)} on. Weight: salience times capability.",
    )
    weights = actor_weights(two.issue.stances)
    kept = sorted(weights, key=lambda actor: (-weights[actor], actor))[:TOLD]
    shown = columns(("Actor", "left"), ("Stands at", "right"), ("Weight", "right"), ("By", "left"))
    for stance in by_position(two.issue.stances):
        if stance.actor in kept:
            by = "judgement" if stance.quote is None else "words of the text"
            shown.add_row(*map(plain, (stance.actor, _place(stance), percent(weights[stance.actor]), by)))
    console.print(shown)
    if len(weights) > TOLD:
        say(console, f"  and {len(weights) - TOLD} more, in the page.")
    say(console, f"Chance of yes by model: {models_words(two)}.")
    if found[1:]:
        many = f"{len(found) - 1} other question{'' if len(found) == 2 else 's'}"
        say(console, f"Bargaining speaks to {many} as well: side by side in the page.")


def bargaining_markdown(brief: Brief, words: Callable[[object], str]) -> Iterator[str]:
    """The lines of every decision that is bargained over; `words` makes a text harmless."""
    found = two_ways(ordered_questions(brief), brief.forecasts, brief.bargain)
    if found:
        yield from ("", "## Will they?")
    shown: set[str] = set()
    for two in found:
        yield from ("", f"### {words(two.question.text)}", "", words(" ".join(two_ways_whole(two))), "")
        yield f"- Chance of yes by model: {words(models_words(two))}"
        if two.issue.id in shown:
            continue
        shown.add(two.issue.id)
        low, high = _ends(two)
        yield words(
            f"Positions from {estimate(two.issue.low)} ({low}) to {estimate(two.issue.high)} ({high}), a yes from "
            f"{estimate(two.threshold)} on:"
        ).join(("- ", ""))
        weights = actor_weights(two.issue.stances)
        for stance in by_position(two.issue.stances):
            by = f"“{words(stance.quote)}”" if stance.quote is not None else "judgement: no words of the text say so"
            at = words(f"{stance.actor}: {_place(stance)}, {percent(weights[stance.actor])} of the weight")
            yield f"  - {at}; {by}"


def models_words(two: TwoWays) -> str:
    """The chance of yes by each model, the lowest first."""
    return ", ".join(f"{bare(model.label)} {percent(chance.p)}" for model, chance in two.chances)


def _place(stance: Stance) -> str:
    low, middle, high = prior_quantiles(stance.position)
    return f"{estimate(middle)} ({estimate(low)} to {estimate(high)})" if low < high else estimate(middle)


def _ends(two: TwoWays) -> tuple[str, str]:
    return two.issue.low_label or "the low end", two.issue.high_label or "the high end"
