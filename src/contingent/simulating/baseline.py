"""Where a war stands: its parameters from a fitted file, or from an article's own numbers and wide priors."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contingent.core.belief import Prior
from contingent.core.errors import DataError, ScenarioError
from contingent.core.nouns import Scenario
from contingent.core.times import guard
from contingent.simulating.drawing.parameters import Correlation, Parameter
from contingent.simulating.front.domains import check_domain
from contingent.simulating.front.intervene import MONTH_DAYS
from contingent.simulating.front.priors import CITED, REQUIRED, UNREAD
from contingent.simulating.running.observe import Observer

#: log-sd of a force that an article states: how far published counts of one force differ (a judgement, unverified)
STATED_FORCE_SD = 0.08
STATED_RATE_SD = 0.25
#: median of the prior on true losses per loss claimed, where a stated rate of one side must be set beside the other's
CLAIM_BIAS_MEDIAN = 0.9

#: what a war without a fitted file is taken to be, where its article is silent; all of it general knowledge, unverified
SILENT_LOSS_SHARE = (0.04, 0.7)  # of a force, a month: median, log-sd
SILENT_RECRUIT_SHARE = (0.05, 0.5)
SILENT_ADVANCE_SD = 100.0  # km² a month, either way
SILENT_EXCHANGE = (1.0, 0.5)
#: wounded per death, where only one of the two is stated: modern wars report two to four; and the spread that adds
WOUNDED_PER_DEATH = 3.0
PARTIAL_LOSS_SD = 0.6
#: newcomers a month that the front takes in, as a share of the force they join: in a large war, more than the default
INTEGRATION_SHARE = 0.025
#: shocks to a stated rate of advance: a floor in km² a month, and a share of the rate
ADVANCE_SHOCK = (20.0, 0.35)
#: hazard of a cease-fire where the kind of war is not known: between the kinds, and wide enough for both
SILENT_CEASEFIRE = (0.014, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The parameters of one war, as of a day; `stalled` where the front stood still at the origin.

    `correlation` is how a fit's parameters hang together; `observers` are the series published of the war.
    """

    name: str
    theatre: str
    attacker: str
    defender: str
    fitted_as_of: date | None
    parameters: tuple[Parameter, ...]
    stalled: bool = False
    notes: tuple[str, ...] = ()
    correlation: Correlation | None = None
    observers: tuple[Observer, ...] = ()

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Baseline:
        """The baseline of a fitted-parameter file; what the file does not fix has its cited prior.

        Raises:
            DataError: the table lacks a field, or a parameter that only a fit can give.
        """
        try:
            fitted = tuple(parameter_from_table(row) for row in table["parameter"])
            found = cls(
                name=str(table["name"]),
                theatre=str(table["theatre"]),
                attacker=str(table["attacker"]),
                defender=str(table["defender"]),
                fitted_as_of=table["fitted_as_of"],
                parameters=merged(CITED, fitted),
                stalled=bool(table["stalled"]),
                notes=tuple(table.get("notes", ())),
                correlation=_correlation(table.get("correlation")),
                observers=tuple(Observer.from_table(row) for row in table.get("observer", ())),
            )
        except KeyError as missing:
            raise DataError(f"a fitted-parameter file lacks {missing}; fit it anew with `contingent fit`") from None
        names = {parameter.name for parameter in found.parameters}
        absent = [name for name in REQUIRED if name not in names]
        if absent:
            raise DataError(f"the fitted-parameter file of {found.name} lacks {', '.join(absent)}; fit it anew")
        return found

    def for_scenario(self, scenario: Scenario) -> Baseline:
        """This baseline with what the scenario states put in the place of what was fitted, each change noted.

        Raises:
            ScenarioError: the scenario's sides are not this war's, or it overrides a parameter that does not exist.
            LeakError: the fit has seen days after the scenario's `as_of`.
        """
        if self.fitted_as_of is not None:
            guard(self.fitted_as_of, scenario.as_of, what=f"the fit of {self.name}")
        if (scenario.attacker, scenario.defender) != (self.attacker, self.defender):
            raise ScenarioError(
                f"the scenario has {scenario.attacker} attacking {scenario.defender}, but the baseline {self.name} was "
                f'fitted with {self.attacker} attacking {self.defender}; name the sides so, or use baseline "article"'
            )
        known = {parameter.name: parameter for parameter in self.parameters}
        # a baseline made from the article has its numbers already
        stated = [] if self.fitted_as_of is None else _stated(scenario, known)
        changes = [replace(known[prior.name], prior=prior, identified=words) for prior, words in stated]
        for prior in scenario.priors:
            if prior.name not in known:
                close = difflib.get_close_matches(prior.name, known, n=1)
                raise ScenarioError(
                    f"the scenario gives a prior for {prior.name!r}, which this world does not have"
                    + (f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(sorted(known))}")
                )
            check_domain(prior)
            own = "not by evidence: by the scenario's own prior"
            changes.append(replace(known[prior.name], prior=prior, identified=own))
        # what was stated is not what the fit has seen hang together
        free = (
            None
            if self.correlation is None
            else self.correlation.of(
                name for name in self.correlation.names if name not in {change.name for change in changes}
            )
        )
        # a front that the article says moves is not stalled, whatever the last month of a series was
        moves = any(prior.name == "advance_recent" and prior.parameters[0] != 0 for prior, _ in stated)
        return replace(
            self,
            parameters=merged(self.parameters, changes),
            stalled=self.stalled and not moves,
            correlation=free,
            notes=(*self.notes, *_said(changes[: len(stated)], scenario)),
        )


