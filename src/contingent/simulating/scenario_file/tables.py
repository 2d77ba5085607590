"""One table of a scenario file against its fields: every key known, every value of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from contingent.core.belief import Prior
from contingent.simulating.scenario_file.amounts import amount, number
from contingent.simulating.scenario_file.fields import SCENARIO, Field
from contingent.simulating.scenario_file.positions import Place
from contingent.simulating.scenario_file.problems import Problems, instead, shown
from contingent.simulating.scenario_file.texts import LONGEST_NAME, LONGEST_TEXT, is_printable


class Table:
    """The values of one table, each checked as it is asked for; faults go to `problems`, and the value is None.

    `as_of` is the day from which dates are counted; None where the file does not say it.
    """

    def __init__(
        self, raw: Any, fields: Sequence[Field], place: Place, problems: Problems, *, also: Sequence[str] = (),
        as_of: date | None = None,
    ) -> None:  # fmt: skip
        self.place, self.problems, self.as_of = place, problems, as_of
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.fields = {field.name: field for field in fields}
        if not isinstance(raw, Mapping):
            problems.add(place, f"found {shown(raw)}; wanted a table with keys such as {fields[0].name}")
            return
        known = [*self.fields, *also]
        for key in self.raw:
            if key not in known:
                problems.add((*place, key), f"is no key here; {_wanted(key, known, inside=bool(place))}")
        for field in fields:
            if field.required and field.name not in self.raw:
                problems.add(place, f"lacks {field.name}: {field.says[:1].lower()}{field.says[1:]}")

    def at(self, key: str) -> Place:
        """The place of a key of this table."""
        return (*self.place, key)

    def text(self, key: str) -> str | None:
        """A text on one line without control characters; of a name, a short one."""
        if key not in self.raw:
            return None
        longest = LONGEST_NAME if self.fields[key].kind == "name" else LONGEST_TEXT
        return self._text(self.raw[key], self.at(key), longest)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self.problems.add(self.at(key), f"found {shown(value)}; wanted a list of texts in square brackets")
            return ()
        found = (self._text(item, (*self.at(key), place), LONGEST_TEXT) for place, item in enumerate(value))
        return tuple(text for text in found if text is not None)

    def choice(self, key: str, names: Mapping[str, str] = MappingProxyType({})) -> str | None:
        """One of the field's choices; `names` are what a reader may call them instead, for the message."""
        value = self.raw.get(key)
        choices = self.fields[key].choices
        if value is None or value in choices:
            return value
        meant = [choice for choice in choices if value == names.get(choice)]
        wanted = f"wanted {meant[0]}, which is what {shown(value)} is here" if meant else instead(str(value), choices)
        self.problems.add(self.at(key), f"found {shown(value)}; {wanted}")
        return None

    def count(self, key: str, default: int) -> int:
        """A whole number within the field's bounds."""
        field, value = self.fields[key], self.raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not field.least <= value <= field.greatest:
            self.problems.add(
                self.at(key),
                f"found {shown(value)}; wanted {_whole(field)}",
            )
            return default
        return value

    def day(self, key: str, default: int) -> int:
        """Days from as_of: a whole number, or the date itself."""
        value = self.raw.get(key, default)
        if isinstance(value, str):
            with suppress(ValueError):
                value = date.fromisoformat(value)
        if not isinstance(value, date):
            return self.count(key, default)
        when = value.date() if isinstance(value, datetime) else value
        if self.as_of is None:
            return default
        days = (when - self.as_of).days
        if not 0 <= days <= self.fields[key].greatest:
            last = self.as_of + timedelta(days=int(self.fields[key].greatest))
            self.problems.add(
                self.at(key), f"found {when}; wanted a day from as_of, {self.as_of}, to {last}, or a number of days"
            )
            return default
        return days

    def date(self, key: str) -> date | None:
        """A calendar date, as TOML writes it or as a text."""
        value = self.raw.get(key)
        if isinstance(value, datetime) or value is None:
            value = value.date() if value else None
        if isinstance(value, str):
            with suppress(ValueError):
                value = date.fromisoformat(value)
        if value is None or isinstance(value, date):
            return value
        self.problems.add(self.at(key), f"found {shown(value)}; wanted a date such as 2024-11-18, without quotes")
        return None

    def number(self, key: str, default: float) -> float:
        """A plain number within the field's bounds."""
        if key not in self.raw:
            return default
        return self._bounded(self.raw[key], self.at(key), self.fields[key], default)

    def figure(self, key: str, source: str | None) -> tuple[float, str | None] | None:
        """A plain number and its source: the number alone, or {value, source}."""
        if key not in self.raw:
            return None
        raw, field = self.raw[key], self.fields[key]
        if isinstance(raw, Mapping):
            known = ("value", "source")
            for strange in raw.keys() - set(known):
                said = f"is no key here; {instead(strange, known)}. What is worked out from this number has a spread"
                self.problems.add((*self.at(key), strange), said)
            if "value" not in raw:
                self.problems.add(self.at(key), "lacks value: a plain number")
                return None
            source = self._text(raw["source"], (*self.at(key), "source"), LONGEST_TEXT) if "source" in raw else source
            raw = raw["value"]
        before = len(self.problems)
        value = self._bounded(raw, self.at(key), field, 0.0)
        return None if len(self.problems) > before else (value, source)

    def amount(self, key: str, *, name: str, source: str | None) -> Prior | None:
        """A number in any form, as a prior called `name`; None where the key is absent or its value no such number."""
        if key not in self.raw:
            return None
        return amount(self.raw[key], self.fields[key], self.at(key), self.problems, name=name, source=source)

    def _bounded(self, raw: Any, place: Place, field: Field, default: float) -> float:
        top = f" to {field.greatest:,.10g}" if field.greatest < float("inf") else ""
        wanted = f"a plain number from {field.least:g}{top}" if field.least > -float("inf") else "a plain number"
        value = number(raw, place, self.problems, wanted=wanted)
        if value is None:
            return default
        if not field.least <= value <= field.greatest:
            self.problems.add(place, f"found {value:g}; wanted {wanted}")
            return default
        return value

    def _text(self, value: Any, place: Place, longest: int) -> str | None:
        if not isinstance(value, str) or not value.strip():
            self.problems.add(place, f"found {shown(value)}; wanted a text in quotes")
            return None
        text = " ".join(value.split())
        if len(text) > longest or not is_printable(text):
            self.problems.add(place, f"found {shown(text)!r}; wanted at most {longest} characters that can be printed")
            return None
        return text


def _wanted(key: str, known: Sequence[str], *, inside: bool) -> str:
    """What to write for a key that is not known; one of the whole file that stands below a table belongs to that."""
    if inside and key in {field.name for field in SCENARIO}:
        return f"wanted {key} at the top of the file, above the first table in brackets"
    return instead(key, known)


def _whole(field: Field) -> str:
    """The whole numbers that a count or a day may be."""
    span = f"from {field.least:g} to {field.greatest:g}"
    if field.kind == "day":
        return f"a date such as 2025-04-15, or a whole number of days from as_of, {span}"
    return f"a whole number{' of days' if field.unit == 'days' else ''} {span}"
