"""The patterns that conditionals are read by: markers, open questions, comparatives, hypothetical noun phrases."""

import re

MODAL = r"(?:would|could|might|may|will|can|should|wo|ca)(?:n['’]t|not)?"
IF = re.compile(
    r"\b(?P<marker>even if|only if|unless|provided that|providing that|assuming that|assuming|on condition that|"
    r"in the event that|as long as|what if|if)\b",
    re.IGNORECASE,
)
#: "as if", "if not", "ask if": no condition. What stands before "if", or right after it.
NO_IF_BEFORE = re.compile(
    r"\b(?:as|(?:ask|wonder|see|know|doubt|check|learn|tell|question|unclear|unsure|determine|say|sure)(?:s|ed|"
    r"ing)?)\s$",
    re.I,
)
NO_IF_AFTER = re.compile(
    r"\s(?:not|any|ever|anything|only|at all|so|necessary|needed|possible|need be)\b(?:[\s,.])", re.I
)
#: "if, on the other hand, …": what stands between the marker and its clause
ASIDE = re.compile(r",\s(?:[a-z]+\s){0,4}[a-z]+,\s")
#: a sentence whose subject only says something is no supposition
QUOTED_IN = re.compile(r"[\"“”]|\b(?:said|says|told|claims|claimed|warned|wrote)\b")
EPISTEMIC = re.compile(
    r"^(?:(?:[\w’'.-]+\s){0,8}(?:assessments?|reports?|reporting|estimates?|intelligence|claims?|figures?|accounts?|"
    r"allegations?|information|numbers?|rumou?rs?|analysts?|officials?|sources?|prediction|forecast)\s"
    r"(?:[\w’'-]+\s){0,9}?(?:is|are|was|were|proves?|turns? out(?: to be)?|holds?|hold up)\b"
    r"(?:\s(?:correct|true|right|accurate|wrong|false|confirmed|reliable|to be believed))?|(?:this is\s|it is\s|"
    r"that is\s)?"
    r"(?:true|confirmed|correct|accurate|verified|to be believed)\b)",
    re.IGNORECASE,
)
OPEN_QUESTION = re.compile(
    r"\b(?:what\s(?:happens|would happen|will happen|might happen|could happen|comes next|then)|how\s(?:would|could|"
    r"will|might|"
    r"does|should)|what\s(?:would|could|will|might|does|are the consequences|is the effect)|who\s(?:would|wins)|"
    r"where\s(?:would|does))\b",
    re.IGNORECASE,
)
ANAPHOR = (
    r"(?:such\s(?:an?\s)?(?:[\w-]+\s){0,2}?[\w-]+|(?:this|that|these|those|the|another|a|an|more|"
    r"fewer)\s(?:[\w’',-]+\s){0,5}?[\w’-]+|"
    r"this|that|it|[\w’'-]+ing\s(?:[\w’'-]+\s){0,6}?[\w’-]+)"
)
EFFECT = (
    r"(?:change|alter|affect|mean|impact|shift|tip|influence|reshape|transform|lead to|turn|decide|shape|matter|help|"
    r"hurt|end|"
    r"prolong|make a difference|look like|play out|do to|do for)"
)
HOW_COULD = re.compile(
    rf"(?:^|[.?!:;,]\s|\b(?:and|but|so)\s)(?P<marker>(?:how|what)\s(?:much\s|far\s|else\s)?(?:would|could|might|"
    rf"will))\s"
    rf"(?P<antecedent>{ANAPHOR})\s(?P<effect>(?:\w+ly\s|really\s)?{EFFECT}\b[^?]{{0,200}})\?",
    re.IGNORECASE,
)
CORRELATIVE = re.compile(
    r"(?P<antecedent>\bthe\s(?P<one>more|less|fewer|longer|further|better|worse|\w{2,}er)\b[^,;.?!]{3,160}),\s"
    r"(?P<consequent>the\s(?P<two>more|less|fewer|greater|better|worse|\w{2,}er)\b[^;?!]{3,240})",
    re.IGNORECASE,
)
#: Words in -er that compare nothing.
NO_COMPARATIVE = re.compile(
    r"(?:other|under|over|after|never|former|latter|number|border|order|power|river|water|leader|soldier|officer|member|"
    r"minister|winter|summer|paper|center|danger|commander|fighter|weather|matter|quarter|master|prisoner|player)",
    re.IGNORECASE,
)
WHETHER = re.compile(
    rf"\bwhether\s(?!or not\b)(?P<body>(?:[^;?!.]|\.(?=\d))*?\b{MODAL}\b(?:[^;?!.]|\.(?=\w))*)", re.IGNORECASE
)
PURPOSE = re.compile(r"\s(?:in order to|so as to|to)\s(?=[a-z])")
INVERTED = re.compile(
    rf"^[\"“]?(?P<marker>Should|Were|Had)\s(?P<antecedent>(?!there\b)[^,;?]{{4,160}}),\s(?P<consequent>(?:[^;?!]{{2,80}}?)\b{MODAL}\b[^;?!]*)"
)
WITHOUT = re.compile(
    r"^(?:But\s|And\s|Yet\s)?(?P<marker>Without|Absent|In the absence of|In the event of|"
    r"With)\s(?P<antecedent>[^,;?]{4,120}),\s"
    r"(?P<consequent>(?:[^;?!,]{2,80}?)\b(?:would|could|might)\b[^;?!]*)",
    re.IGNORECASE,
)
MORE = re.compile(r"\b(?:more|another|additional|extra|further|fresh|new|fewer|\d[\d,.]*|such|enough)\b", re.IGNORECASE)
MEANS = re.compile(
    r"(?P<antecedent>[^,;:]{3,120}?)\s(?P<marker>means|would mean|will mean|"
    r"could mean)\s(?:that\s)?(?P<consequent>[^;]{5,240})"
)

