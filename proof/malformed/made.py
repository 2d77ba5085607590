"""The malformed text of a number: the same article, feed or sitemap each time, broken in one way or several."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from proof.malformed.baits import INSIDE, PAGE, SENTENCE, TEXT, bait, names

_ROOT = Path(__file__).parents[2]
_MOST = 10_000_000  # bytes of a body
_ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "shift_jis",
    "koi8-r",
    "utf-7",
    "cp500",
    "big5",
)
_LINE_ENDS = ("\n", "\r", "\r\n", "\n\r", "\u2028", "\x85", "\x0b", "")
_TYPES = (None, "text/html", "text/plain; charset=utf-16", "application/xml", "application/rss+xml; charset=latin-1",
          "application/json", "text/html; charset=x-none", "\u00e9;;=")  # fmt: skip
_DAYS = (
    "Mon, 18 Nov 2024 10:00:00 GMT",
    "2024-11-18T10:00:00Z",
    "2024-11-18",
    "yesterday",
    "0000-00-00",
    "9" * 400,
    "",
)


def made(number: int, seed: int, *, most: int = 60_000) -> tuple[str, bytes, str | None]:
    """("article", "feed" or "sitemap", the bytes, what a server says they are) of that number.

    Of ten, four are articles and six feeds or sitemaps; runs (`baits`) and grown bodies hold up to `most` bytes, and
    those of one number in 200 up to ten megabytes.
    """
    rng = random.Random(f"{seed}/{number}")
    most = _MOST if number % 200 == 7 else most
    if number % 10 < 4:
        raw = _bait(rng, most) if number % 10 == 3 else _encoded(rng, _broken(rng, rng.choice(articles()), most))
        return "article", _bytes_broken(rng, raw)[:_MOST], rng.choice((None, None, *_TYPES))
    kind = "sitemap" if number % 10 == 9 else "feed"
    text = _sitemap(rng, most) if kind == "sitemap" else rng.choice((_rss, _atom, _json_feed))(rng, most)
    raw = _encoded(rng, _broken(rng, text, most) if rng.random() < 0.7 else text)
    if kind == "sitemap" and rng.random() < 0.2:
        raw = gzip.compress(raw, 1, mtime=0)
    return kind, _bytes_broken(rng, raw)[:_MOST], rng.choice(_TYPES)


@cache
def articles() -> tuple[str, ...]:
    """The articles that this project ships for its examples and tests."""
    found = [path for folder in ("tests/articles", "examples") for path in sorted((_ROOT / folder).rglob("*"))]
    return tuple(
        p.read_text(encoding="utf-8") for p in found if p.suffix in (".txt", ".md", ".html") and p.name != "README.md"
    )


# ----------------------------------------------------------------- the making of feeds


def _entry_words(rng: random.Random, most: int) -> dict[str, str]:
    body = rng.choice(articles())[: rng.choice((80, 600, 20_000))]
    return {
        "title": rng.choice(("War", "", "=1+1", rng.choice(TEXT) * rng.choice((1, 90)))), "day": rng.choice(_DAYS),
        "link": rng.choice(("https://a.example/1", "/war", "javascript:alert(1)", "http://[", "https://\ud800.example",
        "")),
        "body": _broken(rng, body, min(most, 200_000)) if rng.random() < 0.3 else body,
    }  # fmt: skip


def _entries(rng: random.Random, most: int, form: Callable[[dict[str, str]], str]) -> str:
    parts = [form(_entry_words(rng, most)) for _ in range(rng.choice((0, 1, 3, 12)))]
    if rng.random() < 0.1 and parts:
        parts *= max(1, most // max(1, sum(map(len, parts))))
    return "".join(parts)


def _rss(rng: random.Random, most: int) -> str:
    def item(w: dict[str, str]) -> str:
        held = f"<![CDATA[{w['body']}]]>" if rng.random() < 0.5 else w["body"].replace("<", "&lt;")
        return (
            f"<item><title>{w['title']}</title><link>{w['link']}</link><guid>{w['link']}</guid><pubDate>{w['day']}"
            f"</pubDate><description>{held}</description></item>\n"
        )

    head = rng.choice(('<?xml version="1.0"?>', '<?xml version="1.1" encoding="koi8-r"?>', "", "<!DOCTYPE rss>"))
    return f'{head}<rss version="2.0"><channel><title>News</title>{_entries(rng, most, item)}</channel></rss>'


def _atom(rng: random.Random, most: int) -> str:
    def entry(w: dict[str, str]) -> str:
        kind = rng.choice(("html", "xhtml", "text", "application/octet-stream"))
        return (
            f'<entry><id>{w["link"]}</id><title type="{kind}">{w["title"]}</title><link href="{w["link"]}"/><updated>'
            f'{w["day"]}</updated><content type="{kind}">{w["body"].replace("<", "&lt;")}</content></entry>\n'
        )

    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example">{_entries(rng, most, entry)}</feed>'


def _json_feed(rng: random.Random, most: int) -> str:
    items: list[object] = []
    for _ in range(rng.choice((0, 1, 3, 30))):
        w = _entry_words(rng, most)
        items.append(rng.choice(({"id": w["link"], "url": w["link"], "title": w["title"], "content_html": w["body"],
                                  "date_published": w["day"]}, None, [], {"id": 1e308}, {"content_text": w["body"]},
                                 {"url": 7, "title": {}}, {"id": None, "summary": w["title"]})))  # fmt: skip
    if rng.random() < 0.05:
        return '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * rng.choice((900, 200_000))
    return json.dumps({"version": rng.choice(("https://jsonfeed.org/version/1.1", "1", None)), "items": items})


def _sitemap(rng: random.Random, most: int) -> str:
    if rng.random() < 0.1:
        return "\n".join(f"https://a.example/{i}" for i in range(rng.choice((1, 900))))
    kind, of = rng.choice((("urlset", "url"), ("sitemapindex", "sitemap"), ("urlset", "sitemap")))
    one = "".join(
        f"<{of}><loc>{w['link']}</loc><lastmod>{w['day']}</lastmod></{of}>"
        for w in (_entry_words(rng, most) for _ in range(rng.choice((0, 1, 20))))
    )
    one *= most // len(one) if one and rng.random() < 0.1 else 1
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{one}</{kind}>'


# ----------------------------------------------------------------- the breaking


def _bait(rng: random.Random, most: int) -> bytes:
    length = int(10 ** rng.uniform(2, len(str(most)) - 1 if most > 60_000 else 4.5))
    return bait(rng.choice(tuple(names())), min(length, most))[1].encode("utf-8", "surrogatepass")


def _broken(rng: random.Random, text: str, most: int) -> str:
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = rng.choice(_WAYS)(rng, text, most)[: max(most, 20_000)]
    return text


def _place(rng: random.Random, text: str) -> int:
    return rng.randrange(len(text) + 1)


def _run_within(rng: random.Random, text: str, most: int) -> str:
    run, at = rng.choice(TEXT + PAGE), _place(rng, text)
    return text[:at] + run * rng.choice((2, 40, min(most, 3_000) // len(run) + 1)) + text[at:]


def _nested(rng: random.Random, text: str, most: int) -> str:
    tag, deep = (
        rng.choice(("div", "b", "p", "item", "ul", "table", "a", "q")),
        rng.choice((9, 300, min(most, 40_000) // 5)),
    )
    return f"<{tag}>" * deep + text + f"</{tag}>" * rng.choice((0, deep))


def _large_attribute(rng: random.Random, text: str, most: int) -> str:
    before, run, after = rng.choice(INSIDE)
    at = text.find(">", _place(rng, text)) + 1
    return text[:at] + before + run * (rng.choice((9, min(most, 40_000), most // 2)) // len(run)) + after + text[at:]


def _line_ends(rng: random.Random, text: str, _most: int) -> str:
    return "".join(line + rng.choice(_LINE_ENDS) for line in text.splitlines())


def _untagged(rng: random.Random, text: str, _most: int) -> str:
    gone = rng.choice(("</p>", ">", "</item>", "</", '"', "]]>", "\n\n", " ", "."))
    return "".join(part + (gone if rng.random() < 0.6 else "") for part in text.split(gone))


def _shuffled(rng: random.Random, text: str, _most: int) -> str:
    words = text.split(" ")
    low = rng.randrange(len(words))
    some = words[low : low + 400]
    rng.shuffle(some)
    return " ".join((*words[:low], *some, *words[low + 400 :]))


def _again(rng: random.Random, text: str, most: int) -> str:
    low = _place(rng, text)
    block = text[low : low + rng.choice((30, 800, 8_000))]
    return text[:low] + block * rng.choice((2, 20, max(1, min(most, 400_000) // max(1, len(block))))) + text[low:]


def _sprinkled(rng: random.Random, text: str, _most: int) -> str:
    strange = "\u202e\u200d\ufeff\u0301\U0001f600\u2066\u00ad\x00\x1b\ufffe\U000e0041"
    return "".join(c + rng.choice(strange) if rng.random() < 0.02 else c for c in text[:20_000]) + text[20_000:]


def _entities(rng: random.Random, text: str, _most: int) -> str:
    odd = ("&amp;", "&#0;", "&#x110000;", "&nosuch;", "&#" + "9" * 5_000 + ";", "&lt", "&amp;amp;lt;", "&#xD800;")
    return "".join(c + rng.choice(odd) if rng.random() < 0.01 else c for c in text[:20_000]) + text[20_000:]


_WAYS: tuple[Callable[[random.Random, str, int], str], ...] = (
    _run_within, _nested, _large_attribute, _line_ends, _untagged, _shuffled, _again, _sprinkled, _entities,
    lambda rng, text, _most: text[: _place(rng, text)], lambda rng, text, _most: text[_place(rng, text) :],
    lambda rng, text, _most: text.upper(), lambda rng, text, _most: f"{text}\n\n{SENTENCE * rng.choice((1, 30))}",
)  # fmt: skip


def _encoded(rng: random.Random, text: str) -> bytes:
    if rng.random() < 0.75:
        return text.encode("utf-8", "surrogatepass")
    raw = text.encode(rng.choice(_ENCODINGS), "replace")
    return raw.decode("cp1252", "replace").encode("utf-8") if rng.random() < 0.2 else raw


def _bytes_broken(rng: random.Random, raw: bytes) -> bytes:
    way = rng.randrange(8)
    if way == 0 or not raw:
        return raw[: rng.randrange(len(raw) + 1)]
    if way == 1:
        held = bytearray(raw)
        for _ in range(rng.choice((1, 5, 60))):
            held[rng.randrange(len(held))] ^= 1 << rng.randrange(8)
        return bytes(held)
    if way == 2:
        at = rng.randrange(len(raw))
        return raw[:at] + rng.choice((b"\0", b"\0" * 500, b"\xff\xfe", b"\xed\xa0\x80", rng.randbytes(200))) + raw[at:]
    return raw
