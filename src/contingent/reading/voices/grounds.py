"""What a claim's reading rests on: the days it is about and the words that tell who, how sure and when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from contingent.core.nouns import Cue, CueKind, Document, Span, Tense, When
from contingent.reading.dates.mentions import DateMention, Relation, find_dates
from contingent.reading.dates.when import Written, dated, governing, undated
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.attribution import Attribution
from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

Bounds = tuple[int, int]


def time_of(
    document: Document, sentence: Sentence, item: Bounds, tense: Tense, scope: Bounds | None = None
) -> When | None:
    """When what stands at `item` of `sentence` is: by a date of its own clause, else by tense and the day of writing.

    `item` and `scope` are document offsets; `scope` (the stretch a date of its own may stand in) is the clause of the
    item where it is not given. A date that tells when something was said ("said on Friday that …") is no date of what
    was said.
    """
    text, offset = sentence.span.text, sentence.span.start
    low, high = max(0, item[0] - offset), min(item[1] - offset, len(text))
    written = Written.of(document, sentence.segment)
    here = (scope[0] - offset, scope[1] - offset) if scope else _scope(text, low, high)
    told = _told_year(document, sentence, written.day) if tense == "past" else None
    dates = [_in_year(text, d, told) for d in _dates(text, written.day) if not _of_saying(text, d, low)]
    lead = next((group.start for group in verb_groups(text)), len(text))
    mention = governing([_as_opened(text, d, high) for d in dates], (low, high), here, lead)
    if mention is None:
        return undated(tense, written)
    return dated(mention, document.span(offset + mention.start, offset + mention.end), written, tense)


def _scope(text: str, low: int, high: int) -> Bounds:
    """The clause of the item with what hangs on it: a clause of time behind it, a relative one at the item itself."""
    cut, here = clauses(text), clause_at(text, low)
    end = max(cut[here].end, high)
    for clause in cut[here + 1 :]:
        relative = clause.opener in ("that", "which", "who") and clause.start - high <= 2
        if not (clause.opener in _OF_TIME or relative) or clause.start > end + 1:
            break
        end = max(end, clause.end)
    return cut[here].start, end


_OF_TIME: dict[str, Relation] = {"since": "since", "until": "until", "before": "before", "after": "after"}


def _as_opened(text: str, mention: DateMention, high: int) -> DateMention:
    """The date as the clause of time it stands in means it: "since the war began in April" is "since April"."""
    clause = clauses(text)[clause_at(text, mention.start)]
    if clause.opener not in _OF_TIME or clause.start < high or mention.relation not in ("in", "on"):
        return mention
    return replace(mention, relation=_OF_TIME[clause.opener])


_YEAR_SAID = re.compile(r"\b(?:in|of|since|during|,)\s(?P<year>(?:1[6-9]|20)\d\d)\b(?![’']?s)")
_NOW = re.compile(
    r"\b(?:today|yesterday|now|ago|(?:this|last|next)\s\w+|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_BACK = 500  # characters before a sentence in which the year it tells of must have been named


def _told_year(document: Document, sentence: Sentence, day: date | None) -> int | None:
    """The year, long past on `day`, that the text named last and still tells of; None where it came back to now.

    "The war began in May 1999. … By July they had lost 400 men": that July is not the last before the day of writing.
    """
    if day is None:
        return None
    start = max(sentence.segment.start, sentence.span.start - _BACK)
    years = list(_YEAR_SAID.finditer(document.text, start, sentence.span.end))
    if not years or int(years[-1].group("year")) > day.year - 2:
        return None
    return None if _NOW.search(document.text, years[-1].end(), sentence.span.end) else int(years[-1].group("year"))


def _in_year(text: str, mention: DateMention, year: int | None) -> DateMention:
    """The date, a month or day named without its year read as one of `year`."""
    if year is None or not mention.anchored or not _MONTH.search(text, mention.start, mention.end):
        return mention
    readings = [d for base in (date(year, 12, 31), date(year, 1, 1)) for d in _dates(text, base)]
    return next((d for d in readings if d.start == mention.start and d.first.year == year), mention)


_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


@lru_cache(maxsize=64)
def _dates(text: str, base: date | None) -> tuple[DateMention, ...]:
    return find_dates(text, base)


def _of_saying(text: str, mention: DateMention, low: int) -> bool:
    """Whether the date stands with the words of saying that report the item at `low`, and so dates only the saying."""
    for cue in find_cues(text):
        if not cue.low <= low < cue.high or cue.start <= low < cue.end:
            continue
        inside = cue.start <= mention.start < max(cue.end, cue.low)
        behind = low < cue.start and cue.end <= mention.start and not text[cue.end : mention.start].strip(" ,")
        if inside or behind:
            return True
    return False


def cues_of(said: Attribution, time: When | None, *more: tuple[CueKind, Span | None]) -> tuple[Cue, ...]:
    """All words a claim's reading rests on, in the order of the text, none twice: `said`'s, the date's, and `more`."""
    found = {(cue.kind, cue.span.start, cue.span.end): cue for cue in said.cues}
    for kind, span in (("time", time.span if time else None), *more):
        if span is not None:
            found.setdefault((kind, span.start, span.end), Cue(kind=kind, span=span))
    return tuple(sorted(found.values(), key=lambda cue: (cue.span.start, cue.span.end, cue.kind)))
