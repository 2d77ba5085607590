"""What asking costs: tokens and money counted as they are spent, and a budget that is never passed knowingly."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from statistics import median

from contingent.core.errors import InputError, LanguageModelError

#: characters a token, where a server does not say how many it counted
CHARACTERS_A_TOKEN = 4
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one or more calls; usages add. `estimated` is how many calls had to be guessed from characters."""

    calls: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    estimated: int = 0

    def __add__(self, other: Usage) -> Usage:
        """The usage of both."""
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            reply_tokens=self.reply_tokens + other.reply_tokens,
            estimated=self.estimated + other.estimated,
        )

    @classmethod
    def guessed(cls, prompt: str, reply: str) -> Usage:
        """The usage of one call whose server counted nothing.

        >>> Usage.guessed("a" * 400, "b" * 40)
        Usage(calls=1, prompt_tokens=100, reply_tokens=10, estimated=1)
        """
        sizes = [-(-len(text) // CHARACTERS_A_TOKEN) for text in (prompt, reply)]
        return cls(calls=1, prompt_tokens=sizes[0], reply_tokens=sizes[1], estimated=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars a million tokens, as the server's owner charges them."""

    prompt: float
    reply: float

    def cost(self, usage: Usage) -> float:
        """What the usage costs in US dollars."""
        return (usage.prompt_tokens * self.prompt + usage.reply_tokens * self.reply) / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """How long requests took, in wall-clock seconds; `median` and `p95` are None where none was made.

    A try that failed is a request too: what is told is what a user waits for.
    """

    requests: int = 0
    total: float = 0.0
    median: float | None = None
    p95: float | None = None

    @classmethod
    def of(cls, seconds: list[float]) -> Latency:
        """The latency of requests that took so long; `p95` is the least time that 95 % of them kept within.

        >>> Latency.of([1.0, 2.0, 3.0])
        Latency(requests=3, total=6.0, median=2.0, p95=3.0)
        """
        if not seconds:
            return cls()
        ordered = sorted(seconds)
        place = -(-95 * len(ordered) // 100) - 1
        return cls(requests=len(ordered), total=sum(ordered), median=median(ordered), p95=ordered[place])


class Meter:
    """Counts what is used, from any number of threads; refuses a call once the budget is spent."""

    def __init__(self, prices: Prices | None = None, *, budget: float | None = None) -> None:
        """Count from nought.

        Raises:
            InputError: a budget without prices, which nothing could be held against, or one that is not above 0.
        """
        if budget is not None and prices is None:
            raise InputError(f"the budget is {budget} US dollars but no price is known; give the prices of tokens too.")
        if budget is not None and not budget > 0:
            raise InputError(f"the budget is {budget} US dollars; wanted more than 0.")
        self.prices = prices
        self.budget = budget
        self._lock = threading.Lock()
        self._used = Usage()
        self._seconds: list[float] = []

    @property
    def latency(self) -> Latency:
        """How long the requests so far took."""
        with self._lock:
            return Latency.of(self._seconds)

    @property
    def used(self) -> Usage:
        """What has been used so far."""
        with self._lock:
            return self._used

    @property
    def cost(self) -> float | None:
        """What that costs in US dollars; None where no price is known."""
        return None if self.prices is None else self.prices.cost(self.used)

    def before(self) -> None:
        """Nothing, while there is budget left; the call that passes it is the last.

        Raises:
            LanguageModelError: the budget is spent.
        """
        cost = self.cost
        if self.budget is not None and cost is not None and cost >= self.budget:
            raise LanguageModelError(
                f"the budget of {self.budget:g} US dollars is spent after {self.used.calls} calls."
            )

    def add(self, usage: Usage) -> None:
        """The usage is counted."""
        with self._lock:
            self._used = self._used + usage

    def waited(self, seconds: float) -> None:
        """A request that took so long is counted, whatever came of it."""
        with self._lock:
            self._seconds.append(seconds)
