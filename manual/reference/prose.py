"""Docstrings and words of schemas as Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

_HEAD = re.compile(r"^(Args|Arguments|Returns|Raises|Yields|Source|Sources|Example|Examples|Note|Notes):\s*$")
_NAMED = re.compile(r"^(?P<name>`?[\w.*, ]+`?): (?P<said>.*)$")


def cell(text: str) -> str:
    """Text that a cell of a table can hold."""
    return " ".join(text.replace("|", "\\|").split())


def markdown(docstring: str | None) -> str:
    """A docstring as Markdown: its sections as lists, its examples and drawings as code."""
    if not docstring:
        return ""
    return "\n\n".join(_parts(inspect.cleandoc(docstring)))


def _parts(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.splitlines()
        # a section's head may stand right below a paragraph, and an example too
        start = 0
        for place, line in enumerate(lines):
            if place >= start and (_HEAD.match(line) or line.startswith(">>> ")):
                if lines[start:place]:
                    yield _plain(lines[start:place])
                start = place
                if line.startswith(">>> "):
                    break
                end = next((n for n in range(place + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
                yield _section(
                    line.rstrip(":"), inspect.cleandoc("\n".join(["", *lines[place + 1 : end]])).splitlines()
                )
                start = end
        if lines[start:]:
            yield _plain(lines[start:])


def _section(head: str, lines: list[str]) -> str:
    entries: list[list[str]] = []
    for line in lines:
        if entries and line.startswith(" "):
            entries[-1].append(line.strip())
        else:
            entries.append([line.strip()])
    if all(_NAMED.match(" ".join(entry)) for entry in entries):
        told = []
        for entry in entries:
            found = _NAMED.match(" ".join(entry))
            assert found is not None
            told.append(f"- `{found['name'].strip('`')}`: {found['said']}")
        return f"**{head}**\n\n" + "\n".join(told)
    return f"**{head}**: " + " ".join(" ".join(entry) for entry in entries)


def _plain(lines: list[str]) -> str:
    if lines[0].startswith(">>> "):
        return "```pycon\n" + "\n".join(lines) + "\n```"
    if any(set(line) & set("├└│") for line in lines) or all(line.startswith("    ") for line in lines):
        return "```text\n" + "\n".join(lines) + "\n```"
    # what a list holds goes on below its mark; a sentence with a backslash, a star or a bracket stays one
    return "\n".join(_literal(line) for line in lines)


def _literal(line: str) -> str:
    parts = line.split("`")
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"(?<!^)([*_<>\[\]])", r"\\\1", parts[place])
    return "`".join(parts)
