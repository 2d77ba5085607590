"""What pages name must exist: commands and options, paths of the source tree, modules that are run, names of Python."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from manual.blocks import ROOT, blocks, spans
from manual.reference.commands import every, options, program

_PATH = re.compile(
    r"(?<![\w/.~:-])(?:\.\./)*(?P<path>(?:src|docs|tests|examples|benchmarks|deploy|scripts|proof|manual)/[\w./*{},-]+)"
)
_NAME = re.compile(r"(?<![\w/.@-])(?P<name>contingent(?:\.[a-zA-Z_]\w*)+)")
_IMPORT = re.compile(r"from (?P<module>contingent(?:\.\w+)*) import (?P<names>\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)")
_OPTION = re.compile(r"(?<![\w-])(?P<option>--[a-z][a-z-]*)")
_MODULE = re.compile(r"python3? -m (?P<module>benchmarks|proof|manual)\b(?P<rest>[^\n|`]*)")
#: names that look like ours and are of another kind
FILES = ("contingent.service", "contingent.org", "contingent.example", "contingent.sqlite")
#: options that pages name of other programs, by the page; each is looked at by hand when it comes in
OTHERS = {"--constraint", "--build-arg"}


def strangers(text: str, *, page: str) -> list[str]:
    """Every name on a page that nothing here answers to, with its place; a decision's names are those of its day."""
    if page.startswith("docs/decisions/0"):
        return []
    found: list[str] = []
    made = set(re.findall(r"> ([\w./-]+)", text))  # what a page's own commands write
    for block in blocks(text, page=page):
        skipped = block.reason is not None and block.language not in ("console", "text", "")
        for number, line in enumerate(block.code.replace("\\\n", "  ").splitlines()):
            where = f"{page}:{block.line + number}"
            if not skipped:
                found += [f"{where}: {one}" for one in _commands(line)]
            found += [f"{where}: {one}" for one in _names(line)]
    for span in spans(text, page=page):
        told = [*_commands(span.code), *_names(span.code), *_lone_options(span.code)]
        found += [f"{span.where}: {one}" for one in told]
    return [one for one in found if one.rpartition(" ")[2] not in made]


def _commands(line: str) -> Iterator[str]:
    """What is wrong with the calls of `contingent` in a line; an upper-case word stands for what the reader gives."""
    for start in re.finditer(r"(?:^|(?<=&& )|(?<=/bin/))contingent(?= |$)", line.removeprefix("$ ")):
        yield from _call(line.removeprefix("$ ")[start.end() :])


def _call(rest: str) -> Iterator[str]:
    words = re.split(r"(?:&&|\|\||[;>]| & |\s{2,}|[—·])", rest)[0].split()
    command: Any = program()
    called = ["contingent"]
    while words and getattr(command, "commands", None):
        alternatives = [word for word in re.split(r"[|,/]", words[0]) if word]
        if not re.fullmatch(r"[a-z][a-z|,/-]*", words[0]) or not alternatives:
            break
        unknown = [word for word in alternatives if word not in command.commands]
        if unknown:
            yield f"`{' '.join(called)}` has no command {', '.join(unknown)}"
            return
        command = command.commands[alternatives[0]]
        called.append(words.pop(0))
        if words[:1] == ["|"]:  # battles | hazards: the alternatives of an argument
            break
    known = options(command)
    if getattr(command, "commands", None):
        known = known.union(*(options(below) for words_, below in every(command)))
    for option in _OPTION.findall(" ".join(words)):
        if option not in known:
            yield f"`{' '.join(called)}` has no option {option}"


def _lone_options(code: str) -> Iterator[str]:
    """Options that are named alone must be some command's: ours, or of a module that pages run."""
    if code.startswith("--"):
        for option in _OPTION.findall(code):
            if option not in _every_option() and option not in OTHERS:
                yield f"no command here has an option {option}"


def _names(line: str) -> Iterator[str]:
    for match in _PATH.finditer(line):
        path = match["path"].rstrip(".,*/")
        if not any(list(ROOT.glob(one)) for one in _braced(match["path"].rstrip(".,/"))) and not (ROOT / path).exists():
            yield f"no file or folder {match['path']}"
    for match in _NAME.finditer(line):
        if match["name"] not in FILES and not match["name"].startswith(FILES) and not _importable(match["name"]):
            yield f"no module or name {match['name']}"
    for match in _IMPORT.finditer(line):
        for name in match["names"].split(", "):
            whole = f"{match['module']}.{name.split()[0]}"
            if not _importable(whole):
                yield f"no module or name {whole}"
    for match in _MODULE.finditer(line):
        yield from _run(match["module"], match["rest"].split())


def _run(module: str, words: list[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("--"):
            option = word.partition("=")[0].rstrip("])")
            if option not in _spelled(module):
                yield f"`python -m {module}` has no option {option}"
        elif word == words[0] and re.fullmatch(r"[a-z][a-z_]+|[RSLDU]\d", word) and word not in _offered(module):
            yield f"`python -m {module}` knows no {word}"


def _braced(path: str) -> list[str]:
    found = re.fullmatch(r"(.*)\{([^}]*)\}(.*)", path)
    return [f"{found[1]}{one}{found[3]}" for one in found[2].split(",")] if found else [path]


@cache
def _importable(name: str) -> bool:
    words = name.split(".")
    for cut in range(len(words), 0, -1):
        try:
            here: Any = importlib.import_module(".".join(words[:cut]))
        except ImportError:
            continue
        for word in words[cut:]:
            if not hasattr(here, word) and word not in getattr(here, "__annotations__", {}):
                return False
            here = getattr(here, word, None)
        return True
    return False


@cache
def _every_option() -> set[str]:
    found = set[str]()
    for _, command in every():
        found |= options(command)
    return found.union(*(_spelled(module) for module in ("benchmarks", "proof", "manual")))


@cache
def _spelled(module: str) -> set[str]:
    return set(_OPTION.findall((ROOT / module / "__main__.py").read_text(encoding="utf-8")))


@cache
def _offered(module: str) -> set[str]:
    if module == "proof":
        from proof.plan import PLAN

        return {*PLAN, "all", "page"}
    if module == "manual":
        return {"run", "names", "marks", "build"}
    from benchmarks.__main__ import NAMES

    return set(NAMES)
