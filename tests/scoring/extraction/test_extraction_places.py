"""A quote is found whatever its white space and quotation marks, and finds its own place in another rendering."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.scoring.extraction.places import fold, moved, visible_text

TEXTS = st.text(alphabet=st.sampled_from("ab 1,\n\t’'“-–\u00a0\u200b"), max_size=60)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_slice_of_the_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text.strip():
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    if folded.text[start:end].strip() != folded.text[start:end]:
        return
    assert (start, end) in folded.spans(folded.text[start:end])
    span = folded.span(start, end)
    assert text[span.start : span.end] == span.text
    assert fold(span.text).text == folded.text[start:end]


@settings(deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


def test_of_several_places_the_one_in_the_same_surroundings_is_taken() -> None:
    home = fold("He sent 300 men north. Later the 300 men came back; no one met the 300 men there.")
    other = fold(
        "Advertisement: 300 men wanted!\nHe sent  300\nmen north. Later the 300 men came back; no one met the "
        "300 men there."
    )
    for place in home.spans("300 men"):
        found = moved(home.span(*place), home, other)
        assert found is not None
        before = home.text[max(0, place[0] - 8) : place[0]]
        assert fold(other.raw[: found.start]).text.rstrip().endswith(before.rstrip())


def test_words_that_are_not_there_have_no_place() -> None:
    home = fold("nine ships sailed")
    assert moved(home.span(0, 4), home, fold("ships sailed")) is None


def test_a_page_is_what_is_seen_of_it() -> None:
    page = (
        "<html><head><title>Not seen</title><style>p{}</style></head><body><h1>Ten&nbsp;ships</h1>"
        "<p>So <em>many</em>\n as that.</p><script>var x = '<p>no</p>'</script><ul><li>One<li>Two</ul></body></html>"
    )
    assert visible_text(page).split("\n") == ["Ten ships", "So many as that.", "One", "Two"]
