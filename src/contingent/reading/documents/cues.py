"""How the parts of a news page announce themselves: bylines, headings, biographies, comments, pingbacks, links."""

from __future__ import annotations

import re
from datetime import date

from contingent.reading.dates.mentions import find_stamp, first_full_date, is_stamp

_NAME_WORD = r"(?:[A-Z][\w.’'-]*|de|van|von|der|den|al|el|bin|la|le|da|di)"
NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}}"
_HONORIFICS = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Gen|Col|Lt|Maj|Capt|Ambassador|Amb)\.?\s+")
_MARKUP = re.compile(r"(?:[>*_#\s-]|\d+[.)]\s)+")
_MARKS = "*_#"
_LONGEST_CUE = 300  # characters: what announces a part of a page is a short line

_BYLINE = re.compile(rf"^(?:By|BY|Written by|Words by|Story by|Author:|By:|Byline:)\s+(?P<name>{NAME})(?P<rest>.*)$")
#: "By our correspondent | 3 May 1951": a day, and nobody's name
_UNNAMED = re.compile(r"^(?:By|From)\s+(?:an?|our|the)\s+[\w\s-]{3,50}?\s*[|,·•–—-]\s*(?P<rest>.+)$", re.IGNORECASE)
_DATED = re.compile(
    r"^(?P<key>Date|Published|Publication date|Posted|First published|Dateline|Issued|Updated|Last updated|Modified)"
    r"(?:\s+(?:on|at))?\s*:?\s+(?P<value>.+)$",
    re.IGNORECASE,
)
_META = re.compile(r"^(?:Title|Headline|Source|Section|Category|Tags|Topics|Language|URL|Link|Image|Photo):\s", re.I)

_BIOGRAPHY = re.compile(
    rf"^(?i:About the (?:authors?|writers?|contributors?|columnist|reporter)|Author bio(?:graphy)?|Meet the author"
    rf"|Contributor)\s*(?:[:–—-]\s*(?:(?P<name>{NAME}).*|.*))?$"
)
_IS_A = re.compile(
    r"^[\s,]*(?:(?:Ph\.?D|M\.?D|J\.?D|MA|MSc|MP)\.?,?\s*)?(?:is|was|has been|serves as|writes|covers|reports"
    r"|has (?:covered|written|reported|taught|edited|served|worked)|teaches|lectures|edits|chairs|heads|directs)\b"
)
_COMMENTS = re.compile(
    r"^(?:\d+\s+)?(?:readers?[’']?s?\s+)?(?:comments?|responses?|replies|discussion)(?:\s*\(\d+\))?\s*:?$"
    r"|^(?:\d+|one|two|three)\s+(?:thoughts?|comments?|responses?|replies)\s+(?:on|to)\b.*$"
    r"|^(?:join the (?:conversation|discussion)|leave a (?:reply|comment)|post a comment|add a comment)\b.*$",
    re.IGNORECASE,
)
_CHROME = re.compile(
    r"^(?:reply|like|share|report|log in to reply|leave a (?:reply|comment)\b.*|post (?:a )?comment"
    r"|your email address will not be published.*|join the (?:conversation|discussion)\b.*|add a comment)\.?$",
    re.IGNORECASE,
)
_PINGBACK = re.compile(r"^(?:ping|track)backs?\s*:\s*\S", re.IGNORECASE)
_RELATED = re.compile(
    r"^(?:related(?:\s+(?:articles?|posts?|stor(?:y|ies)|reading|content|coverage|links?|news))?"
    r"|read (?:more|next|also)|also read|see also|further reading|more (?:on|from|about) .{1,60}"
    r"|you (?:may|might) also like|recommended(?: for you| reading)?|most (?:read|popular)|trending(?: now)?"
    r"|don[’']t miss|popular (?:posts|now)|latest news)"
    r"\s*(?::\s*(?P<link>\S.*)|:?)$",
    re.IGNORECASE,
)
_COMMENT_HEAD = re.compile(
    r"^(?:Comment (?:by|from)\s+)?(?P<name>[\w@][\w .@’'-]{0,60}?)\s*"
    r"(?:\s+(?:says|said|writes|wrote|commented|on|at)\b\s*:?|[,|·•–—(-])\s*(?P<when>.*?)\)?\s*:?$"
)


def bare(line: str) -> str:
    """The line without Markdown marks at its edges and without bold: `**By Ann Lee**` is `By Ann Lee`."""
    line = line.strip()
    mark, end = _MARKUP.match(line), len(line)
    start = mark.end() if mark else 0
    while end > start and (line[end - 1].isspace() or line[end - 1] in _MARKS):  # no regex: it would try every place
        end -= 1
    return line[start:end].replace("**", "").replace("__", "")


