"""An article's bytes from where the reader says it is: a file, standard input, or the web."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from contingent.core.errors import ArticleError
from contingent.sources.addresses import PUBLIC_INTERNET, AddressPolicy

MOST_BYTES = 10_000_000
STANDARD_INPUT = "standard input"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}  # a page saved as .txt is no rare thing: there the content decides


class Article(NamedTuple):
    """An article as it came: its bytes, what to call its origin, and its content type where that is known.

    `origin` is a file's own name or a web address, never a folder of this machine: the same article gives the same
    brief from any place.
    """

    raw: bytes
    origin: str
    content_type: str | None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, as 64 hex digits."""
        return hashlib.sha256(self.raw).hexdigest()


def read_article(where: str, stdin: BinaryIO, *, policy: AddressPolicy = PUBLIC_INTERNET) -> Article:
    """The article at a path, at an address (`http://`, `https://`), or on `stdin` where `where` is "-".

    Raises:
        ArticleError: no such file, a folder, no right to read it, or more than 10 MB.
        FetchError: an address that must not or cannot be fetched.
    """
    if where == "-":
        try:
            raw = stdin.read(MOST_BYTES + 1)
        except OSError as error:
            raise ArticleError(f"standard input cannot be read: {error.strerror or error}.") from error
        return _capped(Article(raw, STANDARD_INPUT, None))
    if is_address(where):
        from contingent.sources.fetch import fetch  # imported late: most articles are files, and HTTP costs 0.1 s

        fetched = fetch(where, policy=policy)
        return _capped(Article(fetched.body, fetched.final_url, fetched.content_type))
    return named_article(Path(where).name, _read_file(where))


def named_article(name: str, raw: bytes) -> Article:
    """The article of a file's own name and bytes; what it holds is told by the end of the name, or by the content.

    Raises:
        ArticleError: more than 10 MB.
    """
    return _capped(Article(raw, name_shown(name), _CONTENT_TYPES.get(Path(name).suffix.lower())))


def is_address(where: str) -> bool:
    """Whether a place is an address, of whatever scheme, rather than a file."""
    return _ADDRESS.match(where) is not None


def name_shown(name: str) -> str:
    """A file's name as text: a name may hold control characters, and bytes that are no text at all."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _read_file(where: str) -> bytes:
    """The file's bytes, at most one more than the cap."""
    try:
        with Path(where).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"there is no file {where!r}; wanted a file, an http(s) address, or - .") from None
    except IsADirectoryError:
        raise ArticleError(f"{where!r} is a folder; wanted one article: a file, an http(s) address, or - .") from None
    except PermissionError:
        raise ArticleError(f"{where!r} cannot be read: you have no right to it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArticleError(f"{where[:120]!r} cannot be read: {reason}.") from error


def _capped(article: Article) -> Article:
    if len(article.raw) > MOST_BYTES:
        raise ArticleError(
            f"{article.origin!r} is larger than {MOST_BYTES // 1_000_000} MB; wanted the text or page of one article."
        )
    return article
