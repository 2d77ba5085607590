"""A caller of the service that sends what it likes, and looks at every answer for what each must carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from proof.callers import unguarded
from proof.raw_http import Answer, exchanged, request

_INSIDE = ("Traceback", "sqlalchemy", "sqlite3", '.py"', 'File "', "/proof-s7", "site-packages", "SELECT ")


@dataclass(slots=True)
class Seen:
    """What was asked and what was wrong with the answers."""

    asked: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        """How many answers were wrong in that way."""
        return len(self.wrong.get(kind, []))

    def note(self, kind: str, words: str) -> None:
        """One more answer that was wrong in that way."""
        self.wrong.setdefault(kind, []).append(words)


class Caller:
    """Sends requests by the byte; every answer is looked at for what each must carry and none may tell."""

    def __init__(self, place: tuple[str, int], seen: Seen) -> None:
        self.place, self.seen = place, seen

    def send(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"", host: str = "127.0.0.1"
    ) -> Answer:  # fmt: skip
        """The answer."""
        answer = exchanged(self.place, request(method, path, headers, body, host=host))
        self.look(answer, f"{method} {path} {headers or ''} {host}", path)
        return answer

    def look(self, answer: Answer, case: str, path: str) -> None:
        """The answer is one that may be given, whatever was asked."""
        self.seen.asked += 1
        if not answer.status:
            self.seen.note("unanswered", case)
            return
        # what the server refuses before it knows the address carries the strictest of all
        if (lacks := unguarded(answer.headers, path)) and unguarded(answer.headers, "/"):
            self.seen.note("unguarded", f"{case}: {answer.status} lacks {lacks}")
        if answer.status >= 500:
            self.seen.note("broken", f"{case}: {answer.status} {answer.body[-200:]!r}")
        text = answer.body.decode("utf-8", "replace")
        if answer.status >= 400 and any(word in text for word in _INSIDE):
            self.seen.note("told inside", f"{case}: {text[:300]}")
        saved = answer.headers.get("content-disposition", "").startswith("attachment")  # a file of one's own, not shown
        if not saved and "text/html" in answer.headers.get("content-type", "") and (inline := _inline(text)):
            self.seen.note("inline", f"{case}: {inline[:3]}")


def _inline(text: str) -> list[str]:
    reader = Inline()
    reader.feed(text)
    return reader.found


class Inline(HTMLParser):
    """Whatever of a page the policy would keep from running or from being applied."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag, with what it holds."""
        named = dict(attrs)
        if tag in ("style", "base", "object", "embed", "applet") or (tag == "script" and "src" not in named):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "vbscript:")):
                self.found.append(f"{tag} {name}")
