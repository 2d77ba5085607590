"""Numbers of one reading against those people found: value, unit, modifier, speaker, role, time, coreference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from contingent.core.claims import Claim, Quantity
from contingent.core.documents import SegmentKind, Span
from contingent.scoring.extraction.alike import Alike, same_time
from contingent.scoring.extraction.classes import class_of
from contingent.scoring.extraction.counts import Count
from contingent.scoring.extraction.gold import ARTICLE, Gold, GoldQuantity
from contingent.scoring.extraction.match import one_to_one, overlap, shared
from contingent.scoring.extraction.scored import LENIENT, WHOLE, Sheet
from contingent.scoring.extraction.units import same_unit

#: of two numbers in one place, that with the value wanted is the one meant: more than any overlap can weigh
_SAME_VALUE = 1.0
_DIGITS = 1e-9
#: whose words are never facts of the article
OTHERS: frozenset[SegmentKind] = frozenset({"reader_comment", "pingback", "related"})


def score_quantities(gold: Gold, claims: Sequence[Claim], sheet: Sheet, alike: Alike) -> dict[str, Claim]:
    """The claim that answers each gold quantity, by its id; every metric of numbers is noted on the sheet."""
    wanted = sorted((q for q in gold.quantities if q.span is not None), key=lambda q: _order(q.span))
    given = of_kind(claims, "quantity")
    pairs = one_to_one(wanted, given, _weight)
    answer = {wanted[w].id: given[g] for w, g in pairs}
    asked = {given[g].id: wanted[w] for w, g in pairs}
    for one in gold.quantities:
        if one.segment in ARTICLE:
            _one(one, answer.get(one.id), sheet, alike, gold.as_of)
    for metric in ("quantities false", "comment numbers as facts"):
        sheet.add(metric, Count())
    for claim in given:
        _false(claim, asked.get(claim.id), sheet)
    _negatives(gold, given, asked, sheet)
    _corefs(gold, answer, asked, given, sheet)
    return answer


def value_fits(found: Quantity, wanted: GoldQuantity) -> bool:
    """Whether the number is the one wanted: the value, or where there is none, every bound that people gave."""
    if wanted.value is not None:
        return found.value is not None and _same(found.value, wanted.value)
    bounds = ((found.low, wanted.low), (found.high, wanted.high))
    return found.value is None and all(b is None or (a is not None and _same(a, b)) for a, b in bounds)


def _one(wanted: GoldQuantity, claim: Claim | None, sheet: Sheet, alike: Alike, as_of: date) -> None:
    told = name_of(wanted.id, wanted.span)
    found = claim.detail if claim is not None and claim.voice in ARTICLE else None
    if claim is None or not isinstance(found, Quantity):
        sheet.note("quantities found", False, f"{told}: not found", given=False)
        for metric in ("value F1", "value+unit F1", LENIENT, "comparator", "speaker", WHOLE):
            sheet.note(metric, False, given=False)
        for metric, there in _asked(wanted).items():
            if there:
                sheet.note(metric, False, given=False)
        return
    value, unit = value_fits(found, wanted), found.unit == wanted.unit
    comparator = found.comparator == wanted.comparator
    speaker = claim.speaker == wanted.speaker and _cites(claim, wanted.attributed_to, alike)
    sheet.note("quantities found", True)
    sheet.note("value F1", value, f"{told}: {_number(found)} for {_number(wanted)}")
    sheet.note("value+unit F1", value and unit, "" if unit else f"{told}: unit {found.unit} for {wanted.unit}")
    sheet.note(LENIENT, value and same_unit(found.unit, wanted.unit))
    sheet.note("comparator", comparator, f"{told}: {found.comparator} for {wanted.comparator}")
    sheet.note("speaker", speaker, f"{told}: {_said(claim.speaker, claim.attributed_to)} for "
               f"{_said(wanted.speaker, wanted.attributed_to)}")  # fmt: skip
    sheet.note(WHOLE, value and unit and comparator and speaker)
    right: Mapping[str, tuple[bool, str]] = {
        "role": (found.role in wanted.roles, f"{found.role} for {_set(wanted.roles)}"),
        "subject": (alike.actor(claim.subject, wanted.subject), f"{claim.subject} for {wanted.subject}"),
        "modality": (claim.modality in wanted.modalities, f"{claim.modality} for {_set(wanted.modalities)}"),
        "negation": (claim.negated == wanted.negated, f"{claim.negated} for {wanted.negated}"),
        "time": (
            wanted.time is not None and same_time(claim.time, wanted.time, as_of=as_of),
            f"{_days(claim.time)} for {_days(wanted.time)}",
        ),
    }
    for metric, there in _asked(wanted).items():
        if there:
            sheet.note(metric, right[metric][0], f"{told}: {right[metric][1]}")


def _cites(claim: Claim, wanted: str | None, alike: Alike) -> bool:
    """Whether a claim cites the source wanted, directly or as the last of a chain, the one who is to know."""
    last = claim.chain[-1] if claim.chain and claim.attributed_to is not None else None
    return alike.source(claim.attributed_to, wanted) or (last is not None and alike.source(last, wanted))


def _asked(wanted: GoldQuantity) -> dict[str, bool]:
    """Which further metrics people gave an answer for."""
    return {
        "role": bool(wanted.roles),
        "subject": wanted.subject is not None,
        "modality": bool(wanted.modalities),
        "negation": wanted.negated is not None,
        "time": wanted.time is not None,
    }


def _false(claim: Claim, wanted: GoldQuantity | None, sheet: Sheet) -> None:
    """A claim of the article's own voice that answers nothing there is false, and worse if a reader said it."""
    found = claim.detail
    right = (
        wanted is not None and isinstance(found, Quantity) and value_fits(found, wanted) and found.unit == wanted.unit
    )
    sheet.judged(class_of(claim), right)
    own = claim.voice in ARTICLE
    true = wanted is not None and wanted.segment in ARTICLE
    if own:
        sheet.add("quantities false", Count(right=int(true), given=1))
        if not true:
            sheet.miss("quantities false", f"“{claim.span.text}” = {_number(found)}")
            for metric in ("value F1", "value+unit F1", LENIENT):
                sheet.add(metric, Count(given=1))
    other = wanted is not None and wanted.segment in OTHERS
    told = (own and other) or (claim.voice in OTHERS and claim.speaker == "author")
    sheet.add("comment numbers as facts", Count(right=int(not told), given=1))
    if told:
        sheet.miss("comment numbers as facts", f"“{claim.span.text}” is told in the author's name")


