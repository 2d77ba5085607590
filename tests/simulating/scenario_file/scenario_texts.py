"""A small valid scenario file, its baselines, and how tests read and spoil it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from contingent.core.nouns import Scenario
from contingent.simulating.baseline import Baseline
from contingent.simulating.scenario_file.read import read_scenario
from contingent.sources import shipped

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples" / "scenarios").glob("*.toml"))

SMALL = """title = "What if Eastland sent 50,000?"
as_of = 2025-03-01
baseline = "given"
attacker = "Northland"
defender = "Southland"
source = "our invention"

[given]
force_attacker = 120_000
force_defender = { q05 = 80_000, q95 = 100_000, source = "a book" }
killed_defender = 20_000
wounded_defender = { value = 60_000, source = "a newspaper" }
war_days = 400

[priors.return_share]
low = 0.3
high = 0.5

[[thresholds]]
measure = "area_km2"
value = 500

[[every_branch.arrival]]
contingent = "Eastland"
side = "attacker"
present = 5_000

[[branch]]
label = "Only those there"

[[branch]]
label = "50,000 at once"
id = "at_once"
[[branch.arrival]]
contingent = "Eastland"
side = "attacker"
size = 50_000
first_day = 2025-04-10
[branch.dials]
contingent = "Eastland"
initial_quality = { mean = 0.6, sd = 0.05 }
"""


@cache
def baselines() -> dict[str, Baseline]:
    return {name: Baseline.from_table(shipped.table(f"{shipped.BASELINES}/{name}")) for name in shipped.baselines()}


def read(text: str) -> Scenario:
    return read_scenario(text, origin="war.toml", baselines=baselines())


def later(days: int) -> date:
    return date.fromordinal(date(2025, 3, 1).toordinal() + days)
