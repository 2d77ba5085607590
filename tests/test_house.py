"""The house checks itself: what is imported when, what every command promises, what stands in the documents."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from importlib.resources import files
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

import contingent
from contingent.ledger.store import Ledger

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


#: libraries that cost a tenth of a second or more to load, or that only some journeys need
HEAVY = frozenset({
    "numpy", "scipy", "scipy.stats", "scipy.optimize", "pydantic", "sqlalchemy", "alembic", "httpx",
    "vl_convert", "trafilatura", "numba", "jax", "distributed", "tree_sitter", "lightgbm", "pyarrow", "bm25s",
    "xlrd", "feedparser", "py3langid", "protego", "defusedxml", "fastapi", "uvicorn", "psycopg", "mcp",
})  # fmt: skip
#: what a journey may load: of all modules so many, a little above what it takes on any Python; of heavy libraries these
BUDGETS: dict[str, tuple[int, set[str]]] = {
    "--version": (260, set()),
    "--help": (390, set()),
    "schema": (340, {"pydantic"}),
    "read ARTICLE": (650, {"numpy", "pydantic"}),
    "brief ARTICLE --paths 256 --no-keep": (990, {"numpy", "scipy", "pydantic", "vl_convert"}),
    "brief ARTICLE --paths 256": (1260, {"numpy", "scipy", "pydantic", "vl_convert", "sqlalchemy", "alembic"}),
    "whatif SCENARIO --paths 256 --no-html": (840, {"numpy", "scipy", "pydantic", "tree_sitter"}),
    "bargain ARTICLE": (980, {"numpy", "scipy", "pydantic", "vl_convert"}),
    "ledger verify": (550, {"pydantic", "sqlalchemy"}),
    "data list": (550, {"pydantic", "httpx"}),
}
LOADED = """
import contextlib, io, json, sys
sys.argv[0] = "contingent"
from contingent.cli import main
said = io.StringIO()
with contextlib.redirect_stdout(said):
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("words", BUDGETS)
def test_a_journey_loads_no_more_than_its_budget(words: str, tmp_path: Path) -> None:
    most, allowed = BUDGETS[words]
    places = {
        "ARTICLE": str(ROOT / "examples" / "reinforcements.md"),
        "SCENARIO": str(ROOT / "examples" / "scenarios" / "reinforcements.toml"),
    }
    home = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    if words == "ledger verify":
        Ledger.open(tmp_path / "ledger.sqlite").close()
        home["CONTINGENT_LEDGER"] = str(tmp_path / "ledger.sqlite")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *(places.get(word, word) for word in words.split())],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=home,
    )  # fmt: skip
    loaded = json.loads(done.stdout.splitlines()[-1])
    over = sorted(HEAVY.intersection(loaded) - allowed)
    assert over == [], f"`contingent {words}` loads {', '.join(over)}; import late where it is used"
    packages = Counter(name.split(".")[0] for name in loaded).most_common(6)
    assert len(loaded) <= most, f"`contingent {words}` loads {len(loaded)} modules; wanted {most} at most: {packages}"


def test_importing_the_package_loads_few_modules() -> None:
    code = "import sys; before = set(sys.modules); import contingent; print(len(set(sys.modules) - before))"
    assert int(python(code)) <= 70


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


@pytest.fixture(scope="module")
def licences():
    """The script of that name, as a module."""
    loader = SourceFileLoader("licences_script", str(ROOT / "scripts" / "licences"))
    spec = spec_from_loader("licences_script", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_package_that_we_need_has_a_licence_that_may_be_here(licences) -> None:
    rows = licences.needed()
    assert {"numpy", "SQLAlchemy", "fastapi"} <= {name for name, *_ in rows}
    assert [row for row in rows if row[3] not in ("permissive", "weak copyleft")] == []


@pytest.mark.parametrize(
    ("licence", "family"),
    [
        ("MIT", "permissive"), ("BSD-3-Clause AND 0BSD AND Zlib", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"), ("LGPL-3.0-only", "weak copyleft"),
        ("MPL-2.0 AND MIT", "weak copyleft"), ("GPL-2.0-only OR MPL-1.1", "weak copyleft"), ("GPL-3.0-only", None),
        ("MIT AND GPL-2.0-or-later", None), ("AGPL-3.0-only", None), ("unknown", None), ("", None),
        ("GNU General Public License (GPL)", None),
    ],
)  # fmt: skip
def test_of_licences_joined_by_or_the_freer_counts_and_by_and_the_stricter(licences, licence, family) -> None:
    assert licences.family(licence) == family


def test_the_version_is_the_installed_ones_and_stands_in_no_file() -> None:
    assert contingent.__version__ == version("contingent")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"] and "version" not in project
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = contingent.no_such_name


def test_the_citation_has_what_its_format_wants() -> None:
    yaml = pytest.importorskip("yaml")
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(told)
    assert (told["cff-version"], told["type"], told["license"]) == ("1.2.0", "software", project["license"])
    assert [one["name"] for one in told["authors"]] == [one["name"] for one in project["authors"]]


def test_the_changelog_opens_with_what_is_not_released_and_what_breaks_comes_first() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Changelog"
    releases = [line for line in lines if line.startswith("## ")]
    assert re.fullmatch(r"## \d+\.\d+\.\d+ \((unreleased|\d{4}-\d\d-\d\d)\)", releases[0])
    sections = [line for line in lines if line.startswith("### ")]
    assert set(sections) <= {"### Breaking", "### New", "### Changed", "### Mended", "### Removed", "### Security"}
    assert sections[0] == "### Breaking"
