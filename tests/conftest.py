"""Fixtures of the whole suite: where the shared folder is, and what its absence means."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

# What is compiled with the checks below is kept apart: where two threads import at once, the hook's own mark can be
# lost, and a command run from these files would load code that looks for the hook.
sys.pycache_prefix = str(Path(__file__).resolve().parents[1] / ".pycache_of_tests")

# every shape and type that a signature of the numbers floor states is checked while the tests run
NUMBERS = ["contingent.simulating", "contingent.scoring", "contingent.bargaining", "contingent.watching"]
install_import_hook(NUMBERS, "typechecking.checked")

# no test is timed: a busy machine fails nothing
settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("CONTINGENT_EXAMPLES", "100")))
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with articles and data to test on; under CI its absence is a failure, elsewhere a skip."""
    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("CONTINGENT_SHARED", root.parent / "shared"))
    if not folder.is_dir():
        message = f"no folder {folder}: set CONTINGENT_SHARED to the folder that holds seed/ and data/"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder
