"""Bytes to a Document: decoded, told apart as text or HTML, cut into voices, dated; refused in one clear sentence."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import replace

from contingent.core.errors import ArticleError
from contingent.core.keys import content_id
from contingent.core.nouns import Document, Segment
from contingent.reading.dates.bounds import date_bounds
from contingent.reading.documents.figures import refuse_tables
from contingent.reading.documents.language import refuse_other_languages
from contingent.reading.documents.pages import Page, take_apart
from contingent.reading.documents.segments import Layout, lay_out
from contingent.reading.documents.sentences import sentences

MAX_BYTES = 10_000_000
MOST_CHARACTERS = 100_000  # as long as the longest magazine pieces; it takes one or two seconds to read
_SAMPLE = 100_000  # bytes or characters looked at to guess an encoding and to judge what came out
_MAGIC = {
    b"%PDF": "a PDF file", b"PK\x03\x04": "a ZIP or Office file", b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"RIFF": "a media file", b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file", b"Rar!": "a RAR file", b"\x7fELF": "a program", b"BZh": "a bzip2 file",
    b"\xd0\xcf\x11\xe0": "an old Office file", b"{\\rtf": "an RTF file", b"\xfd7zXZ": "an xz file",
    b"SQLite format 3": "a database",
}  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)|<\?xml[^>]{0,80}encoding=["']([\w.:-]+)""", re.I
)
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|\?xml[^>]*>\s*<!?\w*html)\b",
    re.I | re.S,
)
_NO_SCRIPT = re.compile(r"enable javascript|javascript is (?:disabled|required)|checking your browser|captcha", re.I)
_MOST_TAGS = 40_000  # of a page, closing ones too: the pages of articles have a tenth of it
_UNREADABLE_SHARE = 0.005
_FEW_ACCENTS = 0.06  # share of bytes beyond ASCII
_WORDS_OF_A_SENTENCE = 3


def clean(raw: bytes, *, origin: str, content_type: str | None = None) -> Document:
    """The article in `raw`, cut into segments and dated as far as the page or the text tells.

    A plain text or Markdown file is decoded and never changed; an HTML page is reduced to its title, its article,
    then biography, comments and pingbacks. Every span counts code points in `Document.text`.

    Args:
        raw: what was read, at most 10 MB.
        origin: where it came from (a path, an address, "-").
        content_type: the media type that the source declared, if any.

    Raises:
        ArticleError: empty, binary, too large, undecodable, without article text, without a sentence, in a
            language that this reader does not read, or full of figures as only a table is.
    """
    if len(raw) > MAX_BYTES:
        raise ArticleError(
            f"{origin} holds {len(raw) / 1e6:.1f} MB; wanted an article of at most {MAX_BYTES // 1_000_000} MB. "
            "Give one article, not an archive."
        )
    if not raw.strip():
        raise ArticleError(f"{origin} is empty; wanted the text of an article. Check the file or the address.")
    text = _decode(raw, origin, content_type)
    document = _from_page(text, origin) if _is_html(text, content_type) else _from_text(text, origin)
    whole = sentences(document)
    if not any(_is_statement(s.span.text) for s in whole if s.segment.kind == "body"):
        raise ArticleError(
            f"{origin} holds {len(text)} characters but no sentence; wanted an article in running prose. "
            "Check that this is the article's own text."
        )
    refuse_other_languages(document)
    refuse_tables(whole, origin)
    return document


def _is_statement(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}|\b[AaI]\b", text)) >= _WORDS_OF_A_SENTENCE or _is_unspaced(text)


def _is_unspaced(text: str) -> bool:
    """Scripts without spaces between words count by characters."""
    return sum(unicodedata.category(c) == "Lo" for c in text) >= 2 * _WORDS_OF_A_SENTENCE


# ---------------------------------------------------------------- decoding


