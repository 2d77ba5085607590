"""`python -m benchmarks NAME [--json]`: measures one claim and prints its figures, in a table or as JSON.

CPU seconds are of one thread: the libraries' own threads are switched off before they are loaded.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import time

from benchmarks.figures import machine

#: name → what it measures
NAMES = {
    "engine": "speed on W beside NumPy, idiomatic Numba, JAX, Mesa, SimPy and pure Python",
    "startup": "a cold process with a warm cache, and the very first run",
    "memory": "peak memory at a million paths",
    "scaling": "how cost grows with paths, days and branches",
    "crn": "what common random numbers save",
    "reading_speed": "articles per CPU-second beside spaCy small and quantulum3",
    "reading_batch": "a thousand articles in one go: CPU seconds, peak memory",
    "journeys": "each journey: CPU-seconds cold and warm, peak memory, modules loaded",
    "watch_rates": "false alarms of `watch` where nothing changes, planted changes found, and how late",
}
ONE_THREAD = {
    "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1", "JAX_PLATFORMS": "cpu",
}  # fmt: skip


def main() -> None:
    """Run the benchmark named on the command line."""
    told = "\n".join(f"  {name:20}{what}" for name, what in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=f"Benchmarks:\n{told}", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("name", choices=NAMES, metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    module = importlib.import_module(f"benchmarks.{arguments.name}")
    figures = module.run()
    if arguments.json:
        print(json.dumps(figures.plain()))
        return
    print(f"{figures.name}, {time.strftime('%Y-%m-%d')}, {machine()}")
    print(figures.table())


if __name__ == "__main__":
    main()
