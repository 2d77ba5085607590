"""What an example may need besides the program: the folder of shared data, a PostgreSQL server."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from manual.blocks import ROOT
from proof.row import Missing


class Needs:
    """Brings along what blocks need, once each, and remembers what this machine lacks; leaving it tidies up."""

    def __init__(self) -> None:
        self.lacking: list[str] = []
        self._brought: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Needs:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        address = self._brought.get("postgresql", {}).get("LEDGER")
        if address:
            from proof.servers.postgresql import drop_schema

            drop_schema(address)

    def bring(self, need: str) -> dict[str, str] | None:
        """The environment that a need brings along: for `postgresql`, LEDGER is the address of an empty place.

        None where this machine lacks it; `lacking` then says what and why.
        """
        if need not in self._brought:
            try:
                self._brought[need] = _shared() if need == "shared" else _postgresql()
            except Missing as missing:
                self.lacking.append(f"{need}: {missing}")
                return None
        return self._brought[need]


def _shared() -> dict[str, str]:
    folder = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        raise Missing(f"no folder {folder}; CONTINGENT_SHARED names it")
    return {}


def _postgresql() -> dict[str, str]:
    from proof.servers.postgresql import new_schema, server_address

    return {"LEDGER": new_schema(server_address())}
