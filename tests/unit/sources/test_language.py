"""The language of a text from its declaration, script and letters."""

from __future__ import annotations

import pytest

from monitor.sources.language import language_of, shows

ENGLISH = "The mayor said that two fishermen were hurt when shells fell near the bridge, and that the road was closed."


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ENGLISH, "en"),
        (
            "Belediye başkanı iki balıkçının yaralandığını ve köprünün bu sabah için kapatıldığını bildirdi",
            "tr",
        ),
        ("Şəhər rəhbəri körpünün yaxınlığında iki balıqçının yaralandığını və yolun bağlandığını bildirib", "az"),
        ("Мэр города сообщил, что двое рыбаков ранены у старого моста, дорога закрыта, и выстрелы слышны", "ru"),
        ("Мер міста повідомив, що двоє рибалок поранені біля старого мосту, її дорогу закрито", "uk"),
        ("Երկու ձկնորս վիրավորվել է կամրջի մոտ", "hy"),
        ("ორი მეთევზე დაიჭრა ხიდთან", "ka"),
        ("שני דייגים נפצעו ליד הגשר", "he"),
        ("أصيب صيادان بالقرب من الجسر القديم", "ar"),
        ("دو ماهیگیر در نزدیکی پل قدیمی زخمی شدند، شهردار گفت", "fa"),
        ("两名渔民在桥附近受伤", "zh"),
        ("12 345 — !", "und"),
        ("", "und"),
    ],
)
def test_a_text_tells_its_language(text: str, lang: str) -> None:
    assert language_of(text) == lang


def test_a_declaration_is_believed_where_the_script_allows_it() -> None:
    assert language_of(ENGLISH, "sw") == "sw"
    assert language_of("Два рибари су повређена код моста", "sr-Cyrl") == "sr"
    assert language_of("", "en_GB") == "en"


def test_a_template_that_declares_english_does_not_make_the_text_english() -> None:
    assert language_of("Двое рыбаков ранены у старого моста", "en-US") == "ru"
    assert language_of(ENGLISH, "ru") == "en"


def test_a_nonsense_declaration_is_none() -> None:
    assert language_of(ENGLISH, "<b>") == "en"
    assert language_of("", "english please") == "und"


@pytest.mark.parametrize(
    ("text", "declared", "shown"),
    [
        ("Drone strike kills five near Stepanakert", "tr", False),
        ("No deal, no truce, says Erdoğan", "tr", False),
        ("Sotk yakınlarında üç asker öldürüldü", "tr", True),
        ("Trzech żołnierzy zginęło na granicy", "pl", True),
        ("Tiga prajurit tewas dekat jembatan", "id", False),
        ("Двое рыбаков ранены у старого моста", "ru", True),
        ("Два рибари су повређена код моста", "sr", True),
        ("Two fishermen hurt at the old bridge", "ru", False),
        ("Двое рыбаков ранены у старого моста", "tr", False),
        ("", "ru", False),
    ],
)
def test_a_headline_shows_the_language_that_is_declared_or_does_not(text: str, declared: str, shown: bool) -> None:
    assert shows(text, declared) is shown


def test_a_text_that_is_plainly_of_another_language_contradicts_its_declaration() -> None:
    assert language_of(f"{ENGLISH} {ENGLISH}", "tr") == "en"
    assert language_of("The old bridge near Sotk is closed", "tr") == "tr"
