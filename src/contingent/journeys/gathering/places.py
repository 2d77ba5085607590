"""Where articles are looked for, told apart before anything is opened: one article, or many places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where articles are looked for: files, folders, addresses, "-"; a feed; a sitemap."""

    named: tuple[str, ...] = ()
    feed: str | None = None
    sitemap: str | None = None

    @property
    def any(self) -> bool:
        """Whether there is a place at all."""
        return bool(self.named or self.feed or self.sitemap)

    @property
    def stages(self) -> int:
        """How many stages reading them goes through, as far as can be told before: one a place, and two at the end."""
        return len(self.named) + (self.feed is not None) + (self.sitemap is not None) + 2

    @property
    def one(self) -> bool:
        """Whether they are one article and nothing else."""
        return self.feed is None and self.sitemap is None and len(self.named) == 1 and not is_folder(self.named[0])


def is_folder(place: str) -> bool:
    """Whether a place is a folder of files."""
    try:
        return place != "-" and Path(place).is_dir()
    except (OSError, ValueError):
        return False  # too long a name, a NUL in it: reading it as a file says what is wrong
