"""The house checks itself: what is imported when, what every command promises, what stands in the documents."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src" / "contingent").rglob("*.py"))
MOST_LINES = 400


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "contingent", *arguments], capture_output=True, text=True, check=False)


def test_importing_the_package_loads_core_and_the_standard_library_alone() -> None:
    loaded = json.loads(
        python(
            "import sys; before = set(sys.modules); import contingent, json; "
            "print(json.dumps(sorted({m.split('.')[0] for m in set(sys.modules) - before})))"
        )
    )
    foreign = [m for m in loaded if m not in sys.stdlib_module_names and m != "contingent"]
    assert foreign == []
    rooms = json.loads(
        python(
            "import sys, contingent, json; "
            "print(json.dumps(sorted({m.split('.')[1] for m in sys.modules if m.startswith('contingent.')})))"
        )
    )
    assert rooms == ["core"]


@pytest.mark.parametrize(
    "heavy",
    [
        "numpy",
        "scipy",
        "pydantic",
        "sqlalchemy",
        "httpx",
        "vl_convert",
        "trafilatura",
        "numba",
        "jax",
        "distributed",
        "tree_sitter",
        "lightgbm",
        "polars",
        "bm25s",
        "xlrd",
        "feedparser",
        "py3langid",
        "protego",
        "defusedxml",
        "fastapi",
        "uvicorn",
        "psycopg",
        "mcp",
    ],
)
def test_help_imports_nothing_heavy(heavy: str) -> None:
    code = (
        "import sys; sys.argv = ['contingent', '--help']\n"
        "from contingent.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('{heavy}' in sys.modules)"
    )
    assert python(code).splitlines()[-1] == "False"


def test_every_command_explains_itself_and_speaks_json() -> None:
    listed = command("--help").stdout
    for name in (
        "brief",
        "read",
        "whatif",
        "bargain",
        "fit",
        "backtest",
        "evaluate",
        "forecast",
        "settle",
        "score",
        "watch",
        "data",
        "ledger",
        "schema",
    ):
        assert name in listed
        told = command(name, "--help")
        assert told.returncode == 0 and told.stdout
    for words in (
        ("brief",),
        ("read",),
        ("whatif",),
        ("bargain",),
        ("fit",),
        ("backtest",),
        ("evaluate", "reading"),
        ("ledger", "verify"),
        ("ledger", "list"),
        ("forecast", "question"),
        ("forecast", "views"),
        ("forecast", "forecastbench"),
        ("settle",),
        ("score",),
        ("watch",),
        ("data", "pull"),
        ("data", "list"),
        ("data", "check"),
    ):
        assert "--json" in command(*words, "--help").stdout


def test_an_unknown_option_is_a_usage_error() -> None:
    done = command("brief", "--no-such-option")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_shipped_schema_is_the_one_that_the_command_prints() -> None:
    shipped = (files("contingent") / "data" / "brief.schema.json").read_text(encoding="utf-8")
    assert json.loads(command("schema").stdout) == json.loads(shipped)


def test_a_ledger_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = command("ledger", "verify", "--ledger", str(tmp_path / "none.sqlite"))
    assert done.returncode == 1
    assert "none.sqlite" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_every_module_has_a_caption_and_fits_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r'"""\S[^\n]*', text), "a module opens with a one-line caption"
    assert text.count("\n") <= MOST_LINES, "split at a seam"


def test_the_readme_names_the_two_commands_and_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install . && contingent brief examples/reinforcements.md" in readme
    assert 'pip install -e ".[test]" && pytest' in readme
    for name in re.findall(r"\]\(([^)#]+)\)|`((?:docs|examples|benchmarks)/[^`\s]+|[A-Z]+\.md)`", readme):
        place = next(filter(None, name))
        assert place.startswith("http") or (ROOT / place).exists(), place
