"""`contingent read ARTICLE --reader FILE`, as a user runs it: on a tape, without a server, and where it cannot work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

STORY = (
    "# Reinforcements\n\nRussia has sent 3,000 soldiers to the front in Ukraine. It will send 2,000 more by May 2026.\n"
)


def contingent(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "contingent", *arguments], cwd=cwd, capture_output=True, check=False, text=True
    )


def lay_out(folder: Path) -> None:
    (folder / "story.md").write_text(STORY, encoding="utf-8")
    (folder / "other.md").write_text(STORY, encoding="utf-8")
    (folder / "reader.toml").write_text('model = "m"\ntape = "empty.jsonl"\n', encoding="utf-8")
    (folder / "empty.jsonl").write_text("", encoding="utf-8")


def test_where_the_model_is_silent_the_rules_reading_stands_and_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path)
    told = contingent("read", "story.md", "--reader", "reader.toml", "--json", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    made = json.loads(told.stdout)
    plain = json.loads(contingent("read", "story.md", "--json", cwd=tmp_path).stdout)
    assert [c["id"] for c in made["reading"]["claims"]] == [c["id"] for c in plain["claims"]]
    assert set(made["reading"]["warnings"]) > set(plain["warnings"])
    shown = contingent("read", "story.md", "--reader", "reader.toml", cwd=tmp_path)
    assert shown.returncode == 0 and "3,000 soldiers" in shown.stdout


def test_a_model_reads_one_article_at_a_time(tmp_path: Path) -> None:
    lay_out(tmp_path)
    told = contingent("read", "story.md", "other.md", "--reader", "reader.toml", cwd=tmp_path)
    assert told.returncode == 2 and "one article at a time" in told.stderr
    assert not (tmp_path / "claims.html").exists()
