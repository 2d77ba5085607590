"""The conditionals of one sentence, form by form: explicit, inverted, supposed, correlative, implied, planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from contingent.core.nouns import ConditionalType
from contingent.reading.statements import conditional_cues as cues
from contingent.reading.voices.citing import find_cues, without_citation
from contingent.reading.voices.clauses import verb_groups

_Bounds = tuple[int, int]
_MOST = 8  # conditions read in one sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A conditional in a sentence's own offsets."""

    type: ConditionalType
    marker: str
    span: _Bounds
    antecedent: _Bounds | None
    consequent: _Bounds | None


def in_sentence(text: str) -> tuple[Found, ...]:
    """The conditionals of one sentence, none overlapping: where two patterns fit, the more explicit one."""
    kept: list[Found] = []
    for reader in (
        _explicit,
        _how_could,
        _correlative,
        _inverted,
        _suppose,
        _without,
        _whether,
        _means,
        _implicit,
        _planned,
    ):
        for found in reader(text):
            if not any(found.span[0] < k.span[1] and k.span[0] < found.span[1] for k in kept):
                kept.append(found)
    return tuple(sorted(kept, key=lambda found: found.span))


def _explicit(text: str) -> Iterator[Found]:
    for mark in islice(cues.IF.finditer(text), _MOST):
        marker = " ".join(mark.group("marker").lower().split())
        if cues.NO_IF_BEFORE.search(text[max(0, mark.start() - 14) : mark.start()]) or (
            marker == "if" and cues.NO_IF_AFTER.match(text, mark.end())
        ):
            continue
        aside = cues.ASIDE.match(text, mark.end())
        found = _around(text, mark.start(), aside.end() if aside else mark.end(), marker)
        if found is not None:
            yield found


def _around(text: str, start: int, end: int, marker: str) -> Found | None:
    """The conditional whose marker stands at [start, end): its clause, and the main clause after or before it."""
    stops = list(cues.SENTENCE_BREAK.finditer(text))
    low = max((m.end() for m in stops if m.end() <= start), default=0)
    high = min((m.start() for m in stops if m.start() >= end), default=len(text))
    question = cues.is_question(text[high:]) or cues.is_question(text[:high])
    if marker == "what if":
        span = _trim(text, start, high, keep_mark=True) or (start, end)
        return Found("what_if", "what if", span, _trim(text, end, high), None)
    before = _trim(text, low, start)
    if question and before and cues.OPEN_QUESTION.search(text, *before):
        return Found("what_if", "if", _trim(text, low, high, keep_mark=True) or before, _trim(text, end, high), None)
    alone = before is None or cues.BARE_QUESTION.fullmatch(text[slice(*before)])
    if question and alone and _main_clause_comma(text, end, high) is None and (asked := _trim(text, end, high)):
        return Found("what_if", "if", _trim(text, low, high, keep_mark=True) or asked, asked, None)
    concessive = marker in ("even if", "whether or not", "regardless of whether", "no matter whether")
    kind: ConditionalType = "concessive" if concessive else "causal"
    main = (
        before is not None
        and not cues.UNFINISHED.search(text[slice(*before)])
        and len(text[slice(*before)].split()) >= 2
        and _has_verb(text, *before)
    )
    comma = _main_clause_comma(text, end, high)
    antecedent: _Bounds | None
    consequent: _Bounds | None
    if main and before is not None:
        antecedent, consequent = _trim(text, end, _reason(text, end, high)), _without_saying(text, *before)
    elif comma is not None:
        antecedent, consequent = _trim(text, end, comma), _trim(text, comma + 1, _main_end(text, comma + 1, high))
    else:
        return None
    if antecedent is not None and consequent is not None:
        antecedent = (antecedent[0], without_citation(text, *antecedent))
        consequent = (consequent[0], without_citation(text, *consequent))
    if antecedent is None or consequent is None or antecedent[0] >= antecedent[1] or consequent[0] >= consequent[1]:
        return None
    if marker.startswith(("assuming", "as long", "so long")) and not _has_verb(text, *antecedent):
        return None  # "assuming office"
    condition = text[slice(*antecedent)]
    if kind == "causal" and (cues.EPISTEMIC.match(condition) or cues.TRUE_IF.match(condition)):
        kind = "epistemic"
    first = min(start, consequent[0])
    return Found(kind, marker, (first, max(antecedent[1], consequent[1])), antecedent, consequent)


