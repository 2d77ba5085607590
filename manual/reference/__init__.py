"""The reference, written from the code: Markdown by the name of its part."""

from __future__ import annotations

from collections.abc import Callable

from manual.reference import formats, python_api
from manual.reference.commands import commands
from manual.reference.decisions import decisions
from manual.reference.http_api import http_api
from manual.reference.settings import errors, variables

#: what `<!-- generated: NAME -->` stands for
PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "decisions": decisions,
    "errors": errors,
    "http": http_api,
    "variables": variables,
    **formats.parts(),
    **python_api.parts(),
}
