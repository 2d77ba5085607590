"""The command line, read off the program itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import EnumType
from functools import cache
from pathlib import Path
from typing import Any

import typer.main


@cache
def program() -> Any:
    """The command `contingent` with all that hangs below it."""
    from contingent.cli import app

    return typer.main.get_command(app)


def every(command: Any = None, words: tuple[str, ...] = ("contingent",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command with the words that call it, groups before what is in them."""
    command = program() if command is None else command
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from every(below, (*words, name))


def options(command: Any) -> set[str]:
    """Every option that a command takes, as it is typed."""
    found = {"--help", "-h"}
    for parameter in command.params:
        if parameter.param_type_name == "option":
            found |= {*parameter.opts, *parameter.secondary_opts}
    return found


def commands() -> str:
    """A section for each command: what it does, how it is called, what it takes."""
    return "\n\n".join(_section(words, command) for words, command in every() if len(words) > 1)


def _section(words: tuple[str, ...], command: Any) -> str:
    name = " ".join(words)
    lines = [f"{'#' * min(len(words), 3)} `{name}`", _prose(command.help or "")]
    group = bool(getattr(command, "commands", None))
    if group:
        below = ", ".join(f"[`{part}`](#{'-'.join((*words, part))})" for part in command.commands)
        lines.append(f"Commands: {below}.")
        return "\n\n".join(line for line in lines if line)
    given = [one for one in command.params if one.param_type_name == "argument"]
    typed = " ".join((name, *(_placed(one) for one in given), "[OPTIONS]"))
    lines.append(f"```text\n{typed}\n```")
    rows = [_argument(one) for one in given]
    rows += [_option(one) for one in command.params if one.param_type_name == "option" and not one.hidden]
    if rows:
        lines.append("\n".join(["| | |", "|---|---|", *rows]))
    return "\n\n".join(line for line in lines if line)


def _placed(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    name = f"{name}…" if argument.nargs == -1 and "…" not in name else name
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _argument(argument: Any) -> str:
    said = _prose(getattr(argument, "help", "") or "")
    return f"| {_choices(argument.metavar or argument.name.upper())} | {_cell(said)} |"


def _option(option: Any) -> str:
    shown = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    metavar = "" if option.is_flag else f" {_choices(_metavar(option))}"
    told = _prose(option.help or "")
    default = option.default
    if isinstance(default, Path):
        default = str(default)
    if not option.is_flag and default not in (None, (), [], "") and not callable(default):
        told += f" Default: `{getattr(default, 'value', default)}`."
    if option.envvar:
        told += f" Environment: `{option.envvar}`."
    if option.required:
        told += " Required."
    return f"| {shown}{metavar} | {_cell(told.strip())} |"


def _metavar(option: Any) -> str:
    if option.metavar:
        return str(option.metavar)
    # which of the two there is depends on the release of typer
    kind = getattr(getattr(option, "type_descriptor", None), "annotation", None)
    if kind is None:
        return str(getattr(option.type, "name", "VALUE")).upper()
    if isinstance(kind, EnumType):
        return "|".join(str(value.value) for value in list[Any](kind.__members__.values()))
    least, most = getattr(option, "min", None), getattr(option, "max", None)
    if least is not None or most is not None:
        return "NUMBER" + (f" ≥ {least:,}" if least is not None else "") + (f" ≤ {most:,}" if most is not None else "")
    return {int: "NUMBER", float: "NUMBER"}.get(kind, str(getattr(kind, "__name__", "VALUE")).upper())


def _prose(text: str) -> str:
    return " ".join(re.sub(r"\[/?[a-z ]+\]", "", text).replace("\b", "").split())


def _choices(metavar: str) -> str:
    """What stands for a value, in a cell; of several each by itself, so that a narrow table can break between them."""
    return " \\| ".join(f"`{one}`" for one in metavar.split("|"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
