"""Whatever is given to the reader, it reads or refuses in words of its own, and every span slices to its quote."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_texts import ANY_TEXT, gazetteer

from contingent.core.errors import ContingentError
from contingent.core.nouns import Claim, Reading, Span
from contingent.reading import Theatre, read
from contingent.reading.documents.clean import clean

AS_OF = date(2024, 11, 18)
THEATRES = (
    Theatre(
        name="Russia–Ukraine", attacker="Russia", defender="Ukraine", baseline="russia_ukraine", fitted_as_of=AS_OF
    ),
)
_WHO = st.sampled_from(
    ("The army", "Kyiv", "The Kremlin", "Officials in Seoul", "A spokesman for M23", "He", "It", "They", "The minister",
     "Reuters, citing a Ukrainian official,", "Nobody", "The report’s authors", "Ann Lee, who commands the force,")
)  # fmt: skip
_VERB = st.sampled_from(
    ("said", "denied", "claims that", "fears that", "told the BBC that", "lost", "will send", "may have sent", "is not "
     "likely to send", "is estimated to have", "has promised to send", "neither confirmed nor denied that", "attacked")
)  # fmt: skip
_WHAT = st.sampled_from(
    ("10,000 soldiers", "nearly a third of its tanks", "another 1.3 million shells", "“no men at all”", "the 500 more",
     "between 20 and 30 km2", "two thirds of them", "£4bn", "the town of Kursk", "up to 12 drones a day", "½ of it")
)  # fmt: skip
_WHEN = st.sampled_from(
    ("on Friday", "last May", "in 1854", "since February", "by the end of March 2025", "two weeks ago", "yesterday",
     "if the war goes on", "according to Yonhap, quoting KCNA", "“as of 3:50 pm”", "", "before spring", "in 0 days")
)  # fmt: skip
_MARK = st.sampled_from((". ", ", ", "; ", "? ", ".\n\n", ": ", " — ", "” ", "\r\n", "…", ". “", ' "'))
_SENTENCE = st.tuples(_WHO, _VERB, _WHAT, _WHEN, _MARK).map(lambda p: " ".join(p[:4]) + p[4])
_WAR_STORY = st.lists(_SENTENCE, min_size=1, max_size=8).map("".join)
_LINES = st.sampled_from(
    ("# Title\n\n", "By A. Writer | May 3, 2024\n\n", "Reader\nMay 4, 2024 at 3:50 pm\n", "Pingback: War\n",
     "## Part\n\n", "<p>", "</p>", "<html><body>", "<div class='comment'>", "SEOUL, Aug 21 (Reuters) — ", "",
     "About the Author: X\n")
)  # fmt: skip
_ARTICLE = st.lists(st.tuples(_LINES, _WAR_STORY).map("".join), min_size=1, max_size=4).map("".join)


def spans_in(value: Any) -> list[Span]:
    """Every Span anywhere inside a noun."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for item in value for span in spans_in(item)]
    if is_dataclass(value):
        return [span for field in fields(value) for span in spans_in(getattr(value, field.name))]
    return []


def holds(found: Reading) -> None:
    """Every span of every claim, check and question is a quote of the text, and every id stands once."""
    text = found.document.text
    assert len({claim.id for claim in found.claims}) == len(found.claims)
    for claim in found.claims:
        for span in spans_in(claim):
            assert text[span.start : span.end] == span.text
        _cues_are_those_of_the_claim(claim)
    for item in (*found.checks, *found.questions):
        for span in spans_in(item):
            assert text[span.start : span.end] == span.text


def _cues_are_those_of_the_claim(claim: Claim) -> None:
    cues = {(cue.kind, cue.span) for cue in claim.cues}
    for kind, span in (("attribution", claim.attribution_cue), ("hedge", claim.hedge)):
        assert span is None or (kind, span) in cues, (kind, span)
    if claim.time is not None:
        assert claim.time.evidence.strip()
        assert (claim.time.basis == "inferred") == (claim.time.span is None)
        assert claim.time.span is None or ("time", claim.time.span) in cues
        assert claim.time.words == (claim.time.span.text if claim.time.span else None)
    assert bool(claim.chain) == (claim.attributed_to is not None)
    assert not claim.chain or claim.chain[0] == claim.speaker


def _read(raw: bytes) -> Reading | None:
    try:
        return read(clean(raw, origin="-"), gazetteer=gazetteer(), as_of=AS_OF, theatres=THEATRES)
    except ContingentError as error:
        assert str(error).strip()
        return None


@given(_ARTICLE)
@example("# T\n\n“We lost 40 men. We will hold,” the colonel said. “It is cold.”")
@settings(max_examples=60, deadline=None)
def test_every_span_of_a_war_story_slices_to_its_quote(text: str) -> None:
    found = _read(text.encode("utf-8"))
    if found is not None:
        holds(found)


@given(st.one_of(ANY_TEXT.map(lambda t: t.encode("utf-8", "surrogatepass")), st.binary(max_size=200)))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused_in_words(raw: bytes) -> None:
    found = _read(raw)
    if found is not None:
        holds(found)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["gum_interview_peres", "gum_news_korea", "gum_speech_albania", "gum_speech_humanitarian", "gum_speech_nixon"],
)
def test_texts_that_nobody_here_wrote(shared: Path, name: str) -> None:
    found = read(
        clean((shared / "data" / "articles" / f"{name}.txt").read_bytes(), origin=name),
        gazetteer=gazetteer(), as_of=AS_OF, theatres=THEATRES,
    )  # fmt: skip
    assert len(found.claims) >= 5
    holds(found)
