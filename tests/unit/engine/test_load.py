"""A bad pack never loads: each mistake is told with file and line, and what to do instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from monitor.errors import RuleError
from tests.unit.engine.desk import packs as shipped
from tests.unit.engine.pack import RULES, THEATRE, line_of, write


def _spoiled(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1, f"nothing to spoil: {old}"
    return text.replace(old, new, 1)


def _problems(folder: Path, rules: str = RULES, theatre: str = THEATRE, **more: str) -> list[str]:
    with pytest.raises(RuleError) as error:
        load_packs(write(folder, rules, theatre, **more))
    assert str(error.value).splitlines() == error.value.problems
    return [problem.replace(f"{folder}/", "") for problem in error.value.problems]


def test_a_good_pack_loads_whole(tmp_path: Path) -> None:
    found = load_packs(write(tmp_path))
    assert list(found.languages) == ["en"]
    assert {stage: [r.id for r in rules] for stage, rules in found.languages["en"].rules.items()} == {
        "phrase": ["en.people.counted"],
        "time": ["en.time.weekday"],
        "speaker": ["en.speaker.said"],
        "event": ["en.harm.killed", "en.ceasefire.broke"],
        "cue": ["en.context.denied"],
    }
    border = found.theatres["border"]
    assert border.parties == ("northland", "southland")
    assert border.opponents("northland") == ("southland",)
    assert border.opponents("nobody") == ()
    assert found.ceasefires[0].start == date(2021, 3, 1)
    assert found.ceasefires[0].places == ("valley",)
    assert found.labels == {"northland": "Northland", "southland": "Southland"}


def test_a_rule_knows_where_it_stands(tmp_path: Path) -> None:
    rule = load_packs(write(tmp_path)).languages["en"].by_id["en.harm.killed"]
    assert (rule.file, rule.line) == (str(tmp_path / "en" / "rules.yaml"), line_of(RULES, "- id: en.harm.killed"))


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        # keys
        ("triggers:", "trigers:", "trigers:", 'unknown key "trigers"; did you mean "triggers"?'),
        ("    near_misses:", "    near_miss:", " near_miss:", 'unknown key "near_miss"; did you mean "near_misses"?'),
        ("    says: it is denied\n", "", "- id: en.context.denied", '"says" is missing'),
        ("    emit: {claim: violation}\n", "", "- id: en.ceasefire.broke", '"emit" is missing'),
        ('    match: "denied"\n', "", "- id: en.context.denied", '"match" is missing'),
        ("language: en\n", "", "abbreviations", '"language" is missing'),
        ("stage: cue", "stage: queue", "stage: queue",
         'en.context.denied: stage: "queue" is none of phrase, time, speaker, event, cue'),
        ("  units: {", "  unit: {", "  unit: {", 'unknown key "unit"'),
        ("units: {one: 1", "units: {one: uno", "units: {one",
         'numbers.units: one: expected a whole number, found "uno"'),
        ("several: [3, 9]", "several: 3", "several: 3",
         "several: expected two numbers such as [3, 9], found "),
        ("id: en.time.weekday", "id: weekday", "id: weekday",
         'id: "weekday" is no rule\'s name; write language.subject.name in small letters: en.harm.killed'),
        ("abbreviations: [gen]", "abbreviations: gen", "abbreviations: gen",
         'abbreviations: expected a list such as [one, two], found "gen"'),
        # patterns
        ("@people\"", "@peple\"", "@peple", 'en.people.counted: unknown list "@peple"; did you mean "@people"?'),
        ("=COUNTED", "=CONTED", "=CONTED", 'en.harm.killed: unknown type "CONTED"'),
        ("%passive", "%pasive", "%pasive", 'en.harm.killed: unknown fragment "%pasive"'),
        ("the @ceasefire\"", "the @ceasefire{0,99}\"", "{0,99}", "en.ceasefire.broke: {0,99}: bounds go from 0 to 12"),
        ("nobody ..4 broke", "nobody ..4 (broke", "nobody ..4", 'en.ceasefire.broke: a group "(" is not closed'),
        ('match: "denied"', "match: []", "match: []", "en.context.denied: match: an empty list; write at least one"),
        ('match: "denied"', 'match: " "', 'match: " "', "an empty text; write a word, or take it out"),
        ('match: "denied"', 'match: "(a)?"', 'match: "(a)?"', "must hold at least one word"),
        ('match: "denied"', "match: [denied, b=denied]", "match: [denied",
         '"b=" is no part for stage: cue; take it off'),
        ('match: "denied"', 'match: "denied ..2 PEOPLE"', "PEOPLE", "PEOPLE is not there yet in stage cue"),
        ("violator=SIDE", "violater=SIDE", "violater=SIDE",
         '"violater=" is no part for claim: violation; did you mean "violator"?'),
        ("violator=SIDE", "holder=SIDE", "holder=SIDE", "parts are accuser, count, other, target, violator"),
        ("victims=COUNTED", "COUNTED", '"COUNTED', "en.harm.killed: does not say who came to harm; write victims="),
        ('passive: "@be"', 'passive: "@bee"', "passive:", '%passive: unknown list "@bee"; did you mean "@be"?'),
        ('passive: "@be"', 'passive: "@be"\n  idle: "(@be"', "idle:", '%idle: a group "(" is not closed'),
        ("=COUNTED", "=CONTED", "=CONTED", 'did you mean "COUNTED"?'),
        ("=COUNTED", "=QQQ", "=QQQ", "types are ACTOR, ANY, BODIES, COUNTED"),
        ("%passive", "%pasive", "%pasive", 'did you mean "%passive"?'),
        # emit
        ("{claim: violation}", "{claim: vilation}", "{claim: vilation}",
         'en.ceasefire.broke: emit: claim: "vilation" is none of casualty, violation, hostility, ceasefire; did you'),
        ("{claim: violation}", "{claim: violation, act: [x]}", "{claim: violation, act",
         'emit: unknown key "act"; did you mean "acts"?'),
        ("{claim: violation}", "{voice: said}", "emit: {voice: said}\n    examples:\n      - {text: \"Northland broke",
         'emit: "claim" is missing'),
        ("harm: killed", "harm: kiled", "harm: kiled", 'emit: harm: "kiled" is none of killed, wounded, missing'),
        ("{claim: violation}", "{claim: violation, voice: said}", "{claim: violation, voice",
         'unknown key "voice"; it belongs to stage: speaker'),
        ("value: denied", "value: dennied", "value: dennied",
         'emit: value: axis polarity has no value "dennied"; did you mean "denied"?'),
        ("value: denied", "value: sport", "value: sport", "its values are affirmed, negated, denied"),
        ("{claim: violation}", "{claim: violation, acts: [shelingg]}", "[shelingg]", 'did you mean "shelling"?'),
        ("harm: killed}", "harm: killed, status: ended}", "status: ended",
         "status: means nothing for claim: casualty; it is for ceasefire"),
        (", harm: killed}", "}", "emit: {claim: casualty}", "emit: harm: is missing; say killed"),
        ("{claim: violation}", "{claim: ceasefire}", "{claim: ceasefire}", "emit: status: is missing; say agreed"),
        ("{claim: violation}", "{claim: violation, denial: true}", "denial: true", "denial: needs inherit: true"),
        ("{phrase: people}", "{phrase: people, theirs: true}", "theirs: true", "it is for phrase: force or body"),
        ("{time: weekday}", "{time: weekday, through: -1}", "through: -1", "it is for time: day"),
        ("{time: weekday}", "{time: year, offset: -1}", "offset: -1", "it is for time: day, weekday"),
        ("{time: weekday}", "{time: day, offset: 0, through: -1}", "through: -1", "lies before offset 0; exchange"),
        # words
        ("triggers: [kill,", "triggers: [kil,", "triggers:", 'unknown list "kil"; did you mean "kill"?'),
        ("kill / kills / killed / killed / killing", "kill / kills / killed", "kill / kills",
         'has 3 forms; expected 5 with "/" between'),
        ("[is, are, was, were]", "[is, are, was, were, 5]", "were, 5",
         '"5" in list be is no text; put it in quotation marks'),
        ("be: [is,", 'be: ["", is,', "be: [", "an empty word in list be; write a word, or take it out"),
        ("be: [is,", "be: [~, is,", "be: [", "nothing in list be is no text"),
        ("be: [is, are, was, were]", "be: []", "be: []", "list be is empty"),
        ("military:\n", "militery:\n", "single: [soldier]",
         'unknown list "people.militery.single"; did you mean "people.military"?'),
        ("weekday: {d0: [Monday]}", "weekday: {d7: [Monday]}", "d7:", 'unknown list "weekday.d7"'),
        ("kill / kills / killed / killed / killing", "kill / / killed / killed / killing", "kill / /",
         "an empty form in"),
        # whose they are
        ("language: en", "language: ru", "language: ru", 'language "ru" stands in the folder en/; name both alike'),
        ("id: en.context.denied", "id: ru.context.denied", "- id: ru.context.denied", "the ids of en/ begin with en."),
        ("because: nothing is denied", 'because: ""', 'because: ""', "because: an empty text"),
        # YAML
        ("[is, are,", "[is, are,,", "[is, are,,", ""),
        ("  be: [is", "\tbe: [is", "\tbe: [is", "cannot start any token; indent with spaces"),
        ('match: "denied"', "match: @deny", "match: @deny", 'put what begins with "@" in quotation marks'),
        ("says: it is denied", "says: denied: it is", "says: denied:", 'a text with ": " in it needs quotation marks'),
        ("[is, are, was, were]", "is, are", "be: is", '"is, are" in list be is one word, with a comma in it'),
        ("because: nothing is denied", "because: x, why: y", "why: y", "there are text, because, title, published"),
        ("  be: [is", "  ceasefire: [x]\n  be: [is", "  ceasefire: [truce", 'key "ceasefire" stands twice'),
        ("{phrase: people}", "&a {phrase: people}", "&a", "anchor &a"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    rules = _spoiled(RULES, old, new)
    problems = _problems(tmp_path, rules)
    where = f"en/rules.yaml:{line_of(rules, at)}: "
    assert any(p.startswith(where) and says in p for p in problems), (where, says, problems)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("theatre: border\n", "", "name: the invented", '"theatre" is missing'),
        ("theatre: border", "theatre: boarder", "theatre:", 'theatre "boarder" stands in border.yaml; name both alike'),
        ("cues:", "cue:", "cue:", 'unknown key "cue"; did you mean "cues"?'),
        ("    label: Northland\n", "", "- id: northland", '"label" is missing'),
        ("  - [southland]", "  - [southlund]", "[southlund]", 'unknown actor "southlund"; did you mean "southland"?'),
        ("people: southland", "people: southlund", "{id: valley", 'valley: unknown actor "southlund"'),
        ("in: valley", "in: vally", "{id: ford", 'ford: unknown place "vally"; did you mean "valley"?'),
        ("id: ford", "id: valley", "names: [Fordham]", "valley: this id is taken by a place above"),
        ("precision: district, people: southland", "precision: district, in: ford", "{id: valley",
         "valley: lies in itself by way of ford"),
        ("precision: district, people: southland", "precision: district, in: ford", "{id: ford",
         "ford: lies in itself by way of valley"),
        ("lat: 11.0", "lat: 51.0", "{id: valley", "valley: the point 51.0, 21.0 lies outside the theatre's box"),
        ("[northland, southland]\n    from", "[northland, nobody]\n    from", "- id: b-2021",
         'b-2021-03-01: unknown actor "nobody"'),
        ("names: [Fordham]", "names: []", "names: []", "ford: names: an empty list; write at least one"),
        ("cues: [Long River]", 'cues: [""]', 'cues: [""]', "an empty text; write a word, or take it out"),
        ("  - [northland]\n  - [southland]\n", "  - [northland]\n", "- id: southland",
         "southland: a party on no side, so that nobody is against it; add it to sides, or give it role: third-party"),
        ("  - [southland]", "  - [southland, northland]", "[southland, northland]", "northland stands on two sides"),
        ("- id: southland", "- id: northland", "- id: northland\n    label: Southland", "taken by an actor above"),
        ("from: 2020-01-01, source", "from: 2020-01-01, until: 2019-01-01, source", "{name: Ada Frost",
         "northland: Ada Frost: until 2019-01-01 lies before from 2020-01-01; exchange them, or correct the year"),
        ("people: southland", "people: [{actor: southland, from: 2020-01-01, until: 2019-01-01}]", "{id: valley",
         "valley: people: southland: until 2019-01-01 lies before from 2020-01-01"),
        ("people: southland", "people: [{from: 2020-01-01}]", "{id: valley", '"actor" is missing'),
        ("lat: 11.0, lon: 21.0", "lat: 21.0, lon: 11.0", "{id: valley", "box; lat and lon are exchanged"),
        ("lat: 11.0", "lat: 111.0", "{id: valley", "lat: 111.0 is no degree; latitudes go from -90 to 90"),
        ("lat: 11.0", "lat: north", "{id: valley", 'lat: expected a number, found "north"'),
        ("zone: [valley]", "zone: [vale]", "- id: b-2021", 'unknown place "vale"; did you mean "valley"?'),
        ("until: 2021-12-31", "until: 2020-12-31", "- id: b-2021", "until 2020-12-31 lies before from 2021-03-01"),
        ("from: 2021-03-01", "from: 2021-13-01", "from: 2021-13-01",
         'b-2021-03-01: from: expected a day such as 2024-05-31, found "2021-13-01"'),
        ("    source: invented\n", "", "- id: b-2021", '"source" is missing'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_theatre_pack_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    theatre = THEATRE if new or "source" not in old else THEATRE[: -len(old)]
    theatre = _spoiled(theatre, old, new) if theatre == THEATRE else theatre
    problems = _problems(tmp_path, theatre=theatre)
    where = f"theatres/border.yaml:{line_of(theatre, at)}: "
    assert any(p.startswith(where) and says in p for p in problems), (where, says, problems)


def test_a_box_that_is_upside_down_is_told_and_its_places_are_not_blamed(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, theatre=_spoiled(THEATRE, "south: 10", "south: 13"))
    assert problem.startswith(f"theatres/border.yaml:{line_of(THEATRE, 'box:')}: the box is upside down")


def test_a_ceasefire_is_of_one_theatre(tmp_path: Path) -> None:
    write(tmp_path)
    coast = THEATRE.replace("theatre: border", "theatre: coast")
    (tmp_path / "theatres" / "coast.yaml").write_text(coast, encoding="utf-8")
    with pytest.raises(RuleError, match="b-2021-03-01: this id is taken in theatre border; take another"):
        load_packs(tmp_path)


def test_a_mistake_in_a_fragment_is_told_at_the_fragment_and_not_at_the_rules_that_use_it(tmp_path: Path) -> None:
    rules = _spoiled(RULES, 'passive: "@be"', 'passive: "@bee"')
    (problem,) = _problems(tmp_path, rules)
    assert problem.startswith(f"en/rules.yaml:{line_of(rules, 'passive:')}: ")


def test_a_key_of_another_part_is_not_offered_as_the_remedy(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, _spoiled(RULES, "  units: {", "  unit: {"))
    assert 'did you mean "units"?' in problem


def test_an_id_is_taken_once_across_files(tmp_path: Path) -> None:
    other = "language: en\nrules:\n  - {id: en.context.denied, says: x, stage: cue, match: denied, emit: {axis: polarity, value: denied}}\n"  # noqa: E501
    (problem,) = _problems(tmp_path, another=other)
    assert problem.startswith(f"en/rules.yaml:{line_of(RULES, '- id: en.context.denied')}: en.context.denied: ")
    assert "this id is taken at" in problem
    assert problem.endswith("en/another.yaml:3; ids are permanent and single")


def test_a_fragment_is_defined_once(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, another='language: en\nfragments:\n  passive: "was"\n')
    assert problem == (
        f'en/rules.yaml:{line_of(RULES, "passive:")}: fragment "passive" is defined twice, '
        "first at en/another.yaml:3; keep one"
    )


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    rules = RULES
    for old, new in (
        ('@people"', '@peple"'), ("%passive", "%pasive"), ("triggers: [kill,", "triggers: [kil,"),
        ("be: [is,", "be: [5,"), ("{time: weekday}", "{time: wekday}"),
    ):  # fmt: skip
        rules = _spoiled(rules, old, new)
    assert len(_problems(tmp_path, rules, _spoiled(THEATRE, "in: valley", "in: vally"))) == 6


def test_a_theatre_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(RuleError, match='no theatre "bordr"; did you mean "border"'):
        load_packs(tmp_path, theatres=["bordr"])
    with pytest.raises(RuleError, match='no theatre "x"; there are: border'):
        load_packs(tmp_path, theatres=["x"])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder; it should hold en/ and theatres/"):
        load_packs(tmp_path / "nowhere")


def test_a_folder_without_a_language_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="holds no language"):
        load_packs(tmp_path)


def test_only_the_theatres_asked_for_are_loaded(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "theatres" / "coast.yaml").write_text(
        THEATRE.replace("theatre: border", "theatre: coast").replace("b-2021", "c-2021"), encoding="utf-8"
    )
    assert list(load_packs(tmp_path, theatres=["coast"]).theatres) == ["coast"]
    assert list(load_packs(tmp_path).theatres) == ["border", "coast"]


@pytest.mark.parametrize(
    ("place", "day", "people"),
    [
        ("shusha", date(2020, 11, 9), "nagorno-karabakh"),
        ("shusha", date(2020, 11, 10), "azerbaijan"),
        ("stepanakert", date(2023, 9, 30), "nagorno-karabakh"),
        ("stepanakert", date(2023, 10, 1), "azerbaijan"),
        ("ganja", date(2020, 10, 11), "azerbaijan"),
        # not said of the village itself, but of the province it lies in
        ("vardenis", date(2022, 9, 13), "armenia"),
    ],
)
def test_whose_people_live_in_a_place_depends_on_the_day(place: str, day: date | None, people: str) -> None:
    assert shipped().theatres["nagorno-karabakh"].people_of(place, day) == people


def test_with_no_day_the_people_of_today_are_meant() -> None:
    assert shipped().theatres["nagorno-karabakh"].people_of("stepanakert", None) == "azerbaijan"


def test_a_place_that_nobody_is_said_to_live_in_asks_the_place_around_it(tmp_path: Path) -> None:
    assert load_packs(write(tmp_path)).theatres["border"].people_of("ford", None) == "southland"


@pytest.mark.parametrize(
    ("day", "claimant"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "northland"),
        (date(2020, 6, 30), "northland"),
        (date(2020, 7, 1), None),
        (None, "northland"),
    ],
)
@pytest.mark.parametrize(
    "text", ["Ada Frost said two soldiers were killed.", "Ada Frost is ill. Frost said two soldiers were killed."]
)
def test_a_speaker_speaks_for_a_side_only_in_his_days(
    tmp_path: Path, text: str, day: date | None, claimant: str | None
) -> None:
    theatre = _spoiled(THEATRE, "from: 2020-01-01, source", "from: 2020-01-01, until: 2020-06-30, source")
    reading = Engine(load_packs(write(tmp_path, theatre=theatre))).read(text, published=day)
    assert [getattr(c, "claimant", None) for c in reading.claims] == [claimant]


COUNTRIES = """\
countries:
  - {id: farland, label: Farland, names: [Farland], adjectives: [Farlandish], plurals: [Farlanders]}
  - {id: southern-isles, label: Southern Isles, names: [Southland], adjectives: [], plurals: []}
