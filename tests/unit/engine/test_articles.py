"""Whole texts: what kind of news they are, who is heard, and what is history. All written for these tests."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.engine.cascade import Engine
from monitor.engine.load import load_packs
from monitor.model import CasualtyClaim, ViolationClaim
from monitor.shipped import folder
from tests.unit.engine.desk import KARABAKH, casualties, ceasefires, engine, read, violations

DAY = "2021-05-20"  # a Thursday


def _flags(text: str, title: str = "") -> set[str]:
    flags = read(text, DAY, title=title).flags
    return {name for name in ("violation", "casualties", "hostilities", "ceasefire") if getattr(flags, name)}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Armenia accused Azerbaijan of violating the truce.", {"violation"}),
        ("Despite the ceasefire, Azerbaijani troops fired at a tractor near Tegh, Armenia said.", {"violation"}),
        ("The truce was broken within hours as shells fell on Martakert.", {"violation"}),
        ("Azerbaijani forces shelled Armenian positions. Two soldiers were killed.", {"hostilities", "casualties"}),
        ("Two Armenian soldiers were wounded by shelling near Goris.", {"casualties"}),
        ("The ceasefire is holding, the OSCE said.", {"ceasefire"}),
        ("Armenia and Azerbaijan agreed to a ceasefire on Monday.", {"ceasefire"}),
        ("The parties extended the truce by two months.", {"ceasefire"}),
    ],
)
def test_news_is_flagged_as_what_it_is(text: str, flags: set[str]) -> None:
    assert _flags(text) == flags


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "Two ministers met in Yerevan.",
        "The football club broke its truce with the fans after Armenia lost to Azerbaijan; two players were injured.",
        "China and the United States extended their trade truce on Monday. Two workers were hurt in a factory fire.",
        "An earthquake killed 40 people in Armenia.",
        "Six soldiers were killed when their bus crashed near Goris, Armenia said.",
        "Azerbaijani forces could violate the ceasefire, Armenia fears.",
        "If Armenia breaks the ceasefire, we will answer, Baku warned.",
        "Observers recorded no violations of the ceasefire by Azerbaijan on Thursday.",
        "No soldiers were killed in the shelling, Armenia said.",
        "There were no casualties in the clash, Armenia said.",
        "An estimated 30,000 people were killed when the two sides fought a war in the 1990s.",
        "Four hundred soldiers were killed by shelling last year.",
        "On the anniversary of the clash, families remembered the nine soldiers who were killed by shelling.",
        "Azerbaijan denied that its forces had broken the ceasefire.",
    ],
)
def test_what_is_no_news_of_ours_raises_no_flag(text: str) -> None:
    assert _flags(text) <= {"ceasefire"}


def test_a_denial_is_a_claim_and_no_flag() -> None:
    (claim,) = violations("Armenia denied that its forces had broken the ceasefire.", DAY)
    assert claim.denied
    assert claim.axes.polarity == "denied"
    assert not read("Armenia denied that its forces had broken the ceasefire.", DAY).flags.violation


def test_an_accusation_that_is_denied_still_stands() -> None:
    (claim,) = violations("Armenia said Azerbaijan violated the ceasefire. Azerbaijan denied the accusation.", DAY)
    assert not claim.denied


def test_history_stays_history() -> None:
    (claim,) = casualties("Thousands of people were killed by shelling in the early 1990s.", DAY)
    assert not claim.current
    assert claim.axes.time == "background"


@pytest.mark.parametrize(
    ("text", "voice", "claimant"),
    [
        ("Two soldiers were killed by shelling.", "fact", None),
        ("Armenia said two soldiers were killed.", "said", "armenia"),
        ("Two soldiers were killed by shelling, said the Armenian ministry.", "said", "armenia"),
        ("Azerbaijan claimed that 200 Armenian soldiers were killed.", "alleged", "azerbaijan"),
        ("Armenia admitted the loss of 12 soldiers in the fighting.", "admitted", "armenia"),
        ("Armenian media said three civilians were killed by shelling.", "said", "media"),
        ("According to Azerbaijani authorities, 30 civilians were killed by shelling.", "said", "azerbaijan"),
        ("Hospital officials said two villagers died in the shelling.", "said", "medics"),
        ("Witnesses said two villagers died in the shelling.", "said", "witnesses"),
    ],
)
def test_who_is_heard_and_how(text: str, voice: str, claimant: str | None) -> None:
    (claim,) = casualties(text, DAY)
    assert (claim.axes.voice, claim.claimant) == (voice, claimant)


@pytest.mark.parametrize(
    ("who", "claimant"), [("Doctors", "medics"), ("Medics", "medics"), ("Police", "police"), ("Residents", "witnesses")]
)
def test_people_can_be_heard(who: str, claimant: str) -> None:
    (claim,) = casualties(f"{who} said two villagers died in the shelling.", DAY)
    assert claim.claimant == claimant


def test_a_figure_that_is_repeated_is_one_claim() -> None:
    text = "Two Armenian soldiers were killed by shelling.\n\nThe two soldiers were killed near Sotk, Armenia said."
    assert len(casualties(text, DAY)) == 1


def test_the_headline_and_the_text_are_one_article() -> None:
    reading = read(
        "The two were killed by shelling near Sotk, Armenia said.", DAY, title="Two Armenian soldiers killed in clash"
    )
    figures = [c for c in reading.claims if isinstance(c, CasualtyClaim)]
    assert [(c.field, c.low, c.side) for c in figures] == [("title", 2, "armenia")]


def test_a_running_period_reaches_to_the_end_of_its_paragraph() -> None:
    text = (
        "Since Monday, fighting has gone on near Sotk. Forty soldiers have been killed.\n\nTwo soldiers were wounded."
    )
    killed, wounded = casualties(text, DAY)
    assert (killed.scope, wounded.scope) == ("cumulative", "incident")


def test_each_claim_carries_its_rules_and_its_proof() -> None:
    text = "Armenian forces violated the ceasefire 27 times overnight, Azerbaijan said. Two soldiers were wounded."
    reading = read(text, DAY)
    assert len(reading.claims) == len(reading.traces) == 2
    for claim, trace in zip(reading.claims, reading.traces, strict=True):
        assert claim.evidence == text[claim.start : claim.end]
        assert claim.rules == tuple(dict.fromkeys(step.rule for step in trace))
        assert all(0 <= step.start < step.end <= len(text) for step in trace)
        assert trace[-1].stage in ("event", "cue")


def test_an_article_is_of_the_theatre_whose_sides_it_names() -> None:
    assert read("Armenia accused Azerbaijan of violating the truce.", DAY).theatres == (KARABAKH,)
    assert read("Two soldiers were killed by shelling on the line of contact.", DAY).theatres == (KARABAKH,)
    assert read("Two soldiers were killed by shelling in a far country.", DAY).theatres == ()


def test_a_language_without_rules_gives_an_empty_reading_in_that_language() -> None:
    reading = engine().read("Deux soldats ont été tués.", lang="fr")
    assert (reading.lang, reading.claims) == ("fr", ())


def test_the_gate_opens_for_a_trigger_as_a_word_of_its_own() -> None:
    assert engine().relevant("Two were KILLED.")
    assert not engine().relevant("A skilled painter met an overkilled plot.")
    assert not engine().relevant("Two ministers met.")
    assert not engine().relevant("Two were killed.", lang="fr")


def test_a_status_is_told_with_its_parties_and_mediator() -> None:
    (claim,) = ceasefires("Armenia and Azerbaijan agreed to a ceasefire mediated by Russia.", DAY)
    assert (claim.status, claim.parties, claim.mediator) == ("agreed", ("armenia", "azerbaijan"), "russia")


def test_an_unnamed_breach_gives_way_to_a_named_one() -> None:
    text = "The truce was broken within hours. Armenia accused Azerbaijan of violating the ceasefire."
    assert [c.violator for c in violations(text, DAY)] == ["azerbaijan"]


@pytest.mark.parametrize(
    "text",
    [
        "Armenia's defence ministry said two soldiers were killed by shelling near Sotk.",
        "Two villagers were wounded by shelling in Horadiz.",
        "Azerbaijani forces opened fire on a bus in Tavush.",
    ],
)
def test_one_side_and_a_place_of_the_theatre_are_enough(text: str) -> None:
    assert read(text, DAY).theatres == (KARABAKH,)


def test_the_first_name_of_a_victim_is_no_place_of_another_theatre() -> None:
    text = "Private Hayk Sargsyan was killed by a sniper, the Armenian army said."
    reading = Engine(load_packs(folder("rules"))).read(text, published=date.fromisoformat(DAY), lang="en")
    assert "tigray" not in reading.theatres


def test_surnames_of_officials_who_are_not_named_prove_no_theatre() -> None:
    assert (
        read("Private Harutyunyan and Sergeant Hasanov were killed by shelling in a far country.", DAY).theatres == ()
    )


def test_not_one_is_none() -> None:
    assert casualties("Not one soldier was killed in the shelling, Armenia said.", DAY) == []


def test_a_truce_that_is_turned_down_is_news_of_a_ceasefire() -> None:
    (claim,) = ceasefires("Azerbaijan rejected the truce.", DAY)
    assert (claim.status, claim.denied) == ("rejected", False)


@pytest.mark.parametrize("text", ["Azerbaijan denied violating the ceasefire.", "Baku denied having broken the truce."])
def test_a_denial_with_the_verb_in_ing_is_a_denied_breach(text: str) -> None:
    (claim,) = violations(text, DAY)
    assert (claim.violator, claim.denied) == ("azerbaijan", True)


def test_a_denial_ends_where_an_accusation_begins() -> None:
    text = "Azerbaijan denied it and accused Armenia of violating the ceasefire by firing rockets."
    (claim,) = violations(text, DAY)
    assert (claim.violator, claim.accuser, claim.denied) == ("armenia", "azerbaijan", False)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Azerbaijan suspended the ceasefire.", "suspended"),
        ("Russia announced a ceasefire from midnight.", "announced"),
    ],
)
def test_every_status_has_a_rule(text: str, status: str) -> None:
    assert [c.status for c in ceasefires(text, DAY)] == [status]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("A shell fell in the village, injuring a shepherd.", "injuring a shepherd"),
        ("Armenia said six soldiers were killed in the clash, two civilians wounded.", "two civilians wounded"),
    ],
)
def test_the_quoted_span_begins_with_the_event(text: str, evidence: str) -> None:
    assert casualties(text, DAY)[-1].evidence == evidence


def test_a_speaker_may_stand_behind_a_colon() -> None:
    (claim,) = violations("Azerbaijan violates ceasefire: Armenian MoD", DAY)
    assert claim.accuser == "armenia"


def test_only_violations_that_nobody_inferred_set_the_flag() -> None:
    reading = read("Azerbaijani forces shelled Armenian positions today.", DAY, register=True)
    assert [c.inferred for c in reading.claims if isinstance(c, ViolationClaim)] == [True]
    assert (reading.flags.violation, reading.flags.apparent_violation) == (False, True)


@pytest.mark.parametrize(
    ("text", "agent", "side"),
    [
        ("Azerbaijan struck Armenia on Monday, killing five soldiers.", "azerbaijan", "armenia"),
        ("Azerbaijan's attack on Armenia killed 49 soldiers.", "azerbaijan", "armenia"),
        ("The attack against Armenia wounded three soldiers, Yerevan said.", None, "armenia"),
        ("Heavy rain hit Stepanakert on Sunday, killing two soldiers by lightning and shelling.", None, None),
        ("Armenia's army said it repelled an Azerbaijani attack near Sotk and killed 40 soldiers.", None, None),
    ],
)
def test_whom_fire_is_aimed_at_is_never_told_as_the_killer(text: str, agent: str | None, side: str | None) -> None:
    (claim,) = casualties(text, DAY)
    assert claim.agent == agent
    assert side is None or claim.side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("A woman living in an Azerbaijani border village was wounded by Armenian gunfire.", "azerbaijan"),
        ("Two residents of Goris were wounded by Azerbaijani gunfire.", "armenia"),
        ("Azerbaijan said on Monday that it had shelled Goris, killing two soldiers.", "armenia"),
        ("Baku said its guns destroyed nine tanks and killed 60 soldiers of the enemy.", "armenia"),
    ],
)
def test_victims_are_never_of_the_side_that_is_named_behind_them_as_the_shooter(text: str, side: str) -> None:
    (claim,) = casualties(text, DAY)
    assert claim.side == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Armenian police shot dead a student in Goris during a protest against the truce.", "armenia"),
        ("Azerbaijani troops and Armenian troops clashed; 15 people were killed.", None),
    ],
)
def test_victims_of_ones_own_police_or_of_a_clash_are_not_booked_as_the_enemys(text: str, side: str | None) -> None:
    (claim,) = casualties(text, DAY)
    assert claim.side == side


@pytest.mark.parametrize(
    "text",
    [
        "Fighting stopped days after the ceasefire.",
        "The parties pledged to prevent another breach of the ceasefire between Armenia and Azerbaijan.",
        "Azerbaijan opened an inquiry into the shelling of Goris during the ceasefire.",
        "The ceasefire with Armenia has not been violated by Azerbaijan, the peacekeepers said.",
        "Armenia laid the blame for the drought at the door of Azerbaijan and spoke of the ceasefire.",
        "Armenia and Azerbaijan accused each other of airspace violations during the ceasefire.",
    ],
)
def test_peace_wishes_and_other_quarrels_break_no_ceasefire(text: str) -> None:
    assert violations(text, DAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "Shelling destroyed 20 homes and 12 families went away.",
        "Yerevan says 600 people lost power after Azerbaijani shelling.",
        "Guards stopped the gunmen before they could shoot dead 20 worshippers.",
        "Azerbaijan has shelled Goris and may have killed 12 soldiers, officials said.",
    ],
)
def test_nobody_is_dead_who_is_not_said_to_be(text: str) -> None:
    assert [c for c in casualties(text, DAY) if c.harm == "killed"] == []


def test_the_us_is_no_pronoun() -> None:
    (claim,) = casualties("A US air strike killed two soldiers in Deir al-Zor, Baku said.", DAY)
    assert claim.agent == "usa"


def test_a_bulletin_that_only_opens_with_its_source_is_its_words_throughout() -> None:
    told = "Azerbaijan's defence ministry reported on Monday.\n\nArmenian troops shelled Terter.\n\nTwo men were hurt."
    assert [c.claimant for c in casualties(told, DAY)] == ["azerbaijan"]


def test_a_person_introduced_by_office_is_known_by_the_surname_later_on() -> None:
    told = "Colonel Rauf Talibov, a spokesman for the Azerbaijani army, spoke of shelling. Yerevan called it a lie."
    (claim,) = casualties(f"{told}\nTwo soldiers were wounded, Talibov told a radio station.", DAY)
    assert claim.claimant == "azerbaijan"


def test_names_of_people_just_counted_are_no_more_people() -> None:
    (claim,) = casualties("Shelling wounded two villagers, Karo Omsin, 42, and Vahe Talin, 40, in Goris.", DAY)
    assert (claim.low, claim.high) == (2, 2)


def test_a_clause_that_describes_dates_nothing_but_itself() -> None:
    told = (
        "Azerbaijani troops on Monday shelled Goris, which peacekeepers have held since May 2019, and killed two men."
    )
    (claim,) = casualties(told, "2021-11-16")
    assert (claim.current, claim.scope) == (True, "incident")


def test_thousands_whom_a_war_has_killed_are_no_news() -> None:
    told = "Shelling killed two men on Monday. The violence has killed more than 3,000 people and displaced 9,000."
    assert [(c.low, c.current) for c in casualties(told, DAY)] == [(2, True), (3001, False), (9000, True)]


@pytest.mark.parametrize(
    ("text", "charges"),
    [
        ("Armenia said Azerbaijani forces shelled Sotk, violating the ceasefire.", [("azerbaijan", "armenia")]),
        ("Yerevan reported shelling of Sotk by Azerbaijan, violating the ceasefire.", [("azerbaijan", "armenia")]),
        ("Azerbaijani army units broke the ceasefire near Parukh.", [("azerbaijan", None)]),
        ("Neither Armenia nor Azerbaijan violated the ceasefire on Saturday, Russian peacekeepers said.", []),
        ("Azerbaijan does not hold Armenia responsible for violating the ceasefire, Aliyev said.", []),
        ("Nobody in Armenia or Azerbaijan wants the ceasefire to be broken, the Russian envoy said.", []),
        ("Armenia asked whether Azerbaijan had violated the ceasefire.", []),
        ("Did Azerbaijan break the ceasefire? Armenia says no.", []),
        ("Armenia struck a deal with Azerbaijan; Yerevan fell silent.", []),
    ],
)
def test_only_who_is_charged_is_charged_and_by_whom(text: str, charges: list[tuple[str, str | None]]) -> None:
    assert [(c.violator, c.accuser) for c in violations(text, DAY)] == charges
