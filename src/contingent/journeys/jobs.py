"""What a job does: an article that was pasted, uploaded or named becomes a brief in the ledger, whoever dies meanwhile.

Running a job twice leaves what running it once does: what an address held is kept with the job before it is read, and
a brief is in the ledger under its content.
"""

from __future__ import annotations

import base64
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.errors import ArticleError, BusyError, ContingentError, InputError, LedgerError, ValueRangeError
from contingent.core.times import parse_date
from contingent.ledger.chain import content_key
from contingent.ledger.desk import Desk
from contingent.ledger.desk_jobs import Job
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy
from contingent.sources.articles import Article, is_address, named_article, read_article

READ = "read"
PASTED = "pasted text"
PATHS = 1 << 14
FEWEST_PATHS, MOST_PATHS = 256, 1 << 17
#: jobs that may wait at a time
MOST_WAITING = 100
WAITING = "Waiting for its turn"
FETCHING, READING, KEEPING = "Fetching the article", "Reading the article", "Keeping the forecasts"
_STAGES = 4  # reading, simulating, forecasting, keeping
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An article to be read: itself, or the address it is at.

    `as_of` is the day whose knowledge is used (None: the article's own); `paths` are simulated paths a branch.
    """

    article: Article | None = None
    address: str | None = None
    as_of: date | None = None
    paths: int = PATHS
    seed: int = 1

    def __post_init__(self) -> None:
        if (self.article is None) == (self.address is None):
            raise InputError("give one article: paste its text, choose a file, or name its address.")
        if not FEWEST_PATHS <= self.paths <= MOST_PATHS:
            raise ValueRangeError(f"paths is {self.paths}; wanted {FEWEST_PATHS} to {MOST_PATHS} a branch.")
        if self.seed < 0:
            raise ValueRangeError(f"seed is {self.seed}; wanted 0 or more.")

    @property
    def origin(self) -> str:
        """What the article is called until it is read."""
        return self.article.origin if self.article is not None else str(self.address)

    @property
    def stages(self) -> int:
        """How many stages the job has."""
        return _STAGES + (self.address is not None)


def pasted(text: str) -> Article:
    """The article of a text that a reader pasted.

    Raises:
        ArticleError: nothing but white space, or more than 10 MB.
    """
    if not text.strip():
        raise ArticleError("the text is empty; wanted an article. Paste its text, choose a file, or name its address.")
    return named_article("", text.encode("utf-8", "replace"))._replace(origin=PASTED)


def uploaded(name: str, raw: bytes) -> Article:
    """The article of a file that a reader chose: only the last part of its name is kept.

    Raises:
        ArticleError: an empty file, or more than 10 MB.
    """
    own = name.replace("\\", "/").rpartition("/")[2].strip()[:200] or "a file without a name"
    if not raw:
        raise ArticleError(f"the file {own!r} is empty; wanted an article as text, Markdown or HTML.")
    return named_article(own, raw)


def named_address(text: str) -> str:
    """The http or https address in a text; whether it may be fetched is found out when it is.

    Raises:
        InputError: it is none.
    """
    address = text.strip()
    if not is_address(address) or not address.lower().startswith(("http://", "https://")):
        raise InputError(f"{address[:80]!r} is no web address; wanted one that begins with https:// or http://.")
    if len(address) > _LONGEST_ADDRESS or not address.isprintable():
        raise InputError(f"the address is no usable one; wanted at most {_LONGEST_ADDRESS} printable characters.")
    return address


def ask(desk: Desk, request: Request, asked_by: str) -> str:
    """The id of a new job, on disk, that waits for a worker.

    Raises:
        BusyError: too many jobs wait already.
        LedgerError: it cannot be kept.
    """
    if (waiting := desk.jobs.waiting()) >= MOST_WAITING:
        raise BusyError(f"{waiting} articles wait to be read already; try again when some of them are done.")
    return desk.jobs.ask(READ, _plain(request), asked_by=asked_by, stages=request.stages).id


def run(job: Job, desk: Desk, where: str | Path, *, policy: AddressPolicy = PUBLIC_INTERNET) -> Job:
    """The job as it ended: done, with the hex of its brief's key, or failed with one sentence; its holder runs it.

    An error that nobody foresaw fails it as well, and is told on standard error.

    Raises:
        LedgerError: the ledger or the desk cannot be written; the job has not ended.
    """
    owner = job.owner or ""
    try:
        result = _read(job, desk, where, policy=policy)
        desk.jobs.finish(job.id, owner, result)
    except LedgerError:
        raise
    except ContingentError as error:
        desk.jobs.fail(job.id, owner, " ".join(str(error).split()))
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        desk.jobs.fail(job.id, owner, _unforeseen(error))
    return desk.jobs.get(job.id)


def _read(job: Job, desk: Desk, where: str | Path, *, policy: AddressPolicy) -> str:
    from contingent.journeys.brief import make_brief  # imported late: numpy and numba, which a server need not load
    from contingent.journeys.keep import keep_brief

    request = _request(desk.jobs.request(job.id))
    done = 0

    def say(stage: str) -> None:
        nonlocal done
        desk.jobs.stage(job.id, job.owner or "", stage, done=done, total=request.stages)
        done += 1

    article = request.article
    if article is None:
        say(FETCHING)
        article = read_article(str(request.address), sys.stdin.buffer, policy=policy)
        desk.jobs.amend(job.id, job.owner or "", _plain(replace(request, article=article, address=None)))
    say(READING)
    brief = make_brief(article, as_of=request.as_of, draws=request.paths, seed=request.seed, say=say)
    say(KEEPING)
    keep_brief(brief, where)
    return brief_key(brief)


def brief_key(brief: Any) -> str:
    """The hex of the key under which `journeys.keep.keep_brief` keeps a brief: the name it has in addresses."""
    return content_key(replace(brief, run=None)).removeprefix("sha256:")


def _plain(request: Request) -> dict[str, Any]:
    article = request.article
    held: dict[str, Any] = {
        "origin": request.origin, "as_of": request.as_of and request.as_of.isoformat(), "paths": request.paths,
        "seed": request.seed,
    }  # fmt: skip
    if article is None:
        return {**held, "address": request.address}
    content = base64.b64encode(article.raw).decode("ascii")
    return {**held, "content_type": article.content_type, "content": content}


def _request(held: Mapping[str, Any]) -> Request:
    article = None
    if "content" in held:
        article = Article(base64.b64decode(held["content"]), held["origin"], held["content_type"])
    as_of = held["as_of"]
    return Request(
        article=article, address=held.get("address"), paths=held["paths"], seed=held["seed"],
        as_of=None if as_of is None else parse_date(as_of, name="as_of"),
    )  # fmt: skip


def _unforeseen(error: Exception) -> str:
    kind = type(error).__name__
    return (
        f"Reading it failed in a way that nobody foresaw ({kind}); nothing was kept. Who runs the service finds the "
        "details in its log."
    )
