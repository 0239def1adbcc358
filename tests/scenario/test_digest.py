"""The digest: one for each local day, over nights, clock changes and days of downtime; also when nothing happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from monitor.app import full_pass
from monitor.jobs.digest import latest_day, preview, send
from monitor.settings import EmailSettings
from monitor.store import deliveries
from tests.scenario.newsroom import DESK, Newsroom
from tests.scenario.stories import MARKET, SHELLING


async def test_it_goes_out_when_nothing_happened_and_says_what_was_read(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", MARKET)
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(hours=20)
        await full_pass(world)
    (mail,) = newsroom.mail.mails
    assert "Feeds read: 1 of 1" in mail.text


async def test_it_is_not_sent_before_its_hour_nor_twice(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire")
    newsroom.clock.now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.now = datetime(2026, 4, 21, 2, 59, tzinfo=UTC)  # 06:59 in Yerevan
        await full_pass(world)
        assert newsroom.mail.mails == []
        for minute in (0, 1, 30):
            newsroom.clock.now = datetime(2026, 4, 21, 3, minute, tzinfo=UTC)
            await full_pass(world)
    assert len(newsroom.mail.mails) == 1


async def test_a_start_on_the_first_day_sends_no_digest_of_a_day_before(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    await newsroom.once()
    assert newsroom.mail.mails == []


async def test_after_days_of_downtime_only_the_latest_missed_day_is_caught_up_once(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    await newsroom.once()
    newsroom.clock.advance(days=4)
    await newsroom.once()
    newsroom.clock.advance(minutes=10)
    await newsroom.once()
    (mail,) = newsroom.mail.mails
    assert "23 April 2026" in mail.message["Subject"]
    newsroom.clock.advance(days=1)
    await newsroom.once()
    assert ["24 April 2026" in mail.message["Subject"] for mail in newsroom.mail.mails] == [False, True]


async def test_there_is_one_for_each_day_while_clocks_change(newsroom: Newsroom) -> None:
    """Both changes of 2026 in Berlin, with a digest at half past two, which one night skips and another repeats."""
    email = EmailSettings(
        host=newsroom.mail.host, port=newsroom.mail.port, sender="monitor@example.org", to=(DESK,),
        digest_at=time(2, 30), timezone="Europe/Berlin",
    )  # fmt: skip
    newsroom.paper("Harbour Wire")
    for first in (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)):
        newsroom.clock.now = first
        newsroom.mail.mails.clear()
        async with newsroom.monitor(email=email) as world:
            await full_pass(world)
            newsroom.mail.mails.clear()
            for _ in range(4 * 24):
                newsroom.clock.advance(hours=1)
                await full_pass(world)
        subjects = [str(mail.message["Subject"]) for mail in newsroom.mail.mails]
        assert len(subjects) == len(set(subjects)) == 4


async def test_without_a_mail_address_it_is_owed_to_the_terminal(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor(email=EmailSettings()) as world:
        await full_pass(world)
        newsroom.clock.advance(days=1)
        report = await full_pass(world)
        backlog = await world.database.run(deliveries.backlog)
    assert report.digest.owed == 1
    assert backlog["due"] == backlog["failed"] == 0
    assert newsroom.mail.mails == []


async def test_a_day_can_be_previewed_and_sent_by_hand_but_not_sent_twice(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        seen = await preview(world, date(2026, 4, 20))
        assert [revision.incident.id for revision in seen.revisions] == [1]
        assert (await send(world, date(2026, 4, 20))).owed == 1
        assert (await send(world, date(2026, 4, 20))).owed == 0
        await full_pass(world)
        newsroom.clock.advance(days=1)
        await full_pass(world)
    assert len(newsroom.mail.mails) == 1


def test_the_latest_day_is_yesterday_once_the_hour_has_come() -> None:
    email = EmailSettings(digest_at=time(7), timezone="Asia/Yerevan")  # UTC+4
    assert latest_day(datetime(2026, 4, 21, 2, 59, tzinfo=UTC), email) == date(2026, 4, 19)
    assert latest_day(datetime(2026, 4, 21, 3, 0, tzinfo=UTC), email) == date(2026, 4, 20)
    assert latest_day(datetime(2026, 4, 21, 20, 30, tzinfo=UTC), email) == date(2026, 4, 20)