def _has_verb(text: str, start: int, end: int) -> bool:
    return any(start <= group.start < end for group in verb_groups(text)) or bool(
        re.search(r"\b(?:\w{3,}s|seem|win|lose|fight|remain)\b", text[start:end])
    )


def _main_clause_comma(text: str, start: int, end: int) -> int | None:
    """Where the clause that begins at `start` ends: the first comma that a clause with a verb follows."""
    for mark in re.finditer(r",(?=[\s\"”])", text[start:end]):
        at = start + mark.start()
        rest = text[at + 1 : end].strip()
        words = text[start:at].split()
        if not words or re.match(r"(?:and|or|who|which|whose|where|including|such as)\b", rest):
            continue
        if len(rest.split()) >= 2 and _has_verb(text, at, end):
            return at
    return None


def _reason(text: str, start: int, end: int) -> int:
    """Where ", because …" begins in [start, end), else `end`."""
    mark = cues.REASON.search(text, start, end)
    return mark.start() if mark else end


def _without_saying(text: str, start: int, end: int) -> _Bounds:
    """[start, end) from behind "X said that", where that stands in it."""
    told = [c.end for c in find_cues(text) if c.kind == "report" and start < c.end < end and c.high > c.end]
    told += [mark.end() for mark in cues.SAID_THAT.finditer(text, start, end)]
    if not told or not _has_verb(text, max(told), end):
        return start, end
    that = re.match(r"[\s,]*(?:that\s)?", text[max(told) : end])
    return max(told) + (that.end() if that else 0), end


def _main_end(text: str, start: int, end: int) -> int:
    """Where the main clause after a condition ends: at ", because", at ", and" with a new subject, else at `end`."""
    end = _reason(text, start, end)
    for mark in re.finditer(r",\sand\s(?=(?:the|it|he|she|they|this|that|[A-Z]\w+)\b)", text[start:end]):
        at = start + mark.start()
        if _has_verb(text, start, at):
            return at
    return end


def _how_could(text: str) -> Iterator[Found]:
    for mark in cues.HOW_COULD.finditer(text):
        span = _trim(text, mark.start("marker"), mark.end(), keep_mark=True)
        if span is not None:
            yield Found("what_if", mark.group("marker").lower(), span, mark.span("antecedent"), None)


def _correlative(text: str) -> Iterator[Found]:
    for mark in cues.CORRELATIVE.finditer(text):
        if any(cues.NO_COMPARATIVE.fullmatch(mark.group(name)) for name in ("one", "two")):
            continue
        consequent = _trim(text, *mark.span("consequent"))
        if consequent is not None:
            marker = f"the {mark.group('one')} …, the {mark.group('two')}"
            yield Found("correlative", marker, (mark.start(), consequent[1]), mark.span("antecedent"), consequent)


def _inverted(text: str) -> Iterator[Found]:
    for mark in cues.INVERTED.finditer(text):
        if mark["marker"]:
            yield _pair("causal", mark)
        elif _has_verb(text, *mark.span("then")) and not cues.is_question(text):
            then = _trim(text, *mark.span("then")) or mark.span("then")
            then = (then[0], without_citation(text, *then))
            yield Found("causal", "should", (mark.start("should"), then[1]), mark.span("case"), then)
    for mark in cues.UNDER.finditer(text):
        yield _pair("implicit", mark)


def _suppose(text: str) -> Iterator[Found]:
    for mark in cues.SUPPOSE.finditer(text):
        supposed = _trim(text, *mark.span("antecedent"))
        if supposed is not None and _has_verb(text, *supposed):
            span = (mark.start("marker"), supposed[1])
            yield Found("what_if", mark["marker"].lower(), span, supposed, None)


def _without(text: str) -> Iterator[Found]:
    mark = cues.WITHOUT.match(text)
    if mark and (mark.group("marker").lower() != "with" or cues.MORE.search(mark.group("antecedent"))):
        yield _pair("implicit", mark)


