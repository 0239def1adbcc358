"""Who has gone quiet: a feed, or a side; and what is no silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import Feed, Notice
from monitor.sources import rhythm, silence
from monitor.sources.rhythm import Rhythm
from monitor.sources.silence import Silent
from tests.unit.sources.made_news import MONDAY, evenly

HOUR = timedelta(hours=1)


def feed(name: str, hours: float, **known: object) -> Feed:
    """A feed that answers and has listed nothing new for so many hours at MONDAY."""
    told: dict[str, object] = {
        "id": len(name), "url": f"https://{len(name)}.example", "name": name, "speaks_for": "armenia",
        "theatres": ("two-rivers",), "last_new": MONDAY - hours * HOUR, "last_read": MONDAY, "state": "ok", **known,
    }  # fmt: skip
    return Feed(**told)  # type: ignore[arg-type]


def rhythm_of(*a_day: float) -> Rhythm:
    """Of feeds taken together, an entry each of their hours."""
    news = [one for each in a_day for one in evenly(each, MONDAY)]
    usual = rhythm.learned(news, MONDAY - timedelta(days=60), MONDAY, ())
    assert usual is not None
    return usual


def silent(name: str, a_day: float, hours: float, **known: object) -> Silent:
    one = feed(name, hours, **known)
    assert one.last_new is not None
    return Silent((one,), one.last_new, rhythm_of(a_day), ())


def side(*members: tuple[Feed, float], others: tuple[Feed, ...] = ()) -> silence.Finding | None:
    """What is found of feeds with so many entries a day, and of `others` that are new or fail."""
    everybody = [*(one for one, _ in members), *others]
    part = silence.taking_part(everybody, {one.id for one, _ in members})
    if part is None:
        return None
    rates = [a_day for one, a_day in members if one in part[1]]
    together = Silent(part[1], part[0], rhythm_of(*rates), ())
    return silence.side_quiet(together, everybody, silence.busiest_share([rhythm_of(rate) for rate in rates]))


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
    """Its 304 may lie. It was asked so within the hour, or its silence is told: then it is asked as ever."""
    assert not silence.doubtful(silent("Harbour Wire", 24, 4), MONDAY)
    assert silence.doubtful(silent("Harbour Wire", 24, 8, last_whole=MONDAY - 2 * HOUR), MONDAY)
    assert not silence.doubtful(silent("Harbour Wire", 24, 8, last_whole=MONDAY - HOUR / 2), MONDAY)
    assert not silence.doubtful(silent("Harbour Wire", 24, 13), MONDAY)


def test_a_side_is_quiet_when_its_feeds_together_miss_nine_entries() -> None:
    found = side((feed("A", 6), 24), (feed("BB", 5), 20), (feed("CCC", 7), 12))
    assert found is not None
    assert found.since == MONDAY - 5 * HOUR
    assert "A, BB and CCC answer, but none has listed anything new for 5 h" in found.words
    assert side((feed("A", 3), 24), (feed("BB", 3), 20), (feed("CCC", 3), 12)) is None


def test_one_busy_feed_is_no_side() -> None:
    """The others are so slow that nobody can tell yet."""
    assert side((feed("A", 4), 200), (feed("BB", 6), 3)) is None
    assert side((feed("A", 20), 200), (feed("BB", 20), 6)) is not None


def test_a_side_that_one_of_its_feeds_still_speaks_for_is_not_quiet() -> None:
    speaks = replace(feed("DDDD", 1), last_new=MONDAY - HOUR)
    assert side((feed("A", 30), 24), (feed("BB", 30), 20), others=(speaks,)) is None


def test_a_feed_long_dead_has_no_part_in_its_sides_silence() -> None:
    assert side((feed("A", 80), 200), (feed("BB", 8), 10)) is None


def test_a_feed_that_fails_is_not_quiet_but_the_side_may_be_and_says_so() -> None:
    failing = replace(feed("DDDD", 10), failures=3, state="timeout")
    found = side((feed("A", 9), 24), (feed("BB", 9), 20), others=(failing,))
    assert found is not None
    assert found.words.endswith("could not be read: DDDD")


def failing(name: str, hours: float, **known: object) -> Feed:
    """A feed that has failed for so many hours, and was last asked ten minutes ago."""
    failed = {"failures": 4, "failing_since": MONDAY - hours * HOUR, "last_tried": MONDAY - HOUR / 6}
    return feed(name, hours + 1, **{**failed, "last_read": MONDAY - (hours + 1) * HOUR, "state": "dns", **known})


def test_a_side_none_of_whose_feeds_can_be_read_is_out_of_sight_and_not_quiet() -> None:
    found = silence.side_unseen([failing("A", 5), failing("BB", 3, state="timeout")], MONDAY)
    assert found is not None
    assert found.since == MONDAY - 3 * HOUR
    assert found.words == "none of A and BB could be read for 3 h (dns, timeout)"


def test_a_short_failure_and_a_feed_that_answers_or_never_did_are_no_blindness() -> None:
    assert silence.side_unseen([failing("A", 5), failing("BB", 1)], MONDAY) is None
    assert silence.side_unseen([failing("A", 5), feed("BB", 5)], MONDAY) is None
    assert silence.side_unseen([failing("A", 5, last_read=None), failing("BB", 5, last_read=None)], MONDAY) is None


def test_after_a_days_absence_a_first_failure_is_no_blindness() -> None:
    """They were last read a day ago, because nobody asked."""
    day = MONDAY - 24 * HOUR
    assert silence.side_unseen([failing("A", 0.1, last_read=day), failing("BB", 0.1, last_read=day)], MONDAY) is None


def test_where_no_feed_at_all_could_be_read_the_trouble_is_ours() -> None:
    both = [failing("A", 5), failing("BB", 5)]
    assert silence.side_unseen(both, MONDAY, blind_until=MONDAY) is None
    assert silence.side_unseen(both, MONDAY, blind_until=MONDAY - HOUR) is not None


def test_a_side_is_two_feeds_on_one_theatre_that_speak_for_one_actor_or_for_none() -> None:
    one = Feed(url="https://1.example", name="1", theatres=("a", "b"), speaks_for="x")
    two = Feed(url="https://2.example", name="2", theatres=("b",), speaks_for="x")
    three = Feed(url="https://3.example", name="3", theatres=("b",))
    four = Feed(url="https://4.example", name="4", theatres=("b",))
    assert silence.sides([one, two, three, four]) == {("b", "x"): [one, two], ("b", None): [three, four]}


def test_a_feeds_silence_is_part_of_its_sides_while_it_began_with_it() -> None:
    told = Notice(kind="side-quiet", theatres=("two-rivers",), side="armenia", since=MONDAY, words="", opened=MONDAY)
    one = feed("A", 1)
    assert silence.part_of(one, told)
    assert not silence.part_of(replace(one, last_new=MONDAY + HOUR), told)
    assert not silence.part_of(replace(one, last_new=MONDAY - 90 * HOUR), told)
    assert not silence.part_of(replace(one, speaks_for="azerbaijan"), told)


def test_who_is_back_and_who_is_not_is_told_by_name() -> None:
    back = replace(feed("A", 9), last_new=MONDAY)
    rest = [feed(name * 2, 9) for name in "BCDEFGH"]
    words = silence.side_back([back, *rest], MONDAY - 9 * HOUR, MONDAY)
    assert words == "A lists news again after 9 h; not yet: BB, CC, DD, EE, FF and 2 more"
