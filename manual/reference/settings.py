"""What the environment may say, and how a command ends: held against what the code in fact asks for."""

from __future__ import annotations

import re
import typing

from manual.blocks import ROOT
from manual.reference.prose import cell

#: by variable, who reads it and what it says; `asked_for` holds this table to the code
VARIABLES = {
    "CONTINGENT_LEDGER": "every command that keeps or reads forecasts: the ledger, a file or `postgresql://…`, where "
                         "`--ledger` is not given; else a file in your data folder",
    "CONTINGENT_SHARED": "`contingent evaluate reading` and the tests: the folder with `seed/` and `data/`",
    "CONTINGENT_NAME": "`deploy/compose.yaml`: the name under which browsers ask for the service",
    "CONTINGENT_DATABASE_PASSWORD_FILE": "the container: the file that holds the database's password",
    "CONTINGENT_POSTGRESQL_HOME": "`scripts/postgresql`: where the data of its server are",
    "CONTINGENT_POSTGRESQL_FSYNC": "`scripts/postgresql`: `on` flushes to the disk, as a server with real data must",
    "CONTINGENT_EXAMPLES": "the tests: on how many made examples each property is tried",
    "CONTINGENT_KILLS": "the tests: how often a writer is killed",
    "CONTINGENT_KILL_SEED": "the tests: which moments it is killed at",
}  # fmt: skip
#: of the system, and of libraries; read by the code that is named
OTHERS = {
    "XDG_DATA_HOME": "the folder above your data folder, where the default ledger and what `data pull` brings are kept",
    "PGPASSWORD": "the password of PostgreSQL, where the address holds none",
    "NUMBA_CACHE_DIR": "where compiled code is kept, where the package's own folder cannot be written",
    "NO_COLOR": "no colours in the terminal",
    "COLUMNS": "how wide what is printed may be",
}
#: names in capitals of the code that no environment knows
CONSTANTS = {"CONTINGENT_MEASURES", "CONTINGENT_TIMES"}
_LOOKED_IN = ("src", "scripts", "deploy", "tests", "proof", "benchmarks")


def asked_for() -> set[str]:
    """Every variable of ours that any file here names."""
    found: set[str] = set()
    for folder in _LOOKED_IN:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in ("", ".py", ".yaml", ".service", ".md"):
                text = path.read_text(encoding="utf-8", errors="replace")
                found |= set(re.findall(r"\bCONTINGENT_[A-Z]+(?:_[A-Z]+)*\b", text))
    return found - CONSTANTS


def variables() -> str:
    """The variables of the environment. Raises ValueError where the table and the code name different ones."""
    found = asked_for()
    if found != VARIABLES.keys():
        wrong = ", ".join(sorted(found ^ VARIABLES.keys()))
        raise ValueError(f"the code and manual/reference/settings.py name different variables: {wrong}")
    rows = [f"| `{name}` | {cell(said)} |" for name, said in {**VARIABLES, **OTHERS}.items()]
    return "\n".join(["| variable | read by, and says |", "|---|---|", *rows])


def errors() -> str:
    """Every error that is raised on purpose, from the root of the tree down, with the exit code it leads to."""
    from contingent.core.errors import ContingentError

    rows = ["| error | exit code | what |", "|---|---|---|"]

    def add(kind: type[ContingentError], depth: int) -> None:
        first = (typing.cast(str, kind.__doc__) or "").strip().splitlines()[0]
        rows.append(f"| {'· ' * depth}`{kind.__name__}` | {kind.exit_code} | {cell(first)} |")
        for below in kind.__subclasses__():
            if below.__module__ == ContingentError.__module__:
                add(below, depth + 1)

    add(ContingentError, 0)
    return "\n".join(rows)
