"""The posterior of a war's calibration by tempered SMC and by NUTS: how far apart, and at what cost.

    python benchmarks/nuts_check.py --data FOLDER [--as-of 2024-11-18] [--draws 1000]

FOLDER holds the war's series (see `contingent fit`). Costs are CPU seconds of this process; that of NUTS counts its
compilation.
"""

from __future__ import annotations

import argparse
import platform
import time
from datetime import date
from pathlib import Path

import numpy as np

from contingent.simulating.fitting.calibration import Calibration, spans
from contingent.simulating.fitting.fit import SETTINGS, War
from contingent.simulating.fitting.nuts import nuts
from contingent.simulating.fitting.series import known
from contingent.simulating.fitting.smc import tempered
from contingent.sources import shipped
from contingent.sources.war import read_series

REPEATS = 3


def calibration_of(folder: Path, as_of: date) -> Calibration:
    war = War.from_table(shipped.table(f"{shipped.WARS}/russia_ukraine"))
    cut = {role: known(read_series(folder, name, as_of=as_of), as_of) for role, name in war.series.items()}
    areas = {war.series[role]: series for role, series in cut.items() if role != "losses_attacker"}
    return Calibration(spans(cut["losses_attacker"], areas, as_of))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--as-of", type=date.fromisoformat, default=date(2024, 11, 18))
    arguments.add_argument("--draws", type=int, default=1000)
    given = arguments.parse_args()
    calibration = calibration_of(given.data, given.as_of)
    costs = []
    for seed in range(REPEATS):
        begun = time.process_time()
        found = tempered(calibration.log_likelihood, calibration.blocks, settings=SETTINGS, seed=seed)
        costs.append(time.process_time() - begun)
    begun = time.process_time()
    chain = nuts(calibration, warmup=given.draws // 2, draws=given.draws, seed=0)
    cost = time.process_time() - begun
    print(f"{platform.platform()}, Python {platform.python_version()}, NumPy {np.__version__}, as of {given.as_of}")
    print(f"SMC of {SETTINGS.particles}: {min(costs):.2f} CPU-s (least of {REPEATS}), log Z {found.log_evidence:.2f}")
    print(f"NUTS {given.draws} draws: {cost:.1f} CPU-s, {chain.diverged} diverged")
    print(f"{'on the scale of the prior':26s}{'SMC mean':>9s}{'NUTS':>7s}{'SMC sd':>8s}{'NUTS':>7s}{'apart':>7s}")
    for prior, one, other in zip(calibration.priors, found.points, chain.points, strict=True):
        apart = abs(one.mean() - other.mean()) / other.std()
        print(f"{prior.name:26s}{one.mean():9.2f}{other.mean():7.2f}{one.std():8.2f}{other.std():7.2f}{apart:7.2f}")


if __name__ == "__main__":
    main()
