"""What an article's claims are joined to: the quiet before them, and news of conflicts for which there is no pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.app import full_pass
from monitor.incidents.gather import ELSEWHERE
from tests.scenario.newsroom import Newsroom, history, known
from tests.scenario.stories import MORNING, SHELLING, SNIPER, Story

MARKET_SHELLED = Story(
    "market-shelled",
    "Shells fall on a market",
    (
        "At least 12 civilians were killed on Monday when shells fell on a market in the river port, medics said.",
        "Traders carried the wounded to a clinic behind the grain store, and the ferry stopped running at noon.",
        "The two sides had agreed to a ceasefire of ten days in the port, which was to have begun on Saturday.",
    ),
    "News from the river.",
)


async def test_the_first_violation_after_quiet_days_says_so(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(days=14)
        newsroom.prints(paper, replace(SNIPER, published=MORNING + timedelta(days=14)))
        await full_pass(world)
        first, second = await known(world)
        opened = (await history(world, second.id))[0]
    assert [change.kind for change in opened.changes] == ["new-incident", "quiet-broken"]
    assert "after 13 quiet days" in opened.changes[1].words
    assert first.ceasefire == second.ceasefire


async def test_quiet_is_as_long_as_the_settings_say(newsroom: Newsroom) -> None:
    paper = newsroom.paper("Harbour Wire", SHELLING)
    alerts = newsroom.settings().alerts.model_copy(update={"quiet_days": 20})
    async with newsroom.monitor(alerts=alerts) as world:
        await full_pass(world)
        newsroom.clock.advance(days=14)
        newsroom.prints(paper, replace(SNIPER, published=MORNING + timedelta(days=14)))
        await full_pass(world)
        _, second = await known(world)
        opened = (await history(world, second.id))[0]
    assert [change.kind for change in opened.changes] == ["new-incident"]


async def test_headlines_call_actors_by_the_names_of_their_pack(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", SHELLING)
    async with newsroom.monitor() as world:
        await full_pass(world)
        (incident,) = await known(world)
        names = [world.labels[actor] for actor in ("armenia", "azerbaijan")]
    assert incident.headline.startswith(f"{names[0]} accuses {names[1]} of shelling")


async def test_a_reprint_of_news_for_which_there_is_no_pack_joins_it(newsroom: Newsroom) -> None:
    newsroom.paper("Harbour Wire", MARKET_SHELLED)
    copy = newsroom.paper("Lakeside Post")
    async with newsroom.monitor() as world:
        await full_pass(world)
        newsroom.clock.advance(minutes=10)
        again = (*MARKET_SHELLED.paragraphs, "(Harbour Wire)")
        newsroom.prints(copy, replace(MARKET_SHELLED, slug="reprint", paragraphs=again))
        await full_pass(world)
        incidents = [one for one in await known(world) if one.kind != "ceasefire"]
    (incident,) = incidents
    assert incident.theatre == ELSEWHERE
    assert [(source.outlet, source.copy) for source in incident.sources] == [
        ("Harbour Wire", False),
        ("Lakeside Post", True),
    ]
