"""R6: a language model's server at fault in every way we know, for the judge and for the reader of articles."""

from __future__ import annotations

import random
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from proof.memory import peak_above
from proof.model_faults import Fault, by_prompt, common_faults, judge_faults, reader_faults
from proof.model_users import DEADLINE_SECONDS, QUOTES, USERS, good_items, good_judgement
from proof.row import Figure, Row, Size, Tell, at_most, exactly, told
from proof.servers.language_model import bomb, faulty_server, reply

#: beyond the deadline by more than this nothing but a missing deadline explains, however busy the machine is
HOPELESSLY_LATE_SECONDS = 4.0
LATE_SECONDS = 0.5
MOST_CPU_SECONDS = 3.0
MOST_BYTES = 100_000_000
MOST_BYTES_OF_LONG_BODIES = 16_000_000
_LONG = ("connection: huge", "connection: hundred_megabytes", "connection: endless_pieces", "connection: gzip_bomb",
         "connection: endless_head")  # fmt: skip
_SHARE_OF_MIXTURES = 0.1
_EVERY_TAPED, _EVERY_KEPT = 3, 5


@dataclass
class Found:
    """What came of all tries."""

    families: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    latest: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    memory_of_long: int = 0


def faults(size: Size, elsewhere: str) -> Iterator[tuple[str, Fault]]:
    """The user and the fault of each try: every family in turn in a drawn order, and mixtures of any."""
    rng = random.Random(size.seed)
    waiting: list[tuple[str, Fault]] = []
    for number in range(size.of(500, 36)):
        if not waiting:
            judge = [*common_faults(rng, good_judgement, "probability", elsewhere), *judge_faults(rng)]
            reader = [*common_faults(rng, good_items, "items", elsewhere), *reader_faults(rng, QUOTES)]
            waiting = [*(("judge", fault) for fault in judge), *(("reader", fault) for fault in reader)]
            rng.shuffle(waiting)
        user, fault = waiting.pop()
        if rng.random() < _SHARE_OF_MIXTURES and number:
            others = [one.step for who, one in rng.sample(waiting, min(3, len(waiting))) if who == user]
            good = reply(good_judgement() if user == "judge" else good_items())
            fault = Fault(family="a mixture", step=by_prompt(fault.step, *others, good), outcome="either")
        yield user, fault


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Each fault met by its user; what the user made of it is held against what it makes without a model."""
    bomb()  # made beforehand: its memory is not the client's
    found = Found()
    with faulty_server(reply(good_judgement())) as canary:
        for user in USERS:  # the first of anything loads what is loaded late
            with faulty_server(401) as script:
                USERS[user](script.address, folder, tape=None, keep=True)
        for number, (user, fault) in enumerate(faults(size, f"{canary.address}/chat/completions")):
            one(number, user, fault, folder / "try", found, tell)
            if number % 50 == 49:
                tell(f"{number + 1} faults: {dict(found.outcomes)}; wrong: {sum(found.wrong.values())}")
        if canary.asked:
            found.wrong["redirect: another address was asked"] += len(canary.asked)
    return figures(found)


def one(number: int, user: str, fault: Fault, folder: Path, found: Found, tell: Tell) -> None:
    """One fault, counted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    found.families[fault.family] += 1
    tape = "tape.jsonl" if number % _EVERY_TAPED == 0 else None
    wrong: tuple[str, ...]
    with faulty_server(fault.step) as script:
        clock = time.process_time()
        with peak_above() as grown:
            try:
                came = USERS[user](script.address, folder, tape=tape, keep=number % _EVERY_KEPT == 0)
            except Exception:  # whatever it is: none may come out
                told_of = traceback.format_exc(limit=-2)
                wrong, outcome, late = (f"crash: {told_of.strip().splitlines()[-1]}",), "crash", 0.0
                tell(told_of)
            else:
                wrong, late = came.wrong, came.seconds - DEADLINE_SECONDS
                outcome = "a part, labelled" if came.took_part else "no part, a warning"
                if (fault.outcome == "works") != came.took_part and fault.outcome != "either":
                    wrong = (*wrong, f"outcome: {outcome}, where it {fault.outcome}")
        spent = time.process_time() - clock
    found.outcomes[f"{user}: {outcome}"] += 1
    found.latest, found.cpu = max(found.latest, late), max(found.cpu, spent)
    if late > HOPELESSLY_LATE_SECONDS:
        wrong = (*wrong, f"late: {late:.1f} s beyond the deadline")
    if fault.family in _LONG:
        found.memory_of_long = max(found.memory_of_long, grown.bytes)
    found.memory = max(found.memory, grown.bytes)
    for words in wrong:
        found.wrong[words.partition(":")[0]] += 1
        tell(f"{user}, {fault.family}: {words[:300]}")
    if spent > MOST_CPU_SECONDS or late > LATE_SECONDS:
        tell(f"{user}, {fault.family}: {spent:.1f} CPU-s, {late:.1f} s beyond the deadline")


def figures(found: Found) -> tuple[Figure, ...]:
    """The figures of the row."""
    kinds = {
        "crash": "crashes and tracebacks",
        "unlabelled": "forecasts, claims and sources without a label",
        "changed": "answers other than without a model, where the model failed or had no say",
        "silent": "failures without a warning that names the fault",
        "outcome": "parts taken by a reply of no use, or denied to one of use",
        "late": f"answers more than {HOPELESSLY_LATE_SECONDS:g} s beyond their deadline",
        "tape": "tapes harmed, or that give another answer",
        "ledger": "strange rows in the ledger",
        "words": "warnings too long, or with what a terminal must not be handed",
        "redirect": "requests to an address that a server named",
    }
    said = ", ".join(f"{name} {count}" for name, count in sorted(found.outcomes.items()))
    return (
        told("faults", found.families.total()),
        told("families of faults", len(found.families)),
        *(exactly(words, found.wrong[kind], 0) for kind, words in kinds.items()),
        at_most("the latest answer, beyond its deadline", round(found.latest, 2), LATE_SECONDS, "s", timed=True),
        at_most("the dearest fault", round(found.cpu, 2), MOST_CPU_SECONDS, "CPU-s", timed=True),
        at_most("memory, at most, for bodies of 5 MB to endless", round(found.memory_of_long / 1e6, 1),
                MOST_BYTES_OF_LONG_BODIES / 1e6, "MB"),
        at_most("memory, at most, for any fault", round(found.memory / 1e6, 1), MOST_BYTES / 1e6, "MB"),
        told("outcomes", said),
        told("by family", ", ".join(f"{name} {count}" for name, count in sorted(found.families.items()))),
    )  # fmt: skip


ROW = Row(
    key="R6",
    title="Faults of a language model's server",
    what=(
        "A scripted server on loopback fails in every way of a list (connections, statuses, bodies, words, items), "
        "drawn from the seed, for the judge of a question and the reader of an article; what comes out is held against "
        "what comes out without a model."
    ),
    run=run,
)
