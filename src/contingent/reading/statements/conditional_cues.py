"""The patterns that conditionals are read by: markers, open questions, comparatives, hypothetical noun phrases."""

import re

MODAL = r"(?:would|could|might|may|will|can|should|wo|ca)(?:n['’]t|not)?"
IF = re.compile(
    r"\b(?P<marker>even if|only if|unless|provided that|provided(?=\s(?:the|its|their|his|both|all|no)\b)|"
    r"providing that|assuming that|assuming|on condition that|on the condition that|so long as|"
    r"in the event that|as long as(?=\s(?:the|its|their|his|both|all|no|they|he|she|it|we|this|that|these|[A-Z]))|"
    r"whether or not|regardless of whether|no matter whether|what if|if)\b",
    re.IGNORECASE,
)
#: "as if", "if not", "ask if": no condition. What stands before "if", or right after it.
NO_IF_BEFORE = re.compile(
    r"\b(?:as|(?:ask|wonder|see|know|doubt|check|learn|tell|question|unclear|unsure|determine|say|sure)(?:s|ed|"
    r"ing)?)\s$",
    re.I,
)
NO_IF_AFTER = re.compile(
    r"\s(?:not|any|ever|anything|only|at all|so|necessary|needed|possible|need be)\b(?:[\s,.])|"
    r"\s(?:you|we|one|I)\s(?:(?:will|would|may|must)\b(?!\s\w+\s(?:to|the|a)\b)|like|please|prefer|wish|"
    r"want\s(?:the truth|to know|my|an?\s(?:honest|straight))|ask\s(?:me|us)|count|include|exclude|add in|leave out|"
    r"believe\b|recall|remember)|"
    r"\s(?:memory serves|truth be told|I am (?:not mistaken|honest))",
    re.I,
)
#: "if, on the other hand, …": what stands between the marker and its clause
ASIDE = re.compile(r",\s(?:[a-z]+\s){0,4}[a-z]+,\s")
#: a sentence whose subject only says something is no supposition
QUOTED_IN = re.compile(r"[\"“”]|\b(?:said|says|told|claims|claimed|warned|wrote)\b")
#: "if he is right", "if their figures prove accurate": a condition on what is known, not on what happens
TRUE_IF = re.compile(
    r"^(?!(?:the\s)?(?:price|time|moment|conditions?|circumstances|weather|terms)\b)(?:[\w’'.,-]+\s){1,12}?"
    r"(?:is|are|was|were|be|proves?|proved|turns? out(?: to be)?|turned out(?: to be)?|holds?|has been|have been)\s"
    r"(?:\w+ly\s|to be\s|at all\s|even\s|anywhere near\s|half\s)?"
    r"(?:correct|true|right|accurate|truthful|reliable|credible|believed|"
    r"wrong|false|mistaken|exaggerated|genuine|authentic|borne out|anything to go by)$",
    re.IGNORECASE,
)
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
    r"does|should)|"
    r"^(?:[AQ]:\s)?[\"“]?(?:And\s|But\s|So\s)?(?:Would|Could|Will|Might|Can|Should|Does|Do|Is|Are)\s|"
    r"what\s(?:would|could|will|might|does|are the consequences|is the effect)|who\s(?:would|wins)|"
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
#: before a sentence's first word: a speaker's initial, a quotation mark, a conjunction
LEAD = r"(?:^|(?<=[;:—–]\s))(?:[AQ]:\s)?[\"“]?(?:(?:But|And|Yet|Still,|Nor)\s)?"
INVERTED = re.compile(
    rf"{LEAD}(?:(?P<marker>Were|were|Had|had)\s(?P<antecedent>(?!there\b)[^,;?]{{4,160}}),\s"
    rf"(?P<consequent>(?:[^;?!]{{2,80}}?)\b{MODAL}\b[^;?!]*)"
    r"|(?P<should>Should)\s(?P<case>[^,;?]{4,160}),\s(?P<then>[^;?!]{8,240}))"
)
SUPPOSE = re.compile(
    rf"{LEAD}(?P<marker>Suppose|Supposing|Imagine|Assume|Picture)\s(?:for a moment\s|now\s|instead\s)?(?:that\s)?"
    r"(?P<antecedent>(?!a\sworld\b)[^;?!]{6,240})",
)
#: "Under the plan, 40 hostages would go free"; "the deal would then allow": what a proposal would do if it came about
PLAN = (
    r"(?:plan|proposal|deal|agreement|accord|pact|truce|cease-?fire|offer|draft|scheme|project|package|ban|embargo|move|"
    r"operation|deployment|withdrawal|exchange|swap|commitment|measure|law|bill|programme|program|work|terms|settlement)"
)
UNDER = re.compile(
    rf"{LEAD}(?P<marker>Under)\s(?P<antecedent>(?:the|a|an|its|his|their|this|that|such a)\s"
    rf"(?:[\w-]+\s){{0,3}}?{PLAN}\b"
    rf"[^,;?]{{0,100}}),\s(?P<consequent>[^;?!]{{2,80}}?\b(?:would|could|might)\b[^;?!]*)"
)
PLANNED = re.compile(
    rf"^(?:But\s|And\s|So\s|Yet\s)?(?P<antecedent>(?:The|This|That|Such an?|A|Its|Their)\s(?:[\w-]+\s){{0,2}}?{PLAN}"
    rf"(?:\sof\s(?:[^,;:?]|,(?=\d)){{2,60}}?)?)\s(?P<modal>would)\s(?P<rest>(?!be\b|have been\b)[a-z][\w-]*\b[^;?]*)",
)
#: the same in the last part of a sentence: "so a force of 10,000 would tie up 30,000"; "it would then allow"
SO_WOULD = re.compile(
    rf"(?:,\sso\s|;\s)(?P<antecedent>(?:it|this|that|they)(?=\swould\sthen\b)|"
    rf"(?:a|an|the|such an?)\s(?:[\w-]+\s){{0,2}}?"
    rf"(?:{PLAN}|force|brigade|division|army|garrison|contingent)(?:\sof\s(?:[^,;:?]|,(?=\d)){{2,60}}?)?)\s(?P<modal>would)\s"
    rf"(?P<rest>[^;?]+)",
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
BARE_QUESTION = re.compile(r"(?:[AQ]:\s)?[\"“]?(?:(?:And|But|So|Or)\b,?)?", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:that|and|but|or|so|because|says?|said)$", re.IGNORECASE)
SENTENCE_BREAK = re.compile(r";|\s[—–]\s|,?\s(?:but|while|whereas|although|though)\s", re.IGNORECASE)
SAID_THAT = re.compile(
    r"\b(?:said|says|told|warned|insist(?:s|ed)|vowed|announced|declared|added|argued|believes?)\b[^,;]{0,90}?\sthat\s"
)
#: a reason or an aside after a main clause, which is no part of what follows from the condition
REASON = re.compile(r",\s(?:because|since|as|although|though|not least because)\s")
NEW_CLAUSE = re.compile(r",?\sand\s(?=(?:the|this|that|a|an|its|their|[A-Z]\w+)\s)")


def is_question(text: str) -> bool:
    """Whether the words end in a question mark, whatever closes behind it.

    >>> is_question("“Will it hold?”"), is_question("Will it? Yes.")
    (True, False)
    """
    return text.rstrip('"”’) ').endswith("?")
