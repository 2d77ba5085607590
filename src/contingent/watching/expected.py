"""What was to be expected of a series had nothing changed: thousands of paths drawn from how it moved before.

The paths start where the series stood when the period began. Their memory (none, one to three days, or days, weeks and
months together), the clustering of their unrest and their tails are those of the reference stretch, and how little that
stretch says of them is drawn too, so that a short reference gives wide ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.signal import lfilter
from scipy.special import gammaln, logsumexp

from contingent.watching.tails import pareto

#: how far back memory reaches: the month of trading days that volatility and risk indices are known to need
LONGEST = 22
#: the memories tried, each lag a tuple of past days whose mean enters
MEMORIES: tuple[tuple[int, ...], ...] = ((), (1,), (1, 2), (1, 2, 3), (1, 5, 22))
MEANS = frozenset({(1, 5, 22)})
#: GARCH(1,1): weight of the last surprise, and how much of unrest stays to the next day; 0 is no clustering
SURPRISES = (0.03, 0.06, 0.1, 0.15, 0.22, 0.32)
STAYING = (0.8, 0.9, 0.95, 0.98, 0.995)
DEGREES = (3.0, 4.0, 6.0, 10.0, 40.0)
MOST_MEMORY = 0.999
LEAST_FOR_MONTHS = 250
#: a tail of few days looks lighter than it is: none is taken for lighter than that of Student's t of 7 degrees
LEAST_SHAPE = 0.15
#: how many forms of the surprises are drawn from, so that what a short reference does not say of them is drawn too
BOOTSTRAPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A series' ways, learned from its reference stretch: memory, clustering of unrest, and the form of surprises."""

    mean: float
    mean_error: float
    weights: Float[np.ndarray, " regressor"]
    error: Float[np.ndarray, "regressor regressor"]  # a factor F of the weights' covariance F F'
    lags: Float[np.ndarray, "regressor lag"]
    clusters: Float[np.ndarray, "cluster 2"]
    chances: Float[np.ndarray, " cluster"]
    starts: Float[np.ndarray, " cluster"]  # the variance expected of the first day of the period
    variance: float
    surprises: Float[np.ndarray, " day"]  # standardised, in rising order
    recent: Float[np.ndarray, " lag"]  # the last days before the period, newest first
    reference: Float[np.ndarray, " day"]  # standardised surprises in the order of days
    scale_error: float

    @property
    def memory(self) -> Float[np.ndarray, " lag"]:
        """What each past day counts for in the expectation of the next."""
        return np.asarray(self.weights @ self.lags) if self.weights.size else np.zeros(LONGEST)

    def whitened(self, path: Float[np.ndarray, "*draw day"]) -> Float[np.ndarray, "*draw day"]:
        """Surprises of days that follow the reference, over the unrest expected of them when the period began."""
        days = path.shape[-1]
        before = np.broadcast_to(self.recent[::-1], (*path.shape[:-1], LONGEST))
        whole = np.concatenate([before, path], axis=-1) - self.mean
        memory = self.memory
        found = whole[..., LONGEST:].copy()
        for lag in np.flatnonzero(memory):
            found -= memory[lag] * whole[..., LONGEST - 1 - lag : LONGEST - 1 - lag + days]
        return np.asarray(found / np.sqrt(self.unrest(days)))

    def unrest(self, days: int) -> Float[np.ndarray, " day"]:
        """The variance expected of the surprise of each of the next days."""
        staying = self.clusters.sum(axis=1)
        paths = self.variance + (self.starts - self.variance)[:, None] * staying[:, None] ** np.arange(days)
        return np.asarray(self.chances @ paths)

    def draw(self, days: int, *, draws: int, rng: np.random.Generator) -> Float[np.ndarray, "draw day"]:
        """Paths of the next `days` days as if nothing had changed."""
        cluster = _pick(self.chances, draws, rng)
        surprise, stay = self.clusters[cluster].T
        scale = np.exp(self.scale_error * rng.standard_normal(draws))
        variance = self.starts[cluster]
        memory = self._memories(draws, rng)
        mean = self.mean + self.mean_error * rng.standard_normal(draws)
        shocks = self._shocks(days, draws, rng) * scale
        path = np.empty((LONGEST + days, draws))
        path[:LONGEST] = self.recent[::-1, None] - mean
        far = int(np.flatnonzero(self.memory)[-1]) + 1 if self.memory.any() else 0
        base = self.variance * (1 - surprise - stay)
        for day in range(days):
            shock = shocks[day] * np.sqrt(variance)
            now = LONGEST + day
            path[now] = shock
            if far:
                path[now] += np.einsum("ld,ld->d", memory[:far], path[now - far : now][::-1])
            variance = base + surprise * shock * shock + stay * variance
        return np.ascontiguousarray((path[LONGEST:] + mean).T)

    def _shocks(self, days: int, draws: int, rng: np.random.Generator) -> Float[np.ndarray, "day draw"]:
        """Surprises of unit spread; each part of the draws has a form that the reference may have."""
        at = rng.random((days, draws))
        found = np.empty_like(at)
        parts = np.array_split(np.arange(draws), BOOTSTRAPS)
        for form, part in zip(forms(self.surprises, rng), parts, strict=True):
            found[:, part] = quantiles(form, at[:, part])
        return found

    def _memories(self, draws: int, rng: np.random.Generator) -> Float[np.ndarray, "lag draw"]:
        if not self.weights.size:
            return np.zeros((LONGEST, draws))
        weights = self.weights[:, None] + self.error @ rng.standard_normal((self.weights.size, draws))
        sums = weights.sum(axis=0)
        weights = weights * np.where(sums > MOST_MEMORY, MOST_MEMORY / np.maximum(sums, MOST_MEMORY), 1.0)
        return np.asarray(self.lags.T @ weights)


