"""Nouns that conflict news counts: singulars, field terms and what each one measures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from contingent.reading.quantities.tokens import wordset

Group = Literal["soldier", "person", "weapon", "munition", "formation", "place", "event", "other"]


@dataclass(frozen=True, slots=True)
class FieldNoun:
    """A counted noun: its field term ("soldier"), what it measures ("troops") and its group."""

    term: str
    measure: str
    group: Group


def _table(group: Group, rows: str) -> dict[str, FieldNoun]:
    """Surface form → noun, from lines of `term, measure: form, form`."""
    table: dict[str, FieldNoun] = {}
    for row in filter(None, map(str.strip, rows.splitlines())):
        key, forms = row.split(":")
        term, measure = (part.strip() for part in key.split(","))
        for form in forms.split(","):
            table[form.strip()] = FieldNoun(term, measure, group)
    return table


#: lower-case head, singular or as a fixed phrase → noun
FIELD_NOUNS: dict[str, FieldNoun] = {
    **_table(
        "soldier",
        """
        soldier, troops: soldier, troop, serviceman, servicewoman, servicemember, service member, personnel
        soldier, troops: recruit, conscript, reservist, volunteer fighter, fighter, combatant, infantry, infantryman
        soldier, troops: mercenary, paratrooper, commando, marine, guerrilla, militiaman, peacekeeper, legionnaire
        soldier, troops: militant, insurgent, rebel, gunman, jihadist, jihadi, paramilitary, sniper, trooper, officer
        soldier, troops: bayonet, boots on the ground, draftee, enlistee, reinforcement
        """,
    ),
    **_table(
        "person",
        """
        person, people: person, people, individual, man, woman, resident, inhabitant, citizen, national
        civilian, civilians: civilian, non-combatant, noncombatant, villager, bystander
        child, civilians: child, kid, schoolchild
        refugee, displaced: refugee, asylum seeker, displaced person, evacuee, internally displaced person
        hostage, hostages: hostage, captive, abductee
        prisoner, captured: prisoner, detainee, prisoner of war, pow
        person, casualties: casualty, victim
        person, killed: death, fatality, dead body
        person, wounded: injury
        journalist, people: journalist, reporter
        aid_worker, people: aid worker, humanitarian worker
        worker, people: worker, labourer, laborer
        """,
    ),
    **_table(
        "munition",
        """
        artillery_shell, shells: shell, artillery shell, howitzer shell, artillery round, mortar round, mortar shell
        artillery_shell, shells: artillery munition, artillery projectile
        round, rounds: round, bullet, cartridge
        missile, missiles: missile, interceptor
        rocket, rockets: rocket, projectile
        bomb, bombs: bomb, warhead, glide bomb
        warhead, warheads: nuclear warhead, nuclear weapon, nuclear bomb
        mine, mines: mine, landmine
        drone, drones: drone, uav, unmanned aerial vehicle, unmanned combat system, unmanned aircraft, quadcopter
        """,
    ),
    **_table(
        "weapon",
        """
        tank, tanks: tank
        armoured_vehicle, vehicles: armoured vehicle, armored vehicle, armoured personnel carrier, fighting vehicle
        armoured_vehicle, vehicles: armored personnel carrier, apc, ifv
        vehicle, vehicles: vehicle, truck, pickup
        aircraft, aircraft: aircraft, warplane, jet, fighter jet, plane, bomber, warplane
        helicopter, aircraft: helicopter
        ship, ships: ship, warship, vessel, frigate, destroyer, corvette
        boat, ships: boat
        submarine, ships: submarine
        gun, artillery: gun, howitzer, artillery piece, mortar, cannon
        launcher, launchers: launcher, launch system, rocket launcher
        battery, air_defence: battery, air defence system, air defense system
        rifle, arms: rifle, small arm, weapon
        """,
    ),
    **_table(
        "formation",
        """
        brigade, formations: brigade
        division, formations: division
        battalion, formations: battalion
        regiment, formations: regiment
        company, formations: rifle company
        """,
    ),
    **_table(
        "place",
        """
        settlement, settlements: settlement, village, town, hamlet
        city, settlements: city
        house, damage: house, home
        building, damage: building
        school, damage: school
        hospital, damage: hospital
        apartment, damage: apartment
        base, bases: base, military base, outpost, checkpoint
        """,
    ),
    **_table(
        "event",
        """
        strike, attacks: strike, airstrike, air strike, drone strike, raid, attack, air raid, bombing, assault
        violation, violations: violation, ceasefire violation, breach
        battle, battles: battle, clash, skirmish, engagement
        sortie, sorties: sortie, flight
        """,
    ),
}  # fmt: skip

#: words that end a noun phrase
STOPS = wordset(
    "a an the of in on at to for with by from and or but nor so as than that which who whom whose what when where "
    "why how while if because although though since until unless after before during within without among between "
    "against amid across along around about above below under over into onto out off up down through toward towards "
    "per via despite like near inside outside beyond upon behind beneath beside besides alongside throughout except "
    "amongst regarding including excluding is are was were be been being am has have had do does did "
    "will would can could may might must shall should not no it its he she they them we you i him her his their our "
    "my your me us this these those there here then now also still yet already just only even both either neither "
    "each every any all too very ago later earlier away apart said says say told tells according came come comes "
    "went go goes gone left made make makes gave give gives got get gets took take takes saw see sees began begin "
    "begins became become remain remained remains died dies die fled flee flees fell fall rose rise won win lost "
    "lose alone today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday once twice him "
    "herself himself themselves per versus vs plus minus respectively instead annually daily weekly monthly yearly "
    "if whether lives live marched attacked crossed arrived entered joined surrendered fought deployed"
)

#: terms of the nouns that count people
LIVING: frozenset[str] = frozenset(noun.term for noun in FIELD_NOUNS.values() if noun.group in ("soldier", "person"))

#: state of the people or things counted, standing behind the number or its noun → measure
STATUSES: dict[str, str] = {
    "dead": "killed", "killed": "killed", "slain": "killed", "deaths": "killed", "fatalities": "killed",
    "wounded": "wounded", "injured": "wounded", "hurt": "wounded", "maimed": "wounded", "injuries": "wounded",
    "missing": "missing", "captured": "captured", "detained": "captured", "displaced": "displaced",
    "homeless": "displaced", "abducted": "hostages", "kidnapped": "hostages", "hospitalised": "wounded",
    "hospitalized": "wounded", "hostage": "hostages", "prisoner": "captured", "captive": "captured",
    "uprooted": "displaced", "destroyed": "destroyed", "damaged": "damaged",
}  # fmt: skip

_PLURAL_ONLY = wordset(
    "people men women children personnel troops police cattle aircraft infantry cavalry staff crew feet teeth sheep "
    "fish infantrymen servicemen servicewomen gunmen militiamen fishermen policemen spokesmen lives wives halves "
    "knives wolves geese mice oxen media data criteria phenomena spacecraft watercraft hovercraft offspring "
    "schoolchildren tribesmen crewmen countrymen businessmen congressmen lawmakers yen yuan won baht rand"
)
_IRREGULAR = {
    "people": "people", "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "lives": "life", "wives": "wife", "halves": "half", "knives": "knife", "wolves": "wolf", "geese": "goose",
    "mice": "mouse", "oxen": "ox", "schoolchildren": "schoolchild", "criteria": "criterion", "phenomena": "phenomenon",
    "movies": "movie", "cookies": "cookie", "zombies": "zombie", "calories": "calorie", "rookies": "rookie",
    "casualties": "casualty", "shoes": "shoe", "taxes": "tax", "axes": "axis", "crises": "crisis", "bases": "base",
    "cases": "case", "houses": "house", "horses": "horse", "ties": "tie", "lies": "lie", "caches": "cache",
    "headaches": "headache", "viruses": "virus", "buses": "bus", "statuses": "status", "series": "series",
    "species": "species", "thieves": "thief", "leaves": "leaf", "shelves": "shelf", "selves": "self",
}  # fmt: skip
_NOT_PLURAL = ("ss", "us", "is", "'s", "’s", "ous")
_NEVER_PLURAL = wordset("this his its was has does as yes perhaps always across towards versus gas news")


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun.

    >>> [is_plural(w) for w in ("troops", "men", "virus", "army", "is")]
    [True, True, False, False, False]
    """
    if word in _PLURAL_ONLY or word in _IRREGULAR:
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(_NOT_PLURAL) and word not in _NEVER_PLURAL


