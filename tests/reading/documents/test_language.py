"""Language: English is never refused, however it is spelt or named; anything else is, by its own name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ArticleError
from contingent.reading.documents import language
from contingent.reading.documents.clean import clean
from contingent.reading.documents.language import foreign

ENGLISH = (
    "The garrison held the river for three days, and on the fourth the relief column arrived with two hundred carts. "
    "Nobody in the town had been told that it would come, and many had already packed what they could carry."
)
FOREIGN = {
    "Ukrainian": "Російські війська минулої ночі атакували місто ударними безпілотниками. За даними обласної "
    "адміністрації, поранено дванадцять людей, зруйновано три будинки, а союзники передали ще сорок гаубиць.",
    "Russian": "Министерство сообщило, что за прошедшие сутки было уничтожено двадцать танков, а войска продолжают "
    "наступление на северном направлении, сообщил представитель ведомства.",
    "French": "Le ministre de la Défense a annoncé lundi que le pays livrerait cent canons à son voisin avant la fin "
    "de l'année. Selon lui, les forces adverses ont perdu plus de trois mille hommes, un chiffre contesté.",
    "German": "Das Verteidigungsministerium teilte am Montag mit, dass die Armee hundert weitere Panzer liefern werde. "
    "Nach Angaben der Regierung wurden in der vergangenen Woche mehr als zweitausend Soldaten verwundet.",
    "Dutch": "De minister van Defensie zei maandag dat het leger nog honderd tanks zal leveren. Volgens de regering "
    "zijn er vorige week in het oosten meer dan tweeduizend soldaten gewond geraakt, en was het onrustig.",
    "Spanish": "El ministro de Defensa anunció el lunes que el ejército enviará diez mil soldados a la frontera. Según "
    "el gobierno, la semana pasada murieron más de doscientas personas en los combates.",
    "Swedish": "Försvarsministern sade på måndagen att armén ska skicka två tusen soldater till gränsen, och att "
    "regeringen är beredd att ge mer vapen om det blir nödvändigt för att hjälpa dem.",
    "Turkish": "Savunma bakanı pazartesi günü ordunun sınıra on bin asker göndereceğini açıkladı. Hükümete göre geçen "
    "hafta çatışmalarda iki yüzden fazla kişi öldü, bine yakın kişi de yaralandı, bakan bunu doğruladı.",
    "Arabic": "أعلن وزير الدفاع يوم الاثنين أن الجيش سيرسل عشرة آلاف جندي إلى الحدود. وقالت الحكومة إن أكثر من مئتي "
    "شخص قتلوا في المعارك الأسبوع الماضي، وأصيب ألف آخرون.",
    "Hebrew": "שר הביטחון הודיע ביום שני כי הצבא ישלח עשרת אלפים חיילים לגבול. לדברי הממשלה, יותר ממאתיים בני אדם "
    "נהרגו בקרבות בשבוע שעבר.",
    "Chinese": "国防部星期一宣布，军队将向边境派遣一万名士兵。政府表示，"
    "上周有两百多人在战斗中丧生，另有一千人受伤。战争还将继续。",
    "Japanese": "防衛省は月曜日、国境に一万人の兵士を派遣すると発表した。"
    "政府によると、先週の戦闘で二百人以上が死亡し、千人が負傷した。",
    "Swahili": "Waziri wa ulinzi alisema Jumatatu kwamba jeshi litatuma wanajeshi elfu kumi mpakani. Kwa mujibu wa "
    "serikali, zaidi ya watu mia mbili waliuawa katika mapigano wiki iliyopita.",
}
UNUSUAL = {
    "Chaucer's spelling": "Whan that Aprill with his shoures soote, the droghte of March hath perced to the roote, and "
    "bathed every veyne in swich licour of which vertu engendred is the flour, than longen folk to goon.",
    "Tudor spelling": "The xxvii day of Maie the Emperours armie, to the nombre of xl thousande footemen and v "
    "thousande horsmen, came before the walles of the towne, and in the mornynge assaulted the Citie on euery syde.",
    "a telegram": "ENEMY COLUMN SIGHTED NORTH OF BRIDGE STOP ESTIMATE TWO BATTALIONS ARMOUR STOP REQUEST AIR SUPPORT "
    "SOONEST STOP HOLDING PRESENT POSITION STOP AMMUNITION LOW STOP CASUALTIES FORTY WOUNDED TWELVE KILLED STOP",
    "capitals": ENGLISH.upper(),
    "headlines": "Troops Mass Near Border; Cabinet Meets Tonight. Rebel Leaders Reject Ceasefire Plan. Shells Hit "
    "Market, Twelve Dead. President Vows Swift Response. Aid Convoys Halted. Oil Prices Jump. Schools Shut.",
    "many names": "Present were Gen. Nguyen Van Thieu, Col. Pham Ngoc Thao, Maj. Tran Kim Tuyen, Capt. Le Quang Tung, "
    "Lt. Do Mau, Ngo Dinh Nhu, Duong Van Minh, Tran Van Don, Le Van Kim, Ton That Dinh and Nguyen Khanh.",
    "a list of names alone": "Oleksandr Petrenko, Ivan Shevchenko, Taras Bondarenko, Mykola Kovalenko, Andrii "
    "Tkachenko, Serhii Kravchenko, Dmytro Oliinyk, Yurii Lysenko, Vasyl Marchenko, Petro Savchenko, Ihor Rudenko.",
    "a quotation in French": "The minister said: « Nous ne céderons pas, quoi qu'il arrive, et nous irons jusqu'au "
    "bout », and left the room. Asked whether troops would go, he told us that it was for the parliament to decide.",
    "no accents at all": ENGLISH.encode("ascii").decode(),
    "few words": "Guerre totale.",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_another_language_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ArticleError, match=rf"^the file is in {name}; wanted English") as caught:
        clean(FOREIGN[name].encode(), origin="the file", content_type="text/plain")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_english_is_read(name: str) -> None:
    assert foreign(UNUSUAL[name]) is None


def test_most_of_the_body_decides() -> None:
    stranger = FOREIGN["Ukrainian"]
    assert foreign("\n\n".join([ENGLISH, ENGLISH, stranger])) is None
    assert foreign("\n\n".join([ENGLISH, stranger, stranger, stranger])) == "uk"


def test_comments_in_another_language_do_not_count() -> None:
    comments = "".join(f"\n\nReader {n}\nNovember 18, 2024 at 3:5{n} pm\n\n{FOREIGN['French']}" for n in range(4))
    document = clean(f"A Title\n\n{ENGLISH}\n\n4 Comments{comments}\n".encode(), origin="-")
    assert any(segment.kind == "reader_comment" for segment in document.segments)


@pytest.mark.shared
def test_no_article_at_hand_is_refused_and_none_needs_the_library(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unasked() -> None:
        raise AssertionError("plain English needed the library")

    monkeypatch.setattr(language, "_identifier", unasked)
    root = Path(__file__).resolve().parents[3]
    files = [
        *(shared / "data" / "articles").glob("*.txt"), *(shared / "seed").glob("article.*"),
        *(shared / "seed").glob("*.html"), *(root / "examples").glob("*.md"),
        *(root / "tests" / "articles").glob("*.*"),
    ]  # fmt: skip
    articles = [file for file in files if file.suffix in (".txt", ".md", ".html")]
    assert len(articles) >= 9
    for file in articles:
        assert clean(file.read_bytes(), origin=file.name).text


def test_an_english_text_loads_no_model() -> None:
    code = (
        "import sys; from contingent.reading.documents.language import foreign; "
        f"print(foreign({ENGLISH!r}), 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=200) | st.lists(st.sampled_from([ENGLISH, *FOREIGN.values(), "\n", " "]), max_size=3).map("".join)
)
def test_any_text_has_a_language_or_none(text: str) -> None:
    code = foreign(text)
    assert code is None or (code != "en" and code.isalpha())
    assert foreign(text) == code


@settings(max_examples=30, deadline=None)
@given(st.permutations([ENGLISH, ENGLISH.upper(), FOREIGN["German"], UNUSUAL["headlines"]]))
def test_the_order_of_paragraphs_changes_nothing(parts: list[str]) -> None:
    assert foreign("\n".join(parts)) is None
