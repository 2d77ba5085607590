"""What a page holds: its blocks of code, each with what is to become of it, and its words in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
#: every page whose examples are run; CHANGELOG.md tells of what was, so its names may be gone
PAGES = tuple(
    sorted(
        str(path.relative_to(ROOT))
        for pattern in ("README.md", "CONTRIBUTING.md", "benchmarks/README.md", "deploy/README.md", "docs/**/*.md")
        for path in ROOT.glob(pattern)
    )
)
#: a mark stands in a comment on the line above its block; what follows the colon is for the reader of the source
MARKS = ("not run", "file", "format", "needs", "exits", "output of", "newcomer")
#: what a block may wait for: the folder of shared data, a PostgreSQL server
NEEDS = ("shared", "postgresql")
_COMMENT = re.compile(r"<!--\s*(?P<mark>[a-z ]+?)\s*(?::\s*(?P<said>.*?))?\s*-->", re.DOTALL)


class PageError(Exception):
    """A page that says what is not so, or says it in a form that nobody can run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code: where it stands, in which language, and its marks by name."""

    page: str
    line: int  # of its first line of code
    language: str
    code: str
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Page and line, as an editor opens them."""
        return f"{self.page}:{self.line}"

    @property
    def reason(self) -> str | None:
        """Why it is not run, or None: it is."""
        return self.marks.get("not run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words set as code within a sentence, a table or a heading."""

    page: str
    line: int
    code: str

    @property
    def where(self) -> str:
        """Page and line, as an editor opens them."""
        return f"{self.page}:{self.line}"


def blocks(text: str, *, page: str) -> tuple[Block, ...]:
    """Every block of code of a page, in its order, with the marks that stand right above it.

    Raises PageError for a mark that is none, and for one with no block below it.
    """
    found: list[Block] = []
    marks: dict[str, str] = {}
    for token in _parsed(text):
        if token.type == "html_block":
            for mark, said in _marks(token.content):
                if mark in MARKS:
                    marks[mark] = said
            continue
        if token.type in ("fence", "code_block") and token.map is not None:
            fenced = token.type == "fence"
            language = token.info.split()[0] if token.info.strip() else ""
            line = token.map[0] + (2 if fenced else 1)
            found.append(Block(page=page, line=line, language=language, code=token.content, marks=marks))
            marks = {}
            continue
        if marks and token.nesting >= 0:
            line = token.map[0] + 1 if token.map else 0
            raise PageError(f"{page}:{line}: a mark ({', '.join(marks)}) with no block of code right below it")
    return tuple(found)


def spans(text: str, *, page: str) -> tuple[Span, ...]:
    """Everything set as code within the sentences, tables and headings of a page."""
    found: list[Span] = []
    line = 1
    for token in _parsed(text):
        line = token.map[0] + 1 if token.map else line
        for child in token.children or ():
            if child.type == "code_inline":
                found.append(Span(page=page, line=line, code=child.content))
    return tuple(found)


def text_of(page: str) -> str:
    """The page's Markdown."""
    return (ROOT / page).read_text(encoding="utf-8")


def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def _marks(comment: str) -> Iterator[tuple[str, str]]:
    for match in _COMMENT.finditer(comment):
        yield match["mark"], " ".join((match["said"] or "").split())
