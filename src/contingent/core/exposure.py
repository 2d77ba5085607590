"""What an event touches: instruments tied to kinds of events, what they did after such events, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: at or below this false discovery rate an effect stands out
MOST_Q = 0.1
#: years of forecasts below which resampling years says too little of chance; a judgement
LEAST_YEARS = 10
#: what stands beside every telling of effects
DISCLAIMER = "Past events, not a forecast; not investment advice."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Why an instrument is watched after events of a kind: the map from events to instruments, one line of it."""

    event: str
    instrument: str
    label: str
    why: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one instrument did in the `window_days` after past events of one kind, beyond what it does anyway.

    `mean` is the mean cumulative abnormal return with its 90 % interval; `p` its permutation p-value against placebo
    days, `q` after all instruments were counted. `up` is the share of events after which it rose, beside `usual_up`
    over all days. `skill_direction` and `skill_size` are the shares by which a forecast from past events beat the
    unconditional distribution out of sample (Brier; CRPS, that distribution at the same recent volatility), with 90 %
    intervals (None: too few years to tell chance); at or below 0: it did not. `q_rarer` and `q_commoner` are q had
    events been made half and twice as common (None: too few events to tell).
    """

    tie: Tie
    window_days: int
    events: int
    mean: float
    low: float
    high: float
    unit: str
    p: float
    q: float
    up: float
    usual_up: float
    skill_direction: float
    skill_direction_low: float | None = None
    skill_direction_high: float | None = None
    skill_size: float
    skill_size_low: float | None = None
    skill_size_high: float | None = None
    verdict: str
    first_event: date
    last_event: date
    q_rarer: float | None = None
    q_commoner: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What the events of an article touch, as far as past events show: only effects that stand out, each cited.

    Empty `effects`: nothing stood out, and a brief stays silent. `fitted_as_of`: no later day entered.
    """

    kinds: tuple[str, ...]
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]
    tried: int
    fitted_as_of: date
    note: str