def forms(ordered: Float[np.ndarray, " day"], rng: np.random.Generator) -> list[Float[np.ndarray, " day"]]:
    """Bootstrap samples of surprises, as many as BOOTSTRAPS, each of mean 0 and spread 1 and in rising order."""
    found = []
    for sample in np.sort(rng.choice(ordered, (BOOTSTRAPS, ordered.size)), axis=1):
        form = sample - sample.mean()
        spread = float(form.std())
        # the same few values again and again have no form
        found.append(form / spread if spread > 1e-9 else ordered)
    return found


def quantiles(ordered: Float[np.ndarray, " day"], at: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """Quantiles of a sample whose tails go on beyond its extremes as generalised Pareto tails (shape .15 to .4)."""
    n = ordered.size
    share = min(max(0.05, 10 / n), 0.2)
    found = np.asarray(np.interp(at, (np.arange(n) + 0.5) / n, ordered))
    for sign in (1.0, -1.0):
        rising = ordered if sign > 0 else -ordered[::-1]
        threshold = float(np.quantile(rising, 1 - share))
        over = rising[rising > threshold] - threshold
        tail = (1 - at if sign > 0 else at) / share
        far = tail < 1
        if over.size < 2 or not far.any():
            continue
        shape, scale = pareto(over, least=LEAST_SHAPE, most=0.4)
        chance = np.maximum(tail[far], 1e-9)
        excess = scale * (chance**-shape - 1) / shape
        found[far] = sign * (threshold + excess)
    return found


def learn(reference: Float[np.ndarray, " day"]) -> Expected:
    """The ways of a reference stretch of at least 40 values that are not all equal.

    The memory with the least BIC is taken, its weights by least squares, their sum moved up by (1 + 3 sum) / n (its
    bias in short stretches). Source: Kendall (1954) for the bias, Corsi (2009) for the days, weeks and months,
    Bollerslev (1986) for GARCH (general knowledge, unverified).
    """
    mean = float(reference.mean())
    centred = reference - mean
    used = centred.size - LONGEST
    lags, weights, regressors, left = min((_fit(centred, memory) for memory in MEMORIES), key=_bic)
    # a series that follows from its past without any chance is given a little
    variance = max(float(left @ left) / max(used - weights.size, 1), 1e-12 * float(centred @ centred) / centred.size)
    error = np.zeros((weights.size, weights.size))
    if weights.size:
        sizes, axes = np.linalg.eigh(np.linalg.pinv(regressors.T @ regressors, hermitian=True) * variance)
        error = axes * np.sqrt(np.maximum(sizes, 0.0))
        total = float(weights.sum())
        weights = weights.copy()
        weights[0] += min((1 + 3 * total) / used, max(MOST_MEMORY - total, 0.0)) if total > 0 else 0.0
    forget = max(1 - float(weights.sum()), 1 - MOST_MEMORY)
    mean_error = min(np.sqrt(variance / centred.size) / forget, float(centred.std()))
    # the first days, whose surprises the regression has not, are left out of the clustering too
    clusters, chances, starts, surprises = _cluster(left, variance)
    ordered = np.sort(surprises)
    kurtosis = min(float((surprises**4).mean()), 30.0)
    return Expected(
        mean=mean, mean_error=float(mean_error), weights=weights, error=error, lags=lags, clusters=clusters,
        chances=chances, starts=starts, variance=variance, surprises=ordered, recent=reference[: -LONGEST - 1 : -1],
        reference=surprises, scale_error=float(np.sqrt(max(kurtosis - 1, 0.5) / (4 * used))),
    )  # fmt: skip


_Fit = tuple[
    Float[np.ndarray, "regressor lag"], Float[np.ndarray, " regressor"], Float[np.ndarray, "used regressor"],
    Float[np.ndarray, " used"],
]  # fmt: skip


def _fit(centred: Float[np.ndarray, " day"], memory: tuple[int, ...]) -> _Fit:
    lags = _lags(memory)
    past = np.lib.stride_tricks.sliding_window_view(centred, LONGEST)[:-1, ::-1]
    regressors, target = past @ lags.T, centred[LONGEST:]
    weights = np.linalg.lstsq(regressors, target, rcond=None)[0] if memory else np.zeros(0)
    return lags, weights, regressors, target - regressors @ weights


def _bic(fit: _Fit) -> float:
    lags, weights, _, left = fit
    # the mean of a month, of a stretch of few months, pulls against itself: no memory is negative that long
    if (lags > 0).sum() > weights.size and (left.size < LEAST_FOR_MONTHS or float(weights[1:].min()) < 0):
        return np.inf
    return float(left.size * np.log(max(float(left @ left), 1e-300)) + weights.size * np.log(left.size))


def _lags(memory: tuple[int, ...]) -> Float[np.ndarray, "regressor lag"]:
    lags = np.zeros((len(memory), LONGEST))
    for row, lag in enumerate(memory):
        if memory in MEANS:
            lags[row, :lag] = 1 / lag
        else:
            lags[row, lag - 1] = 1
    return lags


def _cluster(
    left: Float[np.ndarray, " day"], variance: float
) -> tuple[
    Float[np.ndarray, "cluster 2"], Float[np.ndarray, " cluster"], Float[np.ndarray, " cluster"],
    Float[np.ndarray, " day"],
]:  # fmt: skip
    """Every way of clustering with its chance (half of it, before the data, that there is none), by Student's t."""
    pairs = [(0.0, 0.0)] + [(a, staying - a) for staying in STAYING for a in SURPRISES if a < staying]
    squares = left * left
    degrees = np.array(DEGREES)
    norm = gammaln((degrees + 1) / 2) - gammaln(degrees / 2) - 0.5 * np.log(np.pi * (degrees - 2))
    unrest = np.empty((len(pairs), left.size + 1))
    fits = np.empty(len(pairs))
    for place, (surprise, stay) in enumerate(pairs):
        fed = np.concatenate([[variance], variance * (1 - surprise - stay) + surprise * squares])
        unrest[place] = lfilter([1.0], [1.0, -stay], fed)
        now = unrest[place, :-1]
        ratio = squares / now
        kernel = np.log1p(ratio / (degrees[:, None] - 2)).sum(axis=1) * (degrees + 1) / 2
        fits[place] = logsumexp(left.size * norm - 0.5 * np.log(now).sum() - kernel)
    prior = np.full(len(pairs), -np.log(2 * (len(pairs) - 1)))
    prior[0] = -np.log(2)
    chances = np.exp(fits + prior - logsumexp(fits + prior))
    best = int(chances.argmax())
    surprises = left / np.sqrt(unrest[best, :-1])
    surprises = surprises - surprises.mean()
    surprises = surprises / max(float(surprises.std()), 1e-300)
    return np.array(pairs), chances / chances.sum(), unrest[:, -1].copy(), surprises


def _pick(chances: Float[np.ndarray, " cluster"], draws: int, rng: np.random.Generator) -> Int[np.ndarray, " draw"]:
    found = np.searchsorted(np.cumsum(chances), rng.random(draws), side="right")
    return np.minimum(found, chances.size - 1)
