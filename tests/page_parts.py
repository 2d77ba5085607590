"""What a page holds, for tests that ask whether it stands alone."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """Ids, the links to them, and everything that a page would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if tag == "a" and name == "href" and value and value.startswith("#"):
                self.links.append(value[1:])
            if tag in ("script", "img", "iframe", "object") or (tag == "link" and name == "href" and value != "data:,"):
                self.loads.append(f"{tag} {name}={value}")
