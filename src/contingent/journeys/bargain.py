"""A walk from a file of who wants what, or an article, to where models of bargaining see it settle: page and JSON."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import contingent
from contingent.bargaining.bargain import bargain
from contingent.core.bargaining import (
    BARGAIN_SCHEMA_VERSION,
    Bargain,
    BargainProvenance,
    BargainReport,
    Negotiation,
)
from contingent.core.errors import ArticleError, InputError, MissingError
from contingent.journeys.files import replace_files
from contingent.report.bargaining.page import bargain_json, render_bargain_page
from contingent.sources.articles import Article
from contingent.sources.negotiation_toml import negotiation_toml
from contingent.sources.negotiations import negotiation_kind, read_negotiation

#: more draws tell nothing more of a judgement, and fill the memory
MOST_DRAWS = 100_000
NO_NEGOTIATION = (
    "Nor is it a negotiation: that is TOML with [[issue]] and [[issue.actor]], a CSV with the columns actor, position, "
    "salience and capability, or #A #P #M #D lines."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A negotiation, and from where it came: a file of its own, or what was proposed from an article.

    `as_of` is the day that was asked for, or that the article was read as of; None: the file's own, if it has one.
    """

    negotiation: Negotiation
    origin: str
    sha256: str
    uncertainty: float
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BargainFiles:
    """Where a bargain was written; no page and no negotiation where none was asked for."""

    json: Path
    html: Path | None
    negotiation: Path | None


def given_negotiation(article: Article, *, uncertainty: float = 1.0, as_of: date | None = None) -> Given:
    """The negotiation that the bytes hold; of an article, the one that its claims propose.

    Raises:
        ScenarioError: a negotiation with faults, each with its line.
        ArticleError: neither a negotiation nor an article that can be read.
        InputError: an article in which nobody wants anything that can be bargained over, or a negotiation that is not
            in UTF-8.
    """
    text = _text(article)
    if text is not None and negotiation_kind(text) is not None:
        negotiation = read_negotiation(text, origin=article.origin, uncertainty=uncertainty)
        if as_of is not None:
            negotiation = replace(negotiation, as_of=as_of)
    else:
        negotiation = _proposed(article, as_of)
        as_of = negotiation.as_of
    return Given(
        negotiation=negotiation, origin=article.origin, sha256=article.sha256, uncertainty=uncertainty,
        as_of=as_of,
    )  # fmt: skip


def _text(article: Article) -> str | None:
    """The bytes as text where they are UTF-8; None: other bytes can only be an article."""
    try:
        return article.raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if negotiation_kind(article.raw.decode("latin-1")) is not None:
            raise InputError(
                f"{article.origin} is not in UTF-8; wanted a negotiation that is. Save it as UTF-8"
            ) from None
        return None


def _proposed(article: Article, as_of: date | None) -> Negotiation:
    from contingent.journeys.read import read_article_text
    from contingent.reading.bargains.propose import propose_negotiation
    from contingent.sources import shipped

    try:
        reading = read_article_text(article, as_of=as_of).reading
    except ArticleError as error:
        raise ArticleError(f"{error} {NO_NEGOTIATION}") from error
    tables = {"bargaining": shipped.table("bargaining"), "gazetteer": shipped.gazetteer()}
    found = propose_negotiation(reading, tables=tables)
    if found is None:
        raise InputError(
            f"{article.origin} names no decision that actors bargain over, or not where they stand; wanted an article "
            "that does, or a negotiation as TOML, CSV or #A #P #M #D lines"
        )
    return found


def make_bargain(given: Given, *, draws: int = 1000, seed: int = 1, issue: str | None = None) -> BargainReport:
    """Where the negotiation settles under all models; whose change matters for `issue`, or for all where they are few.

    Raises:
        MissingError: there is no issue of that id.
        ValueRangeError: no draws, a capability that may be negative, or a table at which nobody has any weight.
    """
    clock = time.process_time()
    names = [one.id for one in given.negotiation.issues]
    if issue is not None and issue not in names:
        raise MissingError(f"there is no issue {issue!r} in {given.origin}; wanted one of {', '.join(names)}")
    if not 0 < draws <= MOST_DRAWS:
        raise InputError(f"--draws is {draws}; wanted a number from 1 to {MOST_DRAWS:,}")
    made = bargain(given.negotiation, draws=draws, seed=seed, influence_on=None if issue is None else (issue,))
    return BargainReport(
        schema_version=BARGAIN_SCHEMA_VERSION,
        bargain=made,
        provenance=_provenance(given, made, issue),
        cpu_seconds=round(time.process_time() - clock, 2),
    )


def _provenance(given: Given, made: Bargain, issue: str | None) -> BargainProvenance:
    words: Iterable[str] = (
        "contingent bargain INPUT",
        f"--draws {made.draws} --seed {made.seed} --uncertainty {given.uncertainty:g}",
        *(() if given.as_of is None else (f"--as-of {given.as_of.isoformat()}",)),
        *(() if issue is None else (f"--issue {issue}",)),
    )
    return BargainProvenance(
        contingent=contingent.__version__, schema=BARGAIN_SCHEMA_VERSION, input=given.origin, sha256=given.sha256,
        uncertainty=given.uncertainty, issue=issue, command=" ".join(words),
    )  # fmt: skip


def write_bargain(
    made: BargainReport, folder: Path, *, page: bool = True, negotiation: Path | None = None
) -> BargainFiles:
    """`bargain.json` and, unless not wanted, `bargain.html` are in `folder`, and the negotiation where asked for.

    Raises:
        InputError: a folder cannot be written, or there is something where the negotiation would go: it may be an
            article, or have been edited. Nothing has changed.
    """
    if negotiation is not None and (os.path.lexists(negotiation) or negotiation.resolve() in _own_files(folder)):
        raise InputError(f"--write is {negotiation}, which is taken; wanted a new file, so that no edit is lost")
    texts: dict[Path, str | bytes] = {folder / "bargain.json": bargain_json(made)}
    if page:
        texts[folder / "bargain.html"] = render_bargain_page(made)
    if negotiation is not None:
        texts[negotiation] = negotiation_toml(made.bargain.negotiation)
    replace_files(texts)
    return BargainFiles(
        json=folder / "bargain.json", html=folder / "bargain.html" if page else None, negotiation=negotiation
    )


def _own_files(folder: Path) -> tuple[Path, Path]:
    return (folder / "bargain.json").resolve(), (folder / "bargain.html").resolve()


def file_names(files: BargainFiles) -> Sequence[str]:
    """What was written, for people."""
    return [str(file) for file in (files.html, files.json, files.negotiation) if file is not None]
