"""Whose side a text speaks for: "this Command", "we" and "our army" of a statement, an interview or a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contingent.reading.voices.actors import ActorKind, Mention
from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import clause_at, clauses

#: "UNITED NATIONS COMMAND STATEMENT ON …", "Statement by the Ministry of Defence": a title that names who speaks
STATEMENT = re.compile(
    r"(?:(?P<of>[A-Z][\w.’'& -]{2,60}?)(?:[’']s)?\s(?:(?:press|official|joint|daily|evening|morning)\s)*"
    r"(?:statement|communiqu[eé]|briefing|press release|bulletin|declaration)|"
    r"(?:(?:press|official|joint)\s)?(?:statement|communiqu[eé]|declaration|briefing|press release)\s"
    r"(?:by|of|from|issued by)\s(?:the\s)?(?P<by>[A-Z][\w.’'& -]{2,60}))\b",
    re.IGNORECASE,
)
#: words by which a body speaks of itself
OUR_OWN = re.compile(
    r"\b(?:[Tt]his (?:Command|headquarters|[Mm]inistry|[Gg]overnment|[Oo]ffice|[Mm]ission|[Dd]epartment|[Ee]mbassy|"
    r"[Cc]ouncil)|[Ww]e|[Oo]ur)\b"
)
LEAST_OWN = 2  # sentences in which a statement must speak of itself
#: the label that opens a turn of an interview or a transcript
LABEL = re.compile(
    r"(?P<who>Q|A|Question|Answer|QUESTION|ANSWER|[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]+){0,3}|[A-Z][a-z]+\s[A-Z][a-zé’'-]+):\s(?=\S)"
)
_ANSWER = re.compile(r"A(?:nswer|NSWER)?:\s")
_ASK = re.compile(r"Q(?:uestion|UESTION)?:\s")
FEWEST_TURNS = 3  # labelled turns from which on a text is a talk
_FORCES = r"army|armed forces|military|navy|air force|forces|troops|soldiers|men|side|commanders|government|staff"
_WE = re.compile(rf"\b(?:we|us|ours|our(?:\sown)?(?:\s(?:{_FORCES})\b)?)(?=\W|$)", re.IGNORECASE)
_YOU = re.compile(rf"\b(?:you|yours|your(?:\sown)?(?:\s(?:{_FORCES})\b)?)(?=\W|$)", re.IGNORECASE)
_THIS_BODY = re.compile(
    r"\b[Tt]his (?:[Cc]ommand|[Hh]eadquarters|[Mm]inistry|[Gg]overnment|[Aa]rmy)\b|\b[Ff]ield commanders\b"
)
_OTHER = re.compile(
    r"\b(?:the (?:other side|enemy|adversary|opponent|opposing side|other party)|(?<!the )enemy(?=\s(?:losses|"
    r"casualties|forces|troops|soldiers|dead|tanks|aircraft|strength|ships|positions)))\b",
    re.IGNORECASE,
)
#: what makes the state named beside a person the one that he serves
_SERVES = re.compile(
    r"\b(?:serv(?:es?|ed|ing)|sat|staff|command(?:s|ed|er|ers|ing)?|minister|minist(?:ry|ries)|ambassador|army|navy|"
    r"military|officer|spokes\w+|official|president|government|advis[eo]r|envoy|diplomat|negotiator|chief|led|general|"
    r"gen|col|colonel|admiral|brigadier|major|captain|premier|secretary|force|forces|commission)\b",
    re.IGNORECASE,
)
_PARTY: frozenset[ActorKind] = frozenset(("state", "people", "armed_group", "leader"))
_QUOTED = re.compile(r"“[^”]*(?:”|$)|(?<!\w)\"[^\"]*(?:\"|$)")


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who speaks in a text as a party, and whom alone he can mean by the other side."""

    own: str
    kind: ActorKind
    other: str | None


def issuer_name(words: str) -> str:
    """The name of an issuing body as a title writes it, in proper letters.

    >>> issuer_name("UNITED  NATIONS COMMAND"), issuer_name("NATO")
    ('United Nations Command', 'NATO')
    """
    words = " ".join(words.split())
    return words.title() if words.isupper() and " " in words else words


def own_side(texts: Sequence[str], named: Sequence[tuple[Mention, ...]]) -> tuple[tuple[Mention, ...], ...]:
    """For each sentence of one text the words that mean the side which speaks, or the other one, as mentions.

    A statement speaks for the body that its title names, one interviewed for the state that the introduction says he
    serves, a quoted official for the one his own office names. "The enemy" is told only where one other party is named
    before. Where any of this is open, the words stay open.
    """
    statement, talk = _statement(texts, named), _interview(texts, named)
    made: list[tuple[Mention, ...]] = []
    answering = asking = False
    for index, text in enumerate(texts):
        found: list[Mention] = []
        if statement is not None:
            found += _meant(text, (_THIS_BODY, _WE), statement)
        elif talk is not None:
            if LABEL.match(text):
                answering, asking = _ANSWER.match(text) is not None, _ASK.match(text) is not None
            headline = index == 0 and text[:1] in '"“'
            found += _meant(text, (_WE,), talk) if answering or headline else []
            found += _meant(text, (_YOU,), talk) if asking else []
        else:
            found += _quoted(text, named[index])
        made.append(tuple(m for m in found if not any(m.start < n.end and n.start < m.end for n in named[index])))
    return tuple(made)


