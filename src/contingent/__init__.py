"""Contingent: reads a news article about a conflict; how likely is it, and what difference would it make?"""

from contingent.core.nouns import Claim, Document, Forecast, Outcomes, Question, Resolution, Scenario
from contingent.core.sockets import Engine, Forecaster, LanguageModel, Pool, Source, World

__all__ = [
    "Claim", "Document", "Engine", "Forecast", "Forecaster", "LanguageModel", "Outcomes", "Pool", "Question",
    "Resolution", "Scenario", "Source", "World", "__version__",
]  # fmt: skip

__version__ = "0.1.0"
