"""What a reader is asked: instructions of ours, then the text as data between marks that it cannot hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contingent.core.keys import content_id
from contingent.core.nouns import Document
from contingent.reading.proposals.locate import shown
from contingent.reading.proposals.windows import Voice, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPrompts:
    """The `prompt` with fields to fill in, and for each voice `whose` words they are."""

    prompt: str
    whose: Mapping[Voice, str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> ReaderPrompts:
        """The prompts of the table "reader_prompt"."""
        return cls(
            prompt=table["prompt"].strip(),
            whose={"article": table["whose"]["article"].strip(), "comment": table["whose"]["comment"].strip()},
        )

    def filled(self, document: Document, window: Window) -> str:
        """The prompt for one window: each part a line of JSON, so that no character of it can end the quotation.

        Characters that show nothing are left out; what they would steer is not what a reader of the page sees.
        """
        lines = [
            json.dumps({"part": part.kind, "text": shown(document.text[part.start : part.end])}, ensure_ascii=False)
            for part in window.parts
        ]
        quoted = "\n".join(lines)
        fence = f"<<{content_id('quoted', quoted)}>>"
        return self.prompt.format(whose=self.whose[window.voice], fence=fence, passages=quoted)
