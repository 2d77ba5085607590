"""R7: ten thousand malformed articles, feeds and sitemaps are read or refused, soon and in little memory."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from contingent.journeys.read import read_article_text
from contingent.sources.articles import Article, named_article
from contingent.sources.feeds import read_feed
from contingent.sources.sitemaps import read_sitemap
from proof.malformed.baits import bait, names, shown
from proof.malformed.made import articles, made
from proof.measured import Cost, cost, held
from proof.row import Figure, Row, Size, Tell, at_least, at_most, exactly, told

_DAY = date(2026, 11, 18)
_ORIGIN = "https://a.example/feed"
_CUT_OFF = 20.0  # CPU-seconds after which a text is given up
_WORKERS, _BATCH = 2, 50
_SHORT, _TIMES = 10_000, 4  # characters of a bait, and how much longer the other is
#: a text of four times the length may take eight times as long, where it takes long enough to be measured
_MOST_GROWTH, _LEAST_SECONDS = 8.0, 0.3
_ready = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one text."""

    number: int
    kind: str
    length: int
    cost: Cost


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every text is read for itself in a process that has read one before, so that only its own cost is counted."""
    tries = size.of(10_000, 40)
    if size.full:
        found = list(_by_workers(tries, size.seed, tell))
        growing = _growing(tell)
    else:
        _prepare()
        found, growing = _read((0, tries, size.seed, 4_000)), []
    crashes = [one for one in found if one.cost.crashed]
    slow = max(found, key=lambda one: one.cost.seconds)
    large = max(found, key=lambda one: one.cost.megabytes)
    (folder / "crashes.txt").write_text(
        "\n".join(f"{one.number} {one.cost.outcome}" for one in crashes), encoding="utf-8"
    )
    for one in (*crashes[:5], slow, large):
        tell(f"{one.kind} {one.number}, {one.length:,} bytes: {one.cost.seconds:.2f} s, {one.cost.megabytes:.0f} MB, "
             f"{one.cost.outcome[:120]}")  # fmt: skip
    return (
        exactly("texts read or refused", len(found), tries, "texts"),
        exactly("ended in anything but a reading or a refusal in words of ours", len(crashes), 0, "texts"),
        at_most("longest", slow.cost.seconds, 2.0, "CPU-s", timed=True),
        at_most("most memory above a reader that is ready", large.cost.megabytes, 200.0, "MB"),
        *((exactly("runs that take more than eight times as long at four times the length", len(growing), 0),
           told("runs tried at two lengths", len(list(names())), "runs")) if size.full else ()),
        at_least("read, not refused", sum(not one.cost.refused for one in found), tries // 5, "texts"),
        told("largest", max(one.length for one in found), "bytes"),
        *(told(f"{kind}s", sum(one.kind == kind for one in found)) for kind in ("article", "feed", "sitemap")),
    )  # fmt: skip


def _by_workers(tries: int, seed: int, tell: Tell) -> Iterable[Told]:
    """What became of every text, by processes that are made for it; those that a dead process held are missing."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_WORKERS, mp_context=fresh, initializer=_prepare) as pool:
        jobs = [pool.submit(_read, (low, min(low + _BATCH, tries), seed, 60_000)) for low in range(0, tries, _BATCH)]
        for done, job in enumerate(as_completed(jobs), start=1):
            try:
                yield from job.result()
            except BrokenProcessPool:
                tell("a worker died; its texts are missing")
            if done % 20 == 0:
                tell(f"{done * _BATCH:,} of {tries:,} texts")


def _prepare() -> None:
    """This process has read a text of each kind, and knows what it holds then."""
    global _ready
    for text in articles()[:12]:
        _of("article", text.encode(), "text/html" if text.lstrip().startswith("<") else None)
    _of("feed", b'<rss version="2.0"><channel><item><title>a</title></item></channel></rss>', None)
    _ready = held()


def _read(some: tuple[int, int, int, int]) -> list[Told]:
    low, high, seed, most = some
    found = []
    for number in range(low, high):
        kind, raw, media = made(number, seed, most=most)
        spent = cost(partial(_of, kind, raw, media), ready=_ready, cut_off=_CUT_OFF if most > 10_000 else None)
        found.append(Told(number=number, kind=kind, length=len(raw), cost=spent))
    return found


def _of(kind: str, raw: bytes, media: str | None) -> str:
    """The text by the way that its bytes take in the product."""
    if kind == "feed":
        feed = read_feed(raw, origin=_ORIGIN, content_type=media)
        return f"{len(feed.entries)} entries"
    if kind == "sitemap":
        found = read_sitemap(raw, origin=_ORIGIN, content_type=media)
        return f"{len(found.pages) + len(found.maps)} addresses"
    reading = read_article_text(Article(raw, "article", media), as_of=_DAY).reading
    text = reading.document.text
    if any(text[claim.span.start : claim.span.end] != claim.span.text for claim in reading.claims):
        raise AssertionError("a claim's span is not its quote")
    return f"{len(reading.claims)} claims"


# ----------------------------------------------------------------- growth


def _growing(tell: Tell) -> Sequence[str]:
    """The runs whose time grows faster than their length."""
    _prepare()
    found = []
    for number, name in enumerate(names()):
        short, long = (_bait_cost(name, length) for length in (_SHORT, _SHORT * _TIMES))
        if long.seconds > _LEAST_SECONDS and long.seconds > _MOST_GROWTH * short.seconds:
            short, long = (
                _bait_cost(name, length) for length in (_SHORT, _SHORT * _TIMES)
            )  # once more: machines stall
        if long.crashed or (long.seconds > _LEAST_SECONDS and long.seconds > _MOST_GROWTH * short.seconds):
            found.append(f"{shown(name)}: {short.seconds:.2f} and {long.seconds:.2f} CPU-s, {long.outcome[:80]}")
            tell(found[-1])
        if number % 100 == 99:
            tell(f"{number + 1} runs tried at two lengths")
    return found


def _bait_cost(name: str, length: int) -> Cost:
    file, text = bait(name, length)
    article = named_article(file, text.encode("utf-8", "surrogatepass"))
    return cost(lambda: _of("article", article.raw, article.content_type), ready=_ready, cut_off=_CUT_OFF)


ROW = Row(
    key="R7",
    title="Malformed articles, feeds and sitemaps",
    what=(
        "Texts cut short, with bits flipped, in wrong encodings, nested, repeated, full of runs that a careless "
        "expression takes the square of, up to ten megabytes: each takes the way of the product from bytes to claims, "
        "checks and questions, or to entries, and must end in a reading or a refusal in words of ours."
    ),
    run=run,
)
