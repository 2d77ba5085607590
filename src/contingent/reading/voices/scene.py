"""Who acts on whom in a sentence: subject and recipient by position, pronouns by what the text spoke of last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.core.nouns import SegmentKind
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.actors import PERSONS, Gazetteer, Mention
from contingent.reading.voices.attribution import PRONOUNS, Attribution, attribute
from contingent.reading.voices.background import NOTHING, Background
from contingent.reading.voices.citing import find_cues, without_citation
from contingent.reading.voices.clauses import Clause, clause_at, clauses, verb_groups
from contingent.reading.voices.discourse import backgrounds
from contingent.reading.voices.standing import named_or_meant

#: Kinds of segment whose statements become claims; a biography, a pingback or a list of links makes none.
SPEAKING: frozenset[SegmentKind] = frozenset(("title", "heading", "body", "reader_comment"))

_PRONOUN = re.compile(r"\b(he|she|it|they)\b", re.IGNORECASE)
_IN_PHRASE = re.compile(
    r"\b(?:to|in|into|inside|against|on|at|for|with|over|near|around|across|under|between|toward|towards|upon|via|like|"
    r"after|before|since|during|about|despite|without|through)\s(?:the\s|both\s|western\s|eastern\s|northern\s|southern\s)*$",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\b(?:to|against|on|with|for|at|into|of|over|in|toward|towards|upon|from)\s(?:the\s|its\s|their\s|\w+\s)?$", re.I
)
_LAST_PRONOUN = re.compile(r"\b(he|she|it|they)\s(?:\w+ly\s|also\s)?$", re.IGNORECASE)
_TO = re.compile(r"\sto\s(?:\w+ly\s)?")
_CONTROL = re.compile(
    r"\b(?:allow|permit|force|urg|ask|order|help|enabl|push|encourag|let|press|authori[sz]|want|tell|told|invit|train|persuad|"
    r"convinc|pressur|expect|requir|compel|lead|led)\w*\s(?:the\s|\w+ing\s)?$",
    re.IGNORECASE,
)
_PLAN_NOUN = re.compile(
    r"(?:['’]s?)?\s(?:[\w-]+\s){0,2}(?:decision|plans?|moves?|efforts?|attempts?|threats?|bid|promises?|pledge|offer|willingness|"
    r"readiness|ability|right|permission|intention|order|vow)\sto\s(?:\w+ly\s)?",
    re.IGNORECASE,
)
_WITH_GERUND = re.compile(r"(?:while|when|after|before|since)\s\w+ing\b", re.IGNORECASE)
_QUOTING = frozenset(("report", "fear", "promise", "imagined"))
_JOINED = re.compile(r"\b(?:and|or)\s(?:the\s)?$")
_SHARES_SUBJECT = frozenset(("and", "or", "but", "because", "while", "when", "before", "after", "since"))
_DEED = re.compile(r"it\s(?:will|would|could|may|might|has|had|plans)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"it\s(?:(?:can|could|may|might|would|will|is|was|seems?|appears?|remains?)(?:\s|not\b)+)+(?:also\s|still\s)?"
    r"(?:be\s)?(?:ruled out|(?:un)?likely|(?:im)?possible|(?:un)?clear|expected|said|thought|believed|time)\b|"
    r"it\s(?:seems?|appears?)\b",
    re.IGNORECASE,
)
_LOOK_BACK = 3  # sentences: a pronoun whose owner was named longer ago is left open


@dataclass(frozen=True, slots=True)
class Scene:
    """Sentences with the actors named in each (offsets in the sentence's own text)."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[tuple[Mention, ...], ...]
    backgrounds: tuple[Background, ...] = ()

    @classmethod
    def of(cls, sentences: Sequence[Sentence], gazetteer: Gazetteer, as_of: date) -> Scene:
        """The scene of a document's sentences; names are looked up only where someone speaks."""
        spoken = [s.span.text if s.segment.kind in SPEAKING else "" for s in sentences]
        mentions = named_or_meant(spoken, gazetteer, as_of)
        return cls(tuple(sentences), mentions, backgrounds(sentences, mentions))

    def said(self, index: int, start: int, end: int) -> Attribution:
        """How the item at the document offsets [start, end) of sentence `index` is meant, pronouns of sources resolved.

        "He also signals that …" is the leader spoken of before, "unnamed" where he cannot be told.
        """
        behind = self.backgrounds[index] if self.backgrounds else NOTHING
        said = attribute(self.sentences[index], start, end, self.mentions[index], behind)
        if (said.attributed_to or "").lower() not in PRONOUNS or said.cue is None:
            return said
        position = said.cue.start - self.sentences[index].span.start
        name = self.referent(index, max(0, position)) or "unnamed"
        return replace(said, attributed_to=name, chain=(*said.chain[:-1], name))

    def readable(self) -> Iterator[int]:
        """The sentences from which claims may be made: someone speaks in them."""
        for index, sentence in enumerate(self.sentences):
            if sentence.segment.kind in SPEAKING:
                yield index

    def subject(self, index: int, position: int) -> str | None:
        """Who does what stands at `position` of sentence `index`: a canonical name, None where it is left open."""
        text, mentions = self.sentences[index].span.text, self.mentions[index]
        cut = clauses(text)
        here = clause_at(text, position)
        touching = [m for m in mentions if m.end <= position and text[m.end : position].strip() in ("", "’s", "'s")]
        if touching and position - touching[-1].end <= 1 and not _JOINED.search(text[: touching[-1].start][-8:]):
            return touching[-1].name
        if text[:position].rstrip().endswith(" to"):
            controlled = self._infinitive_subject(index, position)
            if controlled is not None:
                return controlled
        if here == 0 and len(cut) > 1 and _WITH_GERUND.match(text[cut[0].start : cut[0].end].lstrip()):
            return self._in_clause(index, cut[1], cut[1].end)  # "After signing a treaty, Kim has …"
        for step in range(here, -1, -1):
            clause = cut[step]
            found = self._in_clause(index, clause, position if step == here else clause.end)
            if found is not None:
                return found
            if clause.opener in ("who", "which", "whom") and step:
                return _antecedent(mentions, cut[step - 1])
            if clause.opener not in _SHARES_SUBJECT or _has_own_subject(text, clause, position):
                return None
        return None

    def _infinitive_subject(self, index: int, position: int) -> str | None:
        """Who is to do it: the object of "allows Ukraine to fire", the owner of "Kyiv’s decision to fire"."""
        text = self.sentences[index].span.text
        for mention in reversed(self.mentions[index]):
            if mention.end > position or position - mention.end > 60:
                continue
            gap = text[mention.end : position]
            if _TO.fullmatch(gap) and _CONTROL.search(text[max(0, mention.start - 30) : mention.start]):
                return mention.name
            if _PLAN_NOUN.fullmatch(gap):
                return mention.name
        return None

    def topic_before(self, index: int, *but: str) -> str | None:
        """The actor that the sentence before names first, without `but`; None where that is another segment."""
        if index == 0 or self.sentences[index - 1].segment.kind != self.sentences[index].segment.kind:
            return None
        return next((m.name for m in self.mentions[index - 1] if m.name not in but), None)

    def _in_clause(self, index: int, clause: Clause, position: int) -> str | None:
        """The subject inside one clause: the first actor between its start, or the cue there, and its finite verb."""
        text = self.sentences[index].span.text
        quoted = [
            c.end
            for c in find_cues(text)
            if c.kind in _QUOTING
            and not text[c.start : c.end].endswith(" to")
            and clause.start <= c.start
            and c.end <= position
            and c.high > c.end
        ]
        low = max(quoted, default=clause.start)
        opener = re.compile(r"[\s,]*" + re.escape(clause.opener) + r"\b", re.I).match(text, clause.start)
        low = max(low, opener.end()) if opener and clause.opener else low
        low = max(low, clause.start)
        finite = [g for g in verb_groups(text) if low <= g.start <= position and not text[g.start :].startswith("to ")]
        high = next((g.start for g in finite if text[low : g.start].strip()), position)
        named = [m for m in self.mentions[index] if low <= m.start and m.end <= high]
        near = _LAST_PRONOUN.search(text[low:high])
        if near:
            return self.referent(index, low + near.start(1))
        free = [m for m in named if not _IN_PHRASE.search(text[max(low, m.start - 28) : m.start])]
        if free:
            return free[0].name
        pronoun = _PRONOUN.search(text, low, high)
        return self.referent(index, pronoun.start()) if pronoun else None

    def referent(self, index: int, position: int) -> str | None:
        """Whom a pronoun at `position` of sentence `index` stands for.

        "he" and "she": the leader who was first named in this sentence, else the subject of the last sentences that
        name one. "it": an actor named earlier in the same sentence only. "they": the fighters or people with whom the
        sentence before opens, where it names no other actor; else nobody, the text rarely says.
        """
        text = self.sentences[index].span.text
        word = text[position : position + 4].lower()
        earlier = [m for m in self.mentions[index] if m.end <= position]
        if word.startswith("it") and _NOBODY.match(text, position):
            return None
        said = next((c for c in find_cues(text) if c.kind == "report" and 0 <= position - c.end <= 1), None)
        if said is not None and said.source is not None and not word.startswith(("he", "she")):
            # "the army said it had …": the one who speaks
            own = [m.name for m in earlier if said.source[0] <= m.start and m.end <= said.source[1]]
            return own[-1] if own else None
        if word.startswith("it"):
            states = [m for m in earlier if m.kind != "leader"]
            free = [m for m in states if not _IN_PHRASE.search(text[max(0, m.start - 28) : m.start])]
            if free:
                return free[0].name
            return self.topic_before(index) if _DEED.match(text, position) else None
        if word.startswith("they"):
            return self._several_before(index) if not earlier else None
        if not word.startswith(("he", "she")):
            return None
        leaders = [m for m in earlier if m.kind in PERSONS]
        if leaders:
            return leaders[0].name
        back = index - 1
        hops = 0
        while back >= 0 and hops < _LOOK_BACK and self.sentences[back].segment == self.sentences[index].segment:
            named = [m for m in self.mentions[back] if m.kind in PERSONS]
            pronoun = _PRONOUN.match(self.sentences[back].span.text.removeprefix("If ").removeprefix("But "))
            if named:
                return named[0].name
            hops += pronoun is None  # a sentence that goes on about "he" keeps him in view
            back -= 1
        return None

    def _several_before(self, index: int) -> str | None:
        """The armed group or people with which the sentence before opens, if it names nobody else."""
        if index == 0 or self.sentences[index - 1].segment != self.sentences[index].segment:
            return None
        text, named = self.sentences[index - 1].span.text, self.mentions[index - 1]
        if not named or len({m.name for m in named}) > 1 or named[0].kind not in ("armed_group", "people"):
            return None
        several = named[0].kind == "armed_group" or named[0].surface.endswith("s")
        opens = text[: named[0].start].strip().lower() in ("", "the", "but the", "and the", "“the")
        return named[0].name if several and opens else None

    def recipient(self, index: int, start: int, end: int, actor: str | None) -> str | None:
        """To whom what stands at [start, end) is done: the first other actor after it in its clause."""
        text = self.sentences[index].span.text
        clause = clauses(text)[clause_at(text, start)]
        high = without_citation(text, end, clause.end)
        cited = [(c.start, c.end) for c in find_cues(text) if c.kind == "report" and c.start >= end]
        after = [
            m
            for m in self.mentions[index]
            if m.start >= end and m.end <= high and m.name != actor and not any(a <= m.start < b for a, b in cited)
        ]
        near = [
            m for m in after if _TO_WHOM.search(text[max(end, m.start - 24) : m.start]) or _adjoins(text, end, m.start)
        ]
        chosen = near or after
        return chosen[0].name if chosen else None

    def agent(self, index: int, end: int) -> str | None:
        """Who is named by "by" after a passive that ends at `end`."""
        text = self.sentences[index].span.text
        clause = clauses(text)[clause_at(text, max(0, end - 1))]
        for mention in self.mentions[index]:
            gap = text[end : mention.start] if mention.start >= end and mention.end <= clause.end else None
            if gap is not None and re.search(r"\bby\s(?:the\s|\w+\s)?$", gap) and len(gap) <= 60:
                return mention.name
        return None

    def owner(self, index: int, start: int) -> str | None:
        """Who is named right before a noun at `start`: "Russian offensive", "Moscow’s offensive"."""
        text = self.sentences[index].span.text
        for mention in reversed(self.mentions[index]):
            gap = text[mention.end : start] if mention.end <= start else None
            if gap is not None and len(gap) <= 24 and re.fullmatch(r"(?:['’]s?)?\s(?:[a-z-]+\s){0,2}", gap):
                return mention.name
        return None

    def others(self, index: int, start: int, end: int, *but: str | None) -> tuple[str, ...]:
        """The actors named in [start, end) of sentence `index`, without `but`, each once."""
        inside = [m.name for m in self.mentions[index] if start <= m.start and m.end <= end]
        return tuple(dict.fromkeys(name for name in inside if name not in but))


def _has_own_subject(text: str, clause: Clause, position: int) -> bool:
    """Whether words that may be a subject stand between the clause's opener and its first verb."""
    first = next((g.start for g in verb_groups(text) if g.start >= clause.start), position)
    words = text[clause.start : min(first, position)].split()
    if _WITH_GERUND.match(text[clause.start : clause.end].lstrip(" ,")):
        return False
    lead = [w for w in words if w.lower().strip(",") not in ("and", "or", "but", "also", "then", "now", "")]
    return len(lead) > 0 and clause.opener != ""


def _antecedent(mentions: Sequence[Mention], clause: Clause) -> str | None:
    """Whom "who" refers to: the last people or leader of the clause before, else its last actor."""
    before = [m for m in mentions if clause.start <= m.start and m.end <= clause.end]
    people = [m for m in before if m.kind in ("people", *PERSONS)]
    chosen = people or before
    return chosen[-1].name if chosen else None


def _adjoins(text: str, end: int, start: int) -> bool:
    return text[end:start].strip().lower() in ("", "the")


_PLACE = re.compile(
    r"\b(?:in|near|around|across|outside|inside|to|from|into|over)\s(?:the\s|western\s|eastern\s|northern\s|southern\s)*"
    r"(?P<name>[A-Z][\w’-]+(?:\s[A-Z][\w-]+){0,2}(?:\s(?:region|oblast|province|district|peninsula|state|governorate|city))?)"
)
_NO_PLACE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Mon|Tues|Wednes|Thurs|Fri|"
    r"Satur|Sun)(?:day)?\b|[A-Z]{2,}\b|Army|Axis|Soviet|Christmas|God|President|General"
)


def place_in(scene: Scene, index: int, start: int, end: int) -> str | None:
    """The first place named in [start, end) of sentence `index` that is no actor: "Kursk region"; None without one."""
    text = scene.sentences[index].span.text
    for found in _PLACE.finditer(text, start, end):
        low, high = found.span("name")
        if _NO_PLACE.match(found.group("name")):
            continue
        if any(m.start < high and m.end > low for m in scene.mentions[index]):
            continue
        return found.group("name")
    return None
