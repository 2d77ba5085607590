"""Article files under a folder, in one order everywhere; what is passed over is counted, never silently."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contingent.core.errors import ArticleError
from contingent.sources.articles import name_shown

ENDINGS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".xhtml"})
#: how each page of ours says in its first lines who made it: no article, though it lies among them
_OURS, _HEAD = b'name="generator" content="contingent', 2048
_DEEPEST = 40  # folders; nobody files articles deeper, and a path has its limit


@dataclass(slots=True)
class Walk:
    """The article files under `folder`; once `files` is exhausted, what was passed over and why.

    `hidden` counts names that begin with a dot, `others` files of another kind, `loops` links that lead back into the
    folder, `deep` folders more than forty levels down, `ours` pages that contingent wrote; `unread` holds each place
    that could not be looked into, with the reason.
    """

    folder: Path
    hidden: int = 0
    others: int = 0
    loops: int = 0
    deep: int = 0
    ours: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)

    def files(self) -> Iterator[Path]:
        """Each file that can hold an article, folders in the order of their names, files before the folders within.

        Raises:
            ArticleError: the folder itself is none, or cannot be looked into.
        """
        if not self.folder.is_dir():
            raise ArticleError(f"{str(self.folder)!r} is no folder; wanted a folder that holds articles.")
        try:
            next(self.folder.iterdir(), None)
        except OSError as error:
            raise ArticleError(f"the folder {str(self.folder)!r} cannot be read: {_reason(error)}.") from error
        yield from self._under(self.folder, frozenset(), 0)

    def _under(self, folder: Path, above: frozenset[Path], depth: int) -> Iterator[Path]:
        try:
            here = folder.resolve()
            names = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
        except (OSError, RuntimeError) as error:
            self.unread.append((self.told(folder), _reason(error)))
            return
        if here in above:
            self.loops += 1
            return
        if depth > _DEEPEST:
            self.deep += 1
            return
        folders: list[Path] = []
        for path in names:
            if path.name.startswith("."):
                self.hidden += 1
            elif path.is_dir():
                folders.append(path)
            elif path.suffix.lower() not in ENDINGS:
                self.others += 1
            elif path.is_file() and _is_ours(path):
                self.ours += 1
            elif path.is_file():
                yield path
            else:
                self.unread.append((self.told(path), "it leads nowhere, or is no plain file"))
        for inner in folders:
            yield from self._under(inner, above | {here}, depth + 1)

    def told(self, path: Path) -> str:
        """The path from the folder on: two files of one name are told apart, and no folder of this machine is named."""
        return name_shown(path.relative_to(self.folder).as_posix())

    def passed_over(self) -> str | None:
        """What was passed over, in one sentence; None where nothing was."""
        counts = (
            (self.hidden, "hidden"),
            (self.others, f"not one of {', '.join(sorted(ENDINGS))}"),
            (self.loops, "links back into the folder"),
            (self.deep, f"more than {_DEEPEST} folders deep"),
            (self.ours, "written by contingent"),
        )
        told = ", ".join(f"{count} {what}" for count, what in counts if count)
        return f"passed over: {told}." if told else None

    @property
    def passed(self) -> int:
        """How many files and folders were passed over."""
        return self.hidden + self.others + self.loops + self.deep + self.ours


def _is_ours(file: Path) -> bool:
    """Whether a page says that contingent made it; a file that cannot be opened is left to its reader to refuse."""
    try:
        with file.open("rb") as opened:
            return _OURS in opened.read(_HEAD)
    except OSError:
        return False


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
