"""Evaluate the reader on the suites present: the seed article, annotated articles, NewsQuant's sentences."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from contingent.core.documents import Span
from contingent.core.errors import InputError
from contingent.core.nouns import Reading
from contingent.journeys.files import staged_files
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import read_article_text
from contingent.reading.confidence import PRIOR_N
from contingent.reading.documents.sentences import sentences
from contingent.reading.voices.actors import find_actors
from contingent.report.extraction import ARTICLE_SLICE, CPU, OWN, ReadingFigures, Row
from contingent.scoring.extraction.alike import Alike
from contingent.scoring.extraction.annotated import gold_of, load_of
from contingent.scoring.extraction.articles import score_reading
from contingent.scoring.extraction.counts import Counts, interval
from contingent.scoring.extraction.gold import Gold
from contingent.scoring.extraction.places import visible_text
from contingent.scoring.extraction.scored import METRICS, Miss, Scored
from contingent.sources import shipped
from contingent.sources.articles import Article, read_article

ENDING = ".gold.json"
SEED_TEXT, SEED_PAGE = "seed text", "seed page"
FIRST_READ = "first_read"
SPLITS = {"dev": "suite dev", FIRST_READ: "suite first read", None: "suite"}
_SEED_FILES = {SEED_TEXT: "article.txt", SEED_PAGE: "page.html"}


HEAD = """# How often claims of each class were right where people had annotated them.
# Written by `contingent evaluate reading --confidence FILE`; made anew whenever rules or annotations have changed.
# `right` of `n`; a number is right with its value and unit, an event (of those annotated) with its type and actor, a
# conditional or a statement about the future where people marked one. Counted in the articles held out (first_read),
# where there are such: rules were fitted to the others. `prior_n`: see contingent/reading/confidence.py.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suites:
    """Where the suites lie; None: not given. `shared` holds `seed/`, `articles` NAME.gold.json files."""

    shared: Path | None = None
    articles: Path | None = None
    data: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """An article with its annotation, and the slice it belongs to."""

    slice: str
    article: Article
    gold: Gold


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The figures, and how claims of each class fared: in the articles held out, for rules were fitted to the others.

    Where none is held out, in every article once (the seed's page is its text again). `suites` names the slices used.
    """

    figures: ReadingFigures
    classes: Counts = field(default_factory=Counts)
    suites: tuple[str, ...] = ()


def evaluate_reading(suites: Suites, *, misses: bool = False, held_out: bool = False, say: Say = silent) -> Evaluated:
    """The reader's figures on every suite there is.

    The first article is read once before, unmeasured, so that CPU seconds are those of reading alone. With `misses`
    what was missed is told as well; of an article marked `first_read` only with `held_out`: who has looked at it and
    changes a rule has no first reading left.

    Raises:
        InputError: no suite is there, a folder that was named is not, or an annotation is malformed.
        DataError: NewsQuant's file is malformed.
    """
    found, missing = _found(suites)
    scored: list[tuple[Annotated, Scored, float]] = []
    for one in found[:1]:
        read_article_text(one.article, as_of=one.gold.as_of)
    for one in found:
        say(f"Reading {one.article.origin}")
        scored.append((one, *_score(one)))
    say("Scoring NewsQuant")
    sentences_rows, sentence_misses = _newsquant(suites, misses)
    if not sentences_rows:
        missing.append(f"NewsQuant: no newsquant*.json in {suites.data or 'any folder named with --data'}.")
    if not scored and not sentences_rows:
        raise InputError(
            "no suite to evaluate on was found; wanted a folder with seed/ (--shared), one with annotated articles "
            f"NAME{ENDING} (--articles), or one with newsquant*.json (--data). " + " ".join(missing)
        )
    held = [pair for pair in scored if pair[0].gold.split == FIRST_READ]
    once = held or [pair for pair in scored if pair[0].slice != SEED_PAGE]
    figures = ReadingFigures(
        rows=(*_suite_rows(scored), *sentences_rows, *_article_rows(scored)),
        data_through=max((one.gold.as_of.isoformat() for one in found), default=None),
        missing=tuple(missing),
        misses=(*_told(scored, held_out), *sentence_misses) if misses else (),
    )
    classes = sum((result for _, result, _ in once), Scored()).classes
    return Evaluated(figures=figures, classes=classes, suites=tuple(dict.fromkeys(one.slice for one, _, _ in once)))


def count_stages(suites: Suites) -> int:
    """How many stages a progress bar has: one an article, one for NewsQuant."""
    return sum(1 for _ in _gold_files(suites.articles)) + len(_SEED_FILES) + 2


def _found(suites: Suites) -> tuple[list[Annotated], list[str]]:
    """The annotated articles of all suites, and a line for each suite that is not there."""
    found: list[Annotated] = []
    missing: list[str] = []
    for name, folder in (("--shared", suites.shared), ("--articles", suites.articles), ("--data", suites.data)):
        if folder is not None and not folder.is_dir():
            raise InputError(f"{name} names {str(folder)!r}, which is no folder; wanted one that is there.")
    seed = None if suites.shared is None else suites.shared / "seed"
    if seed is not None and (seed / "gold.json").is_file():
        for slice_, file in _SEED_FILES.items():
            if (seed / file).is_file():
                found.append(replace(_annotated(seed / "gold.json", file), slice=slice_))
            else:
                missing.append(f"{slice_}: there is no {seed / file}.")
    else:
        missing.append(f"seed: no seed/gold.json in {suites.shared or 'any folder named with --shared'}.")
    golds = list(_gold_files(suites.articles))
    if not golds:
        missing.append(f"articles: no NAME{ENDING} in {suites.articles or 'any folder named with --articles'}.")
    return [*found, *map(_annotated, golds)], missing


def _gold_files(folder: Path | None) -> Iterable[Path]:
    return [] if folder is None else sorted(folder.glob(f"*{ENDING}"))


def _annotated(file: Path, article: str | None = None) -> Annotated:
    """The annotation in a file, and the article it names (or `article`, another rendering of that), beside it."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"annotation {file.name!r} cannot be read as JSON: {error}.") from error
    path = load_of(plain)
    if path is None or Path(path).name != path or path == "-":
        raise InputError(
            f"annotation {file.name!r}, doc.path: found {path!r}; wanted the name of a file beside the annotation."
        )
    written_for = read_article(str(file.parent / path), BytesIO())
    gold = gold_of(plain, name=file.name, text=_text(written_for))
    read = written_for if article is None else read_article(str(file.parent / article), BytesIO())
    return Annotated(slice=SPLITS[gold.split], article=read, gold=gold)


def _text(article: Article) -> str:
    """The text that people annotated: a page as it is seen, any other file as it is."""
    try:
        text = article.raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{article.origin!r} is not UTF-8 ({error}); wanted an annotated article in UTF-8.") from error
    return visible_text(text) if article.content_type in ("text/html", "application/xhtml+xml") else text


def _score(one: Annotated) -> tuple[Scored, float]:
    """The scores of an article, and the CPU seconds that reading it took."""
    as_of = one.gold.as_of
    started = time.process_time()
    reading = read_article_text(one.article, as_of=as_of).reading
    seconds = time.process_time() - started
    return score_reading(reading, one.gold, alike=Alike(_names(as_of)), actors=_actors(reading, as_of)), seconds


def _names(as_of: date) -> Callable[[str], frozenset[str]]:
    known = shipped.gazetteer()
    return lambda words: frozenset(mention.name for mention in find_actors(words, known, as_of))


def _actors(reading: Reading, as_of: date) -> list[tuple[Span, str]]:
    """The names found in the article, sentence by sentence as the reader looks for them."""
    document, known = reading.document, shipped.gazetteer()
    return [
        (document.span(sentence.span.start + m.start, sentence.span.start + m.end), m.name)
        for sentence in sentences(document)
        for m in find_actors(sentence.span.text, known, as_of)
    ]


def _told(scored: Sequence[tuple[Annotated, Scored, float]], held_out: bool) -> Iterable[Miss]:
    for one, result, _ in scored:
        if one.gold.split != FIRST_READ or held_out:
            yield from result.misses
        elif result.misses:
            words = f"{len(result.misses)} misses are not told: it is marked first_read (--held-out tells them)"
            yield Miss(article=result.misses[0].article, metric="held out", words=words)


def _suite_rows(scored: Sequence[tuple[Annotated, Scored, float]]) -> Iterable[Row]:
    """Every metric on every slice, with an interval where there are articles enough."""
    for name in dict.fromkeys(one.slice for one, _, _ in scored):
        own = [(result, seconds) for one, result, seconds in scored if one.slice == name]
        yield from _rows(name, [result.counts for result, _ in own], [seconds for _, seconds in own])


def _article_rows(scored: Sequence[tuple[Annotated, Scored, float]]) -> Iterable[Row]:
    for one, result, seconds in scored:
        if one.slice not in _SEED_FILES:
            yield from _rows(ARTICLE_SLICE + one.gold.name.removesuffix(ENDING), [result.counts], [seconds])


def _rows(name: str, parts: Sequence[Counts], seconds: Sequence[float]) -> Iterable[Row]:
    whole = sum(parts, Counts())
    for metric, form in METRICS.items():
        value = whole.value(metric, form)
        if value is None:
            continue
        if form == "count":
            yield Row(subject=OWN, slice=name, metric=metric, value=value, n=whole.of[metric].given)
            continue
        within = interval(parts, metric, form, seed=1)
        yield Row(
            subject=OWN, slice=name, metric=metric, value=round(100.0 * value, 2), n=whole.of[metric].wanted,
            interval=None if within is None else (round(100.0 * within[0], 1), round(100.0 * within[1], 1)),
        )  # fmt: skip
    yield Row(subject=OWN, slice=name, metric=CPU, value=round(sum(seconds) / len(seconds), 4), n=len(seconds))


def _newsquant(suites: Suites, misses: bool) -> tuple[list[Row], list[Miss]]:
    from contingent.journeys.evaluating.newsquant import newsquant_misses, newsquant_rows

    folder = suites.data
    if folder is None and suites.shared is not None:
        folder = suites.shared / "data" / "reading"
    if folder is None or not folder.is_dir():
        return [], []
    rows = [Row(**row) for row in newsquant_rows(folder)]
    told = newsquant_misses(folder) if misses else []
    return rows, [Miss(article="NewsQuant", metric="sentence", words=words) for words in told]


def write_confidence(made: Evaluated, file: Path, *, as_of: date) -> None:
    """The shares right by class, as they were measured in these suites on that day, are in the TOML file.

    Raises:
        InputError: the suites hold no annotated article, or the file cannot be written.
    """
    import tomli_w

    if not made.classes.of:
        raise InputError("no annotated article was read, so nothing is known of how often claims are right; wanted "
                         "the seed (--shared) or annotated articles (--articles).")  # fmt: skip
    rows = [{"class": name, "right": count.right, "n": count.given} for name, count in sorted(made.classes.of.items())]
    table = {"measured_on": as_of, "suites": list(made.suites), "prior_n": PRIOR_N, "classes": rows}
    with staged_files({file: HEAD + tomli_w.dumps(table)}):
        pass
