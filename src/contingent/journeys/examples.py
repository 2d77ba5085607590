"""The two example articles, so that a new ledger's inbox is not empty: read as any other article is."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import contingent
from contingent.core.errors import DataError
from contingent.journeys.jobs import Request, ask
from contingent.ledger.desk import Desk
from contingent.sources.articles import Article, named_article

EXAMPLES = ("reinforcements.md", "eastern_congo.md")
ASKED_BY = "contingent"


def example_articles() -> tuple[Article, ...]:
    """The examples, from the installed package or from the source tree.

    Raises:
        DataError: neither holds them.
    """
    return tuple(named_article(name, _raw(name)) for name in EXAMPLES)


def ask_examples(desk: Desk, *, paths: int) -> tuple[str, ...]:
    """The ids of new jobs that read the examples: none where the ledger holds a brief, or they were asked for before.

    Raises:
        DataError: the examples are not installed.
        LedgerError: the ledger cannot be read or written.
    """
    if desk.holds_brief():
        return ()
    before = {desk.jobs.request(job.id)["origin"] for job in desk.jobs.recent() if job.asked_by == ASKED_BY}
    wanted = [article for article in example_articles() if article.origin not in before]
    return tuple(ask(desk, Request(article=article, paths=paths), ASKED_BY) for article in wanted)


def _raw(name: str) -> bytes:
    inside = files("contingent") / "data" / "examples" / name
    source = Path(contingent.__file__).parents[2] / "examples" / name
    places: tuple[Traversable | Path, ...] = (inside, source)
    for place in places:
        if place.is_file():
            return place.read_bytes()
    raise DataError(f"the example article {name} is not installed; install contingent again, or use --no-examples.")
