"""Words and names with their tags, and how a sentence falls into chunks."""

from __future__ import annotations

from monitor.engine.lexicon import FIRST_CODE, Alphabet, Chunk, Lexicon, Ref, Scope, expand, retag
from monitor.engine.numbers import NumberReader, NumberWords
from monitor.engine.text import sentences

BAKU = Ref("actor", "azerbaijan", "nagorno-karabakh")
MILITANTS = Ref("actor", "donbas-republics", "donbas")
KARABAKH = Scope("nagorno-karabakh", frozenset({"nagorno-karabakh"}))
DONBAS = Scope("donbas", frozenset({"donbas"}))


def _lexicon() -> Lexicon:
    lexicon = Lexicon(Alphabet())
    lexicon.add(["killed"], ["kill.past"])
    lexicon.add(["killed"], ["kill.part"])
    lexicon.add(["armed"], ["role.military"])
    lexicon.add(["armed", "forces"], ["force.noun"])
    lexicon.add(["may"], ["modal"])
    lexicon.add(["may"], ["month.m05"], capital=True)
    lexicon.add(["baku"], ["ACTOR"], BAKU, capital=True)
    lexicon.add(["militants"], ["people"])
    lexicon.add(["militants"], ["ACTOR"], MILITANTS)
    lexicon.add(["aliyev"], ["ACTOR", "surname"], BAKU, capital=True)
    lexicon.add(["two", "dozen", "shells"], ["act.shelling"])
    lexicon.add(["held"], ["=held"])
    lexicon.freeze()
    for tags in (["WORD"], ["NAME"], ["NUMBER"], ["NUMBER", "DAY"], ["NUMBER", "YEAR"]):
        lexicon.alphabet.code(frozenset(tags))
    return lexicon


def _chunks(text: str, scope: Scope = KARABAKH) -> list[Chunk]:
    (sentence,) = sentences(text, "text", ())
    numbers = NumberReader(NumberWords(units={"two": 2}, vague={"two dozen": (24, 24)})).find(sentence.tokens)
    return _lexicon().chunks(sentence, numbers, scope)


def test_a_tag_brings_all_its_heads() -> None:
    assert expand("people.military.single") == ["people", "people.military", "people.military.single"]
    assert expand("=sept.") == ["=sept."]


def test_a_word_holds_every_meaning_it_was_given() -> None:
    (chunk,) = _chunks("killed")
    assert chunk.tags == {"kill", "kill.past", "kill.part"}


def test_the_longest_phrase_wins() -> None:
    assert [c.word for c in _chunks("armed forces armed men")] == ["armed forces", "armed", "men"]


def test_a_name_counts_only_with_a_capital_letter() -> None:
    assert [sorted(c.tags) for c in _chunks("baku Baku")] == [["WORD"], ["ACTOR"]]


def test_a_word_with_a_second_meaning_as_a_name_has_both_when_capital() -> None:
    small, capital = _chunks("may May")
    assert small.tags == {"modal"}
    assert capital.tags == {"modal", "month", "month.m05"}


def test_in_a_text_of_capitals_every_name_may_be_meant() -> None:
    assert BAKU in {ref for c in _chunks("SHELLS FELL NEAR BAKU") for ref in c.refs}


def test_a_name_knows_whom_it_stands_for() -> None:
    assert _chunks("Baku")[0].refs == (BAKU,)


def test_a_name_of_another_theatre_stands_for_nobody() -> None:
    (chunk,) = _chunks("Baku", DONBAS)
    assert chunk.tags == {"NAME"}
    assert chunk.refs == ()


def test_in_an_article_of_no_theatre_any_name_counts() -> None:
    assert _chunks("Baku", Scope())[0].refs == (BAKU,)


def test_a_plain_word_stands_for_an_actor_only_in_reports_of_its_theatre() -> None:
    both = Scope("nagorno-karabakh", KARABAKH.theatres | DONBAS.theatres)
    for scope in (KARABAKH, both, Scope()):
        (chunk,) = _chunks("militants", scope)
        assert chunk.refs == (), scope
        assert chunk.tags == {"people"}, scope
    (chunk,) = _chunks("militants", DONBAS)
    assert chunk.tags == {"people", "ACTOR"}
    assert chunk.refs == (MILITANTS,)


def test_a_surname_stands_for_the_official_once_he_was_named_and_behind_no_other_first_name() -> None:
    told = Scope(KARABAKH.main, KARABAKH.theatres, frozenset({"aliyev"}))
    assert _chunks("then Aliyev spoke", told)[1].refs == (BAKU,)
    assert [c.refs for c in _chunks("then Aliyev spoke")] == [(), (), ()]
    assert [c.refs for c in _chunks("Private Rauf Aliyev fell", told)] == [(), (), (), ()]


def test_an_unknown_word_is_a_word_and_with_a_capital_a_name() -> None:
    assert [sorted(c.tags) for c in _chunks("then Aram fled")] == [["WORD"], ["NAME"], ["WORD"]]


def test_a_word_that_only_a_pattern_names_stays_a_word() -> None:
    assert _chunks("held")[0].tags == {"=held", "WORD"}


def test_a_number_is_one_chunk_and_tells_years_from_days() -> None:
    assert [sorted(c.tags) for c in _chunks("two 27 1994 300")] == [
        ["NUMBER"],
        ["DAY", "NUMBER"],
        ["NUMBER", "YEAR"],
        ["NUMBER"],
    ]


def test_a_longer_phrase_takes_a_number_in() -> None:
    assert [c.word for c in _chunks("two dozen shells")] == ["two dozen shells"]
    assert [c.number.best for c in _chunks("two dozen men") if c.number] == [24]


def test_chunks_cover_the_sentence_without_overlap_and_quote_it() -> None:
    text = "In May Baku’s armed forces killed two."
    found = _chunks(text)
    assert [c.first for c in found[1:]] == [c.last for c in found[:-1]]
    assert text[found[2].start : found[2].end] == "Baku"


def test_each_set_of_tags_has_one_private_character() -> None:
    alphabet = Alphabet()
    first = alphabet.code(frozenset({"a"}))
    assert ord(first) == FIRST_CODE
    assert alphabet.code(frozenset({"a"})) == first
    second = alphabet.code(frozenset({"a", "b"}))
    assert alphabet.having("a") == first + second
    assert alphabet.having("b") == second
    assert alphabet.having("c") == ""
    assert len(alphabet) == 2


def test_a_chunk_can_be_seen_in_another_light() -> None:
    alphabet = Alphabet()
    chunk = Chunk(frozenset({"NUMBER"}), alphabet.code(frozenset({"NUMBER"})), 0, 1, 0, 2, "12")
    seen = retag(chunk, alphabet, frozenset({"NUMBER", "COUNTED"}))
    assert seen.tags == {"NUMBER", "COUNTED"}
    assert seen.code == alphabet.code(frozenset({"NUMBER", "COUNTED"})) != chunk.code
    assert (seen.start, seen.end, seen.word) == (0, 2, "12")


def test_the_codes_of_a_phrase_can_be_asked() -> None:
    lexicon = _lexicon()
    assert len(lexicon.codes_of(["may"])) == 2
    assert len(lexicon.codes_of(["armed", "forces"])) == 1
    assert lexicon.codes_of(["armed", "men"]) == ""