#: Noun phrases that stand for "if there were": an amount more, an indefinite deed, a gerund.
AMOUNT = (
    r"(?:(?:a|an|one|two|three|five|ten|twenty|fifty|several|tens of|hundreds of|thousands of|millions of|"
    r"\d[\d,.]*)\s)?"
    r"(?:(?:hundred|thousand|million|dozen|few|[\d,.]+)\s)*(?:more|additional|extra|further|fresh)|(?:another|"
    r"an additional|an extra|"
    r"any|such an?|even)"
)
DEED = (
    r"(?:flood|influx|surge|wave|deployment|invasion|attack|strike|offensive|withdrawal|collapse|cease-?fire|truce|"
    r"deal|agreement|"
    r"defeat|victory|decision|move|escalation|blockade|cut|halt|loss|fall|shipment|delivery|breakthrough|embargo|war|"
    r"conflict|"
    r"infusion|injection|increase|reduction|end|pause|failure|refusal|intervention|incursion|settlement|return|"
    r"change|shift|"
    r"reinforcement|contingent|mobili[sz]ation|ban|coup|successful|major|larger|bigger|second|direct|full|negotiated|"
    r"sudden|wider|"
    r"longer|prolonged|massive)"
)
IMPLICIT = re.compile(
    rf"^(?:But\s|And\s|Yet\s|So\s|Still,\s|Meanwhile,\s)?(?P<antecedent>(?:{AMOUNT})\s(?:[^,;:?]|,(?=\d)){{2,120}}?|"
    rf"(?:a|an|any)\s(?:[\w-]+\s){{0,3}}?{DEED}\b(?:[^,;:?]|,(?=\d)){{0,120}}?|(?!(?:during|according|following|"
    rf"nothing|everything|something|"
    rf"anything|including|regarding|king|spring|being)\b)[A-Z]\w+ing\s(?:[^,;:?]|,(?=\d)){{3,120}}?)"
    rf"\s(?P<modal>would|could|might|may)\s(?P<rest>(?:\w+ly\s|also\s|well\s|even\s|not\s|"
    rf"only\s)*[a-z][\w-]*\b[^;?]*)",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"(?:\w+ly\s|also\s|well\s|even\s|not\s|only\s)*(?:tip|change|alter|shift|give|allow|force|push|trigger|lead|"
    r"mean|help|boost|enable|"
    r"spark|undermine|strain|break|turn|decide|prolong|end|deprive|free|beef|strengthen|weaken|affect|make|put|set|"
    r"bring|cause|"
    r"cost|hurt|speed|slow|threaten|cripple|draw|drag|open|close|cut|raise|lower|increase|reduce|double|triple|halve|"
    r"provoke|"
    r"escalate|swing|overwhelm|collapse|delay|prevent|stop|result|ease|unleash|widen|ignite|be enough|be needed|add|"
    r"leave|take)\b",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(?:that|and|but|or|so|because|says?|said)$", re.IGNORECASE)
SENTENCE_BREAK = re.compile(r";|\s[—–]\s|,?\s(?:but|while|whereas|although|though)\s", re.IGNORECASE)
NEW_CLAUSE = re.compile(r",?\sand\s(?=(?:the|this|that|a|an|its|their|[A-Z]\w+)\s)")