def _negatives(gold: Gold, given: Sequence[Claim], asked: Mapping[str, GoldQuantity], sheet: Sheet) -> None:
    """Words that only look like a number are refused where no claim is made of them but one that answers a number."""
    for trap in gold.quantity_negatives:
        span = trap.span
        if span is not None:
            taken = [claim for claim in given if shared(claim.span, span) and claim.id not in asked]
            sheet.note("negatives refused", not taken, f"“{span.text}” was taken for a number ({trap.reason})")


def _corefs(
    gold: Gold, answer: Mapping[str, Claim], asked: Mapping[str, GoldQuantity], given: Sequence[Claim], sheet: Sheet
) -> None:
    """A number told again is right where the claim points into the chain of the claim that answers the first."""
    wanted_by, found_by = {q.id: q.coref_of for q in gold.quantities}, {c.id: c.coref_of for c in given}
    for one in gold.quantities:
        if one.coref_of is None:
            continue
        claim = answer.get(one.id)
        root = chain_root(wanted_by, one.id)
        others = {
            chain_root(found_by, c.id)
            for name, c in answer.items()
            if name != one.id and chain_root(wanted_by, name) == root
        }
        pointed = claim is not None and claim.coref_of is not None
        right = claim is not None and pointed and chain_root(found_by, claim.id) in others
        words = f"{one.id} “{one.span.text if one.span else ''}” is not tied to {one.coref_of}"
        sheet.note("coreference", right, words, given=pointed)
    for claim in given:
        said = asked.get(claim.id)
        if claim.coref_of is not None and said is not None and said.coref_of is None:
            sheet.add("coreference", Count(given=1))
            sheet.miss("coreference", f"“{claim.span.text}” is tied to another number, {said.id} is not")


def chain_root(links: Mapping[str, str | None], name: str) -> str:
    """The first of the chain of links that `name` stands in.

    >>> chain_root({"c": "b", "b": "a"}, "c")
    'a'
    """
    seen = {name}
    while (before := links.get(name)) is not None and before not in seen:
        seen.add(before)
        name = before
    return name


def of_kind(claims: Sequence[Claim], kind: str) -> list[Claim]:
    """The claims of one kind, in the order of the text."""
    return sorted((c for c in claims if c.kind == kind), key=lambda c: (c.span.start, c.span.end, c.id))


def name_of(ident: str, span: Span | None) -> str:
    """What people found, as a miss names it: by its id and its words."""
    return f"{ident} “{span.text}”" if span is not None else f"{ident} (its words are not in the text as read)"


def _weight(wanted: GoldQuantity, claim: Claim) -> float:
    if wanted.span is None or not shared(wanted.span, claim.span) or not isinstance(claim.detail, Quantity):
        return 0.0
    return overlap(wanted.span, claim.span) + _SAME_VALUE * value_fits(claim.detail, wanted)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _DIGITS * max(abs(one), abs(other))


def _order(span: object) -> tuple[int, int]:
    return (getattr(span, "start", 0), getattr(span, "end", 0))


def _number(one: object) -> str:
    value, low, high = (getattr(one, name, None) for name in ("value", "low", "high"))
    return (
        f"{value:g}"
        if value is not None
        else f"[{'' if low is None else f'{low:g}'}, {'' if high is None else f'{high:g}'}]"
    )


def _said(speaker: str, source: str | None) -> str:
    return speaker if source is None else f"{speaker} citing {source}"


def _days(time: object) -> str:
    if time is None:
        return "no time"
    return f"{getattr(time, 'first', None) or '…'} to {getattr(time, 'last', None) or '…'}"


def _set(words: frozenset[str]) -> str:
    return " or ".join(sorted(words))
