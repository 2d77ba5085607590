"""Which language a text is in: plainly English by its small words, or asked of a library; refused by name if not.

English prose holds a word such as "the", "of" or "which" in every three or four; no other language's prose comes near,
however it spells and whatever names it holds. Counting them costs a millisecond. The library (py3langid) is asked only
where they are few: loading its model costs 0.6 CPU-seconds and 130 MB, which an English text need not pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from contingent.core.errors import ArticleError
from contingent.core.nouns import Document

#: words of English grammar that hardly another language has
_OWN = frozenset({
    "the", "and", "that", "which", "with", "from", "by", "this", "these", "those", "its", "his", "their", "they",
    "them", "she", "we", "you", "your", "our", "been", "being", "were", "have", "not", "but", "would", "could",
    "should", "shall", "may", "said", "says", "than", "then", "there", "where", "when", "who", "whom", "whose",
    "what", "because", "about", "after", "before", "between", "against", "through", "while", "into", "upon",
    "such", "other", "any", "only", "more", "most", "some", "how", "until", "even", "yet", "unto", "thou", "thee",
    "thy", "hath", "doth",
})  # fmt: skip
#: words of English grammar that some other language has as well: they count where others stand beside them
_SHARED = frozenset({
    "is", "was", "in", "of", "for", "on", "at", "to", "if", "or", "an", "no", "so", "do", "did", "does", "over",
    "under", "has", "had", "all", "me", "he", "are", "be", "as", "it", "can", "out", "her", "him", "will", "also",
    "must",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WINDOW_WORDS = 50
_FEW_WORDS = 20  # a text of fewer tells no language apart for sure
_FEW_LETTERS = 40
_PLAIN_SHARE = 0.08  # of words that only English has, in a stretch that is English: half of what is usual
_SMALL_SHARE = 0.12  # of all words of its grammar
_SAMPLE = 6_000  # characters shown to the library
_SURE = 0.8  # least probability of a verdict against a text in Latin letters
_LATIN_SHARE = 0.5

_NAMES = {
    "af": "Afrikaans", "am": "Amharic", "an": "Aragonese", "ar": "Arabic", "as": "Assamese", "az": "Azerbaijani",
    "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "br": "Breton", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "dz": "Dzongkha", "el": "Greek", "en": "English",
    "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fo": "Faroese", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "jv": "Javanese", "ka": "Georgian", "kk": "Kazakh",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin",
    "lb": "Luxembourgish", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mk": "Macedonian",
    "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "nb": "Norwegian",
    "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "oc": "Occitan", "or": "Odia",
    "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "qu": "Quechua", "ro": "Romanian",
    "ru": "Russian", "rw": "Kinyarwanda", "se": "Northern Sami", "si": "Sinhala", "sk": "Slovak", "sl": "Slovene",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "vo": "Volapük", "wa": "Walloon", "xh": "Xhosa", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip


def refuse_other_languages(document: Document) -> None:
    """Nothing, if the article's own words are in English or too few to tell.

    A text of several languages is judged by the larger part of its body; comments, biography and links do not count.

    Raises:
        ArticleError: they are in another language, which the message names.
    """
    body = "\n".join(document.text[s.start : s.end] for s in document.segments if s.kind == "body")
    code = foreign(body)
    if code is None:
        return
    raise ArticleError(
        f"{document.origin} is in {_NAMES.get(code, 'another language')}; wanted English, the only language "
        "this reader reads. Give an English text, or a translation."
    )


def foreign(text: str) -> str | None:
    """The ISO 639 code of the language of a text that is not in English ("und": no telling which); None where it is.

    In doubt it is: short texts, headlines, lists of names and old spelling pass.

    >>> foreign("The army said on Monday that the bridge had been taken from the rebels after a night of fighting, "
    ...         "and that none of its men were lost.") is None
    True
    """
    english = other = 0
    doubtful: list[str] = []
    for words, stretch in _stretches(text):
        letters = sum(map(len, words))
        if _is_plain_english(words):
            english += letters
        else:
            other += letters
            doubtful.append(stretch)
    if other <= english or (other < _FEW_LETTERS and len(doubtful) <= 1):
        return None
    sample = "\n".join(doubtful)
    few = len(_WORD.findall(sample)) < _FEW_WORDS
    latin = _latin_share(sample) >= _LATIN_SHARE
    if few and latin:
        return None
    return _asked(sample, latin=latin)


def _is_plain_english(words: Sequence[str]) -> bool:
    own = sum(word in _OWN for word in words)
    small = own + sum(word in _SHARED for word in words)
    return own >= max(1, _PLAIN_SHARE * len(words)) and small >= _SMALL_SHARE * len(words)


def _stretches(text: str) -> Iterator[tuple[list[str], str]]:
    """(words in lower case, the stretch itself) of pieces of about fifty words, none across a line."""
    for line in text.splitlines():
        matches = list(_WORD.finditer(line))
        for first in range(0, len(matches), _WINDOW_WORDS):
            piece = matches[first : first + _WINDOW_WORDS]
            stretch = line[piece[0].start() : piece[-1].end()]
            yield [match.group().lower().partition("'")[0].partition("’")[0] for match in piece], stretch


def _latin_share(text: str) -> float:
    """The share of letters that are of the Latin alphabet (code points below U+0250, and Latin Extended Additional)."""
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) / max(len(letters), 1)


def _asked(sample: str, *, latin: bool) -> str | None:
    """The library's verdict: a text in other letters is not English whatever it is; one in Latin letters only if sure.

    All-caps is shown in lower case: the model learned from ordinary spelling.
    """
    code, probability = _identifier().classify(sample[:_SAMPLE].lower())
    if code == "en":
        return None if latin else "und"
    return str(code) if probability >= _SURE or not latin else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # imported late: only texts in doubt need it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
