"""On which line of a TOML text each key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Place = tuple[str | int, ...]


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of every table and key by its place; items of an array of tables count from 0.

    `text` must be valid TOML. The standard library's parser keeps no positions, so tree-sitter's grammar gives them;
    what it cannot follow is left out.

    >>> lines_of('a = 1\\n[[b]]\\n[b.c]\\nd = {e = 2}\\n')[("b", 0, "c", "d", "e")]
    4
    """
    import tree_sitter
    import tree_sitter_toml  # late: only a file with a fault needs the lines

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    found: dict[Place, int] = {(): 1}
    counted: dict[Place, int] = {}
    for node in parser.parse(text.encode("utf-8", "replace")).root_node.named_children:
        if node.type == "pair":
            _pair(node, (), found)
        elif node.type in ("table", "table_array_element"):
            key, *pairs = node.named_children
            place = _resolved(_parts(key), counted, opens=node.type == "table_array_element")
            for depth in range(1, len(place) + 1):  # an array, or a table of tables, stands where its first one does
                found.setdefault(place[:depth], _line(node))
            for pair in pairs:
                if pair.type == "pair":
                    _pair(pair, place, found)
    return found


def line_at(place: Place, lines: dict[Place, int]) -> int:
    """The line of a place, or of what holds it where it is not in the text."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _pair(node: Node, place: Place, found: dict[Place, int]) -> None:
    """The key of a pair, the tables that a dotted key opens, and what lies in its value."""
    key, *values = (child for child in node.named_children if child.type != "comment")
    for part in _parts(key):
        place = (*place, part)
        found.setdefault(place, _line(key))
    for value in values:
        _inside(value, place, found)


def _inside(node: Node, place: Place, found: dict[Place, int]) -> None:
    if node.type == "inline_table":
        for pair in node.named_children:
            if pair.type == "pair":
                _pair(pair, place, found)
    elif node.type == "array":
        items = (child for child in node.named_children if child.type != "comment")
        for index, item in enumerate(items):
            found.setdefault((*place, index), _line(item))
            _inside(item, (*place, index), found)


def _resolved(parts: list[str], counted: dict[Place, int], *, opens: bool) -> Place:
    """The place that a header names: every array of tables on its way stands at its last item."""
    place: Place = ()
    for part in parts[:-1]:
        place = (*place, part)
        if place in counted:
            place = (*place, counted[place])
    place = (*place, parts[-1])
    if opens:
        counted[place] = counted.get(place, -1) + 1
        return (*place, counted[place])
    return place


def _parts(key: Node) -> list[str]:
    """The names in a key, dotted and quoted as it may be."""
    written = (key.text or b"").decode("utf-8")
    return list(_names(tomllib.loads(f"{written} = 0")))


def _names(table: dict[str, object]) -> Iterator[str]:
    for name, inner in table.items():
        yield name
        if isinstance(inner, dict):
            yield from _names(inner)


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1
