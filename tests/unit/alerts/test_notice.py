"""Notices, as people are shown them: who, what, since when; harmless whatever a feed calls itself."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from monitor.alerts import render
from monitor.alerts.channel import Message
from monitor.alerts.mail import MailChannel
from monitor.alerts.policy import Policy, QuietHours, Route, notice_deliveries
from monitor.alerts.slack import SlackChannel
from monitor.alerts.terminal import TerminalChannel
from monitor.model import Coverage, Delivery, Notice
from tests.servers.slack import FakeSlack, drop_after_storing
from tests.unit.alerts.stories import NIGHT, digest
from tests.unit.alerts.test_render import FORMS, NASTY, YEREVAN, shown

SIDE = Notice(
    id=3, kind="side-quiet", theatres=("nagorno-karabakh",), side="armenia", since=NIGHT,
    words="A and B answer, but none has listed anything new for 9 h; 14 entries would be usual in that time",
    opened=NIGHT + timedelta(hours=9),
)  # fmt: skip
OVER = replace(
    SIDE, id=4, over_of=3, words="A lists news again after 11 h; not yet: B", opened=NIGHT + timedelta(hours=11)
)
FEED = Notice(
    id=5, kind="feed-quiet", feed_id=8, name="Harbour Wire", theatres=("nagorno-karabakh",), side="azerbaijan",
    since=NIGHT, words="it answers, but has listed nothing new for 13 h", opened=NIGHT,
)  # fmt: skip


def carried(notice: Notice, **changes: object) -> Message:
    owed = Delivery(
        notice_id=notice.id, channel="slack", destination="C0123", key=f"n{notice.id}", due=NIGHT, created=NIGHT
    )
    return Message(delivery=replace(owed, **changes), notice=notice)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_who_what_and_since_when(form: str) -> None:
    side = shown(carried(SIDE), form)
    assert "Feeds speaking for Armenia have gone quiet" in side
    assert "none has listed anything new for 9 h; 14 entries would be usual in that time" in side
    assert "Sun 15 March 2026" in side
    assert "Feeds speaking for Armenia are heard again" in shown(carried(OVER), form)
    feed = shown(carried(FEED), form)
    assert "Harbour Wire has gone quiet" in feed
    assert "speaks for Azerbaijan" in feed
    assert "It answers, but" in feed


@pytest.mark.parametrize("form", FORMS)
def test_a_name_is_a_name_and_no_markup(form: str) -> None:
    hostile = shown(carried(replace(FEED, name=NASTY, words=NASTY)), form)
    assert "\x1b" not in hostile
    assert "<script" not in hostile or form in ("terminal", "text", "slack")
    for ping in ("<!channel", "<@U1"):
        assert ping not in hostile or form in ("terminal", "text")


def test_slacks_notification_text_is_escaped() -> None:
    text, blocks = render.slack_blocks(carried(replace(FEED, name=NASTY, words=NASTY)), YEREVAN)
    assert all(mark not in text for mark in ("<", "*bold*", "`"))
    assert "<!" not in json.dumps(blocks, ensure_ascii=False)


def test_the_longest_name_and_finding_stay_within_slacks_limits_and_a_subject() -> None:
    long = carried(replace(FEED, name="Harbour " * 500, words="word " * 5000))
    text, blocks = render.slack_blocks(long, YEREVAN)
    assert len(text) < 3000
    assert len(json.dumps(blocks)) < 3000
    assert len(render.mail(long, YEREVAN).subject) < 200


def test_the_subject_says_whom_it_is_about() -> None:
    assert render.mail(carried(SIDE), YEREVAN).subject == "QUIET: Feeds speaking for Armenia have gone quiet"
    assert render.mail(carried(OVER), YEREVAN).subject == "OVER: Feeds speaking for Armenia are heard again"


def test_the_end_is_an_answer_to_the_mail_of_the_beginning() -> None:
    channel = MailChannel("localhost", sender="monitor@example.org")
    told = replace(carried(OVER, channel="email", destination="desk@example.org"), previous="<n3@example.org>")
    assert channel.compose(told)["In-Reply-To"] == "<n3@example.org>"


def test_in_slack_the_end_is_a_message_of_its_own_and_a_broken_send_is_not_repeated() -> None:
    with FakeSlack(clock=lambda: NIGHT) as slack:
        channel = SlackChannel("xoxb-test", base_url=slack.url, timeout=5)
        first = channel.send(carried(SIDE))
        slack.fail("chat.postMessage", drop_after_storing())
        over = carried(OVER)
        with pytest.raises(Exception, match="slack"):
            channel.send(replace(over, previous=first))
        channel.send(replace(carried(OVER, attempts=2), previous=first))
        assert len(slack.messages()) == 2


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_it_fits_the_width(width: int) -> None:
    page = io.StringIO()
    TerminalChannel(page, width=width).send(carried(SIDE))
    assert max(len(line) for line in page.getvalue().splitlines()) <= width


# -------------------------------------------------------------------------------------------------------- who is told

ALL = Route(channel="terminal", destination="-")


def told(notice: Notice, *routes: Route, **house: object) -> list[str]:
    policy = Policy(routes=routes, **house)  # type: ignore[arg-type]
    return [owed.destination for owed in notice_deliveries(notice, policy, now=NIGHT)]


def test_it_goes_where_its_theatre_and_weight_are_wanted_and_to_nobody_who_chose_kinds() -> None:
    karabakh = Route(channel="slack", destination="C1", theatres=("nagorno-karabakh",))
    sudan = Route(channel="slack", destination="C2", theatres=("sudan",))
    grave = Route(channel="email", destination="duty", min_severity="grave")
    notable = Route(channel="email", destination="desk", min_severity="notable")
    ceasefires = Route(channel="slack", destination="C3", kinds=("ceasefire",))
    routes = (ALL, karabakh, karabakh, sudan, grave, notable, ceasefires)
    assert told(SIDE, *routes) == ["-", "C1", "desk"]
    assert told(FEED, *routes) == ["-", "C1"]
    assert told(FEED, *routes, min_severity="notable") == []


def test_what_the_house_does_not_want_told_is_not() -> None:
    assert told(SIDE, ALL, quiet_sides=False) == []
    assert told(FEED, ALL, quiet_sides=False) == ["-"]
    assert told(FEED, ALL, quiet_feeds=False) == []
    assert told(replace(FEED, kind="feed-retired"), ALL, quiet_feeds=False) == ["-"]


def test_in_quiet_hours_it_waits_for_the_morning() -> None:
    night = QuietHours(start=time(0), until=time(6), timezone="UTC")
    now = datetime(2026, 3, 15, 3, tzinfo=UTC)
    (owed,) = notice_deliveries(SIDE, Policy(routes=(ALL,), quiet_hours=night), now=now)
    assert (owed.state, owed.due) == ("held", datetime(2026, 3, 15, 6, tzinfo=UTC))
    assert notice_deliveries(SIDE, Policy(routes=(ALL,)), now=now)[0].key == owed.key


# ---------------------------------------------------------------------------------------------------------- the digest


def day(*notices: Notice) -> Message:
    coverage = Coverage(feeds=12, read=12, failed=(), entries=40, articles=9, claims=0, notices=notices)
    one = digest(revisions=(), held=(), failed=(), coverage=coverage)
    return Message(delivery=replace(carried(SIDE).delivery, notice_id=None, digest_key="2026-03-15"), digest=one)


@pytest.mark.parametrize("form", FORMS)
def test_the_digest_says_who_was_quiet_and_that_it_is_no_sign_of_peace(form: str) -> None:
    ended = replace(FEED, ended=NIGHT + timedelta(hours=14))
    page = shown(day(ended, SIDE), form)
    assert "Quieter than is usual: 1 side." in page
    assert "Feeds speaking for Armenia have gone quiet (Nagorno-Karabakh)" in page
    assert page.index("Feeds speaking for Armenia") < page.index("Harbour Wire has gone quiet")
    assert ", over Sun 15 March 2026" in page


@pytest.mark.parametrize("form", FORMS)
def test_a_thousand_silences_are_counted_and_not_listed(form: str) -> None:
    page = shown(day(*(replace(FEED, feed_id=n, name=f"F{n}") for n in range(1000))), form)
    assert "Quieter than is usual: 1,000 feeds." in page
    assert "and 9" in page
    assert page.count("has gone quiet") <= 20


def test_a_feeds_name_is_escaped_in_the_digests_mail() -> None:
    html = render.mail(day(replace(FEED, name=NASTY, words=NASTY)), YEREVAN).html
    assert "<script" not in html
