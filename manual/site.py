"""The site: Sphinx over the pages as they stand, with the navigation and the reference put in as it is built."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manual.blocks import ROOT
from manual.reference import PARTS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: stands in a folder that holds a site of ours, so that no other is emptied
OURS = ".contingent-site"
_GENERATED = re.compile(r"^<!-- generated: (?P<part>[a-z-]+)[^>]*-->$", re.MULTILINE)
_CONTENTS = re.compile(r"^<!-- contents: (?P<title>[^\n]+)\n(?P<pages>.*?)-->$", re.MULTILINE | re.DOTALL)
_REDIRECT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Contingent</title>
<meta http-equiv="refresh" content="0; url=docs/index.html"><a href="docs/index.html">Contingent</a></html>
"""


def build(out: Path) -> int:
    """Build the site into `out`; 0 where nothing was worth a warning, else 1 with every warning told.

    `out` is emptied first, but only where it is missing, empty, or holds a site of ours.
    """
    from sphinx.application import Sphinx

    if out.is_dir() and any(out.iterdir()) and not (out / OURS).exists():
        sys.stderr.write(f"{out} holds something else than a site; wanted an empty folder. Name another with --out.\n")
        return 2
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / OURS).touch()
    warnings = io.StringIO()
    app = Sphinx(
        srcdir=ROOT, confdir=ROOT / "docs", outdir=out, doctreedir=out / ".doctrees", buildername="html",
        status=None, warning=warnings, freshenv=True,
    )  # fmt: skip
    app.build(force_all=True)
    (out / "index.html").write_text(_REDIRECT, encoding="utf-8")
    shutil.rmtree(out / ".doctrees")
    told = [line for line in _plain(warnings.getvalue()).splitlines() if line.strip()]
    for line in told:
        sys.stderr.write(line.replace(f"{ROOT}/", "") + "\n")
    if app.statuscode or told:
        sys.stderr.write("the site was built, but its pages are not right: see above\n")
        return 1
    return 0


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx's door: what stands between the file of a page and its parser."""
    from pygments.lexers.special import TextLexer

    app.connect("source-read", _read)
    app.add_lexer("csv", TextLexer)  # Pygments has none
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(_: Sphinx, page: str, source: list[str]) -> None:
    source[0] = expanded(source[0], page=page)


def expanded(text: str, *, page: str) -> str:
    """The page with what its comments ask for: `contents` becomes a part of the navigation, `generated` the reference.

    Raises KeyError for a part of the reference that there is not.
    """
    text = _GENERATED.sub(lambda found: PARTS[found["part"]](), text)
    return _CONTENTS.sub(_tree, text)


def _tree(found: re.Match[str]) -> str:
    pages = "\n".join(line.strip() for line in found["pages"].splitlines() if line.strip())
    globbed = ":glob:\n" if "*" in pages else ""
    return f"```{{toctree}}\n:hidden:\n:caption: {found['title'].strip()}\n{globbed}\n{pages}\n```"


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


__all__ = ["build", "expanded", "setup"]
