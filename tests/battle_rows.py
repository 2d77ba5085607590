"""Battles made for tests: from planted exponents, and as the text of a file that the reader takes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from contingent.simulating.past_battles.battle import ERAS, Battle, Force
from contingent.sources.battles import INFLUENCES, JUDGEMENTS

HEAD = (
    "isqno", "name", "war4", "war4_theater", "locn", "campgn", "post1", "post2", "terra1", "terra2", "terra3", "year",
    "postype", "aeroa", "surpa", "wina", "kmda", "war_initiator", "parent", "datetime_min", "datetime_max", "wofa",
    "wofd", "duration1", *JUDGEMENTS, *INFLUENCES,
    *(f"{side}_{kind}" for side in "AD" for kind in ("str", "intst", "rerp", "cas", "cav", "tank", "arty", "fly")),
)  # fmt: skip


def cells(**changed: object) -> dict[str, object]:
    """A battle that can be read: 20,000 attack 10,000 for two days and win."""
    usual: dict[str, object] = dict.fromkeys(HEAD, "")
    usual |= {"isqno": 1, "name": "A", "war4": "War of 1900", "post1": "HD", "year": "1900.0", "wina": "1.0",
              "aeroa": 0, "surpa": 0, "postype": 0, "war_initiator": 1, "A_str": "20000.0", "D_str": "10000.0",
              "A_cas": "500.0", "D_cas": "700.0", "datetime_min": "1900-05-01T00:00:00",
              "datetime_max": "1900-05-03T00:00:00", "duration1": "2.0"}  # fmt: skip
    return usual | changed


def file_text(rows: Sequence[dict[str, object]], head: Sequence[str] = HEAD) -> str:
    """The rows as the flat file has them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def battle(**changed: Any) -> Battle:
    """A battle of two days that 20,000 win against 10,000."""
    usual = Battle(
        number=1, name="A", war="War of 1900", year=1900, days=2.0, attacker=Force(strength=20_000.0, casualties=500.0),
        defender=Force(strength=10_000.0, casualties=700.0), result="attacker won", initiator_attacks=True,
        judgements={}, influences={},
    )  # fmt: skip
    return replace(usual, **changed)


def made_battles(
    wars: int, each: int, *, seed: int, exponents: Sequence[float] = (0.9, 0.1, 0.3, 0.6), slope: float = 1.0,
    noise: float = 0.3,
) -> tuple[Battle, ...]:  # fmt: skip
    """Battles of wars spread over the eras, with planted exponents (attacker own, enemy, defender own, enemy)."""
    rng = np.random.default_rng(seed)
    own_a, enemy_a, own_d, enemy_d = exponents
    made: list[Battle] = []
    for war in range(wars):
        first, last = ERAS[war % len(ERAS)]
        year, level = int(rng.integers(first, last - 4)), rng.normal(6.0, 0.3)
        for _ in range(each):
            ours, theirs = np.exp(rng.normal(10.0, 1.0, size=2))
            days = float(np.exp(rng.exponential(1.0)))
            x, y = math.log(ours / 30_000), math.log(theirs / 30_000)
            losses = np.exp(
                level + 0.6 * math.log(days) + np.array([own_a * x + enemy_a * y, own_d * y + enemy_d * x])
                + noise * rng.standard_normal(2)
            )  # fmt: skip
            won = rng.random() < 1 / (1 + math.exp(-slope * (x - y)))
            made.append(
                battle(
                    number=len(made) + 1, name=f"B{len(made)}", war=f"War {war:02d}", year=year, days=days,
                    attacker=Force(strength=float(ours), casualties=float(losses[0])),
                    defender=Force(strength=float(theirs), casualties=float(losses[1])),
                    result="attacker won" if won else "defender won", initiator_attacks=bool(rng.random() < 0.5),
                    posture=str(rng.choice(["HD", "PD", "FD"])), air=int(rng.integers(-1, 2)),
                    surprise=int(rng.integers(-1, 3)),
                )
            )  # fmt: skip
    return tuple(made)
