"""The Slack channel against an API that keeps messages and fails as Slack does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.alerts.channel import Message
from monitor.alerts.slack import SlackChannel
from monitor.errors import DeliveryError
from monitor.model import Revision
from tests.servers.slack import (
    FakeSlack,
    Trouble,
    broken,
    drop_after_storing,
    drop_before_storing,
    error_after_storing,
    rate_limited,
    refused,
)
from tests.unit.alerts.stories import LABELS, NIGHT, alert, bare, change, delivery, digest, message

FIRST, SECOND, THIRD = (f"5f1c0000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(clock=lambda: NIGHT) as running:
        yield running


@pytest.fixture
def channel(slack: FakeSlack) -> SlackChannel:
    return SlackChannel("xoxb-test", base_url=slack.url, labels=LABELS, timezone="Asia/Yerevan", timeout=5)


def later(number: int = 2) -> Revision:
    return bare(change("denied", "denied by azerbaijan"), revision=number)


def again(told: Message, **changes: object) -> Message:
    """The same delivery, tried for the second time."""
    return replace(told, delivery=replace(told.delivery, attempts=2, **changes))  # type: ignore[arg-type]


def failing(channel: SlackChannel, told: Message) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        channel.send(told)
    return raised.value


# --------------------------------------------------------------------------------------------------------- the journey


def test_a_new_incident_is_one_message_with_its_key_in_the_metadata(slack: FakeSlack, channel: SlackChannel) -> None:
    receipt = channel.send(message(bare(), key=FIRST))
    (posted,) = slack.messages()
    assert receipt == f"C0123:{posted['ts']}"
    assert posted["metadata"]["event_type"] == "ceasefire_monitor_delivery"
    assert posted["metadata"]["event_payload"]["delivery"] == FIRST
    assert "Armenia accuses Azerbaijan of shelling near Talish" in posted["text"]
    asked = slack.calls[0][1]
    assert (asked["parse"], asked["link_names"], asked["unfurl_links"]) == ("none", False, False)


def test_a_first_attempt_does_not_look_the_message_up(slack: FakeSlack, channel: SlackChannel) -> None:
    channel.send(message(bare(), key=FIRST))
    assert [method for method, _ in slack.calls] == ["chat.postMessage"]


def test_a_revision_edits_the_message_and_tells_the_change_in_its_thread(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    first = channel.send(message(bare(), key=FIRST))
    receipt = channel.send(message(later(), previous=first, key=SECOND))
    (root,) = slack.messages()
    assert "denied by Azerbaijan" in root["text"]
    (reply,) = slack.thread(root["ts"])
    assert receipt == f"C0123:{reply['ts']}"
    assert reply["metadata"]["event_payload"]["delivery"] == SECOND
    assert "subtype" not in reply


def test_a_grave_change_is_shown_in_the_channel_too(slack: FakeSlack, channel: SlackChannel) -> None:
    first = channel.send(message(bare(), key=FIRST))
    channel.send(replace(message(later(), previous=first, key=SECOND), alert=alert("grave")))
    (reply,) = slack.thread(first.partition(":")[2])
    assert reply["subtype"] == "thread_broadcast"


def test_a_digest_is_posted_as_well(slack: FakeSlack, channel: SlackChannel) -> None:
    channel.send(Message(delivery=delivery(digest_key="2026-03-15", incident_id=None), digest=digest()))
    assert "Ceasefire digest, 15 March 2026" in slack.texts()[0]


# -------------------------------------------------------------------------------------------------- uncertain sends


@pytest.mark.parametrize(
    ("trouble", "stored"),
    [
        (drop_before_storing(), 0),
        (drop_after_storing(), 1),
        (broken(500), 0),
        (error_after_storing(500), 1),
        (error_after_storing(502), 1),
        (refused("internal_error"), 0),
    ],
)
def test_a_send_of_unknown_outcome_is_told_once_in_the_end(
    slack: FakeSlack, channel: SlackChannel, trouble: Trouble, stored: int
) -> None:
    told = message(bare(), key=FIRST)
    slack.fail("chat.postMessage", trouble)
    error = failing(channel, told)
    assert error.uncertain
    assert not error.permanent
    assert len(slack.messages()) == stored
    receipt = channel.send(again(told))
    (posted,) = slack.messages()
    assert receipt == f"C0123:{posted['ts']}"


@pytest.mark.parametrize(("trouble", "stored"), [(drop_before_storing(), 0), (drop_after_storing(), 1)])
def test_a_change_of_unknown_outcome_is_told_once_in_the_thread(
    slack: FakeSlack, channel: SlackChannel, trouble: Trouble, stored: int
) -> None:
    first = channel.send(message(bare(), key=FIRST))
    told = message(later(), previous=first, key=SECOND)
    slack.fail("chat.postMessage", trouble)
    assert failing(channel, told).uncertain
    ts = first.partition(":")[2]
    assert len(slack.thread(ts)) == stored
    receipt = channel.send(again(told))
    (reply,) = slack.thread(ts)
    assert receipt == f"C0123:{reply['ts']}"
    assert len(slack.messages()) == 1


@pytest.mark.parametrize("trouble", [drop_before_storing(), drop_after_storing()])
def test_an_edit_of_unknown_outcome_is_simply_done_again(
    slack: FakeSlack, channel: SlackChannel, trouble: Trouble
) -> None:
    first = channel.send(message(bare(), key=FIRST))
    told = message(later(), previous=first, key=SECOND)
    slack.fail("chat.update", trouble)
    assert failing(channel, told).uncertain
    channel.send(again(told))
    (root,) = slack.messages()
    assert "denied by Azerbaijan" in root["text"]
    assert len(slack.thread(root["ts"])) == 1


def test_a_crash_after_posting_and_before_recording_tells_nothing_twice(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    told = message(bare(), key=FIRST)
    receipt = channel.send(told)
    assert channel.send(again(told)) == receipt
    assert len(slack.messages()) == 1


def test_the_message_is_found_however_far_back_in_the_history() -> None:
    with FakeSlack(clock=lambda: NIGHT, page=2) as slack:
        channel = SlackChannel("xoxb-test", base_url=slack.url)
        told = message(bare(), key=FIRST)
        receipt = channel.send(told)
        for number in range(7):
            channel.send(message(bare(id=100 + number), key=f"other-{number}"))
        assert channel.send(again(told)) == receipt
        assert slack.count("conversations.history") == 4


def test_a_lookup_that_fails_leaves_the_message_for_later(slack: FakeSlack, channel: SlackChannel) -> None:
    told = message(bare(), key=FIRST)
    slack.fail("chat.postMessage", drop_after_storing())
    failing(channel, told)
    slack.fail("conversations.history", broken(503))
    failing(channel, again(told))
    channel.send(again(told))
    assert len(slack.messages()) == 1


def test_the_sdk_does_not_retry_behind_our_back(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail("chat.postMessage", drop_after_storing())
    failing(channel, message(bare(), key=FIRST))
    assert slack.count("chat.postMessage") == 1


# ------------------------------------------------------------------------------------------------------ clear refusals


def test_a_rate_limit_says_how_long_to_wait(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail("chat.postMessage", rate_limited(37))
    error = failing(channel, message(bare(), key=FIRST))
    assert (error.kind, error.retry_after, error.permanent, error.uncertain) == ("ratelimited", 37.0, False, False)


def test_a_wrong_token_can_be_mended_and_names_the_remedy_and_not_the_token(slack: FakeSlack) -> None:
    channel = SlackChannel("xoxb-secret", base_url=slack.url)
    error = failing(channel, message(bare()))
    assert (error.kind, error.permanent) == ("invalid_auth", False)
    assert "SLACK_BOT_TOKEN" in str(error)
    assert "xoxb-secret" not in str(error)


def test_an_empty_token_can_be_mended(slack: FakeSlack) -> None:
    assert not failing(SlackChannel("", base_url=slack.url), message(bare())).permanent


def test_an_archived_channel_is_permanent(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail("chat.postMessage", refused("is_archived"))
    assert failing(channel, message(bare())).permanent


def test_a_channel_that_the_app_was_not_invited_to_can_be_mended(slack: FakeSlack, channel: SlackChannel) -> None:
    error = failing(channel, message(bare(), destination="C0999"))
    assert (error.kind, error.permanent) == ("channel_not_found", False)


def test_a_channel_s_name_is_refused_with_the_remedy(slack: FakeSlack, channel: SlackChannel) -> None:
    error = failing(channel, message(bare(), destination="#alerts"))
    assert error.permanent
    assert "use the id" in str(error)
    assert slack.calls == []


def test_an_unknown_error_may_pass(slack: FakeSlack, channel: SlackChannel) -> None:
    slack.fail("chat.postMessage", refused("team_is_on_fire"))
    error = failing(channel, message(bare()))
    assert (str(error), error.permanent) == ("slack: team_is_on_fire", False)


def test_a_server_that_is_not_there_is_no_uncertain_send() -> None:
    with FakeSlack() as gone:
        url = gone.url
    error = failing(SlackChannel("xoxb-test", base_url=url), message(bare()))
    assert (error.kind, error.permanent, error.uncertain) == ("refused", False, False)


@pytest.mark.parametrize("refusal", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_that_slack_refuses_are_sent_as_plain_text(
    slack: FakeSlack, channel: SlackChannel, refusal: str
) -> None:
    slack.fail("chat.postMessage", refused(refusal))
    channel.send(message(bare(), key=FIRST))
    (posted,) = slack.messages()
    assert posted["blocks"] == []
    assert "Armenia accuses Azerbaijan" in posted["text"]


# --------------------------------------------------------------------------------------------------- deleted messages


def test_a_deleted_message_is_posted_anew(slack: FakeSlack, channel: SlackChannel) -> None:
    first = channel.send(message(bare(), key=FIRST))
    slack.delete(first.partition(":")[2])
    receipt = channel.send(message(later(), previous=first, key=SECOND))
    (posted,) = slack.messages()
    assert receipt == f"C0123:{posted['ts']}"
    assert "denied by Azerbaijan" in posted["text"]


def test_after_a_deletion_the_next_revision_goes_on_with_the_new_message(
    slack: FakeSlack, channel: SlackChannel
) -> None:
    first = channel.send(message(bare(), key=FIRST))
    slack.delete(first.partition(":")[2])
    second = channel.send(message(later(), previous=first, key=SECOND))
    channel.send(message(later(3), previous=first, key=THIRD))
    (root,) = slack.messages()
    assert root["ts"] == second.partition(":")[2]
    assert len(slack.thread(root["ts"])) == 1


def test_a_new_post_in_place_of_a_deleted_one_is_not_told_twice(slack: FakeSlack, channel: SlackChannel) -> None:
    first = channel.send(message(bare(), key=FIRST))
    slack.delete(first.partition(":")[2])
    told = message(later(), previous=first, key=SECOND)
    slack.fail("chat.postMessage", drop_after_storing())
    assert failing(channel, told).uncertain
    channel.send(again(told))
    assert len(slack.messages()) == 1


def test_an_incident_of_another_database_is_no_successor(slack: FakeSlack, channel: SlackChannel) -> None:
    channel.send(message(bare(opened=datetime(2026, 3, 14, 20, 0, tzinfo=UTC)), key="another"))
    first = channel.send(message(bare(), key=FIRST))
    slack.delete(first.partition(":")[2])
    channel.send(message(later(), previous=first, key=SECOND))
    assert len(slack.messages()) == 2


# --------------------------------------------------------------------------------------------------------------- doctor


def test_check_names_the_workspace_and_reads_the_channels(slack: FakeSlack) -> None:
    channel = SlackChannel("xoxb-test", base_url=slack.url.rstrip("/"), channels=("C0123",))
    assert channel.check() == "slack: signed in to Watch as ceasefire-monitor, can read C0123"


def test_check_says_what_is_wrong(slack: FakeSlack) -> None:
    with pytest.raises(DeliveryError, match="invite the app"):
        SlackChannel("xoxb-test", base_url=slack.url, channels=("C0999",)).check()
    slack.fail("conversations.history", refused("missing_scope"))
    with pytest.raises(DeliveryError, match=re.escape("channels:history")):
        SlackChannel("xoxb-test", base_url=slack.url, channels=("C0123",)).check()
