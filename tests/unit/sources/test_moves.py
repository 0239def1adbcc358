"""A feed whose server says that it has moved for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import Feed
from monitor.sources import moves
from monitor.sources.moves import Move

NOW = datetime(2020, 11, 2, 6, 30, tzinfo=UTC)
OLD, NEW = "https://harbour-wire.example/feed", "https://news.harbour.example/rss"
FEED = Feed(id=7, url=OLD, name="Harbour Wire")


def told(feed: Feed, move: Move) -> Feed:
    """The feed with that move written down."""
    return replace(feed, moved_to=move.moved_to, moved_since=move.moved_since, address=move.address)


def test_a_feed_that_stays_has_no_move() -> None:
    assert moves.after_answer(FEED, asked=OLD, permanent_url=None, known=3, now=NOW) == Move()


def test_a_move_is_followed_and_told_and_believed_after_a_week_with_entries_we_know() -> None:
    first = moves.after_answer(FEED, asked=OLD, permanent_url=NEW, known=3, now=NOW)
    assert first.address is None
    assert first.note == (
        f"it says it moved for good to {NEW}: change its address, or it is asked there from 9 November 2020 on"
    )
    moving = told(FEED, first)
    assert moves.where_to_ask(moving) == OLD
    soon = moves.after_answer(moving, asked=OLD, permanent_url=NEW, known=3, now=NOW + timedelta(days=6))
    assert soon.address is None
    late = moves.after_answer(moving, asked=OLD, permanent_url=NEW, known=3, now=NOW + timedelta(days=7))
    assert late.address == NEW
    assert moves.where_to_ask(told(moving, late)) == NEW


def test_a_move_to_a_place_that_lists_nothing_we_know_is_never_believed() -> None:
    moving = replace(FEED, moved_to=NEW, moved_since=NOW - timedelta(days=90))
    assert moves.after_answer(moving, asked=OLD, permanent_url=NEW, known=0, now=NOW).address is None


def test_a_move_that_is_taken_back_or_changes_begins_anew() -> None:
    moving = replace(FEED, moved_to=NEW, moved_since=NOW - timedelta(days=6))
    assert moves.after_answer(moving, asked=OLD, permanent_url=None, known=3, now=NOW) == Move()
    other = moves.after_answer(moving, asked=OLD, permanent_url="https://parked.example/", known=3, now=NOW)
    assert (other.moved_since, other.address) == (NOW, None)


def test_a_change_to_https_on_the_same_host_is_believed_at_once() -> None:
    plain = replace(FEED, url="http://harbour-wire.example/feed")
    assert moves.after_answer(plain, asked=plain.url, permanent_url=OLD, known=0, now=NOW).address == OLD
    elsewhere = "https://harbour-wire.example/"
    assert moves.after_answer(plain, asked=plain.url, permanent_url=elsewhere, known=0, now=NOW).address is None


def test_an_old_address_that_is_gone_confirms_its_move() -> None:
    moving = replace(FEED, moved_to=NEW, moved_since=NOW)
    assert moves.after_failure(moving, asked=OLD, status=404).address == NEW
    assert moves.after_failure(moving, asked=OLD, status=503).address is None
    assert moves.after_failure(FEED, asked=OLD, status=404).address is None


def test_a_feed_that_fails_at_its_new_address_is_asked_at_both_in_turn() -> None:
    moved = replace(FEED, moved_to=NEW, moved_since=NOW, address=NEW)
    asked = [moves.where_to_ask(replace(moved, failures=n)) for n in range(8)]
    assert asked == [NEW, NEW, NEW, OLD, OLD, OLD, NEW, NEW]
    back = moves.after_answer(replace(moved, failures=4), asked=OLD, permanent_url=None, known=0, now=NOW)
    assert back == Move()


def test_a_feed_that_moved_twice_or_moved_back_is_followed() -> None:
    moved = replace(FEED, moved_to=NEW, moved_since=NOW - timedelta(days=9), address=NEW)
    third = "https://third.example/rss"
    again = moves.after_answer(moved, asked=NEW, permanent_url=third, known=3, now=NOW)
    assert (again.moved_to, again.address) == (third, NEW)
    believed = moves.after_answer(told(moved, again), asked=NEW, permanent_url=third, known=3, now=NOW + timedelta(8))
    assert believed.address == third
    assert moves.after_answer(moved, asked=NEW, permanent_url=OLD, known=3, now=NOW) == Move()


def test_no_password_is_told() -> None:
    secret = "https://desk:sesame@news.harbour.example/rss"
    move = moves.after_answer(FEED, asked=OLD, permanent_url=secret, known=3, now=NOW)
    assert "sesame" not in move.note
    assert move.moved_to == secret