def _correlation(table: Mapping[str, Any] | None) -> Correlation | None:
    if table is None:
        return None
    return Correlation(names=tuple(table["names"]), matrix=tuple(tuple(map(float, row)) for row in table["matrix"]))


def parameter_from_table(row: Mapping[str, Any]) -> Parameter:
    """The parameter that one `[[parameter]]` of a file describes; KeyError names a missing key."""
    return Parameter(
        prior=Prior(
            name=row["name"],
            family=row["family"],
            parameters=tuple(float(value) for value in row["parameters"]),
            unit=row["unit"],
            source=row["source"],
            verified=row["verified"],
            sign_constrained=row.get("sign_constrained", False),
        ),
        label=row["label"],
        identified=row["identified"],
    )


def merged(parameters: Sequence[Parameter], changes: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """`parameters` with those of the same name in `changes` in their place, new ones at the end; the last one wins."""
    by_name = {parameter.name: parameter for parameter in parameters}
    by_name.update({parameter.name: parameter for parameter in changes})
    return tuple(by_name.values())


def article_baseline(scenario: Scenario) -> Baseline:
    """A baseline from nothing but the numbers that the article states and wide priors, marked so.

    Raises:
        ScenarioError: the article does not state the force of a side; the message says how to give it.
    """
    given = _given(scenario)
    sides = {"attacker": scenario.attacker, "defender": scenario.defender}
    missing = [side for side in sides if f"force_{side}" not in given]
    if missing:
        names = " and ".join(f"{sides[side]} (force_{side})" for side in missing)
        raise ScenarioError(
            f"no number of troops for {names}; wanted one for each side. State how many soldiers each side has in "
            "the theatre, in the article or as `given` in the scenario."
        )
    losses, loss_note = _article_losses(given)
    rows = [*(_article_force(side, given) for side in sides), *losses, *_article_advance(given), *_article_scale(given)]
    for side, name in sides.items():
        share, spread = SILENT_RECRUIT_SHARE
        rows.append(
            _row(
                f"recruits_{side}", "lognormal", (share * given[f"force_{side}"][0], spread), "persons/month",
                f"recruits of {name} a month", UNREAD,
            )
        )  # fmt: skip
    return Baseline(
        name="article",
        theatre=scenario.theatre,
        attacker=scenario.attacker,
        defender=scenario.defender,
        fitted_as_of=None,
        parameters=merged(CITED, rows),
        notes=(
            "The baseline rests on the article's own numbers and on wide priors: no series of this war was fitted.",
            loss_note,
        ),
    )


_BY_ARTICLE = "by the article's word only"


def _row(name: str, family: str, values: tuple[float, ...], unit: str, label: str, source: str) -> Parameter:
    prior = Prior(name=name, family=family, parameters=values, unit=unit, source=source, verified=source != UNREAD)
    return Parameter(prior=prior, label=label, identified=_BY_ARTICLE if source != UNREAD else "hardly at all")


def _given(scenario: Scenario) -> dict[str, tuple[float, str]]:
    """The stated numbers by name; the first of a name stands."""
    found: dict[str, tuple[float, str]] = {}
    for name, value, claim in scenario.given:
        found.setdefault(name, (value, claim))
    return found


def _article_force(side: str, given: Mapping[str, tuple[float, str]]) -> Parameter:
    value, claim = given[f"force_{side}"]
    label = f"force of {{{side}}} at the start"
    return _row(f"force_{side}", "lognormal", (_above_zero(f"force_{side}", value), STATED_FORCE_SD), "persons", label,
                f"the article, claim {claim}")  # fmt: skip


def _above_zero(name: str, value: float) -> float:
    if value <= 0:
        raise ScenarioError(f"{name} is given as {value:g}; wanted a number of persons above 0")
    return value


def _monthly(side: str, given: Mapping[str, tuple[float, str]]) -> tuple[float, str] | None:
    """Losses of a side a month, and the claims behind them: stated, or a total over the length of the war."""
    stated = given.get(f"losses_{side}_per_month")
    if stated is not None and stated[0] > 0:
        return stated
    totals = {name: given[f"{name}_{side}"] for name in ("killed", "wounded") if f"{name}_{side}" in given}
    days = given.get("war_days")
    total = sum(value for value, _ in totals.values())
    if days is None or days[0] <= 0 or total <= 0:
        return None
    if "wounded" not in totals:
        total *= 1.0 + WOUNDED_PER_DEATH
    elif "killed" not in totals:
        total *= 1.0 + 1.0 / WOUNDED_PER_DEATH
    return total / (days[0] / MONTH_DAYS), ", ".join([*(claim for _, claim in totals.values()), days[1]])


def _in_part(side: str, given: Mapping[str, tuple[float, str]]) -> bool:
    """Whether only the dead of `side`, or only its wounded, are stated, so that the other had to be supposed."""
    monthly = given.get(f"losses_{side}_per_month", (0.0, ""))[0] > 0
    return not monthly and (f"killed_{side}" in given) != (f"wounded_{side}" in given)


def _article_losses(given: Mapping[str, tuple[float, str]]) -> tuple[list[Parameter], str]:
    attacker, defender = _monthly("attacker", given), _monthly("defender", given)
    exchange, spread = SILENT_EXCHANGE
    ratio = _row("loss_exchange", "lognormal", (exchange, spread), "1", _EXCHANGE, UNREAD)
    if attacker is not None and defender is not None:
        claims = f"the article, claims {attacker[1]}, {defender[1]}"
        spread = PARTIAL_LOSS_SD if any(_in_part(side, given) for side in ("attacker", "defender")) else 0.35
        ratio = _row("loss_exchange", "lognormal", (attacker[0] / defender[0], spread), "1", _EXCHANGE, claims)
    told = "attacker" if attacker is not None else "defender"
    if attacker is None and defender is not None:
        attacker = (defender[0] * exchange, defender[1])
    label = "losses of {attacker} a month, as claimed"
    if attacker is None:
        share, share_sd = SILENT_LOSS_SHARE
        value = share * given["force_attacker"][0]
        rate = _row("loss_rate_attacker", "lognormal", (value, share_sd), "persons/month", label, UNREAD)
        note = "The article gives no rate of losses: four in a hundred of a force a month are assumed, very loosely."
        return [rate, ratio], note
    source = f"the article, claim {attacker[1]}"
    part = _in_part(told, given)
    spread = PARTIAL_LOSS_SD if part else 0.4
    rate = _row("loss_rate_attacker", "lognormal", (attacker[0], spread), "persons/month", label, source)
    supposed = f" {WOUNDED_PER_DEATH:.0f} wounded per death are supposed, for only one of the two is given."
    note = "The rate of losses is the mean that the article's numbers imply; recent months may differ."
    return [rate, ratio], note + (supposed if part else "")


_EXCHANGE = "losses of {attacker} per loss of {defender}"


def _article_advance(given: Mapping[str, tuple[float, str]]) -> list[Parameter]:
    unit = "km²/month"
    recent, mean = "recent rate of advance", "mean rate of advance, unless stalled"
    if "area_rate_km2_per_month" not in given:
        wide = (0.0, SILENT_ADVANCE_SD)
        return [
            _row("advance_recent", "normal", wide, unit, recent, UNREAD),
            _row("advance_mean", "normal", wide, unit, mean, UNREAD),
        ]
    value, claim = given["area_rate_km2_per_month"]
    source = f"the article, claim {claim}"
    floor, share = ADVANCE_SHOCK
    shock = floor + share * abs(value)
    return [
        _row("advance_sd", "lognormal", (shock, 0.5), unit, "monthly shock to the rate of advance", UNREAD),
        _row("advance_recent", "normal", (value, 20.0 + 0.3 * abs(value)), unit, recent, source),
        _row("advance_mean", "normal", (0.6 * value, 50.0 + 0.5 * abs(value)), unit, mean, source),
    ]


def _article_scale(given: Mapping[str, tuple[float, str]]) -> list[Parameter]:
    """Defaults that were judged on one war, set for the size and the unknown kind of this one."""
    cited = {parameter.name: parameter for parameter in CITED}
    cap, kind = cited["integration_cap"], cited["ceasefire_hazard"]
    median, spread = cap.prior.parameters
    largest = max(given["force_attacker"][0], given["force_defender"][0])
    return [
        replace(cap, prior=replace(cap.prior, parameters=(max(median, INTEGRATION_SHARE * largest), spread))),
        replace(
            kind,
            prior=replace(
                kind.prior,
                parameters=SILENT_CEASEFIRE,
                source="a judgement between our counts of ends from a war's third year on, .027 a month between states "
                "(Correlates of War) and .0075 within states (UCDP): the kind of this war is not known here",
                verified=False,
            ),
            identified="hardly: the kind of war is not known here, and the kinds differ by more than a factor of two",
        ),
    ]


def _stated(scenario: Scenario, known: Mapping[str, Parameter]) -> list[tuple[Prior, str]]:
    """The priors that the scenario's stated numbers put in place of fitted ones."""
    given = _given(scenario)
    found: list[tuple[Prior, str]] = []

    def put(name: str, family: str, values: tuple[float, float], claim: str) -> None:
        source = f"the article, claim {claim}"
        unit = known[name].prior.unit
        found.append((Prior(name=name, family=family, parameters=values, unit=unit, source=source), _BY_ARTICLE))

    for side in ("attacker", "defender"):
        name = f"force_{side}"
        if name in given:
            value, claim = given[name]
            put(name, "lognormal", (_above_zero(name, value), STATED_FORCE_SD), claim)
    rate = known["loss_rate_attacker"].prior.parameters[0] if "loss_rate_attacker" in known else 0.0
    attacker, defender = given.get("losses_attacker_per_month"), given.get("losses_defender_per_month")
    if attacker is not None and attacker[0] > 0:
        rate = attacker[0]
        put("loss_rate_attacker", "lognormal", (rate, STATED_RATE_SD), attacker[1])
    if defender is not None and defender[0] > 0 and rate > 0:
        put("loss_exchange", "lognormal", (rate * CLAIM_BIAS_MEDIAN / defender[0], 0.35), defender[1])
    if "area_rate_km2_per_month" in given:
        value, claim = given["area_rate_km2_per_month"]
        put("advance_recent", "normal", (value, 20.0 + 0.3 * abs(value)), claim)
    return found


def _said(stated: Sequence[Parameter], scenario: Scenario) -> tuple[str, ...]:
    sides = {"attacker": scenario.attacker, "defender": scenario.defender}
    return tuple(
        f"The {one.label.format(**sides)} is {one.prior.parameters[0]:,.6g} {one.prior.unit}, as the article states, "
        "not the fitted value."
        for one in stated
    )
