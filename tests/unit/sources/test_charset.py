"""Which letters the bytes mean, when nobody says so or somebody lies."""

from __future__ import annotations

import pytest

from monitor.sources.charset import decode

TOLD = {
    "cp1251": "Обстрел у Сотка: погибли трое солдат, сообщило министерство обороны",
    "koi8-r": "Обстрел у Сотка: погибли трое солдат, сообщило министерство обороны",
    "cp1256": "قصف قرب الحدود وسقوط ثلاثة قتلى من الجنود في الصباح",
}


@pytest.mark.parametrize("declared", [None, "text/xml; charset=utf-8", "text/xml; charset=klingon"])
@pytest.mark.parametrize("encoding", TOLD)
def test_letters_of_another_alphabet_are_known_by_how_often_they_come(encoding: str, declared: str | None) -> None:
    markup = f"<item><title>{TOLD[encoding]}</title></item>"
    assert decode(markup.encode(encoding), declared) == markup


@pytest.mark.parametrize("text", ["Trois soldats tués près de la frontière", "Drei Soldaten getötet", "“Fire” – again"])
def test_alphabets_that_are_alike_are_not_guessed(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_what_is_declared_is_believed_before_what_letters_tell() -> None:
    markup = f"<?xml version='1.0' encoding='iso-8859-5'?><title>{TOLD['cp1251']}</title>"
    assert decode(markup.encode("iso-8859-5")) == markup
