"""Contingent: reads a news article about a conflict; how likely is it, and what difference would it make?"""

from typing import TYPE_CHECKING

from contingent.core.nouns import Claim, Document, Forecast, Outcomes, Question, Resolution, Scenario
from contingent.core.sockets import Engine, Forecaster, LanguageModel, Pool, Source, World

__all__ = [
    "Claim", "Document", "Engine", "Forecast", "Forecaster", "LanguageModel", "Outcomes", "Pool", "Question",
    "Resolution", "Scenario", "Source", "World", "__version__",
]  # fmt: skip

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """The version that was installed, looked up when it is first asked for; `0+unknown` where nothing was.

        Raises:
            AttributeError: anything else.
        """
        if name != "__version__":
            raise AttributeError(f"module 'contingent' has no attribute {name!r}")
        from importlib.metadata import PackageNotFoundError, version  # late: 60 modules

        try:
            found = version("contingent")
        except PackageNotFoundError:
            found = "0+unknown"
        globals()[name] = found
        return found
