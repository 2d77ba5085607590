"""The battles of history with each war held out in turn: who wins, and at what losses, beside rules and regressions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from contingent.core.errors import DataError
from contingent.core.sockets import Pool
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.progress import Say, silent
from contingent.pools import SerialPool
from contingent.report.backtests.backtest import Backtest
from contingent.report.backtests.past_battles import (
    BY_WAR,
    FORWARD,
    LOSSES,
    WINNER,
    charts,
    figures,
    sentence,
    verdicts,
)
from contingent.simulating.past_battles.battle import ERAS, Battle, era_words, wars_of
from contingent.simulating.past_battles.holdout import (
    HeldOut,
    Task,
    hold_out,
    plain_held_out,
    revived_held_out,
)
from contingent.simulating.past_battles.loss_forecasts import BURN, LOSS_FORECASTERS, SWEEPS
from contingent.simulating.past_battles.winners import FORECASTERS
from contingent.sources.battles import BattleRows, read_battles

LEAST_WARS = 10
WHO = {
    "base_rate": "how often the attacker won in the other wars",
    "larger_side": "how often he did in the other wars where his was, and where it was not, the larger side",
    "three_to_one": "the same with three to one for larger",
    "larger_side_bare": "the larger side wins: no probability",
    "three_to_one_bare": "the attacker wins with three to one and not otherwise: no probability",
    "logit_force": "a logit on the log of the force ratio, wars varying",
    "logit_structural": "the same on everything that could be known: forces, posture, air, materiel, ground, size, "
    "stage of the war, era",
    "logit_surprise": "the same and surprise as it was coded",
    "contingent": "ours: eight logits from none to all of these, shrunk by marginal likelihood, and weighed by how "
    "they forecast wars left out of the training wars",
    "contingent_surprise": "ours with surprise as it was coded by people who knew the outcome: doubtful as a forecast",
    "hindsight": "an upper bound and no forecast: it knows the coders' judgements of quality, made after the battle",
}
WHO_LOSES = {
    "constant_rate": "losses are a fixed share of the own force a day",
    "pooled_daily": "regression of log daily losses on both log forces, every battle alike",
    "pooled_days_free": "the same with an exponent for the days",
    "pooled_by_era": "the same with a level for each era",
}
NOTES = (
    "Every figure is made without the battle's war. Intervals resample whole wars; two world wars are half of the "
    "battles, so they are too narrow: on made scores with wars of these sizes they held 82 to 85% of right means.",
    "A draw is no win of the attacker. Codes that nobody gave count as no advantage.",
    "Losses are scored in natural logs, so a CRPS of .7 is a factor of about two; forecasts know both forces and how "
    "long the battle lasted, as the regressions do.",
    "'log loss less base_rate' and 'difference' compare battle by battle: the first is the row's log loss less the "
    "base rate's, the second our CRPS less the row's.",
    "Posture, air and ground were coded by historians as well, from what stood before the battle. The rungs of our "
    "average were written down after a look at these battles; its weights and scales never see the held-out war.",
    "Held out by war, later wars still teach how earlier ones went; the slice of earlier wars only is what a "
    "forecaster of the day could have had.",
    "The data base was made to study how battles are won: its battles are no random sample of battles.",
)


def backtest_battles(
    folder: Path,
    *,
    as_of: date,
    seed: int = 1,
    pool: Pool | None = None,
    kept: Path | None = None,
    say: Say = silent,
) -> Backtest:
    """Every war of CDB90 forecast from the others, scored by battle and by war.

    The same arguments give the same values with any pool; with `kept`, wars done are put in that folder and taken from
    it the next time.

    Raises:
        DataError: the file is missing or cannot be read, or holds too few wars by `as_of`.
        InputError: `kept` cannot be written.
    """
    read = read_battles(folder, as_of=as_of)
    wars = list(wars_of(read.rows))
    if len(wars) < LEAST_WARS:
        raise DataError(
            f"{len(wars)} wars by {as_of}; wanted at least {LEAST_WARS} to hold out of. Use a later --as-of."
        )
    work = Work(
        name="battles",
        key=(read.checksum, as_of.isoformat(), seed),
        function=partial(_without, read.rows, seed),
        plain=plain_held_out,
        revive=revived_held_out,
    )
    found = run_chunks(work, wars, pool=pool or SerialPool(), kept=kept, say=say)
    rows = figures(found, seed=seed)
    told = verdicts(rows)
    eras = [f"winner, era={era_words(era)}" for era in range(len(ERAS))]
    return Backtest(
        name="battles",
        title="Battles of four centuries, each war forecast from the others",
        data_through=read.data_through,
        rows=tuple(rows),
        summary=_summary(read, wars, sentence(rows, told)),
        verdicts=tuple(told),
        charts=tuple(charts(found, rows)),
        forecasters=tuple((WHO | WHO_LOSES).items()),
        slices=(
            (WINNER, f"Who wins: {len(read.rows)} battles of {len(wars)} wars, each war held out"),
            (BY_WAR, f"Who wins: the mean over {len(wars)} wars"),
            (FORWARD, "Who wins, from wars that were over before: none later is known"),
            *((name, f"Losses of the {side}, in logs, each war held out") for side, name in LOSSES.items()),
            *((name, f"Who wins, battles of {name.removeprefix('winner, era=')}") for name in eras),
        ),
        folded=tuple(eras),
        notes=(*NOTES, *_unusable(read)),
        made=_made(read, as_of=as_of, seed=seed),
    )


def stages(folder: Path, *, as_of: date) -> int:
    """How many times a backtest of the same arguments says where it is."""
    return len(wars_of(read_battles(folder, as_of=as_of).rows))


def _without(battles: tuple[Battle, ...], seed: int, war: str) -> HeldOut:
    return hold_out(Task(war=war, battles=battles, seed=seed))


def _summary(read: BattleRows, wars: Sequence[str], answer: str) -> str:
    won = sum(battle.attacker_won for battle in read.rows)
    return (
        f"{len(read.rows)} battles of {len(wars)} wars; the attacker won {won / len(read.rows):.1%}. Each war is "
        f"forecast by models that have seen the other wars only. {answer}"
    )


def _unusable(read: BattleRows) -> list[str]:
    dropped = ", ".join(f"{count} ({reason})" for reason, count in sorted(read.unusable.items()))
    return [f"{read.read} rows read, {len(read.rows)} used{f'; left out: {dropped}' if dropped else ''}.",
            *(f"{note}." for note in read.notes)]  # fmt: skip


def _made(read: BattleRows, *, as_of: date, seed: int) -> tuple[tuple[str, str], ...]:
    return (
        ("Make it again", f"contingent backtest battles --as-of {as_of} --seed {seed}"),
        ("Forecasters", f"{len(FORECASTERS)} of winners, {len(LOSS_FORECASTERS)} of losses"),
        ("Sampler", f"{SWEEPS} sweeps of Gibbs after {BURN} for each war held out; seed {seed}"),
        ("Battles", f"{read.source}; {read.licence}; sha256 {read.checksum}"),
    )
