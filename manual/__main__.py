"""`python -m manual run PAGE…`: run what a page shows; `names`, `marks`, `build` check and build the rest."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from manual.blocks import PAGES, ROOT, PageError, blocks, text_of
from manual.needs import Needs


def tell(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Do what the command line asks; 0 where every page holds."""
    parser = argparse.ArgumentParser(prog="python -m manual", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    run = what.add_parser("run", help="run the examples of pages (default: of all)")
    run.add_argument("pages", nargs="*", metavar="PAGE")
    run.add_argument("--write", action="store_true", help="put what commands print where `<output>` stands below them")
    names = what.add_parser("names", help="look up every command, option, path and name that pages mention")
    names.add_argument("pages", nargs="*", metavar="PAGE")
    what.add_parser("marks", help="list every block that is not run, with its reason")
    build = what.add_parser("build", help="build the site; a warning is an error")
    build.add_argument("--out", default="out/site", metavar="DIR")
    asked = parser.parse_args()
    does: dict[str, Callable[[argparse.Namespace], int]] = {
        "run": _run, "names": _names, "marks": _marks, "build": _build,
    }  # fmt: skip
    return does[asked.what](asked)


def _pages(asked: list[str]) -> list[str]:
    return [str(Path(page).resolve().relative_to(ROOT)) for page in asked] or list(PAGES)


def _run(asked: argparse.Namespace) -> int:
    from manual.running import run_page
    from manual.writing import written

    failed = 0
    for page in _pages(asked.pages):
        with tempfile.TemporaryDirectory(prefix="manual-") as folder, Needs() as needs:
            try:
                if asked.write:
                    text = written(page, Path(folder) / "write", needs=needs)
                    (ROOT / page).write_text(text, encoding="utf-8")
                costs = list(run_page(page, Path(folder) / "run", needs=needs))
            except (PageError, TimeoutError, EOFError) as error:
                failed += 1
                tell(f"{error}\n")
                continue
        for lack in needs.lacking:
            tell(f"{page}: passed over what needs {lack}")
        tell(f"{page}: {len(costs)} blocks, {sum(cost.cpu_seconds for cost in costs):.1f} CPU-s")
        for cost in sorted(costs, key=lambda one: -one.cpu_seconds)[:3]:
            if cost.cpu_seconds >= 1:
                tell(f"  line {cost.block.line}: {cost.cpu_seconds:.1f}")
    return min(failed, 1)


def _names(asked: argparse.Namespace) -> int:
    from manual.names import strangers

    found = [one for page in _pages(asked.pages) for one in strangers(text_of(page), page=page)]
    for one in found:
        tell(one)
    return min(len(found), 1)


def _marks(_: argparse.Namespace) -> int:
    for page in PAGES:
        for block in blocks(text_of(page), page=page):
            if block.reason is not None:
                tell(f"{block.where}: {block.reason}")
    return 0


def _build(asked: argparse.Namespace) -> int:
    from manual.site import build

    return build(Path(asked.out))


if __name__ == "__main__":
    sys.exit(main())
