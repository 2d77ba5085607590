"""The words that name events: verbs with what must follow them, and nouns, each with its PLOVER-like type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["base", "third", "past", "ing"]

_FORCE = (
    r"(?:troops?|soldiers?|forces?|fighters?|personnel|units?|men|recruits|mercenaries|advisers|advisors|brigades?|battalions?|"
    r"divisions?|regiments?|reinforcements?|contingents?|armou?r|tanks|warships?|carriers?|fleet|jets|peacekeepers|militia)"
)
_ARMS = (
    r"(?:weapons?|arms|ammunition|munitions?|missiles?|rockets?|shells?|drones?|artillery|howitzers?|tanks?|jets?|aircraft|"
    r"helicopters?|systems?|batteries|interceptors?|technology|equipment|materiel|aid|assistance|funds?|funding|loans?|billion|"
    r"million|food|fuel|oil|currency|money|wages|training|intelligence|supplies|help|support|grain|medicine|package)"
)
_GIVEN = rf"{_FORCE[:-1]}|{_ARMS[3:]}"

#: type -> verbs, each perhaps with a pattern that must occur in the words after it.
_VERBS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "AGREE": (
        ("sign", r"pact|treaty|accord|agreement|deal|memorandum|truce|cease-?fire|decree"), ("agree", None),
        ("ratify", None), ("accept", r"deal|offer|terms|cease-?fire|truce|proposal|plan"),
        ("reach", r"agreement|deal|accord|truce|cease-?fire|understanding"),
        ("conclude", r"agreement|treaty|pact|deal"),
        ("join", r"^\s(?:the\s)?(?:[A-Z]|alliance|coalition|bloc|pact|union|talks|treaty)"),
    ),
    "CONSULT": (
        ("meet", r"with\b|^\s(?:in|at)\s(?:the\s)?[A-Z]|leader|president|minister|envoy"), ("negotiate", None),
        ("mediate", None),
        ("host", r"talks?|summit|delegation|leader|minister"), ("hold", r"talks|negotiations|summit|meeting"),
        ("visit", None), ("discuss", None), ("promise", None), ("pledge", None), ("vow", None), ("broker", None),
        ("inform", None), ("notify", None), ("brief", r"^\s(?!hours|days)"), ("confer", r"^\swith"),
        ("consult", r"^\s(?:with\b|[A-Z]|the\b|its\b|his\b)"), ("warn", r"^\s(?:that|of|against|the|[A-Z])"),
        ("present", r"\bto\b"), ("submit", r"\bto\b"), ("speak", r"^\s(?:to|with)\b"), ("telephone", None),
        ("maintain", r"^\s(?:that|it|its)"), ("boast", r"^\s(?:that|of)"),
        ("claim", r"^\s(?:that|to|the|a|it|its|more|at|\d|[A-Z])"), ("announce", None), ("declare", None),
    ),
    "SUPPORT": (
        ("endorse", None), ("support", None), ("back", r"^\s(?!down|away|from|to\b|in\b)"), ("praise", None),
        ("recognize", None), ("recognise", None),
    ),
    "COOPERATE": (
        ("forge", r"alliance|coalition|partnership|ties|axis|bloc|pact|relationship"), ("cooperate", None),
        ("coordinate", None), ("ally", None), ("form", r"alliance|coalition|axis|bloc|government"),
        ("share", r"intelligence|technology|information"),
        ("strengthen", r"^\s(?:[\w’'-]+\s){0,4}(?:ties|alliance|relations|cooperation)"),
    ),
    "AID": (
        ("send", _GIVEN), ("provide", _GIVEN), ("supply", None), ("deliver", _GIVEN), ("ship", _GIVEN),
        ("sell", _GIVEN), ("transfer", _GIVEN), ("donate", None), ("give", _GIVEN),
        ("arm",
         r"^\s(?!(?:forces|groups?|conflicts?|struggle|wing|resistance|men|factions?|clashes|drones?|vehicles?)\b)\w"),
        ("fund", None), ("finance", None), ("offer", _GIVEN), ("smuggle", _GIVEN), ("equip", None), ("train", _FORCE),
        ("beef", r"^\sup\b"), ("approve", _GIVEN + r"|sales?\b"), ("airlift", None),
        ("reinforce", _FORCE + r"|front|garrison|positions"), ("bolster", _FORCE + r"|army|defen[cs]es"),
        ("earmark", None), ("disburse", None), ("shelter", r"refugee|displaced|people|\d"),
        ("feed", r"refugee|displaced|people|\d"),
    ),
    "AID:received": (
        ("receive", _GIVEN), ("obtain", _GIVEN), ("get", rf"^\s(?:[\w-]+\s){{0,3}}{_GIVEN}"), ("buy", _GIVEN),
        ("acquire", _GIVEN), ("import", _GIVEN),
    ),
    "CONCEDE": (
        ("allow", None), ("permit", None), ("authorize", None), ("authorise", None),
        ("lift", r"ban|sanctions|blockade|siege|restrictions|embargo"), ("release", r"prisoner|hostage|detainee"),
        ("ease", r"sanctions|restrictions|blockade"), ("concede", None), ("free", r"prisoner|hostage"),
        ("cede", None), ("disarm", None),
    ),
    "RETREAT": (
        ("withdraw", None), ("retreat", None), ("surrender", None), ("pull", r"^\s(?:[\w-]+\s){0,4}(?:out|back)\b"),
        ("evacuate", _FORCE), ("flee", None), ("lay", r"^\sdown\s(?:its|their|his)\sarms"),
    ),
    "ACCUSE": (
        ("accuse", None), ("blame", None), ("condemn", None), ("denounce", None), ("criticize", None),
        ("criticise", None),
        ("express", r"disdain|concern|outrage|alarm|anger|dismay|opposition|condemnation"), ("deplore", None),
    ),
    "REJECT": (
        ("reject", None), ("refuse", None), ("rebuff", None), ("veto", None), ("deny", None),
        ("dismiss", r"claim|report|proposal|offer|allegation|\bas\b"), ("oppose", None), ("decline", r"^\sto\b"),
        ("rule", r"^\sout\b"), ("spurn", None), ("rebut", None), ("dispute", r"^\s(?:the|that|this|it|its|any|[A-Z])"),
    ),
    "REQUEST": (
        ("request", None), ("urge", None), ("demand", None), ("ask", r"^\s(?:[\w-]+\s){0,3}(?:for|to)\b"),
        ("appeal", None), ("call", r"^\s(?:for|on|upon)\b"),
    ),
    "THREATEN": (
        ("threaten", None), ("raise", r"temperature|tension|stakes|alert"), ("brandish", None), ("menace", None),
        ("test", r"missile|ICBM|nuclear|rocket|warhead"), ("provoke", None),
    ),
    "SANCTION": (
        ("sanction", None), ("impose", r"sanction|embargo|tariff|ban|blockade|curfew"),
        ("freeze", r"assets|aid|talks|funds?|payments?|[$€£]|million|billion"),
        ("expel", r"diplomat|ambassador|envoy"), ("suspend", None), ("sever", r"ties|relations"), ("boycott", None),
    ),
    "PROTEST": (("protest", None), ("demonstrate", r"^\s(?:\w+\s){0,2}(?:against|in the streets)\b"), ("riot", None)),
    "MOBILIZE": (
        ("deploy", None), ("mobilize", None), ("mobilise", None), ("mass", _FORCE), ("amass", None),
        ("conscript", None), ("spend", r"\b(?:on|for) (?:defen[cs]e|the military|arms|weapons|rearm\w+)"),
        ("rearm", None), ("garrison", None),
        ("redeploy", None), ("station", _FORCE), ("recruit", None), ("dispatch", None), ("move", _FORCE),
    ),
    "ASSAULT": (
        ("attack", None), ("invade", None), ("bomb", None), ("bombard", None), ("shell", None),
        ("strike", r"^\s(?!a\b|an\b|the right)"),
        ("fire", r"missile|rocket|shell|artillery|drone|round|^\s(?:on|at|into)\b"), ("hit", r"^\s"),
        ("launch", r"attack|offensive|missile|strike|rocket|drone|assault|invasion|raid|operation|incursion"),
        ("kill", None), ("fight", None),
        ("carry",
         r"^\sout\s(?:[\w-]+\s){0,3}(?:strikes?|attacks?|raids?|assaults?|operations?)\b"),
        ("clash", None), ("storm", None), ("raid", None), ("assault", None),
        ("ambush", None),
        ("capture", None), ("seize", None), ("overrun", None), ("retake", None), ("recapture", None), ("target", None),
        ("shoot", r"^\s(?:[\w-]+\s){0,4}(?:down|dead)\b"),
        ("advance", r"^\s(?:on|into|toward|towards|in|near|deeper|against)\b"),
        ("inflict", r"casualt|loss|damage|blow|defeat"), ("rout", None), ("repel", None), ("repulse", None),
        ("pound", None), ("torpedo", None), ("sink", r"^\s(?:a|an|the|its|their|two|three|four|\d|[A-Z])"),
        ("wound", None), ("destroy", None), ("march", r"^\s(?:on|into|toward|towards)\b"), ("assassinate", None),
        ("infiltrate", None),
        ("take", r"^\s(?:back|control|the (?:city|town|village))\b"),
    ),
    "COERCE": (
        ("besiege", None), ("blockade", None), ("occupy", None), ("arrest", None), ("detain", None), ("annex", None),
        ("abduct", None), ("kidnap", None), ("execute", r"prisoner|civilian|hostage|soldier|people"),
        ("displace", None),
        ("expel", None), ("imprison", None), ("lean", r"^\son\s[A-Z]"), ("pressure", r"^\s(?:the\s)?[A-Z]"),
        ("intern", None), ("deport", None),
    ),
    "STATE:casualties": (
        ("lose",
         r"^(?!\s(?:[a-z]+\s){0,3}(?:[$€£]|money\b)).*?(?:\d|thousand|hundred|million|troops|soldiers|men|"
         r"fighters|ground|territory)"),
        ("suffer", r"loss|casualt|defeat|\d"),
    ),
    "STATE:escalation": (("escalate", None), ("de-escalate", None)),
    "STATE:force_ratio": (("outnumber", None), ("outgun", None)),
}  # fmt: skip

_IRREGULAR: dict[str, dict[Form, tuple[str, ...]]] = {
    "send": {"past": ("sent",)}, "lay": {"past": ("laid",)}, "give": {"past": ("gave", "given")},
    "hold": {"past": ("held",)},
    "meet": {"past": ("met",), "ing": ("meeting",)}, "sell": {"past": ("sold",)}, "take": {"past": ("took", "taken")},
    "fight": {"past": ("fought",)}, "strike": {"past": ("struck",)}, "hit": {"past": ("hit",), "ing": ("hitting",)},
    "shoot": {"past": ("shot",)}, "lose": {"past": ("lost",)}, "withdraw": {"past": ("withdrew", "withdrawn")},
    "overrun": {"past": ("overran", "overrun"), "ing": ("overrunning",)}, "retake": {"past": ("retook", "retaken")},
    "flee": {"past": ("fled",), "ing": ("fleeing",)}, "freeze": {"past": ("froze", "frozen")},
    "get": {"past": ("got", "gotten"), "ing": ("getting",)}, "buy": {"past": ("bought",)},
    "outgun": {"past": ("outgunned",), "ing": ("outgunning",)}, "ship": {"past": ("shipped",), "ing": ("shipping",)},
    "expel": {"past": ("expelled",), "ing": ("expelling",)}, "permit": {"past": ("permitted",), "ing": ("permitting",)},
    "equip": {"past": ("equipped",), "ing": ("equipping",)}, "kidnap": {"past": ("kidnapped",), "ing": ("kidnapping",)},
    "speak": {"past": ("spoke", "spoken")}, "feed": {"past": ("fed",)}, "spend": {"past": ("spent",)},
    "repel": {"past": ("repelled",), "ing": ("repelling",)}, "sink": {"past": ("sank", "sunk")},
    "submit": {"past": ("submitted",), "ing": ("submitting",)}, "rebut": {"past": ("rebutted",), "ing": ("rebutting",)},
    "confer": {"past": ("conferred",), "ing": ("conferring",)},
    "transfer": {"past": ("transferred",), "ing": ("transferring",)}, "free": {"ing": ("freeing",)},
}  # fmt: skip

#: Nouns that name an event by themselves: type -> pattern of the whole trigger.
NOUNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("AGREE", r"\b(?:announcement|signing|conclusion|ratification)\sof\s(?:a|an|the)\s(?:[\w-]+\s){0,4}?(?:pact|"
                  r"treaty|accord|agreement|truce|cease-?fire|deal)\b"),
        ("ASSAULT", r"\b(?:counter-?offensive|(?<!-)offensive(?=\s(?:against|in|on|into|toward|towards|near|by|that|"
                    r"which|to)\b)|invasion|incursion|air\s?strikes?|air\sraids?|missile\s(?:strikes?|attacks?)|"
                    r"drone\s(?:strikes?|attacks?)|bombardment|shelling(?=\sof\b)|ambush)\b"),
        ("COERCE", r"\b(?:blockade|siege|annexation|occupation)(?=\sof\b)"),
        ("SANCTION", r"\b(?:sanctions|embargo)(?=\s(?:on|against)\b)"),
        ("MOBILIZE", r"\b(?:troop\s)?(?:deployment|mobili[sz]ation|build-?up)\sof\s(?=[\w,]+)"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One inflected verb: its type, its form, and what must follow within a few words (None: anything)."""

    type: str
    form: Form
    follows: re.Pattern[str] | None
    lemma: str


def _forms(lemma: str) -> dict[Form, tuple[str, ...]]:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        past, ing, third = (lemma + "d",), (lemma[:-1] + "ing",), lemma + "s"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        past, ing, third = (lemma[:-1] + "ied",), (lemma + "ing",), lemma[:-1] + "ies"
    else:
        past, ing = (lemma + "ed",), (lemma + "ing",)
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "o")) else "s")
    forms: dict[Form, tuple[str, ...]] = {"base": (lemma,), "third": (third,), "past": past, "ing": ing}
    return {**forms, **_IRREGULAR.get(lemma, {})}


def _lexicon() -> dict[str, Word]:
    words: dict[str, Word] = {}
    for kind, verbs in _VERBS.items():
        for lemma, follows in verbs:
            pattern = re.compile(follows) if follows else None
            for form, spellings in _forms(lemma).items():
                for spelling in spellings:
                    words.setdefault(spelling, Word(kind, form, pattern, lemma))
    return words


#: Inflected form -> what it may name.
VERBS: dict[str, Word] = _lexicon()
