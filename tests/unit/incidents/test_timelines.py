"""Stories from an invented front, as the product's specification: what people are told, when, and what they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.incidents.register import Register
from monitor.model import Axes, Count, Place
from tests.unit.incidents.newsroom import (
    ALDER,
    ALDER_DISTRICT,
    BIRCH,
    EAST,
    MIDTON,
    MONDAY,
    SOUTHFORD,
    THE_MARCHES,
    THURSDAY,
    TRUCE,
    TUESDAY,
    WEDNESDAY,
    WEST,
    Newsroom,
    accuses,
    ceasefire,
    denies,
    fire,
    harm,
    on,
)

HOUR = timedelta(hours=1)


# ------------------------------------------------------------------------------------------------- one night, two sides


def test_the_first_report_opens_an_incident_and_its_headline_says_who_says_what_where_and_when() -> None:
    news = Newsroom()
    report = news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    assert report.kinds == ["new-incident"]
    assert news.only.headline == (
        "Eastmark accuses Westmark of shelling near Alder, 5 May 2031; Eastmark reports 2 soldiers killed"
    )
    assert (news.only.kind, news.only.state, news.only.revision) == ("violation", "reported", 1)
    assert news.only.toll.killed == Count(2, 2, 2)
    assert (news.only.ceasefire, news.only.ceasefire_day) == (TRUCE.id, 66)


def test_both_ministries_reports_on_one_night_are_one_clash_seen_from_two_sides() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", when=on(MONDAY)), outlet="East Voice", speaks_for=EAST)
    other = news.publish(
        accuses(WEST, EAST, "small-arms", when=on(MONDAY)),
        harm("wounded", 1, side=WEST, by=WEST, when=on(MONDAY)),
        outlet="West Voice",
        speaks_for=WEST,
        at=MONDAY + HOUR,
    )
    assert news.only.headline == (
        "Eastmark and Westmark accuse each other of shelling and small-arms fire, 5 May 2031; "
        "Westmark reports 1 soldier wounded"
    )
    assert other.kinds == ["toll-raised", "new-version"]
    assert news.only.state == "reported", "two sides that accuse each other don't bear each other out"


def test_each_side_names_the_villages_on_its_own_side_of_the_line() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(accuses(WEST, EAST, "shelling", at=[BIRCH], when=on(MONDAY)), outlet="West Voice", speaks_for=WEST)
    assert news.only.places == (ALDER, BIRCH)


def test_accusations_at_places_far_apart_are_two_incidents() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    report = news.publish(accuses(WEST, EAST, "shelling", at=[SOUTHFORD], when=on(MONDAY)), outlet="West Voice")
    assert report.kinds == ["new-incident"]
    assert len(news.incidents) == 2


def test_a_village_and_its_district_are_one_place() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER_DISTRICT], when=on(MONDAY)))
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    assert len(news.incidents) == 1


def test_a_whole_region_says_no_more_than_no_place() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(accuses(EAST, WEST, "shelling", at=[THE_MARCHES], when=on(MONDAY)), outlet="Lantern")
    assert news.only.places == (ALDER,)


def test_unplaced_reports_of_quite_different_acts_stay_apart() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "small-arms", at=[ALDER], when=on(MONDAY)))
    news.publish(accuses(EAST, WEST, "drone", when=on(MONDAY)), outlet="Lantern")
    assert len(news.incidents) == 2


def test_a_mine_blast_is_not_the_shelling_of_the_same_village() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(
        fire(None, EAST, "mine-ied", at=[ALDER], when=on(MONDAY)),
        harm("killed", 1, side=EAST, victims="civilian", at=[ALDER], when=on(MONDAY)),
        outlet="Lantern",
    )
    assert len(news.incidents) == 2


def test_a_drone_strike_in_the_evening_is_not_hidden_in_the_shelling_of_the_morning() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        accuses(WEST, EAST, "small-arms", at=[ALDER], when=on(MONDAY)),
    )
    report = news.publish(accuses(EAST, WEST, "drone", at=[ALDER], when=on(MONDAY)), at=MONDAY + 10 * HOUR)
    assert report.kinds == ["new-incident"]
    later = news.publish(denies(WEST, at=[ALDER], when=on(MONDAY)), at=MONDAY + 11 * HOUR, outlet="West Voice")
    assert later.kinds == ["denied"]


# ------------------------------------------------------------------------------------------------------- a rising toll


def test_a_toll_that_rises_the_next_day_is_a_revision_of_two_and_not_five_new_deaths() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    report = news.publish(harm("killed", 5, side=EAST, by=EAST, at=[ALDER]), outlet="Lantern", at=TUESDAY)
    assert report.kinds == ["toll-raised"]
    assert report.deltas == [2]
    assert report.words == "killed raised from 3 to 5 by Eastmark"
    assert news.only.toll.killed == Count(5, 5, 5)
    assert (news.only.first_day, news.only.last_day) == (MONDAY.date(), MONDAY.date())


def test_a_fresh_clash_at_another_place_the_next_day_is_its_own_incident() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    report = news.publish(
        accuses(EAST, WEST, "shelling", at=[SOUTHFORD]),
        harm("killed", 1, side=EAST, by=EAST, at=[SOUTHFORD]),
        at=TUESDAY,
    )
    assert report.kinds == ["new-incident"]
    assert [incident.toll.killed for incident in news.incidents.values()] == [Count(3, 3, 3), Count(1, 1, 1)]


def test_fire_on_the_same_village_on_another_stated_day_is_its_own_incident() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(TUESDAY)), at=TUESDAY)
    assert len(news.incidents) == 2


def test_night_after_night_of_fire_does_not_melt_into_one_endless_incident() -> None:
    news = Newsroom()
    for day in range(5):
        morning = TUESDAY + timedelta(days=day)
        night = on(morning - timedelta(days=1), morning)
        news.publish(accuses(EAST, WEST, "small-arms", when=night), outlet="East Voice", speaks_for=EAST, at=morning)
        news.publish(accuses(WEST, EAST, "small-arms", when=night), outlet="West Voice", speaks_for=WEST, at=morning)
    assert len(news.incidents) == 5
    assert all(len(incident.sources) == 2 for incident in news.incidents.values())


def test_undated_reports_day_after_day_do_not_melt_into_one_either() -> None:
    news = Newsroom()
    for day in range(6):
        news.publish(accuses(EAST, WEST, "small-arms"), outlet=f"Outlet {day}", at=MONDAY + timedelta(days=day))
    assert len(news.incidents) >= 3
    assert all(incident.last_day - incident.first_day <= timedelta(days=1) for incident in news.incidents.values())


def test_fewer_dead_of_no_stated_day_the_next_morning_are_other_people() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, at=[ALDER]), harm("killed", 3, side=EAST, by=EAST, at=[ALDER]))
    news.publish(
        accuses(EAST, WEST, at=[ALDER]), harm("killed", 1, side=EAST, by=EAST, at=[ALDER]), at=TUESDAY, outlet="Lantern"
    )
    assert len(news.incidents) == 2


def test_a_later_count_of_the_same_day_that_is_lower_is_a_correction() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    report = news.publish(
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="Lantern", at=MONDAY + 5 * HOUR
    )
    assert report.kinds == ["toll-corrected"]
    assert report.words == "killed lowered from 3 to 2 by Eastmark"


def test_an_old_figure_printed_again_lowers_nothing() -> None:
    news = Newsroom()
    three = harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY))
    five = harm("killed", 5, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY))
    news.publish(three)
    news.publish(five, outlet="Lantern", at=MONDAY + HOUR)
    late = news.publish(three, outlet="Evening Post", at=MONDAY + 9 * HOUR)
    assert "toll-corrected" not in late.kinds
    assert news.only.toll.killed == Count(5, 5, 5)


def test_dozens_after_an_exact_count_is_no_new_word() -> None:
    news = Newsroom()
    news.publish(harm("killed", 31, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    vague = news.publish(
        harm("killed", 24, high=99, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="Lantern", at=MONDAY + HOUR
    )
    assert "toll-corrected" not in vague.kinds
    assert news.only.toll.killed == Count(31, 31, 31)


def test_two_more_who_died_in_hospital_come_on_top_once() -> None:
    news = Newsroom()
    news.publish(harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    more = harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY), measure="additional")
    first = news.publish(more, outlet="Lantern", at=TUESDAY)
    second = news.publish(more, outlet="Evening Post", at=TUESDAY + HOUR)
    assert first.deltas == [2]
    assert second.deltas == []
    assert news.only.toll.killed == Count(5, 5, 5)


# --------------------------------------------------------------------------------------------- rivals, denial, support


def test_the_enemys_count_stands_beside_the_own_sides_and_does_not_move_the_best() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    report = news.publish(
        harm("killed", 20, side=EAST, by=WEST, at=[ALDER], when=on(MONDAY)), outlet="West Voice", speaks_for=WEST
    )
    assert report.kinds == ["new-version"]
    assert news.only.toll.killed == Count(2, 2, 20)


def test_an_admission_below_the_enemys_count_is_a_version_and_not_a_correction() -> None:
    news = Newsroom()
    news.publish(harm("killed", 20, side=EAST, by=WEST, at=[ALDER], when=on(MONDAY)), outlet="West Voice")
    report = news.publish(harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="East Voice")
    assert report.kinds == ["new-version"]
    assert report.words == "Eastmark gives 2 killed"
    assert news.only.toll.killed == Count(2, 2, 20)


def test_a_denial_by_the_accused_makes_it_contested() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    report = news.publish(denies(WEST, when=on(MONDAY)), outlet="West Voice", speaks_for=WEST, at=MONDAY + HOUR)
    assert report.kinds == ["denied"]
    assert report.words == "Westmark denies it"
    assert news.only.state == "contested"
    assert news.only.headline.endswith("; Westmark denies it")


def test_an_accusation_and_its_denial_in_one_article_are_contested_from_the_start() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, at=[ALDER], when=on(MONDAY)), denies(WEST))
    assert news.only.state == "contested"


def test_a_denial_heard_before_the_accusation_waits_for_it() -> None:
    news = Newsroom()
    first = news.publish(denies(WEST, when=on(MONDAY)), outlet="West Voice", speaks_for=WEST)
    then = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), at=MONDAY + HOUR)
    assert first.kinds == ["denied"]
    assert then.kinds == ["new-version"]
    assert news.only.state == "contested"


def test_a_second_newsroom_corroborates() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    report = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    assert report.kinds == ["corroborated"]
    assert report.words == "corroborated by Lantern"
    assert news.only.state == "corroborated"


def test_a_wire_copy_adds_a_source_and_no_support() -> None:
    news = Newsroom()
    claims = (
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
    )
    first = news.publish(*claims)
    copy = news.publish(*claims, outlet="Evening Post", copy_of=first.article, at=MONDAY + HOUR)
    assert copy.kinds == ["source-added"]
    assert [source.independent for source in news.only.sources] == [True, False]
    assert news.only.state == "reported"
    assert len(news.only.figures) == 1


def test_a_copy_that_prints_a_higher_toll_is_an_update_all_the_same() -> None:
    news = Newsroom()
    first = news.publish(harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    update = news.publish(
        harm("killed", 5, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), copy_of=first.article, at=MONDAY + HOUR
    )
    assert update.kinds == ["toll-raised"]
    assert news.only.toll.killed == Count(5, 5, 5)


def test_a_late_copy_of_an_early_version_does_not_take_the_toll_back() -> None:
    news = Newsroom()
    three = harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY))
    first = news.publish(three)
    news.publish(harm("killed", 5, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="Lantern", at=TUESDAY)
    late = news.publish(three, outlet="Evening Post", copy_of=first.article, at=WEDNESDAY)
    assert late.kinds == ["source-added"]
    assert news.only.toll.killed == Count(5, 5, 5)


def test_a_sides_own_outlet_that_repeats_its_ministry_supports_nothing() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    for outlet in ("East Voice", "East Courier"):
        report = news.publish(
            accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), outlet=outlet, speaks_for=EAST
        )
        assert report.kinds == ["source-added"]
    assert news.only.state == "reported"
    assert sum(source.independent for source in news.only.sources) == 1


def test_losses_that_the_other_side_admits_are_corroborated() -> None:
    news = Newsroom()
    news.publish(harm("killed", 3, side=EAST, by=WEST, at=[ALDER], when=on(MONDAY)), outlet="West Voice")
    report = news.publish(
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="East Voice", at=MONDAY + HOUR
    )
    assert "corroborated" in report.kinds


def test_a_side_that_admits_what_it_is_accused_of_is_corroboration_even_after_a_denial() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(denies(WEST, when=on(MONDAY)), outlet="West Voice", speaks_for=WEST)
    report = news.publish(
        accuses(None, WEST, "shelling", at=[ALDER], when=on(MONDAY), axes=Axes(voice="admitted")),
        outlet="West Voice",
        speaks_for=WEST,
    )
    assert "corroborated" in report.kinds
    assert news.only.state == "corroborated"


def test_a_clash_that_is_later_called_a_breach_becomes_a_violation() -> None:
    news = Newsroom()
    news.publish(fire(WEST, EAST, "shelling", at=[ALDER], when=on(MONDAY)), harm("killed", 1, side=EAST, at=[ALDER]))
    before = news.only.kind
    report = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    assert (before, news.only.kind) == ("clash", "violation")
    assert "new-version" in report.kinds


# ------------------------------------------------------------------------------------------------ many in one article


def test_one_article_of_two_places_tells_of_two_incidents() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER, SOUTHFORD], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY), start=100),
        harm("killed", 1, side=EAST, by=EAST, at=[SOUTHFORD], when=on(MONDAY), start=200),
    )
    told = {incident.places: incident.toll.killed for incident in news.incidents.values()}
    assert told == {(ALDER,): Count(2, 2, 2), (SOUTHFORD,): Count(1, 1, 1)}
    assert all(incident.kind == "violation" for incident in news.incidents.values())


def test_one_article_of_two_days_tells_of_two_incidents() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
        accuses(EAST, WEST, "small-arms", at=[ALDER], when=on(WEDNESDAY), start=300),
        harm("wounded", 1, side=EAST, by=EAST, at=[ALDER], when=on(WEDNESDAY), start=320),
        at=WEDNESDAY,
    )
    assert [(i.first_day, i.toll.killed, i.toll.wounded) for i in news.incidents.values()] == [
        (MONDAY.date(), Count(2, 2, 2), None),
        (WEDNESDAY.date(), None, Count(1, 1, 1)),
    ]


def test_a_ministrys_list_of_villages_is_one_report_of_one_night() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "small-arms", at=[ALDER], when=on(MONDAY)),
        accuses(EAST, WEST, "small-arms", at=[MIDTON], when=on(MONDAY), start=50),
        accuses(EAST, WEST, "small-arms", at=[SOUTHFORD], when=on(MONDAY), start=90),
    )
    assert news.only.headline == (
        "Eastmark accuses Westmark of small-arms fire near Alder, Midton and elsewhere, 5 May 2031"
    )


def test_deaths_at_another_village_of_that_list_are_not_rival_figures() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "small-arms", at=[ALDER, SOUTHFORD], when=on(MONDAY)))
    news.publish(harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    news.publish(harm("killed", 1, side=EAST, by=EAST, at=[SOUTHFORD], when=on(MONDAY)), outlet="Evening Post")
    assert sorted(i.toll.killed.best for i in news.incidents.values() if i.toll.killed) == [1, 2]


def test_figures_without_a_place_go_with_the_only_happening() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)), harm("killed", 2, side=EAST), harm("wounded", 4)
    )
    assert (news.only.toll.killed, news.only.toll.wounded) == (Count(2, 2, 2), Count(4, 4, 4))


def test_a_figure_of_the_whole_front_is_not_put_down_to_one_of_two_villages() -> None:
    news = Newsroom()
    text = "Alder.\n\nSouthford.\n\nThe whole front."
    news.publish(
        harm("killed", 3, side=EAST, victims="civilian", at=[ALDER], when=on(MONDAY), start=0),
        harm("killed", 1, side=WEST, victims="civilian", at=[SOUTHFORD], when=on(MONDAY), start=8),
        harm("casualties", 23, side=EAST, by=EAST, when=on(MONDAY), start=20),
        text=text,
    )
    assert len(news.incidents) == 3


def test_a_running_total_is_kept_in_the_ledger_and_never_added() -> None:
    news = Newsroom()
    first = news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 350, side=EAST, by=EAST, scope="cumulative"),
    )
    assert news.only.toll.killed == Count(3, 3, 3)
    assert [figure.scope for figure in news.only.figures] == ["cumulative", "incident"]
    then = news.publish(
        harm("killed", 360, side=EAST, by=EAST, scope="cumulative"), outlet="Lantern", at=TUESDAY, text="x"
    )
    assert first.kinds == ["new-incident"]
    assert then.deltas == [10]
    assert then.words == "Eastmark's running total of killed raised from 350 to 360"
    assert news.only.toll.killed == Count(3, 3, 3)


def test_a_running_total_alone_is_news_of_its_own_until_it_has_an_incident() -> None:
    news = Newsroom()
    news.publish(harm("killed", 200, high=999, scope="cumulative"))
    assert news.only.headline == "Running toll, 5 May 2031; 200 to 999 people killed in all".replace(
        "people", "soldiers"
    )
    assert news.only.toll.killed is None


def test_history_threats_and_superseded_figures_open_nothing() -> None:
    news = Newsroom()
    for claim in (
        accuses(EAST, WEST, "shelling", at=[ALDER], current=False),
        accuses(EAST, WEST, "shelling", at=[ALDER], axes=Axes(modality="threatened")),
        accuses(EAST, WEST, "shelling", at=[ALDER], axes=Axes(modality="hypothetical")),
        accuses(None, None, axes=Axes(polarity="negated")),
        harm("killed", 30_000, current=False),
        harm("killed", 3, measure="superseded"),
        ceasefire("agreed", current=False),
    ):
        assert news.publish(claim).revisions == ()


def test_history_beside_news_changes_nothing_in_it() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 30_000, current=False),
    )
    assert news.only.toll.killed == Count(2, 2, 2)
    assert len(news.only.figures) == 1


def test_a_weekly_count_is_not_the_clash_of_one_of_its_days() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "small-arms", when=on(WEDNESDAY)), at=WEDNESDAY)
    weekly = news.publish(
        accuses(EAST, WEST, when=on(MONDAY, MONDAY + timedelta(days=6)), count=900), at=MONDAY + timedelta(days=7)
    )
    assert weekly.kinds == ["new-incident"]
    assert len(news.incidents) == 2


def test_fire_with_nobody_hurt_opens_an_incident_only_where_it_is_all_the_news() -> None:
    news = Newsroom()
    news.publish(fire(EAST, WEST, "shelling", at=[MIDTON], when=on(MONDAY)))
    assert news.only.headline == "Shelling by Eastmark near Midton, 5 May 2031"
    news.publish(
        harm("killed", 2, side=EAST, at=[ALDER], when=on(TUESDAY)),
        fire(EAST, WEST, "shelling", at=[SOUTHFORD], when=on(TUESDAY)),
        at=TUESDAY,
    )
    assert [incident.places for incident in news.incidents.values()] == [(MIDTON,), (ALDER,)]


# ------------------------------------------------------------------------------------------------- edits and repetition


def test_the_same_article_delivered_again_changes_nothing() -> None:
    news = Newsroom()
    article, claims = news.article(
        accuses(EAST, WEST, "shelling", at=[ALDER]), harm("killed", 2, side=EAST, at=[ALDER]), denies(WEST)
    )
    assert news.read(article, claims)
    assert news.read(article, claims) == ()
    assert news.read(replace(article, fetched=article.fetched + HOUR), claims) == ()


def test_an_edit_replaces_the_articles_own_figure() -> None:
    news = Newsroom()
    accusation = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    report = news.publish(accusation, harm("killed", 13, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    edited = news.edit(report.article, accusation, harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    assert edited.kinds == ["toll-corrected"]
    assert news.only.toll.killed == Count(3, 3, 3)
    assert len(news.only.figures) == 1


def test_an_edit_that_raises_the_toll_is_newer_than_what_others_said_meanwhile() -> None:
    news = Newsroom()
    report = news.publish(harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    four = harm("killed", 4, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY))
    news.publish(four, outlet="Lantern", at=MONDAY + HOUR)
    edited = news.edit(
        report.article, harm("killed", 5, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), after=3 * HOUR
    )
    assert edited.deltas == [1]
    assert news.only.toll.killed == Count(5, 5, 5)


def test_an_edit_elsewhere_in_the_text_does_not_make_an_old_figure_new() -> None:
    news = Newsroom()
    three = harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY))
    report = news.publish(three)
    news.publish(harm("killed", 4, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)), outlet="Lantern", at=TUESDAY)
    edited = news.edit(report.article, replace(three, start=70, end=78, evidence="three were killed"), after=48 * HOUR)
    assert edited.revisions == ()
    assert news.only.toll.killed == Count(4, 4, 4)


def test_an_edit_that_takes_everything_back_retracts_the_incident() -> None:
    news = Newsroom()
    report = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER]), harm("killed", 3, side=EAST, at=[ALDER]))
    edited = news.edit(report.article)
    assert edited.kinds == ["retracted"]
    assert edited.words == "withdrawn by Harbour Wire; nobody else reported it"
    assert (news.only.state, news.only.toll.killed) == ("retracted", None)
    assert news.only.headline.startswith("Withdrawn: Eastmark accuses")
    assert news.edit(edited.article).revisions == ()


def test_an_incident_with_another_source_outlives_a_withdrawal() -> None:
    news = Newsroom()
    report = news.publish(
        accuses(EAST, WEST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=WEST, at=[ALDER], when=on(MONDAY)),
    )
    news.publish(accuses(EAST, WEST, at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    edited = news.edit(report.article)
    assert edited.kinds == ["toll-corrected"]
    assert news.only.state == "reported"
    assert [source.outlet for source in news.only.sources] == ["Lantern"]


def test_what_was_withdrawn_and_comes_back_is_told_again_as_the_same_incident() -> None:
    news = Newsroom()
    accusation = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    report = news.publish(accusation)
    withdrawn = news.edit(report.article)
    again = news.edit(withdrawn.article, accusation)
    assert again.kinds == ["new-incident"]
    assert news.only.state == "reported"


def test_an_edit_that_corrects_the_place_moves_the_incident() -> None:
    news = Newsroom()
    report = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    edited = news.edit(report.article, accuses(EAST, WEST, "shelling", at=[SOUTHFORD], when=on(MONDAY)))
    assert edited.kinds == ["new-version"]
    assert news.only.places == (SOUTHFORD,)


# ------------------------------------------------------------------------------------------------- a ceasefire's life


def test_a_ceasefire_is_one_incident_through_its_life() -> None:
    news = Newsroom(register=Register([]))
    agreed = news.publish(ceasefire("agreed", mediator="norland", when=on(MONDAY)))
    force = news.publish(ceasefire("in-force", when=on(TUESDAY)), at=TUESDAY, outlet="Lantern")
    again = news.publish(ceasefire("in-force", when=on(TUESDAY)), at=WEDNESDAY, outlet="Evening Post")
    ended = news.publish(ceasefire("ended", when=on(THURSDAY)), at=THURSDAY)
    assert agreed.kinds == ["new-incident", "ceasefire-change"]
    assert agreed.revisions[0].incident.headline == (
        "Ceasefire agreed between Eastmark and Westmark, mediated by Norland, 5 May 2031"
    )
    assert force.words == "ceasefire in force"
    assert "ceasefire-change" not in again.kinds
    assert ended.kinds[0] == "ceasefire-change"
    assert news.only.ceasefire_status == "ended"


def test_a_ceasefire_that_is_called_for_rejected_or_said_to_hold_opens_nothing() -> None:
    news = Newsroom()
    for status in ("called-for", "rejected", "holding"):
        assert news.publish(ceasefire(status)).revisions == ()


def test_the_other_sides_rejection_is_a_change_of_the_announced_ceasefire() -> None:
    news = Newsroom(register=Register([]))
    news.publish(ceasefire("announced", EAST, when=on(MONDAY)))
    report = news.publish(ceasefire("rejected", when=on(TUESDAY)), at=TUESDAY, outlet="West Voice")
    assert report.kinds == ["ceasefire-change"]
    assert report.words == "ceasefire rejected"


def test_a_second_truce_a_week_after_the_first_is_another_incident() -> None:
    news = Newsroom(register=Register([]))
    news.publish(ceasefire("agreed", when=on(MONDAY)))
    later = MONDAY + timedelta(days=6)
    news.publish(ceasefire("agreed", when=on(later)), at=later)
    assert len(news.incidents) == 2


def test_that_an_old_ceasefire_of_the_register_is_in_force_is_no_news() -> None:
    assert Newsroom().publish(ceasefire("in-force")).revisions == ()


def test_a_truce_and_its_breach_in_one_article_are_two_incidents() -> None:
    news = Newsroom(register=Register([]))
    news.publish(ceasefire("agreed", when=on(MONDAY)), accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    assert [incident.kind for incident in news.incidents.values()] == ["violation", "ceasefire"]


def test_the_first_violation_after_quiet_days_breaks_the_quiet() -> None:
    news = Newsroom(last_violation={TRUCE.id: date(2031, 4, 20)})
    report = news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    assert report.kinds == ["new-incident", "quiet-broken"]
    assert report.words.endswith("first reported violation of the March truce after 14 quiet days, on its day 66")


def test_quiet_is_not_broken_where_there_is_no_record_or_it_was_never_quiet() -> None:
    claim = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    assert Newsroom().publish(claim).kinds == ["new-incident"]
    assert Newsroom(last_violation={TRUCE.id: date(2031, 5, 2)}).publish(claim).kinds == ["new-incident"]


def test_fire_that_the_register_makes_a_violation_says_so() -> None:
    news = Newsroom()
    news.publish(accuses(None, WEST, "shelling", at=[ALDER], when=on(MONDAY), inferred=True, axes=Axes()))
    assert news.only.headline == "Apparent ceasefire violation by Westmark: shelling near Alder, 5 May 2031"
    assert news.only.kind == "violation"


# ------------------------------------------------------------------------------------------------------ in their words


def test_fire_and_a_ceasefires_change_keep_the_words_they_were_read_in() -> None:
    news = Newsroom(register=Register([]))
    news.publish(fire(WEST, EAST, "drone", at=[ALDER], when=on(MONDAY), by=EAST))
    news.publish(ceasefire("agreed", when=on(MONDAY)))
    clash, truce = news.incidents.values()
    assert [(one.attacker, one.target, one.acts, one.claimant, one.evidence) for one in clash.tellings[0].attacks] == [
        (WEST, EAST, ("drone",), EAST, "fire")
    ]
    assert clash.tellings[0].attackers == (WEST,)
    assert truce.tellings[0].evidence == "agreed"


def test_fire_that_a_sides_own_outlet_tells_of_is_that_sides_word() -> None:
    news = Newsroom()
    news.publish(fire(WEST, EAST, "drone", at=[ALDER], when=on(MONDAY)), outlet="East Voice", speaks_for=EAST)
    assert news.only.tellings[0].attacks[0].claimant == EAST


def test_an_accusation_says_on_whom() -> None:
    news = Newsroom()
    news.publish(accuses("eu", WEST, "shelling", at=[ALDER], when=on(MONDAY), target=EAST))
    news.publish(accuses("eu", WEST, "small-arms", at=[ALDER], when=on(MONDAY)), outlet="Lantern", at=MONDAY + HOUR)
    assert [(one.acts, one.target) for one in news.only.accusations] == [(("shelling", "small-arms"), EAST)]


def test_only_what_is_called_admitted_is_admitted_and_a_sides_own_count_is_trusted_all_the_same() -> None:
    news = Newsroom()
    news.publish(harm("killed", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    assert [figure.admitted for figure in news.only.figures] == [False]
    news.publish(
        harm("killed", 9, side=EAST, by=WEST, agent=WEST, at=[ALDER], when=on(MONDAY)),
        harm("wounded", 3, side=WEST, by=WEST, at=[ALDER], when=on(MONDAY), voice="admitted"),
        outlet="West Voice",
        speaks_for=WEST,
    )
    assert {(figure.claimant, figure.harm): figure.admitted for figure in news.only.figures} == {
        (EAST, "killed"): False,
        (WEST, "killed"): False,
        (WEST, "wounded"): True,
    }
    assert news.only.toll.killed == Count(2, 2, 9)


def test_a_part_of_a_figure_is_in_no_toll_and_no_headline() -> None:
    news = Newsroom()
    news.publish(
        harm("killed", 7, side=EAST, by=EAST, victims="unknown", at=[ALDER], when=on(MONDAY)),
        harm("killed", 2, side=EAST, by=EAST, victims="civilian", at=[ALDER], when=on(MONDAY), measure="of-which"),
    )
    assert news.only.toll.killed == Count(7, 7, 7)
    assert "civilian" not in news.only.headline
    alone = Newsroom()
    alone.publish(
        accuses(EAST, WEST, at=[ALDER]), harm("killed", 2, side=EAST, by=EAST, at=[ALDER], measure="of-which")
    )
    assert alone.only.toll.killed is None


# -------------------------------------------------------------------------------------------------------------- sources


def test_a_reprint_is_a_copy_and_the_same_outlets_next_article_is_none() -> None:
    news = Newsroom()
    claim = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    first = news.publish(claim)
    news.publish(claim, at=MONDAY + HOUR)
    news.publish(claim, at=MONDAY + 2 * HOUR, copy_of=first.article)
    news.publish(claim, at=MONDAY + 3 * HOUR, copy_of=first.article, outlet="Lantern")
    news.publish(claim, at=MONDAY + 4 * HOUR, outlet="Evening Post")
    assert [(source.outlet, source.independent, source.copy) for source in news.only.sources] == [
        ("Harbour Wire", True, False),
        ("Harbour Wire", False, False),
        ("Harbour Wire", False, False),
        ("Lantern", False, True),
        ("Evening Post", True, False),
    ]


def test_the_original_is_what_was_published_first_in_whatever_order_we_read() -> None:
    news = Newsroom()
    claim = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    reprint = news.publish(claim, outlet="Lantern", at=MONDAY + HOUR)
    news.publish(claim, copy_of=reprint.article)
    assert [(source.outlet, source.independent, source.copy) for source in news.only.sources] == [
        ("Harbour Wire", True, False),
        ("Lantern", False, True),
    ]


def test_of_two_reprints_whose_original_is_not_among_the_sources_the_second_is_the_copy() -> None:
    news = Newsroom()
    original, _ = news.article()
    claim = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    news.publish(claim, copy_of=original, outlet="Lantern")
    news.publish(claim, copy_of=original, outlet="Evening Post", at=MONDAY + HOUR)
    assert [(source.independent, source.copy) for source in news.only.sources] == [(True, False), (False, True)]


def test_a_count_repeated_less_exactly_is_no_news() -> None:
    news = Newsroom()
    news.publish(
        harm("killed", 4, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, victims="unknown", at=[ALDER], when=on(MONDAY), start=40),
    )
    again = news.publish(
        harm("killed", 4, side=EAST, by=EAST, victims="unknown", at=[ALDER], when=on(MONDAY)),
        outlet="Lantern",
        at=MONDAY + HOUR,
    )
    assert "toll-raised" not in again.kinds
    assert news.only.headline.endswith("Eastmark reports 4 soldiers killed")


# ------------------------------------------------------------------------------------------------------------ headlines


def test_a_headline_names_each_claimant_once() -> None:
    news = Newsroom()
    news.publish(
        accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)),
        harm("killed", 3, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)),
        harm("wounded", 5, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY), start=40),
        harm("captured", 1, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY), start=60),
    )
    assert news.only.headline.endswith("; Eastmark reports 3 soldiers killed and 5 wounded")


def test_a_headline_gives_one_number_for_the_same_people() -> None:
    news = Newsroom()
    claim = accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY))
    news.publish(claim, harm("wounded", 2, side=EAST, by=EAST, at=[ALDER], when=on(MONDAY)))
    news.publish(claim, harm("wounded", 2, high=None, victims="unknown", at=[ALDER], when=on(MONDAY)), outlet="Lantern")
    assert news.only.headline.endswith("5 May 2031; Eastmark reports 2 soldiers wounded")


def test_a_headline_says_at_once_that_both_sides_deny() -> None:
    news = Newsroom()
    news.publish(accuses(EAST, WEST, "shelling", at=[ALDER], when=on(MONDAY)))
    news.publish(accuses(WEST, EAST, "shelling", at=[ALDER], when=on(MONDAY)), denies(WEST), outlet="West Voice")
    assert news.only.headline.endswith("; Westmark denies it")
    news.publish(denies(EAST, at=[ALDER], when=on(MONDAY)), outlet="East Voice")
    assert news.only.headline.endswith("5 May 2031; both deny it")


def test_a_headline_names_two_places_at_most_and_no_district_beside_its_village() -> None:
    hazel = Place("hazel", "Hazel", 40.31, 46.72, "village")
    district = replace(ALDER_DISTRICT, lat=40.31)
    for places, said in (
        ([ALDER, district], "near Alder, 5"),
        ([ALDER, BIRCH, hazel], "near Alder, Birch and nearby, 5"),
        ([ALDER, BIRCH, SOUTHFORD], "near Alder, Birch and elsewhere, 5"),
        ([ALDER_DISTRICT], "in Alder district, 5"),
    ):
        news = Newsroom()
        news.publish(accuses(EAST, WEST, "shelling", at=places, when=on(MONDAY)))
        assert said in news.only.headline


def test_a_ceasefire_is_not_near_the_villages_that_an_article_names_beside_it() -> None:
    news = Newsroom(register=Register([]))
    news.publish(replace(ceasefire("agreed", when=on(MONDAY)), places=(ALDER, ALDER_DISTRICT)))
    assert news.only.headline == "Ceasefire agreed between Eastmark and Westmark, 5 May 2031"


# ------------------------------------------------------------------------------------------ conflicts without a pack


def test_conflicts_without_a_pack_are_not_thrown_together() -> None:
    news = Newsroom()
    news.publish(accuses("northia", "southia", theatre=None))
    news.publish(accuses("lowland", "highland", theatre=None), outlet="Lantern")
    news.publish(harm("killed", 4, theatre=None), outlet="Evening Post")
    assert len(news.incidents) == 3
    news.publish(accuses("southia", "northia", theatre=None), outlet="Morning Star")
    assert len(news.incidents) == 3


def test_names_are_shown_as_they_are_handed_in_or_made_readable() -> None:
    news = Newsroom()
    place = Place("spa", "Spa Hill", 40.3, 46.7, "district")
    news.publish(accuses("burkina-faso", "un", "drone", at=[place], when=on(MONDAY)))
    assert news.only.headline == "Burkina Faso accuses the UN of a drone attack in Spa Hill, 5 May 2031"
