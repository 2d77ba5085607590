"""Runs a page: its blocks in their order, in one folder, with one shell and one Python between them."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import shlex
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manual.blocks import NEEDS, ROOT, Block, PageError, blocks, text_of
from manual.formats import check_format
from manual.needs import Needs
from manual.shell import Shell

#: no command of a page may take longer than this on a busy machine (wall time)
MOST_SECONDS = 300.0
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
#: what a page's folder shows of the source tree; examples are copied, for a page may write beside them
SEEN = ("src", "docs", "scripts", "benchmarks", "deploy", "proof", "README.md")
RUN = ("console", "python", "toml", "csv", "json", "jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one block took: CPU seconds of this process and of those it started."""

    block: Block
    cpu_seconds: float


@dataclass(slots=True, kw_only=True)
class _Page:
    folder: Path
    shell: Shell
    heard: Callable[[int, str], None] | None
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})


def why_not(block: Block) -> str | None:
    """What is wrong with the form of a block, or None: it can be run, or says why it is not."""
    if block.reason is not None:
        return None if block.reason else "`not run` without a reason; wanted <!-- not run: why -->"
    if "newcomer" in block.marks:
        return None  # run word by word by .ci/run, in a fresh environment
    needs = block.marks.get("needs")
    if needs is not None and needs not in NEEDS:
        return f"needs {needs!r}; wanted {' or '.join(NEEDS)}"
    language = "python" if not block.language and ">>>" in block.code else block.language
    if language not in RUN and "file" not in block.marks:
        wanted = ", ".join(RUN)
        return f"a block in {language or 'no language'!r}; wanted {wanted}, or <!-- not run: why --> above it"
    if language == "console" and not block.code.startswith("$ "):
        return "a console block begins with `$ command`"
    if language in ("toml", "csv", "json", "jsonl") and not {"file", "format"} & block.marks.keys():
        return (
            "wanted <!-- file: NAME --> (kept for the page's commands), <!-- format: KIND -->, or <!-- not run: why -->"
        )
    return None


def run_page(
    page: str,
    folder: Path,
    *,
    needs: Needs,
    text: str | None = None,
    heard: Callable[[int, str], None] | None = None,
) -> Iterator[Cost]:
    """Run every block of `page` in `folder`; a block that does not do what the page says raises PageError.

    A block whose need this machine lacks is passed over (`needs.lacking` tells). `heard` is told the line of each
    command and what it printed.
    """
    with contextlib.ExitStack() as held:
        home = _made(folder)
        environment = _environment(home)
        state = _Page(folder=home, shell=held.enter_context(Shell(home, environment)), heard=heard)
        held.enter_context(_standing_in(home, environment))
        for block in blocks(text_of(page) if text is None else text, page=page):
            wrong = why_not(block)
            if wrong:
                raise PageError(f"{block.where}: {wrong}")
            if block.reason is not None or "newcomer" in block.marks:
                continue
            if (need := block.marks.get("needs")) is not None:
                brought = needs.bring(need)
                if brought is None:
                    continue
                os.environ.update(brought)
                for name, value in brought.items():
                    state.shell.run(f"export {name}={shlex.quote(value)}", seconds=10)
            began = time.process_time() + state.shell.cpu_seconds()
            _run(block, state)
            yield Cost(block=block, cpu_seconds=time.process_time() + state.shell.cpu_seconds() - began)


def commands(code: str) -> Iterator[tuple[int, str, str]]:
    """Each command of a console block: its line in the block (from 0), its words, and the output that is told of it."""
    at, typed, told = 0, [""], [""]
    typing = False
    for number, line in enumerate(code.splitlines()):
        if line.startswith("$ "):
            if typed[0]:
                yield at, "\n".join(typed), "\n".join(told)
            at, typed, told, typing = number, [line[2:]], [], True
        elif typing and (line.startswith("> ") or typed[-1].endswith("\\")):
            typed.append(line.removeprefix("> "))
        else:
            typing = False
            told.append(line)
    if typed[0]:
        yield at, "\n".join(typed), "\n".join(told)


def _run(block: Block, page: _Page) -> None:
    if "file" in block.marks:
        place = page.folder / block.marks["file"]
        if not place.resolve().is_relative_to(page.folder.resolve()):
            raise PageError(f"{block.where}: {place} lies outside the page's folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(block.code, encoding="utf-8")
    if block.language in ("toml", "csv", "json", "jsonl"):
        check_format(block, page.folder)
    elif "file" in block.marks:
        if block.language == "python":
            compile(block.code, block.marks["file"], "exec")
    elif block.language == "console":
        _run_console(block, page)
    else:
        _run_python(block, page)


def _run_console(block: Block, page: _Page) -> None:
    wanted_code = int(block.marks.get("exits", "0"))
    typed = list(commands(block.code))
    for place, (line, command, told) in enumerate(typed):
        where = f"{block.page}:{block.line + line}"
        answer = page.shell.run(command, seconds=MOST_SECONDS)
        if page.heard is not None:
            page.heard(block.line + line, answer.output)
        # an exit code that is told is that of the last command
        code = wanted_code if place == len(typed) - 1 else 0
        if answer.code != code:
            raise PageError(
                f"{where}: {command}\nexit {answer.code}, the page says {code}. It printed:\n{answer.output}"
            )
        if told.strip() and not matches(told, answer.output):
            raise PageError(f"{where}: {command}\nthe page says:\n{told}\n\nit printed:\n{answer.output}")


def matches(told: str, came: str) -> bool:
    """Whether output is what a page tells of it: blanks and line ends alike, `...` for whatever is left out."""
    # joined here: doctest splits only after it has written a no-break space as an escape
    return doctest.OutputChecker().check_output(" ".join(told.split()), " ".join(came.split()), FLAGS)


def _run_python(block: Block, page: _Page) -> None:
    if ">>>" not in block.code:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(block.code, block.where, "exec"), page.names)  # the page's own words
        except Exception as error:
            raise PageError(f"{block.where}: {traceback.format_exc(limit=-3)}") from error
        return
    test = doctest.DocTestParser().get_doctest(block.code, page.names, block.where, block.page, block.line - 1)
    test.globs = page.names
    told = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    if runner.run(test, out=told.write, clear_globs=False).failed:
        raise PageError(f"{block.where}:\n{told.getvalue()}")


def _made(folder: Path) -> Path:
    """The folder that a page's commands run in, beside `shared` where that is here."""
    home = folder / "contingent"
    home.mkdir(parents=True)
    for name in SEEN:
        (home / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "examples", home / "examples")
    shared = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared")).resolve()
    if shared.is_dir():
        (folder / "shared").symlink_to(shared)
    return home


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONTINGENT_", "PYTEST_", "COV_", "PG")) or name == "CONTINGENT_SHARED"
    }
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "XDG_DATA_HOME": str(home.parent / "data"),
        "XDG_CONFIG_HOME": str(home.parent / "config"),
        "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip


@contextlib.contextmanager
def _standing_in(home: Path, environment: dict[str, str]) -> Iterator[None]:
    """The folder and the environment of a page for the Python of this process, put back afterwards."""
    before, path, folder = dict(os.environ), list(sys.path), Path.cwd()
    modules = set(sys.modules)
    os.environ.clear()
    os.environ.update(environment)
    sys.path.insert(0, str(home))
    os.chdir(home)
    try:
        yield
    finally:
        os.chdir(folder)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(home) + os.sep):
                del sys.modules[name]
        os.environ.clear()
        os.environ.update(before)
