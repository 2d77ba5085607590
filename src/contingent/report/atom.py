"""Entries as an Atom feed: what a newsreader keeps asking for."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contingent.report.markup import clean

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: its lasting `id`, when, where to read of it, and what to say of it in plain text."""

    id: str
    title: str
    updated: datetime
    address: str
    summary: str


def atom(*, ident: str, title: str, address: str, page: str, entries: Sequence[Entry], made: datetime) -> str:
    """The feed as XML text, entries in the order given.

    `address` is the feed's own, `page` that of the page it tells of; `made` is its moment where it has no entry. Every
    text is told as plain text, so nothing in it is markup to a newsreader.

    Source: RFC 4287, sections 4.1 and 4.2.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(_name("feed"))
    _text(feed, "id", ident)
    _text(feed, "title", title)
    _text(feed, "updated", _moment(max((entry.updated for entry in entries), default=made)))
    _text(ElementTree.SubElement(feed, _name("author")), "name", "Contingent")
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", page, "text/html")
    for entry in entries:
        one = ElementTree.SubElement(feed, _name("entry"))
        _text(one, "id", entry.id)
        _text(one, "title", entry.title)
        _text(one, "updated", _moment(entry.updated))
        _link(one, "alternate", entry.address, "text/html")
        _text(one, "summary", entry.summary)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    element = ElementTree.SubElement(parent, _name(name))
    element.text = clean(text)


def _link(parent: ElementTree.Element, rel: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, _name("link"), {"rel": rel, "href": clean(address), "type": kind})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
