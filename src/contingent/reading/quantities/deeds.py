"""Verbs that move or harm what is counted: giving, receiving, reinforcing, killing or destroying, losing."""

from __future__ import annotations

import re

GIVE = re.compile(
    r"\b(?:sen[dt]s?|sending|provid(?:e|es|ed|ing)|suppl(?:y|ies|ied|ying)|deliver(?:s|ed|ing)?|ship(?:s|ped|ping)?|"
    r"transfer(?:s|red|ring)?|dispatch(?:es|ed|ing)?|deploy(?:s|ed|ing)?|commit(?:s|ted|ting)?|lend(?:s|ing)?|lent|"
    r"donat(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|giv(?:e|es|en|ing)|gave|offer(?:s|ed|ing)?|sell(?:s|ing)?|sold|"
    r"export(?:s|ed|ing)?|contribut(?:e|es|ed|ing)|airlift(?:s|ed|ing)?|hand(?:s|ed|ing)? over|"
    r"promis(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
RECEIVE = re.compile(
    r"\b(?:receiv(?:e|es|ed|ing)|got|gets?|obtain(?:s|ed|ing)?|acquir(?:e|es|ed|ing)|import(?:s|ed|ing)?|"
    r"buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
REINFORCE = re.compile(
    r"\b(?:beef(?:s|ed|ing)? up|reinforc(?:e|es|ed|ing)|bolster(?:s|ed|ing)?|strengthen(?:s|ed|ing)?|"
    r"boost(?:s|ed|ing)?|arm(?:s|ed|ing)?|equip(?:s|ped|ping)?|swell(?:s|ed|ing)?|help(?:s|ed|ing)?|enlarg(?:e|es|ed|ing)|"
    r"suppl(?:y|ies|ied|ying)|provid(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
KILL = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|wound(?:s|ed|ing)?|injur(?:e|es|ed|ing)|captur(?:e|es|ed|ing)|detain(?:s|ed|ing)?|"
    r"massacr(?:e|es|ed|ing)|displac(?:e|es|ed|ing)|destroy(?:s|ed|ing)?|shot down|shoots? down|abduct(?:s|ed|ing)?|"
    r"took hostage|seiz(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
LOSE = re.compile(r"\b(?:los(?:e|es|t|ing)|suffer(?:s|ed|ing)?|sustain(?:s|ed|ing)?)\b", re.IGNORECASE)