def byline(line: str) -> tuple[str | None, date | None] | None:
    """Author and day that a byline, dateline or labelled line gives; None where the line is none of these.

    "Updated" gives no day: it is not when the text was published.

    >>> byline("By Ann Lee | November 18, 2024")
    ('Ann Lee', datetime.date(2024, 11, 18))
    """
    text = bare(line)
    if len(text) > _LONGEST_CUE:
        return None
    match = _BYLINE.match(text)
    unnamed = _UNNAMED.match(text) if not match and len(text) <= 100 else None
    if unnamed and (day := first_full_date(unnamed["rest"])):
        return None, day
    if match and len(text) <= 160:
        name = re.split(r"\s+(?:on|for|in|at|and)\s+|\s*[,|·•–—(]", match["name"])[0]
        return plain_name(name), first_full_date(match["rest"])
    match = _DATED.match(text)
    if match and len(text) <= 120:
        day = None if match["key"].lower() in ("updated", "last updated", "modified") else dated(match["value"])
        return (None, day) if day or is_stamp(match["value"]) or match["key"].lower() != "posted" else None
    if is_stamp(text):
        return None, find_stamp(text)
    return (None, None) if _META.match(text) and len(text) <= 200 else None


#: "Geneva, 3 May 2025": where and when, on a line of its own
_PLACE_AND_DAY = re.compile(rf"^(?P<place>{NAME}),\s+(?P<rest>(?:\d{{1,2}}|[A-Z][a-z]+)\b.*)$")


def place_and_day(line: str) -> tuple[None, date] | None:
    """The day of a line that holds only a place and a full date; such a place signs nothing.

    >>> place_and_day("Geneva, 3 May 2025")
    (None, datetime.date(2025, 5, 3))
    """
    match = _PLACE_AND_DAY.match(bare(line)[:_LONGEST_CUE])
    if match is None or not is_stamp(match["rest"]):
        return None
    day = find_stamp(match["rest"])
    return (None, day) if day else None


def dated(value: str) -> date | None:
    """The day of a labelled value ("2024-11-18T10:02:00Z", "18 November 2024, 10 am"), if it holds a full date."""
    return find_stamp(value) or first_full_date(value)


def plain_name(name: str) -> str:
    """A person's name without honorific and trailing punctuation."""
    return _HONORIFICS.sub("", name.strip()).strip(" ,;:|-–—")


def biography(line: str, author: str | None) -> tuple[bool, str | None]:
    """Whether a line opens an author's biography, and whose where it says so."""
    text = bare(line)
    match = _BIOGRAPHY.match(text)
    if match:
        return True, plain_name(match["name"]) if match["name"] else None
    if author and text.startswith(author) and _IS_A.match(text[len(author) :]):
        return True, author
    signed = re.match(rf"^[*_](?P<name>{NAME}),? (?:is|was|writes|covers|reports)\b.*[*_]$", line.strip())
    if signed and " " in signed["name"]:
        return True, plain_name(signed["name"])
    about = re.match(rf"^About\s+(?P<name>{NAME})$", text)
    if about and author and author in about["name"]:
        return True, author
    return False, None


def comments_header(line: str) -> bool:
    """Whether a line is the header of a page's comments ("3 Comments", "Leave a reply")."""
    return _COMMENTS.match(bare(line)[:_LONGEST_CUE]) is not None


def chrome(line: str) -> bool:
    """Whether a line is a button or notice of the comment form, said by nobody."""
    return _CHROME.match(bare(line)) is not None


def pingback(line: str) -> bool:
    """Whether a line is a pingback or trackback."""
    return _PINGBACK.match(bare(line)) is not None


def related(line: str) -> str | None:
    """ "block" where a line heads a list of other articles, "line" where it names one itself, else None."""
    match = _RELATED.match(bare(line)) if len(line) <= 200 else None
    if match is None:
        return None
    return "line" if match["link"] else "block"


def comment_head(line: str, following: str | None) -> tuple[str, date | None, int] | None:
    """Commenter, day and number of lines of a comment's head: a name over a timestamp, or both on one line.

    >>> comment_head("Reader 7", "November 18, 2024 at 3:50 pm")
    ('Reader 7', datetime.date(2024, 11, 18), 2)
    """
    text = bare(line)
    if len(text) > _LONGEST_CUE:
        return None
    name = re.sub(r"\s+(?:says|said|wrote|commented)\s*:?$", "", text)
    short = 0 < len(name) <= 60 and len(name.split()) <= 6 and not re.search(r"[.!?:;,]$", name)
    if short and not is_stamp(text) and following is not None and is_stamp(bare(following)):
        return name, find_stamp(bare(following)), 2
    match = _COMMENT_HEAD.match(text)
    if match and len(text) <= 120 and is_stamp(match["when"]) and len(match["name"].split()) <= 6:
        return match["name"].strip(), find_stamp(match["when"]), 1
    return None


def title_case(line: str) -> bool:
    """Whether most of the longer words of a line begin with a capital, as in a headline."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", line) if len(word) >= 4]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)
