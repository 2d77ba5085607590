"""Which language model to ask, from a small TOML file: server, model, where its key is, how often, at what cost."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contingent.core.errors import InputError
from contingent.core.sockets import LanguageModel
from contingent.language.chat import MOST_REPLY_TOKENS, ChatModel, Server
from contingent.language.meter import Meter, Prices
from contingent.language.tape import Tape

#: characters of a file of settings: a key of many dotted names costs memory by the square of their number
LARGEST = 8_000


class ModelSettings(BaseModel):
    """What every such file may hold; `server` may be left out where a `tape` holds every reply."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    of: ClassVar[str] = "the model"

    model: str = Field(min_length=1)
    server: str | None = None
    key_variable: str | None = None
    tape: str | None = None
    deadline_seconds: float = Field(default=60.0, gt=0, le=3600)
    at_once: int = Field(default=8, ge=1, le=64)
    temperature: float = Field(default=0.7, ge=0, le=2)
    reply_tokens: int = Field(default=MOST_REPLY_TOKENS, ge=100, le=100_000)
    dollars_per_million_prompt_tokens: float | None = Field(default=None, ge=0)
    dollars_per_million_reply_tokens: float | None = Field(default=None, ge=0)
    budget_dollars: float | None = Field(default=None, gt=0)

    def meter(self) -> Meter:
        """A meter at nought with the prices and the budget of the file.

        Raises:
            InputError: a budget without prices.
        """
        prices = (self.dollars_per_million_prompt_tokens, self.dollars_per_million_reply_tokens)
        known = None if None in prices else Prices(prompt=prices[0] or 0.0, reply=prices[1] or 0.0)
        return Meter(known, budget=self.budget_dollars)

    def open(self, meter: Meter, *, beside: Path) -> LanguageModel:
        """The model: its server, its tape, or a tape that its server fills. A tape's path is relative to `beside`.

        Raises:
            InputError: neither is named, the server's address cannot be used, the key's variable is not set, or the
                tape cannot be read.
        """
        if self.server is None and self.tape is None:
            raise InputError(f"the settings of {self.of} name neither a server nor a tape; wanted at least one.")
        live = None
        if self.server is not None:
            server = Server(address=self.server, model=self.model, key=self._key())
            live = ChatModel(server, meter=meter, temperature=self.temperature, reply_tokens=self.reply_tokens)
        if self.tape is None:
            assert live is not None
            return live
        return Tape(beside / self.tape, name=self.model, live=live)

    def _key(self) -> str | None:
        if self.key_variable is None:
            return None
        key = os.environ.get(self.key_variable, "").strip()
        if not key:
            raise InputError(
                f"the environment variable {self.key_variable} is empty; wanted the key of the model's server."
            )
        return key


class Settings(ModelSettings):
    """The judge's: how many `samples` it is asked for a question."""

    of: ClassVar[str] = "the judge"

    samples: int = Field(default=5, ge=1, le=25)


class ReaderSettings(ModelSettings):
    """The reader's: how much of an article a prompt holds, and how much of that the next one repeats, in characters.

    What it finds is to be the same each time it is asked, so its temperature is 0.
    """

    of: ClassVar[str] = "the reader"

    temperature: float = Field(default=0.0, ge=0, le=2)
    deadline_seconds: float = Field(default=120.0, gt=0, le=3600)
    at_once: int = Field(default=4, ge=1, le=64)
    reply_tokens: int = Field(default=4000, ge=100, le=100_000)
    chunk_characters: int = Field(default=6000, ge=500, le=200_000)
    overlap_characters: int = Field(default=400, ge=0, le=20_000)


Kind = TypeVar("Kind", bound=ModelSettings)


def read_settings(path: Path) -> Settings:
    """The judge's settings in the file; errors as `settings_in`."""
    return settings_in(path, Settings)


def settings_in(path: Path, kind: type[Kind]) -> Kind:
    """The settings of that kind in the file.

    Raises:
        InputError: it cannot be read, is no TOML, or holds what settings have not; names every fault.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} holds {path.stat().st_size:,} bytes; wanted settings of at most {LARGEST:,}.")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the settings of {kind.of} {path} cannot be read: {error}.") from error
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, and deep lists
        raise InputError(f"{path} is no TOML that can be read: {error}.") from error
    try:
        return kind(**table)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg'].lower()}" for f in error.errors())
        wanted = ", ".join(kind.model_fields)
        raise InputError(f"{path} is not as wanted ({faults}). It may hold {wanted}.") from error