def _meant(text: str, own: Sequence[re.Pattern[str]], sides: _Sides) -> list[Mention]:
    found = [
        Mention(mark.start(), mark.end(), mark.group(), sides.own, sides.kind)
        for pattern in own for mark in pattern.finditer(text) if mark.group() != "US"
    ]  # fmt: skip
    if sides.other is not None:
        found += [Mention(m.start(), m.end(), m.group(), sides.other, "state") for m in _OTHER.finditer(text)]
    return found


def _statement(texts: Sequence[str], named: Sequence[tuple[Mention, ...]]) -> _Sides | None:
    """The sides of a statement: the body in its title, where the text speaks of itself often enough."""
    mark = STATEMENT.match(texts[0]) if texts else None
    if mark is None:
        return None
    start, end = mark.span("of" if mark.group("of") else "by")
    said = sum(1 for text in texts[1:] if OUR_OWN.search(_QUOTED.sub(" ", text)))
    inside = [m for m in named[0] if start <= m.start and m.end <= end and m.kind != "leader"]
    whole = next((m for m in inside if m.end - m.start >= 0.6 * (end - start)), None)
    body = re.search(
        r"\b(?:command|ministry|army|government|forces|headquarters|staff)\b", texts[0][start:end], re.IGNORECASE
    )
    if said < LEAST_OWN or not (whole or body):
        return None
    words = texts[0][start:end]
    states = {m.name for m in inside}
    one = min(states) if len(states) == 1 and inside[0].kind in ("state", "people") else None
    own = whole.name if whole else one or issuer_name(words)
    return _Sides(own, whole.kind if whole else "state" if one else "alliance", _foes(texts, named, own))


def _interview(texts: Sequence[str], named: Sequence[tuple[Mention, ...]]) -> _Sides | None:
    """The sides of one interviewed: the one state beside his office in the words before the first question."""
    labels = [index for index, text in enumerate(texts) if LABEL.match(text)]
    if len(labels) < FEWEST_TURNS or not any(_ANSWER.match(texts[index]) for index in labels):
        return None
    for index in range(labels[0]):
        text = texts[index]
        for mention in named[index]:
            clause = clauses(text)[clause_at(text, mention.start)]
            beside = {m.name for m in named[index] if clause.start <= m.start < clause.end and m.kind in _PARTY}
            words = text[clause.start : clause.end]
            if len(beside) == 1 and mention.kind in _PARTY and _SERVES.search(words) and _A_PERSON.search(words):
                return _Sides(mention.name, "state", _only_other(named[: labels[0]], mention.name))
    return None


_A_PERSON = re.compile(r"\b[A-Z](?:[a-zé’'-]+|\.)(?:\s?[A-Z]\.)*\s[A-Z][a-zé’'-]+")


def _only_other(named: Sequence[tuple[Mention, ...]], own: str) -> str | None:
    others = {m.name for row in named for m in row if m.kind in ("state", "people", "armed_group") and m.name != own}
    return min(others) if len(others) == 1 else None


#: what a party says its enemy, and no ally, does
_DOUBTED = re.compile(
    r"\b(?:claim(?:s|ed)|assert(?:s|ed)|maintain(?:s|ed)|alleg(?:es|ed)|boast(?:s|ed)|den(?:ies|ied)|pretend(?:s|ed)|"
    r"insist(?:s|ed)|contend(?:s|ed))\b",
    re.IGNORECASE,
)


def _foes(texts: Sequence[str], named: Sequence[tuple[Mention, ...]], own: str) -> str | None:
    """The one other party of a statement, else those whose words it doubts, joined by ";"; None where nobody is."""
    alone = _only_other(named, own)
    if alone is not None or not any(_OTHER.search(text) for text in texts):
        return alone
    doubted: set[str] = set()
    for text, row in zip(texts[1:], named[1:], strict=True):
        for mark in _DOUBTED.finditer(text):
            clause = clauses(text)[clause_at(text, mark.start())]
            before = [m for m in row if clause.start <= m.start < mark.start() and m.kind in ("state", "armed_group")]
            doubted |= {before[0].name} if before else set()
    return "; ".join(sorted(doubted - {own})) or None


_OFFICE = re.compile(
    r"\b(?:minist(?:er|ry)|spokes\w+|officials?|army|military|navy|forces?|commanders?|general|colonel|government|"
    r"president|premier|prime|ambassador|chief|leader|envoy|staff|negotiator|officers?|intelligence|delegat\w+|"
    r"fighters?|soldiers?)\b",
    re.IGNORECASE,
)


def _quoted(text: str, named: tuple[Mention, ...]) -> Iterator[Mention]:
    """ "We" and "our" between the quotation marks of somebody who speaks for the one party that his office names."""
    quotes = [mark.span() for mark in _QUOTED.finditer(text)] if _WE.search(text) else []
    for start, end in quotes:
        for cue in find_cues(text):
            if cue.kind != "report" or cue.source is None or start <= cue.source[0] < end:
                continue
            low, high = cue.source
            held = [m for m in named if low <= m.start and m.end <= high and m.kind in _PARTY]
            speaks = {m.name for m in held}
            office = _OFFICE.search(text, low, high) or any(m.kind in ("leader", "armed_group") for m in held)
            if len(speaks) != 1 or not office:
                continue
            for mark in _WE.finditer(text, start, end):
                if mark.group() != "US":
                    yield Mention(mark.start(), mark.end(), mark.group(), held[0].name, "state")
            break
