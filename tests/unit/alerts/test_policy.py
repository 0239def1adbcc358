"""Who is told what and when, as timelines: what happens, then what is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from monitor.alerts.policy import (
    NEVER,
    Decision,
    Mute,
    Policy,
    QuietHours,
    Route,
    Scale,
    decide,
    digest_delivery,
    released,
    severity,
    woken,
)
from monitor.model import CeasefireStatus, Count, Revision, Severity, Toll
from tests.unit.alerts.stories import NIGHT, SHELLING_ONCE, TALISH, alert, bare, change, delivery, revision

SLACK = Route(channel="slack", destination="C0123")
DESK = ("slack", "C0123")
NOON = datetime(2026, 3, 15, 8, 0, tzinfo=UTC)
NIGHTS = QuietHours(start=time(22, 0), until=time(7, 0), timezone="Asia/Yerevan")
SEVEN = datetime(2026, 3, 15, 3, 0, tzinfo=UTC)
"""07:00 in Yerevan."""


def told(changed: Revision, *, now: datetime = NOON, last: dict[tuple[str, str], datetime] | None = None) -> Decision:
    """Decided by the plainest policy: one route, no quiet hours, no waiting."""
    return decide(changed, Policy(routes=(SLACK,)), now=now, last_told=last)


def killed(number: int) -> Toll:
    return Toll(killed=Count(number, number, number))


# --------------------------------------------------------------------------------------------------- an incident's day


def test_a_new_incident_is_told_at_once_to_every_route() -> None:
    routes = (SLACK, Route(channel="email", destination="desk@example.org"), Route(channel="terminal", destination="-"))
    decision = decide(bare(), Policy(routes=routes), now=NOON)
    assert decision.alert is not None
    assert (decision.alert.incident_id, decision.alert.revision, decision.alert.reason) == (17, 1, "new incident")
    assert [(d.channel, d.destination, d.state, d.due) for d in decision.deliveries] == [
        ("slack", "C0123", "due", NOON),
        ("email", "desk@example.org", "due", NOON),
        ("terminal", "-", "due", NOON),
    ]
    assert decision.reason.startswith("new incident: notable")


def test_a_toll_that_rises_from_3_to_5_is_told_as_two_more() -> None:
    raised = change("toll-raised", "toll raised from 3 to 5", 2)
    decision = told(bare(raised, toll=killed(5), revision=2))
    assert decision.alert is not None
    assert decision.alert.reason == "toll raised from 3 to 5, +2"
    assert decision.alert.severity == "serious"


def test_a_delta_that_the_words_already_hold_is_not_said_twice() -> None:
    decision = told(bare(change("toll-raised", "toll raised from 3 to 5, +2, by armenia", 2)))
    assert decision.alert is not None
    assert decision.alert.reason == "toll raised from 3 to 5, +2, by armenia"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (change("corroborated", "corroborated by Hill Gazette"), "corroborated by Hill Gazette"),
        (change("denied", "denied by azerbaijan"), "denied by azerbaijan"),
        (change("new-version", "azerbaijan tells it otherwise"), "azerbaijan tells it otherwise"),
        (change("toll-corrected", "toll corrected from 5 to 4"), "toll corrected from 5 to 4"),
        (change("retracted", "withdrawn by Harbour Wire"), "withdrawn by Harbour Wire"),
        (change("ceasefire-change", "ceasefire extended"), "ceasefire extended"),
        (change("quiet-broken", "quiet broken on day 12"), "quiet broken on day 12"),
    ],
)
def test_a_change_that_matters_is_told_with_its_reason(changed: object, reason: str) -> None:
    decision = told(bare(changed, revision=2), last={DESK: NOON - timedelta(hours=1)})  # type: ignore[arg-type]
    assert decision.alert is not None
    assert decision.alert.reason == reason
    assert len(decision.deliveries) == 1


def test_several_changes_make_one_alert_with_all_the_reasons() -> None:
    decision = told(
        bare(change("denied", "denied by azerbaijan"), change("toll-raised", "toll raised from 3 to 5", 2), revision=2)
    )
    assert decision.alert is not None
    assert decision.alert.reason == "denied by azerbaijan; toll raised from 3 to 5, +2"
    assert len(decision.deliveries) == 1


def test_nothing_is_told_when_nothing_changed() -> None:
    decision = told(replace(bare(), changes=()))
    assert decision == Decision(None, (), "nothing changed")


def test_one_more_source_that_says_the_same_is_not_told() -> None:
    decision = told(bare(change("source-added", "also in Coast Radio"), revision=2))
    assert decision.alert is None
    assert decision.deliveries == ()
    assert decision.reason == "not worth telling: source-added"


def test_a_source_that_comes_with_a_denial_is_not_among_the_reasons() -> None:
    decision = told(bare(change("source-added", "also in Coast Radio"), change("denied", "denied by azerbaijan")))
    assert decision.alert is not None
    assert decision.alert.reason == "denied by azerbaijan"


def test_an_alert_that_no_route_wants_is_kept_with_the_reason() -> None:
    decision = decide(bare(), Policy(routes=(replace(SLACK, theatres=("donbas",)),)), now=NOON)
    assert decision.alert is not None
    assert decision.deliveries == ()
    assert "slack C0123: does not follow nagorno-karabakh" in decision.reason
    assert "no route is set" in decide(bare(), Policy(), now=NOON).reason


# ----------------------------------------------------------------------------------------------------------- severity


@pytest.mark.parametrize(
    ("happening", "weight"),
    [
        (bare(), "notable"),
        (bare(accusations=(replace(SHELLING_ONCE, count=49),)), "notable"),
        (bare(accusations=(replace(SHELLING_ONCE, count=50),)), "serious"),
        (bare(accusations=(replace(SHELLING_ONCE, count=50, denied=True),)), "info"),
        (bare(accusations=(SHELLING_ONCE, replace(SHELLING_ONCE, count=50, denied=True))), "notable"),
        (bare(toll=killed(1)), "serious"),
        (bare(toll=killed(9)), "serious"),
        (bare(toll=killed(10)), "grave"),
        (bare(toll=Toll(killed=Count(0, 2, 99))), "serious"),
        (bare(toll=Toll(wounded=Count(9, 9, 9))), "notable"),
        (bare(toll=Toll(wounded=Count(10, 10, None))), "serious"),
        (bare(toll=Toll(missing=Count(6, 6, 6), captured=Count(4, 4, 4))), "serious"),
        (bare(toll=Toll(displaced=Count(None, 1000, None))), "serious"),
        (bare(kind="clash"), "notable"),
        (bare(change("quiet-broken", "quiet broken on day 12")), "serious"),
        (bare(state="retracted", toll=killed(40)), "info"),
    ],
)
def test_severity_weighs_deaths_breaches_and_fire(happening: Revision, weight: Severity) -> None:
    assert severity(happening) == weight


@pytest.mark.parametrize(
    ("status", "weight"),
    [
        ("ended", "grave"),
        ("suspended", "grave"),
        ("rejected", "serious"),
        ("agreed", "serious"),
        ("in-force", "serious"),
        ("extended", "notable"),
        ("called-for", "info"),
        ("holding", "info"),
    ],
)
def test_severity_of_a_ceasefire_follows_its_status(status: CeasefireStatus, weight: Severity) -> None:
    changed = bare(change("ceasefire-change", status), kind="ceasefire", ceasefire_status=status, accusations=())
    assert severity(changed) == weight


def test_one_side_s_boast_wakes_nobody_while_the_best_number_is_small() -> None:
    assert severity(bare(toll=Toll(killed=Count(2, 2, 200)))) == "serious"


def test_the_scale_can_be_moved() -> None:
    assert severity(bare(toll=killed(5)), Scale(grave_killed=5)) == "grave"


# -------------------------------------------------------------------------------------------------------------- routes


def test_routes_choose_by_theatre_kind_and_severity() -> None:
    routes = (
        Route(channel="slack", destination="CALL"),
        Route(channel="slack", destination="CTHEATRE", theatres=("donbas", "nagorno-karabakh")),
        Route(channel="slack", destination="COTHER", theatres=("donbas",)),
        Route(channel="slack", destination="CPEACE", kinds=("ceasefire",)),
        Route(channel="slack", destination="CGRAVE", min_severity="grave"),
    )
    decision = decide(bare(toll=killed(3)), Policy(routes=routes), now=NOON)
    assert [d.destination for d in decision.deliveries] == ["CALL", "CTHEATRE"]
    grave = decide(bare(toll=killed(30)), Policy(routes=routes), now=NOON)
    assert [d.destination for d in grave.deliveries] == ["CALL", "CTHEATRE", "CGRAVE"]
    peace = bare(kind="ceasefire", ceasefire_status="agreed", accusations=())
    assert "CPEACE" in [d.destination for d in decide(peace, Policy(routes=routes), now=NOON).deliveries]


def test_the_house_rules_bind_every_route() -> None:
    assert decide(bare(), Policy(routes=(SLACK,), min_severity="serious"), now=NOON).deliveries == ()
    assert decide(bare(), Policy(routes=(SLACK,), kinds=("ceasefire",)), now=NOON).deliveries == ()
    assert decide(bare(), Policy(routes=(SLACK,), kinds=("violation",)), now=NOON).deliveries


def test_two_routes_to_one_destination_make_one_message() -> None:
    routes = (replace(SLACK, theatres=("donbas",)), replace(SLACK, kinds=("violation",)), SLACK)
    assert len(decide(bare(), Policy(routes=routes), now=NOON).deliveries) == 1


def test_whoever_was_told_of_deaths_hears_that_they_were_withdrawn() -> None:
    policy = Policy(routes=(replace(SLACK, min_severity="serious"),))
    corrected = bare(change("toll-corrected", "toll corrected from 3 to 0"), toll=killed(0), revision=3)
    assert decide(corrected, policy, now=NOON).deliveries == ()
    assert len(decide(corrected, policy, now=NOON, last_told={DESK: NIGHT}).deliveries) == 1


def test_whoever_was_told_before_is_not_told_lesser_news_that_corrects_nothing() -> None:
    policy = Policy(routes=(replace(SLACK, min_severity="serious"),))
    assert (
        decide(bare(change("corroborated", "corroborated")), policy, now=NOON, last_told={DESK: NIGHT}).deliveries == ()
    )


# --------------------------------------------------------------------------------------------------------- quiet hours


def test_quiet_hours_hold_what_can_wait_and_say_until_when() -> None:
    decision = decide(bare(), Policy(routes=(SLACK,), quiet_hours=NIGHTS), now=NIGHT)
    (held,) = decision.deliveries
    assert (held.state, held.due, held.reason) == ("held", SEVEN, "held in quiet hours until 07:00 Asia/Yerevan")
    assert "held in quiet hours" in decision.reason


def test_grave_news_passes_the_quiet_hours() -> None:
    (due,) = decide(bare(toll=killed(12)), Policy(routes=(SLACK,), quiet_hours=NIGHTS), now=NIGHT).deliveries
    assert (due.state, due.due) == ("due", NIGHT)


def test_a_night_from_evening_over_midnight_to_morning() -> None:
    policy = Policy(routes=(SLACK,), quiet_hours=NIGHTS)

    def state(hour: int, minute: int, day: int) -> str:
        return decide(bare(), policy, now=datetime(2026, 3, day, hour, minute, tzinfo=UTC)).deliveries[0].state

    assert state(17, 59, 14) == "due"  # 21:59 in Yerevan
    assert state(18, 0, 14) == "held"  # 22:00
    assert state(20, 0, 14) == "held"  # midnight
    assert state(2, 59, 15) == "held"  # 06:59
    assert state(3, 0, 15) == "due"  # 07:00


def test_what_was_held_is_released_when_the_quiet_ends_and_not_before() -> None:
    (held,) = decide(bare(), Policy(routes=(SLACK,), quiet_hours=NIGHTS), now=NIGHT).deliveries
    assert released([held], now=SEVEN - timedelta(seconds=1)) == ()
    (free,) = released([held], now=SEVEN)
    assert (free.state, free.due, free.key) == ("due", SEVEN, held.key)
    assert free.reason == "released: was held in quiet hours until 07:00 Asia/Yerevan"


def test_what_was_held_first_is_released_first() -> None:
    first, second = (delivery(id=n, state="held", due=SEVEN, created=NIGHT, key=str(n)) for n in (1, 2))
    sent = delivery(id=3, state="sent", due=SEVEN)
    assert [d.id for d in released([second, sent, first], now=SEVEN)] == [1, 2]


def test_grave_news_takes_along_what_was_held_of_the_same_incident_there() -> None:
    policy = Policy(routes=(SLACK,), quiet_hours=NIGHTS)
    (held,) = decide(bare(), policy, now=NIGHT).deliveries
    later = NIGHT + timedelta(minutes=20)
    grave = decide(bare(change("toll-raised", "toll raised", 12), toll=killed(12), revision=2), policy, now=later)
    elsewhere = replace(held, destination="C0999")
    other = replace(held, incident_id=18)
    muted = replace(held, due=NEVER)
    (going,) = woken([elsewhere, held, other, muted], grave.deliveries)
    assert (going.key, going.state, going.due) == (held.key, "due", later)


def test_held_news_takes_nothing_along() -> None:
    policy = Policy(routes=(SLACK,), quiet_hours=NIGHTS)
    (held,) = decide(bare(), policy, now=NIGHT).deliveries
    again = decide(bare(change("denied", "denied"), revision=2), policy, now=NIGHT)
    assert woken([held], again.deliveries) == ()


def test_the_night_when_the_clocks_go_forward_is_an_hour_shorter() -> None:
    quiet = QuietHours(start=time(22, 0), until=time(7, 0), timezone="Europe/Berlin")
    ten = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)
    assert quiet.end(ten) == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)  # 07:00 is UTC+2 by then
    assert quiet.end(ten - timedelta(seconds=1)) is None


def test_the_night_when_the_clocks_go_back_is_an_hour_longer() -> None:
    quiet = QuietHours(start=time(22, 0), until=time(7, 0), timezone="Europe/Berlin")
    assert quiet.end(datetime(2026, 10, 24, 20, 0, tzinfo=UTC)) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)


def test_quiet_that_ends_in_the_repeated_hour_ends_once() -> None:
    quiet = QuietHours(start=time(22, 0), until=time(2, 30), timezone="Europe/Berlin")
    end = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 summer time; the clock shows 02:30 again an hour later
    assert quiet.end(end - timedelta(minutes=1)) == end
    assert quiet.end(end) is None
    assert quiet.end(end + timedelta(minutes=45)) is None  # 02:15 by the clock, for the second time


def test_quiet_that_ends_in_the_skipped_hour_still_ends() -> None:
    quiet = QuietHours(start=time(22, 0), until=time(2, 30), timezone="Europe/Berlin")
    end = quiet.end(datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
    assert end == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 by the clock, which jumped from 02:00 to 03:00
    assert quiet.end(end) is None


def test_quiet_hours_within_one_day() -> None:
    siesta = QuietHours(start=time(13, 0), until=time(15, 0), timezone="UTC")
    assert siesta.end(datetime(2026, 3, 15, 12, 59, tzinfo=UTC)) is None
    assert siesta.end(datetime(2026, 3, 15, 13, 0, tzinfo=UTC)) == datetime(2026, 3, 15, 15, 0, tzinfo=UTC)
    assert siesta.end(datetime(2026, 3, 15, 15, 0, tzinfo=UTC)) is None


def test_quiet_hours_of_no_length_are_none() -> None:
    assert QuietHours(start=time(7, 0), until=time(7, 0), timezone="UTC").end(NOON) is None


# --------------------------------------------------------------------------------------------------------------- mutes


@pytest.mark.parametrize(
    "mute",
    [
        Mute(because="exercise", theatre="nagorno-karabakh"),
        Mute(because="exercise", kind="violation"),
        Mute(because="exercise", place="talish"),
        Mute(because="exercise", place="TALISH"),
        Mute(because="exercise", actor="armenia"),
        Mute(because="exercise", incident=17),
        Mute(because="exercise", theatre="nagorno-karabakh", actor="azerbaijan", until=NOON + timedelta(days=1)),
    ],
)
def test_a_mute_holds_what_it_covers_with_its_reason(mute: Mute) -> None:
    (held,) = decide(bare(places=(TALISH,)), Policy(routes=(SLACK,), mutes=(mute,)), now=NOON).deliveries
    assert (held.state, held.due, held.reason) == ("held", mute.until or NEVER, "muted: exercise")


@pytest.mark.parametrize(
    "mute",
    [
        Mute(because="exercise", theatre="donbas"),
        Mute(because="exercise", kind="ceasefire"),
        Mute(because="exercise", place="madagiz"),
        Mute(because="exercise", actor="georgia"),
        Mute(because="exercise", incident=18),
        Mute(because="exercise", theatre="nagorno-karabakh", actor="georgia"),
        Mute(because="exercise", until=NOON),
    ],
)
def test_a_mute_leaves_alone_what_it_does_not_cover(mute: Mute) -> None:
    (due,) = decide(bare(places=(TALISH,)), Policy(routes=(SLACK,), mutes=(mute,)), now=NOON).deliveries
    assert due.state == "due"


def test_a_mute_holds_even_grave_news() -> None:
    policy = Policy(routes=(SLACK,), mutes=(Mute(because="exercise", incident=17),))
    assert decide(bare(toll=killed(40)), policy, now=NOON).deliveries[0].state == "held"


def test_an_incident_that_an_analyst_muted_is_held_for_good() -> None:
    (held,) = told(bare(muted=True)).deliveries
    assert (held.state, held.reason) == ("held", "muted: an analyst muted incident 17")
    assert released([held], now=NOON + timedelta(days=3650)) == ()


# ---------------------------------------------------------------------------------------------------------- group wait


def test_group_wait_gathers_the_first_news_before_it_is_told() -> None:
    policy = Policy(routes=(SLACK,), group_wait=timedelta(minutes=2))
    (due,) = decide(bare(), policy, now=NOON).deliveries
    assert (due.state, due.due) == ("due", NOON + timedelta(minutes=2))
    assert due.reason == "new incident (gathering news until 08:02:00 UTC)"


def test_group_wait_keeps_two_messages_on_one_incident_apart() -> None:
    policy = Policy(routes=(SLACK,), group_wait=timedelta(minutes=2))
    denied = bare(change("denied", "denied"), revision=2)
    soon = decide(denied, policy, now=NOON, last_told={DESK: NOON - timedelta(seconds=30)}).deliveries[0]
    assert soon.due == NOON + timedelta(seconds=90)
    late = decide(denied, policy, now=NOON, last_told={DESK: NOON - timedelta(hours=1)}).deliveries[0]
    assert (late.due, late.reason) == (NOON, "denied")


def test_grave_news_waits_for_no_group() -> None:
    policy = Policy(routes=(SLACK,), group_wait=timedelta(minutes=2))
    assert decide(bare(toll=killed(12)), policy, now=NOON).deliveries[0].due == NOON


def test_news_that_would_fall_due_inside_the_quiet_is_held() -> None:
    policy = Policy(routes=(SLACK,), group_wait=timedelta(minutes=10), quiet_hours=NIGHTS)
    evening = datetime(2026, 3, 14, 17, 55, tzinfo=UTC)  # 21:55 in Yerevan
    assert decide(bare(), policy, now=evening).deliveries[0].state == "held"


# ---------------------------------------------------------------------------------------------------------------- keys


def test_deciding_twice_gives_the_same_keys() -> None:
    first, again = (told(bare(), now=moment).deliveries[0] for moment in (NOON, NOON + timedelta(minutes=5)))
    assert first.key == again.key


def test_keys_differ_by_revision_destination_and_database() -> None:
    routes = (SLACK, replace(SLACK, destination="C0999"), replace(SLACK, channel="email", destination="C0123"))
    keys = [
        d.key
        for happening in (bare(), bare(revision=2), bare(opened=NOON))
        for d in decide(happening, Policy(routes=routes), now=NOON).deliveries
    ]
    assert len(set(keys)) == 9


def test_a_digest_is_owed_once_a_day_and_destination() -> None:
    owed = digest_delivery(date(2026, 3, 15), "email", "desk@example.org", now=NOON)
    again = digest_delivery(date(2026, 3, 15), "email", "desk@example.org", now=NOON + timedelta(hours=5))
    assert (owed.digest_key, owed.alert_id, owed.state, owed.due) == ("2026-03-15", None, "due", NOON)
    assert owed.key == again.key
    assert owed.key != digest_delivery(date(2026, 3, 16), "email", "desk@example.org", now=NOON).key


def test_the_whole_life_of_one_incident() -> None:
    """Accused in the evening, raised at night, denied in the morning: what the desk gets, and when."""
    policy = Policy(routes=(SLACK,), quiet_hours=NIGHTS, group_wait=timedelta(minutes=1))
    evening = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
    first = decide(bare(), policy, now=evening).deliveries[0]
    assert (first.state, first.due) == ("due", evening + timedelta(minutes=1))
    last = {DESK: first.due}
    copied = decide(bare(change("source-added", "also"), revision=2), policy, now=evening, last_told=last)
    assert copied.deliveries == ()
    raised = revision(change("toll-raised", "toll raised from 3 to 5", 2), revision=3)
    night = decide(raised, policy, now=NIGHT, last_told=last).deliveries[0]
    assert (night.state, night.due) == ("held", SEVEN)
    denied = revision(change("denied", "denied by azerbaijan"), revision=4)
    morning = decide(denied, policy, now=SEVEN + timedelta(hours=1), last_told=last).deliveries[0]
    assert morning.state == "due"
    assert alert().severity == "serious"
