"""The pattern language: every construct, every mistake, and the bound on the work."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from monitor.engine.lexicon import Alphabet, Lexicon, Scope
from monitor.engine.numbers import NumberReader, NumberWords
from monitor.engine.patterns import MOST, Found, Pattern, PatternCompiler, PatternError, literals, types, ways
from monitor.engine.text import fold, sentences, tokens
from tests.unit.engine.desk import english

FRAGMENTS = {"passive": "(@be | @adv){1,4}", "loop": "the %loop", "harmed": "@harm.part"}


class Bench:
    """A small lexicon and what compiles and tries patterns over it."""

    def __init__(self, *written: str) -> None:
        """`written`: every pattern that will be compiled; their words must be in the lexicon first."""
        self.alphabet = Alphabet()
        self.lexicon = Lexicon(self.alphabet)
        for tag, phrases in {
            "be": "is|are|was|were|been",
            "adv": "badly|also|so far",
            "harm.part": "killed|wounded",
            "harm.past": "killed|wounded",
            "people": "soldiers|men",
            "stop": ";",
            "empty": "",
        }.items():
            for phrase in filter(None, phrases.split("|")):
                self.lexicon.add(phrase.split(), [tag])
        for source in (*written, *FRAGMENTS.values()):
            for literal in literals(source):
                self.lexicon.add(fold(literal).split(), [f"={literal}"])
        self.lexicon.add([","], ["=,"])
        self.lexicon.freeze()
        for tags in ({"WORD"}, {"NAME"}, {"NUMBER"}, {"NUMBER", "DAY"}, {"NUMBER", "YEAR"}):
            self.alphabet.code(frozenset(tags))
        known = {"be", "adv", "harm", "harm.part", "harm.past", "people", "stop", "empty", "WORD", "NAME", "NUMBER"}
        words = {f"={literal}" for source in (*written, *FRAGMENTS.values()) for literal in literals(source)}
        self.compiler = PatternCompiler(
            self.alphabet, FRAGMENTS, lambda tag: tag in known | words, self.lexicon.codes_of
        )

    def find(self, source: str, text: str) -> list[tuple[str, Mapping[str, str]]]:
        """Each match as the words it covers, and its named parts likewise."""
        pattern = self.compiler.compile(source)
        (sentence,) = sentences(text, "text", ())
        numbers = NumberReader(NumberWords(units={"two": 2, "three": 3})).find(sentence.tokens)
        chunks = self.lexicon.chunks(sentence, numbers, Scope())
        codes = "".join(c.code for c in chunks)

        def quoted(first: int, last: int) -> str:
            return text[chunks[first].start : chunks[last - 1].end] if last > first else ""

        return [
            (quoted(f.first, f.last), {name: quoted(*span) for name, span in f.groups.items()})
            for f in pattern.find(codes)
        ]


def _matches(source: str, text: str) -> list[str]:
    return [words for words, _ in Bench(source).find(source, text)]


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        # this very word; words in a row; a phrase in quotation marks
        ("truce", "The truce held.", ["truce"]),
        ("the truce", "The truce held, the other truce fell.", ["The truce"]),
        ('"the truce" held', "The truce held.", ["The truce held"]),
        # letters count little: case, accents, curly quotes
        ("truce", "TRÜCE", ["TRÜCE"]),
        # a list, and a list within a list
        ("@be", "Men were there.", ["were"]),
        ("@harm", "Men were killed.", ["killed"]),
        ("@harm.part", "Men were killed.", ["killed"]),
        ("@adv", "Men were, so far, safe.", ["so far"]),
        # types
        ("NUMBER @people", "Then 12 soldiers and two men came.", ["12 soldiers", "two men"]),
        ("NAME", "Then Aram came.", ["Then", "Aram"]),
        ("WORD", "held", ["held"]),
        # either
        ("(truce | peace)", "A truce and a peace.", ["truce", "peace"]),
        ("truce | peace", "A truce and a peace.", ["truce", "peace"]),
        # optional, and a bounded number of times
        ("@be (also)? @harm", "Men were also killed, men were killed.", ["were also killed", "were killed"]),
        ("@be @adv? @harm", "Men were badly wounded.", ["were badly wounded"]),
        ("@be @adv{0,2} @harm", "Men were badly also killed.", ["were badly also killed"]),
        ("@be @adv{1,2} @harm", "Men were killed.", []),
        ("@be @adv{0,1} @harm", "Men were badly also killed.", []),
        # a fragment
        ("%passive %harmed", "Men were also badly wounded.", ["were also badly wounded"]),
        # gaps: chunks of one clause, and with commas; never across a stop
        ("men ..2 @harm", "The men on watch killed", ["men on watch killed"]),
        ("men ..1 @harm", "The men on watch killed", []),
        ("men .. @harm", "The men of that far post killed", ["men of that far post killed"]),
        ("men .. @harm", "The men, on watch, killed", []),
        ("men ...6 @harm", "The men, on watch, killed", ["men, on watch, killed"]),
        ("men ...6 @harm", "The men; on watch killed", []),
        # what follows, what does not, what stands before, what does not
        ("men >( @be )", "The men were men.", ["men"]),
        ("men !( @be )", "men were here, men left", ["men"]),
        ("<( NUMBER ) men", "Those men and two men.", ["men"]),
        ("~( NUMBER ) men", "Those men and two men.", ["men"]),
        ("~( @be | NUMBER ) @harm", "were killed two killed men killed", ["killed"]),
        # the sentence's start and end
        ("^ men", "Men and men", ["Men"]),
        ("men $", "men and Men", ["Men"]),
        ("men (killed | $)", "men left men killed men", ["men killed", "men"]),
        # a list that exists and holds nothing matches nothing
        ("@be | @empty", "Men were here.", ["were"]),
        ("~( @empty ) men", "Men were here.", ["Men"]),
        ("<( @empty ) men", "Men were here.", []),
    ],
)
def test_each_construct_matches_what_it_promises(source: str, text: str, matches: list[str]) -> None:
    assert _matches(source, text) == matches


def test_named_parts_are_remembered() -> None:
    source = "victims=NUMBER @people @be harm=(@harm.part | gone)"
    assert Bench(source).find(source, "Then 12 soldiers were wounded.") == [
        ("12 soldiers were wounded", {"victims": "12", "harm": "wounded"})
    ]


def test_a_name_may_stand_in_every_alternative() -> None:
    source = "(killed who=@people | who=@people @be killed)"
    assert [g for _, g in Bench(source).find(source, "men were killed, they killed soldiers")] == [
        {"who": "men"},
        {"who": "soldiers"},
    ]


def test_an_optional_named_part_that_is_missing_leaves_no_name() -> None:
    source = "(who=@people)? killed"
    assert Bench(source).find(source, "And killed.") == [("killed", {})]


def test_words_in_a_row_are_met_where_the_lexicon_holds_them_as_one() -> None:
    # "so far" is one phrase of the lexicon; a pattern that writes its words one by one meets it all the same
    assert _matches("killed so far", "Two men killed so far.") == ["killed so far"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "empty alternative"),
        ("(truce | )", "empty alternative"),
        ("truce |", "empty alternative"),
        ("(truce", "not closed"),
        ("truce )", "nothing more was expected"),
        ("@nothing", 'unknown list "@nothing"'),
        ("PEPLE", 'unknown type "PEPLE"'),
        ("(a)* b", '"*" is no part of the pattern language; write {0,3}'),
        ("%nothing truce", 'unknown fragment "%nothing"'),
        ("%loop", "holds itself"),
        ("truce{0,13}", f"bounds go from 0 to {MOST}"),
        ("truce{3,2}", f"bounds go from 0 to {MOST}"),
        ("(truce @adv{0,2}){0,3} held", "a repetition inside a repetition"),
        ("(truce ..3){0,2} held", "a repetition inside a repetition"),
        ("truce ..13 held", f"a gap goes up to {MOST}"),
        ("truce? held?", "at least one word, list or type that is not optional"),
        ("..4", "at least one word, list or type that is not optional"),
        ("<( the old ) truce", "looks back at exactly one chunk"),
        ("~( @adv? ) truce", "looks back at exactly one chunk"),
        ("? truce", '"?" was not expected here'),
        ("truce }", "is no part of the pattern language"),
        ("( " * 2_000 + "truce" + " )" * 2_000, "groups stand inside each other more than 20 deep"),
        ("truce{2}", "is no part of the pattern language"),
    ],
)
def test_a_pattern_that_does_not_read_says_what_is_wrong(source: str, says: str) -> None:
    bench = Bench("truce held the old")
    with pytest.raises(PatternError) as error:
        bench.compiler.compile(source)
    assert says in str(error.value)


def test_what_looks_like_a_regular_expression_is_only_words() -> None:
    # nothing of the pattern language reaches the regular expression as it was written
    source = "tr.*ce"
    assert _matches(source, "The truce held.") == []


def _pattern(source: str) -> Pattern:
    return Bench(source).compiler.compile(source)


def test_a_pattern_is_not_tried_where_its_rarest_word_is_missing() -> None:
    pattern = _pattern("the ..3 truce @be")
    assert len(pattern.anchors[0]) <= 2
    assert list(pattern.find("anything")) == []
    language = english()
    fit = language.anchors.fitting(language.anchors.there("anything"))
    for index in language.index.values():
        assert list(index.among(fit)) == []


def test_no_pattern_is_passed_over_where_all_that_it_needs_is_there() -> None:
    language = english()
    for index in language.index.values():
        for number, rule in enumerate(index.rules):
            for one in rule.patterns:
                there = language.anchors.there(frozenset().union(*one.anchors))
                asked = dict(index.among(language.anchors.fitting(there), number - 1))
                assert one in asked[number]


def test_a_match_of_nothing_is_no_match() -> None:
    source = ">( truce )"
    with pytest.raises(PatternError):
        _pattern(source)


def test_found_ranges_are_of_chunks() -> None:
    pattern = _pattern("truce")
    code = next(iter(pattern.anchors[0]))
    assert list(pattern.find(code * 2)) == [Found(0, 1, {}), Found(1, 2, {})]


def test_the_words_and_types_that_a_pattern_names_can_be_asked() -> None:
    source = '(the | "cease fire") @ceasefire.breach ..3 NUMBER'
    assert list(literals(source)) == ["the", "cease fire"]
    assert list(types(source)) == ["NUMBER"]


def test_a_compiled_pattern_knows_what_it_uses_in_its_fragments_too() -> None:
    pattern = Bench().compiler.compile("NUMBER %passive")
    assert pattern.uses == {"NUMBER", "%passive", "@be", "@adv"}


def test_a_fragment_may_be_optional_as_a_whole_but_must_read() -> None:
    compiler = Bench().compiler
    assert compiler.read("(@be)?") == {"@be"}
    with pytest.raises(PatternError, match="not closed"):
        compiler.read("(@be")
    with pytest.raises(PatternError, match="holds itself"):
        compiler.read("%loop")


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("victims=NUMBER (@adv | also)? @be killed", [["victims=NUMBER", "( @adv | also )?", "@be", "killed"]]),
        ("truce | peace ..2 now", [["truce"], ["peace", "..2", "now"]]),
        ("( (a | b) c | d )", [["( a | b )", "c"], ["d"]]),
        ("(a)? one=(b | c){0,2}", [["( a )?", "one=( b | c ){0,2}"]]),
        ('(a | b) "c d" !( e )', [["( a | b )", '"c d"', "!( e )"]]),
    ],
)
def test_a_pattern_can_be_cut_into_the_ways_in_which_it_fits_and_their_parts(
    source: str, parts: list[list[str]]
) -> None:
    assert ways(source) == parts


def test_tokens_of_a_word_in_a_pattern_are_those_of_the_text() -> None:
    # a pattern's literal is folded and cut at hyphens, as the text is
    assert [t.word for t in tokens("cease-fire", fold("cease-fire"), 0, 10)] == ["cease", "fire"]