def _pair(kind: ConditionalType, mark: re.Match[str]) -> Found:
    consequent = _trim(mark.string, *mark.span("consequent")) or mark.span("consequent")
    consequent = (consequent[0], without_citation(mark.string, *consequent))
    return Found(
        kind, mark.group("marker").lower(), (mark.start("marker"), consequent[1]), mark.span("antecedent"), consequent
    )


def _whether(text: str) -> Iterator[Found]:
    for mark in cues.WHETHER.finditer(text):
        body = _trim(text, *mark.span("body"))
        if body is None:
            continue
        modal = re.search(rf"\b{cues.MODAL}\b", text[slice(*body)])
        after = body[0] + modal.end() if modal else body[0]
        purposes = list(cues.PURPOSE.finditer(text, after, body[1]))
        last = purposes[-1] if purposes else None
        antecedent = _trim(text, body[0], last.start()) if last else body
        consequent = _trim(text, last.end(), body[1]) if last else None
        yield Found("embedded_question", "whether", (mark.start(), body[1]), antecedent, consequent)


def _means(text: str) -> Iterator[Found]:
    for cue in find_cues(text):
        if cue.kind not in ("report", "imagined") or cue.low < cue.end:
            continue
        mark = cues.MEANS.match(text, cue.high if cue.high <= cue.end else cue.end, cue.high)
        if mark is None:
            continue
        end = _first_clause_end(text, mark.start("consequent"), mark.end("consequent"))
        antecedent, consequent = _trim(text, *mark.span("antecedent")), _trim(text, mark.start("consequent"), end)
        if antecedent and consequent:
            yield Found("causal", mark.group("marker"), (cue.start, consequent[1]), antecedent, consequent)


def _first_clause_end(text: str, start: int, end: int) -> int:
    """Where "and" with a new subject and verb begins after a first clause in [start, end), else `end`."""
    for mark in cues.NEW_CLAUSE.finditer(text, start, end):
        if any(start <= group.start < mark.start() for group in verb_groups(text)) and _has_verb(text, mark.end(), end):
            return mark.start()
    return end


def _implicit(text: str) -> Iterator[Found]:
    if cues.is_question(text):
        return
    mark = cues.IMPLICIT.match(text)
    if (
        mark is None
        or cues.QUOTED_IN.search(mark.group("antecedent"))
        or (mark.group("modal").lower() != "would" and not cues.CHANGES.match(mark.group("rest")))
    ):
        return
    stop = cues.SENTENCE_BREAK.search(text, mark.start("rest"))
    consequent = _trim(text, mark.start("modal"), stop.start() if stop else mark.end("rest"))
    if consequent is not None:
        span = (mark.start("antecedent"), consequent[1])
        yield Found("implicit", mark.group("modal").lower(), span, mark.span("antecedent"), consequent)


def _planned(text: str) -> Iterator[Found]:
    """ "The plan would cost …", "so a force of 500 would need …": what a proposal would do if it came about."""
    if cues.is_question(text):
        return
    for mark in (cues.PLANNED.match(text), cues.SO_WOULD.search(text)):
        if mark is None:
            continue
        stop = cues.SENTENCE_BREAK.search(text, mark.start("rest"))
        end = min(stop.start() if stop else mark.end("rest"), _reason(text, mark.start("rest"), mark.end("rest")))
        consequent = _trim(text, mark.start("modal"), without_citation(text, mark.start("modal"), end))
        if consequent is not None:
            span = (mark.start("antecedent"), consequent[1])
            yield Found("implicit", mark["modal"].lower(), span, mark.span("antecedent"), consequent)


def _trim(text: str, start: int, end: int, *, keep_mark: bool = False) -> _Bounds | None:
    """[start, end) without white space and punctuation at its ends (`keep_mark`: a final "?" stays); None if empty."""
    closing = " \t\r\n,;:.\"”’'—–-)" + ("" if keep_mark else "?!")
    while start < end and text[start] in ' \t\r\n,;:."“”—–-(':
        start += 1
    while end > start and text[end - 1] in closing:
        end -= 1
    return (start, end) if end > start and any(c.isalnum() for c in text[start:end]) else None
