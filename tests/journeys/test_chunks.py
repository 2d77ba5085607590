"""Long work: a finished chunk is never lost, and stopping changes nothing in the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contingent.core.errors import InputError
from contingent.journeys.chunks import Work, run_chunks
from contingent.pools import SerialPool

done: list[int] = []


def third(number: int) -> float:
    """A third of the number; counts its calls, and breaks on 5 while `broken`."""
    if number == 5 and third.__dict__.get("broken"):
        raise KeyboardInterrupt
    done.append(number)
    return number / 3


WORK = Work(name="thirds", key=("version", 1), function=third, plain=float, revive=float)


@pytest.fixture(autouse=True)
def fresh() -> None:
    done.clear()
    third.__dict__["broken"] = False


def test_stopped_and_taken_up_again_it_gives_the_same_and_does_nothing_twice(tmp_path: Path) -> None:
    whole = run_chunks(WORK, range(9), pool=SerialPool())
    assert whole == tuple(n / 3 for n in range(9))
    done.clear()
    third.__dict__["broken"] = True
    with pytest.raises(KeyboardInterrupt):
        run_chunks(WORK, range(9), pool=SerialPool(), kept=tmp_path)
    assert len(list(tmp_path.iterdir())) == 5
    third.__dict__["broken"] = False
    said: list[str] = []
    assert run_chunks(WORK, range(9), pool=SerialPool(), kept=tmp_path, say=said.append) == whole
    assert sorted(done) == list(range(9)), "each chunk was worked on once"
    assert said[-1] == "thirds: 9 of 9"


def test_other_settings_take_up_nothing(tmp_path: Path) -> None:
    run_chunks(WORK, range(3), pool=SerialPool(), kept=tmp_path)
    run_chunks(replace(WORK, key=("version", 2)), range(3), pool=SerialPool(), kept=tmp_path)
    assert done == [0, 1, 2, 0, 1, 2]


def test_a_kept_chunk_that_is_broken_is_named_and_left(tmp_path: Path) -> None:
    run_chunks(WORK, range(1), pool=SerialPool(), kept=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=file.name):
        run_chunks(WORK, range(1), pool=SerialPool(), kept=tmp_path)
    assert file.read_text(encoding="utf-8") == "{"
