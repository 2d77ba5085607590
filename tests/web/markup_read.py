"""What a page holds, read as a browser would: ids, links, scripts, and what could run."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt


class Held(HTMLParser):
    """The elements of a page, with the ids of the elements around each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str | None] = []
        self.runs: list[str] = []
        self.inside: dict[str, tuple[str, ...]] = {}
        self.headings: list[int] = []
        self._open: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element is, and what it could run."""
        given = dict(attrs)
        self.runs += [name for name in given if name.startswith("on")]
        self.runs += [str(given[name]) for name in ("href", "src", "action") if _runs(given.get(name))]
        if tag == "script":
            self.scripts.append(given.get("src"))
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.runs.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
            self.inside[str(given["id"])] = tuple(name for _, names in self._open for name in names.split())
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in ("meta", "link", "input", "br", "img", "hr", "wbr"):
            self._open.append((tag, str(given.get("class") or "")))

    def handle_endtag(self, tag: str) -> None:
        """Close the element; a page of ours closes each that it opened."""
        assert self._open and self._open[-1][0] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data

    def close_whole(self) -> None:
        """Every element was closed."""
        assert not self._open


def _runs(address: str | None) -> bool:
    return address is not None and address.strip().lower().startswith(("javascript:", "data:", "vbscript:"))


def sound(page: str) -> Held:
    """The page, after what must hold of every page: one h1, no level of heading left out, ids once, links that lead."""
    held = Held(page)
    held.close_whole()
    assert held.headings.count(1) == 1 and held.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(held.headings, held.headings[1:], strict=False))
    assert len(set(held.ids)) == len(held.ids), [one for one in held.ids if held.ids.count(one) > 1]
    targets = {link[1:] for link in held.links if link.startswith("#")}
    assert targets <= set(held.ids), targets - set(held.ids)
    assert held.runs == [] and all(src and src.startswith("/static/") for src in held.scripts)
    return held


def markdown_links(text: str) -> list[str]:
    """The addresses that a Markdown text links to or shows pictures from; it holds no HTML."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        assert token.type != "html_block"
        for child in token.children or []:
            assert child.type != "html_inline"
            found += [str(child.attrs[name]) for name in ("href", "src") if name in child.attrs]
    return found