"""


def test_a_country_of_which_no_theatre_tells_is_a_side_too(tmp_path: Path) -> None:
    (write(tmp_path) / "countries.yaml").write_text(COUNTRIES, encoding="utf-8")
    loaded = load_packs(tmp_path)
    (claim,) = Engine(loaded).read("Farland broke the truce.").claims
    assert getattr(claim, "violator", None) == "farland"
    assert loaded.labels["farland"] == "Farland"


def test_where_a_theatre_knows_the_name_the_country_is_not_meant(tmp_path: Path) -> None:
    (write(tmp_path) / "countries.yaml").write_text(COUNTRIES, encoding="utf-8")
    (claim,) = Engine(load_packs(tmp_path)).read("Southland broke the truce on the Long River.").claims
    assert getattr(claim, "violator", None) == "southland"


def test_a_name_stands_under_one_country(tmp_path: Path) -> None:
    twice = COUNTRIES.replace("names: [Southland]", "names: [Farland]")
    (write(tmp_path) / "countries.yaml").write_text(twice, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_packs(tmp_path)
    assert error.value.problems == [f'{tmp_path}/countries.yaml:3: "Farland" is farland already; keep one']


def test_a_surname_that_is_also_the_name_of_a_side_is_the_side(tmp_path: Path) -> None:
    theatre = _spoiled(THEATRE, "name: Ada Frost", "name: Ada Northern")
    (claim,) = Engine(load_packs(write(tmp_path, theatre=theatre))).read("Two Northern soldiers were killed.").claims
    assert getattr(claim, "side", None) == "northland"
