"""The wording of citing in English news: verbs of saying, fearing, promising, denying, and the patterns around them."""

from __future__ import annotations

import re

_SAY = (
    "says?|said|claims?|claimed|reports?|reported|estimates?|estimated|states?|stated|argues?|argued|believes?|believed|"
    "thinks?|thought|warns?|warned|notes?|noted|announces?|announced|adds?|added|asserts?|asserted|alleges?|alleged|"
    "insists?|insisted|suggests?|suggested|indicates?|indicated|reveals?|revealed|confirms?|confirmed|"
    "acknowledges?|acknowledged|admits?|admitted|assess|assesses|assessed|concludes?|concluded|predicts?|predicted|"
    "forecasts?|maintains?|maintained|contends?|contended|declares?|declared|explains?|explained|writes?|wrote|"
    "expects?|expected|doubts?|doubted|suspects?|suspected|hopes?|hoped|shows?|showed|finds?|found|points? out|"
    "pointed out|reckons?|reckoned|boasts?|boasted|testified|disclosed|recalled|complain(?:s|ed)|"
    "tells?|told|saying|claiming|arguing|reporting|warning|adding|noting|signals?|signalled|signaled|understands?|"
    "considers?|considered"
)
_FEAR = "fears?|feared|worries|worry|worried"
_PROMISE = (
    "promised?|promises|promising|vows?|vowed|vowing|pledges?|pledged|pledging|threatens?|threatened|swears?|swore"
)
ADVERB = r"(?:also|now|still|even|never|already|repeatedly|recently|publicly|later|once|just|further|\w+ly)"
_AUX = (
    r"(?:(?:has|have|had|is|are|was|were|did|does|do|will|would|may|might|could|can)(?:\snot|n['’]t)?\s)?"
    rf"(?:{ADVERB}\s)*(?:been\s)?"
)
#: These take a hearer before their "that": "signals the Russian people that".
_TELL = (
    "tells?|told|telling|warn(?:s|ed|ing)?|signals?|signal+ed|assure[sd]?|remind(?:s|ed)?|inform(?:s|ed)?|promise[sd]?"
)
DETERMINED = re.compile(
    r"\b(?:the|a|an|his|her|its|their|these|those|any|no|of|one|some|new|recent|official)\s$", re.IGNORECASE
)
#: When it was said, between the verb and what was said: "said on Monday that", "said last week they".
_WHEN = (
    r"(?:(?:(?:late|early)\s)?(?:on|in)\s[A-Z]\w+(?:\s\d{1,2})?|(?:last|this)\s(?:week|month|year|[A-Z]\w+)|yesterday|"
    r"today|earlier|in a statement|on condition of anonymity)"
)
THAT = re.compile(
    rf"(?P<aux>\b{_AUX})\b(?:(?P<verb>(?P<fear>{_FEAR})|(?P<promise>{_PROMISE})|{_SAY})\s(?:{_WHEN},?\s)?|"
    rf"(?:{_TELL})\s(?!that\b)(?:[\w’'-]+\s){{1,5}}?)(?P<that>that)\b",
    re.IGNORECASE,
)
#: Not to believe that it is so is to believe that it is not; not to say so leaves it open.
NOT_BELIEVED = re.compile(r"\b(?:believe|think|expect)", re.IGNORECASE)
NOT = re.compile(r"\b(?:not|never|neither|nor)\b|n['’]t\b", re.IGNORECASE)
#: Who is told: an outlet by its name, the press, a house of parliament.
HEARER = (
    r"(?:us|me|him|her|them|our\s\w+|reporters|journalists|lawmakers|parliament|investors|state\s(?:television|media|radio)|"
    r"(?:the\s)?[A-Z][\w.’'-]*(?:\s[A-Z][\w-]+){0,3}(?:\s(?:television|radio|newspaper))?|"
    r"(?:a|the)\s(?:\w+\s){0,2}(?:newspaper|broadcaster|conference|briefing|agency|channel|committee)"
    r"(?:\s(?:in|on|at)\s[A-Z]\w+){0,2})"
)
#: Counts that somebody keeps are his word: "has recorded 1,200 deaths".
_TALLIED = (
    r"(?:(?:has|have|had)\s(?:recorded|registered|verified|cited|counted|tallied|documented|logged)|counted|tallied|"
    r"documented|logged)"
    r"(?=\s(?:[\w-]+\s){0,5}?(?:\d|half\b|dozens\b|hundreds\b))"
)
_BARE_SAY = (
    "says?|said|claims|claimed|warns?|warned|believes?|believed|thinks?|thought|insists?|insisted|predicts|predicted|"
    "expects|reports|reported|estimates|estimated|argues?|argued|announced|alleges|alleged|suspects|suspected|puts|put|"
    rf"stated|added|fears?|feared|told\s{HEARER}|{_TALLIED}|(?<=s\s)(?:claim|estimate|expect|report|reckon)"
)
#: After a word that may be an adjective ("reported incidents") a clause must open with one of these.
_NOUN_PHRASE = (
    r"(?:the|a|an|its?|his|her|their|they|he|she|this|these|those|some|more|at|about|around|nearly|over|up|no|all|many|most|"
    r"between|roughly)\b|[A-Z\d“\"‘]"
)
#: "said the director, Ann Lee"
NAME_BEHIND = re.compile(r",\s(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){1,2})(?=[,.;:]|$)")
#: What somebody "boasted of" or "spoke of" with a number is his word.
SPEAK_OF = re.compile(
    r"(?<=[\w’'”\"),])\s(?:(?:has|have|had)\s)?(?:boast(?:s|ed)|spoke|speaks|spoken|warn(?:s|ed)|talk(?:s|ed)|tells?|told|"
    r"complain(?:s|ed))\sof\s(?=(?:[\w-]+\s){0,4}?(?:\d|dozens\b|hundreds\b|thousands\b|tens\b|millions\b))"
)
#: "accuses Iran of arming the rebels": the charge is his who makes it.
ACCUSE = re.compile(
    r"(?<=[\w’'”\"),])\s(?:(?:has|have|had)\s)?(?:(?:accuses?|accused)\s[^,;.]{2,60}?\sof|"
    r"(?:blames?|blamed)\s[^,;.]{2,60}?\sfor)\s(?=\w)"
)
#: Without "that" the verb must follow its subject directly and open a clause; case matters ("United States").
BARE = re.compile(
    rf"(?<=[\w’'”\"),])\s(?:(?:has|have|had)\s)?(?P<verb>{_BARE_SAY})(?P<when>\s{_WHEN})?\s"
    r"(?!that\b|by\b|to\b|in\b|of\b|out\b|up\b(?!\sto)|off\b|down\b|forward\b|as\b(?!\s(?:many|much|few))|at\b(?!\s(?:least|most))|on\b|for\b|(?:last|this)\s(?:week|month|year)\b|yesterday\b)"
    rf"(?=[\w“\"‘])(?:(?<!reported\s)(?<!estimated\s)(?<!alleged\s)(?<!suspected\s)(?<!feared\s)|(?={_NOUN_PHRASE}))"
    r"|(?<=[\w’'”\")])\s(?P<claims>claims|claimed)\sto\s(?=have\b)"
)
#: `The colonel said: "…"`
SAID_COLON = re.compile(
    rf"(?<=[\w’'”\"),])\s(?P<verb>says?|said|wrote|writes|added|adds|warned|declared|continued|replied|told\s{HEARER})"
    rf"(?:\s{_WHEN})?:\s(?=[“\"‘])"
)
#: A second verb of the one who speaks: "… and claimed the army had lost".
AND_SAID = re.compile(
    rf"\b(?:and|but)\s(?:{ADVERB}\s)?(?P<verb>says|said|claims|claimed|adds|added|warned|warns|insisted|insists|alleged|"
    rf"argued|announced|told\s{HEARER})\s(?!that\b|by\b|to\b|in\b|of\b|as\b|at\b(?!\s(?:least|most))|on\b|for\b)(?=[\w“\"‘])"
)
#: "The minister, Ann Lee, said": what stands between two commas before the verb.
APPOSITION = re.compile(
    r"[\w’'”]\s?,\s(?:[A-Z]|the\s|an?\s|whose?\s|himself|itself|now\s|then\s|once\s|speaking\s|citing\s|quoting\s|"
    r"dismissing\s|rejecting\s|denying\s|referring\s|using\s|reached\s|asked\s|contacted\s|interviewed\s|quoted\s|"
    r"in\s(?:a|an|its|his|her|their)\s)(?:[^,;.]|\.(?=[\w-]|\s[a-z])){2,80},$"
)
NOT_SUBJECT = re.compile(
    r"\b(?:the|a|an|his|her|its|their|our|my|these|those|some|such|of|in|by|to|from|no|any|other|many|all|is|are|was|were|be|"
    r"been|has|have|had|not|and|or|new|recent|official|earlier|previous|several|its own|with|for|on|as|being|an?)$",
    re.IGNORECASE,
)
PROMISE_TO = re.compile(
    rf"(?P<aux>\b(?:(?:has|have|had)\s)?(?:{ADVERB}\s)*)\b(?P<verb>{_PROMISE})\s(?:not\s)?to\b", re.IGNORECASE
)
_REPORTED_NOUN = r"(?:claims?|reports?|allegations?|accusations?|suggestions?|rumou?rs|charges|assertions?)"
DENIAL = re.compile(
    rf"(?P<aux>\b{_AUX})\b(?P<verb>den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es?|ed|ing)|"
    r"refut(?:es?|ed|ing))\s(?:(?:any|the|all|those|these|earlier|recent|[A-Z]\w+)\s){0,3}"
    rf"(?:{_REPORTED_NOUN}\s(?:by\s[\w\s]{{2,30}}?\s)?(?:that|of)\b|that\b|having\b|(?=\w{{3,}}ing\b))",
    re.IGNORECASE,
)
#: What somebody leaves open: it is neither his word nor his denial.
UNCONFIRMED = re.compile(
    r"\b(?:(?:has|have|had|could|can|would|did|does|do)\s)?(?:neither confirm(?:ed|s)? nor den(?:ied|y|ies)|"
    r"(?:not|cannot)\s(?:independently\s|be able to\s|immediately\s)?(?:confirm|verify|rule out|exclude)|"
    r"declined to (?:confirm|say)|refused to (?:confirm|say))\s"
    rf"(?:(?:the|any|those|these)\s)?(?:{_REPORTED_NOUN}\s(?:that|of)\b|that\b|whether\b|(?=\w+\s))",
    re.IGNORECASE,
)
_NAMED = r"(?:[^,;.()]|\.(?=[\w-]|\s[a-z]))"
ACCORDING = re.compile(
    r"\b(?:according to|in the words of|in the view of|(?<=,\s)per(?=\s(?-i:(?:the\s)?[A-Z])))\s"
    rf"(?P<source>{_NAMED}{{2,90}})",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"[,”\"’]\s(?P<source>(?:[\w.’'&-]+\s){{1,9}}?)(?P<verb>says?|said|claims|claimed|adds|added|warned|warns|reported|"
    rf"reports|wrote|told\s{HEARER}|noted|announced|stated|insisted|estimates|estimated|believes|argues|argued|explained)"
    rf"(?=\s?(?:[,.;]|$|on\b|in\b|late\b|last\b|\w+day\b|{ADVERB}\b))"
)
INVERTED = re.compile(
    r"[,”\"’?!]\s(?P<verb>says|said|claims|claimed|adds|added|warned|wrote|reports|reported)\s"
    r"(?P<source>(?:[A-Z]|(?:the|an?|one|two|three|several|some|his|her|its|their|senior|officials?|people)\s)"
    r"(?:[^,;.:]|\.(?=\w|\s[a-z])){1,80})"
)
#: "As the minister put it, …": what stands around it is his.
AS_SAID = re.compile(
    r"\b(?:as|As)\s(?P<source>(?:[\w.’'&-]+\s){1,6}?)(?:says?|said|puts?\sit|notes?|noted|claims?|claimed|has said)"
    r"(?=[,.;]|$)"
)
PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|been|be|being)\s(?:{ADVERB}\s|not\s)*(?P<verb>estimated|believed|thought|said|reported|expected|seen|"
    r"considered|understood|alleged|rumoured|rumored|feared|assumed|projected|predicted|regarded|viewed|described|known|put|"
    r"placed|reckoned)(?:\sby\s(?P<source>[^,;.]{2,60}?))?\s(?P<link>to\shave\b|to\b|as\b|that\b|at\b(?=\s(?:[\w-]+\s){0,3}?\d))",
    re.IGNORECASE,
)
#: Passives that hold a number for likely, not for known.
ESTIMATED = re.compile(
    r"\b(?:estimat\w*|believed|thought|reckoned|reputed|understood|(?:put|placed)\s+at)\b", re.IGNORECASE
)
#: A passive without its "is": "troops thought to number 5,000".
THOUGHT_TO = re.compile(
    r"(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwere)(?<!\bbe)\s(?:believed|thought|estimated|understood|reputed|reported|rumou?red|alleged)\sto\s"
    r"(?:have|be|number|hold|include|total|stand|control|possess)\b"
)
QUOTED = re.compile(
    r"\s(?:was|were|is|has been)\s(?:widely\s)?(?:quoted|cited)\s(?:(?:by|in)\s(?P<outer>[^,;.]{2,50}?)\s)?as\ssaying"
    r"(?:\sthat\b)?"
)
QUOTES = re.compile(r"\s(?:quote[sd]|cite[sd])\s(?P<inner>(?!by\b|in\b)[^,;.]{2,60}?)\sas\ssaying(?:\sthat\b)?")
CITING = re.compile(rf"\b(?:citing|quoting)\s(?P<inner>{_NAMED}{{2,70}})")
SOFT = re.compile(
    r"\b(?P<estimate>an\sestimated|estimated)\b|\b(?P<adverb>reportedly|allegedly|purportedly|supposedly)\b|"
    r"\b(?P<by>by\s(?:most|some|many|one|several|various|all|independent|outside|official|unofficial|conservative|recent|early)\s"
    r"(?:\w+\s)?(?:estimates?|accounts?|counts?|reckonings?|measures?))\b|"
    r"(?P<noun>(?<!['’]s\s)(?<!['’]\s)\bestimates?)(?=\s(?:of|as\s(?:high|low|many)|go|went|run|ran|range[sd]?|var(?:y|ied)|between|from)\b)",
    re.IGNORECASE,
)
#: A number, in digits or words, as it follows "estimated".
NUMBER = re.compile(
    r"\s[$€£~]?(?:\d[\d.,]*|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|half|tens|"
    r"hundreds|thousands|millions)\b)(?:\s(?:hundred|thousand|million|billion|of|to|and|\d[\d.,]*))*",
    re.IGNORECASE,
)
ESTIMATE_OF = re.compile(
    r"(?P<source>[A-Z][\w.’'&-]*(?:\s[\w.’'&-]+){0,5}?)(?:[’']s?\s(?:own\s)?(?:estimates?|figures?|count|assessments?|tally|data)\s"
    r"(?:is|was|are|were)\b|[’']?s?\s(?:estimates?|figures?|count|assessments?|tally|data)\s"
    r"(?:of|puts?|suggests?|shows?|indicates?)\b)"
)
#: A headline's label: "Kyiv: 400 killed", "400 killed in strike: officials".
LABEL = re.compile(r"(?P<source>[A-Z][\w.’'&-]*(?:\s[\w.’'&-]+){0,4}):\s(?=\S)")
LABEL_BEHIND = re.compile(r"(?<=\w)(?::|\s[—–-])\s(?P<source>[\w.’'&-]+(?:\s[\w.’'&-]+){0,4})$")
STOP = re.compile(r";|,?\s(?:but|while|whereas|although|(?<!even )though|however)\b", re.IGNORECASE)
IMAGINED = re.compile(r"\b(?:can|could|may|might|would)\s", re.IGNORECASE)
