"""The files that are read and written: their keys, from the schemas that the program itself prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from manual.reference.prose import cell

#: what each schema is of, in the order of the page
FILES = {
    "brief": "`brief.json`, which `contingent brief` writes",
    "whatif": "`whatif.json`, which `contingent whatif` writes",
    "claims": "`claims.json`, which `contingent read A B C…` writes",
    "bargain": "`bargain.json`, which `contingent bargain` writes",
    "watch": "`watch.json`, which `contingent watch` writes",
}


def parts() -> dict[str, Callable[[], str]]:
    """What `<!-- generated: formats-… -->` stands for."""
    return {
        "formats-scenario": lambda: _whole("scenario"),
        "formats-negotiation": negotiation,
        "formats-models": model_settings,
        "formats-written": lambda: "\n\n".join(f"## {told}\n\n{_whole(name, 3)}" for name, told in FILES.items()),
    }


def negotiation() -> str:
    """The keys of a negotiation in TOML, table by table."""
    from contingent.sources.negotiation_fields import ACTOR, ALSO, ISSUE, TOP

    tables = {"at the top": TOP, "[[issue]]": ISSUE, "[[issue.actor]]": ACTOR, "[[issue.also]]": ALSO}
    return "\n\n".join(f"### {_coded(name)}\n\n{_keys(fields)}" for name, fields in tables.items())


def model_settings() -> str:
    """The keys of the settings of a language model: those of the judge, then those of the reader."""
    from contingent.language.settings import ReaderSettings, Settings

    said = []
    for title, kind in (("The judge (`--judge FILE`)", Settings), ("The reader (`--reader FILE`)", ReaderSettings)):
        schema = kind.model_json_schema()
        said.append(f"### {title}\n\n{_properties(schema)}")
    return "\n\n".join(said)


def _coded(name: str) -> str:
    return f"`{name}`" if name.startswith("[") else name.capitalize()


def _keys(fields: Iterable[Any]) -> str:
    rows = ["| key | kind | says |", "|---|---|---|"]
    for field in fields:
        required = " *Required.*" if field.required else ""
        rows.append(f"| `{field.name}` | {field.kind} | {cell(field.says)}{required} |")
    return "\n".join(rows)


def _whole(name: str, level: int = 3) -> str:
    from contingent.cli.schemas import Document, _schema

    schema = _schema(Document(name))
    # one name may stand for other things in two files, so its heading says of which
    said = [cell(schema.get("description", "")), _properties(schema)]
    for part, below in schema.get("$defs", {}).items():
        if below.get("properties") or below.get("description") or below.get("anyOf"):
            words = below.get("description", "").strip()
            table = _properties(below) if below.get("properties") else ""
            if not table and below.get("anyOf"):
                table = "One of: " + ", ".join(_kind(one) for one in below["anyOf"]) + "."
            said.append(f"{'#' * level} {part} ({name})\n\n{_plain(words)}\n\n{table}")
    return "\n\n".join(part for part in said if part)


def _plain(words: str) -> str:
    return words.replace("<", "\\<").replace("*", "\\*")


def _properties(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = ["| key | kind | says |", "|---|---|---|"]
    for name, one in schema.get("properties", {}).items():
        said = cell(one.get("description", ""))
        if name not in required and "default" in one:
            said = f"{said} Unless given: `{cell(json.dumps(one['default']))}`.".strip()
        if name in required:
            said = f"{said} *Required.*".strip()
        rows.append(f"| `{name}` | {cell(_kind(one))} | {_plain(said) if '`' not in said else said} |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _kind(one: dict[str, Any]) -> str:
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    for key in ("anyOf", "oneOf"):
        if key in one:
            return " or ".join(dict.fromkeys(_kind(part) for part in one[key]))
    if "const" in one:
        return f"`{json.dumps(one['const'])}`"
    if "enum" in one:
        return ", ".join(f"`{value}`" for value in one["enum"])
    if one.get("type") == "array":
        return f"list of {_kind(one['items'])}" if isinstance(one.get("items"), dict) else "list"
    kind = str(one.get("format") or one.get("type", "anything"))
    bounds = [str(one[key]) for key in ("minimum", "maximum") if key in one]
    return f"{kind}, {' to '.join(bounds)}" if len(bounds) == 2 else kind
