"""`python -m proof ROW… | all [--quick] [--record]`: runs rows of the test plan and prints their figures.

`python -m proof page` prints docs/reliability.md from the kept records. Exit 1: a promised figure was not reached.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from proof.page import page
from proof.plan import PLAN, row
from proof.record import Record, keep, made
from proof.row import Missing, Size

# one thread each: many processes share few cores here
ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> int:
    """Run what the command line names; the exit status."""
    named = "\n".join(f"  {key}  {row(key).title}" for key in PLAN) if {"-h", "--help"} & set(sys.argv) else ""
    parser = argparse.ArgumentParser(
        prog="python -m proof", description=f"{__doc__}\n\n{named}", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("rows", nargs="+", metavar="ROW", help="R1 … U1, all, or page")
    parser.add_argument("--quick", action="store_true", help="the form that runs in the ordinary suite")
    parser.add_argument("--record", action="store_true", help="keep the figures in proof/records")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.rows == ["page"]:
        print(page(), end="")
        return 0
    keys = list(PLAN) if asked.rows == ["all"] else [key.upper() for key in asked.rows]
    if unknown := [key for key in keys if key not in PLAN]:
        parser.error(f"no row {', '.join(unknown)}; there are {', '.join(PLAN)}")
    if asked.record and asked.quick:
        parser.error("--record keeps figures of full runs: leave out --quick")
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    failed = []
    for key in keys:
        try:
            record = run(key, Size(full=not asked.quick, seed=asked.seed))
        except Missing as missing:
            print(f"{key}  not run: {missing}")
            failed.append(key)
            continue
        print(shown(record), flush=True)
        if asked.record:
            keep(record)
        if not record.met:
            failed.append(key)
    if failed:
        print(f"not reached: {', '.join(failed)}")
    return 1 if failed else 0


def run(key: str, size: Size) -> Record:
    """What a row found, in a folder of its own that is gone afterwards."""
    begun, spent = time.perf_counter(), _cpu()
    with tempfile.TemporaryDirectory(prefix=f"proof-{key.lower()}-", ignore_cleanup_errors=True) as folder:
        figures = row(key).run(size, Path(folder), lambda line: print(f"   {line}", file=sys.stderr, flush=True))
    return made(key, figures, cpu_seconds=_cpu() - spent, seconds=time.perf_counter() - begun, seed=size.seed)


def shown(record: Record) -> str:
    """A record for a person to read in the terminal."""
    lines = [f"{record.key}  {row(record.key).title}  ({record.seconds:.0f} s, {record.cpu_seconds:.0f} CPU-s)"]
    for figure in record.figures:
        value = figure.value if isinstance(figure.value, str) else f"{figure.value:,.6g}"
        sign = {True: "ok  ", False: "MISS", None: "    "}[figure.met]
        lines.append(f"    {sign} {figure.name}: {value} {figure.unit}".rstrip() + f"  {figure.mark}".rstrip())
    return "\n".join(lines)


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    sys.exit(main())
