"""A thousand articles read in one go: CPU seconds in all, peak memory of every process, and what was refused.

Texts: the examples, the articles in `tests/articles`, and of the shared folder (CONTINGENT_SHARED, else `../shared`),
where it is there, the seed as text and page and `data/articles`; each again and again, with its paragraphs turned round
and its figures changed, so that no two are the same. Every run is a process of its own, from the import to the last
reading; CPU seconds are those of that process and of its workers, as the system counts them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figures, Row
from benchmarks.timing import process

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared"))
ARTICLES = 1000
_FIGURE = re.compile(r"(?<![\d.,-])(?!(?:1[5-9]|20)\d\d\b)[1-9]\d{2,}(?![\d-])")  # no year


def run(articles: int = ARTICLES) -> Figures:
    """CPU and wall seconds, peak memory and refusals, by number of workers; and whether all gave the same."""
    rows: list[Row] = []
    digests = set()
    for workers in (1, 2):
        wall, cpu, told = process([sys.executable, "-m", "benchmarks.reading_batch", str(articles), str(workers)])
        place = f"{articles} articles, {workers} worker{'s' if workers > 1 else ''}"
        digests.add(told["digest"])
        for metric, value in (
            ("CPU-s", cpu), ("wall s", wall), ("CPU-s an article", cpu / articles), ("peak MB", told["peak_mb"]),
            ("most articles on their way", told["outstanding"]), ("refused", told["refused"]),
        ):  # fmt: skip
            rows.append(Row(subject="contingent", slice=place, metric=metric, value=value, n=articles))
    same = Row(subject="contingent", slice="1 and 2 workers", metric="same readings", value=float(len(digests) == 1))
    return Figures(name="reading_batch", rows=(*rows, same))


def varied(articles: int) -> Iterator[tuple[bytes, str]]:
    """(bytes, name) of so many articles, made one at a time."""
    files = _files()
    for number in range(articles):
        file, turn = files[number % len(files)], number // len(files)
        text = file.read_text(encoding="utf-8")
        if turn:
            text = _FIGURE.sub(lambda found, turn=turn: str(int(found.group()) + turn), text)  # type: ignore[misc]
            if file.suffix != ".html":
                parts = text.split("\n\n")
                first, last = len(parts) // 4, len(parts) // 2  # neither the head nor what follows the article
                middle = parts[first:last]
                cut = turn % max(len(middle), 1)
                text = "\n\n".join([*parts[:first], *middle[cut:], *middle[:cut], *parts[last:]])
        yield text.encode(), f"{turn}-{file.name}"


def _files() -> list[Path]:
    here = [*(ROOT / "examples").glob("*.md"), *(ROOT / "tests" / "articles").iterdir()]
    there = [*SHARED.glob("data/articles/*.txt"), *SHARED.glob("seed/article.txt"), *SHARED.glob("seed/*.html")]
    return sorted(file for file in (*here, *there) if file.suffix in (".txt", ".md", ".html"))


def figures_of(read: object) -> tuple[str, ...]:
    """What stands for a reading in the comparison of runs: every claim's id, kind and words."""
    claims = read.reading.claims  # type: ignore[attr-defined]
    return tuple(f"{claim.id} {claim.kind} {claim.span.start} {claim.span.text}" for claim in claims)


def main() -> None:
    """One run, its figures printed as JSON."""
    import resource

    from contingent.journeys.batch import read_batch
    from contingent.journeys.gathering.gathered import Refused
    from contingent.sources.articles import Article

    articles, workers = int(sys.argv[1]), int(sys.argv[2])
    taken = outstanding = refused = 0
    digest = hashlib.sha256()

    def fed() -> Iterator[Article]:
        nonlocal taken
        for raw, name in varied(articles):
            taken += 1
            yield Article(raw, name, "text/html" if name.endswith(".html") else None)

    for given, one in enumerate(read_batch(fed(), as_of=None, workers=workers, keep=figures_of)):
        outstanding = max(outstanding, taken - given)
        refused += isinstance(one, Refused)
        digest.update(repr(one).encode())
    peak = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(json.dumps({
        "peak_mb": max(peak) / unit, "outstanding": outstanding, "refused": refused, "digest": digest.hexdigest(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
