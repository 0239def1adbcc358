"""What a feed lists in which hour is counted, from its second answer on, and only while it was in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from monitor.model import Feed
from monitor.sources import timing
from monitor.store import feeds, volumes
from monitor.store.database import Database
from monitor.store.tables import feeds as feeds_table
from monitor.store.volumes import Volume
from tests.unit.store.made import DAY, MINUTE, NOON, stored_feed

HOUR = 100


@pytest.fixture
def home(database: Database) -> Feed:
    with database.write() as c:
        return stored_feed(c)


def answers(c: sa.Connection, feed: Feed, new: int, *, hour: int = HOUR, in_sight: bool = True) -> None:
    volumes.count(c, feed, new, NOON + hour * 60 * MINUTE, hour=hour, in_sight=in_sight)


def test_the_first_answer_says_when_counting_began_and_counts_nothing(database: Database, home: Feed) -> None:
    with database.write() as c:
        answers(c, home, 30, in_sight=False)
        assert volumes.of_feeds(c, [home.id]) == {home.id: Volume(HOUR, ((HOUR, 0),))}


def test_answers_of_one_hour_are_added_up_and_empty_ones_leave_no_trace(database: Database, home: Feed) -> None:
    read = replace(home, last_read=NOON)
    with database.write() as c:
        for hour, new in ((HOUR, 2), (HOUR, 3), (HOUR + 1, 0), (HOUR + 2, 1)):
            answers(c, read, new, hour=hour)
        assert volumes.of_feeds(c, [home.id, 999]) == {home.id: Volume(HOUR, ((HOUR, 5), (HOUR + 2, 1)))}


def test_after_a_gap_what_piled_up_is_not_counted_and_the_gap_is_on_record(database: Database, home: Feed) -> None:
    read = replace(home, last_read=NOON)
    with database.write() as c:
        answers(c, read, 25, in_sight=False)
        assert volumes.of_feeds(c, [home.id]) == {}
        assert volumes.gaps_of(c, [home.id]) == {home.id: ((NOON, NOON + HOUR * 60 * MINUTE),)}


def test_entries_a_day_are_those_of_the_time_on_record(database: Database, home: Feed) -> None:
    read = replace(home, last_read=NOON)
    with database.write() as c:
        other = stored_feed(c, "Fresh")
        answers(c, home, 1)
        for hour in range(HOUR, HOUR + 48, 2):
            answers(c, read, 1, hour=hour)
        answers(c, other, 1, hour=HOUR + 40)
        answers(c, replace(other, last_read=NOON), 5, hour=HOUR + 41)
        assert volumes.daily(c, HOUR + 48, HOUR - 1000) == {home.id: pytest.approx(12)}
        assert volumes.daily(c, HOUR + 48, HOUR + 24) == {home.id: pytest.approx(12)}


def test_what_is_old_is_let_go(database: Database, home: Feed) -> None:
    read = replace(home, last_read=NOON)
    with database.write() as c:
        answers(c, read, 1)
        answers(c, read, 2, hour=HOUR + 9)
        answers(c, read, 2, hour=HOUR + 10, in_sight=False)
        volumes.forget(c, HOUR + 9, NOON + DAY)
        assert volumes.of_feeds(c, [home.id]) == {home.id: Volume(HOUR + 9, ((HOUR + 9, 2),))}
        assert volumes.gaps_of(c, [home.id])
        volumes.forget(c, HOUR + 9, NOON + 100 * DAY)
        assert volumes.gaps_of(c, [home.id]) == {}


def test_a_doubted_feed_is_next_asked_in_full(database: Database, home: Feed) -> None:
    with database.write() as c:
        c.execute(sa.update(feeds_table).values(last_whole=NOON))
        assert timing.whole_reading(feeds.every(c)[0], NOON) == ""
        volumes.ask_in_full(c, [home.id])
        assert timing.whole_reading(feeds.every(c)[0], NOON)


def test_the_standing_of_feeds_is_counted_without_the_disabled(database: Database) -> None:
    with database.write() as c:
        assert feeds.standing(c) == feeds.Standing(0, 0, None, None)
        made = [stored_feed(c, name) for name in ("A", "B", "C", "D")]
        for feed, failures in zip(made, (0, 2, 5, 9), strict=True):
            feeds.record(c, replace(feed, failures=failures, last_tried=NOON, last_read=NOON - failures * MINUTE))
        feeds.remove(c, made[3].id)
        assert feeds.standing(c) == feeds.Standing(3, 2, NOON, NOON)
        assert [feed.name for feed in feeds.worst(c, 20)] == ["C", "B"]
        assert [feed.name for feed in feeds.worst(c, 1)] == ["C"]