def _decode(raw: bytes, origin: str, content_type: str | None) -> str:
    """The text in `raw`: by its mark, as UTF-8, by what is declared, then by a guess that reads well."""
    head = raw[:16].lstrip()
    kind = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)
    if kind is None and marked is None and b"\x00" in raw:
        kind = "binary data (it holds NUL bytes)"
    if kind:
        raise ArticleError(
            f"{origin} is {kind}; wanted plain text, Markdown or HTML. Save the article as text and give that file."
        )
    declared = _DECLARED.search(raw[:4096])
    told = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.I)
    names = [marked or "utf-8", told.group(1) if told else None]
    names += [(declared.group(1) or declared.group(2)).decode("ascii")] if declared else []
    for name in (name for name in names if name):
        text = _try(raw, name)
        if text is not None and _readable(text):
            return text
    # bytes that are valid UTF-8 are UTF-8: what is unreadable so was damaged before, and a guess would hide it
    text = None if _try(raw, names[0] or "utf-8") is not None else _guess(raw)
    if text is None or not _readable(text):
        raise ArticleError(
            f"{origin} cannot be decoded: neither as UTF-8 nor in any other encoding does it read as text; wanted "
            "readable text. Save the article as UTF-8."
        )
    return text


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _guess(raw: bytes) -> str | None:
    """The text by the encoding that charset-normalizer finds best, if it decodes all of it.

    Text of hardly any letters beyond ASCII is taken for Windows-1252, the usual encoding of English: its few accents
    and quotes cannot tell that encoding from its neighbours, and the guess falls on any of them.
    """
    from charset_normalizer import from_bytes  # only undeclared, non-UTF-8 files need it

    sample = raw[:_SAMPLE]
    if sum(byte > 127 for byte in sample) <= _FEW_ACCENTS * len(sample):
        return _try(raw, "cp1252")
    best = from_bytes(sample).best()
    return _try(raw, best.encoding) if best is not None else None


def _readable(text: str) -> bool:
    """Whether text holds hardly any replacement, control, private or unassigned characters (signs of mojibake)."""
    sample = text[:_SAMPLE]
    bad = sum(
        c == "\ufffd" or (unicodedata.category(c) in ("Cc", "Co", "Cn") and c not in "\t\n\r\f\v") for c in sample
    )
    return bad <= max(2, _UNREADABLE_SHARE * len(sample))


# ------------------------------------------------------------- two sources


def _is_html(text: str, content_type: str | None) -> bool:
    media = (content_type or "").split(";")[0].strip().lower()
    if media in ("text/plain", "text/markdown"):
        return False
    return media in ("text/html", "application/xhtml+xml") or _HTML.match(text[:2000]) is not None


def _from_text(text: str, origin: str) -> Document:
    _refuse_longer(text, origin)
    return _document(text, origin, lay_out(text))


def _from_page(html: str, origin: str) -> Document:
    if (tags := html.count("<")) > _MOST_TAGS:
        raise ArticleError(
            f"{origin} is an HTML page of {tags:,} tags; wanted the page of one article, with at most {_MOST_TAGS:,}. "
            "Save the article's text and give that file."
        )
    page = take_apart(html)
    if page is None or (len(page.blocks) < 3 and _NO_SCRIPT.search(" ".join(text for _, text in page.blocks))):
        raise ArticleError(
            f"{origin} is an HTML page of {len(html)} characters, but no article text comes out of it; wanted a page "
            "that holds the article itself. Save the article's text and give that file."
        )
    text, headings = _compose(page)
    _refuse_longer(text, origin)
    layout = lay_out(text, headings=headings, title=page.title, author=page.author, tail=not page.live)
    segments = list(layout.segments)
    for part in page.parts:
        words = "\n".join(part.lines)
        start = len(text) + 1
        text = f"{text}\n{words}"
        author = part.author or (layout.author if part.kind == "author_bio" else None)
        segments.append(
            Segment(
                id=f"s{len(segments) + 1}",
                kind=part.kind,
                start=start,
                end=len(text),
                author=author,
                posted=part.posted,
            )
        )
    if page.published and not (page.guessed and layout.published):  # any words of the body may hold a day
        layout = replace(layout, published=page.published, date_evidence=page.date_evidence)
    return _document(text, origin, replace(layout, segments=tuple(segments)))


def _refuse_longer(text: str, origin: str) -> None:
    """Nothing, if it is as long as an article may be: it is asked before any of it is looked at closely."""
    if len(text) > MOST_CHARACTERS:
        raise ArticleError(
            f"{origin} holds {len(text):,} characters of text; wanted one article, at most {MOST_CHARACTERS:,} "
            "characters. Give one article, not an archive."
        )


def _compose(page: Page) -> tuple[str, frozenset[int] | None]:
    """Title and blocks as one text, and the starts of its headings (None where the page marks none)."""
    text = f"{page.title}\n\n" if page.title else ""
    headings = set()
    for number, (heading, block) in enumerate(page.blocks):
        text += "\n" if number else ""
        if heading:
            headings.add(len(text))
        text += block
    return text, frozenset(headings) if headings else None


def _document(text: str, origin: str, layout: Layout) -> Document:
    """The document, with its day where that is known, else with the bounds that its own text puts on it."""
    bounds = None if layout.published else date_bounds(text, layout.segments)
    return Document(
        id=content_id("doc", text),
        text=text,
        segments=layout.segments,
        origin=origin,
        title=layout.title,
        author=layout.author,
        published=layout.published or (bounds.published if bounds else None),
        not_before=bounds.not_before if bounds else None,
        not_after=bounds.not_after if bounds else None,
        date_evidence=bounds.evidence if bounds else layout.date_evidence,
    )
