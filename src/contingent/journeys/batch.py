"""Many articles read over all cores: results in the order given, memory bounded, one bad article never the end."""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Generic, TypeVar

from contingent.core.errors import ContingentError, InputError, ValueRangeError
from contingent.journeys.gathering.gathered import Refused
from contingent.journeys.read import Read, read_article_text
from contingent.pools import processors
from contingent.sources.articles import Article

Kept = TypeVar("Kept")

#: articles on their way to each worker: enough to keep it busy, few enough to hold in memory
AHEAD = 3


def whole(read: Read) -> Read:
    """The reading as it is; the default of what `read_batch` keeps of each."""
    return read


def read_batch(
    articles: Iterable[Article | Refused],
    *,
    as_of: date | None,
    workers: int = 0,
    keep: Callable[[Read], Kept] = whole,  # type: ignore[assignment]
) -> Iterator[Kept | Refused]:
    """What `keep` makes of each article's reading, or why there is none, in the order given.

    A refusal among the articles passes through. At most `AHEAD` articles a worker are taken before their results are:
    neither the articles nor the readings ever lie in memory all at once. An article on which a worker dies is refused
    and the rest goes on. One worker and many give the same.

    Args:
        articles: taken one after the other, as results are.
        as_of: the day to read as of; None: each article's own.
        workers: how many processes; 1 reads in this one, 0 is one for each processor this process may use.
        keep: makes of a reading what the caller needs; it runs in the worker, so with several it must be a function of
            a module, and what it returns must be picklable.

    Raises:
        ValueRangeError: a negative number of workers.
        InputError: `keep` cannot be sent to another process.
    """
    if workers < 0:
        raise ValueRangeError(f"workers is {workers}; wanted a count of at least 1, or 0 for one a processor")
    one = partial(_read_one, as_of=as_of, keep=keep)
    count = workers or processors()
    if count == 1:
        return map(one, articles)
    try:
        pickle.dumps(one)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(
            f"what is to be kept of each reading cannot be sent to a worker ({error}); wanted a function of a module."
        ) from error
    return _Spread(one, count).results(articles)


def _read_one(article: Article | Refused, *, as_of: date | None, keep: Callable[[Read], Kept]) -> Kept | Refused:
    if isinstance(article, Refused):
        return article
    try:
        return keep(read_article_text(article, as_of=as_of))
    except ContingentError as error:
        return Refused.of(article.origin, error)
    except Exception as error:  # a fault of ours: it must cost one article, and be seen
        return _fault(article, error)


def _fault(article: Article, error: Exception) -> Refused:
    why = f"the reader failed on it ({type(error).__name__}: {error}): a fault of the reader; please report it."
    return Refused(place=article.origin, why=why, error=type(error).__name__)


class _Spread(Generic[Kept]):
    """Articles on their way to spawned processes, first in, first out.

    Spawned, not forked: a fork copies the locks of other threads as they stand, and would hang on them.
    """

    def __init__(self, one: Callable[[Article | Refused], Kept | Refused], workers: int) -> None:
        self._one, self._workers = one, workers
        self._executor: ProcessPoolExecutor | None = None

    def results(self, articles: Iterable[Article | Refused]) -> Iterator[Kept | Refused]:
        """One result an article, in order."""
        waiting: deque[tuple[Article | Refused, Future[Kept | Refused] | None]] = deque()
        following = iter(articles)
        ended = False
        try:
            while True:
                while not ended and len(waiting) < self._workers * AHEAD:
                    article = next(following, None)
                    if article is None:
                        ended = True
                        break
                    waiting.append((article, self._submitted(article)))
                if not waiting:
                    return
                article, future = waiting.popleft()
                yield self._result(article, future)
        finally:
            self._close()

    def _submitted(self, article: Article | Refused) -> Future[Kept | Refused] | None:
        if isinstance(article, Refused):
            return None
        for _ in range(2):
            if self._executor is None:
                self._executor = _processes(self._workers)
            try:
                return self._executor.submit(self._one, article)
            except BrokenProcessPool:
                self._close()  # a worker died since: those on their way are read again, each alone
        return None

    def _result(self, article: Article | Refused, future: Future[Kept | Refused] | None) -> Kept | Refused:
        if isinstance(article, Refused):
            return article
        if future is None:
            return self._alone(article)
        try:
            return future.result()
        except BrokenProcessPool:
            return self._alone(article)
        except Exception as error:  # what was kept of it could not be sent back
            return _fault(article, error)

    def _alone(self, article: Article) -> Kept | Refused:
        """The article read by a process of its own: if that dies too, it was this article that killed it."""
        with _processes(1) as executor:
            try:
                return executor.submit(self._one, article).result()
            except BrokenProcessPool:
                why = "the process that read it died, killed or out of memory; the others were read."
                return Refused(place=article.origin, why=why, error="BrokenProcessPool")
            except Exception as error:  # as above
                return _fault(article, error)

    def _close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def _processes(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that was called: a worker ends with it, and prints nothing of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