def singular(word: str) -> str:
    """The singular of a lower-case noun; a word that is no plural comes back as it is.

    >>> [singular(w) for w in ("armies", "servicemen", "boxes", "howitzers", "personnel")]
    ['army', 'serviceman', 'box', 'howitzer', 'personnel']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 3:
        return word[:-3] + "man"
    if not is_plural(word) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zzes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


#: what makes a "fighter" a machine: "MiG fighters", "F-16 fighters", "stealth fighters"
_AIRFRAME = re.compile(
    r"(?:mig|su|jf|rafale|gripen|mirage|eurofighter|typhoon|sabre|stealth|jet)(?:-?\d+\w?)?|f-?\d+\w?|j-?\d+\w?",
    re.IGNORECASE,
)


def field_noun(words: list[str]) -> FieldNoun | None:
    """The field noun that a noun phrase ends in, the longest match first; `words` are lower-case.

    >>> field_noun(["howitzer", "shells"]).term
    'artillery_shell'
    """
    if not words:
        return None
    head = [*words[:-1], singular(words[-1])]
    if head[-1] == "fighter" and len(head) > 1 and _AIRFRAME.fullmatch(head[-2]):
        return FIELD_NOUNS["aircraft"]
    for length in (4, 3, 2, 1):
        if length <= len(head):
            noun = FIELD_NOUNS.get(" ".join(head[-length:]))
            if noun is not None:
                return noun
    return None
