"""Who has gone quiet: a feed, or a side; and what is no silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Feed, Notice
from monitor.sources import rhythm, silence
from monitor.sources.silence import Silent
from tests.unit.sources.habits import MONDAY, evenly

HOUR = timedelta(hours=1)


def silent(name: str, a_day: float, hours: float, **known: object) -> Silent:
    """A feed that has listed nothing new for so many hours at MONDAY."""
    since = MONDAY - hours * HOUR
    habit = rhythm.habit(evenly(a_day, since), since - timedelta(days=60), since, ())
    assert habit is not None
    told: dict[str, object] = {
        "id": len(name), "url": f"https://{len(name)}.example", "name": name, "speaks_for": "armenia",
        "theatres": ("two-rivers",), "last_new": since, "last_read": MONDAY, "state": "ok", **known,
    }  # fmt: skip
    return Silent(Feed(**told), habit, ())  # type: ignore[arg-type]


def side(*members: Silent, others: tuple[Feed, ...] = ()) -> silence.Finding | None:
    return silence.side_quiet([*(one.feed for one in members), *others], members)


def test_a_feed_is_quiet_when_nine_entries_are_missing() -> None:
    assert silence.feed_quiet(silent("Harbour Wire", 24, 6)) is None
    found = silence.feed_quiet(silent("Harbour Wire", 24, 13))
    assert found is not None
    assert found.since == MONDAY - 13 * HOUR
    assert "listed nothing new for 13 h" in found.words
    assert "would be usual in that time (24 a day)" in found.words


def test_no_silence_is_told_before_two_hours_however_busy_the_feed() -> None:
    assert silence.feed_quiet(silent("Harbour Wire", 2400, 1.9)) is None
    assert silence.feed_quiet(silent("Harbour Wire", 2400, 2)) is not None


def test_our_own_absence_is_nobodys_silence() -> None:
    """We have not asked since shortly after the last news, for a day."""
    away = silent("Harbour Wire", 48, 24, last_read=MONDAY - 23 * HOUR)
    assert silence.feed_quiet(away) is None
    back = silent("Harbour Wire", 48, 24)
    gap = (MONDAY - 23 * HOUR, MONDAY - HOUR / 12)
    assert silence.feed_quiet(replace(back, blind=(gap,))) is None
    assert silence.feed_quiet(back) is not None


def test_before_a_silence_is_told_the_feed_is_asked_in_full() -> None:
    """Its 304 may lie. Once told, it is asked as ever."""
    assert not silence.doubtful(silent("Harbour Wire", 24, 4))
    assert silence.doubtful(silent("Harbour Wire", 24, 8))
    assert not silence.doubtful(silent("Harbour Wire", 24, 13))


def test_a_side_is_quiet_when_its_feeds_together_miss_nine_entries() -> None:
    found = side(silent("A", 24, 6), silent("BB", 20, 5), silent("CCC", 12, 7))
    assert found is not None
    assert found.since == MONDAY - 5 * HOUR
    assert "A, BB and CCC answer, but none has listed anything new for 5 h" in found.words
    assert side(silent("A", 24, 3), silent("BB", 20, 3), silent("CCC", 12, 3)) is None


def test_one_busy_feed_is_no_side() -> None:
    """The others are so slow that nobody can tell yet."""
    assert side(silent("A", 200, 4), silent("BB", 3, 6)) is None
    assert side(silent("A", 200, 20), silent("BB", 6, 20)) is not None


def test_a_side_that_one_of_its_feeds_still_speaks_for_is_not_quiet() -> None:
    speaks = replace(silent("DDDD", 24, 1).feed, last_new=MONDAY - HOUR)
    assert side(silent("A", 24, 30), silent("BB", 20, 30), others=(speaks,)) is None


def test_a_feed_long_dead_has_no_part_in_its_sides_silence() -> None:
    assert side(silent("A", 200, 80), silent("BB", 10, 8)) is None


def test_a_feed_that_fails_is_not_quiet_but_the_side_may_be_and_says_so() -> None:
    failing = replace(silent("DDDD", 24, 10).feed, failures=3, state="timeout")
    found = side(silent("A", 24, 9), silent("BB", 20, 9), others=(failing,))
    assert found is not None
    assert found.words.endswith("could not be read: DDDD")


def feeds(*last_read: datetime | None) -> list[Feed]:
    return [
        Feed(
            id=n, url=f"https://{n}.example", name=f"F{n}", failures=4, state=("timeout", "dns")[n % 2],
            last_read=moment, theatres=("two-rivers",),
        )
        for n, moment in enumerate(last_read)
    ]  # fmt: skip


def test_a_side_none_of_whose_feeds_can_be_read_is_out_of_sight_and_not_quiet() -> None:
    found = silence.side_unseen(feeds(MONDAY - 5 * HOUR, MONDAY - 3 * HOUR), MONDAY)
    assert found is not None
    assert found.since == MONDAY - 3 * HOUR
    assert found.words == "none of F0 and F1 could be read for 3 h (dns, timeout)"


def test_a_short_failure_and_one_that_answers_are_no_blindness() -> None:
    assert silence.side_unseen(feeds(MONDAY - 5 * HOUR, MONDAY - HOUR), MONDAY) is None
    one, other = feeds(MONDAY - 5 * HOUR, MONDAY - 5 * HOUR)
    assert silence.side_unseen([one, replace(other, failures=0)], MONDAY) is None
    assert silence.side_unseen(feeds(None, None), MONDAY) is None


def test_a_side_is_two_feeds_on_one_theatre_that_speak_for_one_actor_or_for_none() -> None:
    one = Feed(url="https://1.example", name="1", theatres=("a", "b"), speaks_for="x")
    two = Feed(url="https://2.example", name="2", theatres=("b",), speaks_for="x")
    three = Feed(url="https://3.example", name="3", theatres=("b",))
    four = Feed(url="https://4.example", name="4", theatres=("b",))
    assert silence.sides([one, two, three, four]) == {("b", "x"): [one, two], ("b", None): [three, four]}


def test_a_feeds_silence_is_part_of_its_sides_while_it_began_with_it() -> None:
    told = Notice(kind="side-quiet", theatres=("two-rivers",), side="armenia", since=MONDAY, words="", opened=MONDAY)
    feed = silent("A", 24, 1).feed
    assert silence.part_of(feed, told)
    assert not silence.part_of(replace(feed, last_new=MONDAY + HOUR), told)
    assert not silence.part_of(replace(feed, last_new=MONDAY - 90 * HOUR), told)
    assert not silence.part_of(replace(feed, speaks_for="azerbaijan"), told)


def test_who_is_back_and_who_is_not_is_told_by_name() -> None:
    back = replace(silent("A", 24, 9).feed, last_new=MONDAY)
    rest = [silent(name * 2, 24, 9).feed for name in "BCDEFGH"]
    words = silence.side_back([back, *rest], MONDAY - 9 * HOUR, MONDAY)
    assert words == "A lists news again after 9 h; not yet: BB, CC, DD, EE, FF and 2 more"
