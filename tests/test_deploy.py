"""The files of a deployment: every command in them exists, nothing is open or secret by default, paths agree."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command

from contingent.cli import app as cli
from contingent.journeys.keep import default_ledger
from contingent.ledger.store import Ledger
from contingent.web.app import application
from contingent.web.service import Service, Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
UNIT = (DEPLOY / "contingent.service").read_text()


@pytest.fixture(scope="module")
def compose():
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def understood(words):
    """Nothing, if the command line parses those words: commands and options exist and have values they take."""
    command, given = get_command(cli), list(words)
    context = command.make_context("contingent", given, resilient_parsing=True)
    while hasattr(command, "commands"):
        name, *given = given
        assert name in command.commands, f"there is no command {name!r}"
        command = command.commands[name]
    command.make_context(command.name, given, parent=context)


def told_commands():
    """Every call of contingent in the documents and in the unit, as words."""
    found = []
    for line in [*(DEPLOY / "README.md").read_text().splitlines(), *UNIT.splitlines(), *CONTAINERFILE.splitlines()]:
        plain = line.lstrip("#").strip()
        call = re.match(r"(?:ExecStart=|as_contingent )/opt/contingent/bin/contingent (.+)", plain)
        run = re.match(r"(?:#\s*)?docker compose .* run --rm contingent (.+)", plain)
        if call or run:
            found.append((call or run)[1])
    return found


def test_the_documents_tell_a_command_for_each_thing_that_must_be_done():
    firsts = {" ".join(shlex.split(told)[:2]) for told in told_commands()}
    assert {"token add", "ledger verify", "ledger backup", "data pull", "forecast views"} <= firsts
    assert any(told.startswith("serve ") for told in told_commands())


@pytest.mark.parametrize("told", told_commands())
def test_every_command_that_is_told_exists(told):
    understood(shlex.split(told))


def test_a_command_that_does_not_exist_would_be_found():
    with pytest.raises(AssertionError, match="no command"):
        understood(["srve"])
    with pytest.raises(Exception, match="--allow-everybody"):
        understood(["serve", "--allow-everybody"])


def test_the_containers_commands_exist(compose):
    understood([word if "$" not in word else "name" for word in compose["services"]["contingent"]["command"]])
    (words,) = re.findall(r"^CMD \[(.+)\]$", CONTAINERFILE, re.MULTILINE)
    understood(re.findall(r'"([^"]+)"', words))


def test_only_the_loopback_is_published_and_the_database_nowhere(compose):
    published = {name: one["ports"] for name, one in compose["services"].items() if "ports" in one}
    assert published == {"contingent": ["127.0.0.1:8000:8000"]}
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_no_secret_stands_in_a_file_and_none_has_a_default(compose):
    for one in compose["services"].values():
        for name in one.get("environment", {}):
            assert "PASSWORD" not in name or name.endswith("_FILE")
        if "environment" in one:
            assert one["secrets"] == ["database_password"]
    assert compose["secrets"] == {"database_password": {"file": "./database_password"}}
    assert not (DEPLOY / "database_password").exists() or "database_password" in (DEPLOY / ".gitignore").read_text()
    assert ":@" not in compose["services"]["contingent"]["environment"]["CONTINGENT_LEDGER"]
    assert re.search(r"\$\{CONTINGENT_NAME:\?", (DEPLOY / "compose.yaml").read_text())


def test_the_service_runs_with_nothing_it_does_not_need(compose):
    service = compose["services"]["contingent"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["depends_on"]["database"] == {"condition": "service_healthy"}
    assert "healthcheck" in compose["services"]["database"]
    assert re.search(r"^USER (?!0|root)\d+:\d+$", CONTAINERFILE, re.MULTILINE)
    for wanted in ("NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=\n",
                   "Restart=on-failure", "MemoryMax="):  # fmt: skip
        assert wanted in UNIT


def test_the_ledger_is_where_the_volume_and_the_state_folder_are(compose, monkeypatch):
    monkeypatch.delenv("CONTINGENT_LEDGER", raising=False)
    for text in (CONTAINERFILE, UNIT):
        (home,) = set(re.findall(r"XDG_DATA_HOME=(\S+)", text))
        monkeypatch.setenv("XDG_DATA_HOME", home)
        assert default_ledger().parent == Path("/var/lib/contingent")
    assert "StateDirectory=contingent\n" in UNIT
    assert 'VOLUME ["/var/lib/contingent"]' in CONTAINERFILE
    mounted = {one.partition(":")[2] for one in compose["services"]["contingent"]["volumes"]}
    assert mounted == {"/var/lib/contingent", "/var/cache/contingent"}
    for text in (CONTAINERFILE, UNIT):
        assert "NUMBA_CACHE_DIR=/var/cache/contingent" in text


def test_the_image_asks_itself_for_a_page_that_is_open_without_a_token(tmp_path):
    (address,) = re.findall(r"urlopen\('http://127\.0\.0\.1:8000(/[^']*)'", CONTAINERFILE)
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        service = Service(ledger=ledger, settings=Settings(open_to_others=True))
        client = TestClient(application(service), base_url="http://127.0.0.1:8000", follow_redirects=False)
        assert client.get("/").status_code == 401
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("text", [CONTAINERFILE, (DEPLOY / "README.md").read_text()], ids=["image", "readme"])
def test_extras_that_are_installed_exist_and_files_that_are_copied_are_there(text):
    extras = {extra for names in re.findall(r'"(?:contingent|\.)\[([a-z,]+)\]', text) for extra in names.split(",")}
    assert "serve" in extras
    assert extras <= set(PROJECT["optional-dependencies"])
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *sources, _ = [word for word in line.split() if not word.startswith("--")]
        for source in sources:
            assert (ROOT / source).exists()
    for linked in re.findall(r"\]\(([^)]+)\)", text):
        assert (DEPLOY / linked).exists()


def test_every_package_of_the_service_is_pinned_to_a_version_that_it_may_have():
    pins = dict(line.split("==") for line in (DEPLOY / "constraints.txt").read_text().split("\n") if "==" in line)
    optional = PROJECT["optional-dependencies"]
    wanted = [
        *PROJECT["dependencies"],
        *(
            one
            for extra in ("serve", "postgres", "conflict", "mcp")
            for one in optional[extra]
            if not one.startswith("contingent")
        ),
    ]
    for requirement in map(Requirement, wanted):
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is pinned to {version}"


def test_nothing_names_where_packages_come_from():
    for file in DEPLOY.iterdir():
        assert not re.search(r"index-url|--find-links|pypi|registry\.", file.read_text(), re.IGNORECASE), file.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path):
    unit = tmp_path / "contingent.service"
    unit.write_text(UNIT.replace("/opt/contingent/bin/contingent", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    about_us = [line for line in done.stderr.splitlines() if "contingent.service" in line]
    assert about_us == []


@pytest.fixture
def entrypoint(tmp_path):
    """The entry point of the image, before a contingent that tells what it was given."""
    fake = tmp_path / "contingent"
    fake.write_text('#!/bin/sh\necho "$# $1 [${PGPASSWORD-unset}]"\n')
    fake.chmod(0o755)

    def run(**environment):
        env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", **environment}
        return subprocess.run(
            [DEPLOY / "entrypoint", "serve it", "--x"], env=env, capture_output=True, text=True, check=False
        )

    return SimpleNamespace(run=run)


def test_the_password_is_read_from_its_file_or_the_start_is_refused(entrypoint, tmp_path):
    secret = tmp_path / "secret"
    assert entrypoint.run().stdout == "2 serve it [unset]\n"
    missing = entrypoint.run(CONTINGENT_DATABASE_PASSWORD_FILE=str(secret))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "missing or empty" in missing.stderr
    secret.write_text("")
    assert entrypoint.run(CONTINGENT_DATABASE_PASSWORD_FILE=str(secret)).returncode == 2
    secret.write_text("a b'$x+/=\n")
    assert entrypoint.run(CONTINGENT_DATABASE_PASSWORD_FILE=str(secret)).stdout == "2 serve it [a b'$x+/=]\n"
