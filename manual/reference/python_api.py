"""The Python interface: modules, functions, classes and values that others may build on, by floor."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from manual.reference.prose import cell, markdown

#: by floor, its modules in the order of the page; a star stands for all below a package
FLOORS: dict[str, tuple[str, ...]] = {
    "core": (
        "sockets", "nouns", "claims", "documents", "belief", "interventions", "outcomes", "bargaining", "watching",
        "exposure", "weighted", "whatif", "brief", "claims_ledger", "countries", "errors", "keys", "times",
    ),
    "scoring": ("*",),
    "simulating": (
        "world", "baseline", "depth", "battle.*", "scenario_file.read", "scenario_file.schema", "drawing.*",
        "engines.*",
    ),
    "bargaining": ("bargain", "model", "models", "weighted_mean", "weighted_median", "challenge", "election",
                   "exchange", "combine", "influence", "coalition", "deadline"),
    "watching": ("*",),
    "reading": ("", "voices.*", "quantities.claims", "statements.*", "checks.check", "questions.ask",
                "scenarios.build"),
    "forecasting": ("", "base_rate", "hazard", "structural", "ensemble", "pooling", "calibrate", "coherence", "judge",
                    "bargained", "persistence", "stated"),
    "language": ("*",),
    "ledger": ("store", "chain", "exchange", "place"),
    "journeys": ("brief", "read", "read_many", "whatif", "bargain", "watch", "forecasts.question", "forecasts.views",
                 "forecasts.question_set", "resolving.settle", "track_record.score", "fit", "backtests.files", "keep",
                 "data"),
    "report": ("encode", "html", "brief.page", "whatif.page", "bargaining.page", "watch.digest"),
    "sources": ("articles", "scenarios", "negotiations", "negotiation_toml", "series", "shipped", "catalogue", "pull"),
}  # fmt: skip
#: a signature that is longer than this is cut at its commas
MOST_SHOWN = 400


def floor(name: str) -> str:
    """The page of a floor: each module with its caption, then what it offers."""
    return "\n\n".join(_module(module) for module in _modules(name))


def parts() -> dict[str, Callable[[], str]]:
    """What `<!-- generated: python-FLOOR -->` stands for."""
    return {f"python-{name}": (lambda name=name: floor(name)) for name in FLOORS}  # type: ignore[misc]


def offered(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """What a module itself defines for others, in the order in which it does."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value) or inspect.isroutine(value) or callable(getattr(value, "py_func", None)):
            yield name, value


@cache
def _modules(name: str) -> tuple[ModuleType, ...]:
    package = importlib.import_module(f"contingent.{name}")
    found: list[ModuleType] = []
    for pattern in FLOORS[name]:
        base, star, _ = pattern.partition("*")
        below = ".".join(filter(None, (package.__name__, base.rstrip("."))))
        module = importlib.import_module(below)
        if not star:
            found.append(module)
            continue
        paths = getattr(module, "__path__", [])
        found += [
            importlib.import_module(one.name) for one in pkgutil.iter_modules(paths, f"{below}.") if not one.ispkg
        ]
        for one in pkgutil.iter_modules(paths, f"{below}."):
            if one.ispkg:
                found += [
                    importlib.import_module(each.name)
                    for each in pkgutil.iter_modules(importlib.import_module(one.name).__path__, f"{one.name}.")
                    if not each.ispkg
                ]
    return tuple(module for module in found if any(True for _ in offered(module)))


@cache
def _documented() -> frozenset[str]:
    return frozenset(
        f"{module.__name__}.{name}" for each in FLOORS for module in _modules(each) for name, _ in offered(module)
    )


def _module(module: ModuleType) -> str:
    lines = [f"## {module.__name__}", f"```{{py:module}} {module.__name__}\n```", markdown(module.__doc__)]
    lines += [_one(module, name, value) for name, value in offered(module)]
    return "\n\n".join(line for line in lines if line)


def _one(module: ModuleType, name: str, value: Any) -> str:
    if inspect.isclass(value):
        return _class(module, name, value)
    return _directive("function", f"{name}{_signature(module, value)}", markdown(inspect.getdoc(value)))


def _class(module: ModuleType, name: str, value: type) -> str:
    said = [] if _made_up(value) else [markdown(inspect.getdoc(value))]
    kind = "exception" if issubclass(value, BaseException) else "class"
    if dataclasses.is_dataclass(value):
        said.append(_fields(value))
    for below, member in vars(value).items():
        if below.startswith("_"):
            continue
        if isinstance(member, property):
            said.append(_directive("property", below, markdown(inspect.getdoc(member)), inside=True))
        elif isinstance(member, (staticmethod, classmethod)) or inspect.isfunction(member):
            function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            how = ":classmethod:\n" if isinstance(member, classmethod) else ""
            how = ":staticmethod:\n" if isinstance(member, staticmethod) else how
            signature = f"{below}{_signature(module, function, bound=not isinstance(member, staticmethod))}"
            said.append(_directive("method", signature, markdown(inspect.getdoc(function)), inside=True, how=how))
    return _directive(kind, name, "\n\n".join(part for part in said if part))


def _made_up(value: type) -> bool:
    """Whether a class's words are those that Python makes up for it: a dataclass's signature, a protocol's nothing."""
    return (value.__doc__ or "").startswith(f"{value.__name__}(")


def _fields(value: type) -> str:
    rows = ["| field | type | unless given |", "|---|---|---|"]
    for field in dataclasses.fields(value):
        default = "" if field.default is dataclasses.MISSING else f"`{cell(_short(repr(field.default)))}`"
        if field.default_factory is not dataclasses.MISSING:
            default = "made anew"
        rows.append(f"| `{field.name}` | `{cell(str(field.type))}` | {default} |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _signature(module: ModuleType, value: Any, *, bound: bool = False) -> str:
    value = getattr(value, "py_func", value)
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "()"
    parameters = list(signature.parameters.values())[1 if bound else 0 :]
    plain = [
        one.replace(
            annotation=_Words(_qualified(module, one.annotation)) if one.annotation is not one.empty else one.empty,
            default=_Words(_short(_default(one.default))) if one.default is not one.empty else one.empty,
        )
        for one in parameters
    ]
    returned = signature.return_annotation
    shown = inspect.Signature(plain)
    end = "" if returned is inspect.Signature.empty else f" -> {_qualified(module, returned)}"
    return f"{shown}{end}"


class _Words(str):
    """Words that are shown in a signature as they stand."""

    def __repr__(self) -> str:
        return str(self)


def _default(value: object) -> str:
    text = repr(value)
    return "..." if text.startswith("<") or " at 0x" in text else text


def _qualified(module: ModuleType, annotation: object) -> str:
    """An annotation with our own names written out, so that they lead to where they are described."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)

    def whole(found: re.Match[str]) -> str:
        here = getattr(module, found[0], None)
        name = f"{getattr(here, '__module__', '')}.{getattr(here, '__name__', '')}"
        return name if name in _documented() else found[0]

    return re.sub(r"(?<![\w.'\"])[A-Z]\w+(?![\w'\"])", whole, text.strip("'\""))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _directive(kind: str, signature: str, said: str, *, inside: bool = False, how: str = "") -> str:
    fence = ":" * (4 if inside else 6)
    return f"{fence}{{py:{kind}}} {signature}\n{how}\n{said}\n{fence}"
