"""Runs of one thing, at which an expression that tries every place twice takes the square of their length."""

from __future__ import annotations

from collections.abc import Iterator

SENTENCE = "Northland attacked Southland with 10,000 soldiers on Monday, officials said. "
#: what is repeated in a text
TEXT = (
    " ", "\t", "\n", "\r\n", "\r", " \n", "\u00a0", "a", "a ", "A. B. ", "Ab ", "A.", "a-", "a\n", ".", "?", ". ",
    "...x ",
    "1", "1 ", "1, ", "1.", "1,000", ",000", "10,000 ", "1/", "1st ", "5% ", "$", "$1 ", "½", "3:50 ", "2024 ", "May ",
    "May 3, 2024 ", "by March 2025 ", "in 1914, ", "million ", "hundred ", "twenty-", "one ", "10 soldiers ",
    "10 soldiers, ", "They lost 10 soldiers. ", "between 20 and ", "from 1 to ", '"', '" ', "“", "”", "“a ", "'",
    "a's ",
    "“We lost 40 men,” he said. ", "(", ")", "(a ", "[", "]", "[1]", "{", ",", "men, ", "; ", "a: ", "if ", "What if ",
    "would fall if ", "What happens if Eastland sends 30,000 troops to Northland? ", "and ", "not ", "may ", "the ",
    "of the ", "he said ", "officials said that ", "according to ", "Reuters, citing ", "the man who ", "He said it. ",
    "Russia ", "Russia and Ukraine ", "soldiers ", "Ann Lee ", "By A ", "KYIV, ", "-", "—", "#", "# T\n\n", "*", "_",
    "`",
    "~", ">", "> ", "[a](", "![", "[a](b) ", "|", "\n|a|b|", "<", "&", "&amp;", "http://a.b/", "a@", "\u0301", "\u202e",
    "\u200d", "\ufeff", "\U0001f600", "中", "é", "\x0b", "\x1c", "\u2028", "Reader\nMay 4, 2024 at 3:50 pm\nNo.\n",
    SENTENCE, SENTENCE.replace(". ", ", "), SENTENCE + "\n\n",
)  # fmt: skip
#: what is repeated in a page
PAGE = (
    "<div>", "<p>", "<b>", "<a>", "<table>", "<ul><li>", "<font>", "<b><p>", "<a><b></a>", "<!--", "-", "<", "<a",
    "</p>",
    "</div>", "&lt;", "&", "&#1;", "<br>", "<em>a</em>", '<a href="x">a</a> ', "<script>", "<script></script>",
    "<h1>a</h1>",
    "<blockquote>", "<article>", "<![CDATA[", "<?", "<svg>", "<template>", "<select><option>", "<form>", "<div hidden>",
    '<time datetime="2024-01-01">', "<div id=comments>", "<style>.a{display:none}</style>", "<p hidden>a</p>", "\n",
    "\0",
    '<meta name="date" content="2024-01-01">', "<title>", f"<p>{SENTENCE}</p>", f"<div>{SENTENCE}</div>",
    f"<li>{SENTENCE}", f"<tr><td>{SENTENCE}", f"{SENTENCE}<br>", f"<span>{SENTENCE}</span>", "<h2>War</h2>",
)  # fmt: skip
#: what is repeated within a tag: (before, repeated, after)
INSIDE = (
    ("<p ", "a ", ">"), ('<p class="', "a ", '">'), ('<p style="', "a:b;", '">'), ('<p style="display', " ",
    ': none">'),
    ("<!DOCTYPE ", "a", "><p>"), ("<style>", ".a,", ".b{display:none}</style><p class=a>"), ("<style>", "{",
    "</style>"),
    ("<style>", "/*", "</style>"), ('<script type="application/ld+json">', "[", "</script>"), ("<title>", "a ",
    "</title>"),
    ('<script type="application/ld+json">{"datePublished":', "1", "}</script>"), ("<p>&#", "1", ";"), ("<p id=", "'",
    ">"),
    ('<meta property="article:published_time" content="', "1", '">'), ("<h2>", "a ", "</h2>"), ("<pre>", "\n",
    "</pre>"),
)  # fmt: skip


def names() -> Iterator[str]:
    """The name of every bait; `bait` makes one of a length."""
    for number in range(len(TEXT)):
        yield from (f"text {number} last", f"text {number} within", f"text {number} first")
    yield from (f"page {number}" for number in range(len(PAGE)))
    yield from (f"inside {number}" for number in range(len(INSIDE)))


def bait(name: str, length: int) -> tuple[str, str]:
    """The file name and the text of a bait, of about that many characters; the same each time."""
    kind, number, *where = name.split()
    if kind == "inside":
        before, run, after = INSIDE[int(number)]
        return "bait.html", f"<html><body>{before}{_run(run, length)}{after}<p>{SENTENCE * 3}</p>"
    if kind == "page":
        return "bait.html", f"<html><body><p>{SENTENCE * 3}</p>{_run(PAGE[int(number)], length)}<p>{SENTENCE}"
    run = _run(TEXT[int(number)], length)
    match where[0]:
        case "last":
            return "bait.txt", f"A war\n\n{SENTENCE}{run}"
        case "within":
            return "bait.md", f"# A war\n\n{SENTENCE}x{run}x {SENTENCE}"
        case _:
            return "bait.txt", f"{run}x\n\n{SENTENCE}"


def shown(name: str) -> str:
    """The bait in words: what is repeated, and where it stands."""
    kind, number, *where = name.split()
    run = INSIDE[int(number)] if kind == "inside" else (PAGE if kind == "page" else TEXT)[int(number)]
    return f"{run!r} {' '.join(where)}".rstrip()


def _run(what: str, length: int) -> str:
    return what * max(1, length // len(what))
