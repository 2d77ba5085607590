"""The checks: do the article's numbers add up? Every way to read them, with its arithmetic and the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Check, CheckReading
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import estimate, typeset, with_unit
from contingent.report.sections.parts import ClaimNumbers, number, section, table
from contingent.report.words import VERDICTS

OPEN = ("mismatch", "ambiguous")  # verdicts told in full; the others are one line each until opened
DIGITS = 4  # of a quotient: enough to tell 21.3 from 20


def ordered_checks(checks: Sequence[Check]) -> list[Check]:
    """What does not add up first, what does last; else in the order given."""
    order = list(VERDICTS)
    return sorted(checks, key=lambda check: order.index(check.verdict))


def checks_section(checks: Sequence[Check], numbers: ClaimNumbers) -> Html | None:
    """All checks; None where there is none."""
    if not checks:
        return None
    return section(
        "checks",
        "Do the numbers add up?",
        *(_check(check, numbers) for check in ordered_checks(checks)),
        lead="Arithmetic over the article’s own numbers, with every way of reading them.",
    )


def _check(check: Check, numbers: ClaimNumbers) -> Html:
    judged = any(reading.fits is not None for reading in check.readings)
    rows: list[list[Child]] = [
        [reading.label, arithmetic(reading), *([_fits(reading)] if judged else [])] for reading in check.readings
    ]
    columns = ("Read as", "Arithmetic", "Fits the words?") if judged else ("Read as", "Arithmetic")
    verdict = tag("span", VERDICTS[check.verdict], class_=f"verdict {check.verdict.replace('_', '-')}")
    heading = tag("h3", check.statement, dir="auto")
    stated = check.stated if check.stated and check.stated not in check.statement else None
    body = [
        tag("p", check.explanation, " ", numbers.references(check.claims)),
        tag("p", f"The text says: {stated}.", class_="note") if stated else None,
        table(columns, rows, caption="Ways to read it", class_="arithmetic") if rows else None,
        tag("p", f"Tolerance: {check.tolerance}.", class_="note") if check.tolerance else None,
    ]
    if check.verdict in OPEN:
        return tag("article", tag("p", verdict), heading, *body, class_="card check")
    return tag("article", tag("details", tag("summary", heading, verdict), *body, class_="row"), class_="card check")


def arithmetic(reading: CheckReading) -> Html:
    """A reading's formula and what comes out."""
    terms, value = arithmetic_words(reading)
    return join(terms, " = ", number(value, reading.value) if reading.value is not None else value)


def arithmetic_words(reading: CheckReading) -> tuple[str, str]:
    """A reading's terms, without a result they may bring along, and what comes out, in print."""
    terms = typeset(reading.formula.rpartition("=")[0].strip() or reading.formula)
    if reading.value is None:
        return terms, "not defined"
    return terms, with_unit(estimate(reading.value, DIGITS), reading.unit, reading.value)


def _fits(reading: CheckReading) -> str:
    return {True: "yes", False: "no", None: "cannot be said"}[reading.fits]
