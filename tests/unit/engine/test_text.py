"""Characters, paragraphs, sentences and tokens: every offset leads back to the article."""

from __future__ import annotations

import pytest

from monitor.engine.text import Sentence, bare, fold, paragraphs, sentences
from tests.unit.engine.desk import casualties, english, words


def _told(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, "text", english().abbreviations)]


@pytest.mark.parametrize(
    "text",
    [
        "İstanbul",
        "ǅ",
        "Xankəndi",
        "Élysée",
        "e\u0301",
        "ﬁre",
        "ß",
        "한국어",
        "Ағдам",
        "قتل",
        "🕊️ truce",
        "a\u2028b",
        "\ud800",
    ],
)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ağdərə", "agdərə"),
        ("ÉLYSÉE", "elysee"),
        ("“broken”", '"broken"'),
        ("«broken»", '"broken"'),
        ("Baku’s", "baku's"),
        ("Armenia–Azerbaijan", "armenia-azerbaijan"),
        ("ten\u00a0men", "ten men"),
        ("one\r\ntwo\u2028three", "one\n\ntwo\nthree"),
    ],
)
def test_folding_lowers_and_straightens(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Maj. Gen. A. S. Petrosyan spoke. Two men fell.", ["Maj. Gen. A. S. Petrosyan spoke.", "Two men fell."]),
        ("The U.S. called for calm. Fire went on.", ["The U.S. called for calm.", "Fire went on."]),
        ("It began on Sept. 27 at No. 5. Nobody slept.", ["It began on Sept. 27 at No. 5.", "Nobody slept."]),
        ("What now? Nobody knows! Three fell...", ["What now?", "Nobody knows!", "Three fell..."]),
        ("The toll rose to 5. 3 more fell.", ["The toll rose to 5.", "3 more fell."]),
        ("It cost 1.5 million at 3.30 p.m. in Baku.", ["It cost 1.5 million at 3.30 p.m. in Baku."]),
        ("Fire ended.Two men fell.", ["Fire ended.", "Two men fell."]),
        ('"Why?" he asked. "They fired."', ['Why?" he asked.', "They fired."]),
        ("He fell (a shell had hit him). She lived.", ["He fell (a shell had hit him).", "She lived."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert _told(text) == parts


def test_curly_quotation_marks_close_a_sentence_like_straight_ones() -> None:
    assert len(_told("“We hold our fire.” Then two men fell.")) == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("E\u0301lyse\u0301e", "elysee"),
        ("Ag\u0306d\u0259r\u0259", "agdərə"),
        ("sol\u00addiers", "soldiers"),
        ("Step\u200banakert", "stepanakert"),
        ("\ufeffBaku", "baku"),
        ("Shushi\u200e", "shushi"),
    ],
)
def test_accents_and_marks_of_no_width_do_not_part_a_word(written: str, read: str) -> None:
    (token,) = words(written)
    assert token.word == read
    assert bare(fold(written)[token.start : token.end]) == read


def test_a_name_with_accents_of_their_own_is_found_and_quoted_as_it_stands() -> None:
    text = "The A\u0301rmenian ministry said two of its soldiers were killed near Stepa\u0301nakert."
    (claim,) = casualties(text)
    assert (claim.claimant, [place.id for place in claim.places]) == ("armenia", ["stepanakert"])
    assert text[claim.start : claim.end] == claim.evidence


WRAPPED = """Officials of the army reported that
troops had fired on the town and
hit a man who was on his way to
work at a mill near the river. The
mill was hit too and burned down.

A second man was struck in the leg
and taken to the nearest hospital."""


def test_hard_wrapped_lines_are_put_together_again() -> None:
    told = _told(WRAPPED)
    assert len(told) == 3
    assert told[0].startswith("Officials of the army")
    assert told[0].endswith("near the river.")
    assert [s.paragraph for s in sentences(WRAPPED, "text", ())] == [0, 0, 1]


def test_lines_of_ordinary_text_are_paragraphs_of_their_own() -> None:
    text = "Two men fell\nThe truce held\n\nNobody else was hurt"
    assert [text[a:b] for a, b in paragraphs(text)] == ["Two men fell", "The truce held", "Nobody else was hurt"]


def test_text_without_a_word_has_no_sentence() -> None:
    assert _told(" \n\t\n  ") == []


def test_text_in_capitals_is_known_as_such() -> None:
    found: list[Sentence] = sentences("TROOPS FIRED ON THE TOWN. Two men fell there.", "text", ())
    assert [s.capitals for s in found] == [True, False]


def test_every_token_quotes_the_folded_text() -> None:
    text = "Baku’s forces – U.S.-trained – fired 1,200 shells; Xankəndi’s people hid."
    for token in words(text):
        assert fold(text)[token.start : token.end] == token.word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two-day-old", [("two", False), ("day", True), ("old", True)]),
        ("Su-25", [("su", False), ("25", True)]),
        ("120mm", [("120", False), ("mm", True)]),
        ("F16", [("f", False), ("16", True)]),
        ("27th", [("27th", False)]),
        ("2020-10-27", [("2020-10-27", False)]),
        ("27/10/2020", [("27/10/2020", False)]),
        ("U.S.-backed", [("u.s.", False), ("backed", True)]),
        ("10–15", [("10", False), ("15", True)]),
        ("fire - heavy", [("fire", False), ("-", False), ("heavy", False)]),
        ("Armenia's", [("armenia", False), ("'s", False)]),
        ("1,200", [("1,200", False)]),
        ("“broken”", [("broken", False)]),
        ("the 1990s", [("the", False), ("1990s", False)]),
    ],
)
def test_hyphens_glue_and_quotation_marks_vanish(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(t.word, t.glued) for t in words(text)] == expected


def test_a_capital_letter_is_remembered() -> None:
    assert [t.capital for t in words("May may MAY")] == [True, False, True]
