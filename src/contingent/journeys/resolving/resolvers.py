"""Who can settle questions from data in a folder: one resolver a source of data."""

from __future__ import annotations

from pathlib import Path

from contingent.core.errors import InputError
from contingent.journeys.resolving.sets import SetResolver
from contingent.journeys.resolving.settle import Resolver
from contingent.journeys.resolving.ucdp import UcdpResolver


def resolvers(data: Path) -> tuple[Resolver, ...]:
    """Every resolver of the house, to read below `data`; nothing is read yet.

    Raises:
        InputError: there is no such folder.
    """
    if not data.is_dir():
        raise InputError(f"--data {data} is no folder; wanted one with the primary series.")
    return (UcdpResolver(data), SetResolver(data))
