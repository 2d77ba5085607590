"""A brief of an invented war in our own words: every kind of value a page must hold, and texts that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contingent.core.belief import Prior, Probability
from contingent.core.brief import SCHEMA_VERSION, Answer, Brief, DataUsed, Provenance, Run
from contingent.core.interventions import Arrival, Supply
from contingent.core.nouns import (
    Assertion,
    Branch,
    Check,
    CheckReading,
    Claim,
    Conditional,
    Document,
    Event,
    Forecast,
    Outcomes,
    Quantity,
    Question,
    ReferenceClass,
    Scenario,
    Segment,
    Sensitivity,
    Span,
    When,
)
from contingent.core.outcomes import BranchOutcome, Contrast, EventProbability, Fan
from contingent.report.brief.answer import compose_answer

AS_OF = date(2031, 3, 3)
TITLE = "Could Norland Send Varia Another 60,000 Troops?"
HOSTILE = "<script>alert('owned')</script> & \"rockets\" instead of soldiers"
RIGHT_TO_LEFT = "\u202eالجنود أم الصواريخ؟ 5000"
BODY = (
    "Norland has sent at least 6,000 soldiers to Varia since January, and a pact signed in Tolm binds it to send more.",
    "An alliance paper seen by this newspaper says the government in Norhaven may plan to send 60,000 of its troops.",
    "What would change at the front if they came?",
    "The Balance of Forces",
    "Varia has an estimated 280,000 soldiers in the theatre. Sixty thousand more would swell its ranks by nearly "
    "a third.",
    "Ostmark says it has killed 91,000 Varians; Varia admits to 12,000. Ostmark fields about 195,000 men.",
    "If the tranches arrive in groups of 6,000, the officers of Ostmark think they can absorb them.",
    "The minister will probably sign a cease-fire before winter, diplomats believe, but talks have failed three times.",
    "Varia already receives thousands of shells a day. It is not likely to run short in 2031.",
)
BIO = "About the author: she reported from Tolm for eleven years."
COMMENT = f"Why soldiers? Norland could send 5,000 rockets. {HOSTILE}. {RIGHT_TO_LEFT}"
TEXT = "\n".join((TITLE, *BODY, BIO, COMMENT))


def _at(text: str, needle: str) -> tuple[int, int]:
    start = text.index(needle)
    return start, start + len(needle)


def _segments() -> tuple[Segment, ...]:
    body_start, body_end = _at(TEXT, BODY[0])[0], _at(TEXT, BODY[-1])[1]
    heading = _at(TEXT, BODY[3])
    comment = _at(TEXT, COMMENT)
    return (
        Segment(id="s1", kind="title", start=0, end=len(TITLE)),
        Segment(id="s2", kind="body", start=body_start, end=body_end, author="M. Aalto"),
        Segment(id="s3", kind="heading", start=heading[0], end=heading[1]),
        Segment(id="s4", kind="author_bio", start=_at(TEXT, BIO)[0], end=_at(TEXT, BIO)[1]),
        Segment(
            id="s5", kind="reader_comment", start=comment[0], end=comment[1], author="<b>Kasimir</b>", posted=AS_OF
        ),
    )


DOCUMENT = Document(
    id="doc-sample", text=TEXT, segments=_segments(), origin="https://example.org/norland?a=1&b=2", title=TITLE,
    author="M. Aalto", published=AS_OF, date_evidence="the page's own date",
)  # fmt: skip


def _span(needle: str) -> Span:
    return DOCUMENT.span(*_at(TEXT, needle))


def _claim(number: int, kind: str, words: str, sentence: str, detail: object, **more: object) -> Claim:
    given = {"voice": "body", "speaker": "author", "subject": None, "counterparty": None, **more}
    return Claim(
        id=f"{kind[0]}-{number:012d}", kind=kind, span=_span(words), sentence=_span(sentence), detail=detail, **given
    )  # type: ignore[arg-type]


COMMENT_SENTENCE = f"Norland could send 5,000 rockets. {HOSTILE}. {RIGHT_TO_LEFT}"
CLAIMS = (
    _claim(1, "quantity", "Another 60,000 Troops", TITLE,
           Quantity(value=60000.0, unit="soldier", measure="troops", role="increment"),
           voice="title", subject="Norland", counterparty="Varia", modality="question", tense="future"),
    _claim(2, "quantity", "at least 6,000 soldiers", BODY[0],
           Quantity(value=6000.0, comparator=">=", approx_cue="at least", unit="soldier", measure="troops"),
           subject="Norland", counterparty="Varia", place="Varia",
           time=When(first=date(2031, 1, 1), last=AS_OF, basis="anchored", evidence="read from the day of writing",
                     words="since January", span=_span("since January"))),
    _claim(3, "event", "signed", BODY[0], Event(type="AGREE", trigger=_span("signed")),
           subject="Norland", tense="past"),
    _claim(4, "quantity", "60,000 of its troops", BODY[1],
           Quantity(value=60000.0, unit="soldier", measure="troops", role="increment"),
           subject="Norland", attributed_to="an alliance paper", attribution_cue=_span("says the government"),
           hedge=_span("may plan"), modality="possible", tense="future", coref_of="q-000000000001"),
    _claim(5, "conditional", "What would change at the front if they came?", BODY[2],
           Conditional(type="what_if", marker="if", antecedent=_span("they came"), consequent=None),
           modality="question"),
    _claim(6, "quantity", "an estimated 280,000 soldiers", BODY[4],
           Quantity(value=280000.0, comparator="~", approx_cue="estimated", unit="soldier", measure="troops",
                    role="stock"), subject="Varia", hedge=_span("estimated"), modality="estimated"),
    _claim(7, "quantity", "nearly a third", BODY[4],
           Quantity(value=100 / 3, comparator="<~", approx_cue="nearly", unit="percent", role="percent_change"),
           subject="Varia", hedge=_span("nearly"), modality="conditional"),
    _claim(8, "quantity", "91,000 Varians", BODY[5],
           Quantity(value=91000.0, unit="soldier", measure="killed", role="cumulative"), subject="Varia",
           attributed_to="Ostmark", attribution_cue=_span("Ostmark says"), belligerent_claim=True, tense="past"),
    _claim(9, "quantity", "12,000", BODY[5],
           Quantity(value=12000.0, unit="soldier", measure="killed", role="cumulative"), subject="Varia",
           attributed_to="Varia", attribution_cue=_span("Varia admits"), belligerent_claim=True, tense="past"),
    _claim(10, "conditional", BODY[6], BODY[6],
           Conditional(type="causal", marker="if", antecedent=_span("the tranches arrive in groups of 6,000"),
                       consequent=_span("the officers of Ostmark think they can absorb them"))),
    _claim(11, "quantity", "groups of 6,000", BODY[6],
           Quantity(value=6000.0, unit="soldier/tranche", measure="troops", role="tranche"), subject="Norland"),
    _claim(12, "assertion", "will probably sign a cease-fire before winter", BODY[7],
           Assertion(proposition="the minister signs a cease-fire before winter", probability=(0.55, 0.85),
                     settleable=True),
           attributed_to="diplomats", attribution_cue=_span("diplomats believe"), hedge=_span("probably"),
           modality="probable", tense="future"),
    _claim(13, "quantity", "thousands of shells a day", BODY[8],
           Quantity(value=None, low=2000.0, high=9999.0, unit="artillery_shell/day", measure="shells", role="rate"),
           subject="Varia"),
    _claim(14, "assertion", "not likely to run short in 2031", BODY[8],
           Assertion(proposition="Varia runs short of shells in 2031", probability=(0.05, 0.3), settleable=False),
           negated=True, hedge=_span("not likely"), modality="improbable", tense="future"),
    _claim(15, "quantity", "5,000 rockets", COMMENT_SENTENCE,
           Quantity(value=5000.0, unit="rocket", measure="rockets", role="increment"), voice="reader_comment",
           speaker="reader:<b>Kasimir</b>", subject="Norland", modality="suggestion"),
    _claim(16, "assertion", HOSTILE, COMMENT_SENTENCE,
           Assertion(proposition=HOSTILE, probability=None, settleable=False), voice="reader_comment",
           speaker="reader:<b>Kasimir</b>"),
    _claim(17, "assertion", RIGHT_TO_LEFT, COMMENT_SENTENCE,
           Assertion(proposition=RIGHT_TO_LEFT, probability=None, settleable=False), voice="reader_comment",
           speaker="reader:<b>Kasimir</b>"),
)  # fmt: skip

CHECKS = (
    Check(
        id="k-1", kind="share_of_stock", statement="60,000 more would swell 280,000 by nearly a third",
        claims=("q-000000000006", "q-000000000007", "q-000000000001"),
        readings=(
            _reading := CheckReading(
                label="increment over the present total", formula="60,000 / 280,000", value=21.428571, unit="percent",
                fits=False,
            ),
            replace(_reading, label="increment and those there, over the total", formula="66,000 / 280,000",
                    value=23.571429),
            replace(_reading, label="over the total without those there", formula="66,000 / 274,000", value=24.087591),
            replace(_reading, label="over the other side's force", formula="60,000 / 195,000", value=30.769231,
                    fits=True),
        ),
        stated="nearly a third (30 to 33.3 %)", tolerance="nearly: up to a tenth below", verdict="ambiguous",
        explanation="Only the force of the other side gives nearly a third; the sentence speaks of Varia's own ranks.",
    ),
    Check(
        id="k-2", kind="two_sources", statement="Varians killed: 91,000 by Ostmark, 12,000 by Varia",
        claims=("q-000000000008", "q-000000000009"),
        readings=(replace(_reading, label="ratio of the claims", formula="91,000 / 12,000", value=7.583333,
                          unit="ratio", fits=None),),
        stated=None, tolerance=None, verdict="mismatch",
        explanation="Two parties to the fighting differ by a factor of 7.6; neither is a neutral source.",
    ),
    Check(
        id="k-3", kind="force_ratio", statement="280,000 against 195,000", claims=("q-000000000006",),
        readings=(replace(_reading, label="ratio", formula="280,000 / 195,000", value=1.4358974, unit="ratio",
                          fits=True),),
        stated=None, tolerance=None, verdict="consistent", explanation="The attacker is the larger side, as stated.",
    ),
)  # fmt: skip

_CONTINGENTS = ReferenceClass(
    name="allies asked for troops in an interstate war who sent at least 50,000 within a year", events=3.0, cases=21.0,
    effective_n=14.0, rate_low=0.05, rate_high=0.31, source="table of foreign contingents, rows 1 to 21",
    verified=False, data_through=date(2030, 12, 31),
)  # fmt: skip
_CEASEFIRES = ReferenceClass(
    name="wars in their third year with a cease-fire within twelve months", events=19.0, cases=64.0, effective_n=64.0,
    rate_low=0.2, rate_high=0.42, source="https://example.org/wars?x=<y>", verified=True,
    data_through=date(2030, 12, 31),
)  # fmt: skip


def _question(number: int, text: str, topic: str, deadline: date, **more: object) -> Question:
    given = {
        "claims": ("q-000000000002",), "quote": _span(BODY[0]),
        "source": "the defence ministry of Ostmark, or UN reports",
        "fine_print": ("A total since the war began, not an increment.", "Support staff count; contractors do not."),
        **more,
    }  # fmt: skip
    return Question(id=f"question-{number}", text=text, topic=topic, opens=AS_OF, deadline=deadline, **given)  # type: ignore[arg-type]


END_2031, SPRING_2032 = date(2031, 12, 31), date(2032, 3, 2)
QUESTIONS = (
    _question(1, "Will Norland have sent any further tranche to Varia by 31 December 2031?", "further_tranche",
              END_2031),
    _question(2, "Will Norland have sent at least 60,000 soldiers in total to Varia by 2 March 2032?", "troops_sent",
              SPRING_2032, claims=("q-000000000004",), quote=_span(BODY[1]), actor="Norland", recipient="Varia",
              threshold=60000.0, unit="soldier", already=6000.0),
    _question(3, "Will a cease-fire between Varia and Ostmark take effect by 21 December 2031?", "ceasefire",
              date(2031, 12, 21), claims=("a-000000000012",), quote=_span(BODY[7]), stated_probability=(0.55, 0.85)),
    _question(4, "Will the war end by 2 March 2032?", "war_end", SPRING_2032),
    _question(5, "Will formal talks open by 31 December 2031?", "talks", END_2031),
    _question(6, "Will the casualties of Norland's contingent exceed 10,000 by 2 March 2032?", "casualties",
              SPRING_2032),
    _question(7, "Will Varia hold more than 2,000 km² of new ground by 2 March 2032?", "territory", SPRING_2032),
    _question(8, "Will Norland deliver 5,000 rockets to Varia by 31 December 2031?", "military_aid", END_2031,
              claims=("q-000000000015",), quote=_span("Norland could send 5,000 rockets"), voice="reader_comment"),
)  # fmt: skip


def _forecast(number: int, p: float, low: float, high: float, *classes: ReferenceClass) -> Forecast:
    return Forecast(
        id=f"forecast-{number}", question=f"question-{number}", forecaster="ensemble", as_of=AS_OF,
        belief=Probability(p=p, low=low, high=high), reasoning="Base rate and hazard pooled in log-odds.",
        reference_classes=classes, members=(("base_rate", p * 0.9, 0.6), ("hazard", min(1.0, p * 1.2), 0.4)),
    )  # fmt: skip


FORECASTS = (
    _forecast(1, 0.74, 0.52, 0.88, _CONTINGENTS), _forecast(2, 0.114, 0.034, 0.272, _CONTINGENTS),
    _forecast(3, 0.27, 0.17, 0.4, _CEASEFIRES), _forecast(4, 0.09, 0.04, 0.17, _CEASEFIRES),
    _forecast(5, 0.46, 0.3, 0.63, _CEASEFIRES, _CONTINGENTS), _forecast(6, 0.31, 0.08, 0.62),
    _forecast(7, 0.68, 0.44, 0.85), _forecast(8, 0.004, 0.0005, 0.03, _CONTINGENTS),
    Forecast(id="forecast-2-base", question="question-2", forecaster="base_rate", as_of=AS_OF,
             belief=Probability(p=0.1, low=0.05, high=0.31), reasoning="3 of 21.", reference_classes=(_CONTINGENTS,)),
)  # fmt: skip


def _prior(name: str, value: float, unit: str = "soldier") -> Prior:
    return Prior(name=name, family="point", parameters=(value,), unit=unit, source="the article")


def _arrival(size: float, tranches: int) -> Arrival:
    return Arrival(contingent="Norland", side="attacker", size=_prior("size", size), tranches=tranches, present=6000.0)


ROCKETS = Supply(side="attacker", fraction=_prior("munitions", 0.1, "share"), what="<i>rockets</i>")
SCENARIO = Scenario(
    id="scenario-sample", title="Norland's reinforcements", as_of=AS_OF, attacker="Varia", defender="Ostmark",
    theatre="the Tolm front", baseline="article", reference="present",
    branches=(
        Branch(id="present", label="The 6,000 already there", interventions=(_arrival(0.0, 0),)),
        Branch(id="once", label="60,000 at once", interventions=(_arrival(60000.0, 1),), quote=BODY[1],
               claims=("q-000000000004",)),
        Branch(id="tranches", label="Ten tranches of 6,000", interventions=(_arrival(6000.0, 10),), quote=BODY[6],
               claims=("q-000000000011",)),
        Branch(id="stop", label="Tranches that stop after three", interventions=(_arrival(6000.0, 3),)),
        Branch(id="rockets", label="5,000 rockets instead of soldiers", voice="reader:<b>Kasimir</b>",
               interventions=(ROCKETS,),
               quote=COMMENT_SENTENCE, claims=("q-000000000015",), note="A reader's idea, kept apart."),
    ),
    horizon_days=360, open=("when the first tranche arrives", "whether Ostmark's givers answer with more aid"),
    given=(("attacker_force", 280000.0, "q-000000000006"),),
)  # fmt: skip

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
DAYS = tuple(range(0, 361, 10))
_EFFECT = {"present": 0.0, "once": 234.0, "tranches": 184.0, "stop": 61.0, "rockets": 38.0}
_COST = {"once": 34000.0, "tranches": 21000.0, "stop": 9100.0, "present": 3100.0}


def _fan(measure: str, label: str, unit: str, last: tuple[float, ...], bend: float) -> Fan:
    values = tuple(tuple(round(end * (day / 360) ** bend, 4) for day in DAYS) for end in last)
    return Fan(measure=measure, label=label, unit=unit, days=DAYS, levels=LEVELS, values=values)


def _outcome(branch: str) -> BranchOutcome:
    effect = _EFFECT[branch]
    area = tuple(end + effect * weight for end, weight in zip((-210, 610, 1480, 2470, 4200), (0.1, 0.5, 1, 1.8, 3.9),
                                                              strict=True))  # fmt: skip
    losses = tuple(end * (1 + effect / 2600) for end in (61000, 78000, 91000, 107000, 133000))
    fans = [
        _fan("net_area", "Net area gained by Varia", "km²", area, 1.0),
        _fan("losses_attacker", "Losses of Varia and its allies", "persons", losses, 0.95),
        _fan("losses_defender", "Losses of Ostmark", "persons", tuple(0.55 * x for x in losses), 0.95),
    ]
    if branch in _COST:
        cost = tuple(_COST[branch] * x for x in (0.51, 0.78, 1.0, 1.26, 1.62))
        fans.append(_fan("contingent_casualties:Norland", "Casualties of the Norland contingent", "persons", cost, 1.4))
    return BranchOutcome(
        branch=branch,
        fans=tuple(fans),
        probabilities=(
            EventProbability(event="ceasefire", label="a cease-fire", day=360, p=0.231 - effect / 9000,
                             mc_error=0.0033),
            EventProbability(event="area>2000", label="net area above 2,000 km²", day=360, p=0.36 + effect / 3000,
                             mc_error=0.0037),
        ),
    )  # fmt: skip


def _contrast(branch: str, day: int) -> Contrast:
    scale = _EFFECT[branch] * (day / 360) ** 1.5
    forced = ("beta",) if branch != "rockets" else ()
    return Contrast(
        branch=branch, reference="present", measure="net_area", label="Net area gained by Varia", unit="km²", day=day,
        mean=round(scale * 1.28, 3), mc_error=round(scale * 0.006, 4), q05=round(scale * (0.09 if forced else -0.8), 3),
        q50=round(scale, 3), q95=round(scale * 3.89, 3), p_positive=1.0 if forced else 0.713,
        effect_to_noise=round(scale / 2200, 4), sign_forced_by=forced,
    )  # fmt: skip


def _losses(branch: str, day: int) -> Contrast:
    base = _contrast(branch, day)
    return replace(
        base, measure="losses_defender", label="Losses of Ostmark", unit="persons", mean=base.mean * 21,
        mc_error=base.mc_error * 18, q05=-base.q95 * 4, q50=base.q50 * 20, q95=base.q95 * 23, p_positive=0.871,
        sign_forced_by=(),
    )  # fmt: skip


HARDLY = "hardly: over 657 battles the force ratio explains .006 of the variance of the advance"
JUDGED, PRECEDENT = "a judgement: no data here speak to it", "by one precedent only"
_PRIORS = (
    ("beta", "elasticity of advance to force", 0.12, 2.1, 24.0, 702.0, 0.612, HARDLY,
     "half-normal |N(1, 0.7)|; battles 1600 to 1973"),
    ("quality_late", "quality of newcomers once experienced", 0.83, 1.17, 240.0, 371.0, 0.071, JUDGED,
     "uniform 0.8 to 1.2"),
    ("quality_start", "quality of newcomers at first", 0.36, 0.83, 250.0, 352.0, 0.058, JUDGED,
     "beta(6, 4)"),
    ("cap", "newcomers a month the front can take in", 5300.0, 27100.0, 262.0, 335.0, 0.041, PRECEDENT, "lognormal"),
    ("phi", "persistence of the rate of advance over a month", 0.61, 0.95, 270.0, 331.0, 0.029,
     "by the daily series of this war", "beta(9, 2)"),
    ("lag", "months from arrival to the front", 0.84, 2.67, 327.0, 274.0, 0.018, PRECEDENT, "lognormal"),
    ("discord", "friction of a mixed force", 0.01, 0.24, 318.0, 281.0, 0.012, JUDGED, "uniform 0 to 0.25"),
    ("a1", "elasticity of losses to own force", 0.73, 1.05, 291.0, 308.0, 0.008,
     "by battles since 1900, not by this war", "normal"),
    ("tau", "months of fighting until they have learnt", 1.5, 6.0, 306.0, 292.0, 0.006, JUDGED, "lognormal"),
    ("loss_fraction", "share lost before they reach the front", 0.004, 0.098, 302.0, 296.0, 0.003, PRECEDENT,
     "beta(1.5, 40)"),
)  # fmt: skip


def _sensitivity(branch: str) -> tuple[Sensitivity, ...]:
    scale = _EFFECT[branch] / _EFFECT["once"]
    return tuple(
        Sensitivity(branch=branch, measure="net_area", day=360, prior=name, label=label, low_input=low, high_input=high,
                    mean_at_low=at_low * scale, mean_at_high=at_high * scale, share=share, identified=identified,
                    source=source)
        for name, label, low, high, at_low, at_high, share, identified, source in _PRIORS
    )  # fmt: skip


OUTCOMES = Outcomes(
    scenario=SCENARIO.id, draws=16384, seed=1, engine="numpy",
    branches=tuple(_outcome(b.id) for b in SCENARIO.branches),
    contrasts=tuple(
        make(branch, day)
        for make in (_contrast, _losses)
        for branch in ("once", "tranches", "stop", "rockets")
        for day in (180, 360)
    ),
    sensitivity=(*_sensitivity("once"), *_sensitivity("tranches")),
    notes=("The front stalls and restarts; a straight extrapolation would not.",),
)  # fmt: skip


def sample_brief() -> Brief:
    """The whole brief: five branches, ten priors, eight questions, a hostile comment."""
    return Brief(
        schema_version=SCHEMA_VERSION, answer=_answer(SCENARIO, OUTCOMES), document=DOCUMENT,
        segments=DOCUMENT.segments, claims=CLAIMS, checks=CHECKS, questions=QUESTIONS, forecasts=FORECASTS,
        scenario=SCENARIO, outcomes=OUTCOMES, sensitivity=OUTCOMES.sensitivity,
        provenance=Provenance(
            contingent="0.1.0", schema=SCHEMA_VERSION, seed=1, draws=16384, engine="numpy", as_of=AS_OF.isoformat(),
            document_sha256="0f" * 32,
            data=(
                DataUsed(name="foreign contingents", source="javascript:alert(1)", data_through="2030-12-31",
                         licence="facts, cited", checksum="ab" * 32),
                DataUsed(name="durations of wars", source="https://example.org/wars", data_through="2030-12-31",
                         licence="CC BY 4.0", checksum="cd" * 32),
            ),
        ),
        warnings=("The sentence “they came” leaves open who.", f"Unread: {HOSTILE}"),
        run=Run(started="2031-03-03T09:00:00+00:00", cpu_seconds=4.21, python="3.11.9", ledger=None),
    )  # fmt: skip


def brief_without_what_if() -> Brief:
    """The same article where nothing was simulated."""
    return replace(sample_brief(), scenario=None, outcomes=None, sensitivity=(), answer=_answer(None, None))


def bare_brief() -> Brief:
    """An article in which almost nothing was found."""
    document = Document(
        id="doc-bare", text="Nothing happened.", origin="standard input",
        segments=(Segment(id="s1", kind="body", start=0, end=17),),
    )  # fmt: skip
    answer = compose_answer(
        document=document, claims=(), checks=(), questions=(), forecasts=(), scenario=None, outcomes=None
    )
    return replace(
        brief_without_what_if(), document=document, segments=document.segments, claims=(), checks=(), questions=(),
        forecasts=(), warnings=(), run=None, answer=answer,
    )  # fmt: skip


def _answer(scenario: Scenario | None, outcomes: Outcomes | None) -> Answer:
    return compose_answer(
        document=DOCUMENT, claims=CLAIMS, checks=CHECKS, questions=QUESTIONS, forecasts=FORECASTS, scenario=scenario,
        outcomes=outcomes,
    )  # fmt: skip
