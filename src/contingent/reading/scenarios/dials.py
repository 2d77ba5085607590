"""What an article supposes, as settings of the dials of the simulated world; our own choices say that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.belief import Prior
from contingent.core.interventions import Aid, Arrival, Side, Supply, Talks
from contingent.core.nouns import Claim, Quantity
from contingent.reading.forces.troops import amount

FIRST_DAY = 30  # days from as_of to the first effect, where the text gives no day
EVERY_DAYS = 30
SUPPLY_DAYS = 180
UNREAD = "general knowledge, unverified"
_STATED = "stated in the article"
_ABOUT_LOG_SD = 0.1
_INEXPERIENCED = re.compile(
    r"\b(?:(?:no|little|without|lacks?|lacking|limited)\s+(?:any\s+)?(?:combat|battle\w*)\s+experience|"
    r"(?:badly|poorly|hastily|barely)\s+trained|untrained|inexperienced|untested|raw recruits?|green troops)\b",
    re.IGNORECASE,
)
_PROVEN = re.compile(
    r"\b(?:elite|special (?:operations?|forces)|battle-hardened|hardened|veterans?|seasoned|well[- ]trained|"
    r"combat-experienced|experienced (?:soldiers|troops|fighters))\b",
    re.IGNORECASE,
)


def size_prior(claim: Claim, *, name: str) -> Prior:
    """The size that a claim gives: exact as a point, "about" with a narrow spread, a range as it stands, in persons."""
    detail = claim.detail
    assert isinstance(detail, Quantity)  # only quantities are sized
    value = amount(detail) or 0.0
    unit = "persons"
    if detail.value is None and detail.low is not None and detail.high is not None and detail.low < detail.high:
        return Prior(name=name, family="uniform", parameters=(detail.low, detail.high), unit=unit, source=_STATED)
    if detail.comparator in ("~", "<~", ">~"):
        source = f"{_STATED}; what its {detail.approx_cue or 'about'!r} allows, a tenth up or down, is our choice"
        return Prior(name=name, family="lognormal", parameters=(value, _ABOUT_LOG_SD), unit=unit, source=source)
    return Prior(name=name, family="point", parameters=(value,), unit=unit, source=_STATED)


def present(sender: str, side: Side, already: float, provenance: str) -> Arrival:
    """Those of `sender` who are there already, and nobody more."""
    size = Prior(name=f"{sender}: none to come", family="point", parameters=(0.0,), unit="persons", source=_STATED)
    return Arrival(
        contingent=sender, side=side, size=size, tranches=0, present=already, first_day=0, provenance=provenance
    )


def supply(side: Side, what: str, provenance: str) -> Supply:
    """A gift of munitions of unknown worth: the number given says little about the share of monthly use it replaces."""
    fraction = Prior(
        name=f"worth of {what} as a share of monthly use",
        family="lognormal",
        parameters=(0.1, 0.8),
        unit="share",
        source=f"{UNREAD}: how a count of {what} maps to a share of the munitions used a month is not known; wide",
        verified=False,
        sign_constrained=True,
    )
    return Supply(side=side, fraction=fraction, start_day=FIRST_DAY, days=SUPPLY_DAYS, what=what, provenance=provenance)


def aid(side: Side, giver: str, provenance: str, *, cut: bool = False) -> Aid:
    """Third-party aid of unknown worth, or its end: the effect of aid on a war is not identified by its history."""
    family, parameters = ("uniform", (-0.3, 0.0)) if cut else ("lognormal", (0.05, 0.8))
    fraction = Prior(
        name=f"{'loss' if cut else 'worth'} of aid by {giver} as a share of force",
        family=family,
        parameters=parameters,
        unit="share",
        source=f"{UNREAD}: aid answers trouble, so the past does not show what it is worth; wide",
        verified=False,
        sign_constrained=True,
    )
    return Aid(side=side, fraction=fraction, giver=giver, start_day=FIRST_DAY, provenance=provenance)


def talks(provenance: str) -> Talks:
    """Peace talks: the hazard of a cease-fire may rise, and may not."""
    factor = Prior(
        name="effect of talks on the hazard of a cease-fire",
        family="lognormal",
        parameters=(2.0, 0.7),
        unit="factor",
        source=f"{UNREAD}: talks often precede a cease-fire and often fail; wide, and below 1 in one case of six",
        verified=False,
    )
    return Talks(factor=factor, start_day=FIRST_DAY, provenance=provenance)


def quality(sentences: Sequence[str]) -> tuple[tuple[Prior, ...], str | None]:
    """What the words about training and experience change in the world's priors, and a sentence that owns up to it.

    Praise and blame together cancel: the default stays, and the sentence says why.
    """
    blamed = sorted({m.group(0) for text in sentences for m in _INEXPERIENCED.finditer(text)}, key=str.lower)
    praised = sorted({m.group(0) for text in sentences for m in _PROVEN.finditer(text)}, key=str.lower)
    words = ", ".join(f"“{cue}”" for cue in (*blamed, *praised))
    if not words:
        return (), None
    if blamed and praised:
        return (), (
            f"Quality of the newcomers: the article's words point both ways ({words}); the world's own prior stays."
        )
    shape = (5.0, 5.0) if blamed else (8.0, 3.0)
    prior = Prior(
        name="initial_quality",
        family="beta",
        parameters=shape,
        unit="1",
        source=f"the article says {words}; how far that moves the prior is our choice, {UNREAD}",
        verified=False,
    )
    mean = shape[0] / (shape[0] + shape[1])
    return (prior,), f"Quality of the newcomers: for {words} we set the initial quality to {mean:.2f} on average."
