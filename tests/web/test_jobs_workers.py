"""The processes beside the server: a dial is answered or refused in words, in time; the dead are known for dead."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from dial_targets import dying, refusing, slow

from contingent.core.errors import BusyError, ContingentError, ScenarioError
from contingent.core.nouns import Scenario
from contingent.journeys.whatif import ready_scenario
from contingent.journeys.workbench.simulated import outcomes_of
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger
from contingent.sources.scenarios import ScenarioText
from contingent.web.processes import is_dead, new_owner
from contingent.web.service import Service
from contingent.web.workers import Reader, Simulation

SCENARIO = Path(__file__).resolve().parents[2] / "examples" / "scenarios" / "reinforcements.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    text = SCENARIO.read_text(encoding="utf-8")
    return ready_scenario(ScenarioText(text, SCENARIO.name, "")).scenario


@pytest.fixture
def simulation() -> Iterator[Callable[..., Simulation]]:
    made: list[Simulation] = []

    def make(target: Callable[[Connection], None] | None = None, **how: float) -> Simulation:
        made.append(Simulation(**({"target": target} if target else {}), **how))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_a_dial_is_answered_as_it_would_be_here_and_again_from_memory(
    scenario: Scenario, simulation: Callable[..., Simulation]
) -> None:
    warm = simulation(deadline_seconds=120)
    warm.start()
    found = warm.simulate(scenario, draws=256, seed=1)
    assert found == outcomes_of(scenario, draws=256, seed=1)
    assert found.draws == 256 and len(found.branches) == len(scenario.branches)
    other = warm.simulate(scenario, draws=256, seed=2)
    assert other != found
    warm.stop()
    assert warm.simulate(scenario, draws=256, seed=1) is found, "the process is gone, the answer is remembered"
    with pytest.raises(BusyError, match="being stopped"):
        warm.simulate(scenario, draws=256, seed=3)


def test_the_service_asks_the_simulator_that_it_was_given(scenario: Scenario, empty_ledger: Path) -> None:
    with Ledger.open(empty_ledger) as ledger:
        here = Service(ledger=ledger).simulate(scenario, draws=256)
    assert here == outcomes_of(scenario, draws=256, seed=1)


def test_a_scenario_that_does_not_fit_is_refused_in_the_same_words(
    scenario: Scenario, simulation: Callable[..., Simulation]
) -> None:
    with pytest.raises(ScenarioError, match=f"{scenario.id} does not fit"):
        simulation(refusing).simulate(scenario, draws=256, seed=1)


def test_what_takes_too_long_is_stopped_and_the_next_is_answered_by_a_fresh_process(
    scenario: Scenario, simulation: Callable[..., Simulation]
) -> None:
    warm = simulation(slow, deadline_seconds=2)
    warm._begin()
    warm._target = refusing  # whatever is started from now on
    with pytest.raises(BusyError, match="longer than 2 seconds"):
        warm.simulate(scenario, draws=256, seed=1)
    warm._deadline_seconds = 60.0
    with pytest.raises(ScenarioError):
        warm.simulate(scenario, draws=256, seed=1)


def test_a_process_that_dies_is_told_of_and_replaced(scenario: Scenario, simulation: Callable[..., Simulation]) -> None:
    warm = simulation(dying, deadline_seconds=60)
    warm._begin()
    warm._target = refusing
    with pytest.raises(ContingentError, match="died"):
        warm.simulate(scenario, draws=256, seed=1)
    with pytest.raises(ScenarioError):
        warm.simulate(scenario, draws=256, seed=1)


def test_no_more_wait_than_the_queue_holds(scenario: Scenario, simulation: Callable[..., Simulation]) -> None:
    warm = simulation(slow, deadline_seconds=5, most_waiting=1)
    refused: list[str] = []

    def first() -> None:
        with pytest.raises(BusyError):
            warm.simulate(scenario, draws=256, seed=1)

    waiting = threading.Thread(target=first)
    waiting.start()
    while warm._waiting == 0:
        time.sleep(0.01)
    with pytest.raises(BusyError, match="1 scenarios wait") as told:
        warm.simulate(scenario, draws=256, seed=2)
    refused.append(str(told.value))
    warm.stop()
    waiting.join()
    assert refused


def test_a_dead_holder_is_told_from_one_that_lives_or_is_elsewhere() -> None:
    assert not is_dead(new_owner())
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    gone = new_owner().replace(f"/{os.getpid()}/", f"/{process.pid}/")
    until = time.monotonic() + 10
    while not is_dead(gone):  # ended, though nobody has waited for it yet
        assert time.monotonic() < until
        time.sleep(0.01)
    process.wait()
    assert is_dead(gone)
    assert not is_dead(f"another-machine/{process.pid}/00")
    assert not is_dead("somebody")


def test_jobs_of_a_dead_server_are_released_when_another_starts_and_those_in_hand_when_it_stops(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    where = tmp_path / "ledger.sqlite"
    with Ledger.open(where) as ledger:
        desk = Desk(ledger)
        job = desk.jobs.ask("read", {"origin": "a"}, asked_by="you")
        dead = new_owner().replace(f"/{os.getpid()}/", f"/{process.pid}/")
        assert desk.jobs.claim(dead, lease_seconds=3600) is not None
        Reader(where, desk).stop()  # one that was never started only tidies up
        found = desk.jobs.get(job.id)
    assert (found.state, found.owner, found.attempts) == ("queued", None, 0), "it is not held against the article"
