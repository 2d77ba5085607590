"""XML from strangers: decoded by us, refused where it declares anything of its own, parsed without a second reading.

A feed reader and an XML parser that each guess the encoding may see two different documents, one of them with a
declaration that the other never met. So the bytes are decoded here once, and whoever reads on gets plain UTF-8.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from contingent.core.errors import InputError

DEEPEST = 500  # elements within elements
MOST_ATTRIBUTES = 200  # of one element
MOST_ELEMENTS = 1_000_000  # of one document: each takes a hundred bytes of memory, five of the file
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}?\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
#: encodings in which "<" may be written with other bytes than in ASCII would let a declaration pass unseen
_SHIFTED = re.compile(r"utf_?7|idna|punycode|hz|2022|cp037|cp273|cp424|cp500|cp875|cp1026|cp1140|cp1125|raw|escape")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class BurdenError(InputError):
    """XML that is well-formed so far, and more of it than a feed or sitemap has: whoever reads on pays for it."""


def decoded(raw: bytes, *, origin: str, content_type: str | None = None) -> str:
    """The text of an XML document without its XML declaration: by its mark, what it declares, or as UTF-8.

    Raises:
        InputError: it is empty, or declares a document type or entities (with which a small file can grow without
            bound, or ask for others).
    """
    if not raw.strip():
        raise InputError(f"{origin} is empty; wanted XML.")
    text = _text(raw, content_type)
    if _declares(text):
        raise InputError(
            f"{origin} declares a document type or entities of its own; wanted plain XML. Such a file can grow without "
            "bound or ask for other files, so it is refused unread."
        )
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)).lstrip()


def parsed(text: str, *, origin: str) -> Any:
    """The root element of the well-formed XML in `text`, as `decoded` gives it.

    Raises:
        InputError: it is not well-formed, or declares what it must not.
        BurdenError: it has more than a million elements, very deep ones, or one of hundreds of attributes.
    """
    from xml.etree.ElementTree import ParseError, TreeBuilder

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser  # imported late: only feeds and sitemaps are XML

    tree, elements, depth = TreeBuilder(), 0, 0

    class Counted:
        """A tree in the making that is given up where it grows too large."""

        data, close = tree.data, tree.close

        def start(self, tag: str, attributes: dict[str, str]) -> Any:
            nonlocal elements, depth
            elements, depth = elements + 1, depth + 1
            if elements > MOST_ELEMENTS or depth > DEEPEST or len(attributes) > MOST_ATTRIBUTES:
                what = f"more than {MOST_ELEMENTS:,} elements" if depth <= DEEPEST else f"elements {depth} deep"
                what = what if len(attributes) <= MOST_ATTRIBUTES else f"an element of {len(attributes):,} attributes"
                raise BurdenError(f"{origin} has {what}; wanted a feed or sitemap.")
            return tree.start(tag, attributes)

        def end(self, tag: str) -> Any:
            nonlocal depth
            depth -= 1
            return tree.end(tag)

    try:
        parser = DefusedXMLParser(target=Counted(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
        parser.feed(text)
        return parser.close()
    except DefusedXmlException as error:
        raise InputError(f"{origin} declares a document type or entities; wanted plain XML ({error}).") from error
    except (ParseError, ValueError, RecursionError) as error:
        raise InputError(f"{origin} is not well-formed XML ({error}); wanted a whole document.") from error


def _declares(text: str) -> bool:
    """Whether anything is declared before the first element, wherever in that prolog, well-formed or not."""
    place = text.find("<")
    while place >= 0:
        if text.startswith("<!--", place):
            end = text.find("-->", place + 4)
        elif text.startswith("<?", place):
            end = text.find("?>", place + 2)
        elif text.startswith("<!", place):
            return not text.startswith("<![CDATA[", place)
        elif place + 1 < len(text) and (text[place + 1].isalpha() or text[place + 1] == "_"):
            return False
        else:
            end = place
        place = text.find("<", end + 1) if end >= 0 else -1
    return False


def _text(raw: bytes, content_type: str | None) -> str:
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)
    if marked is None and raw[:4].count(0) >= 2:  # "<" in UTF-16 or UTF-32 without a mark
        wide = "utf-32" if raw[:4].count(0) == 3 else "utf-16"
        marked = f"{wide}-be" if raw[:1] == b"\0" else f"{wide}-le"
    declared = _ENCODING.search(raw[:400])
    told = _CHARSET.search(content_type or "")
    names = [marked] if marked else [declared.group(1).decode("ascii") if declared else None, "utf-8"]
    names += [told.group(1) if told else None]
    for name in filter(None, names):
        try:
            codec = codecs.lookup(name).name
            if not _SHIFTED.search(codec.replace("-", "_")):
                return raw.decode(codec)
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return raw.decode("utf-8", "replace")
